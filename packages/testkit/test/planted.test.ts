/** Planted bugs: every one still applies to the sources, and some are hunted; `pnpm planted` hunts all. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseArguments, sampleNames } from '../src/planted/arguments.ts';
import { core, type Finder, type PlantedBug } from '../src/planted/bug.ts';
import { bugNames, bugOf, withoutAssertions } from '../src/planted/bugs.ts';
import { applyMutation, ROOT } from '../src/planted/loader.ts';
import { ProbeProcess } from '../src/planted/probe-process.ts';
import { judge } from '../src/planted/verdict.ts';

/** A probe is started for each, which compiles a copy of the sources. */
const SAMPLE_MS = 120_000;

/** Where an acceptor answers a `Prepare`. */
const PROMISING = "const answer = (\n      verdict: 'promised' |";

describe('the list', () => {
  test.each(bugNames)('%s still applies', (name) => {
    const texts = new Map<string, string>();
    for (const mutation of [...bugOf(name).change, ...withoutAssertions]) {
      const { file } = mutation;
      const before = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
      const after = applyMutation(mutation, before);
      expect(after).not.toBe(before);
      texts.set(file, after);
    }
  });

  test('is long enough, and every bug has a finder', () => {
    expect(bugNames.length).toBeGreaterThanOrEqual(24);
    for (const name of bugNames) expect(bugOf(name).finders.length).toBeGreaterThan(0);
  });

  test('is that of docs/testing.md', () => {
    const testing = readFileSync(join(ROOT, 'docs/testing.md'), 'utf8');
    const section = testing.split('\n## Planted bugs\n')[1]?.split('\n## ')[0] ?? '';
    const rows = [...section.matchAll(/^\| `([\w-]+)`: ([^|]*[^ |]) +\| (\w+)/gm)];
    expect(rows.map(([, name, does, rule]) => ({ name, does, rule }))).toEqual(
      bugNames.map((name) => ({ name, does: bugOf(name).does, rule: bugOf(name).rule })),
    );
  });
});

describe('the command line', () => {
  test('names all, the sample, or what it is told to', () => {
    expect(parseArguments([]).names).toEqual(bugNames);
    expect(parseArguments(['--sample']).names).toEqual(sampleNames);
    expect(parseArguments(['--', '--only', 'quorum-too-small']).names).toEqual(['quorum-too-small']);
  });

  test.each([
    [['--only', 'none'], /there is no planted bug "none"/],
    [['--only', 'quorum-too-small', '--sample'], /say one of/],
    [['--jobs', '0'], /--jobs 0 is not a count/],
    [['--nonsense'], /nonsense/],
  ])('refuses %j', (args, sentence) => {
    expect(() => parseArguments(args)).toThrow(sentence);
  });
});

describe('the sample', () => {
  let sound: ProbeProcess;
  beforeAll(() => {
    sound = new ProbeProcess(ROOT);
  });
  afterAll(() => sound.close());

  test.each(sampleNames)(
    '%s is found',
    async (name) => {
      const { found, wrong } = await judge(name, sound);
      expect(wrong).toBeUndefined();
      expect(found?.what).toMatch(/\w/);
    },
    SAMPLE_MS,
  );

  const laboratory: Finder = { by: 'laboratory', given: { steps: 100 } };
  test.each<[string, string, Finder, RegExp]>([
    ['names what is not there', 'missing.length;', laboratory, /^BROKEN, NOT WRONG: ReferenceError: missing/],
    [
      'does so in whole nodes',
      'missing.length;',
      { by: 'simulator' },
      /^BROKEN, NOT WRONG: .*ReferenceError/s,
    ],
    ['ends its process', 'process.exit(3);', laboratory, /ended with 3/],
  ])(
    'what %s is not found, but broken',
    async (_name, text, finder, wrong) => {
      const change = [{ file: core('acceptor'), find: PROMISING, replace: `${text} ${PROMISING}` }];
      const broken: PlantedBug = { rule: '1', does: 'is no bug of the protocol', change, finders: [finder] };
      const verdict = await judge('quorum-too-small', sound, broken);
      expect(verdict).toMatchObject({ found: undefined, wrong: expect.stringMatching(wrong) });
    },
    SAMPLE_MS,
  );

  test(
    'what finds nothing finds nothing',
    async () => {
      const answer = await sound.ask({ finder: { by: 'simulator', seeds: 2 }, seconds: 60 });
      expect(answer).toEqual({});
    },
    SAMPLE_MS,
  );

  test(
    'an error of a finder is no find',
    async () => {
      const answer = await sound.ask({ finder: { by: 'transcript', name: 'none' }, seconds: 60 });
      expect(answer).toMatchObject({ error: expect.stringMatching(/none/) });
    },
    SAMPLE_MS,
  );
});
