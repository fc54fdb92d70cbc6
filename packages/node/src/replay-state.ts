/**
 * The replicated state that belongs to no machine: who may still execute what (DESIGN 3.4), the configuration of each
 * instance, agreed time and the chained checksum. A pure function of the log, the same on every replica.
 */

import {
  decodeBatch,
  isWrapped,
  MASTER_SM_ID,
  SYSTEM_SM_ID,
  unwrapRequest,
  type Identity,
  type Proposal,
  type RequestId,
} from '@gaios/sm-base';
import {
  admit,
  agreedTime,
  ClientTable,
  configurationAfter,
  initialConfiguration,
  type Admission,
  type ClientRowState,
  type Configuration,
  type ExecutionRow,
  type ExecutionTable,
  type Member,
} from '@gaios/core';
import { chainChecksum } from './adapters/checksum.ts';

/** One proposal that is to be executed. */
export interface Operation {
  readonly instanceId: number;
  readonly batchIndex: number;
  readonly nowMs: number;
  readonly smId: number;
  readonly value: Uint8Array;
  /** Own seq, if it was made by this process; else 0. */
  readonly ownSeq: number;
  /** The client's own name for it, if it has one. */
  readonly requestId: RequestId | undefined;
  /** The version of the master under which alone it is executed, if it names one. */
  readonly ifMasterVersion: number | undefined;
}

export interface OwnSkip {
  readonly seq: number;
  readonly why: Exclude<Admission, 'execute'>;
}

/** A decoded instance. */
export interface OpenInstance {
  readonly instanceId: number;
  readonly operations: readonly Operation[];
  readonly ownSkips: readonly OwnSkip[];
  readonly checksum: number;
}

/** All of it, as of the last instance that was opened. Equal states are equal, but for the ballot. */
export interface ReplaySnapshot {
  readonly configuration: Configuration;
  /** Of its own node: at which the last change was chosen, as far as its log tells (rule 4). */
  readonly configurationBallot: number;
  readonly nowMs: number;
  readonly checksum: number;
  /** By node id. */
  readonly executions: readonly (readonly [nodeId: number, row: Readonly<ExecutionRow>])[];
  readonly clients: readonly ClientRowState<Uint8Array | undefined>[];
}

const noSkips: readonly OwnSkip[] = [];

export class ReplayState {
  readonly table: ExecutionTable = new Map();
  /** Results (result-bytes.ts) by clients' request ids; written as operations are executed. Undefined: it is lost. */
  readonly clients = new ClientTable<Uint8Array | undefined>();
  readonly #self: Identity;
  #configuration: Configuration;
  #configurationBallot = 0;
  #nowMs = 0;
  #checksum = 0;

  constructor(self: Identity, initialMembers: readonly Member[]) {
    this.#self = self;
    this.#configuration = initialConfiguration(initialMembers);
  }

  get self(): Identity {
    return this.#self;
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  snapshot(): ReplaySnapshot {
    return {
      configuration: this.#configuration,
      configurationBallot: this.#configurationBallot,
      nowMs: this.#nowMs,
      checksum: this.#checksum,
      executions: [...this.table].toSorted(([a], [b]) => a - b),
      clients: this.clients.state(),
    };
  }

  /** In place of all that was opened and executed. */
  restore(snapshot: ReplaySnapshot): void {
    this.#configuration = snapshot.configuration;
    this.#configurationBallot = snapshot.configurationBallot;
    this.#nowMs = snapshot.nowMs;
    this.#checksum = snapshot.checksum;
    this.table.clear();
    for (const [nodeId, row] of snapshot.executions) this.table.set(nodeId, { ...row });
    this.clients.restore(snapshot.clients);
  }

  /** Decodes the next instance and decides on its proposals. @throws GaiosError STORAGE_DAMAGED */
  open(instanceId: number, value: Uint8Array, ballot: number): OpenInstance {
    const batch = decodeBatch(value);
    this.#checksum = chainChecksum(this.#checksum, value);
    this.#nowMs = agreedTime(this.#nowMs, batch.timeMs);
    const operations: Operation[] = [];
    let ownSkips = noSkips as OwnSkip[];
    let mayChange = false;
    let batchIndex = -1;
    for (const proposal of batch.proposals) {
      batchIndex++;
      const isChange = proposal.smId === SYSTEM_SM_ID;
      if (isChange) mayChange = true;
      // Made by the replica itself, as the first configuration is: nobody waits for it, and no user's machine executes it.
      if (proposal.seq === 0) {
        if (isChange || proposal.smId === MASTER_SM_ID)
          operations.push(this.#operation(proposal, instanceId, batchIndex, 0));
        continue;
      }
      const admission = admit(this.table, this.#configuration, proposal);
      const ownSeq = this.#isOwn(proposal) ? proposal.seq : 0;
      if (admission === 'execute') operations.push(this.#operation(proposal, instanceId, batchIndex, ownSeq));
      // The core, which does not know the table, has applied it: so must its machine.
      else if (isChange) operations.push(this.#operation(proposal, instanceId, batchIndex, 0));
      if (admission !== 'execute' && ownSeq > 0) ownSkips = [...ownSkips, { seq: ownSeq, why: admission }];
    }
    if (mayChange) this.#configurationAfter(instanceId, batch.proposals, ballot);
    return { instanceId, operations, ownSkips, checksum: this.#checksum };
  }

  #configurationAfter(instanceId: number, proposals: readonly Proposal[], ballot: number): void {
    const after = configurationAfter(this.#configuration, instanceId, proposals);
    if (after !== this.#configuration) this.#configurationBallot = ballot;
    this.#configuration = after;
  }

  #operation(proposal: Proposal, instanceId: number, batchIndex: number, ownSeq: number): Operation {
    let { smId, payload: value } = proposal;
    let requestId: RequestId | undefined;
    let ifMasterVersion: number | undefined;
    if (isWrapped(smId)) {
      ({ smId, payload: value, requestId, ifMasterVersion } = unwrapRequest(proposal));
      // A change that is wrapped is none to the core: then it is none to its machine.
      if (smId === SYSTEM_SM_ID) smId = 0;
    }
    const nowMs = this.#nowMs;
    return { instanceId, batchIndex, nowMs, smId, value, ownSeq, requestId, ifMasterVersion };
  }

  #isOwn({ nodeId, storageId, boot }: Proposal): boolean {
    return nodeId === this.#self.nodeId && boot === this.#self.boot && storageId === this.#self.storageId;
  }
}
