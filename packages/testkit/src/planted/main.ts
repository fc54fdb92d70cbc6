/** `pnpm planted`: plants each bug in a copy of the sources, and shows what finds it. See `--help`. */

import { availableParallelism } from 'node:os';
import { parseArguments, usage, type Arguments } from './arguments.ts';
import { bugOf, type BugName } from './bugs.ts';
import { ROOT } from './loader.ts';
import { ProbeProcess } from './probe-process.ts';
import { lineOf, markdownOf, summaryOf } from './report.ts';
import { judge, type Verdict } from './verdict.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** In as many processes as asked for; the verdicts in the order of the names. */
const judgeAll = async (
  names: readonly BugName[],
  jobs: number,
  told: (verdict: Verdict) => void,
): Promise<Verdict[]> => {
  const verdicts: Verdict[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const sound = new ProbeProcess(ROOT);
    for (let at = next++; at < names.length; at = next++) {
      const verdict = await judge(names[at] as BugName, sound);
      verdicts[at] = verdict;
      told(verdict);
    }
    sound.close();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, names.length) }, work));
  return verdicts;
};

const run = async ({ names, jobs, markdown }: Arguments): Promise<boolean> => {
  const startMs = performance.now();
  const verdicts = await judgeAll(names, jobs ?? availableParallelism(), (verdict) => say(lineOf(verdict)));
  if (markdown) for (const line of markdownOf(verdicts)) say(line);
  say(summaryOf(verdicts, (performance.now() - startMs) / 1000));
  return verdicts.every(({ wrong }) => wrong === undefined);
};

const main = async (argv: readonly string[]): Promise<number> => {
  let args: Arguments;
  try {
    args = parseArguments(argv);
  } catch (error) {
    say(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (args.help) say(usage);
  else if (args.list)
    for (const name of args.names) say(`${name}  (${bugOf(name).rule})  ${bugOf(name).does}`);
  else return (await run(args)) ? 0 : 1;
  return 0;
};

process.exitCode = await main(process.argv.slice(2));
