/** Whom a receiver waits for before it chooses. */

import { expect, test } from '@jest/globals';
import { noise, World, writeCheckpoint, type TestFile } from './world.ts';

const files: readonly TestFile[] = [{ smId: 1, path: 'a', bytes: noise(100_000) }];

test('one that connects while it asks is asked, so that the leader, who was there first, is left alone', async () => {
  const world = new World(1, { offersMs: 5000 });
  const receiver = await world.add(1);
  const leader = await world.add(2);
  const other = await world.add(3);
  for (const { store } of [leader, other]) await writeCheckpoint(store, 1000, files);
  leader.isLeader = true;
  other.crash();
  receiver.exchange.fetcher.need();
  await world.clock.advance(1000);
  expect(receiver.exchange.fetcher.state).toBe('asking');
  await other.restart();
  await world.clock.advance(1000);
  expect(receiver.events.find(({ kind }) => kind === 'receiving')).toMatchObject({ from: 3 });
});

test('who does not come is not waited for without end', async () => {
  const world = new World(1, { offersMs: 5000 });
  const receiver = await world.add(1);
  const leader = await world.add(2);
  const other = await world.add(3);
  await writeCheckpoint(leader.store, 1000, files);
  leader.isLeader = true;
  other.kill();
  receiver.exchange.fetcher.need();
  await world.clock.advance(6000);
  expect(receiver.events.find(({ kind }) => kind === 'receiving')).toMatchObject({ from: 2 });
});
