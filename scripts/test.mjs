/**
 * `npm test`: installs, builds, checks everything that can be checked without running it, runs all tests, and closes
 * with the plain line `N passed, N failed`. A check that fails counts as a failed test, and does not stop the others.
 * Arguments after `--` go to jest.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, runNode, tool, wasInterrupted } from './workspace.mjs';

const checks = [
  ['lint', [tool.oxlint]],
  ['format', [tool.prettier, '--check', '.']],
  ['types of the tests', [tool.tsc, '-p', 'tsconfig.tests.json']],
  ['generated code', ['proto/scripts/generate.js', '--check']],
];

const heading = (title) => console.log(`\n== ${title}`);

/** Runs one step; tells whether it succeeded. */
const step = async (title, action) => {
  heading(title);
  const code = await action();
  if (wasInterrupted(code)) process.exit(code);
  console.log(code === 0 ? `ok: ${title}` : `FAILED: ${title} (exit code ${code})`);
  return code === 0;
};

/** Counts of a jest run, as its reporter (jest-summary.js) wrote them. */
const jest = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gaios-test-'));
  const summary = join(directory, 'summary.json');
  try {
    const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', tool.jest, '--ci'];
    const code = await runNode([...args, ...process.argv.slice(2)], { GAIOS_TEST_SUMMARY: summary });
    if (wasInterrupted(code)) process.exitCode = code;
    const { passed, failed, skipped } = readSummary(summary);
    // A run that ended badly failed, also when no single test did.
    return { passed, failed: code === 0 ? failed : Math.max(1, failed), skipped };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const readSummary = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
};

const main = async () => {
  const ready = (await step('install', install)) && (await step('build', build));
  if (!ready) return { passed: 0, failed: 1, skipped: 0 };
  const failures = [];
  for (const [title, args] of checks) {
    if (!(await step(title, () => runNode(args)))) failures.push(title);
  }
  heading('tests');
  const tests = await jest();
  if (failures.length > 0) console.log(`\nFAILED besides the tests: ${failures.join(', ')}`);
  return {
    ...tests,
    passed: tests.passed + checks.length - failures.length,
    failed: tests.failed + failures.length,
  };
};

const { passed, failed, skipped } = await main();
if (failed > 0) process.exitCode ??= 1;
if (skipped > 0) console.log(`\n${skipped} skipped`);
console.log(`\n${passed} passed, ${failed} failed`);
