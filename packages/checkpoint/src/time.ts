/** Time as packages/node hands it in: its `Deadlines` keep everything that waits in one heap, with one timer. */

/** Something with a deadline. The two fields belong to the book that it stands in. */
export interface Due {
  dueMs: number;
  heapIndex: number;
  onDue(nowMs: number): void;
}

export interface DeadlineBook {
  /** Sets or moves a deadline; Infinity removes it. */
  set(due: Due, dueMs: number): void;
  remove(due: Due): void;
}

export interface Time {
  nowMs(): number;
  readonly deadlines: DeadlineBook;
}

/** One deadline of one owner. */
export class Alarm implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #time: Time;
  readonly #ring: (nowMs: number) => void;

  constructor(time: Time, ring: (nowMs: number) => void) {
    this.#time = time;
    this.#ring = ring;
  }

  get isSet(): boolean {
    return this.heapIndex >= 0;
  }

  onDue(nowMs: number): void {
    this.#ring(nowMs);
  }

  in(delayMs: number): void {
    this.#time.deadlines.set(this, this.#time.nowMs() + delayMs);
  }

  cancel(): void {
    this.#time.deadlines.remove(this);
  }
}

export const sleep = (time: Time, delayMs: number): Promise<void> =>
  new Promise((resolve) => new Alarm(time, () => resolve()).in(delayMs));
