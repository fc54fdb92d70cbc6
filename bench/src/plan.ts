/** The command line, and what follows from it: which rows, how long, how often. */

import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const suites = ['cluster', 'kv', 'master', 'checkpoint', 'parts'] as const;
export type Suite = (typeof suites)[number];

export interface Plan {
  readonly suites: readonly Suite[];
  /** They were asked for by name: one that cannot be measured is an error. */
  readonly named: boolean;
  /** Shows that everything runs; its figures are not judged. */
  readonly quick: boolean;
  readonly rounds: number;
  readonly warmMs: number;
  readonly measureMs: number;
  readonly floorMs: number;
  /** Of the memory row, which runs only when it is named. */
  readonly memoryMinutes: number;
  readonly memoryMinuteMs: number;
  readonly wantsMemory: boolean;
  readonly groups: readonly number[];
  readonly folder: string;
  readonly json: string | undefined;
  readonly markdown: boolean;
  readonly withEtcd: boolean;
  /** The build of another checkout, whose cluster is measured turn about with this one's. */
  readonly against: string | undefined;
  /** Where the nodes' processes leave CPU profiles. */
  readonly cpuProfiles: string | undefined;
  /** Whether a row is among those asked for. */
  readonly wants: (row: string) => boolean;
  /** Progress, for people. */
  readonly say: (line: string) => void;
}

export const usage = `pnpm bench [cluster] [kv] [master] [checkpoint] [parts] [options]      (all five if none is named)
  --quick         a smoke run of less than a minute; targets are printed, not judged
  --only ROW      only rows whose name contains it; or, with a $ behind, ends with
                  it; several may be given. memory: 1,000 clients for five minutes
  --json FILE     everything measured, with the machine
  --markdown      tables as docs/benchmarks.md has them
  --with-etcd     measures etcd beside kv, if etcd is installed
  --rounds N      repetitions, default 3
  --seconds N     of each row and repetition, default 2
  --groups LIST   of cluster, default 1,20,50,100
  --cpu-prof FOLDER  the nodes' processes leave CPU profiles there; name one row with --only
  --against CHECKOUT  rows of cluster with the nodes of another checkout (built) and
                  this one's turn about: the ratios of rate and CPU, no targets
  --dir FOLDER    on the disk to be measured; default the folder for temporary files`;

const MEMORY = 'cluster/memory';

/** @throws TypeError or RangeError for what it cannot read */
export const parsePlan = (args: readonly string[]): Plan => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      'with-etcd': { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      groups: { type: 'string' },
      dir: { type: 'string', default: tmpdir() },
      'cpu-prof': { type: 'string' },
      against: { type: 'string' },
    },
  });
  const { quick, only } = values;
  const seconds = positive('seconds', values.seconds, quick ? 0.3 : 2);
  const groups = values.groups?.split(',').map((text) => positive('groups', text, 1));
  return {
    suites: chosenSuites(positionals, only),
    named: positionals.length + only.length > 0,
    quick,
    rounds: Math.ceil(positive('rounds', values.rounds, quick ? 1 : 3)),
    warmMs: quick ? 150 : Math.min(1000, seconds * 500),
    measureMs: seconds * 1000,
    floorMs: quick ? 200 : 700,
    memoryMinutes: 5,
    memoryMinuteMs: quick ? 1_000 : 60_000,
    wantsMemory: only.some((part) => MEMORY.includes(part) && part.includes('memory')),
    groups: groups ?? (quick ? [1, 20] : [1, 20, 50, 100]),
    folder: values.dir,
    json: values.json,
    markdown: values.markdown,
    withEtcd: values['with-etcd'],
    cpuProfiles: values['cpu-prof'],
    against: values.against === undefined ? undefined : buildOf(values.against),
    wants: (row) => only.length === 0 || only.some((part) => isMeant(row, part)),
    say: (line) => process.stderr.write(`${line}\n`),
  };
};

const buildOf = (checkout: string): string => {
  const build = resolve(checkout, 'bench', 'dist');
  if (existsSync(build)) return build;
  throw new RangeError(`--against ${checkout}: no checkout that is built, there is no ${build}`);
};

const isMeant = (row: string, part: string): boolean =>
  part.endsWith('$') ? row.endsWith(part.slice(0, -1)) : row.includes(part);

const positive = (name: string, text: string | undefined, fallback: number): number => {
  const value = text === undefined ? fallback : Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`--${name} ${text}: not a number above 0`);
};

const isSuite = (text: string): text is Suite => (suites as readonly string[]).includes(text);

/** Those that are named; else those that `--only` names; else all. */
const chosenSuites = (named: readonly string[], only: readonly string[]): Suite[] => {
  const unknown = named.find((text) => !isSuite(text));
  if (unknown !== undefined) throw new RangeError(`there is no "${unknown}"`);
  if (named.length > 0) return suites.filter((suite) => named.includes(suite));
  const meant = suites.filter((suite) => only.some((part) => part.startsWith(suite)));
  return meant.length > 0 ? meant : [...suites];
};
