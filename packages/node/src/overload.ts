/**
 * Overload protection that adapts by itself. As in phxpaxos, a growing share of new proposals is refused while those
 * before them wait too long. Unlike there, it is not the mean wait that counts but the shortest of an interval (as in
 * CoDel): a standing queue is overload, a burst or one election that made everybody wait once is not.
 */

import type { Random } from '@gaios/sm-base';

/** phxpaxos's cap: some must get through, or nothing would be measured any more. */
const RATE_MAX_PERCENT = 98;
const RATE_STEP_PERCENT = 5;
/** What is left of the rate after an interval without overload. */
const RATE_DECAY = 0.7;

export interface OverloadLimits {
  proposeWaitTimeThresholdMs: number;
  readonly overloadIntervalMs: number;
}

export class Overload {
  readonly #limits: OverloadLimits;
  readonly #random: Random;
  readonly #onChange: (ratePercent: number) => void;
  #startMs = 0;
  #shortestMs = Infinity;
  #ratePercent = 0;

  constructor(limits: OverloadLimits, random: Random, onChange: (ratePercent: number) => void) {
    this.#limits = limits;
    this.#random = random;
    this.#onChange = onChange;
  }

  get ratePercent(): number {
    return this.#ratePercent;
  }

  /** A proposal was executed after this wait. */
  sample(waitMs: number, nowMs: number): void {
    // First: the first sample after an outage begins an interval, it is not one by itself.
    this.#roll(nowMs);
    if (waitMs < this.#shortestMs) this.#shortestMs = waitMs;
  }

  /** Whether to refuse a new proposal. */
  refuses(nowMs: number): boolean {
    if (this.#ratePercent === 0) return false;
    this.#roll(nowMs);
    return this.#random.next() * 100 < this.#ratePercent;
  }

  #roll(nowMs: number): void {
    const { overloadIntervalMs, proposeWaitTimeThresholdMs } = this.#limits;
    if (nowMs - this.#startMs < overloadIntervalMs) return;
    const measured = this.#shortestMs < Infinity;
    const overloaded =
      measured && proposeWaitTimeThresholdMs > 0 && this.#shortestMs > proposeWaitTimeThresholdMs;
    this.#startMs = nowMs;
    this.#shortestMs = Infinity;
    const before = this.#ratePercent;
    this.#ratePercent = overloaded
      ? Math.min(RATE_MAX_PERCENT, before + RATE_STEP_PERCENT)
      : Math.floor(before * RATE_DECAY);
    if (this.#ratePercent !== before) this.#onChange(this.#ratePercent);
  }
}
