import { expect, test } from '@jest/globals';
import { LeaseClock } from './lease-clock.ts';

test('one reading serves what had arrived before it, and nothing later', () => {
  let nowMs = 0;
  const clock = new LeaseClock(
    () => ++nowMs,
    () => ({ nowMs: ++nowMs, uptimeMs: 0 }),
  );
  expect([clock.reading(), clock.reading()]).toEqual([1, 1]);
  expect([clock.moment().nowMs, clock.moment().nowMs]).toEqual([2, 2]);
  clock.arrived();
  expect([clock.reading(), clock.moment().nowMs]).toEqual([3, 4]);
});
