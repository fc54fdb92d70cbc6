/** What `status()` tells: plain data, made on request. */

import type { Group } from './group.ts';
import type { GroupStatus } from './api.ts';
import type { CheckpointHost } from './checkpoints/host.ts';

export const groupStatus = (group: Group, checkpoints: CheckpointHost): GroupStatus => {
  const { view, state, executor, proposals } = group;
  const master = group.master.status;
  return {
    groupIdx: group.groupIdx,
    kind: group.birth.kind,
    ...state,
    leader: view.leader,
    ballot: view.ballot,
    ...(master === undefined ? {} : { master }),
    holdsLease: group.holdsLease(),
    leaseMs: group.leaseMs,
    gid: view.gid,
    nowInstanceId: view.chosenUpTo + 1,
    chosenUpTo: view.chosenUpTo,
    executedUpTo: executor.executedUpTo,
    minChosen: view.minChosen,
    members: view.configuration.members.map(({ nodeId, address, role }) => ({ nodeId, address, role })),
    membershipVersion: view.configuration.version,
    membershipSteps: [...group.membership.steps.values(), ...group.disk.lines],
    pendingProposals: proposals.pending,
    ...checkpoints.status(group.groupIdx),
    checksum: executor.checksum.toString(16).padStart(8, '0'),
  };
};
