import { expect, test } from '@jest/globals';
import { median, quantile } from './statistics.ts';

test('a quantile lies between two values in proportion, and leaves out what is not known', () => {
  const values = [40, Number.NaN, 10, 30, 20];
  expect([0, 0.25, 0.5, 1].map((part) => quantile(values, part))).toEqual([10, 17.5, 25, 40]);
  expect([median([3, 1, 2]), median([7]), median([])]).toEqual([2, 7, Number.NaN]);
});
