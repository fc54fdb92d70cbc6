/** A real node, its log and its machine on real disks: closed or killed, it executes nothing again. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { freePort } from '../../node/test/sockets.ts';
import { NodeProcess } from './support/restarts.ts';

/** Acknowledged before the kill under load. */
const SOME = 2000;
const OPERATIONS = 3000;
/** Each start compiles the sources. */
const LONG_MS = 120_000;

const folders: string[] = [];
const nodes: NodeProcess[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.kill();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const start = async (directory: string, operations: number): Promise<NodeProcess> => {
  const node = new NodeProcess({ directory, port: await freePort(), operations });
  nodes.push(node);
  return node;
};

test(
  'after a kill, under load or not, and after a clean end',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'gaios-sm-sqlite-'));
    folders.push(directory);
    const first = await start(directory, OPERATIONS);
    expect(await first.until('written')).toMatchObject({ applied: OPERATIONS, held: OPERATIONS });
    await first.kill();

    const second = await start(directory, 100 * OPERATIONS);
    expect(await second.until('started')).toMatchObject({ applied: 0, held: OPERATIONS });
    await second.until('writing');
    await second.kill();

    const third = await start(directory, 0);
    const { applied, held } = await third.until('started');
    // What was acknowledged is there; what is executed now is what the log held beyond the database.
    expect(held - applied).toBeGreaterThanOrEqual(OPERATIONS);
    expect(held).toBeGreaterThanOrEqual(OPERATIONS + SOME);
    expect(held).toBeLessThan(100 * OPERATIONS);
    await third.close();

    const fourth = await start(directory, 10);
    expect(await fourth.until('started')).toMatchObject({ applied: 0, held });
    expect(await fourth.until('written')).toMatchObject({ applied: 10, held: held + 10 });
    await fourth.close();
  },
  LONG_MS,
);
