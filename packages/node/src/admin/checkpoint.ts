/** `/checkpoint`: has all replicas of a group take a checkpoint at one instance. */

import { integerField, invalid, onlyFields } from './body.ts';
import { timeoutOf, type Action } from './source.ts';

const GROUP_MAX = 65_535;

export const createCheckpoint: Action = async ({ source, fields, signal }) => {
  onlyFields(fields, ['group', 'timeoutMs'], 'a checkpoint');
  const groupIdx = integerField(fields, 'group', 0, GROUP_MAX);
  if (groupIdx === undefined) throw invalid('group is missing');
  return { groupIdx, ...(await source.checkpoint(groupIdx, { ...timeoutOf(fields), signal })) };
};
