/** `/master`: who is master of the groups; handing over, dropping, and spreading them evenly. */

import { GaiosError } from '@gaios/sm-base';
import { integerField, invalid, onlyFields, type Fields } from './body.ts';
import { movesToBalance, type Move } from './balance.ts';
import { queriedGroups, timeoutOf, type Action, type Look } from './source.ts';

const GROUP_MAX = 65_535;
/** Whether it is a node's is for the call to say. */
const NODE_ID_MAX = 65_535;

export const showMasters: Look = (source, query) => {
  const wanted = new Set(queriedGroups(source, query));
  const groups = source
    .status()
    .groups.filter(({ groupIdx }) => wanted.has(groupIdx))
    .map(({ groupIdx, leader, gid, holdsLease, master }) => ({ groupIdx, gid, leader, holdsLease, master }));
  return { code: 200, body: { nodeId: source.nodeId, groups } };
};

const required = (value: number | undefined, name: string): number => {
  if (value === undefined) throw invalid(`${name} is missing`);
  return value;
};

const groupOf = (fields: Fields): number => required(integerField(fields, 'group', 0, GROUP_MAX), 'group');

export const transferMaster: Action = async ({ source, fields, signal }) => {
  onlyFields(fields, ['group', 'nodeId', 'timeoutMs'], 'a transfer');
  const groupIdx = groupOf(fields);
  const nodeId = required(integerField(fields, 'nodeId', 1, NODE_ID_MAX), 'nodeId');
  await source.transferMaster(groupIdx, nodeId, { ...timeoutOf(fields), signal });
  return { groupIdx, ...source.getMasterWithVersion(groupIdx) };
};

/** In the API a drop at another node keeps that node from standing; who types it means the master. */
export const dropMaster: Action = ({ source, fields }) => {
  onlyFields(fields, ['group'], 'a drop');
  const groupIdx = groupOf(fields);
  const { node } = source.getMasterWithVersion(groupIdx);
  if (node !== source.nodeId) {
    throw new GaiosError('NOT_MASTER', undefined, { facts: { groupIdx, leader: node } });
  }
  source.dropMaster(groupIdx);
  return { groupIdx };
};

/**
 * This node hands over what it leads beyond its share, one group after the other. It counts groups, and knows no priorities
 * but its own: `balanceMasters` does.
 */
export const balanceMasters: Action = async ({ source, fields, signal, progress }) => {
  onlyFields(fields, ['timeoutMs'], 'balancing');
  const options = { ...timeoutOf(fields), signal };
  const moved: Move[] = [];
  const failed: (Move & { readonly error: unknown })[] = [];
  for (const move of movesToBalance(source.status())) {
    try {
      await source.transferMaster(move.groupIdx, move.to, options);
      moved.push(move);
      progress({ kind: 'transferred', ...move });
    } catch (error) {
      if (signal.aborted || isOver(error)) throw error;
      failed.push({ ...move, error });
    }
  }
  const leads = source.status().groups.filter(({ leader }) => leader === source.nodeId).length;
  return { nodeId: source.nodeId, leads, moved, failed };
};

const isOver = (error: unknown): boolean =>
  error instanceof GaiosError && ['CLOSED', 'MASTER_NOT_USED'].includes(error.code);
