/**
 * Whether this node serves, and whether it may be stopped without loss of service: what the admin port answers. Pure: facts
 * in, reasons out. A node judges by what it knows itself: which peers are up, with which disks, and, of the groups that it
 * leads, how far the others are. What another node leads, that one answers for when its turn to be stopped comes.
 */

import { quorumSystem, votersOf, type Configuration } from '@gaios/core';
import type { GroupState, NodeStatus } from './api.ts';

export interface Reason {
  readonly code:
    | 'NODE_NOT_RUNNING'
    | 'GROUP_NOT_RUNNING'
    | 'NO_LEADER'
    | 'PEER_DOWN'
    | 'PEER_BEHIND'
    | 'NO_QUORUM_WITHOUT'
    | 'NO_SUCCESSOR';
  /** For people. */
  readonly text: string;
  readonly nodeId?: number;
  /** The first group that it is true of, and of how many. */
  readonly groupIdx?: number;
  readonly groups?: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly Reason[];
}

export interface GroupFacts {
  readonly groupIdx: number;
  readonly state: GroupState;
  readonly reason?: string;
  readonly hasLeader: boolean;
  readonly leads: boolean;
  readonly configuration: Configuration;
  /** Other voters that are not up. */
  readonly down: readonly number[];
  /** Other voters that are up and could not take this node's place: another disk than the one bound, or not caught up. */
  readonly behind: readonly number[];
}

export interface NodeFacts {
  readonly nodeId: number;
  readonly state: NodeStatus['state'];
  readonly groups: Iterable<GroupFacts>;
}

/** The same reason for many groups is one. */
class Reasons {
  readonly #found = new Map<string, Reason>();

  add(reason: Reason): void {
    const key = `${reason.code}/${reason.nodeId ?? ''}`;
    const known = this.#found.get(key);
    this.#found.set(key, known === undefined ? reason : { ...known, groups: (known.groups ?? 1) + 1 });
  }

  get all(): Reason[] {
    return [...this.#found.values()].map(({ groups, ...reason }) =>
      groups === undefined || groups === 1 ? reason : { ...reason, groups },
    );
  }
}

/** Why calls at this node would not be served now; empty: they would. */
export const whyNotServing = ({ state, groups }: NodeFacts): Reason[] => {
  const reasons = new Reasons();
  addNodeState(reasons, state);
  for (const group of groups) {
    if (addGroupState(reasons, group) && !group.hasLeader) {
      const { groupIdx } = group;
      reasons.add({ code: 'NO_LEADER', groupIdx, groups: 1, text: `group ${groupIdx} knows no leader` });
    }
  }
  return reasons.all;
};

/** Why this node should not be stopped now; empty: the others go on without a gap but that of handing over. */
export const whyNotRestart = (facts: NodeFacts): Reason[] => {
  const reasons = new Reasons();
  addNodeState(reasons, facts.state);
  for (const group of facts.groups) {
    if (addGroupState(reasons, group)) addMissed(reasons, facts.nodeId, group);
  }
  return reasons.all;
};

const addNodeState = (reasons: Reasons, state: NodeStatus['state']): void => {
  if (state !== 'running') reasons.add({ code: 'NODE_NOT_RUNNING', text: `this node is ${state}` });
};

/** Whether it runs. */
const addGroupState = (reasons: Reasons, { groupIdx, state, reason }: GroupFacts): boolean => {
  if (state === 'running' || state === 'draining') return true;
  const because = reason === undefined ? '' : `: ${reason}`;
  const text = `group ${groupIdx} is ${state}${because}`;
  reasons.add({ code: 'GROUP_NOT_RUNNING', groupIdx, groups: 1, text });
  return false;
};

/** A learner, or a node that is no member any more, is missed by nobody. */
const addMissed = (reasons: Reasons, nodeId: number, group: GroupFacts): void => {
  const { groupIdx, configuration, down, behind, leads, hasLeader } = group;
  const voters = votersOf(configuration);
  if (!voters.includes(nodeId)) return;
  const at = { groupIdx, groups: 1 };
  if (!hasLeader) reasons.add({ code: 'NO_LEADER', ...at, text: `group ${groupIdx} knows no leader` });
  for (const peer of down)
    reasons.add({ code: 'PEER_DOWN', nodeId: peer, ...at, text: `node ${peer} is down` });
  for (const peer of behind) {
    const text = `node ${peer} has not caught up, or its disk is not bound yet`;
    reasons.add({ code: 'PEER_BEHIND', nodeId: peer, ...at, text });
  }
  const able = voters.filter((id) => id !== nodeId && !down.includes(id) && !behind.includes(id));
  if (!quorumSystem(configuration).isQuorum(new Set(able))) {
    const text = `without this node group ${groupIdx} has no quorum of live voters that have caught up`;
    reasons.add({ code: 'NO_QUORUM_WITHOUT', ...at, text });
  }
  if (leads && able.length === 0) {
    const text = `nobody can take group ${groupIdx} over from this node`;
    reasons.add({ code: 'NO_SUCCESSOR', ...at, text });
  }
};
