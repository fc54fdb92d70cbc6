/** Rules of DESIGN 5, each broken in one place: the attack on leases must find every one of them. */

import type { Mutation } from '../planted/loader.ts';

const core = (name: string): string => `packages/core/src/${name}.ts`;
const master = (name: string): string => `packages/master/src/${name}.ts`;

export const leaseMutations = {
  /** A node's own higher ballot is not refused while it supports another. */
  'own-ballot-while-bound': [
    {
      file: core('replica'),
      find: '    if (bond !== 0 && stands) this.#following.askForWord(bond);\n    else if (stands && this.#voting.mayVote',
      replace: '    if (stands && this.#voting.mayVote',
    },
    {
      file: core('replica'),
      find: "const bond = outcome === 'quorum' ? this.#lease.bondAgainst(this.#options.self) : 0;",
      replace: 'const bond = 0 as number;',
    },
    {
      file: core('lease'),
      find: 'if (fortified !== undefined) return isOf(fortified, candidate)',
      replace:
        'if (candidate.nodeId === this.#options.self.nodeId) return 0;\n    if (fortified !== undefined) return isOf(fortified, candidate)',
    },
  ],
  /** Nobody is refused for the sake of a leader. */
  'bond-not-kept': [
    {
      file: core('lease'),
      find: 'return isOf(fortified, candidate) ? 0 : fortified.ballot;',
      replace: 'return 0;',
    },
  ],
  /** The epoch does not name the boot: what was granted before a restart counts as granted after it. */
  'epoch-volatile': [
    {
      file: core('lease'),
      find: 'answered.storageId === held.storageId && answered.boot === held.boot && answered.epoch === held.epoch;',
      replace: 'answered.storageId === held.storageId && answered.epoch === held.epoch;',
    },
  ],
  /** A withdrawal does not move the epoch: support that is given again continues the old one. */
  'withdrawal-keeps-epoch': [
    {
      file: master('grants'),
      find: 'if (isNew) grant.epoch = ++this.#lastEpoch;',
      replace: 'if (isNew) grant.epoch = grant.nodeId;',
    },
  ],
  'counted-from-the-answer': [
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
  'counted-from-a-later-heartbeat': [
    {
      file: master('holdings'),
      find: 'const untilMs = sentMs + countedMs(durationMs, this.#driftPpm);',
      replace: 'const untilMs = Math.max(...this.#sent.values()) + countedMs(durationMs, this.#driftPpm);',
    },
  ],
  'drift-not-applied': [
    {
      file: master('drift'),
      find: 'return (durationMs * (1 - rho)) / (1 + rho);',
      replace: 'return durationMs + 0 * rho;',
    },
  ],
  'drift-applied-once': [
    {
      file: master('drift'),
      find: 'return (durationMs * (1 - rho)) / (1 + rho);',
      replace: 'return durationMs * (1 - rho);',
    },
  ],
  'no-wait-after-a-restart': [
    {
      file: master('support'),
      find: 'wasClean ? startMs : startMs + record.longestMs',
      replace: 'startMs + (wasClean ? 0 : 0)',
    },
  ],
  'wait-of-the-configured-duration': [
    {
      file: master('support'),
      find: 'wasClean ? startMs : startMs + record.longestMs',
      replace: 'wasClean ? startMs : startMs + durationMs',
    },
  ],
  'clean-stop-without-asking': [
    {
      file: master('support'),
      find: "if (this.#stopping !== 'dropping' || this.#grants.supported.length > 0) return;",
      replace: "if (this.#stopping !== 'dropping') return;",
    },
  ],
  'clean-stop-within-the-wait': [
    {
      file: master('support'),
      find: 'if (readingMs < this.restartUntilMs) return;',
      replace: 'if (readingMs < 0) return;',
    },
  ],
  'dropped-support-counted': [
    {
      file: master('holdings'),
      find: 'if (epoch === 0 || this.#wasDropped(from, epoch)) return;',
      replace: 'if (epoch === 0) return;',
    },
  ],
  /** A release of one ballot frees from a later one, too. */
  'release-outlives-fortification': [
    {
      file: core('lease'),
      find: 'if (fortified?.nodeId !== ballotNode(ballot) || ballot < fortified.ballot) return;',
      replace: 'if (fortified?.nodeId !== ballotNode(ballot)) return;',
    },
  ],
  'release-for-a-later-promise': [
    {
      file: core('lease'),
      find: 'if (promised === lease.released ||',
      replace: 'if (lease.released > 0 ||',
    },
  ],
  'old-configuration-only': [
    {
      file: core('lease'),
      find: 'return proposer.proposed === undefined ? [configuration] : [configuration, proposer.proposed];',
      replace: 'return [configuration, ...(proposer.proposed === undefined ? [] : [])];',
    },
  ],
  'lease-before-ready': [
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
  'cached-reading': [
    {
      file: core('replica'),
      find: 'holdsLease(readingMs: number): boolean {\n    return this.#lease.isHeld(readingMs);',
      replace:
        'holdsLease(readingMs: number): boolean {\n    return this.#lease.isHeld(Math.min(readingMs, this.state.nowMs));',
    },
  ],
  'fortified-at-promise': [
    {
      file: core('replica'),
      find: "      if (reply.verdict === 'promised') this.#out.vote(from.nodeId, reply);\n      else this.#out.send(from.nodeId, reply);\n      if (reply",
      replace:
        "      if (reply.verdict === 'promised') {\n        this.#out.vote(from.nodeId, reply);\n        if (this.#lease.fortify(from, message.ballot)) this.#lease.answer(from, message.ballot);\n      } else this.#out.send(from.nodeId, reply);\n      if (reply",
    },
  ],
  'never-releases': [
    {
      file: core('lease'),
      find: '    if (!this.isOn || ballot === 0) return undefined;\n    lease.unreleased = 0;',
      replace: '    if (ballot !== -1) return undefined;\n    lease.unreleased = 0;',
    },
  ],
  'forlorn-leader-stays': [
    {
      file: core('replica'),
      find: "if (this.#lease.isForlorn()) this.#stepDown('no lease, and no quorum confirmed the ballot');",
      replace: '',
    },
  ],
  'one-way-link-keeps-support': [
    {
      file: master('grants'),
      find: 'if (this.#open && readingMs - grant.heardMs <= this.#durationMs) this.#extend(grant, readingMs);',
      replace: 'if (this.#open) this.#extend(grant, readingMs);',
    },
  ],
  'answer-of-another-boot': [
    {
      file: master('support'),
      find: 'if (message.boot === this.#options.self.boot) this.#holdings.answer(from, message);',
      replace: 'this.#holdings.answer(from, message);',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Mutation[]>>;

export type LeaseMutation = keyof typeof leaseMutations;
