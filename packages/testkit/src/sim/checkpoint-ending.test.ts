/** What is stored in the end is whole, or it was damaged and reading it tells. */

import { beforeEach, expect, test } from '@jest/globals';
import { GaiosError } from '@gaios/sm-base';
import { SeededRandom } from '../seeded-random.ts';
import { CheckpointEnding } from './checkpoint-ending.ts';
import { SimDisk } from './disk.ts';
import type { World } from './world.ts';

const OLD = '000000000000004-a';
const WANTED = '000000000000009-b';

let disk: SimDisk;
let wrong: unknown[];
let ending: CheckpointEnding;
/** Those that the node finds damaged when it reads them. */
let refused: string[];

const stateOf = (id: string): string => `/checkpoints/0/${id}/sm-1/state`;

const settled = async (): Promise<boolean> => {
  for (let i = 0; i < 4; i++) {
    ending.isDone();
    await Promise.resolve();
  }
  return ending.isDone();
};

beforeEach(async () => {
  [wrong, refused] = [[], []];
  disk = new SimDisk(new SeededRandom(1), () => {}, true);
  const files = disk.volume?.open();
  if (files === undefined) throw new Error('no volume');
  for (const id of [OLD, WANTED]) {
    await files.makeFolder(`/checkpoints/0/${id}/sm-1`);
    const file = await files.open(stateOf(id), 'create');
    await file.write(Uint8Array.of(1, 2, 3), 0);
  }
  const node = {
    status: () => ({ groups: [{ groupIdx: 0 }] }),
    listCheckpoints: () => [OLD, WANTED].map((id) => ({ id, instanceId: Number.parseInt(id, 10), bytes: 3 })),
    verifyCheckpoint: (_groupIdx: number, id: string) =>
      refused.includes(id)
        ? Promise.reject(new GaiosError('CHECKPOINT_DAMAGED', 'it is not what its hashes say'))
        : Promise.resolve(),
    checkpoint: () => Promise.resolve({ instanceId: 9 }),
  };
  const at = { nodeId: 1, isUp: true, node, disk };
  const world = {
    groupCount: 1,
    living: [at],
    node: () => at,
    roster: { isMember: () => true, isBound: () => true },
    watcher: { tell: () => {}, fail: (error: unknown) => void wrong.push(error) },
  };
  ending = new CheckpointEnding(world as unknown as World, { machines: [['files']], padBytes: 0, every: 1 });
  ending.begin();
});

test('a run is over when the one that was asked for is there, and all are whole', async () => {
  expect([await settled(), wrong]).toEqual([true, []]);
});

test('one that was damaged, and is found so, may stay', async () => {
  disk.damageFile(stateOf(OLD), 1);
  refused = [OLD];
  expect([await settled(), wrong]).toEqual([true, []]);
});

test('the one that was asked for has to be whole', async () => {
  disk.damageFile(stateOf(WANTED), 1);
  refused = [WANTED];
  expect([await settled(), wrong]).toEqual([false, []]);
});

test.each([
  ['is damaged, and taken for whole', (): unknown => disk.damageFile(stateOf(OLD), 1)],
  ['what its hashes say', (): unknown => void (refused = [OLD])],
])('a node that errs is told of: %s', async (what, happens) => {
  happens();
  await settled();
  expect(wrong).toHaveLength(1);
  expect((wrong[0] as Error).message).toContain(what);
});
