/** Nodes that stand still (SIGSTOP) or are told to stop (SIGTERM), under load. */

import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { groupOf } from '../src/slots.ts';
import { TestCluster, until } from './support/cluster.ts';
import { expectNoErrors } from './support/kill-rounds.ts';
import { Load } from './support/load.ts';
import { RespClient, type CommandResult } from './support/resp-client.ts';

const LONG_MS = 120_000;
const GROUPS = 16;
/** Far beyond any election timeout. */
const STOPPED_MS = 10_000;

let cluster: TestCluster;
let load: Load;

beforeEach(async () => {
  // It reads by leases: what a node that stands still must not go on believing in.
  cluster = await TestCluster.start({ groups: GROUPS });
  load = Load.start(cluster, { counters: 6, tokens: 3 });
  await load.served(LONG_MS);
}, LONG_MS);

afterEach(async () => {
  await load?.stop();
  await cluster?.close();
}, LONG_MS);

/** Whose leaders a node that serves names, by group. */
const leadersBy = async (id: number): Promise<number[]> =>
  (await cluster.status(id)).groups.map(({ leader }) => leader);

const open = async (id: number): Promise<RespClient> => {
  const client = await RespClient.open(cluster.respPort(id));
  if (client === undefined) throw new Error(`node ${id} takes no connection`);
  return client;
};

/** One key in each of these groups. */
const keysIn = (groups: readonly number[]): Map<number, string> => {
  const keys = new Map<number, string>();
  for (let n = 0; keys.size < groups.length; n++) {
    const key = `watched:${n}`;
    const group = groupOf(Buffer.from(key), GROUPS);
    if (groups.includes(group) && !keys.has(group)) keys.set(group, key);
  }
  return keys;
};

const setAll = async (client: RespClient, keys: Iterable<string>, value: string): Promise<void> => {
  const results = await Promise.all([...keys].map((key) => client.send('SET', key, value)));
  expect(results.filter((result) => result.kind !== 'answer')).toEqual([]);
};

const finish = async (): Promise<void> => {
  await load.stop();
  await cluster.untilServing();
  await cluster.untilConverged();
  await load.verify();
  expectNoErrors(cluster);
};

test(
  'a node that led and stood still for ten seconds: others lead meanwhile, it steps down, and reads nothing stale',
  async () => {
    const stopped = (await leadersBy(1)).find((leader) => leader !== 0) ?? 1;
    const others = cluster.ids.filter((id) => id !== stopped);
    const [helper = 0] = others;
    const led = (await leadersBy(stopped)).flatMap((leader, groupIdx) =>
      leader === stopped ? [groupIdx] : [],
    );
    expect(led.length).toBeGreaterThan(0);
    const keys = keysIn(led);
    const readers = await Promise.all(Array.from({ length: 4 }, () => open(stopped)));
    const byLease = readers.slice(0, 2);
    for (const reader of byLease) await reader.send('GAIOS.READLEVEL', 'lease');
    const writer = await open(helper);
    await setAll(writer, keys.values(), 'old');
    // It does hold the leases.
    const [anyKey = ''] = keys.values();
    await until('it reads by its lease', async () => {
      const answer = await byLease[0]?.send('GET', anyKey);
      return answer?.kind === 'answer' && answer.value === 'old';
    });

    cluster.pause(stopped);
    const stoppedMs = performance.now();
    await until('others lead what it led', async () => {
      const leaders = await leadersBy(helper);
      return led.every((groupIdx) => others.includes(leaders[groupIdx] ?? 0));
    });
    await setAll(writer, keys.values(), 'new');
    expect(performance.now() - stoppedMs).toBeLessThan(STOPPED_MS);
    // These wait in its sockets, behind a write that was answered.
    const reads: Promise<CommandResult>[] = [];
    const readAll = (): void => {
      for (const reader of readers) for (const key of keys.values()) reads.push(reader.send('GET', key));
    };
    readAll();
    // So do these, and the connections themselves.
    const late = await Promise.all(Array.from({ length: 4 }, () => open(stopped)));
    for (const reader of late) for (const key of keys.values()) reads.push(reader.send('GET', key));
    await sleep(STOPPED_MS - (performance.now() - stoppedMs));

    cluster.resume(stopped);
    for (let burst = 0; burst < 20; burst++) {
      readAll();
      await sleep(25);
    }
    const answers = await Promise.all(reads);
    const stale = answers.filter((each) => each.kind === 'answer' && each.value !== 'new');
    expect(stale.slice(0, 5)).toEqual([]);
    expect(answers.filter(({ kind }) => kind === 'answer').length).toBeGreaterThan(0);
    await until('it follows the others', async () => {
      const [mine, theirs] = await Promise.all([leadersBy(stopped), leadersBy(helper)]);
      return led.every((groupIdx) => mine[groupIdx] !== 0 && mine[groupIdx] === theirs[groupIdx]);
    });
    await load.served(LONG_MS);
    for (const each of [...readers, ...late, writer]) each.close();
    await finish();
  },
  LONG_MS,
);

test(
  'SIGTERM of one node after another: each ends with 0 within 20 s, and nothing is lost',
  async () => {
    for (const id of cluster.ids) {
      const from = performance.now();
      expect(await cluster.terminate(id)).toEqual({ code: 0, signal: null });
      expect(performance.now() - from).toBeLessThan(20_000);
      await load.served(LONG_MS);
      await cluster.restart(id);
    }
    const from = performance.now();
    const exits = await Promise.all(cluster.ids.map((id) => cluster.terminate(id)));
    expect(exits).toEqual(cluster.ids.map(() => ({ code: 0, signal: null })));
    expect(performance.now() - from).toBeLessThan(20_000);
    for (const id of cluster.ids) cluster.launch(id);
    await load.served(LONG_MS);
    await finish();
  },
  LONG_MS,
);
