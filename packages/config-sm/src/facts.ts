/**
 * What is known of the nodes of a group at the moment: who answers, with which disk, how far it is. Collected by the
 * runtime; plans and duties are functions of it. Facts may be old or wrong: what rests on them is only whether a change is
 * sensible now. That it is safe rests on the log.
 */

import type { Configuration, Member } from '@gaios/core';

export interface NodeFacts {
  /** The disk that it answers with. */
  readonly storageId: string;
  /** It is up, and answered within the interval at which facts are asked for. */
  readonly answers: boolean;
  /** Every instance up to it is chosen and known there. */
  readonly chosenUpTo: number;
  /** Executed there, and therefore on its disk. */
  readonly executedUpTo: number;
}

export interface GroupFacts {
  /** 0: none known. */
  readonly leader: number;
  /** The most that anybody knows to be chosen. */
  readonly chosenUpTo: number;
  /** This node included; nodes of which nothing is known are missing. */
  readonly nodes: ReadonlyMap<number, NodeFacts>;
  /** The newest one that anybody told of: a node that was removed does not hear of it through the log. */
  readonly configuration?: Configuration;
}

/**
 * A node that lacks no more instances than this has caught up. A busy group always has some under way; so many are sent
 * in one or two messages, so that a voter that lacks them delays a commit by no more than a round trip.
 */
export const CAUGHT_UP_LAG_INSTANCES = 256;

/** What keeps a node from counting as a voter. */
export type Missing = 'answer' | 'disk' | 'log';

export interface NodeReport {
  readonly nodeId: number;
  readonly answers: boolean;
  /** Whether the disk that it answers with is the one that the configuration binds it to. */
  readonly bound: boolean;
  /** Instances that it lacks; Infinity: nothing is known of it. */
  readonly behind: number;
  readonly missing: readonly Missing[];
}

export const report = ({ nodeId, storageId }: Member, { nodes, chosenUpTo }: GroupFacts): NodeReport => {
  const facts = nodes.get(nodeId);
  if (facts === undefined)
    return { nodeId, answers: false, bound: false, behind: Infinity, missing: ['answer'] };
  const bound = facts.storageId === storageId && storageId !== '';
  const behind = Math.max(0, chosenUpTo - facts.chosenUpTo);
  const missing: Missing[] = [];
  if (!facts.answers) missing.push('answer');
  if (!bound) missing.push('disk');
  if (behind > CAUGHT_UP_LAG_INSTANCES) missing.push('log');
  return { nodeId, answers: facts.answers, bound, behind, missing };
};

/** Nodes among these that would count as voters now: they answer, with the bound disk, and have caught up. */
export const readyAmong = (members: readonly Member[], facts: GroupFacts): Set<number> =>
  new Set(members.filter((member) => report(member, facts).missing.length === 0).map(({ nodeId }) => nodeId));
