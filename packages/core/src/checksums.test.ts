import { expect, test } from '@jest/globals';
import { step } from '../test/step.ts';
import { checksumAt, noteChecksum } from './checksums.ts';

test('the last thousand are known, and none that are long past or not chosen yet', () => {
  const { learner } = step().state;
  learner.chosenUpTo = 0;
  for (let instanceId = 1; instanceId <= 5_000; instanceId++) {
    learner.chosenUpTo = instanceId;
    learner.checksum = instanceId * 7;
    noteChecksum(learner);
    expect(learner.checksums.length).toBeLessThanOrEqual(2_048);
    for (const back of [0, 1, 1_023].filter((each) => each < instanceId))
      expect(checksumAt(learner, instanceId - back)).toBe((instanceId - back) * 7);
  }
  expect([0, 1, 2_900, 5_001].map((instanceId) => checksumAt(learner, instanceId))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
