/**
 * Seeded chaos over real replicas (testkit lab-chaos.ts): safety under every fault, then rest. A failing seed is replayed by
 * the test's own name; longer runs by raising SEEDS.
 */

import { describe, expect, test } from '@jest/globals';
import { runChaos, type ChaosOptions } from './support.ts';

const SEEDS = 6;

const worlds: Readonly<Record<string, Omit<ChaosOptions, 'seed'>>> = {
  'three nodes': { steps: 900 },
  'one node and a learner': { steps: 600, voters: [1], learners: [2], weights: { crash: 1 } },
  'five nodes, batches': { steps: 900, voters: [1, 2, 3, 4, 5], batch: 3 },
  'links that come and go': {
    steps: 900,
    voters: [1, 2, 3, 4, 5],
    learners: [6],
    weights: { cut: 5, heal: 3, campaign: 3, giveUp: 3 },
  },
  'much disorder': { steps: 900, learners: [4], order: 0.1, weights: { duplicate: 10, drop: 1, giveUp: 3 } },
  'small limits': {
    steps: 900,
    batch: 2,
    tuning: { acceptAheadInstances: 3, windowInstances: 3, pageBytes: 60, learnWindowBytes: 100 },
  },
  'many elections and reads': {
    steps: 900,
    order: 0.3,
    batch: 3,
    weights: { campaign: 4, resign: 1, read: 6 },
  },
  'changes of configuration': { steps: 1200, spares: [4, 5], weights: { reconfigure: 1.5 } },
  'lost disks': { steps: 1200, spares: [4], weights: { reconfigure: 1.5, wipe: 0.3 } },
  'logs that are cut off': {
    steps: 1200,
    spares: [4],
    weights: { truncate: 1.5, install: 0.7, reconfigure: 1, crash: 1 },
  },
  'all of it': {
    steps: 1500,
    voters: [1, 2, 3, 4],
    spares: [5, 6],
    weights: { reconfigure: 2, wipe: 0.2, crash: 1, campaign: 2, read: 4, truncate: 1, install: 0.5 },
  },
};

describe('chaos', () => {
  for (const [name, options] of Object.entries(worlds)) {
    test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(`${name}, seed %i`, (seed) => {
      const report = runChaos({ ...options, seed });
      expect(report.instances).toBeGreaterThan(0);
    });
  }
});
