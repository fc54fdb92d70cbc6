import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const roots = ['packages', 'examples'].flatMap((parent) =>
  readdirSync(new URL(parent, import.meta.url)).map((name) => `${parent}/${name}`),
);

const project = (directory) => ({
  displayName: directory,
  rootDir: directory,
  testMatch: ['<rootDir>/**/*.test.ts'],
  testEnvironment: 'node',
  setupFiles: [new URL('scripts/jest-realm.js', import.meta.url).pathname],
  // Workspace packages resolve to their TypeScript sources: no build before the tests.
  testEnvironmentOptions: { customExportConditions: ['@gaios/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
});

export default {
  // What concerns the workspace as a whole is tested in test/.
  projects: [...roots, 'proto', 'bench', 'test']
    .filter(
      (directory) =>
        directory === 'test' || existsSync(new URL(`${directory}/package.json`, import.meta.url)),
    )
    .map(project),
  // Jest would leave one core of two idle; tests that run real processes leave enough of both.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  // A bound for what hangs, not a promise: shared machines pause for seconds.
  testTimeout: 30_000,
  coverageProvider: 'v8',
  reporters: ['default', '<rootDir>/scripts/jest-summary.js'],
};
