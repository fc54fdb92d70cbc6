/**
 * What spoils a measurement from outside: a machine that stands still (a paused virtual machine, somebody's debugger), and
 * failures that follow from it. What is spoilt is measured again; what stays spoilt says so.
 */

/** A process that did nothing and was not woken for so long was stopped. */
const STILL_MS = 1_000;
const LOOK_MS = 50;
const ATTEMPTS = 3;

/** Watches this process, which has nothing to do meanwhile. */
export class StandstillWatch {
  #longestMs = 0;
  #lastMs = performance.now();
  readonly #timer = setInterval(() => this.#look(), LOOK_MS);

  /** Ends the watch; a note if the machine stood still. */
  end(): string | undefined {
    clearInterval(this.#timer);
    this.#look();
    return this.#longestMs < STILL_MS
      ? undefined
      : `the machine stood still for ${Math.round(this.#longestMs)} ms`;
  }

  #look(): void {
    const nowMs = performance.now();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}

/** Tries a block of rows again that failed. The last failure is thrown. */
export const persistently = async <T>(say: (line: string) => void, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      say(`failed, and is tried again: ${(error as Error).message}`);
    }
  }
};

export interface Undisturbed<T> {
  readonly value: T;
  /** What was not as it should be the last time; empty if nothing. */
  readonly note: string;
}

/** Repeats what was disturbed; gives the last result with what disturbed it. */
export const undisturbed = async <T>(
  say: (line: string) => void,
  work: () => Promise<{ value: T; disturbances: readonly string[] }>,
): Promise<Undisturbed<T>> => {
  for (let attempt = 1; ; attempt++) {
    const watch = new StandstillWatch();
    let still: string | undefined;
    const { value, disturbances } = await work().finally(() => {
      still = watch.end();
    });
    const all = still === undefined ? disturbances : [...disturbances, still];
    if (all.length === 0 || attempt === ATTEMPTS) return { value, note: all.join('; ') };
    say(`${all.join('; ')}: once more`);
  }
};
