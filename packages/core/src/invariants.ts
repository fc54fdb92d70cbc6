/**
 * What must hold of one replica's state at the end of every turn (docs/invariants.md numbers them). Cheap enough to be
 * checked in production; a violation stops the group.
 */

import type { ReplicaOptions } from './replica-api.ts';
import type { ReplicaState } from './state.ts';

export interface Invariant {
  readonly id: string;
  readonly sentence: string;
  holds(state: ReplicaState, options: ReplicaOptions): boolean;
}

export class BrokenInvariant extends Error {
  readonly invariant: string;
  constructor(invariant: Invariant, groupIdx: number) {
    super(`group ${groupIdx}: invariant ${invariant.id} is broken: ${invariant.sentence}`);
    this.name = 'BrokenInvariant';
    this.invariant = invariant.id;
  }
}

export const invariants: readonly Invariant[] = [
  {
    id: 'L1',
    sentence: 'who prepares or leads has promised exactly its own ballot',
    holds: ({ proposer, acceptor }) =>
      proposer.role === 'follower' || proposer.role === 'dry-run' || acceptor.promised === proposer.ballot,
  },
  {
    id: 'L2',
    sentence: 'the promise is not below the ballot of the last configuration change',
    holds: ({ acceptor, configurationBallot }) => acceptor.promised >= configurationBallot,
  },
  {
    id: 'L3',
    sentence: 'execution never passes what is known to be chosen',
    holds: ({ executedUpTo, learner }) => executedUpTo <= learner.chosenUpTo,
  },
  {
    id: 'L4',
    sentence: 'the next instance that is neither chosen nor held back follows directly on what is in flight',
    holds: ({ proposer, learner }) =>
      proposer.role !== 'leader' || proposer.next === learner.chosenUpTo + 1 + proposer.inflight.size,
  },
  {
    id: 'L5',
    sentence: 'nothing is in flight beyond a change of configuration that is not concluded',
    holds: ({ proposer }) => proposer.changeAt === 0 || proposer.next === proposer.changeAt + 1,
  },
  {
    id: 'L6',
    sentence: 'the window is kept',
    holds: ({ proposer }, { tuning }) => proposer.inflight.size <= tuning.windowInstances,
  },
  {
    id: 'L7',
    sentence: 'nothing is in flight unless this node leads',
    holds: ({ proposer }) => proposer.role === 'leader' || proposer.inflight.size === 0,
  },
  {
    id: 'L8',
    sentence: 'a leader is fortified at a ballot that is promised, or was',
    holds: ({ lease, acceptor }) => (lease.fortified?.ballot ?? 0) <= acceptor.promised,
  },
  {
    id: 'L9',
    sentence: 'nobody fortifies a node that does not lead',
    holds: ({ lease, proposer }) => proposer.role === 'leader' || lease.fortifiers.size === 0,
  },
  {
    id: 'L10',
    sentence: 'what is deleted from the log is known to be chosen',
    holds: ({ learner }) => learner.minChosen <= learner.chosenUpTo + 1,
  },
];

/** @throws BrokenInvariant */
export const assertInvariants = (state: ReplicaState, options: ReplicaOptions): void => {
  for (const invariant of invariants) {
    if (!invariant.holds(state, options)) throw new BrokenInvariant(invariant, options.groupIdx);
  }
};

/** What no step may undo: the promise, `chosenUpTo` and `minChosen` never go back. Undefined if all is well. */
export const backwards = (before: ReplicaState, after: ReplicaState): string | undefined => {
  if (after.acceptor.promised < before.acceptor.promised) return 'the promise went down';
  if (after.learner.chosenUpTo < before.learner.chosenUpTo) return 'chosenUpTo went back';
  if (after.learner.minChosen < before.learner.minChosen) return 'minChosen went back';
  if (after.configuration.version < before.configuration.version) return 'the configuration went back';
  return undefined;
};

/** Deeper and slower than the rest, for tests: every acceptance lies above `chosenUpTo` and at or below the promise. */
export const acceptancesAreSound = ({ acceptor, learner }: ReplicaState): boolean =>
  [...acceptor.accepted].every(
    ([instanceId, held]) =>
      instanceId > learner.chosenUpTo && (held.chosen || held.ballot <= acceptor.promised),
  );
