/** Planted bugs: what goes wrong when logs are cut off and checkpoints take their place (rules 1, 3 and 5, DESIGN 8). */

import { checkpoint, core, node, type ByLaboratory, type BySimulator, type PlantedBug } from './bug.ts';

/** Nodes that clean up, and are given checkpoints, all the time. */
const laboratory: ByLaboratory = {
  by: 'laboratory',
  given: {
    steps: 1200,
    voters: [1, 2, 3, 4, 5],
    order: 0.3,
    weights: { truncate: 3, install: 1.5, crash: 1, campaign: 3 },
  },
};

/** Whole nodes that make, ship and install checkpoints all the time. */
const shipping: BySimulator = { by: 'simulator', given: { mix: 'checkpoints' } };

export const checkpointBugs = {
  'install-wipes-promise': {
    rule: '1',
    does: 'a node that installs a checkpoint forgets what it has promised',
    change: [
      {
        file: core('truncation'),
        find: '    learner.checksum = checksum;\n',
        replace: '    learner.checksum = checksum;\n    acceptor.promised = base.ballot;\n',
      },
    ],
    finders: [laboratory],
    sample: true,
  },
  'install-wipes-acceptances': {
    rule: '1',
    does: 'a node that installs a checkpoint forgets what it has accepted above it',
    change: [
      {
        file: core('truncation'),
        find: 'if (id <= instanceId) acceptor.accepted.delete(id);',
        replace: 'acceptor.accepted.delete(id);',
      },
    ],
    finders: [laboratory],
  },
  'install-lowers-chosen': {
    rule: '5',
    does: 'a node installs a checkpoint that is older than its log',
    change: [
      {
        file: core('truncation'),
        find: "    if (instanceId <= learner.chosenUpTo) return 'known';\n",
        replace: '',
      },
    ],
    finders: [laboratory],
    sample: true,
  },
  'truncated-promises': {
    rule: '3',
    does: 'an acceptor promises to a candidate that needs what it has truncated, and is believed to have accepted nothing there',
    change: [
      {
        file: core('acceptor'),
        find: 'if (message.from <= learner.chosenUpTo) return',
        replace: 'if (message.from <= learner.chosenUpTo && message.from >= learner.minChosen) return',
      },
      {
        file: core('acceptor'),
        find: 'granted: message.from > learner.chosenUpTo && (',
        replace: 'granted: (message.from > learner.chosenUpTo || message.from < learner.minChosen) && (',
      },
      {
        file: core('proposer'),
        find: "this.hearBallot(message.promised);\n    if (message.chosenUpTo > learner.chosenUpTo) return 'behind';",
        replace:
          "this.hearBallot(message.promised);\n    if (message.chosenUpTo > learner.chosenUpTo && !message.granted) return 'behind';",
      },
      {
        file: core('proposer'),
        find: "reports nothing for what was chosen long ago (rule 3).\n    if (message.chosenUpTo > learner.chosenUpTo) return 'behind';",
        replace: 'reports nothing for what was chosen long ago (rule 3).',
      },
    ],
    finders: [laboratory],
  },
  'log-cut-too-far': {
    rule: '6',
    does: 'a log loses more than what is executed',
    change: [
      {
        file: core('truncation'),
        find: ' || below > executedUpTo + 1) return false;\n    this.#cut(below);',
        replace: ') return false;\n    this.#cut(Math.max(below, learner.chosenUpTo + 2));',
      },
    ],
    finders: [laboratory],
  },
  'maximum-over-machines': {
    rule: 'checkpoint',
    does: 'a checkpoint counts as of the highest instance that a machine of the group holds, not of the lowest',
    change: [
      {
        file: checkpoint('writer'),
        find: '      gid,\n      instanceId,\n      checksum,',
        replace:
          '      gid,\n      instanceId: Math.max(instanceId, ...this.#machines.map((each) => each.instanceId)),\n      checksum,',
      },
      {
        file: checkpoint('manifest'),
        find: 'if (machine.instanceId < instanceId)',
        replace: 'if (machine.instanceId < 0)',
      },
    ],
    finders: [shipping],
  },
  'chunk-not-verified': {
    rule: 'checkpoint',
    does: 'what a chunk carries is not compared with its checksum',
    change: [
      {
        file: checkpoint('receiver'),
        find: 'if (chunkCrc(plain) !== crc) return',
        replace: 'if (chunkCrc(plain) < 0) return',
      },
    ],
    finders: [shipping],
  },
  'execution-table-left-out': {
    rule: 'once',
    does: 'a checkpoint does not say which proposals were executed',
    change: [
      {
        file: node('framework-state'),
        find: 'executions: executions.map(([nodeId, { storageId, boot, last }]) =>',
        replace: 'executions: executions.slice(0, 0).map(([nodeId, { storageId, boot, last }]) =>',
      },
    ],
    finders: [shipping],
  },
  'manifest-not-verified': {
    rule: 'checkpoint',
    does: 'a manifest is not compared with its hash',
    change: [
      {
        file: checkpoint('manifest'),
        find: 'if (sha256Of(body) !== sha256) {',
        replace: "if (sha256Of(body) === '') {",
      },
    ],
    finders: [
      { by: 'simulator', given: { mix: 'checkpoints', faults: { kinds: ['damagedFile'], everyMs: 100 } } },
    ],
  },
  'files-not-synced': {
    rule: 'checkpoint',
    does: 'a folder becomes a checkpoint before its files are synced',
    change: [
      {
        file: checkpoint('writer'),
        find: '      await file.sync();\n      this.#written.push',
        replace: '      this.#written.push',
      },
    ],
    finders: [shipping],
  },
  'log-cleaned-during-a-transfer': {
    rule: 'checkpoint',
    does: 'a sender deletes the log that its receiver needs behind the checkpoint',
    change: [
      {
        file: checkpoint('provider'),
        find: 'return [...this.#holds.values()].map(({ from }) => from);',
        replace: 'return [];',
      },
    ],
    finders: [shipping],
  },
  'asks-while-receiving': {
    rule: 'checkpoint',
    does: 'a node asks for a checkpoint while it receives one',
    change: [
      {
        file: checkpoint('fetcher'),
        find: "if (this.#stopped || (this.#state !== 'idle' && this.#state !== 'catching-up')) return;",
        replace: 'if (this.#stopped) return;',
      },
      {
        file: node('checkpoints/host'),
        find: 'this.#groups.get(groupIdx)?.shipping.mayNeed === true',
        replace: 'this.#groups.has(groupIdx)',
      },
    ],
    finders: [shipping],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
