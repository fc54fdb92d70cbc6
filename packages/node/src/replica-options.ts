/** What a replica is made with: identity, limits, and the few pure functions that the core needs of the outside. */

import {
  changesConfiguration,
  decodeBatch,
  encodeBatch,
  MASTER_SM_ID,
  unwrapRequest,
  wrapValue,
  type Batch,
  type Identity,
  type Random,
  type SMFac,
} from '@gaios/sm-base';
import type { LeaseOptions, ReplicaOptions, ReplicaPorts, SupportTable } from '@gaios/core';
import { encodeMasterRecord } from '@gaios/master';
import { chainChecksum } from './adapters/checksum.ts';
import type { GroupBirth } from './group-birth.ts';
import type { Tuning } from './option-rows.ts';
import type { Telemetry } from './telemetry.ts';

export interface ReplicaOptionsParts {
  readonly self: Identity;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly birth: GroupBirth;
  readonly changeValueBeforePropose: boolean;
  readonly support: SupportTable;
  readonly leaseReads: boolean;
  readonly followNodeId: number | undefined;
  readonly useMaster: (groupIdx: number) => boolean;
}

/** `tuning` and `machines` are the group's own, and change under the replica's eyes. */
export const replicaOptions = (
  groupIdx: number,
  parts: ReplicaOptionsParts,
  tuning: Tuning,
  machines: SMFac,
): ReplicaOptions & { readonly lease: LeaseOptions } => {
  const { self, birth, random, changeValueBeforePropose, telemetry } = parts;
  const lease: LeaseOptions = {
    support: parts.support,
    reads: parts.leaseReads,
    capMs: tuning.masterLeaseMs,
  };
  const change = (batch: Batch): Batch => beforePropose(groupIdx, machines, telemetry, batch);
  return {
    groupIdx,
    self,
    initialMembers: birth.members,
    life: birth.life,
    gidProposal: birth.gid || Math.max(1, random.nextInteger()),
    tuning,
    drainBeforePropose: changeValueBeforePropose,
    lease,
    ...(parts.followNodeId === undefined ? {} : { followNodeId: parts.followNodeId }),
    ports: {
      frame: changeValueBeforePropose ? (batch) => encodeBatch(change(batch)) : encodeBatch,
      unframe: decodeBatch,
      changesConfiguration,
      chain: chainChecksum,
      ...(parts.useMaster(groupIdx) ? { reignValue: masterRecord(self, lease) } : {}),
    },
  };
};

/** The leader's own word, for the ballot at which it is proposed and for no other. */
const masterRecord =
  ({ nodeId, boot }: Identity, lease: LeaseOptions): Required<ReplicaPorts>['reignValue'] =>
  (ballot, reign) => {
    const leaseMs = Math.min(lease.capMs, lease.support.durationMs);
    return { smId: MASTER_SM_ID, payload: encodeMasterRecord({ nodeId, boot, ballot, reign, leaseMs }) };
  };

/** phxpaxos BeforePropose: once per machine and batch, at the leader, with the machine's state up to date. */
const beforePropose = (groupIdx: number, machines: SMFac, telemetry: Telemetry, batch: Batch): Batch => {
  const called = new Set<number>();
  const proposals = batch.proposals.map((proposal) => {
    const value = unwrapRequest(proposal);
    const { smId, payload } = value;
    const machine = machines.get(smId);
    if (machine?.needCallBeforePropose !== true || called.has(smId)) return proposal;
    called.add(smId);
    try {
      const changed = machine.beforePropose?.(groupIdx, payload) ?? payload;
      return { ...proposal, ...wrapValue({ ...value, payload: changed }) };
    } catch (error) {
      telemetry.log('error', 'beforePropose threw; the value is proposed as it is', {
        groupIdx,
        smId,
        error,
      });
      return proposal;
    }
  });
  return { ...batch, proposals };
};
