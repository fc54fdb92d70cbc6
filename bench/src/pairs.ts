/**
 * `bench cluster --against FOLDER`: another checkout's nodes and this one's under the same load, turn about, a second each. The
 * speed of a machine changes by a factor between minutes and hardly within two seconds, so the ratio of neighbours tells
 * a few percent, where two runs one after the other tell nothing.
 */

import { Cluster } from './cluster.ts';
import { clusterBlocks, FAR_LEADER, WARM_CLIENTS, type ClusterRow } from './cluster-rows.ts';
import type { LoadResult } from './load.ts';
import type { Plan } from './plan.ts';
import { digits, milliseconds, table } from './report.ts';
import { median, quantile } from './statistics.ts';

/** Of each row and round; as many of either checkout. */
const TURNS = 12;
/** Before the first row of a round, as many of either. */
const WARM_TURNS = 6;
const SETTLE_MS = 100;

interface Turn {
  readonly other: LoadResult;
  readonly own: LoadResult;
}

/**
 * The table of ratios. `build`: of the other checkout. A round starts the two clusters in the other order: whoever starts
 * first may be at an advantage.
 */
export const runPairs = async (plan: Plan, build: string): Promise<string> => {
  const found = new Map<string, Turn[]>();
  for (const rows of clusterBlocks(plan)) {
    for (let round = 0; round < plan.rounds; round++) {
      plan.say(`${rows.map(({ id }) => id).join(' ')} (round ${round + 1} of ${plan.rounds})`);
      for (const [id, turns] of await runRound(plan, rows, build, round % 2 === 1))
        found.set(id, [...(found.get(id) ?? []), ...turns]);
    }
  }
  return table([[...columns], ...[...found].map(([id, turns]) => cellsOf(id, turns))], '').join('\n');
};

const runRound = async (
  plan: Plan,
  rows: readonly ClusterRow[],
  build: string,
  ownFirst: boolean,
): Promise<Map<string, Turn[]>> => {
  const [{ groups, far } = { groups: 1, far: false }] = rows;
  const options = { parentFolder: plan.folder, groups, leader: far ? FAR_LEADER : 1, kv: false };
  const clusters: Cluster[] = [];
  const start = async (at: { build?: string }): Promise<Cluster> => {
    const cluster = await Cluster.start({ ...options, ...at });
    clusters.push(cluster);
    return cluster;
  };
  try {
    const early = await start(ownFirst ? {} : { build });
    const late = await start(ownFirst ? { build } : {});
    const [other, own] = ownFirst ? [late, early] : [early, late];
    const [warm] = rows;
    if (warm !== undefined)
      await takeTurns(plan, { ...warm, clients: WARM_CLIENTS }, { other, own }, WARM_TURNS);
    const found = new Map<string, Turn[]>();
    for (const row of rows) found.set(row.id, await takeTurns(plan, row, { other, own }, TURNS));
    return found;
  } finally {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  }
};

/** Each begins every other turn. */
const takeTurns = async (
  plan: Plan,
  { groups, clients, valueBytes, batch }: ClusterRow,
  { other, own }: { readonly other: Cluster; readonly own: Cluster },
  count: number,
): Promise<Turn[]> => {
  const load = { groups, clients, valueBytes, batch, warmMs: SETTLE_MS, measureMs: plan.measureMs / 2 };
  const turns: Turn[] = [];
  for (let at = 0; at < count; at++) {
    if (at % 2 === 0) turns.push({ other: await other.load(load), own: await own.load(load) });
    else {
      const first = await own.load(load);
      turns.push({ other: await other.load(load), own: first });
    }
  }
  return turns;
};

const columns = [
  'row',
  'rate',
  'quarter to quarter',
  'CPU',
  'rate /s',
  'p50 ms',
  'p99 ms',
  'errors',
] as const;

const rateOf = ({ calls, elapsedMs }: LoadResult): number => (calls * 1000) / elapsedMs;
const cpuOf = ({ cpuMs, calls }: LoadResult): number => cpuMs / calls;

const cellsOf = (id: string, turns: readonly Turn[]): string[] => {
  const ratios = (of: (load: LoadResult) => number): number[] =>
    turns.map(({ other, own }) => of(own) / of(other));
  const both = (of: (load: LoadResult) => number, text: (value: number) => string): string =>
    `${text(median(turns.map(({ other }) => of(other))))} to ${text(median(turns.map(({ own }) => of(own))))}`;
  const rates = ratios(rateOf);
  const errors = turns.reduce((sum, { other, own }) => sum + other.errors + own.errors, 0);
  return [
    id,
    median(rates).toFixed(3),
    `${quantile(rates, 0.25).toFixed(2)} to ${quantile(rates, 0.75).toFixed(2)}`,
    median(ratios(cpuOf)).toFixed(3),
    both(rateOf, digits),
    both((load) => load.p50Ms, milliseconds),
    both((load) => load.p99Ms, milliseconds),
    errors === 0 ? '' : String(errors),
  ];
};
