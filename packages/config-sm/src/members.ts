/**
 * Members as people name them, that is, without the disks that they are bound to. Two configurations of the same *shape*
 * differ in disks and version at most.
 */

import type { Configuration, Member, Role } from '@gaios/core';

/** One member of a membership that is wanted. Its disk is bound by the leader once it has caught up. */
export interface TargetMember {
  readonly nodeId: number;
  readonly address: string;
  readonly role: Role;
}

export type Target = readonly TargetMember[];

/** What a configuration is made of: also one that does not exist yet. */
export interface Sides {
  readonly members: Target;
  readonly outgoing?: Target;
}

const byNodeId = (a: TargetMember, b: TargetMember): number => a.nodeId - b.nodeId;

/** Members without their disks, in order of node ids. */
export const toTarget = (members: readonly TargetMember[]): Target =>
  members.map(({ nodeId, address, role }) => ({ nodeId, address, role })).toSorted(byNodeId);

export const find = <M extends TargetMember>(members: readonly M[], nodeId: number): M | undefined =>
  members.find((member) => member.nodeId === nodeId);

export const voterIds = (members: Target): number[] =>
  members.filter(({ role }) => role === 'voter').map(({ nodeId }) => nodeId);

/** Those of a target at an address that nobody of now has: what is in the log already is nobody's fault. */
export const newAddresses = (now: Configuration, target: Target): Target =>
  target.filter(({ nodeId, address }) => find(everybody(now), nodeId)?.address !== address);

/** Everybody of both sides, the new side's word first. */
export const everybody = ({ members, outgoing = [] }: Configuration): Member[] => [
  ...members,
  ...outgoing.filter(({ nodeId }) => find(members, nodeId) === undefined),
];

/** The same for two configurations that differ in disks and version at most. */
export const shapeOf = ({ members, outgoing }: Sides): string =>
  JSON.stringify([toTarget(members), outgoing === undefined ? null : toTarget(outgoing)]);
