/** Rows and the last operation change together: a batch is executed whole or not at all, and nothing is executed twice. */

import { cpSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { SqliteStateMachine, type MachineDatabase } from '../src/index.ts';
import { addMany, at, Bench, bytes, failureOf, machineFolder } from './support/numbers.ts';

const bench = new Bench();
afterEach(() => bench.end());

test('what was executed is there after a restart, and is not executed again', () => {
  const directory = bench.folder();
  const first = bench.open(directory);
  addMany(first, 1, 250);
  first.close();
  const second = bench.open(directory);
  // Of the last instance nobody has said yet that it was complete; what is held of it is passed over.
  expect(second.getCheckpointInstanceId(0)).toBe(249);
  addMany(second, 250, 250);
  expect(second.applied).toBe(0);
  expect(second.count()).toBe(250);
  expect(second.execute(bytes('add key-1 1'), at(251))).toBe(4);
  expect(second.getCheckpointInstanceId(0)).toBe(250);
});

test('a batch that fails is undone as a whole, and its next attempt is executed from its beginning', async () => {
  const machine = bench.open();
  machine.execute(bytes('add a 1'), at(1));
  machine.failures = 1;
  const values = ['add a 10', 'add b 10', 'fail', 'add a 100'].map(bytes);
  const contexts = [at(2, 0), at(2, 1), at(3, 0), at(4, 0)];
  const failure = await failureOf(() => machine.executeBatch(values, contexts));
  expect(failure.code).toBe('MACHINE_APPLY_FAILED');
  expect(failure.facts).toMatchObject({ groupIdx: 0, smId: 7, instanceId: 3, batchIndex: 0 });
  expect(machine.query('a', { groupIdx: 0, instanceId: 1 })).toBe(1);
  expect(machine.query('b', { groupIdx: 0, instanceId: 1 })).toBeUndefined();
  expect(machine.count()).toBe(1);
  expect(machine.executeBatch(values, contexts)).toEqual([11, 10, 'refused', 111]);
  expect(machine.count()).toBe(5);
});

test('an instance that comes in parts is executed in parts: a crash between them repeats and forgets nothing', () => {
  const directory = bench.folder();
  const first = bench.open(directory);
  addMany(first, 1, 4);
  first.executeBatch([bytes('add p 1'), bytes('add p 2')], [at(5, 0), at(5, 1)]);
  first.close();
  const second = bench.open(directory);
  expect(second.getCheckpointInstanceId(0)).toBe(4);
  // The executor begins after instance 4, with other operations of 5 beside those that are held.
  const values = ['add p 1', 'add p 2', 'add p 4', 'add p 8'].map(bytes);
  const contexts = [at(5, 0), at(5, 1), at(5, 2), at(6, 0)];
  expect(second.executeBatch(values, contexts)).toEqual([undefined, undefined, 7, 15]);
  expect(second.applied).toBe(2);
});

test('an operation of an instance that was said to be complete is refused, not lost', async () => {
  const machine = bench.open();
  addMany(machine, 1, 3);
  machine.lockCheckpointState(0, 3);
  expect(machine.getCheckpointInstanceId(0)).toBe(3);
  const late = await failureOf(() => machine.execute(bytes('add a 1'), at(3, 1)));
  expect(late.facts).toMatchObject({ completeUpTo: 3, instanceId: 3, batchIndex: 1 });
  machine.lockCheckpointState(0, 1000);
  expect(machine.getCheckpointInstanceId(0)).toBe(1000);
  expect((await failureOf(() => machine.execute(bytes('add a 1'), at(1000)))).facts).toMatchObject({
    completeUpTo: 1000,
  });
  expect(machine.execute(bytes('add a 1'), at(1001))).toBe(1);
});

test('groups have databases of their own', () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  expect(machine.execute(bytes('add a 1'), at(1, 0, 3))).toBe(1);
  expect(machine.execute(bytes('add a 5'), at(1, 0, 4))).toBe(5);
  expect(machine.query('a', { groupIdx: 3, instanceId: 1 })).toBe(1);
  expect(readdirSync(directory).toSorted()).toEqual(['group-3-sm-7', 'group-4-sm-7']);
});

test('wherever a power failure cuts the write-ahead log, rows and position fit each other', () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  addMany(machine, 1, 120);
  const folder = machineFolder(directory);
  const size = statSync(join(folder, 'state-1.db-wal')).size;
  const seen = new Set<number>();
  for (let cut = 0; cut <= 24; cut++) {
    const cutTo = bench.folder();
    cpSync(folder, machineFolder(cutTo), { recursive: true });
    truncateSync(join(machineFolder(cutTo), 'state-1.db-wal'), Math.floor((size * cut) / 24));
    const heir = bench.open(cutTo);
    const last = heir.count();
    expect(heir.getCheckpointInstanceId(0)).toBe(Math.max(0, last - 1));
    // The log goes on from there, and the end is the same.
    addMany(heir, Math.max(1, last), 120);
    expect(heir.applied).toBe(120 - last);
    expect(heir.stateHash(0)).toEqual(machine.stateHash(0));
    seen.add(last);
    heir.close();
  }
  expect(seen.size).toBeGreaterThan(15);
  expect(seen).toContain(120);
});

test('the write-ahead log stays within its bound', () => {
  const directory = bench.folder();
  const walBytesMax = 256 * 1024;
  const machine = bench.open(directory, undefined, { walBytesMax });
  let largest = 0;
  for (let instanceId = 1; instanceId <= 1500; instanceId++) {
    machine.execute(bytes(`add key-${instanceId % 500} 1`), at(instanceId));
    largest = Math.max(largest, statSync(join(machineFolder(directory), 'state-1.db-wal')).size);
  }
  expect(largest).toBeGreaterThan(walBytesMax / 2);
  // The commit that passes it is in it still.
  expect(largest).toBeLessThan(walBytesMax + 64 * 1024);
});

class Odd extends SqliteStateMachine {
  readonly smId = 9;
  readonly migrations = ['CREATE TABLE t (x)'];
  body: (database: MachineDatabase) => unknown = () => 0;

  protected override apply(database: MachineDatabase): unknown {
    return this.body(database);
  }

  look(sql: string): unknown {
    return this.read(0, (database) => database.value(sql));
  }
}

test.each<readonly [string, (database: MachineDatabase) => unknown, string]>([
  ['a promise', () => Promise.resolve(1), 'INVALID_ARGUMENT'],
  ['a transaction of its own', (database) => database.run('BEGIN'), 'INVALID_ARGUMENT'],
  ['SQL that is none', (database) => database.run('NONSENSE'), 'MACHINE_APPLY_FAILED'],
  [
    'a broken rule of the schema',
    (database) => database.run('INSERT INTO none VALUES (1)'),
    'MACHINE_APPLY_FAILED',
  ],
  ['dice', (database) => database.value('SELECT random()'), 'NOT_DETERMINISTIC'],
  ['bytes by chance', (database) => database.value('SELECT randomblob(4)'), 'NOT_DETERMINISTIC'],
  ['a clock', (database) => database.value('SELECT CURRENT_TIMESTAMP'), 'NOT_DETERMINISTIC'],
  ['a date of now', (database) => database.value("SELECT date('now')"), 'NOT_DETERMINISTIC'],
  ['a format of now', (database) => database.value("SELECT strftime('%s')"), 'NOT_DETERMINISTIC'],
  ['seconds of now', (database) => database.value("SELECT unixepoch('subsec')"), 'NOT_DETERMINISTIC'],
  [
    'the time zone',
    (database) => database.value("SELECT time(0, 'unixepoch', 'localtime')"),
    'NOT_DETERMINISTIC',
  ],
])('%s in apply is refused and undone', async (_what, body, code) => {
  const machine = bench.keep(new Odd({ directory: bench.folder() }));
  machine.body = (database) => {
    database.run('INSERT INTO t VALUES (1)');
    return body(database);
  };
  expect((await failureOf(() => machine.execute(bytes(''), at(1)))).code).toBe(code);
  expect(machine.look('SELECT count(*) FROM t')).toBe(0);
  expect(machine.getCheckpointInstanceId(0)).toBe(0);
  machine.body = (database) => database.value("SELECT datetime(86400, 'unixepoch', '+1 day')");
  expect(machine.execute(bytes(''), at(1))).toBe('1970-01-03 00:00:00');
});

test('an operation that ends the transaction cannot be undone, but is not taken for executed', async () => {
  const machine = bench.keep(new Odd({ directory: bench.folder() }));
  machine.body = (database) => database.exec('COMMIT');
  expect((await failureOf(() => machine.execute(bytes(''), at(1)))).code).toBe('INVALID_ARGUMENT');
  expect(machine.getCheckpointInstanceId(0)).toBe(0);
});

test('reads cannot write', async () => {
  const machine = bench.keep(new Odd({ directory: bench.folder() }));
  for (const sql of ['INSERT INTO t VALUES (1) RETURNING x', 'BEGIN', 'PRAGMA user_version = 9']) {
    expect((await failureOf(() => machine.look(sql))).code).toBe('INVALID_ARGUMENT');
  }
  expect((await failureOf(() => machine.look('SELECT x FROM none'))).code).toBe('MACHINE_QUERY_FAILED');
  expect(machine.look('SELECT count(*) FROM t')).toBe(0);
});

test('integers beyond 2^53 keep their digits, if asked to', () => {
  const machine = bench.keep(new Odd({ directory: bench.folder(), safeIntegers: true }));
  machine.body = (database) => {
    database.run('INSERT INTO t VALUES (?)', 2n ** 62n + 1n);
    return database.value('SELECT x FROM t');
  };
  expect(machine.execute(bytes(''), at(1))).toBe(2n ** 62n + 1n);
  machine.lockCheckpointState(0, 1);
  expect(machine.getCheckpointInstanceId(0)).toBe(1);
});
