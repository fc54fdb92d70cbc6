/** `bench parts`: each part by itself, in one child process. Figures to compare with themselves; no floor but lateness. */

import { join } from 'node:path';
import { Child } from './child.ts';
import { undisturbed } from './disturbance.ts';
import { noFloors } from './floors.ts';
import type { PartResult } from './parts/part.ts';
import type { Plan } from './plan.ts';
import type { Sample, Samples } from './samples.ts';
import { makeFolder, removeFolder } from './work-dir.ts';

export interface PartRow {
  readonly id: string;
  /** Of parts-child.ts. */
  readonly handler: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const ASK_MS = 60_000;
/** Timers that are late now and then need longer to be seen. */
const LATENESS_TIMES = 2;
/** The others are many, and steady. */
const OTHER_TIMES = 0.5;

const rows: readonly PartRow[] = [
  ...[1, 100].map((batch) => ({ id: `parts/core/batch${batch}`, handler: 'core', options: { batch } })),
  ...(['main', 'worker'] as const).flatMap((thread) =>
    [1, 10, 100, 1000].map((perCommit) => ({
      id: `parts/storage/${thread}/rows${perCommit}`,
      handler: 'storage',
      options: { thread, perCommit, groups: 1 },
    })),
  ),
  ...[20, 100].map((groups) => ({
    id: `parts/storage/main/groups${groups}`,
    handler: 'storage',
    options: { thread: 'main', perCommit: 1, groups },
  })),
  ...(['encode', 'decode'] as const).flatMap((direction) =>
    [1, 100].map((values) => ({
      id: `parts/codec/${direction}/values${values}`,
      handler: 'codec',
      options: { direction, values },
    })),
  ),
  ...[1, 64].map((inFlight) => ({
    id: `parts/transport/in-flight${inFlight}`,
    handler: 'transport',
    options: { inFlight },
  })),
  { id: 'parts/lateness', handler: 'lateness', options: {} },
];

export const runParts = async (plan: Plan, samples: Samples): Promise<void> => {
  const wanted = rows.filter(({ id }) => plan.wants(id));
  for (let round = 0; round < plan.rounds; round++) {
    for (const row of wanted) {
      plan.say(`${row.id} (round ${round + 1} of ${plan.rounds})`);
      const { value, note } = await undisturbed(plan.say, () => runPart(plan, row));
      samples.add(sampleOf(row.id, round, value, note));
    }
  }
};

/** A process of its own for each: what was compiled or left behind by another part must not matter. */
const runPart = async (plan: Plan, row: PartRow): Promise<{ value: PartResult; disturbances: string[] }> => {
  const folder = makeFolder(plan.folder);
  const flags = plan.cpuProfiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${plan.cpuProfiles}`];
  const child = new Child('parts-child.js', row.id, flags);
  try {
    const measureMs = plan.measureMs * (row.handler === 'lateness' ? LATENESS_TIMES : OTHER_TIMES);
    const options = { ...row.options, measureMs, dataDir: join(folder, 'data') };
    const value = await child.ask<PartResult>(row.handler, options, ASK_MS + measureMs);
    return { value, disturbances: [] };
  } finally {
    await child.stop();
    removeFolder(folder);
  }
};

const sampleOf = (row: string, round: number, result: PartResult, disturbance: string): Sample => {
  const { operations, elapsedMs, usage, value } = result;
  const note = [result.note ?? '', disturbance].filter((each) => each !== '').join('; ');
  return {
    row,
    round,
    floors: noFloors,
    rate: (operations * 1000) / elapsedMs,
    p50Ms: result.p50Ms ?? Number.NaN,
    p99Ms: result.p99Ms ?? Number.NaN,
    cpuMsPerOp: usage.cpuMs / operations,
    writtenPerOp: usage.writtenBytes / operations,
    ...(value === undefined ? {} : { value }),
    ...(note === '' ? {} : { note }),
  };
};
