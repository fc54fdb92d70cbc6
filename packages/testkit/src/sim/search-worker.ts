/** What a worker process of a search does: one seed after the other, as it is told. */

import { drawScenario, type ScenarioOptions } from './scenario.ts';
import { runScenario, type SimulationReport } from './simulate.ts';

/** The argument that makes the command a worker. */
export const SEARCH_WORKER = '--search-worker';

export type WorkerOrder = ScenarioOptions;

export interface WorkerAnswer {
  readonly report: SimulationReport;
}

export const serveSearch = (): void => {
  process.on('message', (order: WorkerOrder) => {
    void runScenario(drawScenario(order)).then((report) => process.send?.({ report } satisfies WorkerAnswer));
  });
};
