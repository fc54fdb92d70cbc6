/** Damaged values of chosen instances, on disks in memory: put back from peers while the group goes on. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Node, NodeEvents } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { COUNTER, countersIn, text, type Counter } from './machines.ts';

let cluster: TestCluster;
let machines: Map<number, Counter>;

beforeEach(async () => {
  machines = new Map();
  cluster = await TestCluster.start({
    stateMachines: countersIn(machines),
  });
  for (let i = 0; i < 20; i++) await cluster.complete(add(cluster.node(1), `v${i}`));
  await cluster.waitForConvergence();
});

afterEach(() => cluster.close());

const add = (node: Node, value: string): Promise<unknown> => node.propose(0, text(value), COUNTER);

type Repairs = NodeEvents['logRepaired'][0][];

const boot = async (nodeId: number): Promise<{ node: Node; repairs: Repairs; damages: string[] }> => {
  const repairs: Repairs = [];
  const damages: string[] = [];
  const starting = cluster.boot(nodeId, {
    logger: {
      log: (_, message, facts) => {
        if (message.startsWith('damaged values')) repairs.push(facts as unknown as Repairs[0]);
        if (message.startsWith('a value of the log')) damages.push(String(facts?.['why']));
      },
    },
  });
  return { node: await cluster.complete(starting), repairs, damages };
};

const crashDamaged = (nodeId: number, ids: readonly number[]): void => {
  cluster.crash(nodeId);
  for (const id of ids) cluster.disk(nodeId).damage(0, id);
};

describe('a damaged value of a chosen instance', () => {
  test('is put back when the machines are replayed', async () => {
    const before = [...(machines.get(1)?.log ?? [])];
    crashDamaged(3, [5]);
    const { node, repairs, damages } = await boot(3);
    await cluster.waitForConvergence();
    expect(machines.get(3)?.log).toEqual(before);
    expect(repairs).toEqual([{ groupIdx: 0, from: 5, to: 5, count: 1, peer: expect.any(Number) }]);
    expect(damages).toEqual([]);
    expect(node.status().notices).toEqual([
      expect.stringContaining('1 damaged values of the log were put back'),
    ]);
    expect(cluster.disk(3).damagedRows).toBe(0);
  });

  test('with others beside it costs one question, and the group takes proposals meanwhile', async () => {
    crashDamaged(2, [4, 5, 6, 9]);
    const call = add(cluster.node(1), 'meanwhile');
    const { repairs } = await boot(2);
    await cluster.complete(call);
    expect(repairs).toMatchObject([{ from: 4, to: 9, count: 4 }]);
    await cluster.waitForConvergence();
    expect(machines.get(2)?.log).toEqual(machines.get(1)?.log);
  });

  test('on two disks is put back on both, each from whoever has it', async () => {
    crashDamaged(2, [5, 7]);
    crashDamaged(3, [5, 8]);
    await Promise.all([boot(2), boot(3)]);
    await cluster.waitForConvergence();
    expect([cluster.disk(2).damagedRows, cluster.disk(3).damagedRows]).toEqual([0, 0]);
  });

  test('that nobody can give is asked for until somebody can; the start waits no longer than a round', async () => {
    crashDamaged(3, [5]);
    cluster.partition([[1, 2], [3]]);
    const { node, damages } = await boot(3);
    expect(damages).toEqual(['unanswered']);
    expect(node.status().groups[0]).toMatchObject({ state: 'joining', executedUpTo: 4 });
    expect(node.status().notices).toEqual([expect.stringContaining('no peer that is up could give it yet')]);
    // Longer than whoever reads it waits for it.
    await cluster.advance(20_000);
    expect(node.status().groups[0]).toMatchObject({ state: 'joining', executedUpTo: 4 });
    cluster.heal();
    await cluster.waitForConvergence();
    expect(cluster.disk(3).damagedRows).toBe(0);
  });

  test('met by a read of the log is put back for it', async () => {
    cluster.disk(3).damage(0, 6);
    const found = await cluster.complete(cluster.node(3).readLog(0, 6, 6));
    expect(found).toEqual(await cluster.complete(cluster.node(1).readLog(0, 6, 6)));
    expect(cluster.disk(3).damagedRows).toBe(0);
  });

  test('that a peer is to learn is put back, and the peer learns on meanwhile', async () => {
    await cluster.stop(3);
    for (let i = 0; i < 20; i++) await cluster.complete(add(cluster.node(1), `w${i}`));
    for (const nodeId of [1, 2]) cluster.disk(nodeId).damage(0, 30 + nodeId);
    await cluster.complete(cluster.boot(3));
    await cluster.waitForConvergence();
    await cluster.until(
      'both are whole',
      () => cluster.disk(1).damagedRows + cluster.disk(2).damagedRows === 0,
    );
    expect(machines.get(3)?.log).toEqual(machines.get(1)?.log);
  });

  test('is not taken from a peer whose answer does not fit', async () => {
    crashDamaged(3, [5]);
    let asked = 0;
    // As a peer would that tells another history.
    const disk = cluster.disk(1);
    const own = cluster.disk(3);
    const mend = own.mend.bind(own);
    own.mend = (groupIdx, offered) => {
      asked++;
      const wrong = asked === 1 ? offered.map((each) => ({ ...each, value: text('wrong') })) : offered;
      return mend(groupIdx, wrong);
    };
    const { repairs } = await boot(3);
    expect(asked).toBe(2);
    expect(repairs).toHaveLength(1);
    expect(cluster.disk(3).peek(0).records[4]?.value).toEqual(disk.peek(0).records[4]?.value);
    await cluster.waitForConvergence();
  });
});
