/** Checkpoints in whole nodes: made, shipped, installed, and the log behind them deleted. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { CheckpointCluster, LOG, LogMachine, tuning } from './checkpoint-cluster.ts';
import { text } from './machines.ts';

let world: CheckpointCluster;

afterEach(async () => {
  await world.close();
});

describe('a group that goes on', () => {
  test('makes checkpoints by itself, deletes its log behind them, and starts from one', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 50);
    await world.cluster.waitForConvergence();
    await world.cleaned([1, 2, 3], 20);
    expect(world.said(1, 'checkpointMade').length).toBeGreaterThan(0);
    await world.cluster.restart(3);
    // Its machine has executed only what is not in the checkpoint.
    expect(world.machine(3).executed).toBeLessThan(30);
    await world.propose(3, 5);
    await world.expectEqual();
    expect(world.machine(1).log).toHaveLength(55);
  });

  test('takes one at the same instance everywhere when asked to, and a restart goes on from it', async () => {
    world = await CheckpointCluster.start({ node: { tuning: { checkpointEveryInstances: 0 } } });
    await world.propose(2, 5);
    await world.cluster.waitForConvergence();
    const made = await world.cluster.complete(world.cluster.node(2).checkpoint(0));
    await world.cluster.until('all to have it', () =>
      world.cluster.nodes.every((node) => node.listCheckpoints(0).length === 1),
    );
    for (const node of world.cluster.nodes) {
      expect(node.listCheckpoints(0)).toMatchObject([{ instanceId: made.instanceId }]);
      await world.cluster.complete(node.verifyCheckpoint(0, node.listCheckpoints(0)[0]?.id ?? ''));
    }
    await world.cluster.restart(1);
    expect(world.machine(1).executed).toBe(0);
    expect(world.machine(1).log).toHaveLength(5);
    await world.propose(1, 3);
    await world.expectEqual();
  });
});

describe('a node that was away while the others deleted their log', () => {
  test('gets a checkpoint and the tail, in the running process', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 5);
    await world.cluster.waitForConvergence();
    world.cluster.partition([[1, 2], [3]]);
    await world.cluster.until(
      'node 3 to be gone',
      () =>
        !world.cluster
          .node(1)
          .status()
          .peers.some(({ nodeId, state }) => nodeId === 3 && state === 'up'),
    );
    const before = world.cluster.node(3).getNowInstanceId(0);
    const promised = world.promised(3);
    await world.propose(1, 60);
    await world.cleaned([1, 2], before);
    world.cluster.heal();
    await world.cluster.until(
      'node 3 to have installed one',
      () => world.said(3, 'checkpointInstalled').length > 0,
    );
    await world.propose(3, 5);
    await world.expectEqual();
    expect(world.said(3, 'checkpointInstalled')).toHaveLength(1);
    expect(world.promised(3)).toBeGreaterThanOrEqual(promised);
    await world.cluster.until('the sender to let go', () => world.said(3, 'checkpointCaughtUp').length > 0);
    await world.cluster.restart(3);
    await world.propose(3, 2);
    await world.expectEqual();
  });

  test('rebuilds on an empty disk, is bound again and votes', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 60);
    await world.cleaned([1, 2, 3], 20);
    world.cluster.loseDisk(3);
    const node = await world.boot(3);
    await world.cluster.until('node 3 to run', () => node.status().groups[0]?.state === 'running');
    await world.cluster.advance(5);
    expect(world.said(3, 'checkpointInstalled')).toHaveLength(1);
    await world.propose(3, 3);
    await world.expectEqual();
    world.cluster.crash(1);
    await world.propose(3, 3);
  });

  test.each([
    ['', 0],
    [', also by peers that rest after each checkpoint', 60_000],
  ])(
    'is helped in a group where nothing happens, though all that there is for it is damaged%s',
    async (_, rest) => {
      world = await CheckpointCluster.start({ node: { tuning: { checkpointRestMs: rest } } });
      await world.propose(1, 60);
      await world.cleaned([1, 2, 3], 20);
      for (const nodeId of [1, 2]) {
        const volume = world.cluster.volume(nodeId);
        const states = volume.paths().filter((path) => path.includes('/sm-'));
        expect(states).not.toEqual([]);
        for (const path of states) volume.damage(path, 0);
      }
      world.cluster.loseDisk(3);
      const node = await world.boot(3);
      await world.cluster.until('node 3 to run', () => node.status().groups[0]?.state === 'running', 600_000);
      expect([1, 2].flatMap((nodeId) => world.said(nodeId, 'checkpointRemoved'))).not.toEqual([]);
      await world.expectEqual();
    },
  );

  test('rebuilds without its log, though its own checkpoints are newer than those of the others', async () => {
    const few = { tuning: { checkpointKeep: 1, checkpointEveryInstances: 30 } };
    world = await CheckpointCluster.start({ node: few });
    world.cluster.crash(3);
    await world.cluster.complete(
      world.cluster.boot(3, { tuning: { ...tuning, checkpointEveryInstances: 1 } }),
    );
    await world.propose(1, 40);
    await world.cleaned([1, 2, 3], 20);
    await world.cluster.waitForConvergence();
    const newest = (nodeId: number): number =>
      world.cluster.node(nodeId).listCheckpoints(0).at(-1)?.instanceId ?? 0;
    expect(newest(3)).toBeGreaterThan(Math.max(newest(1), newest(2)));
    const files = world.cluster.volume(3);
    world.cluster.loseDisk(3);
    files.copyTo(world.cluster.volume(3));
    const node = await world.boot(3);
    await world.cluster.until('node 3 to run', () => node.status().groups[0]?.state === 'running');
    await world.cluster.advance(5);
    expect(world.said(3, 'checkpointInstalled')).toHaveLength(1);
    await world.propose(3, 3);
    await world.expectEqual();
  });

  test('joins a group whose log does not begin at the first instance', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 60);
    await world.cleaned([1, 2, 3], 20);
    world.watch(await world.cluster.addNode(4));
    const { cluster } = world;
    await cluster.complete(cluster.node(1).addMember(0, 4, cluster.addressOf(4)));
    await cluster.until('node 4 to run', () => cluster.node(4).status().groups[0]?.state === 'running');
    await cluster.advance(5);
    expect(world.said(4, 'checkpointInstalled')).toHaveLength(1);
    await world.propose(4, 3);
    await world.expectEqual();
  });

  test('its waiting proposals end', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 5);
    world.cluster.partition([[1, 2], [3]], { silent: true });
    const waiting = world.cluster.node(3).propose(0, text('lost?'), 7, { timeoutMs: 30_000 });
    const ended = waiting.then(
      () => 'executed',
      (error: { outcome?: string }) => error.outcome,
    );
    await world.propose(1, 60);
    await world.cleaned([1, 2], 30);
    world.cluster.heal();
    expect(['executed', 'unknown', 'not-executed']).toContain(await world.cluster.complete(ended));
    await world.cluster.until(
      'node 3 to have installed one',
      () => world.said(3, 'checkpointInstalled').length > 0,
    );
    await world.expectEqual();
  });
});

test('a machine that is new in a group begins empty behind the checkpoint', async () => {
  const extra = new Map<number, LogMachine>();
  world = await CheckpointCluster.start();
  await world.propose(1, 50);
  await world.cleaned([1, 2, 3], 20);
  for (const nodeId of [1, 2, 3]) {
    world.cluster.crash(nodeId);
    const added = new LogMachine(LOG + 1);
    extra.set(nodeId, added);
    await world.cluster.complete(
      world.cluster.boot(nodeId, {
        stateMachines: () => {
          const machine = new LogMachine();
          world.machines.set(`${nodeId}/0`, machine);
          return [machine, added];
        },
      }),
    );
  }
  await world.propose(1, 2);
  await world.cluster.complete(world.cluster.node(1).propose(0, text('new'), LOG + 1));
  await world.expectEqual();
  expect(world.machine(3).log).toHaveLength(52);
  for (const machine of extra.values()) expect(machine.log).toEqual(['new']);
});
