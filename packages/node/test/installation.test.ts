/**
 * Logs that are cut off, and checkpoints that take their place, in whole nodes: what the wiring of checkpoints will do, done
 * by hand. Groups are found by what they do in their turns.
 */

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TestCluster } from '@gaios/testkit/cluster';
import { Group } from '../src/group.ts';
import type { LocalCheckpoint } from '../src/installation.ts';
import { Counter, COUNTER, countersIn, text } from './machines.ts';

let cluster: TestCluster;
const machines = new Map<number, Counter>();
/** The group of the present process of each node. */
let groups: Map<number, Group>;
/** Called in the first turn of a group, before anything is executed. */
let begin: (nodeId: number, group: Group) => void;
let serial = 0;

const groupOf = (nodeId: number): Group => {
  const group = groups.get(nodeId);
  if (group === undefined) throw new RangeError(`no group of node ${nodeId}`);
  return group;
};
const machineOf = (nodeId: number): Counter => machines.get(nodeId) ?? new Counter();

beforeEach(async () => {
  groups = new Map();
  begin = () => {};
  const known = new WeakSet<Group>();
  // oxlint-disable-next-line typescript/unbound-method -- called on the group whose turn it is
  const { turn } = Group.prototype;
  jest.spyOn(Group.prototype, 'turn').mockImplementation(function (this: Group) {
    const nodeId = [...machines].find(([, machine]) => this.machines.get(COUNTER) === machine)?.[0] ?? 0;
    if (!known.has(this)) begin(nodeId, this);
    known.add(this);
    groups.set(nodeId, this);
    return turn.call(this);
  });
  cluster = await TestCluster.start({
    stateMachines: countersIn(machines),
  });
});

afterEach(async () => {
  await cluster.close();
  jest.restoreAllMocks();
});

const propose = (nodeId: number, count: number): Promise<unknown> =>
  cluster.complete(
    Promise.all(
      Array.from({ length: count }, () => cluster.node(nodeId).propose(0, text(`v${++serial}`), COUNTER)),
    ),
  );

/** Of a node, to be loaded by another one. */
const checkpoint = async (from: number, to: () => number): Promise<LocalCheckpoint> => {
  const group = groupOf(from);
  const made = await cluster.complete(
    group.executor.between(() => ({ ...group.executor.encodeFramework(), log: [...machineOf(from).log] })),
  );
  const { base, state, log } = made;
  const load = (): void => void machineOf(to()).log.splice(0, Infinity, ...log);
  return { base, state, loads: [{ smId: COUNTER, instanceId: base.instanceId, load }] };
};

const truncateAt = (nodeIds: readonly number[], below: number): boolean[] =>
  nodeIds.map((nodeId) => groupOf(nodeId).truncate(below));

describe('a node that was away while the others cut off their logs', () => {
  test('goes on from a checkpoint, in the running process and after its next start', async () => {
    await propose(1, 5);
    await cluster.waitForConvergence();
    cluster.crash(3);
    for (let round = 0; round < 10; round++) await propose(1, 3);
    const made = await checkpoint(1, () => 3);
    const { instanceId } = made.base;
    await cluster.until('node 2 to be as far', () => groupOf(2).executor.executedUpTo >= instanceId);
    expect(truncateAt([1, 2], instanceId + 1)).toEqual([true, true]);
    await propose(2, 4);
    expect(cluster.node(1).getMinChosenInstanceId(0)).toBe(instanceId + 1);

    const node = await cluster.complete(cluster.boot(3));
    const said: string[] = [];
    node.on('notVoting', ({ reason }) => said.push(reason));
    await cluster.until('it to need a checkpoint', () =>
      said.some((reason) => reason.startsWith('no peer has')),
    );
    expect(await cluster.complete(groupOf(3).installations.install(made))).toBe('installed');
    await propose(3, 2);
    await cluster.waitForConvergence();
    for (const nodeId of [2, 3]) expect(machineOf(nodeId).log).toEqual(machineOf(1).log);
    expect(machineOf(1).log).toHaveLength(5 + 30 + 4 + 2);
    expect(await cluster.complete(groupOf(3).installations.install(made))).toBe('known');
    const digest = async (nodeId: number): Promise<Uint8Array> => (await checkpoint(nodeId, () => 0)).state;
    expect(await digest(3)).toEqual(await digest(1));

    // A start on a log that does not begin at 1.
    cluster.crash(3);
    begin = (nodeId, group) => {
      if (nodeId === 3) void group.installations.begin(made);
    };
    await cluster.complete(cluster.boot(3));
    await propose(3, 2);
    await cluster.waitForConvergence();
    expect(machineOf(3).log).toEqual(machineOf(1).log);
  });

  test('does not start if its log begins behind every checkpoint that it has', async () => {
    await propose(1, 5);
    await cluster.waitForConvergence();
    expect(truncateAt([3], 3)).toEqual([true]);
    await propose(1, 1);
    await cluster.waitForConvergence();
    cluster.crash(3);
    await expect(cluster.complete(cluster.boot(3, { checkpoints: false }))).rejects.toMatchObject({
      code: 'STORAGE_DAMAGED',
      facts: { instanceId: 1 },
    });
  });

  test('changes nothing for a checkpoint that it cannot use', async () => {
    await propose(1, 5);
    await cluster.waitForConvergence();
    const made = await checkpoint(1, () => 3);
    const beyond = { ...made.base, instanceId: made.base.instanceId + 50 };
    const { installations } = groupOf(3);
    const refused = { code: 'STORAGE_DAMAGED' };
    await expect(installations.install({ ...made, base: beyond })).rejects.toMatchObject(refused);
    await expect(installations.install({ ...made, state: Uint8Array.of(1) })).rejects.toMatchObject(refused);
    await expect(installations.install({ ...made, loads: [] })).rejects.toMatchObject(refused);
    await propose(3, 2);
    await cluster.waitForConvergence();
    expect(machineOf(3).log).toEqual(machineOf(1).log);
  });
});
