/**
 * What is known of one peer, and the last word on who may speak for it: its disk must not be an older copy of one
 * seen before (DESIGN 6.3), and it must not run twice.
 */

import type { Clock, PeerStatus } from '@gaios/sm-base';
import type { Refusal } from './close-codes.ts';
import type { Connection } from './connection.ts';
import type { Hello } from './hello.ts';
import { Link, type LinkParts } from './link.ts';
import type { TransportTuning } from './options.ts';

export interface PeerParts extends Omit<LinkParts, 'channel'> {
  readonly tuning: TransportTuning;
  readonly clock: Clock;
  /** What the node remembers of the disk is more than this one has: why it is not let in. */
  readonly refuses: (hello: Hello) => string | undefined;
}

export class Peer {
  readonly nodeId: number;
  readonly consensus: Link;
  readonly bulk: Link;
  readonly #parts: PeerParts;
  /** Highest boot seen per storageId, and the process that had it; least recently seen first. */
  readonly #boots = new Map<string, Pick<Hello, 'boot' | 'session'>>();
  #address: string;

  constructor(address: string, parts: PeerParts) {
    this.nodeId = parts.peerId;
    this.#address = address;
    this.#parts = parts;
    this.consensus = new Link({ ...parts, channel: 'consensus' });
    this.bulk = new Link({ ...parts, channel: 'bulk' });
  }

  get address(): string {
    return this.#address;
  }

  get links(): readonly Link[] {
    return [this.consensus, this.bulk];
  }

  start(): void {
    for (const link of this.links) link.start();
  }

  moveTo(address: string): void {
    if (address === this.#address) return;
    this.#address = address;
    for (const link of this.links) link.dialSoon();
  }

  /** For good. */
  forget(reason: string): void {
    for (const link of this.links) {
      const { active } = link;
      link.stop();
      active?.close('forgotten', reason);
    }
  }

  status(): PeerStatus {
    const { state, reason } = this.consensus;
    return {
      nodeId: this.nodeId,
      address: this.#address,
      state,
      ...(reason !== undefined && { reason }),
      queuedBytes: this.consensus.queuedBytes + this.bulk.queuedBytes,
      dropped: this.consensus.dropped + this.bulk.dropped,
    };
  }

  /** `hello` is proved. */
  admit(hello: Hello, dialledBySelf: boolean): Refusal | undefined {
    const refusal = this.#secondProcess(hello) ?? this.#olderBoot(hello) ?? this.restoredCopy(hello);
    if (refusal) return refusal;
    this.#remember(hello);
    const link = hello.channel === 'consensus' ? this.consensus : this.bulk;
    if (link.wants(dialledBySelf)) return undefined;
    // The peer dials although we think it is connected: perhaps it lost that connection and we have not heard.
    if (link.active) this.#probe(link.active);
    return { code: 'duplicate', reason: 'there is another connection already' };
  }

  #secondProcess(hello: Hello): Refusal | undefined {
    const active = this.links
      .map((link) => link.active)
      .find((connection) => connection && connection.session !== hello.session);
    if (!active) return undefined;
    this.#probe(active);
    const from = `${active.remoteAddress}, boot ${active.peer.boot}`;
    const reason = `node ${this.nodeId} is connected already from ${from}: only one process may be it`;
    return { code: 'secondProcess', reason };
  }

  #olderBoot({ storageId, boot, session }: Hello): Refusal | undefined {
    const seen = this.#boots.get(storageId);
    if (seen === undefined || boot > seen.boot) return undefined;
    if (boot < seen.boot) {
      const reason = `boot ${boot} of this disk is older than boot ${seen.boot}: a restored copy?`;
      return { code: 'boot', reason };
    }
    // Each process counts a boot of its own: this one has forgotten what that one may have voted.
    if (session === seen.session) return undefined;
    return { code: 'boot', reason: `boot ${boot} of this disk was another process: a restored copy?` };
  }

  /**
   * The node remembers over its own restarts, and how much was on the disk; what it says is the last word. A dialler asks
   * before it proves itself, too: an acceptor that it refused only afterwards would be up for a moment. A process that was let in
   * has said more by its heartbeats, perhaps, than a greeting of its that is still under way.
   */
  restoredCopy(hello: Hello): Refusal | undefined {
    if (this.#boots.get(hello.storageId)?.session === hello.session) return undefined;
    const reason = this.#parts.refuses(hello);
    return reason === undefined ? undefined : { code: 'boot', reason };
  }

  #remember({ storageId, boot, session }: Hello): void {
    this.#boots.delete(storageId);
    this.#boots.set(storageId, { boot, session });
    const [oldest] = this.#boots.keys();
    if (this.#boots.size > this.#parts.tuning.bootsRememberedMax && oldest !== undefined)
      this.#boots.delete(oldest);
  }

  /** Closes a connection unless its other side shows life soon. */
  #probe(connection: Connection): void {
    const { clock, tuning } = this.#parts;
    const heardMs = connection.heard(clock.monotonicMs());
    connection.ping();
    clock.setTimer(tuning.probeMs, () => {
      if (connection.heard(clock.monotonicMs()) === heardMs)
        connection.close('silent', 'no answer to a ping');
    });
  }
}
