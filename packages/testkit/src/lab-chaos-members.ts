/** Random changes of configuration for lab-chaos, and which disks it may lose without asking for the impossible. */

import { encodeChange, isInitial, type Configuration, type Member } from '@gaios/core';
import { SYSTEM_SM_ID } from '@gaios/sm-base';
import type { Lab, LabNode } from './lab.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Choice {
  readonly random: SeededRandom;
  /** Disks that may not join (again). */
  readonly everBound: ReadonlySet<string>;
}

/**
 * Proposes a change at a node: to a configuration that shares a voter with the present one, so that somebody who knows
 * of it can finish it; often joint, often one that binds a new disk, sometimes one whose quorums do not intersect.
 */
export const proposeChange = (lab: Lab, node: LabNode, choice: Choice): void => {
  const { random } = choice;
  const { configuration } = node.replica.state;
  if (isInitial(configuration)) return;
  const { gid, version, outgoing } = configuration;
  const members =
    outgoing === undefined ? nextMembers(lab, configuration, choice) : rebound(lab, configuration.members);
  if (members === undefined) return;
  const isJoint = outgoing === undefined && random.chance(0.4);
  const change = {
    gid,
    fromVersion: version,
    members,
    ...(isJoint ? { outgoing: boundAs(members, configuration.members) } : {}),
  };
  lab.proposeBytes(node.nodeId, encodeChange(change), SYSTEM_SM_ID);
};

/** The same members with the disks that they have now. */
const rebound = (lab: Lab, members: readonly Member[]): Member[] =>
  members.map((member) => ({ ...member, storageId: lab.node(member.nodeId).storageId }));

/** The old side, with the disks of the new one where a node is on both. */
const boundAs = (members: readonly Member[], old: readonly Member[]): Member[] =>
  old.map((member) => {
    const storageId = members.find(({ nodeId }) => nodeId === member.nodeId)?.storageId ?? member.storageId;
    return { ...member, storageId };
  });

const isGood = (lab: Lab, member: Member): boolean =>
  member.role === 'voter' && member.storageId === lab.node(member.nodeId).storageId;

const nextMembers = (lab: Lab, { members }: Configuration, choice: Choice): Member[] | undefined => {
  const { random, everBound } = choice;
  const draw = random.next();
  if (draw < 0.3) return rebound(lab, members);
  const keep = members.filter((member) => isGood(lab, member));
  const stays = keep[random.below(keep.length)];
  const next: Member[] = [];
  for (const nodeId of lab.nodes.keys()) {
    const old = members.find((member) => member.nodeId === nodeId);
    const role = draw < 0.7 ? neighbour(old, random) : random.pick(['voter', 'learner', undefined] as const);
    const kept = nodeId === stays?.nodeId ? 'voter' : role;
    const { storageId } = lab.node(nodeId);
    const isBanned = old === undefined && everBound.has(storageId);
    if (kept !== undefined && !isBanned)
      next.push({ nodeId, address: `127.0.0.1:${7000 + nodeId}`, role: kept, storageId });
  }
  return stays === undefined ? undefined : next;
};

/** Mostly what it was. */
const neighbour = (old: Member | undefined, random: SeededRandom): Member['role'] | undefined => {
  if (!random.chance(0.25)) return old?.role;
  return random.pick(['voter', 'learner', undefined] as const);
};

const hasGoodQuorum = (lab: Lab, members: readonly Member[], lost: number): boolean => {
  const voters = members.filter(({ role }) => role === 'voter');
  return voters.filter((member) => isGood(lab, member) && member.nodeId !== lost).length > voters.length / 2;
};

/** Whether every configuration that some replica lives in has a quorum of disks that are still there. */
export const isHealthy = (lab: Lab, lost = 0): boolean =>
  [...lab.nodes.values()]
    .map((node) => node.replica.state.configuration)
    .filter((configuration) => !isInitial(configuration))
    .every(({ members, outgoing }) =>
      [members, outgoing ?? members].every((side) => hasGoodQuorum(lab, side, lost)),
    );

/**
 * A disk may be lost while another founder remembers the founding of the group (if all forget it at once, they may found
 * another one), and while enough others remain.
 */
export const canLoseDisk = (lab: Lab, node: LabNode): boolean =>
  lab.founders.some(
    (nodeId) => nodeId !== node.nodeId && (lab.node(nodeId).disk.meta?.chosenUpTo ?? 0) > 0,
  ) && isHealthy(lab, node.nodeId);
