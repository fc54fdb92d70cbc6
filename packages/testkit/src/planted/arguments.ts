/** The command line of `pnpm planted`. */

import { parseArgs } from 'node:util';
import { bugNames, bugOf, type BugName } from './bugs.ts';

export const usage = `pnpm planted             plants every bug and shows what finds it; exits with 1 if one survives or no longer applies
  --only NAME            this one; may be given several times
  --sample               some that are found within seconds, as every test run does
  --list                 names, rules and what each does
  --jobs J               processes (default: one a core)
  --markdown             the table of docs/testing.md as well
  --help                 this`;

export interface Arguments {
  readonly names: readonly BugName[];
  readonly list: boolean;
  readonly help: boolean;
  readonly markdown: boolean;
  readonly jobs: number | undefined;
}

/** @throws if they make no sense */
export const parseArguments = (args: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: args.filter((each) => each !== '--'),
    options: {
      only: { type: 'string', multiple: true },
      sample: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      jobs: { type: 'string' },
    },
  });
  const { only, sample, list, help, markdown } = values;
  if (only !== undefined && sample) throw new RangeError('say one of --only and --sample');
  const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
  if (jobs !== undefined && (!Number.isSafeInteger(jobs) || jobs < 1)) {
    throw new RangeError(`--jobs ${values.jobs} is not a count`);
  }
  return { names: only === undefined ? namesOf(sample) : only.map(nameOf), list, help, markdown, jobs };
};

const namesOf = (sample: boolean): BugName[] => (sample ? sampleNames : bugNames);

export const sampleNames: BugName[] = bugNames.filter((name) => bugOf(name).sample === true);

const nameOf = (text: string): BugName => {
  const name = bugNames.find((each) => each === text);
  if (name === undefined) throw new RangeError(`there is no planted bug "${text}"; --list shows all`);
  return name;
};
