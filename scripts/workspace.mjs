/**
 * What `npm start` and `npm test` share: installing and building the workspace on a machine that has Node, npm and a
 * C++ compiler, and has never seen pnpm. Both are no-ops when there is nothing to do, and then need no network.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A signal repeated within this time is one request: a terminal and npm both pass Ctrl-C on. */
const SAME_SIGNAL_MS = 1000;

export const root = fileURLToPath(new URL('..', import.meta.url));
const STAMP = join(root, 'node_modules', '.gaios-installed');

/** Path of a tool of this workspace, to be run with node itself. */
export const tool = {
  jest: 'node_modules/jest/bin/jest.js',
  oxlint: 'node_modules/oxlint/bin/oxlint',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  tsc: 'node_modules/typescript/bin/tsc',
};

/**
 * Runs a command in the root folder and resolves with its exit code. Signals are forwarded: the child has a process
 * group of its own, so that it receives each of them once, and may take its time to end.
 */
export const run = (command, args, env = {}) =>
  new Promise((settle) => {
    const posix = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: posix,
      shell: !posix,
    });
    const stopForwarding = forwardSignals(child);
    child.on('error', (error) => {
      stopForwarding();
      console.error(`${command}: ${error.message}`);
      settle(127);
    });
    child.on('exit', (code, signal) => {
      stopForwarding();
      settle(code ?? 128 + constants.signals[signal]);
    });
  });

/** Whether an exit code says that somebody asked for the end, rather than that something failed. */
export const wasInterrupted = (code) => SIGNALS.some((signal) => code === 128 + constants.signals[signal]);

export const runNode = (args, env) => run(process.execPath, args, env);

const forwardSignals = (child) => {
  const listeners = SIGNALS.map((signal) => {
    let last = -Infinity;
    const listener = () => {
      const now = performance.now();
      if (now - last >= SAME_SIGNAL_MS) child.kill(signal);
      last = now;
    };
    process.on(signal, listener);
    return [signal, listener];
  });
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
};

/** Installs what the lockfile names, unless that is what is there; resolves with an exit code. */
export const install = async () => {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return 0;
  console.log(`Installing dependencies with ${PNPM} (the first time compiles SQLite, about a minute)`);
  rmSync(STAMP, { force: true });
  const code = await run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], nodeHeaders());
  if (code === 0) writeFileSync(STAMP, wanted);
  return code;
};

/** The compiled addon is for one ABI of Node on one platform; the rest is as the lockfile says. */
const fingerprint = () => {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  const { platform, arch, versions } = process;
  return `${hash.digest('hex')} ${platform} ${arch} ${versions.modules}\n`;
};

/** Where this Node brought its headers along, compiling against them needs no download. */
const nodeHeaders = () => {
  const prefix = resolve(dirname(process.execPath), '..');
  const there = existsSync(join(prefix, 'include', 'node', 'node.h'));
  return there ? { npm_config_nodedir: prefix } : {};
};

export const build = () => runNode([tool.tsc, '-b']);
