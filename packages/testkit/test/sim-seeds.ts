/** Seeds of the simulator as tests; each half runs in a file of its own, so that two cores share them. */

import { expect, test } from '@jest/globals';
import { drawScenario, runScenario, type SimulationReport } from '@gaios/testkit/sim';

/** Short runs, one a seed; the seed says which faults, how many nodes and how much load. */
export const testSeeds = (from: number, count: number): void => {
  test(`${count} seeds from ${from}: safe under faults, live without`, async () => {
    const failed: string[] = [];
    let acknowledged = 0;
    for (let seed = from; seed < from + count; seed++) {
      const simulatedMs = 2_500 + (seed % 5) * 750;
      const report = await runScenario(drawScenario({ seed, simulatedMs }));
      if (report.failure !== undefined) failed.push(asText(report, simulatedMs));
      acknowledged += report.clients.acknowledged;
    }
    expect(failed).toEqual([]);
    expect(acknowledged).toBeGreaterThan(count * 5);
  }, 300_000);
};

const asText = ({ seed, failure }: SimulationReport, simulatedMs: number): string =>
  `pnpm sim --seed ${seed} --ms ${simulatedMs}\n${failure?.message ?? ''}`;
