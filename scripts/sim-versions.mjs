/**
 * Runs the same seeds of the simulator on several versions of Node and compares the hashes of their traces. Versions come
 * as npm packages: `node scripts/sim-versions.mjs 22 24`. Not part of `npm test`: it downloads them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SEEDS = 12;
const main = fileURLToPath(new URL('../packages/testkit/dist/sim/main.js', import.meta.url));
const versions = process.argv.slice(2);

/** One line a seed, with its hash. */
const hashes = (node) =>
  Array.from({ length: SEEDS }, (_, index) => {
    const args = [main, '--seed', String(index + 1), '--ms', '8000', '--quiet', '--no-shrink'];
    const output = execFileSync(node, args, { encoding: 'utf8' });
    return output.split('\n').find((line) => line.startsWith('seed '));
  });

const folder = mkdtempSync(join(tmpdir(), 'gaios-sim-versions-'));
try {
  const expected = hashes(process.execPath);
  console.log(`${process.version}\n${expected.join('\n')}`);
  for (const version of versions) {
    const prefix = join(folder, version);
    const npm = [
      'install',
      '--no-save',
      '--prefix',
      prefix,
      `node-${process.platform}-${process.arch}@${version}`,
    ];
    execFileSync('npm', npm, { stdio: 'ignore' });
    const node = join(prefix, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
    const got = hashes(node);
    const differs = got.findIndex((line, index) => line !== expected[index]);
    console.log(`${version}: ${differs < 0 ? 'the same' : `differs: ${got[differs]}`}`);
    if (differs >= 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
