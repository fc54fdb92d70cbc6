/**
 * Counters that clients only add to and read, at every level: what a read must have seen is known at its call, since what
 * a counter holds only grows. So histories of any length are checked as they are made.
 */

export const READ_LEVELS = ['linearizable', 'lease', 'bounded', 'session', 'local'] as const;

export type ReadLevel = (typeof READ_LEVELS)[number];

/** What somebody was answered, and when; both rise. */
interface Answered {
  readonly atMs: number;
  readonly value: number;
}

interface Counter {
  /** Additions that were sent. */
  begun: number;
  readonly answered: Answered[];
  /** What additions were answered: each another one. */
  readonly results: Set<number>;
}

/** A read under way. */
export interface LevelRead {
  readonly key: string;
  readonly level: ReadLevel;
  /** It must not be answered with less. */
  readonly least: number;
}

export class LevelHistory {
  readonly keys: readonly string[];
  readonly answers: Record<ReadLevel, number> = {
    linearizable: 0,
    lease: 0,
    bounded: 0,
    session: 0,
    local: 0,
  };
  readonly #counters: ReadonlyMap<string, Counter>;

  constructor(keys: readonly string[]) {
    this.keys = keys;
    this.#counters = new Map(keys.map((key) => [key, { begun: 0, answered: [], results: new Set() }]));
  }

  addition(key: string): void {
    this.#of(key).begun++;
  }

  /** What is wrong with it, if anything. */
  added(key: string, value: number, atMs: number): string | undefined {
    const { results, begun } = this.#of(key);
    if (results.has(value)) return `${key} was added to twice with the result ${value}`;
    results.add(value);
    this.#note(key, value, atMs);
    return value > begun ? `${key} is ${value}, and was added to ${begun} times` : undefined;
  }

  /** `seen`: what the caller's session, or connection, saw of the key. */
  read(
    key: string,
    level: ReadLevel,
    at: { readonly nowMs: number; readonly boundMs: number; readonly seen: number },
  ): LevelRead {
    const { answered } = this.#of(key);
    const before = (ms: number): number => answered.findLast(({ atMs }) => atMs < ms)?.value ?? 0;
    const known = answered.at(-1)?.value ?? 0;
    const least: Record<ReadLevel, () => number> = {
      linearizable: () => known,
      lease: () => known,
      bounded: () => before(at.nowMs - at.boundMs),
      session: () => at.seen,
      // A connection is to one process, which does not go back.
      local: () => at.seen,
    };
    return { key, level, least: least[level]() };
  }

  /** What is wrong with it, if anything. */
  answered({ key, level, least }: LevelRead, value: number, atMs: number): string | undefined {
    this.answers[level]++;
    const { begun } = this.#of(key);
    this.#note(key, value, atMs);
    if (value < least) return `a ${level} read of ${key} is ${value}, and ${least} was seen before`;
    return value > begun
      ? `a ${level} read of ${key} is ${value}, and it was added to ${begun} times`
      : undefined;
  }

  /** At the end, from every node: no addition is lost, and none made twice. */
  final(key: string, value: number): string | undefined {
    const { answered, begun } = this.#of(key);
    const least = answered.at(-1)?.value ?? 0;
    if (value >= least && value <= begun) return undefined;
    return `${key} is ${value} in the end, and should be from ${least} to ${begun}`;
  }

  #note(key: string, value: number, atMs: number): void {
    const { answered } = this.#of(key);
    if (value > (answered.at(-1)?.value ?? 0)) answered.push({ atMs, value });
  }

  #of(key: string): Counter {
    const counter = this.#counters.get(key);
    if (counter === undefined) throw new Error(`there is no counter ${key}`);
    return counter;
  }
}
