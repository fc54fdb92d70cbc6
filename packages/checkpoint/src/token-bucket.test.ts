import { expect, test } from '@jest/globals';
import { VirtualClock } from '@gaios/testkit';
import { timeOf } from '../test/world.ts';
import { TokenBucket } from './token-bucket.ts';

test('lets a burst through, and then the rate', async () => {
  const clock = new VirtualClock();
  const bucket = new TokenBucket(timeOf(clock), 1000, 500);
  expect(bucket.waitMs()).toBe(0);
  bucket.take(500);
  expect(bucket.waitMs()).toBeGreaterThan(0);
  const from = clock.monotonicMs();
  await clock.complete(bucket.pace(2000), 10_000);
  const tookMs = clock.monotonicMs() - from;
  expect(tookMs).toBeGreaterThanOrEqual(2000);
  expect(tookMs).toBeLessThan(2010);
});

test('gives a debt time, and never more than a burst', async () => {
  const clock = new VirtualClock();
  const bucket = new TokenBucket(timeOf(clock), 1000, 500);
  bucket.take(3000);
  await clock.advance(2500);
  expect(bucket.waitMs()).toBeGreaterThan(0);
  await clock.advance(10);
  expect(bucket.waitMs()).toBe(0);
  await clock.advance(100_000);
  bucket.take(501);
  expect(bucket.waitMs()).toBeGreaterThan(0);
});

test('is open without a rate', () => {
  const bucket = new TokenBucket(timeOf(new VirtualClock()), 0, 1);
  bucket.take(1e9);
  expect(bucket.waitMs()).toBe(0);
});
