/** Which of the checkpoints that were found are meant. */

import { GaiosError } from '@gaios/sm-base';
import type { Manifest } from '@gaios/checkpoint';
import type { Found, FoundCheckpoint } from './find.ts';

export interface Selection {
  /** Undefined: all. */
  readonly groups?: readonly number[];
  /** Undefined: the newest of each group. */
  readonly id?: string;
}

const inGroups =
  ({ groups }: Selection) =>
  ({ groupIdx }: { readonly groupIdx: number }): boolean =>
    groups === undefined || groups.includes(groupIdx);

/** All that are meant. @throws GaiosError CHECKPOINT_NOT_FOUND */
export const meant = ({ checkpoints }: Found, selection: Selection): readonly FoundCheckpoint[] => {
  const { id, groups = [] } = selection;
  const found = checkpoints.filter(inGroups(selection)).filter((each) => id === undefined || each.id === id);
  const missing = groups.filter((groupIdx) => found.every((each) => each.groupIdx !== groupIdx));
  if (found.length > 0 && missing.length === 0) return found;
  const what = id === undefined ? 'no complete checkpoint' : `no complete checkpoint ${id}`;
  const where = missing.length === 0 ? '' : ` of group ${missing.join(', ')}`;
  throw new GaiosError('CHECKPOINT_NOT_FOUND', `${what}${where}`, { facts: { id, groups: missing } });
};

/**
 * A machine whose files are of a later instance is brought there by the log that belongs to the checkpoint. A new cluster has no
 * log, and would not give it what it executes at those instances.
 */
export const isLevel = ({ instanceId, machines }: Manifest): boolean =>
  machines.every((machine) => machine.instanceId === instanceId);

/**
 * One of each group, from which a cluster can be made.
 * @throws GaiosError CHECKPOINT_NOT_FOUND; CHECKPOINT_AHEAD if a group has none but such that hold machines at later instances
 */
export const newest = (found: Found, selection: Selection): readonly FoundCheckpoint[] => {
  const all = meant(found, selection);
  const level = new Map(all.filter(({ manifest }) => isLevel(manifest)).map((each) => [each.groupIdx, each]));
  const without = all.find(({ groupIdx }) => !level.has(groupIdx));
  if (without !== undefined) throw ahead(without);
  return [...level.values()];
};

const ahead = ({ groupIdx, id, manifest }: FoundCheckpoint): GaiosError => {
  const { instanceId } = manifest;
  const machines = manifest.machines.filter((machine) => machine.instanceId > instanceId);
  const held = machines.map((each) => `machine ${each.smId} at ${each.instanceId}`).join(', ');
  const detail =
    `group ${groupIdx}: the checkpoint is of instance ${instanceId}, and holds ${held}, so no cluster can be made from it: ` +
    'make one (`gaios checkpoint create`) while less is proposed to the group';
  return new GaiosError('CHECKPOINT_AHEAD', detail, { facts: { groupIdx, id, instanceId, machines } });
};
