/** `/checkpoint`: has all replicas of a group take a checkpoint at one instance. */

import { GaiosError } from '@gaios/sm-base';
import { integerField, invalid, onlyFields } from './body.ts';
import { timeoutOf, type Action } from './source.ts';

const GROUP_MAX = 65_535;

interface Checkpointing {
  checkpoint(
    groupIdx: number,
    options: { readonly timeoutMs?: number; readonly signal: AbortSignal },
  ): Promise<{ readonly id: string; readonly instanceId: number; readonly bytes: number }>;
}

export const createCheckpoint: Action = async ({ source, fields, signal }) => {
  onlyFields(fields, ['group', 'timeoutMs'], 'a checkpoint');
  const groupIdx = integerField(fields, 'group', 0, GROUP_MAX);
  if (groupIdx === undefined) throw invalid('group is missing');
  const { checkpoint } = source as typeof source & Partial<Checkpointing>;
  if (checkpoint === undefined) throw new GaiosError('CHECKPOINT_FAILED', 'this node keeps no checkpoints');
  const made = await checkpoint.call(source, groupIdx, { ...timeoutOf(fields), signal });
  return { groupIdx, ...made };
};
