import { expect, test } from '@jest/globals';

import { crc16, groupOf } from './slots.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('CRC16 is the one of the Redis Cluster specification', () => {
  expect(crc16(bytes('123456789'))).toBe(0x31c3);
  expect(crc16(bytes(''))).toBe(0);
});

test('what stands in the first braces decides, unless it is empty', () => {
  const group = (key: string): number => groupOf(bytes(key), 1_000);
  expect(group('{user1}.name')).toBe(group('user1'));
  expect(group('a{user1}{x}')).toBe(group('user1'));
  expect(group('{}a')).not.toBe(group(''));
  expect(group('{open')).not.toBe(group('open'));
  expect(group('a{{b}}c')).toBe(group('{b'));
});

test('keys spread over all groups', () => {
  const counts = Array.from({ length: 16 }, () => 0);
  for (let key = 0; key < 16_000; key++) {
    const groupIdx = groupOf(bytes(`key:${key}`), 16);
    counts[groupIdx] = (counts[groupIdx] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(700);
  expect(Math.max(...counts)).toBeLessThan(1_400);
  expect(groupOf(bytes('anything'), 1)).toBe(0);
});
