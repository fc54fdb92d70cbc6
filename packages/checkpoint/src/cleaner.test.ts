import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cleaner, type CleanerFacts, type CleanerOptions } from './cleaner.ts';

const options: CleanerOptions = {
  holdCount: 10,
  rowsPerTurn: 50,
  intervalMs: 100,
  lagCountMax: 1000,
  settleMs: 0,
};
const facts = (change: Partial<CleanerFacts> = {}): CleanerFacts => ({
  minChosen: 1,
  checkpointInstanceId: 500,
  holds: [],
  peers: [],
  ...change,
});

describe('Cleaner', () => {
  test('keeps what no checkpoint holds, and so many instances more', () => {
    const cleaner = new Cleaner(options, 0);
    expect(cleaner.limit(facts({ checkpointInstanceId: 0 }))).toBe(1);
    expect(cleaner.limit(facts())).toBe(491);
    cleaner.setHoldLogCount(0);
    expect(cleaner.limit(facts())).toBe(501);
    expect(() => cleaner.setHoldLogCount(-1)).toThrow('no count');
  });

  test('keeps what a transfer, and what a live peer within bounds needs', () => {
    const cleaner = new Cleaner(options, 0);
    expect(cleaner.limit(facts({ holds: [300, 200] }))).toBe(200);
    expect(cleaner.limit(facts({ peers: [{ chosenUpTo: 99, isLive: true }] }))).toBe(100);
    expect(cleaner.limit(facts({ peers: [{ chosenUpTo: 99, isLive: false }] }))).toBe(491);
    const far = { checkpointInstanceId: 5000, peers: [{ chosenUpTo: 99, isLive: true }] };
    expect(cleaner.limit(facts(far))).toBe(4991);
  });

  test('goes at its pace, and not while paused', () => {
    const cleaner = new Cleaner(options, 0);
    expect(cleaner.next(facts(), 0)).toBe(51);
    expect(cleaner.next(facts({ minChosen: 51 }), 99)).toBeUndefined();
    expect(cleaner.dueMs).toBe(100);
    cleaner.pause();
    expect(cleaner.next(facts({ minChosen: 51 }), 100)).toBeUndefined();
    cleaner.continue();
    expect(cleaner.next(facts({ minChosen: 51 }), 100)).toBe(101);
    expect(cleaner.next(facts({ minChosen: 470 }), 300)).toBe(491);
    expect(cleaner.next(facts({ minChosen: 491 }), 500)).toBeUndefined();
  });

  test('waits after a start, for those who were being sent something', () => {
    const cleaner = new Cleaner({ ...options, settleMs: 30_000 }, 1000);
    expect(cleaner.next(facts(), 30_999)).toBeUndefined();
    expect(cleaner.next(facts(), 31_000)).toBe(51);
  });

  test('never gives away what somebody needs, as a naive twin has it', () => {
    const count = fc.integer({ min: 0, max: 300 });
    const peer = fc.record({ chosenUpTo: count, isLive: fc.boolean() });
    fc.assert(
      fc.property(
        fc.record({
          minChosen: fc.integer({ min: 1, max: 300 }),
          checkpointInstanceId: count,
          holds: fc.array(count),
          peers: fc.array(peer),
        }),
        count,
        fc.integer({ min: 1, max: 100 }),
        (given, holdCount, lagCountMax) => {
          const cleaner = new Cleaner({ ...options, holdCount, lagCountMax }, 0);
          const below = cleaner.next(given, 0);
          if (below === undefined) return;
          for (let instance = given.minChosen; instance < below; instance++) {
            const isNeeded =
              instance > given.checkpointInstanceId - holdCount ||
              given.holds.some((from) => instance >= from) ||
              given.peers.some(
                ({ chosenUpTo, isLive }) =>
                  isLive && given.checkpointInstanceId - chosenUpTo <= lagCountMax && instance > chosenUpTo,
              );
            expect([instance, isNeeded]).toEqual([instance, false]);
          }
          expect(below - given.minChosen).toBeLessThanOrEqual(options.rowsPerTurn);
        },
      ),
    );
  });
});
