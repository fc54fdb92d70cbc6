/**
 * What the offline repair would do, from what the folders of the survivors hold. Decided again at `apply`, and compared by its
 * hash with what the operator was shown. The hash is of the outcome, not of how far each folder is: an `apply` that was
 * cut off, and made the short ones longer, is still the same plan.
 *
 * Why there are never two histories, also if `apply` came to some of the folders only: those are in the new era, and need
 * a quorum of the survivors, counted in the new configuration. The others are in the old era, where they are less than
 * a quorum without the dead (or there would be no repair); no message passes between the two, and no folder is in both,
 * since all that a folder gets is one commit. So the new era goes on only once a majority of the survivors is in it, and
 * the old one never, as long as the dead stay dead. That is what the operator vouches for.
 */

import { createHash } from 'node:crypto';
import { decodeBatch } from '@gaios/sm-base';
import {
  ballotAbove,
  boundStorage,
  configurationAfter,
  initialConfiguration,
  isInitial,
  quorumSystem,
  votersOf,
  type Configuration,
  type Member,
} from '@gaios/core';
import { agreementOf, type Agreement, type Witness } from './agreement.ts';
import type { FinishedGroup, GroupPlan, GroupSight, RepairedGroup, RepairPlan, Survivor } from './model.ts';
import { tailOf } from './tail.ts';

/** @throws GaiosError REPAIR_UNDECIDED */
export const planRepair = (survivors: readonly Survivor[]): RepairPlan => {
  const ordered = survivors.toSorted((a, b) => a.identity.nodeId - b.identity.nodeId);
  const ids = new Set(ordered.flatMap(({ groups }) => [...groups.keys()]));
  const groups = [...ids]
    .toSorted((a, b) => a - b)
    .map((groupIdx) => planGroup(groupIdx, witnessesOf(groupIdx, ordered)));
  const finished = groups.find((group): group is FinishedGroup => group.kind === 'finish');
  // First what was begun, and nothing else: then it may be planned anew.
  const done =
    finished === undefined
      ? groups
      : groups.map((group) => (group.kind === 'repair' ? postponed(group) : group));
  return { hash: finished?.plan ?? hashOf(done, ordered), groups: done, survivors: ordered };
};

const postponed = ({ groupIdx, excluded }: RepairedGroup): GroupPlan => ({
  kind: 'untouched',
  groupIdx,
  excluded,
  why: 'an earlier repair has to be finished first; then plan again',
});

const nothing: GroupSight = {
  meta: {
    promised: 0,
    promisedTo: '',
    chosenUpTo: 0,
    checksum: 0,
    minChosen: 1,
    configuration: new Uint8Array(0),
  },
  concluded: undefined,
  chainAt: new Map([[0, 0]]),
  isWhole: true,
  ballotMax: 0,
  tail: [],
};

const witnessesOf = (groupIdx: number, survivors: readonly Survivor[]): Witness[] =>
  survivors.map(({ identity: { nodeId, storageId }, groups }) => ({
    nodeId,
    storageId,
    sight: groups.get(groupIdx) ?? nothing,
  }));

const planGroup = (groupIdx: number, witnesses: readonly Witness[]): GroupPlan => {
  const agreement = agreementOf(groupIdx, witnesses);
  const { kept, unfinished, excluded } = agreement;
  const untouched = (why: string): GroupPlan => ({ kind: 'untouched', groupIdx, why, excluded });
  const [best] = kept;
  if (best === undefined) return untouched('no folder can be used');
  if (unfinished.length > 0) return finishOf(groupIdx, best, agreement);
  const certainUpTo = best.sight.meta.chosenUpTo;
  const tail = tailOf(certainUpTo, kept);
  const atCertain = best.sight.concluded?.configuration ?? initialConfiguration([]);
  const current = tail.reduce(
    (configuration, { instanceId, value }) =>
      configurationAfter(configuration, instanceId, decodeBatch(value).proposals),
    atCertain,
  );
  if (isInitial(current)) {
    return untouched(
      'it was never founded, so nothing is lost: start it anew with empty folders on nodes that all live',
    );
  }
  const votes = votesIn(current, kept);
  if (isAlive(atCertain, current, kept)) {
    const isWhole = votes.size === votersOf(current).length;
    return untouched(
      isWhole
        ? 'no voter is missing'
        : 'these nodes are a quorum: start them, and remove the dead with `gaios member remove --force`',
    );
  }
  const members = membersOf(current, kept);
  if (members.length === 0) return untouched('none of these nodes is a member');
  const owner = members.find(({ role }) => role === 'voter') ?? members[0]!;
  return {
    kind: 'repair',
    groupIdx,
    excluded,
    source: best.nodeId,
    certainUpTo,
    checksum: best.sight.meta.checksum,
    tail,
    current,
    members,
    removed: everybody(current).filter((old) => !members.some(({ nodeId }) => nodeId === old.nodeId)),
    voters: votersOf(current).length,
    votersLeft: votes.size,
    ballot: ballotAbove(owner.nodeId, ...witnesses.map(({ sight }) => sight.ballotMax)),
  };
};

const votesIn = (configuration: Configuration, witnesses: readonly Witness[]): Set<number> => {
  const voters = votersOf(configuration);
  return new Set(
    witnesses
      .filter(({ nodeId, storageId }) => boundStorage(configuration, nodeId) === storageId)
      .map(({ nodeId }) => nodeId)
      .filter((nodeId) => voters.includes(nodeId)),
  );
};

/** Whether they can go on by themselves. What may be the founding of the group needs all its voters. */
const isAlive = (
  atCertain: Configuration,
  current: Configuration,
  witnesses: readonly Witness[],
): boolean => {
  if (!isInitial(atCertain)) return quorumSystem(atCertain).isQuorum(votesIn(atCertain, witnesses));
  return votesIn(current, witnesses).size === votersOf(current).length;
};

/** Both sides of a joint configuration; who is on both, as the new side has it. */
const everybody = ({ members, outgoing = [] }: Configuration): readonly Member[] => [
  ...members,
  ...outgoing.filter((old) => !members.some(({ nodeId }) => nodeId === old.nodeId)),
];

/**
 * Who goes on, and with which disk: also one that was not bound, since what it may have promised and forgotten was promised in
 * the old era. One that has lost its binding before is never bound again. If no voter is left, the learners vote.
 */
const membersOf = (current: Configuration, witnesses: readonly Witness[]): readonly Member[] => {
  const { formerDisks = [] } = current;
  const voters = votersOf(current);
  const left = everybody(current).flatMap(({ nodeId, address }): Member[] => {
    const witness = witnesses.find((each) => each.nodeId === nodeId);
    if (witness === undefined || formerDisks.includes(witness.storageId)) return [];
    const role = voters.includes(nodeId) ? 'voter' : 'learner';
    return [{ nodeId, address, role, storageId: witness.storageId }];
  });
  const hasVoter = left.some(({ role }) => role === 'voter');
  const members = hasVoter ? left : left.map((member): Member => ({ ...member, role: 'voter' }));
  return members.toSorted((a, b) => a.nodeId - b.nodeId);
};

const finishOf = (
  groupIdx: number,
  { nodeId, sight }: Witness,
  { unfinished, excluded }: Agreement,
): GroupPlan => {
  const { meta, concluded } = sight;
  const plan = concluded?.configuration.formerEras?.at(-1)?.plan;
  if (concluded === undefined || plan === undefined) throw new Error('an unfinished repair has a plan');
  return {
    kind: 'finish',
    groupIdx,
    excluded,
    source: nodeId,
    upTo: meta.chosenUpTo,
    nodeIds: unfinished.map((each) => each.nodeId),
    concluded,
    checksum: meta.checksum,
    plan,
  };
};

const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
};

/** 32 hex digits: enough that nobody finds another plan with the same, and short enough to be typed. */
const HASH_DIGITS = 32;

const hashOf = (groups: readonly GroupPlan[], survivors: readonly Survivor[]): string => {
  const repaired = groups.filter((group): group is RepairedGroup => group.kind === 'repair');
  if (repaired.length === 0) return '';
  const outcome = repaired.map(({ groupIdx, certainUpTo, checksum, tail, current, members }) => ({
    groupIdx,
    certainUpTo,
    checksum,
    tail: tail.map(({ instanceId, fate, value }) => [instanceId, fate, sha256(value)]),
    current,
    members,
  }));
  const disks = survivors.map(({ identity }) => [identity.nodeId, identity.storageId]);
  return sha256(JSON.stringify({ format: 1, disks, outcome })).slice(0, HASH_DIGITS);
};

/** The gid of the next era: the same each time that the same plan is applied, and another for any other plan. */
export const nextGid = (plan: string, { groupIdx, current }: RepairedGroup): number => {
  for (let round = 0; ; round++) {
    const digits = sha256(plan, `${groupIdx}/${current.gid}/${round}`).slice(0, 13);
    const gid = Number.parseInt(digits, 16);
    const used = [current.gid, ...(current.formerEras ?? []).map((era) => era.gid)];
    if (gid > 0 && !used.includes(gid)) return gid;
  }
};
