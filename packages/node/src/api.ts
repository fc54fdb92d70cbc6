/**
 * The public surface of `gaios` as types: what a user passes in and gets back. Behaviour is documented on `Node`
 * (node.ts); every option's bounds and default stand in `option-rows.ts`.
 */

import type {
  DutyEvent,
  GroupEntry,
  MembershipOperation,
  Plan,
  ProgressEvent,
  StepKind,
  TargetMember,
} from '@gaios/config-sm';
import type { Member } from '@gaios/core';
import type {
  Clock,
  FileSystem,
  Identity,
  Logger,
  LogStorage,
  Metrics,
  PeerStatus,
  RefusalKind,
  Random,
  RequestId,
  SMCtx,
  StateMachine,
  Transport,
} from '@gaios/sm-base';
import type { CheckpointEvents, CheckpointsApi, CheckpointStatus } from './checkpoints/api.ts';
import type { DiskStep } from './disk-steps.ts';
import type { OptionName } from './option-rows.ts';

/** One node of the cluster as the operator names it. */
export interface NodeAddress {
  /** 1 … 65535. */
  readonly nodeId: number;
  /** `host:port`, `ipv4:port` or `[ipv6]:port` where its peers reach it. */
  readonly address: string;
  /** Default `voter`. A learner follows the log and counts in no quorum. */
  readonly role?: 'voter' | 'learner';
}

export interface TlsOptions {
  /** PEM texts. The peers' certificates must be signed by `ca` and name their node as `URI:gaios://node/<nodeId>`. */
  readonly ca: string | Buffer;
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** Ports that tests and simulations replace. Production leaves them out. */
export interface NodePorts {
  readonly storage?: LogStorage;
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Where checkpoints are kept. */
  readonly files?: FileSystem;
}

export interface NodeOptions {
  readonly nodeId: number;
  /** All initial members, this node included. The same on every node. */
  readonly nodes: readonly NodeAddress[];
  /** Folder of this node's data; created if missing. Needed unless `ports.storage` is given. */
  readonly dataDir?: string;
  /** Names the cluster in handshakes, so that two never mix. Default `gaios`. */
  readonly clusterName?: string;
  /** Groups 0 … groupCount-1 of the first start; later the directory of groups has the word (`createGroup`). Default 1. */
  readonly groupCount?: number;
  /**
   * The machines of each group, by a fresh array for each. `kind`: what `createGroup` was told; '' for the groups of
   * `groupCount`. For a kind that it does not know it throws, and this node does not run the group. `life` counts the groups
   * that were created under this index, from 1; 0: of `groupCount`. Machines with files of their own keep them apart by it.
   */
  readonly stateMachines?: (groupIdx: number, kind: string, life: number) => StateMachine[];
  /**
   * The kinds that `stateMachines` knows, besides ''. All nodes learn of them from group 0, and a group of another kind is not
   * created with this node as a member. Without it, any kind goes to `stateMachines`.
   */
  readonly groupKinds?: readonly string[];
  /** Shared secret of the peers, at least 16 bytes. Without it or `tls`, only loopback addresses are allowed. */
  readonly secret?: string | Uint8Array;
  readonly tls?: TlsOptions;
  /** Where to listen; default: this node's own address in `nodes`. */
  readonly listenAddress?: string;
  /**
   * Where the node is looked at (GET /status, /ready, …) and administered, which needs `secret` or `tls` (docs/operating.md),
   * `host:port`; port 0: any (`node.adminAddress`). A loopback address unless `adminToken` is set. Default: nowhere.
   */
  readonly adminAddress?: string;
  /** At least 16 bytes; whoever looks through the admin port must show it: `authorization: Bearer <adminToken>`. */
  readonly adminToken?: string;
  /** Default for every call, ms. Default 10,000. */
  readonly timeoutMs?: number;
  /** Values up to 50 MiB instead of 10 MiB; internal timeouts stretch. */
  readonly largeValueMode?: boolean;
  /** `full` (default): fsync at each commit. `extra`: also the directory. `off`: tests only, loses promises. */
  readonly synchronous?: 'full' | 'extra' | 'off';
  /** Lets machines rewrite values at the leader by `beforePropose`. */
  readonly changeValueBeforePropose?: boolean;
  /**
   * Whether a leader with a lease answers linearizable reads without asking a quorum, and reads of the level `lease` at
   * all. Default true. Rests on `tuning.maxClockDriftPpm`; a pause that also stops the count of the machine's uptime is
   * outside of it: where that may happen, say false, and a quorum is asked for each round of reads.
   */
  readonly leaseReads?: boolean;
  /**
   * Whether this node, on an empty folder, takes part in founding the groups that the options name; it takes all voters that
   * are named in `nodes`. Default true. One that is the only voter there founds at once and asks nobody, also when its folder
   * was lost after the cluster has grown: say false on such a node once there are others, or name them in `nodes`. With false
   * an empty folder waits for the members of a group that exists.
   */
  readonly bootstrap?: boolean;
  /**
   * How much this node should lead, and so be master: 0 to 10, higher is preferred; of all groups, or of each (asked once
   * for every group, at the start, or when it comes). Default 10. Each node knows its own only: one with less waits longer before it
   * stands (`electionPriorityMs` for each step), so that it leads what nobody better takes in time. Nobody is deposed
   * for the sake of it, except with `balanceMasters`.
   */
  readonly masterPriority?: number | ((groupIdx: number) => number);
  /**
   * Whether this node asks for its share of the groups back when others lead them: where its `masterPriority` is higher
   * than the leader's, or the same and the group is this node's in an order that spreads groups evenly. Leaders hand
   * over by `transferMaster`, one group at a time, without a lost operation. Set it on all nodes alike. Default false.
   */
  readonly balanceMasters?: boolean;
  /**
   * For a node that is a learner: it learns the log from that one as long as it is up, has what is missing here and answers,
   * and otherwise from the others, so that the leader sends it nothing but how far the log is. Of no effect in a group in
   * which this node is a voter. Default: from whoever has it.
   */
  readonly followNodeId?: number;
  /**
   * Groups whose leader records itself as master. Default true: it costs no message and no timer, and one instance for
   * each new leader, which it would need anyhow. The same on every node.
   */
  readonly useMaster?: boolean | ((groupIdx: number) => boolean);
  /**
   * Told of each version of the master, in order, once in the life of this process; at the start of the one that is
   * stored, once its log is replayed. It tells history and grants nothing: ask `isMaster`. Runs synchronously and must not throw.
   */
  readonly onMasterChange?: (groupIdx: number, node: number, version: number) => void;
  /**
   * Told of each membership that is executed, in order, once in the life of this process; at the start of the one that is
   * stored, once its log is replayed. Never of one that is not on this node's disk. Runs synchronously and must not throw.
   */
  readonly onMembershipChange?: (groupIdx: number, members: readonly NodeAddress[], version: number) => void;
  /**
   * Told of each group that comes, is being drained, or goes, and of changes of its members, as group 0 is executed; at the
   * start of all that are known. Only since there is a directory, that is, after the first `createGroup` or `destroyGroup`.
   */
  readonly onGroupChange?: (group: GroupInfo) => void;
  /**
   * Whether this node makes checkpoints, ships them, and deletes the log behind them, for groups whose machines all offer them
   * (docs/checkpoints.md). Default true. They are in `<dataDir>/checkpoints`.
   */
  readonly checkpoints?: boolean;
  /** False: machines with `executeForCheckpoint` are driven only after `continueCheckpointReplayer`. Default true. */
  readonly useCheckpointReplayer?: boolean;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly ports?: NodePorts;
  /** Everything that has a number: see option-rows.ts (heartbeatIntervalMs, electionTimeoutMs, windowInstances, …). */
  readonly tuning?: Readonly<Partial<Record<OptionName, number>>>;
}

export interface CallOptions {
  /** ms; covers every waiting state. Default: the node's `timeoutMs`. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ProposeOptions extends CallOptions {
  /** Wait for room instead of failing with OVERLOADED. Default false. */
  readonly waitForRoom?: boolean;
  /**
   * The client's own name for a request that may be repeated, also through another node: it is executed once, and a
   * repeat gets the first result. The last 64 results of each client are kept. Not for `batchPropose`.
   */
  readonly requestId?: RequestId;
  /**
   * Executed only if the group's master has this version when its turn comes, on whichever node it is master; else it
   * fails with MASTER_CHANGED, `not-executed`, and may be proposed again under the same `requestId`.
   */
  readonly ifMasterVersion?: number;
}

/** What became of a request, as of a linearizable look at the replicated session table. */
export type RequestOutcome<R = unknown> =
  /** `isLost`: the result is not known any more, and is given as undefined; that it was executed is certain. */
  | ({ readonly state: 'executed'; readonly isLost?: true } & ProposeResult<R>)
  /** Not executed so far; a copy of it may still be under way. */
  | { readonly state: 'not-executed' }
  /** Older than what is remembered of its client. */
  | { readonly state: 'expired' };

export interface ProposeResult<R = unknown> {
  readonly instanceId: number;
  readonly batchIndex: number;
  /** What `execute` returned on this node; undefined for smId 0. */
  readonly result: R;
}

/**
 * What a read sees, on any node:
 * - `linearizable` (default): every operation that was answered anywhere before the call.
 * - `lease`: the same, by the lease of this node alone; fails with NO_LEASE instead of asking anybody.
 * - `bounded(ms)`: every operation that was answered anywhere so long before the call.
 * - `session(gid, groupIdx, instanceId)`: that instance, and so whatever the session has seen.
 * - `local`: some prefix of history.
 */
export type Consistency = 'linearizable' | 'lease' | 'local' | BoundedRead | SessionRead;

export interface BoundedRead {
  readonly level: 'bounded';
  readonly ms: number;
}

export interface SessionRead {
  readonly level: 'session';
  /** Of the group's status: a session means nothing in another life of the group. */
  readonly gid: number;
  readonly groupIdx: number;
  /** What the session saw last, or where its last operation was executed. */
  readonly instanceId: number;
}

export interface ReadOptions extends CallOptions {
  /** Default `linearizable`. */
  readonly consistency?: Consistency;
}

export interface ReadResult<T = unknown> {
  /** The read saw exactly the instances up to this one. */
  readonly instanceId: number;
  readonly result: T;
}

export interface WaitTarget {
  readonly groupIdx: number;
  /** Wait until this node executed up to it. */
  readonly executedUpTo?: number;
  /** Wait until the group has a leader known here: any, or this node. */
  readonly leader?: true | number;
  /** Wait until the group has a master known here: any, or that node. This node only once `isMaster` says so. */
  readonly master?: true | number;
}

/** Who is master as far as is known here; a hint. */
export interface KnownMaster {
  /** 0: nobody is known. */
  readonly node: number;
  /** A fencing token, to be used with the group's gid; 0 with node 0. */
  readonly version: number;
}

export interface MasterStatus extends KnownMaster {
  /** What `isMaster` says. */
  readonly isMine: boolean;
  /** What stands in the log last, even if that node is gone; 0: nobody was master yet. */
  readonly recordedNode: number;
  readonly recordedVersion: number;
}

export interface LoggedProposal {
  readonly smId: number;
  readonly value: Uint8Array;
}

export interface LoggedInstance {
  readonly instanceId: number;
  readonly values: readonly LoggedProposal[];
}

export type GroupState = 'running' | 'joining' | 'draining' | 'stalled' | 'stopped';

export interface GroupStatus {
  readonly groupIdx: number;
  /** '' for the initial set. */
  readonly kind: string;
  readonly state: GroupState;
  /** Why it is not `running`, for people. */
  readonly reason?: string;
  /** Node id of the leader known here; 0: none. */
  readonly leader: number;
  readonly ballot: number;
  /** Absent without `useMaster`. */
  readonly master?: MasterStatus;
  /** Whether this node leads with a lease at this moment. */
  readonly holdsLease: boolean;
  /** At most so long each voter's support counts here, ms, if it leads (`setMasterLease`). */
  readonly leaseMs: number;
  readonly gid: number;
  /** Next instance this node would propose or learn. */
  readonly nowInstanceId: number;
  readonly chosenUpTo: number;
  readonly executedUpTo: number;
  readonly minChosen: number;
  readonly members: readonly NodeAddress[];
  /** The instance that made this membership; 0: not founded, or not learned yet. */
  readonly membershipVersion: number;
  /** At the leader: what it does about disks that are not bound; elsewhere what becomes of the own one. For people. */
  readonly membershipSteps: readonly string[];
  readonly pendingProposals: number;
  /** Chained checksum of the last executed instance, 8 hex digits. */
  readonly checksum: string;
  /** Absent: this node keeps none (`checkpoints: false`, or no folder). */
  readonly checkpoints?: CheckpointStatus;
}

export interface NodeStatus {
  readonly nodeId: number;
  readonly storageId: string;
  readonly boot: number;
  readonly version: string;
  readonly clusterName: string;
  /** `storage-failed`: it acknowledges nothing any more and waits to be looked at. */
  readonly state: 'running' | 'storage-failed' | 'closing';
  readonly peers: readonly PeerStatus[];
  readonly groups: readonly GroupStatus[];
  /** For people: a disk that was replaced, damage to the log, peers that refuse this node. */
  readonly notices: readonly string[];
}

/** Typed events: what phxpaxos's breakpoints told. Handlers run synchronously and must not throw. */
export interface NodeEvents extends CheckpointEvents {
  leaderChange: [event: { groupIdx: number; leader: number; ballot: number }];
  masterChange: [event: { groupIdx: number; node: number; version: number }];
  membershipChange: [event: { groupIdx: number; members: readonly NodeAddress[]; version: number }];
  /** Of a change that this node was asked for. */
  membershipProgress: [event: { readonly groupIdx: number } & ProgressEvent];
  /** What a leader does about the membership by itself: disks, and joint configurations. `line` is for people. */
  membershipDuty: [event: { readonly groupIdx: number; readonly line: string } & DutyEvent];
  /** A group came, is being drained, went, or has other members (`onGroupChange`). */
  groupChange: [event: GroupInfo];
  /** A group that this node was asked to create waits for these voters, which are not up. */
  groupProgress: [event: { groupIdx: number; gid: number; waitsFor: readonly number[] }];
  peerUp: [event: { peer: Identity }];
  /** A peer does not let this node in: it was removed, runs twice, or is an older copy. Once for each reason. */
  peerRefused: [event: { nodeId: number; reason: string; kind: RefusalKind }];
  /** This node does not let that peer in: it has seen more of its disk than the disk has now. Once for each reason. */
  copyRefused: [event: { peer: Identity; reason: string }];
  /** At the start: the folder is a copy, or was moved, so it counts as lost; this node has a new disk. */
  diskReplaced: [event: { storageId: string; why: string; keptIn: string; line: string }];
  /** What becomes of this node's disk in a group, if it is not simply bound. `line` is for people. */
  diskStep: [event: { groupIdx: number; step: DiskStep; line: string }];
  /** Values of chosen instances were damaged on this node's disk, and are whole again: `count` of `from` to `to`. */
  logRepaired: [event: { groupIdx: number; from: number; to: number; count: number; peer: number }];
  /** One could not be put back yet: all live peers have deleted it, so that it takes a checkpoint; or none could give it. */
  logDamaged: [
    event: { groupIdx: number; instanceId: number; why: 'truncated' | 'unanswered'; line: string },
  ];
  peerDown: [event: { nodeId: number; reason: string }];
  chosen: [event: { groupIdx: number; instanceId: number }];
  executed: [event: { groupIdx: number; executedUpTo: number }];
  learned: [event: { groupIdx: number; from: number; to: number; peer: number }];
  campaign: [event: { groupIdx: number; ballot: number; phase: 'dry-run' | 'prepare' }];
  steppedDown: [event: { groupIdx: number; ballot: number; reason: string }];
  stalled: [event: { groupIdx: number; instanceId: number; smId: number; error: unknown; attempt: number }];
  resumed: [event: { groupIdx: number }];
  /** It ends with `diskStep` `bound`, or when a checkpoint was installed. */
  notVoting: [event: { groupIdx: number; reason: string }];
  divergence: [event: { groupIdx: number; instanceId: number; mine: number; theirs: number; peer: number }];
  groupStopped: [event: { groupIdx: number; error: unknown }];
  storageError: [event: { error: unknown }];
  commit: [event: { groups: number; records: number; bytes: number; durationMs: number }];
  messageRejected: [event: { peer: number; reason: string }];
  /** The share of new proposals that is refused has changed. */
  overload: [event: { groupIdx: number; ratePercent: number }];
  /** This process did not run for so long that its view of its peers is stale. */
  paused: [event: { durationMs: number }];
}

export type * from './checkpoints/api.ts';

export type { MembershipOperation, Plan, ProgressEvent, StepKind, TargetMember } from '@gaios/config-sm';

export interface ChangeOptions extends CallOptions {
  /** Do it although a quorum may not be live then, and do not wait for that. What is wrong in itself is refused. */
  readonly force?: boolean;
  /** The version that was looked at (`showMembership`); VERSION_CONFLICT if it is another by now. */
  readonly version?: number;
}

/** Who is in a group. A member's `storageId` is the disk that it is bound to, '' if none is. */
export interface Membership {
  readonly groupIdx: number;
  readonly gid: number;
  /** The instance that made it; 0: the group is not founded yet, and this is what the options say. */
  readonly version: number;
  readonly members: readonly Member[];
  /** While a joint change is under way: the members of the old side. */
  readonly outgoing?: readonly Member[];
  /** Disks that were bound once, and never are again. */
  readonly formerDisks: readonly string[];
}

/** A change is done: a quorum of the new membership has executed it. */
export interface ChangedMembership {
  readonly groupIdx: number;
  readonly version: number;
  readonly members: readonly Member[];
  /** Those that were seen; empty: there was nothing to do. */
  readonly steps: readonly StepKind[];
}

export type GroupChange =
  | { readonly groupIdx: number; readonly changed: ChangedMembership }
  | { readonly groupIdx: number; readonly error: unknown };

/**
 * Changes of membership, at any node that is a member. All reject with INVALID_NODE_ID, INVALID_ADDRESS, INVALID_ARGUMENT,
 * ADDRESS_IN_USE, DUPLICATE_MEMBER, UNKNOWN_MEMBER, NO_VOTERS, LAST_VOTER, LEARNER_BEHIND, QUORUM_AT_RISK, VERSION_CONFLICT,
 * CHANGE_UNDER_WAY, NOTHING_UNDER_WAY, NOT_A_MEMBER, UNKNOWN_GROUP, TIMEOUT, ABORTED, CLOSED or GROUP_STOPPED. What is done by
 * then stays done, and the same call made again goes on from there.
 */
export interface MembershipApi {
  showMembership(groupIdx: number): Membership;
  planMembership(groupIdx: number, wanted: MembershipOperation | readonly TargetMember[]): Promise<Plan>;
  addMember(
    groupIdx: number,
    nodeId: number,
    address: string,
    options?: ChangeOptions,
  ): Promise<ChangedMembership>;
  addLearner(
    groupIdx: number,
    nodeId: number,
    address: string,
    options?: ChangeOptions,
  ): Promise<ChangedMembership>;
  removeMember(groupIdx: number, nodeId: number, options?: ChangeOptions): Promise<ChangedMembership>;
  leave(groupIdx: number, options?: ChangeOptions): Promise<ChangedMembership>;
  changeMember(
    groupIdx: number,
    from: number,
    to: { readonly nodeId: number; readonly address: string },
    options?: ChangeOptions,
  ): Promise<ChangedMembership>;
  promote(groupIdx: number, nodeId: number, options?: ChangeOptions): Promise<ChangedMembership>;
  demote(groupIdx: number, nodeId: number, options?: ChangeOptions): Promise<ChangedMembership>;
  changeAddress(
    groupIdx: number,
    nodeId: number,
    address: string,
    options?: ChangeOptions,
  ): Promise<ChangedMembership>;
  changeMembership(
    groupIdx: number,
    target: readonly TargetMember[],
    options?: ChangeOptions,
  ): Promise<ChangedMembership>;
  takeBack(groupIdx: number, options?: ChangeOptions): Promise<ChangedMembership>;
  changeAllGroups(operation: MembershipOperation, options?: ChangeOptions): Promise<readonly GroupChange[]>;
}

/** A group as the directory has it, which is in group 0 and so the same on every node. */
export interface GroupInfo extends GroupEntry {
  readonly runsHere: boolean;
}

export interface NewGroup {
  /** 1 … 65535. */
  readonly groupIdx: number;
  /** Nodes of group 0; by its id alone, a node is a voter. The address is that in group 0, and need not be given. */
  readonly members: readonly (number | NewGroupMember)[];
  /** Which machines it has: what `stateMachines` is called with. At most 64 characters. */
  readonly kind: string;
}

export interface NewGroupMember {
  readonly nodeId: number;
  readonly address?: string;
  /** Default `voter`. */
  readonly role?: 'voter' | 'learner';
}

/** Groups at run time, at any node that is a member of group 0. */
export interface GroupsApi {
  createGroup(group: NewGroup, options?: CallOptions): Promise<GroupInfo>;
  destroyGroup(groupIdx: number, options?: CallOptions): Promise<void>;
  showGroups(): readonly GroupInfo[];
}

/** The calls of `Node`, as an interface, for those who wrap or fake it. */
export interface NodeApi extends MembershipApi, GroupsApi, CheckpointsApi {
  readonly nodeId: number;
  /** Default smId 0: through the log, to no machine. @throws GaiosError, with `outcome`. */
  propose<R = unknown>(
    groupIdx: number,
    value: Uint8Array,
    smIdOrSMCtx?: number | SMCtx<never, R> | SMCtx,
    options?: ProposeOptions,
  ): Promise<ProposeResult<R>>;
  /** All in one instance, results in order. */
  batchPropose<R = unknown>(
    groupIdx: number,
    values: readonly Uint8Array[],
    smIdOrSMCtxs?: number | readonly (number | SMCtx)[],
    options?: ProposeOptions,
  ): Promise<ProposeResult<R>[]>;
  read<T = unknown>(
    groupIdx: number,
    smId: number,
    query: unknown,
    options?: ReadOptions,
  ): Promise<ReadResult<T>>;
  /** Resolves with the instance up to which this node has executed, linearizably. */
  readBarrier(groupIdx: number, options?: ReadOptions): Promise<number>;
  /** Whether, and with what result, a request was executed, whoever proposed it. */
  outcome<R = unknown>(
    groupIdx: number,
    requestId: RequestId,
    options?: CallOptions,
  ): Promise<RequestOutcome<R>>;
  waitFor(target: WaitTarget, options?: CallOptions): Promise<void>;
  getMaster(groupIdx: number): number;
  getMasterWithVersion(groupIdx: number): KnownMaster;
  isMaster(groupIdx: number): boolean;
  setMasterLease(groupIdx: number, leaseMs: number): void;
  dropMaster(groupIdx: number): void;
  transferMaster(groupIdx: number, nodeId: number, options?: CallOptions): Promise<void>;
  readLog(groupIdx: number, from: number, to: number): Promise<LoggedInstance[]>;
  getInstanceValue(groupIdx: number, instanceId: number): Promise<readonly LoggedProposal[]>;
  getNowInstanceId(groupIdx: number): number;
  getMinChosenInstanceId(groupIdx: number): number;
  getMyNodeId(): number;
  /** Whether this node holds the lease of a group at this very moment. */
  holdsLease(groupIdx: number): boolean;
  addStateMachine(groupIdx: number, machine: StateMachine): void;
  status(): NodeStatus;
  setTimeoutMs(timeoutMs: number): void;
  setMaxPending(groupIdx: number, maxPending: number): void;
  setProposeWaitTimeThresholdMs(groupIdx: number, thresholdMs: number): void;
  setBatchCount(groupIdx: number, count: number): void;
  setBatchDelayMs(groupIdx: number, delayMs: number): void;
  /** Drains, ends every waiting call, closes ports. Idempotent. */
  close(): Promise<void>;
}
