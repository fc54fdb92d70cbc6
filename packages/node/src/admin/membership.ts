/** `/membership`: who is in the groups, what a change would do, and the change itself, with its progress. */

import type { MembershipOperation } from '@gaios/config-sm';
import { GaiosError } from '@gaios/sm-base';
import type { ChangedMembership, ChangeOptions, NodeEvents } from '../api.ts';
import { booleanField, integerField, invalid, onlyFields, type Fields } from './body.ts';
import { carryOut, operationOf, restOf } from './operations.ts';
import {
  chosenGroup,
  groupsOf,
  queriedGroups,
  timeoutOf,
  type Action,
  type ActionCall,
  type AdminSource,
  type Look,
} from './source.ts';

/** Each asks all of its members while it is changed. */
const GROUPS_AT_A_TIME = 16;
/** Instances are below it (DESIGN 1). */
const VERSION_MAX = 2 ** 47 - 1;

/** What became of a group. `unchanged`: it was so already. */
type GroupEnd =
  | { readonly groupIdx: number; readonly changed: ChangedMembership }
  | { readonly groupIdx: number; readonly unchanged: true; readonly version: number }
  | { readonly groupIdx: number; readonly error: unknown };

export const showMembership: Look = (source, query) => ({
  code: 200,
  body: {
    nodeId: source.nodeId,
    groups: queriedGroups(source, query).map((groupIdx) => source.showMembership(groupIdx)),
  },
});

export const planMembership: Action = async ({ source, fields }) => {
  onlyFields(fields, ['group', 'operation'], 'a plan');
  const operation = operationOf(fields['operation'], source.nodeId);
  const group = chosenGroup(source, fields);
  const ends = await forGroups(group === 'all' ? groupsOf(source) : [group], async (groupIdx) => ({
    groupIdx,
    plan: await source.planMembership(groupIdx, operation),
  }));
  const [first] = ends;
  // A mistake is one in every group.
  if (first !== undefined && 'error' in first && ends.every((each) => 'error' in each)) throw first.error;
  return { groups: ends };
};

export const changeMembership: Action = async (call) => {
  const { source, fields, signal } = call;
  onlyFields(fields, ['group', 'operation', 'force', 'version', 'timeoutMs'], 'a change');
  const operation = operationOf(fields['operation'], source.nodeId);
  const options: ChangeOptions = { ...changeOptions(fields), signal };
  const group = chosenGroup(source, fields);
  const all = group === 'all' ? groupsOf(source) : [group];
  if (options.version !== undefined && all.length > 1)
    throw invalid('a version is of one group: name the group, too');
  const follow = progressOf(call, new Set(all));
  source.on('membershipProgress', follow);
  try {
    const ends = await forGroups(all, changer(source, operation, all, options));
    const failed = ends.filter((each) => 'error' in each);
    if (failed.length === ends.length) throw commonError(failed);
    return { groups: ends };
  } finally {
    source.off('membershipProgress', follow);
  }
};

const changeOptions = (fields: Fields): ChangeOptions => {
  const version = integerField(fields, 'version', 0, VERSION_MAX);
  const force = booleanField(fields, 'force');
  return { ...timeoutOf(fields), force, ...(version === undefined ? {} : { version }) };
};

const progressOf =
  ({ progress }: ActionCall, groups: ReadonlySet<number>) =>
  (event: NodeEvents['membershipProgress'][0]): void => {
    if (groups.has(event.groupIdx)) progress(event);
  };

/** A group in which it was done before is left alone, but for one where that is so everywhere: then it is a mistake. */
const changer = (
  source: AdminSource,
  operation: MembershipOperation,
  all: readonly number[],
  options: ChangeOptions,
): ((groupIdx: number) => Promise<GroupEnd>) => {
  const rests = new Map(
    all.map((groupIdx) => [groupIdx, restOf(source.showMembership(groupIdx), operation)]),
  );
  const isDone = [...rests.values()].every((rest) => rest === undefined);
  return async (groupIdx) => {
    const rest = isDone ? operation : rests.get(groupIdx);
    if (rest === undefined)
      return { groupIdx, unchanged: true, version: source.showMembership(groupIdx).version };
    return { groupIdx, changed: await carryOut(source, groupIdx, rest, options) };
  };
};

const forGroups = async <T extends { readonly groupIdx: number }>(
  all: readonly number[],
  work: (groupIdx: number) => Promise<T>,
): Promise<(T | { readonly groupIdx: number; readonly error: unknown })[]> => {
  const ends = new Map<number, T | { readonly groupIdx: number; readonly error: unknown }>();
  const waiting = [...all];
  const worker = async (): Promise<void> => {
    for (let groupIdx = waiting.shift(); groupIdx !== undefined; groupIdx = waiting.shift()) {
      const at = groupIdx;
      ends.set(at, await work(at).catch((error: unknown) => ({ groupIdx: at, error })));
    }
  };
  await Promise.all(Array.from({ length: GROUPS_AT_A_TIME }, worker));
  return [...ends.values()].toSorted((a, b) => a.groupIdx - b.groupIdx);
};

/** Of groups that all failed: what the first one says, and that it was not the only one. */
const commonError = (failed: readonly GroupEnd[]): unknown => {
  const [first] = failed.flatMap((each) => ('error' in each ? [each.error] : []));
  if (failed.length === 1 || !(first instanceof GaiosError)) return first;
  const { code, message, facts, outcome, cause } = first;
  return new GaiosError(code, message, {
    facts: { ...facts, groups: failed.map(({ groupIdx }) => groupIdx) },
    cause,
    ...(outcome === undefined ? {} : { outcome }),
  });
};
