/**
 * `cluster/memory`: 1,000 clients for five minutes; resident memory of each node's process in the last minute against
 * the second. It writes tens of gigabytes, so it runs only when it is named, and stops before the disk is full.
 */

import { statfsSync } from 'node:fs';
import { Cluster } from './cluster.ts';
import { sampleOf, withErrors } from './cluster-rows.ts';
import type { FloorMeter } from './floors.ts';
import type { Plan } from './plan.ts';
import type { Sample, Samples } from './samples.ts';
import { mean } from './statistics.ts';
import { residentBytes } from './usage.ts';

export const MEMORY_ROW = 'cluster/memory';

const CLIENTS = 1000;
const VALUE_BYTES = 100;
const SAMPLES_PER_MINUTE = 60;
/** Left free for the rest of the machine. */
const FREE_BYTES_MIN = 2 * 2 ** 30;

/** Mean of the last minute over that of the second; the worst of the processes. */
export const growthOf = (resident: readonly (readonly number[])[], perMinute: number): number =>
  Math.max(
    ...resident.map((ofOne) => mean(ofOne.slice(-perMinute)) / mean(ofOne.slice(perMinute, 2 * perMinute))),
  );

export const runMemoryRow = async (plan: Plan, meter: FloorMeter, samples: Samples): Promise<void> => {
  plan.say(`${MEMORY_ROW}: ${plan.memoryMinutes} minutes of ${plan.memoryMinuteMs / 1000} s`);
  const { floors, found } = await meter.around(plan.floorMs, false, () => loadAndWatch(plan));
  samples.add({ ...found, round: 0, floors });
};

const loadAndWatch = async (plan: Plan): Promise<Omit<Sample, 'round' | 'floors'>> => {
  const cluster = await Cluster.start({ parentFolder: plan.folder, groups: 1, leader: 1, kv: false });
  const watch = watchMemory(cluster, plan.memoryMinuteMs / SAMPLES_PER_MINUTE);
  try {
    const options = { groups: 1, clients: CLIENTS, valueBytes: VALUE_BYTES, batch: 1, warmMs: 0 };
    const measureMs = plan.memoryMinutes * plan.memoryMinuteMs;
    const running = cluster.steadily(() => cluster.load({ ...options, measureMs }));
    const { value: load, disturbances } = await Promise.race([running, watch.full]);
    const note = withErrors(load, disturbances.join('; '));
    return {
      ...sampleOf({ id: MEMORY_ROW, batch: 1, valueBytes: VALUE_BYTES }, load),
      value: growthOf(watch.resident, SAMPLES_PER_MINUTE),
      ...(note === '' ? {} : { note }),
    };
  } finally {
    watch.stop();
    await cluster.stop();
  }
};

interface Watch {
  /** By process, one each interval. */
  readonly resident: readonly number[][];
  /** Rejects when the disk is nearly full. */
  readonly full: Promise<never>;
  stop(): void;
}

const watchMemory = (cluster: Cluster, intervalMs: number): Watch => {
  const { pids, folder } = cluster;
  const resident = pids.map((): number[] => []);
  let stop = (): void => {};
  const full = new Promise<never>((_, reject) => {
    const timer = setInterval(() => {
      for (const [at, pid] of pids.entries()) resident[at]?.push(residentBytes(pid));
      const { bavail, bsize } = statfsSync(folder);
      if (bavail * bsize < FREE_BYTES_MIN)
        reject(new Error(`${MEMORY_ROW}: the disk is nearly full (--dir names another)`));
    }, intervalMs);
    stop = () => clearInterval(timer);
  });
  full.catch(() => {});
  return { resident, full, stop: () => stop() };
};
