import { expect, test } from '@jest/globals';
import { failureOf, shortRun } from './sim-seeds.ts';

const FROM = 151;
const COUNT = 150;

test(`${COUNT} seeds from ${FROM}: safe under faults, live without`, async () => {
  const failed: string[] = [];
  let acknowledged = 0;
  for (let seed = FROM; seed < FROM + COUNT; seed++) {
    const report = await shortRun(seed);
    const failure = failureOf(report);
    if (failure !== undefined) failed.push(failure);
    acknowledged += report.clients.acknowledged;
  }
  expect(failed).toEqual([]);
  expect(acknowledged).toBeGreaterThan(COUNT * 5);
}, 300_000);
