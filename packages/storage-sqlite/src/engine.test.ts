/** When a commit counts as durable, on a disk that answers when it is told to. */

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from './engine.ts';
import { readMarker } from './marker.ts';
import { folderPaths } from './files.ts';
import type { SyncCalls } from './log-sync.ts';

let dataDir: string;
let nowMs: number;
let answers: ((error: Error | null) => void)[];
let engine: Engine;

/** So slow that it is waited for in the pool. */
const slowDisk: SyncCalls = {
  now: () => void (nowMs += 100),
  later: (_, done) => void answers.push(done),
  nowMs: () => nowMs,
};

const write = (instanceId: number): Parameters<Engine['commitThen']>[0] => [
  { groupIdx: 0, records: [{ instanceId, ballot: 65_537, chosen: false, value: new Uint8Array(10) }] },
];
const witnessed = (): number => readMarker(folderPaths(dataDir).marker)?.commit ?? 0;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gaios-engine-'));
  nowMs = 0;
  answers = [];
  const options = { dataDir, nodeId: 1, newStorageId: 'a'.repeat(32), synchronous: 'full' as const };
  engine = Engine.open(
    { ...options, pageBytes: 4096, pagesMax: undefined, journalBytesMax: 2 ** 20 },
    slowDisk,
  );
  // The first one shows that the disk is slow.
  engine.commitThen(write(1), undefined, () => {});
});

afterEach(() => {
  engine.close();
  rmSync(dataDir, { recursive: true });
});

test('a commit is done, and witnessed, when the disk has answered, and no earlier', () => {
  const before = witnessed();
  const done: unknown[] = [];
  engine.commitThen(write(2), undefined, (failure) => done.push(failure));
  expect([done, witnessed()]).toEqual([[], before]);
  answers[0]?.(null);
  expect([done, witnessed()]).toEqual([[undefined], before + 1]);
});

test('a sync that fails fails its commit and all that follow, and nothing of it is witnessed', () => {
  const before = witnessed();
  const done: unknown[] = [];
  engine.commitThen(write(2), undefined, (failure) => done.push(failure));
  answers[0]?.(Object.assign(new Error('EIO'), { code: 'EIO' }));
  expect(done).toMatchObject([{ code: 'STORAGE_IO' }]);
  expect(() => engine.commitThen(write(3), undefined, () => {})).toThrow(
    expect.objectContaining({ code: 'STORAGE_IO' }),
  );
  expect(() => engine.commit(write(3))).toThrow(expect.objectContaining({ code: 'STORAGE_IO' }));
  expect(witnessed()).toBe(before);
});
