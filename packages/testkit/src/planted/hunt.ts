/** One finder at work, on the sources that it was loaded with. */

import * as core from '@gaios/core';
import { readFileSync } from 'node:fs';
import { runChaos } from '../lab-chaos.ts';
import { attackLeases } from '../leases/attack.ts';
import { checkModel } from '../model/model.ts';
import { changeScenario, rivalScenario, smallScenario, type Scenario } from '../model/scenarios.ts';
import { runTranscript } from '../scenario/index.ts';
import { drawScenario } from '../sim/scenario.ts';
import { runScenario } from '../sim/simulate.ts';
import { wordsOf } from '../words.ts';
import type { ByLaboratory, ByLeases, ByMasters, ByModel, BySimulator, ByTranscript, Finder } from './bug.ts';
import { masterChecks } from './masters.ts';

export interface Find {
  /** What was broken, in the words of the check that noticed. */
  readonly what: string;
  /** Seeds, states or steps that it took. */
  readonly after: number;
}

export interface HuntLimits {
  /** Time of the processor after which no other seed is begun, s: it is the same on a busy machine. */
  readonly seconds: number;
  /** Only the last seed of those that a find took: to see that it finds nothing in sound sources. */
  readonly only?: number;
}

/** Undefined: it found nothing within its bounds. */
export const hunt = (finder: Finder, limits: HuntLimits): Promise<Find | undefined> =>
  // Each row is of the kind that it is looked up by.
  (hunters[finder.by] as (finder: Finder, limits: HuntLimits) => Promise<Find | undefined>)(finder, limits);

/** A bug that so many seeds do not show is one that the finder does not find. */
const SEEDS = 300;

const usedSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Goes through the seeds from 1 on, until one fails. */
const bySeeds = async (
  count: number,
  { seconds, only }: HuntLimits,
  run: (seed: number) => string | undefined | Promise<string | undefined>,
): Promise<Find | undefined> => {
  const last = only ?? count;
  const end = usedSeconds() + seconds;
  for (let seed = only ?? 1; seed <= last && usedSeconds() < end; seed++) {
    const what = await run(seed);
    if (what !== undefined) return { what, after: seed };
  }
  return undefined;
};

const messageOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
};

const hunters = {
  simulator: ({ given, seeds = SEEDS }: BySimulator, limits: HuntLimits) =>
    bySeeds(seeds, limits, async (seed) => {
      const { failure } = await runScenario(drawScenario({ ...given, seed }));
      return failure?.message;
    }),

  laboratory: ({ given, seeds = 10 * SEEDS }: ByLaboratory, limits: HuntLimits) =>
    bySeeds(seeds, limits, (seed) => messageOf(() => runChaos({ ...given, seed }))),

  leases: ({ nemesis, seeds = SEEDS }: ByLeases, limits: HuntLimits) =>
    bySeeds(seeds, limits, (seed) =>
      messageOf(() => attackLeases({ seed, ...(nemesis === undefined ? {} : { nemesis }) })),
    ),

  masters: ({ check, seeds = SEEDS }: ByMasters, limits: HuntLimits) =>
    bySeeds(seeds, limits, async (seed) => {
      try {
        await masterChecks[check](seed);
        return undefined;
      } catch (error) {
        return wordsOf(error);
      }
    }),

  model: ({ scenario, depth = DEPTH }: ByModel, { seconds }: HuntLimits) => {
    const { violation, distinct } = checkModel(core, scenarioOf(scenario), {
      depthMax: depth,
      statesMax: STATES,
      secondsMax: seconds,
      now: () => usedSeconds() * 1000,
    });
    return Promise.resolve(violation && { what: violation.sentence, after: distinct });
  },

  transcript: ({ name }: ByTranscript) => {
    const expected = readFileSync(new URL(`../../scenarios/${name}.txt`, import.meta.url), 'utf8');
    const { text, errors } = runTranscript(expected);
    const lines = expected.split('\n');
    const at = text.split('\n').findIndex((line, index) => line !== lines[index]);
    const what = errors[0] ?? (at < 0 ? undefined : `line ${at + 1} happens otherwise: ${lines[at]}`);
    return Promise.resolve(what === undefined ? undefined : { what, after: 1 });
  },
} as const satisfies Readonly<Record<Finder['by'], unknown>>;

/** Beyond what a bug of the list needs. */
const DEPTH = 1000;
const STATES = 1_000_000;

const scenarioOf = (scenario: ByModel['scenario']): Scenario => {
  if (scenario === 'rivals') return rivalScenario();
  if (typeof scenario === 'string') return changeScenario(scenario);
  return smallScenario(scenario);
};
