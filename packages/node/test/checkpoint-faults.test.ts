/** What goes wrong while checkpoints are made, shipped and installed, in whole nodes on virtual time. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { CheckpointCluster, LOG, LogMachine, tuning } from './checkpoint-cluster.ts';

let world: CheckpointCluster;

afterEach(async () => {
  await world.close();
});

/** Node 3 is cut off until the others have deleted what it misses. */
const leaveBehind = async (operations = 60): Promise<void> => {
  await world.propose(1, 5);
  await world.cluster.waitForConvergence();
  world.cluster.partition([[1, 2], [3]]);
  const before = world.cluster.node(3).getNowInstanceId(0);
  await world.cluster.advance(3_000);
  await world.propose(1, operations);
  await world.cleaned([1, 2], before);
};

/** Of some seconds. */
const slow = { node: { tuning: { checkpointSendBytes: 33_000, checkpointSendsMax: 1 } } };
const padded = (): LogMachine => new LogMachine(LOG, 500_000);

const installed = (): Promise<void> =>
  world.cluster.until('node 3 to have installed one', () => world.said(3, 'checkpointInstalled').length > 0);

describe('a checkpoint that fails', () => {
  test('leaves the last one and the log, and is tried again', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 25);
    await world.cluster.until('one to be made', () => world.said(1, 'checkpointMade').length > 0);
    const before = world.cluster.node(1).listCheckpoints(0);
    let broken = true;
    world.machine(1).breaks = () => broken;
    await world.propose(1, 30);
    await world.cluster.until('one to fail', () => world.said(1, 'checkpointFailed').length > 0);
    expect(world.said(1, 'checkpointFailed')[0]).toMatchObject({ stage: 'make', groupIdx: 0 });
    expect(world.cluster.node(1).listCheckpoints(0)).toEqual(before);
    await expect(world.cluster.complete(world.cluster.node(1).checkpoint(0))).rejects.toMatchObject({
      code: 'CHECKPOINT_FAILED',
    });
    broken = false;
    const count = world.said(1, 'checkpointMade').length;
    // Nothing is proposed meanwhile.
    await world.cluster.until(
      'it to be made after all',
      () => world.said(1, 'checkpointMade').length > count,
    );
    await world.expectEqual();
  });

  test('because the disk is full leaves the group as it is', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 5);
    const volume = world.cluster.volume(2);
    volume.bytesMax = volume.used + 10;
    await world.propose(1, 30);
    await world.cluster.until('one to fail', () => world.said(2, 'checkpointFailed').length > 0);
    expect(world.said(2, 'checkpointFailed')[0]?.error).toMatchObject({ code: 'STORAGE_FULL' });
    volume.bytesMax = Infinity;
    await world.cluster.until('one to be made', () => world.said(2, 'checkpointMade').length > 0);
    await world.expectEqual();
  });

  test('because of one that is asked for comes later, and never the other way round', async () => {
    world = await CheckpointCluster.start({ node: { tuning: { checkpointEveryInstances: 1 } } });
    for (let round = 0; round < 10; round++) {
      const asked = world.cluster.node(1 + (round % 3)).checkpoint(0);
      await world.propose(1, 3);
      const { id } = await world.cluster.complete(asked);
      expect(id).toMatch(/^0/);
    }
    expect([1, 2, 3].flatMap((nodeId) => world.said(nodeId, 'checkpointFailed'))).toEqual([]);
    await world.expectEqual();
  });

  test('differs from those of the others: everybody hears of it', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 5);
    await world.cluster.waitForConvergence();
    world.machine(2).log[2] = 'something else';
    const { instanceId } = await world.cluster.complete(world.cluster.node(1).checkpoint(0));
    await world.cluster.until('nodes 1 and 3 to hear of it', () =>
      [1, 3].every((nodeId) => world.said(nodeId, 'checkpointDivergence').length > 0),
    );
    expect(world.said(1, 'checkpointDivergence')).toEqual([
      { groupIdx: 0, instanceId, peer: 2, differences: ['the files of machine 7'] },
    ]);
  });
});

describe('a transfer', () => {
  test('is finished though the sender dies in the middle of it', async () => {
    world = await CheckpointCluster.start(slow, padded);
    await leaveBehind();
    world.cluster.heal();
    const senders = (): number[] =>
      [1, 2].filter(
        (nodeId) => (world.cluster.node(nodeId).status().groups[0]?.checkpoints?.sending ?? 0) > 0,
      );
    await world.cluster.until('one to be sending', () => senders().length > 0);
    const sender = senders()[0] ?? 0;
    world.cluster.crash(sender);
    await world.cluster.advance(500);
    await world.boot(sender);
    await installed();
    await world.propose(3, 3);
    await world.expectEqual();
  });

  test.each([1, 2, 3, 5, 8, 13, 21, 34])(
    'is finished though the receiver loses its power at operation %i of its disk',
    async (operation) => {
      world = await CheckpointCluster.start();
      await leaveBehind();
      const volume = world.cluster.volume(3);
      volume.onCrash = () => world.cluster.crash(3);
      volume.crashAt = volume.operations + operation;
      const promised = world.promised(3);
      world.cluster.heal();
      await world.cluster.advance(3_000);
      if (!world.cluster.isRunning(3)) await world.boot(3);
      volume.crashAt = Infinity;
      await world.cluster.until('node 3 to be up to date', () => world.machine(3).log.length === 65);
      expect(world.promised(3)).toBeGreaterThanOrEqual(promised);
      await world.propose(3, 3);
      await world.expectEqual();
    },
  );

  test.each([1, 3, 10, 40])(
    'survives a restart of the receiver %i ms after it begins to install',
    async (ms) => {
      world = await CheckpointCluster.start({ diskMs: [5, 15] });
      await leaveBehind();
      world.cluster.heal();
      await world.cluster.until('it to install', () =>
        ['installing', 'catching-up'].includes(
          world.cluster.node(3).status().groups[0]?.checkpoints?.receiving ?? '',
        ),
      );
      await world.cluster.advance(ms);
      world.cluster.crash(3);
      await world.boot(3);
      await world.cluster.until('node 3 to be up to date', () => world.machine(3).log.length === 65);
      await world.propose(3, 3);
      await world.expectEqual();
    },
  );

  test('needs no second one, though the others write and delete on: the sender keeps what comes behind it', async () => {
    world = await CheckpointCluster.start(slow, padded);
    await leaveBehind();
    world.cluster.heal();
    const isSending = (): boolean =>
      [1, 2].some((nodeId) => (world.cluster.node(nodeId).status().groups[0]?.checkpoints?.sending ?? 0) > 0);
    await world.cluster.until('one to be sending', isSending);
    const kept = Math.min(world.minChosen(1), world.minChosen(2));
    for (let round = 0; round < 5; round++) {
      await world.propose(1, 25);
      await world.cluster.advance(500);
    }
    expect(isSending()).toBe(true);
    expect(Math.max(world.minChosen(1), world.minChosen(2))).toBeGreaterThan(kept + 50);
    await installed();
    await world.cluster.until('node 3 to be up to date', () => world.machine(3).log.length === 190);
    expect(world.said(3, 'checkpointInstalled')).toHaveLength(1);
    await world.cluster.until('the sender to delete it, too', () =>
      [1, 2].every((nodeId) => world.minChosen(nodeId) > kept + 50),
    );
    await world.expectEqual();
  });

  test('goes on while the membership changes', async () => {
    world = await CheckpointCluster.start({ ...slow, voters: 4 }, padded);
    await world.propose(1, 5);
    world.cluster.partition([[1, 2, 4], [3]]);
    await world.cluster.advance(3_000);
    await world.propose(1, 100);
    await world.cleaned([1, 2, 4], 20);
    world.cluster.heal();
    await world.cluster.complete(world.cluster.node(1).removeMember(0, 4, { force: true }));
    await installed();
    await world.propose(3, 3);
    const members = world.cluster
      .node(3)
      .showMembership(0)
      .members.map(({ nodeId }) => nodeId);
    expect(members).toEqual([1, 2, 3]);
    await world.cluster.until('nodes 1 and 3 to have the same', () => world.machine(1).log.length === 108);
    expect(world.machine(3).log).toEqual(world.machine(1).log);
  });
});

describe('a log that begins behind everything that is here', () => {
  test('waits for a checkpoint of another node, and votes meanwhile', async () => {
    world = await CheckpointCluster.start();
    await world.propose(1, 60);
    await world.cluster.waitForConvergence();
    await world.cleaned([1, 2, 3], 40);
    world.cluster.crash(3);
    world.cluster.wipeFiles(3);
    await world.boot(3);
    await installed();
    await world.propose(3, 3);
    await world.expectEqual();
  });
});

describe('several groups', () => {
  test('get theirs a few at a time, and a machine without keeps its log', async () => {
    world = await CheckpointCluster.start(
      { groupCount: 6, node: { tuning: { checkpointReceivesMax: 2 } } },
      (_nodeId, groupIdx) => (groupIdx === 5 ? new WithoutCheckpoints() : new LogMachine()),
    );
    world.cluster.partition([[1, 2], [3]]);
    await world.cluster.advance(3_000);
    for (let groupIdx = 0; groupIdx < 6; groupIdx++) await world.propose(1, 45, groupIdx);
    for (let groupIdx = 0; groupIdx < 5; groupIdx++) await world.cleaned([1, 2], 20, groupIdx);
    expect(world.minChosen(1, 5)).toBe(1);
    expect(world.said(1, 'checkpointNotOffered')).toEqual([{ groupIdx: 5, smIds: [7] }]);
    await expect(world.cluster.complete(world.cluster.node(1).checkpoint(5))).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_OFFERED',
    });
    world.cluster.heal();
    await world.cluster.until('all groups of node 3 to be up to date', () =>
      [0, 1, 2, 3, 4, 5].every((groupIdx) => world.machine(3, groupIdx).log.length === 45),
    );
    expect(
      world
        .said(3, 'checkpointInstalled')
        .map(({ groupIdx }) => groupIdx)
        .toSorted((a, b) => a - b),
    ).toEqual([0, 1, 2, 3, 4]);
  });

  test('one that is made at run time is learned by a checkpoint, and leaves none behind', async () => {
    world = await CheckpointCluster.start();
    const { cluster } = world;
    const create = (): Promise<unknown> =>
      cluster.complete(cluster.node(1).createGroup({ groupIdx: 4, members: [1, 2], kind: '' }));
    await create();
    await world.propose(1, 60, 4);
    await world.cleaned([1, 2], 20, 4);
    await cluster.complete(cluster.node(1).addMember(4, 3, cluster.addressOf(3)));
    await cluster.until('node 3 to run it', () =>
      cluster
        .node(3)
        .status()
        .groups.some(({ groupIdx, state }) => groupIdx === 4 && state === 'running'),
    );
    expect(world.said(3, 'checkpointInstalled').map(({ groupIdx }) => groupIdx)).toEqual([4]);
    await cluster.until('node 3 to have it', () => world.machine(3, 4).log.length === 60);
    await cluster.complete(cluster.node(1).destroyGroup(4));
    await cluster.until('nothing to be left', () =>
      [1, 2, 3].every(
        (nodeId) =>
          !cluster
            .volume(nodeId)
            .paths()
            .some((path) => path.includes('/4/')),
      ),
    );
    await create();
    await world.propose(1, 3, 4);
    expect(world.machine(1, 4).log).toHaveLength(3);
  });
});

test('the cleaner can be stopped, and keeps what it is told to keep', async () => {
  world = await CheckpointCluster.start({ node: { tuning: { ...tuning, holdLogCount: 1_000 } } });
  const node = world.cluster.node(1);
  await world.propose(1, 50);
  await world.cluster.advance(2_000);
  expect(world.minChosen(1)).toBe(1);
  node.pauseLogCleaner();
  node.setHoldLogCount(0, 5);
  await world.cluster.advance(2_000);
  expect(world.minChosen(1)).toBe(1);
  expect(node.status().groups[0]?.checkpoints).toMatchObject({ cleanerPaused: true, holdLogCount: 5 });
  node.continueLogCleaner(0);
  await world.cleaned([1], 20);
  const newest = node.listCheckpoints(0).at(-1)?.instanceId ?? 0;
  await world.cluster.advance(2_000);
  expect(world.minChosen(1)).toBe(newest + 1 - 5);
  expect(() => node.setHoldLogCount(0, -1)).toThrow('no count');
});

test('a node that closes says so, and not that it keeps no checkpoints', async () => {
  world = await CheckpointCluster.start();
  const [node, other] = [world.cluster.node(1), world.cluster.node(2)];
  await world.cluster.complete(node.close());
  for (const call of [() => node.setHoldLogCount(0, 5), () => node.pauseLogCleaner(0)]) {
    expect(call).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  }
  await expect(node.checkpoint(0)).rejects.toMatchObject({ code: 'CLOSED' });
  expect(() => other.setHoldLogCount(0, 5)).not.toThrow();
});

class WithoutCheckpoints extends LogMachine {
  // oxlint-disable-next-line typescript/no-explicit-any -- as a machine that never had it
  override beginSnapshot = undefined as any;
}
