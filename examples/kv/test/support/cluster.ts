/** Real `serve` processes from `dist`, on free ports with a temporary folder: started, killed, stopped and restarted by tests. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePorts } from './ports.ts';
import { TestProcess, type Exit, type ProcessLimits } from './process.ts';

export interface TestClusterOptions {
  /** Default 3. */
  readonly nodeCount?: number;
  /** The first so many found the cluster and are started; the others may join it. Default: all. */
  readonly founders?: number;
  /** A secret, and a port for the gaios command, for each node. */
  readonly control?: boolean;
  /** Default 16. */
  readonly groups?: number;
  /** Default 5000. */
  readonly timeoutMs?: number;
  /** Further flags of every node. */
  readonly flags?: readonly string[];
  /** Of the first start of a node. */
  readonly limits?: (id: number, directory: string) => ProcessLimits;
}

/** What /status says, as far as tests look at it. */
export interface StatusJson {
  readonly nodeId: number;
  readonly boot: number;
  readonly peers: readonly { nodeId: number; state: string }[];
  readonly groups: readonly {
    groupIdx: number;
    leader: number;
    nowInstanceId: number;
    chosenUpTo: number;
    executedUpTo: number;
    minChosen: number;
    pendingProposals: number;
    checksum: string;
  }[];
}

/** One line that a node wrote to stderr. `level` as pino has it; Infinity: not a line of the log at all, so a stack or a crash. */
export interface LogLine {
  readonly id: number;
  readonly level: number;
  readonly message: string;
  readonly text: string;
}

export const LOG_ERROR = 50;

/** Longest wait of any call here unless it is given another; then it fails and says what it saw. */
const WAIT_MS = 30_000;
const POLL_MS = 50;

/** Calls until it returns something else than undefined or false. @throws Error with what `describe` says */
export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs = WAIT_MS,
): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
};

export class TestCluster {
  readonly ids: readonly number[];
  /** What the options of a node name when it is started. Tests that change the membership keep it. */
  readonly members: Set<number>;
  readonly directory = mkdtempSync(join(tmpdir(), 'gaios-kv-'));
  readonly #options: TestClusterOptions;
  readonly #firstPort: number;
  /** Of nodes that were moved. */
  readonly #peerPorts = new Map<number, number>();
  readonly #processes = new Map<number, TestProcess>();
  /** Every process that ever ran here, with its node. */
  readonly #history: { readonly id: number; readonly process: TestProcess }[] = [];

  private constructor(options: TestClusterOptions, firstPort: number) {
    this.#options = options;
    this.#firstPort = firstPort;
    this.ids = Array.from({ length: options.nodeCount ?? 3 }, (_, index) => index + 1);
    this.members = new Set(this.ids.slice(0, options.founders));
  }

  /** Starts all nodes and waits until they serve. */
  static async start(options: TestClusterOptions = {}): Promise<TestCluster> {
    const cluster = new TestCluster(options, await freePorts(5 * (options.nodeCount ?? 3) + 4));
    try {
      if (options.control === true) writeFileSync(cluster.secretFile, `${'0123456789abcdef'.repeat(2)}\n`);
      for (const id of cluster.members) cluster.launch(id, options.limits?.(id, cluster.directory));
      await cluster.untilServing([...cluster.members]);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  respPort(id: number): number {
    return this.#firstPort + id - 1;
  }

  adminPort(id: number): number {
    return this.#firstPort + this.ids.length + id - 1;
  }

  peerPort(id: number): number {
    return this.#peerPorts.get(id) ?? this.#firstPort + 2 * this.ids.length + id - 1;
  }

  controlPort(id: number): number {
    return this.#firstPort + 3 * this.ids.length + id - 1;
  }

  /** From its next start on a node is at its other port: each has two. */
  move(id: number): number {
    const first = this.#firstPort + 2 * this.ids.length + id - 1;
    const second = this.#firstPort + 4 * this.ids.length + id - 1;
    const port = this.peerPort(id) === first ? second : first;
    this.#peerPorts.set(id, port);
    return port;
  }

  /** Ports that nobody in the cluster uses: 0 to 3. */
  sparePort(index: number): number {
    return this.#firstPort + 5 * this.ids.length + index;
  }

  get secretFile(): string {
    return join(this.directory, 'secret');
  }

  dataDir(id: number): string {
    return join(this.directory, `node-${id}`);
  }

  process(id: number): TestProcess {
    const found = this.#processes.get(id);
    if (found === undefined) throw new Error(`node ${id} was never started`);
    return found;
  }

  /** The arguments of `serve` for a node. */
  args(id: number): (string | number)[] {
    const { groups = 16, timeoutMs = 5_000, flags = [], control = false } = this.#options;
    const isMember = this.members.has(id);
    const named = isMember ? [...this.members] : [...this.members, id];
    const nodes = named.map((each) => `${each}=127.0.0.1:${this.peerPort(each)}`).join(',');
    const joining = isMember ? [] : ['--join'];
    const controlled = control
      ? ['--control-port', this.controlPort(id), '--secret-file', this.secretFile]
      : [];
    const ports = ['--resp-port', this.respPort(id), '--admin-port', this.adminPort(id)];
    const rest = ['--data-dir', this.dataDir(id), '--groups', groups, '--timeout-ms', timeoutMs];
    return [
      'serve',
      '--node-id',
      id,
      '--nodes',
      nodes,
      ...ports,
      ...rest,
      ...joining,
      ...controlled,
      ...flags,
    ];
  }

  /** Starts a node that does not run, without waiting for it. */
  launch(id: number, limits: ProcessLimits = {}): TestProcess {
    if (this.#processes.get(id)?.running === true) throw new Error(`node ${id} runs already`);
    const started = new TestProcess(this.args(id), limits);
    this.#processes.set(id, started);
    this.#history.push({ id, process: started });
    return started;
  }

  /** Everything that all nodes ever logged. */
  get logs(): LogLine[] {
    return this.#history.flatMap(({ id, process }) => parseLog(id, process.stderr));
  }

  /** kill -9, and waits until the process is gone. */
  async kill(id: number): Promise<void> {
    this.process(id).signal('SIGKILL');
    await this.process(id).exited;
  }

  /** SIGTERM; resolves with how it ended. */
  terminate(id: number): Promise<Exit> {
    return this.process(id).end(25_000);
  }

  /** SIGSTOP. */
  pause(id: number): void {
    this.process(id).signal('SIGSTOP');
  }

  /** SIGCONT. */
  resume(id: number): void {
    this.process(id).signal('SIGCONT');
  }

  /** Starts a node again and waits until it serves. */
  async restart(id: number): Promise<void> {
    this.launch(id);
    await this.untilServing([id]);
  }

  async status(id: number): Promise<StatusJson> {
    const url = `http://127.0.0.1:${this.adminPort(id)}/status`;
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return (await response.json()) as StatusJson;
  }

  /** Undefined if the node does not answer. */
  async tryStatus(id: number): Promise<StatusJson | undefined> {
    try {
      return await this.status(id);
    } catch {
      return undefined;
    }
  }

  /** Until /healthz says that these nodes (default: all) can serve. */
  async untilServing(ids: readonly number[] = this.ids, timeoutMs = WAIT_MS): Promise<void> {
    for (const id of ids) {
      const what = `node ${id} serves`;
      await until(what, () => this.#serves(id), timeoutMs).catch((error: unknown) => {
        const { stdout, stderr } = this.process(id);
        throw new Error(
          `${String(error)}\nstdout: ${stdout.slice(-2_000)}\nstderr: ${stderr.slice(-4_000)}`,
          { cause: error },
        );
      });
    }
  }

  /** The leader of a group that the given nodes agree on. */
  leaderOf(groupIdx: number, ids: readonly number[] = this.ids, timeoutMs = WAIT_MS): Promise<number> {
    const look = async (): Promise<number | undefined> => {
      const seen = await Promise.all(ids.map((id) => this.tryStatus(id)));
      const leaders = new Set(seen.map((status) => status?.groups[groupIdx]?.leader ?? 0));
      const [leader] = leaders;
      return leaders.size === 1 && leader !== 0 && ids.includes(leader ?? 0) ? leader : undefined;
    };
    return until(`nodes ${ids.join(', ')} agree on a leader of group ${groupIdx}`, look, timeoutMs);
  }

  /** Until all groups of all nodes stand at the same instance with the same checksum and nothing waits. */
  async untilConverged(ids: readonly number[] = this.ids, timeoutMs = WAIT_MS): Promise<void> {
    let last = '';
    const look = async (): Promise<boolean> => {
      const seen = await Promise.all(ids.map((id) => this.tryStatus(id)));
      const states = seen.map((status) =>
        JSON.stringify(
          status?.groups.map((group) => [
            group.groupIdx,
            group.chosenUpTo,
            group.executedUpTo,
            group.checksum,
          ]),
        ),
      );
      last = states.join('\n');
      return seen.every((status) => status !== undefined) && new Set(states).size === 1;
    };
    await until('equal state', look, timeoutMs).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${last}`, { cause: error });
    });
  }

  /** Ends every process that is left and removes the folder. */
  async close(): Promise<void> {
    for (const each of this.#processes.values()) if (each.running) each.signal('SIGKILL');
    await Promise.all([...this.#processes.values()].map(({ exited }) => exited));
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #serves(id: number): Promise<boolean> {
    if (!this.process(id).running) throw new Error(`node ${id} ended`);
    try {
      const url = `http://127.0.0.1:${this.adminPort(id)}/healthz`;
      return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }
}

const parseLog = (id: number, stderr: string): LogLine[] =>
  stderr
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => {
      try {
        const { level, msg } = JSON.parse(text) as { level: number; msg: string };
        return { id, level, message: msg, text };
      } catch {
        // The last line of a process that was killed may be cut off.
        return { id, level: text.startsWith('{"level":') ? 0 : Infinity, message: text, text };
      }
    });
