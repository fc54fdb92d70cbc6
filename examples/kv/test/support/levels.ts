/**
 * Reads at every level on every node while nodes are killed (SIGKILL) and stand still (SIGSTOP) at random: each read keeps
 * the promise of its level.
 */

import { setTimeout as sleep } from 'node:timers/promises';

import type { TestCluster } from './cluster.ts';
import { expectNoErrors, mulberry32 } from './kill-rounds.ts';
import { LevelClient } from './level-client.ts';
import { LevelHistory, type ReadLevel } from './level-history.ts';
import { RespClient } from './resp-client.ts';

export interface LevelsOptions {
  readonly forMs: number;
  readonly connections: number;
  readonly keys: number;
  /** Decides whom, how and when. */
  readonly seed: number;
  readonly say?: (line: string) => void;
}

export interface LevelsReport {
  readonly answers: Readonly<Record<ReadLevel, number>>;
  readonly added: number;
  readonly withoutLease: number;
  readonly refused: number;
  readonly unknown: number;
  readonly kills: number;
  readonly stops: number;
}

/** Longer than support lasts, or not, ms. */
const STOPPED_MS_MAX = 3_500;
const DOWN_MS_MAX = 1_500;
const REST_MS_MAX = 1_500;
/** Of two at once, so that no quorum is left. */
const TWO_SHARE = 0.15;

/** @throws Error if a read breaks its promise, or anything is lost, doubled, or logged as an error */
export const levels = async (cluster: TestCluster, options: LevelsOptions): Promise<LevelsReport> => {
  const { forMs, connections, keys, seed, say = () => {} } = options;
  const run = `${process.pid}-${Math.floor(performance.now())}`;
  const history = new LevelHistory(Array.from({ length: keys }, (_, index) => `level:${index}:${run}`));
  const ports = cluster.ids.map((id) => cluster.respPort(id));
  const clients = Array.from(
    { length: connections },
    (_, first) => new LevelClient(history, { name: `l${first}`, ports, first }),
  );
  const random = mulberry32(seed);
  const counts = { kills: 0, stops: 0 };
  const endMs = performance.now() + forMs;
  for (const client of clients) client.start();
  try {
    while (performance.now() < endMs || Math.min(counts.kills, counts.stops) === 0) {
      await sleep(random() * REST_MS_MAX);
      await disturb(cluster, random, counts, say);
      const [wrong] = clients.flatMap(({ violations }) => violations);
      if (wrong !== undefined) throw new Error(`seed ${seed}: ${wrong}`);
    }
    await cluster.untilServing();
    await Promise.all(clients.map((client) => client.nextSuccess()));
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
  await cluster.untilConverged();
  for (const port of ports) await clients[0]?.verify((key) => ask(port, key));
  const violations = clients.flatMap((client) => client.violations);
  if (violations.length > 0) throw new Error(`seed ${seed}: ${violations.slice(0, 10).join('\n')}`);
  expectNoErrors(cluster);
  const sum = (count: (client: LevelClient) => number): number =>
    clients.reduce((total, client) => total + count(client), 0);
  const answers = { ...history.answers };
  return {
    answers,
    added:
      sum(({ counts: { acknowledged } }) => acknowledged) - Object.values(answers).reduce((a, b) => a + b, 0),
    withoutLease: sum(({ withoutLease }) => withoutLease),
    refused: sum(({ counts: { refused } }) => refused),
    unknown: sum(({ counts: { unknown } }) => unknown),
    ...counts,
  };
};

/** Kills one or two nodes or lets them stand still, for a while. */
const disturb = async (
  cluster: TestCluster,
  random: () => number,
  counts: { kills: number; stops: number },
  say: (line: string) => void,
): Promise<void> => {
  const first = Math.floor(random() * cluster.ids.length);
  const count = random() < TWO_SHARE ? 2 : 1;
  const victims = Array.from(
    { length: count },
    (_, at) => cluster.ids[(first + at) % cluster.ids.length] ?? 1,
  );
  if (random() < 0.5) {
    say(`kill ${victims.join(', ')}`);
    counts.kills++;
    await Promise.all(victims.map((id) => cluster.kill(id)));
    await sleep(random() * DOWN_MS_MAX);
    for (const id of victims) cluster.launch(id);
  } else {
    say(`stop ${victims.join(', ')}`);
    counts.stops++;
    for (const id of victims) cluster.pause(id);
    await sleep(random() * STOPPED_MS_MAX);
    for (const id of victims) cluster.resume(id);
  }
};

const ask = async (port: number, key: string): Promise<string | null> => {
  const client = await RespClient.open(port);
  const result = await client?.send('GET', key);
  client?.close();
  if (result?.kind !== 'answer')
    throw new Error(`${key} cannot be read at ${port}: ${result?.text ?? 'no connection'}`);
  return result.value === null ? null : String(result.value);
};
