/**
 * Groups that this node would start with nothing on disk. After a crash it may have executed less of group 0 than before, and
 * what was created there was destroyed since, with its promises forgotten here. So first it has to be certain that the
 * directory is as young here as anywhere: a linearizable read of group 0 that began after the group was met.
 */

import type { Deadlines, Due } from './deadlines.ts';

export interface SureStartsParts {
  readonly deadlines: Deadlines;
  readonly nowMs: () => number;
  readonly retryMs: number;
  /** Rejects if there is no telling. */
  readonly barrier: () => Promise<void>;
  readonly sure: (groupIdx: number) => void;
}

export class SureStarts implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #parts: SureStartsParts;
  #waiting = new Set<number>();
  #isAsking = false;
  #stopped = false;

  constructor(parts: SureStartsParts) {
    this.#parts = parts;
  }

  add(groupIdx: number): void {
    this.#waiting.add(groupIdx);
    this.#arm(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#parts.deadlines.remove(this);
  }

  onDue(): void {
    if (this.#isAsking || this.#stopped || this.#waiting.size === 0) return;
    const asked = this.#waiting;
    this.#waiting = new Set();
    this.#isAsking = true;
    void this.#ask(asked);
  }

  async #ask(asked: ReadonlySet<number>): Promise<void> {
    const { barrier, sure, retryMs } = this.#parts;
    let isSure = true;
    await barrier().catch(() => {
      isSure = false;
    });
    this.#isAsking = false;
    if (this.#stopped) return;
    for (const groupIdx of asked) {
      if (isSure) sure(groupIdx);
      else this.#waiting.add(groupIdx);
    }
    this.#arm(isSure ? 0 : retryMs);
  }

  #arm(delayMs: number): void {
    if (this.#stopped || this.#isAsking || this.#waiting.size === 0) return;
    const { deadlines, nowMs } = this.#parts;
    const dueMs = nowMs() + delayMs;
    if (this.heapIndex < 0 || this.dueMs > dueMs) deadlines.set(this, dueMs);
  }
}
