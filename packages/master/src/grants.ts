/**
 * The supporter's side of each pair (F in DESIGN 5): whom this node supports, at which epoch, and until when on its own
 * clock. While it supports a peer, its groups that fortified a leader there promise nobody else.
 *
 * An epoch is (this storageId, this boot, n), never reused. Every reading that is passed in was taken after the input.
 */

import type { Identity } from '@gaios/sm-base';
import type { Speaker } from '@gaios/core';
import type { PairMessageOf } from './pair-messages.ts';

/** An answer that the peer may or may not have heard. */
interface Answered {
  readonly seq: number;
  readonly atMs: number;
}

interface Grant {
  readonly nodeId: number;
  storageId: string;
  boot: number;
  /** The highest seq received of that boot. */
  seq: number;
  /** 0: not supported. */
  epoch: number;
  /** On this node's clock. */
  untilMs: number;
  answered: Answered[];
  /** When the newest answer was sent that the peer has shown to have heard; -Infinity: none. */
  heardMs: number;
}

export type GrantEvent =
  | { readonly kind: 'granted'; readonly nodeId: number; readonly storageId: string; readonly epoch: number }
  | {
      readonly kind: 'withdrawn';
      readonly nodeId: number;
      readonly storageId: string;
      readonly why: 'expired' | 'restarted' | 'dropped';
    };

/** Answers that are remembered a peer; more are under way only if answers take longer than support lasts. */
const ANSWERED_MAX = 256;

export class Grants {
  readonly #durationMs: number;
  readonly #told: (event: GrantEvent) => void;
  readonly #grants = new Map<number, Grant>();
  /** Shared by all peers: an epoch names one grant of this boot. */
  #lastEpoch = 0;
  #open = false;

  constructor(durationMs: number, told: (event: GrantEvent) => void) {
    this.#durationMs = durationMs;
    this.#told = told;
  }

  /** The longest support is on disk: this node may grant. */
  open(): void {
    this.#open = true;
  }

  /** No further support is granted or extended. */
  close(): void {
    this.#open = false;
  }

  /** 0: not supported. */
  epochOf({ nodeId, storageId }: Speaker): number {
    const grant = this.#grants.get(nodeId);
    return grant?.storageId === storageId ? grant.epoch : 0;
  }

  get supported(): number[] {
    return this.epochs.map(([nodeId]) => nodeId);
  }

  /** Whether anybody was ever supported in this life. */
  get hasGranted(): boolean {
    return this.#lastEpoch > 0;
  }

  /** Those that are supported, each with its epoch. */
  get epochs(): (readonly [nodeId: number, epoch: number])[] {
    const supported = [...this.#grants.values()].filter(({ epoch }) => epoch !== 0);
    return supported.map(({ nodeId, epoch }) => [nodeId, epoch] as const);
  }

  /** When the next support expires; Infinity: none. */
  get deadlineMs(): number {
    let dueMs = Infinity;
    for (const { epoch, untilMs } of this.#grants.values()) if (epoch !== 0) dueMs = Math.min(dueMs, untilMs);
    return dueMs;
  }

  /** Undefined: it extends nothing and deserves no answer. */
  heartbeat(
    from: Identity,
    { seq, echo }: PairMessageOf<'Heartbeat'>,
    readingMs: number,
  ): PairMessageOf<'HeartbeatAnswer'> | undefined {
    const grant = this.#grantOf(from, readingMs);
    // Older boots and seqs extend nothing: the peer counts from its sending of the seq that is answered.
    if (grant === undefined || from.boot < grant.boot || seq <= grant.seq) return undefined;
    grant.seq = seq;
    this.#heard(grant, echo);
    // What is found expired starts anew, at an epoch of its own.
    if (grant.epoch !== 0 && readingMs >= grant.untilMs) this.#withdraw(grant, 'expired');
    // A peer that does not hear this node leads nobody here: a link that works one way only keeps no leader alive.
    if (this.#open && readingMs - grant.heardMs <= this.#durationMs) this.#extend(grant, readingMs);
    grant.answered.push({ seq, atMs: readingMs });
    if (grant.answered.length > ANSWERED_MAX) grant.answered.shift();
    const { epoch } = grant;
    const durationMs = epoch === 0 ? 0 : grant.untilMs - readingMs;
    return { kind: 'HeartbeatAnswer', boot: from.boot, seq, epoch, durationMs };
  }

  /** Ends what has expired: one step for the pair, the epoch moves before any group acts on it. */
  expire(readingMs: number): void {
    for (const grant of this.#grants.values()) {
      if (grant.epoch !== 0 && readingMs >= grant.untilMs) this.#withdraw(grant, 'expired');
    }
  }

  /** The peer has said that it counts on this epoch no more. */
  dropped({ nodeId, storageId }: Identity, epoch: number): void {
    const grant = this.#grants.get(nodeId);
    if (grant?.storageId !== storageId || grant.epoch !== epoch || epoch === 0) return;
    this.#withdraw(grant, 'dropped');
  }

  #grantOf(from: Identity, readingMs: number): Grant | undefined {
    const { nodeId, storageId, boot } = from;
    const known = this.#grants.get(nodeId);
    if (known !== undefined && known.storageId === storageId) {
      // The process that counted on it is gone: the folder admits one at a time.
      if (boot > known.boot) this.#restarted(known, boot);
      return known;
    }
    // Another disk: the process on the former one may live, so it is waited for.
    if (known !== undefined && known.epoch !== 0) {
      if (readingMs < known.untilMs) return undefined;
      this.#withdraw(known, 'expired');
    }
    const heardMs = -Infinity;
    const grant = { nodeId, storageId, boot, seq: 0, epoch: 0, untilMs: 0, answered: [], heardMs };
    this.#grants.set(nodeId, grant);
    return grant;
  }

  #restarted(grant: Grant, boot: number): void {
    if (grant.epoch !== 0) this.#withdraw(grant, 'restarted');
    grant.boot = boot;
    grant.seq = 0;
    grant.answered = [];
    grant.heardMs = -Infinity;
  }

  #heard(grant: Grant, echo: number): void {
    // In order of seq; only what was answered to this boot is there.
    while (grant.answered[0] !== undefined && grant.answered[0].seq <= echo) {
      const answered = grant.answered.shift();
      if (answered?.seq === echo) grant.heardMs = answered.atMs;
    }
  }

  #extend(grant: Grant, readingMs: number): void {
    const isNew = grant.epoch === 0;
    if (isNew) grant.epoch = ++this.#lastEpoch;
    grant.untilMs = readingMs + this.#durationMs;
    const { nodeId, storageId, epoch } = grant;
    if (isNew) this.#told({ kind: 'granted', nodeId, storageId, epoch });
  }

  #withdraw(grant: Grant, why: 'expired' | 'restarted' | 'dropped'): void {
    grant.epoch = 0;
    this.#told({ kind: 'withdrawn', nodeId: grant.nodeId, storageId: grant.storageId, why });
  }
}
