/**
 * The clock for looks at leases that are made for requests which wait. A look at the machine's uptime is a system call or
 * three, and many groups look in one turn. What the rule needs (DESIGN 5, Clocks; 5.1, step 2) is a reading taken after
 * the request arrived, so one reading serves all requests that had arrived when it was taken, and no later one.
 */

export class LeaseClock {
  readonly #read: () => number;
  #readingMs: number | undefined;

  /** `read`: a fresh reading, with the check whether the machine slept. */
  constructor(read: () => number) {
    this.#read = read;
  }

  /** A request has arrived, or may have: what was read before is too old for it. */
  arrived(): void {
    this.#readingMs = undefined;
  }

  reading(): number {
    this.#readingMs ??= this.#read();
    return this.#readingMs;
  }
}
