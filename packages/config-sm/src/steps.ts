/**
 * The way from one membership to another, as changes of the configuration whose neighbours have intersecting quorums
 * (DESIGN 6.1): new nodes learn first; one voter comes or goes by one change; anything more, and whatever ends the vote of
 * the leader, goes through a joint configuration, within which a leader that has to go hands over.
 */

import { InvariantViolation } from '@gaios/sm-base';
import type { Configuration, ConfigurationChange, Member } from '@gaios/core';
import { everybody, find, shapeOf, toTarget, voterIds, type Sides, type Target } from './members.ts';
import { quorumsMeet } from './quorums.ts';

/**
 * `prepare`: new nodes become learners, addresses change. `addVoter`, `dropVoter`: one. `removeLearners`: nothing else is
 * left to do. `handOver` changes nothing in the log: the leader hands over to a voter that stays. The leader does this and
 * `leaveJoint` by itself.
 */
export type StepKind =
  | 'prepare'
  | 'addVoter'
  | 'dropVoter'
  | 'enterJoint'
  | 'handOver'
  | 'leaveJoint'
  | 'takeBack'
  | 'removeLearners';

export interface Step extends Sides {
  readonly kind: StepKind;
  /** Nodes that begin to vote by it: they have to be bound, caught up and answering. */
  readonly ready: readonly number[];
}

/** Empty: there is nothing to do. */
export const stepsTo = (from: Sides, target: Target, leader: number): Step[] => {
  if (from.outgoing === undefined) return fromSettled(toTarget(from.members), toTarget(target), leader);
  return [
    ...leaving(toTarget(from.members), toTarget(from.outgoing), leader),
    ...fromSettled(toTarget(from.members), toTarget(target), leader),
  ];
};

/** Back to the old side of a joint configuration. */
export const takingBack = (outgoing: Target): Step[] => [
  { kind: 'takeBack', members: toTarget(outgoing), ready: [] },
];

const fromSettled = (now: Target, target: Target, leader: number): Step[] => {
  const prepared = prepare(now, target);
  const first: Step[] =
    shapeOf({ members: prepared }) === shapeOf({ members: now })
      ? []
      : [{ kind: 'prepare', members: prepared, ready: [] }];
  return [...first, ...change(prepared, target, leader)];
};

/** Whoever is to come is there as a learner, whoever is to go is there still, all at their new addresses. */
const prepare = (now: Target, target: Target): Target =>
  toTarget([
    ...now.map((member) => ({ ...member, address: find(target, member.nodeId)?.address ?? member.address })),
    ...target
      .filter(({ nodeId }) => find(now, nodeId) === undefined)
      .map((member) => ({ ...member, role: 'learner' as const })),
  ]);

const change = (now: Target, target: Target, leader: number): Step[] => {
  if (shapeOf({ members: now }) === shapeOf({ members: target })) return [];
  const added = voterIds(target).filter((nodeId) => !voterIds(now).includes(nodeId));
  const dropped = voterIds(now).filter((nodeId) => !voterIds(target).includes(nodeId));
  const count = added.length + dropped.length;
  if (count === 0) return [{ kind: 'removeLearners', members: target, ready: [] }];
  if (count === 1 && !dropped.includes(leader)) {
    return [{ kind: added.length > 0 ? 'addVoter' : 'dropVoter', members: target, ready: added }];
  }
  const enter: Step = { kind: 'enterJoint', members: target, outgoing: now, ready: added };
  return [enter, ...leaving(target, now, leader)];
};

const leaving = (members: Target, outgoing: Target, leader: number): Step[] => {
  const leave: Step = { kind: 'leaveJoint', members, ready: [] };
  const staysLeader = leader === 0 || voterIds(members).includes(leader);
  return staysLeader ? [leave] : [{ kind: 'handOver', members, outgoing, ready: [] }, leave];
};

/**
 * What a step proposes to the log: its members with the disks that are bound now; those who are new have none yet.
 * @throws InvariantViolation if its quorums need not meet those of now
 */
export const changeFor = (from: Configuration, { members, outgoing }: Sides): ConfigurationChange => {
  if (!quorumsMeet(from, { members, ...(outgoing && { outgoing }) })) {
    throw new InvariantViolation('neighbouring configurations have intersecting quorums', {
      from,
      members,
      outgoing,
    });
  }
  const bind = (side: Target): Member[] =>
    side.map((member) => ({ ...member, storageId: find(everybody(from), member.nodeId)?.storageId ?? '' }));
  return {
    gid: from.gid,
    fromVersion: from.version,
    members: bind(members),
    ...(outgoing === undefined ? {} : { outgoing: bind(outgoing) }),
  };
};

/**
 * Binds another disk to a node, on both sides if joint (DESIGN 6.3). The one change whose quorums need not meet those
 * before, of disks: rule 4 does not need it, and the forgotten disk is not needed for it.
 */
export const rebindingOf = (from: Configuration, nodeId: number, storageId: string): ConfigurationChange => {
  const { gid, version: fromVersion, members, outgoing } = from;
  const swap = (side: readonly Member[]): Member[] =>
    side.map((member) => (member.nodeId === nodeId ? { ...member, storageId } : member));
  return {
    gid,
    fromVersion,
    members: swap(members),
    ...(outgoing === undefined ? {} : { outgoing: swap(outgoing) }),
  };
};
