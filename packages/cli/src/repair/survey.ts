/** Reads what the folders of the survivors hold. Every folder is locked meanwhile, and none is changed. */

import { GaiosError, type LogRecord, type StoredGroup } from '@gaios/sm-base';
import { decodeConcluded, type ConcludedConfiguration } from '@gaios/core';
import { OfflineFolder } from '@gaios/storage-sqlite';
import { chainChecksum } from 'gaios';
import type { GroupSight, Survivor } from './model.ts';

/** Bytes of one page of a log; bounds the memory. */
const PAGE_BYTES = 8 * 2 ** 20;
/** DESIGN 1: instances stay below 2^47. */
export const INSTANCE_MAX = 2 ** 47 - 1;

/** Of one group, over all folders. */
interface Common {
  /** First instance that all of them still have. */
  readonly from: number;
  /** Where one of them ends. */
  readonly ends: ReadonlySet<number>;
}

/** @throws GaiosError as `OfflineFolder.open`, STORAGE_DAMAGED, REPAIR_FOLDERS */
export const withSurvivors = <T>(
  folders: readonly string[],
  use: (survivors: readonly Survivor[]) => T,
): T => {
  const open: OfflineFolder[] = [];
  try {
    for (const folder of folders) open.push(OfflineFolder.open(folder));
    checkNodes(open);
    return use(survey(open));
  } finally {
    for (const each of open) each.close();
  }
};

const checkNodes = (open: readonly OfflineFolder[]): void => {
  for (const [index, { identity, folder }] of open.entries()) {
    const other = open.slice(0, index).find((each) => each.identity.nodeId === identity.nodeId);
    if (other === undefined) continue;
    throw new GaiosError(
      'REPAIR_FOLDERS',
      `${other.folder} and ${folder} are both of node ${identity.nodeId}`,
      {
        facts: { nodeId: identity.nodeId, folders: [other.folder, folder] },
      },
    );
  }
};

const survey = (open: readonly OfflineFolder[]): Survivor[] => {
  const stored = open.map((folder) => ({ folder, groups: folder.groups() }));
  const common = commonOf(stored.flatMap(({ groups }) => groups));
  return stored.map(({ folder, groups }) => ({
    folder: folder.folder,
    identity: folder.identity,
    ...(folder.moved === undefined ? {} : { moved: folder.moved }),
    groups: new Map(groups.map((each) => [each.groupIdx, sightOf(folder, each, common.get(each.groupIdx)!)])),
  }));
};

const commonOf = (stored: readonly StoredGroup[]): Map<number, Common> => {
  const found = new Map<number, { from: number; ends: Set<number> }>();
  for (const { groupIdx, meta } of stored) {
    const common = found.get(groupIdx) ?? { from: 1, ends: new Set([0]) };
    common.from = Math.max(common.from, meta.minChosen);
    common.ends.add(meta.chosenUpTo);
    found.set(groupIdx, common);
  }
  return found;
};

const sightOf = (folder: OfflineFolder, { groupIdx, meta }: StoredGroup, common: Common): GroupSight => {
  const chain = chainOf(folder, { groupIdx, meta }, common);
  const concluded = concludedOf(folder, { groupIdx, meta });
  const tail = [...recordsOf(folder, groupIdx, meta.chosenUpTo + 1, INSTANCE_MAX)];
  const ballotMax = tail.reduce(
    (highest, { ballot }) => Math.max(highest, ballot),
    Math.max(meta.promised, concluded?.ballot ?? 0, chain.ballotMax),
  );
  return { meta, concluded, chainAt: chain.chainAt, isWhole: chain.isWhole, ballotMax, tail };
};

const concludedOf = (
  { folder }: OfflineFolder,
  { groupIdx, meta }: StoredGroup,
): ConcludedConfiguration | undefined => {
  if (meta.configuration.length === 0) return undefined;
  const concluded = decodeConcluded(meta.configuration);
  if (concluded !== undefined) return concluded;
  throw new GaiosError('STORAGE_DAMAGED', 'a stored configuration cannot be read', {
    facts: { folder, groupIdx },
  });
};

const chainOf = (
  folder: OfflineFolder,
  { groupIdx, meta }: StoredGroup,
  { from, ends }: Common,
): Pick<GroupSight, 'chainAt' | 'isWhole' | 'ballotMax'> => {
  const chainAt = new Map<number, number>([[0, 0]]);
  let [chain, whole, ballotMax] = [0, 0, 0];
  let next = meta.minChosen;
  for (const record of recordsOf(folder, groupIdx, meta.minChosen, meta.chosenUpTo)) {
    const { instanceId, value, ballot } = record;
    if (instanceId !== next) break;
    next++;
    ballotMax = Math.max(ballotMax, ballot);
    whole = chainChecksum(whole, value);
    if (instanceId >= from) chain = chainChecksum(chain, value);
    if (ends.has(instanceId)) chainAt.set(instanceId, chain);
  }
  // Of a log that was cut at its beginning the sum cannot be made again.
  const isWhole = next === meta.chosenUpTo + 1 && (meta.minChosen > 1 || whole === meta.checksum);
  return { chainAt, isWhole, ballotMax };
};

/** In pages. */
export function* recordsOf(
  folder: OfflineFolder,
  groupIdx: number,
  from: number,
  to: number,
): Generator<LogRecord> {
  for (let next = from; next <= to;) {
    const page = folder.read({ groupIdx, from: next, to, bytesMax: PAGE_BYTES });
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    next = last.instanceId + 1;
  }
}
