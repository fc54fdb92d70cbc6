/**
 * A `NodeApi` in memory, for tests of what stands in front of a node: one replica, each group's proposals executed in
 * order, and every failure that a real node may answer with on request. Reads do not wait for proposals that are under
 * way, as a real read need not, so an order that the front end must keep is not kept here by accident.
 */

import { setTimeout as sleep } from 'node:timers/promises';

import {
  GaiosError,
  type CallOptions,
  type Consistency,
  type GroupStatus,
  type NodeApi,
  type NodeStatus,
  type Outcome,
  type ProposeResult,
  type ReadOptions,
  type ReadResult,
  type SMCtx,
  type StateMachine,
} from 'gaios';

import { KvMachine } from '../../src/kv-machine.ts';

interface Group {
  readonly machine: StateMachine;
  executedUpTo: number;
  /** The end of everything proposed so far. */
  tail: Promise<void>;
}

export interface Proposed {
  readonly groupIdx: number;
  readonly value: Uint8Array;
  readonly timeoutMs: number | undefined;
}

export class FakeNode implements NodeApi {
  readonly nodeId = 1;
  /** Each proposal takes this long, each read `readDelayMs`. */
  delayMs = 0;
  readDelayMs = 0;
  /** Throws what a proposal or read is to fail with; `executes` says whether a failed proposal happens all the same. */
  proposalFault: (groupIdx: number) => { error: Error; executes: boolean } | undefined = () => undefined;
  readFault: (groupIdx: number) => Error | undefined = () => undefined;
  /** Nobody answers: calls wait for their timeout. */
  quorum = true;
  leader = 1;
  readonly proposed: Proposed[] = [];
  /** Queries of each `read`. */
  readonly reads: {
    groupIdx: number;
    queries: number;
    timeoutMs: number | undefined;
    consistency: Consistency | undefined;
  }[] = [];
  concurrentMax = 0;
  #concurrent = 0;
  readonly #groups: Group[];

  constructor(groupCount = 16) {
    this.#groups = Array.from({ length: groupCount }, () => ({
      machine: new KvMachine(),
      executedUpTo: 0,
      tail: Promise.resolve(),
    }));
  }

  async propose<R = unknown>(
    groupIdx: number,
    value: Uint8Array,
    _smId?: number | SMCtx<never, R> | SMCtx,
    options: CallOptions = {},
  ): Promise<ProposeResult<R>> {
    this.proposed.push({ groupIdx, value, timeoutMs: options.timeoutMs });
    await this.#withoutQuorum(options, 'not-executed');
    const group = this.#group(groupIdx);
    const fault = this.proposalFault(groupIdx);
    if (fault !== undefined && !fault.executes) {
      await sleep(this.delayMs);
      throw fault.error;
    }
    this.#concurrent++;
    this.concurrentMax = Math.max(this.concurrentMax, this.#concurrent);
    const executed = group.tail.then(async () => {
      if (this.delayMs > 0) await sleep(this.delayMs);
      const instanceId = ++group.executedUpTo;
      const context = { groupIdx, instanceId, batchIndex: 0, nowMs: 0 };
      return { instanceId, batchIndex: 0, result: (await group.machine.execute(value, context)) as R };
    });
    group.tail = Promise.allSettled([executed]).then(() => {
      this.#concurrent--;
      return undefined;
    });
    const result = await executed;
    if (fault !== undefined) throw fault.error;
    return result;
  }

  async read<T = unknown>(
    groupIdx: number,
    _smId: number,
    query: unknown,
    options: ReadOptions = {},
  ): Promise<ReadResult<T>> {
    if (options.consistency !== 'local') {
      const { length } = query as unknown[];
      const { timeoutMs, consistency } = options;
      this.reads.push({ groupIdx, queries: length, timeoutMs, consistency });
      await this.#withoutQuorum(options, undefined);
      const fault = this.readFault(groupIdx);
      if (fault !== undefined) throw fault;
      if (this.readDelayMs > 0) await sleep(this.readDelayMs);
    }
    const group = this.#group(groupIdx);
    const at = { groupIdx, instanceId: group.executedUpTo };
    return { instanceId: group.executedUpTo, result: (await group.machine.query?.(query, at)) as T };
  }

  status(): NodeStatus {
    return {
      nodeId: 1,
      storageId: '0'.repeat(32),
      boot: 3,
      version: '0.1.0',
      state: 'running',
      clusterName: 'test',
      peers: [{ nodeId: 2, address: '127.0.0.1:1', state: 'up', queuedBytes: 0, dropped: 0 }],
      notices: [],
      groups: this.#groups.map((group, groupIdx) => this.#groupStatus(group, groupIdx)),
    };
  }

  batchPropose = unused;
  readBarrier = unused;
  waitFor = unused;
  getMaster = unused;
  getMasterWithVersion = unused;
  isMaster = unused;
  setMasterLease = unused;
  dropMaster = unused;
  transferMaster = unused;
  showMembership = unused;
  planMembership = unused;
  addMember = unused;
  addLearner = unused;
  removeMember = unused;
  leave = unused;
  changeMember = unused;
  promote = unused;
  demote = unused;
  changeAddress = unused;
  changeMembership = unused;
  takeBack = unused;
  changeAllGroups = unused;
  createGroup = unused;
  destroyGroup = unused;
  showGroups = unused;
  checkpoint = unused;
  listCheckpoints = unused;
  verifyCheckpoint = unused;
  pauseCheckpointReplayer = unused;
  continueCheckpointReplayer = unused;
  pauseLogCleaner = unused;
  continueLogCleaner = unused;
  setHoldLogCount = unused;
  outcome = unused;
  readLog = unused;
  getInstanceValue = unused;
  holdsLease = unused;
  getNowInstanceId = unused;
  getMinChosenInstanceId = unused;
  addStateMachine = unused;
  setTimeoutMs = unused;
  setMaxPending = unused;
  setProposeWaitTimeThresholdMs = unused;
  setBatchCount = unused;
  setBatchDelayMs = unused;

  getMyNodeId(): number {
    return this.nodeId;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #withoutQuorum({ timeoutMs = 10_000 }: CallOptions, outcome: Outcome | undefined): Promise<void> {
    if (this.quorum) return;
    await sleep(timeoutMs);
    throw new GaiosError('NO_QUORUM', 'no quorum answers', outcome === undefined ? {} : { outcome });
  }

  #group(groupIdx: number): Group {
    const group = this.#groups[groupIdx];
    if (group === undefined) throw new GaiosError('UNKNOWN_GROUP', undefined, { outcome: 'not-executed' });
    return group;
  }

  #groupStatus({ executedUpTo }: Group, groupIdx: number): GroupStatus {
    return {
      groupIdx,
      kind: '',
      state: 'running',
      leader: this.leader,
      ballot: 65_537,
      holdsLease: true,
      leaseMs: 1_000,
      gid: 1,
      nowInstanceId: executedUpTo + 1,
      chosenUpTo: executedUpTo,
      executedUpTo,
      minChosen: 1,
      members: [{ nodeId: 1, address: '127.0.0.1:7101' }],
      membershipVersion: 1,
      membershipSteps: [],
      pendingProposals: 0,
      checksum: '00000000',
    };
  }
}

const unused = (): never => {
  throw new Error('the key-value store does not use this');
};
