import { describe, expect, it } from '@jest/globals';
import type { GroupMeta, LogStorage } from '@gaios/sm-base';
import { MemoryDisk, MemoryLogStorage } from './memory-storage.ts';
import { storageConformance } from './storage-conformance.ts';
import { VirtualClock } from './virtual-clock.ts';

storageConformance('memory', { describe, it }, () => {
  const disk = new MemoryDisk();
  const crash = (): Promise<void> => Promise.resolve(disk.crash());
  return Promise.resolve({
    open: (options) => MemoryLogStorage.open(disk, options),
    crash,
    damageValue: (groupIdx, instanceId) => Promise.resolve(disk.damage(groupIdx, instanceId)),
    dispose: crash,
  });
});

const meta = (promised: number): GroupMeta => ({
  promised,
  promisedTo: '',
  chosenUpTo: 0,
  checksum: 0,
  minChosen: 1,
  configuration: new Uint8Array(0),
});

const promise = (storage: LogStorage, promised: number): Promise<void> =>
  storage.commit([{ groupIdx: 0, meta: meta(promised) }]);

describe('MemoryLogStorage', () => {
  it('fails the commit it is told to, and every later one until it is opened anew', async () => {
    const disk = new MemoryDisk();
    const storage = await MemoryLogStorage.open(disk, { nodeId: 1 });
    disk.failCommit({ commit: 2, code: 'STORAGE_FULL' });
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => promise(storage, n)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(promise(storage, 4)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await storage.close();
    const next = await MemoryLogStorage.open(disk, { nodeId: 1 });
    expect((await next.groups())[0]?.meta.promised).toBe(1);
    await promise(next, 5);
  });

  it('may have written what it reports as failed', async () => {
    const disk = new MemoryDisk();
    const storage = await MemoryLogStorage.open(disk, { nodeId: 1 });
    disk.failCommit({ commit: 1, code: 'STORAGE_IO', applied: true });
    await expect(promise(storage, 3)).rejects.toMatchObject({ code: 'STORAGE_IO' });
    expect(disk.peek(0).meta?.promised).toBe(3);
  });

  it('takes the time its disk takes, and merges what waits', async () => {
    const clock = new VirtualClock();
    const disk = new MemoryDisk();
    disk.delayMs = () => 20;
    const storage = await MemoryLogStorage.open(disk, { nodeId: 1, clock });
    const doneMs: number[] = [];
    const startMs = clock.monotonicMs();
    for (const n of [1, 2, 3])
      void promise(storage, n).then(() => doneMs.push(clock.monotonicMs() - startMs));
    await clock.advance(100);
    expect(doneMs).toEqual([20, 40, 40]);
  });

  it('hangs until it is told to go on', async () => {
    const clock = new VirtualClock();
    const disk = new MemoryDisk();
    const storage = await MemoryLogStorage.open(disk, { nodeId: 1, clock });
    disk.hang();
    const done: number[] = [];
    for (const n of [1, 2]) void promise(storage, n).then(() => done.push(n));
    await clock.advance(10_000);
    expect(done).toEqual([]);
    disk.resume();
    await clock.settle();
    expect(done).toEqual([1, 2]);
  });

  it.each([
    ['lost', 0],
    ['kept', 3],
    [2, 2],
  ] as const)('a crash leaves of what is under way: %s', async (underWay, promised) => {
    const clock = new VirtualClock();
    const disk = new MemoryDisk();
    disk.delayMs = () => 5;
    const storage = await MemoryLogStorage.open(disk, { nodeId: 1, clock });
    let settled = 0;
    for (const n of [1, 2, 3])
      promise(storage, n).then(
        () => settled++,
        () => settled++,
      );
    disk.crash(underWay);
    await clock.advance(1000);
    expect(settled).toBe(0);
    expect(disk.peek(0).meta?.promised ?? 0).toBe(promised);
    const next = await MemoryLogStorage.open(disk, { nodeId: 1, clock });
    expect(next.identity.boot).toBe(2);
  });

  it('refuses damaged rows', async () => {
    const disk = new MemoryDisk();
    const storage = await MemoryLogStorage.open(disk, { nodeId: 1 });
    const record = { instanceId: 4, ballot: 1, chosen: false, value: Uint8Array.of(1) };
    await storage.commit([{ groupIdx: 2, meta: meta(1), records: [record] }]);
    disk.damage(2, 4);
    const range = { groupIdx: 2, from: 1, to: 9, bytesMax: 99 };
    const facts = { groupIdx: 2, instanceId: 4 };
    await expect(storage.read(range)).rejects.toMatchObject({ code: 'STORAGE_DAMAGED', facts });
    disk.damage(2);
    await expect(storage.groups()).rejects.toMatchObject({ code: 'STORAGE_DAMAGED', facts: { groupIdx: 2 } });
  });

  it('notices a value that was changed after it was handed over', async () => {
    const clock = new VirtualClock();
    const storage = await MemoryLogStorage.open(new MemoryDisk(), { nodeId: 1, clock });
    const value = Uint8Array.of(1, 2, 3);
    void storage.commit([{ groupIdx: 0, records: [{ instanceId: 1, ballot: 1, chosen: false, value }] }]);
    value[0] = 9;
    await expect(clock.settle()).rejects.toThrow('changed after it was handed');
  });
});
