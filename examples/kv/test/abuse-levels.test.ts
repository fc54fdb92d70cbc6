/**
 * Reads at every level while nodes are killed and stand still at random. Longer:
 * `pnpm --filter @gaios/example-kv run abuse -- levels --minutes 10`.
 */

import { describe, expect, test } from '@jest/globals';

import { TestCluster } from './support/cluster.ts';
import { LevelHistory } from './support/level-history.ts';
import { levels } from './support/levels.ts';

const FOR_MS = 20_000;
const LONG_MS = 180_000;

test(
  `${FOR_MS / 1000} s of reads at every level`,
  async () => {
    const cluster = await TestCluster.start();
    try {
      const seed = Date.now() % 1_000_000;
      const { answers, added } = await levels(cluster, { forMs: FOR_MS, connections: 12, keys: 4, seed });
      expect(Math.min(...Object.values(answers), added)).toBeGreaterThan(10);
    } finally {
      await cluster.close();
    }
  },
  LONG_MS,
);

describe('what a read must have seen', () => {
  const at = { nowMs: 100, boundMs: 20, seen: 1 };
  /** Three additions, answered at 50, 85 and 95 ms. */
  const history = (): LevelHistory => {
    const made = new LevelHistory(['k']);
    for (const [value, atMs] of [
      [1, 50],
      [2, 85],
      [3, 95],
    ] as const) {
      made.addition('k');
      expect(made.added('k', value, atMs)).toBeUndefined();
    }
    return made;
  };

  test.each([
    ['linearizable', 3],
    ['lease', 3],
    ['bounded', 1],
    ['session', 1],
    ['local', 1],
  ] as const)('%s', (level, least) => {
    const made = history();
    const read = made.read('k', level, at);
    expect(made.answered(read, least, 101)).toBeUndefined();
    expect(made.answered(read, least - 1, 101)).toMatch(/was seen before/);
    expect(made.answered(read, 4, 101)).toMatch(/added to 3 times/);
  });

  test('no addition is lost or made twice', () => {
    const made = history();
    expect(made.added('k', 3, 100)).toMatch(/twice/);
    made.addition('k');
    expect(made.final('k', 3)).toBeUndefined();
    expect(made.final('k', 4)).toBeUndefined();
    expect(made.final('k', 2)).toMatch(/should be from 3 to 4/);
    expect(made.final('k', 5)).toMatch(/should be from 3 to 4/);
  });
});
