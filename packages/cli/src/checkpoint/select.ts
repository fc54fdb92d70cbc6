/** Which of the checkpoints that were found are meant. */

import { GaiosError } from '@gaios/sm-base';
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

/** One of each group. @throws GaiosError CHECKPOINT_NOT_FOUND */
export const newest = (found: Found, selection: Selection): readonly FoundCheckpoint[] => {
  const byGroup = new Map(meant(found, selection).map((each) => [each.groupIdx, each]));
  return [...byGroup.values()];
};
