import { describe, expect, test } from '@jest/globals';
import { longestGapMs } from './run-master.ts';

describe('the gap in service', () => {
  const endsMs = [0, 10, 20, 400, 410, 1_000, 1_010];

  test('is the longest that touches a transfer', () => {
    expect(longestGapMs(endsMs, [{ fromMs: 15, toMs: 30 }])).toBe(380);
    expect(longestGapMs(endsMs, [{ fromMs: 600, toMs: 700 }])).toBe(590);
  });

  test('may begin shortly after the call has resolved', () => {
    expect(longestGapMs(endsMs, [{ fromMs: 5, toMs: 9 }])).toBe(380);
  });

  test('is none of others', () => {
    expect(longestGapMs(endsMs, [{ fromMs: 1_005, toMs: 1_006 }])).toBe(10);
    expect(longestGapMs(endsMs, [])).toBe(0);
  });
});
