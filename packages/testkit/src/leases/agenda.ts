/** True time, and what happens in it, one event after the other. */

import { popHeap, pushHeap, type Due } from '../heap.ts';

interface Event extends Due {
  readonly act: () => void;
}

export class Agenda {
  nowMs = 0;
  readonly #events: Event[] = [];
  #sequence = 0;

  at(delayMs: number, act: () => void): void {
    pushHeap(this.#events, { dueMs: this.nowMs + delayMs, sequence: this.#sequence++, act });
  }

  /** Runs for so much time, and calls `after` behind each event. */
  run(forMs: number, after: () => void): void {
    const untilMs = this.nowMs + forMs;
    for (let next = this.#events[0]; next !== undefined && next.dueMs <= untilMs; next = this.#events[0]) {
      popHeap(this.#events);
      this.nowMs = next.dueMs;
      next.act();
      after();
    }
    this.nowMs = untilMs;
  }
}
