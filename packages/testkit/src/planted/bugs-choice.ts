/** Planted bugs: from what a choice is concluded, in which order, and in which configuration (rules 4 and 5). */

import { core, simulator, type ByLaboratory, type PlantedBug } from './bug.ts';

const changes: ByLaboratory = {
  by: 'laboratory',
  given: { steps: 1200, spares: [4, 5], weights: { reconfigure: 1.5, campaign: 2 } },
};

export const choiceBugs = {
  'concluded-out-of-order': {
    rule: '4',
    does: 'a leader concludes the next instance that a quorum accepted, whatever lies below it',
    change: [
      {
        file: core('pipeline'),
        find: 'const instanceId = learner.chosenUpTo + 1;\n    const flight',
        replace:
          'const isNext = (id: number): boolean => quorumSystem(configuration).isQuorum(proposer.inflight.get(id)?.acks ?? new Set());\n    const instanceId = [...proposer.inflight.keys()].find(isNext) ?? learner.chosenUpTo + 1;\n    const flight',
      },
      {
        file: core('leading'),
        find: 'this.#parts.learner.conclude(this.#state.proposer.ballot, next.value);',
        replace:
          'this.#state.learner.chosenUpTo = next.instanceId - 1;\n      this.#parts.learner.conclude(this.#state.proposer.ballot, next.value);',
      },
    ],
    finders: [simulator],
  },
  'prepare-kept-across-change': {
    rule: '4',
    does: 'a leader goes on after a change of configuration without the promises of its new quorum (phxpaxos S1)',
    change: [
      {
        file: core('proposer'),
        find: 'if (this.#promisedByQuorum()) return true;\n    proposer.regathering',
        replace: 'if (proposer.ballot > 0) return true;\n    proposer.regathering',
      },
    ],
    finders: [{ by: 'transcript', name: 'phxpaxos-s1' }],
  },
  'ballots-after-change': {
    rule: '4',
    does: 'a node uses a ballot below that of a change of configuration after it',
    change: [
      {
        file: core('replica'),
        find: "    this.#acceptor.promise(ballot, '');\n    this.#out.meta(true);",
        replace: '    this.#out.meta(true);',
      },
    ],
    finders: [{ by: 'model', scenario: 'replace-two', depth: 13 }],
  },
  'proposes-beyond-change': {
    rule: '4',
    does: 'a leader proposes beyond a change of configuration that is not concluded',
    change: [
      {
        file: core('pipeline'),
        find: 'return proposer.regathering || proposer.transferTo !== 0 || proposer.changeAt !== 0;',
        replace: 'return proposer.regathering || proposer.transferTo !== 0;',
      },
    ],
    finders: [changes],
  },
  'one-side-of-joint': {
    rule: '4',
    does: 'in a joint configuration a quorum of the new side is enough',
    change: [
      {
        file: core('quorum'),
        find: 'return { isQuorum: (votes) => majority(members, votes) && majority(outgoing, votes) };',
        replace: 'return { isQuorum: (votes) => majority(members, votes) };',
      },
    ],
    finders: [changes],
  },
  'next-proves-choice': {
    rule: '5',
    does: 'an Accept for the next instance is taken for proof that the one before it is chosen (phxpaxos S3)',
    change: [
      {
        file: core('handlers'),
        find: 'else out.send(from.nodeId, reply);\n      }\n      following.believe(from, message);\n    },\n    AcceptReply',
        replace:
          'else out.send(from.nodeId, reply);\n      }\n      const { leader } = state;\n      if (leader.ballot === message.ballot) leader.chosenUpTo = Math.max(leader.chosenUpTo, first - 1);\n      following.believe(from, message);\n    },\n    AcceptReply',
      },
    ],
    finders: [simulator],
  },
  'chosen-at-another-ballot': {
    rule: '5',
    does: "the leader's chosenUpTo is believed for what was accepted at another ballot",
    change: [
      {
        file: core('learner'),
        find: 'const byLeader = instanceId <= leader.chosenUpTo && held.ballot === leader.ballot;',
        replace: 'const byLeader = instanceId <= leader.chosenUpTo;',
      },
    ],
    finders: [simulator],
  },
  'acceptance-proves-choice': {
    rule: '5',
    does: 'a node concludes what it has accepted itself',
    change: [
      {
        file: core('learner'),
        find: 'if (!held.chosen && !byLeader) return;',
        replace: 'if (!held.chosen && !byLeader && held.ballot !== leader.ballot) return;',
      },
    ],
    finders: [simulator],
  },
  'foreign-value-goes-on': {
    rule: '5',
    does: 'a leader that learns a value chosen at another ballot leads on',
    change: [
      {
        file: core('handlers'),
        find: "if (isForeign && (role === 'preparing' || role === 'leader')) {",
        replace: "if (isForeign && role === 'preparing') {",
      },
    ],
    finders: [{ by: 'transcript', name: 'leader-learns-foreign-value' }],
  },
  'unchosen-served': {
    rule: '5',
    does: 'a node serves what it has accepted to those that ask for what is chosen',
    change: [
      {
        file: core('learn-server'),
        find: 'const to = Math.min(chosenUpTo, stream.next + INSTANCES_PER_LOAD - 1);',
        replace: 'const to = stream.next + INSTANCES_PER_LOAD - 1;',
      },
    ],
    finders: [simulator],
  },
  'checksum-not-extended': {
    rule: 'integrity',
    does: 'the chained checksum is not extended by what is chosen',
    change: [
      {
        file: core('learner'),
        find: 'learner.checksum = this.#hooks.chain(learner.checksum, value);',
        replace: 'learner.checksum = this.#hooks.chain(0, value);',
      },
    ],
    finders: [simulator],
    sample: true,
  },
  'checksum-not-chained': {
    rule: 'integrity',
    does: 'every checksum is that of one value alone, on all nodes alike',
    change: [
      {
        file: 'packages/node/src/adapters/checksum.ts',
        find: 'crc32(value, checksum);',
        replace: 'crc32(value, 0 * checksum);',
      },
    ],
    finders: [simulator],
  },
  'frame-not-checked': {
    rule: 'integrity',
    does: 'the transport takes frames whose checksum is wrong',
    change: [
      {
        file: 'packages/transport-ws/src/frame.ts',
        find: 'if (crc32(body, startChecksum(frame)) !== frame.readUInt32BE(crcAt))',
        replace: 'if (crc32(body, startChecksum(frame)) === -1)',
      },
    ],
    finders: [simulator],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
