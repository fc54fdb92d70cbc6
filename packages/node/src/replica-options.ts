/** What a replica is made with: identity, limits, and the few pure functions that the core needs of the outside. */

import {
  changesConfiguration,
  decodeBatch,
  encodeBatch,
  unwrapRequest,
  wrapRequest,
  type Batch,
  type Identity,
  type Random,
  type SMFac,
} from '@gaios/sm-base';
import type { LeaseOptions, Member, ReplicaOptions, SupportTable } from '@gaios/core';
import { chainChecksum } from './adapters/checksum.ts';
import type { Tuning } from './option-rows.ts';
import type { Telemetry } from './telemetry.ts';

export interface ReplicaOptionsParts {
  readonly self: Identity;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly initialMembers: readonly Member[];
  readonly changeValueBeforePropose: boolean;
  readonly support: SupportTable;
  readonly leaseReads: boolean;
}

/** `tuning` and `machines` are the group's own, and change under the replica's eyes. */
export const replicaOptions = (
  groupIdx: number,
  parts: ReplicaOptionsParts,
  tuning: Tuning,
  machines: SMFac,
): ReplicaOptions => {
  const { self, initialMembers, random, changeValueBeforePropose, telemetry } = parts;
  const lease: LeaseOptions = { support: parts.support, reads: parts.leaseReads, capMs: Infinity };
  const change = (batch: Batch): Batch => beforePropose(groupIdx, machines, telemetry, batch);
  return {
    groupIdx,
    self,
    initialMembers,
    gidProposal: Math.max(1, random.nextInteger()),
    tuning,
    drainBeforePropose: changeValueBeforePropose,
    lease,
    ports: {
      frame: changeValueBeforePropose ? (batch) => encodeBatch(change(batch)) : encodeBatch,
      unframe: decodeBatch,
      changesConfiguration,
      chain: chainChecksum,
    },
  };
};

/** phxpaxos BeforePropose: once per machine and batch, at the leader, with the machine's state up to date. */
const beforePropose = (groupIdx: number, machines: SMFac, telemetry: Telemetry, batch: Batch): Batch => {
  const called = new Set<number>();
  const proposals = batch.proposals.map((proposal) => {
    const { smId, payload, requestId } = unwrapRequest(proposal);
    const machine = machines.get(smId);
    if (machine?.needCallBeforePropose !== true || called.has(smId)) return proposal;
    called.add(smId);
    try {
      const changed = { smId, payload: machine.beforePropose?.(groupIdx, payload) ?? payload };
      return { ...proposal, ...(requestId === undefined ? changed : wrapRequest(requestId, changed)) };
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
