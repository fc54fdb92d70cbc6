/** Checkpoints while something else goes on: a start's replay, a log that moves, votes, other groups, other members. */

import { afterEach, describe, expect, test } from '@jest/globals';
import type { ExecuteContext, StateMachine } from 'gaios';
import { CheckpointCluster, LOG, LogMachine, tuning, type EventOf } from './checkpoint-cluster.ts';
import { text, untext } from './machines.ts';

let world: CheckpointCluster;

afterEach(async () => {
  await world.close();
});

/** Takes its time, of virtual time, for each operation. */
class SlowMachine extends LogMachine {
  ms = 0;

  override execute(value: Uint8Array, context: ExecuteContext): number {
    if (this.ms === 0) return super.execute(value, context);
    const { ms } = this;
    const later = new Promise<number>((resolve) => {
      world.cluster.clock.setTimer(ms, () => resolve(super.execute(value, context)));
    });
    return later as unknown as number;
  }
}

const stateOf = (nodeId: number, groupIdx = 0): string =>
  world.cluster
    .node(nodeId)
    .status()
    .groups.find((group) => group.groupIdx === groupIdx)?.state ?? '';

describe('a snapshot', () => {
  test('is taken while a start replays its log, and a crash in the middle of that goes on from it', async () => {
    let ms = 0;
    world = await CheckpointCluster.start({ node: { tuning: { checkpointEveryInstances: 0 } } }, () => {
      const machine = new SlowMachine();
      machine.ms = ms;
      return machine;
    });
    await world.propose(1, 80);
    await world.cluster.waitForConvergence();
    ms = 20;
    const more = { tuning: { ...tuning, checkpointEveryInstances: 20 } };
    world.cluster.crash(3);
    const starting = world.cluster.boot(3, more);
    await world.cluster.until('one to be made on the way', () =>
      world.cluster
        .volume(3)
        .paths()
        .some((path) => path.endsWith('/manifest') && !path.includes('/.')),
    );
    expect(world.machine(3).log.length).toBeLessThan(80);
    world.cluster.crash(3);
    starting.catch(() => {});
    ms = 0;
    world.watch(await world.cluster.complete(world.cluster.boot(3, more)));
    const [first] = world.cluster.node(3).listCheckpoints(0);
    expect(first?.instanceId).toBeLessThan(80);
    // What was in it is not executed again.
    await world.cluster.until('node 3 to have all', () => world.machine(3).log.length === 80);
    expect(world.machine(3).executed).toBeLessThan(65);
    await world.propose(3, 3);
    await world.expectEqual();
  });

  test('is of its instance, though the log moves on while it is written', async () => {
    // About ten seconds.
    world = await CheckpointCluster.start(
      { node: { tuning: { checkpointEveryInstances: 0, checkpointWriteBytes: 50_000 } } },
      () => new LogMachine(LOG, 500_000),
    );
    await world.propose(1, 10);
    await world.cluster.waitForConvergence();
    const call = world.cluster.node(1).checkpoint(0, { timeoutMs: 60_000 });
    const making = (nodeId: number): boolean =>
      world.cluster.node(nodeId).status().groups[0]?.checkpoints?.making ?? false;
    await world.cluster.until('all to make it', () => [1, 2, 3].every(making));
    await world.propose(1, 40);
    await world.propose(2, 10);
    expect([1, 2, 3].map(making)).toEqual([true, true, true]);
    const made = await world.cluster.complete(call);
    await world.cluster.until('all to have it', () =>
      world.cluster.nodes.every((node) => node.listCheckpoints(0)[0]?.id === made.id),
    );
    await world.cluster.restart(2);
    expect(world.machine(2).executed).toBe(50);
    await world.propose(2, 2);
    await world.cluster.waitForConvergence();
    expect(world.machine(2).log).toEqual(world.machine(1).log);
    expect(world.machine(2).log).toHaveLength(62);
  });

  test('that is asked for is not ended by one that is due, and a later one that is asked for does for both', async () => {
    world = await CheckpointCluster.start(
      { node: { tuning: { checkpointWriteBytes: 100_000 } } },
      () => new LogMachine(LOG, 300_000),
    );
    const { cluster } = world;
    await world.propose(1, 5);
    const options = { timeoutMs: 60_000 };
    const first = cluster.node(1).checkpoint(0, options);
    await world.propose(2, 60);
    expect(cluster.node(1).status().groups[0]?.checkpoints?.making).toBe(true);
    expect((await cluster.complete(first)).instanceId).toBeLessThan(40);
    const second = cluster.node(1).checkpoint(0, options);
    await world.propose(2, 2);
    const third = cluster.node(2).checkpoint(0, options);
    const [a, b] = await cluster.complete(Promise.all([second, third]));
    expect(a).toEqual(b);
    expect(world.said(1, 'checkpointFailed')).toEqual([]);
  });
});

/** Node 3 is cut off, in the groups named, until the others have deleted what it misses. */
const leaveBehind = async (groupIdx = 0): Promise<void> => {
  await world.propose(1, 5, groupIdx);
  await world.cluster.waitForConvergence();
  world.cluster.partition([[1, 2], [3]]);
  const before = world.cluster.node(3).getNowInstanceId(groupIdx);
  await world.cluster.advance(3_000);
  await world.propose(1, 60, groupIdx);
  await world.cleaned([1, 2], before, groupIdx);
};

/** Of some ten seconds. */
const slow = { checkpointSendBytes: 33_000, checkpointSendsMax: 1 };

const receiving = (): string => world.cluster.node(3).status().groups[0]?.checkpoints?.receiving ?? '';

describe('a node that is being sent a checkpoint', () => {
  test('votes all along, serves its other groups, and tells how far it is, as its sender does', async () => {
    const make = (_nodeId: number, groupIdx: number): StateMachine =>
      new LogMachine(LOG, groupIdx === 0 ? 500_000 : 0);
    world = await CheckpointCluster.start({ groupCount: 2, node: { tuning: slow } }, make);
    await leaveBehind();
    const { cluster } = world;
    cluster.heal();
    const isSending = (nodeId: number): boolean =>
      (cluster.node(nodeId).status().groups[0]?.checkpoints?.sending ?? 0) > 0;
    await cluster.until('it to be sent one', () => receiving() === 'receiving' && [1, 2].some(isSending));
    // Not the leader.
    expect([1, 2].map(isSending)).toEqual([false, true]);
    const promised = world.promised(3);
    // Without the sender's vote: node 3 has to accept what it cannot execute yet, at instances far above its log.
    cluster.network.block(1, 2);
    cluster.network.block(2, 1);
    await cluster.complete(cluster.node(1).propose(0, text('needs 3'), LOG, { timeoutMs: 10_000 }));
    await cluster.complete(cluster.node(3).propose(1, text('other group'), LOG, { timeoutMs: 10_000 }));
    expect(receiving()).toBe('receiving');
    expect(world.machine(3).log).not.toContain('needs 3');
    expect(world.machine(3, 1).log).toContain('other group');
    expect(world.promised(3)).toBeGreaterThanOrEqual(promised);
    expect(world.said(3, 'groupStopped')).toEqual([]);
    cluster.heal();
    await cluster.until('it to have all', () => world.machine(3).log.includes('needs 3'));
    expectProgress(world.said(3, 'checkpointProgress'), { side: 'receiver', peer: 2 });
    expectProgress(world.said(2, 'checkpointProgress'), { side: 'sender', peer: 3 });
    await world.expectEqual();
  });

  test('hears of the members as they are in the end, once', async () => {
    const told: (readonly [nodeId: number, members: string, version: number])[] = [];
    world = await CheckpointCluster.start({
      voters: 4,
      onMembershipChange: (nodeId, _groupIdx, members, version) =>
        void told.push([nodeId, members.map((member) => member.nodeId).join(), version]),
    });
    const { cluster } = world;
    await world.propose(1, 5);
    await cluster.waitForConvergence();
    cluster.partition([[1, 2, 4], [3]]);
    await cluster.advance(3_000);
    await cluster.complete(cluster.node(1).changeAddress(0, 4, 'memory:44'));
    await cluster.complete(cluster.node(1).changeAddress(0, 4, cluster.addressOf(4)));
    await cluster.complete(cluster.node(1).removeMember(0, 4, { force: true }));
    await cluster.retire(4);
    const changes = told.filter(([nodeId]) => nodeId === 1).length;
    expect(changes).toBeGreaterThanOrEqual(4);
    await world.propose(1, 60);
    await world.cleaned([1, 2], 30);
    told.length = 0;
    cluster.heal();
    await cluster.until(
      'node 3 to have installed one',
      () => world.said(3, 'checkpointInstalled').length > 0,
    );
    await world.propose(3, 3);
    await world.expectEqual();
    const { version } = cluster.node(1).showMembership(0);
    expect(told).toEqual([[3, '1,2,3', version]]);
  });
});

const expectProgress = (
  events: readonly EventOf<'checkpointProgress'>[],
  of: { readonly side: string; readonly peer: number },
): void => {
  expect(events.length).toBeGreaterThan(1);
  for (const event of events) expect(event).toMatchObject({ ...of, groupIdx: 0 });
  const done = events.map(({ bytesDone }) => bytesDone);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  const last = events.at(-1);
  expect(last?.bytesTotal).toBeGreaterThan(500_000);
  expect(last?.bytesDone).toBe(last?.bytesTotal);
};

test('one group mixes machines with and without: it has no checkpoints, keeps its log, and loses nothing', async () => {
  const plain = new Map<number, string[]>();
  world = await CheckpointCluster.start({
    stateMachines: (groupIdx, nodeId) => {
      const machine = new LogMachine();
      world?.machines.set(`${nodeId}/${groupIdx}`, machine);
      machines.set(nodeId, machine);
      const log: string[] = [];
      plain.set(nodeId, log);
      return [machine, withoutCheckpoints(log)];
    },
  });
  for (const [nodeId, machine] of machines) world.machines.set(`${nodeId}/0`, machine);
  for (let round = 0; round < 3; round++) {
    await world.propose(1, 15);
    await world.cluster.complete(world.cluster.node(2).propose(0, text(`p${round}`), LOG + 1));
  }
  await world.cluster.waitForConvergence();
  expect(world.minChosen(1)).toBe(1);
  expect(world.said(1, 'checkpointMade')).toEqual([]);
  expect(world.said(1, 'checkpointNotOffered')).toEqual([{ groupIdx: 0, smIds: [LOG + 1] }]);
  world.cluster.loseDisk(3);
  await world.boot(3);
  await world.cluster.until('node 3 to run', () => stateOf(3) === 'running');
  await world.cluster.waitForConvergence();
  expect(world.machine(3).log).toEqual(world.machine(1).log);
  expect(plain.get(3)).toEqual(['p0', 'p1', 'p2']);
});

const machines = new Map<number, LogMachine>();

const withoutCheckpoints = (log: string[]): StateMachine => {
  const machine = new LogMachine(LOG + 1);
  machine.execute = (value: Uint8Array) => log.push(untext(value));
  // oxlint-disable-next-line typescript/no-explicit-any -- as a machine that never had it
  machine.beginSnapshot = undefined as any;
  return machine;
};
