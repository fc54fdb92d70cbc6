/** Checkpoints over the real edges: SQLite and files on disk, WebSockets on loopback, all nodes in this process. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Node, type NodeAddress, type StateMachine } from 'gaios';
import { LOG, LogMachine, tuning } from './checkpoint-cluster.ts';
import { text } from './machines.ts';
import { freePort, until as untilSo } from './sockets.ts';

const LONG_MS = 180_000;

let directory: string;
let addresses: NodeAddress[];
let running: Map<number, { readonly node: Node; readonly machine: LogMachine }>;

const boot = async (nodeId: number): Promise<Node> => {
  const machine = new LogMachine(LOG, 500_000);
  const node = await Node.run({
    nodeId,
    nodes: addresses,
    dataDir: join(directory, `${nodeId}`),
    synchronous: 'off',
    stateMachines: (): StateMachine[] => [machine],
    tuning: { ...tuning, checkpointEveryInstances: 300 },
  });
  running.set(nodeId, { node, machine });
  for (const name of ['needsCheckpoint', 'checkpointFailed', 'checkpointInstalled', 'diskStep'] as const)
    node.on(name, (event: unknown) => void said.push(`${nodeId} ${name} ${JSON.stringify(event)}`));
  return node;
};

const stop = async (nodeId: number): Promise<void> => {
  const node = running.get(nodeId)?.node;
  running.delete(nodeId);
  await node?.close();
};

const of = (nodeId: number): { readonly node: Node; readonly machine: LogMachine } => {
  const found = running.get(nodeId);
  if (found === undefined) throw new Error(`node ${nodeId} does not run`);
  return found;
};

/** For a failure to tell. */
let said: string[] = [];

const until = (what: string, condition: () => boolean): Promise<void> =>
  untilSo(what, condition, { facts: () => said.join('\n') });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gaios-checkpoints-'));
  running = new Map();
  said = [];
  const ports = await Promise.all([1, 2, 3].map(freePort));
  addresses = ports.map((port, i) => ({ nodeId: i + 1, address: `127.0.0.1:${port}` }));
});

afterEach(async () => {
  await Promise.all([...running.keys()].map(stop));
  rmSync(directory, { recursive: true, force: true });
}, LONG_MS);

test(
  'a node that was away is sent one, restarts from it, and rebuilds from one after its folder was lost',
  async () => {
    await Promise.all([1, 2, 3].map((nodeId) => boot(nodeId)));
    const isRunning = (nodeId: number): boolean => of(nodeId).node.status().groups[0]?.state === 'running';
    await until('all run', () => [1, 2, 3].every(isRunning));
    let next = 0;
    const write = async (nodeId: number, rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round++)
        await of(nodeId).node.propose(0, text(`v${next++}`), LOG, { timeoutMs: 20_000 });
    };
    await write(1, 10);
    await stop(3);
    await write(1, 700);
    await until('the log to be deleted', () =>
      [1, 2].every((nodeId) => of(nodeId).node.getMinChosenInstanceId(0) > 300),
    );

    const third = await boot(3);
    await until('node 3 to be as far', () => of(3).machine.log.length === next);
    expect(third.getMinChosenInstanceId(0)).toBeGreaterThan(300);
    expect(of(3).machine.executed).toBeLessThan(710);
    await write(3, 5);

    await stop(3);
    await boot(3);
    expect(of(3).machine.executed).toBeLessThan(710);
    await until('node 3 to be as far again', () => of(3).machine.log.length === next);

    await stop(3);
    rmSync(join(directory, '3'), { recursive: true });
    await boot(3);
    await until('node 3 to be bound again', () => isRunning(3));
    await until('node 3 to accept proposals', () => of(3).node.readiness().ready);
    await write(3, 5);
    await until('all to be as far', () =>
      [1, 2, 3].every((nodeId) => of(nodeId).machine.log.length === next),
    );
    expect(of(3).machine.log).toEqual(of(1).machine.log);
    const made = await of(2).node.checkpoint(0, { timeoutMs: 20_000 });
    await of(2).node.verifyCheckpoint(0, made.id);
    expect(existsSync(join(directory, '2', 'checkpoints', '0', made.id, 'manifest'))).toBe(true);
  },
  LONG_MS,
);
