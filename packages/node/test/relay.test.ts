/** A chain of links A-B-C: C reaches the leader A over B, for what it proposes and reads (DESIGN 5). */

import { afterEach, describe, expect, test } from '@jest/globals';
import type { Node } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { COUNTER, countersIn, text, type Counter } from './machines.ts';

let cluster: TestCluster;
let machines: Map<number, Counter>;

afterEach(async () => {
  await cluster.close();
});

interface Chain {
  readonly head: Node;
  readonly middle: Node;
  readonly end: Node;
}

/** The leader first; the link between it and the last is cut, so that only timeouts tell or so that both ends see it. */
const chain = async (silent: boolean): Promise<Chain> => {
  machines = new Map();
  cluster = await TestCluster.start({
    stateMachines: countersIn(machines),
  });
  const head = cluster.leaderOf(0);
  const [middle, end] = cluster.nodes.filter((node) => node !== head);
  if (head === undefined || middle === undefined || end === undefined) throw new Error('no leader');
  await cluster.complete(head.propose(0, text('first'), COUNTER));
  if (silent) {
    cluster.network.block(head.nodeId, end.nodeId);
    cluster.network.block(end.nodeId, head.nodeId);
  } else cluster.network.disconnect(head.nodeId, end.nodeId);
  await cluster.advance(5_000);
  return { head, middle, end };
};

const leaders = ({ head, middle }: Chain): number[] =>
  [head, middle].map((node) => node.status().groups[0]?.leader ?? 0);

describe.each([
  ['and both ends know', false],
  ['and only timeouts tell', true],
])('the link to the leader is cut, %s', (_how, silent) => {
  test('the far end proposes, each value is executed once and in order, and it gets the results', async () => {
    const made = await chain(silent);
    const { head, end } = made;
    const values = Array.from({ length: 20 }, (_each, at) => `value ${at}`);
    const calls = values.map((value) => end.propose<number>(0, text(value), COUNTER));
    for (const [at, call] of calls.entries()) {
      expect(await cluster.complete(call)).toMatchObject({ result: at + 2 });
    }
    // Nobody was deposed for it.
    expect(leaders(made)).toEqual([head.nodeId, head.nodeId]);
    await cluster.advance(1_000);
    for (const machine of machines.values()) expect(machine.log).toEqual(['first', ...values]);
  });

  test('the far end reads what was written just before', async () => {
    const made = await chain(silent);
    const { head, end } = made;
    for (let count = 2; count < 6; count++) {
      await cluster.complete(head.propose(0, text(`${count}`), COUNTER));
      expect(await cluster.complete(end.read(0, COUNTER, 'count'))).toMatchObject({ result: count });
    }
    expect(leaders(made)).toEqual([head.nodeId, head.nodeId]);
  });
});

test('the middle dies: nothing is executed twice when all are linked again', async () => {
  const { middle, end } = await chain(false);
  const calls = Array.from({ length: 5 }, (_, at) => end.propose(0, text(`${at}`), COUNTER));
  await cluster.advance(20);
  cluster.crash(middle.nodeId);
  await cluster.advance(500);
  cluster.network.heal();
  for (const call of calls) await cluster.complete(call);
  await cluster.complete(cluster.boot(middle.nodeId));
  await cluster.advance(3_000);
  for (const machine of machines.values()) {
    expect(machine.log).toEqual(['first', ...Array.from({ length: 5 }, (_, at) => `${at}`)]);
  }
});
