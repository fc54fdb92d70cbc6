/** A damaged value of a chosen instance that nobody has in the log any more: a checkpoint takes its place. */

import { afterEach, expect, test } from '@jest/globals';
import { CheckpointCluster } from './checkpoint-cluster.ts';

let world: CheckpointCluster;

afterEach(() => world.close());

test('a node whose log is whole but for it gets a checkpoint, and goes on with its log', async () => {
  world = await CheckpointCluster.start();
  world.machine(3).breaks = () => true;
  await world.propose(1, 30);
  await world.cleaned([1, 2], 15);
  await world.cluster.waitForConvergence();
  world.cluster.crash(3);
  world.cluster.disk(3).damage(0, 10);
  // Nothing is proposed meanwhile: what is missing is nothing that could be learned.
  await world.boot(3);
  await world.cluster.until(
    'node 3 to run',
    () => world.cluster.node(3).status().groups[0]?.state === 'running',
  );
  expect(world.said(3, 'needsCheckpoint')).toEqual([]);
  await world.propose(3, 3);
  await world.expectEqual();
});
