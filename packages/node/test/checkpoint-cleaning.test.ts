/** What of a log goes, and what stays, at whoever leads and at those that follow: with the bounds that nodes have by default. */

import { afterEach, expect, test } from '@jest/globals';
import { decodePayload } from '@gaios/proto';
import { CheckpointCluster } from './checkpoint-cluster.ts';

let world: CheckpointCluster;

afterEach(async () => {
  await world.close();
});

/** As in production: a live peer is waited for, unless it is very far behind. */
const tuning = { cleanLagMax: 1_000_000 };

const newest = (nodeId: number, groupIdx = 0): number =>
  world.cluster.node(nodeId).listCheckpoints(groupIdx).at(-1)?.instanceId ?? 0;

const isClean = (nodeId: number, groupIdx = 0): boolean =>
  newest(nodeId, groupIdx) > 0 && world.minChosen(nodeId, groupIdx) === newest(nodeId, groupIdx) + 1;

test('every replica deletes its log behind its checkpoint, also those that hear nothing of each other', async () => {
  world = await CheckpointCluster.start({ voters: 5, node: { tuning } });
  await world.propose(1, 50);
  await world.cluster.until('all logs to be clean', () => [1, 2, 3, 4, 5].every((id) => isClean(id)), 20_000);
  expect(world.minChosen(5)).toBeGreaterThan(20);
});

test('nodes that are no members of the group are not waited for', async () => {
  world = await CheckpointCluster.start({ node: { tuning } });
  const { cluster } = world;
  await cluster.complete(cluster.node(1).createGroup({ groupIdx: 4, members: [1, 2], kind: '' }));
  await world.propose(1, 50, 4);
  await cluster.until('both logs to be clean', () => [1, 2].every((id) => isClean(id, 4)), 20_000);
  expect(world.minChosen(2, 4)).toBeGreaterThan(20);
});

test('what a live peer still has to learn stays at all, and goes when it has it: it needs no checkpoint', async () => {
  world = await CheckpointCluster.start({ node: { tuning } });
  const { cluster } = world;
  await world.propose(1, 5);
  await cluster.waitForConvergence();
  const has = cluster.node(3).getNowInstanceId(0);
  let isCutOff = true;
  // It lives, and is told of nothing that is chosen.
  cluster.network.filter = ({ to, payload }) => {
    if (!isCutOff || to !== 3) return true;
    const decoded = decodePayload(payload);
    return decoded.kind !== 'messages';
  };
  await world.propose(1, 60);
  await cluster.until('both to have checkpoints', () => [1, 2].every((id) => newest(id) > has + 20));
  await cluster.advance(30_000);
  expect(cluster.node(3).getNowInstanceId(0)).toBe(has);
  expect([1, 2].map((id) => world.minChosen(id) <= has)).toEqual([true, true]);
  isCutOff = false;
  await world.propose(1, 1);
  await cluster.until('node 3 to have all', () => world.machine(3).log.length === 66);
  expect(world.said(3, 'needsCheckpoint')).toEqual([]);
  await cluster.until('all logs to be clean', () => [1, 2, 3].every((id) => isClean(id)), 30_000);
});

test('who left the group and came back has told nothing of what it has now', async () => {
  world = await CheckpointCluster.start({ node: { tuning } });
  const { cluster } = world;
  await cluster.complete(cluster.node(1).createGroup({ groupIdx: 4, members: [1, 2, 3], kind: '' }));
  await world.propose(1, 50, 4);
  await cluster.until('all logs to be clean', () => [1, 2, 3].every((id) => isClean(id, 4)), 20_000);
  await cluster.complete(cluster.node(1).removeMember(4, 3));
  await cluster.until('node 3 to have left', () => cluster.node(3).status().groups.length === 1);
  // It lives, and gets nothing.
  cluster.network.filter = ({ to, payload }) => {
    const decoded = to === 3 ? decodePayload(payload) : undefined;
    if (decoded?.kind === 'checkpoint') return decoded.message.kind !== 'SendFile';
    return decoded?.kind !== 'messages' || decoded.messages.every(({ groupIdx }) => groupIdx !== 4);
  };
  const before = [1, 2].map((id) => world.minChosen(id, 4));
  await cluster.complete(cluster.node(1).addLearner(4, 3, 'memory:3'));
  const from = newest(2, 4);
  await world.propose(1, 60, 4);
  await cluster.until('both to have new checkpoints', () => [1, 2].every((id) => newest(id, 4) > from + 20));
  await cluster.advance(30_000);
  expect([1, 2].map((id) => world.minChosen(id, 4))).toEqual(before);
});

test('the only voter deletes its log also while nobody of the others is there', async () => {
  world = await CheckpointCluster.start({ voters: 1, learners: 2, node: { tuning } });
  const { cluster } = world;
  await world.propose(1, 5);
  await cluster.waitForConvergence();
  cluster.crash(2);
  cluster.crash(3);
  await world.propose(1, 50);
  await cluster.until('its log to be clean', () => isClean(1), 20_000);
  expect(world.minChosen(1)).toBeGreaterThan(20);
});

test('who could learn the log after all asks for checkpoints no longer', async () => {
  world = await CheckpointCluster.start();
  const { cluster } = world;
  await cluster.waitForConvergence();
  cluster.node(2).pauseLogCleaner(0);
  cluster.partition([[1, 2], [3]]);
  await world.propose(1, 50);
  await world.cleaned([1], 20);
  let asked = 0;
  cluster.network.filter = ({ from, payload }) => {
    const decoded = from === 3 || from === 1 ? decodePayload(payload) : undefined;
    if (decoded?.kind !== 'checkpoint') return true;
    if (decoded.message.kind === 'AskForCheckpoint') asked++;
    return decoded.message.kind !== 'CheckpointOffer';
  };
  cluster.partition([[1, 3], [2]]);
  await cluster.until('node 3 to ask', () => asked > 0, 60_000);
  cluster.heal();
  await cluster.until('node 3 to have all', () => world.machine(3).log.length === 50);
  await cluster.advance(60_000);
  expect(cluster.node(3).status().groups[0]?.checkpoints?.receiving).toBe('idle');
  asked = 0;
  await cluster.advance(120_000);
  expect(asked).toBe(0);
  expect(world.said(3, 'checkpointInstalled')).toEqual([]);
});
