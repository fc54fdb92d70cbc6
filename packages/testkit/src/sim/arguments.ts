/** The command line of `pnpm sim`. */

import { parseArgs } from 'node:util';
import { mixes, type ScenarioOptions } from './scenario.ts';

export const usage = `pnpm sim --seed N        replays one run with a readable trace
pnpm sim --scenario F    replays a scenario file
pnpm sim --minutes M     searches new seeds on all cores
pnpm sim --runs R        runs so many seeds

  --from N               first seed of a search (default: from the time of day)
  --jobs J               worker processes (default: one a core)
  --once                 a search ends with the first failure
  --quiet                a replay without its trace
  --no-shrink            a failing run is not made smaller
  --mix membership       small clusters whose members change all the time
  --mix checkpoints      logs are cut off behind checkpoints all the time, and checkpoints shipped
  --nodes N --learners N --spares N --groups N --ms N --rate N --no-faults
                         instead of what the seed would draw; --rate: operations a second`;

export interface Arguments {
  readonly seed: number | undefined;
  readonly scenario: string | undefined;
  readonly minutes: number | undefined;
  readonly runs: number | undefined;
  readonly from: number | undefined;
  readonly jobs: number | undefined;
  readonly once: boolean;
  readonly quiet: boolean;
  readonly shrink: boolean;
  /** What is given by hand. */
  readonly fixed: Omit<ScenarioOptions, 'seed'>;
  /** The same, to be said again. */
  readonly fixedText: string;
}

const numbers = [
  'seed',
  'minutes',
  'runs',
  'from',
  'jobs',
  'nodes',
  'learners',
  'spares',
  'groups',
  'ms',
  'rate',
] as const;

/** Of `fixed`. */
const given = ['nodes', 'learners', 'spares', 'groups', 'ms', 'rate'] as const;

/** @throws if they make no sense */
export const parseArguments = (args: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: args.filter((each) => each !== '--'),
    options: {
      seed: { type: 'string' },
      scenario: { type: 'string' },
      minutes: { type: 'string' },
      runs: { type: 'string' },
      from: { type: 'string' },
      jobs: { type: 'string' },
      nodes: { type: 'string' },
      learners: { type: 'string' },
      spares: { type: 'string' },
      mix: { type: 'string' },
      groups: { type: 'string' },
      ms: { type: 'string' },
      rate: { type: 'string' },
      once: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      'no-shrink': { type: 'boolean', default: false },
      'no-faults': { type: 'boolean', default: false },
    },
  });
  const number = (name: (typeof numbers)[number]): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`--${name} ${text} is not a number`);
    return value;
  };
  const [voters, learners, spares, groups, ms, rate] = given.map(number);
  const mix = mixes.find((name) => name === (values.mix ?? 'default'));
  if (mix === undefined) throw new RangeError(`--mix ${values.mix} is none of ${mixes.join(', ')}`);
  const seed = number('seed');
  const minutes = number('minutes');
  const runs = number('runs');
  if ([seed, minutes, runs, values.scenario].filter((each) => each !== undefined).length !== 1) {
    throw new RangeError('say one of --seed, --scenario, --minutes and --runs');
  }
  return {
    seed,
    minutes,
    runs,
    scenario: values.scenario,
    from: number('from'),
    jobs: number('jobs'),
    once: values.once,
    quiet: values.quiet,
    shrink: !values['no-shrink'],
    fixed: {
      ...(voters === undefined ? {} : { voters }),
      ...(learners === undefined ? {} : { learners }),
      ...(spares === undefined ? {} : { spares }),
      ...(groups === undefined ? {} : { groups }),
      ...(mix === 'default' ? {} : { mix }),
      ...(ms === undefined ? {} : { simulatedMs: ms }),
      ...(rate === undefined ? {} : { operationsPerSecond: rate }),
      ...(values['no-faults'] ? { faults: false as const } : {}),
    },
    fixedText: [
      ...(['mix', ...given] as const).flatMap((name) =>
        values[name] === undefined ? [] : [` --${name} ${values[name]}`],
      ),
      values['no-faults'] ? ' --no-faults' : '',
    ].join(''),
  };
};
