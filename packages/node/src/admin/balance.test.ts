import { expect, test } from '@jest/globals';
import type { GroupStatus, NodeStatus } from '../api.ts';
import { movesToBalance } from './balance.ts';

const voters = [1, 2, 3].map((nodeId) => ({ nodeId, address: `a:${nodeId}`, role: 'voter' as const }));

const statusOf = (leaders: readonly number[], up: readonly number[] = [2, 3]): NodeStatus =>
  ({
    nodeId: 1,
    groups: leaders.map((leader, groupIdx): Partial<GroupStatus> => ({
      groupIdx,
      leader,
      members: voters,
      master: { node: leader, version: 1, isMine: leader === 1, recordedNode: leader, recordedVersion: 1 },
    })),
    peers: [2, 3].map((nodeId) => ({ nodeId, state: up.includes(nodeId) ? 'up' : 'down' })),
  }) as unknown as NodeStatus;

test.each([
  ['an even spread stays', [1, 2, 3, 1, 2, 3], [2, 3], []],
  ['one more is no reason', [1, 1, 2, 3], [2, 3], []],
  ['whoever leads least gets it', [1, 1, 1, 2], [2, 3], [3]],
  ['everything is spread over all', [1, 1, 1, 1, 1, 1], [2, 3], [2, 3, 2, 3]],
  ['nothing goes to who is down', [1, 1, 1, 1], [3], [3, 3]],
  ['what others have too much of is theirs to give', [2, 2, 2, 2, 1, 3], [2, 3], []],
  ['a group without a leader counts for nobody', [1, 1, 0, 0], [], []],
])('%s', (_what, leaders, up, to) => {
  const moves = movesToBalance(statusOf(leaders, up));
  expect(moves.map((move) => move.to)).toEqual(to);
  expect(moves.every(({ groupIdx }) => leaders[groupIdx] === 1)).toBe(true);
});
