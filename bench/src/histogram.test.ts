import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Histogram } from './histogram.ts';

const of = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe('Histogram', () => {
  test('of nothing has no percentile', () => {
    expect(new Histogram().percentileMs(0.5)).toBeNaN();
  });

  test('small values are exact to a tenth of a microsecond', () => {
    expect(of([0.001, 0.002, 0.0031]).percentileMs(0.5)).toBe(0.002);
  });

  test('percentiles are off by less than one percent of the sorted samples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1),
        (values, part) => {
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(sorted.length * part)) - 1]!;
          expect(Math.abs(of(values).percentileMs(part) / exact - 1)).toBeLessThan(0.01);
        },
      ),
    );
  });

  test('counts, and keeps the largest', () => {
    const histogram = of([3, 1, 2]);
    expect([histogram.count, histogram.maxMs]).toEqual([3, 3]);
  });

  test('what is longer than the table has room for, and what is below zero, is counted at its ends', () => {
    const histogram = of([-1, 1e9]);
    expect(histogram.percentileMs(0.5)).toBe(0);
    expect(histogram.percentileMs(1)).toBeGreaterThan(400_000);
  });
});
