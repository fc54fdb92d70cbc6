/**
 * What a replica asks of its driver. Collected during a turn, taken once. Each field's comment is an
 * obligation of the driver; together they are the ordering law (ARCHITECTURE.md).
 */

import type { GroupMeta, LogRecord } from '@gaios/sm-base';
import type { Ballot } from './ballot.ts';
import type { Configuration } from './configuration.ts';
import type { Message } from './messages.ts';

/** Writes are numbered per replica from 1; `after` names the write that must be durable first, 0: none. */
export type WriteSeq = number;

export interface Write {
  readonly seq: WriteSeq;
  readonly meta?: GroupMeta;
  readonly records: readonly LogRecord[];
  /** Deletes what is below, in the same commit; comes with `meta`. */
  readonly deleteBelow?: number;
}

export interface Send {
  readonly to: number;
  readonly gid: number;
  readonly message: Message;
  /** Must not leave before this write is durable. Messages to the own node go back into `receive`. */
  readonly after: WriteSeq;
}

export interface ChosenInstance {
  readonly instanceId: number;
  readonly ballot: Ballot;
  readonly value: Uint8Array;
}

/** A checkpoint stands for everything up to `instanceId`; execution goes on there once the write is durable. */
export interface InstalledCheckpoint {
  readonly instanceId: number;
  readonly after: WriteSeq;
}

/** Read the log and answer by `loaded(load, records)`; only after the write `after` is durable. */
export interface Load {
  readonly peer: number;
  readonly from: number;
  readonly to: number;
  readonly bytesMax: number;
  readonly after: WriteSeq;
}

/** The answer to `read()`. `instanceId` 0: failed, ask again when there is a leader. */
export interface ReadVerdict {
  readonly readId: number;
  readonly instanceId: number;
}

export interface ReplicaEventMap {
  leaderChange: { readonly leader: number; readonly ballot: Ballot };
  campaign: { readonly ballot: Ballot; readonly phase: 'dry-run' | 'prepare' };
  steppedDown: { readonly ballot: Ballot; readonly reason: string };
  learned: { readonly from: number; readonly to: number; readonly peer: number };
  /** A configuration was concluded; takes effect from the next instance. */
  configuration: { readonly instanceId: number; readonly configuration: Configuration };
  notVoting: { readonly reason: string };
  divergence: {
    readonly instanceId: number;
    readonly mine: number;
    readonly theirs: number;
    readonly peer: number;
  };
  messageRejected: { readonly peer: number; readonly message: string; readonly reason: string };
  /** Every live peer that has what this replica needs, from there on, has truncated it. Told again, less and less often. */
  needsCheckpoint: { readonly from: number };
  /** A peer can serve after all, or none is there any more that knows of anything. */
  needsNoCheckpoint: { readonly from: number };
  /** A peer needs the log from there on, which is truncated here. */
  peerNeedsCheckpoint: { readonly peer: number; readonly from: number };
}
export type ReplicaEventKind = keyof ReplicaEventMap;
export type ReplicaEvent = {
  [K in ReplicaEventKind]: { readonly kind: K } & ReplicaEventMap[K];
}[ReplicaEventKind];

export interface Effects {
  /** Persist it, in order of `seq`, before anything tied to it. */
  readonly write: Write | undefined;
  /** Load the machines, then execute from there on; what is chosen at or below is not executed any more. */
  readonly installed?: InstalledCheckpoint;
  readonly sends: readonly Send[];
  /** Chosen values in instance order. May be executed once the write `chosenAfter` is durable (rule 6). */
  readonly chosen: readonly ChosenInstance[];
  readonly chosenAfter: WriteSeq;
  readonly loads: readonly Load[];
  readonly reads: readonly ReadVerdict[];
  readonly events: readonly ReplicaEvent[];
}
