/**
 * Real files with single bytes flipped, and what becomes of each: nothing, a value that is put back, a disk that counts as
 * lost, or a typed refusal. Never a wrong value, and never a vote that is forgotten under the old name of the disk.
 */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GaiosError } from '@gaios/sm-base';
import type { GroupMeta, GroupWrite, LogRecord } from '@gaios/sm-base';
import { Engine } from '../src/engine.ts';
import { SqliteLogStorage } from '../src/index.ts';
import { damageValue, removeFolder, tamper, temporaryFolder } from './folders.ts';

const oldStorageId = 'ab'.repeat(16);
const newStorageId = 'cd'.repeat(16);
const names = ['gaios.db', 'gaios.db-wal', 'gaios.journal-0', 'gaios.journal-1', 'gaios.marker'];
const all = { from: 1, to: 2 ** 47 - 1, bytesMax: 1e9 };

let dataDir = '';

beforeEach(() => {
  dataDir = temporaryFolder();
});

afterEach(() => removeFolder(dataDir));

const open = (storageId: string, pageBytes = 512): Engine =>
  Engine.open({
    dataDir,
    nodeId: 3,
    synchronous: 'off',
    newStorageId: storageId,
    pageBytes,
    pagesMax: undefined,
    journalBytesMax: 2 ** 20,
  });

const row = (instanceId: number, length: number): LogRecord => ({
  instanceId,
  ballot: 65_536 * instanceId + 3,
  chosen: false,
  value: Uint8Array.from({ length }, (_, i) => (instanceId * 31 + i * 7) % 256),
});

const meta = (promised: number, chosenUpTo: number): GroupMeta => ({
  promised,
  promisedTo: 'ef'.repeat(16),
  chosenUpTo,
  checksum: 77,
  minChosen: 1,
  configuration: Uint8Array.of(1, 2, 3),
});

/** Instances 1 to 4 are chosen, the third of them large; 5 and 6 are votes. */
const records = [row(1, 30), row(2, 40), row(3, 9_000), row(4, 300), row(5, 20), row(6, 25)];
const commits: readonly (readonly GroupWrite[])[] = [
  [{ groupIdx: 0, meta: meta(9, 2), records: records.slice(0, 3) }],
  [{ groupIdx: 0, records: records.slice(3) }],
  [{ groupIdx: 0, meta: meta(11, 4) }],
];

type Files = ReadonlyMap<string, Buffer>;

const take = (): Files =>
  new Map(
    names
      .filter((name) => existsSync(join(dataDir, name)))
      .map((name) => [name, readFileSync(join(dataDir, name))]),
  );

const lay = (files: Files): void => {
  for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(dataDir, name), bytes);
};

const plain = (each: readonly LogRecord[]): object[] =>
  each.map(({ value, ...rest }) => ({ ...rest, value: Buffer.from(value).toString('hex') }));

/** As a killed process leaves them, and as one that closed. */
const filesOf = (): { readonly running: Files; readonly closed: Files } => {
  const engine = open(oldStorageId);
  for (const writes of commits) engine.commit(writes);
  const running = take();
  engine.close();
  return { running, closed: take() };
};

type End = 'unaffected' | 'repaired' | 'rebuilt' | 'refused' | 'condemned';

/** What becomes of the files as they are; throws if that is none of what may be. */
const endOf = (): End => {
  let engine: Engine;
  try {
    engine = open(newStorageId);
  } catch (error) {
    if (error instanceof GaiosError) return 'refused';
    throw error;
  }
  try {
    if (engine.identity.storageId === newStorageId) {
      expect([engine.created, engine.groups()]).toEqual([true, []]);
      return 'rebuilt';
    }
    return contentOf(engine);
  } finally {
    engine.close();
  }
};

/** Of a disk that keeps its name: all votes are there, and what is chosen is right, or said to be damaged. */
const contentOf = (engine: Engine): End => {
  expect(engine.groups()).toMatchObject([
    { groupIdx: 0, meta: { promised: 11, chosenUpTo: 4, checksum: 77 } },
  ]);
  expect(plain(engine.read({ ...all, groupIdx: 0, from: 5 }))).toEqual(plain(records.slice(4)));
  let end: End = 'unaffected';
  for (let tries = 0; tries <= 4; tries++) {
    try {
      expect(plain(engine.read({ ...all, groupIdx: 0 }))).toEqual(plain(records));
      return end;
    } catch (error) {
      if (!(error instanceof GaiosError) || error.code !== 'STORAGE_DAMAGED') throw error;
      if (error.facts['repairable'] !== true) return 'condemned';
      const value = records[Number(error.facts['instanceId']) - 1]?.value ?? new Uint8Array(0);
      const wrong = Uint8Array.from(value, (byte) => byte ^ 1);
      const instanceId = Number(error.facts['instanceId']);
      expect(engine.mend(0, [{ instanceId, value: wrong }])).toEqual([]);
      const mended = engine.mend(0, [{ instanceId, value }]);
      expect(mended).toHaveLength(1);
      engine.commit([{ groupIdx: 0, records: mended }]);
      end = 'repaired';
    }
  }
  throw new Error('it cannot be repaired');
};

/** Ends of flips of every `stride`-th byte. One that is condemned is set aside at its next opening. */
const endsOf = (files: Files, name: string, stride: number): Map<End, number> => {
  const ends = new Map<End, number>();
  const whole = files.get(name)!;
  for (let at = 0; at < whole.length; at += stride) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(whole.readUInt8(at) ^ (1 << (at % 8)), at);
    lay(new Map([...files, [name, flipped]]));
    try {
      const end = endOf();
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if (end === 'condemned') expect(endOf()).toBe('rebuilt');
    } catch (error) {
      throw new Error(`${name} flipped at ${at}: ${String(error)}`, { cause: error });
    }
  }
  return ends;
};

describe('a flipped bit', () => {
  it('anywhere in the database is one of the four', () => {
    const { closed } = filesOf();
    const ends = endsOf(closed, 'gaios.db', 47);
    expect(ends.get('repaired')).toBeGreaterThan(100);
    expect(ends.get('rebuilt')).toBeGreaterThan(10);
    expect(ends.get('refused') ?? 0).toBeLessThan(3);
  });

  it('anywhere in the journal is one of the four', () => {
    const { running } = filesOf();
    const journal = running.get('gaios.journal-0')!;
    let end = 0;
    while (end < journal.length && journal.readUInt32LE(end + 16) > 0) end += journal.readUInt32LE(end + 16);
    const ends = endsOf(
      new Map([...running, ['gaios.journal-0', journal.subarray(0, end)]]),
      'gaios.journal-0',
      2,
    );
    // The values of instances 1, 2 and 4; those of 5 and 6, and all heads, are votes.
    expect(ends.get('repaired')).toBe((30 + 40 + 300) / 2);
    expect(ends.get('rebuilt')).toBeGreaterThan(75);
    expect(ends.get('refused')).toBeUndefined();
  });

  it('anywhere in the marker is one of the four: whose folder it is must be known to set it aside', () => {
    const ends = endsOf(filesOf().closed, 'gaios.marker', 11);
    expect(ends.get('refused')).toBeGreaterThan(5);
    expect(ends.get('repaired')).toBeUndefined();
  });
});

describe('a folder', () => {
  it('with a damaged vote is set aside as it is, and a new disk says which it replaces', async () => {
    lay(filesOf().closed);
    damageValue(dataDir, 0, 5);
    const damaged = readFileSync(join(dataDir, 'gaios.db'));
    const storage = await SqliteLogStorage.open({ dataDir, nodeId: 3, synchronous: 'off' });
    expect(storage.identity.storageId).not.toBe(oldStorageId);
    expect(storage.replaced).toMatchObject({
      storageId: oldStorageId,
      why: 'what it holds is damaged: the value of a log row is damaged',
    });
    await storage.close();
    expect(readFileSync(join(dataDir, storage.replaced!.keptIn, 'gaios.db'))).toEqual(damaged);
  });

  it('is left alone if it is to be refused, or is of another node', async () => {
    lay(filesOf().closed);
    damageValue(dataDir, 0, 5);
    const refused = { dataDir, nodeId: 3, synchronous: 'off', ifDamaged: 'refuse' } as const;
    await expect(SqliteLogStorage.open(refused)).rejects.toMatchObject({ code: 'STORAGE_DAMAGED' });
    const other = { dataDir, nodeId: 4, synchronous: 'off' } as const;
    await expect(SqliteLogStorage.open(other)).rejects.toMatchObject({ code: 'STORAGE_WRONG_NODE' });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('set-aside'))).toEqual([]);
  });

  it('whose damage is met later is set aside at its next opening, also after a close in order', () => {
    lay(filesOf().closed);
    const engine = open(newStorageId);
    engine.commit([{ groupIdx: 0, deleteBelow: 1 }]);
    engine.close();
    // In the head of instance 2: nothing of its row can be believed.
    tamper(dataDir, 'UPDATE log SET ballot = ballot + 1 WHERE key = 2');
    const next = open(newStorageId);
    expect(next.identity.storageId).toBe(oldStorageId);
    expect(() => next.read({ ...all, groupIdx: 0 })).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ repairable: false }) }),
    );
    next.close();
    const last = open(newStorageId);
    expect([last.identity.storageId, last.created]).toEqual([newStorageId, true]);
    last.close();
  });
});
