/** Whom a receiver waits for before it chooses, whom it does not take, and when it asks nobody any more. */

import { expect, test } from '@jest/globals';
import { noise, World, writeCheckpoint, type TestFile, type TestNode } from './world.ts';

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

test('one that went away after its offer is not taken', async () => {
  const world = new World(1, { offersMs: 1000 });
  const receiver = await world.add(1);
  for (const id of [2, 3, 4, 5]) await world.add(id);
  for (const id of [2, 3]) await writeCheckpoint(world.node(id).store, 1000, files);
  // The others are not heard: it chooses when it has waited long enough.
  for (const id of [4, 5]) world.node(id).kill();
  world.watch = (_from, to, message) => {
    if (message.kind === 'CheckpointOffer' && to === 1) setOff(world.node(2));
    return true;
  };
  const setOff = (node: TestNode): void => void (node.up && world.clock.setTimer(10, () => node.kill()));
  receiver.exchange.fetcher.need();
  await world.clock.advance(2000);
  expect(receiver.events.find(({ kind }) => kind === 'receiving')).toMatchObject({ from: 3 });
});

test('one whose log was deleted behind its offer refuses, since it would take a second checkpoint', async () => {
  const world = new World();
  const receiver = await world.add(1);
  const sender = await world.add(2);
  await writeCheckpoint(sender.store, 1000, files);
  sender.minChosen = 1001;
  world.watch = (_from, _to, message) => {
    if (message.kind === 'TakeCheckpoint') sender.minChosen = 1002;
    return true;
  };
  receiver.exchange.fetcher.need();
  await world.clock.advance(60_000);
  expect([receiver.failures(), receiver.installed, sender.exchange.provider.holds()]).toEqual([
    ['gone'],
    [],
    [],
  ]);
  await writeCheckpoint(sender.store, 1001, files);
  await world.clock.runUntil(() => receiver.installed.length > 0, 600_000);
  expect(receiver.installed.map(({ manifest }) => manifest.instanceId)).toEqual([1001]);
});

test('who needs none any more asks nobody, until it needs one again', async () => {
  const world = new World();
  const receiver = await world.add(1);
  const sender = await world.add(2);
  const { fetcher } = receiver.exchange;
  fetcher.need();
  await world.clock.runUntil(() => fetcher.state === 'waiting', 10_000);
  receiver.isNeeded = false;
  const asked = receiver.count('asking');
  await world.clock.advance(600_000);
  expect([fetcher.state, receiver.count('asking')]).toEqual(['idle', asked]);
  await writeCheckpoint(sender.store, 1000, files);
  receiver.isNeeded = true;
  fetcher.need();
  await world.clock.runUntil(() => receiver.installed.length > 0, 10_000);
  expect(receiver.installed).toHaveLength(1);
});
