/**
 * Carries a plan out, one folder after the other: first the rows that a folder lacks, in pages, as a learner stores what is
 * chosen above a gap; then, in one commit for all groups, everything that makes it part of the new life. A folder is in the
 * old life until that commit, and in the new one after it; cut off anywhere, the same call made again goes on.
 */

import { GaiosError, type GroupWrite, type LogRecord, type StoredGroup } from '@gaios/sm-base';
import { OfflineFolder, SqliteLogStorage } from '@gaios/storage-sqlite';
import { lastWriteOf, outcomeOf, type Outcome } from './compose.ts';
import { fillingOf, type Filling } from './fill.ts';
import type { RepairPlan, Survivor } from './model.ts';
import { planRepair } from './plan.ts';
import { INSTANCE_MAX, recordsOf, withSurvivors } from './survey.ts';

export interface Applied {
  readonly nodeId: number;
  readonly folder: string;
  /** Groups that were written; none: the folder was in the new life already. */
  readonly groups: readonly number[];
}

export interface ApplyOptions {
  /** Told before and after the last commit of each folder. */
  readonly onFolder?: (nodeId: number, what: 'begins' | 'ends') => void | Promise<void>;
}

/** Bytes of one commit of rows. */
const COMMIT_BYTES = 4 * 2 ** 20;

/** Decides anew, and does it only if it is what the operator has seen. @throws GaiosError REPAIR_PLAN_CHANGED, REPAIR_NOT_NEEDED */
export const applyRepair = async (
  folders: readonly string[],
  hash: string,
  { onFolder = () => {} }: ApplyOptions = {},
): Promise<readonly Applied[]> => {
  const plan = withSurvivors(folders, planRepair);
  if (plan.hash === '') {
    if (isDone(plan, hash)) return plan.survivors.map(toApplied([]));
    throw new GaiosError('REPAIR_NOT_NEEDED', undefined, { facts: { groups: plan.groups.length } });
  }
  if (plan.hash !== hash) {
    throw new GaiosError('REPAIR_PLAN_CHANGED', undefined, { facts: { asked: hash, now: plan.hash } });
  }
  // Before any of them is written.
  for (const { folder, moved } of plan.survivors) {
    if (moved === undefined) continue;
    throw new GaiosError('STORAGE_MOVED', `${folder}: ${moved}; adopt it first (\`gaios disk adopt\`)`, {
      facts: { folder },
    });
  }
  const outcomes = plan.groups.flatMap((group) =>
    group.kind === 'untouched' ? [] : [outcomeOf(plan.hash, group, plan.survivors)],
  );
  const applied: Applied[] = [];
  for (const survivor of plan.survivors) {
    await onFolder(survivor.identity.nodeId, 'begins');
    applied.push(await applyTo(survivor, outcomes, plan.survivors));
    await onFolder(survivor.identity.nodeId, 'ends');
  }
  return applied;
};

const toApplied =
  (groups: readonly number[]) =>
  ({ folder, identity }: Survivor): Applied => ({ nodeId: identity.nodeId, folder, groups });

/** Whether all folders have come to where that plan leads. */
const isDone = ({ survivors }: RepairPlan, hash: string): boolean =>
  survivors.every(({ groups }) =>
    [...groups.values()].some(({ concluded }) =>
      concluded?.configuration.formerLives?.some((life) => life.plan === hash),
    ),
  );

const applyTo = async (
  survivor: Survivor,
  outcomes: readonly Outcome[],
  survivors: readonly Survivor[],
): Promise<Applied> => {
  const { nodeId } = survivor.identity;
  const own = outcomes.filter(({ nodeIds }) => nodeIds.includes(nodeId));
  if (own.length === 0) return toApplied([])(survivor);
  const storage = await SqliteLogStorage.open({ dataDir: survivor.folder, nodeId, ifMoved: 'refuse' });
  try {
    const stored = await storage.groups();
    checkUnchanged(survivor, storage.identity.boot, stored);
    const writes: GroupWrite[] = [];
    for (const outcome of own) {
      const { groupIdx, source, givers, copiedUpTo: upTo } = outcome;
      const filling = fillingOf({ groupIdx, source, nodeIds: givers, upTo }, nodeId, survivors);
      await copyRows(storage, groupIdx, filling, survivors);
      const meta = stored.find((each) => each.groupIdx === groupIdx)?.meta;
      const open = await openAbove(storage, outcome);
      writes.push(lastWriteOf(outcome, meta, { open, beginsAt: filling.beginsAt }));
    }
    await storage.commit(writes);
  } finally {
    await storage.close();
  }
  return toApplied(own.map(({ groupIdx }) => groupIdx))(survivor);
};

/** Between the look at it and now the folder was not locked. */
const checkUnchanged = (
  { folder, identity, groups }: Survivor,
  boot: number,
  stored: readonly StoredGroup[],
): void => {
  // Nobody else has opened it: what a node accepts need not show in what is compared here.
  const isNext = boot === identity.boot + 1 && stored.length === groups.size;
  const isUnchanged = stored.every(({ groupIdx, meta }) => {
    const seen = groups.get(groupIdx)?.meta;
    return (
      seen !== undefined &&
      seen.chosenUpTo === meta.chosenUpTo &&
      seen.promised === meta.promised &&
      seen.checksum === meta.checksum
    );
  });
  if (!isNext || !isUnchanged)
    throw new GaiosError('REPAIR_PLAN_CHANGED', `${folder} has changed meanwhile`, { facts: { folder } });
};

/** Instances beyond the outcome of which the folder has accepted something. */
const openAbove = async (storage: SqliteLogStorage, { groupIdx, chosenUpTo }: Outcome): Promise<number[]> => {
  const open: number[] = [];
  for (let from = chosenUpTo + 1; ;) {
    const page = await storage.read({ groupIdx, from, to: INSTANCE_MAX, bytesMax: COMMIT_BYTES });
    const last = page.at(-1);
    if (last === undefined) return open;
    open.push(...page.map(({ instanceId }) => instanceId));
    from = last.instanceId + 1;
  }
};

const copyRows = async (
  storage: SqliteLogStorage,
  groupIdx: number,
  { pieces }: Filling,
  survivors: readonly Survivor[],
): Promise<void> => {
  let records: LogRecord[] = [];
  let bytes = 0;
  const commit = async (): Promise<void> => {
    const write: GroupWrite = { groupIdx, records };
    if (records.length > 0) await storage.commit([write]);
    records = [];
    bytes = 0;
  };
  for (const { nodeId, from, to } of pieces) {
    const folder = OfflineFolder.open(survivors.find(({ identity }) => identity.nodeId === nodeId)!.folder);
    try {
      for (const record of recordsOf(folder, groupIdx, from, to)) {
        records.push({ ...record, chosen: true });
        bytes += record.value.length;
        if (bytes >= COMMIT_BYTES) await commit();
      }
      await commit();
    } finally {
      folder.close();
    }
  }
};
