/** What a laboratory (lab.ts) is made of, and how it is set up. */

import type {
  CheckpointBase,
  ChosenInstance,
  Configuration,
  ExecutionTable,
  LeaseOptions,
  Load,
  Message,
  Replica,
  ReplicaEvent,
  ReplicaTuning,
  Send,
  Speaker,
  Write,
} from '@gaios/core';
import type * as core from '@gaios/core';
import type { LabObserver } from './lab-observer.ts';
import type { LabDisk } from './lab-watch.ts';

export const labTuning: ReplicaTuning = {
  windowInstances: 8,
  windowBytes: 1 << 20,
  batchCount: 4,
  batchBytes: 1 << 16,
  batchDelayMs: 0,
  announceDelayMs: 0,
  queueBytes: 1 << 16,
  retryMinMs: 100,
  retryMaxMs: 400,
  campaignTimeoutMs: 300,
  acceptAheadInstances: 64,
  pageBytes: 256,
  learnWindowBytes: 1024,
};

/** A message under way. */
export interface Letter {
  readonly from: Speaker;
  readonly to: number;
  readonly gid: number;
  readonly message: Message;
}

/** One executed operation as the outside sees it. */
export interface Executed {
  readonly instanceId: number;
  readonly nodeId: number;
  readonly storageId: string;
  readonly boot: number;
  readonly seq: number;
  readonly text: string;
}

export interface LabCheckpoint {
  readonly base: CheckpointBase;
  readonly executed: readonly Executed[];
  readonly table: ExecutionTable;
}

/** What a node has executed. */
export interface LabMachine {
  executed: Executed[];
  executedUpTo: number;
  /** Chained, at `executedUpTo`. */
  checksum: number;
  table: ExecutionTable;
  configuration: Configuration;
  /** Of the last change that was executed. */
  configurationBallot: number;
}

/** A checkpoint that this node is installing. */
export interface LabJump {
  readonly checkpoint: LabCheckpoint;
  /** The write that makes it count; Infinity until that is known. */
  after: number;
}

export interface LabNode extends LabMachine {
  readonly nodeId: number;
  storageId: string;
  boot: number;
  disk: LabDisk;
  replica: Replica;
  up: boolean;
  /** Writes handed over and not yet durable. */
  unsynced: Write[];
  durable: number;
  held: Send[];
  heldLoads: Load[];
  waiting: { readonly chosen: ChosenInstance; readonly after: number }[];
  /** Made or received here, oldest first. */
  checkpoints: LabCheckpoint[];
  /** Being installed: nothing is executed until that is durable. */
  jump: LabJump | undefined;
  /** Own seqs that were skipped for good, since this disk is not bound. */
  readonly skipped: Set<number>;
  /** Read ids that wait, with the highest instance executed anywhere when each was asked. */
  readonly asked: Map<number, number>;
  /** Read ids and the index each was given. */
  readonly reads: Map<number, number>;
  readonly events: ReplicaEvent[];
}

export interface LabOptions {
  readonly voters?: readonly number[];
  readonly learners?: readonly number[];
  /** Nodes that exist but are no members yet. */
  readonly spares?: readonly number[];
  readonly tuning?: Partial<ReplicaTuning>;
  /** Writes are durable at once. Default true. */
  readonly autoSync?: boolean;
  /** Every disk holds the founding instance already, and every process is down. */
  readonly founded?: boolean;
  /** The core whose replicas run; the real one, unless rules are to be broken in it. */
  readonly core?: Pick<typeof core, 'Replica'>;
  readonly observer?: LabObserver;
  /** Leases rest on this; without it there are none. */
  readonly lease?: (nodeId: number) => LeaseOptions;
}
