/**
 * One channel to one peer, over whatever connections come and go: dials, settles duplicates, queues, sends.
 *
 * Both sides dial when they have no connection, the higher node id a little later. If two connections of the pair
 * meet all the same, the one dialled by the lower node id stays. Each side decides that alone and comes to the same
 * result: the higher one gives up its own dial as soon as it has a connection from the lower one, the lower one never
 * gives up a dial that is under way and lets it replace what it has; until then it sends nothing, so that nothing is
 * lost with the one that goes. A side whose connection goes as the duplicate waits for the other one before it counts
 * the peer as down, so nothing flaps.
 */

import type { Channel, Clock, LinkState, Random, Timer } from '@gaios/sm-base';
import type { Closed, Connection, ConnectionOwner } from './connection.ts';
import type { FrameFault } from './frame.ts';
import type { TransportTuning } from './options.ts';
import { SendQueue } from './queue.ts';

export interface LinkObserver {
  onLinkUp(link: Link, connection: Connection): void;
  onLinkDown(link: Link, reason: string): void;
  onPayload(connection: Connection, payload: Buffer): void;
  onFault(connection: Connection, fault: FrameFault): void;
  onUnknownType(connection: Connection, type: number): void;
  /** Payloads that were not and will not be sent. */
  onDropped(link: Link, count: number, why: string): void;
  /** A dial failed. */
  onDialFailed(link: Link, reason: string, refused: boolean, closed?: Closed): void;
  /** Starts an attempt that ends in one of the link's `onUp`, `onClosed` or `dialFailed`; returns how to give it up. */
  dial(link: Link): () => void;
}

export interface LinkParts {
  readonly selfId: number;
  readonly peerId: number;
  readonly channel: Channel;
  readonly tuning: TransportTuning;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: LinkObserver;
}

/** 2^20 times any backoff is beyond every maximum. */
const doublingsMax = 20;

export class Link implements ConnectionOwner {
  readonly peerId: number;
  readonly channel: Channel;
  readonly #parts: LinkParts;
  readonly #queue: SendQueue;
  #urgent: Uint8Array[] = [];
  /** How much of the head of the queue has gone in chunks. */
  #chunkedBytes = 0;
  #active: Connection | undefined;
  /** Session of the peer that was last told to be up; undefined while it is down. */
  #upSession: string | undefined;
  #upSinceMs = 0;
  #giveUpDial: (() => void) | undefined;
  #retry: Timer | undefined;
  #settle: Timer | undefined;
  /** Runs while nothing is sent because a dial under way may replace the connection. */
  #hold: Timer | undefined;
  #failures = 0;
  #state: LinkState = 'connecting';
  #reason: string | undefined;
  #droppedElse = 0;
  #pumpDeferred = false;
  #stopped = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.peerId = parts.peerId;
    this.channel = parts.channel;
    this.#queue = new SendQueue(parts.channel === 'consensus', this.#bounds(false));
  }

  get active(): Connection | undefined {
    return this.#active;
  }

  get state(): LinkState {
    return this.#state;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  get dropped(): number {
    return this.#queue.dropped + this.#droppedElse;
  }

  get queuedBytes(): number {
    const urgent = this.#urgent.reduce((sum, payload) => sum + payload.length, 0);
    return this.#queue.bytes - this.#chunkedBytes + urgent + (this.#active?.unsentBytes ?? 0);
  }

  start(): void {
    this.#dialAfter(this.#staggerMs());
  }

  /** Not after the present wait: something has changed. */
  dialSoon(): void {
    this.#failures = 0;
    if (!this.#active && !this.#settling) this.#dialAfter(this.#staggerMs());
  }

  /** Dials no more and drops its queue; the connection stays until it is closed by its owner. */
  stop(): void {
    this.#stopped = true;
    this.#retry?.cancel();
    this.#settle?.cancel();
    this.#giveUpDial?.();
    this.#giveUpDial = undefined;
    this.#release();
  }

  /** True if nothing is left to send, or nobody to send it to. */
  get flushed(): boolean {
    return !this.#active || (!this.#hasMore() && this.#active.unsentBytes === 0);
  }

  send(payload: Uint8Array): void {
    if (payload.length > this.#payloadBytesMax()) return this.#drop('too-large');
    const before = this.#queue.dropped;
    this.#queue.push(payload);
    const dropped = this.#queue.dropped - before;
    if (dropped > 0) this.#parts.observer.onDropped(this, dropped, 'queue-full');
    this.#pump();
  }

  sendUrgent(payload: Uint8Array): void {
    if (payload.length > this.#payloadBytesMax()) return this.#drop('too-large');
    // A heartbeat is about now: it does not wait for a connection.
    if (!this.#active) return this.#drop('down');
    this.#urgent.push(payload);
    if (this.#urgent.length > this.#parts.tuning.urgentQueueMax) {
      this.#urgent.shift();
      this.#drop('queue-full');
    }
    this.#pump();
  }

  /** Whether a new connection of the peer's same process is wanted beside or instead of the present one. */
  wants(dialledBySelf: boolean): boolean {
    if (this.#stopped) return false;
    const active = this.#active;
    return !active || this.#isPreferred(dialledBySelf) || !this.#isPreferred(active.dialled);
  }

  // ConnectionOwner

  onUp(connection: Connection): void {
    if (connection.dialled) this.#giveUpDial = undefined;
    if (!this.wants(connection.dialled)) {
      connection.close('duplicate', 'there is another connection already');
      return;
    }
    const previous = this.#active;
    this.#active = connection;
    this.#chunkedBytes = 0;
    this.#retry?.cancel();
    this.#settle?.cancel();
    this.#hold?.cancel();
    this.#hold = undefined;
    if (this.#giveUpDial && this.#isPreferred(true)) {
      this.#hold = this.#parts.clock.setTimer(this.#parts.tuning.settleMs, () => this.#release());
    } else {
      this.#giveUpDial?.();
      this.#giveUpDial = undefined;
    }
    this.#tellUp(connection);
    previous?.close('duplicate', 'replaced by another connection');
    this.#pump();
  }

  onPayload(connection: Connection, payload: Buffer): void {
    this.#parts.observer.onPayload(connection, payload);
  }

  onFault(connection: Connection, fault: FrameFault): void {
    this.#parts.observer.onFault(connection, fault);
  }

  onUnknownType(connection: Connection, type: number): void {
    this.#parts.observer.onUnknownType(connection, type);
  }

  onClosed(connection: Connection, closed: Closed): void {
    if (connection === this.#active) this.#lost(closed);
    else if (connection.dialled && !connection.wasUp) this.#dialClosed(closed);
  }

  /** `closed`: if it got as far as a handshake. */
  dialFailed(reason: string, refused: boolean, closed?: Closed): void {
    this.#giveUpDial = undefined;
    this.#parts.observer.onDialFailed(this, reason, refused, closed);
    this.#release();
    if (this.#active || this.#settling || this.#stopped) return;
    this.#state = refused ? 'refused' : 'down';
    this.#reason = reason;
    this.#dialAgain(refused);
  }

  /** Our own dial was turned down as a duplicate: the connection that it lost to is here, or about to be. */
  #dialClosed(closed: Closed): void {
    if (closed.name !== 'duplicate') {
      this.dialFailed(closed.reason, closed.refused, closed);
      return;
    }
    this.#giveUpDial = undefined;
    this.#release();
    if (!this.#active && !this.#settling) this.#dialAgain(false);
  }

  /** The dial that might have replaced the connection is over, or takes too long. */
  #release(): void {
    this.#hold?.cancel();
    this.#hold = undefined;
    this.#pump();
  }

  #lost(closed: Closed): void {
    this.#active = undefined;
    this.#chunkedBytes = 0;
    if (this.#stopped) {
      this.#state = 'down';
      this.#reason = closed.reason;
      this.#parts.observer.onLinkDown(this, closed.reason);
      return;
    }
    if (this.#parts.clock.monotonicMs() - this.#upSinceMs >= this.#parts.tuning.backoffMaxMs)
      this.#failures = 0;
    if (closed.name === 'duplicate' && closed.byPeer) {
      this.#settle = this.#parts.clock.setTimer(this.#parts.tuning.settleMs, () => this.#tellDown(closed));
      return;
    }
    this.#tellDown(closed);
  }

  get #settling(): boolean {
    return !this.#active && this.#upSession !== undefined;
  }

  #tellUp(connection: Connection): void {
    this.#state = 'up';
    this.#reason = undefined;
    this.#queue.rebound(this.#bounds(true));
    if (this.#upSession === connection.session) return;
    if (this.#upSession !== undefined) this.#parts.observer.onLinkDown(this, 'the peer was started anew');
    this.#upSession = connection.session;
    this.#upSinceMs = this.#parts.clock.monotonicMs();
    this.#parts.observer.onLinkUp(this, connection);
  }

  #tellDown(closed: Closed): void {
    this.#state = closed.refused ? 'refused' : 'down';
    this.#reason = closed.reason;
    this.#upSession = undefined;
    const before = this.dropped;
    this.#queue.rebound(this.#bounds(false));
    this.#droppedElse += this.#urgent.length;
    this.#urgent = [];
    if (this.dropped > before) this.#parts.observer.onDropped(this, this.dropped - before, 'down');
    this.#dialAgain(closed.refused);
    this.#parts.observer.onLinkDown(this, closed.reason);
  }

  #isPreferred(dialledBySelf: boolean): boolean {
    return dialledBySelf === this.#parts.selfId < this.peerId;
  }

  #staggerMs(): number {
    return this.#isPreferred(true) ? 0 : this.#parts.tuning.dialStaggerMs;
  }

  /** Half to all of the doubled wait, so that nodes which fell together do not come back together. */
  #dialAgain(refused: boolean): void {
    const { tuning, random } = this.#parts;
    const doubled = tuning.backoffMinMs * 2 ** Math.min(this.#failures++, doublingsMax);
    const waitMs = refused ? tuning.refusedRetryMs : Math.min(doubled, tuning.backoffMaxMs);
    this.#dialAfter(waitMs * (0.5 + random.next() / 2) + this.#staggerMs());
  }

  #dialAfter(delayMs: number): void {
    this.#retry?.cancel();
    if (this.#stopped) return;
    this.#retry = this.#parts.clock.setTimer(delayMs, () => {
      if (this.#active || this.#giveUpDial || this.#stopped) return;
      if (this.#state !== 'refused') this.#state = 'connecting';
      this.#giveUpDial = this.#parts.observer.dial(this);
    });
  }

  #bounds(up: boolean): { bytesMax: number; payloadsMax: number } {
    const { tuning } = this.#parts;
    const { consensusQueueBytesMax, bulkQueueBytesMax, downQueueBytesMax, queuePayloadsMax } = tuning;
    const bytesMax = this.#parts.channel === 'consensus' ? consensusQueueBytesMax : bulkQueueBytesMax;
    return { bytesMax: up ? bytesMax : Math.min(bytesMax, downQueueBytesMax), payloadsMax: queuePayloadsMax };
  }

  #payloadBytesMax(): number {
    const { consensusPayloadBytesMax, bulkPayloadBytesMax } = this.#parts.tuning;
    return this.channel === 'consensus' ? consensusPayloadBytesMax : bulkPayloadBytesMax;
  }

  #drop(why: string): void {
    this.#droppedElse++;
    this.#parts.observer.onDropped(this, 1, why);
  }

  #hasMore(): boolean {
    return this.#urgent.length > 0 || this.#queue.length > 0;
  }

  /** Hands to the socket what it takes now: urgent payloads first, then the queue. */
  readonly #pump = (): void => {
    const connection = this.#active;
    if (!connection || this.#hold || !this.#hasMore()) return;
    connection.cork();
    while (this.#hasMore() && connection.writable) this.#sendNext(connection);
    connection.uncork();
    if (!this.#hasMore() || !connection.isUp) return;
    if (!connection.writable) connection.onceDrained(this.#pump);
    else this.#pumpLater();
  };

  /** The system took everything at once; let others have their turn before the rest. */
  #pumpLater(): void {
    if (this.#pumpDeferred) return;
    this.#pumpDeferred = true;
    this.#parts.clock.defer(() => {
      this.#pumpDeferred = false;
      this.#pump();
    });
  }

  #sendNext(connection: Connection): void {
    const urgent = this.#urgent.shift();
    if (urgent) {
      connection.send(urgent, true);
      return;
    }
    const payload = this.#queue.peek();
    if (!payload) return;
    const { chunkBytes } = this.#parts.tuning;
    if (this.channel === 'consensus' || payload.length <= chunkBytes) {
      this.#queue.shift();
      connection.send(payload);
      return;
    }
    const from = this.#chunkedBytes;
    connection.sendChunk(payload.length, from, payload.subarray(from, from + chunkBytes));
    this.#chunkedBytes = from + chunkBytes;
    if (this.#chunkedBytes < payload.length) return;
    this.#chunkedBytes = 0;
    this.#queue.shift();
  }
}
