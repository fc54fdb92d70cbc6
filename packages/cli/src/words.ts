/** Steps, quorums and progress of a change, in words. */

import type { StepKind } from 'gaios';
import type { WireProgress, WirePlan } from './wire.ts';

export const stepWords: Readonly<Record<StepKind, string>> = {
  prepare: 'take new nodes in as learners, set addresses',
  addVoter: 'add the voter',
  dropVoter: 'drop the voter',
  enterJoint: 'enter the joint configuration',
  handOver: 'hand over the lead',
  leaveJoint: 'leave the joint configuration',
  takeBack: 'go back to the old side',
  removeLearners: 'remove learners',
};

export type NodeReport = WirePlan['nodes'][number];
export type Side = WirePlan['stages'][number]['sides'][number];

/** What keeps a node from counting; undefined: nothing. */
export const lackOf = ({ nodeId, missing, behind }: NodeReport): string | undefined => {
  if (missing.length === 0) return undefined;
  if (missing.includes('answer')) return `node ${nodeId} does not answer`;
  const parts = missing.map((each) =>
    each === 'disk' ? 'its disk is not bound yet' : `it lacks ${behind} instances`,
  );
  return `node ${nodeId}: ${parts.join(', ')}`;
};

const sideWords = ({ voters, needed }: Side): string => `${needed} of ${voters.join(', ')}`;

type Words = {
  readonly [K in WireProgress['kind']]: (event: Extract<WireProgress, { kind: K }>) => string;
};

const words: Words = {
  planned: ({ plan: { steps } }) =>
    steps.length === 0 ? 'nothing to do' : `plan: ${steps.map(({ kind }) => stepWords[kind]).join('; ')}`,
  waiting: ({ step, unmet: { nodes, sides } }) => {
    const lacks = nodes.map((node) => lackOf(node) ?? `node ${node.nodeId}`);
    const quorums = sides.map((side) => `no live quorum (${sideWords(side)})`);
    return `to ${stepWords[step]}, waits: ${[...lacks, ...quorums].join('; ')}`;
  },
  leaderToAct: ({ step }) => `the leader is to ${stepWords[step]}`,
  proposing: ({ step }) => `proposes to ${stepWords[step]}`,
  executed: ({ step }) => `done: ${stepWords[step]}`,
  settling: ({ executedAt }) =>
    `waits until a quorum has executed it; so far ${executedAt.length === 0 ? 'nobody' : executedAt.join(', ')}`,
};

export const progressWords = (event: WireProgress): string =>
  (words[event.kind] as Words['settling'])(event as Extract<WireProgress, { kind: 'settling' }>);
