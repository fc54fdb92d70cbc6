/** Longer: `pnpm --filter @gaios/example-kv run abuse -- cut-off --seconds 60`. */

import { expect, test } from '@jest/globals';

import { TestCluster } from './support/cluster.ts';
import { CAUGHT_UP_MS_MAX, cutOff } from './support/cut-off.ts';

const CUT_MS = 5_000;
const LONG_MS = 180_000;

test(
  'a node that was cut off for five seconds under load catches up',
  async () => {
    const cluster = await TestCluster.start();
    try {
      const { missed, convergedMs } = await cutOff(cluster, CUT_MS);
      expect(missed).toBeGreaterThan(100);
      expect(convergedMs).toBeLessThan(CAUGHT_UP_MS_MAX);
    } finally {
      await cluster.close();
    }
  },
  LONG_MS,
);
