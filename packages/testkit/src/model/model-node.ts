/** A node of the model: a replica's state, its disk, and what lies between the two. Plain data. */

import type {
  CheckpointBase,
  ChosenInstance,
  Configuration,
  ExecutionTable,
  Load,
  ReplicaState,
  Send,
  Write,
} from '@gaios/core';
import type { GroupMeta, LogRecord } from '@gaios/sm-base';
import type { Letter } from '../lab.ts';

/** What a node holds as of an instance (checkpoints.ts). */
export interface ModelCheckpoint {
  readonly base: CheckpointBase;
  readonly table: ExecutionTable;
}

/** Being installed: nothing is executed until that is durable. */
export interface ModelJump {
  readonly checkpoint: ModelCheckpoint;
  /** Number of the write; counted from the last durable one, like all of them. */
  readonly after: number;
}

export interface ModelDisk {
  meta: GroupMeta | undefined;
  readonly records: Map<number, LogRecord>;
  /** Oldest first. Safe as soon as they are made or received; which of them counts is what `meta` says. */
  checkpoints: readonly ModelCheckpoint[];
}

export interface ModelNode {
  readonly nodeId: number;
  /** Campaigns left to this node; below 0: it is in one that it has no right to, and whose questions are lost. */
  campaigns: number;
  boot: number;
  /** Which disk it has, from 1 on, and how many it may still lose. */
  life: number;
  wipes: number;
  /** What it may still propose of a leader's duties. */
  duties: number;
  /** How often it may still clean its log. */
  cleans: number;
  disk: ModelDisk;
  /** Undefined while the process is down; all that follows is empty then. */
  state: ReplicaState | undefined;
  /** Writes wait for a step of their own. */
  isSlow: boolean;
  /** Writes handed over and not yet durable. */
  unsynced: Write[];
  durable: number;
  held: Send[];
  heldLoads: Load[];
  waiting: { readonly chosen: ChosenInstance; readonly after: number }[];
  jump: ModelJump | undefined;
  executedUpTo: number;
  /** Both follow from the log up to `executedUpTo`. */
  table: ExecutionTable;
  configuration: Configuration;
}

/** An instance that a replica took as chosen, and the configuration that the log up to it makes. */
export interface Concluded extends ChosenInstance {
  readonly configuration: Configuration;
}

/** What a step of a node leads to. */
export interface NodeOutcome {
  readonly node: ModelNode;
  readonly sends: readonly Letter[];
  /** Instances concluded in this step. */
  readonly concluded: readonly Concluded[];
  /** Acceptances that reached the disk. */
  readonly accepted: readonly LogRecord[];
  /** Campaigns started, of whatever cause. */
  readonly campaigns: number;
  /** What is wrong, if anything is. */
  readonly violation: string | undefined;
}
