/**
 * `cluster`, which is what `npm start` runs: three `serve` processes on this machine. It starts them, waits until they
 * serve, says how to talk to them and stops them; it restarts none, so that one may watch what the other two do.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { HOST, listen, StartupError } from './listen.ts';
import { textOfLevel, type ReadLevel } from './read-level.ts';

export interface ClusterOptions {
  /** Of node 1; nodes 2 and 3 have the next two. */
  readonly respPort: number;
  readonly adminPort: number;
  readonly peerPort: number;
  /** With a secret for all, that is drawn once. */
  readonly controlPort?: number;
  /** Each node has a folder in it. */
  readonly dataDir: string;
  readonly groups: number;
  readonly timeoutMs: number;
  readonly readLevel: ReadLevel;
  readonly leaseReads: boolean;
  /** Remove the nodes' data first. */
  readonly fresh: boolean;
}

const NODE_IDS = [1, 2, 3] as const;
/** Between two looks at the nodes' health while they start. */
const HEALTH_INTERVAL_MS = 100;
/** Reminds whoever waits of what is missing. */
const WAITING_LINE_MS = 10_000;
/** A child stops within 15 s; whatever is left then is killed, so that all is over within 20 s. */
const KILL_AFTER_MS = 17_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const folderOf = (options: ClusterOptions, nodeId: number): string => join(options.dataDir, `node-${nodeId}`);

/** Resolves with the exit code, when all three have stopped. @throws StartupError */
export const cluster = async (options: ClusterOptions): Promise<number> => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  // Before anything is removed: a cluster that runs on this data has its ports open.
  await refuseBusyPorts(options);
  if (options.fresh) {
    for (const nodeId of NODE_IDS) rmSync(folderOf(options, nodeId), { recursive: true, force: true });
  }
  ensureSecret(options);
  const children = NODE_IDS.map((nodeId) => new Child(options, nodeId));
  const ended = Promise.all(children.map(({ exited }) => exited));
  try {
    const serving = await untilServing(options, children, stop.signal);
    if (serving) {
      say(howToTalk(options));
      for (const child of children) child.announceEnd(stop.signal);
      await Promise.race([ended, aborted(stop.signal)]);
    }
  } finally {
    await stopAll(children);
  }
  // Without a signal, the nodes ended by themselves.
  return stop.signal.aborted ? 0 : 1;
};

const secretFileOf = ({ dataDir }: ClusterOptions): string => join(dataDir, 'secret');

/** The nodes share it; whoever may read it may change the cluster. */
const ensureSecret = (options: ClusterOptions): void => {
  const file = secretFileOf(options);
  if (options.controlPort === undefined || existsSync(file)) return;
  mkdirSync(options.dataDir, { recursive: true });
  writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
};

const refuseBusyPorts = async (options: ClusterOptions): Promise<void> => {
  const ports = NODE_IDS.flatMap((nodeId) => [
    { port: options.respPort + nodeId - 1, purpose: 'RESP' },
    { port: options.adminPort + nodeId - 1, purpose: 'admin' },
    { port: options.peerPort + nodeId - 1, purpose: 'peer' },
    ...(options.controlPort === undefined
      ? []
      : [{ port: options.controlPort + nodeId - 1, purpose: 'control' }]),
  ]);
  for (const { port, purpose } of ports) {
    const probe = createServer();
    // One after the other, so that the first busy one is named.
    await listen(probe, port, purpose);
    await new Promise<void>((resolve) => {
      probe.close(() => resolve());
    });
  }
};

class Child {
  readonly nodeId: number;
  readonly process: ChildProcess;
  /** Resolves with how it ended. */
  readonly exited: Promise<string>;
  running = true;
  /** What it wrote to stderr last; the reason, if it did not start. */
  lastError = '';

  constructor(options: ClusterOptions, nodeId: number) {
    this.nodeId = nodeId;
    const nodes = NODE_IDS.map((id) => `${id}=${HOST}:${options.peerPort + id - 1}`).join(',');
    const main = fileURLToPath(new URL('main.js', import.meta.url));
    const flags = {
      'node-id': nodeId,
      nodes,
      'resp-port': options.respPort + nodeId - 1,
      'admin-port': options.adminPort + nodeId - 1,
      'data-dir': folderOf(options, nodeId),
      groups: options.groups,
      'timeout-ms': options.timeoutMs,
      'read-level': textOfLevel(options.readLevel).replace(' ', ':'),
    };
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
    if (!options.leaseReads) args.push('--no-lease-reads');
    if (options.controlPort !== undefined) {
      const control = ['--control-port', String(options.controlPort + nodeId - 1)];
      args.push(...control, '--secret-file', secretFileOf(options));
    }
    // The IPC channel carries nothing: it closes when this process dies, however it dies, and then the node stops too.
    this.process = spawn(process.execPath, [main, 'serve', ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => {
        this.running = false;
        resolve(signal === null ? `ended with exit code ${code ?? '?'}` : `was ended by ${signal}`);
      });
      this.process.once('error', (error) => {
        this.running = false;
        resolve(`could not be started: ${error.message}`);
      });
    });
    this.#passOn(this.process.stdout, (line) => say(`[${nodeId}] ${line}`));
    this.#passOn(this.process.stderr, (line) => {
      this.lastError = line;
      process.stderr.write(`[${nodeId}] ${line}\n`);
    });
  }

  /** Says so when it ends before it is told to. */
  announceEnd(stopped: AbortSignal): void {
    void this.exited.then((how) => stopped.aborted || say(`node ${this.nodeId} ${how}; it is not restarted`));
  }

  #passOn(stream: NodeJS.ReadableStream | null, write: (line: string) => void): void {
    if (stream !== null) createInterface({ input: stream }).on('line', write);
  }
}

/** False if it was stopped before. @throws StartupError if a node ended instead. */
const untilServing = async (
  options: ClusterOptions,
  children: readonly Child[],
  signal: AbortSignal,
): Promise<boolean> => {
  const started = performance.now();
  let said = started;
  while (!signal.aborted) {
    const gone = children.find(({ running }) => !running);
    if (gone !== undefined)
      throw new StartupError(`node ${gone.nodeId} ${await gone.exited}: ${gone.lastError}`);
    const missing = (await Promise.all(children.map(({ nodeId }) => healthProblem(options, nodeId)))).flat();
    if (missing.length === 0) return true;
    if (performance.now() - said > WAITING_LINE_MS) {
      said = performance.now();
      say(`still waiting after ${Math.round((said - started) / 1000)} s: ${missing.join('; ')}`);
    }
    await sleep(HEALTH_INTERVAL_MS);
  }
  return false;
};

/** Empty if the node can serve. */
const healthProblem = async (options: ClusterOptions, nodeId: number): Promise<string[]> => {
  try {
    const url = `http://${HOST}:${options.adminPort + nodeId - 1}/healthz`;
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    const { problems = [] } = (await response.json()) as { problems?: string[] };
    if (response.ok) return [];
    return [`node ${nodeId}: ${problems[0] ?? `status ${response.status}`} (${problems.length} problems)`];
  } catch {
    return [`node ${nodeId} does not answer yet`];
  }
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const stopAll = async (children: readonly Child[]): Promise<void> => {
  for (const child of children) if (child.running) child.process.kill('SIGTERM');
  const timer = setTimeout(() => {
    for (const child of children) if (child.running) child.process.kill('SIGKILL');
  }, KILL_AFTER_MS);
  await Promise.all(children.map(({ exited }) => exited));
  clearTimeout(timer);
};

const howToTalk = (options: ClusterOptions): string => {
  const { respPort, adminPort, controlPort, dataDir, groups } = options;
  const ports = (first: number): string => NODE_IDS.map((nodeId) => first + nodeId - 1).join(', ');
  return [
    '',
    `Three nodes are serving ${groups} groups; their data is under ${dataDir}.`,
    `  redis-cli -p ${respPort}                     RESP on ${HOST}, ports ${ports(respPort)}; any node takes any command`,
    `  curl http://${HOST}:${adminPort}/status      admin ports ${ports(adminPort)}: /status, /healthz, /metrics`,
    ...(controlPort === undefined
      ? []
      : [`  gaios status --admin ${HOST}:${controlPort} --secret-file ${secretFileOf(options)}`]),
    '  Ctrl-C stops all three; the next start continues with the same data.',
    '',
  ].join('\n');
};
