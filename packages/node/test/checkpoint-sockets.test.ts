/** Checkpoints over the real edges: SQLite and files on disk, WebSockets on loopback, all nodes in this process. */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Node, type StateMachine } from 'gaios';
import { LOG, LogMachine, tuning } from './checkpoint-cluster.ts';
import { text } from './machines.ts';
import { NodeAndMachine, SocketNodes } from './socket-nodes.ts';

const LONG_MS = 180_000;

type Running = NodeAndMachine<LogMachine>;

let nodes: SocketNodes<Running>;

const boot = async (nodeId: number): Promise<Node> => {
  const machine = new LogMachine(LOG, 500_000);
  const node = await Node.run({
    nodeId,
    nodes: nodes.addresses,
    dataDir: nodes.folder(`${nodeId}`),
    synchronous: 'off',
    stateMachines: (): StateMachine[] => [machine],
    tuning: { ...tuning, checkpointEveryInstances: 30 },
  });
  nodes.running.set(`${nodeId}`, new NodeAndMachine(node, machine));
  for (const name of ['needsCheckpoint', 'checkpointFailed', 'checkpointInstalled', 'diskStep'] as const)
    node.on(name, (event: unknown) => void nodes.said.push(`${nodeId} ${name} ${JSON.stringify(event)}`));
  return node;
};

const of = (nodeId: number): Running => nodes.of(`${nodeId}`);
const stop = (nodeId: number): Promise<void> => nodes.stop(`${nodeId}`);
const until = (what: string, condition: () => boolean): Promise<void> => nodes.until(what, condition);

beforeEach(async () => {
  nodes = await SocketNodes.make<Running>('checkpoints', [1, 2, 3]);
});

afterEach(() => nodes.end(), LONG_MS);

test(
  'a node that was away is sent one, restarts from it, and rebuilds from one after its folder was lost',
  async () => {
    await Promise.all([1, 2, 3].map((nodeId) => boot(nodeId)));
    const isRunning = (nodeId: number): boolean => of(nodeId).node.status().groups[0]?.state === 'running';
    await until('all run', () => [1, 2, 3].every(isRunning));
    let next = 0;
    // Some at a time, which share instances: one after the other, each waits for as long as a busy machine lets it.
    const write = async (nodeId: number, count: number): Promise<void> => {
      for (let left = count; left > 0; left -= 10) {
        const some = Array.from({ length: Math.min(10, left) }, () =>
          of(nodeId).node.propose(0, text(`v${next++}`), LOG, { timeoutMs: 60_000 }),
        );
        await Promise.all(some);
      }
    };
    await write(1, 10);
    await stop(3);
    await write(1, 700);
    await until('the log to be deleted', () =>
      [1, 2].every((nodeId) => of(nodeId).node.getMinChosenInstanceId(0) > 30),
    );

    const third = await boot(3);
    await until('node 3 to be as far', () => of(3).machine.log.length === next);
    expect(third.getMinChosenInstanceId(0)).toBeGreaterThan(30);
    expect(of(3).machine.executed).toBeLessThan(710);
    await write(3, 5);

    await stop(3);
    await boot(3);
    expect(of(3).machine.executed).toBeLessThan(710);
    await until('node 3 to be as far again', () => of(3).machine.log.length === next);

    await stop(3);
    rmSync(nodes.folder('3'), { recursive: true });
    await boot(3);
    await until('node 3 to be bound again', () => isRunning(3));
    await until('node 3 to accept proposals', () => of(3).node.readiness().ready);
    await write(3, 5);
    await until('all to be as far', () =>
      [1, 2, 3].every((nodeId) => of(nodeId).machine.log.length === next),
    );
    expect(of(3).machine.log).toEqual(of(1).machine.log);
    const made = await of(2).node.checkpoint(0, { timeoutMs: 60_000 });
    await of(2).node.verifyCheckpoint(0, made.id);
    expect(existsSync(join(nodes.folder('2'), 'checkpoints', '0', made.id, 'manifest'))).toBe(true);
  },
  LONG_MS,
);
