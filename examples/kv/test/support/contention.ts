/**
 * Many connections, few keys, all nodes, while whoever leads is stopped (SIGSTOP) or killed (SIGKILL), again and again:
 * what every client saw is linearizable.
 */

import { setTimeout as sleep } from 'node:timers/promises';

import type { TestCluster } from './cluster.ts';
import { expectNoErrors, mostLeading } from './kill-rounds.ts';
import { RegisterClient, Registers } from './register-client.ts';

export interface ContentionOptions {
  /** Answered ones. */
  readonly operations: number;
  readonly connections: number;
  readonly keys: number;
  readonly say?: (line: string) => void;
}

export interface ContentionReport {
  readonly answered: number;
  readonly refused: number;
  readonly unknown: number;
  readonly stops: number;
  readonly kills: number;
}

/** Longer than the election timeout: others lead meanwhile. */
const STOPPED_MS = 2_500;
/** Between its death and its restart. */
const DOWN_MS = 1_000;
/** Between one and the next, with all nodes serving. */
const CALM_MS = 1_000;
/** Until every client has finished what it began; their commands are answered within 5 s, or their node is gone. */
const REST_MS_MAX = 60_000;
const POLL_MS = 5;

/** @throws Error if it is not linearizable, or anything is logged as an error */
export const contention = async (
  cluster: TestCluster,
  { operations, connections, keys, say = () => {} }: ContentionOptions,
): Promise<ContentionReport> => {
  const run = `${process.pid}-${Math.floor(performance.now())}`;
  const registers = new Registers(
    Array.from({ length: keys }, (_, index) => `register:${index}:${run}`),
    operations,
  );
  const ports = cluster.ids.map((id) => cluster.respPort(id));
  const clientOf = (first: number): RegisterClient =>
    new RegisterClient(registers, { name: `r${first}`, ports, first });
  const clients = Array.from({ length: connections }, (_, first) => clientOf(first));
  const reader = clientOf(0);
  for (const client of clients) client.start();
  const disturbance = new Disturbance(cluster, say);
  const disturbed = disturbance.run(() => registers.done);
  // A failure of it is met below.
  disturbed.catch(() => {});
  try {
    while (!registers.done) {
      await rest(registers);
      await reader.readAll();
      registers.nextRound();
    }
    await rest(registers);
    await disturbed;
    await cluster.untilServing();
    await reader.readAll();
    await cluster.untilConverged();
  } finally {
    disturbance.stop();
    await disturbed.catch(() => {});
    await Promise.all(clients.map((client) => client.stop()));
  }
  registers.check(say);
  expectNoErrors(cluster);
  const sum = (kind: 'refused' | 'unknown'): number =>
    [...clients, reader].reduce((count, { counts }) => count + counts[kind], 0);
  return {
    answered: registers.answered,
    refused: sum('refused'),
    unknown: sum('unknown'),
    ...disturbance.counts,
  };
};

/** Waits for the end of a round, however long that takes while something moves. */
const rest = async (registers: Registers): Promise<void> => {
  let seen = registers.answered;
  let movedMs = performance.now();
  while (!registers.resting) {
    await sleep(POLL_MS);
    if (registers.answered !== seen) {
      seen = registers.answered;
      movedMs = performance.now();
    }
    if (performance.now() - movedMs > REST_MS_MAX) throw new Error(`nothing answered for ${REST_MS_MAX} ms`);
  }
};

class Disturbance {
  readonly counts = { stops: 0, kills: 0 };
  readonly #cluster: TestCluster;
  readonly #say: (line: string) => void;
  #stopping = false;

  constructor(cluster: TestCluster, say: (line: string) => void) {
    this.#cluster = cluster;
    this.#say = say;
  }

  stop(): void {
    this.#stopping = true;
  }

  /** Stops and kills in turn, at least once each. */
  async run(done: () => boolean): Promise<void> {
    while (!this.#stopping && (!done() || this.counts.kills === 0)) {
      await sleep(CALM_MS);
      const id = await mostLeading(this.#cluster);
      if (this.counts.stops === this.counts.kills) {
        this.#say(`stop ${id}`);
        this.counts.stops++;
        this.#cluster.pause(id);
        await sleep(STOPPED_MS);
        this.#cluster.resume(id);
      } else {
        this.#say(`kill ${id}`);
        this.counts.kills++;
        await this.#cluster.kill(id);
        await sleep(DOWN_MS);
        this.#cluster.launch(id);
      }
      await this.#cluster.untilServing();
    }
  }
}
