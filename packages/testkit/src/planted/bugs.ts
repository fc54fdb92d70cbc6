/** All planted bugs: one entry each, used by `pnpm planted` and, as far as the core is concerned, by `pnpm model --plant`. */

import { checkpointBugs } from './bugs-checkpoints.ts';
import { choiceBugs } from './bugs-choice.ts';
import { durabilityBugs } from './bugs-durability.ts';
import { executionBugs } from './bugs-execution.ts';
import { leaseBugs } from './bugs-leases.ts';
import { masterBugs } from './bugs-masters.ts';
import { membershipBugs } from './bugs-membership.ts';
import { quorumBugs } from './bugs-quorum.ts';
import { readBugs } from './bugs-reads.ts';
import { core, type PlantedBug } from './bug.ts';
import type { Mutation } from './loader.ts';

export const plantedBugs = {
  ...durabilityBugs,
  ...quorumBugs,
  ...choiceBugs,
  ...executionBugs,
  ...readBugs,
  ...leaseBugs,
  ...masterBugs,
  ...checkpointBugs,
  ...membershipBugs,
} as const;

export type BugName = keyof typeof plantedBugs;

export const bugNames = Object.keys(plantedBugs) as BugName[];

export const bugOf = (name: BugName): PlantedBug => plantedBugs[name];

/**
 * No bug by itself: takes away the replica's own assertions, which stop a group as soon as it notices a broken rule. What
 * is found then is found from outside.
 */
export const withoutAssertions: readonly Mutation[] = [
  {
    file: core('replica'),
    find: 'assertInvariants(this.state, this.#options);',
    replace: '',
  },
];
