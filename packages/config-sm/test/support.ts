/** Members, configurations and facts in few words; and the quorums of a configuration, counted on fingers. */

import { applyChange, quorumSystem, type Configuration, type Member, type Role } from '@gaios/core';
import { InvariantViolation } from '@gaios/sm-base';
import { shapeOf, voterIds, type Target } from '../src/members.ts';
import { sidesOf } from '../src/quorums.ts';
import type { GroupFacts, NodeFacts } from '../src/facts.ts';
import { changeFor, type Step } from '../src/steps.ts';

export const disk = (nodeId: number, nth = 0): string =>
  (nodeId * 1_000 + nth).toString(16).padStart(32, '0');

export const member = (nodeId: number, role: Role = 'voter', storageId = disk(nodeId)): Member => ({
  nodeId,
  address: `10.0.0.${nodeId}:7000`,
  role,
  storageId,
});

export const wanted = (nodeId: number, role: Role = 'voter'): Target[number] => ({
  nodeId,
  address: member(nodeId).address,
  role,
});

export const configuration = (
  members: readonly Member[],
  outgoing?: readonly Member[],
  version = 5,
): Configuration => ({
  gid: 77,
  version,
  members,
  ...(outgoing === undefined ? {} : { outgoing }),
});

export const voters = (...ids: readonly number[]): Member[] => ids.map((nodeId) => member(nodeId));

export const three: Configuration = configuration(voters(1, 2, 3));

/** Everybody answers with the disk of `disk`, and has everything; `odd` says who is different, or unknown. */
export const factsOf = (
  ids: readonly number[],
  odd: Readonly<Record<number, Partial<NodeFacts> | 'unknown'>> = {},
  leader = 1,
): GroupFacts => {
  const nodes = new Map<number, NodeFacts>();
  for (const nodeId of ids) {
    const different = odd[nodeId] ?? {};
    if (different === 'unknown') continue;
    const usual = { storageId: disk(nodeId), answers: true, chosenUpTo: 1_000, executedUpTo: 1_000 };
    nodes.set(nodeId, { ...usual, ...different });
  }
  return { leader, chosenUpTo: 1_000, nodes };
};

/** Every set of nodes 1 … `count` that is a quorum, as bits. */
export const quorumsOf = (at: Configuration, count: number): number[] => {
  const system = quorumSystem(at);
  return Array.from({ length: 2 ** count }, (_, bits) => bits).filter((bits) => {
    const nodes = new Set(
      Array.from({ length: count }, (_, i) => i + 1).filter((id) => bits & (1 << (id - 1))),
    );
    return system.isQuorum(nodes);
  });
};

const known = new Map<string, readonly number[]>();
const cachedQuorums = (at: Configuration, count: number): readonly number[] => {
  const key = JSON.stringify([count, sidesOf(at).map(({ voters: ids }) => ids)]);
  const found = known.get(key) ?? quorumsOf(at, count);
  known.set(key, found);
  return found;
};

/** Whether each quorum of one shares a node with each of the other: by trying all. */
export const allMeet = (a: Configuration, b: Configuration, count: number): boolean => {
  const others = cachedQuorums(b, count);
  return cachedQuorums(a, count).every((bits) => others.every((other) => (bits & other) !== 0));
};

/** What is wrong with a way from one configuration to a target; undefined: nothing. */
export const faultOf = (
  from: Configuration,
  target: Target,
  steps: readonly Step[],
  { leader = 0, count = 7 } = {},
): string | undefined => {
  let now = from;
  let leads = leader;
  for (const [at, step] of steps.entries()) {
    if (step.kind === 'handOver') {
      leads = voterIds(step.members)[0] ?? 0;
      continue;
    }
    for (const nodeId of votersOfBoth(step).filter((id) => !votersOfBoth(now).includes(id))) {
      if (now.members.find((old) => old.nodeId === nodeId)?.role !== 'learner')
        return `${nodeId} was no learner`;
      if (!step.ready.includes(nodeId)) return `nobody waits for ${nodeId}`;
    }
    let next: Configuration;
    try {
      next = applyChange(now, changeFor(now, step), now.version + 1 + at);
    } catch (error) {
      if (error instanceof InvariantViolation) return 'refuses itself';
      throw error;
    }
    if (next === now) return `step ${at} changes nothing`;
    if (!allMeet(now, next, count)) return `quorums of step ${at} need not meet`;
    if (leads !== 0 && !votersOfBoth(next).includes(leads)) return 'the leader loses its vote';
    now = next;
  }
  return shapeOf(now) === shapeOf({ members: target }) ? undefined : 'ends elsewhere';
};

const votersOfBoth = ({ members, outgoing = [] }: { members: Target; outgoing?: Target }): number[] => [
  ...voterIds(members),
  ...voterIds(outgoing),
];

/** Every membership of nodes 1 … `count` that has a voter. */
export const everyMembership = (count: number): Target[] => {
  const roles: (Role | undefined)[] = [undefined, 'learner', 'voter'];
  const all = Array.from({ length: 3 ** count }, (_, code) =>
    Array.from({ length: count }, (__, i) => roles[Math.floor(code / 3 ** i) % 3]).flatMap((role, i) =>
      role === undefined ? [] : [wanted(i + 1, role)],
    ),
  );
  return all.filter((members) => voterIds(members).length > 0);
};

export const bindAll = (members: Target): Member[] =>
  members.map((each) => ({ ...each, storageId: disk(each.nodeId) }));
