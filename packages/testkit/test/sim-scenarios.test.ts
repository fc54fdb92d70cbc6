/** Scenarios that failed once, each the smallest of its kind. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseScenario, runScenario } from '@gaios/testkit/sim';

const folder = new URL('../scenarios/sim/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

test.each(names)('%s', async (name) => {
  const { failure } = await runScenario(parseScenario(readFileSync(new URL(name, folder), 'utf8')));
  expect(failure).toBeUndefined();
});
