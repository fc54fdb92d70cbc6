/** Planted bugs: what goes wrong when logs are cut off and checkpoints take their place (rules 1, 3 and 5, DESIGN 8). */

import { core, type ByLaboratory, type PlantedBug } from './bug.ts';

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
} as const satisfies Readonly<Record<string, PlantedBug>>;
