/** Copied, moved and doubled disks over the real edges: SQLite on disk and WebSockets on loopback, all in this process. */

import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GaiosError, Node, type Logger } from 'gaios';
import { Counter, COUNTER, text } from './machines.ts';
import { SocketNodes } from './socket-nodes.ts';
import { freePort } from './sockets.ts';

const LONG_MS = 120_000;

let nodes: SocketNodes<Node>;
/** What a node logged as a step of its disk, and when peers refused it. */
let steps: string[];

const logger: Logger = {
  log: (_level, message, facts = {}) => {
    if (message === 'the disk of this node') steps.push(String(facts['step']));
    if (message === 'the disk counts as lost') steps.push('replaced');
    if (message === 'a peer refuses this node') steps.push(`refused by ${String(facts['nodeId'])}`);
  },
};

const boot = async (nodeId: number, folder = `${nodeId}`, address?: string): Promise<Node> => {
  const members = nodes.addresses.map((each) =>
    each.nodeId === nodeId && address !== undefined ? { ...each, address } : each,
  );
  const node = await Node.run({
    nodeId,
    nodes: members,
    dataDir: nodes.folder(folder),
    synchronous: 'off',
    stateMachines: () => [new Counter()],
    ...(nodeId === 3 ? { logger } : {}),
  });
  nodes.running.set(folder, node);
  return node;
};

const nodeOf = (folder: string): Node => nodes.of(folder);
const stop = (folder: string): Promise<void> => nodes.stop(folder);
const until = (what: string, condition: () => boolean): Promise<void> => nodes.until(what, condition, 30_000);

const diskOf = (nodeId: number): string =>
  nodeOf('1')
    .showMembership(0)
    .members.find((each) => each.nodeId === nodeId)?.storageId ?? '';

beforeEach(async () => {
  nodes = await SocketNodes.make<Node>('disks', [1, 2, 3]);
  steps = [];
});

afterEach(() => nodes.end(), LONG_MS);

test(
  'a copied folder is a lost disk: set aside, rebuilt, bound again, and all of it told; the copied one is refused then',
  async () => {
    for (const { nodeId } of nodes.addresses) await boot(nodeId);
    for (let i = 0; i < 5; i++) await nodeOf('3').propose(0, text(`a${i}`), COUNTER);
    const before = nodeOf('3').status().storageId;
    await stop('3');
    cpSync(join(nodes.directory, '3'), join(nodes.directory, 'copy'), { recursive: true });
    const copy = await boot(3, 'copy');
    const { storageId, notices } = copy.status();
    expect(storageId).not.toBe(before);
    expect(notices).toEqual([
      expect.stringContaining(`disk ${before} counts as lost: the database is not the file`),
    ]);
    await until('it is bound again', () => diskOf(3) === storageId);
    await until('and knows', () => steps.includes('bound'));
    expect(copy.status().groups[0]?.membershipSteps).toEqual([
      expect.stringContaining('this disk is bound, since instance'),
    ]);
    expect(steps[0]).toBe('replaced');
    expect(steps.at(-1)).toBe('bound');
    expect(existsSync(join(nodes.directory, 'copy', `set-aside-${before.slice(0, 8)}-1`, 'gaios.db'))).toBe(
      true,
    );
    expect((await copy.read(0, COUNTER, 'log')).result).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);

    // The folder that it was copied from has lost its binding meanwhile.
    await stop('copy');
    steps = [];
    const old = await boot(3);
    await until('it says so', () => steps.includes('former'));
    expect(old.status().groups[0]).toMatchObject({
      state: 'joining',
      membershipSteps: ['this disk was bound once and never is again: start the node with an empty folder'],
    });
    await nodeOf('1').propose(0, text('b'), COUNTER);
  },
  LONG_MS,
);

test(
  'disks that replace others do not found the group anew',
  async () => {
    for (const { nodeId } of nodes.addresses) await boot(nodeId);
    await nodeOf('1').propose(0, text('a'), COUNTER);
    await Promise.all(['1', '2', '3'].map(stop));
    for (const id of ['1', '2', '3'])
      cpSync(join(nodes.directory, id), join(nodes.directory, `copy${id}`), { recursive: true });
    for (const { nodeId } of nodes.addresses) await boot(nodeId, `copy${nodeId}`);
    const [one] = nodes.running.values();
    await expect(one?.propose(0, text('b'), COUNTER, { timeoutMs: 3_000 })).rejects.toThrow(GaiosError);
    for (const node of nodes.running.values()) {
      expect(node.status().groups[0]).toMatchObject({ state: 'joining', gid: 0, chosenUpTo: 0 });
    }
  },
  LONG_MS,
);

test(
  'a second process of a live node hears where the first one is; a removed node hears that it is removed',
  async () => {
    for (const { nodeId } of nodes.addresses) await boot(nodeId);
    await nodeOf('1').propose(0, text('a'), COUNTER);
    cpSync(join(nodes.directory, '3'), join(nodes.directory, 'twin'), { recursive: true });
    const twin = await boot(3, 'twin', `127.0.0.1:${await freePort()}`);
    await until('the twin is refused', () => twin.status().notices.some((line) => line.includes('refuses')));
    expect(twin.status().notices.join()).toContain('node 3 is connected already from 127.0.0.1');
    expect(steps).toContain('refused by 1');
    await stop('twin');
    await nodeOf('1').removeMember(0, 3, { timeoutMs: 20_000 });
    await stop('3');
    await Promise.all(['1', '2'].map(stop));
    for (const nodeId of [1, 2]) await boot(nodeId);
    await until('there is a leader', () => nodeOf('1').status().groups[0]?.leader !== 0);
    const { leader } = nodeOf('1').status().groups[0] ?? { leader: 0 };
    steps = [];
    const removed = await boot(3);
    await until('both have told it', () => removed.status().notices.length >= 2 || steps.includes('former'));
    const told = [...removed.status().notices, ...(removed.status().groups[0]?.membershipSteps ?? [])].join();
    expect(told).toMatch(/removed/);
    await nodeOf('2').propose(0, text('b'), COUNTER);
    expect(nodeOf('1').status().groups[0]?.leader).toBe(leader);
  },
  LONG_MS,
);
