/**
 * etcd beside the key-value example, where Debian's etcd-server is installed: three members on loopback with their
 * defaults (fsync on), asked at the leader. Driven by gRPC calls from one Node process (etcd-child.ts).
 */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from './child.ts';
import { sampleOf } from './cluster-rows.ts';
import { persistently } from './disturbance.ts';
import type { EtcdLoad } from './etcd-child.ts';
import type { FloorMeter } from './floors.ts';
import type { LoadResult } from './load.ts';
import type { Plan } from './plan.ts';
import type { Sample, Samples } from './samples.ts';
import { freePorts, makeFolder, removeFolder } from './work-dir.ts';

const VALUE_BYTES = 100;
const MEMBERS = [0, 1, 2] as const;
const START_MS = 30_000;
const POLL_MS = 200;
const ASK_MS = 20_000;
const STDERR_KEPT = 4_000;

const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const member of living) member.kill('SIGKILL');
});

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Returns a remark: which etcd it was, or why there is none. */
export const measureEtcd = async (
  plan: Plan,
  round: number,
  meter: FloorMeter,
  samples: Samples,
): Promise<string> => {
  const version = await versionOf();
  if (version === undefined)
    return 'etcd was not measured: it is not installed (Debian: apt-get install etcd-server)';
  const { floors, found } = await meter.around(plan.floorMs, false, () =>
    persistently(plan.say, () => measureAll(plan, round)),
  );
  for (const sample of found) samples.add({ ...sample, round, floors });
  return `${version}: three members with their defaults, asked at the leader by gRPC calls from one Node process`;
};

const versionOf = async (): Promise<string | undefined> => {
  try {
    const { stdout } = await promisify(execFile)('etcd', ['--version'], { timeout: 10_000 });
    return stdout.split('\n')[0]?.replace('Version: ', '');
  } catch {
    return undefined;
  }
};

const rowsOf = (plan: Plan): { id: string; command: EtcdLoad['command']; clients: number }[] =>
  [1, 100, 1000]
    .flatMap((clients) =>
      (['put', 'get'] as const).map((command) => ({
        id: `kv/etcd/${command}/c${clients}`,
        command,
        clients,
      })),
    )
    .filter(({ id }) => plan.wants(id));

const measureAll = async (plan: Plan, round: number): Promise<Omit<Sample, 'round' | 'floors'>[]> => {
  const members = await Members.start(plan.folder);
  const client = new Child('etcd-child.js', 'client of etcd');
  try {
    const found: Omit<Sample, 'round' | 'floors'>[] = [];
    const url = await members.leaderUrl();
    for (const { id, command, clients } of rowsOf(plan)) {
      plan.say(`${id} (round ${round + 1} of ${plan.rounds})`);
      const { warmMs, measureMs } = plan;
      const load: EtcdLoad = { url, command, clients, groups: 1, warmMs, measureMs, pids: members.pids };
      const result = await client.ask<LoadResult>('load', load, warmMs + measureMs + ASK_MS);
      const note = result.errors === 0 ? {} : { note: `${result.errors} errors: ${result.firstError}` };
      found.push({ ...sampleOf({ id, batch: 1, valueBytes: VALUE_BYTES }, result), ...note });
    }
    return found;
  } finally {
    await client.stop();
    await members.stop();
  }
};

class Members {
  readonly #folder: string;
  readonly #urls: readonly string[];
  readonly #processes: readonly ChildProcess[];
  #stderr = '';

  private constructor(folder: string, ports: readonly number[]) {
    this.#folder = folder;
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    this.#urls = urls.slice(0, MEMBERS.length);
    const peerUrls = urls.slice(MEMBERS.length);
    const cluster = MEMBERS.map((at) => `m${at}=${peerUrls[at]}`).join(',');
    this.#processes = MEMBERS.map((at) => this.#spawn(at, this.#urls[at]!, peerUrls[at]!, cluster));
  }

  static async start(parentFolder: string): Promise<Members> {
    return new Members(makeFolder(parentFolder), await freePorts(2 * MEMBERS.length));
  }

  get pids(): number[] {
    return this.#processes.map(({ pid }) => pid ?? -1);
  }

  async leaderUrl(): Promise<string> {
    for (const endMs = performance.now() + START_MS; performance.now() < endMs; await sleep(POLL_MS)) {
      for (const url of this.#urls) if (await leads(url)) return url;
    }
    await this.stop();
    throw new Error(`etcd has no leader after ${START_MS} ms\n${this.#stderr}`);
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#processes.map(
        (member) =>
          new Promise<void>((resolve) => {
            if (!living.has(member)) return resolve();
            member.once('exit', () => resolve());
            member.kill('SIGKILL');
          }),
      ),
    );
    removeFolder(this.#folder);
  }

  #spawn(at: number, url: string, peerUrl: string, cluster: string): ChildProcess {
    const flags = {
      name: `m${at}`,
      'data-dir': join(this.#folder, String(at)),
      'listen-client-urls': url,
      'advertise-client-urls': url,
      'listen-peer-urls': peerUrl,
      'initial-advertise-peer-urls': peerUrl,
      'initial-cluster': cluster,
      'initial-cluster-state': 'new',
      logger: 'zap',
      'log-level': 'error',
    };
    const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
    const member = spawn('etcd', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    living.add(member);
    member.on('exit', () => living.delete(member));
    member.on('error', (error) => {
      living.delete(member);
      this.#stderr += error.message;
    });
    member.stderr.on('data', (bytes: Buffer) => {
      this.#stderr = (this.#stderr + bytes.toString()).slice(-STDERR_KEPT);
    });
    return member;
  }
}

/** By etcd's JSON gateway. */
const leads = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${url}/v3/maintenance/status`, {
      method: 'POST',
      body: '{}',
      signal: AbortSignal.timeout(1_000),
    });
    const status = (await answer.json()) as { leader?: string; header?: { member_id?: string } };
    return status.leader !== undefined && status.leader === status.header?.member_id;
  } catch {
    return false;
  }
};
