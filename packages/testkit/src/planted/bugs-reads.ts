/** Planted bugs: reads that see too little (DESIGN 5.1), and groups that are not kept apart. */

import { core, node, simulator, type ByLaboratory, type PlantedBug } from './bug.ts';

/** Reads and elections without end. */
const readers: ByLaboratory = {
  by: 'laboratory',
  given: { steps: 900, order: 0.3, batch: 3, weights: { campaign: 4, resign: 1, read: 6 } },
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
    finders: [simulator],
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
  'wrong-group': {
    rule: 'groups',
    does: 'a group takes messages that belong to another',
    change: [
      {
        file: core('replica'),
        find: 'if (gid !== 0 && mine !== 0 && gid !== mine) return `',
        replace: 'if (gid < 0 && gid !== mine) return `',
      },
    ],
    finders: [simulator],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
