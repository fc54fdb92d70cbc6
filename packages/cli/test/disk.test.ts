/** `gaios disk` on real folders. */

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SqliteLogStorage } from '@gaios/storage-sqlite';
import { founding, temporaryFolder, write } from './repair-folders.ts';
import { gaios } from './support.ts';

let directory: string;
let folder: string;
let moved: string;

beforeEach(async () => {
  directory = temporaryFolder();
  folder = await write(directory, 1, [{ chosen: [founding(1)] }]);
  moved = join(directory, 'moved');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

test('a folder in its place is shown, and not adopted', async () => {
  const shown = await gaios(['disk', 'show', folder]);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('closed    in order');
  expect(shown.out).toContain('place     where it was');
  const json = JSON.parse((await gaios(['disk', 'show', '--json', folder])).out) as unknown;
  expect(json).toMatchObject({ identity: { nodeId: 1, boot: 1 }, groups: 1, place: 'same' });
  expect(await gaios(['disk', 'adopt', '--yes', folder])).toMatchObject({ code: 1, out: '' });
});

test('a moved one is adopted once its operator has vouched for it', async () => {
  cpSync(folder, moved, { recursive: true });
  expect((await gaios(['disk', 'show', moved])).out).toContain('place     MOVED');
  const asked = await gaios(['disk', 'adopt', moved]);
  expect(asked.code).toBe(2);
  expect(asked.err).toContain('the only and the last copy of disk 0101');
  const adopted = await gaios(['disk', 'adopt', '--yes', moved]);
  expect(adopted).toMatchObject({ code: 0, err: '' });
  expect(adopted.out).toContain('Adopted.');
  const storage = await SqliteLogStorage.open({ dataDir: moved, nodeId: 1 });
  expect(storage.replaced).toBeUndefined();
  await storage.close();
});

test('one that was not closed in order, or is in use, is refused', async () => {
  const storage = await SqliteLogStorage.open({ dataDir: folder, nodeId: 1 });
  cpSync(folder, moved, { recursive: true });
  expect((await gaios(['disk', 'adopt', '--yes', folder])).err).toContain('STORAGE_LOCKED');
  await storage.close();
  expect((await gaios(['disk', 'show', moved])).out).toContain('closed    NOT IN ORDER');
  expect((await gaios(['disk', 'adopt', '--yes', moved])).err).toContain('DISK_NOT_CLOSED');
  expect((await gaios(['disk', 'show', directory])).err).toContain('STORAGE_MISSING');
});

test('a moved folder is not repaired before it is adopted', async () => {
  const three = founding(1, 2, 3);
  rmSync(folder, { recursive: true });
  folder = await write(directory, 1, [{ chosen: [three] }]);
  cpSync(folder, moved, { recursive: true });
  const plan = await gaios(['repair', 'plan', '--json', moved]);
  const { hash } = JSON.parse(plan.out) as { hash: string };
  expect((await gaios(['repair', 'plan', moved])).out).toContain('HAS MOVED, and has to be adopted first');
  const apply = ['repair', 'apply', '--plan-hash', hash, moved];
  expect((await gaios(apply)).err).toContain('STORAGE_MOVED');
  await gaios(['disk', 'adopt', '--yes', moved]);
  expect(await gaios(apply)).toMatchObject({ code: 0 });
});
