/**
 * Decides how much of a group's log may go: never what the newest checkpoint does not hold, what a transfer under way still
 * needs, or what a live peer still learns, unless that one is so far behind that it gets a checkpoint anyway. Facts in, a bound out.
 */

import { GaiosError } from '@gaios/sm-base';

export interface CleanerOptions {
  /** Instances kept behind the checkpoint, so that who is a little behind need not get one. */
  readonly holdCount: number;
  /** Rows deleted at a time, and how often: proposals share the disk. */
  readonly rowsPerTurn: number;
  readonly intervalMs: number;
  /** A live peer that is further behind than that is not waited for. */
  readonly lagCountMax: number;
  /** After a start nothing is deleted for so long: those who were being sent something have to say so again. */
  readonly settleMs: number;
}

export const CLEANER_DEFAULTS: CleanerOptions = {
  holdCount: 10_000,
  rowsPerTurn: 2_000,
  intervalMs: 100,
  lagCountMax: 1_000_000,
  settleMs: 30_000,
};

export interface CleanerFacts {
  /** First instance in the log. */
  readonly minChosen: number;
  /** Of the newest complete checkpoint on this node's disk; 0: none. */
  readonly checkpointInstanceId: number;
  /** First instance that each receiver still needs (`Provider.holds`). */
  readonly holds: readonly number[];
  /** What is known of the others. */
  readonly peers: readonly { readonly chosenUpTo: number; readonly isLive: boolean }[];
}

export class Cleaner {
  #options: CleanerOptions;
  readonly #startedMs: number;
  #paused = false;
  #notBeforeMs = 0;

  constructor(options: Partial<CleanerOptions>, nowMs: number) {
    this.#options = { ...CLEANER_DEFAULTS, ...options };
    this.#startedMs = nowMs;
    this.setHoldLogCount(this.#options.holdCount);
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  get holdLogCount(): number {
    return this.#options.holdCount;
  }

  pause(): void {
    this.#paused = true;
  }

  continue(): void {
    this.#paused = false;
  }

  /** Any number from 0 on does no harm: a checkpoint ships what is gone. @throws GaiosError INVALID_ARGUMENT */
  setHoldLogCount(holdCount: number): void {
    if (!Number.isSafeInteger(holdCount) || holdCount < 0) {
      throw new GaiosError('INVALID_ARGUMENT', `${holdCount} is no count`);
    }
    this.#options = { ...this.#options, holdCount };
  }

  /** When to ask again; Infinity while paused. */
  get dueMs(): number {
    return this.#paused ? Infinity : Math.max(this.#notBeforeMs, this.#startedMs + this.#options.settleMs);
  }

  /** Everything below is to be deleted now; undefined: nothing. Counts as done. */
  next(facts: CleanerFacts, nowMs: number): number | undefined {
    if (nowMs < this.dueMs) return undefined;
    const { rowsPerTurn, intervalMs } = this.#options;
    const below = Math.min(this.limit(facts), facts.minChosen + rowsPerTurn);
    if (below <= facts.minChosen) return undefined;
    this.#notBeforeMs = nowMs + intervalMs;
    return below;
  }

  /** First instance that must stay, however slowly it is approached. */
  limit({ checkpointInstanceId, holds, peers }: CleanerFacts): number {
    const { holdCount, lagCountMax } = this.#options;
    if (checkpointInstanceId === 0) return 1;
    const next = checkpointInstanceId + 1;
    const needed = peers
      .filter(({ chosenUpTo, isLive }) => isLive && checkpointInstanceId - chosenUpTo <= lagCountMax)
      .map(({ chosenUpTo }) => chosenUpTo + 1);
    return Math.max(1, Math.min(next - holdCount, ...holds, ...needed));
  }
}
