/**
 * The proposals of this node to this group, in the order in which they were made (DESIGN 3.4). Handed to whoever leads,
 * and handed over again after a change of leader or a silence, always in order and with the present floor; execution
 * settles them. A seq that was given up is never proposed again.
 */

import type { ProposalUnit, Speaker } from './messages.ts';
import type { ProposalRequest } from './replica-api.ts';
import type { SessionState, SessionUnit } from './state.ts';

/** An upper bound of what framing adds (sm-base value.ts); only budgets depend on it. */
const FRAME_BYTES = 16;
const PROPOSAL_BYTES = 48;

export type Proposer = Speaker & { readonly boot: number };

export const unitBytes = (unit: readonly { readonly payload: Uint8Array }[]): number =>
  unit.reduce((sum, { payload }) => sum + payload.length + PROPOSAL_BYTES, FRAME_BYTES);

/** Proposals that were numbered together. */
interface Numbered {
  readonly firstSeq: number;
  readonly requests: { readonly length: number };
}

/** Where, in the order of their seqs, the one stands that holds this seq; -1: none does. */
export const indexOfSeq = (units: readonly Numbered[], seq: number): number => {
  let low = 0;
  // Each has a seq at least: none further on holds it, and mostly the last of these does.
  let high = Math.min(units.length, seq - (units[0]?.firstSeq ?? seq) + 1) - 1;
  for (let at = high; low <= high; at = (low + high) >> 1) {
    const { firstSeq, requests } = units[at] as Numbered;
    if (seq < firstSeq) high = at - 1;
    else if (seq < firstSeq + requests.length) return at;
    else low = at + 1;
  }
  return -1;
};

export class Session {
  readonly #state: SessionState;
  readonly #self: Proposer;

  constructor(state: SessionState, self: Proposer) {
    this.#state = state;
    this.#self = self;
  }

  /** Returns the first seq. */
  add(requests: readonly ProposalRequest[]): number {
    const firstSeq = this.#state.nextSeq;
    this.#state.nextSeq += requests.length;
    this.#state.units.push({
      firstSeq,
      requests,
      bytes: unitBytes(requests),
      sent: false,
      handedTo: 0,
      settled: requests.length > 1 ? new Set() : undefined,
    });
    return firstSeq;
  }

  /** The first seq of the unit that holds this one; itself, if none does. */
  firstSeqOf(seq: number): number {
    return this.#unitOf(seq)?.firstSeq ?? seq;
  }

  giveUp(seq: number): 'never-sent' | 'sent' | 'settled' {
    const { units } = this.#state;
    const at = indexOfSeq(units, seq);
    const unit = units[at];
    if (unit === undefined) return 'settled';
    units.splice(at, 1);
    this.#state.handedBefore = 0;
    return unit.sent ? 'sent' : 'never-sent';
  }

  settle(seqs: readonly number[]): void {
    const { units } = this.#state;
    // What is settled stands in front, as a rule: it is taken out at once.
    let front = 0;
    for (const seq of seqs) {
      const at = indexOfSeq(units, seq);
      const unit = units[at];
      if (unit === undefined || at < front) continue;
      unit.settled?.add(seq);
      if (unit.settled !== undefined && unit.settled.size < unit.requests.length) continue;
      if (at === front) front++;
      else units.splice(at, 1);
    }
    units.splice(0, front);
  }

  /** Everything from `seq` on has to be handed over again. */
  resendFrom(seq: number): void {
    for (const unit of this.#state.units) {
      if (unit.firstSeq + unit.requests.length > seq) unit.handedTo = 0;
    }
    this.#state.handedBefore = 0;
  }

  /** The lowest seq that is still waited for. */
  get floor(): number {
    return this.#state.units[0]?.firstSeq ?? this.#state.nextSeq;
  }

  get size(): number {
    return this.#state.units.length;
  }

  /**
   * Units not yet handed to the reign of `ballot`, in order. Ends at a hole left by a seq that was given up: what
   * comes after it cannot execute before everything ahead of it is settled and the floor has passed the hole.
   */
  pendingFor(ballot: number): SessionUnit[] {
    const { units, handedBefore, handedBallot } = this.#state;
    const pending: SessionUnit[] = [];
    let seq = handedBallot === ballot ? Math.max(handedBefore, this.floor) : this.floor;
    for (let at = indexOfSeq(units, seq), unit = units[at]; unit?.firstSeq === seq; unit = units[++at]) {
      if (unit.handedTo !== ballot) pending.push(unit);
      seq += unit.requests.length;
    }
    return pending;
  }

  /** The units up to and with this one have been handed to the reign of `ballot`. */
  handed(unit: SessionUnit, ballot: number): void {
    unit.handedTo = ballot;
    this.#state.handedBallot = ballot;
    this.#state.handedBefore = unit.firstSeq + unit.requests.length;
  }

  /** As it goes into the log: who, which seq, and the present floor (`this.floor`). */
  proposals(unit: SessionUnit, floor: number): ProposalUnit {
    const { nodeId, storageId, boot } = this.#self;
    return unit.requests.map(({ smId, payload }, index) => ({
      nodeId,
      storageId,
      boot,
      seq: unit.firstSeq + index,
      floor,
      smId,
      payload,
    }));
  }

  markSent(firstSeq: number): void {
    const unit = this.#unitOf(firstSeq);
    if (unit !== undefined) unit.sent = true;
  }

  has(firstSeq: number): boolean {
    return this.#unitOf(firstSeq) !== undefined;
  }

  #unitOf(seq: number): SessionUnit | undefined {
    return this.#state.units[indexOfSeq(this.#state.units, seq)];
  }
}
