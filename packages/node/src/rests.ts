/** Who wants to look at a group's state exactly between two instances, and after which. */

import { GaiosError } from '@gaios/sm-base';

interface Rest {
  /** To be executed, and nothing after it; 0: whatever comes first. */
  readonly at: number;
  readonly take: () => void;
  readonly fail: (error: GaiosError) => void;
}

export class Rests {
  #waiting: Rest[] = [];
  #stopped = false;

  add<T>(take: () => T, at: number): Promise<T> {
    if (this.#stopped) return Promise.reject(new GaiosError('CLOSED'));
    return new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(take());
        } catch (error) {
          reject(error);
        }
      };
      this.#waiting.push({ at, take: run, fail: reject });
    });
  }

  /** Whether somebody waits for just this: nothing is to be begun after it. */
  holds(upTo: number): boolean {
    return this.#waiting.length > 0 && this.#waiting.some(({ at }) => at <= upTo);
  }

  /** Exactly everything up to there is executed. */
  take(executedUpTo: number): void {
    if (!this.holds(executedUpTo)) return;
    const due = this.#waiting.filter(({ at }) => at <= executedUpTo);
    this.#waiting = this.#waiting.filter(({ at }) => at > executedUpTo);
    for (const { take } of due) take();
  }

  stop(): void {
    this.#stopped = true;
    for (const { fail } of this.#waiting.splice(0)) fail(new GaiosError('CLOSED'));
  }
}
