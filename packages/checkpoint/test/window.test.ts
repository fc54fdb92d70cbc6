/** What is under way between a sender and a receiver: bytes that may have to be sent again, and acknowledgements of several. */

import { expect, test } from '@jest/globals';
import { chunkCrc, type CheckpointMessageOf } from '../src/index.ts';
import { noise, World, writeCheckpoint } from './world.ts';

const CHUNKS = 64;

/** Node 2 has chunks that cannot be compressed, and node 1 needs them. */
const pair = async (world: World): Promise<void> => {
  await world.add(1);
  const sender = await world.add(2);
  await writeCheckpoint(sender.store, 1000, [
    { smId: 1, path: 'a', bytes: noise(CHUNKS * world.options.chunkBytes) },
  ]);
};

const receive = async (world: World): Promise<void> => {
  const receiver = world.node(1);
  receiver.exchange.fetcher.need();
  await world.clock.runUntil(() => receiver.installed.length > 0, 600_000);
  expect([receiver.installed.length, receiver.failures()]).toEqual([1, []]);
};

test('what is sent again is what was sent before, though much was read since', async () => {
  const world = new World();
  await pair(world);
  const lost = new Set<number>();
  let wrong = 0;
  world.watch = (_from, _to, message) => {
    if (message.kind !== 'SendFile') return true;
    const { crc, ...plain } = message;
    if (chunkCrc(plain) !== crc) wrong++;
    if (message.seq % 5 !== 2 || lost.has(message.seq)) return true;
    lost.add(message.seq);
    return false;
  };
  await receive(world);
  expect([lost.size > CHUNKS / 6, wrong]).toEqual([true, 0]);
});

test('a slow disk acknowledges several at once, but never more than a quarter of the window', async () => {
  const world = new World();
  await pair(world);
  Object.assign(world.node(1).volume.options, { clock: world.clock, delayMs: () => 20 });
  const acks: CheckpointMessageOf<'SendFileAck'>[] = [];
  world.watch = (_from, _to, message) => {
    if (message.kind === 'SendFileAck') acks.push(message);
    return true;
  };
  await receive(world);
  // The first two, the manifest and the framework's state, are smaller than a chunk.
  const full = acks.filter(({ next }) => next > 2);
  const steps = full.slice(1).map(({ next }, at) => next - (full[at]?.next ?? 0));
  const { chunkBytes, windowBytes } = world.options;
  expect(Math.max(...steps)).toBe(windowBytes / chunkBytes / 4);
  expect(acks.length).toBeLessThan(0.7 * CHUNKS);
});
