/** Changes of the membership at the worst moments: what each schedule could break, and must not (DESIGN 6). */

import { afterEach, describe, expect, test } from '@jest/globals';
import { decodePayload } from '@gaios/proto';
import { GaiosError, type Node } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { COUNTER, countersIn, text, type Counter } from './machines.ts';

let cluster: TestCluster;
let machines: Map<number, Counter>;
let last = 0;

const start = async (voters = 3, learners = 0): Promise<void> => {
  machines = new Map();
  cluster = await TestCluster.start({
    voters,
    learners,
    stateMachines: countersIn(machines),
  });
};

afterEach(() => cluster.close());

const leader = (): Node => {
  const node = cluster.leaderOf(0);
  if (node === undefined) throw new Error('nobody leads');
  return node;
};
const followers = (): number[] =>
  cluster.nodes.filter((each) => each !== leader()).map(({ nodeId }) => nodeId);
const target = (...ids: number[]): { nodeId: number; address: string; role: 'voter' }[] =>
  ids.map((nodeId) => ({ nodeId, address: cluster.addressOf(nodeId), role: 'voter' }));
const votersAt = (node: Node): number[] =>
  node
    .showMembership(0)
    .members.filter(({ role }) => role === 'voter')
    .map(({ nodeId }) => nodeId);
const runs = (nodeId: number): boolean => cluster.node(nodeId).status().groups[0]?.state === 'running';
const isJoint = (node: Node): boolean => node.showMembership(0).outgoing !== undefined;
/** How a call ends; time does not pass by waiting for it. */
const endOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof GaiosError ? error.code : String(error)),
  );
const codeOf = (promise: Promise<unknown>): Promise<string> => cluster.complete(endOf(promise));
const propose = (nodeId: number, value: string): Promise<unknown> =>
  cluster.complete(cluster.node(nodeId).propose(0, text(value), COUNTER, { timeoutMs: 10_000 }));

/** It has executed the change that binds its disk. */
const untilBound = (nodeId: number): Promise<void> =>
  cluster.until('its disk is bound', () => {
    const { formerDisks } = cluster.node(nodeId).showMembership(0);
    return runs(nodeId) && formerDisks.length > 0;
  });

/** Everybody of these runs, has the same history with each of these values once, and goes on. */
const expectCalm = async (ids: readonly number[], values: readonly string[]): Promise<void> => {
  await cluster.until('all run', () => ids.every(runs));
  await cluster.until('no change is under way', () => ids.every((id) => !isJoint(cluster.node(id))));
  for (const id of ids) await propose(id, `last ${last++} of ${id}`);
  const upTo = Math.max(...ids.map((id) => cluster.node(id).status().groups[0]?.chosenUpTo ?? 0));
  for (const id of ids) await cluster.complete(cluster.node(id).waitFor({ groupIdx: 0, executedUpTo: upTo }));
  const logs = ids.map((id) => machines.get(id)?.log ?? []);
  for (const log of logs) expect(log).toEqual(logs[0]);
  expect(new Set(logs[0]).size).toBe(logs[0]?.length);
  expect(logs[0]).toEqual(expect.arrayContaining([...values]));
};

/** Stops at the moment when the group is joint. */
const untilJoint = (ids: readonly number[]): Promise<void> =>
  cluster.until('it is joint', () => ids.some((id) => cluster.isRunning(id) && isJoint(cluster.node(id))));

/** No disk is bound, and no joint configuration left, while it says so: facts are what duties rest on. */
const withoutFacts = (): (() => void) => {
  cluster.network.filter = ({ payload }) => decodePayload(payload).kind !== 'facts';
  return () => {
    cluster.network.filter = undefined;
  };
};

describe('lost disks', () => {
  test('that of the first node of a cluster that has grown, whose options name the others by now', async () => {
    await start(1);
    await propose(1, 'a');
    for (const id of [2, 3]) {
      await cluster.addNode(id);
      await cluster.complete(leader().addMember(0, id, cluster.addressOf(id)));
    }
    cluster.loseDisk(1);
    await cluster.waitForLeaders();
    // With those of its first start it would be all initial voters, and found another cluster of its own.
    await cluster.complete(cluster.boot(1, { nodes: target(1, 2, 3) }));
    await untilBound(1);
    await expectCalm([1, 2, 3], ['a']);
  });

  test('that of the first node of a cluster that has grown, which must found nothing any more', async () => {
    await start(1);
    await propose(1, 'a');
    for (const id of [2, 3]) {
      await cluster.addNode(id);
      await cluster.complete(leader().addMember(0, id, cluster.addressOf(id)));
    }
    cluster.loseDisk(1);
    // Its options are those of its first start: it knows of nobody.
    await cluster.complete(cluster.boot(1, { bootstrap: false, nodes: target(1) }));
    await cluster.advance(30_000);
    expect(cluster.node(1).status().groups[0]).toMatchObject({ state: 'joining', executedUpTo: 0 });
    await cluster.stop(1);
    await cluster.complete(cluster.boot(1, { bootstrap: false, nodes: target(1, 2, 3) }));
    await untilBound(1);
    await expectCalm([1, 2, 3], ['a']);
  });

  test('the leader of three', async () => {
    await start();
    await propose(1, 'a');
    const gone = leader().nodeId;
    cluster.loseDisk(gone);
    await cluster.complete(cluster.boot(gone));
    await untilBound(gone);
    await expectCalm([1, 2, 3], ['a']);
  });

  test('one after the other, all of them', async () => {
    await start();
    for (const id of [1, 2, 3]) {
      await propose(id, `v${id}`);
      cluster.loseDisk(id);
      await cluster.complete(cluster.boot(id));
      await cluster.until('bound', () => runs(id));
    }
    await expectCalm([1, 2, 3], ['v1', 'v2', 'v3']);
  });

  test('that of a new node, while it is added', async () => {
    await start();
    await cluster.addNode(4);
    const added = endOf(leader().addMember(0, 4, cluster.addressOf(4), { timeoutMs: 20_000 }));
    for (let i = 0; i < 3; i++) {
      await cluster.advance(40);
      cluster.loseDisk(4);
      await cluster.complete(cluster.boot(4));
    }
    expect(await cluster.complete(added)).toBe('ok');
    await expectCalm([1, 2, 3, 4], []);
  });

  test.each([
    ['a voter of the old side', 2],
    ['a voter of the new side', 5],
    ['one of both sides', 3],
  ])('that of %s, in the middle of a joint change', async (_what, nodeId) => {
    await start();
    await propose(1, 'a');
    await cluster.addNode(4);
    await cluster.addNode(5);
    const change = endOf(leader().changeMembership(0, target(3, 4, 5), { timeoutMs: 40_000 }));
    await untilJoint([1, 2, 3]);
    const go = withoutFacts();
    cluster.loseDisk(nodeId);
    await cluster.advance(3_000);
    await cluster.complete(cluster.boot(nodeId));
    await cluster.advance(1_000);
    go();
    expect(await cluster.complete(change)).toBe('ok');
    await expectCalm([3, 4, 5], ['a']);
  });

  test('that of a removed node, which is added again under its id', async () => {
    await start();
    const [gone = 0] = followers();
    await cluster.complete(leader().removeMember(0, gone));
    cluster.loseDisk(gone);
    const added = endOf(leader().addMember(0, gone, cluster.addressOf(gone), { timeoutMs: 20_000 }));
    await cluster.advance(200);
    await cluster.complete(cluster.boot(gone));
    expect(await cluster.complete(added)).toBe('ok');
    await expectCalm([1, 2, 3], []);
  });
});

describe('former disks', () => {
  test('a removed node with its disk is added again: it never counts, and can be taken away', async () => {
    await start();
    const [gone = 0] = followers();
    await cluster.complete(leader().removeMember(0, gone));
    expect(await codeOf(leader().addMember(0, gone, cluster.addressOf(gone), { timeoutMs: 3_000 }))).toBe(
      'TIMEOUT',
    );
    expect(runs(gone)).toBe(false);
    cluster.loseDisk(gone);
    await cluster.complete(cluster.boot(gone));
    await cluster.until('it is bound', () => runs(gone));
    expect(await codeOf(leader().promote(0, gone, { timeoutMs: 5_000 }))).toBe('ok');
    await expectCalm([1, 2, 3], []);
  });

  test('one that missed its removal and its coming back', async () => {
    await start();
    const [gone = 0, other = 0] = followers();
    const { nodeId: leads } = leader();
    cluster.partition([[leads, other], [gone]]);
    await cluster.complete(cluster.node(leads).removeMember(0, gone));
    const again = endOf(
      cluster.node(leads).addMember(0, gone, cluster.addressOf(gone), { timeoutMs: 5_000 }),
    );
    await cluster.advance(2_000);
    cluster.heal();
    expect(await cluster.complete(again)).toBe('TIMEOUT');
    expect(runs(gone)).toBe(false);
    cluster.loseDisk(gone);
    await cluster.complete(cluster.boot(gone));
    await cluster.until('bound', () => runs(gone));
  });
});

describe('two at once', () => {
  test('the same target from two nodes', async () => {
    await start();
    await cluster.addNode(4);
    const [a = 0] = followers();
    const ends = await cluster.complete(
      Promise.all([
        endOf(
          leader().changeMember(0, 1, { nodeId: 4, address: cluster.addressOf(4) }, { timeoutMs: 20_000 }),
        ),
        endOf(
          cluster
            .node(a)
            .changeMember(0, 1, { nodeId: 4, address: cluster.addressOf(4) }, { timeoutMs: 20_000 }),
        ),
      ]),
    );
    expect(ends).toEqual(['ok', 'ok']);
    await expectCalm([2, 3, 4], []);
  });

  test('each removes the other', async () => {
    await start();
    const [a = 0, b = 0] = followers();
    const ends = await cluster.complete(
      Promise.all([
        endOf(cluster.node(a).removeMember(0, b, { timeoutMs: 10_000 })),
        endOf(cluster.node(b).removeMember(0, a, { timeoutMs: 10_000 })),
      ]),
    );
    expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
    expect(votersAt(leader())).toHaveLength(2);
    await expectCalm(votersAt(leader()), []);
  });

  test('all leave at once: one stays', async () => {
    await start();
    const ends = await cluster.complete(
      Promise.all([1, 2, 3].map((id) => endOf(cluster.node(id).leave(0, { timeoutMs: 20_000 })))),
    );
    expect(ends.filter((end) => end === 'ok').length).toBe(3 - votersAt(leader()).length);
    await expectCalm(votersAt(leader()), []);
  });

  test('taking back while the leader leaves the joint configuration', async () => {
    await start();
    await cluster.addNode(4);
    await cluster.addNode(5);
    const [a = 0, b = 0] = followers();
    const change = endOf(cluster.node(a).changeMembership(0, target(3, 4, 5), { timeoutMs: 20_000 }));
    await untilJoint([1, 2, 3]);
    const back = endOf(cluster.node(b).takeBack(0, { timeoutMs: 20_000 }));
    const ends = [await cluster.complete(change), await cluster.complete(back)];
    const voters = votersAt(leader());
    expect([ends, voters]).toEqual(
      voters.includes(4)
        ? [
            ['ok', 'VERSION_CONFLICT'],
            [3, 4, 5],
          ]
        : [
            ['VERSION_CONFLICT', 'ok'],
            [1, 2, 3],
          ],
    );
    await expectCalm(votersAt(leader()), []);
  });

  test('a change whose new side goes is taken back by nobody, and ends when it comes back', async () => {
    await start();
    await cluster.addNode(4);
    await cluster.addNode(5);
    const change = endOf(cluster.node(3).changeMembership(0, target(3, 4, 5), { timeoutMs: 20_000 }));
    await untilJoint([1, 2, 3]);
    const go = withoutFacts();
    cluster.crash(4);
    cluster.crash(5);
    await cluster.advance(2_000);
    go();
    const back = endOf(cluster.node(2).takeBack(0, { timeoutMs: 10_000 }));
    expect([await cluster.complete(back), isJoint(cluster.node(2))]).toEqual(['QUORUM_AT_RISK', true]);
    await cluster.complete(cluster.boot(4));
    await cluster.complete(cluster.boot(5));
    expect(await cluster.complete(change)).toBe('ok');
    await cluster.until('it is over', () => !isJoint(leader()));
    await expectCalm(votersAt(leader()), []);
  });
});

describe('few voters', () => {
  test('from three to one, whoever leads, and the one goes on alone', async () => {
    await start();
    for (const id of [1, 2, 3]) await propose(id, `v${id}`);
    const [stays = 0] = followers();
    await cluster.complete(leader().changeMembership(0, target(stays)));
    for (const id of [1, 2, 3]) if (id !== stays) await cluster.retire(id);
    await expectCalm([stays], ['v1', 'v2', 'v3']);
    await cluster.restart(stays);
    await cluster.waitForLeaders();
    await expectCalm([stays], []);
  });

  test('one voter hands over to another and leaves', async () => {
    await start(1);
    await cluster.addNode(2);
    await cluster.complete(
      leader().changeMember(0, 1, { nodeId: 2, address: cluster.addressOf(2) }, { timeoutMs: 20_000 }),
    );
    await cluster.retire(1);
    await expectCalm([2], []);
  });
});
