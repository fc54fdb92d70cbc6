/** Copies of a database whose file was pinned: of that instance, whatever is executed meanwhile, unless that is too much. */

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import type { CheckpointFiles } from '@gaios/sm-base';
import { addMany, at, Bench, bytes, machineFolder, type Numbers } from './support/numbers.ts';

const bench = new Bench();
afterEach(() => bench.end());

const FILLED = 3000;
const TEXT = 'x'.repeat(500);

const fill = (machine: Numbers): void => {
  for (let from = 1; from <= FILLED; from += 100) {
    const contexts = Array.from({ length: 100 }, (_, i) => at(from + i));
    machine.executeBatch(
      contexts.map((context) => bytes(`add ${TEXT}-${context.instanceId} 1`)),
      contexts,
    );
  }
};

/** Executes one operation after another, as long as it takes. Resolves with the last instance. */
const under = async <T>(machine: Numbers, from: number, work: () => Promise<T>): Promise<[T, number]> => {
  const during = { last: from, isOver: false };
  const execute = (): void => {
    if (during.isOver) return;
    during.last++;
    machine.execute(bytes(`add ${TEXT}-${during.last} 1`), at(during.last));
    setImmediate(execute);
  };
  execute();
  try {
    return [await work(), during.last];
  } finally {
    during.isOver = true;
  }
};

const kept = ({ directory, files, instanceId = -1 }: CheckpointFiles): Required<CheckpointFiles> => {
  const to = bench.folder();
  for (const file of files) cpSync(join(directory, file), join(to, file));
  return { directory: to, files, instanceId };
};

const walBytes = (directory: string): number =>
  statSync(join(machineFolder(directory), 'state-1.db-wal')).size;

test('a copy is of the pin, not of its end, and what came after it leads to the same state', async () => {
  const directory = bench.folder();
  const donor = bench.open(directory);
  fill(donor);
  const hash = donor.stateHash(0);
  donor.pinCheckpointState(0, FILLED + 5);
  // Between the pin and the copy, too.
  donor.execute(bytes('add key 1'), at(FILLED + 6));
  donor.lockCheckpointState(0, FILLED + 5);
  const [made, last] = await under(donor, FILLED + 6, async () => donor.getCheckpointState(0));
  const state = kept(made);
  donor.unlockCheckpointState(0);
  expect(state.instanceId).toBe(FILLED + 5);
  expect(last).toBeGreaterThan(FILLED + 6);
  const heir = bench.open();
  await heir.loadCheckpointState(0, state.directory, state.files, state.instanceId);
  expect(heir.stateHash(0)).toEqual(hash);
  heir.execute(bytes('add key 1'), at(FILLED + 6));
  for (let next = FILLED + 7; next <= last; next++) {
    heir.execute(bytes(`add ${TEXT}-${next} 1`), at(next));
  }
  expect(heir.stateHash(0)).toEqual(donor.stateHash(0));
});

test('the write-ahead log is moved into the file again after it, and after a pin that is not used', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory, undefined, { walBytesMax: 64 * 1024 });
  fill(machine);
  const copied: number[] = [];
  for (const isCopied of [true, false]) {
    const executed = machine.getCheckpointInstanceId(0) + 1;
    machine.pinCheckpointState(0, executed);
    expect(walBytes(directory)).toBe(0);
    const many = (from: number): void => {
      for (let next = from; next < from + 200; next++) {
        machine.execute(bytes(`add ${TEXT}-${next} 1`), at(next));
      }
    };
    many(executed + 1);
    const grown = walBytes(directory);
    expect(grown).toBeGreaterThan(256 * 1024);
    if (isCopied) copied.push((await machine.getCheckpointState(0)).instanceId ?? -1);
    machine.unlockCheckpointState(0);
    many(executed + 201);
    // Moved, cut back, and begun anew.
    expect(walBytes(directory)).toBeLessThan(grown);
  }
  expect(copied).toEqual([FILLED]);
});

test('beyond its bound the file moves on, and the copy is of its end', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory, undefined, { pinnedWalBytesMax: 64 * 1024 });
  fill(machine);
  machine.pinCheckpointState(0, FILLED);
  addMany(machine, FILLED + 1, FILLED + 200);
  const { instanceId = -1 } = await machine.getCheckpointState(0);
  machine.unlockCheckpointState(0);
  expect(instanceId).toBe(FILLED + 199);
});

test('a second pin takes the place of the first, also while that is copied', async () => {
  const machine = bench.open();
  fill(machine);
  machine.pinCheckpointState(0, FILLED);
  const first = machine.getCheckpointState(0);
  addMany(machine, FILLED + 1, FILLED + 10);
  machine.pinCheckpointState(0, FILLED + 10);
  addMany(machine, FILLED + 11, FILLED + 20);
  // Nobody wants that one any more; it is whole all the same.
  expect((await first).instanceId).toBeGreaterThanOrEqual(FILLED + 10);
  // That is all that is let go of.
  machine.unlockCheckpointState(0);
  expect((await machine.getCheckpointState(0)).instanceId).toBe(FILLED + 10);
  machine.unlockCheckpointState(0);
});

test('a pin that is given up while another one is copied leaves that copy alone', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory, undefined, { walBytesMax: 64 * 1024 });
  fill(machine);
  machine.pinCheckpointState(0, FILLED);
  const first = machine.getCheckpointState(0);
  const copy = join(machineFolder(directory), 'copy', 'state.db');
  // What was there before it is removed first: it would do no harm to remove that twice.
  while (!existsSync(copy)) await new Promise(setImmediate);
  machine.pinCheckpointState(0, FILLED);
  machine.unlockCheckpointState(0);
  const state = kept(await first);
  expect(state.instanceId).toBe(FILLED);
  machine.unlockCheckpointState(0);
  addMany(machine, FILLED + 1, FILLED + 1000);
  // Not pinned any more.
  expect(walBytes(directory)).toBeLessThan(512 * 1024);
});

test('nobody else can open the database after a copy: the locks are still held', async () => {
  const directory = bench.folder();
  const machine = bench.open(directory);
  fill(machine);
  machine.pinCheckpointState(0, FILLED);
  await machine.getCheckpointState(0);
  machine.unlockCheckpointState(0);
  const path = join(machineFolder(directory), 'state-1.db');
  // Locks are between processes.
  const script = `
    const Database = require('better-sqlite3');
    try {
      new Database(${JSON.stringify(path)}, { timeout: 0 }).prepare('SELECT count(*) FROM done').get();
      process.stdout.write('opened');
    } catch (error) {
      process.stdout.write(error.code);
    }`;
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  expect(execFileSync(process.execPath, ['-e', script], { cwd }).toString()).toBe('SQLITE_BUSY');
});
