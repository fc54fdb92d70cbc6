/** Runs Debian's `redis-benchmark` and reads what it says. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface RedisRun {
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface RedisOptions {
  readonly port: number;
  readonly command: 'set' | 'get';
  readonly connections: number;
  readonly pipeline: number;
  readonly requests: number;
}

const VALUE_BYTES = 100;
const KEYS = 100_000;
/** A run is made for seconds; one that takes longer has stalled. */
const RUN_MS_MAX = 120_000;

const runFile = promisify(execFile);

export const hasRedisBenchmark = async (): Promise<boolean> => {
  try {
    await runFile('redis-benchmark', ['--version'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

/** The last line of `--csv`: `"SET","34158.22","2.8","0.9","2.5","3.9","5.0","9.1"`, named by the line before it. */
export const parseCsv = (output: string): RedisRun => {
  const lines = output.trim().split(/[\r\n]+/);
  const cells = (line: string): string[] => line.split(',').map((cell) => cell.replaceAll('"', '').trim());
  const at = lines.findLastIndex((line) => line.startsWith('"test"'));
  const names = cells(lines[at] ?? '');
  const values = cells(lines[at + 1] ?? '');
  const number = (name: string): number => Number(values[names.indexOf(name)] ?? Number.NaN);
  const run = { rate: number('rps'), p50Ms: number('p50_latency_ms'), p99Ms: number('p99_latency_ms') };
  if (run.rate > 0) return run;
  throw new Error(`redis-benchmark said nothing that can be read: ${output.slice(-500)}`);
};

export const redisBenchmark = async (options: RedisOptions): Promise<RedisRun> => {
  const { port, command, connections, pipeline, requests } = options;
  const flags = {
    '-h': '127.0.0.1',
    '-p': port,
    '-t': command,
    '-d': VALUE_BYTES,
    '-r': KEYS,
    '-c': connections,
    '-P': pipeline,
    '-n': requests,
  };
  const args = [...Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)]), '--csv'];
  const { stdout, stderr } = await runFile('redis-benchmark', args, {
    timeout: RUN_MS_MAX,
    killSignal: 'SIGKILL',
  });
  if (/error/i.test(stderr + stdout))
    throw new Error(`redis-benchmark ${args.join(' ')}: ${stderr}${stdout.slice(-500)}`);
  return parseCsv(stdout);
};
