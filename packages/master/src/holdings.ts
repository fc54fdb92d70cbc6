/**
 * The supported side of each pair (L in DESIGN 5): which peers support this node, at which epoch, and how long it may
 * count on that, on its own clock: from its reading before it sent the very heartbeat that was answered.
 */

import type { Identity } from '@gaios/sm-base';
import type { HeldSupport } from '@gaios/core';
import { countedMs } from './drift.ts';
import type { PairMessageOf } from './pair-messages.ts';

interface Holding extends HeldSupport {
  untilMs: number;
  sentMs: number;
  /** It was told that it ran out. */
  lapsed: boolean;
}

export type HoldingEvent =
  { readonly kind: 'held'; readonly nodeId: number } | { readonly kind: 'lapsed'; readonly nodeId: number };

/** Heartbeats that are remembered; what is answered later than so many extends nothing. */
const SENT_MAX = 256;

export class Holdings {
  readonly #driftPpm: number;
  readonly #slackMs: number;
  readonly #told: (event: HoldingEvent) => void;
  readonly #held = new Map<number, Holding>();
  /** Own seqs, and the reading before each was sent. */
  readonly #sent = new Map<number, number>();
  /** The highest own seq that each peer has answered. */
  readonly #echoes = new Map<number, { readonly storageId: string; readonly boot: number; seq: number }>();
  /** The last epoch that each peer took back. */
  readonly #dropped = new Map<number, Identity & { readonly epoch: number }>();

  /** `slackMs`: what the clock may have missed without anybody noticing. */
  constructor(driftPpm: number, slackMs: number, told: (event: HoldingEvent) => void) {
    this.#driftPpm = driftPpm;
    this.#slackMs = slackMs;
    this.#told = told;
  }

  get(nodeId: number): HeldSupport | undefined {
    return this.#held.get(nodeId);
  }

  /** To be echoed to this peer. */
  echoTo(nodeId: number): number {
    return this.#echoes.get(nodeId)?.seq ?? 0;
  }

  get deadlineMs(): number {
    let dueMs = Infinity;
    for (const { lapsed, untilMs } of this.#held.values()) if (!lapsed) dueMs = Math.min(dueMs, untilMs);
    return dueMs;
  }

  /** A heartbeat is about to be sent; the reading was taken before. */
  sending(seq: number, readingMs: number): void {
    this.#sent.set(seq, readingMs);
    this.#sent.delete(seq - SENT_MAX);
  }

  /** An answer to a heartbeat of this boot. */
  answer(from: Identity, { seq, epoch, durationMs }: PairMessageOf<'HeartbeatAnswer'>): void {
    const sentMs = this.#sent.get(seq);
    if (sentMs === undefined || this.#isOlder(from)) return;
    this.#echo(from, seq);
    if (epoch === 0 || this.#wasDropped(from, epoch)) return;
    const known = this.#held.get(from.nodeId);
    const isSame = sameEpoch(known, from, epoch);
    // Epochs of one boot grow; an answer that was overtaken names one that has ended.
    if (known !== undefined && !isSame && sameLife(known, from) && epoch < known.epoch) return;
    const untilMs = sentMs + countedMs(durationMs, this.#driftPpm) - this.#slackMs;
    if (isSame && known !== undefined) {
      if (untilMs <= known.untilMs) return;
      const wasLapsed = known.lapsed;
      Object.assign(known, { untilMs, sentMs, lapsed: false });
      if (wasLapsed) this.#told({ kind: 'held', nodeId: from.nodeId });
      return;
    }
    const { nodeId, storageId, boot } = from;
    this.#held.set(nodeId, { storageId, boot, epoch, sentMs, untilMs, lapsed: false });
    this.#told({ kind: 'held', nodeId });
  }

  /** The peer takes its support back before its time. True if nothing is counted on it any more. */
  drop(from: Identity, epoch: number): void {
    this.#dropped.set(from.nodeId, { ...from, epoch });
    const known = this.#held.get(from.nodeId);
    if (known === undefined || !sameLife(known, from) || known.epoch > epoch) return;
    this.#end(from.nodeId);
  }

  /** Tells once of each that has run out. What is counted is decided by each check for itself. */
  lapse(readingMs: number): void {
    for (const [nodeId, holding] of this.#held) {
      if (holding.lapsed || readingMs < holding.untilMs) continue;
      holding.lapsed = true;
      this.#told({ kind: 'lapsed', nodeId });
    }
  }

  /** The clock cannot be trusted for what lies behind: nothing that was sent before counts. */
  clear(): void {
    this.#sent.clear();
    for (const nodeId of this.#held.keys()) this.#end(nodeId);
  }

  #end(nodeId: number): void {
    const holding = this.#held.get(nodeId);
    this.#held.delete(nodeId);
    if (holding?.lapsed === false) this.#told({ kind: 'lapsed', nodeId });
  }

  #echo({ nodeId, storageId, boot }: Identity, seq: number): void {
    const known = this.#echoes.get(nodeId);
    if (known?.storageId !== storageId || known.boot !== boot)
      this.#echoes.set(nodeId, { storageId, boot, seq });
    else known.seq = Math.max(known.seq, seq);
  }

  #isOlder({ nodeId, storageId, boot }: Identity): boolean {
    const known = this.#echoes.get(nodeId);
    return known?.storageId === storageId && boot < known.boot;
  }

  #wasDropped(from: Identity, epoch: number): boolean {
    const dropped = this.#dropped.get(from.nodeId);
    return dropped !== undefined && sameLife(dropped, from) && epoch <= dropped.epoch;
  }
}

const sameLife = (
  a: { readonly storageId: string; readonly boot: number },
  b: { readonly storageId: string; readonly boot: number },
): boolean => a.storageId === b.storageId && a.boot === b.boot;

const sameEpoch = (known: HeldSupport | undefined, from: Identity, epoch: number): boolean =>
  known !== undefined && sameLife(known, from) && known.epoch === epoch;
