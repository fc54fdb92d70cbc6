/** `npm start`: installs, builds, and runs three nodes of the key-value store. Arguments after `--` go to it. */
import { build, install, run } from './workspace.mjs';

const steps = [
  install,
  build,
  () => run(process.execPath, ['examples/kv/dist/main.js', 'cluster', ...process.argv.slice(2)]),
];

for (const step of steps) {
  process.exitCode = await step();
  if (process.exitCode !== 0) break;
}
