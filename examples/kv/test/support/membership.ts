/**
 * A cluster whose membership is changed by its operator, with the `gaios` command, under load: it grows and shrinks while
 * redis-benchmark runs, each node moves, one loses its disk, and somebody starts a copy of a node. Nothing that was
 * acknowledged may be lost, and every client has to be served again after each step.
 */

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { until, type TestCluster } from './cluster.ts';
import { mustRun } from './gaios.ts';
import { expectNoErrors } from './kill-rounds.ts';
import { Load } from './load.ts';
import { TestProcess } from './process.ts';
import { runTool } from './tools.ts';

export interface MembershipOptions {
  readonly rounds: number;
  readonly say?: (line: string) => void;
}

export interface MembershipReport {
  /** Runs of redis-benchmark, and what those said that ended by themselves: errors that a repeat mended. */
  readonly benchmarks: number;
  readonly benchmarkErrors: readonly string[];
  readonly acknowledged: number;
}

/** Lenient: machines that run tests stand still for seconds. */
const SERVED_MS_MAX = 25_000;
const CONVERGED_MS_MAX = 30_000;
/** For a change, in seconds. */
const CHANGE_S = 100;
/** What redis-benchmark may be told, so that it ends: a repeat mends it. */
const PASSING = /outcome unknown|nothing was executed/;
/** What the copy of a node hears from whoever knows the first process, or from its own half-copied folder. */
const REFUSAL = /only one process may be it|STORAGE_\w+/;

/** The cluster has five nodes, of which three run. @throws Error if anything is lost, stale, not served, or logged as an error */
export const changeMemberships = async (
  cluster: TestCluster,
  { rounds, say = () => {} }: MembershipOptions,
): Promise<MembershipReport> => {
  const load = Load.start(cluster, { counters: 4, tokens: 2 });
  const run = new Run(cluster, load, say);
  try {
    await load.served(SERVED_MS_MAX);
    for (let round = 0; round < rounds; round++) {
      await run.growAndShrink();
      await run.moveAll();
      await run.loseDisk();
      await run.startCopy();
      say(`round ${round + 1} is done: members ${[...cluster.members].join(', ')}`);
    }
    await load.stop();
    const members = [...cluster.members];
    await cluster.untilServing(members, CONVERGED_MS_MAX);
    await cluster.untilConverged(members, CONVERGED_MS_MAX);
    await load.verify();
    expectNoErrors(cluster);
    const { acknowledged } = load.counts;
    return { benchmarks: run.benchmarks, benchmarkErrors: run.benchmarkErrors, acknowledged };
  } finally {
    const { acknowledged, refused, unknown } = load.counts;
    say(`${acknowledged} acknowledged, ${refused} refused, ${unknown} unknown`);
    for (const [text, count] of load.errors) say(`  ${count} × ${text}`);
    await load.stop();
  }
};

class Run {
  benchmarks = 0;
  readonly benchmarkErrors: string[] = [];
  readonly #cluster: TestCluster;
  readonly #load: Load;
  readonly #say: (line: string) => void;
  #atMs = performance.now();

  constructor(cluster: TestCluster, load: Load, say: (line: string) => void) {
    this.#cluster = cluster;
    this.#load = load;
    this.#say = say;
  }

  /** From three to all five, and to three others: the first one stays, and has the benchmark. */
  async growAndShrink(): Promise<void> {
    const { members, ids } = this.#cluster;
    const [stays = 0, ...others] = members;
    const joining = ids.filter((id) => !members.has(id));
    const leaving = [others[0] ?? 0, joining[0] ?? 0];
    await this.#duringBenchmark(stays, async () => {
      for (const id of joining) await this.#join(id);
      for (const id of leaving) await this.#leave(id);
    });
  }

  async #join(id: number): Promise<void> {
    const { members } = this.#cluster;
    this.#cluster.launch(id);
    const address = `127.0.0.1:${this.#cluster.peerPort(id)}`;
    await this.#gaios('member', 'add', id, address, '--timeout', CHANGE_S);
    members.add(id);
    await this.#settled(`node ${id} joined`);
  }

  /** Its process is stopped when the command has ended, and its disk is never bound again. */
  async #leave(id: number): Promise<void> {
    const { members } = this.#cluster;
    await this.#gaios('member', 'remove', id, '--timeout', CHANGE_S);
    members.delete(id);
    await this.#cluster.terminate(id);
    rmSync(this.#cluster.dataDir(id), { recursive: true });
    await this.#settled(`node ${id} left`);
  }

  /** One at a time, as in a rolling restart. */
  async moveAll(): Promise<void> {
    for (const id of this.#cluster.members) {
      await this.#readyForRestart();
      await this.#cluster.terminate(id);
      const port = this.#cluster.move(id);
      await this.#gaios('member', 'move', id, `127.0.0.1:${port}`, '--timeout', CHANGE_S);
      await this.#cluster.restart(id);
      await this.#settled(`node ${id} moved`);
    }
  }

  /** Nobody does anything about it but start it again. */
  async loseDisk(): Promise<void> {
    const id = [...this.#cluster.members].at(-1) ?? 0;
    await this.#readyForRestart();
    await this.#cluster.kill(id);
    rmSync(this.#cluster.dataDir(id), { recursive: true });
    await this.#cluster.restart(id);
    await this.#readyForRestart();
    const said = this.#cluster.process(id).stderr;
    for (const words of ['another disk is bound to this node', 'this disk is bound, since'])
      if (!said.includes(words)) throw new Error(`node ${id} does not say "${words}":\n${said}`);
    await this.#settled(`node ${id} has a new disk`);
  }

  /** Of a node that lives: at other ports, so that nothing but the others can refuse it. */
  async startCopy(): Promise<void> {
    const cluster = this.#cluster;
    const id = [...cluster.members].at(-1) ?? 0;
    const copy = join(cluster.directory, 'copy');
    cpSync(cluster.dataDir(id), copy, { recursive: true });
    const elsewhere = new Map<string | number, string | number>([
      [cluster.dataDir(id), copy],
      [cluster.respPort(id), cluster.sparePort(0)],
      [cluster.adminPort(id), cluster.sparePort(1)],
      [cluster.controlPort(id), cluster.sparePort(2)],
    ]);
    const moved = (arg: string | number): string | number =>
      typeof arg === 'string'
        ? arg.replace(`${id}=127.0.0.1:${cluster.peerPort(id)}`, `${id}=127.0.0.1:${cluster.sparePort(3)}`)
        : arg;
    const process = new TestProcess(cluster.args(id).map((arg) => elsewhere.get(arg) ?? moved(arg)));
    try {
      await until('the copy is refused', () => Promise.resolve(REFUSAL.test(process.stderr))).catch(
        (error: unknown) => {
          throw new Error(`${String(error)}\n${process.stdout}\n${process.stderr}`, { cause: error });
        },
      );
      this.#say(`the copy: ${REFUSAL.exec(process.stderr)?.[0] ?? ''}`);
      await this.#settled('a copy was refused');
    } finally {
      await process.end(25_000);
      rmSync(copy, { recursive: true });
    }
  }

  async #settled(what: string): Promise<void> {
    const ms = await this.#load.served(SERVED_MS_MAX);
    const tookMs = performance.now() - this.#atMs;
    this.#atMs = performance.now();
    this.#say(`${what}, ${Math.round(tookMs)} ms; all clients were served after ${Math.round(ms)} ms`);
  }

  #gaios(...args: readonly (string | number)[]): Promise<unknown> {
    const running = [...this.#cluster.members].filter((id) => this.#cluster.process(id).running);
    return mustRun(this.#cluster, running, args);
  }

  #readyForRestart(): Promise<unknown> {
    return this.#gaios('ready', '--for-restart', '--wait', 60);
  }

  /** It runs for ever, and ends at the first error: then it is started again. */
  async #duringBenchmark(id: number, work: () => Promise<void>): Promise<void> {
    const port = this.#cluster.respPort(id);
    const over = new AbortController();
    const running = this.#benchmarkUntil(port, over.signal);
    // What it meets is thrown where it is waited for.
    running.catch(() => {});
    await work().finally(() => over.abort());
    await running;
    const { code, stderr } = await runTool('redis-benchmark', benchmarkArgs(port, '-n', '100'));
    if (code !== 0) throw new Error(`redis-benchmark fails when all is done: ${stderr}`);
  }

  async #benchmarkUntil(port: number, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const said = await untilEnd(spawn('redis-benchmark', benchmarkArgs(port, '-l')), over);
      this.benchmarks++;
      if (over.aborted) return;
      this.benchmarkErrors.push(said);
      if (!PASSING.test(said)) throw new Error(`redis-benchmark: ${said}`);
    }
  }
}

const benchmarkArgs = (port: number, ...more: readonly string[]): string[] => [
  '-p',
  String(port),
  '-q',
  '-t',
  'set,get',
  '-c',
  '4',
  '-r',
  '1000',
  ...more,
];

/** Resolves with what it said of errors; it is ended by the signal. */
const untilEnd = (child: ChildProcessWithoutNullStreams, over: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const end = (): void => void child.kill('SIGTERM');
    over.addEventListener('abort', end, { once: true });
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
    child.once('error', reject);
    child.once('close', () => {
      over.removeEventListener('abort', end);
      resolve(said.slice(-1_000));
    });
  });
