/** What users see of checkpoints, as types; exported by `api.ts`. */

/** A checkpoint on this node's disk. */
export interface CheckpointInfo {
  /** The instance, and a hash of what it holds: equal on all nodes that have the same. */
  readonly id: string;
  /** The log from the next one on belongs to it. */
  readonly instanceId: number;
  readonly bytes: number;
}

export interface CheckpointFailure {
  readonly groupIdx: number;
  readonly stage: 'make' | 'send' | 'receive';
  /** 0: of this node alone. */
  readonly peer: number;
  readonly id: string;
  readonly reason: string;
  readonly error?: unknown;
}

export interface CheckpointProgress {
  readonly groupIdx: number;
  readonly side: 'sender' | 'receiver';
  readonly peer: number;
  readonly id: string;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface CheckpointStatus {
  /** Those on disk, oldest first. */
  readonly stored: readonly CheckpointInfo[];
  readonly making: boolean;
  /** What it does to get one of another node. */
  readonly receiving: 'idle' | 'asking' | 'waiting' | 'receiving' | 'installing' | 'catching-up';
  /** Nodes that are being sent one. */
  readonly sending: number;
  readonly holdLogCount: number;
  readonly cleanerPaused: boolean;
  /** Absent: no machine builds its checkpoints by replay. */
  readonly replayer?: { readonly instanceId: number; readonly paused: boolean };
  /** Machines because of which the group can have none. */
  readonly notOfferedBy: readonly number[];
}

/** ms, and a signal, as for every call. */
export interface CheckpointOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Checkpoints, at any node; all but `checkpoint` concern this node alone. */
export interface CheckpointsApi {
  checkpoint(groupIdx: number, options?: CheckpointOptions): Promise<CheckpointInfo>;
  listCheckpoints(groupIdx: number): readonly CheckpointInfo[];
  verifyCheckpoint(groupIdx: number, id: string): Promise<void>;
  pauseCheckpointReplayer(groupIdx?: number): void;
  continueCheckpointReplayer(groupIdx?: number): void;
  pauseLogCleaner(groupIdx?: number): void;
  continueLogCleaner(groupIdx?: number): void;
  setHoldLogCount(groupIdx: number, count: number): void;
}

/** Of `NodeEvents`. */
export interface CheckpointEvents {
  /** The log that this node misses, from there on, is deleted everywhere: it asks the others for a checkpoint. */
  needsCheckpoint: [event: { groupIdx: number; from: number }];
  checkpointMade: [event: { groupIdx: number; durationMs: number } & CheckpointInfo];
  /** Whatever it is, it is tried again, and what was there before is as it was. */
  checkpointFailed: [event: CheckpointFailure];
  /** Of a transfer: about ten times a second. */
  checkpointProgress: [event: CheckpointProgress];
  checkpointSent: [event: { groupIdx: number; to: number; id: string; bytesSent: number }];
  /** `from`: 0: it was on this disk already. */
  checkpointInstalled: [event: { groupIdx: number; from: number; id: string; instanceId: number }];
  /** The node that sent it need not hold log any more. */
  checkpointCaughtUp: [event: { groupIdx: number; from: number; id: string }];
  /** It was damaged, or belongs to another life of the group. */
  checkpointRemoved: [event: { groupIdx: number; id: string; error: unknown }];
  /** Two nodes made checkpoints of one instance (`node.checkpoint`), and they are not the same. */
  checkpointDivergence: [
    event: { groupIdx: number; instanceId: number; peer: number; differences: readonly string[] },
  ];
  /** Once in the life of a process. */
  checkpointNotOffered: [event: { groupIdx: number; smIds: readonly number[] }];
  /** At a start: it held instances that the log of this node has not. `keptIn` is where the machine says that it is now. */
  machineSetAside: [event: { groupIdx: number; smId: number; instanceId: number; keptIn: string }];
  logCleaned: [event: { groupIdx: number; minChosen: number }];
}
