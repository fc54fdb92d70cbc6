/** What becomes of proposals whose result a checkpoint, or a machine's own state, has left behind: they end, and say so. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { StateMachine, type ExecuteContext } from 'gaios';
import { CheckpointCluster, LOG } from './checkpoint-cluster.ts';
import { text, untext } from './machines.ts';

let world: CheckpointCluster;

afterEach(async () => {
  await world.close();
});

/** Node 3 is heard, and hears nothing: what it proposes is executed, and it does not know. */
const deafen = async (): Promise<void> => {
  await world.propose(1, 5);
  await world.cluster.waitForConvergence();
  expect(world.cluster.leaderOf(0)?.nodeId).not.toBe(3);
  for (const from of [1, 2]) world.cluster.network.block(from, 3);
};

const isExecuted = (nodeId: number, value: string): boolean => world.machine(nodeId).log.includes(value);

describe('a proposal that was executed while its node was deaf, and is in the checkpoint that the node installs', () => {
  test('ends as executed with its result lost; one with a request id has its result, also when it is repeated', async () => {
    let version = 0;
    world = await CheckpointCluster.start({
      onMasterChange: (_nodeId, _groupIdx, _node, now) => {
        version = now;
      },
    });
    await deafen();
    const { cluster } = world;
    const requestId = { clientId: 'a client', number: 1 };
    const options = { timeoutMs: 60_000 };
    const plain = cluster.node(3).propose(0, text('plain'), LOG, options);
    const named = cluster.node(3).propose(0, text('named'), LOG, { ...options, requestId });
    const fenced = cluster.node(3).propose(0, text('fenced'), LOG, { ...options, ifMasterVersion: version });
    const ends = Promise.allSettled([plain, named, fenced]);
    await cluster.until('both to be executed', () => isExecuted(1, 'plain') && isExecuted(1, 'named'));
    expect(isExecuted(3, 'plain')).toBe(false);
    const at = cluster.node(1).getNowInstanceId(0);
    await world.propose(1, 60);
    await world.cleaned([1, 2], at);
    cluster.heal();
    const [plainEnd, namedEnd, fencedEnd] = await cluster.complete(ends);
    expect(world.said(3, 'checkpointInstalled').length).toBeGreaterThan(0);
    expect(plainEnd).toMatchObject({
      status: 'rejected',
      reason: { code: 'RESULT_LOST', outcome: 'executed' },
    });
    const result = world.machine(1).log.indexOf('named') + 1;
    expect(namedEnd).toMatchObject({ status: 'fulfilled', value: { result } });
    // Whether its condition held, only its own instance would tell.
    expect(fencedEnd).toMatchObject({
      status: 'rejected',
      reason: { code: 'OUTCOME_UNKNOWN', outcome: 'unknown' },
    });
    const again = (nodeId: number): Promise<unknown> =>
      cluster.complete(cluster.node(nodeId).propose(0, text('named'), LOG, { requestId }));
    await expect(again(3)).resolves.toMatchObject({ result });
    await cluster.restart(3);
    await expect(again(3)).resolves.toMatchObject({ result });
    await world.expectEqual();
    expect(world.machine(3).log.filter((each) => each === 'named')).toHaveLength(1);
    expect(world.machine(3).log.filter((each) => each === 'plain')).toHaveLength(1);
  });
});

/** On a disk of its own, in one step with the instance: a start executes nothing of it again. */
class Durable extends StateMachine<number> {
  readonly smId = LOG;
  readonly kept: { instanceId: number; log: string[] };
  readonly log: string[];

  constructor(kept: { instanceId: number; log: string[] }) {
    super();
    this.kept = kept;
    this.log = kept.log;
  }

  execute(value: Uint8Array, { instanceId }: ExecuteContext): number {
    this.kept.instanceId = instanceId;
    return this.log.push(untext(value));
  }

  override getCheckpointInstanceId(): number {
    return this.kept.instanceId;
  }
}

test('a request that is repeated after a restart of a machine that keeps its state is RESULT_LOST: executed, once', async () => {
  const disks = new Map<number, { instanceId: number; log: string[] }>();
  world = await CheckpointCluster.start({}, (nodeId) => {
    const disk = disks.get(nodeId) ?? { instanceId: 0, log: [] };
    disks.set(nodeId, disk);
    return new Durable(disk);
  });
  const { cluster } = world;
  const requestId = { clientId: 'a client', number: 7 };
  const ask = (nodeId: number): Promise<unknown> =>
    cluster.complete(cluster.node(nodeId).propose(0, text('once'), LOG, { requestId }));
  await expect(ask(1)).resolves.toMatchObject({ result: 1 });
  await world.propose(1, 3);
  await cluster.waitForConvergence();
  await cluster.restart(3);
  await expect(ask(3)).rejects.toMatchObject({ code: 'RESULT_LOST', outcome: 'executed' });
  const outcome = await cluster.complete(cluster.node(3).outcome(0, requestId));
  expect(outcome).toMatchObject({ state: 'executed', isLost: true });
  // Who has executed it in this process has the result still.
  await expect(ask(2)).resolves.toMatchObject({ result: 1 });
  await cluster.waitForConvergence();
  for (const nodeId of [1, 2, 3]) {
    expect(disks.get(nodeId)?.log.filter((each) => each === 'once')).toHaveLength(1);
  }
});
