/** What is remembered of a peer's disk, what is refused for it, and when it is written. */

import { beforeEach, expect, test } from '@jest/globals';
import type { Identity } from '@gaios/sm-base';
import { decodeNodeRecord, encodeNodeRecord, type NodeRecord } from '@gaios/master';
import { SeenDisks } from './seen-disks.ts';

const empty: NodeRecord = { longestMs: 0, cleanBoot: 0 };
const peer = (boot: number, nodeId = 2): Identity => ({
  nodeId,
  storageId: `${nodeId}`.padStart(32, '0'),
  boot,
});

let written: NodeRecord[];
let refused: string[];
let disks: SeenDisks;

const open = (record: NodeRecord = empty): SeenDisks =>
  new SeenDisks({
    record,
    store: (bytes) => void written.push(decodeNodeRecord(bytes) ?? empty),
    refused: (_peer, reason) => void refused.push(reason),
  });

beforeEach(() => {
  written = [];
  refused = [];
  disks = open();
});

test('a new boot is written at once, what else it has comes along with others, or once it is gone', () => {
  disks.heard(peer(3), 100);
  expect(written.map((record) => record.disks)).toEqual([[{ ...peer(3), commits: 100 }]]);
  disks.heard(peer(3), 355);
  expect([written.length, disks.takeDue()]).toEqual([1, undefined]);
  disks.gone(7);
  expect(disks.takeDue()).toBeUndefined();
  disks.gone(2);
  expect(decodeNodeRecord(disks.takeDue() ?? new Uint8Array(0))?.disks?.[0]).toMatchObject({ commits: 355 });
  disks.gone(2);
  expect(disks.takeDue()).toBeUndefined();
  disks.heard(peer(3), 355 + 256);
  expect(disks.takeDue()).toBeDefined();
  expect([written.length, disks.takeDue()]).toEqual([1, undefined]);
});

test('who says less than was seen is refused, also by the next process, and told once for each reason', () => {
  disks.heard(peer(3), 100);
  disks.heard(peer(3), 120);
  expect(disks.refuses(peer(3), 120)).toBeUndefined();
  expect(disks.refuses(peer(4), 120)).toBeUndefined();
  const reason = 'a restored copy? boot 4, 119 commits; seen before: boot 3, 120';
  expect(disks.refuses(peer(4), 119)).toBe(reason);
  expect(disks.refuses(peer(2), 500)).toContain('boot 2, 500 commits');
  expect([disks.refuses(peer(2), 500)?.length, refused.length]).toEqual([refused[1]?.length, 2]);
  expect(disks.lines[0]).toContain('node 2 is refused here: a restored copy?');
  disks.store(encodeNodeRecord({ longestMs: 50, cleanBoot: 1 }), () => {});
  expect(written.at(-1)).toMatchObject({ longestMs: 50, cleanBoot: 1 });
  expect(open(written.at(-1)).refuses(peer(4), 119)).toBe(reason);
  expect(disks.refuses(peer(4), 120)).toBeUndefined();
  expect(disks.lines).toEqual([]);
});

test('another disk of the same node is another disk; a late heartbeat changes nothing', () => {
  disks.heard(peer(3), 100);
  expect(disks.refuses({ ...peer(1), storageId: 'f'.repeat(32) }, 0)).toBeUndefined();
  disks.heard(peer(2), 900);
  expect(disks.refuses(peer(3), 100)).toBeUndefined();
});

test('a reason fits into a close frame; the disk that was met longest ago is forgotten first', () => {
  const most = Number.MAX_SAFE_INTEGER;
  disks.heard(peer(most), most);
  expect(disks.refuses(peer(most - 1), most)?.length).toBeLessThanOrEqual(123);
  for (let nodeId = 3; nodeId < 3 + 512; nodeId++) disks.heard(peer(5, nodeId), 9);
  expect(disks.refuses(peer(1), 0)).toBeUndefined();
  expect(disks.refuses(peer(1, 3), 0)).toBeDefined();
});
