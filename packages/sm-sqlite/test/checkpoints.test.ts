/** Copies made while operations go on, and databases replaced by them: whole, or not at all. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { CheckpointFiles } from '@gaios/sm-base';
import Database from 'better-sqlite3';
import {
  addMany,
  at,
  Bench,
  bytes,
  failureOf,
  FIRST_STEPS,
  machineFolder,
  type Numbers,
} from './support/numbers.ts';

const bench = new Bench();
afterEach(() => bench.end());

/** A copy that outlives the machine's own, as a node would keep it. */
const checkpointOf = async (machine: Numbers, meanwhile?: () => void): Promise<Required<CheckpointFiles>> => {
  // Each instance has one operation.
  machine.lockCheckpointState(0, machine.count());
  try {
    const making = machine.getCheckpointState(0);
    meanwhile?.();
    const { directory: made, files, instanceId = -1 } = await making;
    const directory = bench.folder();
    for (const file of files) cpSync(join(made, file), join(directory, file));
    return { directory, files, instanceId };
  } finally {
    machine.unlockCheckpointState(0);
  }
};

const fill = (machine: Numbers, from: number, to: number): void => {
  const text = 'x'.repeat(60);
  for (let instanceId = from; instanceId <= to; instanceId += 100) {
    const contexts = Array.from({ length: 100 }, (_, i) => at(instanceId + i));
    machine.executeBatch(
      contexts.map((context) => bytes(`add ${text}-${context.instanceId} 1`)),
      contexts,
    );
  }
};

test('a copy is of its end, says its instance, and the log after it leads to the same state', async () => {
  const directory = bench.folder();
  const donor = bench.open(directory, undefined, { backupSliceBytes: 4096 });
  fill(donor, 1, 3000);
  let next = 3001;
  let going = true;
  const write = (): void => {
    if (!going) return;
    addMany(donor, next, next++);
    setImmediate(write);
  };
  const state = await checkpointOf(donor, () => setImmediate(write));
  going = false;
  const { instanceId } = state;
  expect(instanceId).toBeGreaterThan(3010);
  expect(instanceId).toBeLessThan(next);
  const last = donor.count();
  const heir = bench.open();
  addMany(heir, 1, 5);
  await heir.loadCheckpointState(0, state.directory, state.files, instanceId);
  expect(heir.getCheckpointInstanceId(0)).toBe(instanceId);
  heir.applied = 0;
  addMany(heir, instanceId + 1, last);
  // The copy held the first operation of the next instance; nobody could know that it was all of it.
  expect(heir.applied).toBe(last - instanceId - 1);
  expect(heir.stateHash(0)).toEqual(donor.stateHash(0));
});

test('a copy without operations is of the instance of the lock, also where that had nothing for the machine', async () => {
  const donor = bench.open();
  addMany(donor, 1, 10);
  donor.lockCheckpointState(0, 500);
  const { instanceId } = await checkpointOf(donor);
  expect(instanceId).toBe(500);
});

test('a copy made amid an instance is of the one before, and the rest of it comes from the log', async () => {
  const donor = bench.open();
  addMany(donor, 1, 4);
  donor.executeBatch([bytes('add p 1'), bytes('add p 2')], [at(5, 0), at(5, 1)]);
  donor.lockCheckpointState(0, 4);
  const { directory, files, instanceId = -1 } = await donor.getCheckpointState(0);
  expect(instanceId).toBe(4);
  expect(donor.execute(bytes('add p 4'), at(5, 2))).toBe(7);
  const heir = bench.open();
  await heir.loadCheckpointState(0, directory, files, instanceId);
  donor.unlockCheckpointState(0);
  const values = ['add p 1', 'add p 2', 'add p 4'].map(bytes);
  expect(heir.executeBatch(values, [at(5, 0), at(5, 1), at(5, 2)])).toEqual([undefined, undefined, 7]);
  expect(heir.stateHash(0)).toEqual(donor.stateHash(0));
});

test('copies differ where the database changed: one block a page, and a few', async () => {
  const donor = bench.open();
  fill(donor, 1, 20_000);
  const before = await checkpointOf(donor);
  const rows = 50;
  for (let row = 1; row <= rows; row++) {
    donor.execute(bytes(`add ${'x'.repeat(60)}-${row * 397} 1`), at(20_000 + row));
  }
  const after = await checkpointOf(donor);
  const [a, b] = [before, after].map(({ directory, files }) => readFileSync(join(directory, files[0] ?? '')));
  if (a === undefined || b === undefined) throw new Error('no copies');
  let differ = 0;
  for (let from = 0; from < b.length; from += 4096) {
    if (!a.subarray(from, from + 4096).equals(b.subarray(from, from + 4096))) differ++;
  }
  expect(b.length).toBeGreaterThan(2 ** 20);
  // A page for each row, the page with the position, one or two of the table of what was done.
  expect(differ).toBeLessThanOrEqual(rows + 5);
  expect(differ).toBeGreaterThan(rows / 2);
});

test('a copy is removed when it is unlocked, and what a crash left when the machine is opened', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 10);
  await checkpointOf(machine);
  // The removal is waited for by the next copy.
  await checkpointOf(machine);
  machine.close();
  const folder = machineFolder(directory);
  mkdirSync(join(folder, 'copy'), { recursive: true });
  writeFileSync(join(folder, 'copy', 'state.db'), 'half');
  writeFileSync(join(folder, 'incoming.db'), 'half');
  writeFileSync(join(folder, 'incoming.db-wal'), 'half');
  expect(bench.open(directory).count()).toBe(10);
  expect(readdirSync(folder).filter((name) => !name.startsWith('state-1.db'))).toEqual([]);
});

test('one copy at a time; one that fails leaves nothing, and the next one is made', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 10);
  machine.lockCheckpointState(0, 10);
  const making = machine.getCheckpointState(0);
  expect((await failureOf(() => machine.getCheckpointState(0))).code).toBe('INVALID_ARGUMENT');
  await making;
  machine.unlockCheckpointState(0);
  // Closed under it, before its first page.
  const cut = failureOf(() => machine.getCheckpointState(0));
  machine.close();
  expect((await cut).code).toMatch(/^STORAGE_/);
  const again = bench.open(directory);
  expect((await checkpointOf(again)).instanceId).toBe(10);
});

test('a copy that cannot be written is told of, and the state serves', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 10);
  // Open files stay where they are when their folder gets another name.
  const folder = machineFolder(directory);
  renameSync(folder, `${folder}-away`);
  writeFileSync(folder, 'no folder');
  machine.lockCheckpointState(0, 10);
  const failure = await failureOf(() => machine.getCheckpointState(0));
  machine.unlockCheckpointState(0);
  expect(failure.code).toBe('STORAGE_IO');
  expect(failure.facts).toMatchObject({ groupIdx: 0, smId: 7 });
  addMany(machine, 11, 12);
  rmSync(folder);
  renameSync(`${folder}-away`, folder);
  expect((await checkpointOf(machine)).instanceId).toBe(12);
});

const changed = (state: CheckpointFiles, sql: string): void => {
  const database = new Database(join(state.directory, 'state.db'));
  database.pragma('journal_mode = delete');
  database.exec(sql);
  database.close();
};

test.each<
  readonly [string, string, string | undefined, (state: CheckpointFiles) => Partial<CheckpointFiles> | void]
>([
  ['no file', 'MACHINE_CHECKPOINT_REFUSED', 'files', () => ({ files: [] })],
  ['another name', 'MACHINE_CHECKPOINT_REFUSED', 'files', () => ({ files: ['../state.db'] })],
  ['one file too many', 'MACHINE_CHECKPOINT_REFUSED', 'files', () => ({ files: ['state.db', 'more'] })],
  [
    'a symbolic link',
    'MACHINE_CHECKPOINT_REFUSED',
    'files',
    ({ directory }) => {
      renameSync(join(directory, 'state.db'), join(directory, 'elsewhere'));
      symlinkSync(join(directory, 'elsewhere'), join(directory, 'state.db'));
    },
  ],
  ['another instance', 'MACHINE_CHECKPOINT_REFUSED', 'instance', () => ({ instanceId: 199 })],
  [
    'a page that is damaged',
    'MACHINE_CHECKPOINT_REFUSED',
    'damaged',
    ({ directory }) => {
      const file = join(directory, 'state.db');
      const content = readFileSync(file);
      content.fill(0xff, 4 * 4096, 5 * 4096);
      writeFileSync(file, content);
    },
  ],
  [
    'half a file',
    'MACHINE_CHECKPOINT_REFUSED',
    'damaged',
    ({ directory }) => {
      const file = join(directory, 'state.db');
      const content = readFileSync(file);
      writeFileSync(file, content.subarray(0, 4096 * Math.floor(content.length / 8192)));
    },
  ],
  [
    'no database',
    'MACHINE_CHECKPOINT_REFUSED',
    'damaged',
    ({ directory }) => writeFileSync(join(directory, 'state.db'), Buffer.alloc(8192, 'x')),
  ],
  [
    'another application',
    'MACHINE_DATABASE_FOREIGN',
    undefined,
    (state) => changed(state, 'PRAGMA application_id = 9'),
  ],
  [
    'another machine',
    'MACHINE_DATABASE_FOREIGN',
    undefined,
    (state) => changed(state, 'UPDATE gaios_machine SET sm_id = 9'),
  ],
  [
    'a newer schema',
    'MACHINE_DATABASE_NEWER',
    undefined,
    (state) => changed(state, 'PRAGMA user_version = 3'),
  ],
  [
    'an empty file',
    'MACHINE_DATABASE_FOREIGN',
    undefined,
    ({ directory }) => writeFileSync(join(directory, 'state.db'), ''),
  ],
  ['a folder that is not there', 'STORAGE_IO', undefined, () => ({ directory: '/nonexistent/gaios' })],
])('a checkpoint with %s is refused, and the old state serves', async (_what, code, reason, spoil) => {
  const donor = bench.open();
  fill(donor, 1, 200);
  const state = await checkpointOf(donor);
  expect(state.instanceId).toBe(200);
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 20);
  const { directory: from, files, instanceId } = { ...state, ...spoil(state) };
  const failure = await failureOf(() => machine.loadCheckpointState(0, from, files, instanceId));
  expect(failure.code).toBe(code);
  expect(failure.facts['reason']).toBe(reason);
  expect(failure.facts).toMatchObject({ groupIdx: 0, smId: 7 });
  expect(readdirSync(machineFolder(directory)).filter((name) => !name.startsWith('state-1.db'))).toEqual([]);
  addMany(machine, 21, 25);
  expect(machine.count()).toBe(25);
  machine.close();
  expect(bench.open(directory).count()).toBe(25);
});

test('a checkpoint of an older schema is taken forward', async () => {
  const donor = bench.open();
  addMany(donor, 1, 30);
  const state = await checkpointOf(donor);
  const heir = bench.open(bench.folder(), [...FIRST_STEPS, 'CREATE TABLE more (x)']);
  await heir.loadCheckpointState(0, state.directory, state.files, state.instanceId);
  expect(heir.count()).toBe(30);
});

test('a crash at any step of a replacement leaves the old state or the new', async () => {
  const donor = bench.open();
  addMany(donor, 1, 60);
  const state = await checkpointOf(donor);
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 20);
  // As a crash finds it: the database with its write-ahead log.
  const before = bench.folder();
  cpSync(machineFolder(directory), machineFolder(before), { recursive: true });
  await machine.loadCheckpointState(0, state.directory, state.files, state.instanceId);
  machine.close();
  expect(readdirSync(machineFolder(directory))).toEqual(['state-2.db']);
  const file = join(machineFolder(directory), 'state-2.db');

  const afterCrash = (name: string): number => {
    const crashed = bench.folder();
    cpSync(machineFolder(before), machineFolder(crashed), { recursive: true });
    cpSync(file, join(machineFolder(crashed), name));
    const found = bench.open(crashed);
    const count = found.count();
    addMany(found, count + 1, 70);
    expect(found.count()).toBe(70);
    const others = readdirSync(machineFolder(crashed)).filter(
      (each) => !/^state-\d\.db(?:-wal)?$/.test(each),
    );
    expect(others).toEqual([]);
    found.close();
    return count;
  };
  expect(afterCrash('incoming.db')).toBe(20);
  expect(afterCrash('state-2.db')).toBe(60);
  expect(existsSync(join(machineFolder(before), 'state-1.db-wal'))).toBe(true);
});
