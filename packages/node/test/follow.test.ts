/** A learner that follows a node: the leader sends it announcements and nothing of the log (DESIGN 12, `followNodeId`). */

import { afterEach, expect, test } from '@jest/globals';
import { decodePayload } from '@gaios/proto';
import { TestCluster } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

const LEARNER = 4;

let cluster: TestCluster;

afterEach(() => cluster.close());

/** Kinds of messages to the learner, by sender. */
const watch = (): Map<number, Set<string>> => {
  const kinds = new Map<number, Set<string>>();
  cluster.network.filter = ({ from, to, payload }) => {
    const decoded = decodePayload(payload);
    if (to !== LEARNER || decoded.kind !== 'messages') return true;
    const known = kinds.get(from) ?? new Set();
    for (const { message } of decoded.messages) known.add(message.kind);
    kinds.set(from, known);
    return true;
  };
  return kinds;
};

const propose = async (nodeId: number, count: number): Promise<void> => {
  for (let i = 0; i < count; i++)
    await cluster.complete(cluster.node(nodeId).propose(0, text(`v${i}`), COUNTER));
};

test('it learns from that node; when that dies, from others; and comes back to it', async () => {
  cluster = await TestCluster.start({ learners: 1, stateMachines: () => [new Counter()] });
  const leader = cluster.leaderOf(0)?.nodeId ?? 0;
  const [followed = 0, other = 0] = [1, 2, 3].filter((nodeId) => nodeId !== leader);
  await cluster.stop(LEARNER);
  await propose(leader, 10);
  const kinds = watch();
  await cluster.complete(cluster.boot(LEARNER, { followNodeId: followed }));
  await propose(leader, 30);
  await Promise.all(Array.from({ length: 30 }, () => propose(other, 1)));
  await cluster.waitForConvergence();
  expect(kinds.get(followed)).toContain('SendLearnValue');
  const nothingElse = new Set(['ProposerSendSuccess', 'SendNowInstanceId', 'Lead', 'SendNewValueReply']);
  expect([...(kinds.get(leader) ?? [])].filter((kind) => !nothingElse.has(kind))).toEqual([]);
  expect(kinds.get(other) ?? new Set()).not.toContain('SendLearnValue');

  cluster.crash(followed);
  kinds.clear();
  await propose(leader, 20);
  await cluster.waitForConvergence();
  expect([...kinds].filter(([, said]) => said.has('SendLearnValue')).length).toBeGreaterThan(0);
  expect(kinds.get(followed)).toBeUndefined();

  await cluster.complete(cluster.boot(followed));
  await propose(leader, 3);
  await cluster.waitForConvergence();
  await cluster.advance(1_000);
  kinds.clear();
  await propose(leader, 20);
  await cluster.waitForConvergence();
  expect(kinds.get(followed)).toContain('SendLearnValue');
  expect(kinds.get(leader) ?? new Set()).not.toContain('SendLearnValue');
});
