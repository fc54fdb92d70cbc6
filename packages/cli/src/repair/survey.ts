/** Reads what the folders of the survivors hold. Every folder is locked meanwhile, and none is changed. */

import { GaiosError, type LogRecord, type StoredGroup } from '@gaios/sm-base';
import { decodeConcluded, type ConcludedConfiguration } from '@gaios/core';
import { OfflineFolder } from '@gaios/storage-sqlite';
import { chainChecksum } from 'gaios';
import { differenceAfter, differenceBefore } from './chain.ts';
import type { GroupSight, Survivor } from './model.ts';

/** Bytes of one page of a log; bounds the memory. */
const PAGE_BYTES = 8 * 2 ** 20;
/** DESIGN 1: instances stay below 2^47. */
export const INSTANCE_MAX = 2 ** 47 - 1;

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
  const ends = endsOf(stored.flatMap(({ groups }) => groups));
  return stored.map(({ folder, groups }) => ({
    folder: folder.folder,
    identity: folder.identity,
    ...(folder.moved === undefined ? {} : { moved: folder.moved }),
    groups: new Map(groups.map((each) => [each.groupIdx, sightOf(folder, each, ends.get(each.groupIdx)!)])),
  }));
};

/** By group: where one of the folders ends. */
const endsOf = (stored: readonly StoredGroup[]): Map<number, Set<number>> => {
  const found = new Map<number, Set<number>>();
  for (const { groupIdx, meta } of stored) {
    const ends = found.get(groupIdx) ?? new Set([0]);
    found.set(groupIdx, ends.add(meta.chosenUpTo));
  }
  return found;
};

const sightOf = (
  folder: OfflineFolder,
  { groupIdx, meta }: StoredGroup,
  ends: ReadonlySet<number>,
): GroupSight => {
  const chain = chainOf(folder, { groupIdx, meta }, ends);
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
  ends: ReadonlySet<number>,
): Pick<GroupSight, 'chainAt' | 'isWhole' | 'ballotMax'> => {
  const { minChosen, chosenUpTo, checksum } = meta;
  /** From its first instance on, as if nothing were before it. */
  const own: Point[] = [{ instanceId: minChosen - 1, sum: 0, bytes: 0 }];
  let [sum, bytes, ballotMax, last] = [0, 0, 0, minChosen - 1];
  for (const record of recordsOf(folder, groupIdx, minChosen, chosenUpTo)) {
    const { instanceId, value, ballot } = record;
    if (instanceId !== last + 1) break;
    last = instanceId;
    ballotMax = Math.max(ballotMax, ballot);
    sum = chainChecksum(sum, value);
    bytes += value.length;
    if (ends.has(instanceId)) own.push({ instanceId, sum, bytes });
  }
  const isComplete = last === chosenUpTo;
  // Of a log that was cut at its beginning the sum before it is the one that leads to its end.
  const before = minChosen === 1 || !isComplete ? 0 : differenceBefore(sum ^ checksum, bytes);
  const chainAt = new Map(
    own
      .filter(({ instanceId }) => ends.has(instanceId))
      .map((point) => [point.instanceId, (point.sum ^ differenceAfter(before, point.bytes)) >>> 0]),
  );
  return { chainAt, isWhole: isComplete && (minChosen > 1 || sum === checksum), ballotMax };
};

interface Point {
  readonly instanceId: number;
  readonly sum: number;
  readonly bytes: number;
}

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
