/** What the admin port of a node answers, as far as the commands look at it (gaios, admin/). */

import type { ChangedMembership, GroupStatus, Membership, Plan, ProgressEvent } from 'gaios';

export interface WireError {
  readonly code?: string;
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface MembershipAnswer {
  readonly nodeId: number;
  readonly groups: readonly Membership[];
}

/** In JSON, refusals are what errors are, and nodes of which nothing is known are behind by `null`. */
export type WirePlan = Omit<Plan, 'refusals'> & { readonly refusals: readonly WireError[] };

export type PlannedGroup =
  | { readonly groupIdx: number; readonly plan: WirePlan }
  | { readonly groupIdx: number; readonly error: WireError };

export interface PlanAnswer {
  readonly groups: readonly PlannedGroup[];
}

export type ChangedGroup =
  | { readonly groupIdx: number; readonly changed: ChangedMembership }
  | { readonly groupIdx: number; readonly unchanged: true; readonly version: number }
  | { readonly groupIdx: number; readonly error: WireError };

export interface ChangeAnswer {
  readonly groups: readonly ChangedGroup[];
}

export type WireProgress = { readonly groupIdx: number } & ProgressEvent;

export interface MasterAnswer {
  readonly nodeId: number;
  readonly groups: readonly Pick<GroupStatus, 'groupIdx' | 'gid' | 'leader' | 'holdsLease' | 'master'>[];
}

export interface BalanceAnswer {
  readonly nodeId: number;
  readonly leads: number;
  readonly moved: readonly { readonly groupIdx: number; readonly to: number }[];
  readonly failed: readonly { readonly groupIdx: number; readonly to: number; readonly error: WireError }[];
}

export interface CheckpointAnswer {
  readonly groupIdx: number;
  readonly id: string;
  readonly instanceId: number;
  readonly bytes: number;
}
