/**
 * What `pnpm model --plant` can break: the planted bugs of the core (planted/bugs.ts), and the replica's own assertions, which
 * are no bugs but would end a search too early.
 */

import { core, type PlantedBug } from '../planted/bug.ts';
import { plantedBugs, withoutAssertions, type BugName } from '../planted/bugs.ts';
import type { Mutation } from '../planted/loader.ts';

const isOfTheCore = ([, { change }]: [string, PlantedBug]): boolean =>
  change.every(({ file }) => file.startsWith('packages/core/'));

const ofTheCore = Object.fromEntries(
  Object.entries<PlantedBug>(plantedBugs)
    .filter(isOfTheCore)
    .map(([name, { change }]) => [name, change]),
) as unknown as Readonly<Record<BugName, readonly Mutation[]>>;

const assertions = {
  'no-assertions': withoutAssertions,
  /** The one on rule 4's sentence on ballots alone. */
  'no-assertion-L2': [
    {
      file: core('invariants'),
      find: 'acceptor.promised >= configurationBallot',
      replace: 'acceptor.promised >= 0 * configurationBallot',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Mutation[]>>;

export const modelMutations: Readonly<Record<ModelMutation, readonly Mutation[]>> = {
  ...ofTheCore,
  ...assertions,
};

export type ModelMutation = BugName | keyof typeof assertions;
