/** A node that joins under load is sent one checkpoint of each group, and no second one; `pnpm catch-up` has a hundred runs. */

import { expect, test } from '@jest/globals';
import { catchUp } from '../src/catch-up/catch-up.ts';

const LONG_MS = 120_000;

/** Each differed from the others when it was found that a second one was sent. */
test.each([3, 4, 7])(
  'at half of the rate at which it learns, seed %i',
  async (seed) => {
    const { installed, groups, learnedPerSecond, chosenMeanwhile } = await catchUp(seed);
    expect(installed).toEqual(Array.from({ length: groups }, () => 1));
    expect(learnedPerSecond).toBeGreaterThan(10);
    expect(chosenMeanwhile).toBeGreaterThan(100);
  },
  LONG_MS,
);
