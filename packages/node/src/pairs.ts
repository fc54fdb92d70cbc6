/**
 * This node and each of its peers: heartbeats, support, and whether a peer is up (DESIGN 5). Node-level, so that ten thousand
 * idle groups cost no more than one. What is granted and counted on is decided by `Support` (packages/master); here it gets
 * its messages, timers and readings of the clock, each taken at that very moment.
 *
 * A peer is up while there is a connection and this node supports it: it is heard, and shows that it hears this node.
 *
 * Lending life: a node heartbeats only while its storage works: not after a storage error, not while a write is
 * outstanding longer than half of the duration of support. After a pause of its own it takes in what waited before it
 * withdraws from anybody.
 */

import type { Clock, Identity, Transport } from '@gaios/sm-base';
import { Support, type NodeRecord, type PairMessage, type PairSend, type SupportEvent } from '@gaios/master';
import { encodePayload } from '@gaios/proto';
import type { Deadlines, Due } from './deadlines.ts';
import type { Telemetry } from './telemetry.ts';

export interface PairLimits {
  readonly heartbeatIntervalMs: number;
  readonly electionTimeoutMs: number;
  readonly maxClockDriftPpm: number;
}

export interface PairsParts {
  readonly self: Identity;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly transport: Transport;
  readonly telemetry: Telemetry;
  readonly limits: PairLimits;
  /** What the storage holds of support granted in the past. */
  readonly record: NodeRecord;
  /** Stores it, then calls back. */
  readonly store: (record: Uint8Array, stored: () => void) => void;
  /** How much is durable on this node's disk, for the heartbeats; and a peer's word on its own. */
  readonly commits: () => number;
  readonly heardCommits: (peer: Identity, commits: number) => void;
  /** Since when a write is outstanding. */
  readonly writingSinceMs: () => number | undefined;
  readonly up: (peer: Identity) => void;
  readonly down: (nodeId: number) => void;
  /** What a peer's support of this node amounts to has changed. */
  readonly supportChanged: (nodeId: number) => void;
  /** Who may stand for leader may have changed: this node or a peer supports others than before. */
  readonly supportersChanged: () => void;
}

interface Peer {
  readonly nodeId: number;
  /** Who answers, while connected. */
  identity: Identity | undefined;
  up: boolean;
  /** Something was heard over this connection. */
  heard: boolean;
  /** It was told at once that its answer was heard. */
  greeted: boolean;
}

/** A write that takes longer than this share of the duration of support: the disk may be gone. */
const WRITE_SHARE = 1 / 2;
/** A pause longer than this share makes what is known of the peers stale. */
const PAUSE_SHARE = 1 / 4;
/**
 * The machine's uptime is known to a hundredth of a second; what it gained beyond this, ms, was sleep. As much may go
 * unnoticed, so it is taken off all support that is counted on.
 */
export const SLEEP_SLACK_MS = 50;

export class Pairs implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly support: Support;
  readonly #parts: PairsParts;
  readonly #peers = new Map<number, Peer>();
  #lastSeenMs: number;
  #holdUntilMs = 0;
  #beatMs = 0;
  #silent = false;
  /** Uptime less monotonic time, at the start or after the last sleep. */
  #sleptMs: number;
  #onCleanStop: (() => void) | undefined;

  constructor(parts: PairsParts) {
    const { clock, limits, self, record } = parts;
    this.#parts = parts;
    this.#lastSeenMs = clock.monotonicMs();
    this.#sleptMs = (clock.uptimeMs?.() ?? 0) - this.#lastSeenMs;
    this.support = new Support({
      self,
      durationMs: limits.electionTimeoutMs,
      driftPpm: limits.maxClockDriftPpm,
      slackMs: clock.uptimeMs === undefined ? 0 : SLEEP_SLACK_MS,
      record,
      startMs: this.#lastSeenMs,
    });
  }

  /** Whom this node exchanges heartbeats with from now on. One that is gone is down; support of it runs out. */
  setPeers(nodeIds: readonly number[]): void {
    for (const nodeId of nodeIds) {
      if (this.#peers.has(nodeId)) continue;
      this.#peers.set(nodeId, { nodeId, identity: undefined, up: false, heard: false, greeted: false });
    }
    for (const peer of this.#peers.values()) {
      if (nodeIds.includes(peer.nodeId)) continue;
      this.#peers.delete(peer.nodeId);
      this.#down(peer, 'no member any more');
    }
  }

  /** Until when, after a pause, support is withdrawn from nobody and nobody campaigns; in the past: now. */
  get holdUntilMs(): number {
    return this.#holdUntilMs;
  }

  /** Who answers as that node, while it is up. */
  speaker(nodeId: number): Identity | undefined {
    const peer = this.#peers.get(nodeId);
    return peer?.up === true ? peer.identity : undefined;
  }

  isUp(nodeId: number): boolean {
    return this.#peers.get(nodeId)?.up ?? false;
  }

  /** The machine slept, and that has not been acted on yet. */
  get hasSlept(): boolean {
    const { clock } = this.#parts;
    return clock.uptimeMs !== undefined && this.#sleepMs(clock.uptimeMs()) > SLEEP_SLACK_MS;
  }

  /** The clock for a look at a lease: a machine that slept counts on nobody before it serves. */
  leaseReading(): number {
    this.#noticeSleep();
    this.#settle();
    return this.#parts.clock.monotonicMs();
  }

  start(): void {
    this.#lastSeenMs = this.#parts.clock.monotonicMs();
    this.#settle();
    this.onDue(this.#lastSeenMs);
  }

  /** Heartbeats no more: the storage failed. The peers notice. */
  silence(): void {
    this.#silent = true;
  }

  stop(): void {
    this.#silent = true;
    this.#parts.deadlines.remove(this);
  }

  /** Supports nobody any more; resolves when nobody counts on it and the disk says so, so that the next start need not wait. */
  stopCleanly(): Promise<void> {
    if (this.#silent) return Promise.resolve();
    const ended = new Promise<void>((resolve) => {
      this.#onCleanStop = resolve;
    });
    this.support.stop(this.#parts.clock.monotonicMs());
    this.#settle();
    return ended;
  }

  /** Looks at the clock, at least once a heartbeat interval: a larger gap is a pause of this process. */
  observe(nowMs: number): void {
    const { heartbeatIntervalMs, electionTimeoutMs } = this.#parts.limits;
    const gapMs = nowMs - this.#lastSeenMs;
    if (gapMs < 0) return;
    this.#lastSeenMs = nowMs;
    if (gapMs <= heartbeatIntervalMs + electionTimeoutMs * PAUSE_SHARE) return;
    this.#holdUntilMs = nowMs + heartbeatIntervalMs;
    this.#parts.telemetry.tell('paused', { durationMs: Math.round(gapMs) });
  }

  /** The transport has a connection. */
  connected(identity: Identity): void {
    const peer = this.#peers.get(identity.nodeId);
    if (peer === undefined) return;
    const { identity: known } = peer;
    if (known !== undefined && (known.boot !== identity.boot || known.storageId !== identity.storageId)) {
      this.#down(peer, 'it was started anew');
    }
    Object.assign(peer, { identity, heard: false, greeted: false });
    this.#beat([identity.nodeId]);
  }

  disconnected(nodeId: number, reason: string): void {
    const peer = this.#peers.get(nodeId);
    if (peer === undefined) return;
    peer.identity = undefined;
    this.#down(peer, reason);
  }

  received(from: Identity, message: PairMessage): void {
    const peer = this.#peers.get(from.nodeId);
    const { identity } = peer ?? {};
    if (peer === undefined || identity?.boot !== from.boot || identity.storageId !== from.storageId) return;
    const isFirst = !peer.heard;
    peer.heard = true;
    this.support.receive(from, message, this.#parts.clock.monotonicMs());
    if (message.kind === 'Heartbeat') this.#parts.heardCommits(from, message.commits);
    this.#settle();
    // So that the two support each other after two round trips, not after as many intervals.
    const isUnsupported = message.kind === 'HeartbeatAnswer' && message.epoch === 0;
    if (isFirst || (isUnsupported && !peer.greeted)) {
      if (isUnsupported) peer.greeted = true;
      this.#beat([peer.nodeId]);
    }
    this.#refresh(peer);
  }

  /** Heartbeats every interval, and in between whatever expires. */
  onDue(nowMs: number): void {
    const { limits, clock, deadlines } = this.#parts;
    this.observe(nowMs);
    this.#noticeSleep();
    if (nowMs >= this.#beatMs) {
      this.#beatMs = nowMs + limits.heartbeatIntervalMs;
      this.#beat([...this.#peers.keys()]);
    }
    const isHolding = nowMs < this.#holdUntilMs;
    if (!isHolding) this.support.tick(clock.monotonicMs());
    this.#settle();
    const expiresMs = isHolding ? this.#holdUntilMs : this.support.deadlineMs;
    deadlines.set(this, Math.max(nowMs + 1, Math.min(this.#beatMs, expiresMs)));
  }

  #beat(nodeIds: readonly number[]): void {
    const connected = nodeIds.filter((nodeId) => this.#peers.get(nodeId)?.identity !== undefined);
    const readingMs = this.#parts.clock.monotonicMs();
    if (connected.length === 0 || !this.#lendsLife(readingMs)) return;
    this.support.beat(connected, readingMs, this.#parts.commits());
    this.#settle();
  }

  #lendsLife(nowMs: number): boolean {
    const { limits, writingSinceMs } = this.#parts;
    const sinceMs = writingSinceMs();
    return (
      !this.#silent && (sinceMs === undefined || nowMs - sinceMs <= limits.electionTimeoutMs * WRITE_SHARE)
    );
  }

  #noticeSleep(): void {
    const { clock, telemetry } = this.#parts;
    if (clock.uptimeMs === undefined) return;
    const sleepMs = this.#sleepMs(clock.uptimeMs());
    if (sleepMs <= SLEEP_SLACK_MS) return;
    telemetry.tell('paused', { durationMs: Math.round(sleepMs) });
    this.#sleptMs += sleepMs;
    this.support.suspended();
  }

  /** What the uptime has gained on the monotonic clock since the start, or since the last sleep that was noticed. */
  #sleepMs(uptimeMs: number): number {
    return uptimeMs - this.#parts.clock.monotonicMs() - this.#sleptMs;
  }

  /** Does what `Support` asks for. Its table has changed already: epochs move before any group acts on it. */
  #settle(): void {
    const { sends, events, record } = this.support.take();
    for (const send of sends) this.#send(send);
    if (record !== undefined) {
      this.#parts.store(record, () => {
        this.support.persisted();
        this.#settle();
      });
    }
    for (const event of events) this.#heed(event);
  }

  #send({ to, message }: PairSend): void {
    this.#parts.transport.sendUrgent(to, encodePayload({ kind: 'pair', message }));
  }

  #heed(event: SupportEvent): void {
    const { supportChanged, supportersChanged } = this.#parts;
    if (event.kind === 'stoppedCleanly') return this.#onCleanStop?.();
    if (event.kind === 'held' || event.kind === 'lapsed') return supportChanged(event.nodeId);
    const peer = this.#peers.get(event.nodeId);
    if (event.kind === 'withdrawn' && peer !== undefined) {
      this.#down(peer, this.#whyWithdrawn(event.why));
    }
    if (event.kind === 'granted' && peer !== undefined) this.#refresh(peer);
    supportersChanged();
  }

  #whyWithdrawn(why: (SupportEvent & { readonly kind: 'withdrawn' })['why']): string {
    if (why === 'dropped') return 'this node is stopping';
    if (why === 'restarted') return 'it was started anew';
    return `not heard, or not hearing this node, for ${this.#parts.limits.electionTimeoutMs} ms`;
  }

  #refresh(peer: Peer): void {
    const { identity } = peer;
    if (peer.up || !peer.heard || identity === undefined || this.support.granted(identity) === 0) return;
    peer.up = true;
    this.#parts.telemetry.tell('peerUp', { peer: identity });
    this.#parts.up(identity);
  }

  #down(peer: Peer, reason: string): void {
    if (!peer.up) return;
    peer.up = false;
    this.#parts.telemetry.tell('peerDown', { nodeId: peer.nodeId, reason });
    this.#parts.down(peer.nodeId);
  }
}
