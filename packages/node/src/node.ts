/**
 * `Node`: what a service embeds. Runs this process's part of all groups and is how a user reaches them.
 *
 * ```ts
 * const node = await Node.run({ nodeId: 1, nodes, dataDir: './data', stateMachines: () => [new Counter()] });
 * const { result } = await node.propose(0, value, COUNTER_ID);
 * await node.close();
 * ```
 */

import { checkRequestId, GaiosError, type RequestId, type SMCtx, type StateMachine } from '@gaios/sm-base';
import { Replica } from '@gaios/core';
import { openAdmin, type AdminServer } from './admin/server.ts';
import type {
  CallOptions,
  ChangeOptions,
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
import { openCheckpoints, type CheckpointHost } from './checkpoints/host.ts';
import type { Balancer } from './balancer.ts';
import { checkConsistency } from './consistency.ts';
import type { Group } from './group.ts';
import { readInstances } from './log-reader.ts';
import { MasterCalls } from './master-calls.ts';
import type { DirectoryHost } from './directory-host.ts';
import type { GroupMembership } from './membership.ts';
import { closePorts, openPorts } from './open-ports.ts';
import { checkOptions, checkRow, type CheckedOptions } from './options.ts';
import { contextsOf, notExecuted, requestsOf } from './proposing.ts';
import { readNodeRecord, readStored } from './recovery.ts';
import { whyNotRestart, whyNotServing, type Readiness } from './readiness.ts';
import { Runtime, type RuntimePorts } from './runtime.ts';
import { groupStatus } from './status.ts';
import { Telemetry } from './telemetry.ts';
import { version } from './version.ts';

/** Timeouts of calls, ms: one that is not a number must not mean "for ever". */
const TIMEOUT_MAX_MS = 24 * 3_600_000;

export class Node extends MasterCalls implements NodeApi {
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
   * NOT_A_MEMBER, NOT_EXECUTED, RESULT_LOST, OUTCOME_UNKNOWN (a checkpoint took the place of its instance), REQUEST_EXPIRED;
   * with `ifMasterVersion` also MASTER_CHANGED and MASTER_NOT_USED.
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
   * Linearizable; `not-executed` means not yet, a copy of it may still be under way. Rejects as `readBarrier` does,
   * and with INVALID_ARGUMENT.
   */
  async outcome<R = unknown>(
    groupIdx: number,
    requestId: RequestId,
    options: CallOptions = {},
  ): Promise<RequestOutcome<R>> {
    checkRequestId(requestId);
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

  protected override get balancer(): Balancer {
    return this.#runtime.balancer;
  }

  protected override get directory(): DirectoryHost {
    return this.#runtime.directory;
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
      const requests = requestsOf(group, values, targets, options, single);
      const refusal = group.refusal(true);
      if (refusal !== undefined) throw refusal;
      const contexts = single && typeof targets[0] === 'number' ? NO_CONTEXTS : contextsOf(targets);
      const call = { requests, contexts, options: this.#checkCall(options), single };
      return group.proposals.start(call) as Promise<T>;
    } catch (error) {
      return Promise.reject(notExecuted(error));
    }
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
    if (typeof timeoutMs === 'number' && timeoutMs >= 0 && timeoutMs <= TIMEOUT_MAX_MS) return options;
    const detail = `timeoutMs ${timeoutMs} is not a number from 0 to ${TIMEOUT_MAX_MS}`;
    throw new GaiosError('INVALID_ARGUMENT', detail);
  }
}

const NO_CONTEXTS: readonly undefined[] = [];
const NO_OPTIONS: CallOptions = {};
