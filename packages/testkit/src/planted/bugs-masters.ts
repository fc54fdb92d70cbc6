/** Planted bugs that schedules find which are written down (checks.ts): of the master's record and of bonds (DESIGN 5). */

import { core, master, node, type PlantedBug } from './bug.ts';

export const masterBugs = {
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
    finders: [{ by: 'check', check: 'oldConfiguration', seeds: 1 }],
  },
  'stray-record-taken': {
    rule: 'master',
    does: "the record of a deposed leader that comes after its successor's counts",
    change: [
      {
        file: master('master-state-machine'),
        find: 'if (before !== undefined && record.ballot <= before.ballot) return false;',
        replace: '',
      },
    ],
    finders: [{ by: 'check', check: 'mastersInOrder' }],
  },
  'record-kept-for-another-ballot': {
    rule: 'master',
    does: 'a leader proposes the record of its first reign again, at a later ballot',
    change: [
      {
        file: node('replica-options'),
        find: 'payload: encodeMasterRecord({ nodeId, boot, ballot, reign, leaseMs })',
        replace:
          'payload: ((lease as { kept?: Uint8Array }).kept ??= encodeMasterRecord({ nodeId, boot, ballot, reign, leaseMs }))',
      },
    ],
    finders: [{ by: 'check', check: 'mastersAgain' }],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
