/** What an operator may turn while a node runs, and what it refuses. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { GaiosError, StateMachine } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

/** Answers no queries. */
class Mute extends StateMachine {
  readonly smId = 2;
  override execute(): void {}
}

let cluster: TestCluster;

const start = async (): Promise<TestCluster> => {
  cluster = await TestCluster.start({ stateMachines: () => [new Counter(), new Mute()] });
  return cluster;
};

const leader = () => cluster.leaderOf(0)!;

/** Instances in which proposals made in one turn come to stand. */
const instancesOf = async (count: number): Promise<number[]> => {
  const calls = Array.from({ length: count }, () => leader().propose(0, text('x'), COUNTER));
  return (await cluster.complete(Promise.all(calls))).map(({ instanceId }) => instanceId);
};

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof GaiosError ? error.code : 'another error';
  }
  return 'none';
};

afterEach(async () => {
  await cluster.close();
});

describe('the knobs', () => {
  test('setBatchCount: an instance holds at most so many', async () => {
    await start();
    expect(new Set(await instancesOf(12)).size).toBe(1);
    leader().setBatchCount(0, 3);
    const instances = await instancesOf(12);
    expect(new Set(instances).size).toBe(4);
  });

  test('setBatchDelayMs: a batch that is not full waits so long, a full one does not', async () => {
    await start();
    const { clock } = cluster;
    leader().setBatchDelayMs(0, 200);
    leader().setBatchCount(0, 3);
    const before = clock.monotonicMs();
    await instancesOf(3);
    expect(clock.monotonicMs() - before).toBeLessThan(200);
    const between = clock.monotonicMs();
    await instancesOf(2);
    expect(clock.monotonicMs() - between).toBeGreaterThanOrEqual(200);
  });

  test('setTimeoutMs: calls that name no time end after it', async () => {
    await start();
    const node = leader();
    for (const id of cluster.nodeIds) if (id !== node.nodeId) cluster.crash(id);
    node.setTimeoutMs(300);
    const before = cluster.clock.monotonicMs();
    const call = node.propose(0, text('x'), COUNTER);
    await expect(cluster.complete(call)).rejects.toMatchObject({ name: 'GaiosError' });
    const took = cluster.clock.monotonicMs() - before;
    expect(took).toBeGreaterThanOrEqual(300);
    expect(took).toBeLessThan(400);
  });

  test('each refuses a number out of its bounds, and an unknown group', async () => {
    await start();
    const node = cluster.node(1);
    expect(codeOf(() => node.setBatchCount(0, 0))).toBe('INVALID_ARGUMENT');
    expect(codeOf(() => node.setBatchDelayMs(0, -1))).toBe('INVALID_ARGUMENT');
    expect(codeOf(() => node.setTimeoutMs(Number.NaN))).toBe('INVALID_ARGUMENT');
    expect(codeOf(() => node.setMaxPending(9, 1))).toBe('UNKNOWN_GROUP');
    expect(node.getMyNodeId()).toBe(1);
  });

  test('a machine without query is not read', async () => {
    await start();
    await expect(cluster.complete(cluster.node(1).read(0, 2, 'x'))).rejects.toMatchObject({
      code: 'NOT_QUERYABLE',
    });
  });
});
