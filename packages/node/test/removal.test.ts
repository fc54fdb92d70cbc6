/** A node that was removed hears so at once, and does nothing that it may not do any more (DESIGN 10). */

import { afterEach, expect, test } from '@jest/globals';
import type { Node } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

let cluster: TestCluster;
/** Versions that each node was told, over all its lives. */
let told: Map<number, number[]>;

const start = async (voters = 3, learners = 0): Promise<void> => {
  told = new Map();
  cluster = await TestCluster.start({
    voters,
    learners,
    stateMachines: () => [new Counter()],
    onMembershipChange: (nodeId, _, _members, version) =>
      void told.set(nodeId, [...(told.get(nodeId) ?? []), version]),
  });
};

const leader = (): Node => {
  const node = cluster.leaderOf(0);
  if (node === undefined) throw new Error('nobody leads');
  return node;
};
const followers = (): number[] =>
  cluster.nodes.filter((each) => each !== leader()).map(({ nodeId }) => nodeId);
const knowsItIsGone = (nodeId: number): boolean =>
  cluster
    .node(nodeId)
    .showMembership(0)
    .members.every((member) => member.nodeId !== nodeId);

/** Some rounds of messages and a disk or two; nothing that times out is over by then. */
const AT_ONCE_MS = 30;

afterEach(() => cluster.close());

test.each([
  ['a voter', 3, 0],
  ['a learner', 3, 1],
])('%s that is removed knows it at once', async (_what, voters, learners) => {
  await start(voters, learners);
  const nodeId = learners > 0 ? 4 : (followers()[0] ?? 0);
  const changed = await cluster.complete(leader().removeMember(0, nodeId));
  await cluster.advance(AT_ONCE_MS);
  expect(knowsItIsGone(nodeId)).toBe(true);
  expect(told.get(nodeId)?.at(-1)).toBe(changed.version);
  await expect(cluster.complete(cluster.node(nodeId).propose(0, text('a'), COUNTER))).rejects.toMatchObject({
    code: 'NOT_A_MEMBER',
  });
});

test('one that is down meanwhile knows it as soon as it is back', async () => {
  await start();
  const [nodeId = 0] = followers();
  cluster.crash(nodeId);
  await cluster.complete(leader().removeMember(0, nodeId));
  await cluster.restart(nodeId);
  await cluster.until('it knows', () => knowsItIsGone(nodeId), 1_000);
  expect(told.get(nodeId)?.at(-1)).toBe(leader().showMembership(0).version);
});

test('so does one that is cut off while it is removed', async () => {
  await start();
  const [nodeId = 0, other = 0] = followers();
  const { nodeId: leads } = leader();
  cluster.partition([[leads, other], [nodeId]]);
  await cluster.complete(cluster.node(leads).removeMember(0, nodeId));
  await cluster.advance(5_000);
  cluster.heal();
  await cluster.until('it knows', () => knowsItIsGone(nodeId), 3_000);
  expect(told.get(nodeId)?.at(-1)).toBe(leader().showMembership(0).version);
});
