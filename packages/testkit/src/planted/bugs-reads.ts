/** Planted bugs: reads that see too little (DESIGN 5.1), and groups that are not kept apart. */

import { core, node, simulator, type ByLaboratory, type BySimulator, type PlantedBug } from './bug.ts';

/** Reads and elections without end. */
const readers: ByLaboratory = {
  by: 'laboratory',
  given: { steps: 900, order: 0.3, batch: 3, weights: { campaign: 4, resign: 1, read: 6 } },
};

/** A busy group whose leader is cut off, stopped and slow again and again. */
const leased = { voters: 3, learners: 0, groups: 1, simulatedMs: 6_000, operationsPerSecond: 200 } as const;
/** Support, and so leases, that are over soon. */
const quick = { heartbeatIntervalMs: 30, electionTimeoutMs: 100, maxPending: 10_000 } as const;
const byLease: BySimulator = {
  by: 'simulator',
  given: {
    ...leased,
    faults: {
      kinds: ['isolateLeader', 'succession', 'pause', 'suspend', 'slowDisk', 'delay', 'powerLoss'],
      everyMs: 500,
    },
  },
};

export const readBugs = {
  'read-unconfirmed': {
    rule: 'reads',
    does: 'a leader serves a read without asking whether it still leads',
    change: [
      {
        file: core('reader'),
        find: 'if (!this.#configurations().every((configuration) => quorumSystem(configuration).isQuorum(round.acks)))\n      return;',
        replace: '',
      },
    ],
    finders: [
      {
        by: 'simulator',
        given: {
          learners: 0,
          operationsPerSecond: 40,
          faults: { kinds: ['isolateLeader', 'succession', 'oneWay'], everyMs: 800 },
        },
      },
    ],
  },
  'read-before-execution': {
    rule: 'reads',
    does: 'a read is answered before the node has executed up to its index',
    change: [
      {
        file: node('reads'),
        find: 'if (host.executedUpTo >= instanceId) this.#query(read);',
        replace: 'if (instanceId > 0) this.#query(read);',
      },
    ],
    finders: [simulator],
    sample: true,
  },
  'read-before-own-instance': {
    rule: 'reads',
    does: 'a new leader serves reads before an instance of its own reign is executed',
    change: [
      {
        file: core('pipeline'),
        find: "return proposer.role === 'leader' && proposer.readyAt > 0 && executedUpTo >= proposer.readyAt;",
        replace: "return proposer.role === 'leader' && executedUpTo >= 0;",
      },
    ],
    finders: [simulator, readers],
  },
  'read-within-instance': {
    rule: 'reads',
    does: 'a query runs between two operations of one instance',
    change: [
      {
        file: node('executor'),
        find: 'if (this.#next === 0 && this.#queries.waiting > 0)',
        replace: 'if (this.#queries.waiting > 0)',
      },
    ],
    finders: [
      {
        by: 'simulator',
        // One operation a turn: reads find instances that are half executed.
        given: {
          faults: false,
          simulatedMs: 8_000,
          operationsPerSecond: 200,
          tuning: { executeSliceCount: 1 },
        },
      },
    ],
  },
  'read-names-too-little': {
    rule: 'reads',
    does: 'a read names the instance that the log is known to be chosen up to, although its machine holds more',
    change: [
      {
        file: node('executor'),
        find: 'return Math.max(this.#executedUpTo, this.#checkpoints.get(smId) ?? 0);',
        replace: 'return this.#executedUpTo + 0 * smId;',
      },
    ],
    finders: [
      {
        by: 'simulator',
        given: {
          voters: 3,
          learners: 0,
          groups: 1,
          simulatedMs: 5_000,
          durable: 1,
          operationsPerSecond: 80,
          faults: {
            kinds: ['crash', 'crashAtCommit', 'restartTwice', 'powerLoss', 'slowDisk'],
            everyMs: 300,
          },
        },
      },
    ],
  },
  'read-joins-a-round': {
    rule: 'reads',
    does: 'a read that comes during a round shares its index',
    change: [
      {
        file: core('reader'),
        find: '    reader.waiting.push(readId);',
        replace:
          '    const { round } = reader;\n    if (round === undefined) reader.waiting.push(readId);\n    else (round.local as number[]).push(readId);',
      },
    ],
    finders: [simulator, readers],
  },
  'lease-read-before-execution': {
    rule: 'reads',
    does: 'a read by lease is answered before its node has executed what it knows to be chosen',
    change: [
      {
        file: node('reads'),
        find: 'else this.#serveAt(read, index);',
        replace: 'else this.#query(read);',
      },
    ],
    finders: [byLease],
  },
  'lease-read-before-own-instance': {
    rule: 'reads',
    does: 'a new leader serves reads by its lease before an instance of its own reign is executed',
    change: [
      {
        file: core('replica'),
        find: 'return this.#pipeline.isReady && this.#lease.isHeld(readingMs) ? chosenUpTo : 0;',
        replace: 'return this.#lease.isHeld(readingMs) ? chosenUpTo : 0;',
      },
    ],
    finders: [
      {
        by: 'simulator',
        // What the last leader had chosen is announced late, and what the next proposes again is long on its way to a disk.
        given: {
          ...leased,
          tuning: { announceDelayMs: 50, ...quick },
          faults: { kinds: ['slowDisk', 'isolateLeader', 'crash'], everyMs: 250 },
        },
      },
    ],
  },
  'lease-looked-at-early': {
    rule: 'reads',
    does: 'the lease is looked at with the clock of the last turn, not after the read has come',
    change: [
      {
        file: node('group'),
        find: 'this.#inTurn = true;',
        replace: 'this.#inTurn = true;\n    Object.assign(this, { lookedMs: this.nowMs() });',
      },
      {
        file: node('group'),
        find: 'this.#replica.leaseIndex(leaseReading())',
        replace:
          'this.#replica.leaseIndex(Math.min(leaseReading(), (this as unknown as { lookedMs: number }).lookedMs))',
      },
    ],
    finders: [
      {
        by: 'simulator',
        // What comes from a new leader must not wait before the read, or the old one knows.
        given: { ...leased, faults: { kinds: ['pause', 'isolateLeader', 'partition'], everyMs: 250 } },
      },
    ],
  },
  'lease-through-sleep': {
    rule: 'reads',
    does: 'a machine that slept serves reads by the lease that it held before',
    change: [
      {
        file: node('pairs'),
        find: 'leaseReading(): number {\n    this.#noticeSleep();',
        replace: 'leaseReading(): number {',
      },
    ],
    finders: [
      {
        by: 'simulator',
        given: { ...leased, tuning: quick, faults: { kinds: ['suspend'], everyMs: 400 } },
      },
    ],
  },
  'bounded-by-the-answer': {
    rule: 'reads',
    does: 'an index counts as new from when it was answered, not from when it was asked for',
    change: [
      {
        file: node('reads'),
        find: 'else this.#last = { index: instanceId, asked: round.asked };',
        replace: 'else this.#last = { index: instanceId, asked: host.moment() };',
      },
    ],
    finders: [
      {
        by: 'simulator',
        given: { ...leased, faults: { kinds: ['delay', 'drift'], everyMs: 300 } },
      },
    ],
  },
  'bounded-without-age': {
    rule: 'reads',
    does: 'a bounded read is served at the last index, however old it is',
    change: [
      {
        file: node('reads'),
        find: 'if (ageMs > ms * (1 - limits.maxClockDriftPpm / 1_000_000)) return false;',
        replace: 'if (ageMs * ms < 0 * limits.maxClockDriftPpm) return false;',
      },
    ],
    finders: [simulator],
    sample: true,
  },
  'bounded-through-sleep': {
    rule: 'reads',
    does: 'the age of an index does not count what the machine slept',
    change: [
      {
        file: node('reads'),
        find: 'return uptimeMs - asked.uptimeMs - ageMs <= SLEEP_SLACK_MS;',
        replace: 'return uptimeMs >= asked.uptimeMs - SLEEP_SLACK_MS;',
      },
    ],
    finders: [{ by: 'simulator', given: { ...leased, faults: { kinds: ['suspend'], everyMs: 300 } } }],
  },
  'session-does-not-wait': {
    rule: 'reads',
    does: 'a read of a session is answered before the node has executed what the session saw',
    change: [
      {
        file: node('reads'),
        find: 'return this.#serveAt(read, seen);',
        replace: 'return this.#query(read);',
      },
    ],
    finders: [simulator],
  },
  'session-of-another-life': {
    rule: 'reads',
    does: 'a read of a session is answered in another life of the group than that of the session',
    change: [
      {
        file: node('consistency'),
        find: 'if (group.gid === 0 || gid === group.gid) return;',
        replace: 'if (group.gid >= 0 || gid === group.gid) return;',
      },
      {
        file: node('reads'),
        find: 'if (read.gid !== 0 && read.gid !== host.gid)',
        replace: 'if (read.gid < 0)',
      },
    ],
    finders: [simulator],
  },
  'hung-disk-lends-life': {
    rule: 'progress',
    does: 'a node whose disk hangs goes on sending heartbeats',
    change: [
      {
        file: node('pairs'),
        find: 'if (connected.length === 0 || !this.#lendsLife(readingMs)) return;',
        replace: 'if (connected.length === 0 || !this.#lendsLife(-Infinity)) return;',
      },
    ],
    finders: [
      {
        by: 'simulator',
        given: {
          ...leased,
          operationsPerSecond: 5,
          simulatedMs: 20_000,
          tuning: quick,
          faults: { kinds: ['hangLeader'], everyMs: 3_000 },
        },
      },
    ],
  },
  'wrong-group': {
    rule: 'groups',
    does: 'a group takes messages that belong to another',
    change: [
      {
        file: core('replica'),
        find: 'const isForeign = gid !== 0 && mine !== 0 && gid !== mine;',
        replace: 'const isForeign = gid < 0 && gid !== mine;',
      },
    ],
    finders: [simulator],
  },
  'reading-of-the-clock-kept': {
    rule: 'reads',
    does: 'one reading of the clock vouches for reads that arrive after it',
    change: [{ file: node('lease-clock'), find: 'this.#readingMs = undefined;', replace: '' }],
    finders: [
      {
        by: 'simulator',
        given: { ...leased, faults: { kinds: ['pause', 'isolateLeader', 'partition'], everyMs: 250 } },
      },
    ],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
