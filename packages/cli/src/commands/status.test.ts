/** What `gaios status` says below its tables. */

import { expect, test } from '@jest/globals';
import type { GroupStatus, NodeStatus } from 'gaios';
import { remarks } from './status.ts';

const group = (membershipSteps: readonly string[]): GroupStatus =>
  ({ groupIdx: 4, state: 'running', membershipSteps }) as unknown as GroupStatus;

const status = (notices: readonly string[], membershipSteps: readonly string[]): NodeStatus =>
  ({ nodeId: 3, peers: [], groups: [group(membershipSteps)], notices }) as unknown as NodeStatus;

test('remarks: the notices of a node, and the steps of its groups, each on a line with who says it', () => {
  expect(remarks([status(['node 1 refuses this node: a restored copy?'], ['this disk is bound'])])).toEqual([
    '\n',
    'node 3: node 1 refuses this node: a restored copy?\n',
    'node 3: group 4: this disk is bound\n',
  ]);
});

test('remarks: none where nothing is amiss', () => {
  expect(remarks([status([], [])])).toEqual([]);
});
