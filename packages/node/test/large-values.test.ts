/** The largest value, over the real edges: SQLite on disk and WebSockets on loopback, three nodes in this process. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Node, StateMachine } from 'gaios';
import { freePort } from './sockets.ts';

const MiB = 1024 * 1024;
const LONG_MS = 120_000;

/** Remembers the length and the ends of what it executed last. */
class Sizes extends StateMachine<number> {
  readonly smId = 1;
  last: readonly number[] = [];
  override execute(value: Uint8Array): number {
    this.last = [value.length, value[0] ?? 0, value.at(-1) ?? 0];
    return value.length;
  }
  override query(): readonly number[] {
    return this.last;
  }
}

describe('largeValueMode', () => {
  const directory = mkdtempSync(join(tmpdir(), 'gaios-large-'));
  let nodes: Node[] = [];

  beforeAll(async () => {
    const ports = await Promise.all([1, 2, 3].map(freePort));
    const addresses = ports.map((port, i) => ({ nodeId: i + 1, address: `127.0.0.1:${port}` }));
    nodes = await Promise.all(
      addresses.map(({ nodeId }) =>
        Node.run({
          nodeId,
          nodes: addresses,
          dataDir: join(directory, `${nodeId}`),
          synchronous: 'off',
          largeValueMode: true,
          stateMachines: () => [new Sizes()],
        }),
      ),
    );
    await Promise.all(nodes.map((node) => node.waitFor({ groupIdx: 0, leader: true })));
  }, LONG_MS);

  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    rmSync(directory, { recursive: true, force: true });
  }, LONG_MS);

  test(
    '50 MiB proposed at a follower are executed everywhere',
    async () => {
      const follower = nodes.find((node) => node.status().groups[0]?.leader !== node.nodeId)!;
      const value = new Uint8Array(50 * MiB);
      value[0] = 7;
      value[value.length - 1] = 9;
      const { result } = await follower.propose<number>(0, value, 1);
      expect(result).toBe(50 * MiB);
      for (const node of nodes) {
        const read = await node.read(0, 1, undefined);
        expect(read.result).toEqual([50 * MiB, 7, 9]);
      }
    },
    LONG_MS,
  );

  test('a byte more is refused before anything is sent', async () => {
    const [node] = nodes as [Node];
    const before = node.getNowInstanceId(0);
    await expect(node.propose(0, new Uint8Array(50 * MiB + 1), 1)).rejects.toMatchObject({
      code: 'VALUE_TOO_LARGE',
      outcome: 'not-executed',
    });
    expect(node.getNowInstanceId(0)).toBe(before);
  });
});
