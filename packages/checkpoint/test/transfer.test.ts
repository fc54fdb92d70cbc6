import { describe, expect, test } from '@jest/globals';
import { chooseSender, type CheckpointMessage, type Offer } from '../src/index.ts';
import { contentOf, GID, GROUP, noise, World, writeCheckpoint, type TestFile } from './world.ts';

const medium: TestFile = { smId: 2, path: 'c', bytes: noise(70_001, 3) };
const state: readonly TestFile[] = [
  { smId: 1, path: 'a', bytes: noise(300_000) },
  { smId: 1, path: 'deep/er/b', bytes: noise(5000, 2) },
  { smId: 1, path: 'empty', bytes: new Uint8Array(0) },
  medium,
  { smId: 2, path: 'last-empty', bytes: new Uint8Array(0) },
];
const TOTAL = state.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Node 2 has a checkpoint, node 1 needs one. */
const pair = async (world: World, files = state): Promise<void> => {
  await world.add(1);
  const sender = await world.add(2);
  await writeCheckpoint(sender.store, 1000, files);
};

const expectInstalled = async (world: World, limitMs = 600_000): Promise<void> => {
  const receiver = world.node(1);
  const isDone = await world.clock.runUntil(() => receiver.count('installed') > 0, limitMs);
  if (!isDone)
    throw new Error(`not installed: ${receiver.exchange.fetcher.state}, ${receiver.failures().join()}`);
  const got = receiver.store.newest(GROUP);
  const wanted = world.node(2).store.newest(GROUP);
  if (got === undefined || wanted === undefined) throw new Error('no checkpoint');
  expect(got.id).toBe(wanted.id);
  expect(await contentOf(receiver.store, got)).toEqual(await contentOf(world.node(2).store, wanted));
  expect(receiver.volume.paths().filter((path) => path.includes('.receiving'))).toEqual([]);
};

const isReceiving = (world: World, bytes: number) => () =>
  world
    .node(1)
    .events.some(
      (event) => event.kind === 'progress' && event.side === 'receiver' && event.bytesDone >= bytes,
    ) || [...world.sent.values()].some((sum) => sum.bytes > bytes);

describe('a transfer', () => {
  test('brings every file, tells of its progress, and is over at both ends', async () => {
    const world = new World();
    await pair(world);
    world.node(1).exchange.fetcher.need();
    await expectInstalled(world);
    await world.clock.advance(10_000);
    const [receiver, sender] = [world.node(1), world.node(2)];
    expect(receiver.installed).toHaveLength(1);
    expect(receiver.exchange.fetcher.state).toBe('idle');
    expect(receiver.failures()).toEqual([]);
    expect([sender.count('sent'), sender.failures(), sender.load.transfers]).toEqual([1, [], 0]);
    expect(sender.exchange.provider.holds()).toEqual([]);
    const last = receiver.events.findLast((event) => event.kind === 'progress');
    expect(last).toMatchObject({ bytesDone: TOTAL + 17, bytesTotal: TOTAL + 17 });
  });

  test('asks once, however often it is needed, and never while it receives', async () => {
    const world = new World();
    await pair(world);
    const { fetcher } = world.node(1).exchange;
    fetcher.need();
    fetcher.need();
    await world.clock.runUntil(() => fetcher.state === 'receiving', 10_000);
    fetcher.need();
    await expectInstalled(world);
    expect(world.node(1).count('asking')).toBe(1);
  });

  test('reaches an empty node, which does not know the life of the group yet', async () => {
    const world = new World();
    await pair(world);
    world.node(1).gid = 0;
    world.node(1).exchange.fetcher.need();
    await expectInstalled(world);
    await world.clock.advance(5000);
    expect(world.node(2).exchange.provider.holds()).toEqual([]);
  });

  test('is taken though it was made before a repair began another life, and not if it is of any other', async () => {
    const world = new World();
    await pair(world);
    for (const node of [world.node(1), world.node(2)]) {
      node.gid = 78;
      [node.formerGid, node.repairedAt] = [GID, 999];
    }
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(() => world.node(1).count('failed') > 0, 10_000);
    expect(world.node(1).failures()).toEqual(['manifest']);
    world.node(1).repairedAt = 1000;
    await expectInstalled(world);
  });

  test('is not given to another life of the group', async () => {
    const world = new World();
    await pair(world);
    world.node(1).gid = 78;
    world.node(1).exchange.fetcher.need();
    await world.clock.advance(10_000);
    expect([world.node(1).count('receiving'), world.node(1).installed]).toEqual([0, []]);
  });

  const weathers = [
    ['lost', { lose: 0.1 }],
    ['doubled', { double: 0.2 }],
    ['disordered', { disorder: 0.2 }],
    ['corrupted', { corrupt: 0.05 }],
    ['everything', { lose: 0.05, double: 0.1, disorder: 0.1, corrupt: 0.03 }],
  ] as const;
  test.each(weathers)('survives messages that are %s', async (_name, weather) => {
    for (let seed = 1; seed <= 6; seed++) {
      const world = new World(seed);
      await pair(world);
      world.weather = weather;
      world.node(1).exchange.fetcher.need();
      await expectInstalled(world, 3_600_000);
      // What is damaged on its way is noticed at once, not by the hash of a whole file.
      expect(world.node(1).failures()).not.toContain('hash');
    }
  });

  test('goes on where it was when the connection breaks', async () => {
    const world = new World(1, { silenceMs: 3000 });
    await pair(world);
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(isReceiving(world, 200_000), 60_000);
    world.watch = () => false;
    await world.clock.advance(20_000);
    world.watch = () => true;
    world.node(1).exchange.reconnected(2);
    world.node(2).exchange.reconnected(1);
    await expectInstalled(world);
    // Twice what was in the window, and the manifest again.
    expect(world.sent.get(2)?.bytes).toBeLessThan(TOTAL + 300_000);
  });

  test.each(['kill', 'crash'] as const)('goes on after a %s of the receiver', async (how) => {
    for (let seed = 1; seed <= 5; seed++) {
      const world = new World(seed);
      await pair(world);
      world.node(1).exchange.fetcher.need();
      await world.clock.runUntil(isReceiving(world, 250_000), 60_000);
      world.node(1)[how]();
      await world.clock.advance(5000);
      const transfers = new Map<number, number>();
      world.watch = (_from, _to, message) => {
        if (message.kind === 'SendFile') {
          transfers.set(message.transfer, (transfers.get(message.transfer) ?? 0) + message.data.length);
        }
        return true;
      };
      await world.node(1).restart();
      world.node(1).exchange.fetcher.need();
      await expectInstalled(world);
      // Not from the begin: what was marked is not sent again.
      expect([...transfers.values()].at(-1)).toBeLessThan(TOTAL - 60_000);
    }
  });

  test.each(['kill', 'crash'] as const)('goes on after a %s of the sender', async (how) => {
    const world = new World(4, { silenceMs: 3000 });
    await pair(world);
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(isReceiving(world, 200_000), 60_000);
    world.node(2)[how]();
    await world.clock.advance(1000);
    await world.node(2).restart();
    await expectInstalled(world);
    expect(world.sent.get(2)?.bytes).toBeLessThan(TOTAL + 300_000);
  });

  test('goes on at another sender that has the same checkpoint', async () => {
    const world = new World(5, { silenceMs: 2000, takesMax: 1 });
    await pair(world);
    await writeCheckpoint((await world.add(3)).store, 1000, state);
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(isReceiving(world, 200_000), 60_000);
    const first = world.node(1).events.find((event) => event.kind === 'receiving');
    const dead = first?.kind === 'receiving' ? first.from : 0;
    world.node(dead).kill();
    await world.clock.runUntil(() => world.node(1).count('installed') > 0, 600_000);
    const other = 5 - dead;
    expect(world.node(1).installed).toHaveLength(1);
    expect(world.sent.get(other)?.bytes).toBeLessThan(TOTAL - 100_000);
  });

  test('begins anew at another sender that has another checkpoint', async () => {
    const world = new World(6, { silenceMs: 2000, takesMax: 2 });
    await pair(world);
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(isReceiving(world, 200_000), 60_000);
    world.node(2).kill();
    await writeCheckpoint((await world.add(3)).store, 1100, state);
    await world.clock.runUntil(() => world.node(1).count('installed') > 0, 600_000);
    expect(world.node(1).installed.map(({ manifest }) => manifest.instanceId)).toEqual([1100]);
    expect(world.node(1).store.list(GROUP)).toHaveLength(1);
  });

  test('is asked for again until somebody has one', async () => {
    const world = new World(7);
    await world.add(1);
    await world.add(2);
    world.node(1).exchange.fetcher.need();
    await world.clock.advance(60_000);
    expect(world.node(1).count('asking')).toBeGreaterThan(3);
    expect(world.node(1).count('asking')).toBeLessThan(20);
    await writeCheckpoint(world.node(2).store, 1000, state);
    await expectInstalled(world);
  });

  test('is tried again when the installation fails, without being sent again', async () => {
    const world = new World(8);
    await pair(world);
    world.node(1).failInstalls = 2;
    world.node(1).exchange.fetcher.need();
    await expectInstalled(world);
    expect(world.node(1).failures()).toEqual(['install', 'install']);
    expect(world.node(2).count('sent')).toBe(1);
  });

  test('can be installed though its node has as many newer ones as it keeps, and is gone then', async () => {
    const world = new World(9);
    await pair(world);
    const receiver = world.node(1);
    receiver.exchange.fetcher.need();
    await world.clock.runUntil(isReceiving(world, 200_000), 60_000);
    for (const instanceId of [1100, 1200]) await writeCheckpoint(receiver.store, instanceId, []);
    await world.clock.advance(60_000);
    expect([receiver.installed.map(({ manifest }) => manifest.instanceId), receiver.failures()]).toEqual([
      [1000],
      [],
    ]);
    expect(receiver.store.list(GROUP).map(({ manifest }) => manifest.instanceId)).toEqual([1100, 1200]);
  });

  test('is sent once more if it is removed before it could be installed', async () => {
    const world = new World(10);
    await pair(world);
    const receiver = world.node(1);
    receiver.failInstalls = 1;
    receiver.exchange.fetcher.need();
    await world.clock.runUntil(() => receiver.failures().length > 0, 60_000);
    await receiver.store.remove(GROUP, receiver.store.newest(GROUP)?.id ?? '');
    await expectInstalled(world);
    expect([receiver.failures(), receiver.count('receiving')]).toEqual([['install', 'install'], 2]);
  });
});

describe('what travels', () => {
  const MiB = 1024 * 1024;
  const changed = (bytes: Uint8Array, every: number): Uint8Array => {
    const copy = bytes.slice();
    for (let at = 0; at < copy.length; at += every) copy[at] = (copy[at] ?? 0) ^ 255;
    return copy;
  };

  test('is a difference where there is something to compare with', async () => {
    const world = new World();
    const before = noise(8 * MiB);
    await pair(world, [{ smId: 1, path: 'db', bytes: changed(before, 100 * 4096) }]);
    await writeCheckpoint(world.node(1).store, 900, [{ smId: 1, path: 'db', bytes: before }]);
    world.node(1).exchange.fetcher.need();
    await expectInstalled(world);
    const bytes = (world.sent.get(1)?.bytes ?? 0) + (world.sent.get(2)?.bytes ?? 0);
    expect(bytes).toBeLessThan(0.05 * 8 * MiB);
  });

  test('is whole again when the base is not what it was', async () => {
    const world = new World(3, { compress: false });
    const before = noise(MiB);
    await pair(world, [{ smId: 1, path: 'db', bytes: changed(before, 50 * 4096) }]);
    const base = await writeCheckpoint(world.node(1).store, 900, [{ smId: 1, path: 'db', bytes: before }]);
    let damaged = false;
    world.watch = (_from, _to, message) => {
      // After its hashes were sent, and before it is read.
      if (message.kind === 'BlockHashes' && !damaged) {
        damaged = true;
        world.node(1).volume.damage(`${base.folder}/sm-1/db`, 10_000);
      }
      return true;
    };
    world.node(1).exchange.fetcher.need();
    await expectInstalled(world);
    expect(world.node(1).failures()).toEqual(['hash']);
  });

  test('survives everything with a base, too', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const world = new World(seed);
      const before = noise(MiB);
      await pair(world, [{ smId: 1, path: 'db', bytes: changed(before, 20 * 4096) }, medium]);
      await writeCheckpoint(world.node(1).store, 900, [
        { smId: 1, path: 'db', bytes: before.subarray(0, 900_000) },
      ]);
      world.weather = { lose: 0.05, double: 0.1, disorder: 0.1, corrupt: 0.03 };
      world.node(1).exchange.fetcher.need();
      await expectInstalled(world, 3_600_000);
    }
  });

  test('is compressed where that helps, and only there', async () => {
    const text = new TextEncoder().encode('all work and no play '.repeat(20_000));
    const bytesWith = async (bytes: Uint8Array, compress: boolean): Promise<number> => {
      const world = new World(1, { compress });
      await pair(world, [{ smId: 1, path: 'text', bytes }]);
      world.node(1).exchange.fetcher.need();
      await expectInstalled(world);
      return world.sent.get(2)?.bytes ?? 0;
    };
    expect(await bytesWith(text, true)).toBeLessThan(text.length / 10);
    expect(await bytesWith(text, false)).toBeGreaterThan(text.length);
    const random = noise(400_000);
    expect(await bytesWith(random, true)).toBe(await bytesWith(random, false));
  });

  test('keeps to the rate', async () => {
    const world = new World(1, { rateBytesPerSecond: 100_000 });
    await pair(world, [{ smId: 1, path: 'x', bytes: noise(1_256_000) }]);
    world.node(1).exchange.fetcher.need();
    const from = world.clock.monotonicMs();
    await expectInstalled(world);
    const seconds = (world.clock.monotonicMs() - from) / 1000;
    // The first 256 KiB go at once.
    expect(seconds).toBeGreaterThan(9);
    expect(seconds).toBeLessThan(14);
  });
});

describe('the sender', () => {
  test('keeps the checkpoint while it sends, and the log until the receiver has caught up', async () => {
    const world = new World(1, { rateBytesPerSecond: 100_000 });
    await pair(world);
    const [receiver, sender] = [world.node(1), world.node(2)];
    receiver.caughtUp = false;
    receiver.exchange.fetcher.need();
    await world.clock.runUntil(() => sender.load.transfers > 0, 10_000);
    for (const instanceId of [1100, 1200, 1300]) await writeCheckpoint(sender.store, instanceId, []);
    expect(sender.store.list(GROUP).map(({ manifest }) => manifest.instanceId)).toEqual([1000, 1200, 1300]);
    expect(sender.exchange.provider.holds()).toEqual([1001]);
    await world.clock.runUntil(() => receiver.count('installed') > 0, 600_000);
    await world.clock.advance(100);
    expect(sender.store.list(GROUP).map(({ manifest }) => manifest.instanceId)).toEqual([1200, 1300]);
    receiver.chosenUpTo = 1050;
    await world.clock.advance(3000);
    expect(sender.exchange.provider.holds()).toEqual([1051]);
    receiver.caughtUp = true;
    await world.clock.advance(3000);
    expect(sender.exchange.provider.holds()).toEqual([]);
  });

  test('holds its log after the end, too, when the receiver has not been heard of since', async () => {
    const world = new World();
    await pair(world);
    world.watch = (_from, _to, message) => message.kind !== 'InstalledCheckpoint';
    world.node(1).exchange.fetcher.need();
    await expectInstalled(world);
    await world.clock.advance(10_000);
    expect([world.node(2).count('sent'), world.node(2).exchange.provider.holds()]).toEqual([1, [1001]]);
  });

  test('holds again after its restart, and lets go of the dead after a while', async () => {
    const world = new World(1, { holdMs: 60_000 });
    await pair(world);
    const [receiver, sender] = [world.node(1), world.node(2)];
    receiver.caughtUp = false;
    receiver.exchange.fetcher.need();
    await expectInstalled(world);
    sender.kill();
    await sender.restart();
    await world.clock.advance(2000);
    expect(sender.exchange.provider.holds()).toEqual([1001]);
    receiver.kill();
    await world.clock.advance(59_000);
    expect(sender.exchange.provider.holds()).toEqual([1001]);
    await world.clock.advance(5000);
    expect(sender.exchange.provider.holds()).toEqual([]);
  });

  test('lets go of a receiver that says nothing, and its checkpoint with it', async () => {
    const world = new World(1, { rateBytesPerSecond: 100_000 });
    await pair(world);
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(() => world.node(2).load.transfers > 0, 10_000);
    world.node(1).kill();
    await world.clock.advance(200_000);
    expect(world.node(2).load.transfers).toBe(0);
  });

  test('sends to no more than it may', async () => {
    const world = new World(1, { rateBytesPerSecond: 100_000, transfersMax: 1 });
    await pair(world);
    await world.add(3);
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(() => world.node(2).load.transfers > 0, 10_000);
    world.node(3).exchange.fetcher.need();
    await world.clock.advance(2000);
    expect(world.node(3).failures()).toContain('busy');
    await world.clock.runUntil(() => world.node(3).count('installed') > 0, 600_000);
    expect(world.node(3).installed).toHaveLength(1);
  });

  test('removes what it cannot send, and another one is taken', async () => {
    const world = new World();
    await pair(world);
    const sender = world.node(2);
    const older = sender.store.newest(GROUP);
    const newest = await writeCheckpoint(sender.store, 1100, state);
    sender.volume.damage(`${newest.folder}/sm-1/a`, 1234);
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(() => world.node(1).count('installed') > 0, 600_000);
    expect(world.node(1).installed.map(({ id }) => id)).toEqual([older?.id]);
    expect(sender.lost.map(({ id }) => id)).toEqual([newest.id]);
  });

  test('keeps what its disk could not read for a while', async () => {
    const world = new World();
    await pair(world);
    const sender = world.node(2);
    const { volume } = sender;
    const newest = await writeCheckpoint(sender.store, 1100, state);
    for (let next = 1; next <= 4; next++) {
      volume.fail({ operation: volume.operations + next, code: 'STORAGE_IO' });
    }
    world.node(1).exchange.fetcher.need();
    await world.clock.runUntil(() => world.node(1).count('installed') > 0, 600_000);
    expect(world.node(1).failures()).toContain('damaged');
    expect(sender.lost).toEqual([]);
    expect(world.node(1).installed.map(({ id }) => id)).toEqual([newest.id]);
  });
});

describe('the choice', () => {
  const offer = (from: number, change: Partial<Offer> = {}): Offer => ({
    from,
    id: `id-${change.instanceId ?? 100}`,
    instanceId: 100,
    minChosen: 50,
    bytes: 10,
    load: 0,
    isLeader: false,
    ...change,
  });
  const wanted = { chosenUpTo: 60, resumeId: '' };
  const cases: readonly (readonly [string, readonly Offer[], number | undefined])[] = [
    ['nobody of those who have none', [offer(1, { id: '', instanceId: 0 })], undefined],
    ['nobody whose checkpoint brings nothing', [offer(1, { instanceId: 60 })], undefined],
    ['nobody whose log does not go on there', [offer(1, { minChosen: 102 })], undefined],
    ['one whose log goes on just there', [offer(1, { minChosen: 101 })], 1],
    [
      'a follower before the leader',
      [offer(1, { isLeader: true, instanceId: 200 }), offer(2, { load: 3 })],
      2,
    ],
    ['the leader if there is nobody else', [offer(1, { isLeader: true })], 1],
    ['the less loaded', [offer(1, { load: 2 }), offer(2, { load: 1 })], 2],
    ['the newer', [offer(1), offer(2, { instanceId: 101 })], 2],
    ['the lower id', [offer(3), offer(2)], 2],
  ];
  test.each(cases)('is %s', (_name, offers, expected) => {
    expect(chooseSender(offers, wanted)?.from).toBe(expected);
  });

  test('is one with which a transfer goes on', () => {
    const offers = [offer(1), offer(2, { id: 'cut', isLeader: true, load: 9 })];
    expect(chooseSender(offers, { ...wanted, resumeId: 'cut' })?.from).toBe(2);
  });

  test('waits for a majority, and not for the dead', async () => {
    const world = new World(1, { offersMs: 5000 });
    await pair(world);
    for (const id of [3, 4, 5]) await writeCheckpoint((await world.add(id)).store, 1000, state);
    world.node(2).isLeader = true;
    world.node(5).kill();
    const kinds: CheckpointMessage['kind'][] = [];
    world.watch = (_from, _to, message) => kinds.push(message.kind) > 0;
    world.node(1).exchange.fetcher.need();
    await world.clock.advance(1000);
    expect(kinds.filter((kind) => kind === 'AskForCheckpoint')).toHaveLength(4);
    expect(kinds).toContain('SendFile');
    const receiving = world.node(1).events.find((event) => event.kind === 'receiving');
    expect(receiving).not.toMatchObject({ from: 2 });
  });
});
