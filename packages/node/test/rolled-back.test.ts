/** A disk that was rolled back behind its node's back is refused by whoever has seen more of it (DESIGN 6.3). */

import { afterEach, expect, test } from '@jest/globals';
import type { GroupStatus, NodeEvents } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { LOG, LogMachine, tuning } from './checkpoint-cluster.ts';
import { Counter, COUNTER, text } from './machines.ts';

let cluster: TestCluster;

afterEach(() => cluster.close());

const start = async (seed: number): Promise<void> => {
  cluster = await TestCluster.start({ seed, stateMachines: () => [new Counter()] });
};

const propose = async (nodeId: number, count: number): Promise<void> => {
  for (let i = 0; i < count; i++)
    await cluster.complete(cluster.node(nodeId).propose(0, text(`v${i}`), COUNTER));
};

const noticesOf = (nodeId: number): string => cluster.node(nodeId).status().notices.join('\n');

/** Node 3 has gone on after this, and is down. */
const copyOfThen = async (again: 'in one life' | 'over a restart') => {
  await propose(1, 3);
  const copy = cluster.disk(3).clone();
  await propose(1, 20);
  if (again === 'over a restart') await cluster.restart(3);
  await cluster.waitForConvergence();
  // A heartbeat tells how far it came.
  await cluster.advance(500);
  cluster.crash(3);
  await cluster.waitForLeaders();
  await propose(1, 3);
  return copy;
};

test.each(['in one life', 'over a restart'] as const)(
  'it is refused, %s, also after all peers were started anew; an empty folder mends it',
  async (again) => {
    await start(1);
    const copy = await copyOfThen(again);
    const copied = { boot: copy.boot + 1, commits: copy.written };
    for (const nodeId of [1, 2]) cluster.crash(nodeId);
    await cluster.complete(Promise.all([1, 2].map((nodeId) => cluster.boot(nodeId))));
    const copies: NodeEvents['copyRefused'][0][] = [];
    for (const nodeId of [1, 2]) cluster.node(nodeId).on('copyRefused', (event) => void copies.push(event));
    const old = await cluster.complete(cluster.bootOn(3, copy));
    const refusals: NodeEvents['peerRefused'][0][] = [];
    old.on('peerRefused', (event) => void refusals.push(event));
    await cluster.until('both have told it', () => refusals.length + old.status().notices.length >= 2);
    const reason = `a restored copy? boot ${copied.boot}, ${copied.commits} commits`;
    expect(noticesOf(3)).toContain(`node 1 refuses this node: ${reason}`);
    expect(noticesOf(3)).toContain('with an empty one to rebuild');
    expect(noticesOf(1)).toContain(`node 3 is refused here: ${reason}`);
    for (const { kind } of refusals) expect(kind).toBe('restored-copy');
    for (const { peer } of copies) expect(peer).toMatchObject({ nodeId: 3, boot: copied.boot });
    await cluster.until('the others go on', () => (cluster.leaderOf(0)?.nodeId ?? 3) !== 3);
    await propose(cluster.leaderOf(0)?.nodeId ?? 1, 3);
    // However often it is started, it has what it has.
    for (let i = 0; i < 5; i++) await cluster.restart(3);
    await cluster.advance(3_000);
    expect(noticesOf(3)).toContain('a restored copy?');
    expect(cluster.node(3).status().groups[0]?.leader).toBe(0);
    await cluster.retire(3);
    await cluster.addNode(3);
    await cluster.until('it is bound again', () => cluster.node(3).status().groups[0]?.state === 'running');
    expect(noticesOf(3) + noticesOf(1)).toBe('');
    await cluster.waitForConvergence();
  },
);

test('it stays refused however often it is stopped and started, also if it lacks one commit alone', async () => {
  cluster = await TestCluster.start({
    seed: 3,
    stateMachines: () => [new LogMachine()],
    // Nothing is deleted before the copy is made, and then one instance at a time.
    node: { tuning: { ...tuning, cleanSettleMs: 3_000, cleanRowsPerTurn: 1 } },
  });
  const write = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await cluster.complete(cluster.node(1).propose(0, text(`w${i}`), LOG));
  };
  const groupOf3 = (): GroupStatus | undefined => cluster.node(3).status().groups[0];
  await write(50);
  await cluster.until('it has a checkpoint', () => (groupOf3()?.checkpoints?.stored.length ?? 0) > 0);
  await cluster.advance(200);
  expect(groupOf3()?.minChosen).toBe(1);
  const copy = cluster.disk(3).clone();
  const { written } = copy;
  await write(1);
  await cluster.advance(200);
  cluster.crash(3);
  await cluster.waitForLeaders();
  await cluster.complete(cluster.bootOn(3, copy));
  for (let i = 0; i < 4; i++) {
    await cluster.advance(5_000);
    expect(noticesOf(3)).toContain('a restored copy?');
    await cluster.complete(cluster.stop(3));
    await cluster.complete(cluster.boot(3));
  }
  expect(copy.written).toBe(written);
});

test('a node that was killed again and again is never taken for a copy of itself', async () => {
  await start(2);
  const told: unknown[] = [];
  const listen = (nodeId: number): void => {
    cluster.node(nodeId).on('copyRefused', (event) => void told.push(event));
  };
  for (const nodeId of [1, 2, 3]) listen(nodeId);
  for (let round = 0; round < 12; round++) {
    const nodeId = 1 + (round % 3);
    const other = 1 + ((round + 1) % 3);
    void cluster
      .node(other)
      .propose(0, text('x'), COUNTER)
      .catch(() => {});
    await cluster.advance(round / 4);
    await cluster.restart(nodeId, (['lost', 'kept', 1] as const)[round % 3 === 0 ? 0 : (round % 2) + 1]);
    listen(nodeId);
    await cluster.waitForLeaders();
    await propose(other, 5);
  }
  expect(told).toEqual([]);
  for (const nodeId of [1, 2, 3]) expect(noticesOf(nodeId)).toBe('');
});
