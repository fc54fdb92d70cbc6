/** What a group is doing, for people. */

import type { Identity } from '@gaios/sm-base';
import type { ReplicaView } from '@gaios/core';
import type { GroupState } from './api.ts';
import { reasonOf } from './driver.ts';
import type { Stall } from './stalls.ts';
import { unboundReason } from './membership-host.ts';

export interface StateAndReason {
  readonly state: GroupState;
  readonly reason?: string;
}

export interface StateFacts {
  readonly view: ReplicaView;
  readonly self: Identity;
  readonly executor: {
    readonly stall: Stall | undefined;
    readonly executedUpTo: number;
    readonly lacksLog: boolean;
  };
  readonly draining: boolean;
  readonly stopReason: string | undefined;
  /** The log on disk reached this far at the start. */
  readonly replayTo: number;
  readonly notVoting: string | undefined;
}

export const describeState = (facts: StateFacts): StateAndReason => {
  const { view, self, executor, draining, stopReason, replayTo, notVoting } = facts;
  if (stopReason !== undefined) return { state: 'stopped', reason: stopReason };
  const { stall, executedUpTo } = executor;
  if (stall !== undefined) {
    const { smId, instanceId, attempt, error } = stall;
    const reason = `state machine ${smId} cannot execute instance ${instanceId} (attempt ${attempt}): ${reasonOf(error)}`;
    return { state: 'stalled', reason };
  }
  if (executor.lacksLog) {
    const reason = `its log begins at ${view.minChosen}: it waits for a checkpoint of another node`;
    return { state: 'joining', reason };
  }
  if (executedUpTo < replayTo) return { state: 'joining', reason: `replaying up to ${replayTo}` };
  const { gid, bound, configuration } = view;
  if (gid === 0) return { state: 'joining', reason: notVoting ?? 'not founded or not learned yet' };
  if (bound) return { state: draining ? 'draining' : 'running' };
  return { state: 'joining', reason: unboundReason(configuration, self, notVoting) };
};
