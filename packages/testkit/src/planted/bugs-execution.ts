/** Planted bugs: what machines execute, when and how often, and what proposers are told (rule 6; DESIGN 3.4, 3.7). */

import { core, node, simulator, type PlantedBug } from './bug.ts';

export const executionBugs = {
  'executed-out-of-order': {
    rule: '6',
    does: 'machines are given what is chosen last, although what is below it still has to be read from the log',
    change: [
      {
        file: node('execution-queue'),
        find: 'if (isNext && this.#bytes < this.#bytesMax)',
        replace: 'if ((isNext || this.#bytes === 0) && this.#bytes < this.#bytesMax)',
      },
    ],
    // Little room in memory, and readings of the log that take their time.
    finders: [
      {
        by: 'simulator',
        given: {
          voters: 3,
          learners: 0,
          groups: 1,
          simulatedMs: 4_000,
          operationsPerSecond: 200,
          tuning: { executeQueueBytes: 1, executePageBytes: 1, batchCount: 1 },
          faults: { kinds: ['slowDisk', 'crash', 'pause', 'isolateLeader'], everyMs: 400 },
        },
      },
    ],
  },
  'executed-twice-after-restart': {
    rule: '6',
    does: 'after a restart a machine is given what its own state holds already',
    change: [
      {
        file: node('executor'),
        find: 'if (operation.instanceId <= (this.#checkpoints.get(smId) ?? 0))',
        replace: 'if (operation.instanceId < 0)',
      },
    ],
    finders: [simulator],
    sample: true,
  },
  'retry-executed-twice': {
    rule: 'once',
    does: 'a proposal that was proposed again is executed again',
    change: [
      {
        file: core('execution'),
        find: "if (seq < due) return 'repeat';",
        replace: '',
      },
    ],
    finders: [simulator],
  },
  'table-not-recovered': {
    rule: 'once',
    does: 'a restart begins without the table of what was executed',
    change: [
      {
        file: node('executor'),
        find: 'const instance = this.#parts.state.open(next.instanceId, next.value, next.ballot);',
        replace:
          'if (next.instanceId === this.#parts.chosenUpTo + 1) this.#parts.state.table.clear();\n    const instance = this.#parts.state.open(next.instanceId, next.value, next.ballot);',
      },
    ],
    finders: [simulator],
  },
  'floor-ignored': {
    rule: 'progress',
    does: 'a proposal waits for one before it that its node has given up',
    change: [
      {
        file: core('execution'),
        find: 'const due = Math.max(row.last, floor - 1) + 1;',
        replace: 'const due = Math.max(row.last, 0 * floor) + 1;',
      },
    ],
    finders: [simulator],
  },
  'early-executed': {
    rule: 'order',
    does: 'a proposal that came before an earlier one of its node is executed',
    change: [
      {
        file: core('execution'),
        find: "if (seq > due) return 'early';",
        replace: '',
      },
    ],
    finders: [
      {
        by: 'simulator',
        // The first of two that were under way is lost, on its way and then with its leader.
        given: {
          voters: 3,
          learners: 0,
          groups: 1,
          simulatedMs: 6_000,
          operationsPerSecond: 200,
          tuning: { batchCount: 1, windowInstances: 64, heartbeatIntervalMs: 30, electionTimeoutMs: 100 },
          faults: { kinds: ['succession', 'isolateLeader', 'loss', 'reordering'], everyMs: 200 },
        },
      },
    ],
  },
  'old-boot-executed': {
    rule: 'order',
    does: 'a proposal of an earlier life of its node is executed after those of a later one',
    change: [
      {
        file: core('execution'),
        find: 'if (row === undefined || row.storageId !== storageId || boot > row.boot) {',
        replace: 'if (row === undefined || row.storageId !== storageId || boot !== row.boot) {',
      },
    ],
    finders: [
      {
        by: 'laboratory',
        given: { steps: 1200, order: 0.2, weights: { crash: 2, restart: 6, propose: 15 } },
      },
    ],
  },
  'agreed-time-goes-back': {
    rule: 'order',
    does: "machines see the proposers' clocks as they are",
    change: [
      {
        file: core('execution'),
        find: 'Math.max(previousMs, proposedMs);',
        replace: 'Math.max(0 * previousMs, proposedMs);',
      },
    ],
    finders: [simulator],
  },
  'result-of-an-earlier-life': {
    rule: 'outcome',
    does: 'a proposer is given the result of what an earlier life of its node proposed',
    change: [
      {
        file: node('replay-state'),
        find: 'return nodeId === this.#self.nodeId && boot === this.#self.boot && storageId',
        replace: 'return nodeId === this.#self.nodeId && boot <= this.#self.boot && storageId',
      },
    ],
    finders: [simulator],
  },
  'sent-said-not-executed': {
    rule: 'outcome',
    does: 'a caller that gives up what is under way is told that it will never be executed',
    change: [
      {
        file: core('session'),
        find: "return unit.sent ? 'sent' : 'never-sent';",
        replace: "return 'never-sent';",
      },
    ],
    finders: [simulator],
    sample: true,
  },
  'result-of-the-neighbour': {
    rule: 'outcome',
    does: 'of proposals that share an instance each gets the result of the one before it',
    change: [
      {
        file: node('proposals'),
        find: 'const own: ProposeResult = { instanceId, batchIndex, result };',
        replace:
          'const own: ProposeResult = { instanceId, batchIndex, result: index > 0 ? pending.results?.[index - 1]?.result : result };',
      },
    ],
    finders: [simulator],
  },
  'nobody-is-told': {
    rule: 'progress',
    does: 'what a node forwarded to a leader that is lost is never handed over again',
    change: [
      {
        file: core('following'),
        find: '    this.#parts.reader.leaderChanged();\n    this.#parts.session.resendFrom(0);',
        replace: '    this.#parts.reader.leaderChanged();',
      },
      {
        file: core('forwarding'),
        find: "if (proposer.role !== 'leader') this.#session.resendFrom(0);",
        replace: '',
      },
    ],
    finders: [
      { by: 'laboratory', given: { steps: 900, learners: [4], weights: { cut: 5, heal: 3, campaign: 3 } } },
    ],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
