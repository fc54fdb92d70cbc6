/** The engine as an operator meets it: openings that must be refused, failures, and the chain of rows. */

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { GroupMeta, LogRecord } from '@gaios/sm-base';
import Database from 'better-sqlite3';
import { SqliteLogStorage } from '../src/index.ts';
import type { SqliteStorageOptions } from '../src/index.ts';
import { copyFolder, removeFolder, temporaryFolder } from './folders.ts';

// Some of these start processes, which load TypeScript first.
jest.setTimeout(60_000);

let dataDir = '';
const opened: SqliteLogStorage[] = [];

beforeEach(() => {
  dataDir = temporaryFolder();
});

afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
  removeFolder(dataDir);
});

async function open(rest: Partial<SqliteStorageOptions> = {}): Promise<SqliteLogStorage> {
  const storage = await SqliteLogStorage.open({
    dataDir,
    nodeId: 1,
    thread: 'main',
    synchronous: 'off',
    ifDamaged: 'refuse',
    ...rest,
  });
  opened.push(storage);
  return storage;
}

const file = (name: string): string => join(dataDir, name);

const meta = (promised: number): GroupMeta => ({
  promised,
  promisedTo: '',
  chosenUpTo: 0,
  checksum: 0,
  minChosen: 1,
  configuration: new Uint8Array(0),
});

const chosen = (chosenUpTo: number): GroupMeta => ({ ...meta(1), chosenUpTo });

const record = (instanceId: number, value = Uint8Array.of(instanceId % 256)): LogRecord => ({
  instanceId,
  ballot: 1,
  chosen: false,
  value,
});

const everything = { groupIdx: 0, from: 1, to: 1e9, bytesMax: 1e9 };

/** Changes the database behind the store's back. */
function tamper(sql: string): void {
  const database = new Database(file('gaios.db'));
  database.exec(sql);
  database.close();
}

describe('refused openings', () => {
  it('names the process that has the folder, and outlives its death', async () => {
    const storage = await open();
    expect(readFileSync(file('gaios.pid'), 'utf8')).toBe(`${process.pid}\n`);
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_LOCKED', facts: { pid: process.pid } });
    await expect(open({ thread: 'worker' })).rejects.toMatchObject({ code: 'STORAGE_LOCKED' });
    await storage.close();
    expect(existsSync(file('gaios.pid'))).toBe(false);
    await open();
  });

  it('is locked by a process until that is killed', async () => {
    const script = `
      const { SqliteLogStorage } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
      const storage = await SqliteLogStorage.open({ dataDir: ${JSON.stringify(dataDir)}, nodeId: 1, thread: 'main' });
      const meta = { promised: 77, promisedTo: '', chosenUpTo: 0, checksum: 0, minChosen: 1, configuration: new Uint8Array(0) };
      await storage.commit([{ groupIdx: 0, meta }]);
      console.log('committed');
      setInterval(() => {}, 1000);`;
    const argv = ['--conditions=@gaios/source', '--import', 'tsx', '--input-type=module', '--eval', script];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    try {
      await once(child.stdout, 'data');
      await expect(open()).rejects.toMatchObject({ code: 'STORAGE_LOCKED', facts: { pid: child.pid } });
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
    const storage = await open();
    expect(storage.identity.boot).toBe(2);
    expect((await storage.groups())[0]?.meta.promised).toBe(77);
  });

  it('takes a folder without its database for a lost one, not for a new one', async () => {
    await (await open()).close();
    rmSync(file('gaios.db'));
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    writeFileSync(file('gaios.db'), '');
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
  });

  it('takes a database with a history but without its marker for damaged', async () => {
    const storage = await open();
    await storage.commit([{ groupIdx: 0, meta: meta(1) }]);
    await storage.close();
    rmSync(file('gaios.marker'));
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_DAMAGED' });
  });

  it('goes on where a first opening was cut off before its marker was made', async () => {
    const first = await open();
    await first.close();
    rmSync(file('gaios.marker'));
    const second = await open();
    expect(second.created).toBe(true);
    expect(second.identity).toEqual(first.identity);
  });

  it('refuses a marker that belongs to another database', async () => {
    await (await open()).close();
    const other = temporaryFolder();
    await (await open({ dataDir: other })).close();
    cpSync(join(other, 'gaios.marker'), file('gaios.marker'));
    removeFolder(other);
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_DAMAGED' });
  });

  it('refuses a newer format, by its marker or by its database', async () => {
    await (await open()).close();
    tamper('PRAGMA user_version = 5');
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_NEWER_FORMAT', facts: { format: 5 } });
    tamper('PRAGMA user_version = 4');
    const marker = readFileSync(file('gaios.marker'), 'latin1').replace(/format=\d/, 'format=9');
    writeFileSync(file('gaios.marker'), marker, 'latin1');
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_NEWER_FORMAT', facts: { format: 9 } });
  });

  it.each(['main', 'worker'] as const)('refuses the folder of another node (%s thread)', async (thread) => {
    await (await open()).close();
    await expect(open({ nodeId: 2, thread })).rejects.toMatchObject({
      code: 'STORAGE_WRONG_NODE',
      facts: { nodeId: 2, storedNodeId: 1 },
    });
  });

  it('refuses a node id out of bounds', async () => {
    await expect(open({ nodeId: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('keeps the logs of a folder that it refuses, as they were', async () => {
    const storage = await open();
    await storage.commit([{ groupIdx: 0, meta: meta(1), records: [record(1, new Uint8Array(100_000))] }]);
    const crashed = temporaryFolder();
    copyFolder(dataDir, crashed);
    const log = join(crashed, 'gaios.db-wal');
    const journal = readFileSync(join(crashed, 'gaios.journal-0'));
    const cut = readFileSync(log).subarray(0, -100);
    writeFileSync(log, cut);
    for (let i = 0; i < 2; i++) {
      await expect(open({ dataDir: crashed })).rejects.toMatchObject({ code: 'STORAGE_DAMAGED' });
      expect(readFileSync(`${log}.damaged`)).toEqual(cut);
      expect(readFileSync(join(crashed, 'gaios.journal-0'))).toEqual(journal);
    }
    removeFolder(crashed);
  });

  it('refuses an older state of the database than was acknowledged', async () => {
    const storage = await open();
    await storage.commit([{ groupIdx: 0, meta: meta(1) }]);
    await storage.close();
    const before = readFileSync(file('gaios.db'));
    const next = await open();
    await next.commit([{ groupIdx: 0, meta: meta(2) }]);
    await next.close();
    writeFileSync(file('gaios.db'), before);
    for (let i = 0; i < 2; i++) await expect(open()).rejects.toMatchObject({ code: 'STORAGE_DAMAGED' });
  });
});

describe('failures', () => {
  it.each(['main', 'worker'] as const)(
    'reports a full disk, then refuses until opened anew (%s thread)',
    async (thread) => {
      const storage = await open({ thread, pagesMax: 40 });
      await storage.commit([{ groupIdx: 0, meta: meta(1) }]);
      const large = storage.commit([
        { groupIdx: 0, meta: meta(2), records: [record(1, new Uint8Array(400_000))] },
      ]);
      const merged = storage.commit([{ groupIdx: 0, meta: meta(3) }]);
      await expect(large).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      await expect(merged).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      await expect(storage.commit([{ groupIdx: 0, meta: meta(4) }])).rejects.toMatchObject({
        code: 'STORAGE_FULL',
      });
      expect((await storage.groups())[0]?.meta.promised).toBe(1);
      await storage.close();
      const next = await open({ thread });
      expect((await next.groups())[0]?.meta.promised).toBe(1);
      await next.commit([{ groupIdx: 0, meta: meta(5) }]);
    },
  );

  it('reports a disk that does not take a write', async () => {
    // The kernel refuses writes beyond the file size limit, as it would a disk's: EFBIG, which SQLite reports as EIO.
    const script = `
      const { SqliteLogStorage } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
      const storage = await SqliteLogStorage.open({ dataDir: ${JSON.stringify(dataDir)}, nodeId: 1, thread: 'main' });
      const codes = [];
      for (const bytes of [1000, 900_000, 10]) {
        const records = [{ instanceId: bytes, ballot: 1, chosen: false, value: new Uint8Array(bytes) }];
        await storage.commit([{ groupIdx: 0, records }]).then(() => codes.push('done'), (error) => codes.push(error.code));
      }
      console.log(codes.join());
      await storage.close();`;
    const argv = ['--conditions=@gaios/source', '--import', 'tsx', '--input-type=module', '--eval', script];
    const shell = `trap '' XFSZ; ulimit -f 800; exec "$0" "$@"`;
    const child = spawn('/bin/sh', ['-c', shell, process.execPath, ...argv], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    await once(child, 'close');
    expect(output.trim()).toBe('done,STORAGE_IO,STORAGE_IO');
    expect(await (await open()).read(everything)).toHaveLength(1);
  });

  it('refuses numbers that would land in another row, and writes nothing', async () => {
    const storage = await open();
    const wrong = [
      { groupIdx: 65_536 },
      { groupIdx: -1 },
      { groupIdx: 0, records: [record(0)] },
      { groupIdx: 0, records: [record(2 ** 47)] },
      { groupIdx: 0, records: [record(1.5)] },
      { groupIdx: 0, meta: meta(-1) },
      { groupIdx: 0, deleteBelow: 0.5 },
    ];
    for (const write of wrong) await expect(storage.commit([write])).rejects.toThrow('out of bounds');
    await storage.commit([{ groupIdx: 0, records: [record(1)] }]);
    expect(await storage.read(everything)).toHaveLength(1);
  });
});

describe('damaged and missing rows', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a changed value', "UPDATE log SET value = x'09' WHERE key = 3"],
    ['a changed ballot', 'UPDATE log SET ballot = 9 WHERE key = 3'],
    ['a row in the place of another', 'UPDATE log SET key = 9 WHERE key = 3'],
    ['a row missing in the middle', 'DELETE FROM log WHERE key = 3'],
    ['the first row missing', 'DELETE FROM log WHERE key = 1'],
    ['the last row missing', 'DELETE FROM log WHERE key = 5'],
    ['all rows missing', 'DELETE FROM log'],
  ];

  it.each(cases)('a read notices %s', async (_name, sql) => {
    const storage = await open();
    await storage.commit([{ groupIdx: 0, meta: chosen(5), records: [1, 2, 3, 5].map((id) => record(id)) }]);
    await storage.close();
    tamper(sql);
    const next = await open();
    await expect(next.read(everything)).rejects.toMatchObject({
      code: 'STORAGE_DAMAGED',
      facts: { groupIdx: 0 },
    });
  });

  it('a read of a part notices what is missing at its edges, and only there', async () => {
    const storage = await open();
    const records = [1, 2, 3, 4, 5, 6].map((id) => record(id));
    await storage.commit([{ groupIdx: 0, meta: chosen(6), records }]);
    await storage.close();
    tamper('DELETE FROM log WHERE key = 3');
    const next = await open();
    const read = (from: number, to: number): Promise<readonly LogRecord[]> =>
      next.read({ groupIdx: 0, from, to, bytesMax: 1e9 });
    for (const [from, to] of [
      [1, 3],
      [3, 3],
      [3, 6],
      [2, 5],
    ] as const) {
      await expect(read(from, to)).rejects.toMatchObject({
        code: 'STORAGE_DAMAGED',
        facts: { instanceId: 3 },
      });
    }
    expect(await read(4, 6)).toHaveLength(3);
  });

  it('openings notice damaged or missing rows of groups and identity', async () => {
    const storage = await open();
    await storage.commit([0, 1].map((groupIdx) => ({ groupIdx, meta: meta(5) })));
    await storage.close();
    const whole = readFileSync(file('gaios.db'));
    for (const sql of [
      'UPDATE groups SET promised = 4 WHERE groupIdx = 1',
      'DELETE FROM groups WHERE groupIdx = 1',
      'UPDATE store SET boot = 0',
      'UPDATE store SET groupCount = 1',
      'DELETE FROM store',
      "UPDATE node SET record = x'00'",
      'DELETE FROM node',
      'CREATE TABLE more (x)',
      'DROP TABLE log',
    ]) {
      tamper(sql);
      await expect(open()).rejects.toMatchObject({ code: 'STORAGE_DAMAGED' });
      writeFileSync(file('gaios.db'), whole);
    }
    await open();
  });
});

it.each([1, 2])('takes in a database of format %d, with its marker', async (format) => {
  const storage = await open();
  await storage.commit([{ groupIdx: 0, meta: meta(5), records: [record(1)] }]);
  await storage.close();
  if (format === 1) tamper('DROP TABLE node');
  tamper(`DROP TABLE journal; DROP TABLE large; PRAGMA user_version = ${format}`);
  for (const name of ['gaios.journal-0', 'gaios.journal-1']) rmSync(file(name));
  markerOfFormat(format);
  const next = await open();
  expect(next.identity).toEqual({ ...storage.identity, boot: 2 });
  expect((await next.groups())[0]?.meta.promised).toBe(5);
  await next.commit([{ groupIdx: 0, records: [record(2)] }], Uint8Array.of(1));
  await next.close();
  const third = await open();
  expect(await third.nodeRecord()).toEqual(Uint8Array.of(1));
  expect(await third.read(everything)).toEqual([record(1), record(2)]);
});

/** As the earlier version wrote it. */
function markerOfFormat(format: number): void {
  const bytes = readFileSync(file('gaios.marker'));
  const [line = ''] = bytes.toString('latin1').split('\n');
  const text = line.slice(0, -8).replace(/format=\d+/, `format=${format}`);
  bytes.write(text + crc32(text).toString(16).padStart(8, '0'), 'latin1');
  writeFileSync(file('gaios.marker'), bytes);
}

describe('the log file', () => {
  it('is copied into the database before it grows long, and holds everything meanwhile', async () => {
    const storage = await open();
    const value = new Uint8Array(100_000);
    for (let id = 1; id <= 400; id++) await storage.commit([{ groupIdx: 0, records: [record(id, value)] }]);
    expect(statSync(file('gaios.db-wal')).size).toBeLessThan(20 * 2 ** 20);
    expect(await storage.read(everything)).toHaveLength(400);
  });

  it('writes merged commits up to a size per transaction', async () => {
    const storage = await open({ thread: 'worker' });
    const value = new Uint8Array(3 * 2 ** 20);
    await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map((id) => storage.commit([{ groupIdx: 0, records: [record(id, value)] }])),
    );
    expect(await storage.read(everything)).toHaveLength(7);
  });
});
