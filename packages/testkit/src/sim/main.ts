/** `pnpm sim`: replays one run, or searches for one that fails. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArguments, usage, type Arguments } from './arguments.ts';
import { drawScenario, parseScenario, printScenario, type Scenario } from './scenario.ts';
import { search } from './search.ts';
import { SEARCH_WORKER, serveSearch } from './search-worker.ts';
import { shrink } from './shrink.ts';
import { runScenario, type SimulationReport } from './simulate.ts';
import { Totals } from './totals.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const describe = (report: SimulationReport): string => {
  const { seed, failure, traceHash, clients, executed } = report;
  const { acknowledged, notExecuted, unknown, skipped } = clients;
  const calls = `${clients.proposals} proposals (${acknowledged} acknowledged, ${notExecuted} not executed, ${unknown} unknown)`;
  const end = failure === undefined ? 'ok' : `FAILED at ${failure.atMs.toFixed(3)} ms\n${failure.message}`;
  return `seed ${seed}: trace ${traceHash}, ${calls}, ${clients.reads} reads, ${skipped} skipped, ${executed} executed\n${end}`;
};

const shrinkAndPrint = async (scenario: Scenario): Promise<void> => {
  say('shrinking ...');
  const trial = async (each: Scenario): Promise<string | undefined> =>
    (await runScenario(each)).failure?.check;
  const small = await shrink(scenario, trial);
  say(
    `the same in small; check it in under packages/testkit/scenarios/sim, replay it with pnpm sim --scenario:`,
  );
  say(printScenario(small));
};

const replay = async (scenario: Scenario, args: Arguments): Promise<boolean> => {
  const startMs = Date.now();
  const report = await runScenario(scenario, args.quiet ? {} : { print: say });
  const totals = new Totals();
  totals.add(report);
  say(describe(report));
  if (report.failure !== undefined && args.shrink) await shrinkAndPrint(scenario);
  say(totals.speed(Date.now() - startMs));
  say(totals.summary());
  return report.failure === undefined;
};

/** Seeds of one day and the next do not meet. */
const freshSeed = (): number => Math.floor(Date.now() / 10) % 2 ** 40;

const searchAll = async (args: Arguments): Promise<boolean> => {
  const from = args.from ?? freshSeed();
  const startMs = Date.now();
  say(`seeds from ${from}`);
  const totals = await search({
    from,
    jobs: args.jobs ?? availableParallelism(),
    runs: args.runs ?? Infinity,
    minutes: args.minutes ?? Infinity,
    once: args.once,
    fixed: args.fixed,
    failed: (seed, message) => {
      say(`seed ${seed} FAILED: ${message}\nreplay: pnpm sim --seed ${seed}${args.fixedText}`);
    },
  });
  const first = totals.failed[0];
  if (first !== undefined && args.shrink) await shrinkAndPrint(drawScenario({ ...args.fixed, seed: first }));
  say(totals.speed(Date.now() - startMs));
  say(totals.summary());
  return totals.failed.length === 0;
};

const main = async (argv: readonly string[]): Promise<void> => {
  if (argv[0] === SEARCH_WORKER) return serveSearch();
  let args: Arguments;
  try {
    args = parseArguments(argv);
  } catch (error) {
    say(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const { seed, scenario, fixed } = args;
  const ok =
    scenario !== undefined
      ? await replay(parseScenario(readFileSync(scenario, 'utf8')), args)
      : seed !== undefined
        ? await replay(drawScenario({ ...fixed, seed }), args)
        : await searchAll(args);
  process.exitCode = ok ? 0 : 1;
};

await main(process.argv.slice(2));
