/** The process dies at its n-th write, for every n, and what was under way is lost, or kept. */

import { expect, test } from '@jest/globals';
import { drawScenario, runScenario, type Scenario } from '@gaios/testkit/sim';

const base: Scenario = {
  ...drawScenario({
    seed: 77,
    voters: 3,
    learners: 0,
    groups: 1,
    simulatedMs: 1_500,
    operationsPerSecond: 25,
    tuning: { electionTimeoutMs: 300, heartbeatIntervalMs: 100 },
    faults: false,
  }),
};

test.each([1, 2, 3])(
  'node %i, at every write of a run',
  async (nodeId) => {
    const failed: unknown[] = [];
    let write = 0;
    for (let crashed = true; crashed && write < 200;) {
      write++;
      for (const underWay of ['lost', 'kept'] as const) {
        const lines: string[] = [];
        const crash = {
          kind: 'crashAtCommit',
          atMs: 0,
          durationMs: 1_490,
          nodes: [nodeId],
          amount: write,
          underWay,
        } as const;
        const { failure } = await runScenario(
          { ...base, faults: [crash] },
          { print: (line) => (/ dies/.test(line) ? lines.push(line) : undefined) },
        );
        if (failure !== undefined) failed.push({ write, underWay, failure });
        crashed = lines.some((line) => Number.parseFloat(line) < 1_000 + crash.durationMs);
      }
    }
    expect(failed).toEqual([]);
    // The run has as many writes as it takes to found the group and work.
    expect(write).toBeGreaterThan(20);
  },
  120_000,
);
