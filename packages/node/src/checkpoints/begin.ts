/**
 * With which checkpoint a group starts (DESIGN 8): the newest that is whole and that its log goes on from. One above what the log
 * on disk has is an installation that was cut off, and is finished.
 */

import { GaiosError, type StateMachine } from '@gaios/sm-base';
import { decodeConcluded, gidAt, type CheckpointBase, type ReplicaView } from '@gaios/core';
import { loadMachine, machinesToLoad, type StoredCheckpoint } from '@gaios/checkpoint';
import { decodeFramework } from '../framework-state.ts';
import type { LocalCheckpoint } from '../installation.ts';
import type { CheckpointedGroup, CheckpointShared } from './shared.ts';

/** Rejects with CHECKPOINT_DAMAGED if its own part is not what its hash says, or no state of this group. */
export const localCheckpoint = async (
  { store }: Pick<CheckpointShared, 'store'>,
  group: Pick<CheckpointedGroup, 'machines'>,
  checkpoint: StoredCheckpoint,
): Promise<LocalCheckpoint> => {
  const base = baseOf(checkpoint);
  const state = await store.framework(checkpoint);
  decodeFramework(state, base);
  const loads = checkpoint.manifest.machines.map(({ smId, instanceId }) => ({
    smId,
    instanceId,
    load: async (): Promise<void> => {
      const machine = group.machines.get(smId);
      if (machine !== undefined) await loadMachine(store, checkpoint, machine);
    },
  }));
  return { base, state, loads: [...loads, ...newcomers(group.machines.users(), checkpoint)] };
};

/**
 * Machines that the group had not when the checkpoint was made. A group stands still at an operation of a machine that it has not,
 * so there was none for them: they begin empty, as everywhere.
 */
const newcomers = (
  machines: readonly StateMachine[],
  { manifest }: StoredCheckpoint,
): LocalCheckpoint['loads'] =>
  machines
    .filter(({ smId }) => !manifest.machines.some((each) => each.smId === smId))
    .map(({ smId }) => ({ smId, instanceId: manifest.instanceId, load: () => {} }));

const baseOf = ({ id, manifest }: StoredCheckpoint): CheckpointBase => {
  const { instanceId, checksum, configuration: bytes } = manifest;
  const concluded = decodeConcluded(bytes);
  if (concluded !== undefined) return { instanceId, checksum, ...concluded };
  throw new GaiosError('CHECKPOINT_DAMAGED', 'its configuration cannot be read', { facts: { id } });
};

export interface Candidates {
  /** Above the log: to be installed. */
  readonly above: StoredCheckpoint | undefined;
  /** The log goes on from them; newest first. */
  readonly usable: readonly StoredCheckpoint[];
  /** Of another life of the group. */
  readonly foreign: readonly StoredCheckpoint[];
}

export const candidates = (
  stored: readonly StoredCheckpoint[],
  log: Pick<ReplicaView, 'configuration' | 'chosenUpTo' | 'minChosen'>,
): Candidates => {
  const { configuration, chosenUpTo, minChosen } = log;
  // A node that knows of no group yet cannot tell whose they are: it asks the others.
  if (configuration.gid === 0) return { above: undefined, usable: [], foreign: [] };
  // One that was made before an offline repair is of the life that the group was in then.
  const isOwn = ({ manifest: { gid, instanceId } }: StoredCheckpoint): boolean =>
    gid === gidAt(configuration, instanceId);
  const own = stored.filter(isOwn);
  return {
    above: own.findLast(({ manifest }) => manifest.instanceId > chosenUpTo),
    usable: own
      .filter(({ manifest: { instanceId } }) => instanceId <= chosenUpTo && instanceId >= minChosen - 1)
      .toReversed(),
    foreign: stored.filter((each) => !isOwn(each)),
  };
};

/** Rejects with CHECKPOINT_DAMAGED: what a start would need of it is not what it was. */
export const verifyForStart = async (
  { store }: Pick<CheckpointShared, 'store'>,
  machines: readonly StateMachine[],
  checkpoint: StoredCheckpoint,
): Promise<void> => {
  const behind = machinesToLoad(checkpoint, machines).map(({ smId }) => smId);
  await store.verify(checkpoint, behind);
};

/** Whether the checkpoint itself is at fault, and another one may do. */
export const isUnusable = (error: unknown): boolean =>
  error instanceof GaiosError &&
  ['CHECKPOINT_DAMAGED', 'CHECKPOINT_NOT_A_FILE', 'STORAGE_DAMAGED'].includes(error.code);
