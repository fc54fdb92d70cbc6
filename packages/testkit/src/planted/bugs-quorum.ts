/** Planted bugs: what acceptors promise and accept, and what proposers count and propose (rules 2, 3, 7, 8; bootstrap). */

import { core, simulator, type PlantedBug } from './bug.ts';

export const quorumBugs = {
  'lowest-reported': {
    rule: '3',
    does: 'a new leader proposes the value of the lowest ballot that was reported',
    change: [
      {
        file: core('proposer'),
        find: '(!chosen && known.ballot >= ballot)',
        replace: '(!chosen && known.ballot <= ballot)',
      },
    ],
    finders: [{ by: 'model', scenario: 'rivals' }],
  },
  'reported-ignored': {
    rule: '3',
    does: 'a new leader proposes values of its own although others were reported',
    change: [
      {
        file: core('pipeline'),
        find: 'if (recovered !== undefined) return { value: recovered.value, origins: [] };',
        replace: 'if (recovered?.chosen === true) return { value: recovered.value, origins: [] };',
      },
    ],
    finders: [simulator],
  },
  'report-cut-short': {
    rule: '3',
    does: 'an acceptor reports the first page of what it accepted, and says that this was all',
    change: [
      {
        file: core('acceptor'),
        find: "return answer('promised', page, next);",
        replace: "return answer('promised', page, 0 * next);",
      },
    ],
    // Many instances in flight, each of them a page.
    finders: [
      {
        by: 'simulator',
        given: {
          voters: 3,
          learners: 0,
          groups: 1,
          tuning: { pageBytes: 1024, batchCount: 1, payloadBytesMax: 1024 },
          operationsPerSecond: 100,
          faults: { kinds: ['succession', 'isolateLeader', 'slowDisk', 'crash', 'loss'], everyMs: 300 },
        },
      },
    ],
  },
  'truncated-ignored': {
    rule: '3',
    does: 'a candidate takes the silence of an acceptor that knows more to be chosen for a free instance',
    change: [
      {
        file: core('acceptor'),
        find: "if (message.from <= learner.chosenUpTo) return answer('chosen');",
        replace: '',
      },
      {
        file: core('acceptor'),
        find: 'granted: message.from > learner.chosenUpTo && (',
        replace: 'granted: (',
      },
      {
        file: core('proposer'),
        find: "this.hearBallot(message.promised);\n    if (message.chosenUpTo > learner.chosenUpTo) return 'behind';",
        replace: 'this.hearBallot(message.promised);',
      },
      {
        file: core('proposer'),
        find: "reports nothing for what was chosen long ago (rule 3).\n    if (message.chosenUpTo > learner.chosenUpTo) return 'behind';",
        replace: 'reports nothing for what was chosen long ago (rule 3).',
      },
    ],
    finders: [{ by: 'transcript', name: 'truncated-acceptor' }],
  },
  'gap-not-filled': {
    rule: '3',
    does: 'a new leader leaves the gaps below what was reported as they are',
    change: [
      {
        file: core('pipeline'),
        find: 'const recovered = proposer.recovered.get(proposer.next);',
        replace:
          'while (proposer.next < proposer.recoveredUpTo && !proposer.recovered.has(proposer.next)) proposer.next++;\n    const recovered = proposer.recovered.get(proposer.next);',
      },
    ],
    finders: [{ by: 'transcript', name: 'candidate-with-a-gap' }],
  },
  'own-value-in-gap': {
    rule: '3',
    does: 'a new leader puts values of its own, not no-ops, into gaps below what was reported',
    change: [
      {
        file: core('pipeline'),
        find: 'if (proposer.next <= proposer.recoveredUpTo) return this.#noop();',
        replace: '',
      },
    ],
    finders: [{ by: 'transcript', name: 'candidate-with-a-gap' }],
    sample: true,
  },
  'quorum-too-small': {
    rule: '5',
    does: 'one voter less than a majority is a quorum',
    change: [
      {
        file: core('quorum'),
        find: 'return voted * 2 > all;',
        replace: 'return voted * 2 > all - 2;',
      },
    ],
    finders: [simulator],
    sample: true,
  },
  'counted-twice': {
    rule: '5',
    does: 'a second vote of one node is counted as that of another',
    change: [
      {
        file: core('pipeline'),
        find: 'if (this.#votersAt(instanceId, configuration, from)) flight.acks.add(from.nodeId);',
        replace:
          'if (!this.#votersAt(instanceId, configuration, from)) continue;\n      const silent = votersOf(configuration).find((nodeId) => !flight.acks.has(nodeId));\n      flight.acks.add(flight.acks.has(from.nodeId) ? (silent ?? 0) : from.nodeId);',
      },
    ],
    finders: [simulator],
  },
  'refusal-counted': {
    rule: '5',
    does: 'a leader counts a refused acceptance as a vote',
    change: [
      {
        file: core('handlers'),
        find: "if (message.verdict === 'accepted') pipeline.acceptReply(from, message);",
        replace: "if (message.verdict !== 'chosen') pipeline.acceptReply(from, message);",
      },
      {
        file: core('handlers'),
        find: "if (message.verdict === 'refused') leading.outbid(from, message.promised);\n      leading.conclude();",
        replace:
          "leading.conclude();\n      if (message.verdict === 'refused') leading.outbid(from, message.promised);",
      },
    ],
    finders: [simulator],
  },
  'stale-votes-counted': {
    rule: '2',
    does: 'a leader counts acceptances at an older ballot of its own',
    change: [
      {
        file: core('leading'),
        find: 'message.ballot === proposer.ballot &&\n      message.proposer === this.#parts.self.storageId',
        replace: 'message.proposer === this.#parts.self.storageId',
      },
    ],
    finders: [{ by: 'transcript', name: 'replies-of-an-old-ballot' }],
  },
  'stale-promises-counted': {
    rule: '2',
    does: 'a candidate counts promises for an older ballot of its own',
    change: [
      {
        file: core('proposer'),
        find: 'return message.ballot === this.#state.proposer.ballot && message.proposer === this.#self.storageId;',
        replace: 'return message.proposer === this.#self.storageId;',
      },
    ],
    finders: [{ by: 'transcript', name: 'replies-of-an-old-ballot' }],
  },
  'lower-ballot-promised': {
    rule: '2',
    does: 'an acceptor promises a ballot below its promise',
    change: [
      {
        file: core('acceptor'),
        find: "if (isBound || !this.#mayServe(message.ballot, from)) return answer('refused');",
        replace: '',
      },
    ],
    finders: [simulator],
  },
  'lower-ballot-accepted': {
    rule: '2',
    does: 'an acceptor accepts at a ballot below its promise',
    change: [
      {
        file: core('acceptor'),
        find: 'if (!this.#mayServe(message.ballot, from)) {',
        replace: 'if (message.ballot < 0) {',
      },
    ],
    finders: [simulator],
  },
  'accepts-without-promise': {
    rule: '1',
    does: 'accepting at a ballot does not promise it',
    change: [
      {
        file: core('acceptor'),
        find: 'this.promise(message.ballot, from.storageId);\n    const taken',
        replace: 'const taken',
      },
    ],
    finders: [simulator],
  },
  'outbid-leader-goes-on': {
    rule: '5',
    does: 'a leader that has promised a higher ballot leads on',
    change: [
      {
        file: core('replica'),
        find: 'if (holdsBallot && acceptor.promised > proposer.ballot)',
        replace: 'if (holdsBallot && acceptor.promised > Infinity)',
      },
    ],
    finders: [simulator],
  },
  'unbound-disk-votes': {
    rule: '7',
    does: 'the vote of a disk that is not the one bound to its node counts',
    change: [
      {
        file: core('quorum'),
        find: 'return isVoter && (isInitial(configuration) || member.storageId === speaker.storageId);',
        replace: 'return isVoter;',
      },
      {
        file: core('voting'),
        find: "this.#say('another disk is bound to this node');\n    return false;",
        replace: 'return true;',
      },
    ],
    finders: [
      {
        by: 'laboratory',
        given: { steps: 1200, spares: [4], weights: { reconfigure: 1.5, wipe: 0.3 } },
      },
    ],
  },
  'chosen-accepted-anew': {
    rule: '8',
    does: 'an acceptor accepts for an instance that it knows to be chosen',
    change: [
      {
        file: core('acceptor'),
        find: 'const open = message.entries.filter((entry) => entry.instanceId > learner.chosenUpTo);',
        replace: 'const open = message.entries;',
      },
    ],
    finders: [{ by: 'laboratory', given: { steps: 900 } }],
  },
  'founded-by-majority': {
    rule: 'bootstrap',
    does: 'a majority of the initial voters is enough for instance 1',
    change: [
      {
        file: core('quorum'),
        find: 'if (isInitial(configuration)) return { isQuorum: (votes) => unanimous(members, votes) };',
        replace: 'if (isInitial(configuration)) return { isQuorum: (votes) => majority(members, votes) };',
      },
    ],
    finders: [simulator],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
