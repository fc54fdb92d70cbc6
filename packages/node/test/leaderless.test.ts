/** A node that led lives on, and leads no more: somebody else does, whether it says so or not. */

import { afterEach, expect, test } from '@jest/globals';
import type { Node } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { COUNTER, countersIn, text, type Counter } from './machines.ts';

let cluster: TestCluster;
let machines: Map<number, Counter>;

const start = async (): Promise<{ leader: Node; others: Node[] }> => {
  machines = new Map();
  cluster = await TestCluster.start({
    stateMachines: countersIn(machines),
  });
  const leader = cluster.leaderOf(0);
  if (leader === undefined) throw new Error('no leader');
  await cluster.complete(add(leader, 'a'));
  await cluster.advance(2_000);
  return { leader, others: cluster.nodes.filter((node) => node !== leader) };
};

const add = (node: Node, value: string, timeoutMs = 10_000): Promise<unknown> =>
  node.propose(0, text(value), COUNTER, { timeoutMs });

/** A rule is broken at it: its machine answers a batch with too few results. */
const breakGroup = async (node: Node): Promise<void> => {
  Object.assign(machines.get(node.nodeId) ?? {}, { executeBatch: () => [] });
  add(node, 'x').catch(() => {});
  await cluster.advance(500);
  expect(node.status().groups[0]?.state).toBe('stopped');
};

afterEach(async () => {
  await cluster.close();
});

test('its disk was lost, and it is back before anybody missed it', async () => {
  const { leader, others } = await start();
  cluster.loseDisk(leader.nodeId);
  await cluster.advance(300);
  await cluster.complete(cluster.boot(leader.nodeId));
  for (const node of others) expect(await cluster.complete(add(node, 'b'))).toMatchObject({ batchIndex: 0 });
});

test('it is back at once, without its state machine', async () => {
  const { leader, others } = await start();
  cluster.crash(leader.nodeId);
  await cluster.advance(300);
  const booting = cluster.boot(leader.nodeId, { stateMachines: () => [] });
  booting.catch(() => {});
  for (const node of others) expect(await cluster.complete(add(node, 'b'))).toMatchObject({ batchIndex: 0 });
});

test('its group has stopped: others propose', async () => {
  const { leader, others } = await start();
  await breakGroup(leader);
  for (const node of others) expect(await cluster.complete(add(node, 'b'))).toMatchObject({ batchIndex: 0 });
});

test('its group has stopped: others read', async () => {
  const { leader, others } = await start();
  await breakGroup(leader);
  for (const node of others) {
    const read = node.read(0, COUNTER, 'count', { timeoutMs: 10_000 });
    expect(await cluster.complete(read)).toMatchObject({ result: expect.any(Number) });
  }
});
