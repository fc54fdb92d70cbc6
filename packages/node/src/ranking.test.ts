import { describe, expect, test } from '@jest/globals';
import { inRank } from './ranking.ts';

const share = (groupCount: number, firstOf: (groupIdx: number) => number | undefined): number[] => {
  const counts = new Map<number, number>();
  for (let groupIdx = 0; groupIdx < groupCount; groupIdx++) {
    const first = firstOf(groupIdx) ?? 0;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return [...counts.values()];
};

describe('ranking', () => {
  test.each([3, 5, 7])('groups are spread evenly over %i nodes, and over those that are left', (count) => {
    const voters = Array.from({ length: count }, (_, at) => 10 * (at + 1));
    const groupCount = count * (count - 1) * 4;
    expect(share(groupCount, (groupIdx) => inRank(groupIdx, voters)[0])).toEqual(
      voters.map(() => groupCount / count),
    );
    const left = (groupIdx: number): number | undefined =>
      inRank(groupIdx, voters).filter((nodeId) => nodeId !== 20)[0];
    expect(share(groupCount, left)).toEqual(voters.slice(1).map(() => groupCount / (count - 1)));
  });

  test('three groups have three leaders, whatever order the voters are named in', () => {
    expect([0, 1, 2].map((groupIdx) => inRank(groupIdx, [3, 1, 2])[0])).toEqual([1, 2, 3]);
    expect(inRank(65_535, [2, 3, 1])).toEqual(inRank(65_535, [1, 2, 3]));
    expect(inRank(7, [])).toEqual([]);
  });
});
