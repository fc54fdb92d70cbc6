/** Rules of the core, each broken in one place, by which the model checker shows that it can fail. */

import type { Mutation } from '../planted/loader.ts';

const file = (name: string): string => `packages/core/src/${name}.ts`;

export const modelMutations = {
  /** Rule 4: a ballot below that of a change may be used after it. */
  'ballots-after-change': [
    {
      file: file('replica'),
      find: "    this.#acceptor.promise(ballot, '');\n    this.#out.meta(true);",
      replace: '    this.#out.meta(true);',
    },
  ],
  /** The replica's own assertion on that rule, which would stop it at once: what is searched for is what follows. */
  'no-assertion-L2': [
    {
      file: file('invariants'),
      find: 'acceptor.promised >= configurationBallot',
      replace: 'acceptor.promised >= 0 * configurationBallot',
    },
  ],
  /** Rule 3: an own value, not a no-op, goes into a gap below what was reported. */
  'own-value-in-gap': [
    {
      file: file('pipeline'),
      find: 'if (proposer.next <= proposer.recoveredUpTo) return this.#noop();',
      replace: '',
    },
  ],
  'quorum-too-small': [
    {
      file: file('quorum'),
      find: 'return voted * 2 > all;',
      replace: 'return voted * 2 > all - 2;',
    },
  ],
  /** Rule 3: of what is reported, the value of the lowest ballot. */
  'lowest-reported': [
    {
      file: file('proposer'),
      find: '(!chosen && known.ballot >= ballot)',
      replace: '(!chosen && known.ballot <= ballot)',
    },
  ],
  /** Rule 1 (phxpaxos S2): a learned value sets the promise to its ballot. */
  'promise-lowered': [
    {
      file: file('learner'),
      find: 'acceptor.accepted.set(instanceId, { ballot, value, chosen: true, writeSeq });',
      replace:
        'acceptor.accepted.set(instanceId, { ballot, value, chosen: true, writeSeq });\n    acceptor.promised = ballot;\n    this.#out.meta(true);',
    },
  ],
  /** Rule 1: a vote does not wait for its write. */
  'vote-before-write': [
    {
      file: file('outbox'),
      find: 'this.#push(to, message, this.latestWrite);',
      replace: 'this.#push(to, message, 0);',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Mutation[]>>;

export type ModelMutation = keyof typeof modelMutations;
