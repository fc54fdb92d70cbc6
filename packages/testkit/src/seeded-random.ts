/**
 * Randomness from a seed: xoshiro128** (Blackman and Vigna), seeded by splitmix32, so that neighbouring seeds give
 * unrelated streams. The same seed gives the same numbers on every machine.
 */

import type { Random } from '@gaios/sm-base';

/** Looking up a global is slow where tests run. */
const { floor, imul } = Math;

export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `seed`: any safe integer. */
  constructor(seed: number) {
    let state = (seed ^ imul(floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;
    const splitmix = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = imul(z ^ (z >>> 16), 0x21f0aaad);
      z = imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#a = splitmix();
    this.#b = splitmix();
    this.#c = splitmix();
    this.#d = splitmix() | 1; // the state must not be all zero
  }

  /** Uniform in [0, 2^32). */
  nextUint32(): number {
    const product = imul(this.#b, 5);
    const result = imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  nextInteger(): number {
    return (this.nextUint32() >>> 11) * 2 ** 32 + this.nextUint32();
  }

  next(): number {
    return this.nextInteger() / 2 ** 53;
  }

  /** Uniform integer in [0, count). */
  below(count: number): number {
    return floor(this.next() * count);
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** True with the given probability. Draws a number even for 0 and 1, so that rates do not shift the stream. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.below(items.length)]!;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.nextUint32() >>> 24;
    return bytes;
  }

  /** A stream of its own, so that one consumer's draws do not shift another's. */
  fork(): SeededRandom {
    return new SeededRandom(this.nextInteger());
  }
}
