import { beforeEach, describe, expect, test } from '@jest/globals';
import { StateMachine } from '@gaios/sm-base';
import { MemoryVolume, VirtualClock } from '@gaios/testkit';
import {
  CheckpointStore,
  compareManifests,
  loadMachine,
  machinesToLoad,
  Making,
  Replayer,
  withoutCheckpoints,
} from '../src/index.ts';
import { Bytes, Files, frozen, put } from './machines.ts';
import { GID, GROUP, openStore, timeOf } from './world.ts';

class Plain extends StateMachine {
  readonly smId = 9;
  execute(): void {}
}

let volume: MemoryVolume;
let store: CheckpointStore;
let bytes: Bytes;
let files: Files;

const make = (machines: StateMachine[] = [files, bytes]) => Making.freeze(frozen, machines).run({ store });
const expectNothingLeft = (): void => {
  expect(store.list(GROUP)).toEqual([]);
  expect(volume.paths().filter((path) => path.startsWith('/data/checkpoints'))).toEqual([]);
};

beforeEach(async () => {
  volume = new MemoryVolume();
  store = await openStore(volume);
  bytes = new Bytes(1, 'abc'.repeat(5000));
  files = new Files(2, '/machine');
  files.instanceId = 105;
  await put(store.files, '/machine/db', 'rows');
  await put(store.files, '/machine/sub/index', 'tree');
});

describe('making a checkpoint', () => {
  test('takes every machine, each with its own instance, and the framework', async () => {
    const making = Making.freeze(frozen, [files, bytes]);
    // What is executed now is not in it.
    bytes.execute(new TextEncoder().encode('later'));
    const made = await making.run({ store });
    expect(made.manifest).toMatchObject({
      gid: GID,
      instanceId: 100,
      checksum: 9,
      machines: [
        { smId: 1, instanceId: 100 },
        { smId: 2, instanceId: 105 },
      ],
    });
    expect(made.manifest.files.map(({ smId, path, size }) => [smId, path, size])).toEqual([
      [0, 'framework', 6],
      [1, 'snapshot', 15_000],
      [2, 'db', 4],
      [2, 'sub/index', 4],
    ]);
    await store.verify(made);
    expect(new TextDecoder().decode(await store.framework(made))).toBe('tables');
    expect([files.calls, bytes.aborted]).toEqual([['lock', 'get', 'unlock'], 0]);
  });

  test('of the same state gives the same manifest, wherever, and once', async () => {
    const first = await make();
    const again = await make();
    expect([again.id, store.list(GROUP).length]).toEqual([first.id, 1]);
    bytes.state = 'other';
    const other = await make();
    expect(compareManifests(first.manifest, first.manifest)).toEqual([]);
    expect(compareManifests(first.manifest, other.manifest)).toEqual([
      expect.stringContaining('file 1/snapshot: 15000 bytes'),
    ]);
  });

  test('asks a machine of which instance the copy is, where it is moving on', async () => {
    files.ofCopy = 103;
    const { manifest } = await make();
    expect(manifest.machines[1]).toEqual({ smId: 2, instanceId: 103 });
  });

  test('takes a machine that had nothing to do for as far as the framework is', async () => {
    files.instanceId = 95;
    expect((await make()).manifest.machines[1]).toEqual({ smId: 2, instanceId: 100 });
  });

  test('is refused if a machine lacks an operation, and nothing is left', async () => {
    files.instanceId = 89;
    await expect(make()).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED', facts: { smId: 2 } });
    expectNothingLeft();
  });

  test('is not offered by a group with a machine that has none', () => {
    expect(withoutCheckpoints([bytes, new Plain(), files])).toEqual([9]);
    expect(() => Making.freeze(frozen, [bytes, new Plain()])).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_NOT_OFFERED' }),
    );
  });

  test.each(['lock', 'get'])('ends when %s throws; what was locked is unlocked', async (call) => {
    files.throwAt = call;
    await expect(make()).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED', facts: { smId: 2 } });
    expect(files.calls).toEqual(call === 'lock' ? ['lock'] : ['lock', 'get', 'unlock']);
    expectNothingLeft();
  });

  test('ends when a snapshot cannot begin, and those that have begun are told', () => {
    const bad = new Bytes(5);
    bad.throwAtBegin = true;
    expect(() => Making.freeze(frozen, [bytes, bad])).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_FAILED' }),
    );
    expect(bytes.aborted).toBe(1);
  });

  test('ends when a snapshot throws in the middle; the last one stays', async () => {
    const last = await make();
    let pieces = 0;
    bytes.state += 'more';
    bytes.onPiece = () => {
      if (++pieces === 5) throw new Error('lost it');
    };
    await expect(make()).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED', facts: { smId: 1 } });
    expect(store.list(GROUP).map(({ id }) => id)).toEqual([last.id]);
    expect(bytes.aborted).toBe(1);
    bytes.onPiece = () => {};
    expect((await make()).id).not.toBe(last.id);
  });

  test('ends when the disk is full; the last one stays', async () => {
    const last = await make();
    volume.bytesMax = volume.used + 1000;
    bytes.state += 'more';
    await expect(make()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await store.verify(last);
    expect(volume.paths().filter((path) => path.includes('.making'))).toEqual([]);
  });

  test('can be aborted', async () => {
    const second = new Bytes(1, 'x'.repeat(5000));
    const running = (() => {
      const each = Making.freeze(frozen, [files, second]);
      return each.run({ store }, { pace: () => Promise.resolve(each.abort()) });
    })();
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    expect(second.aborted).toBe(1);
    expectNothingLeft();
  });

  test('can be aborted while it waits for the replay', async () => {
    const shadow = new (class extends Files {
      override executeForCheckpoint(): void {}
    })(2, '/machine');
    const replayer = new Replayer(
      {
        groupIdx: GROUP,
        time: timeOf(new VirtualClock()),
        availableUpTo: () => 50,
        read: () => Promise.resolve([]),
        open: () => [],
        machine: () => shadow,
        stalled: () => {},
      },
      {},
      50,
    );
    const making = Making.freeze(frozen, [shadow]);
    const running = making.run({ store, replayer });
    const code = running.then(
      () => 'made',
      (error: { readonly code?: string }) => error.code,
    );
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    making.abort();
    expect(await code).toBe('ABORTED');
    expectNothingLeft();
  });

  const names = ['../outside', '/etc/passwd', 'a\0b'];
  test.each(names)('refuses the file name %j of a machine', async (name) => {
    files.names = [name];
    await expect(make()).rejects.toMatchObject({ code: 'CHECKPOINT_BAD_NAME' });
    expectNothingLeft();
  });

  test('refuses symbolic links, to files and in folders, and what is not there', async () => {
    volume.makeLink('/machine/link');
    for (const name of ['link', 'link/db', 'nothing', 'sub']) {
      files.names = [name];
      await expect(make()).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_A_FILE' });
    }
    expectNothingLeft();
  });

  test('brings the replay to the instance, and lets it go on', async () => {
    const clock = new VirtualClock();
    class Shadow extends Files {
      override executeForCheckpoint(
        _value: Uint8Array,
        { instanceId }: { readonly instanceId: number },
      ): void {
        this.instanceId = instanceId;
      }
    }
    const shadow = new Shadow(2, '/machine');
    const replayer = new Replayer(
      {
        groupIdx: GROUP,
        time: timeOf(clock),
        availableUpTo: () => 150,
        read: ({ from, to }) =>
          Promise.resolve(
            Array.from({ length: to - from + 1 }, (_, at) => ({
              instanceId: from + at,
              ballot: 1,
              chosen: true,
              value: new Uint8Array(1),
            })),
          ),
        open: (instanceId) => [{ instanceId, batchIndex: 0, nowMs: 0, smId: 2, value: new Uint8Array(1) }],
        machine: () => shadow,
        stalled: (error) => {
          throw error;
        },
      },
      {},
      0,
    );
    const made = await clock.complete(
      Making.freeze(frozen, [bytes, shadow]).run({ store, replayer }),
      10_000,
    );
    expect(made.manifest.machines).toEqual([
      { smId: 1, instanceId: 100 },
      { smId: 2, instanceId: 100 },
    ]);
    await clock.advance(100);
    expect(replayer.instanceId).toBe(150);
  });
});

describe('loading', () => {
  test('gives each machine what is its own, at its own instance', async () => {
    const made = await make();
    const [other, otherFiles] = [new Bytes(1), new Files(2, '/other')];
    expect(machinesToLoad(made, [other, otherFiles, files])).toEqual([other, otherFiles]);
    expect(await loadMachine(store, made, other)).toBe(100);
    expect(await loadMachine(store, made, otherFiles)).toBe(105);
    expect([other.state, other.getCheckpointInstanceId(GROUP)]).toEqual([bytes.state, 100]);
    expect(otherFiles.loaded).toEqual([GROUP, `${made.folder}/sm-2`, ['db', 'sub/index'], 105]);
  });

  test('is refused for what is damaged, and for machines that it does not know', async () => {
    const made = await make();
    volume.damage(`${made.folder}/sm-1/snapshot`, 5000);
    await expect(loadMachine(store, made, new Bytes(1))).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
    });
    await expect(loadMachine(store, made, new Bytes(7))).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_OFFERED',
    });
  });
});

describe('the store', () => {
  test('drops what lost a file or has another size, and tells of it', async () => {
    const made = await make();
    const damaged: string[] = [];
    const again = volume.open();
    await again.remove(`${made.folder}/sm-2/db`);
    const { codec } = store;
    const onDamaged = (_groupIdx: number, id: string): void => void damaged.push(id);
    const opened = await CheckpointStore.open(
      { files: again, codec, onDamaged },
      { root: '/data/checkpoints' },
    );
    expect([opened.list(GROUP), damaged]).toEqual([[], [made.id]]);
  });

  test('keeps the newest, and what is pinned', async () => {
    for (const state of ['a', 'b', 'c', 'd']) {
      bytes.state = state;
      await Making.freeze({ ...frozen, instanceId: state.charCodeAt(0) }, [bytes]).run({ store });
    }
    expect(store.list(GROUP).map(({ manifest }) => manifest.instanceId)).toEqual([99, 100]);
    const pin = store.pin(GROUP, store.list(GROUP)[0]?.id ?? '');
    bytes.state = 'e';
    await Making.freeze({ ...frozen, instanceId: 101 }, [bytes]).run({ store });
    expect(store.list(GROUP)).toHaveLength(3);
    pin.release();
    await store.retain(GROUP);
    expect(store.list(GROUP).map(({ manifest }) => manifest.instanceId)).toEqual([100, 101]);
    expect(store.groups()).toEqual([GROUP]);
    await store.removeGroup(GROUP);
    expect([store.list(GROUP), volume.paths().filter((path) => path.includes('checkpoints'))]).toEqual([
      [],
      [],
    ]);
  });
});
