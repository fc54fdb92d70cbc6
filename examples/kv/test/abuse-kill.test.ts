/**
 * `kill -9` in a row, under load: no acknowledged write lost, none executed twice, and equal
 * state soon after the last. Longer: `pnpm --filter @gaios/example-kv run abuse -- --rounds 100`.
 */

import { expect, test } from '@jest/globals';

import { TestCluster } from './support/cluster.ts';
import { killRounds } from './support/kill-rounds.ts';

const ROUNDS = 24;
/** About a minute on two quiet cores. */
const LONG_MS = 240_000;

test(
  `${ROUNDS} rounds of kill -9 of any node, the leader, two, and all three, and of pauses`,
  async () => {
    const cluster = await TestCluster.start();
    try {
      const { recoveryMs, convergedMs } = await killRounds(cluster, {
        rounds: ROUNDS,
        seed: Date.now() % 1_000_000,
      });
      expect(Object.values(recoveryMs).flat()).toHaveLength(ROUNDS);
      expect(convergedMs).toBeLessThan(30_000);
    } finally {
      await cluster.close();
    }
  },
  LONG_MS,
);
