/**
 * The clock for requests that wait until the end of a turn: for looks at leases, and for the age of a read index. A look
 * at the machine's uptime is a system call or three, and many groups look in one turn. What the rules need (DESIGN 5,
 * Clocks; 5.1, step 2, and `bounded`) is a reading taken after the request arrived and no later than the index was asked
 * for, so one reading serves all requests that had arrived when it was taken, and no later one.
 */

/** Both clocks: what one gains on the other was sleep. */
export interface Moment {
  readonly nowMs: number;
  readonly uptimeMs: number;
}

export class LeaseClock {
  readonly #read: () => number;
  readonly #look: () => Moment;
  #readingMs: number | undefined;
  #moment: Moment | undefined;

  /** `read`: a fresh reading, with the check whether the machine slept; `look`: both clocks as they are. */
  constructor(read: () => number, look: () => Moment) {
    this.#read = read;
    this.#look = look;
  }

  /** A request has arrived, or may have: what was read before is too old for it. */
  arrived(): void {
    this.#readingMs = undefined;
    this.#moment = undefined;
  }

  reading(): number {
    this.#readingMs ??= this.#read();
    return this.#readingMs;
  }

  moment(): Moment {
    this.#moment ??= this.#look();
    return this.#moment;
  }
}
