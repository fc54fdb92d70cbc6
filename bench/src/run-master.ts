/** `bench master`: what idle groups cost, how soon a lost master is replaced, what a transfer and a read cost. */

import { persistently, undisturbed } from './disturbance.ts';
import { noFloors } from './floors.ts';
import type { LoopResult } from './master-child.ts';
import { MasterCluster, NODE_IDS, type MasterClusterOptions } from './master-cluster.ts';
import type { Plan } from './plan.ts';
import type { Samples } from './samples.ts';

/** What one block of rows found, by row. */
interface Found {
  readonly values: Readonly<Record<string, number>>;
  readonly disturbances: readonly string[];
  readonly loop?: LoopResult;
}

interface Block {
  readonly rows: readonly string[];
  readonly run: (plan: Plan) => Promise<Found>;
}

const MANY = 1_000;
const VERY_MANY = 10_000;
/** Smoke runs show that it runs. */
const QUICK_SHARE = 20;
/** Idle nodes are measured for so many times as long as others: what is looked for is small. */
const IDLE_TIMES = 15;
/** After an election, before idleness is measured: whatever is repeated with backoff is over. */
const CALM_MS = 5_000;
const TRANSFERS = 12;
const TRANSFER_EVERY_MS = 400;
/** Service counts as interrupted by a transfer until so long after it. */
const AFTER_MS = 100;
const TRANSFER_CLIENTS = 20;
const WARM_MS = 2_000;
const GiB = 2 ** 30;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const sized = (plan: Plan, groups: number): number =>
  plan.quick ? Math.max(1, Math.floor(groups / QUICK_SHARE)) : groups;

const withCluster = async <T>(
  { folder: parentFolder, cpuProfiles }: Plan,
  options: Pick<MasterClusterOptions, 'groups' | 'preferred'>,
  work: (cluster: MasterCluster) => Promise<T>,
): Promise<T> => {
  const cluster = await MasterCluster.start({ parentFolder, cpuProfiles, ...options });
  try {
    return await work(cluster);
  } finally {
    await cluster.stop();
  }
};

interface Idleness {
  readonly framesPerSecond: number;
  /** CPU seconds a minute, of each process. */
  readonly cpu: readonly number[];
}

const idleness = (plan: Plan, groups: number): Promise<Idleness> =>
  withCluster(plan, { groups, preferred: 0 }, async (cluster) => {
    await sleep(plan.quick ? plan.warmMs : CALM_MS);
    const [cpuBefore, framesBefore, begunMs] = [cluster.cpuMs(), await cluster.frames(), performance.now()];
    await sleep(IDLE_TIMES * plan.measureMs);
    const elapsedMs = performance.now() - begunMs;
    const frames = (await cluster.frames()) - framesBefore;
    const cpu = cluster.cpuMs().map((ms, at) => ((ms - (cpuBefore[at] ?? 0)) * 60) / elapsedMs);
    return { framesPerSecond: (frames * 1000) / elapsedMs, cpu };
  });

const idle = async (plan: Plan): Promise<Found> => {
  const one = await idleness(plan, 1);
  const many = await idleness(plan, sized(plan, MANY));
  const more = many.cpu.map((cpu, at) => cpu - (one.cpu[at] ?? 0));
  const values = {
    'master/idle/messages': many.framesPerSecond / one.framesPerSecond,
    'master/idle/cpu': Math.max(...more),
  };
  return { values, disturbances: [] };
};

const large = (plan: Plan): Promise<Found> =>
  withCluster(plan, { groups: sized(plan, VERY_MANY), preferred: 0 }, async (cluster) => {
    const values = {
      'master/g10000/elected': cluster.electedMs / 1000,
      'master/g10000/memory': cluster.residentBytes() / GiB,
    };
    // It must not grow while nothing happens.
    await sleep(plan.quick ? 0 : CALM_MS);
    const memory = Math.max(values['master/g10000/memory'], cluster.residentBytes() / GiB);
    return { values: { ...values, 'master/g10000/memory': memory }, disturbances: [] };
  });

const kill = (plan: Plan): Promise<Found> =>
  withCluster(plan, { groups: sized(plan, MANY), preferred: 1 }, async (cluster) => {
    await sleep(plan.quick ? 0 : CALM_MS);
    return { values: { 'master/kill': await cluster.kill(1) }, disturbances: [] };
  });

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The longest time without an answer, of those that touch one of the spans. */
export const longestGapMs = (endsMs: readonly number[], spans: readonly Span[]): number => {
  let longestMs = 0;
  for (const [at, endMs] of endsMs.entries()) {
    const beforeMs = endsMs[at - 1];
    if (beforeMs === undefined) continue;
    const touches = spans.some(({ fromMs, toMs }) => beforeMs <= toMs + AFTER_MS && endMs >= fromMs);
    if (touches) longestMs = Math.max(longestMs, endMs - beforeMs);
  }
  return longestMs;
};

const transfer = (plan: Plan): Promise<Found> =>
  withCluster(plan, { groups: 1, preferred: 1 }, async (cluster) => {
    await cluster.loop(1, {
      what: 'propose',
      clients: TRANSFER_CLIENTS,
      measureMs: plan.quick ? plan.warmMs : WARM_MS,
      loop: 0,
    });
    const count = plan.quick ? 3 : TRANSFERS;
    const measureMs = (count + 2) * TRANSFER_EVERY_MS;
    const loading = cluster.loop(1, { what: 'propose', clients: TRANSFER_CLIENTS, measureMs, loop: 1 });
    const spans: Span[] = [];
    const disturbances: string[] = [];
    for (let at = 0; at < count; at++) {
      await sleep(TRANSFER_EVERY_MS);
      // Whoever is master: on a machine that is busy with others a transfer may be overtaken by an election.
      const from = await cluster.master();
      const moved = cluster.transfer(from, (from % NODE_IDS.length) + 1);
      await moved.then(
        (span) => spans.push(span),
        (error: unknown) => disturbances.push(`a transfer failed: ${String(error).split('\n')[0]}`),
      );
    }
    const load = await loading;
    const { most } = await cluster.tally(1);
    const values = {
      'master/transfer/failed': load.errors,
      'master/transfer/twice': most - 1,
      'master/transfer/gap': longestGapMs(load.endsMs, spans) / load.p50Ms,
    };
    return { values, disturbances, loop: load };
  });

const reads = (plan: Plan): Promise<Found> =>
  withCluster(plan, { groups: 1, preferred: 1 }, async (cluster) => {
    const one = { clients: 1, measureMs: plan.measureMs, loop: 1 };
    const rateOf = async (what: 'propose' | 'lease'): Promise<number> => {
      await cluster.loop(1, { what, clients: 1, measureMs: plan.warmMs, loop: 0 });
      const { calls, elapsedMs } = await cluster.loop(1, { what, ...one });
      return calls / elapsedMs;
    };
    const proposals = await rateOf('propose');
    const leaseReads = await rateOf('lease');
    await sleep(plan.warmMs);
    const before = await cluster.traffic();
    const far = await cluster.loop(2, { what: 'linearizable', ...one });
    const after = await cluster.traffic();
    const written = after.map(
      ({ commits, chosenUpTo }, at) =>
        commits - (before[at]?.commits ?? 0) + chosenUpTo - (before[at]?.chosenUpTo ?? 0),
    );
    const values = {
      'master/reads/lease': leaseReads / proposals,
      'master/reads/linearizable': Math.max(...written),
    };
    const disturbances = far.calls === 0 || far.errors > 0 ? [`${far.errors} errors: ${far.firstError}`] : [];
    return { values, disturbances };
  });

const blocks: readonly Block[] = [
  { rows: ['master/idle/messages', 'master/idle/cpu'], run: idle },
  { rows: ['master/g10000/elected', 'master/g10000/memory'], run: large },
  { rows: ['master/kill'], run: kill },
  { rows: ['master/transfer/failed', 'master/transfer/twice', 'master/transfer/gap'], run: transfer },
  { rows: ['master/reads/lease', 'master/reads/linearizable'], run: reads },
];

export const runMaster = async (plan: Plan, samples: Samples): Promise<void> => {
  for (let round = 0; round < plan.rounds; round++) {
    for (const { rows, run } of blocks) {
      const wanted = rows.filter((row) => plan.wants(row));
      if (wanted.length === 0) continue;
      plan.say(`${wanted.join(', ')} (round ${round + 1} of ${plan.rounds})`);
      const { value: found, note } = await persistently(plan.say, () =>
        undisturbed(plan.say, async () => {
          const value = await run(plan);
          return { value, disturbances: value.disturbances };
        }),
      );
      for (const row of wanted) addSample(samples, round, row, found, note);
    }
  }
};

const addSample = (samples: Samples, round: number, row: string, found: Found, note: string): void => {
  const { values, loop } = found;
  const failed = loop === undefined || loop.errors === 0 ? '' : `${loop.errors} errors: ${loop.firstError}`;
  const notes = [note, failed].filter((each) => each !== '').join('; ');
  samples.add({
    row,
    round,
    floors: noFloors,
    rate: loop === undefined ? Number.NaN : (loop.calls * 1000) / loop.elapsedMs,
    p50Ms: loop?.p50Ms ?? Number.NaN,
    p99Ms: loop?.p99Ms ?? Number.NaN,
    cpuMsPerOp: Number.NaN,
    writtenPerOp: Number.NaN,
    value: values[row] ?? Number.NaN,
    ...(notes === '' ? {} : { note: notes }),
  });
};
