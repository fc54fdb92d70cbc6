/** What the checkpoints of all groups of a node share, and what those of one group see of their group. */

import type { Identity, LogRecord, Random, SMFac } from '@gaios/sm-base';
import type { FactMessage } from '@gaios/config-sm';
import type { Member, ReplicaView } from '@gaios/core';
import type {
  CheckpointMessage,
  CheckpointStore,
  CleanerOptions,
  Compression,
  PolicyOptions,
  SharedLoad,
  StoredCheckpoint,
  Time,
  TokenBucket,
  TransferOptions,
} from '@gaios/checkpoint';
import type { Executor } from '../executor.ts';
import type { GroupBirth } from '../group-birth.ts';
import type { Installations } from '../installation.ts';
import type { Proposals } from '../proposals.ts';
import type { Telemetry } from '../telemetry.ts';
import type { CheckpointInfo } from './api.ts';
import type { Turns } from './turns.ts';

export interface CheckpointShared {
  readonly self: Identity;
  readonly store: CheckpointStore;
  readonly time: Time;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly compression: Compression;
  /** Of what is sent, and of what is written. */
  readonly sending: TokenBucket;
  readonly writing: TokenBucket;
  readonly load: SharedLoad;
  /** Of groups that write a checkpoint. */
  readonly makings: Turns;
  readonly transfer: TransferOptions;
  readonly policy: PolicyOptions;
  readonly cleaner: CleanerOptions;
  readonly useReplayer: boolean;
  readonly timeoutMs: number;
  readonly send: (to: number, message: CheckpointMessage) => void;
  readonly isUp: (nodeId: number) => boolean;
  /** Who answers as that node, while it is up. */
  readonly speaker: (nodeId: number) => Identity | undefined;
  readonly sendFacts: (to: number, message: FactMessage) => void;
  /** A group misses log that cannot be learned. */
  readonly needs: (groupIdx: number) => void;
  /** A group stopped asking, or receiving: another may begin. */
  readonly received: () => void;
}

/** A group, as its checkpoints see it. */
export interface CheckpointedGroup {
  readonly groupIdx: number;
  readonly birth: GroupBirth;
  readonly view: ReplicaView;
  readonly members: readonly Member[];
  readonly machines: SMFac;
  readonly executor: Executor;
  readonly installations: Installations;
  readonly proposals: Proposals;
  readonly isStopped: boolean;
  /** What it has to execute next is damaged, and nobody has it any more. */
  readonly lacksRow: boolean;
  readonly leads: boolean;
  truncate(below: number): boolean;
  peersAt(): ReadonlyMap<number, number>;
  refusal(forProposal: boolean): Error | undefined;
  /** It cannot execute what its log has before it gets a checkpoint. */
  waitsForCheckpoint(): void;
  stop(error: unknown): void;
  readLog(range: {
    readonly from: number;
    readonly to: number;
    readonly bytesMax: number;
  }): Promise<readonly LogRecord[]>;
}

export const infoOf = ({ id, manifest }: StoredCheckpoint): CheckpointInfo => ({
  id,
  instanceId: manifest.instanceId,
  bytes: manifest.bytesTotal,
});
