/** `pnpm catch-up [runs] [first seed]`: exits with 1 if a node that joined under load was sent a second checkpoint of a group. */

import { catchUp } from './catch-up.ts';

const [runs = 100, first = 1] = process.argv.slice(2).map(Number);
const startMs = performance.now();
const rates: number[] = [];
let installations = 0;
let instances = 0;
for (let seed = first; seed < first + runs; seed++) {
  const report = await catchUp(seed);
  rates.push(report.learnedPerSecond);
  installations += report.installed.reduce((sum, each) => sum + each, 0);
  instances += report.chosenMeanwhile;
  if (report.installed.every((count) => count === 1)) continue;
  process.exitCode = 1;
  process.stdout.write(`seed ${seed}: ${JSON.stringify(report)}\n`);
}
const [slowest, fastest] = [Math.min(...rates), Math.max(...rates)];
process.stdout.write(
  `${runs} runs, ${installations} installations, learning at ${slowest.toFixed(0)} to ${fastest.toFixed(0)} instances a second and group, ` +
    `under half of that ${instances} instances while nodes joined, ${((performance.now() - startMs) / 1000).toFixed(0)} s\n`,
);
