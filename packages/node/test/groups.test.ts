/** Groups at run time, over whole nodes on virtual time (DESIGN 6). */

import { afterEach, describe, expect, test } from '@jest/globals';
import { GaiosError, type ErrorCode, type GroupInfo, type NewGroup, type Node } from 'gaios';
import { decodePayload } from '@gaios/proto';
import { TestCluster, type TestClusterOptions } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

/** Machines of the kind `pair` have this one as well. */
const SECOND = 2;

let cluster: TestCluster;
/** By node and group, the machines of the last life. */
let machines: Map<string, Counter>;
/** What `stateMachines` was called with at node 1. */
let asked: string[];

const machinesOf = (groupIdx: number, nodeId: number, kind: string, life: number): Counter[] => {
  if (nodeId === 1) asked.push(`${groupIdx} ${kind} ${life}`);
  if (kind === 'broken') throw new Error('no such kind');
  const machine = new Counter();
  machines.set(`${nodeId}/${groupIdx}`, machine);
  return kind === 'pair' ? [machine, new Counter(SECOND)] : [machine];
};

const start = async (options: TestClusterOptions = {}): Promise<void> => {
  machines = new Map();
  asked = [];
  cluster = await TestCluster.start({ stateMachines: machinesOf, ...options });
};

const group = (more: Partial<NewGroup> = {}): NewGroup => ({
  groupIdx: 5,
  members: [1, 2, 3],
  kind: 'count',
  ...more,
});
const create = (more: Partial<NewGroup> = {}, at = 1): Promise<GroupInfo> =>
  cluster.complete(cluster.node(at).createGroup(group(more)));
const infoAt = (node: Node, groupIdx = 5): GroupInfo | undefined =>
  node.showGroups().find((each) => each.groupIdx === groupIdx);
const statusAt = (node: Node, groupIdx = 5) =>
  node.status().groups.find((each) => each.groupIdx === groupIdx);
const propose = (node: Node, value: string, groupIdx = 5): Promise<unknown> =>
  cluster.complete(node.propose(groupIdx, text(value), COUNTER));
const isEmpty = (nodeId: number, groupIdx = 5): boolean => {
  const { meta, records } = cluster.disk(nodeId).peek(groupIdx);
  return meta === undefined && records.length === 0;
};
const runsAt = (nodeId: number, groupIdx = 5): boolean =>
  statusAt(cluster.node(nodeId), groupIdx)?.state === 'running';

const refusedWith = async (promise: Promise<unknown>, code: ErrorCode): Promise<GaiosError> => {
  const error: unknown = await cluster.complete(promise.catch((reason: unknown) => reason));
  expect(error).toBeInstanceOf(GaiosError);
  expect((error as GaiosError).code).toBe(code);
  return error as GaiosError;
};

afterEach(async () => {
  cluster.heal();
  await cluster.close();
});

describe('a group that is created', () => {
  test('runs at all of its members, with the machines of its kind, and is known everywhere', async () => {
    const changes: string[] = [];
    await start();
    cluster.node(2).on('groupChange', ({ groupIdx, state, version }) => {
      changes.push(`${groupIdx} ${state} ${version}`);
    });
    expect(cluster.node(3).showGroups()).toMatchObject([{ groupIdx: 0, kind: '', runsHere: true }]);
    const created = await create({ kind: 'pair' });
    expect(created).toMatchObject({ groupIdx: 5, kind: 'pair', life: 1, state: 'live', runsHere: true });
    expect(created.gid).toBeGreaterThan(0);
    await cluster.until('it runs everywhere', () => [1, 2, 3].every((id) => runsAt(id)));
    for (const node of cluster.nodes) {
      expect(statusAt(node)).toMatchObject({ kind: 'pair', gid: created.gid });
      await propose(node, `from ${node.nodeId}`);
      await cluster.complete(node.propose(5, text('x'), SECOND));
    }
    await cluster.waitForConvergence();
    const infos = cluster.nodes.map((node) => infoAt(node));
    for (const info of infos) expect(info).toEqual({ ...created, version: 1 });
    expect(machines.get('3/5')?.log).toEqual(['from 1', 'from 2', 'from 3']);
    expect(changes).toEqual(['0 live 1', '5 live 0', '5 live 1']);
    expect(cluster.node(1).isMaster(5) || cluster.node(1).getMaster(5) !== 1).toBe(true);
  });

  test('runs at its members alone; the others say who they are', async () => {
    await start({ voters: 4 });
    await create({ members: [1, 3, { nodeId: 4, role: 'learner' }] }, 2);
    expect(statusAt(cluster.node(2))).toBeUndefined();
    expect(isEmpty(2)).toBe(true);
    await cluster.until('the learner runs', () => runsAt(4));
    await propose(cluster.node(4), 'a');
    const error = await refusedWith(cluster.node(2).propose(5, text('b'), COUNTER), 'NOT_A_MEMBER');
    expect(error.outcome).toBe('not-executed');
    expect(error.facts).toMatchObject({
      groupIdx: 5,
      members: [
        { nodeId: 1, role: 'voter' },
        { nodeId: 3, role: 'voter' },
        { nodeId: 4, address: cluster.addressOf(4), role: 'learner' },
      ],
    });
    await refusedWith(cluster.node(2).read(5, COUNTER, 'log'), 'NOT_A_MEMBER');
    await cluster.restart(2);
    expect(infoAt(cluster.node(2))).toMatchObject({ state: 'live', runsHere: false });
  });

  test('is there after all nodes are started anew', async () => {
    await start({ groupCount: 2 });
    const { gid } = await create();
    await propose(cluster.node(1), 'a');
    for (const id of [1, 2, 3]) cluster.crash(id);
    await cluster.startAll();
    expect(cluster.nodes.map((node) => node.status().groups.map(({ groupIdx }) => groupIdx))).toEqual(
      [1, 2, 3].map(() => [0, 1, 5]),
    );
    await cluster.waitForLeaders();
    await propose(cluster.node(2), 'b');
    await cluster.waitForConvergence();
    expect(machines.get('1/5')?.log).toEqual(['a', 'b']);
    expect(infoAt(cluster.node(3))).toMatchObject({ gid, version: 1 });
  });

  test('waits for a voter that is down, and is founded when it comes', async () => {
    await start();
    cluster.crash(3);
    await cluster.until('its absence is noticed', () => !isUp(1, 3));
    const progress: (readonly number[])[] = [];
    cluster.node(1).on('groupProgress', ({ waitsFor }) => progress.push(waitsFor));
    const error = await refusedWith(cluster.node(1).createGroup(group(), { timeoutMs: 3_000 }), 'TIMEOUT');
    expect(error).toMatchObject({ outcome: 'unknown', facts: { groupIdx: 5, waitsFor: [3] } });
    expect(progress).toEqual([[3]]);
    expect(infoAt(cluster.node(2))).toMatchObject({ state: 'live', version: 0 });
    await refusedWith(cluster.node(2).createGroup(group()), 'GROUP_EXISTS');
    await cluster.complete(cluster.boot(3));
    await cluster.until('it is founded', () => [1, 2, 3].every((id) => runsAt(id)));
    await propose(cluster.node(3), 'a');
    await cluster.until('all know', () => cluster.nodes.every((node) => infoAt(node)?.version === 1));
  });

  test('that nobody founded can be destroyed', async () => {
    await start();
    cluster.crash(3);
    await refusedWith(cluster.node(1).createGroup(group(), { timeoutMs: 2_000 }), 'TIMEOUT');
    const waits = cluster.node(1).waitFor({ groupIdx: 5, leader: true }, { timeoutMs: 20_000 });
    const ended = refusedWith(waits, 'GROUP_DESTROYED');
    await cluster.complete(cluster.node(2).destroyGroup(5));
    await ended;
    await cluster.complete(cluster.boot(3));
    await cluster.until('all know', () =>
      cluster.nodes.every((node) => infoAt(node)?.state === 'destroyed' && statusAt(node) === undefined),
    );
    for (const id of [1, 2, 3]) expect(isEmpty(id)).toBe(true);
  });

  test('follows changes of its members, at nodes that come and go', async () => {
    await start();
    await create();
    await cluster.addNode(4);
    const address = cluster.addressOf(4);
    await cluster.complete(cluster.node(1).addMember(0, 4, address));
    await propose(cluster.node(1), 'a');
    await refusedWith(cluster.node(4).propose(5, text('b'), COUNTER), 'NOT_A_MEMBER');
    await cluster.complete(cluster.node(2).addMember(5, 4, address));
    await propose(cluster.node(4), 'b');
    const leaves = cluster.leaderOf(5)?.nodeId === 1 ? 2 : 1;
    await cluster.complete(cluster.node(4).removeMember(5, leaves));
    await cluster.until('it has left', () => statusAt(cluster.node(leaves)) === undefined);
    const error = await refusedWith(cluster.node(leaves).propose(5, text('c'), COUNTER), 'NOT_A_MEMBER');
    expect(error.facts['members']).toHaveLength(3);
    await cluster.until('its log is gone', () => isEmpty(leaves));
    expect(machines.get('4/5')?.log).toEqual(['a', 'b']);
  });

  test('comes back to a node that has lost its disk', async () => {
    await start();
    await create();
    await propose(cluster.node(1), 'a');
    cluster.loseDisk(3);
    await cluster.complete(cluster.boot(3));
    await cluster.until('its new disk is bound', () => runsAt(3));
    await cluster.advance(1);
    await propose(cluster.node(3), 'b');
    await cluster.waitForConvergence();
    expect(machines.get('3/5')?.log).toEqual(['a', 'b']);
  });
});

const isUp = (at: number, nodeId: number): boolean =>
  cluster
    .node(at)
    .status()
    .peers.find((peer) => peer.nodeId === nodeId)?.state === 'up';

describe('a group that is destroyed', () => {
  test('finishes what is under way, takes nothing new, and leaves nothing', async () => {
    await start();
    await create();
    const under = Array.from({ length: 20 }, (_, i) =>
      cluster.node(1 + (i % 3)).propose(5, text(`${i}`), COUNTER),
    );
    const states: string[] = [];
    cluster.node(1).on('groupChange', ({ state }) => states.push(state));
    const destroyed = cluster.node(2).destroyGroup(5);
    await cluster.until('it drains', () => states.includes('draining'));
    const late = cluster.node(1).propose(5, text('late'), COUNTER);
    const code = statusAt(cluster.node(1)) === undefined ? 'UNKNOWN_GROUP' : 'GROUP_DRAINING';
    expect((await refusedWith(late, code)).outcome).toBe('not-executed');
    await cluster.complete(Promise.all(under));
    await cluster.complete(destroyed);
    expect(isEmpty(2)).toBe(true);
    await cluster.until('all are rid of it', () =>
      cluster.nodes.every((node) => statusAt(node) === undefined && isEmpty(node.nodeId)),
    );
    expect(states).toEqual(expect.arrayContaining(['draining', 'destroyed']));
    const error = await refusedWith(cluster.node(3).readBarrier(5), 'UNKNOWN_GROUP');
    expect(error.facts).toMatchObject({ groupIdx: 5, state: 'destroyed' });
    await refusedWith(cluster.node(3).destroyGroup(5), 'UNKNOWN_GROUP');
    await cluster.complete(cluster.node(3).propose(0, text('other groups go on'), COUNTER));
  });

  test('ends what cannot be finished, with a definite code, after closeDrainMs', async () => {
    await start({ node: { tuning: { closeDrainMs: 2_000 } } });
    await create();
    for (const id of [1, 2, 3]) machines.get(`${id}/5`)!.broken = () => true;
    const stuck = cluster.node(1).propose(5, text('a'), COUNTER, { timeoutMs: 30_000 });
    const waits = cluster.node(1).waitFor({ groupIdx: 5, executedUpTo: 1_000 }, { timeoutMs: 30_000 });
    const ends = Promise.all([refusedWith(stuck, 'GROUP_DESTROYED'), refusedWith(waits, 'GROUP_DESTROYED')]);
    await cluster.advance(10);
    await cluster.complete(cluster.node(2).destroyGroup(5));
    const [error] = await ends;
    expect(error.outcome).toBe('unknown');
    expect(isEmpty(2)).toBe(true);
  });

  test('of the initial set is gone as well, also after a start with the same options', async () => {
    await start({ groupCount: 3 });
    await cluster.complete(cluster.node(1).destroyGroup(1));
    await cluster.until('all are rid of it', () => cluster.nodes.every((node) => isEmpty(node.nodeId, 1)));
    for (const id of [1, 2, 3]) await cluster.restart(id);
    for (const node of cluster.nodes) {
      expect(node.status().groups.map(({ groupIdx }) => groupIdx)).toEqual([0, 2]);
    }
    await cluster.waitForLeaders();
    expect(await create({ groupIdx: 1 })).toMatchObject({ life: 1, state: 'live' });
    await propose(cluster.node(3), 'a', 1);
  });

  test('while a node is down ends there when it comes back', async () => {
    await start({ groupCount: 2 });
    await create();
    await propose(cluster.node(1), 'a');
    cluster.crash(3);
    for (const groupIdx of [1, 5]) await cluster.complete(cluster.node(1).destroyGroup(groupIdx));
    expect(isEmpty(3)).toBe(false);
    await cluster.complete(cluster.boot(3));
    await cluster.until('it is rid of them', () => isEmpty(3) && isEmpty(3, 1));
    expect(
      cluster
        .node(3)
        .status()
        .groups.map(({ groupIdx }) => groupIdx),
    ).toEqual([0]);
  });

  test('and created anew is another one: what the old one says is refused, and counted', async () => {
    await start();
    const { gid } = await create();
    await propose(cluster.node(1), 'old');
    cluster.partition([[1, 2], [3]]);
    await cluster.until('it is noticed', () => !isUp(1, 3) && cluster.leaderOf(0)?.nodeId !== 3);
    await cluster.complete(cluster.node(1).destroyGroup(5));
    const again = await create({ members: [1, 2] });
    expect(again).toMatchObject({ life: 2 });
    expect(again.gid).not.toBe(gid);
    await propose(cluster.node(2), 'new');
    // Until it learns of it, node 3 goes on with what it has.
    const refused: string[] = [];
    for (const id of [1, 2]) cluster.node(id).on('messageRejected', ({ reason }) => refused.push(reason));
    cluster.network.filter = ({ to, payload }) => {
      const decoded = decodePayload(payload);
      return to !== 3 || decoded.kind !== 'messages' || decoded.messages.every((each) => each.groupIdx !== 0);
    };
    cluster.heal();
    await cluster.until('it is refused', () => refused.length > 2);
    expect(infoAt(cluster.node(3))).toMatchObject({ gid, state: 'live' });
    cluster.network.filter = undefined;
    await cluster.until('it has learned', () => infoAt(cluster.node(3))?.life === 2 && isEmpty(3));
    expect(refused).toContain('group 5 is in its life 2 here, not 1');
    await refusedWith(cluster.node(3).propose(5, text('x'), COUNTER), 'NOT_A_MEMBER');
    expect(machines.get('2/5')?.log).toEqual(['new']);
    for (const node of [cluster.node(1), cluster.node(2)]) {
      await propose(node, 'on');
      expect(statusAt(node)).toMatchObject({ gid: again.gid, state: 'running' });
    }
  });

  test('and created anew with the node that was down: the old log there is not taken for the new one', async () => {
    await start();
    await create();
    for (const value of ['a', 'b', 'c']) await propose(cluster.node(1), value);
    cluster.crash(3);
    await cluster.complete(cluster.node(1).destroyGroup(5));
    const creating = cluster.node(2).createGroup(group({ kind: 'pair' }), { timeoutMs: 30_000 });
    await cluster.advance(2_000);
    await cluster.complete(cluster.boot(3));
    await cluster.complete(creating);
    await cluster.until('it runs', () => runsAt(3));
    await propose(cluster.node(3), 'new');
    await cluster.waitForConvergence();
    expect(asked).toEqual(['0  0', '5 count 1', '5 pair 2']);
    expect(machines.get('3/5')?.log).toEqual(['new']);
  });
});

describe('what is wrong', () => {
  const cases: readonly (readonly [ErrorCode, Partial<NewGroup>, object])[] = [
    ['INVALID_ARGUMENT', { groupIdx: 0 }, { groupIdx: 0 }],
    ['INVALID_ARGUMENT', { groupIdx: 65_536 }, {}],
    ['INVALID_ARGUMENT', { groupIdx: 1.5 }, {}],
    ['INVALID_ARGUMENT', { kind: 'x'.repeat(65) }, {}],
    ['INVALID_ARGUMENT', { kind: 7 as never }, {}],
    ['INVALID_ARGUMENT', { members: 'all' as never }, {}],
    ['INVALID_ARGUMENT', { members: [{ nodeId: 1, role: 'king' as never }] }, {}],
    ['INVALID_ARGUMENT', { members: [{ nodeId: 1, address: 'elsewhere:1' }] }, { known: 'memory:1' }],
    ['NO_VOTERS', { members: [] }, {}],
    ['NO_VOTERS', { members: [{ nodeId: 1, role: 'learner' }] }, {}],
    ['DUPLICATE_MEMBER', { members: [1, 2, 1] }, { nodeId: 1 }],
    ['UNKNOWN_MEMBER', { members: [1, 9] }, { nodeId: 9, known: [1, 2, 3] }],
    ['UNKNOWN_MEMBER', { members: [null as never] }, {}],
    ['GROUP_EXISTS', { groupIdx: 1 }, { groupIdx: 1 }],
    ['GROUP_LIMIT', { groupIdx: 7 }, { groups: 3, groupsMax: 3 }],
  ];

  test('is refused, with the facts, and changes nothing', async () => {
    await start({ groupCount: 2, node: { tuning: { groupsMax: 3 } } });
    await create();
    const before = JSON.stringify(cluster.node(3).showGroups());
    for (const [code, wrong, facts] of cases) {
      const call = cluster.node(1).createGroup(group({ groupIdx: 6, ...wrong }));
      const error = await refusedWith(call, code);
      expect(error.outcome).toBe('not-executed');
      expect(error.facts).toMatchObject(facts);
    }
    for (const [code, groupIdx] of [
      ['INVALID_ARGUMENT', 0],
      ['INVALID_ARGUMENT', -1],
      ['UNKNOWN_GROUP', 6],
    ] as const) {
      expect((await refusedWith(cluster.node(1).destroyGroup(groupIdx), code)).outcome).toBe('not-executed');
    }
    expect(JSON.stringify(cluster.node(3).showGroups())).toBe(before);
    await refusedWith(cluster.node(1).createGroup(group(), { timeoutMs: -1 }), 'INVALID_ARGUMENT');
    const abort = AbortSignal.abort();
    await refusedWith(cluster.node(1).createGroup(group({ groupIdx: 9 }), { signal: abort }), 'ABORTED');
  });

  test('a kind that a member has no machines for, as its options say, also for the first group of all', async () => {
    await start();
    cluster.crash(2);
    await cluster.complete(cluster.boot(2, { groupKinds: ['count'] }));
    await cluster.until('it is up', () => isUp(1, 2));
    await cluster.waitForLeaders();
    const error = await refusedWith(cluster.node(1).createGroup(group({ kind: 'other' })), 'UNKNOWN_KIND');
    expect(error.facts).toMatchObject({ groupIdx: 5, kind: 'other', nodeIds: [2] });
    await create();
    await create({ groupIdx: 6, kind: 'other', members: [1, 3] });
  });

  test('a kind whose machines cannot be made: that node says so, and the group waits for it', async () => {
    await start({
      stateMachines: (groupIdx, nodeId, kind, life) =>
        machinesOf(groupIdx, nodeId, nodeId === 3 && kind === 'count' ? 'broken' : kind, life),
    });
    const call = cluster.node(1).createGroup(group(), { timeoutMs: 2_000 });
    expect((await refusedWith(call, 'TIMEOUT')).outcome).toBe('unknown');
    const error = await refusedWith(cluster.node(3).propose(5, text('a'), COUNTER), 'GROUP_STOPPED');
    expect(error).toMatchObject({ facts: { groupIdx: 5, kind: 'count' }, outcome: 'not-executed' });
    await cluster.complete(cluster.node(3).destroyGroup(5));
    await create({ kind: 'pair' });
  });
});

test('a node that closes ends calls that wait', async () => {
  await start();
  cluster.crash(3);
  const call = cluster.node(1).createGroup(group(), { timeoutMs: 30_000 });
  const ended = refusedWith(call, 'CLOSED');
  await cluster.advance(1_000);
  await cluster.stop(1);
  expect((await ended).outcome).toBe('unknown');
});
