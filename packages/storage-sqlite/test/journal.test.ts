/**
 * The journal and the fold against a naive model: random commits to many groups, deletions, large values, records of the
 * node, a journal so short that it is always somewhere in between, crashes and closings.
 */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GroupMeta, GroupWrite, LogRecord } from '@gaios/sm-base';
import { SeededRandom } from '@gaios/testkit';
import Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../src/engine.ts';
import type { EngineOptions } from '../src/engine.ts';
import { Journal } from '../src/journal.ts';
import type { SyncCalls } from '../src/log-sync.ts';
import { copyFolder, removeFolder, temporaryFolder } from './folders.ts';

const pageBytes = 512;
const groupCount = 40;
/** From 8 KiB on they are large, with pages of this size. */
const largeBytes = 16 * pageBytes;

let folders: string[] = [];
let engines: Engine[] = [];

beforeEach(() => {
  folders = [temporaryFolder()];
});

afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
  for (const folder of folders) removeFolder(folder);
});

function open(options: Partial<EngineOptions> = {}, calls?: SyncCalls): Engine {
  const all: EngineOptions = {
    dataDir: folders.at(-1)!,
    nodeId: 3,
    synchronous: 'off',
    newStorageId: 'ab'.repeat(16),
    pageBytes,
    pagesMax: undefined,
    journalBytesMax: 30_000,
    ...options,
  };
  const engine = Engine.open(all, calls);
  engines.push(engine);
  return engine;
}

/** Syncs of SQLite's log and its database take until the test says so, or somebody waits for them. */
class SlowDisk implements SyncCalls {
  readonly held: (() => void)[] = [];
  /** Syncs that somebody waited for, of files whose sync was under way. */
  waits = 0;
  #underWay = new Set<number>();

  now = (descriptor: number): void => {
    if (this.#underWay.delete(descriptor)) this.waits++;
  };

  later = (descriptor: number, done: (error: Error | null) => void): void => {
    this.#underWay.add(descriptor);
    this.held.push(() => {
      this.#underWay.delete(descriptor);
      done(null);
    });
  };

  nowMs = (): number => 0;

  /** All that is under way, and what follows it. */
  answer(): void {
    for (let next = this.held.shift(); next !== undefined; next = this.held.shift()) next();
  }
}

function putOne(engine: Engine, id: number, bytes: number): void {
  engine.commit([{ groupIdx: 1, records: [record(id, bytes)] }]);
  engine.maintain();
}

/** What was moved into the tables is being made durable. */
function openFolded(disk: SlowDisk, journalBytesMax = 30_000): Engine {
  const engine = open({ synchronous: 'full', journalBytesMax }, disk);
  for (let id = 1_000; disk.held.length === 0; id++) putOne(engine, id, 400);
  return engine;
}

function close(engine: Engine): void {
  engine.close();
  engines = engines.filter((each) => each !== engine);
}

/** What comes next finds the files as they are now. */
function crash(engine: Engine): void {
  folders.push(copyFolder(folders.at(-1)!));
  close(engine);
}

interface Model {
  readonly metas: Map<number, GroupMeta>;
  readonly logs: Map<number, Map<number, LogRecord>>;
  node: Uint8Array;
}

function applyTo(model: Model, writes: readonly GroupWrite[], node: Uint8Array | undefined): void {
  if (node) model.node = node;
  for (const { groupIdx, drop, meta, records = [], deleteBelow = 0 } of writes) {
    if (drop) {
      model.metas.delete(groupIdx);
      model.logs.delete(groupIdx);
    }
    if (meta) model.metas.set(groupIdx, meta);
    const log = model.logs.get(groupIdx) ?? new Map<number, LogRecord>();
    model.logs.set(groupIdx, log);
    for (const record of records) log.set(record.instanceId, record);
    for (const id of log.keys()) if (id < deleteBelow) log.delete(id);
  }
}

/** Compared as one text: a comparison of thousands of small values is what would take the time here. */
const textOf = (records: readonly LogRecord[]): string =>
  records
    .map(({ instanceId, ballot, chosen, value }) => `${instanceId} ${ballot} ${chosen} ${hex(value)}`)
    .join('\n');

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function expectSame(engine: Engine, model: Model, random: SeededRandom): void {
  expect(Buffer.compare(engine.nodeRecord(), model.node)).toBe(0);
  const metas = engine.groups().map(({ groupIdx, meta }) => [groupIdx, plainMeta(meta)]);
  const expected = [...model.metas].toSorted(([a], [b]) => a - b);
  expect(metas).toEqual(expected.map(([groupIdx, meta]) => [groupIdx, plainMeta(meta)]));
  for (const [groupIdx, log] of model.logs) {
    const whole = random.chance(0.5);
    const from = whole ? 1 : random.below(60);
    const to = whole ? 2 ** 47 - 1 : from + random.below(40);
    const bytesMax = whole ? 1e9 : random.below(20_000);
    const found = engine.read({ groupIdx, from, to, bytesMax });
    expect(textOf(found)).toBe(textOf(readModel(log, from, to, bytesMax)));
  }
}

const plainMeta = (meta: GroupMeta): unknown => ({
  ...meta,
  configuration: hex(meta.configuration),
});

function readModel(log: Map<number, LogRecord>, from: number, to: number, bytesMax: number): LogRecord[] {
  const found: LogRecord[] = [];
  let bytes = 0;
  for (const record of [...log.values()].toSorted((a, b) => a.instanceId - b.instanceId)) {
    if (record.instanceId < from || record.instanceId > to) continue;
    found.push(record);
    bytes += record.value.length;
    if (bytes > bytesMax) break;
  }
  return found;
}

function randomWrite(random: SeededRandom, round: number): GroupWrite {
  const base = Math.floor(round / 4);
  const records = Array.from({ length: random.below(6) }, () => ({
    instanceId: 1 + base + random.below(30),
    ballot: random.nextInteger(),
    chosen: random.chance(0.3),
    value: random.bytes(random.chance(0.05) ? largeBytes + random.below(3000) : random.below(200)),
  }));
  return {
    groupIdx: random.chance(0.1) ? 65_535 : random.below(groupCount),
    ...(random.chance(0.03) ? { drop: true } : {}),
    records,
    ...(random.chance(0.7) ? { meta: randomMeta(random) } : {}),
    ...(random.chance(0.2) ? { deleteBelow: Math.max(0, base - 5 + random.below(20)) } : {}),
  };
}

function randomMeta(random: SeededRandom): GroupMeta {
  return {
    promised: random.nextInteger(),
    promisedTo: random.chance(0.5) ? 'ab' : 'cd'.repeat(random.below(16)),
    chosenUpTo: random.below(1000),
    checksum: random.below(2 ** 32),
    minChosen: random.below(1000),
    configuration: new Uint8Array(random.below(3)).fill(7),
  };
}

it.each([1, 2, 3, 4])('agrees with a naive model through crashes and closings (seed %d)', (seed) => {
  const random = new SeededRandom(seed);
  const model: Model = { metas: new Map(), logs: new Map(), node: new Uint8Array(0) };
  const options = { journalBytesMax: [400, 5000, 30_000, 300_000][seed % 4] ?? 0 };
  let engine = open(options);
  for (let round = 0; round < 130; round++) {
    const writes = Array.from({ length: random.below(30) }, () => randomWrite(random, round));
    const node = random.chance(0.1) ? random.bytes(20) : undefined;
    engine.commit(writes, node);
    applyTo(model, writes, node);
    if (random.chance(0.8)) engine.maintain();
    if (random.chance(0.1)) {
      if (random.chance(0.7)) crash(engine);
      else close(engine);
      engine = open(options);
    }
    if (random.chance(0.3)) expectSame(engine, model, random);
  }
  close(engine);
  expectSame(open(options), model, random);
});

const record = (instanceId: number, length = 50): LogRecord => ({
  instanceId,
  ballot: 65_537,
  chosen: false,
  value: new Uint8Array(length).fill(instanceId % 256),
});

it.each([1, 2, 3, 4])('agrees with it while two long logs are folded, many slices each (seed %d)', (seed) => {
  const random = new SeededRandom(seed);
  const model: Model = { metas: new Map(), logs: new Map(), node: new Uint8Array(0) };
  const options = { journalBytesMax: 150_000 };
  let engine = open(options);
  const next = [1, 1];
  for (let round = 0; round < 150; round++) {
    const writes = next.map((first, groupIdx): GroupWrite => {
      const count = random.below(60);
      // With holes, some behind the front, which fill them or replace what is there.
      const ids = Array.from({ length: count }, (_, at) => Math.max(1, first + at * 2 - random.below(9)));
      next[groupIdx] = first + count * 2;
      const below = random.chance(0.1) ? { deleteBelow: Math.max(0, first - random.below(2500)) } : {};
      const drop = random.chance(0.01) ? { drop: true as const } : {};
      const meta = random.chance(0.5) ? { meta: randomMeta(random) } : {};
      return { groupIdx, ...drop, ...meta, records: ids.map((id) => record(id, random.below(9))), ...below };
    });
    engine.commit(writes);
    applyTo(model, writes, undefined);
    engine.maintain();
    if (random.chance(0.03)) {
      crash(engine);
      engine = open(options);
    }
    if (random.chance(0.1)) expectSame(engine, model, random);
  }
  expectSame(engine, model, random);
  close(engine);
  expectSame(open(options), model, random);
});

const everything = { groupIdx: 0, from: 1, to: 1e9, bytesMax: 1e9 };

describe('a fold', () => {
  it('that meets a full disk costs nothing that was acknowledged, before or after the next opening', () => {
    const engine = open({ pagesMax: 60 });
    let acknowledged = 0;
    const fill = (): void => {
      for (let id = 1; id < 2000; id++) {
        engine.commit([{ groupIdx: 0, records: [record(id)] }]);
        acknowledged = id;
        engine.maintain();
      }
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'STORAGE_FULL' }));
    expect(acknowledged).toBeGreaterThan(300);
    expect(engine.read(everything)).toHaveLength(acknowledged);
    crash(engine);
    expect(() => open({ pagesMax: 60 })).toThrow(expect.objectContaining({ code: 'STORAGE_FULL' }));
    const next = open();
    expect(next.read(everything)).toHaveLength(acknowledged);
    next.commit([{ groupIdx: 0, records: [record(acknowledged + 1)] }]);
    close(next);
    expect(open().read(everything)).toHaveLength(acknowledged + 1);
  });

  it('does not write what was deleted again, and deletes what was, a large value with its record', () => {
    const engine = open({ journalBytesMax: 1e6 });
    const records = Array.from({ length: 50 }, (_, at) => record(at + 1, at % 10 === 0 ? largeBytes : 40));
    engine.commit([{ groupIdx: 0, records: records.slice(0, 30) }]);
    engine.commit([{ groupIdx: 0, deleteBelow: 29 }]);
    close(engine);
    expect(rowsOf('log')).toBe(2);
    // Large values have their row at once, which goes away as others do: a little between commits.
    const next = open();
    sweep(next);
    next.commit([{ groupIdx: 0, records: records.slice(30) }]);
    close(next);
    expect([rowsOf('log'), rowsOf('large')]).toEqual([22, 2]);
    const last = open();
    last.commit([{ groupIdx: 0, deleteBelow: 40 }]);
    const left = Array.from({ length: 11 }, (_, at) => at + 40);
    expect(last.read(everything).map(({ instanceId }) => instanceId)).toEqual(left);
    close(last);
    // Deleted all the same, before and after they are gone.
    expect([rowsOf('log'), rowsOf('large')]).toEqual([22, 2]);
    const swept = open();
    expect(swept.read(everything).map(({ instanceId }) => instanceId)).toEqual(left);
    sweep(swept);
    expect(swept.read(everything).map(({ instanceId }) => instanceId)).toEqual(left);
    close(swept);
    expect([rowsOf('log'), rowsOf('large')]).toEqual([11, 1]);
  });

  it('takes in a record below a deletion, small or large, and nothing of what was deleted comes back', () => {
    const engine = open({ journalBytesMax: 1e6 });
    const records = Array.from({ length: 40 }, (_, at) => record(at + 1, at % 10 === 0 ? largeBytes : 40));
    engine.commit([{ groupIdx: 0, records }]);
    close(engine);
    const next = open();
    next.commit([{ groupIdx: 0, deleteBelow: 31 }]);
    close(next);
    const again = open();
    again.commit([{ groupIdx: 0, records: [record(11, largeBytes), record(15)] }]);
    crash(again);
    const last = open();
    sweep(last);
    const ids = [11, 15, ...Array.from({ length: 10 }, (_, at) => at + 31)];
    expect(last.read(everything).map(({ instanceId }) => instanceId)).toEqual(ids);
    last.commit([{ groupIdx: 0, deleteBelow: 1000 }]);
    last.commit([{ groupIdx: 0, records: [record(1000), record(1001)] }]);
    close(last);
    const end = open();
    sweep(end);
    expect(end.read(everything).map(({ instanceId }) => instanceId)).toEqual([1000, 1001]);
    close(end);
    expect([rowsOf('log'), rowsOf('large')]).toEqual([2, 0]);
  });

  it('waits with a large value until what was moved is durable', () => {
    const disk = new SlowDisk();
    const engine = openFolded(disk);
    expect(disk.waits).toBe(0);
    engine.commit([{ groupIdx: 0, records: [record(1, largeBytes)] }]);
    expect(disk.waits).toBeGreaterThan(0);
    crash(engine);
    const again = open();
    expect(again.read(everything)).toEqual([record(1, largeBytes)]);
    close(again);
    expect(rowsOf('large')).toBe(1);
  });

  it('lets the journal grow while what was moved is being made durable, up to its bound', () => {
    const disk = new SlowDisk();
    const engine = openFolded(disk, 3_000_000);
    // The lot is full after a MiB.
    for (let id = 1; id <= 500; id++) putOne(engine, id, 4000);
    expect([disk.held.length, disk.waits]).toEqual([1, 0]);
    for (let id = 501; id <= 800; id++) putOne(engine, id, 4000);
    expect(disk.waits).toBeGreaterThan(0);
    expect(engine.read({ ...everything, groupIdx: 1, to: 800 })).toHaveLength(800);
  });

  it("copies SQLite's log when large values have made it long, however slowly the fold goes on", () => {
    const disk = new SlowDisk();
    const engine = open({ synchronous: 'full', journalBytesMax: 2 ** 20, pageBytes: 4096 }, disk);
    for (let id = 1; id <= 110; id++) putOne(engine, id, 10_000);
    expect(disk.held).toHaveLength(0);
    const bytesAfter: number[] = [];
    for (let id = 1; id <= 60; id++) {
      engine.commit([{ groupIdx: 0, records: [record(id, 2 ** 20)] }]);
      engine.maintain();
      bytesAfter.push(statSync(join(folders.at(-1)!, 'gaios.db-wal')).size);
      while (disk.held.length > 0) disk.answer();
    }
    expect(Math.max(...bytesAfter)).toBeLessThan(6 * 2 ** 20);
    expect(Math.max(...bytesAfter)).toBeGreaterThan(3 * 2 ** 20);
  });

  it('goes on after such a copy, and nothing of it is lost when the journal is full before that is made', () => {
    const disk = new SlowDisk();
    const engine = open({ synchronous: 'full', journalBytesMax: 2 ** 20, pageBytes: 4096 }, disk);
    for (let id = 1; id <= 110; id++) putOne(engine, id, 10_000);
    for (let id = 1; disk.held.length === 0; id++) {
      engine.commit([{ groupIdx: 0, records: [record(id, 2 ** 20)] }]);
      engine.maintain();
    }
    for (let id = 111; id <= 330; id++) putOne(engine, id, 10_000);
    expect(disk.waits).toBeGreaterThan(0);
    const records = Array.from({ length: 330 }, (_, at) => record(at + 1, 10_000));
    expect(textOf(engine.read({ ...everything, groupIdx: 1 }))).toBe(textOf(records));
    crash(engine);
    const again = open({ pageBytes: 4096 });
    expect(textOf(again.read({ ...everything, groupIdx: 1 }))).toBe(textOf(records));
  });

  it('does not wait for such a copy as long as the other file of the journal is free', () => {
    const disk = new SlowDisk();
    const engine = open({ synchronous: 'full', journalBytesMax: 2 ** 20, pageBytes: 4096 }, disk);
    for (let id = 1; disk.held.length === 0; id++) {
      engine.commit([{ groupIdx: 0, records: [record(id, 2 ** 20)] }]);
      engine.maintain();
    }
    for (let id = 1; id <= 180; id++) putOne(engine, id, 10_000);
    expect(disk.waits).toBe(0);
    for (let id = 181; id <= 250; id++) putOne(engine, id, 10_000);
    expect(disk.waits).toBeGreaterThan(0);
    const records = Array.from({ length: 250 }, (_, at) => record(at + 1, 10_000));
    expect(textOf(engine.read({ ...everything, groupIdx: 1 }))).toBe(textOf(records));
    crash(engine);
    const again = open({ pageBytes: 4096 });
    expect(textOf(again.read({ ...everything, groupIdx: 1 }))).toBe(textOf(records));
  });

  it('turns to its other file after little, unless many groups have something in it', () => {
    const paths = [join(folders.at(-1)!, 'one'), join(folders.at(-1)!, 'other')] as const;
    const journal = new Journal(paths, 8 * 2 ** 20);
    const bytes = Buffer.alloc(2 ** 20);
    journal.append({ bytes, at: 0, length: bytes.length, commit: 1, valuesWhole: true });
    expect([1, 16, 64, 10_000].map((groups) => journal.fillWith(groups))).toEqual([1, 1, 1 / 4, 1 / 8]);
    journal.turn();
    expect(journal.fillWith(1)).toBe(0);
    journal.close();
    const short = new Journal(paths, 1000);
    short.append({ bytes, at: 0, length: 1000, commit: 1, valuesWhole: true });
    expect([1, 10_000].map((groups) => short.fillWith(groups))).toEqual([1, 1]);
    short.close();
  });

  it('deletes many rows a little at a time, uses their room again, and gives back what is left', () => {
    const engine = open({ journalBytesMax: 200_000, pageBytes: 4096 });
    for (let id = 1; id <= 20_000; id += 1000) {
      const records = Array.from({ length: 1000 }, (_, at) => record(id + at, 400));
      engine.commit([{ groupIdx: 0, records }]);
      engine.maintain();
    }
    engine.commit([{ groupIdx: 0, deleteBelow: 19_001 }]);
    close(engine);
    const before = [Number(rowsOf('log')), Number(scalarOf('PRAGMA page_count'))];
    expect(before[0]).toBe(20_000);
    const next = open({ pageBytes: 4096 });
    expect(next.read(everything)).toHaveLength(1000);
    next.maintain();
    crash(next);
    // A slice of a millisecond has deleted some, and by far not all.
    expect(rowsOf('log')).not.toBe(1000);
    const last = open({ pageBytes: 4096 });
    sweep(last, 5000);
    expect(last.read(everything)).toHaveLength(1000);
    close(last);
    expect(rowsOf('log')).toBe(1000);
    expect(Number(scalarOf('PRAGMA page_count'))).toBeLessThan((before[1] ?? 0) * 0.8);
  });

  it('leaves the rows of a group side by side, whatever the order in which they came', () => {
    const engine = open({ journalBytesMax: 1e6, pageBytes: 4096 });
    for (let id = 1; id <= 100; id++) {
      engine.commit(Array.from({ length: 100 }, (_, groupIdx) => ({ groupIdx, records: [record(id, 80)] })));
    }
    close(engine);
    // 10,000 rows of some 110 bytes are 270 full pages.
    expect(scalarOf("SELECT count(*) FROM dbstat WHERE name = 'log'", 'PRAGMA page_count')).toBeLessThan(420);
  });

  it('keeps up with what comes, however large the commits are', () => {
    const engine = open({ journalBytesMax: 200_000 });
    for (let round = 0; round < 60; round++) {
      const records = Array.from({ length: 1000 }, (_, at) => record(round * 1000 + at + 1));
      engine.commit([{ groupIdx: 0, records, deleteBelow: Math.max(0, (round - 3) * 1000) }]);
      engine.maintain();
    }
    expect(engine.read(everything)).toHaveLength(60_000 - 55_999);
  });
});

function sweep(engine: Engine, slices = 100): void {
  for (let slice = 0; slice < slices; slice++) engine.maintain();
}

function rowsOf(table: string): unknown {
  return scalarOf(`SELECT count(*) FROM ${table}`);
}

/** `otherwise`: where SQLite was built without what the first one needs. */
function scalarOf(sql: string, otherwise = sql): unknown {
  const database = new Database(join(folders.at(-1)!, 'gaios.db'), { readonly: true });
  try {
    return database.prepare(sql).pluck().get();
  } catch {
    return database.prepare(otherwise).pluck().get();
  } finally {
    database.close();
  }
}
