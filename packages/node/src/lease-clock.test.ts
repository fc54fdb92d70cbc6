import { expect, test } from '@jest/globals';
import { LeaseClock } from './lease-clock.ts';

test('one reading serves what had arrived before it, and nothing later', () => {
  let nowMs = 0;
  const clock = new LeaseClock(() => ++nowMs);
  expect(clock.reading()).toBe(1);
  expect(clock.reading()).toBe(1);
  clock.arrived();
  expect(clock.reading()).toBe(2);
});
