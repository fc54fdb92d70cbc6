/**
 * Three real processes that become five and three others under load, move, lose a disk, and are copied. Longer:
 * `pnpm --filter @gaios/example-kv run abuse -- membership --rounds 10`.
 */

import { expect, test } from '@jest/globals';

import { TestCluster } from './support/cluster.ts';
import { changeMemberships } from './support/membership.ts';

const LONG_MS = 240_000;

test(
  'grows to five and shrinks to three, moves every node, loses a disk and refuses a copy, under load',
  async () => {
    const cluster = await TestCluster.start({ nodeCount: 5, founders: 3, control: true, groups: 4 });
    try {
      const { benchmarks, acknowledged } = await changeMemberships(cluster, { rounds: 1 });
      expect(benchmarks).toBeGreaterThan(0);
      expect(acknowledged).toBeGreaterThan(500);
    } finally {
      await cluster.close();
    }
  },
  LONG_MS,
);
