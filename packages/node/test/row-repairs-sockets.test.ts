/** Real folders and sockets: one byte of a stopped node's database flipped, and what becomes of the node. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Node, type NodeEvents } from 'gaios';
import { Counter, COUNTER, text } from './machines.ts';
import { freePort, until } from './sockets.ts';

let folder: string;
let addresses: { nodeId: number; address: string }[];
let nodes: Map<number, Node>;
let machines: Map<number, Counter>;
let logged: { message: string; facts: unknown }[];

const run = async (nodeId: number): Promise<Node> => {
  const machine = new Counter();
  machines.set(nodeId, machine);
  const node = await Node.run({
    nodeId,
    nodes: addresses,
    groupCount: 1,
    dataDir: join(folder, String(nodeId)),
    synchronous: 'off',
    secret: 'sixteen bytes of it',
    stateMachines: () => [machine],
    logger: { log: (_, message, facts) => void logged.push({ message, facts }) },
  });
  nodes.set(nodeId, node);
  return node;
};

const stop = async (nodeId: number): Promise<void> => {
  await nodes.get(nodeId)?.close();
  nodes.delete(nodeId);
};

/** Flips a bit behind the last place where the text stands. */
const flip = (nodeId: number, what: string): void => {
  const path = join(folder, String(nodeId), 'gaios.db');
  const bytes = readFileSync(path);
  const at = bytes.lastIndexOf(what);
  if (at < 0) throw new Error('it is not there');
  bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
  writeFileSync(path, bytes);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gaios-rows-'));
  [nodes, machines, logged] = [new Map(), new Map(), []];
  addresses = [];
  for (const nodeId of [1, 2, 3]) addresses.push({ nodeId, address: `127.0.0.1:${await freePort()}` });
  await Promise.all([1, 2, 3].map(run));
  await nodes.get(1)!.waitFor({ groupIdx: 0, leader: true });
  for (const value of ['one', 'two', `${'three'.repeat(20_000)}end`, 'four']) {
    await nodes.get(1)!.propose(0, text(value), COUNTER);
  }
  await until('all have it', () => machines.get(3)?.log.length === 4);
}, 60_000);

afterEach(async () => {
  await Promise.all([...nodes.keys()].map(stop));
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe('a flipped byte', () => {
  test.each(['two', 'threeend'])(
    'in the chosen value that ends with %s is put back from a peer',
    async (what) => {
      await stop(3);
      flip(3, what);
      const node = await run(3);
      await until('it is replayed', () => machines.get(3)?.log.length === 4);
      expect(machines.get(3)?.log).toEqual(machines.get(1)?.log);
      const repairs = logged.filter(({ message }) => message.startsWith('damaged values'));
      expect(repairs.map(({ facts }) => facts)).toMatchObject([{ groupIdx: 0, count: 1 }]);
      expect(node.status().notices).toEqual([expect.stringContaining('were put back')]);
      await stop(3);
      logged.length = 0;
      await run(3);
      expect(logged.filter(({ message }) => message.startsWith('damaged values'))).toEqual([]);
      expect(machines.get(3)?.log).toEqual(machines.get(1)?.log);
    },
    60_000,
  );

  test('in what may be a vote rebuilds the disk, which is bound again', async () => {
    const { storageId } = nodes.get(3)!.status();
    await stop(3);
    const old: string = storageId;
    // Of whatever disks the rows of the store and of its group name: whose it is, and whom it promised.
    const path = join(folder, '3', 'gaios.db');
    const bytes = readFileSync(path);
    for (const id of [...nodes.values()].map((node) => node.status().storageId).concat(old)) {
      for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at)) bytes.writeUInt8(0x67, at);
    }
    writeFileSync(path, bytes);
    const node = await run(3);
    expect(node.status().storageId).not.toBe(old);
    expect(node.status().notices).toEqual([expect.stringContaining('damaged')]);
    const replaced = logged.find(({ message }) => message === 'the disk counts as lost');
    expect(replaced?.facts).toMatchObject({ storageId: old } satisfies Partial<
      NodeEvents['diskReplaced'][0]
    >);
    await until('it is bound again', () => node.status().groups[0]?.state === 'running');
    expect(machines.get(3)?.log).toEqual(machines.get(1)?.log);
    await stop(2);
    // Its vote is needed, and counts.
    await nodes.get(1)!.propose(0, text('five'), COUNTER);
  }, 60_000);
});
