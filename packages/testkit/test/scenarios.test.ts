/**
 * Every transcript of scenarios/ happens as it is written. `pnpm scenarios --rewrite` writes down what happens instead; the
 * diff is then what there is to review. What `expect` says, and the laboratory's own rules, no rewriting mends.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { plantedBugs } from '../src/planted/bugs.ts';
import { loadCore } from '../src/planted/loader.ts';
import { runTranscript } from '../src/scenario/index.ts';

const folder = new URL('../scenarios/', import.meta.url);
const rewrites = process.env['GAIOS_REWRITE_SCENARIOS'] === '1';

describe('scenarios', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));

  test.each(names)('%s', (name) => {
    const file = new URL(name, folder);
    const { text, errors } = runTranscript(readFileSync(file, 'utf8'));
    expect(errors).toEqual([]);
    if (rewrites) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

describe('what transcripts of calls are made for, they find', () => {
  test.each([
    ['calls-phxpaxos-s1.txt', 'one-side-of-joint', /which no quorum has accepted at one ballot/],
    ['calls-ballot-between.txt', 'lowest-reported', /expect 1,2,3,5 values=w/],
    ['calls-phxpaxos-s1.txt', 'prepare-kept-across-change', /expect 1 values=-: n1: values is v/],
  ] as const)('%s: %s', async (name, bug, error) => {
    const written = readFileSync(new URL(name, folder), 'utf8');
    const { errors } = runTranscript(written, await loadCore(plantedBugs[bug].change));
    expect(errors.join('\n')).toMatch(error);
  });
});
