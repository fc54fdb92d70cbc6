/**
 * Planted bugs: support, fortifications and leases (DESIGN 5). Each is a rule of it broken in one place, and found by the
 * attack on leases, most by the schedule that is against that rule (leases/nemeses.ts).
 */

import { core, leases, master, type PlantedBug } from './bug.ts';

export const leaseBugs = {
  'own-ballot-while-bound': {
    rule: 'lease',
    does: 'a node bound to a leader campaigns against it itself',
    change: [
      {
        file: core('replica'),
        find: '    if (bond !== 0 && stands) this.#following.askForWord(bond);\n    else if (stands && this.#voting.mayVote',
        replace: '    if (stands && this.#voting.mayVote',
      },
      {
        file: core('handlers'),
        find: "const bond = outcome === 'quorum' ? lease.bondAgainst(self) : 0;",
        replace: 'const bond = 0 as number;',
      },
      {
        file: core('lease'),
        find: 'if (fortified !== undefined) return isOf(fortified, candidate)',
        replace:
          'if (candidate.nodeId === this.#options.self.nodeId) return 0;\n    if (fortified !== undefined) return isOf(fortified, candidate)',
      },
    ],
    finders: [leases()],
  },
  'bond-not-kept': {
    rule: 'lease',
    does: 'a voter that has fortified a leader promises others all the same',
    change: [
      {
        file: core('lease'),
        find: 'return isOf(fortified, candidate) ? 0 : fortified.ballot;',
        replace: 'return 0;',
      },
    ],
    finders: [leases()],
  },
  'bond-ends-at-a-higher-word': {
    rule: 'lease',
    does: 'an Accept or Lead above the bond is taken, whatever configuration its sender is in',
    change: [
      {
        file: core('following'),
        find: 'if (bond !== 0 && ballot >= bond) {',
        replace: 'if (bond !== 0 && ballot < 0) {',
      },
    ],
    finders: [leases('oldConfiguration')],
  },
  'epoch-volatile': {
    rule: 'lease',
    does: 'an epoch does not name the boot: what was granted before a restart counts as granted after it',
    change: [
      {
        file: core('lease'),
        find: 'answered.storageId === held.storageId && answered.boot === held.boot && answered.epoch === held.epoch;',
        replace: 'answered.storageId === held.storageId && answered.epoch === held.epoch;',
      },
    ],
    finders: [leases('reborn')],
  },
  'withdrawal-keeps-epoch': {
    rule: 'lease',
    does: 'support that was withdrawn and is given again continues the old epoch',
    change: [
      {
        file: master('grants'),
        find: 'if (isNew) grant.epoch = ++this.#lastEpoch;',
        replace: 'if (isNew) grant.epoch = grant.nodeId;',
      },
    ],
    finders: [leases('renewal')],
  },
  'counted-from-the-answer': {
    rule: 'lease',
    does: 'support is counted from the receipt of the answer',
    change: [
      {
        file: master('support'),
        find: 'if (message.boot === this.#options.self.boot) this.#holdings.answer(from, message);',
        replace:
          'this.#holdings.sending(message.seq, arguments_readingMs);\n      if (message.boot === this.#options.self.boot) this.#holdings.answer(from, message);',
      },
      {
        file: master('support'),
        find: 'HeartbeatAnswer: (from, message) => {',
        replace: 'HeartbeatAnswer: (from, message, arguments_readingMs) => {',
      },
    ],
    finders: [leases('slowAnswers')],
  },
  'counted-from-a-later-heartbeat': {
    rule: 'lease',
    does: 'support is counted from the last heartbeat, whichever was answered',
    change: [
      {
        file: master('holdings'),
        find: 'const untilMs = sentMs + countedMs(durationMs, this.#driftPpm) - this.#slackMs;',
        replace:
          'const untilMs = Math.max(...this.#sent.values()) + countedMs(durationMs, this.#driftPpm) - this.#slackMs;',
      },
    ],
    finders: [leases('slowAnswers')],
  },
  'drift-not-applied': {
    rule: 'lease',
    does: 'the supported side counts as long as the supporter granted',
    change: [
      {
        file: master('drift'),
        find: 'return (durationMs * (1 - rho)) / (1 + rho);',
        replace: 'return durationMs + 0 * rho;',
      },
    ],
    finders: [leases('expiry')],
  },
  'drift-applied-once': {
    rule: 'lease',
    does: 'the bound of drift is applied for one of the two clocks',
    change: [
      {
        file: master('drift'),
        find: 'return (durationMs * (1 - rho)) / (1 + rho);',
        replace: 'return durationMs * (1 - rho);',
      },
    ],
    finders: [leases('expiry')],
  },
  'no-wait-after-a-restart': {
    rule: 'lease',
    does: 'a node that has started promises at once',
    change: [
      {
        file: master('support'),
        find: 'wasClean ? startMs : startMs + record.longestMs',
        replace: 'startMs + (wasClean ? 0 : 0)',
      },
    ],
    finders: [leases('restart')],
  },
  'wait-of-the-configured-duration': {
    rule: 'lease',
    does: 'a node that has started waits for as long as it would grant now',
    change: [
      {
        file: master('support'),
        find: 'wasClean ? startMs : startMs + record.longestMs',
        replace: 'wasClean ? startMs : startMs + durationMs',
      },
    ],
    finders: [leases('restart')],
  },
  'clean-stop-without-asking': {
    rule: 'lease',
    does: 'a clean stop does not wait until nobody counts on the support',
    change: [
      {
        file: master('support'),
        find: "if (this.#stopping !== 'dropping' || this.#grants.supported.length > 0) return;",
        replace: "if (this.#stopping !== 'dropping') return;",
      },
    ],
    finders: [leases('cleanStop')],
  },
  'clean-stop-within-the-wait': {
    rule: 'lease',
    does: 'a stop within the wait after an unclean start counts as clean',
    change: [
      {
        file: master('support'),
        find: 'if (readingMs < this.restartUntilMs) return;',
        replace: 'if (readingMs < 0) return;',
      },
    ],
    finders: [leases('cleanStopWithinWait')],
  },
  'dropped-support-counted': {
    rule: 'lease',
    does: 'an answer that was under way when support was dropped is counted',
    change: [
      {
        file: master('holdings'),
        find: 'if (epoch === 0 || this.#wasDropped(from, epoch)) return;',
        replace: 'if (epoch === 0) return;',
      },
    ],
    finders: [leases('lateAnswers')],
  },
  'release-outlives-fortification': {
    rule: 'lease',
    does: 'the release of one ballot frees from a later one, too',
    change: [
      {
        file: core('lease'),
        find: 'if (fortified?.nodeId !== ballotNode(ballot) || ballot < fortified.ballot) return;',
        replace: 'if (fortified?.nodeId !== ballotNode(ballot)) return;',
      },
    ],
    finders: [leases('lateRelease')],
  },
  'release-for-a-later-promise': {
    rule: 'lease',
    does: 'the release of one ballot ends the wait of a restart for a later one',
    change: [
      {
        file: core('lease'),
        find: 'if (ballot === acceptor.promised && isTold(acceptor.promisedTo)) lease.released = ballot;',
        replace:
          'if (ballotNode(ballot) === ballotNode(acceptor.promised)) lease.released = acceptor.promised;',
      },
    ],
    finders: [leases('lateReleaseAfterRestart')],
  },
  'old-configuration-only': {
    rule: 'lease',
    does: 'a lease is not counted in the configuration that is proposed',
    change: [
      {
        file: core('lease'),
        find: 'return proposer.proposed === undefined ? [configuration] : [configuration, proposer.proposed];',
        replace: 'return [configuration, ...(proposer.proposed === undefined ? [] : [])];',
      },
    ],
    finders: [leases('rebinding')],
  },
  'lease-before-ready': {
    rule: 'lease',
    does: 'a new leader serves reads by its lease before it has chosen anything',
    change: [
      {
        file: core('replica'),
        find: 'return this.#pipeline.isReady && this.#lease.isHeld(readingMs) ? chosenUpTo : 0;',
        replace: 'return this.#lease.isHeld(readingMs) ? chosenUpTo : 0;',
      },
      {
        file: core('lease'),
        find: 'if (proposer.next <= proposer.recoveredUpTo) return false;',
        replace: '',
      },
    ],
    finders: [leases()],
  },
  'cached-reading': {
    rule: 'lease',
    does: 'a look at the lease uses the reading of the last turn',
    change: [
      {
        file: core('replica'),
        find: 'holdsLease(readingMs: number): boolean {\n    return this.#lease.isHeld(readingMs);',
        replace:
          'holdsLease(readingMs: number): boolean {\n    return this.#lease.isHeld(Math.min(readingMs, this.state.nowMs));',
      },
    ],
    finders: [leases()],
  },
  'fortified-at-promise': {
    rule: 'lease',
    does: 'a candidate is fortified as soon as it is promised something',
    change: [
      {
        file: core('handlers'),
        find: "      if (reply.verdict === 'promised') out.vote(from.nodeId, reply);\n      else out.send(from.nodeId, reply);\n      if (reply",
        replace:
          "      if (reply.verdict === 'promised') {\n        out.vote(from.nodeId, reply);\n        if (lease.fortify(from, message.ballot)) lease.answer(from, message.ballot);\n      } else out.send(from.nodeId, reply);\n      if (reply",
      },
    ],
    finders: [leases('candidateDies')],
  },
  'never-releases': {
    rule: 'lease',
    does: 'a leader that gives up does not say so',
    change: [
      {
        file: core('lease'),
        find: '    if (!this.isOn || ballot === 0) return undefined;\n    lease.unreleased = 0;',
        replace: '    if (ballot !== -1) return undefined;\n    lease.unreleased = 0;',
      },
    ],
    finders: [leases('dropped')],
  },
  'forlorn-leader-stays': {
    rule: 'lease',
    does: 'a leader without lease or quorum goes on for ever',
    change: [
      {
        file: core('replica'),
        find: "if (this.#lease.isForlorn()) this.#leading.stepDown('no lease, and no quorum confirmed the ballot');",
        replace: '',
      },
    ],
    finders: [leases('forlorn')],
  },
  'one-way-link-keeps-support': {
    rule: 'lease',
    does: 'a node that hears nobody is supported on',
    change: [
      {
        file: master('grants'),
        find: 'if (this.#open && readingMs - grant.heardMs <= this.#durationMs) this.#extend(grant, readingMs);',
        replace: 'if (this.#open) this.#extend(grant, readingMs);',
      },
    ],
    finders: [leases('oneWay')],
  },
  'answer-of-another-boot': {
    rule: 'lease',
    does: 'an answer to a heartbeat of an earlier process is counted',
    change: [
      {
        file: master('support'),
        find: 'if (message.boot === this.#options.self.boot) this.#holdings.answer(from, message);',
        replace: 'this.#holdings.answer(from, message);',
      },
    ],
    finders: [leases('oldAnswers')],
  },
  'chosen-not-repeated': {
    rule: 'lease',
    does: 'what is chosen in a quiet group is announced once',
    change: [
      {
        file: core('pipeline'),
        find: 'if (!this.#isTold(nodeId)) this.#sendSuccess(nodeId);',
        replace: '',
      },
    ],
    finders: [leases('quiet')],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;

export type LeaseBug = keyof typeof leaseBugs;
