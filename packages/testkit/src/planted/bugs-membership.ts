/** Planted bugs: who is counted while members come and go, and what a disk that is new, lost or old may do (rules 4, 5, 7). */

import { changeKinds } from '../sim/faults.ts';
import { core, node, type ByLaboratory, type BySimulator, type PlantedBug } from './bug.ts';

const configSm = (name: string): string => `packages/config-sm/src/${name}.ts`;

/** Members that change all the time, and what makes leaders change. */
const churn: BySimulator = {
  by: 'simulator',
  given: {
    mix: 'membership',
    voters: 3,
    learners: 0,
    groups: 1,
    simulatedMs: 4_000,
    operationsPerSecond: 20,
    faults: {
      kinds: [...changeKinds, 'crash', 'isolateLeader', 'succession', 'oneWay', 'pause'],
      everyMs: 60,
    },
  },
};

/**
 * Disks that are put back, and sides that are cut off: what is chosen by the node that forgets it and one other is lost when that
 * one cannot be reached.
 */
const rolledBack: BySimulator = {
  by: 'simulator',
  given: {
    ...churn.given,
    simulatedMs: 8_000,
    operationsPerSecond: 100,
    faults: { kinds: ['rolledBack', 'rolledBack', 'partition'], everyMs: 250 },
  },
};

const lostDisks: ByLaboratory = {
  by: 'laboratory',
  given: { steps: 1200, spares: [4, 5], weights: { reconfigure: 1.5, campaign: 2, wipe: 0.3 } },
};

/** What the two on promises of new disks look at. */
const keepsBefore = {
  file: core('replica'),
  find: '    this.state.configuration = after;\n    this.state.configurationBallot = ballot;',
  replace:
    '    const before = this.state.configuration;\n    this.state.configuration = after;\n    this.state.configurationBallot = ballot;',
};

export const membershipBugs = {
  'wiped-node-proposes': {
    rule: '7',
    does: 'a node whose disk is not the one bound to it campaigns and proposes',
    change: [
      {
        file: core('replica'),
        find: 'else if (stands && this.#voting.mayVote && !this.#voting.isEmptyInGroup) this.#proposer.dryRun();',
        replace: 'else if (stands && !this.#voting.isEmptyInGroup) this.#proposer.dryRun();',
      },
      {
        file: core('replica'),
        find: "else if (proposer.role === 'leader' && !this.#voting.mayVote) this.#leading.stepDown('no voter any more');",
        replace: '',
      },
    ],
    finders: [lostDisks],
  },
  'reply-to-former-disk': {
    rule: '7',
    does: 'a candidate counts replies to the disk that its node had before',
    change: [
      {
        file: core('proposer'),
        find: 'return message.ballot === this.#state.proposer.ballot && message.proposer === this.#self.storageId;',
        replace: 'return message.ballot === this.#state.proposer.ballot;',
      },
      {
        file: core('leading'),
        find: 'message.ballot === proposer.ballot &&\n      message.proposer === this.#parts.self.storageId',
        replace: 'message.ballot === proposer.ballot',
      },
    ],
    finders: [{ by: 'transcript', name: 'reply-to-a-former-disk' }],
  },
  'rebinding-leaves-promise-low': {
    rule: '7',
    does: 'a disk that is bound in place of another may promise below the ballot of its binding',
    change: [
      keepsBefore,
      {
        file: core('replica'),
        find: "    this.#acceptor.promise(ballot, '');\n    this.#out.meta(true);",
        replace:
          "    const was = before.members.find(({ nodeId }) => nodeId === this.#options.self.nodeId)?.storageId ?? '';\n    if (was === '' || was === this.#options.self.storageId) this.#acceptor.promise(ballot, '');\n    this.#out.meta(true);",
      },
    ],
    finders: [lostDisks],
  },
  'new-disk-without-promise': {
    rule: '7',
    does: 'the disk of a new member may promise below the ballot of its binding',
    change: [
      keepsBefore,
      {
        file: core('replica'),
        find: "    this.#acceptor.promise(ballot, '');\n    this.#out.meta(true);",
        replace:
          "    const was = before.members.find(({ nodeId }) => nodeId === this.#options.self.nodeId)?.storageId ?? '';\n    if (was !== '') this.#acceptor.promise(ballot, '');\n    this.#out.meta(true);",
      },
    ],
    finders: [lostDisks],
  },
  'former-disk-bound': {
    rule: '7',
    does: 'an old copy of a disk that has lost its binding is bound again, and votes',
    change: [
      {
        file: core('configuration'),
        find: 'return sidesAgree(members, outgoing) && !disksOf(members, outgoing).some((disk) => former.includes(disk));',
        replace: 'return sidesAgree(members, outgoing) && former.length >= 0;',
      },
      {
        file: configSm('duties'),
        find: 'formerDisks.includes(storageId);',
        replace: 'formerDisks.includes(`${storageId} `);',
      },
    ],
    finders: [churn],
  },
  'rolled-back-disk-taken': {
    rule: '7',
    does: 'an old copy of a disk, which has forgotten what it voted, is let in and votes',
    change: [
      {
        file: node('seen-disks'),
        find: 'if (seen !== undefined && (peer.boot < seen.boot || commits < seen.commits)) {',
        replace: 'if (seen !== undefined && peer.boot < 0) {',
      },
    ],
    finders: [rolledBack],
  },
  'removal-reported-early': {
    rule: '4',
    does: 'a change is said to be done before a quorum of the new members has it',
    change: [
      {
        file: configSm('plan'),
        find: 'isMet(sidesOf(configuration), executedAt(configuration, facts));',
        replace: 'executedAt(configuration, facts).size >= 0;',
      },
    ],
    finders: [churn],
  },
  'counted-in-next-configuration': {
    rule: '4',
    does: 'a change of configuration is chosen by a quorum of the members that it makes',
    change: [
      {
        file: core('pipeline'),
        find: 'if (flight === undefined || !quorumSystem(configuration).isQuorum(flight.acks)) return undefined;',
        replace:
          'const counted = proposer.changeAt === instanceId && !isInitial(configuration) ? (proposer.proposed ?? configuration) : configuration;\n    if (flight === undefined || !quorumSystem(counted).isQuorum(flight.acks)) return undefined;',
      },
    ],
    finders: [lostDisks],
  },
  'joint-left-early': {
    rule: '4',
    does: 'a joint configuration is left by a quorum of its new side alone',
    change: [
      {
        file: core('pipeline'),
        find: 'if (flight === undefined || !quorumSystem(configuration).isQuorum(flight.acks)) return undefined;',
        replace:
          'const next = configuration.outgoing === undefined ? undefined : proposer.proposed;\n    const counted = proposer.changeAt === instanceId && next?.outgoing === undefined ? (next ?? configuration) : configuration;\n    if (flight === undefined || !quorumSystem(counted).isQuorum(flight.acks)) return undefined;',
      },
    ],
    finders: [lostDisks],
  },
  'removed-node-counted': {
    rule: '5',
    does: 'the vote of a node that was removed counts',
    change: [
      {
        file: core('quorum'),
        find: '  return voted * 2 > all;\n};\n\nconst unanimous',
        replace:
          '  const strangers = [...votes].filter((nodeId) => members.every((member) => member.nodeId !== nodeId));\n  return (voted + strangers.length) * 2 > all;\n};\n\nconst unanimous',
      },
      {
        file: core('quorum'),
        find: 'if (member === undefined) return false;',
        replace: 'if (member === undefined) return !isInitial(configuration);',
      },
      {
        file: core('pipeline'),
        find: 'for (const nodeId of votersOf(this.#state.configuration)) {\n      if (nodeId === self.nodeId',
        replace: 'for (const nodeId of this.#state.alive) {\n      if (nodeId === self.nodeId',
      },
    ],
    finders: [lostDisks],
  },
  'learner-counted': {
    rule: '5',
    does: 'the vote of a learner counts',
    change: [
      {
        file: core('quorum'),
        find: "    if (role !== 'voter') continue;\n    all++;\n    if (votes.has(nodeId)) voted++;",
        replace: "    if (votes.has(nodeId)) voted++;\n    if (role === 'voter') all++;",
      },
      {
        file: core('quorum'),
        find: 'return isVoter && (isInitial(configuration)',
        replace: 'return (isVoter || !isInitial(configuration)) && (isInitial(configuration)',
      },
      {
        file: core('pipeline'),
        find: 'for (const nodeId of votersOf(this.#state.configuration)) {\n      if (nodeId === self.nodeId',
        replace: 'for (const nodeId of this.#state.alive) {\n      if (nodeId === self.nodeId',
      },
    ],
    finders: [lostDisks],
  },
  'version-not-checked': {
    rule: '4',
    does: 'a change of membership is applied to another version than it was made from',
    change: [
      {
        file: core('configuration'),
        find: 'if (!sameLife || change.fromVersion !== current.version || !isSound(change, former)) return current;',
        replace:
          'if (!sameLife || change.fromVersion > current.version || !isSound(change, former)) return current;',
      },
    ],
    finders: [churn],
  },
  'two-without-joint': {
    rule: '4',
    does: 'a change of several voters is made at once, and not by way of a joint configuration',
    change: [
      {
        file: configSm('steps'),
        find: 'if (count === 1 && !dropped.includes(leader)) {',
        replace: 'if (!dropped.includes(leader)) {',
      },
      {
        file: configSm('steps'),
        find: 'if (!quorumsMeet(from, { members, ...(outgoing && { outgoing }) })) {',
        replace: 'if (!quorumsMeet(from, { members: from.members, ...(outgoing && { outgoing }) })) {',
      },
    ],
    finders: [churn],
  },
  'unbound-executed': {
    rule: 'once',
    does: 'what a disk proposed that is not bound any more is executed',
    change: [
      {
        file: core('execution'),
        find: "if (boundStorage(configuration, nodeId) !== storageId) return 'unbound';",
        replace:
          "if (configuration.version === 0 && boundStorage(configuration, nodeId) !== storageId) return 'unbound';",
      },
    ],
    finders: [churn],
  },
  'late-reports-ignored': {
    rule: '4',
    does: 'a leader that gathers promises again after a change takes in nothing of what its new members report',
    change: [
      {
        file: core('proposer'),
        find: 'for (const reported of message.accepted) this.#takeReport(reported);',
        replace:
          'if (!proposer.regathering) for (const reported of message.accepted) this.#takeReport(reported);',
      },
    ],
    finders: [{ by: 'transcript', name: 'reports-of-new-members' }],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
