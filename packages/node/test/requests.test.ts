/** Requests with a client's own name: executed once, whoever proposes them and however often (DESIGN 3.4). */

import { afterEach, describe, expect, test } from '@jest/globals';
import { GaiosError, SMCtx } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { COUNTER, countersIn, text, type Counter } from './machines.ts';

let cluster: TestCluster;
const machines = new Map<number, Counter>();

const start = async (): Promise<void> => {
  cluster = await TestCluster.start({
    stateMachines: countersIn(machines),
  });
};

const request = { clientId: 'client é', number: 1 };

afterEach(async () => {
  await cluster.close();
});

describe('a request id', () => {
  test('makes a repeat through another node return the first result, executed once', async () => {
    await start();
    const ask = (nodeId: number) =>
      cluster.complete(cluster.node(nodeId).propose<number>(0, text('x'), COUNTER, { requestId: request }));
    const first = await ask(1);
    await cluster.complete(cluster.node(2).propose(0, text('y'), COUNTER));
    const [again, third] = [await ask(2), await ask(3)];
    expect(again).toEqual(first);
    expect(third).toEqual(first);
    await cluster.waitForConvergence();
    for (const machine of machines.values()) expect(machine.log).toEqual(['x', 'y']);
  });

  test('is answered the same when both copies are under way at once, and after a restart of all nodes', async () => {
    await start();
    const both = [1, 2].map((nodeId) =>
      cluster.node(nodeId).propose<number>(0, text('x'), COUNTER, { requestId: request }),
    );
    const [a, b] = await cluster.complete(Promise.all(both));
    expect(a).toEqual(b);
    await cluster.waitForConvergence();
    for (const nodeId of cluster.nodeIds) cluster.crash(nodeId);
    await cluster.startAll();
    await cluster.waitForLeaders();
    const outcome = await cluster.complete(cluster.node(3).outcome<number>(0, request));
    expect(outcome).toEqual({ state: 'executed', ...a });
  });

  test('carries its SMCtx, and is stripped from the log that people read', async () => {
    await start();
    const context = new SMCtx(COUNTER, { mine: true });
    const { instanceId } = await cluster.complete(
      cluster.node(1).propose(0, text('x'), context, { requestId: request }),
    );
    expect(context.result).toBe(1);
    const values = await cluster.complete(cluster.node(1).getInstanceValue(0, instanceId));
    expect(values).toEqual([{ smId: COUNTER, value: text('x') }]);
  });

  test('that was never executed, and one too old to know, are told apart', async () => {
    await start();
    expect(await cluster.complete(cluster.node(2).outcome(0, request))).toEqual({ state: 'not-executed' });
    const calls = Array.from({ length: 66 }, (_, i) =>
      cluster.node(1).propose(0, text('x'), COUNTER, { requestId: { clientId: 'c', number: i + 1 } }),
    );
    await cluster.complete(Promise.all(calls));
    const oldest = { clientId: 'c', number: 1 };
    expect(await cluster.complete(cluster.node(2).outcome(0, oldest))).toEqual({ state: 'expired' });
    const repeat = cluster.node(1).propose(0, text('x'), COUNTER, { requestId: oldest });
    await expect(cluster.complete(repeat)).rejects.toMatchObject({
      code: 'REQUEST_EXPIRED',
      outcome: 'unknown',
    });
  });

  test('out of bounds, or for a batch, is refused before anything is sent', async () => {
    await start();
    const node = cluster.node(1);
    const wrong = [
      node.propose(0, text('x'), COUNTER, { requestId: { clientId: '', number: 1 } }),
      node.propose(0, text('x'), COUNTER, { requestId: { clientId: 'a', number: 0 } }),
      node.batchPropose(0, [text('x')], COUNTER, { requestId: request }),
    ];
    for (const call of wrong) {
      await expect(call).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', outcome: 'not-executed' });
      await expect(call).rejects.toBeInstanceOf(GaiosError);
    }
  });
});
