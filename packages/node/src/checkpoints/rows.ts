/** The rows of `option-rows.ts` that are about checkpoints and the log behind them. */

const MiB = 1024 * 1024;
const hour = 3_600_000;

export const checkpointRows = {
  checkpointEveryInstances: {
    unit: 'count',
    default: 100_000,
    min: 0,
    max: 2 ** 47,
    reason:
      'instances after which a group makes a checkpoint by itself: a restart replays seconds at most; 0: not for that',
  },
  checkpointEveryBytes: {
    unit: 'bytes',
    default: 256 * MiB,
    min: 0,
    max: 2 ** 50,
    reason: 'the same in bytes of executed log; 0: not for that',
  },
  checkpointEveryMs: {
    unit: 'ms',
    default: 0,
    min: 0,
    max: 366 * 24 * hour,
    reason: 'the same in time, if anything was executed since; 0: not for that',
  },
  checkpointRestMs: {
    unit: 'ms',
    default: 10_000,
    min: 0,
    max: 24 * hour,
    reason: 'not more often than that by itself, whatever else says',
  },
  checkpointKeep: {
    unit: 'count',
    default: 2,
    min: 1,
    max: 100,
    reason: 'checkpoints of a group that stay on disk: the newest may be the damaged one',
  },
  checkpointMakingsMax: {
    unit: 'count',
    default: 1,
    min: 1,
    max: 1_000,
    reason: 'groups that write a checkpoint at once: they share one disk',
  },
  checkpointWriteBytes: {
    unit: 'bytes',
    default: 64 * MiB,
    min: 0,
    max: 2 ** 40,
    reason: 'per second, of all checkpoints that are being written: leaves the disk to the log; 0: no limit',
  },
  checkpointSendBytes: {
    unit: 'bytes',
    default: 8 * MiB,
    min: 0,
    max: 2 ** 40,
    reason:
      'per second, of all transfers that this node sends: proposals must not feel them, also where both share a core or two; 10 GiB take 21 minutes. 0: no limit',
  },
  checkpointSendsMax: {
    unit: 'count',
    default: 2,
    min: 1,
    max: 1_000,
    reason: 'transfers that this node sends at once: more share one rate, and each takes longer',
  },
  checkpointReceivesMax: {
    unit: 'count',
    default: 4,
    min: 1,
    max: 1_000,
    reason: 'groups that begin to ask for a checkpoint while so many are at it wait for their turn',
  },
  checkpointHoldMs: {
    unit: 'ms',
    default: 600_000,
    min: 1_000,
    max: 24 * hour,
    reason: 'how long log is held for a receiver that says nothing: it may be starting anew, or be dead',
  },
  holdLogCount: {
    unit: 'count',
    default: 10_000,
    min: 0,
    max: 2 ** 47,
    reason: 'instances kept behind the checkpoint, so that who is a little behind need not get one',
  },
  cleanRowsPerTurn: {
    unit: 'count',
    default: 2_000,
    min: 1,
    max: 1_000_000,
    reason: 'instances of a group deleted at a time: proposals share the disk',
  },
  cleanIntervalMs: {
    unit: 'ms',
    default: 100,
    min: 1,
    max: hour,
    reason: 'how often',
  },
  cleanLagMax: {
    unit: 'count',
    default: 1_000_000,
    min: 0,
    max: 2 ** 47,
    reason: 'a live peer that is further behind the checkpoint gets one: the log does not wait for it',
  },
  cleanSettleMs: {
    unit: 'ms',
    default: 30_000,
    min: 0,
    max: hour,
    reason: 'after a start nothing is deleted for so long: who is being sent something has to say so again',
  },
} as const;
