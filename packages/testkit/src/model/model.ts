/**
 * The model checker: every schedule of the real `Replica` within bounds, breadth-first. docs/testing.md says how to read
 * what it reports.
 */

import { Scripts, ScriptViolation } from './script.ts';
import type { Scenario } from './scenarios.ts';
import { Search, type SearchLimits, type SearchResult } from './search.ts';
import type { Core } from './setup.ts';
import { Space } from './space.ts';
import { Symmetry } from './symmetry.ts';
import { initialWorld, unpackStep, Worlds } from './world.ts';

export interface ModelReport extends Omit<SearchResult, 'violation'> {
  /** Steps taken with the real replica; all others repeat one of them. */
  readonly taken: number;
  readonly nodeStates: number;
  readonly letters: number;
  /** The world that the search started from, for people. */
  readonly start: readonly string[];
  readonly violation: ModelViolation | undefined;
}

export interface ModelViolation {
  readonly sentence: string;
  /** A script: that of the scenario, and a shortest continuation. */
  readonly script: readonly string[];
  /** How many lines of it were found. */
  readonly steps: number;
}

export const checkModel = (core: Core, scenario: Scenario, limits: SearchLimits): ModelReport => {
  const { setup, script } = scenario;
  const space = new Space(core, setup);
  const worlds = new Worlds(space);
  const scripts = new Scripts(space, worlds);
  const { row, sentence } = follow(scripts, initialWorld(space), script);
  const { violation, ...result } =
    sentence === undefined ? search(space, worlds, row, limits) : nothing(sentence);
  const found = violation?.steps.map((step) => scripts.describe(unpackStep(step))) ?? [];
  return {
    ...result,
    taken: space.taken,
    nodeStates: space.counts.nodes,
    letters: space.counts.letters,
    start: scripts.describeWorld(row),
    violation: violation && {
      sentence: violation.sentence,
      script: [...script, ...found],
      steps: found.length,
    },
  };
};

const search = (space: Space, worlds: Worlds, start: Uint32Array, limits: SearchLimits): SearchResult =>
  new Search(worlds, new Symmetry(space), limits).run(start);

/** The script itself breaks a rule: there is nothing to search for. */
const nothing = (sentence: string): SearchResult => ({
  states: 0,
  distinct: 0,
  depth: 0,
  seconds: 0,
  isExhausted: false,
  violation: { sentence: `${sentence} (in the script)`, steps: [] },
});

const follow = (
  scripts: Scripts,
  start: Uint32Array,
  script: readonly string[],
): { readonly row: Uint32Array; readonly sentence?: string } => {
  try {
    return { row: scripts.run(start, script) };
  } catch (error) {
    if (error instanceof ScriptViolation) return { row: start, sentence: error.message };
    throw error;
  }
};
