/** Groups at run time over the real edges: SQLite on disk and WebSockets on loopback, all nodes in this process. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Node } from 'gaios';
import { Counter, COUNTER, text } from './machines.ts';
import { freePort, until } from './sockets.ts';

const LONG_MS = 120_000;
const CALL = { timeoutMs: 30_000 };

const directory = mkdtempSync(join(tmpdir(), 'gaios-groups-'));
const running = new Map<number, Node>();
const machines = new Map<string, Counter>();

afterAll(async () => {
  await Promise.all([...running.values()].map((node) => node.close()));
  rmSync(directory, { recursive: true, force: true });
}, LONG_MS);

test(
  'groups are created, destroyed while a node is down, created anew, and there after a restart of all nodes',
  async () => {
    const nodes = await Promise.all(
      [1, 2, 3].map(async (nodeId) => ({ nodeId, address: `127.0.0.1:${await freePort()}` })),
    );
    const boot = async (nodeId: number): Promise<Node> => {
      const node = await Node.run({
        nodeId,
        nodes,
        dataDir: join(directory, `${nodeId}`),
        synchronous: 'off',
        stateMachines: (groupIdx, kind, life) => {
          const machine = new Counter();
          machines.set(`${nodeId}/${groupIdx}/${kind}/${life}`, machine);
          return [machine];
        },
      });
      running.set(nodeId, node);
      return node;
    };
    const stop = async (nodeId: number): Promise<void> => {
      await running.get(nodeId)?.close();
      running.delete(nodeId);
    };
    const [first, second] = await Promise.all([boot(1), boot(2), boot(3)]);
    const all = [1, 2, 3, 4, 5, 6, 7, 8];
    const created = await Promise.all(
      all.map((groupIdx) => first.createGroup({ groupIdx, members: [1, 2, 3], kind: 'a' }, CALL)),
    );
    await Promise.all(all.map((groupIdx) => second.propose(groupIdx, text('old'), COUNTER, CALL)));
    await stop(3);
    await Promise.all([1, 2, 3, 4].map((groupIdx) => second.destroyGroup(groupIdx, CALL)));
    const anew = second.createGroup({ groupIdx: 1, members: [1, 2, 3], kind: 'b' }, CALL);
    await boot(3);
    expect((await anew).gid).not.toBe(created[0]?.gid);
    await first.propose(1, text('new'), COUNTER, CALL);
    for (const nodeId of [1, 2, 3]) await stop(nodeId);
    const [again] = await Promise.all([boot(1), boot(2), boot(3)]);
    for (const node of running.values()) {
      await until('it has what it had', () => node.status().groups.length === 6);
      expect(node.status().groups.map(({ groupIdx, kind }) => `${groupIdx}${kind}`)).toEqual([
        '0',
        '1b',
        '5a',
        '6a',
        '7a',
        '8a',
      ]);
    }
    await again.propose(1, text('newer'), COUNTER, CALL);
    await again.propose(8, text('newer'), COUNTER, CALL);
    await until('all have executed it', () =>
      [1, 2, 3].every(
        (id) =>
          machines.get(`${id}/1/b/2`)?.log.length === 2 && machines.get(`${id}/8/a/1`)?.log.length === 2,
      ),
    );
    expect(machines.get('3/1/b/2')?.log).toEqual(['new', 'newer']);
    expect(machines.get('3/8/a/1')?.log).toEqual(['old', 'newer']);
  },
  LONG_MS,
);
