import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogSync, type SyncCalls } from './log-sync.ts';

let folder: string;
let path: string;
/** Of a disk that is played. */
const played = -1;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gaios-log-sync-'));
  path = join(folder, 'log');
  writeFileSync(path, 'log');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A disk whose syncs take as long as the list says, and which ways they went. */
const disk = (durationsMs: number[]): { calls: SyncCalls; ways: string[]; answer: (() => void)[] } => {
  let nowMs = 0;
  const ways: string[] = [];
  const answer: (() => void)[] = [];
  const take = (way: string): void => {
    ways.push(way);
    nowMs += durationsMs.shift() ?? 0;
  };
  const calls: SyncCalls = {
    now: () => take('now'),
    later: (_, done) => {
      answer.push(() => {
        take('later');
        done(null);
      });
    },
    nowMs: () => nowMs,
  };
  return { calls, ways, answer };
};

const runAll = (sync: LogSync, answer: (() => void)[], count: number): unknown[] => {
  const ends: unknown[] = [];
  for (let i = 0; i < count; i++) {
    sync.run(played, (error) => ends.push(error));
    answer.shift()?.();
  }
  return ends;
};

test('a quick disk is synced on the spot, one slow sync among them changes nothing', () => {
  const { calls, ways, answer } = disk([0.2, 0.2, 10, 0.2]);
  const sync = new LogSync(calls);
  expect(runAll(sync, answer, 4)).toEqual([undefined, undefined, undefined, undefined]);
  expect(ways).toEqual(['now', 'now', 'now', 'now']);
});

test('a slow disk is waited for in the pool, until it has been quick for a while', () => {
  const { calls, ways, answer } = disk([20, 20, 20, ...Array.from({ length: 30 }, () => 0.2)]);
  const sync = new LogSync(calls);
  runAll(sync, answer, 8);
  expect(ways.slice(0, 4)).toEqual(['now', 'later', 'later', 'later']);
  expect(ways.at(-1)).toBe('later');
  runAll(sync, answer, 25);
  expect(ways.at(-1)).toBe('now');
});

test('while the pool waits, nothing is called back', () => {
  const { calls, answer } = disk([50]);
  const sync = new LogSync(calls);
  const ends: unknown[] = [];
  sync.run(played, (error) => ends.push(error));
  sync.run(played, (error) => ends.push(error));
  expect([ends.length, answer.length]).toEqual([1, 1]);
  answer[0]?.();
  expect(ends.length).toBe(2);
});

test('a failure is handed on, either way', () => {
  const broken = new Error('EIO');
  const { calls } = disk([]);
  const now = new LogSync({
    ...calls,
    now: () => {
      throw broken;
    },
  });
  const ends: unknown[] = [];
  now.run(played, (error) => ends.push(error));
  let nowMs = 0;
  const later = new LogSync({
    now: () => (nowMs += 100),
    later: (_, done) => done(broken),
    nowMs: () => nowMs,
  });
  later.run(played, (error) => ends.push(error));
  later.run(played, (error) => ends.push(error));
  expect(ends).toEqual([broken, undefined, broken]);
});

test('the system makes it durable both ways, and there must be a file', async () => {
  const sync = new LogSync();
  const descriptor = openSync(path, 'r+');
  sync.now(descriptor);
  expect(await new Promise((resolve) => sync.run(descriptor, resolve))).toBeUndefined();
  closeSync(descriptor);
  expect(() => sync.now(descriptor)).toThrow('EBADF');
});
