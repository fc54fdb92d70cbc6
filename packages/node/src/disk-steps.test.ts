import { expect, test } from '@jest/globals';
import type { Configuration } from '@gaios/core';
import { DiskSteps, type DiskSight } from './disk-steps.ts';
import { Refusals, whyRemoved } from './refusals.ts';

const self = { nodeId: 2, storageId: 'b'.repeat(32), boot: 1 };
const member = (nodeId: number, storageId: string): Configuration['members'][number] => ({
  nodeId,
  address: `h:${nodeId}`,
  role: 'voter',
  storageId,
});
const bound = (storageId: string, more: Partial<Configuration> = {}): Configuration => ({
  gid: 7,
  version: 4,
  members: [member(1, 'a'.repeat(32)), member(2, storageId)],
  ...more,
});
const sight = (configuration: Configuration, more: Partial<DiskSight> = {}): DiskSight => ({
  configuration,
  isBehind: false,
  chosenUpTo: 9,
  executedUpTo: 9,
  ...more,
});

const steps = (): { readonly told: string[]; readonly disk: DiskSteps } => {
  const told: string[] = [];
  return { told, disk: new DiskSteps(self, (step) => void told.push(step)) };
};

test('of a disk that was bound all along nothing is told', () => {
  const { told, disk } = steps();
  disk.look(sight({ gid: 0, version: 0, members: [member(2, '')] }));
  disk.look(sight(bound(self.storageId)));
  expect([told, disk.lines]).toEqual([[], []]);
});

test('a new disk rebuilds, catches up, and is bound, each told once', () => {
  const { told, disk } = steps();
  const lost = bound('c'.repeat(32));
  disk.look(sight(lost, { isBehind: true }));
  disk.look(sight(lost, { executedUpTo: 8 }));
  expect(disk.lines).toEqual([
    'another disk is bound to this node: this one does not vote, and learns what it lacks',
  ]);
  disk.look(sight(lost));
  disk.look(sight(lost, { isBehind: true }));
  disk.look(sight(bound(self.storageId, { version: 11 })));
  expect(told).toEqual(['rebuilding', 'caughtUp', 'bound']);
  expect(disk.lines).toEqual(['this disk is bound, since instance 11']);
});

test('a former disk says how its node can come back', () => {
  const formerDisks = [self.storageId];
  const replaced = steps();
  replaced.disk.look(sight(bound('c'.repeat(32), { formerDisks })));
  expect(replaced.disk.lines).toEqual([
    'this disk was bound once and never is again: start the node with an empty folder',
  ]);
  const removed = steps();
  removed.disk.look(sight({ gid: 7, version: 4, members: [member(1, 'a'.repeat(32))], formerDisks }));
  expect(removed.told).toEqual(['former']);
  expect(removed.disk.lines[0]).toContain('node 2 was removed from the group');
});

test('a refusal is told once for each reason, and forgotten once it is over', () => {
  const told: string[] = [];
  const refusals = new Refusals((nodeId, reason) => void told.push(`${nodeId}: ${reason}`));
  for (const reason of ['runs twice', 'runs twice', 'older']) refusals.refused(1, reason, 'other');
  expect(told).toEqual(['1: runs twice', '1: older']);
  expect(refusals.lines).toEqual(['node 1 refuses this node: older']);
  refusals.connected(1);
  expect(refusals.lines).toEqual([]);
  refusals.refused(2, 'a restored copy?', 'restored-copy');
  expect(refusals.lines[0]).toMatch(/^node 2 refuses this node: a restored copy\? .*with an empty one/);
});

test('only a disk that was bound once is told that it was removed, in as many bytes as there is room for', () => {
  const formerDisks = [self.storageId];
  const stranger = { nodeId: 65_535, storageId: self.storageId };
  expect(whyRemoved([bound('c'.repeat(32))], stranger)).toBeUndefined();
  const why = whyRemoved([bound('c'.repeat(32), { formerDisks })], stranger) ?? '';
  expect(why).toContain('node 65535 is removed');
  expect(why.length).toBeLessThanOrEqual(123);
});
