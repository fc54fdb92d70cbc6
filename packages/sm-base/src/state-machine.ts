/**
 * What a user writes: a `StateMachine`. Every replica of a group executes the same values in the same order;
 * `execute` must therefore depend on nothing but the machine's state, the value and `context.nowMs`.
 */

import type { SMCtx } from './sm-ctx.ts';

/** Where and when an operation executes. The same on every replica, except `smCtx`. */
export interface ExecuteContext {
  readonly groupIdx: number;
  readonly instanceId: number;
  /** Position of the operation in its instance, from 0. */
  readonly batchIndex: number;
  /** Agreed time, ms since 1970, never decreasing within a group. */
  readonly nowMs: number;
  /** Only on the node that proposed it, in the process that proposed it: the proposer's own object. */
  readonly smCtx?: SMCtx;
}

export interface QueryContext {
  readonly groupIdx: number;
  /** Last instance executed by the machine when the query runs. */
  readonly instanceId: number;
}

export interface CheckpointFiles {
  readonly directory: string;
  /** Relative to `directory`: names with `/` between folders, never `..`, and no symbolic links. */
  readonly files: readonly string[];
  /** The last instance that they hold, where it is not what `getCheckpointInstanceId` says (a copy of a moving state). */
  readonly instanceId?: number;
}

/** First reserved state machine id; users' ids are 1 … 99,999,999. */
export const RESERVED_SM_ID = 100_000_000;
/** The membership machine of every group (phxpaxos SYSTEM_V_SMID). */
export const SYSTEM_SM_ID = 100_000_000;
/** The master machine (phxpaxos MASTER_V_SMID). */
export const MASTER_SM_ID = 100_000_001;
/** The directory of groups, in group 0 alone. (phxpaxos has 100,000,002 for its batches.) */
export const DIRECTORY_SM_ID = 100_000_003;
/** Marks the instance at which all replicas of a group take a checkpoint. */
export const CHECKPOINT_SM_ID = 100_000_004;

/**
 * A replicated state machine. An operation that is invalid on every replica is a *result*; an error thrown means that
 * this replica could not execute it, and it is tried again, never skipped.
 */
export abstract class StateMachine<R = unknown> {
  /** 1 … 99,999,999, unique within its group. */
  abstract readonly smId: number;

  /** Applies one operation. Its return value reaches the proposer. Never overlaps with another of its group. */
  abstract execute(value: Uint8Array, context: ExecuteContext): R | Promise<R>;

  /** Applies several, in order, all or nothing; for machines that gain from one transaction. One result each. */
  executeBatch?(values: readonly Uint8Array[], contexts: readonly ExecuteContext[]): R[] | Promise<R[]>;

  executeForCheckpoint?(value: Uint8Array, context: ExecuteContext): void | Promise<void>;
  executeBatchForCheckpoint?(
    values: readonly Uint8Array[],
    contexts: readonly ExecuteContext[],
  ): void | Promise<void>;

  /** Answers a read, between operations, never during one. */
  query?(query: unknown, at: QueryContext): unknown;

  /** With the option `changeValueBeforePropose`: whether `beforePropose` is to be called. */
  get needCallBeforePropose(): boolean {
    return false;
  }

  /** Called at the leader, with the state up to date, once per batch; may return another value. */
  beforePropose?(groupIdx: number, value: Uint8Array): Uint8Array;

  /** The last instance that this machine's own durable state holds; 0: none, it is rebuilt from the log. */
  getCheckpointInstanceId(_groupIdx: number): number {
    return 0;
  }

  /**
   * Called between two instances, before `lockCheckpointState`, which may come much later: the state that `getCheckpointState`
   * then gives is that of now, if this machine can keep it while operations go on. `unlockCheckpointState` ends it, and comes also
   * where nothing is locked any more. A machine that has no such method gives what it has when it is asked.
   */
  pinCheckpointState?(groupIdx: number, executedUpTo: number): void;

  /**
   * The checkpoint is of instance `executedUpTo`: all operations up to it were executed, and others above it may have been,
   * the last instance of them in part. A machine that keeps its own instance may note it, also where the last
   * instances had nothing for it; from then on `getCheckpointInstanceId` says so much at least.
   */
  lockCheckpointState?(groupIdx: number, executedUpTo?: number): void | Promise<void>;
  unlockCheckpointState?(groupIdx: number): void;
  getCheckpointState?(groupIdx: number): CheckpointFiles | Promise<CheckpointFiles>;
  loadCheckpointState?(
    groupIdx: number,
    directory: string,
    files: readonly string[],
    instanceId: number,
  ): void | Promise<void>;

  /**
   * Deletes what this machine keeps of a group outside of the log: the group was destroyed, or moved away from this node, and
   * another one with the same index must not find it. Called then, and never otherwise.
   */
  removeGroup?(groupIdx: number): void | Promise<void>;

  /**
   * Puts away what this machine keeps of a group, without deleting it: at a start it holds more than the log of this node does,
   * which was lost, or is another one's. `getCheckpointInstanceId` says 0 afterwards. Where it is kept is told to people. Without
   * this call the group does not run on such a node (`MACHINE_AHEAD_OF_LOG`) until somebody has moved the state, or brought the log back.
   */
  setAsideGroup?(groupIdx: number): string | Promise<string>;

  /** A digest of the state, compared between replicas at equal instances. */
  stateHash?(groupIdx: number): Uint8Array | Promise<Uint8Array>;
}

/** Turns operations and results into bytes and back, for `TypedStateMachine`. */
export interface OperationCodec<Op> {
  encode(operation: Op): Uint8Array;
  decode(value: Uint8Array): Op;
}

/** A state machine whose operations are objects. */
export abstract class TypedStateMachine<Op, R = unknown> extends StateMachine<R> {
  abstract readonly codec: OperationCodec<Op>;

  abstract apply(operation: Op, context: ExecuteContext): R | Promise<R>;

  override execute(value: Uint8Array, context: ExecuteContext): R | Promise<R> {
    return this.apply(this.codec.decode(value), context);
  }
}
