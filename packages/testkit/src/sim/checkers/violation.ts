/** What a checker throws. Checkers stand outside: they see calls, disks, wires and machines, and no protocol state. */

export class SimViolation extends Error {
  /** Which checker, in a word: what a shrunk run must still fail with. */
  readonly check: string;

  constructor(check: string, sentence: string) {
    super(`${check}: ${sentence}`);
    this.name = 'SimViolation';
    this.check = check;
  }
}

export const violated = (check: string, sentence: string): never => {
  throw new SimViolation(check, sentence);
};
