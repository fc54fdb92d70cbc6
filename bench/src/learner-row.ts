/**
 * What a learner that is stopped costs those who commit: two clusters at once, of which one has such a learner, measured in
 * turns. The machine changes its pace more than a learner could.
 */

import { Cluster } from './cluster.ts';
import { sampleOf, withErrors } from './cluster-rows.ts';
import { persistently, undisturbed } from './disturbance.ts';
import { noFloors } from './floors.ts';
import type { LoadResult } from './load.ts';
import type { Plan } from './plan.ts';
import type { Samples } from './samples.ts';
import { median } from './statistics.ts';

export const LEARNER_STOPPED = 'cluster/learner-stopped';

/** How often each is measured in a round. */
const TURNS = 5;
const LOAD = { clients: 1, groups: 1, valueBytes: 100, batch: 1 };
/** Until the code is compiled: a lone client makes few calls. */
const WARM_CLIENTS = 100;
const WARM_TIMES = 4;

interface Turn {
  readonly load: LoadResult;
  readonly note: string;
}

/** One round: the p50 with the learner in multiples of that without. */
export const runLearnerRow = async (plan: Plan, round: number, samples: Samples): Promise<void> => {
  plan.say(`${LEARNER_STOPPED} (round ${round + 1} of ${plan.rounds})`);
  const [without, stopped] = await persistently(plan.say, () => bothInTurns(plan));
  const p50Ms = (turns: readonly Turn[]): number => median(turns.map(({ load }) => load.p50Ms));
  const middle = stopped[Math.floor(stopped.length / 2)] as Turn;
  const notes = [...without, ...stopped]
    .map(({ load, note }) => withErrors(load, note))
    .filter((note) => note !== '');
  samples.add({
    ...sampleOf({ id: LEARNER_STOPPED, ...LOAD }, middle.load),
    round,
    floors: noFloors,
    p50Ms: p50Ms(stopped),
    value: p50Ms(stopped) / p50Ms(without),
    ...(notes.length === 0 ? {} : { note: [...new Set(notes)].join('; ') }),
  });
};

const bothInTurns = async (plan: Plan): Promise<readonly [readonly Turn[], readonly Turn[]]> => {
  const { folder: parentFolder } = plan;
  const options = { parentFolder, groups: 1, leader: 1, kv: false };
  const clusters: Cluster[] = [];
  try {
    for (const stoppedLearner of [false, true])
      clusters.push(await Cluster.start({ ...options, stoppedLearner }));
    for (const cluster of clusters) {
      await cluster.load({ ...LOAD, clients: WARM_CLIENTS, warmMs: 0, measureMs: WARM_TIMES * plan.warmMs });
    }
    const turns: [Turn[], Turn[]] = [[], []];
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [at, cluster] of clusters.entries()) turns[at as 0 | 1].push(await measured(plan, cluster));
    }
    return turns;
  } finally {
    for (const cluster of clusters) await cluster.stop();
  }
};

const measured = async (plan: Plan, cluster: Cluster): Promise<Turn> => {
  const options = { ...LOAD, warmMs: plan.warmMs / TURNS, measureMs: plan.measureMs / 2 };
  const { value: load, note } = await undisturbed(plan.say, () =>
    cluster.steadily(() => cluster.load(options)),
  );
  return { load, note };
};
