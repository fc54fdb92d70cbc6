/** What each operation of membership is: the call of `Node` for it, and the members that it leads to. */

import type { ChangedMembership, ChangeOptions, MembershipOperation, Node, TargetMember } from 'gaios';

type OperationOf<K extends MembershipOperation['kind']> = Extract<MembershipOperation, { kind: K }>;
type Members = readonly TargetMember[];

interface Call {
  readonly groupIdx: number;
  readonly operation: MembershipOperation;
  readonly options: ChangeOptions;
}

type Calls = {
  readonly [K in MembershipOperation['kind']]: (
    node: Node,
    groupIdx: number,
    operation: OperationOf<K>,
    options: ChangeOptions,
  ) => Promise<ChangedMembership>;
};

const calls: Calls = {
  addMember: (node, groupIdx, { nodeId, address }, options) =>
    node.addMember(groupIdx, nodeId, address, options),
  addLearner: (node, groupIdx, { nodeId, address }, options) =>
    node.addLearner(groupIdx, nodeId, address, options),
  removeMember: (node, groupIdx, { nodeId }, options) => node.removeMember(groupIdx, nodeId, options),
  changeMember: (node, groupIdx, { from, to }, options) => node.changeMember(groupIdx, from, to, options),
  promote: (node, groupIdx, { nodeId }, options) => node.promote(groupIdx, nodeId, options),
  demote: (node, groupIdx, { nodeId }, options) => node.demote(groupIdx, nodeId, options),
  changeAddress: (node, groupIdx, { nodeId, address }, options) =>
    node.changeAddress(groupIdx, nodeId, address, options),
  changeMembership: (node, groupIdx, { target }, options) => node.changeMembership(groupIdx, target, options),
  takeBack: (node, groupIdx, _operation, options) => node.takeBack(groupIdx, options),
};

export const callOf = (node: Node, { groupIdx, operation, options }: Call): Promise<ChangedMembership> =>
  // Each row is of the kind that it is looked up by.
  (calls[operation.kind] as Calls['takeBack'])(node, groupIdx, operation as OperationOf<'takeBack'>, options);

const without = (members: Members, nodeId: number): TargetMember[] =>
  members.filter((member) => member.nodeId !== nodeId);

const withRole = (members: Members, nodeId: number, role: TargetMember['role']): Members => [
  ...without(members, nodeId),
  { nodeId, address: '', role },
];

const roleIn = (members: Members, nodeId: number): TargetMember['role'] =>
  members.find((member) => member.nodeId === nodeId)?.role ?? 'voter';

type Targets = {
  readonly [K in MembershipOperation['kind']]: (members: Members, operation: OperationOf<K>) => Members;
};

const targets: Targets = {
  addMember: (members, { nodeId }) => withRole(members, nodeId, 'voter'),
  addLearner: (members, { nodeId }) => withRole(members, nodeId, roleIn(members, nodeId)),
  removeMember: (members, { nodeId }) => without(members, nodeId),
  changeMember: (members, { from, to }) => withRole(without(members, from), to.nodeId, roleIn(members, from)),
  promote: (members, { nodeId }) => withRole(members, nodeId, 'voter'),
  demote: (members, { nodeId }) => without(members, nodeId),
  changeAddress: (members) => members,
  changeMembership: (_members, { target }) => target,
  takeBack: (members) => members,
};

/** Who would vote, mistakes apart: those are refused. */
export const targetIn = (members: Members, operation: MembershipOperation): Members =>
  (targets[operation.kind] as Targets['takeBack'])(members, operation as OperationOf<'takeBack'>);
