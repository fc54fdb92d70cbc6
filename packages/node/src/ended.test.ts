import { expect, test } from '@jest/globals';
import { withoutEnded } from './ended.ts';

test('what has ended is let go of when it has become the most, in order', () => {
  const calls = Array.from({ length: 100 }, (_, id) => ({ id, live: id % 10 === 0 }));
  const isLive = ({ live }: { readonly live: boolean }): boolean => live;
  expect(withoutEnded(calls, 50, isLive)).toBe(calls);
  expect(withoutEnded(calls, 10, isLive).map(({ id }) => id)).toEqual([
    0, 10, 20, 30, 40, 50, 60, 70, 80, 90,
  ]);
});
