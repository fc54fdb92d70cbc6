import { expect, test } from '@jest/globals';
import { VirtualClock } from '@gaios/testkit';
import { Deadlines } from './deadlines.ts';
import { SureStarts } from './sure-starts.ts';

const setUp = () => {
  const clock = new VirtualClock();
  const sure: number[] = [];
  const asked: { resolve: () => void; reject: () => void }[] = [];
  const starts = new SureStarts({
    deadlines: new Deadlines(clock),
    nowMs: () => clock.monotonicMs(),
    retryMs: 100,
    barrier: () =>
      new Promise<void>((resolve, reject) => {
        asked.push({ resolve, reject: () => reject(new Error('no quorum')) });
      }),
    sure: (groupIdx) => void sure.push(groupIdx),
  });
  return { clock, sure, asked, starts };
};

test('many share a question, and who comes while one is under way waits for the next', async () => {
  const { clock, sure, asked, starts } = setUp();
  for (const groupIdx of [3, 4, 3]) starts.add(groupIdx);
  await clock.advance(1);
  starts.add(5);
  expect(asked).toHaveLength(1);
  asked[0]?.resolve();
  await clock.advance(1);
  expect(sure).toEqual([3, 4]);
  expect(asked).toHaveLength(2);
  asked[1]?.resolve();
  await clock.advance(1);
  expect(sure).toEqual([3, 4, 5]);
});

test('is asked again after a while, and not after the end', async () => {
  const { clock, sure, asked, starts } = setUp();
  starts.add(3);
  await clock.advance(1);
  asked[0]?.reject();
  await clock.advance(50);
  expect(asked).toHaveLength(1);
  await clock.advance(60);
  expect(asked).toHaveLength(2);
  starts.stop();
  asked[1]?.resolve();
  await clock.advance(500);
  expect([sure, asked.length]).toEqual([[], 2]);
});
