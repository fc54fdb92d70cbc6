/**
 * The quorums of a configuration as data: to be shown to people before a change, and to be compared. Votes are counted by
 * the core (`quorumSystem`), which knows no plans; a test compares the two.
 */

import { voterIds, type Sides } from './members.ts';

/** A majority that is needed; a joint configuration needs one of each of its two sides. */
export interface SideQuorum {
  readonly voters: readonly number[];
  readonly needed: number;
}

export const sidesOf = ({ members, outgoing }: Sides): SideQuorum[] =>
  [members, ...(outgoing === undefined ? [] : [outgoing])].map((side) => {
    const voters = voterIds(side).toSorted((a, b) => a - b);
    return { voters, needed: Math.floor(voters.length / 2) + 1 };
  });

export const isMet = (sides: readonly SideQuorum[], nodes: ReadonlySet<number>): boolean =>
  sides.every(({ voters, needed }) => voters.filter((nodeId) => nodes.has(nodeId)).length >= needed);

/**
 * Whether each quorum of one shares a voter with each of the other, because some side of one and some side of the other are
 * so much alike that their majorities meet. (Those of joint configurations may meet without it; no step needs that.)
 */
export const quorumsMeet = (before: Sides, after: Sides): boolean =>
  sidesOf(before).some((old) => sidesOf(after).some((next) => majoritiesMeet(old, next)));

/** They do if they cannot both fit among all voters without a common one. */
const majoritiesMeet = (a: SideQuorum, b: SideQuorum): boolean => {
  const onlyA = a.voters.filter((nodeId) => !b.voters.includes(nodeId)).length;
  const onlyB = b.voters.filter((nodeId) => !a.voters.includes(nodeId)).length;
  const shared = a.voters.length - onlyA;
  // The fewest of those shared that each majority needs.
  return Math.max(0, a.needed - onlyA) + Math.max(0, b.needed - onlyB) > shared;
};
