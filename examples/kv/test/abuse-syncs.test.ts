/**
 * What strace sees of a write: it is on the disks of a quorum before it is acknowledged. Where nothing can be traced
 * this is skipped, by a name that says why. More: `pnpm --filter @gaios/example-kv run abuse -- syncs`.
 */

import { describe, expect, test } from '@jest/globals';

import { checkSyncs, syncedWrite } from './support/sync-check.ts';
import { parseTrace, whyNoStrace } from './support/strace.ts';

const LONG_MS = 120_000;
const WRITES = 4;

const missing = whyNoStrace();

(missing === undefined ? test : test.skip)(
  `a quorum syncs each write between its receipt and its acknowledgement${missing === undefined ? '' : ` (SKIPPED: ${missing})`}`,
  async () => {
    // It throws.
    await checkSyncs(WRITES);
  },
  LONG_MS,
);

describe('what is made of a trace', () => {
  const receipt = String.raw`7 100.000 read(21<TCP:[1]>, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n", 65536) = 30 <0.001>`;
  const reply = String.raw`7 101.000 write(21<TCP:[1]>, "+OK\r\n", 5) = 5 <0.001>`;
  const written = (at: number): string =>
    `7 ${at}.000 write(9</data/gaios.journal-0>, "..k..", 4096) = 4096 <0.001>`;
  const synced = (at: string): string => `7 ${at} fdatasync(11</data/gaios.journal-0>) = 0 <0.005>`;
  const syncedBy = (leader: string[], follower: string[]): readonly number[] =>
    syncedWrite(
      'k',
      1,
      new Map([
        [1, parseTrace([receipt, ...leader, reply].join('\n'))],
        [2, parseTrace(follower.join('\n'))],
      ]),
    ).synced;

  test('a sync counts behind the write, and before the acknowledgement', () => {
    expect(syncedBy([written(100), synced('100.010')], [written(100), synced('100.990')])).toEqual([1, 2]);
    expect(syncedBy([synced('100.010'), written(100)], [written(100), synced('100.996')])).toEqual([1]);
    expect(syncedBy([], [written(99), synced('100.010')])).toEqual([]);
    expect(syncedBy([written(100), '7 100.5 fdatasync(11</data/other>) = 0 <0.001>'], [])).toEqual([]);
    expect(
      syncedBy([written(100), '7 100.5 fdatasync(11</data/gaios.journal-0>) = -1 EIO (x) <0.001>'], []),
    ).toEqual([]);
  });

  test('a call that another thread interrupts has its begin and its end', () => {
    const [first, second] = parseTrace(
      [
        '8 100.100 fdatasync(11</data/gaios.journal-0> <unfinished ...>',
        '7 100.200 write(3</x>, "a) = 1 <0.5>", 12) = 12 <0.001>',
        '8 100.300 <... fdatasync resumed>) = 0 <0.2>',
      ].join('\n'),
    );
    expect(first).toMatchObject({ name: 'write', args: '3</x>, "a) = 1 <0.5>", 12', began: 100.2 });
    expect(second).toEqual({
      name: 'fdatasync',
      args: '11</data/gaios.journal-0>',
      began: 100.1,
      ended: 100.3,
      result: 0,
    });
  });
});
