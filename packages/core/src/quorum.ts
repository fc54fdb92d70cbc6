/**
 * Which sets of voters are a quorum of a configuration. Majority; joint: majority of both sides; and, for instance 1
 * alone, all initial voters (DESIGN 6: with less, a wiped disk and one laggard could found a second history).
 */

import { isInitial, memberOf, type Configuration, type Member } from './configuration.ts';
import type { Speaker } from './messages.ts';
import { once } from './once.ts';

export interface QuorumSystem {
  isQuorum(votes: ReadonlySet<number>): boolean;
}

const countVoters = (
  members: readonly Member[],
  votes: ReadonlySet<number>,
): [voted: number, all: number] => {
  let voted = 0;
  let all = 0;
  for (const { role, nodeId } of members) {
    if (role !== 'voter') continue;
    all++;
    if (votes.has(nodeId)) voted++;
  }
  return [voted, all];
};

const majority = (members: readonly Member[], votes: ReadonlySet<number>): boolean => {
  const [voted, all] = countVoters(members, votes);
  return voted * 2 > all;
};

const unanimous = (members: readonly Member[], votes: ReadonlySet<number>): boolean => {
  const [voted, all] = countVoters(members, votes);
  return all > 0 && voted === all;
};

export const quorumSystem: (configuration: Configuration) => QuorumSystem = once((configuration) => {
  const { members, outgoing } = configuration;
  if (isInitial(configuration)) return { isQuorum: (votes) => unanimous(members, votes) };
  if (outgoing === undefined) return { isQuorum: (votes) => majority(members, votes) };
  return { isQuorum: (votes) => majority(members, votes) && majority(outgoing, votes) };
});

/**
 * Whether a vote of this speaker counts: a voter, and with the disk bound to it (rule 7). Before instance 1 no disk
 * is bound; the storageIds that voted are then what instance 1 binds.
 */
export const mayVote = (configuration: Configuration, speaker: Speaker): boolean => {
  const member = memberOf(configuration, speaker.nodeId);
  if (member === undefined) return false;
  const isVoter =
    member.role === 'voter' ||
    (configuration.outgoing?.some((old) => old.nodeId === speaker.nodeId && old.role === 'voter') ?? false);
  return isVoter && (isInitial(configuration) || member.storageId === speaker.storageId);
};
