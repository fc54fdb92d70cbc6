/**
 * Rows to and from SQLite, with their checksums: CRC-32 over everything in the row, its key and its table
 * included, so that a row that turns up in the wrong place is noticed too.
 */

import { crc32 } from 'node:zlib';
import type { GroupMeta, LogRecord } from '@gaios/sm-base';
import { damaged, valueDamaged } from './errors.ts';
import type { GroupRow, JournalRow, NodeRow, StoreRow } from './schema.ts';

type Cell = number | string | Uint8Array;

/** A log row as it is chained: the value is vouched for by its own checksum, so relinking need not read it. */
export interface LogHead {
  readonly groupIdx: number;
  readonly instanceId: number;
  readonly ballot: number;
  readonly chosen: number;
  readonly previousInstanceId: number;
  readonly valueChecksum: number;
}

/** What the column `chosen` says, summed. */
export const chosenFlags = { chosen: 1, large: 2 } as const;

const noMeta: GroupMeta = {
  promised: 0,
  promisedTo: '',
  chosenUpTo: 0,
  checksum: 0,
  minChosen: 1,
  configuration: new Uint8Array(0),
};

/** Numbers are summed as eight bytes each; the longest row has eleven. */
const scratch = Buffer.alloc(16 * 8);

function checksumOf(
  tag: number,
  numbers: readonly number[],
  ...rest: readonly (string | Uint8Array)[]
): number {
  let at = scratch.writeDoubleLE(tag, 0);
  for (const number of numbers) at = scratch.writeDoubleLE(number, at);
  let checksum = crc32(scratch.subarray(0, at));
  for (const part of rest) {
    scratch.writeDoubleLE(part.length, 0); // so that bytes cannot move from one part to the next
    checksum = extend(crc32(scratch.subarray(0, 8), checksum), part);
  }
  return checksum;
}

/** zlib takes an empty buffer without memory behind it for a request to start anew. */
function extend(checksum: number, part: string | Uint8Array): number {
  return part.length === 0 ? checksum : crc32(part, checksum);
}

const tags = { store: 1, group: 2, log: 3, node: 4, journal: 5 } as const;

function storeChecksum(row: StoreRow): number {
  const { format, nodeId, boot, groupCount, lastCommit } = row;
  return checksumOf(tags.store, [format, nodeId, boot, groupCount, lastCommit], row.storageId);
}

/** In the order of the table's columns, after the key. */
export function storeCells(row: StoreRow): Cell[] {
  const { format, nodeId, storageId, boot, groupCount, lastCommit } = row;
  return [format, nodeId, storageId, boot, groupCount, lastCommit, storeChecksum(row)];
}

export function parseStore(cells: readonly unknown[]): StoreRow {
  const [format, nodeId, storageId, boot, groupCount, lastCommit, checksum] = cells;
  if (
    isNumber(format) &&
    isNumber(nodeId) &&
    typeof storageId === 'string' &&
    isNumber(boot) &&
    isNumber(groupCount) &&
    isNumber(lastCommit)
  ) {
    const row = { format, nodeId, storageId, boot, groupCount, lastCommit };
    if (storeChecksum(row) === checksum) return row;
  }
  throw damaged('the identity row is damaged');
}

function nodeChecksum({ record, lastCommit }: NodeRow): number {
  return checksumOf(tags.node, [lastCommit], record);
}

/** In the order of the table's columns, after the key. */
export function nodeCells(row: NodeRow): Cell[] {
  return [row.record, row.lastCommit, nodeChecksum(row)];
}

export function parseNode(cells: readonly unknown[]): NodeRow {
  const [record, lastCommit, checksum] = cells;
  if (record instanceof Uint8Array && isNumber(lastCommit)) {
    const row = { record: new Uint8Array(record), lastCommit };
    if (nodeChecksum(row) === checksum) return row;
  }
  throw damaged('the row of the node is damaged');
}

function journalChecksum({ salt, foldedCommit }: JournalRow): number {
  return checksumOf(tags.journal, [foldedCommit], salt);
}

/** In the order of the table's columns, after the key. */
export function journalCells(row: JournalRow): Cell[] {
  return [row.salt, row.foldedCommit, journalChecksum(row)];
}

export function parseJournal(cells: readonly unknown[]): JournalRow {
  const [salt, foldedCommit, checksum] = cells;
  if (typeof salt === 'string' && isNumber(foldedCommit)) {
    const row = { salt, foldedCommit };
    if (journalChecksum(row) === checksum) return row;
  }
  throw damaged('the row of the journal is damaged');
}

function groupChecksum(row: GroupRow): number {
  const { groupIdx, lastInstanceId, deletedBelow, lastCommit } = row;
  const { promised, promisedTo, chosenUpTo, checksum, minChosen, configuration } = row.meta ?? noMeta;
  const hasMeta = row.meta ? 1 : 0;
  const own = [groupIdx, hasMeta, lastInstanceId, deletedBelow, lastCommit];
  return checksumOf(
    tags.group,
    [...own, promised, chosenUpTo, checksum, minChosen],
    promisedTo,
    configuration,
  );
}

/** In the order of the table's columns, the key included. */
export function groupCells(row: GroupRow): Cell[] {
  const { groupIdx, lastInstanceId, deletedBelow, lastCommit } = row;
  const { promised, promisedTo, chosenUpTo, checksum, minChosen, configuration } = row.meta ?? noMeta;
  const meta = [promised, promisedTo, chosenUpTo, checksum, minChosen, configuration];
  return [groupIdx, row.meta ? 1 : 0, ...meta, lastInstanceId, deletedBelow, lastCommit, groupChecksum(row)];
}

export function parseGroup(cells: readonly unknown[]): GroupRow {
  const [groupIdx, hasMeta, promised, promisedTo, chosenUpTo, chainChecksum, minChosen, configuration] =
    cells;
  const [lastInstanceId, deletedBelow, lastCommit, checksum] = cells.slice(8);
  if (
    isNumber(groupIdx) &&
    isNumber(promised) &&
    typeof promisedTo === 'string' &&
    isNumber(chosenUpTo) &&
    isNumber(chainChecksum) &&
    isNumber(minChosen) &&
    configuration instanceof Uint8Array &&
    isNumber(lastInstanceId) &&
    isNumber(deletedBelow) &&
    isNumber(lastCommit)
  ) {
    const meta = { promised, promisedTo, chosenUpTo, checksum: chainChecksum, minChosen, configuration };
    const row = {
      groupIdx,
      meta: hasMeta === 1 ? meta : undefined,
      lastInstanceId,
      deletedBelow,
      lastCommit,
    };
    if (groupChecksum(row) === checksum) return row;
  }
  throw damaged('a group row is damaged', { groupIdx });
}

/** What is summed for each row that moves into the tables has one view for all of them. */
const headBytes = scratch.subarray(0, 7 * 8);
const headNumbers = new DataView(headBytes.buffer, headBytes.byteOffset, headBytes.length);

export function headChecksum(head: LogHead): number {
  headNumbers.setFloat64(0, tags.log, true);
  headNumbers.setFloat64(8, head.groupIdx, true);
  headNumbers.setFloat64(16, head.instanceId, true);
  headNumbers.setFloat64(24, head.ballot, true);
  headNumbers.setFloat64(32, head.chosen, true);
  headNumbers.setFloat64(40, head.previousInstanceId, true);
  headNumbers.setFloat64(48, head.valueChecksum, true);
  return crc32(headBytes);
}

/** The length is summed too: CRC-32 of nothing but zeros would not tell it. */
export function valueChecksum(value: Uint8Array): number {
  const { length } = value;
  return extend(lengthChecksums[length] ?? lengthChecksum(length), value);
}

function lengthChecksum(length: number): number {
  scratch.writeDoubleLE(length, 0);
  return crc32(scratch.subarray(0, 8));
}

/** Of most values, made once: a second call of the sum for each would be half of what it costs. */
const lengthChecksums = Uint32Array.from({ length: 2048 }, (_, length) => lengthChecksum(length));

/** `cells`: instanceId, ballot, chosen, previousInstanceId, valueChecksum, checksum. */
export function parseHead(groupIdx: number, cells: readonly unknown[]): LogHead {
  const [instanceId, ballot, chosen, previousInstanceId, valueSum, checksum] = cells;
  if (
    isNumber(instanceId) &&
    isNumber(ballot) &&
    isNumber(chosen) &&
    isNumber(previousInstanceId) &&
    isNumber(valueSum)
  ) {
    const head = { groupIdx, instanceId, ballot, chosen, previousInstanceId, valueChecksum: valueSum };
    if (headChecksum(head) === checksum) return head;
  }
  throw damaged('a log row is damaged', { groupIdx, instanceId });
}

/** `value`: the cell that belongs to `head`. */
export function parseRecord(head: LogHead, value: unknown): LogRecord {
  const { instanceId, ballot, chosen } = recordHead(head);
  if (!(value instanceof Uint8Array) || valueChecksum(value) !== head.valueChecksum) {
    throw valueDamaged('the value of a log row is damaged', { ...head, chosen });
  }
  return { instanceId, ballot, chosen, value };
}

/** What a row says of its record beside the value. */
export function recordHead({ instanceId, ballot, chosen, valueChecksum: checksum }: LogHead): {
  readonly instanceId: number;
  readonly ballot: number;
  readonly chosen: boolean;
  readonly valueChecksum: number;
} {
  const isChosen = (chosen & chosenFlags.chosen) !== 0;
  return { instanceId, ballot, chosen: isChosen, valueChecksum: checksum };
}

function isNumber(cell: unknown): cell is number {
  return typeof cell === 'number';
}
