/** What the executor (executor.ts) is given, and whom it tells. */

import type { SMCtx, SMFac } from '@gaios/sm-base';
import type { ProposalRequest } from '@gaios/core';
import type { Deadlines } from './deadlines.ts';
import type { FrameworkMachine } from './framework-state.ts';
import type { LogFeedHost, LogFeedLimits } from './log-feed.ts';
import type { ReplayState } from './replay-state.ts';
import type { StallsHost } from './stalls.ts';

/** Why an own proposal was not executed, for good. `jumped`: a checkpoint took the place of what would have told. */
export type Skip = 'repeat' | 'old' | 'unbound' | 'expired' | 'master-changed' | 'jumped';

/** What stands between the machines and the rest of the group. */
export interface ExecutorHost extends LogFeedHost, StallsHost {
  contextOf(ownSeq: number): SMCtx | undefined;
  executedOwn(ownSeq: number, instanceId: number, batchIndex: number, result: unknown): void;
  skippedOwn(ownSeq: number, why: Skip): void;
  /** Instances up to `upTo` are executed. Own seqs met: done with, or too early. */
  progressed(
    upTo: number,
    own: { readonly done: readonly number[]; readonly early: readonly number[] },
  ): void;
  /** Own proposals that wait, by seq. */
  waitingOwn(): readonly (readonly [seq: number, request: ProposalRequest])[];
}

export interface ExecutorLimits extends LogFeedLimits {
  readonly executeSliceCount: number;
  readonly executeBatchMax: number;
  readonly executeRetryMinMs: number;
  readonly executeRetryMaxMs: number;
}

export interface ExecutorParts {
  readonly host: ExecutorHost;
  readonly machines: SMFac;
  readonly state: ReplayState;
  /** Of `machines`, those whose state is part of the framework's. */
  readonly builtIn: readonly FrameworkMachine[];
  /** Decides on what is to be executed under one master only; one of `machines`. */
  readonly master: { readonly version: number };
  readonly limits: ExecutorLimits;
  readonly deadlines: Deadlines;
  /** The log on disk is chosen up to here. */
  readonly chosenUpTo: number;
  /** First instance in it. Default 1; above it a checkpoint has to come first. */
  readonly minChosen?: number;
}
