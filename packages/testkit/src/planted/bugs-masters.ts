/** Planted bugs: the record of the master (DESIGN 5, Master). */

import { master, node, type PlantedBug } from './bug.ts';

export const masterBugs = {
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
    finders: [{ by: 'masters', check: 'inOrder' }],
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
    finders: [{ by: 'masters', check: 'again' }],
  },
} as const satisfies Readonly<Record<string, PlantedBug>>;
