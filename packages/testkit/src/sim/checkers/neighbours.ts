/** Quorums of neighbouring configurations meet (rule 4), unless all that changes is the disk of one voter (DESIGN 6.3). */

import type { Configuration, Member } from '@gaios/core';
import { violated } from './violation.ts';

const votersAmong = (members: readonly Member[]): Member[] => members.filter(({ role }) => role === 'voter');

/** Whether a set of nodes is a majority of each side, counted by node: that each has its bound disk is another rule. */
const isQuorum = ({ members, outgoing }: Configuration, nodes: ReadonlySet<number>): boolean =>
  [members, outgoing ?? members].every((side) => {
    const voters = votersAmong(side);
    return voters.filter(({ nodeId }) => nodes.has(nodeId)).length > voters.length / 2;
  });

const disksOf = ({ members, outgoing = [] }: Configuration): Map<number, string> =>
  new Map([...outgoing, ...members].map(({ nodeId, storageId }) => [nodeId, storageId]));

/** Roles without disks. */
const rolesOf = ({ members, outgoing = [] }: Configuration): string =>
  [members, outgoing]
    .map((side) =>
      votersAmong(side)
        .map(({ nodeId }) => nodeId)
        .toSorted((a, b) => a - b)
        .join(),
    )
    .join('|');

/** @throws SimViolation unless every two quorums of the two have a voter in common, or one voter has another disk and nothing else. */
export const checkNeighbours = (groupIdx: number, before: Configuration, after: Configuration): void => {
  if (before.version === 0) return;
  const [old, now] = [disksOf(before), disksOf(after)];
  const other = [...now].filter(([nodeId, disk]) => old.has(nodeId) && old.get(nodeId) !== disk);
  if (other.length > 1) {
    violated(
      'membership',
      `version ${after.version} of group ${groupIdx} changes the disks of ${other.length} nodes`,
    );
  }
  if (other.length === 1 && rolesOf(before) !== rolesOf(after)) {
    violated('membership', `version ${after.version} of group ${groupIdx} changes voters and a disk at once`);
  }
  const again = [...now.values()].find((disk) => before.formerDisks?.includes(disk));
  if (again !== undefined) {
    violated(
      'membership',
      `version ${after.version} of group ${groupIdx} binds disk ${again}, which has lost its binding`,
    );
  }
  const nodes = [...new Set([...old.keys(), ...now.keys()])];
  for (let set = 0; set < 2 ** nodes.length; set++) {
    const some = new Set(nodes.filter((_, bit) => (set & (1 << bit)) !== 0));
    const rest = new Set(nodes.filter((nodeId) => !some.has(nodeId)));
    if (!isQuorum(before, some) || !isQuorum(after, rest)) continue;
    violated(
      'membership',
      `of group ${groupIdx} ${[...some].join()} is a quorum of version ${before.version}, and ${[...rest].join()} of ${after.version}`,
    );
  }
};
