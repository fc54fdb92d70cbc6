/**
 * Everything of one node that waits for a time, in one heap with one timer: proposals, reads, replicas, retries. A
 * timer each would cost more than the work it guards.
 */

import type { Clock, Timer } from '@gaios/sm-base';

/** Something with a deadline. The two fields belong to `Deadlines`. */
export interface Due {
  dueMs: number;
  /** Place in the heap; -1: not waiting. */
  heapIndex: number;
  /** Called once when its time has come; it is not waiting any more then. */
  onDue(nowMs: number): void;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: Due[] = [];
  #timer: Timer | undefined;
  #timerMs = Infinity;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Sets or moves a deadline; Infinity removes it. */
  set(due: Due, dueMs: number): void {
    if (dueMs === Infinity) return this.remove(due);
    if (due.heapIndex < 0) {
      due.dueMs = dueMs;
      this.#up(due, this.#heap.push(due) - 1);
    } else if (dueMs !== due.dueMs) {
      const earlier = dueMs < due.dueMs;
      due.dueMs = dueMs;
      if (earlier) this.#up(due, due.heapIndex);
      else this.#down(due, due.heapIndex);
    }
    this.#arm();
  }

  remove(due: Due): void {
    const at = due.heapIndex;
    if (at < 0) return;
    due.heapIndex = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === due) return;
    this.#up(last, at);
    this.#down(last, last.heapIndex);
  }

  /** Nothing becomes due any more. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** A timer that is armed too early is cheaper than one that is armed anew for each change. */
  #arm(): void {
    const first = this.#heap[0];
    if (this.#closed || first === undefined || first.dueMs >= this.#timerMs) return;
    this.#timer?.cancel();
    this.#timerMs = first.dueMs;
    // Whole milliseconds: a timer that fired a hair early would be armed for a hair, and so on for ever.
    const delayMs = Math.max(0, Math.ceil(first.dueMs - this.#clock.monotonicMs()));
    this.#timer = this.#clock.setTimer(delayMs, () => this.#fire());
  }

  #fire(): void {
    this.#timer = undefined;
    // Infinity only afterwards: what is set meanwhile needs no timer of its own.
    this.#timerMs = -Infinity;
    const nowMs = this.#clock.monotonicMs();
    // As many as wait now: what becomes due again at once is for the next firing, so that nothing can spin here.
    for (let budget = this.#heap.length; budget > 0 && !this.#closed; budget--) {
      const first = this.#heap[0];
      if (first === undefined || first.dueMs > nowMs) break;
      this.remove(first);
      first.onDue(nowMs);
    }
    this.#timerMs = Infinity;
    this.#arm();
  }

  #up(due: Due, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (parent === undefined || parent.dueMs <= due.dueMs) break;
      this.#place(parent, at);
      at = parentAt;
    }
    this.#place(due, at);
  }

  #down(due: Due, from: number): void {
    let at = from;
    for (;;) {
      let child = at * 2 + 1;
      let lower = this.#heap[child];
      const right = this.#heap[child + 1];
      if (lower !== undefined && right !== undefined && right.dueMs < lower.dueMs) {
        lower = right;
        child++;
      }
      if (lower === undefined || lower.dueMs >= due.dueMs) break;
      this.#place(lower, at);
      at = child;
    }
    this.#place(due, at);
  }

  #place(due: Due, at: number): void {
    this.#heap[at] = due;
    due.heapIndex = at;
  }
}
