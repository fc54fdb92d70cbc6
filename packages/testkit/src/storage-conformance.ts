/**
 * What every `LogStorage` must do, as one suite. An implementation calls it once from its own tests:
 *
 *   storageConformance('memory', { describe, it }, makeFixture);
 *
 * The test framework is handed in, so that this file runs under any that has `describe` and `it`.
 */

import assert from 'node:assert/strict';
import { GaiosError } from '@gaios/sm-base';
import type { ErrorCode, GroupMeta, GroupWrite, LogRecord, LogStorage, ReadRange } from '@gaios/sm-base';
import { SeededRandom } from './seeded-random.ts';

export interface TestFramework {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
}

/** One folder, empty at first. */
export interface StorageFixture {
  /** Opens the folder, each time as a new start of the process would. */
  open(options: { readonly nodeId: number }): Promise<LogStorage>;
  /** Takes the process that has `storage` open away as `kill -9` does. Only `open` and `dispose` are called afterwards. */
  crash(storage: LogStorage): Promise<void>;
  /** While it is closed: the value that is stored of an instance is no longer what was written. */
  damageValue(groupIdx: number, instanceId: number): Promise<void>;
  /** Closes what is open and removes the folder. */
  dispose(): Promise<void>;
}

const nodeId = 7;
const instanceMax = 2 ** 47 - 1;
const everything: Omit<ReadRange, 'groupIdx'> = {
  from: 1,
  to: instanceMax,
  bytesMax: Number.MAX_SAFE_INTEGER,
};

type Body = (fixture: StorageFixture, storage: LogStorage) => Promise<void>;

export function storageConformance(
  name: string,
  framework: TestFramework,
  makeFixture: () => Promise<StorageFixture>,
): void {
  const test = (title: string, body: Body): void => framework.it(title, () => inFixture(makeFixture, body));
  framework.describe(`storage conformance: ${name}`, () => {
    openings(test);
    metas(test);
    records(test);
    commits(test);
    drops(test);
    nodeRecords(test);
    repairs(test);
    test('agrees with a naive model over random commits, closings and crashes', randomCommits);
  });
}

type Test = (title: string, body: Body) => void;

async function inFixture(makeFixture: () => Promise<StorageFixture>, body: Body): Promise<void> {
  const fixture = await makeFixture();
  try {
    await body(fixture, await fixture.open({ nodeId }));
  } finally {
    await fixture.dispose();
  }
}

function openings(test: Test): void {
  test('makes an identity once and counts every opening', async (fixture, first) => {
    assert.equal(first.created, true);
    assert.equal(first.identity.nodeId, nodeId);
    assert.match(first.identity.storageId, /^[0-9a-f]{32}$/);
    assert.equal(first.identity.boot, 1);
    await first.close();
    const second = await fixture.open({ nodeId });
    assert.equal(second.created, false);
    assert.deepEqual({ ...second.identity }, { ...first.identity, boot: 2 });
    await fixture.crash(second);
    const third = await fixture.open({ nodeId });
    assert.deepEqual({ ...third.identity }, { ...first.identity, boot: 3 });
  });

  test('has one user at a time', async (fixture, storage) => {
    await rejectsWith('STORAGE_LOCKED', fixture.open({ nodeId }));
    await storage.commit([{ groupIdx: 0, meta: meta({ promised: 5 }) }]);
    await storage.close();
    const next = await fixture.open({ nodeId });
    assert.equal((await next.groups())[0]?.meta.promised, 5);
  });

  test('belongs to one node', async (fixture, storage) => {
    await storage.close();
    await rejectsWith('STORAGE_WRONG_NODE', fixture.open({ nodeId: nodeId + 1 }));
    assert.equal((await fixture.open({ nodeId })).identity.nodeId, nodeId);
  });

  test('keeps what was acknowledged through a crash', async (fixture, storage) => {
    await storage.commit([{ groupIdx: 3, meta: meta({ promised: 9 }), records: [record(1), record(2)] }]);
    await fixture.crash(storage);
    const next = await fixture.open({ nodeId });
    assert.equal((await next.groups())[0]?.meta.promised, 9);
    await assertRecords(next, 3, [record(1), record(2)]);
  });

  test('counts what is durable, and no opening; a crash loses nothing of it', async (fixture, storage) => {
    assert.equal(storage.commits, 0);
    await storage.commit([{ groupIdx: 0, meta: meta({ promised: 1 }) }]);
    await storage.commit([], new Uint8Array([1]));
    assert.equal(storage.commits, 2);
    const underWay = storage.commit([{ groupIdx: 0, meta: meta({ promised: 2 }) }]);
    assert.equal(storage.commits, 2);
    await underWay;
    await fixture.crash(storage);
    const second = await fixture.open({ nodeId });
    assert.equal(second.commits, 3);
    await second.close();
    assert.equal((await fixture.open({ nodeId })).commits, 3);
  });

  test('refuses everything once closed, and closes twice', async (_fixture, storage) => {
    await storage.close();
    await storage.close();
    await rejectsWith('STORAGE_CLOSED', storage.commit([]));
    await rejectsWith('STORAGE_CLOSED', storage.groups());
    await rejectsWith('STORAGE_CLOSED', storage.read({ groupIdx: 0, ...everything }));
  });

  test('finishes what is under way before it closes', async (fixture, storage) => {
    const under = [1, 2, 3].map((id) => storage.commit([{ groupIdx: 0, records: [record(id)] }]));
    await storage.close();
    await Promise.all(under);
    await assertRecords(await fixture.open({ nodeId }), 0, [record(1), record(2), record(3)]);
  });
}

function metas(test: Test): void {
  test('keeps a meta row per group, each replaced as a whole', async (fixture, storage) => {
    const largest = meta({
      promised: Number.MAX_SAFE_INTEGER,
      promisedTo: 'f'.repeat(32),
      chosenUpTo: instanceMax,
      checksum: 2 ** 32 - 1,
      minChosen: instanceMax,
      configuration: Uint8Array.from({ length: 5000 }, (_, i) => i % 256),
    });
    await storage.commit([
      { groupIdx: 65_535, meta: largest },
      { groupIdx: 0, meta: largest },
      { groupIdx: 1, records: [record(1)] },
    ]);
    await storage.commit([{ groupIdx: 0, meta: meta({}) }]);
    const expected = [plainMeta(0, meta({})), plainMeta(65_535, largest)];
    assert.deepEqual(await allMetas(storage), expected);
    await storage.close();
    assert.deepEqual(await allMetas(await fixture.open({ nodeId })), expected);
  });
}

function records(test: Test): void {
  test('gives back what was written, in order', async (fixture, storage) => {
    const written = [
      record(1, { value: new Uint8Array(0) }),
      record(2, { ballot: Number.MAX_SAFE_INTEGER, chosen: true }),
      record(5, { value: Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7) % 256) }),
      record(instanceMax),
    ];
    await storage.commit([{ groupIdx: 9, records: [...written].toReversed() }]);
    await assertRecords(storage, 9, written);
    await storage.close();
    await assertRecords(await fixture.open({ nodeId }), 9, written);
  });

  test('replaces a record of the same instance', async (_fixture, storage) => {
    await storage.commit([{ groupIdx: 0, records: [record(1), record(2)] }]);
    const again = record(1, { ballot: 99, chosen: true, value: Uint8Array.of(9, 9) });
    await storage.commit([{ groupIdx: 0, records: [again] }]);
    await assertRecords(storage, 0, [again, record(2)]);
  });

  test('keeps groups apart', async (_fixture, storage) => {
    const ends = [record(1), record(instanceMax)];
    const groups = [0, 1, 32_767, 32_768, 65_535];
    await storage.commit(groups.map((groupIdx) => ({ groupIdx, records: ends })));
    await storage.commit([{ groupIdx: 1, deleteBelow: instanceMax }]);
    await storage.commit([{ groupIdx: 32_768, deleteBelow: 2 }]);
    for (const groupIdx of groups) {
      await assertRecords(storage, groupIdx, groupIdx === 1 || groupIdx === 32_768 ? ends.slice(1) : ends);
    }
  });

  test('reads a range, and ends early by bytes', async (_fixture, storage) => {
    const value = new Uint8Array(100);
    const all = [1, 2, 3, 4, 5, 6].map((id) => record(id, { value }));
    await storage.commit([{ groupIdx: 0, records: all }]);
    const ids = async (range: Omit<ReadRange, 'groupIdx'>): Promise<number[]> =>
      Array.from(await storage.read({ groupIdx: 0, ...range }), (each) => each.instanceId);
    assert.deepEqual(await ids({ from: 2, to: 4, bytesMax: 1e9 }), [2, 3, 4]);
    assert.deepEqual(await ids({ from: 0, to: 1, bytesMax: 1e9 }), [1]);
    assert.deepEqual(await ids({ from: 7, to: 9, bytesMax: 1e9 }), []);
    assert.deepEqual(await ids({ from: 4, to: 3, bytesMax: 1e9 }), []);
    assert.deepEqual(await ids({ from: 2, to: 6, bytesMax: 0 }), [2]);
    assert.deepEqual(await ids({ from: 1, to: 6, bytesMax: 99 }), [1]);
    assert.deepEqual(await ids({ from: 1, to: 6, bytesMax: 200 }), [1, 2, 3]);
  });

  test('deletes below an instance, and nothing else', async (fixture, storage) => {
    const all = [1, 2, 3, 4, 5].map((id) => record(id));
    await storage.commit([{ groupIdx: 0, meta: meta({ promised: 4 }), records: all }]);
    await storage.commit([{ groupIdx: 0, meta: meta({ promised: 4, minChosen: 4 }), deleteBelow: 4 }]);
    await assertRecords(storage, 0, all.slice(3));
    // Deleting comes after the records of the same write.
    await storage.commit([{ groupIdx: 0, records: [record(2), record(6)], deleteBelow: 5 }]);
    await assertRecords(storage, 0, [record(5), record(6)]);
    await storage.close();
    const next = await fixture.open({ nodeId });
    await assertRecords(next, 0, [record(5), record(6)]);
    assert.equal((await next.groups())[0]?.meta.minChosen, 4);
  });

  test('deletes beyond the end of the log, which goes on from there', async (fixture, storage) => {
    const large = new Uint8Array(100_000).fill(7);
    const old = [1, 2, 3].map((id) => record(id, { value: large }));
    await storage.commit([{ groupIdx: 0, meta: meta({ promised: 4, chosenUpTo: 3 }), records: old }]);
    // As a checkpoint does that takes the place of the log: what is accepted above it stays.
    await storage.commit([{ groupIdx: 0, records: [record(5), record(12, { value: large })] }]);
    const installed = meta({ promised: 4, chosenUpTo: 10, minChosen: 11 });
    await storage.commit([{ groupIdx: 0, meta: installed, deleteBelow: 11 }]);
    await assertRecords(storage, 0, [record(12, { value: large })]);
    await fixture.crash(storage);
    const next = await fixture.open({ nodeId });
    assert.deepEqual(await allMetas(next), [plainMeta(0, installed)]);
    await next.commit([{ groupIdx: 0, records: [record(11)] }]);
    await next.commit([{ groupIdx: 0, deleteBelow: 1000 }]);
    await assertRecords(next, 0, []);
    await next.commit([{ groupIdx: 0, records: [record(1000)] }]);
    await next.close();
    const last = await fixture.open({ nodeId });
    await assertRecords(last, 0, [record(1000)]);
    assert.deepEqual(await last.read({ groupIdx: 0, from: 1, to: 999, bytesMax: 1 }), []);
  });

  test('forgets nothing of a deletion in a crash, and takes no more with it', async (fixture, storage) => {
    const value = new Uint8Array(500);
    const ids = Array.from({ length: 300 }, (_, at) => at + 1);
    const all = ids.map((id) => record(id, { value }));
    await storage.commit([
      { groupIdx: 0, records: all },
      { groupIdx: 1, records: all },
    ]);
    let open = storage;
    for (const below of [2, 150, 150, 299]) {
      await open.commit([{ groupIdx: 0, meta: meta({ minChosen: below }), deleteBelow: below }]);
      await fixture.crash(open);
      open = await fixture.open({ nodeId });
      await assertRecords(open, 0, all.slice(below - 1));
      await assertRecords(open, 1, all);
    }
  });
}

function commits(test: Test): void {
  test('applies commits in call order, without waiting between them', async (_fixture, storage) => {
    const done: number[] = [];
    const calls = Array.from({ length: 50 }, async (_, i) => {
      await storage.commit([
        { groupIdx: i % 3, meta: meta({ promised: i }), records: [record(1, { ballot: i })] },
      ]);
      done.push(i);
    });
    await Promise.all(calls);
    assert.deepEqual(done, [...calls.keys()]);
    const promised = Array.from(await storage.groups(), (group) => group.meta.promised);
    assert.deepEqual(promised, [48, 49, 47]);
    await assertRecords(storage, 2, [record(1, { ballot: 47 })]);
  });

  test('applies writes of one commit in order', async (_fixture, storage) => {
    await storage.commit([
      { groupIdx: 0, meta: meta({ promised: 1 }), records: [record(1, { ballot: 1 })] },
      { groupIdx: 0, meta: meta({ promised: 2 }), records: [record(1, { ballot: 2 })] },
    ]);
    assert.equal((await storage.groups())[0]?.meta.promised, 2);
    await assertRecords(storage, 0, [record(1, { ballot: 2 })]);
  });

  test('takes an empty commit', async (_fixture, storage) => {
    await storage.commit([]);
    assert.equal((await storage.groups()).length, 0);
  });

  test('takes views into larger buffers', async (_fixture, storage) => {
    const buffer = Uint8Array.from({ length: 64 }, (_, i) => i);
    const view = record(1, { value: buffer.subarray(10, 20) });
    await storage.commit([{ groupIdx: 0, records: [view, record(2, { value: Buffer.from('text') })] }]);
    await assertRecords(storage, 0, [view, record(2, { value: Buffer.from('text') })]);
    assert.equal(buffer[63], 63, 'the buffer stays with its owner');
  });
}

function drops(test: Test): void {
  const large = (instanceId: number): LogRecord =>
    record(instanceId, { value: Uint8Array.from({ length: 300_000 }, (_, i) => (i * 5) % 256) });
  const full = meta({ promised: 9, promisedTo: 'ab', chosenUpTo: 3, configuration: Uint8Array.of(1, 2) });

  test('forgets a dropped group wholly, and no other', async (fixture, storage) => {
    const log = (): LogRecord[] => [record(1), large(2), record(instanceMax)];
    await storage.commit([0, 1, 2].map((groupIdx) => ({ groupIdx, meta: full, records: log() })));
    await storage.commit([{ groupIdx: 1, drop: true }]);
    const check = async (present: LogStorage): Promise<void> => {
      assert.deepEqual(await allMetas(present), [plainMeta(0, full), plainMeta(2, full)]);
      for (const groupIdx of [0, 1, 2]) await assertRecords(present, groupIdx, groupIdx === 1 ? [] : log());
    };
    await check(storage);
    await fixture.crash(storage);
    const next = await fixture.open({ nodeId });
    await check(next);
    await next.close();
    await check(await fixture.open({ nodeId }));
  });

  test('takes a group that is dropped and begins anew in one commit', async (fixture, storage) => {
    await storage.commit([{ groupIdx: 4, meta: full, records: [record(1), large(2), record(7)] }]);
    await storage.close();
    const second = await fixture.open({ nodeId });
    // What was left out of the meta row before the drop must not come back with it.
    const anew = meta({ promised: 1 });
    const again = large(2);
    await second.commit([
      { groupIdx: 4, meta: full, records: [record(3)] },
      { groupIdx: 4, drop: true, meta: anew, records: [again] },
    ]);
    const check = async (present: LogStorage): Promise<void> => {
      assert.deepEqual(await allMetas(present), [plainMeta(4, anew)]);
      await assertRecords(present, 4, [again]);
    };
    await check(second);
    await fixture.crash(second);
    const third = await fixture.open({ nodeId });
    await check(third);
    await third.commit([{ groupIdx: 4, drop: true }]);
    await third.commit([{ groupIdx: 4, drop: true }]);
    await third.commit([{ groupIdx: 5, drop: true }]);
    await third.close();
    const last = await fixture.open({ nodeId });
    assert.deepEqual(await allMetas(last), []);
    await assertRecords(last, 4, []);
  });
}

function nodeRecords(test: Test): void {
  const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

  test('remembers what the node does beside its groups', async (fixture, storage) => {
    assert.equal(hex(await storage.nodeRecord()), '');
    await storage.commit([], bytes(1, 2, 3));
    await storage.commit([{ groupIdx: 0, records: [record(1)] }]);
    assert.equal(hex(await storage.nodeRecord()), '010203');
    await storage.close();
    const next = await fixture.open({ nodeId });
    assert.equal(hex(await next.nodeRecord()), '010203');
    await Promise.all([next.commit([], bytes(4)), next.commit([]), next.commit([], bytes(5, 6))]);
    await fixture.crash(next);
    assert.equal(hex(await (await fixture.open({ nodeId })).nodeRecord()), '0506');
  });

  test('keeps a record of the node together with the writes of its commit', async (fixture, storage) => {
    await storage.commit([{ groupIdx: 1, meta: meta({ promised: 3 }) }], bytes(7));
    await fixture.crash(storage);
    const next = await fixture.open({ nodeId });
    assert.equal(hex(await next.nodeRecord()), '07');
    assert.equal((await next.groups())[0]?.meta.promised, 3);
    await rejectsWith(
      'STORAGE_CLOSED',
      next.close().then(() => next.nodeRecord()),
    );
  });
}

/** Random commits against a map, with openings anew between them; what is still under way at a crash may be lost. */
async function randomCommits(fixture: StorageFixture, opened: LogStorage): Promise<void> {
  const random = new SeededRandom(20_261);
  const model = new Map<number, Map<number, LogRecord>>();
  let storage = opened;
  for (let round = 0; round < 40; round++) {
    const writes = Array.from({ length: 1 + random.below(4) }, () => randomWrite(random));
    await Promise.all(writes.map((write) => storage.commit([write])));
    for (const write of writes) applyToModel(model, write);
    if (round % 10 === 9) {
      await (random.chance(0.5) ? storage.close() : fixture.crash(storage));
      storage = await fixture.open({ nodeId });
    }
    for (const [groupIdx, group] of model) {
      const expected = [...group.values()].toSorted((a, b) => a.instanceId - b.instanceId);
      await assertRecords(storage, groupIdx, expected);
    }
  }
}

function repairs(test: Test): void {
  const written = [1, 2, 3, 4].map((id) => record(id, { chosen: id === 2, ballot: 65_536 * id + 1 }));
  const damage = async (fixture: StorageFixture, storage: LogStorage, ids: readonly number[]) => {
    await storage.commit([{ groupIdx: 3, meta: meta({ promised: 9, chosenUpTo: 3 }), records: written }]);
    await storage.close();
    for (const id of ids) await fixture.damageValue(3, id);
    return fixture.open({ nodeId });
  };
  const read = (storage: LogStorage, from: number, to: number): Promise<readonly LogRecord[]> =>
    storage.read({ groupIdx: 3, from, to, bytesMax: 1e9 });
  const repairable = (instanceId: number) => (error: unknown) => {
    assert(error instanceof GaiosError && error.code === 'STORAGE_DAMAGED');
    const { facts } = error;
    assert.deepEqual([facts['groupIdx'], facts['instanceId'], facts['repairable']], [3, instanceId, true]);
    return true;
  };

  test('a damaged value of what is chosen is told, alone, and put back by what fits', async (fixture, first) => {
    const storage = await damage(fixture, first, [2]);
    await assert.rejects(read(storage, 1, 4), repairable(2));
    assert.equal((await read(storage, 3, 4)).length, 2);
    const { instanceId, value } = written[1]!;
    const longer = Uint8Array.of(...value, 0);
    assert.deepEqual(Array.from(await storage.repair(3, [{ instanceId, value: longer }])), []);
    await assert.rejects(read(storage, 1, 4), repairable(2));
    // Of the rest nothing is damaged, or there.
    const offered = [1, 2, 3, 4, 5].map((id) => ({ instanceId: id, value: id === 2 ? value : longer }));
    assert.deepEqual(Array.from(await storage.repair(3, offered)), [2]);
    await assertRecords(storage, 3, written);
    const [{ meta: stored } = { meta: undefined }] = await storage.groups();
    assert.equal(stored?.promised, 9);
    await fixture.crash(storage);
    await assertRecords(await fixture.open({ nodeId }), 3, written);
  });

  test('several are put back one after the other', async (fixture, first) => {
    const storage = await damage(fixture, first, [1, 3]);
    await assert.rejects(read(storage, 1, 4), repairable(1));
    assert.deepEqual(Array.from(await storage.repair(3, [written[0]!])), [1]);
    await assert.rejects(read(storage, 1, 4), repairable(3));
    assert.deepEqual(Array.from(await storage.repair(3, written)), [3]);
    await assertRecords(storage, 3, written);
  });
}

function randomWrite(random: SeededRandom): GroupWrite {
  const written = Array.from({ length: random.below(5) }, () =>
    record(1 + random.below(30), {
      ballot: random.nextInteger(),
      chosen: random.chance(0.3),
      value: random.bytes(random.below(300)),
    }),
  );
  const write = { groupIdx: random.below(3), records: written };
  if (random.chance(0.05)) return { ...write, drop: true };
  return random.chance(0.2) ? { ...write, deleteBelow: random.below(20) } : write;
}

function applyToModel(model: Map<number, Map<number, LogRecord>>, write: GroupWrite): void {
  if (write.drop) model.delete(write.groupIdx);
  const group = model.get(write.groupIdx) ?? new Map<number, LogRecord>();
  model.set(write.groupIdx, group);
  for (const each of write.records ?? []) group.set(each.instanceId, each);
  for (const id of group.keys()) if (id < (write.deleteBelow ?? 0)) group.delete(id);
}

function record(instanceId: number, rest: Partial<LogRecord> = {}): LogRecord {
  return { instanceId, ballot: 65_537, chosen: false, value: Uint8Array.of(1, 2, instanceId % 256), ...rest };
}

function meta(rest: Partial<GroupMeta>): GroupMeta {
  const none = { promised: 0, promisedTo: '', chosenUpTo: 0, checksum: 0, minChosen: 1 };
  return { ...none, configuration: new Uint8Array(0), ...rest };
}

/** Comparable whatever class the bytes have; likewise, arrays from another realm (a worker's, under jest) are copied. */
function plainMeta(groupIdx: number, { configuration, ...rest }: GroupMeta): object {
  return { groupIdx, ...rest, configuration: hex(configuration) };
}

function plainRecord({ instanceId, ballot, chosen, value }: LogRecord): object {
  return { instanceId, ballot, chosen, value: hex(value) };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

async function allMetas(storage: LogStorage): Promise<object[]> {
  return Array.from(await storage.groups(), (group) => plainMeta(group.groupIdx, group.meta));
}

async function assertRecords(
  storage: LogStorage,
  groupIdx: number,
  expected: readonly LogRecord[],
): Promise<void> {
  const found = await storage.read({ groupIdx, ...everything });
  assert.deepEqual(Array.from(found, plainRecord), expected.map(plainRecord));
}

async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error: unknown) => error instanceof GaiosError && error.code === code);
}
