/** A node that was removed and starts again disturbs nobody (phxpaxos's followers and old members did not either). */

import { expect, test } from '@jest/globals';
import { TestCluster } from '@gaios/testkit/cluster';

const CALM_MS = 60_000;
const REMOVED = 4;

/** What the members say of who leads and who is master. */
const reign = (cluster: TestCluster): unknown =>
  [1, 2, 3].map((nodeId) => {
    const [group] = cluster.node(nodeId).status().groups;
    return [group?.leader, group?.ballot, group?.master?.node, group?.master?.version];
  });

test.each([
  ['knows that it was removed', false],
  ['was cut off when it was removed', true],
])('a node that %s and starts again changes no master in 60 s', async (_, isCutOff) => {
  const cluster = await TestCluster.start({ seed: 5 });
  await cluster.addNode(REMOVED);
  const address = cluster.addressOf(REMOVED);
  await cluster.complete(cluster.node(1).addMember(0, REMOVED, address, { timeoutMs: 20_000 }));
  if (isCutOff) cluster.partition([[1, 2, 3], [REMOVED]]);
  await cluster.complete(cluster.node(1).removeMember(0, REMOVED, { timeoutMs: 20_000 }));
  await cluster.advance(5_000);
  const before = reign(cluster);
  let changes = 0;
  for (const nodeId of [1, 2, 3]) {
    cluster.node(nodeId).on('masterChange', () => changes++);
    cluster.node(nodeId).on('leaderChange', () => changes++);
  }
  cluster.heal();
  await cluster.restart(REMOVED);
  await cluster.advance(CALM_MS / 2);
  await cluster.restart(REMOVED, 'kept');
  await cluster.advance(CALM_MS / 2);
  expect(reign(cluster)).toEqual(before);
  expect(changes).toBe(0);
  await cluster.close();
});
