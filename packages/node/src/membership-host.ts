/** What a group does for its membership, and says of a disk that is not bound. */

import type { DutyEvent, FactMessage, ProgressEvent } from '@gaios/config-sm';
import type { GaiosError, Identity, PeerAddress } from '@gaios/sm-base';
import type { Configuration } from '@gaios/core';
import type { NodeEvents } from './api.ts';
import type { Proposals } from './proposals.ts';
import type { Telemetry } from './telemetry.ts';

/** What the group does for it. */
export interface MembershipHost {
  readonly groupIdx: number;
  readonly self: Identity;
  readonly leads: boolean;
  readonly executedUpTo: number;
  readonly view: { readonly gid: number; readonly leader: number; readonly chosenUpTo: number };
  nowMs(): number;
  speaker(nodeId: number): Identity | undefined;
  refusal(forProposal: boolean): GaiosError | undefined;
  /** To a machine of Gaios's own; resolves with its result. */
  proposeTo(smId: number, payload: Uint8Array, timeoutMs: number): Promise<unknown>;
  transfer(nodeId: number): boolean;
  fortifiersCover(configuration: Configuration): boolean;
  sendFacts(to: number, message: FactMessage): void;
  /** @throws GaiosError for addresses that the transport refuses */
  checkPeers(peers: readonly PeerAddress[]): void;
  /** Asks the others what they know to be chosen. */
  inquire(): void;
  membershipChanged(change: NodeEvents['membershipChange'][0]): void;
  membershipProgress(event: ProgressEvent): void;
  membershipDuty(event: DutyEvent, line: string): void;
}

type HostedGroup = Pick<
  MembershipHost,
  | 'groupIdx'
  | 'leads'
  | 'executedUpTo'
  | 'view'
  | 'nowMs'
  | 'refusal'
  | 'transfer'
  | 'fortifiersCover'
  | 'inquire'
> & { readonly proposals: Proposals };

type HostShared = Pick<
  MembershipHost,
  'self' | 'speaker' | 'sendFacts' | 'checkPeers' | 'membershipChanged'
> & {
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
    checkPeers: (peers) => shared.checkPeers(peers),
    inquire: () => group.inquire(),
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
