/** Seeds of the simulator as tests; each half runs in a file of its own, so that two cores share them. */

import { drawScenario, runScenario, type SimulationReport } from '@gaios/testkit/sim';

/** One short run; the seed says which faults, how many nodes and how much load. */
export const shortRun = (seed: number): Promise<SimulationReport> =>
  runScenario(drawScenario({ seed, simulatedMs: 2_500 + (seed % 5) * 750 }));

export const failureOf = ({ seed, failure }: SimulationReport): string | undefined =>
  failure && `pnpm sim --seed ${seed} --ms ${2_500 + (seed % 5) * 750}\n${failure.message}`;
