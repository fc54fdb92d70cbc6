/** The membership over the real edges: SQLite on disk and WebSockets on loopback, all nodes in this process. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GaiosError, Node, type NodeAddress } from 'gaios';
import { Counter, COUNTER, text } from './machines.ts';
import { freePort, until } from './sockets.ts';

const LONG_MS = 120_000;
/** Of each change: five nodes and their clients share a slow core. */
const CHANGE = { timeoutMs: 30_000 };

let directory: string;
let addresses: Map<number, string>;
/** Clients go on while it says so. */
const clients = { write: true };
let running: Map<number, { readonly node: Node; readonly machine: Counter }>;

const addressOf = (nodeId: number): string => addresses.get(nodeId) ?? '';

const boot = async (nodeId: number, folder = `${nodeId}`): Promise<Node> => {
  const founders: NodeAddress[] = [1, 2, 3].map((id) => ({ nodeId: id, address: addressOf(id) }));
  const self: NodeAddress = { nodeId, address: addressOf(nodeId), role: 'learner' };
  const machine = new Counter();
  const node = await Node.run({
    nodeId,
    nodes: nodeId <= 3 ? founders : [...founders, self],
    dataDir: join(directory, folder),
    synchronous: 'off',
    stateMachines: () => [machine],
  });
  running.set(nodeId, { node, machine });
  return node;
};

const stop = async (nodeId: number): Promise<void> => {
  const node = running.get(nodeId)?.node;
  running.delete(nodeId);
  await node?.close();
};

const nodeOf = (nodeId: number): Node => {
  const node = running.get(nodeId)?.node;
  if (node === undefined) throw new Error(`node ${nodeId} does not run`);
  return node;
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gaios-members-'));
  running = new Map();
  clients.write = true;
});

afterEach(async () => {
  clients.write = false;
  await Promise.all([...running.keys()].map(stop));
  rmSync(directory, { recursive: true, force: true });
}, LONG_MS);

test(
  'from three to five and back to three, with a lost folder in between, while clients write',
  async () => {
    const ports = await Promise.all([1, 2, 3, 4, 5].map(freePort));
    addresses = new Map(ports.map((port, i) => [i + 1, `127.0.0.1:${port}`]));
    await Promise.all([1, 2, 3].map((nodeId) => boot(nodeId)));
    const isRunning = ({ node }: { node: Node }): boolean => node.status().groups[0]?.state === 'running';
    await until('all run', () => [...running.values()].every(isRunning));

    const acknowledged: string[] = [];
    const failures: unknown[] = [];
    let next = 0;
    const client = async (): Promise<void> => {
      while (clients.write) {
        const value = `v${next++}`;
        const able = [...running.values()].filter(isRunning);
        try {
          await able[next % able.length]?.node.propose(0, text(value), COUNTER, { timeoutMs: 5_000 });
          acknowledged.push(value);
        } catch (error) {
          if (!(error instanceof GaiosError)) failures.push(error);
        }
        await sleep(2);
      }
    };
    const loops = [client(), client()];

    for (const nodeId of [4, 5]) {
      await boot(nodeId);
      await nodeOf(1).addMember(0, nodeId, addressOf(nodeId), CHANGE);
    }
    expect(
      nodeOf(1)
        .showMembership(0)
        .members.filter(({ role }) => role === 'voter'),
    ).toHaveLength(5);

    await stop(2);
    const again = await boot(2, 'empty');
    await until('it is bound again', () => again.status().groups[0]?.state === 'running');

    const target = [3, 4, 5].map((nodeId) => ({
      nodeId,
      address: addressOf(nodeId),
      role: 'voter' as const,
    }));
    await nodeOf(4).changeMembership(0, target, CHANGE);
    await stop(1);
    await stop(2);
    await sleep(500);
    clients.write = false;
    await Promise.all(loops);

    expect(failures).toEqual([]);
    await nodeOf(4).readBarrier(0);
    const upTo = nodeOf(4).status().groups[0]?.executedUpTo ?? 0;
    for (const { node } of running.values()) await node.waitFor({ groupIdx: 0, executedUpTo: upTo });
    const logs = [3, 4, 5].map((nodeId) => running.get(nodeId)?.machine.log ?? []);
    const [log = []] = logs;
    for (const each of logs)
      expect(each.slice(0, acknowledged.length)).toEqual(log.slice(0, acknowledged.length));
    expect(new Set(log).size).toBe(log.length);
    expect(log).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThan(50);
  },
  LONG_MS,
);

test('an address that the transport would refuse to dial gets into no log', async () => {
  addresses = new Map([[1, `127.0.0.1:${await freePort()}`]]);
  const node = await Node.run({
    nodeId: 1,
    nodes: [{ nodeId: 1, address: addressOf(1) }],
    dataDir: join(directory, '1'),
    synchronous: 'off',
  });
  running.set(1, { node, machine: new Counter() });
  await until('it runs', () => node.status().groups[0]?.state === 'running');
  const before = node.showMembership(0);
  // Neither a secret nor TLS.
  const exposed = { code: 'TRANSPORT_INSECURE', facts: { addresses: ['10.0.0.7:7000'] } };
  await expect(node.addMember(0, 2, '10.0.0.7:7000')).rejects.toMatchObject(exposed);
  await expect(node.addLearner(0, 2, '10.0.0.7:7000', { force: true })).rejects.toMatchObject(exposed);
  await expect(node.changeAddress(0, 1, '10.0.0.7:7000')).rejects.toMatchObject(exposed);
  const target = [{ nodeId: 2, address: '10.0.0.7:7000', role: 'voter' as const }];
  await expect(node.changeMembership(0, target, { force: true })).rejects.toMatchObject(exposed);
  await expect(node.planMembership(0, target)).rejects.toMatchObject(exposed);
  for (const address of ['nowhere', 'a b:1', '127.0.0.1:0', '10.0.0.300:1', '[::1:7']) {
    await expect(node.addLearner(0, 2, address, { force: true })).rejects.toMatchObject({
      code: 'INVALID_ADDRESS',
    });
  }
  expect(node.showMembership(0)).toEqual(before);
});
