/**
 * `pnpm model`: searches all schedules within bounds given on the command line, reports what it saw, and exits with 1 and a
 * shortest schedule if a rule can be broken. See `--help`.
 */

import * as core from '@gaios/core';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadCore, type Mutation } from '../planted/loader.ts';
import { asScenario } from './as-scenario.ts';
import { checkModel, type ModelReport } from './model.ts';
import { modelMutations, type ModelMutation } from './mutations.ts';
import {
  changeNames,
  changeScenario,
  describeChanges,
  plainScenario,
  type ChangeName,
  type Scenario,
} from './scenarios.ts';
import {
  checkpointScenario,
  checkpointScenarioNames,
  describeCheckpointScenarios,
  type CheckpointScenarioName,
} from './scenarios-checkpoints.ts';
import type { Core, ModelBounds } from './setup.ts';

/** Bounds and limits: name, default, meaning. */
const NUMBERS = {
  nodes: [3, 'voters'],
  instances: [2, 'instances above the founding one'],
  ballots: [3, 'campaigns of all nodes together; each uses at most one ballot'],
  crashes: [1, 'crashes; a node may restart at any time after one'],
  drops: [0, 'losses as steps of their own; letters that never arrive are explored anyway'],
  duplicates: [0, 'deliveries after which the letter is still under way'],
  timeouts: [0, 'times that the timers of a node run out, or that it loses sight of its leader'],
  proposers: [0, 'nodes that campaign, from the first on; 0: all. The others are alike'],
  values: [2, 'proposers that have a value of their own'],
  window: [2, 'instances in flight at once'],
  depth: [1000, 'steps'],
  states: [20_000_000, 'distinct states, about 80 bytes each'],
  minutes: [15, 'time'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;
type NumberName = keyof typeof NUMBERS;

const FLAGS = {
  unsynced: 'writes reach the disk by steps of their own, so that a crash may come before',
  whole: 'dry runs and requests to learn are one step each',
  fresh: 'start with empty disks: instance 1 is searched, too',
  quiet: 'no line for each depth',
  help: 'this',
} as const;

const { values } = parseArgs({
  options: {
    ...Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, { type: 'string' } as const])),
    ...Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: 'boolean' } as const])),
    change: { type: 'string' },
    checkpoint: { type: 'string' },
    plant: { type: 'string', multiple: true },
    script: { type: 'string' },
    save: { type: 'string' },
  },
});
const given: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>> = values;

const number = (name: NumberName): number => {
  const text = given[name];
  const value = text === undefined ? NUMBERS[name][0] : Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`--${name} ${String(text)} is no count`);
  return value;
};

/** Of the bounds, those that stand on the command line. */
const givenBounds = (): Partial<ModelBounds> => {
  const names = ['instances', 'ballots', 'crashes', 'drops', 'duplicates', 'timeouts'] as const;
  return Object.fromEntries(
    names.filter((name) => given[name] !== undefined).map((name) => [name, number(name)]),
  );
};

const flag = (name: keyof typeof FLAGS): boolean => given[name] === true;

const oneOf = <T extends string>(option: string, name: unknown, names: readonly T[]): T => {
  const found = names.find((each) => each === name);
  if (found === undefined) throw new RangeError(`--${option} is one of: ${names.join(', ')}`);
  return found;
};

/** The scenario, with the script of a file after its own. */
const scenarioOf = (): Scenario => {
  const { setup, script } = startOf();
  const file = given['script'];
  if (typeof file !== 'string') return { setup, script };
  const lines = readFileSync(file, 'utf8').split('\n');
  return { setup, script: [...script, ...lines.map((line) => line.trim()).filter((line) => line !== '')] };
};

const startOf = (): Scenario => {
  if (given['change'] !== undefined) {
    return changeScenario(oneOf<ChangeName>('change', given['change'], changeNames), givenBounds());
  }
  if (given['checkpoint'] !== undefined) {
    const name = oneOf<CheckpointScenarioName>('checkpoint', given['checkpoint'], checkpointScenarioNames);
    return checkpointScenario(name, givenBounds());
  }
  return plainScenario({
    nodes: number('nodes'),
    proposers: number('proposers') === 0 ? number('nodes') : number('proposers'),
    values: number('values'),
    instances: number('instances'),
    ballots: number('ballots'),
    crashes: number('crashes'),
    drops: number('drops'),
    duplicates: number('duplicates'),
    timeouts: number('timeouts'),
    windowInstances: number('window'),
    unsynced: flag('unsynced'),
    fresh: flag('fresh'),
    talk: flag('whole') ? 'whole' : 'apart',
  });
};

const coreOf = (): Core | Promise<Core> => {
  const names = Object.keys(modelMutations) as ModelMutation[];
  const planted = ([given['plant'] ?? []].flat() as unknown[]).map((name) => oneOf('plant', name, names));
  return planted.length === 0
    ? core
    : loadCore(planted.flatMap((name): readonly Mutation[] => modelMutations[name]));
};

const help = (): string =>
  [
    'pnpm model [options]',
    ...Object.entries(NUMBERS).map(([name, [value, meaning]]) => `  --${name} N  (${value})  ${meaning}`),
    ...Object.entries(FLAGS).map(([name, meaning]) => `  --${name}  ${meaning}`),
    '  --change NAME  a change of configuration, with bounds of its own, but for those given:',
    ...describeChanges().map((line) => `    ${line}`),
    '  --checkpoint NAME  logs that are cut off, and checkpoints that take their place, with bounds of its own, too:',
    ...describeCheckpointScenarios().map((line) => `    ${line}`),
    `  --plant NAME  break a rule first: ${Object.keys(modelMutations).join(', ')}`,
    '  --script FILE  go on from the end of this script, a step a line (src/model/script.ts)',
    '  --save FILE  write the shortest schedule that breaks a rule to this file, as a scenario',
  ].join('\n');

const count = (value: number): string => value.toLocaleString('en-US');

const report = (result: ModelReport): string[] => {
  const { states, distinct, depth, seconds, taken, nodeStates, letters, isExhausted, violation } = result;
  const perSecond = Math.round(distinct / Math.max(seconds, 0.001));
  const end = isExhausted
    ? 'exhausted: all within the bounds was seen'
    : 'NOT exhausted: a limit was met before all within the bounds was seen';
  return [
    `${count(states)} states, ${count(distinct)} distinct, depth ${depth}, ${seconds.toFixed(1)} s, ` +
      `${count(perSecond)} distinct states a second`,
    `${count(taken)} steps of the replica between ${count(nodeStates)} states of a node, ${count(letters)} letters`,
    ...(violation === undefined ? [`no violation; ${end}`] : explain(violation)),
  ];
};

type Violation = NonNullable<ModelReport['violation']>;

const explain = ({ sentence, script, steps }: Violation): string[] => [
  `VIOLATION: ${sentence}`,
  `after ${steps} steps, and there is no shorter way from where the search began:`,
  ...script.map((line, index) => (index === script.length - steps ? `# found\n${line}` : line)),
];

/** The schedule as a scenario: to the file that was asked for, or else its commands. */
const tellScenario = (on: Core, { setup }: Scenario, { sentence, script }: Violation): string[] => {
  try {
    const title = [`Found by the model checker: ${sentence}.`];
    const { text, errors } = asScenario(on, { setup, script }, title);
    const heard = errors.length === 0 ? 'the laboratory has no word for it' : errors.join('; ');
    const file = given['save'];
    if (typeof file === 'string') writeFileSync(file, text);
    return [
      typeof file === 'string' ? `as a scenario: ${file} (${heard})` : `--save FILE tells it as a scenario`,
    ];
  } catch (error) {
    return [`as a scenario: ${(error as Error).message}`];
  }
};

const main = async (): Promise<void> => {
  if (flag('help')) return console.log(help());
  const [on, scenario] = [await coreOf(), scenarioOf()];
  const result = checkModel(on, scenario, {
    depthMax: number('depth'),
    statesMax: number('states'),
    secondsMax: number('minutes') * 60,
    now: () => performance.now(),
    progress: (depth, frontier, distinct) => {
      if (!flag('quiet')) console.log(`depth ${depth}: ${count(frontier)} new, ${count(distinct)} distinct`);
    },
  });
  for (const line of report(result)) console.log(line);
  if (result.violation === undefined) return;
  for (const line of tellScenario(on, scenario, result.violation)) console.log(line);
  process.exitCode = 1;
};

await main();
