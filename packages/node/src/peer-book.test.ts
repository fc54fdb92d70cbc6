import { expect, test } from '@jest/globals';
import { VirtualClock } from '@gaios/testkit';
import type { PeerAddress } from '@gaios/sm-base';
import { Deadlines } from './deadlines.ts';
import { PeerBook } from './peer-book.ts';

const at = (nodeId: number, address = `h${nodeId}:1`): PeerAddress => ({ nodeId, address });

const open = (): { book: PeerBook; clock: VirtualClock; told: number[][] } => {
  const clock = new VirtualClock();
  const told: number[][] = [];
  const book = new PeerBook({
    nodeId: 1,
    deadlines: new Deadlines(clock),
    nowMs: () => clock.monotonicMs(),
    changed: (peers) => told.push(peers.map((peer) => peer.nodeId)),
  });
  return { book, clock, told };
};

test('the union of the members of all groups, without the node itself; told only when it changes', () => {
  const { book, told } = open();
  book.set(0, [at(1), at(2), at(3)]);
  book.set(1, [at(1), at(2), at(3)]);
  book.set(1, [at(1), at(3), at(4)]);
  expect(told).toEqual([
    [2, 3],
    [2, 3, 4],
  ]);
  expect(book.has(2)).toBe(true);
  expect(book.has(1)).toBe(false);
});

test('an address moves', () => {
  const { book, told } = open();
  book.set(0, [at(2)]);
  book.set(0, [at(2, 'elsewhere:9')]);
  expect(told).toHaveLength(2);
  expect(book.peers).toEqual([at(2, 'elsewhere:9')]);
});

test('a member that was removed is let in for a minute, and not dropped if it came back', async () => {
  const { book, clock, told } = open();
  book.set(0, [at(2), at(3)]);
  book.set(0, [at(3)]);
  await clock.advance(59_000);
  expect(book.has(2)).toBe(true);
  await clock.advance(2_000);
  expect(book.has(2)).toBe(false);
  expect(told.at(-1)).toEqual([3]);
  book.set(0, [at(2), at(3)]);
  book.set(0, [at(3)]);
  await clock.advance(30_000);
  book.set(0, [at(2), at(3)]);
  await clock.advance(60_000);
  expect(book.has(2)).toBe(true);
});
