/** What a user asks for, and the membership that it means. */

import { GaiosError } from '@gaios/sm-base';
import type { Configuration } from '@gaios/core';
import { find, toTarget, voterIds, type Target, type TargetMember } from './members.ts';
import { requireNodeId, requireTarget } from './validate.ts';

export interface OperationMap {
  /** A new voter; it is a learner until it has caught up. */
  addMember: { readonly nodeId: number; readonly address: string };
  addLearner: { readonly nodeId: number; readonly address: string };
  removeMember: { readonly nodeId: number };
  /** One node for another, which gets its role. */
  changeMember: { readonly from: number; readonly to: { readonly nodeId: number; readonly address: string } };
  /** A learner that has caught up becomes a voter. */
  promote: { readonly nodeId: number };
  demote: { readonly nodeId: number };
  /** The same node, the same disk, elsewhere. */
  changeAddress: { readonly nodeId: number; readonly address: string };
  /** Any membership at once. */
  changeMembership: { readonly target: Target };
  /** Out of a joint configuration, to where it came from. */
  takeBack: object;
}

export type OperationKind = keyof OperationMap;

export type MembershipOperation = {
  [K in OperationKind]: { readonly kind: K } & OperationMap[K];
}[OperationKind];

type Targets = {
  readonly [K in OperationKind]: (
    now: Target,
    operation: OperationMap[K],
    configuration: Configuration,
  ) => Target;
};

/**
 * The membership that an operation leads to from this configuration.
 * @throws GaiosError, with a code for each kind of mistake
 */
export const targetOf = (configuration: Configuration, operation: MembershipOperation): Target => {
  requireCalm(configuration, operation);
  const now = toTarget(configuration.members);
  const target = (targets[operation.kind] as Targets['takeBack'])(now, operation, configuration);
  return toTarget(requireTarget(target, now));
};

const NOT_FOUNDED =
  'the group is not founded yet, which takes all voters that the options name; readBarrier waits for it';

/** One change at a time: what is joint is left by itself, or taken back, before anything else. */
const requireCalm = (configuration: Configuration, { kind }: MembershipOperation): void => {
  const { version, outgoing } = configuration;
  if (version === 0) throw new GaiosError('CHANGE_UNDER_WAY', NOT_FOUNDED, { facts: { version } });
  const isJoint = outgoing !== undefined;
  if (isJoint && kind !== 'takeBack')
    throw new GaiosError('CHANGE_UNDER_WAY', undefined, { facts: { version } });
  if (!isJoint && kind === 'takeBack')
    throw new GaiosError('NOTHING_UNDER_WAY', undefined, { facts: { version } });
};

const targets: Targets = {
  addMember: (now, { nodeId, address }) => added(now, { nodeId, address, role: 'voter' }),
  addLearner: (now, { nodeId, address }) => added(now, { nodeId, address, role: 'learner' }),
  removeMember: (now, { nodeId }) => {
    keepVoter(now, nodeId);
    return without(now, nodeId);
  },
  changeMember: (now, { from, to }) => {
    const { role } = known(now, from);
    return added(now, { nodeId: to?.nodeId, address: to?.address, role }).filter(
      ({ nodeId }) => nodeId !== from,
    );
  },
  promote: (now, { nodeId }) => changed(now, { ...known(now, nodeId), role: 'voter' }),
  demote: (now, { nodeId }) => {
    keepVoter(now, nodeId);
    return changed(now, { ...known(now, nodeId), role: 'learner' });
  },
  changeAddress: (now, { nodeId, address }) => changed(now, { ...known(now, nodeId), address }),
  changeMembership: (_now, { target }) => target,
  takeBack: (now, _operation, { outgoing }) => outgoing ?? now,
};

const known = (now: Target, nodeId: number): TargetMember => {
  requireNodeId(nodeId);
  const member = find(now, nodeId);
  if (member === undefined) throw new GaiosError('UNKNOWN_MEMBER', undefined, { facts: { nodeId } });
  return member;
};

const added = (now: Target, member: TargetMember): Target => {
  requireNodeId(member.nodeId);
  const present = find(now, member.nodeId);
  if (present === undefined) return [...now, member];
  throw new GaiosError('DUPLICATE_MEMBER', undefined, {
    facts: { nodeId: member.nodeId, role: present.role },
  });
};

const without = (now: Target, gone: number): Target => now.filter(({ nodeId }) => nodeId !== gone);

const changed = (now: Target, member: TargetMember): Target => [...without(now, member.nodeId), member];

const keepVoter = (now: Target, nodeId: number): void => {
  const { role } = known(now, nodeId);
  if (role === 'voter' && voterIds(now).length === 1) {
    throw new GaiosError('LAST_VOTER', undefined, { facts: { nodeId } });
  }
};
