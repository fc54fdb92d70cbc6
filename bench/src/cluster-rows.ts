/**
 * Rows of `bench cluster`: clients in process, closed loops. Each configuration (number of groups, who leads) is a fresh
 * cluster in each round; before it the floors are measured.
 */

import { Cluster } from './cluster.ts';
import { persistently, undisturbed } from './disturbance.ts';
import { LARGE_BYTES, type FloorMeter } from './floors.ts';
import type { LoadResult } from './load.ts';
import type { Plan } from './plan.ts';
import type { Sample, Samples } from './samples.ts';

export interface ClusterRow {
  readonly id: string;
  readonly groups: number;
  readonly clients: number;
  readonly valueBytes: number;
  readonly batch: number;
  /** Clients at the node that leads, or at another. */
  readonly far: boolean;
}

const SMALL_BYTES = 100;
const BATCH_VALUE_BYTES = 2 * 1024;
/** Values of one `batchPropose`. */
const BATCH = 10;
export const FAR_LEADER = 2;
/**
 * Clients that warm a fresh cluster up, and for how many times the usual warm-up. V8 goes on compiling for ten seconds and
 * more: 100 clients get half as much out of a group in the first seconds as later, and a lone one makes too few calls to
 * get there at all.
 */
export const WARM_CLIENTS = 100;
export const WARM_TIMES = 10;

const rowsOf = (groups: number, far: boolean): ClusterRow[] => {
  const at = far ? '/far' : '';
  const row = (clients: number, kind: string, valueBytes: number, batch: number): ClusterRow => ({
    id: `cluster/g${groups}/c${clients}${kind}${at}`,
    groups,
    clients,
    valueBytes,
    batch,
    far,
  });
  const small = [1, 10, 100, 1000].map((clients) => row(clients, '', SMALL_BYTES, 1));
  if (groups > 1) return small;
  return [...small, row(100, '/100KB', LARGE_BYTES, 1), row(100, '/batch2KB', BATCH_VALUE_BYTES, BATCH)];
};

/** The configurations, each with its rows. */
export const clusterBlocks = (plan: Plan): ClusterRow[][] =>
  [false, true]
    .flatMap((far) => plan.groups.map((groups) => rowsOf(groups, far)))
    .map((rows) => rows.filter(({ id }) => plan.wants(id)))
    .filter((rows) => rows.length > 0);

export const sampleOf = (
  { id, batch, valueBytes }: Pick<ClusterRow, 'id' | 'batch' | 'valueBytes'>,
  load: LoadResult,
): Pick<Sample, 'row' | 'rate' | 'p50Ms' | 'p99Ms' | 'bytesPerSecond' | 'cpuMsPerOp' | 'writtenPerOp'> => {
  const operations = load.calls * batch;
  const rate = (operations * 1000) / load.elapsedMs;
  return {
    row: id,
    rate,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    bytesPerSecond: rate * valueBytes,
    cpuMsPerOp: load.cpuMs / operations,
    writtenPerOp: load.writtenBytes / operations,
  };
};

/** One configuration of one round. */
export const runClusterBlock = async (
  plan: Plan,
  round: number,
  rows: readonly ClusterRow[],
  meter: FloorMeter,
  samples: Samples,
): Promise<void> => {
  const withLarge = rows.some(({ valueBytes }) => valueBytes === LARGE_BYTES);
  const { floors, found } = await meter.around(plan.floorMs, withLarge, () =>
    persistently(plan.say, () => loadAll(plan, round, rows)),
  );
  for (const { row, load, note } of found)
    samples.add({ ...sampleOf(row, load), round, floors, ...(note === '' ? {} : { note }) });
};

interface Found {
  readonly row: ClusterRow;
  readonly load: LoadResult;
  readonly note: string;
}

const loadAll = async (plan: Plan, round: number, rows: readonly ClusterRow[]): Promise<Found[]> => {
  const [{ groups, far } = { groups: 1, far: false }] = rows;
  const leader = far ? FAR_LEADER : 1;
  const { folder: parentFolder, cpuProfiles } = plan;
  const cluster = await Cluster.start({ parentFolder, cpuProfiles, groups, leader, kv: false });
  try {
    const warm = { clients: WARM_CLIENTS, groups, valueBytes: SMALL_BYTES, batch: 1 };
    await cluster.load({ ...warm, warmMs: 0, measureMs: WARM_TIMES * plan.warmMs });
    const found: Found[] = [];
    for (const row of rows) {
      plan.say(`${row.id} (round ${round + 1} of ${plan.rounds})`);
      found.push({ row, ...(await steadyLoad(plan, cluster, row)) });
    }
    return found;
  } finally {
    await cluster.stop();
  }
};

const steadyLoad = async (
  plan: Plan,
  cluster: Cluster,
  { groups, clients, valueBytes, batch }: ClusterRow,
): Promise<Omit<Found, 'row'>> => {
  const options = { groups, clients, valueBytes, batch, warmMs: plan.warmMs, measureMs: plan.measureMs };
  const { value: load, note } = await undisturbed(plan.say, () =>
    cluster.steadily(() => cluster.load(options)),
  );
  return { load, note: withErrors(load, note) };
};

export const withErrors = ({ calls, errors, firstError }: LoadResult, note: string): string =>
  [note, calls === 0 ? 'no call ended in time' : '', errors === 0 ? '' : `${errors} errors: ${firstError}`]
    .filter((each) => each !== '')
    .join('; ');
