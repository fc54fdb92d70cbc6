/** Which groups a node should hand over, and to whom, so that all nodes lead about equally many. */

import type { NodeStatus } from '../api.ts';

export interface Move {
  readonly groupIdx: number;
  readonly to: number;
}

/**
 * What this node leads beyond its share, each to the voter that leads least of those that are up. Only as long as that evens
 * things out: whoever gets a group has no more than this node then, so nothing would come back.
 */
export const movesToBalance = ({
  nodeId: self,
  groups,
  peers,
}: Pick<NodeStatus, 'nodeId' | 'groups' | 'peers'>): Move[] => {
  const up = new Set(peers.filter(({ state }) => state === 'up').map(({ nodeId }) => nodeId));
  const leads = new Map<number, number>();
  for (const { leader } of groups) leads.set(leader, (leads.get(leader) ?? 0) + 1);
  const countOf = (nodeId: number): number => leads.get(nodeId) ?? 0;
  const moves: Move[] = [];
  for (const { groupIdx, leader, master, members } of groups) {
    if (leader !== self || master?.isMine !== true) continue;
    const [to] = members
      .filter(({ nodeId, role }) => role !== 'learner' && up.has(nodeId))
      .map(({ nodeId }) => nodeId)
      .toSorted((a, b) => countOf(a) - countOf(b) || a - b);
    if (to === undefined || countOf(to) + 1 >= countOf(self)) continue;
    leads.set(to, countOf(to) + 1);
    leads.set(self, countOf(self) - 1);
    moves.push({ groupIdx, to });
  }
  return moves;
};
