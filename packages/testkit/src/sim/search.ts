/** Runs many seeds, on worker processes; each takes the next seed when it is done with one. */

import { fork, type ChildProcess } from 'node:child_process';
import { SEARCH_WORKER, type WorkerAnswer, type WorkerOrder } from './search-worker.ts';
import type { ScenarioOptions } from './scenario.ts';
import { Totals } from './totals.ts';

export interface SearchOptions {
  readonly from: number;
  readonly jobs: number;
  /** Ends when either is reached. */
  readonly runs: number;
  readonly minutes: number;
  readonly fixed: Omit<ScenarioOptions, 'seed'>;
  /** Ends with the first failure. */
  readonly once: boolean;
  readonly failed: (seed: number, message: string) => void;
}

export const search = async (options: SearchOptions): Promise<Totals> => {
  const totals = new Totals();
  const endMs = Date.now() + options.minutes * 60_000;
  let next = options.from;
  const take = (): number | undefined =>
    next < options.from + options.runs && Date.now() < endMs && !(options.once && totals.failed.length > 0)
      ? next++
      : undefined;
  await Promise.all(Array.from({ length: options.jobs }, () => work(options, take, totals)));
  return totals;
};

/** One worker, replaced when it dies: that is a finding too. */
const work = async (
  options: SearchOptions,
  take: () => number | undefined,
  totals: Totals,
): Promise<void> => {
  for (let seed = take(); seed !== undefined;) {
    const worker = fork(process.argv[1] ?? '', [SEARCH_WORKER]);
    seed = await feed(worker, seed, options, take, totals);
  }
};

/** Resolves with the seed that comes after the one that the worker died of, or with undefined at the end. */
const feed = (
  worker: ChildProcess,
  first: number,
  { fixed, failed }: SearchOptions,
  take: () => number | undefined,
  totals: Totals,
): Promise<number | undefined> =>
  new Promise((resolve) => {
    let seed: number | undefined = first;
    const order = (): void => {
      if (seed === undefined) worker.disconnect();
      else worker.send({ ...fixed, seed } satisfies WorkerOrder);
    };
    worker.on('message', ({ report }: WorkerAnswer) => {
      totals.add(report);
      if (report.failure !== undefined) failed(report.seed, report.failure.message);
      seed = take();
      order();
    });
    worker.once('exit', (code, signal) => {
      if (seed === undefined) return resolve(undefined);
      totals.runs++;
      totals.failed.push(seed);
      failed(seed, `the worker ended with ${signal ?? code}`);
      resolve(take());
    });
    order();
  });
