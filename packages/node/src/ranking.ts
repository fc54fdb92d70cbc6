/**
 * Who is to lead which group, other things being equal: an order of the voters that every node computes alike, so that the
 * leaders of many groups spread evenly over the nodes, also over those that are left when one is gone.
 */

/** What a node says of itself; it is its own affair, so the others learn of it by how soon it stands. */
export const PRIORITY_MAX = 10;

/**
 * The voters in the order that is this group's. The number of the group, read in a mixed base, picks a permutation: of
 * any consecutive groups each node is first in an equal share, and of those each of the others is second in an equal
 * share, and so on. (A hash would do for thousands of groups, but leaves three groups on one of three nodes easily.)
 */
export const inRank = (groupIdx: number, voters: readonly number[]): number[] => {
  const left = voters.toSorted((a, b) => a - b);
  const ranked: number[] = [];
  for (let rest = groupIdx; left.length > 0;) {
    const at = rest % left.length;
    rest = Math.floor(rest / left.length);
    ranked.push(...left.splice(at, 1));
  }
  return ranked;
};
