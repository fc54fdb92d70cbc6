/**
 * Rows of `bench kv`: redis-benchmark against one node of the key-value example, 16 groups, led by the node that is asked
 * and by another. It takes a number of requests, not a time, so a short run before tells how many.
 */

import { Cluster } from './cluster.ts';
import { persistently, undisturbed } from './disturbance.ts';
import type { FloorMeter } from './floors.ts';
import type { Plan } from './plan.ts';
import { redisBenchmark, type RedisOptions, type RedisRun } from './redis-benchmark.ts';
import type { Sample, Samples } from './samples.ts';

export interface KvRow extends Pick<RedisOptions, 'command' | 'connections' | 'pipeline'> {
  readonly id: string;
  readonly far: boolean;
}

const GROUPS = 16;
const FAR_LEADER = 2;
/** Requests of the first look at a rate, for each place in flight. */
const LOOK_PER_PLACE = 20;
/** With what a fresh cluster is warmed up, and for how many times the usual warm-up. */
const WARM = { connections: 100, pipeline: 16 };
const WARM_TIMES = 10;
/** Of one run; a rate that was seen in a short look may be off. */
const REQUESTS_MAX = 5_000_000;

const shapes = [
  { name: 'c1', connections: 1, pipeline: 1 },
  { name: 'c100', connections: 100, pipeline: 1 },
  { name: 'c100-P16', connections: 100, pipeline: 16 },
  { name: 'c1000', connections: 1000, pipeline: 1 },
] as const;

export const kvBlocks = (plan: Plan): KvRow[][] =>
  [false, true]
    .map((far) =>
      shapes.flatMap(({ name, connections, pipeline }) =>
        (['set', 'get'] as const).map((command) => {
          const id = `kv/${command}/${name}${far ? '/far' : ''}`;
          return { id, command, connections, pipeline, far };
        }),
      ),
    )
    .map((rows) => rows.filter(({ id }) => plan.wants(id)))
    .filter((rows) => rows.length > 0);

export const runKvBlock = async (
  plan: Plan,
  round: number,
  rows: readonly KvRow[],
  meter: FloorMeter,
  samples: Samples,
): Promise<void> => {
  const { floors, found } = await meter.around(plan.floorMs, false, () =>
    persistently(plan.say, () => measureAll(plan, round, rows)),
  );
  for (const sample of found) samples.add({ ...sample, round, floors });
};

type Measured = Omit<Sample, 'round' | 'floors'>;

const measureAll = async (plan: Plan, round: number, rows: readonly KvRow[]): Promise<Measured[]> => {
  const { folder: parentFolder, cpuProfiles } = plan;
  const leader = rows[0]?.far === true ? FAR_LEADER : 1;
  const cluster = await Cluster.start({ parentFolder, cpuProfiles, groups: GROUPS, leader, kv: true });
  try {
    for (const command of new Set(rows.map((row) => row.command))) await warmUp(plan, cluster, command);
    const found: Measured[] = [];
    for (const row of rows) {
      plan.say(`${row.id} (round ${round + 1} of ${plan.rounds})`);
      found.push(await steadyRun(plan, cluster, row));
    }
    return found;
  } finally {
    await cluster.stop();
  }
};

/** How many of this fill a time. */
const inTime = (rate: number, ms: number, atLeast: number): number =>
  Math.min(REQUESTS_MAX, Math.max(atLeast, Math.round((rate * ms) / 1000)));

/** As in cluster-rows.ts: until most is compiled. */
const warmUp = async (plan: Plan, cluster: Cluster, command: KvRow['command']): Promise<void> => {
  const options = { ...WARM, command, port: cluster.respPort };
  const places = WARM.connections * WARM.pipeline;
  const { rate } = await redisBenchmark({ ...options, requests: places * LOOK_PER_PLACE });
  await redisBenchmark({ ...options, requests: inTime(rate, WARM_TIMES * plan.warmMs, places) });
};

const steadyRun = async (plan: Plan, cluster: Cluster, row: KvRow): Promise<Measured> => {
  const { pipeline, connections } = row;
  const options = { ...row, port: cluster.respPort };
  const places = connections * pipeline;
  const look = await redisBenchmark({ ...options, requests: places * LOOK_PER_PLACE });
  const warm = await redisBenchmark({ ...options, requests: inTime(look.rate, plan.warmMs, places) });
  const requests = inTime(warm.rate, plan.measureMs, places);
  const { value, note } = await undisturbed(plan.say, () =>
    cluster.steadily(() => costed(cluster, row, requests)),
  );
  return note === '' ? value : { ...value, note };
};

/** The client's process counts too: its time is known when it has ended. */
const costed = async (cluster: Cluster, row: KvRow, requests: number): Promise<Measured> => {
  const before = cluster.usage();
  const run: RedisRun = await redisBenchmark({ ...row, port: cluster.respPort, requests });
  const after = cluster.usage();
  return {
    row: row.id,
    ...run,
    cpuMsPerOp: (after.cpuMs - before.cpuMs) / requests,
    writtenPerOp: (after.writtenBytes - before.writtenBytes) / requests,
  };
};
