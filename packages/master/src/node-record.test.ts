/** What a node remembers over restarts: there and back, and what is no such record. */

import { expect, test } from '@jest/globals';
import { decodeNodeRecord, encodeNodeRecord, type SeenDisk } from './node-record.ts';

const disk = (nodeId: number): SeenDisk => ({
  nodeId,
  storageId: `0123456789abcdef${nodeId.toString(16).padStart(16, '0')}`,
  boot: nodeId + 4,
  commits: 2 ** 40 + nodeId,
});

test.each([
  { longestMs: 0, cleanBoot: 0 },
  { longestMs: 1500.5, cleanBoot: 7 },
  { longestMs: 9, cleanBoot: 0, disks: [disk(1), disk(65_535)] },
])('there and back: %j', (record) => {
  expect(decodeNodeRecord(encodeNodeRecord(record))).toEqual(record);
});

test('a record from before disks were remembered, and none at all', () => {
  expect(decodeNodeRecord(new Uint8Array(0))).toEqual({ longestMs: 0, cleanBoot: 0 });
  expect(encodeNodeRecord({ longestMs: 5, cleanBoot: 1 })).toHaveLength(24);
});

test('what is cut off, or counts what is not there, is damaged', () => {
  const bytes = encodeNodeRecord({ longestMs: 9, cleanBoot: 0, disks: [disk(1), disk(2)] });
  expect(decodeNodeRecord(bytes.subarray(0, 20))).toBeUndefined();
  expect(decodeNodeRecord(bytes.subarray(0, bytes.length - 1))).toBeUndefined();
  const wrong = bytes.slice();
  new DataView(wrong.buffer).setFloat64(24, -1);
  expect(decodeNodeRecord(wrong)).toBeUndefined();
  new DataView(wrong.buffer).setFloat64(24, 2);
  new DataView(wrong.buffer).setFloat64(40, Number.NaN);
  expect(decodeNodeRecord(wrong)).toBeUndefined();
});
