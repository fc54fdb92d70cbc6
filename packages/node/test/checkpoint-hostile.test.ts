/**
 * What no honest sender sends, in whole nodes: refused with a typed error, the side folder gone, the state and the log that are
 * there untouched, and serving. What each single check refuses is in packages/checkpoint/test/hostile.test.ts.
 */

import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  CheckpointExchange,
  chunkCrc,
  sha256Of,
  type CheckpointMessage,
  type CheckpointMessageOf,
  type Manifest,
} from '@gaios/checkpoint';
import { manifestCodec } from '@gaios/proto';
import { CheckpointCluster, LOG, LogMachine } from './checkpoint-cluster.ts';
import { text } from './machines.ts';

type SendFile = CheckpointMessageOf<'SendFile'>;

let world: CheckpointCluster;
let attack: (message: SendFile) => Partial<SendFile> = () => ({});

const isReal = (message: CheckpointMessage): message is SendFile => message.kind === 'SendFile';

/** Every node's files come changed, under a checksum that fits. */
const underAttack = (): void => {
  // oxlint-disable-next-line typescript/unbound-method -- called on the exchange that it was called on
  const { receive } = CheckpointExchange.prototype;
  jest.spyOn(CheckpointExchange.prototype, 'receive').mockImplementation(function (
    this: CheckpointExchange,
    from,
    message,
  ) {
    if (!isReal(message)) return receive.call(this, from, message);
    const { crc: _crc, ...plain } = { ...message, ...attack(message) };
    return receive.call(this, from, { ...plain, crc: chunkCrc(plain) });
  });
};

afterEach(async () => {
  await world.close();
  jest.restoreAllMocks();
  attack = () => ({});
});

const resealed = (message: SendFile, change: (manifest: Manifest) => Manifest): Partial<SendFile> => {
  if (message.flag !== 'begin') return {};
  const body = manifestCodec.encode(change(manifestCodec.decode(manifestCodec.unseal(message.data).body)));
  const data = manifestCodec.seal({ body, sha256: sha256Of(body) });
  return { data, length: data.length };
};

const named =
  (path: string) =>
  (message: SendFile): Partial<SendFile> =>
    resealed(message, (manifest) => ({
      ...manifest,
      files: manifest.files.map((file) => (file.smId === LOG ? { ...file, path } : file)),
    }));

const piece =
  (change: (message: SendFile) => Partial<SendFile>) =>
  (message: SendFile): Partial<SendFile> =>
    message.flag === 'ing' ? change(message) : {};

const leaveBehind = async (): Promise<void> => {
  await world.propose(1, 5);
  await world.cluster.waitForConvergence();
  // One of its own, to be compared with and to be kept.
  await world.cluster.complete(world.cluster.node(1).checkpoint(0));
  await world.cluster.advance(1_000);
  await world.cluster.waitForConvergence();
  world.cluster.partition([[1, 2], [3]]);
  const before = world.cluster.node(3).getNowInstanceId(0);
  await world.cluster.advance(3_000);
  await world.propose(1, 60);
  await world.cleaned([1, 2], before);
};

const failures = (): readonly unknown[] => world.said(3, 'checkpointFailed');

/** What node 3 has, and answers from it. */
const heldBy = async (nodeId: number): Promise<unknown> => {
  const { cluster } = world;
  const node = cluster.node(nodeId);
  const { meta } = cluster.disk(nodeId).peek(0);
  const { result } = await cluster.complete(node.read(0, LOG, 'log', { consistency: 'local' }));
  const stored = node.listCheckpoints(0);
  for (const { id } of stored) await cluster.complete(node.verifyCheckpoint(0, id));
  const { chosenUpTo, executedUpTo } = node.status().groups[0] ?? {};
  return { result, stored, chosenUpTo, executedUpTo, minChosen: meta?.minChosen };
};

const sideFolders = (): string[] =>
  world.cluster
    .volume(3)
    .paths()
    .filter((path) => path.includes('/.'));

const stranger = '/etc/passwd';
const cases: readonly (readonly [string, (message: SendFile) => Partial<SendFile>, string])[] = [
  ['a file name with ..', named('../../../../etc/passwd'), 'CHECKPOINT_BAD_NAME'],
  ['an absolute file name', named(stranger), 'CHECKPOINT_BAD_NAME'],
  ['a file name with a NUL', named('a\0b'), 'CHECKPOINT_DAMAGED'],
  [
    'a manifest whose sizes do not add up',
    (message) => resealed(message, (manifest) => ({ ...manifest, bytesTotal: manifest.bytesTotal + 1 })),
    'CHECKPOINT_BAD_MANIFEST',
  ],
  [
    'another manifest than was asked for',
    (message) => resealed(message, (manifest) => ({ ...manifest, checksum: manifest.checksum ^ 1 })),
    'CHECKPOINT_BAD_MANIFEST',
  ],
  [
    'a chunk beyond the end of its file',
    piece(({ length, data }) => ({
      length: length + 4096,
      encoding: 'plain',
      data: new Uint8Array(data.length + 4096),
      kept: new Uint8Array(0),
    })),
    'CHECKPOINT_BAD_CHUNK',
  ],
  [
    'a compressed chunk that expands without end',
    piece(() => ({
      encoding: 'deflate',
      data: deflateRawSync(new Uint8Array(20_000_000)),
      kept: new Uint8Array(0),
    })),
    'CHECKPOINT_BAD_CHUNK',
  ],
];

describe('a node that is sent', () => {
  test.each(cases)('%s refuses it, and serves on from what it has', async (_name, change, code) => {
    world = await CheckpointCluster.start();
    await leaveBehind();
    const before = await heldBy(3);
    const promised = world.promised(3);
    underAttack();
    attack = change;
    world.cluster.heal();
    await world.cluster.until('it to refuse', () => failures().length > 0);
    expect(failures()[0]).toMatchObject({ stage: 'receive', groupIdx: 0, error: { code } });
    await world.cluster.until('the side folder to be gone', () => sideFolders().length === 0);
    expect(world.said(3, 'checkpointInstalled')).toEqual([]);
    expect(world.said(3, 'groupStopped')).toEqual([]);
    expect(await heldBy(3)).toEqual(before);
    expect(world.promised(3)).toBeGreaterThanOrEqual(promised);
    attack = () => ({});
    await world.cluster.until('it to have a good one', () => world.machine(3).log.length === 65);
    await world.propose(3, 3);
    await world.expectEqual();
  });

  test('more than its disk has room for refuses it, gives the room back, and serves on', async () => {
    world = await CheckpointCluster.start({}, () => new LogMachine(LOG, 100_000));
    await leaveBehind();
    const before = await heldBy(3);
    const volume = world.cluster.volume(3);
    const { used } = volume;
    volume.bytesMax = used + 40_000;
    world.cluster.heal();
    await world.cluster.until('it to refuse', () => failures().length > 0);
    expect(failures()[0]).toMatchObject({ stage: 'receive', error: { code: 'STORAGE_FULL' } });
    await world.cluster.until('the side folder to be gone', () => sideFolders().length === 0);
    expect(volume.used).toBe(used);
    expect(await heldBy(3)).toEqual(before);
    volume.bytesMax = Infinity;
    await world.cluster.until('it to have it', () => world.machine(3).log.length === 65);
    await world.cluster.complete(world.cluster.node(3).propose(0, text('more'), LOG));
    await world.expectEqual();
  });
});
