/** Power is cut at every operation of the disk: afterwards there is the old state or the new one, and nothing damaged is listed. */

import { describe, expect, test } from '@jest/globals';
import { MemoryVolume } from '@gaios/testkit';
import { ReceivingFolder, type CheckpointStore } from '../src/index.ts';
import { GROUP, noise, openStore, World, writeCheckpoint, type TestFile } from './world.ts';

const older: readonly TestFile[] = [{ smId: 1, path: 'db', bytes: noise(9000) }];
const newer: readonly TestFile[] = [
  { smId: 1, path: 'db', bytes: noise(100_000, 2) },
  { smId: 2, path: 'deep/er/file', bytes: noise(5000, 3) },
  { smId: 2, path: 'empty', bytes: new Uint8Array(0) },
];

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Acts until it ends, or the crash comes. */
const race = async (volume: MemoryVolume, act: () => Promise<unknown>): Promise<boolean> => {
  const state = { crashed: false, done: false };
  volume.onCrash = () => void (state.crashed = true);
  const end = (): void => void (state.done = true);
  act().then(end, end);
  while (!state.crashed && !state.done) await turn();
  return state.crashed;
};

/** What a start finds: everything that is listed is whole, and no side folder is left. */
const found = async (volume: MemoryVolume): Promise<number[]> => {
  const store = await openStore(volume);
  for (const checkpoint of store.list(GROUP)) await store.verify(checkpoint);
  expect(volume.paths().filter((path) => /\/\.(making|gone)/.test(path))).toEqual([]);
  return store.list(GROUP).map(({ manifest }) => manifest.instanceId);
};

/** Crashes at each operation, until one run comes through; what the start finds after each. */
const crashEverywhere = async (
  prepare: (store: CheckpointStore, volume: MemoryVolume) => Promise<void>,
  act: (store: CheckpointStore, volume: MemoryVolume) => Promise<unknown>,
  look: (after: number[], cameThrough: boolean) => void,
): Promise<number> => {
  for (let operation = 1; ; operation++) {
    const volume = new MemoryVolume({ seed: operation });
    const store = await openStore(volume);
    await prepare(store, volume);
    volume.crashAt = volume.operations + operation;
    const crashed = await race(volume, () => act(store, volume));
    if (!crashed) volume.crash();
    look(await found(volume), !crashed);
    if (!crashed) return operation;
  }
};

describe('a crash', () => {
  test('while one is written leaves the old ones or the new one with them', async () => {
    const seen = new Set<string>();
    const operations = await crashEverywhere(
      async (store) => void (await writeCheckpoint(store, 100, older)),
      (store) => writeCheckpoint(store, 200, newer),
      (after, cameThrough) => {
        seen.add(after.join());
        expect(cameThrough ? ['100,200'] : ['100', '100,200']).toContain(after.join());
      },
    );
    expect(operations).toBeGreaterThan(20);
    expect([...seen].toSorted()).toEqual(['100', '100,200']);
  });

  test('while an old one is removed leaves the two newest', async () => {
    await crashEverywhere(
      async (store) => {
        await writeCheckpoint(store, 50, older);
        await writeCheckpoint(store, 100, older);
      },
      (store) => writeCheckpoint(store, 200, newer),
      (after, cameThrough) => {
        const allowed = cameThrough ? ['100,200'] : ['50,100', '50,100,200', '100,200'];
        expect(allowed).toContain(after.join());
      },
    );
  });

  test('while one is received and adopted leaves the old ones or the new one with them, and the rest can go on', async () => {
    const donor = await openStore(new MemoryVolume({ shortReads: false }));
    const sent = await writeCheckpoint(donor, 200, newer);
    const receive = async (store: CheckpointStore): Promise<void> => {
      const folder =
        (await ReceivingFolder.resume(store, GROUP)) ?? (await ReceivingFolder.begin(store, GROUP, sent));
      while (!folder.isWhole) {
        const { fileIdx, offset } = folder.position;
        const file = sent.manifest.files[fileIdx];
        if (file === undefined) throw new Error('no file');
        const bytes = new Uint8Array(Math.min(16_384, file.size - offset));
        const open = await donor.open(sent, file);
        await open.read(bytes, offset);
        await folder.append(bytes);
        await folder.mark();
      }
      await folder.adopt();
    };
    let resumed = 0;
    for (let operation = 1; ; operation++) {
      const volume = new MemoryVolume({ seed: operation });
      const store = await openStore(volume);
      await writeCheckpoint(store, 100, older);
      volume.crashAt = volume.operations + operation;
      const crashed = await race(volume, () => receive(store));
      if (!crashed) volume.crash();
      expect(['100', '100,200']).toContain((await found(volume)).join());
      const again = await openStore(volume);
      const left = await ReceivingFolder.resume(again, GROUP);
      if (left !== undefined && left.bytesDone > 0) resumed++;
      await left?.close();
      if (again.get(GROUP, sent.id) === undefined) await receive(again);
      expect(await found(volume)).toEqual([100, 200]);
      if (!crashed) break;
    }
    expect(resumed).toBeGreaterThan(10);
  });

  test('two that become one at the same time, whichever is first, are one', async () => {
    const donor = await openStore(new MemoryVolume({ shortReads: false }));
    const sent = await writeCheckpoint(donor, 100, older);
    const receive = async (store: CheckpointStore): Promise<ReceivingFolder> => {
      const folder = await ReceivingFolder.begin(store, GROUP, sent);
      for (const file of sent.manifest.files) {
        const bytes = new Uint8Array(file.size);
        await (await donor.open(sent, file)).read(bytes, 0);
        await folder.append(bytes);
      }
      await folder.mark();
      return folder;
    };
    let isOver = false;
    for (let steps = 0; !isOver; steps++) {
      const volume = new MemoryVolume({ shortReads: false });
      const store = await openStore(volume);
      const folder = await receive(store);
      let isMade = false;
      const making = writeCheckpoint(store, 100, older).finally(() => {
        isMade = true;
      });
      for (let i = 0; i < steps; i++) await Promise.resolve();
      // From one step to the next, until the other has come to its end before this begins.
      isOver = isMade;
      const [received, made] = await Promise.all([folder.adopt(), making]);
      expect([received.checkpoint.id, made.id, await found(volume)]).toEqual([sent.id, sent.id, [100]]);
    }
  });

  test('of either side at every message and every operation leaves a transfer that ends', async () => {
    const counted = new World(1);
    const run = async (world: World): Promise<void> => {
      await world.add(1);
      await writeCheckpoint((await world.add(2)).store, 200, newer);
    };
    await run(counted);
    counted.node(1).exchange.fetcher.need();
    const before = [1, 2].map((id) => counted.node(id).volume.operations);
    await counted.clock.runUntil(() => counted.node(1).count('caughtUp') > 0, 600_000);
    const operations = [1, 2].map((id, at) => counted.node(id).volume.operations - (before[at] ?? 0));
    for (const [at, id] of [1, 2].entries()) {
      const total = operations[at] ?? 0;
      expect(total).toBeGreaterThan(5);
      for (let operation = 1; operation <= total; operation++) {
        const world = new World(operation, { silenceMs: 2000, retryMaxMs: 2000 });
        await run(world);
        const victim = world.node(id);
        victim.volume.crashAt = victim.volume.operations + operation;
        world.node(1).exchange.fetcher.need();
        await world.clock.runUntil(() => !victim.up || world.node(1).count('caughtUp') > 0, 600_000);
        if (!victim.up) {
          await victim.restart();
          if (id === 1 && world.node(1).installed.length === 0) world.node(1).exchange.fetcher.need();
        }
        const isDone = await world.clock.runUntil(() => world.node(1).installed.length > 0, 600_000);
        expect([operation, isDone]).toEqual([operation, true]);
        const got = world.node(1).store.newest(GROUP);
        expect(got?.manifest.instanceId).toBe(200);
        if (got !== undefined) await world.node(1).store.verify(got);
      }
    }
  });
});

describe('a disk that fails', () => {
  test.each(['STORAGE_FULL', 'STORAGE_IO'] as const)(
    'with %s at any operation leaves the old one listed',
    async (code) => {
      for (let operation = 1; ; operation++) {
        const volume = new MemoryVolume({ seed: operation });
        const store = await openStore(volume);
        await writeCheckpoint(store, 100, older);
        const before = volume.operations;
        volume.fail({ operation: before + operation, code });
        const outcome = await writeCheckpoint(store, 200, newer).then(
          () => 'made',
          (error: { readonly code?: string }) => error.code,
        );
        const used = volume.operations - before;
        const listed = store.list(GROUP).map(({ manifest }) => manifest.instanceId);
        expect(listed).toEqual(outcome === 'made' ? [100, 200] : [100]);
        expect(['made', code]).toContain(outcome);
        if (used < operation) break;
        // The next attempt is not disturbed by what is left.
        await writeCheckpoint(store, 300, older);
        expect(store.newest(GROUP)?.manifest.instanceId).toBe(300);
      }
    },
  );
});
