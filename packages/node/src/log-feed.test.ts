/** Pages of the log that are under way while something else happens, or that cannot be read. */

import { beforeEach, expect, test } from '@jest/globals';
import { GaiosError, type LogRecord } from '@gaios/sm-base';
import { LogFeed } from './log-feed.ts';

interface Read {
  readonly from: number;
  readonly give: (page: readonly LogRecord[]) => void;
  readonly fail: (error: unknown) => void;
}

const row = (instanceId: number): LogRecord => ({
  instanceId,
  ballot: 1,
  chosen: true,
  value: Uint8Array.of(instanceId),
});
const settled = async (): Promise<void> => {
  for (let i = 0; i < 4; i++) await Promise.resolve();
};

let reads: Read[];
let stops: unknown[];
let wakes: number;
let feed: LogFeed;

beforeEach(() => {
  [reads, stops, wakes] = [[], [], 0];
  const readLog = ({ from }: { readonly from: number }): Promise<readonly LogRecord[]> =>
    new Promise((give, fail) => void reads.push({ from, give, fail }));
  const host = { readLog, wake: () => void wakes++, stop: (error: unknown) => void stops.push(error) };
  feed = new LogFeed(host, { executeQueueBytes: 1_000, executePageBytes: 100 }, 6);
});

test('behind a jump the log is read on at once: what was read before may wait for a peer', async () => {
  expect(feed.take()).toBeUndefined();
  feed.jump(4);
  expect(feed.take()).toBeUndefined();
  expect(reads.map(({ from }) => from)).toEqual([1, 5]);
  reads[0]?.give([row(1), row(2)]);
  await settled();
  expect([wakes, feed.take(), reads.length]).toEqual([1, undefined, 2]);
  reads[1]?.give([row(5), row(6)]);
  await settled();
  expect([feed.take()?.instanceId, feed.take()?.instanceId, reads.length]).toEqual([5, 6, 2]);
});

test.each([
  ['a value that peers can put back is read again and again', { repairable: true, instanceId: 1 }, 2, 0],
  ['whatever else is damaged stops the group', { repairable: false, instanceId: 1 }, 1, 1],
])('%s', async (_what, facts, asked, stopped) => {
  feed.take();
  reads[0]?.fail(new GaiosError('STORAGE_DAMAGED', undefined, { facts }));
  await settled();
  if (stops.length === 0) feed.take();
  expect([reads.length, stops.length]).toEqual([asked, stopped]);
});
