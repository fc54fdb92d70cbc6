import { expect, test } from '@jest/globals';
import { Pace } from './pace.ts';
import { BACKUP_SYNC_BYTES, OTHERS_SHARE, PAGE_BYTES } from './settings.ts';

const SLICE = 64;

const paceOf = (
  sync = (): Promise<void> => Promise.resolve(),
): { pace: Pace; after: (tookMs: number, copied: number) => number } => {
  let now = 0;
  const pace = new Pace({ sliceBytes: SLICE * PAGE_BYTES, now: () => now, sync });
  const after = (tookMs: number, copied: number): number => {
    now += tookMs;
    return pace.next({ totalPages: 1_000_000, remainingPages: 1_000_000 - copied });
  };
  return { pace, after };
};

test('on an idle event loop each slice is followed by one look around', () => {
  const { after } = paceOf();
  expect(after(0.01, 0)).toBe(SLICE);
  expect(after(1, SLICE)).toBe(0);
  expect(after(0.01, SLICE)).toBe(SLICE);
  expect(after(1, 2 * SLICE)).toBe(0);
});

test('on a busy one the others get their share', () => {
  const { after } = paceOf();
  expect(after(0.01, 0)).toBe(SLICE);
  expect(after(2, SLICE)).toBe(0);
  let othersMs = 0;
  for (let pages = 0; pages === 0; othersMs += 1.5) pages = after(1.5, SLICE);
  expect(othersMs).toBeGreaterThanOrEqual(2 * OTHERS_SHARE);
  expect(othersMs).toBeLessThan(2 * OTHERS_SHARE + 3);
});

test('a slow disk is waited for', async () => {
  let finish: () => void = () => {};
  let syncs = 0;
  const { pace, after } = paceOf(() => {
    syncs++;
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  const bound = BACKUP_SYNC_BYTES / PAGE_BYTES;
  let copied = 0;
  for (let turn = 0; turn < 1000; turn++) copied += after(0.01, copied);
  // One part is under way to the disk, another may be written meanwhile.
  expect(copied).toBe(2 * bound);
  expect(syncs).toBe(1);
  finish();
  await pace.settled();
  copied += after(0.01, copied);
  expect(copied).toBe(2 * bound + SLICE);
  expect(syncs).toBe(2);
  finish();
  await pace.settled();
});

test('a sync that fails ends the copy', async () => {
  const { pace, after } = paceOf(() => Promise.reject(new Error('disk')));
  after(0.01, BACKUP_SYNC_BYTES / PAGE_BYTES);
  await expect(pace.settled()).rejects.toThrow('disk');
  expect(() => after(0.01, 3 * BACKUP_SYNC_BYTES)).toThrow('disk');
});
