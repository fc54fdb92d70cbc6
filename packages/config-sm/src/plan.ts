/**
 * Plan before act (DESIGN 6.1): the steps to a membership, the quorum before, during and after, who is live and how far
 * behind, and what would break if one more failed. Pure; shown to people, and obeyed by the changer.
 */

import { GaiosError } from '@gaios/sm-base';
import type { Configuration } from '@gaios/core';
import { readyAmong, report, type GroupFacts, type NodeReport } from './facts.ts';
import { everybody, voterIds, type Sides, type Target } from './members.ts';
import { targetOf, type MembershipOperation } from './operations.ts';
import { isMet, sidesOf, type SideQuorum } from './quorums.ts';
import { stepsTo, takingBack, type Step, type StepKind } from './steps.ts';

/** One configuration on the way. */
export interface Stage {
  /** `now`, or the step that makes it. */
  readonly after: 'now' | StepKind;
  readonly sides: readonly SideQuorum[];
  /** Voters that count: live, bound and caught up; new ones are taken as what they must be before they vote. */
  readonly counted: readonly number[];
  /** Whether those are a quorum. */
  readonly holds: boolean;
  /** Each of these would break the quorum if it failed. */
  readonly critical: readonly number[];
}

export interface Plan {
  readonly fromVersion: number;
  readonly target: Target;
  readonly steps: readonly Step[];
  /** The configuration of now, then one for each step that changes it. */
  readonly stages: readonly Stage[];
  /** Every member of now. */
  readonly nodes: readonly NodeReport[];
  /** Why it is not done unless forced; empty: it can be done. */
  readonly refusals: readonly GaiosError[];
}

/** @throws GaiosError if the operation is a mistake, whatever the state of the nodes */
export const planMembership = (
  configuration: Configuration,
  operation: MembershipOperation,
  facts: GroupFacts,
): Plan => {
  const target = targetOf(configuration, operation);
  const steps =
    operation.kind === 'takeBack' ? takingBack(target) : stepsTo(configuration, target, facts.leader);
  const stages = stagesOf(configuration, steps, facts);
  const nodes = everybody(configuration).map((member) => report(member, facts));
  const refusals = [...promotionRefusal(operation, nodes, steps), ...quorumRefusals(stages, steps)];
  return { fromVersion: configuration.version, target, steps, stages, nodes, refusals };
};

const stagesOf = (configuration: Configuration, steps: readonly Step[], facts: GroupFacts): Stage[] => {
  const good = readyAmong(everybody(configuration), facts);
  const stages = [stageOf('now', configuration, good)];
  for (const step of steps) {
    if (step.kind === 'handOver') continue;
    for (const nodeId of step.ready) good.add(nodeId);
    stages.push(stageOf(step.kind, step, good));
  }
  return stages;
};

const stageOf = (after: Stage['after'], at: Sides, good: ReadonlySet<number>): Stage => {
  const sides = sidesOf(at);
  const voters = new Set(sides.flatMap((side) => side.voters));
  const counted = [...voters].filter((nodeId) => good.has(nodeId)).toSorted((a, b) => a - b);
  const holds = isMet(sides, new Set(counted));
  const breaks = (failed: number): boolean =>
    !isMet(sides, new Set(counted.filter((nodeId) => nodeId !== failed)));
  return { after, sides, counted, holds, critical: holds ? counted.filter(breaks) : [] };
};

/** Who asks to promote a node says that it is ready; everything else waits until it is. */
const promotionRefusal = (
  operation: MembershipOperation,
  nodes: readonly NodeReport[],
  steps: readonly Step[],
): GaiosError[] => {
  if (operation.kind !== 'promote' || steps.length === 0) return [];
  const node = nodes.find(({ nodeId }) => nodeId === operation.nodeId);
  if (node === undefined || node.missing.length === 0) return [];
  return [new GaiosError('LEARNER_BEHIND', undefined, { facts: { ...node } })];
};

/** Without a quorum now nothing can be changed at all; without one later nothing could be changed back. */
const quorumRefusals = (stages: readonly Stage[], steps: readonly Step[]): GaiosError[] =>
  (steps.length === 0 ? [] : stages)
    .filter(({ holds }) => !holds)
    .map(({ after, sides, counted }) => {
      const detail = `no live and caught-up quorum ${after === 'now' ? 'now' : `after ${after}`}`;
      return new GaiosError('QUORUM_AT_RISK', detail, { facts: { after, sides, counted } });
    });

/** What a step waits for: nodes that are to vote but cannot yet, and quorums that would not be live. */
export interface Unmet {
  readonly nodes: readonly NodeReport[];
  readonly sides: readonly SideQuorum[];
}

/**
 * Undefined: the step can be taken now. By force, too, nobody becomes a voter without a disk that could vote: it may be
 * needed for the very change that would bind one.
 */
export const unmetOf = (
  configuration: Configuration,
  step: Step,
  facts: GroupFacts,
  force = false,
): Unmet | undefined => {
  const members = everybody(configuration);
  if (force) {
    const unbound = members.filter(
      ({ nodeId, storageId }) => step.ready.includes(nodeId) && storageId === '',
    );
    const nodes = unbound.map((member) => report(member, facts));
    return nodes.length === 0 ? undefined : { nodes, sides: [] };
  }
  const nodes = members
    .filter(({ nodeId }) => step.ready.includes(nodeId))
    .map((member) => report(member, facts))
    .filter(({ missing }) => missing.length > 0);
  const good = readyAmong(members, facts);
  const sides = sidesOf(step).filter((side) => !isMet([side], good));
  return nodes.length === 0 && sides.length === 0 ? undefined : { nodes, sides };
};

/** Whether a quorum of this configuration, by bound disks, has executed the change that made it. */
export const isExecutedByQuorum = (configuration: Configuration, facts: GroupFacts): boolean =>
  isMet(sidesOf(configuration), executedAt(configuration, facts));

export const executedAt = (configuration: Configuration, { nodes }: GroupFacts): Set<number> => {
  const { members, version } = configuration;
  const has = (nodeId: number, storageId: string): boolean => {
    const known = nodes.get(nodeId);
    // Not of a disk that is forgotten: what it had executed is gone.
    return known !== undefined && known.storageId === storageId && known.executedUpTo >= version;
  };
  const voters = new Set(voterIds(members));
  return new Set(
    members
      .filter(({ nodeId, storageId }) => voters.has(nodeId) && has(nodeId, storageId))
      .map(({ nodeId }) => nodeId),
  );
};
