/** Changes of the membership, over whole nodes on virtual time (DESIGN 6). */

import { afterEach, describe, expect, test } from '@jest/globals';
import { bounded, session, GaiosError, type ErrorCode, type Node, type NodeEvents } from 'gaios';
import { decodePayload } from '@gaios/proto';
import { TestCluster, type TestClusterOptions } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

let cluster: TestCluster;
let machines: Map<number, Counter>;
/** What each node was told, in order; its lives apart. */
let told: Map<number, number[][]>;

const start = async (options: TestClusterOptions = {}): Promise<void> => {
  machines = new Map();
  told = new Map();
  cluster = await TestCluster.start({
    stateMachines: (_, nodeId) => {
      const machine = new Counter();
      machines.set(nodeId, machine);
      told.set(nodeId, [...(told.get(nodeId) ?? []), []]);
      return [machine];
    },
    onMembershipChange: (nodeId, _, _members, version) => void told.get(nodeId)?.at(-1)?.push(version),
    ...options,
  });
};

const leader = (): Node => {
  const node = cluster.leaderOf(0);
  if (node === undefined) throw new Error('nobody leads');
  return node;
};
const follower = (): Node => {
  const node = cluster.nodes.find((each) => each !== leader());
  if (node === undefined) throw new Error('there is only one node');
  return node;
};
const at = (nodeId: number): { readonly nodeId: number; readonly address: string } => ({
  nodeId,
  address: cluster.addressOf(nodeId),
});
const voters = (...ids: number[]): { nodeId: number; address: string; role: 'voter' }[] =>
  ids.map((nodeId) => ({ ...at(nodeId), role: 'voter' }));
const votersAt = (node: Node): number[] =>
  node
    .showMembership(0)
    .members.filter(({ role }) => role === 'voter')
    .map(({ nodeId }) => nodeId);

const refusedWith = async (promise: Promise<unknown>, code: ErrorCode): Promise<GaiosError> => {
  const error: unknown = await cluster.complete(promise.catch((reason: unknown) => reason));
  expect(error).toBeInstanceOf(GaiosError);
  expect((error as GaiosError).code).toBe(code);
  return error as GaiosError;
};

/** Clients that go on proposing through whoever runs; what was acknowledged, and what may have been executed. */
class Load {
  readonly acknowledged: string[] = [];
  readonly #loops: Promise<void>[];
  #stopped = false;
  #next = 0;

  constructor(clients: number) {
    this.#loops = Array.from({ length: clients }, () => this.#loop());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await cluster.complete(Promise.all(this.#loops));
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      const value = `v${this.#next++}`;
      const able = cluster.nodes.filter((node) => node.status().groups[0]?.state === 'running');
      const node = able[this.#next % able.length];
      try {
        if (node !== undefined) {
          const proposed = node.propose(0, text(value), COUNTER, { timeoutMs: 2_000 });
          const isDone = proposed.then(() => true);
          // A process that was killed answers nobody.
          const gone = new Promise<false>((resolve) => {
            cluster.clock.setTimer(4_000, () => resolve(false));
          });
          if (await Promise.race([isDone, gone])) this.acknowledged.push(value);
        }
      } catch (error) {
        if (!(error instanceof GaiosError)) throw error;
      }
      await new Promise<void>((resolve) => void cluster.clock.setTimer(5, resolve));
    }
  }
}

/** Nothing that was acknowledged is lost, nothing was executed twice, and all have executed the same. */
const expectIntact = async (load: Load): Promise<void> => {
  await load.stop();
  await cluster.waitForConvergence();
  const logs = cluster.nodes.map(({ nodeId }) => machines.get(nodeId)?.log ?? []);
  const [first = []] = logs;
  for (const log of logs) expect(log).toEqual(first);
  expect(new Set(first).size).toBe(first.length);
  expect(first).toEqual(expect.arrayContaining(load.acknowledged));
  expect(load.acknowledged.length).toBeGreaterThan(20);
};

afterEach(async () => {
  cluster.heal();
  await cluster.close();
});

describe('membership', () => {
  test('from one to three, to five, to three, to one, under load', async () => {
    await start({ voters: 1 });
    const load = new Load(3);
    for (const nodeId of [2, 3]) await cluster.addNode(nodeId);
    await cluster.complete(cluster.node(1).changeMembership(0, voters(1, 2, 3)));
    expect(votersAt(cluster.node(1))).toEqual([1, 2, 3]);
    for (const nodeId of [4, 5]) {
      await cluster.addNode(nodeId);
      const { address } = at(nodeId);
      await cluster.complete(cluster.node(2).addMember(0, nodeId, address));
    }
    expect(votersAt(cluster.node(2))).toEqual([1, 2, 3, 4, 5]);
    await cluster.complete(cluster.node(3).changeMembership(0, voters(3, 4, 5)));
    for (const nodeId of [1, 2]) await cluster.retire(nodeId);
    await cluster.complete(cluster.node(4).changeMembership(0, voters(4)));
    for (const nodeId of [3, 5]) await cluster.retire(nodeId);
    await cluster.advance(1_000);
    await expectIntact(load);
    expect(votersAt(cluster.node(4))).toEqual([4]);
  });

  test('from three to seven at once, and one of seven is lost, under load', async () => {
    await start();
    const load = new Load(3);
    for (const nodeId of [4, 5, 6, 7]) await cluster.addNode(nodeId);
    const all = [1, 2, 3, 4, 5, 6, 7];
    await cluster.complete(cluster.node(2).changeMembership(0, voters(...all)));
    expect(votersAt(cluster.node(2))).toEqual(all);
    cluster.crash(7);
    await cluster.complete(cluster.node(5).removeMember(0, 7));
    expect(votersAt(cluster.node(5))).toEqual(all.slice(0, 6));
    await expectIntact(load);
  });

  test('one of three is replaced by another', async () => {
    await start();
    const load = new Load(2);
    const gone = follower().nodeId;
    await cluster.addNode(4);
    const steps: string[] = [];
    leader().on('membershipProgress', (event) => {
      if (event.kind === 'executed') steps.push(event.step);
    });
    const { steps: done } = await cluster.complete(leader().changeMember(0, gone, at(4)));
    expect(done).toEqual(['prepare', 'enterJoint', 'leaveJoint']);
    expect(steps).toEqual(done);
    await cluster.retire(gone);
    await expectIntact(load);
    expect(votersAt(leader())).toEqual([1, 2, 3, 4].filter((id) => id !== gone));
  });

  test('the leader removes itself: it hands over first', async () => {
    await start();
    const load = new Load(2);
    const gone = leader();
    const duties: string[] = [];
    gone.on('membershipDuty', ({ kind }) => duties.push(kind));
    await cluster.complete(gone.leave(0));
    expect(duties).toContain('handingOver');
    await cluster.retire(gone.nodeId);
    await cluster.waitForLeaders();
    await expectIntact(load);
    expect(votersAt(leader())).toEqual(cluster.nodeIds);
  });

  test('a learner follows, proposes once it is bound, and serves all reads but those that need a lease', async () => {
    await start();
    await cluster.addNode(4);
    await cluster.complete(leader().addLearner(0, 4, cluster.addressOf(4)));
    const learner = cluster.node(4);
    await cluster.until('it is bound', () => learner.status().groups[0]?.state === 'running');
    const { instanceId } = await cluster.complete(learner.propose(0, text('a'), COUNTER));
    const { gid } = learner.showMembership(0);
    for (const consistency of ['local', bounded(100), session(gid, 0, instanceId), 'linearizable'] as const) {
      const { result } = await cluster.complete(learner.read(0, COUNTER, 'log', { consistency }));
      expect(result).toEqual(['a']);
    }
    expect(votersAt(learner)).toEqual([1, 2, 3]);
    await cluster.complete(leader().promote(0, 4));
    expect(votersAt(leader())).toEqual([1, 2, 3, 4]);
    await cluster.complete(leader().demote(0, 4));
    expect(votersAt(leader())).toEqual([1, 2, 3]);
  });

  test('a learner that is not ready is not promoted', async () => {
    await start();
    await cluster.complete(leader().addLearner(0, 4, cluster.addressOf(4)));
    await refusedWith(leader().promote(0, 4), 'LEARNER_BEHIND');
    const stranger = await cluster.addNode(5);
    await refusedWith(stranger.addMember(0, 5, cluster.addressOf(5)), 'NOT_A_MEMBER');
    expect(votersAt(leader())).toEqual([1, 2, 3]);
  });

  test('a node whose disk is lost rebuilds, is bound again and votes, and says each step', async () => {
    await start();
    const load = new Load(2);
    await cluster.advance(200);
    const { nodeId } = follower();
    const before = cluster.disk(nodeId);
    const duties: string[] = [];
    leader().on('membershipDuty', ({ kind, line }) => duties.push(`${kind}: ${line}`));
    cluster.loseDisk(nodeId);
    const node = await cluster.complete(cluster.boot(nodeId));
    await cluster.until('it runs again', () => node.status().groups[0]?.state === 'running');
    expect(duties.map((duty) => duty.split(':')[0])).toEqual(['diskUnbound', 'binding']);
    expect(leader().status().groups[0]?.membershipSteps).toEqual([]);
    // Its vote counts: without the other follower.
    const other = cluster.nodeIds.find((id) => id !== nodeId && id !== leader().nodeId) ?? 0;
    cluster.crash(other);
    await cluster.complete(leader().propose(0, text('with its vote'), COUNTER));
    await cluster.complete(cluster.boot(other));
    await expectIntact(load);
    // The old disk comes back: it is never bound again, and does not come in between.
    cluster.crash(nodeId);
    const copy = await cluster.complete(cluster.bootOn(nodeId, before));
    await cluster.until('it is refused', () => duties.some((duty) => duty.startsWith('diskRefused')));
    await cluster.until('it knows', () => copy.status().groups[0]?.reason?.includes('empty folder') === true);
    await refusedWith(copy.propose(0, text('x'), COUNTER), 'NOT_A_MEMBER');
  });

  test('mistakes are refused, and change nothing', async () => {
    await start();
    const node = leader();
    const { version } = node.showMembership(0);
    const four = cluster.addressOf(4);
    await refusedWith(node.addMember(0, 0, four), 'INVALID_NODE_ID');
    await refusedWith(node.addMember(0, 65_536, four), 'INVALID_NODE_ID');
    await refusedWith(node.addMember(0, 2, four), 'DUPLICATE_MEMBER');
    await refusedWith(node.addMember(0, 4, 'nowhere'), 'INVALID_ADDRESS');
    await refusedWith(node.addMember(0, 4, cluster.addressOf(2)), 'ADDRESS_IN_USE');
    await refusedWith(node.removeMember(0, 4), 'UNKNOWN_MEMBER');
    await refusedWith(node.promote(0, 4), 'UNKNOWN_MEMBER');
    await refusedWith(node.changeMembership(0, []), 'NO_VOTERS');
    await refusedWith(node.changeMembership(0, [{ ...at(1), role: 'learner' }]), 'NO_VOTERS');
    await refusedWith(node.takeBack(0), 'NOTHING_UNDER_WAY');
    await refusedWith(node.removeMember(1, 2), 'UNKNOWN_GROUP');
    await refusedWith(node.removeMember(0, 2, { version: version + 1 }), 'VERSION_CONFLICT');
    await refusedWith(node.removeMember(0, 2, { timeoutMs: -1 }), 'INVALID_ARGUMENT');
    await refusedWith(node.removeMember(0, 2, { signal: AbortSignal.abort() }), 'ABORTED');
    expect(node.showMembership(0).version).toBe(version);
  });

  test('the last voter stays', async () => {
    await start({ voters: 1 });
    await refusedWith(cluster.node(1).leave(0), 'LAST_VOTER');
    await refusedWith(cluster.node(1).demote(0, 1), 'LAST_VOTER');
    expect(votersAt(cluster.node(1))).toEqual([1]);
  });

  test('a change that would be left without a quorum is refused, with the plan; one that mends it is done', async () => {
    await start();
    const down = follower().nodeId;
    cluster.crash(down);
    await cluster.advance(2_000);
    const rest = cluster.nodes.map(({ nodeId }) => nodeId);
    const plan = await cluster.complete(leader().planMembership(0, { kind: 'addMember', ...at(4) }));
    expect(plan.stages[0]?.critical).toEqual(rest);
    const gone = rest.find((id) => id !== leader().nodeId) ?? 0;
    await refusedWith(leader().removeMember(0, gone), 'QUORUM_AT_RISK');
    await cluster.complete(leader().removeMember(0, down));
    expect(votersAt(leader())).toEqual(rest);
  });

  test('a change waits until the leader is fortified by a quorum of the new voters, unless it is forced', async () => {
    await start({ voters: 1 });
    await cluster.addNode(2);
    cluster.network.filter = ({ from, payload }) => {
      const decoded = decodePayload(payload);
      const isFortified =
        decoded.kind === 'messages' && decoded.messages.some(({ message }) => message.kind === 'Fortified');
      return from !== 2 || !isFortified;
    };
    await cluster.complete(leader().addLearner(0, 2, cluster.addressOf(2)));
    await cluster.until('it is bound', () => cluster.node(2).status().groups[0]?.state === 'running');
    for (const node of [leader(), cluster.node(2)])
      await refusedWith(node.promote(0, 2, { timeoutMs: 1_000 }), 'TIMEOUT');
    expect(votersAt(leader())).toEqual([1]);
    await cluster.complete(leader().promote(0, 2, { force: true }));
    expect(votersAt(leader())).toEqual([1, 2]);
  });

  test('one change at a time: at one node, and at two', async () => {
    await start();
    const first = leader().addMember(0, 4, cluster.addressOf(4), { timeoutMs: 3_000 });
    await refusedWith(leader().removeMember(0, 3), 'CHANGE_UNDER_WAY');
    await cluster.advance(500);
    const { address } = at(5);
    // It waits for node 4, which was not started: another node changes something else meanwhile.
    const other = cluster.complete(follower().addLearner(0, 5, address));
    await refusedWith(first, 'VERSION_CONFLICT');
    await other;
    expect(
      leader()
        .showMembership(0)
        .members.map(({ nodeId }) => nodeId),
    ).toEqual([1, 2, 3, 4, 5]);
    await refusedWith(leader().promote(0, 4, { timeoutMs: 500 }), 'LEARNER_BEHIND');
    const late = leader().addMember(0, 6, cluster.addressOf(6), { timeoutMs: 500 });
    await refusedWith(late, 'TIMEOUT');
    expect(votersAt(leader())).toEqual([1, 2, 3]);
  });

  test('the address of a node that is down changes; it is told, and the others dial it there', async () => {
    await start();
    const down = follower().nodeId;
    cluster.crash(down);
    await cluster.complete(leader().changeAddress(0, down, 'elsewhere:7'));
    const version = leader().showMembership(0).version;
    await cluster.complete(cluster.boot(down));
    await cluster.waitForConvergence();
    const { members } = cluster.node(down).showMembership(0);
    expect(members.find(({ nodeId }) => nodeId === down)?.address).toBe('elsewhere:7');
    // The state of the start, once, and then what is executed.
    expect(told.get(down)?.at(-1)).toEqual([1, version]);
    expect(told.get(leader().nodeId)?.at(-1)).toEqual([1, version]);
    await cluster.restart(down);
    expect(told.get(down)?.at(-1)).toEqual([version]);
  });

  test('a node that was removed and starts again changes no master', async () => {
    await start();
    const { nodeId } = follower();
    await cluster.complete(leader().removeMember(0, nodeId));
    const master = leader().getMasterWithVersion(0);
    const changes: NodeEvents['masterChange'][0][] = [];
    for (const node of cluster.nodes)
      if (node.nodeId !== nodeId) node.on('masterChange', (change) => changes.push(change));
    await cluster.restart(nodeId);
    await cluster.advance(60_000);
    expect(changes).toEqual([]);
    expect(leader().getMasterWithVersion(0)).toEqual(master);
  }, 30_000);

  test('all groups at once', async () => {
    await start({ groupCount: 3 });
    await cluster.addNode(4);
    const outcomes = await cluster.complete(
      cluster.node(1).changeAllGroups({ kind: 'addMember', nodeId: 4, address: cluster.addressOf(4) }),
    );
    expect(outcomes.map((each) => 'changed' in each && each.changed.members.length)).toEqual([4, 4, 4]);
    for (const groupIdx of [0, 1, 2]) {
      await cluster.complete(cluster.node(4).propose(groupIdx, text('a'), COUNTER));
    }
  });

  test('whoever comes to all groups comes to group 0 first, and whoever goes leaves it last', async () => {
    await start({ groupCount: 3 });
    await cluster.addNode(4);
    const node = cluster.node(1);
    const steps: string[] = [];
    node.on('membershipProgress', ({ kind, groupIdx }) => {
      if (kind === 'planned' || kind === 'executed') steps.push(`${kind} ${groupIdx}`);
    });
    await cluster.complete(
      node.changeAllGroups({ kind: 'addLearner', nodeId: 4, address: cluster.addressOf(4) }),
    );
    expect(steps.indexOf('executed 0')).toBeLessThan(steps.indexOf('planned 1'));
    expect(steps.indexOf('executed 0')).toBeLessThan(steps.indexOf('planned 2'));
    steps.length = 0;
    const outcomes = await cluster.complete(node.changeAllGroups({ kind: 'removeMember', nodeId: 4 }));
    expect(outcomes).toMatchObject([{ groupIdx: 0 }, { groupIdx: 1 }, { groupIdx: 2 }]);
    expect(outcomes.every((each) => 'changed' in each)).toBe(true);
    expect(steps.indexOf('planned 0')).toBeGreaterThan(steps.indexOf('executed 1'));
    expect(steps.indexOf('planned 0')).toBeGreaterThan(steps.indexOf('executed 2'));
  });

  test('nothing is asked while nothing is to be done', async () => {
    await start();
    await cluster.advance(2_000);
    let asked = 0;
    cluster.network.filter = ({ payload }) => {
      if (decodePayload(payload).kind === 'facts') asked++;
      return true;
    };
    await cluster.advance(5_000);
    expect(asked).toBe(0);
    await cluster.complete(leader().planMembership(0, { kind: 'removeMember', nodeId: 1 }));
    expect(asked).toBe(4);
    await cluster.advance(5_000);
    expect(asked).toBe(4);
  });
});
