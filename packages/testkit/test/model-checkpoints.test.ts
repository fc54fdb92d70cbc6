/** The model checker on logs that are cut off, and on checkpoints that take their place at any moment (rules 1, 3 and 5, DESIGN 8). */

import { describe, expect, test } from '@jest/globals';
import * as core from '@gaios/core';
import { asScenario } from '../src/model/as-scenario.ts';
import { checkModel, type ModelReport } from '../src/model/model.ts';
import { modelMutations, type ModelMutation } from '../src/model/mutations.ts';
import {
  checkpointScenario,
  checkpointScenarioNames,
  type CheckpointScenarioName,
} from '../src/model/scenarios-checkpoints.ts';
import type { Core } from '../src/model/setup.ts';
import { loadCore, type Mutation } from '../src/planted/loader.ts';
import { runTranscript } from '../src/scenario/index.ts';

/** The slowest machine; a search that takes as long has gone wrong. */
const SECONDS_MAX = 240;

const check = (
  name: CheckpointScenarioName,
  { on = core, depthMax = 1000 }: { on?: Core; depthMax?: number } = {},
): ModelReport =>
  checkModel(on, checkpointScenario(name), {
    statesMax: 3_000_000,
    secondsMax: SECONDS_MAX,
    depthMax,
    now: () => performance.now(),
  });

const broken = (...names: ModelMutation[]): Promise<Core> =>
  loadCore(names.flatMap((name): readonly Mutation[] => modelMutations[name]));

test(
  'an installation that is cut off before or after any of its writes breaks nothing, whoever leads then',
  () => {
    const { violation, isExhausted, distinct } = check('install-crash');
    expect({ violation, isExhausted }).toEqual({ violation: undefined, isExhausted: true });
    expect(distinct).toBeGreaterThan(400_000);
  },
  SECONDS_MAX * 1000,
);

test.each(checkpointScenarioNames.filter((name) => name !== 'install-crash'))(
  '%s: no schedule within reach breaks anything',
  (name) => {
    const { violation, distinct } = check(name, { depthMax: 11 });
    expect(violation).toBeUndefined();
    expect(distinct).toBeGreaterThan(3_000);
  },
);

test.each([
  ['install-behind', 'install-wipes-promise', /promise went down/],
  ['install-crash', 'install-wipes-acceptances', /agreement: node \d executed another value at instance 3/],
  ['install-changes', 'install-wipes-promise', /promise went down/],
] as const)(
  '%s with %s: told as a scenario, it breaks the same rule in the laboratory',
  async (name, plant, rule) => {
    const on = await broken(plant, 'no-assertions');
    const { setup } = checkpointScenario(name);
    const script = check(name, { on }).violation?.script ?? [];
    const { text, errors } = asScenario(on, { setup, script }, [plant]);
    expect(errors).toEqual([expect.stringMatching(rule)]);
    expect(text).toMatch(/\nclean \d\n/);
    const again = runTranscript(text, on);
    expect([again.text, again.errors]).toEqual([text, [expect.stringMatching(rule)]]);
    expect(runTranscript(text).errors.filter((error) => rule.test(error))).toEqual([]);
  },
);

test('an installation that was cut off is begun again in the laboratory as well', () => {
  const { setup, script } = checkpointScenario('install-crash');
  const cutOff = ['clean 2', 'deliver Checkpoint 2>3', 'crash 3', 'restart 3'];
  const { text, errors } = asScenario(core, { setup, script: [...script, ...cutOff] }, []);
  expect(errors).toEqual([]);
  expect(text.match(/^install 3 2 2$/gm)).toHaveLength(2);
});

describe('each can fail', () => {
  test.each([
    ['install-behind', 'install-wipes-promise', /promise went down/],
    ['install-behind', 'install-wipes-acceptances', /agreement: two values concluded at instance 3/],
    ['install-behind', 'truncated-promises', /agreement: two values concluded at instance 3/],
    ['install-behind', 'log-cut-too-far', /deletes below 4 what it does not know to be chosen/],
    ['install-crash', 'install-wipes-promise', /promise went down|out of place/],
    ['install-crash', 'install-wipes-acceptances', /agreement: two values concluded at instance 3/],
    ['install-crash', 'install-lowers-chosen', /went back/],
    ['install-changes', 'install-wipes-promise', /promise went down/],
    ['cut-off', 'reported-ignored', /agreement: two values concluded at instance 3/],
  ] as const)('%s, with %s', async (name, plant, sentence) => {
    const { violation } = check(name, { on: await broken(plant, 'no-assertions') });
    expect(violation?.sentence).toMatch(sentence);
    expect(violation?.steps).toBeLessThan(14);
  });
});
