/** What no node of ours would send: refused with a code, the side folder removed, and what is there stays. */

import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { manifestCodec } from '@gaios/proto';
import {
  chunkCrc,
  sha256Of,
  type CheckpointMessageOf,
  type Manifest,
  type ManifestFile,
  type TransferEvent,
} from '../src/index.ts';
import { GID, GROUP, noise, World, writeCheckpoint, type TestNode } from './world.ts';

const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const framework = new TextEncoder().encode('state');
const db = noise(20_000);

const dbFile: ManifestFile = { smId: 1, path: 'db', size: db.length, sha256: shaOf(db) };

const honest: Manifest = {
  groupIdx: GROUP,
  gid: GID,
  instanceId: 500,
  checksum: 1,
  configuration: new Uint8Array([1]),
  machines: [{ smId: 1, instanceId: 500 }],
  files: [{ smId: 0, path: 'framework', size: framework.length, sha256: shaOf(framework) }, dbFile],
  bytesTotal: framework.length + db.length,
};

type Chunk = Partial<CheckpointMessageOf<'SendFile'>>;
const chunk = (change: Chunk): Chunk => ({ flag: 'ing', encoding: 'plain', ...change });

/** The node under attack, and what the attacker at 2 answers to its Take. */
const attack = async (manifest: Manifest, chunks: readonly Chunk[]): Promise<TestNode> => {
  const world = new World(1, { retryMinMs: 60_000, retryMaxMs: 60_000 });
  const victim = await world.add(1);
  await writeCheckpoint(victim.store, 100, [{ smId: 1, path: 'db', bytes: noise(9000) }]);
  await world.add(2);
  const body = manifestCodec.encode(manifest);
  const sealed = manifestCodec.seal({ body, sha256: sha256Of(body) });
  const id = `${String(manifest.instanceId).padStart(15, '0')}-${sha256Of(body).slice(0, 16)}`;
  world.watch = (from, _to, message) => {
    if (from !== 1) return false;
    const { groupIdx } = message;
    if (message.kind === 'AskForCheckpoint') {
      const { gid, round } = message;
      const bytes = manifest.bytesTotal;
      const instanceId = manifest.instanceId;
      const rest = { id, instanceId, minChosen: 1, bytes, load: 0, isLeader: false };
      victim.exchange.receive(2, { kind: 'CheckpointOffer', groupIdx, gid, round, ...rest });
    }
    if (message.kind === 'TakeCheckpoint') {
      const begin: Chunk = { flag: 'begin', data: sealed, length: sealed.length };
      [begin, ...chunks].forEach((each, seq) => {
        const plain = {
          kind: 'SendFile',
          groupIdx,
          transfer: message.transfer,
          seq,
          flag: 'ing',
          fileIdx: 0,
          offset: 0,
          length: 0,
          kept: new Uint8Array(0),
          encoding: 'plain',
          data: new Uint8Array(0),
          ...each,
        } as const;
        victim.exchange.receive(2, { ...plain, crc: chunkCrc(plain) });
      });
    }
    return true;
  };
  victim.exchange.fetcher.need();
  await world.clock.advance(2000);
  return victim;
};

const expectRefused = async (victim: TestNode, code: string, reason: string): Promise<void> => {
  const failure = victim.events.find(
    (event): event is Extract<TransferEvent, { kind: 'failed' }> => event.kind === 'failed',
  );
  expect(failure).toMatchObject({ reason, error: { code } });
  expect(victim.installed).toEqual([]);
  expect(victim.volume.paths().filter((path) => path.includes('.receiving'))).toEqual([]);
  expect(victim.volume.paths().filter((path) => !path.startsWith('/data/checkpoints/3/'))).toEqual([]);
  const [old] = victim.store.list(GROUP);
  expect(old?.manifest.instanceId).toBe(100);
  if (old !== undefined) await victim.store.verify(old);
};

const named = (path: string): Manifest => ({
  ...honest,
  files: honest.files.map((file) => (file.smId === 1 ? { ...file, path } : file)),
});

describe('a file name', () => {
  const names = [
    '../../../etc/passwd',
    'a/../../b',
    '/etc/passwd',
    '..',
    'a//b',
    './a',
    'a/',
    'a\\b',
    'C:/x',
  ];
  test.each([...names, `${'d/'.repeat(20)}x`, 'x'.repeat(300), 'a\nb'])('%j is refused', async (path) => {
    await expectRefused(await attack(named(path), []), 'CHECKPOINT_BAD_NAME', 'manifest');
  });

  test('with a NUL is refused', async () => {
    await expectRefused(await attack(named('a\0b'), []), 'CHECKPOINT_DAMAGED', 'hash');
  });
});

describe('a manifest', () => {
  const cases: readonly (readonly [string, Manifest])[] = [
    ['whose sizes do not add up', { ...honest, bytesTotal: 5 }],
    ['that names a file twice', { ...honest, files: [...honest.files, dbFile], bytesTotal: 40_005 }],
    [
      'that has a folder that is a file',
      {
        ...named('a'),
        files: [...named('a').files, { ...dbFile, path: 'a/b' }],
        bytesTotal: 40_005,
      },
    ],
    ['with a machine behind the framework', { ...honest, machines: [{ smId: 1, instanceId: 499 }] }],
    ['with a file of nobody', { ...honest, machines: [] }],
    ['without the framework', { ...honest, files: honest.files.slice(1), bytesTotal: 20_000 }],
    ['of another life of the group', { ...honest, gid: 78 }],
    ['of another group', { ...honest, groupIdx: 9 }],
  ];
  test.each(cases)('%s is refused', async (_name, manifest) => {
    await expectRefused(await attack(manifest, []), 'CHECKPOINT_BAD_MANIFEST', 'manifest');
  });
});

describe('a chunk', () => {
  const first = chunk({ length: 5, data: framework });
  const cases: readonly (readonly [string, readonly Chunk[]])[] = [
    ['beyond the end of its file', [chunk({ length: 6, data: new Uint8Array(6) })]],
    ['of a file that is not there', [chunk({ fileIdx: 9, length: 5, data: framework })]],
    ['that is not the next', [chunk({ fileIdx: 1, length: 4096, data: db.subarray(0, 4096) })]],
    ['of nothing', [chunk({ length: 0 })]],
    ['with more than it says', [chunk({ length: 4, data: framework })]],
    ['with less than it says', [chunk({ length: 5, data: framework.subarray(1) })]],
    [
      'that expands without end',
      [
        first,
        chunk({
          fileIdx: 1,
          length: 4096,
          encoding: 'deflate',
          data: deflateRawSync(new Uint8Array(50_000_000)),
        }),
      ],
    ],
    [
      'that is no deflate stream',
      [first, chunk({ fileIdx: 1, length: 4096, encoding: 'deflate', data: noise(100, 9) })],
    ],
    [
      'that refers to a base beyond its end',
      [first, chunk({ fileIdx: 1, length: 12_288, kept: new Uint8Array([7]) })],
    ],
    ['that ends what is not whole', [first, chunk({ flag: 'end', fileIdx: 2 })]],
  ];
  test.each(cases)('%s is refused', async (_name, chunks) => {
    await expectRefused(await attack(honest, chunks), 'CHECKPOINT_BAD_CHUNK', 'chunk');
  });

  test('with other bytes than the manifest says is refused at the end of its file', async () => {
    const victim = await attack(honest, [chunk({ length: 5, data: new TextEncoder().encode('STATE') })]);
    // Once more without a base, in case that was at fault.
    expect(victim.failures()).toEqual(['hash', 'hash']);
    await expectRefused(victim, 'CHECKPOINT_DAMAGED', 'hash');
  });
});

describe('a disk that fills up', () => {
  test('ends the transfer, gives back what it took, and the old checkpoint stays', async () => {
    const world = new World(1, { retryMinMs: 1000, retryMaxMs: 1000 });
    const victim = await world.add(1);
    await writeCheckpoint(victim.store, 100, [{ smId: 1, path: 'db', bytes: noise(9000) }]);
    await writeCheckpoint((await world.add(2)).store, 500, [{ smId: 1, path: 'db', bytes: noise(300_000) }]);
    const { used } = victim.volume;
    victim.volume.bytesMax = used + 200_000;
    victim.exchange.fetcher.need();
    await world.clock.runUntil(() => victim.count('failed') > 0, 60_000);
    await expectRefused(victim, 'STORAGE_FULL', 'full');
    expect(victim.volume.used).toBe(used);
    victim.volume.bytesMax = Infinity;
    await world.clock.runUntil(() => victim.count('installed') > 0, 60_000);
    expect(victim.installed).toHaveLength(1);
  });
});

describe('symbolic links', () => {
  test('in a checkpoint folder are not followed: it counts as damaged', async () => {
    const world = new World();
    const node = await world.add(1);
    const { folder } = await writeCheckpoint(node.store, 100, [{ smId: 1, path: 'db', bytes: noise(9) }]);
    await node.volume.open().remove(`${folder}/sm-1/db`);
    node.volume.makeLink(`${folder}/sm-1/db`);
    await node.restart();
    expect(node.store.list(GROUP)).toEqual([]);
  });
});
