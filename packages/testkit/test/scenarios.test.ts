/**
 * Every transcript of scenarios/ happens as it is written. `pnpm scenarios --rewrite` writes down what happens instead; the
 * diff is then what there is to review. What `expect` says, and the laboratory's own rules, no rewriting mends.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
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
