/**
 * Clients that send far faster than the cluster can take, without waiting for any answer, first to a cluster that does
 * what it can, then to one whose other nodes stand still. Every command gets an answer, the errors come early, what was
 * refused was not executed, and the memory of the node that is asked stays within what its limits add up to.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { PIPELINE_MAX } from '../../src/limits.ts';
import { TestCluster } from './cluster.ts';
import { expectNoErrors } from './kill-rounds.ts';
import { RespClient, type CommandResult } from './resp-client.ts';

const MIB = 2 ** 20;

/** Together more than a group may have waiting (`maxPending`, 10,000), so that some is refused. */
const CONNECTIONS = 24;
const VALUE_BYTES = 4_096;
const REQUEST_BYTES = VALUE_BYTES + 200;
/** The cluster does what it can for this long, then the other two nodes stand still for this long: beyond the timeout. */
const HEALTHY_MS = 1_500;
const STOPPED_MS = 8_000;
const TIMEOUT_MS = 5_000;
/** How soon a full node refuses what comes then, in the median: well before the timeout. */
const EARLY_MS_MAX = 2_500;
const ANSWERED_MS_MAX = 120_000;
/** Asked for together at the end. */
const CHECK_AT_ONCE = 500;
const SAMPLE_MS = 100;
const SEND_AT_ONCE = 100;

/**
 * Of each connection as many requests as may run at once are held: in the connection, as a proposal, in an instance, on
 * the way to each of two peers, and in the state machine's hands.
 */
const COPIES = 6;
/** Two times `windowBytes`: instances in flight, and their pages on the way to the disk. */
const WINDOW_BYTES = 2 * 16 * MIB;
/** A node that was just started grows by some of this under any load: compiled code, and what is not yet collected. */
const COLLECTOR_BYTES = 160 * MIB;
/** Each command leaves a mark, which is state and stays: key, value and what a map takes for them. */
const MARK_BYTES = 200;
/**
 * What the flood may add to the node that is asked, with so many commands of each connection. Measured, on a busy machine:
 * 415 MB for 309 MB offered, 418 MB for 516 MB, 524 MB for 1,031 MB.
 */
export const floodBytesMax = (perConnection: number): number =>
  COPIES * CONNECTIONS * PIPELINE_MAX * REQUEST_BYTES +
  WINDOW_BYTES +
  COLLECTOR_BYTES +
  CONNECTIONS * perConnection * MARK_BYTES;
/** Per connection: what is offered in all is beyond the bound, so that a node that held all of it is found. */
export const FLOOD_COMMANDS = 6_000;

export interface FloodReport {
  readonly offeredBytes: number;
  /** What the node grew by at most. */
  readonly grownBytes: number;
  readonly mayGrowBytes: number;
  readonly answered: number;
  readonly busy: number;
  readonly clusterdown: number;
  readonly unknown: number;
  /** How soon the full node refused, in the median. */
  readonly earlyMs: number;
}

/** @throws Error if any of it does not hold */
export const flood = async (perConnection: number = FLOOD_COMMANDS): Promise<FloodReport> => {
  const cluster = await TestCluster.start({ groups: 1, timeoutMs: TIMEOUT_MS });
  try {
    const asked = await cluster.leaderOf(0);
    const others = cluster.ids.filter((id) => id !== asked);
    const memory = new Memory(cluster.process(asked).pid);
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(cluster, asked)));
    const results = sendAll(connections, perConnection);
    await sleep(HEALTHY_MS);
    for (const id of others) cluster.pause(id);
    const earlyMs = await refusedEarly(cluster, asked);
    for (const id of others) cluster.resume(id);
    const ends = await within(ANSWERED_MS_MAX, results);
    const grownBytes = memory.stop();
    for (const each of connections) each.close();
    await cluster.untilServing();
    await cluster.untilConverged();
    await checkExecuted(cluster, ends);
    expectNoErrors(cluster);
    const count = (matches: (result: CommandResult) => boolean): number => ends.flat().filter(matches).length;
    const offeredBytes = CONNECTIONS * perConnection * REQUEST_BYTES;
    const mayGrowBytes = floodBytesMax(perConnection);
    if (grownBytes > mayGrowBytes)
      throw new Error(`the node grew by ${grownBytes} bytes, more than ${mayGrowBytes}`);
    return {
      offeredBytes,
      grownBytes,
      mayGrowBytes,
      earlyMs,
      answered: count(({ kind }) => kind === 'answer'),
      busy: count((each) => each.kind === 'refused' && each.text.startsWith('BUSY ')),
      clusterdown: count((each) => each.kind === 'refused' && each.text.startsWith('CLUSTERDOWN ')),
      unknown: count(({ kind }) => kind === 'unknown'),
    };
  } finally {
    await cluster.close();
  }
};

const open = async (cluster: TestCluster, id: number): Promise<RespClient> => {
  const client = await RespClient.open(cluster.respPort(id));
  if (client === undefined) throw new Error(`node ${id} takes no connection`);
  return client;
};

const markerOf = (connection: number, n: number): string => `marker:${connection}:${n}`;

/**
 * Without waiting for answers, in turns of the event loop. Each command leaves a mark of its own, beside a large value
 * that the next one replaces. Resolves when all are answered.
 */
const sendAll = async (clients: readonly RespClient[], perConnection: number): Promise<CommandResult[][]> => {
  const value = 'x'.repeat(VALUE_BYTES);
  const answers = clients.map((): Promise<CommandResult>[] => []);
  for (let first = 0; first < perConnection; first += SEND_AT_ONCE) {
    for (const [connection, client] of clients.entries()) {
      for (let n = first; n < Math.min(first + SEND_AT_ONCE, perConnection); n++) {
        const padding = `padding:${connection}`;
        answers[connection]?.push(client.send('MSET', markerOf(connection, n), '1', padding, value));
      }
      await new Promise(setImmediate);
    }
  }
  return Promise.all(answers.map((each) => Promise.all(each)));
};

/**
 * While the node is full and cannot get rid of anything: one command after the other, each on a connection of its own, and none
 * waits for the one before it, which may have found room.
 */
const refusedEarly = async (cluster: TestCluster, asked: number): Promise<number> => {
  const until = performance.now() + STOPPED_MS;
  const took: number[] = [];
  const probe = async (): Promise<void> => {
    const client = await open(cluster, asked);
    const from = performance.now();
    const result = await client.send('SET', 'late', 'v');
    client.close();
    if (result.kind === 'refused' && result.text.startsWith('BUSY ')) took.push(performance.now() - from);
  };
  const probes: Promise<void>[] = [];
  while (performance.now() < until) {
    probes.push(probe());
    await sleep(SAMPLE_MS);
  }
  await Promise.all(probes);
  if (took.length === 0) throw new Error('a full node refused nothing');
  const median = took.toSorted((a, b) => a - b)[took.length >> 1] ?? 0;
  if (median > EARLY_MS_MAX) throw new Error(`a full node refused only after ${median} ms`);
  return median;
};

const checkExecuted = async (
  cluster: TestCluster,
  ends: readonly (readonly CommandResult[])[],
): Promise<void> => {
  const client = await open(cluster, cluster.ids[0] ?? 1);
  const wrong: string[] = [];
  const check = async (connection: number, n: number, result: CommandResult): Promise<void> => {
    const found = await client.send('EXISTS', markerOf(connection, n));
    if (found.kind !== 'answer') throw new Error(`EXISTS: ${found.text}`);
    if (result.kind === 'answer' && found.value !== 1) wrong.push(`${markerOf(connection, n)} is lost`);
    if (result.kind === 'refused' && found.value !== 0)
      wrong.push(`${markerOf(connection, n)} was refused (${result.text}) and executed`);
  };
  for (const [connection, results] of ends.entries()) {
    for (let first = 0; first < results.length; first += CHECK_AT_ONCE) {
      const some = results.slice(first, first + CHECK_AT_ONCE);
      await Promise.all(some.map((result, index) => check(connection, first + index, result)));
    }
  }
  client.close();
  if (wrong.length > 0) throw new Error(`${wrong.length} wrong:\n${wrong.slice(0, 20).join('\n')}`);
};

/** How much resident memory a process takes beyond what it had. */
class Memory {
  readonly #pid: number;
  readonly #before: number;
  readonly #timer: NodeJS.Timeout;
  #most = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#before = this.#resident();
    this.#timer = setInterval(() => this.#look(), SAMPLE_MS);
  }

  stop(): number {
    this.#look();
    clearInterval(this.#timer);
    return this.#most - this.#before;
  }

  #look(): void {
    try {
      this.#most = Math.max(this.#most, this.#resident());
    } catch {
      // The process is gone, since the flood failed: that is told elsewhere.
      clearInterval(this.#timer);
    }
  }

  #resident(): number {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }
}

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`commands without an answer after ${ms} ms`)), ms);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
};
