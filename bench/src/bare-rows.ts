/** Rows `cluster/bare/…`: the same load on the bare data path, for comparison with what Gaios reaches in the same run. */

import { join } from 'node:path';
import { Child } from './child.ts';
import { sampleOf, WARM_CLIENTS, WARM_TIMES } from './cluster-rows.ts';
import { undisturbed } from './disturbance.ts';
import type { FloorMeter } from './floors.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import type { Plan } from './plan.ts';
import type { Samples } from './samples.ts';
import { makeFolder, removeFolder } from './work-dir.ts';

const CLIENTS = [1, 100, 1000] as const;
const VALUE_BYTES = 100;
/** Besides the time asked for; it writes its files first. */
const ASK_MS = 30_000;

const idOf = (clients: number): string => `cluster/bare/c${clients}`;

class BarePath {
  readonly #folder: string;
  readonly #children: readonly Child[];

  constructor(parentFolder: string) {
    this.#folder = makeFolder(parentFolder);
    this.#children = [1, 2, 3].map((id) => new Child('bare-child.js', `bare process ${id}`));
  }

  async start(): Promise<void> {
    const [leader, ...followers] = this.#children;
    const file = (id: number): string => join(this.#folder, `log-${id}`);
    const ports = await Promise.all(
      followers.map((child, at) => child.ask<number>('follow', { file: file(at + 2) }, ASK_MS)),
    );
    await leader?.ask('lead', { file: file(1), ports }, ASK_MS);
  }

  async load(options: Pick<LoadOptions, 'clients' | 'warmMs' | 'measureMs'>): Promise<LoadResult> {
    const pids = this.#children.map(({ pid }) => pid);
    const [leader] = this.#children as [Child];
    const timeoutMs = ASK_MS + options.warmMs + options.measureMs;
    return leader.ask('load', { ...options, groups: 1, pids }, timeoutMs);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
    removeFolder(this.#folder);
  }
}

export const runBareRows = async (
  plan: Plan,
  round: number,
  meter: FloorMeter,
  samples: Samples,
): Promise<void> => {
  const wanted = CLIENTS.filter((clients) => plan.wants(idOf(clients)));
  if (wanted.length === 0) return;
  const { floors, found } = await meter.around(plan.floorMs, false, () => loadAll(plan, round, wanted));
  for (const { id, load, note } of found)
    samples.add({
      ...sampleOf({ id, batch: 1, valueBytes: VALUE_BYTES }, load),
      round,
      floors,
      ...(note === '' ? {} : { note }),
    });
};

const loadAll = async (
  plan: Plan,
  round: number,
  wanted: readonly number[],
): Promise<{ id: string; load: LoadResult; note: string }[]> => {
  const path = new BarePath(plan.folder);
  try {
    await path.start();
    await path.load({ clients: WARM_CLIENTS, warmMs: 0, measureMs: WARM_TIMES * plan.warmMs });
    const found = [];
    for (const clients of wanted) {
      const id = idOf(clients);
      plan.say(`${id} (round ${round + 1} of ${plan.rounds})`);
      const { warmMs, measureMs } = plan;
      const { value, note } = await undisturbed(plan.say, async () => ({
        value: await path.load({ clients, warmMs, measureMs }),
        disturbances: [],
      }));
      found.push({ id, load: value, note });
    }
    return found;
  } finally {
    await path.stop();
  }
};
