/** A node that hears nothing for a while (SIGSTOP) under load, and how soon it is as far as the others afterwards. */

import { setTimeout as sleep } from 'node:timers/promises';

import { until, type StatusJson, type TestCluster } from './cluster.ts';
import { expectNoErrors } from './kill-rounds.ts';
import { Load } from './load.ts';

export interface CutOffReport {
  /** Instances, over all groups, that it missed. */
  readonly missed: number;
  /** Until it had executed what the others had when it came back, while the load went on, ms. */
  readonly caughtUpMs: number;
  /** Until it stood where they stood, at the end of the load, ms after it came back. */
  readonly convergedMs: number;
}

/** The contract. */
export const CAUGHT_UP_MS_MAX = 30_000;

/** @throws Error if it is late, or anything is lost, doubled, stale or logged as an error */
export const cutOff = async (cluster: TestCluster, cutMs: number): Promise<CutOffReport> => {
  const load = Load.start(cluster, { counters: 24, tokens: 12, blobs: 2 });
  try {
    await load.served(CAUGHT_UP_MS_MAX);
    const id = cluster.ids.at(-1) ?? 1;
    const other = cluster.ids[0] ?? 1;
    const before = await executedUpTo(cluster, id);
    cluster.pause(id);
    await sleep(cutMs);
    const target = await executedUpTo(cluster, other);
    cluster.resume(id);
    const sinceMs = performance.now();
    await until(
      `node ${id} catches up`,
      async () => {
        const now = (await cluster.tryStatus(id))?.groups.map((group) => group.executedUpTo);
        return now?.every((executed, groupIdx) => executed >= (target[groupIdx] ?? 0));
      },
      CAUGHT_UP_MS_MAX,
    );
    const caughtUpMs = performance.now() - sinceMs;
    await load.stop();
    await cluster.untilConverged(cluster.ids, CAUGHT_UP_MS_MAX);
    const convergedMs = performance.now() - sinceMs;
    if (convergedMs > CAUGHT_UP_MS_MAX) throw new Error(`equal state only after ${convergedMs} ms`);
    await load.verify();
    expectNoErrors(cluster);
    const missed = target.reduce((sum, each, groupIdx) => sum + each - (before[groupIdx] ?? 0), 0);
    return { missed, caughtUpMs, convergedMs };
  } finally {
    await load.stop();
  }
};

const executedUpTo = async (cluster: TestCluster, id: number): Promise<number[]> => {
  const { groups }: StatusJson = await cluster.status(id);
  return groups.map((group) => group.executedUpTo);
};
