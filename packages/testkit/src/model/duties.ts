/**
 * What a leader proposes of its own accord (config-sm duties.ts), as far as rules rest on it: the disk that a member has now
 * is bound to it, and a joint configuration is left. Whether it is time to is not asked: no schedule of it may break a rule.
 */

import type { ConfigurationChange, Member, ReplicaState } from '@gaios/core';
import { SYSTEM_SM_ID } from '@gaios/sm-base';

export type DutyKind = 'bind' | 'leave';

/** Undefined: there is none, or one is under way. */
export const dutyOf = (state: ReplicaState, kind: DutyKind): ConfigurationChange | undefined => {
  const { proposer, session } = state;
  const isAtOne = session.units.some(({ requests }) => requests.some(({ smId }) => smId === SYSTEM_SM_ID));
  if (proposer.role !== 'leader' || isAtOne) return undefined;
  return kind === 'bind' ? binding(state) : leaving(state);
};

/** Both sides, if joint: a node has one disk. */
const binding = ({ configuration, alive, disks }: ReplicaState): ConfigurationChange | undefined => {
  const { gid, version, members, outgoing, formerDisks = [] } = configuration;
  const isNew = ({ nodeId, storageId }: Member): boolean => {
    const present = disks.get(nodeId) ?? storageId;
    return alive.has(nodeId) && present !== storageId && !formerDisks.includes(present);
  };
  const found = [...members, ...(outgoing ?? [])].find(isNew);
  if (found === undefined) return undefined;
  const { nodeId } = found;
  const storageId = disks.get(nodeId) ?? '';
  const swap = (side: readonly Member[]): Member[] =>
    side.map((member) => (member.nodeId === nodeId ? { ...member, storageId } : member));
  return {
    gid,
    fromVersion: version,
    members: swap(members),
    ...(outgoing === undefined ? {} : { outgoing: swap(outgoing) }),
  };
};

const leaving = ({ configuration }: ReplicaState): ConfigurationChange | undefined => {
  const { gid, version: fromVersion, members, outgoing } = configuration;
  return outgoing === undefined ? undefined : { gid, fromVersion, members };
};
