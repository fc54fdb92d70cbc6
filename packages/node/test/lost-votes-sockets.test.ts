/** Real folders and sockets: a disk on which what may have been a vote is damaged, which is met while the node runs. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Node, type NodeEvents } from 'gaios';
import { LOG, LogMachine, tuning } from './checkpoint-cluster.ts';
import { text } from './machines.ts';
import { SocketNodes } from './socket-nodes.ts';

const LONG_MS = 120_000;

interface Database {
  exec(sql: string): void;
  close(): void;
}

/** What the store uses; this package does not. */
const storage = createRequire(new URL('../../storage-sqlite/package.json', import.meta.url));
const SqliteDatabase = storage('better-sqlite3') as new (path: string) => Database;

let nodes: SocketNodes<Node>;
let machines: Map<number, LogMachine>;
let stops: NodeEvents['groupStopped'][0][];

const boot = async (nodeId: number): Promise<Node> => {
  const machine = new LogMachine();
  machines.set(nodeId, machine);
  const node = await Node.run({
    nodeId,
    nodes: nodes.addresses,
    dataDir: nodes.folder(`${nodeId}`),
    synchronous: 'off',
    stateMachines: () => [machine],
    tuning: { ...tuning, checkpointEveryInstances: 0, holdLogCount: 1_000 },
  });
  node.on('groupStopped', (event) => void stops.push(event));
  nodes.running.set(`${nodeId}`, node);
  return node;
};

const tamper = (nodeId: number, sql: string): void => {
  const database = new SqliteDatabase(join(nodes.folder(`${nodeId}`), 'gaios.db'));
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
};

beforeEach(async () => {
  [machines, stops] = [new Map(), []];
  nodes = await SocketNodes.make<Node>('votes', [1, 2, 3]);
});

afterEach(() => nodes.end(), LONG_MS);

test(
  'stops its group, with a word on why; the next start begins with an empty disk, is rebuilt and bound again',
  async () => {
    await Promise.all([1, 2, 3].map(boot));
    const one = nodes.of('1');
    await one.waitFor({ groupIdx: 0, leader: true }, { timeoutMs: 30_000 });
    for (let i = 0; i < 5; i++) await one.propose(0, text(`a${i}`), LOG, { timeoutMs: 30_000 });
    await one.checkpoint(0, { timeoutMs: 30_000 });
    await nodes.until('node 3 to have it', () => nodes.of('3').listCheckpoints(0).length === 1);
    const old = nodes.of('3').status().storageId;
    await nodes.stop('3');
    // In the head of a row that is chosen: nothing of the row can be believed. The start, from the checkpoint, does not read it.
    tamper(3, 'UPDATE log SET ballot = ballot + 1 WHERE key = 2');
    const third = await boot(3);
    await third.propose(0, text('b'), LOG, { timeoutMs: 30_000 });
    expect([third.status().storageId, stops]).toEqual([old, []]);

    await expect(third.readLog(0, 2, 2)).rejects.toMatchObject({
      code: 'STORAGE_DAMAGED',
      facts: { repairable: false },
    });
    const why = 'this disk counts as lost: the next start rebuilds it from the others';
    expect(stops).toMatchObject([{ groupIdx: 0, error: { code: 'STORAGE_DAMAGED' } }]);
    expect(third.status().groups[0]).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining(why),
    });
    await expect(third.propose(0, text('no'), LOG)).rejects.toMatchObject({ code: 'GROUP_STOPPED' });
    await one.propose(0, text('c'), LOG, { timeoutMs: 30_000 });

    await nodes.stop('3');
    const next = await boot(3);
    expect(next.status().storageId).not.toBe(old);
    expect(next.status().notices.join()).toContain(`disk ${old} counts as lost`);
    await nodes.until('it to be bound again', () => next.status().groups[0]?.state === 'running');
    await nodes.until('it to be ready', () => next.readiness().ready);
    await next.propose(0, text('d'), LOG, { timeoutMs: 30_000 });
    const all = ['a0', 'a1', 'a2', 'a3', 'a4', 'b', 'c', 'd'];
    await nodes.until('all to have all', () =>
      [1, 3].every((id) => machines.get(id)?.log.length === all.length),
    );
    expect([machines.get(1)?.log, machines.get(3)?.log]).toEqual([all, all]);
  },
  LONG_MS,
);
