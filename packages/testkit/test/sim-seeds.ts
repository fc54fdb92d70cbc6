/** Seeds of the simulator as tests; each half runs in a file of its own, so that two cores share them. */

import { expect, test } from '@jest/globals';
import { drawScenario, runScenario, type SimulationReport } from '@gaios/testkit/sim';

/** A test each, so that a slow machine is no failure; runs that do not end are. */
const SEEDS_PER_TEST = 20;
const TIMEOUT_MS = 300_000;

export const testSeeds = (from: number, to: number): void => {
  for (let first = from; first <= to; first += SEEDS_PER_TEST) {
    const last = Math.min(to, first + SEEDS_PER_TEST - 1);
    test(
      `seeds ${first} to ${last}: safe under faults, live without`,
      () => expectSafe(first, last),
      TIMEOUT_MS,
    );
  }
};

/** Short runs, one a seed; the seed says which faults, how many nodes and how much load. */
const expectSafe = async (first: number, last: number): Promise<void> => {
  const failed: string[] = [];
  let acknowledged = 0;
  for (let seed = first; seed <= last; seed++) {
    const simulatedMs = 2_500 + (seed % 5) * 750;
    const report = await runScenario(drawScenario({ seed, simulatedMs }));
    if (report.failure !== undefined) failed.push(asText(report, simulatedMs));
    acknowledged += report.clients.acknowledged;
  }
  expect(failed).toEqual([]);
  expect(acknowledged).toBeGreaterThan((last - first + 1) * 5);
};

const asText = ({ seed, failure }: SimulationReport, simulatedMs: number): string =>
  `pnpm sim --seed ${seed} --ms ${simulatedMs}\n${failure?.message ?? ''}`;
