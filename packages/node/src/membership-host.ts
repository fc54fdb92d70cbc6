/** What a group does for its membership, and says of a disk that is not bound. */

import type { GaiosError, Identity } from '@gaios/sm-base';
import type { Configuration } from '@gaios/core';
import type { MembershipHost } from './membership.ts';
import type { Proposals } from './proposals.ts';
import type { Telemetry } from './telemetry.ts';

type HostedGroup = Pick<
  MembershipHost,
  'groupIdx' | 'leads' | 'executedUpTo' | 'view' | 'nowMs' | 'refusal' | 'transfer' | 'fortifiersCover'
> & { readonly proposals: Proposals };

type HostShared = Pick<MembershipHost, 'self' | 'speaker' | 'sendFacts' | 'membershipChanged'> & {
  readonly telemetry: Telemetry;
};

export const membershipHost = (group: HostedGroup, shared: HostShared): MembershipHost => {
  const { groupIdx } = group;
  const { self, telemetry } = shared;
  const refusal = (forProposal: boolean): GaiosError | undefined => group.refusal(forProposal);
  return {
    groupIdx,
    self,
    get leads() {
      return group.leads;
    },
    get executedUpTo() {
      return group.executedUpTo;
    },
    get view() {
      return group.view;
    },
    nowMs: () => group.nowMs(),
    speaker: (nodeId) => shared.speaker(nodeId),
    refusal,
    proposeTo: async (smId, payload, timeoutMs) => {
      const why = refusal(true);
      if (why !== undefined) throw why;
      const options = { timeoutMs, waitForRoom: true };
      return group.proposals.start({ requests: [{ smId, payload }], contexts: [], single: true, options });
    },
    transfer: (nodeId) => group.transfer(nodeId),
    fortifiersCover: (configuration) => group.fortifiersCover(configuration),
    sendFacts: (to, message) => shared.sendFacts(to, message),
    membershipChanged: (change) => shared.membershipChanged(change),
    membershipProgress: (event) => telemetry.tell('membershipProgress', { groupIdx, ...event }),
    membershipDuty: (event, line) => telemetry.tell('membershipDuty', { groupIdx, line, ...event }),
  };
};

/** What a node whose disk is not bound waits for. */
export const unboundReason = (
  { members, formerDisks = [] }: Configuration,
  { nodeId, storageId }: Identity,
  notVoting: string | undefined,
): string => {
  const isMember = members.some((member) => member.nodeId === nodeId);
  if (!formerDisks.includes(storageId))
    return notVoting ?? (isMember ? 'disk not bound yet' : 'no member of the group');
  if (!isMember) return `node ${nodeId} was removed from the group`;
  return `this disk was bound to node ${nodeId} once and never is again: start the node with an empty folder`;
};
