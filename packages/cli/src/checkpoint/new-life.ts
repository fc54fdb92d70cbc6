/**
 * What a group is in a cluster that is made from its checkpoint: a life of its own. It has another gid, drawn at random, so that
 * no message of the old cluster, nor of another import, is ever taken for one of its own; other members, each with a disk of its
 * own; and the disks of the old cluster are former ones, so that a proposal of theirs is skipped. It has no former eras: nobody
 * of the old cluster is served its log, as after a repair, where it is the same cluster.
 *
 * Everything else is as it was: results of clients' requests, agreed time, the master record (who was master once).
 */

import { DIRECTORY_SM_ID, GaiosError, MASTER_SM_ID, SYSTEM_SM_ID } from '@gaios/sm-base';
import { ballotAbove, decodeConcluded, type ConcludedConfiguration, type Member } from '@gaios/core';
import {
  decodeDirectory,
  encodeDirectory,
  encodeMembership,
  toTarget,
  type DirectoryState,
  type GroupEntry,
} from '@gaios/config-sm';
import { MasterStateMachine } from '@gaios/master';
import { decodeFrameworkState, encodeFrameworkState, type FrameworkState } from '@gaios/proto';
import type { Manifest } from '@gaios/checkpoint';

export interface OldGroup {
  readonly manifest: Manifest;
  readonly concluded: ConcludedConfiguration;
  readonly state: FrameworkState;
}

export interface NewGroup {
  readonly groupIdx: number;
  readonly instanceId: number;
  readonly checksum: number;
  readonly concluded: ConcludedConfiguration;
  /** As it goes into the checkpoint. */
  readonly framework: Uint8Array;
}

/** @throws GaiosError CHECKPOINT_DAMAGED */
export const oldGroup = (manifest: Manifest, framework: Uint8Array): OldGroup => {
  const concluded = decodeConcluded(manifest.configuration);
  const state = readState(framework, manifest);
  if (concluded === undefined || concluded.configuration.gid !== manifest.gid || manifest.instanceId < 1) {
    throw damaged(manifest, 'its configuration cannot be read');
  }
  if (state.instanceId !== manifest.instanceId || state.checksum !== manifest.checksum) {
    throw damaged(manifest, 'the state of the framework is of another instance');
  }
  return { manifest, concluded, state };
};

const readState = (framework: Uint8Array, manifest: Manifest): FrameworkState => {
  try {
    return decodeFrameworkState(framework);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw damaged(manifest, `the state of the framework cannot be read: ${why}`);
  }
};

const damaged = ({ groupIdx, instanceId }: Manifest, why: string): GaiosError =>
  new GaiosError('CHECKPOINT_DAMAGED', `group ${groupIdx}: ${why}`, { facts: { groupIdx, instanceId } });

export interface NewLifeOptions {
  readonly members: readonly Member[];
  /** Of one group; positive, and another each time. */
  readonly drawGid: () => number;
}

/**
 * All groups at once, since group 0 has the directory of them all.
 * @throws GaiosError CHECKPOINT_INCOMPLETE if the directory knows of groups that are not here
 */
export const newLives = (old: readonly OldGroup[], { members, drawGid }: NewLifeOptions): NewGroup[] => {
  const concluded = new Map(
    old.map((group) => [group.manifest.groupIdx, concludedIn(group, members, drawGid)]),
  );
  return old.map(({ manifest, state }) => {
    const { groupIdx, instanceId, checksum } = manifest;
    const own = concluded.get(groupIdx)!;
    const membership = encodeMembership(own.configuration);
    const machines = state.machines.map(({ smId, state: bytes }) => {
      if (smId === SYSTEM_SM_ID) return { smId, state: membership };
      if (smId === DIRECTORY_SM_ID) return { smId, state: newDirectory(bytes, concluded) };
      return { smId, state: bytes };
    });
    const framework = encodeFrameworkState({ ...state, configuration: membership, machines });
    return { groupIdx, instanceId, checksum, concluded: own, framework };
  });
};

const concludedIn = (
  { manifest, concluded, state }: OldGroup,
  members: readonly Member[],
  drawGid: () => number,
): ConcludedConfiguration => {
  const {
    gid,
    life,
    formerDisks = [],
    formerEras = [],
    members: before,
    outgoing = [],
  } = concluded.configuration;
  const used = new Set([gid, ...formerEras.map((each) => each.gid)]);
  let drawn = drawGid();
  while (used.has(drawn)) drawn = drawGid();
  const lost = [...before, ...outgoing].map(({ storageId }) => storageId).filter((disk) => disk !== '');
  const former = [...new Set([...formerDisks, ...lost])];
  const voter = members.find(({ role }) => role === 'voter');
  return {
    configuration: {
      gid: drawn,
      ...(life === undefined ? {} : { life }),
      version: manifest.instanceId,
      members,
      ...(former.length === 0 ? {} : { formerDisks: former }),
    },
    // A master record counts only above the ballot of the one before.
    ballot: ballotAbove(voter?.nodeId ?? 1, concluded.ballot, recordedBallot(state)),
  };
};

const recordedBallot = ({ machines }: FrameworkState): number => {
  const machine = new MasterStateMachine();
  const recorded = machines.find(({ smId }) => smId === MASTER_SM_ID);
  if (recorded !== undefined) machine.loadState(recorded.state);
  return machine.recorded?.ballot ?? 0;
};

/** Nodes say anew which kinds they have machines for. */
const newDirectory = (
  bytes: Uint8Array,
  concluded: ReadonlyMap<number, ConcludedConfiguration>,
): Uint8Array => {
  const { entries } = decodeDirectory(bytes);
  const missing = [...entries.values()]
    .filter(({ state, groupIdx }) => state !== 'destroyed' && !concluded.has(groupIdx))
    .map(({ groupIdx }) => groupIdx);
  if (missing.length > 0) {
    const detail = `there is no checkpoint of group ${missing.join(', ')}, which the directory of groups names`;
    throw new GaiosError('CHECKPOINT_INCOMPLETE', detail, { facts: { groups: missing } });
  }
  const renewed: DirectoryState['entries'] = new Map(
    [...entries].map(([groupIdx, entry]) => [groupIdx, newEntry(entry, concluded.get(groupIdx))]),
  );
  return encodeDirectory({ entries: renewed, announced: new Map() });
};

const newEntry = (entry: GroupEntry, concluded: ConcludedConfiguration | undefined): GroupEntry => {
  if (entry.state === 'destroyed' || concluded === undefined) return entry;
  const { gid, version, members } = concluded.configuration;
  const { drained, formerGids: _former, ...rest } = entry;
  const moved = { ...rest, gid, version, members: toTarget(members) };
  return drained === undefined ? moved : { ...moved, drained: [] };
};
