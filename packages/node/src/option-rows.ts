/**
 * Every number that bounds something in this package: one row each, with unit, default, bounds and reason. Users set
 * them by `NodeOptions.tuning`. Large-value mode has defaults of its own where 50 MiB need more time or room.
 */

import { checkpointRows } from './checkpoints/rows.ts';

export interface OptionRow {
  readonly unit: 'ms' | 'bytes' | 'count' | 'percent' | 'ppm';
  readonly default: number;
  /** Default with `largeValueMode`. */
  readonly large?: number;
  readonly min: number;
  readonly max: number;
  readonly reason: string;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const hour = 3_600_000;

export const optionRows = {
  // Calls
  timeoutMs: {
    unit: 'ms',
    default: 10_000,
    large: 60_000,
    min: 1,
    max: 24 * hour,
    reason: 'default of every call; covers an election or two',
  },
  valueBytesMax: {
    unit: 'bytes',
    default: 10 * MiB,
    large: 50 * MiB,
    min: 1,
    max: 50 * MiB,
    reason: 'largest value; phxpaxos has the same two limits',
  },
  batchProposeMax: {
    unit: 'count',
    default: 10_000,
    min: 1,
    max: 100_000,
    reason: 'values of one batchPropose, which share an instance',
  },
  maxPending: {
    unit: 'count',
    default: 10_000,
    min: 1,
    max: 10_000_000,
    reason: 'proposals of a group that wait here',
  },
  pendingBytesMax: {
    unit: 'bytes',
    default: 64 * MiB,
    large: 256 * MiB,
    min: KiB,
    max: 4096 * MiB,
    reason: 'their bytes',
  },
  maxWaitingForRoom: {
    unit: 'count',
    default: 100_000,
    min: 0,
    max: 10_000_000,
    reason: 'callers of a group that wait for room',
  },
  maxPendingReads: {
    unit: 'count',
    default: 100_000,
    min: 1,
    max: 10_000_000,
    reason: 'reads of a group that wait here',
  },
  proposeWaitTimeThresholdMs: {
    unit: 'ms',
    default: 2_000,
    large: 30_000,
    min: 0,
    max: hour,
    reason: 'a standing wait above it is overload and new proposals are refused; 0: never',
  },
  overloadIntervalMs: {
    unit: 'ms',
    default: 250,
    large: 2_000,
    min: 10,
    max: 60_000,
    reason: 'even the shortest wait of an interval must be above the threshold; a burst alone is no overload',
  },
  closeDrainMs: {
    unit: 'ms',
    default: 5_000,
    min: 0,
    max: 60_000,
    reason: 'how long close() lets calls under way finish; with what follows well below 20 s',
  },
  readLogBytesMax: {
    unit: 'bytes',
    default: 64 * MiB,
    large: 256 * MiB,
    min: KiB,
    max: 1024 * MiB,
    reason: 'one readLog returns no more, at least one instance',
  },
  groupsMax: {
    unit: 'count',
    default: 65_536,
    min: 1,
    max: 65_536,
    reason: 'groups that createGroup lets there be: each takes some 50 KiB of memory at each of its members',
  },
  // Failure detection and elections
  heartbeatIntervalMs: {
    unit: 'ms',
    default: 100,
    large: 500,
    min: 5,
    max: 10_000,
    reason: 'one small message a peer, whatever the number of groups',
  },
  electionTimeoutMs: {
    unit: 'ms',
    default: 1_000,
    large: 5_000,
    min: 20,
    max: 60_000,
    reason:
      'how long a node supports a peer after its heartbeat: ten of them, since a busy event loop or disk is not a dead node',
  },
  maxClockDriftPpm: {
    unit: 'ppm',
    default: 1_000,
    min: 1,
    max: 99_999,
    reason: 'of each monotonic clock against true time; clocks are slewed by 500 at most; leases rest on it',
  },
  masterLeaseMs: {
    unit: 'ms',
    default: 24 * hour,
    min: 15,
    max: 24 * hour,
    reason:
      'the most that a leader counts of the support of each voter; it shortens the lease, and lengthens nothing: by default electionTimeoutMs decides',
  },
  electionStaggerMs: {
    unit: 'ms',
    default: 30,
    min: 0,
    max: 10_000,
    reason: 'delay a rank, so that the first in rank usually wins unopposed',
  },
  electionJitterMs: {
    unit: 'ms',
    default: 30,
    min: 0,
    max: 10_000,
    reason: 'breaks ties between equal delays',
  },
  electionPriorityMs: {
    unit: 'ms',
    default: 100,
    min: 0,
    max: 10_000,
    reason:
      'delay for each step of `masterPriority` below 10: more than the ranks of a small group and a campaign take together',
  },
  electionRetryMs: {
    unit: 'ms',
    default: 250,
    large: 1_000,
    min: 1,
    max: 60_000,
    reason: 'before a campaign that led nowhere is tried again, with jitter',
  },
  electionConcurrency: {
    unit: 'count',
    default: 256,
    min: 1,
    max: 65_536,
    reason: 'campaigns at once, so that ten thousand groups do not start together',
  },
  balanceAfterMs: {
    unit: 'ms',
    default: 5_000,
    min: 0,
    max: 600_000,
    reason:
      'with `balanceMasters`, how long two nodes must have been up before one takes a group over from the other',
  },
  balancePerSecond: {
    unit: 'count',
    default: 50,
    min: 1,
    max: 10_000,
    reason: 'groups that a node takes back in a second: each transfer costs its group a few round trips',
  },
  balanceRetryMaxMs: {
    unit: 'ms',
    default: 300_000,
    min: 1,
    max: 3_600_000,
    reason: 'a group that could not be handed over is asked for more and more seldom, down to this',
  },
  campaignTimeoutMs: {
    unit: 'ms',
    default: 1_000,
    large: 15_000,
    min: 10,
    max: 120_000,
    reason: 'a campaign without a quorum is over',
  },
  // Replica
  windowInstances: {
    unit: 'count',
    default: 64,
    min: 1,
    max: 4_096,
    reason: 'instances in flight: several round trips of commits',
  },
  windowBytes: {
    unit: 'bytes',
    default: 16 * MiB,
    large: 128 * MiB,
    min: KiB,
    max: 1024 * MiB,
    reason: 'bytes in flight',
  },
  batchCount: {
    unit: 'count',
    default: 1_000,
    min: 1,
    max: 100_000,
    reason: 'proposals of an instance; a batch is what arrived while the pipeline was busy',
  },
  batchBytes: {
    unit: 'bytes',
    default: 512 * KiB,
    min: 1,
    max: 64 * MiB,
    reason: 'bytes of an instance, unless one value is larger',
  },
  batchDelayMs: {
    unit: 'ms',
    default: 0,
    min: 0,
    max: 1_000,
    reason:
      'phxpaxos has one; waiting to fill a batch buys nothing when batches form while the pipeline is busy',
  },
  announceDelayMs: {
    unit: 'ms',
    default: 5,
    min: 0,
    max: 1_000,
    reason:
      'members that wait for nothing hear within it what is chosen, if no Accept tells them before; 0: at once, which costs a message and its answer for each batch',
  },
  queueBytes: {
    unit: 'bytes',
    default: 64 * MiB,
    large: 256 * MiB,
    min: KiB,
    max: 4096 * MiB,
    reason: 'proposals waiting at the leader',
  },
  retryMinMs: {
    unit: 'ms',
    default: 300,
    large: 3_000,
    min: 1,
    max: 60_000,
    reason: 'above a round trip with a slow fsync',
  },
  retryMaxMs: {
    unit: 'ms',
    default: 4_000,
    large: 60_000,
    min: 1,
    max: 120_000,
    reason: 'an unreachable peer costs little',
  },
  acceptAheadInstances: {
    unit: 'count',
    default: 2_048,
    min: 2,
    max: 100_000,
    reason: 'memory of a follower that lags; above the window',
  },
  pageBytes: {
    unit: 'bytes',
    default: MiB,
    large: 8 * MiB,
    min: KiB,
    max: 64 * MiB,
    reason: 'one page of values; on the bulk connection',
  },
  learnWindowBytes: {
    unit: 'bytes',
    default: 4 * MiB,
    large: 64 * MiB,
    min: KiB,
    max: 1024 * MiB,
    reason: 'unacknowledged bytes of a learner',
  },
  // Turn and execution
  payloadBytesMax: {
    unit: 'bytes',
    default: 2 * MiB,
    min: KiB,
    max: 64 * MiB,
    reason: 'a turn with more for one peer makes several payloads',
  },
  bulkBytes: {
    unit: 'bytes',
    default: 256 * KiB,
    min: 1,
    max: 64 * MiB,
    reason: 'a message with more goes on the bulk connection, so that it stands in front of nothing urgent',
  },
  bulkStickyMs: {
    unit: 'ms',
    default: 200,
    large: 2_000,
    min: 0,
    max: 60_000,
    reason: 'values that follow a bulk one take the same road, so that they do not overtake it',
  },
  executeQueueBytes: {
    unit: 'bytes',
    default: 16 * MiB,
    large: 128 * MiB,
    min: 1,
    max: 1024 * MiB,
    reason: 'chosen values that wait in memory for a machine; what is beyond is read again from the log',
  },
  executePageBytes: {
    unit: 'bytes',
    default: 2 * MiB,
    large: 16 * MiB,
    min: 1,
    max: 256 * MiB,
    reason: 'one read of the log for execution',
  },
  executeSliceCount: {
    unit: 'count',
    default: 2_000,
    min: 1,
    max: 1_000_000,
    reason: 'operations of a group in one turn, before others get theirs',
  },
  executeBatchMax: {
    unit: 'count',
    default: 1_000,
    min: 1,
    max: 100_000,
    reason: 'operations of one executeBatch',
  },
  executeRetryMinMs: {
    unit: 'ms',
    default: 20,
    min: 1,
    max: 60_000,
    reason: 'first wait before a machine that failed is tried again; doubles',
  },
  executeRetryMaxMs: {
    unit: 'ms',
    default: 5_000,
    min: 1,
    max: 600_000,
    reason: 'last wait; retried for ever',
  },
  readRetryMs: {
    unit: 'ms',
    default: 50,
    large: 250,
    min: 1,
    max: 10_000,
    reason: 'before a read that found no leader asks again',
  },
  readRoundsMax: {
    unit: 'count',
    default: 4,
    min: 1,
    max: 1_000,
    reason: 'read indexes asked for at once; reads that come meanwhile share the next',
  },
  ...checkpointRows,
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof optionRows;

/** Every row's value, bounds checked. */
export type Tuning = { [K in OptionName]: number };

/** Numbers that must stand in a certain relation, with the reason. */
export const optionRelations: readonly {
  readonly low: OptionName;
  readonly high: OptionName;
  readonly factor: number;
  readonly reason: string;
}[] = [
  {
    low: 'heartbeatIntervalMs',
    high: 'electionTimeoutMs',
    factor: 3,
    reason: 'one or two lost heartbeats are no failure',
  },
  {
    low: 'heartbeatIntervalMs',
    high: 'masterLeaseMs',
    factor: 3,
    reason: 'a lease that one lost heartbeat ends comes and goes',
  },
  { low: 'retryMinMs', high: 'retryMaxMs', factor: 1, reason: 'the wait grows' },
  { low: 'executeRetryMinMs', high: 'executeRetryMaxMs', factor: 1, reason: 'the wait grows' },
  {
    low: 'windowInstances',
    high: 'acceptAheadInstances',
    factor: 2,
    reason: 'a follower must take what a leader may send',
  },
];
