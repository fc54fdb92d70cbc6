/** Planted bugs: what is said, counted or executed before it is on disk, and what a restart forgets (rules 1, 2, 6). */

import { core, node, simulator, type PlantedBug } from './bug.ts';

export const durabilityBugs = {
  'vote-before-write': {
    rule: '1',
    does: 'an acceptor replies before its promise or acceptance is durable',
    change: [
      {
        file: core('outbox'),
        find: 'this.#push(to, message, this.latestWrite);',
        replace: 'this.#push(to, message, 0);',
      },
    ],
    finders: [simulator],
    sample: true,
  },
  'own-vote-before-write': {
    rule: '1',
    does: 'a leader counts its own acceptance before that is durable',
    change: [
      {
        file: core('pipeline'),
        find: 'this.#out.vote(self.nodeId, this.#acceptor.accept(self, message));',
        replace: 'this.#out.send(self.nodeId, this.#acceptor.accept(self, message));',
      },
    ],
    finders: [simulator],
  },
  'promise-not-written': {
    rule: '1',
    does: 'a promise is made in memory only',
    change: [
      {
        file: core('acceptor'),
        find: 'acceptor.promisedTo = to;\n    this.#out.meta(true);',
        replace: 'acceptor.promisedTo = to;',
      },
    ],
    finders: [simulator],
  },
  'promise-lowered': {
    rule: '1',
    does: 'a learned value sets the promise to its ballot (phxpaxos S2)',
    change: [
      {
        file: core('learner'),
        find: 'acceptor.accepted.set(instanceId, { ballot, value, chosen: true, writeSeq });',
        replace:
          'acceptor.accepted.set(instanceId, { ballot, value, chosen: true, writeSeq });\n    acceptor.promised = ballot;\n    this.#out.meta(true);',
      },
    ],
    finders: [simulator],
  },
  'promise-forgotten': {
    rule: '1',
    does: 'a restart begins without the stored promise',
    change: [
      {
        file: core('state'),
        find: 'promised: raised ? ballot : promised,',
        replace: 'promised: raised ? ballot : 0,',
      },
    ],
    finders: [simulator],
  },
  'acceptances-forgotten': {
    rule: '1',
    does: 'a restart begins without what was accepted and is not known to be chosen',
    change: [
      {
        file: node('recovery'),
        find: 'tail: await readTail(storage, row)',
        replace: 'tail: (await readTail(storage, row)).slice(0, 0)',
      },
    ],
    finders: [simulator],
  },
  'commit-awaited-by-nobody': {
    rule: '1',
    does: 'the runtime takes writes for durable when their commit begins',
    change: [
      {
        file: node('commits'),
        find: '    this.#parts.storage.commit(writes, record?.bytes ?? this.#parts.alongside?.()).then(',
        replace:
          '    for (const [group, { seq }] of gathered) group.persisted(seq);\n    this.#parts.storage.commit(writes, record?.bytes ?? this.#parts.alongside?.()).then(',
      },
    ],
    finders: [simulator],
  },
  'commit-failure-ignored': {
    rule: '1',
    does: 'the runtime takes a commit that failed for one that succeeded',
    change: [
      {
        file: node('commits'),
        find: '(error: unknown) => this.#fail(error),',
        replace: '() => this.#committed(gathered, []),',
      },
    ],
    finders: [simulator],
  },
  'prepare-before-promise': {
    rule: '2',
    does: 'a candidate asks for promises before its own is durable',
    change: [
      {
        file: core('proposer'),
        find: "this.#out.vote(nodeId, { kind: 'Prepare', ...message });",
        replace: "this.#out.send(nodeId, { kind: 'Prepare', ...message });",
      },
    ],
    finders: [simulator],
  },
  'ballot-reused': {
    rule: '2',
    does: 'after a restart a proposer uses the ballot that it promised itself before',
    change: [
      {
        file: core('proposer'),
        find: "proposer.role = 'preparing';\n    proposer.ballot = ballotAbove(this.#self.nodeId, acceptor.promised, proposer.highestSeen);",
        replace:
          "proposer.role = 'preparing';\n    const isOwn = acceptor.promisedTo === this.#self.storageId && this.#state.leader.ballot < acceptor.promised;\n    proposer.ballot = isOwn ? acceptor.promised : ballotAbove(this.#self.nodeId, acceptor.promised, proposer.highestSeen);",
      },
    ],
    finders: [simulator],
  },
  'execution-before-disk': {
    rule: '6',
    does: 'machines execute a chosen value before it is on the disk of their node',
    change: [
      {
        file: core('outbox'),
        find: 'this.#chosenAfter = Math.max(this.#chosenAfter, after);',
        replace: 'this.#chosenAfter = Math.min(this.#chosenAfter, after);',
      },
    ],
    finders: [simulator],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
