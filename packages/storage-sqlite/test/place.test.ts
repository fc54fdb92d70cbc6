/** Folders that are not where they were: copies, moved ones, and those that their operator vouches for. */

import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { adoptDisk, describeDisk, OfflineFolder, SqliteLogStorage } from '../src/index.ts';
import type { SqliteStorageOptions } from '../src/index.ts';
import { folderPaths } from '../src/files.ts';
import { asideName, readPlace, writePlace } from '../src/place.ts';
import { removeFolder, temporaryFolder } from './folders.ts';

let directory: string;
let home: string;
let elsewhere: string;

beforeEach(() => {
  directory = temporaryFolder();
  home = join(directory, 'home');
  elsewhere = join(directory, 'elsewhere');
});

afterEach(() => removeFolder(directory));

const open = (dataDir: string, options: Partial<SqliteStorageOptions> = {}): Promise<SqliteLogStorage> =>
  SqliteLogStorage.open({ dataDir, nodeId: 3, synchronous: 'off', ...options });

const meta = {
  promised: 65_539,
  promisedTo: '',
  chosenUpTo: 0,
  checksum: 0,
  minChosen: 1,
  configuration: new Uint8Array(0),
};

/** A folder that was used and closed; returns whose it is. */
const used = async (): Promise<string> => {
  const storage = await open(home);
  await storage.commit([{ groupIdx: 0, meta }]);
  await storage.close();
  return storage.identity.storageId;
};

test.each(['main', 'worker'] as const)(
  'a copy is a lost disk; nothing of it is deleted (%s)',
  async (thread) => {
    const storageId = await used();
    cpSync(home, elsewhere, { recursive: true });
    const copy = await open(elsewhere, { thread });
    expect(copy.identity).toMatchObject({ nodeId: 3, boot: 1 });
    expect(copy.identity.storageId).not.toBe(storageId);
    expect(copy.created).toBe(true);
    expect(copy.replaced).toMatchObject({ storageId, why: expect.stringContaining('inode') });
    expect(await copy.groups()).toEqual([]);
    await copy.close();
    expect(describeDisk(join(elsewhere, copy.replaced!.keptIn))).toMatchObject({
      identity: { storageId },
      groups: 1,
      closedCleanly: true,
    });
    // It goes on as what it is now, and still says what it replaces: also after the next start.
    const again = await open(elsewhere, { thread });
    expect(again.identity).toEqual({ ...copy.identity, boot: 2 });
    expect(again.replaced).toEqual(copy.replaced);
    await again.close();
    // The first one is none the worse for it.
    const first = await open(home);
    expect(first.identity).toEqual({ nodeId: 3, storageId, boot: 2 });
    expect(first.replaced).toBeUndefined();
    await first.close();
  },
);

test('who must not replace it is refused', async () => {
  await used();
  cpSync(home, elsewhere, { recursive: true });
  const before = readdirSync(elsewhere);
  await expect(open(elsewhere, { ifMoved: 'refuse' })).rejects.toMatchObject({ code: 'STORAGE_MOVED' });
  expect(readdirSync(elsewhere)).toEqual(before);
});

test('another name in the same file system is the same file', async () => {
  const storageId = await used();
  renameSync(home, elsewhere);
  const storage = await open(elsewhere);
  expect(storage.identity).toMatchObject({ storageId, boot: 2 });
  await storage.close();
});

test('a folder that was closed in order and moved can be adopted', async () => {
  const storageId = await used();
  cpSync(home, elsewhere, { recursive: true });
  rmSync(home, { recursive: true });
  expect(describeDisk(elsewhere)).toMatchObject({
    place: 'moved',
    closedCleanly: true,
    identity: { storageId },
  });
  expect(adoptDisk(elsewhere)).toMatchObject({ place: 'same', closedCleanly: true });
  const storage = await open(elsewhere);
  expect(storage.identity).toEqual({ nodeId: 3, storageId, boot: 2 });
  expect(await storage.groups()).toEqual([{ groupIdx: 0, meta }]);
  await storage.close();
});

test('one that is in use, was killed, was written to since, or has not moved cannot be adopted', async () => {
  const storage = await open(home);
  await storage.commit([{ groupIdx: 0, meta }]);
  expect(() => adoptDisk(home)).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
  cpSync(home, elsewhere, { recursive: true });
  expect(describeDisk(elsewhere)).toMatchObject({ place: 'moved', closedCleanly: false });
  expect(() => adoptDisk(elsewhere)).toThrow(expect.objectContaining({ code: 'DISK_NOT_CLOSED' }));
  await storage.close();
  expect(() => adoptDisk(home)).toThrow(expect.objectContaining({ code: 'DISK_NOT_MOVED' }));
  // The mark of an earlier closing beside files of a later day.
  rmSync(elsewhere, { recursive: true });
  cpSync(home, elsewhere, { recursive: true });
  await (await open(home)).close();
  for (const name of readdirSync(home))
    if (name !== 'gaios.place') cpSync(join(home, name), join(elsewhere, name));
  expect(() => adoptDisk(elsewhere)).toThrow(expect.objectContaining({ code: 'DISK_NOT_CLOSED' }));
  expect(() => adoptDisk(directory)).toThrow(expect.objectContaining({ code: 'STORAGE_MISSING' }));
});

test('a look from outside counts no boot and leaves everything where it is', async () => {
  await used();
  const before = readFileSync(join(home, 'gaios.place'));
  const offline = OfflineFolder.open(home);
  expect(offline.groups()).toEqual([{ groupIdx: 0, meta }]);
  await expect(open(home)).rejects.toMatchObject({ code: 'STORAGE_LOCKED' });
  offline.close();
  expect(describeDisk(home)).toMatchObject({ identity: { boot: 1 }, place: 'same', closedCleanly: true });
  expect(readFileSync(join(home, 'gaios.place'))).toEqual(before);
});

test('without a legible place file the folder is taken to be where it was', async () => {
  const storageId = await used();
  cpSync(home, elsewhere, { recursive: true });
  writeFileSync(join(elsewhere, 'gaios.place'), '00000000\n{}\n');
  expect(describeDisk(elsewhere).place).toBe('unknown');
  const storage = await open(elsewhere);
  expect(storage.identity).toMatchObject({ storageId, boot: 2 });
  await storage.close();
});

test.each([0, 1, 2, 3, 4])('moving aside goes on after it was cut off (%i files had gone)', async (gone) => {
  const storageId = await used();
  cpSync(home, elsewhere, { recursive: true });
  const paths = folderPaths(elsewhere);
  const leaving = { storageId, why: 'moved', keptIn: asideName(elsewhere, storageId) };
  writePlace(paths.place, { ...readPlace(paths.place)!, leaving }, false);
  const aside = join(elsewhere, leaving.keptIn);
  cpSync(paths.place, join(aside, 'gaios.place'));
  for (const path of [...paths.journal, paths.database, paths.marker].slice(0, gone)) {
    renameSync(path, join(aside, path.slice(elsewhere.length + 1)));
  }
  const storage = await open(elsewhere);
  expect(storage.replaced).toEqual(leaving);
  expect(storage.created).toBe(true);
  await storage.close();
  expect(existsSync(join(aside, 'gaios.marker'))).toBe(true);
  expect(describeDisk(aside).identity.storageId).toBe(storageId);
});

test('a copy of the folder of another node is refused as that, and left alone', async () => {
  await used();
  cpSync(home, elsewhere, { recursive: true });
  const before = readdirSync(elsewhere).toSorted();
  await expect(open(elsewhere, { nodeId: 4 })).rejects.toMatchObject({
    code: 'STORAGE_WRONG_NODE',
    facts: { storedNodeId: 3, nodeId: 4 },
  });
  // The lock is there, and taken by nobody.
  expect(readdirSync(elsewhere).filter((name) => !/lock|pid/.test(name))).toEqual(
    before.filter((name) => !/lock|pid/.test(name)),
  );
});
