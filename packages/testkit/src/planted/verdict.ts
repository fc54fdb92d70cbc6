/** One planted bug from its planting to its verdict. */

import { isOfBrokenProgram } from '../words.ts';
import { bugOf, withoutAssertions, type BugName } from './bugs.ts';
import type { Finder, PlantedBug } from './bug.ts';
import type { Find } from './hunt.ts';
import { plant, type Mutation } from './loader.ts';
import { ProbeProcess } from './probe-process.ts';

export interface Found extends Find {
  readonly finder: Finder;
}

export interface Verdict {
  readonly name: BugName;
  readonly found: Found | undefined;
  /** If an assertion of the replica's own found it: what finds it when those are off. */
  readonly outside: Found | undefined;
  readonly seconds: number;
  /** Why it counts as not found, if it does. */
  readonly wrong: string | undefined;
}

/** For one finder, of the processor. */
const SECONDS = 60;
/** For what is hunted once more without assertions: it is found already. */
const OUTSIDE_SECONDS = 30;

export const isOwnAssertion = ({ what }: Find): boolean => /invariant L\d+ is broken/.test(what);

/** `sound`: a process on the sources as they are. */
export const judge = async (
  name: BugName,
  sound: ProbeProcess,
  bug: PlantedBug = bugOf(name),
): Promise<Verdict> => {
  const startMs = performance.now();
  const verdict = (more: Partial<Verdict>): Verdict => ({
    name,
    found: undefined,
    outside: undefined,
    wrong: undefined,
    seconds: (performance.now() - startMs) / 1000,
    ...more,
  });
  try {
    const found = await seek(bug, bug.change, SECONDS);
    if (found === undefined) return verdict({ wrong: 'SURVIVED' });
    const alarm = await falseAlarm(found, sound);
    if (alarm !== undefined) return verdict({ found, wrong: `THE SOUND SOURCES FAIL THERE TOO: ${alarm}` });
    const outside = isOwnAssertion(found)
      ? await seek(bug, [...bug.change, ...withoutAssertions], OUTSIDE_SECONDS).catch(() => undefined)
      : undefined;
    return verdict({ found, outside });
  } catch (error) {
    return verdict({ wrong: (error as Error).message });
  }
};

/** @throws Error if the change does not apply any more, or a finder breaks. */
const seek = async (
  { finders }: PlantedBug,
  change: readonly Mutation[],
  seconds: number,
): Promise<Found | undefined> => {
  const planted = plant(change, ['packages/testkit']);
  const probe = new ProbeProcess(planted.directory);
  try {
    for (const finder of finders) {
      const answer = await probe.ask({ finder, seconds });
      if ('error' in answer) throw new Error(answer.error);
      if (answer.find === undefined) continue;
      // No rule is broken by that: the planted text, or the text around it, is not what its author took it for.
      if (isOfBrokenProgram(answer.find.what)) throw new Error(`BROKEN, NOT WRONG: ${answer.find.what}`);
      return { ...answer.find, finder };
    }
    return undefined;
  } finally {
    probe.close();
    planted.remove();
  }
};

/** What the same finder says at the same place of the sound sources; undefined, as it should: nothing. */
const falseAlarm = async ({ finder, after }: Found, sound: ProbeProcess): Promise<string | undefined> => {
  const isSeeded = finder.by !== 'model' && finder.by !== 'transcript';
  const answer = await sound.ask({ finder, seconds: SECONDS, ...(isSeeded ? { only: after } : {}) });
  return 'error' in answer ? answer.error : answer.find?.what;
};
