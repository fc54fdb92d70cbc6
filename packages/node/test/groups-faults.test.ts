/** Groups that come and go while nodes crash, and many of them at once (DESIGN 6). */

import { afterEach, describe, expect, test } from '@jest/globals';
import { GaiosError, type GroupInfo } from 'gaios';
import { TestCluster, type TestClusterOptions } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

let cluster: TestCluster;

const start = async (options: TestClusterOptions = {}): Promise<void> => {
  cluster = await TestCluster.start({ stateMachines: () => [new Counter()], ...options });
};

type Told = 'done' | 'not-executed' | 'unknown';

/** What a call came to. */
const toldOf = (call: Promise<unknown>): Promise<Told> =>
  call.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof GaiosError)) throw error;
      return error.outcome === 'not-executed' ? 'not-executed' : 'unknown';
    },
  );

/** The same, once it is certain that its process did not live to tell, if it has not. */
const settledTold = (told: Promise<Told>): Promise<Told> => {
  const gone = new Promise<Told>((resolve) => {
    cluster.clock.setTimer(16_000, () => resolve('unknown'));
  });
  return cluster.complete(Promise.race([told, gone]));
};

const bootMissing = async (): Promise<void> => {
  for (const id of cluster.nodeIds) if (!cluster.isRunning(id)) await cluster.complete(cluster.boot(id));
};

const stateOf = (groupIdx: number): string[] => [
  ...new Set(
    cluster.nodes.map((node) => {
      const info = node.showGroups().find((each) => each.groupIdx === groupIdx);
      return `${info?.state} ${info?.life} ${info?.version === 0 ? 'unfounded' : 'founded'} ${info?.drained?.join()}`;
    }),
  ),
];

const isEmpty = (nodeId: number, groupIdx: number): boolean => {
  const { meta, records } = cluster.disk(nodeId).peek(groupIdx);
  return meta === undefined && records.length === 0;
};

/** All nodes agree on what there is; what is there serves at all of its members, and of what is not nothing is left. */
const expectSettled = async (groupIdx: number): Promise<'live' | 'none'> => {
  await bootMissing();
  const runs = (): boolean =>
    cluster.nodes.every((node) => {
      const status = node.status().groups.find((each) => each.groupIdx === groupIdx);
      return status?.state === 'running' && cluster.isRunning(status.leader);
    });
  const isGone = (): boolean =>
    cluster.nodes.every(
      (node) =>
        node.status().groups.every((each) => each.groupIdx !== groupIdx) && isEmpty(node.nodeId, groupIdx),
    );
  const isSettled = (): boolean => {
    const [state = '', ...others] = stateOf(groupIdx);
    if (others.length > 0) return false;
    if (state.startsWith('live')) return state.includes(' founded') && runs();
    return (state.startsWith('destroyed') || state.startsWith('undefined')) && isGone();
  };
  await cluster.until(`group ${groupIdx} is settled`, isSettled);
  await cluster.advance(500);
  if (!stateOf(groupIdx)[0]?.startsWith('live')) return 'none';
  await cluster.complete(cluster.node(1).propose(groupIdx, text('it serves'), COUNTER));
  await cluster.waitForConvergence();
  return 'live';
};

afterEach(async () => {
  cluster.heal();
  await cluster.close();
});

/** Moments after the call, ms: among its first commits, and later. */
const MOMENTS = [0.4, 1.1, 1.9, 2.8, 4, 6, 9, 15, 30, 60];

describe('a crash', () => {
  test.each([
    ['of the node that was asked', (): number[] => [1]],
    ['of the leader of the directory', (): number[] => [cluster.leaderOf(0)?.nodeId ?? 1]],
    ['of a member', (): number[] => [3]],
    ['of all nodes', (): number[] => [1, 2, 3]],
  ])('%s while a group is created leaves none, or one that is finished', async (_, victims) => {
    const ends = new Set<string>();
    await start();
    let groupIdx = 10;
    for (const moment of MOMENTS) {
      const underWay = groupIdx % 2 === 0 ? 'lost' : 'kept';
      groupIdx++;
      const call = toldOf(
        cluster.node(1).createGroup({ groupIdx, members: [1, 2, 3], kind: 'k' }, { timeoutMs: 15_000 }),
      );
      await cluster.advance(moment);
      for (const id of victims()) cluster.crash(id, underWay);
      await cluster.advance(50);
      const end = await expectSettled(groupIdx);
      ends.add(end);
      const ended = { 'not-executed': 'none', done: 'live', unknown: end };
      expect(end).toBe(ended[await settledTold(call)]);
    }
    expect(ends).toContain('live');
  });

  test.each([
    ['of the node that was asked', (): number[] => [1]],
    ['of the leader of the directory', (): number[] => [cluster.leaderOf(0)?.nodeId ?? 1]],
    ['of a member', (): number[] => [3]],
    ['of all nodes', (): number[] => [1, 2, 3]],
  ])('%s while a group is destroyed and created anew is finished', async (_, victims) => {
    await start();
    const groupIdx = 9;
    const ends = new Set<string>();
    const create = (): Promise<GroupInfo> =>
      cluster.node(2).createGroup({ groupIdx, members: [1, 2, 3], kind: 'k' }, { timeoutMs: 15_000 });
    for (const moment of MOMENTS) {
      const isThere = stateOf(groupIdx)[0]?.startsWith('live') ?? false;
      if (!isThere) await cluster.complete(create());
      await cluster.complete(cluster.node(2).propose(groupIdx, text('x'), COUNTER));
      const destroyed = cluster.node(1).destroyGroup(groupIdx, { timeoutMs: 15_000 });
      const call = toldOf(moment > 5 ? destroyed.then(create) : destroyed);
      await cluster.advance(moment);
      for (const id of victims()) cluster.crash(id, moment % 2 > 1 ? 'lost' : 'kept');
      await cluster.advance(50);
      const end = await expectSettled(groupIdx);
      ends.add(end);
      const told = await settledTold(call);
      const isDone = told === 'done';
      expect(end).toBe(isDone ? (moment > 5 ? 'live' : 'none') : end);
    }
    expect(ends).toContain('none');
  });
});

test('two hundred groups are created under load, and destroyed, while a node is down for a part of it', async () => {
  await start();
  let acknowledged = 0;
  const load = new AbortController();
  const client = async (nodeId: number): Promise<void> => {
    while (!load.signal.aborted) {
      await cluster.node(nodeId).propose(0, text('load'), COUNTER);
      acknowledged++;
    }
  };
  const clients = [1, 2, 3].map((id) => client(id));
  const all = Array.from({ length: 200 }, (_, i) => i + 1);
  const beganMs = cluster.clock.monotonicMs();
  const infos = await cluster.complete(
    Promise.all(
      all.map((groupIdx) =>
        cluster.node(1 + (groupIdx % 3)).createGroup({ groupIdx, members: [1, 2, 3], kind: 'k' }),
      ),
    ),
  );
  // Of virtual time: elections by rank, two round trips, and a few commits.
  expect(cluster.clock.monotonicMs() - beganMs).toBeLessThan(3_000);
  expect(new Set(infos.map(({ gid }) => gid)).size).toBe(200);
  const values = all.map((groupIdx) =>
    cluster.node(1 + (groupIdx % 3)).propose(groupIdx, text('x'), COUNTER),
  );
  await cluster.complete(Promise.all(values));
  const leaders = new Set(all.map((groupIdx) => cluster.leaderOf(groupIdx)?.nodeId));
  expect(leaders.size).toBe(3);
  load.abort();
  await cluster.complete(Promise.all(clients));
  expect(acknowledged).toBeGreaterThan(30);
  cluster.crash(3);
  await cluster.complete(
    Promise.all(all.slice(0, 150).map((groupIdx) => cluster.node(1).destroyGroup(groupIdx))),
    120_000,
  );
  await cluster.complete(cluster.boot(3));
  const isRid = (): boolean =>
    cluster.nodes.every(
      (node) => node.status().groups.length === 51 && all.slice(0, 150).every((i) => isEmpty(node.nodeId, i)),
    );
  await cluster.until('node 3 is rid of them, too', isRid);
  await cluster.waitForLeaders();
  await cluster.waitForConvergence();
}, 60_000);

test('masters are balanced over groups that come and go', async () => {
  await start({ node: { balanceMasters: true, tuning: { balanceAfterMs: 500 } } });
  const all = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  cluster.crash(3);
  const made = all.map((groupIdx) =>
    cluster.node(1).createGroup({ groupIdx, members: [1, 2, 3], kind: 'k' }, { timeoutMs: 60_000 }),
  );
  await cluster.complete(cluster.boot(3));
  await cluster.complete(Promise.all(made));
  await cluster.complete(cluster.node(2).destroyGroup(4));
  await cluster.stop(3);
  await cluster.complete(cluster.boot(3));
  const leads = (id: number): number =>
    cluster
      .node(id)
      .status()
      .groups.filter(({ leader }) => leader === id).length;
  await cluster.until('each has its share', () => [1, 2, 3].every((id) => leads(id) >= 2));
  expect([1, 2, 3].map((id) => leads(id)).reduce((sum, each) => sum + each)).toBe(9);
});
