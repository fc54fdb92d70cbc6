/**
 * `pnpm bench`: measures, prints, and leaves with 1 if a target is missed, 2 if it could not measure. Everything that is
 * measured runs from the build with plain node.
 */

import { writeFileSync } from 'node:fs';
import { describeMachine, isMemory } from './machine.ts';
import { parsePlan, usage, type Plan } from './plan.ts';
import { runPairs } from './pairs.ts';
import { floorLines, toJson, toMarkdown, toText, type Report } from './report.ts';
import { runCheckpoint } from './run-checkpoint.ts';
import { runCluster } from './run-cluster.ts';
import { runKv } from './run-kv.ts';
import { runMaster } from './run-master.ts';
import { runParts } from './run-parts.ts';
import { Samples } from './samples.ts';
import { linesOf } from './targets.ts';

const run = async (plan: Plan): Promise<{ samples: Samples; report: Report }> => {
  const machine = describeMachine(plan.folder);
  const samples = new Samples();
  const remarks: string[] = [];
  if (isMemory(machine))
    remarks.push(`${plan.folder} is memory: syncing costs nothing there (--dir names a disk)`);
  let loopCostNs: Record<string, number> = {};
  if (plan.suites.includes('cluster')) loopCostNs = await runCluster(plan, samples);
  if (plan.suites.includes('kv')) remarks.push(...(await runKv(plan, samples)));
  if (plan.suites.includes('master')) await runMaster(plan, samples);
  if (plan.suites.includes('checkpoint')) await runCheckpoint(plan, samples);
  if (plan.suites.includes('parts')) await runParts(plan, samples);
  if (plan.quick) remarks.push('A smoke run: targets are printed, not judged.');
  const lines = linesOf(samples, !plan.quick);
  return { samples, report: { machine, floors: floorLines(samples), lines, loopCostNs, remarks } };
};

const planOrUsage = (): Plan | undefined => {
  try {
    return parsePlan(process.argv.slice(2).filter((arg) => arg !== '--'));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
    return undefined;
  }
};

const main = async (): Promise<number> => {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const plan = planOrUsage();
  if (plan === undefined) return 2;
  if (plan.against !== undefined) {
    process.stdout.write(`${await runPairs(plan, plan.against)}\n`);
    return 0;
  }
  const { samples, report } = await run(plan);
  process.stdout.write(`${plan.markdown ? toMarkdown(report) : toText(report)}\n`);
  if (plan.json !== undefined) writeFileSync(plan.json, toJson(report, samples));
  return report.lines.some(({ verdict }) => verdict === 'MISS') ? 1 : 0;
};

// So that children are killed and folders removed, which is done at the exit.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
  process.exit(2);
}
