/** What a node finds on its disk: for each group its row and the tail of its log above what is chosen. */

import { GaiosError, type LogRecord, type LogStorage, type StoredGroup } from '@gaios/sm-base';
import type { Member, StoredReplica } from '@gaios/core';
import { decodeConcluded } from '@gaios/core';
import { decodeNodeRecord, type NodeRecord } from '@gaios/master';

/** One page of the tail; the tail itself is bounded by what a replica accepts ahead. */
const PAGE_BYTES = 8 * 1024 * 1024;

export const readStored = async (storage: LogStorage, groupCount: number): Promise<StoredReplica[]> => {
  const rows = new Map<number, StoredGroup>();
  for (const row of await storage.groups()) rows.set(row.groupIdx, row);
  const stored: StoredReplica[] = [];
  for (let groupIdx = 0; groupIdx < groupCount; groupIdx++) {
    const row = rows.get(groupIdx);
    // A new disk in place of one that may have voted must not found the group anew, together with others like it.
    const hadLog = storage.replaced !== undefined;
    stored.push({ stored: row, tail: row === undefined ? [] : await readTail(storage, row), hadLog });
  }
  return stored;
};

/** How long this node supported others in the past. Rejects with STORAGE_DAMAGED for what is no such record. */
export const readNodeRecord = async (storage: LogStorage): Promise<NodeRecord> => {
  const record = decodeNodeRecord(await storage.nodeRecord());
  if (record === undefined) throw new GaiosError('STORAGE_DAMAGED', 'the record of the node cannot be read');
  return record;
};

const readTail = async (storage: LogStorage, { groupIdx, meta }: StoredGroup): Promise<LogRecord[]> => {
  const tail: LogRecord[] = [];
  let from = meta.chosenUpTo + 1;
  for (;;) {
    const page = await storage.read({ groupIdx, from, to: INSTANCE_MAX, bytesMax: PAGE_BYTES });
    const last = page.at(-1);
    if (last === undefined) return tail;
    tail.push(...page);
    from = last.instanceId + 1;
  }
};

/** DESIGN 1: instances stay below 2^47. */
const INSTANCE_MAX = 2 ** 47 - 1;

/**
 * The members named by the options are those of the first start. Later the log has the word; a difference is reported,
 * not obeyed. Undefined if there is none.
 */
export const memberMismatch = (stored: StoredReplica, initial: readonly Member[]): string | undefined => {
  const bytes = stored.stored?.meta.configuration;
  const concluded = bytes === undefined || bytes.length === 0 ? undefined : decodeConcluded(bytes);
  if (concluded === undefined) return undefined;
  const inLog = describe(concluded.configuration.members);
  const inOptions = describe(initial);
  return inLog === inOptions ? undefined : `the log says ${inLog}, the options say ${inOptions}`;
};

const describe = (members: readonly Member[]): string =>
  members
    .toSorted((a, b) => a.nodeId - b.nodeId)
    .map(({ nodeId, address, role }) => `${nodeId}=${address}${role === 'learner' ? ' (learner)' : ''}`)
    .join(',');
