/** What a database is refused for, what a schema's steps do, and a disk that is full. */

import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { Numbers } from './support/numbers.ts';
import { addMany, at, Bench, bytes, failureOf, FIRST_STEPS, machineFolder } from './support/numbers.ts';

const bench = new Bench();
afterEach(() => bench.end());

const change = (directory: string, sql: string): void => {
  const database = new Database(join(machineFolder(directory), 'state-1.db'));
  database.exec(sql);
  database.close();
};

test('options are refused with every violation', async () => {
  const options = { directory: '', walBytesMax: 1, cacheBytes: 0.5, databaseBytesMax: 10 };
  const { code, facts } = await failureOf(() => new Numbers(options));
  expect(code).toBe('INVALID_OPTIONS');
  expect(facts['violations']).toHaveLength(4);
});

test('a schema goes forward, in one transaction with its version', async () => {
  const directory = bench.folder();
  const first = bench.open(directory);
  addMany(first, 1, 10);
  first.close();
  const broken = [...FIRST_STEPS, 'CREATE TABLE more (x)', 'CREATE TABLE done (again)'];
  const failure = await failureOf(() => bench.open(directory, broken).getCheckpointInstanceId(0));
  expect(failure.code).toBe('MACHINE_SCHEMA_FAILED');
  expect(failure.facts).toMatchObject({ step: 4, groupIdx: 0, smId: 7 });
  const whole = [...FIRST_STEPS, 'CREATE TABLE more (x)', 'CREATE INDEX by_at ON done (at)'];
  const second = bench.open(directory, whole);
  expect(second.count()).toBe(10);
  expect(second.getCheckpointInstanceId(0)).toBe(9);
  second.close();
  const older = await failureOf(() => bench.open(directory).getCheckpointInstanceId(0));
  expect(older.code).toBe('MACHINE_DATABASE_NEWER');
  expect(older.facts).toMatchObject({ version: 4, versionKnown: 2 });
});

test.each([
  ['another application', 'PRAGMA application_id = 1', 'MACHINE_DATABASE_FOREIGN'],
  ['another machine', 'UPDATE gaios_machine SET sm_id = 8', 'MACHINE_DATABASE_FOREIGN'],
  ['another group', 'UPDATE gaios_machine SET group_idx = 1', 'MACHINE_DATABASE_FOREIGN'],
  ['no row', 'DELETE FROM gaios_machine', 'MACHINE_DATABASE_FOREIGN'],
  ['a newer format', 'UPDATE gaios_machine SET format = 2', 'MACHINE_DATABASE_NEWER'],
  ['a newer schema', 'PRAGMA user_version = 3', 'MACHINE_DATABASE_NEWER'],
])('a database of %s is refused', async (_what, sql, code) => {
  const directory = bench.folder();
  const first = bench.open(directory);
  addMany(first, 1, 3);
  first.close();
  change(directory, sql);
  const failure = await failureOf(() => bench.open(directory).getCheckpointInstanceId(0));
  expect(failure.code).toBe(code);
  expect(failure.facts).toMatchObject({ groupIdx: 0, smId: 7 });
});

test('a file that is no database is refused, and left as it is', async () => {
  const directory = bench.folder();
  mkdirSync(machineFolder(directory), { recursive: true });
  const file = join(machineFolder(directory), 'state-1.db');
  writeFileSync(file, Buffer.alloc(10_000, 'x'));
  const failure = await failureOf(() => bench.open(directory).getCheckpointInstanceId(0));
  expect(failure.code).toBe('STORAGE_DAMAGED');
  expect(statSync(file).size).toBe(10_000);
});

test('a database that somebody has open is refused', async () => {
  const directory = bench.folder();
  const first = bench.open(directory);
  addMany(first, 1, 3);
  expect((await failureOf(() => bench.open(directory).getCheckpointInstanceId(0))).code).toBe(
    'STORAGE_LOCKED',
  );
  addMany(first, 4, 5);
  expect(first.count()).toBe(5);
});

test('a full disk undoes the batch; when there is room it is executed', async () => {
  const directory = bench.folder();
  const small = bench.open(directory, undefined, { databaseBytesMax: 60 * 1024 });
  let instanceId = 0;
  const fill = (): void => {
    for (;;) small.execute(bytes(`add key-${instanceId + 1} 1`), at(++instanceId));
  };
  const failure = await failureOf(fill);
  expect(failure.code).toBe('STORAGE_FULL');
  expect(failure.facts).toMatchObject({ groupIdx: 0, smId: 7, instanceId });
  expect(small.count()).toBe(instanceId - 1);
  const again = bytes(`add key-${instanceId} 1`);
  expect((await failureOf(() => small.execute(again, at(instanceId)))).code).toBe('STORAGE_FULL');
  // It serves what it has.
  expect(small.query('key-1', { groupIdx: 0, instanceId })).toBe(1);
  small.close();
  const large = bench.open(directory);
  expect(large.execute(again, at(instanceId))).toBe(1);
});

test('after the end nothing is done', async () => {
  const machine = bench.open();
  addMany(machine, 1, 2);
  machine.close();
  for (const body of [
    () => machine.execute(bytes('add a 1'), at(3)),
    () => machine.getCheckpointInstanceId(0),
    () => machine.getCheckpointState(0),
    () => machine.query('a', { groupIdx: 0, instanceId: 2 }),
  ]) {
    expect((await failureOf(body)).code).toBe('STORAGE_CLOSED');
  }
});

test('a clean end leaves one file', () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 50);
  machine.close();
  expect(readdirSync(machineFolder(directory))).toEqual(['state-1.db']);
});

test('what is ahead of its log is put away whole, each time under a name of its own, and the group begins anew', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  for (const number of [1, 2]) {
    addMany(machine, 1, 5);
    const kept = await machine.setAsideGroup(0);
    expect(kept).toBe(`${machineFolder(directory)}-set-aside-${number}`);
    expect(existsSync(join(kept, 'state-1.db'))).toBe(true);
    expect(machine.getCheckpointInstanceId(0)).toBe(0);
    expect(machine.count()).toBe(0);
  }
  await machine.removeGroup(0);
  expect(readdirSync(directory)).toEqual(['group-0-sm-7-set-aside-1', 'group-0-sm-7-set-aside-2']);
});

test('what a destroyed group left is removed, and one that is made under its number begins anew', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 5);
  machine.execute(bytes('add a 1'), at(1, 0, 1));
  await machine.removeGroup(0);
  expect(readdirSync(directory)).toEqual(['group-1-sm-7']);
  expect(machine.getCheckpointInstanceId(0)).toBe(0);
  expect(machine.execute(bytes('add key-1 10'), at(1))).toBe(10);
  expect(machine.count(1)).toBe(1);
});
