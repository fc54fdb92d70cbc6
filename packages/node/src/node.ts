/**
 * `Node`: what a service embeds. Runs this process's part of all groups and is how a user reaches them.
 *
 * ```ts
 * const node = await Node.run({ nodeId: 1, nodes, dataDir: './data', stateMachines: () => [new Counter()] });
 * const { result } = await node.propose(0, value, COUNTER_ID);
 * await node.close();
 * ```
 */

import {
  GaiosError,
  RESERVED_SM_ID,
  wrapCondition,
  wrapRequest,
  type RequestId,
  type SMCtx,
  type StateMachine,
} from '@gaios/sm-base';
import { Replica, type ProposalRequest } from '@gaios/core';
import { openAdmin, type AdminServer } from './admin/server.ts';
import type {
  CallOptions,
  ChangeOptions,
  KnownMaster,
  LoggedInstance,
  LoggedProposal,
  NodeApi,
  NodeOptions,
  NodeStatus,
  ProposeOptions,
  ProposeResult,
  ReadOptions,
  ReadResult,
  RequestOutcome,
  WaitTarget,
} from './api.ts';
import { CheckpointCalls } from './checkpoints/calls.ts';
import { openCheckpoints, type CheckpointHost } from './checkpoints/host.ts';
import { checkConsistency } from './consistency.ts';
import type { Group } from './group.ts';
import { readInstances } from './log-reader.ts';
import type { GroupMaster } from './master.ts';
import type { DirectoryHost } from './directory-host.ts';
import type { GroupMembership } from './membership.ts';
import { closePorts, openPorts } from './open-ports.ts';
import { checkOptions, checkRow, type CheckedOptions } from './options.ts';
import { readNodeRecord, readStored } from './recovery.ts';
import { whyNotRestart, whyNotServing, type Readiness } from './readiness.ts';
import { Runtime, type RuntimePorts } from './runtime.ts';
import { groupStatus } from './status.ts';
import { Telemetry } from './telemetry.ts';
import { version } from './version.ts';

/** Timeouts of calls, ms: one that is not a number must not mean "for ever". */
const TIMEOUT_MAX_MS = 24 * 3_600_000;

/** One lost heartbeat, or two, must not end a lease. */
const LEASE_BEATS = 3;

export class Node extends CheckpointCalls implements NodeApi {
  readonly #telemetry: Telemetry;
  #runtime!: Runtime;
  #admin: AdminServer | undefined;
  #timeoutMs = 0;
  #defaults: CallOptions = {};
  #closing: Promise<void> | undefined;

  private constructor(options: NodeOptions) {
    super();
    this.#telemetry = new Telemetry(this, options.logger, options.metrics);
  }

  /**
   * Opens the folder, takes part in all groups, and resolves when the machines have executed what this node's log
   * held. A leader may not be known yet: `waitFor({ groupIdx, leader: true })`.
   * Rejects with INVALID_OPTIONS (`facts.violations`: all of them), and as the storage and the transport do
   * (STORAGE_*, TRANSPORT_*), also for a damaged log.
   */
  static async run(options: NodeOptions): Promise<Node> {
    const checked = checkOptions(options);
    const node = new Node(options);
    node.#timeoutMs = checked.tuning.timeoutMs;
    const ports = await openPorts(options, checked, (peer) => node.#runtime?.whyUnknown(peer));
    try {
      await node.#start(options, checked, ports);
    } catch (error) {
      await node.#admin?.close();
      await (node.#runtime === undefined ? closePorts(ports) : node.#runtime.abandon());
      throw error;
    }
    return node;
  }

  override get nodeId(): number {
    return this.#runtime.options.nodeId;
  }

  /** Where the admin port is, if there is one. */
  get adminAddress(): string | undefined {
    return this.#admin?.address;
  }

  /**
   * Puts a value through the log of a group and returns what `execute` returned here. `smIdOrSMCtx` 0: to no machine.
   * The bytes must not be changed afterwards. Every rejection has an `outcome`: `not-executed` (and never will be),
   * `unknown`, or `executed` with its result lost. Codes: INVALID_ARGUMENT, VALUE_TOO_LARGE, UNKNOWN_GROUP,
   * UNKNOWN_STATE_MACHINE, OVERLOADED, NO_QUORUM, TIMEOUT, ABORTED, CLOSED, GROUP_STOPPED, GROUP_STALLED,
   * NOT_A_MEMBER, NOT_EXECUTED, RESULT_LOST, REQUEST_EXPIRED; with `ifMasterVersion` also MASTER_CHANGED and
   * MASTER_NOT_USED.
   */
  propose<R = unknown>(
    groupIdx: number,
    value: Uint8Array,
    smIdOrSMCtx: number | SMCtx<never, R> | SMCtx = 0,
    options: ProposeOptions = NO_OPTIONS,
  ): Promise<ProposeResult<R>> {
    return this.#propose(groupIdx, [value], [smIdOrSMCtx], options, true);
  }

  /** Several values in one instance, executed one after the other; results in order. All or none are executed. */
  batchPropose<R = unknown>(
    groupIdx: number,
    values: readonly Uint8Array[],
    smIdOrSMCtxs: number | readonly (number | SMCtx)[] = 0,
    options: ProposeOptions = {},
  ): Promise<ProposeResult<R>[]> {
    const targets = typeof smIdOrSMCtxs === 'number' ? values.map(() => smIdOrSMCtxs) : smIdOrSMCtxs;
    return this.#propose(groupIdx, values, targets, options, false);
  }

  /**
   * Asks a machine's `query`, between instances, at any of the levels of `Consistency`; default `linearizable`.
   * Rejects with INVALID_ARGUMENT, NO_LEASE, FOREIGN_SESSION, UNKNOWN_GROUP, UNKNOWN_STATE_MACHINE, NOT_QUERYABLE, OVERLOADED, NO_QUORUM, TIMEOUT,
   * ABORTED, CLOSED, GROUP_STOPPED, GROUP_STALLED, or with what `query` threw.
   */
  async read<T = unknown>(
    groupIdx: number,
    smId: number,
    query: unknown,
    options: ReadOptions = {},
  ): Promise<ReadResult<T>> {
    const group = this.#group(groupIdx);
    const machine = group.machines.get(smId);
    const facts = { groupIdx, smId };
    if (machine === undefined) throw new GaiosError('UNKNOWN_STATE_MACHINE', undefined, { facts });
    if (machine.query === undefined) throw new GaiosError('NOT_QUERYABLE', undefined, { facts });
    return (await this.#read(group, smId, query, options)) as ReadResult<T>;
  }

  /** The wait of a read, for users who read their own objects; resolves with the instance executed here. */
  async readBarrier(groupIdx: number, options: ReadOptions = {}): Promise<number> {
    const { instanceId } = await this.#read(this.#group(groupIdx), 0, undefined, options);
    return instanceId;
  }

  /**
   * Whether a request was executed, whichever node proposed it, and its result: for a client whose answer was lost.
   * Linearizable; `not-executed` means not yet, a copy of it may still be under way. Rejects as `readBarrier` does.
   */
  async outcome<R = unknown>(
    groupIdx: number,
    requestId: RequestId,
    options: CallOptions = {},
  ): Promise<RequestOutcome<R>> {
    await this.readBarrier(groupIdx, options);
    const known = this.#group(groupIdx).executor.answerTo(requestId);
    if (known === undefined) return { state: 'not-executed' };
    if (known === 'expired') return { state: 'expired' };
    return { state: 'executed', ...known, result: known.result as R };
  }

  /** Waits until all that is named in `target` holds. Rejects with TIMEOUT, ABORTED, CLOSED, GROUP_STOPPED or MASTER_NOT_USED. */
  async waitFor(target: WaitTarget, options: CallOptions = {}): Promise<void> {
    const group = this.#group(target.groupIdx);
    if (target.master !== undefined) group.master.check();
    const refusal = group.isStopped ? group.refusal(false) : undefined;
    if (refusal !== undefined) throw refusal;
    return group.waiters.wait(target, this.#checkCall(options));
  }

  /**
   * The node that is master of a group as far as this one knows, 0 if it knows none: a hint, for finding it. What must not
   * be done by two at a time needs `isMaster`, or a version that what it writes to compares.
   * @throws GaiosError UNKNOWN_GROUP, MASTER_NOT_USED
   */
  getMaster(groupIdx: number): number {
    return this.#masterOf(groupIdx).known.node;
  }

  /** The same with its version, the fencing token: it grows with each new reign and each new process. */
  getMasterWithVersion(groupIdx: number): KnownMaster {
    return this.#masterOf(groupIdx).known;
  }

  /**
   * Whether this process is master of a group at this very moment: it holds the lease at the ballot under which it is
   * recorded, and `onMasterChange` was told. No other process gets true meanwhile, as long as the clocks keep
   * `maxClockDriftPpm`. It is true for the moment of the call only: what must be fenced longer names `ifMasterVersion`.
   * @throws GaiosError UNKNOWN_GROUP, MASTER_NOT_USED
   */
  isMaster(groupIdx: number): boolean {
    return this.#masterOf(groupIdx).isMine;
  }

  /**
   * From now on this node, where it leads the group, counts each voter's support for no longer than this, ms: it knows
   * sooner that it may be master no more. It shortens the lease and lengthens nothing, the wait of the others
   * included; above `electionTimeoutMs` it has no effect. At least three heartbeat intervals.
   * @throws GaiosError UNKNOWN_GROUP, INVALID_ARGUMENT
   */
  setMasterLease(groupIdx: number, leaseMs: number): void {
    const group = this.#group(groupIdx);
    const leastMs = LEASE_BEATS * group.tuning.heartbeatIntervalMs;
    if (checkRow('masterLeaseMs', leaseMs) < leastMs) {
      throw new GaiosError(
        'INVALID_ARGUMENT',
        `a lease of ${leaseMs} ms is below ${LEASE_BEATS} × heartbeatIntervalMs = ${leastMs}`,
        { facts: { groupIdx, leaseMs, leastMs } },
      );
    }
    group.setLeaseMs(leaseMs);
  }

  /**
   * Gives mastership up at once, if this node has it; the others elect one of themselves within milliseconds. This node
   * does not stand for two support durations, also if it was not master. Who goes on working should use `transferMaster`.
   * @throws GaiosError UNKNOWN_GROUP, MASTER_NOT_USED
   */
  dropMaster(groupIdx: number): void {
    this.#masterOf(groupIdx);
    this.#group(groupIdx).dropMaster();
  }

  /**
   * Hands the group over to another voter: what is in flight is finished, what comes meanwhile waits and goes to the
   * successor. Resolves when it is recorded as master here. If it fails before the successor could begin, this node
   * leads on, and it may be tried again. Rejects with UNKNOWN_GROUP, MASTER_NOT_USED, INVALID_ARGUMENT (this node itself,
   * an unknown one, a learner), NOT_MASTER, TRANSFER_FAILED, TIMEOUT, ABORTED, CLOSED or GROUP_STOPPED.
   */
  async transferMaster(groupIdx: number, nodeId: number, options: CallOptions = {}): Promise<void> {
    const master = this.#masterOf(groupIdx);
    const refusal = this.#group(groupIdx).refusal(false);
    if (refusal !== undefined) throw refusal;
    await master.transfer(nodeId, this.#checkCall(options));
    this.#runtime.balancer.gaveUp(this.#group(groupIdx), nodeId);
  }

  /**
   * Chosen values of the instances `from` to `to`, as far as `readLogBytesMax` allows, at least one.
   * Rejects with INSTANCE_NOT_FOUND (removed), INSTANCE_NOT_CHOSEN, INVALID_ARGUMENT or STORAGE_DAMAGED.
   */
  async readLog(groupIdx: number, from: number, to: number): Promise<LoggedInstance[]> {
    const group = this.#group(groupIdx);
    const source = {
      groupIdx,
      availableUpTo: group.executor.availableUpTo,
      minChosen: group.view.minChosen,
      read: (range: { from: number; to: number; bytesMax: number }) => group.readLog(range),
    };
    return readInstances(source, from, to, group.tuning.readLogBytesMax);
  }

  async getInstanceValue(groupIdx: number, instanceId: number): Promise<readonly LoggedProposal[]> {
    const [instance] = await this.readLog(groupIdx, instanceId, instanceId);
    return instance?.values ?? [];
  }

  /** The next instance that this node would propose or learn. */
  getNowInstanceId(groupIdx: number): number {
    return this.#group(groupIdx).view.chosenUpTo + 1;
  }

  getMinChosenInstanceId(groupIdx: number): number {
    return this.#group(groupIdx).view.minChosen;
  }

  /**
   * Whether this node holds the lease of a group at this very moment: nobody else gets anything chosen meanwhile. With
   * `leaseReads`, what decides whether it answers reads alone.
   */
  holdsLease(groupIdx: number): boolean {
    return this.#group(groupIdx).holdsLease();
  }

  getMyNodeId(): number {
    return this.nodeId;
  }

  /** @throws GaiosError DUPLICATE_STATE_MACHINE, INVALID_ARGUMENT, UNKNOWN_GROUP */
  addStateMachine(groupIdx: number, machine: StateMachine): void {
    const group = this.#group(groupIdx);
    group.machines.add(machine);
    group.executor.machineAdded(machine);
  }

  status(): NodeStatus {
    const { ports, options, groups } = this.#runtime;
    const { nodeId, storageId, boot } = ports.storage.identity;
    return {
      nodeId,
      storageId,
      boot,
      version,
      clusterName: options.clusterName,
      state: this.#state,
      peers: ports.transport.peers(),
      groups: groups.all.map((group) => groupStatus(group, this.checkpoints)),
      notices: this.#runtime.notices,
    };
  }

  /**
   * Whether this node serves all of its groups; with `forRestart`: whether it may be stopped without loss of service, as far
   * as it knows: every other voter is up, has caught up, and together they are a quorum. The reasons say why not.
   */
  readiness({ forRestart = false }: { readonly forRestart?: boolean } = {}): Readiness {
    const { options, groups } = this.#runtime;
    const facts = {
      nodeId: options.nodeId,
      state: this.#state,
      groups: groups.all.map((group) => group.facts),
    };
    const reasons = forRestart ? whyNotRestart(facts) : whyNotServing(facts);
    return { ready: reasons.length === 0, reasons };
  }

  /** For calls that name none, ms. */
  setTimeoutMs(timeoutMs: number): void {
    this.#timeoutMs = checkRow('timeoutMs', timeoutMs);
  }

  /** phxpaxos SetMaxHoldThreads. */
  setMaxPending(groupIdx: number, maxPending: number): void {
    const group = this.#group(groupIdx);
    group.tuning.maxPending = checkRow('maxPending', maxPending);
    group.proposals.roomChanged();
  }

  /** 0, or phxpaxos's -1: no proposal is refused for the time that others wait. */
  setProposeWaitTimeThresholdMs(groupIdx: number, thresholdMs: number): void {
    const value = thresholdMs === -1 ? 0 : thresholdMs;
    this.#group(groupIdx).tuning.proposeWaitTimeThresholdMs = checkRow('proposeWaitTimeThresholdMs', value);
  }

  setBatchCount(groupIdx: number, count: number): void {
    this.#group(groupIdx).tuning.batchCount = checkRow('batchCount', count);
  }

  setBatchDelayMs(groupIdx: number, delayMs: number): void {
    this.#group(groupIdx).tuning.batchDelayMs = checkRow('batchDelayMs', delayMs);
  }

  /**
   * Refuses new calls, lets those under way finish for up to `closeDrainMs`, ends the rest with CLOSED and their
   * outcome, hands over what it leads, and closes transport and storage. Idempotent; never rejects.
   */
  close(): Promise<void> {
    // The admin port answers to the end: until then this node is seen to be closing.
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #start(options: NodeOptions, checked: CheckedOptions, ports: RuntimePorts): Promise<void> {
    const { identity } = ports.storage;
    if (identity.nodeId !== checked.nodeId) {
      const facts = { nodeId: checked.nodeId, storedNodeId: identity.nodeId };
      throw new GaiosError('STORAGE_WRONG_NODE', undefined, { facts });
    }
    const stored = await readStored(ports.storage);
    const nodeRecord = await readNodeRecord(ports.storage);
    const checkpoints = await openCheckpoints(options, checked.tuning.checkpointKeep, this.#telemetry);
    this.#runtime = new Runtime({
      options: checked,
      ports,
      telemetry: this.#telemetry,
      makeReplica: (replicaOptions, storedReplica) => new Replica(replicaOptions, storedReplica),
      stateMachines: options.stateMachines ?? (() => []),
      masterChanged: (change) => {
        const { groupIdx, node } = change;
        this.#tellUser('onMasterChange', () => options.onMasterChange?.(groupIdx, node, change.version));
        this.#telemetry.tell('masterChange', change);
      },
      membershipChanged: (change) => {
        const { groupIdx, members } = change;
        const tell = (): void => options.onMembershipChange?.(groupIdx, members, change.version);
        this.#tellUser('onMembershipChange', tell);
        this.#telemetry.tell('membershipChange', change);
      },
      groupChanged: (group) => {
        this.#tellUser('onGroupChange', () => options.onGroupChange?.(group));
        this.#telemetry.tell('groupChange', group);
      },
      stored,
      nodeRecord,
      checkpoints,
      filesAreGiven: options.ports?.files !== undefined,
    });
    this.#admin = await openAdmin(this, options, ports);
    await this.#runtime.start();
    await this.#runtime.replayed();
    this.#telemetry.log('info', 'node runs', { ...identity, version, groups: checked.groupCount });
  }

  async #close(): Promise<void> {
    await this.#runtime.close();
    await this.#admin?.close();
  }

  get #state(): NodeStatus['state'] {
    if (this.#closing !== undefined) return 'closing';
    return this.#runtime.storageError === undefined ? 'running' : 'storage-failed';
  }

  #group(groupIdx: number): Group {
    const group = this.#runtime.groups.at(groupIdx);
    if (group !== undefined) return group;
    throw this.#runtime.directory.lives.absence(groupIdx);
  }

  #tellUser(name: string, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#telemetry.log('error', `${name} threw`, { error });
    }
  }

  protected override membershipOf(groupIdx: number): GroupMembership {
    return this.#group(groupIdx).membership;
  }

  protected override checkedCall(options: ChangeOptions): ChangeOptions {
    return this.#checkCall(options);
  }

  protected override get groupIdxs(): readonly number[] {
    return this.#runtime.groups.all.map(({ groupIdx }) => groupIdx);
  }

  protected override get checkpoints(): CheckpointHost {
    return this.#runtime.checkpoints;
  }

  protected override groupOf(groupIdx: number): Group {
    return this.#group(groupIdx);
  }

  protected override get directory(): DirectoryHost {
    return this.#runtime.directory;
  }

  #masterOf(groupIdx: number): GroupMaster {
    const { master } = this.#group(groupIdx);
    master.check();
    return master;
  }

  #propose<T>(
    groupIdx: number,
    values: readonly Uint8Array[],
    targets: readonly (number | SMCtx)[],
    options: ProposeOptions,
    single: boolean,
  ): Promise<T> {
    try {
      if (this.#closing !== undefined) throw new GaiosError('CLOSED');
      const group = this.#group(groupIdx);
      if (options.ifMasterVersion !== undefined) group.master.check();
      const requests = named(this.#requests(group, values, targets), options, single);
      const refusal = group.refusal(true);
      if (refusal !== undefined) throw refusal;
      const contexts = single && typeof targets[0] === 'number' ? NO_CONTEXTS : contextsOf(targets);
      const call = { requests, contexts, options: this.#checkCall(options), single };
      return group.proposals.start(call) as Promise<T>;
    } catch (error) {
      return Promise.reject(notExecuted(error));
    }
  }

  #requests(
    group: Group,
    values: readonly Uint8Array[],
    targets: readonly (number | SMCtx)[],
  ): ProposalRequest[] {
    const { valueBytesMax, batchProposeMax } = group.tuning;
    if (values.length < 1 || values.length > batchProposeMax || targets.length !== values.length) {
      throw new GaiosError('INVALID_ARGUMENT', 'not one to batchProposeMax values, each with its machine', {
        facts: { values: values.length, targets: targets.length, batchProposeMax },
      });
    }
    let bytes = 0;
    const requests = values.map((payload, index) => {
      if (!isBytes(payload)) throw new GaiosError('INVALID_ARGUMENT', 'a value is not a Uint8Array');
      bytes += payload.length;
      const target = targets[index] ?? 0;
      return { smId: this.#smId(group, typeof target === 'number' ? target : target.smId), payload };
    });
    if (bytes <= valueBytesMax) return requests;
    throw new GaiosError('VALUE_TOO_LARGE', `${bytes} bytes, at most ${valueBytesMax} are accepted`, {
      facts: { bytes, valueBytesMax },
    });
  }

  #smId({ machines, groupIdx }: Group, smId: number): number {
    if (smId === 0) return smId;
    const facts = { groupIdx, smId };
    if (!Number.isInteger(smId) || smId < 0 || smId >= RESERVED_SM_ID) {
      throw new GaiosError('INVALID_ARGUMENT', `smId ${smId} is not one of a user's machine`, { facts });
    }
    // Every replica would stall on it.
    if (machines.get(smId) === undefined) throw new GaiosError('UNKNOWN_STATE_MACHINE', undefined, { facts });
    return smId;
  }

  async #read(group: Group, smId: number, query: unknown, options: ReadOptions): Promise<ReadResult> {
    const isLocal = options.consistency === 'local';
    const refusal = group.refusal(false);
    // What was executed before a group stopped or stalled may still be looked at.
    if (refusal !== undefined && !(isLocal && refusal.code === 'GROUP_STALLED')) throw refusal;
    const { consistency } = options;
    if (consistency !== undefined)
      checkConsistency(consistency, { groupIdx: group.groupIdx, gid: group.view.gid });
    return group.reads.start({ smId, query, options: this.#checkCall(options) });
  }

  /** Most calls name no options at all, and share one object. */
  #withTimeout<O extends CallOptions>(options: O): O {
    if (options !== NO_OPTIONS) return { ...options, timeoutMs: this.#timeoutMs };
    if (this.#defaults.timeoutMs !== this.#timeoutMs) this.#defaults = { timeoutMs: this.#timeoutMs };
    return this.#defaults as unknown as O;
  }

  /** Fills in the node's timeout. */
  #checkCall<O extends CallOptions>(options: O): O {
    if (this.#closing !== undefined) throw new GaiosError('CLOSED');
    const { timeoutMs } = options;
    if (timeoutMs === undefined) return this.#withTimeout(options);
    if (timeoutMs >= 0 && timeoutMs <= TIMEOUT_MAX_MS) return options;
    throw new GaiosError('INVALID_ARGUMENT', `timeoutMs ${timeoutMs} is not from 0 to ${TIMEOUT_MAX_MS}`);
  }
}

const NO_CONTEXTS: readonly undefined[] = [];
const NO_OPTIONS: CallOptions = {};

const contextsOf = (targets: readonly (number | SMCtx)[]): (SMCtx | undefined)[] =>
  targets.map((target) => (typeof target === 'number' ? undefined : target));

/** The request's name, and the master's version, go in front of the value. */
const named = (
  requests: ProposalRequest[],
  { requestId, ifMasterVersion }: ProposeOptions,
  single: boolean,
): ProposalRequest[] => {
  const fenced =
    ifMasterVersion === undefined
      ? requests
      : requests.map((request) => wrapCondition(ifMasterVersion, request));
  if (requestId === undefined) return fenced;
  if (!single) throw new GaiosError('INVALID_ARGUMENT', 'a requestId names one value, not a batch');
  return fenced.map((request) => wrapRequest(requestId, request));
};

const isBytes = (value: unknown): boolean =>
  ArrayBuffer.isView(value) && (value as Uint8Array).BYTES_PER_ELEMENT === 1 && 'subarray' in value;

/** Nothing was sent yet: whatever it is, the proposal was not executed and will not be. */
const notExecuted = (error: unknown): unknown => {
  if (!(error instanceof GaiosError) || error.outcome !== undefined) return error;
  const { code, message, facts, cause } = error;
  return new GaiosError(code, message, {
    facts,
    outcome: 'not-executed',
    ...(cause === undefined ? {} : { cause }),
  });
};
