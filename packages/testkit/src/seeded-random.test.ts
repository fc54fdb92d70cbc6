import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './seeded-random.ts';

describe('SeededRandom', () => {
  it('gives the same numbers for the same seed, and others for the next', () => {
    const draw = (seed: number): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 5 }, () => random.nextInteger());
    };
    expect(draw(42)).toEqual(draw(42));
    expect(new Set([...draw(42), ...draw(43), ...draw(42 + 2 ** 32)]).size).toBe(15);
  });

  it('stays within its bounds and is roughly uniform', () => {
    const random = new SeededRandom(1);
    const tenths: Record<number, number> = {};
    for (let i = 0; i < 20_000; i++) {
      const tenth = Math.floor(random.next() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Object.keys(tenths)).toHaveLength(10);
    for (const count of Object.values(tenths)) expect(Math.abs(count - 2000)).toBeLessThan(250);
    for (let i = 0; i < 1000; i++) {
      expect(Number.isSafeInteger(random.nextInteger())).toBe(true);
      expect([0, 1, 2]).toContain(random.below(3));
    }
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
  });

  it('forks streams that differ', () => {
    const random = new SeededRandom(5);
    expect(random.fork().next()).not.toBe(random.fork().next());
  });
});
