/** The model checker: a small bound without violation, rules that are broken and found, and the change of configuration. */

import { describe, expect, test } from '@jest/globals';
import * as core from '@gaios/core';
import { asScenario } from '../src/model/as-scenario.ts';
import { checkModel, type ModelReport } from '../src/model/model.ts';
import { modelMutations, type ModelMutation } from '../src/model/mutations.ts';
import { changeScenario, rivalScenario, smallScenario, type Scenario } from '../src/model/scenarios.ts';
import type { Core } from '../src/model/setup.ts';
import { loadCore, type Mutation } from '../src/planted/loader.ts';
import { runTranscript } from '../src/scenario/index.ts';

/** Far above what the bounds here come to. */
const STATES_MAX = 3_000_000;
/** The slowest machine; a search that takes as long has gone wrong. */
const SECONDS_MAX = 240;

const check = (
  scenario: Scenario,
  { on = core, depthMax = 1000 }: { on?: Core; depthMax?: number } = {},
): ModelReport =>
  checkModel(on, scenario, {
    statesMax: STATES_MAX,
    secondsMax: SECONDS_MAX,
    depthMax,
    now: () => performance.now(),
  });

const broken = (...names: ModelMutation[]): Promise<Core> =>
  loadCore(names.flatMap((name): readonly Mutation[] => modelMutations[name]));

describe('the real replica', () => {
  test(
    'keeps all rules in every schedule of two rivals',
    () => {
      const { violation, isExhausted, distinct } = check(smallScenario({ values: 0 }));
      expect({ violation, isExhausted }).toEqual({ violation: undefined, isExhausted: true });
      expect(distinct).toBeGreaterThan(200_000);
    },
    SECONDS_MAX * 1000,
  );

  test.each([
    ['a crash', { crashes: 1 }],
    ['a crash, between a promise or an acceptance and its write too', { crashes: 1, unsynced: true }],
    ['a letter that arrives twice', { duplicates: 1 }],
    ['timers that run out', { timeouts: 1 }],
    ['letters of a dry run that arrive in any order', { talk: 'apart' as const }],
    ['nothing chosen before', { fresh: true, proposers: 1 }],
  ])('keeps all rules of one reign with %s', (_what, bounds) => {
    const { violation, isExhausted } = check(smallScenario({ ballots: 1, proposers: 1, ...bounds }));
    expect({ violation, isExhausted }).toEqual({ violation: undefined, isExhausted: true });
  });
});

describe('a broken rule is found, with the shortest schedule', () => {
  test('a quorum one too small', async () => {
    const { violation } = check(smallScenario({ proposers: 3 }), { on: await broken('quorum-too-small') });
    expect(violation?.sentence).toMatch(/instance 2 was concluded, and no quorum had accepted/);
    expect(violation?.script.at(-1)).toBe('elect 1');
  });

  test('a promise lowered by learning', async () => {
    const { violation } = check(smallScenario(), { on: await broken('promise-lowered') });
    expect(violation?.sentence).toMatch(/promise/);
    expect(violation?.steps).toBeLessThan(12);
  });

  test('a vote that does not wait for its write', async () => {
    const { violation } = check(smallScenario({ unsynced: true }), { on: await broken('vote-before-write') });
    expect(violation?.sentence).toMatch(/and its disk has promised/);
  });

  test('the value of the lowest ballot reported', async () => {
    const { violation } = check(rivalScenario(), { on: await broken('lowest-reported') });
    expect(violation?.sentence).toBe('agreement: two values concluded at instance 2');
    expect(violation?.script.at(-1)).toMatch(/^deliver AcceptReply /);
    expect(check(rivalScenario()).violation).toBeUndefined();
  });

  test('a schedule found can be run again as a script, to the same end', async () => {
    const on = await broken('lowest-reported');
    const first = check(rivalScenario(), { on }).violation;
    const { setup } = rivalScenario();
    const again = check({ setup, script: first?.script ?? [] }, { on }).violation;
    expect(again).toMatchObject({ sentence: `${first?.sentence} (in the script)`, steps: 0 });
  });

  test.each([
    ['lowest-reported', rivalScenario(), /LabViolation: agreement: node \d executed another value/],
    [
      'vote-before-write',
      smallScenario({ unsynced: true }),
      /LabViolation: node 1 sent Prepare .* its disk has promised/,
    ],
    ['quorum-too-small', smallScenario({ proposers: 3 }), /LabViolation: node 1 executed 2, which no quorum/],
    ['promise-lowered', smallScenario(), /LabViolation: .*promise/],
  ] as const)(
    '%s: told as a scenario, it breaks the same rule in the laboratory',
    async (plant, start, rule) => {
      const on = await broken(plant);
      const { setup } = start;
      const script = check(start, { on }).violation?.script ?? [];
      const { text, errors } = asScenario(on, { setup, script }, [plant]);
      expect(errors).toEqual([expect.stringMatching(rule)]);
      const again = runTranscript(text, on);
      expect([again.text, again.errors]).toEqual([text, [expect.stringMatching(rule)]]);
      expect(runTranscript(text).errors.filter((error) => rule.test(error))).toEqual([]);
    },
  );
});

describe('a change of configuration (rule 4)', () => {
  /** As deep as the violation lies, from the script on. */
  const depthOf = { 'replace-in-gap': 10, 'replace-two': 13 };
  const unruled = ['ballots-after-change', 'no-assertion-L2'] as const;

  test(
    'without the sentence on ballots, two of three replaced at once break agreement; with it, no schedule as long does',
    async () => {
      const scenario = changeScenario('replace-two');
      const depthMax = depthOf['replace-two'];
      const { violation } = check(scenario, { on: await broken(...unruled), depthMax });
      expect(violation?.sentence).toBe('agreement: two values concluded at instance 3');
      expect(violation?.steps).toBe(depthMax);
      const { violation: none, depth } = check(scenario, { depthMax });
      expect([none, depth]).toEqual([undefined, depthMax]);
    },
    SECONDS_MAX * 1000,
  );

  test(
    'so does one of three, where a gap may be filled with a change; the sentence alone prevents it',
    async () => {
      const scenario = changeScenario('replace-in-gap');
      const depthMax = depthOf['replace-in-gap'];
      const { violation } = check(scenario, { on: await broken('own-value-in-gap', ...unruled), depthMax });
      expect(violation?.sentence).toBe('agreement: two values concluded at instance 3');
      const { violation: none, depth } = check(scenario, { on: await broken('own-value-in-gap'), depthMax });
      expect([none, depth]).toEqual([undefined, depthMax]);
    },
    SECONDS_MAX * 1000,
  );

  test('the replica notices by itself that the sentence is broken', async () => {
    const { violation } = check(changeScenario('replace-two'), { on: await broken('ballots-after-change') });
    expect(violation?.sentence).toMatch(/invariant L2 is broken/);
  });

  test.each([
    ['the sentence on ballots', []],
    ['no such sentence: a quorum after the change has one in common with the one that chose it', unruled],
  ] as const)('one added to three: no schedule breaks anything, with %s', async (_what, plants) => {
    const { violation, isExhausted } = check(changeScenario('add'), { on: await broken(...plants) });
    expect({ violation, isExhausted }).toEqual({ violation: undefined, isExhausted: true });
  });

  test.each([
    ['replace', 10],
    ['joint', 14],
  ] as const)('%s: no schedule within reach breaks anything', (name, depthMax) => {
    const { violation, distinct } = check(changeScenario(name), { depthMax });
    expect(violation).toBeUndefined();
    expect(distinct).toBeGreaterThan(10_000);
  });
});

describe('lost disks (rule 7, DESIGN 6.3)', () => {
  test.each([
    ['wipe-voted', {}],
    ['wipe-joint', { instances: 2 }],
  ] as const)(
    '%s: a disk that is lost at any moment, and bound anew, breaks nothing',
    (name, bounds) => {
      const { violation, isExhausted, distinct } = check(changeScenario(name, bounds));
      expect({ violation, isExhausted }).toEqual({ violation: undefined, isExhausted: true });
      expect(distinct).toBeGreaterThan(10_000);
    },
    SECONDS_MAX * 1000,
  );

  test('what is broken is told as a scenario, in which the disk is lost and bound as well', async () => {
    const on = await broken('unbound-disk-votes');
    const start = changeScenario('wipe-joint');
    const script = check(start, { on }).violation?.script ?? [];
    const { text, errors } = asScenario(on, { setup: start.setup, script }, ['unbound']);
    const rule = /executed 3, which no quorum has accepted/;
    expect(errors).toEqual([expect.stringMatching(rule)]);
    expect(text).toMatch(/\nwipe 3\n/);
    expect(runTranscript(text).errors.filter((error) => rule.test(error))).toEqual([]);
  });
});

describe('each change of configuration can fail', () => {
  test.each([
    ['add', 'reported-ignored', /agreement: two values concluded at instance 2/],
    ['joint', 'one-side-of-joint', /no quorum had accepted/],
    ['wipe', 'unbound-disk-votes', /instance 2 was concluded, and no quorum had accepted/],
    ['wipe-voted', 'unbound-disk-votes', /instance 3 was concluded, and no quorum had accepted/],
    ['wipe-leader', 'unbound-disk-votes', /instance 3 was concluded, and no quorum had accepted/],
    ['wipe-joint', 'unbound-disk-votes', /instance 3 was concluded, and no quorum had accepted/],
    ['wipe-joint', 'one-side-of-joint', /instance 3 was concluded, and no quorum had accepted/],
  ] as const)('%s, with %s', async (name, plant, sentence) => {
    const { violation } = check(changeScenario(name), { on: await broken(plant, 'no-assertions') });
    expect(violation?.sentence).toMatch(sentence);
    expect(violation?.steps).toBeLessThan(12);
  });

  test('a new disk that starts below the ballot of its binding is noticed by itself', async () => {
    const { violation } = check(changeScenario('wipe-leader'), { on: await broken('ballots-after-change') });
    expect(violation?.sentence).toMatch(/invariant L2 is broken/);
  });
});

describe('the loader of planted bugs', () => {
  test('refuses a mutation that does not apply, or applies twice', async () => {
    const file = 'packages/core/src/acceptor.ts';
    await expect(loadCore([{ file, find: 'no such text', replace: '' }])).rejects.toThrow(/has 0 of/);
    await expect(loadCore([{ file, find: 'promised', replace: '' }])).rejects.toThrow(/has \d\d of/);
    await expect(loadCore([{ file: 'packages/core/src/none.ts', find: 'a', replace: '' }])).rejects.toThrow(
      /not among the files/,
    );
  });

  test('leaves the real core as it is', async () => {
    const planted = await broken('quorum-too-small');
    const configuration = { gid: 1, version: 1, members: changeMembers([1, 2, 3]) };
    const isQuorum = (on: Core): boolean => on.quorumSystem(configuration).isQuorum(new Set([1]));
    expect([isQuorum(planted), isQuorum(core)]).toEqual([true, false]);
  });
});

const changeMembers = (nodeIds: readonly number[]): core.Member[] =>
  nodeIds.map((nodeId) => ({ nodeId, address: '', role: 'voter', storageId: '' }));
