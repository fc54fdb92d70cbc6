/**
 * Whether the peers live: node-level heartbeats, so that ten thousand idle groups cost no more than one (DESIGN 5).
 * A peer is up while it is heard and its heartbeats show that it hears this node; so a one-way link is no link.
 *
 * Lending life: a node heartbeats only while its storage works: not after a storage error, not while a write is
 * outstanding longer than half the timeout. After a pause of its own it takes in what waited before it judges anybody.
 */

import type { Clock, Identity, Transport } from '@gaios/sm-base';
import type { PairMessageOf } from '@gaios/master';
import { encodePayload } from '@gaios/proto';
import type { Deadlines, Due } from './deadlines.ts';
import type { Telemetry } from './telemetry.ts';

export interface DetectorLimits {
  readonly heartbeatIntervalMs: number;
  readonly electionTimeoutMs: number;
}

export interface DetectorParts {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly transport: Transport;
  readonly telemetry: Telemetry;
  readonly limits: DetectorLimits;
  readonly peers: readonly number[];
  /** Since when a write is outstanding. */
  readonly writingSinceMs: () => number | undefined;
  readonly up: (peer: Identity) => void;
  readonly down: (nodeId: number) => void;
}

interface Peer {
  readonly nodeId: number;
  /** Who answers, while connected. */
  identity: Identity | undefined;
  up: boolean;
  heardMs: number;
  /** Its last seq, echoed in our heartbeats. */
  heardSeq: number;
  /** Our seq that it echoed last, and when that last grew. */
  echoedSeq: number;
  echoedMs: number;
}

/** A write that takes longer than this share of the election timeout: the disk may be gone. */
const WRITE_SHARE = 1 / 2;
/** A pause longer than this share makes what is known of the peers stale. */
const PAUSE_SHARE = 1 / 4;

export class FailureDetector implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #parts: DetectorParts;
  readonly #peers: ReadonlyMap<number, Peer>;
  #seq = 0;
  #lastSeenMs: number;
  #holdUntilMs = 0;
  #silent = false;

  constructor(parts: DetectorParts) {
    this.#parts = parts;
    this.#lastSeenMs = parts.clock.monotonicMs();
    this.#peers = new Map(
      parts.peers.map((nodeId) => [
        nodeId,
        { nodeId, identity: undefined, up: false, heardMs: 0, heardSeq: 0, echoedSeq: 0, echoedMs: 0 },
      ]),
    );
  }

  /** Until when, after a pause, nobody is judged and nobody campaigns; in the past: now. */
  get holdUntilMs(): number {
    return this.#holdUntilMs;
  }

  isUp(nodeId: number): boolean {
    return this.#peers.get(nodeId)?.up ?? false;
  }

  start(): void {
    this.#lastSeenMs = this.#parts.clock.monotonicMs();
    this.onDue(this.#lastSeenMs);
  }

  /** Heartbeats no more: the storage failed, or the node closes. The peers notice. */
  silence(): void {
    this.#silent = true;
  }

  stop(): void {
    this.#silent = true;
    this.#parts.deadlines.remove(this);
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
    const known = peer.identity;
    if (known !== undefined && (known.boot !== identity.boot || known.storageId !== identity.storageId)) {
      this.#down(peer, 'it was started anew');
    }
    if (known?.boot !== identity.boot || known.storageId !== identity.storageId) peer.heardSeq = 0;
    peer.identity = identity;
    // It has not had the time to echo anything.
    peer.echoedMs = this.#parts.clock.monotonicMs();
    this.#beat(peer);
  }

  disconnected(nodeId: number, reason: string): void {
    const peer = this.#peers.get(nodeId);
    if (peer === undefined) return;
    peer.identity = undefined;
    this.#down(peer, reason);
  }

  heard(from: Identity, { seq, echo }: Pick<PairMessageOf<'Heartbeat'>, 'seq' | 'echo'>): void {
    const peer = this.#peers.get(from.nodeId);
    if (peer === undefined || peer.identity?.boot !== from.boot || peer.identity.storageId !== from.storageId)
      return;
    const nowMs = this.#parts.clock.monotonicMs();
    const isFirst = peer.heardSeq === 0;
    peer.heardMs = nowMs;
    peer.heardSeq = Math.max(peer.heardSeq, seq);
    if (echo > peer.echoedSeq && echo <= this.#seq) {
      peer.echoedSeq = echo;
      peer.echoedMs = nowMs;
    }
    // So that the two know each other after one round trip, not after an interval.
    if (isFirst) this.#beat(peer);
    if (!peer.up && nowMs - peer.echoedMs <= this.#parts.limits.electionTimeoutMs) this.#up(peer, from);
  }

  /** Every interval: heartbeats, and a look at who was not heard. */
  onDue(nowMs: number): void {
    const { limits, deadlines } = this.#parts;
    this.observe(nowMs);
    this.#seq++;
    if (this.#lendsLife(nowMs)) for (const peer of this.#peers.values()) this.#send(peer);
    if (nowMs >= this.#holdUntilMs) for (const peer of this.#peers.values()) this.#judge(peer, nowMs);
    deadlines.set(this, nowMs + limits.heartbeatIntervalMs);
  }

  #judge(peer: Peer, nowMs: number): void {
    const { electionTimeoutMs } = this.#parts.limits;
    if (!peer.up) return;
    if (nowMs - peer.heardMs > electionTimeoutMs) this.#down(peer, `not heard for ${electionTimeoutMs} ms`);
    else if (nowMs - peer.echoedMs > electionTimeoutMs)
      this.#down(peer, `does not hear this node for ${electionTimeoutMs} ms`);
  }

  #up(peer: Peer, identity: Identity): void {
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

  #lendsLife(nowMs: number): boolean {
    const { limits, writingSinceMs } = this.#parts;
    const sinceMs = writingSinceMs();
    return (
      !this.#silent && (sinceMs === undefined || nowMs - sinceMs <= limits.electionTimeoutMs * WRITE_SHARE)
    );
  }

  /** One out of turn. */
  #beat(peer: Peer): void {
    if (!this.#lendsLife(this.#parts.clock.monotonicMs())) return;
    this.#seq++;
    this.#send(peer);
  }

  #send({ nodeId, heardSeq, identity }: Peer): void {
    if (identity === undefined) return;
    const message = { kind: 'Heartbeat', seq: this.#seq, echo: heardSeq, supports: [] } as const;
    this.#parts.transport.sendUrgent(nodeId, encodePayload({ kind: 'pair', message }));
  }
}
