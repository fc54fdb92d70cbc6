import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '@gaios/testkit';
import { Overload } from './overload.ts';

const limits = { proposeWaitTimeThresholdMs: 100, overloadIntervalMs: 50 };

/** Samples a wait every 5 ms. */
const run = (overload: Overload, fromMs: number, forMs: number, waitMs: (at: number) => number): number => {
  let at = fromMs;
  for (; at < fromMs + forMs; at += 5) overload.sample(waitMs(at), at);
  return at;
};

const shareRefused = (overload: Overload, nowMs: number): number => {
  let refused = 0;
  for (let i = 0; i < 1000; i++) if (overload.refuses(nowMs)) refused++;
  return refused / 1000;
};

describe('overload', () => {
  test('a standing wait above the threshold refuses a growing share, up to a cap', () => {
    const overload = new Overload(limits, new SeededRandom(1), () => {});
    let now = run(overload, 1000, 500, () => 150);
    const early = overload.ratePercent;
    expect(early).toBeGreaterThan(20);
    expect(shareRefused(overload, now)).toBeCloseTo(early / 100, 1);
    now = run(overload, now, 5000, () => 150);
    expect(overload.ratePercent).toBe(98);
  });

  test('it ends by itself when waits are short again', () => {
    const changes: number[] = [];
    const overload = new Overload(limits, new SeededRandom(1), (rate) => changes.push(rate));
    const now = run(overload, 1000, 2000, () => 150);
    run(overload, now, 2000, () => 10);
    expect(overload.ratePercent).toBe(0);
    expect(changes.at(-1)).toBe(0);
  });

  test('it ends also when nothing is measured any more', () => {
    const overload = new Overload(limits, new SeededRandom(1), () => {});
    let now = run(overload, 1000, 2000, () => 150);
    for (let i = 0; i < 100; i++) overload.refuses((now += 50));
    expect(overload.ratePercent).toBe(0);
  });

  test('long waits among short ones are no overload', () => {
    const overload = new Overload(limits, new SeededRandom(1), () => {});
    run(overload, 1000, 5000, (at) => (at % 50 === 0 ? 1 : 5000));
    expect(overload.ratePercent).toBe(0);
  });

  test('an outage that made everybody wait once is no overload', () => {
    const changes: number[] = [];
    const overload = new Overload(limits, new SeededRandom(1), (rate) => changes.push(rate));
    for (const now of [10_000, 20_000]) {
      for (let i = 0; i < 10; i++) overload.sample(5000, now);
      run(overload, now, 500, () => 1);
    }
    expect(changes).toEqual([]);
  });

  test('threshold 0: never', () => {
    const overload = new Overload(
      { ...limits, proposeWaitTimeThresholdMs: 0 },
      new SeededRandom(1),
      () => {},
    );
    run(overload, 1000, 5000, () => 1e6);
    expect(overload.ratePercent).toBe(0);
  });
});
