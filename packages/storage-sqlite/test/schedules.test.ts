/** Commits, folds, copies of SQLite's log, failures and crashes in any order: see schedules.ts. */

import { expect, test } from '@jest/globals';
import { runSchedule } from './schedules.ts';

const seeds = Array.from({ length: 16 }, (_, at) => at + 1);

test('a random schedule loses nothing that was acknowledged, and brings nothing back', () => {
  const met = new Map<string, number>();
  for (const seed of seeds) {
    try {
      runSchedule({ seed, steps: 60, imageShare: 0.06, met });
    } catch (error) {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    }
  }
  // A crash was met in every phase.
  for (const phase of ['', 'gaios.db', 'gaios.db-wal']) {
    expect(met.get(`maintained, with ${phase} under way`)).toBeGreaterThan(0);
  }
  expect(met.get('failed')).toBeGreaterThan(0);
}, 60_000);
