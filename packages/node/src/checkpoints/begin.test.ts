import { expect, test } from '@jest/globals';
import { initialConfiguration, type Configuration } from '@gaios/core';
import type { StoredCheckpoint } from '@gaios/checkpoint';
import { candidates } from './begin.ts';

const stored = (instanceId: number, gid: number): StoredCheckpoint =>
  ({ id: `${instanceId}/${gid}`, manifest: { instanceId, gid } }) as StoredCheckpoint;
const idsOf = (found: readonly StoredCheckpoint[]): string[] => found.map(({ id }) => id);
const inLife = (gid: number, more: Partial<Configuration> = {}): Configuration => ({
  ...initialConfiguration([]),
  gid,
  ...more,
});

test('the log goes on from those that it reaches back to; one above it is an installation', () => {
  const all = [stored(3, 7), stored(5, 7), stored(9, 7), stored(12, 7)];
  const log = { configuration: inLife(7), chosenUpTo: 10, minChosen: 6 };
  const { above, usable, foreign } = candidates(all, log);
  expect([above?.id, idsOf(usable), idsOf(foreign)]).toEqual(['12/7', ['9/7', '5/7'], []]);
});

test('one of another life is foreign, unless an offline repair has ended that life, and it was made before', () => {
  const all = [stored(5, 7), stored(5, 8), stored(25, 7), stored(30, 9)];
  const repaired = inLife(9, { formerEras: [{ gid: 7, certainUpTo: 18, upTo: 20, plan: 'x' }] });
  const log = { configuration: repaired, chosenUpTo: 40, minChosen: 6 };
  const { above, usable, foreign } = candidates(all, log);
  expect([above, idsOf(usable), idsOf(foreign)]).toEqual([undefined, ['30/9', '5/7'], ['5/8', '25/7']]);
});

test('a node that knows of no group yet can tell nothing', () => {
  const log = { configuration: inLife(0), chosenUpTo: 0, minChosen: 1 };
  expect(candidates([stored(5, 7)], log)).toEqual({ above: undefined, usable: [], foreign: [] });
});
