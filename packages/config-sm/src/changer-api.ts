/** What goes into a `MembershipChanger`, and what comes out of it. */

import type { GaiosError } from '@gaios/sm-base';
import type { Configuration, ConfigurationChange } from '@gaios/core';
import type { MembershipOperation } from './operations.ts';
import type { Plan, Unmet } from './plan.ts';
import type { StepKind } from './steps.ts';

export interface ChangeRequest {
  readonly operation: MembershipOperation;
  /** The version that whoever asks has looked at; if it is another by now, nothing is done. */
  readonly fromVersion?: number;
  /** Neither refuse nor wait for the sake of a quorum that would not be live. What is wrong in itself stays so. */
  readonly force?: boolean;
}

export interface ChangerOptions {
  readonly groupIdx: number;
  readonly request: ChangeRequest;
  /** Monotonic ms. */
  readonly startMs: number;
  /** For all of it. What is done by then stays done. */
  readonly timeoutMs: number;
  /** Between two questions for facts, ms. */
  readonly factsIntervalMs: number;
  /** Before a proposal that failed is made again, ms. */
  readonly retryMs: number;
  /** A refusal that rests on facts is believed when they have said so for this long, ms: one late answer is none. Default 0. */
  readonly refuseAfterMs?: number;
}

/** What became of a proposed change. `executed`: also one that came too late and changed nothing. */
export type ProposalFate =
  { readonly kind: 'executed' } | { readonly kind: 'failed'; readonly error: GaiosError };

export interface ChangeReport {
  readonly configuration: Configuration;
  /** Steps that were seen executed, in order; some may have been another node's, on the same way. */
  readonly steps: readonly StepKind[];
}

export interface ProgressMap {
  planned: { readonly plan: Plan };
  /** The next step cannot be taken yet. Told when what it waits for changes. */
  waiting: { readonly step: StepKind; readonly unmet: Unmet };
  /** The leader has to do it: hand over, or leave the joint configuration. */
  leaderToAct: { readonly step: StepKind };
  proposing: { readonly step: StepKind; readonly fromVersion: number };
  executed: { readonly step: StepKind; readonly version: number };
  /** All is executed here; a quorum of the new configuration has to have it, too. */
  settling: { readonly version: number; readonly executedAt: readonly number[] };
}

export type ProgressEvent = {
  [K in keyof ProgressMap]: { readonly kind: K } & ProgressMap[K];
}[keyof ProgressMap];

export type ChangerOutcome =
  { readonly ok: true; readonly report: ChangeReport } | { readonly ok: false; readonly error: GaiosError };

export interface ChangerEffects {
  /** Propose it to the system machine of the group, from any node; then call `proposed` with its `fromVersion`. */
  readonly propose: ConfigurationChange | undefined;
  /** Ask all members, and whoever is named by the target, how far they are; then call `facts`. */
  readonly askFacts: boolean;
  readonly events: readonly ProgressEvent[];
  /** It is over: once. */
  readonly outcome: ChangerOutcome | undefined;
}
