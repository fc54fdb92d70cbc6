import { describe, expect, test } from '@jest/globals';
import { CheckpointPolicy } from './policy.ts';

const options = {
  everyInstances: 10,
  everyBytes: 1000,
  everyMs: 60_000,
  restMs: 100,
  retryMinMs: 200,
  retryMaxMs: 700,
};

describe('CheckpointPolicy', () => {
  test('is due after so many instances', () => {
    const policy = new CheckpointPolicy({ ...options, everyMs: 0 }, 5, 0);
    expect(policy.isDue(14, 1e9)).toBe(false);
    expect(policy.isDue(15, 0)).toBe(true);
  });

  test('is due after so many bytes, counted anew from each checkpoint', () => {
    const policy = new CheckpointPolicy(options, 0, 0);
    policy.executed(999);
    expect(policy.isDue(1, 0)).toBe(false);
    policy.executed(1);
    expect(policy.isDue(1, 0)).toBe(true);
    policy.made(1, 0);
    expect(policy.isDue(2, 200)).toBe(false);
  });

  test('is due after so much time, if there is anything new', () => {
    const policy = new CheckpointPolicy(options, 7, 0);
    expect(policy.isDue(7, 120_000)).toBe(false);
    expect(policy.isDue(8, 59_999)).toBe(false);
    expect(policy.isDue(8, 60_000)).toBe(true);
  });

  test('is due when the newest is lost, also where nothing happens, and rests after the next one', () => {
    const policy = new CheckpointPolicy(options, 7, 0);
    policy.made(9, 0);
    expect(policy.isDue(9, 120_000)).toBe(false);
    policy.lost(7);
    expect(policy.isDue(9, 99)).toBe(false);
    expect(policy.isDue(9, 100)).toBe(true);
    policy.made(9, 100);
    expect(policy.isDue(9, 120_000)).toBe(false);
    expect(policy.isDue(10, 60_000)).toBe(false);
  });

  test('rests after a checkpoint, also one that was installed', () => {
    const policy = new CheckpointPolicy(options, 0, 0);
    policy.made(100, 1000);
    expect(policy.isDue(200, 1099)).toBe(false);
    expect(policy.isDue(200, 1100)).toBe(true);
    expect(policy.isDue(109, 1100)).toBe(false);
  });

  test('tries again later and later', () => {
    const policy = new CheckpointPolicy(options, 0, 0);
    for (const [nowMs, untilMs] of [
      [0, 200],
      [200, 600],
      [600, 1300],
      [1300, 2000],
    ] as const) {
      policy.failed(nowMs);
      expect(policy.isDue(100, untilMs - 1)).toBe(false);
      expect(policy.isDue(100, untilMs)).toBe(true);
    }
  });
});
