/**
 * One commit as it stands in the journal: a frame of numbers first, then the values, in one stretch of memory that is
 * both written to the file and kept until its records have moved into the tables. All numbers are little endian.
 *
 *   header   salt (8), checksum of the heads (4), bytes of the heads (4), bytes of the frame (4), sections (4), commit (8)
 *   section  group (4), flags (4), records (4), then what the flags name: meta, deleteBelow, record of the node;
 *            then a head for each record
 *   values   one after the other; each head says how far away its own is
 *
 * The header's checksum covers all heads and so, as these hold a checksum of each value, the whole frame, with no byte
 * summed twice. The salt is drawn at each opening: no frame of an earlier opening fits, nor can a value be made that
 * looks like a frame.
 */

import { crc32 } from 'node:zlib';
import type { GroupMeta, GroupWrite, LogRecord } from '@gaios/sm-base';
import { valueChecksum } from './rows.ts';

export const saltBytes = 8;
/** Frames begin at multiples of this, in their file; so a search need not look everywhere. */
export const frameAlignment = 16;

const headerBytes = 32;
const sectionBytes = 12;
const recordHeadBytes = 32;
const metaNumbersBytes = 4 * 8;
/** Frames are cut out of pieces of this, so that a commit of one row allocates nothing. */
const arenaBytes = 2 ** 20;

const sectionFlags = { meta: 1, tail: 2, deleteBelow: 4, node: 8, drop: 16 } as const;
const recordFlags = { chosen: 1, large: 2 } as const;

/** A frame in memory. */
export interface Frame {
  readonly commit: number;
  readonly bytes: Buffer;
  readonly at: number;
  readonly length: number;
  /** False: values of it are damaged. The heads, which say what they were, never are. */
  readonly valuesWhole: boolean;
}

/** What does not fit into so many numbers, and hardly ever changes; left out when it is as it was. */
export type MetaTail = Pick<GroupMeta, 'promisedTo' | 'configuration'>;

/** Is told what a frame holds, in the order in which it applies; of metas and records, where they are (`metaAt`, `recordAt`). */
export interface FrameVisitor {
  /** What follows is of this group, until the next one is named. */
  group(groupIdx: number): void;
  /** Nothing that was said of the group before counts any more. */
  drop(): void;
  /** `tail` is undefined if it is that of the group's meta before. */
  meta(bytes: Buffer, at: number, tail: MetaTail | undefined): void;
  record(instanceId: number, bytes: Buffer, at: number): void;
  deleteBelow(instanceId: number): void;
  node(record: Uint8Array): void;
}

export interface PlacedRecord extends LogRecord {
  /** The value is not here but in the table of large values. */
  readonly large: boolean;
  readonly valueChecksum: number;
}

export function metaAt(bytes: Buffer, at: number, { promisedTo, configuration }: MetaTail): GroupMeta {
  return {
    promised: bytes.readDoubleLE(at),
    promisedTo,
    chosenUpTo: bytes.readDoubleLE(at + 8),
    checksum: bytes.readDoubleLE(at + 16),
    minChosen: bytes.readDoubleLE(at + 24),
    configuration,
  };
}

export function recordAt(bytes: Buffer, at: number): PlacedRecord {
  const flags = bytes.readUInt32LE(at + 16);
  const large = (flags & recordFlags.large) !== 0;
  const from = at + bytes.readUInt32LE(at + 28);
  const length = large ? 0 : bytes.readUInt32LE(at + 24);
  return {
    instanceId: bytes.readDoubleLE(at),
    ballot: bytes.readDoubleLE(at + 8),
    chosen: (flags & recordFlags.chosen) !== 0,
    large,
    valueChecksum: bytes.readUInt32LE(at + 20),
    value: new Uint8Array(bytes.buffer, bytes.byteOffset + from, length),
  };
}

export interface EncoderParts {
  readonly salt: Buffer;
  /** What is known of a group that this encoder has not met yet. */
  readonly tailOf: (groupIdx: number) => MetaTail | undefined;
}

export interface EncodedCommit {
  readonly commit: number;
  readonly writes: readonly GroupWrite[];
  readonly nodeRecord: Uint8Array | undefined;
  /** These have their values elsewhere. */
  readonly large: ReadonlySet<LogRecord>;
}

const noTail: MetaTail = { promisedTo: '', configuration: new Uint8Array(0) };

export class FrameEncoder {
  readonly #parts: EncoderParts;
  /** What the journal says last of each group. */
  readonly #tails = new Map<number, MetaTail>();
  #arena = Buffer.alloc(0);
  #used = 0;
  /** Where the heads are whose values follow, and how many: an array that is emptied and filled gets new memory each time. */
  readonly #headAts: number[] = [];
  #heads = 0;

  constructor(parts: EncoderParts) {
    this.#parts = parts;
  }

  /** In call order, and each frame must get into the journal: the next one leaves out what it says. */
  encode(encoded: EncodedCommit): Frame {
    const headsMax = headsBytesMax(encoded);
    this.#reserve(headsMax + valuesBytes(encoded) + frameAlignment);
    const bytes = this.#arena;
    const at = this.#used;
    const headsEnd = this.#writeHeads(encoded, at);
    const end = this.#writeValues(encoded, headsEnd);
    const length = Math.ceil((end - at) / frameAlignment) * frameAlignment;
    bytes.fill(0, end, at + length);
    this.#parts.salt.copy(bytes, at);
    bytes.writeUInt32LE(headsEnd - at, at + 12);
    bytes.writeUInt32LE(length, at + 16);
    bytes.writeUInt32LE(encoded.writes.length + (encoded.nodeRecord ? 1 : 0), at + 20);
    bytes.writeDoubleLE(encoded.commit, at + 24);
    bytes.writeUInt32LE(crc32(bytes.subarray(at + 12, headsEnd)), at + 8);
    this.#used = at + length;
    return { commit: encoded.commit, bytes, at, length, valuesWhole: true };
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#arena.length) return;
    this.#arena = Buffer.allocUnsafeSlow(Math.max(arenaBytes, length));
    this.#used = 0;
  }

  /** Returns where they end. */
  #writeHeads({ writes, nodeRecord, large }: EncodedCommit, frameBegin: number): number {
    const bytes = this.#arena;
    let at = frameBegin + headerBytes;
    this.#heads = 0;
    for (const { groupIdx, drop, meta, records, deleteBelow } of writes) {
      if (drop) this.#tails.set(groupIdx, noTail);
      const tail = meta && this.#newTail(groupIdx, meta);
      const flags =
        (meta ? sectionFlags.meta : 0) |
        (tail ? sectionFlags.tail : 0) |
        (deleteBelow === undefined ? 0 : sectionFlags.deleteBelow) |
        (drop ? sectionFlags.drop : 0);
      at = writeSection(bytes, at, groupIdx, flags, records?.length ?? 0);
      if (meta) at = writeMeta(bytes, at, meta, tail);
      if (deleteBelow !== undefined) at = bytes.writeDoubleLE(deleteBelow, at);
      if (records === undefined) continue;
      for (const record of records) {
        const isLarge = large.has(record);
        if (!isLarge) this.#headAts[this.#heads++] = at;
        at = writeRecordHead(bytes, at, record, isLarge);
      }
    }
    if (nodeRecord) {
      at = writeSection(bytes, at, 0, sectionFlags.node, 0);
      at = writeBytes(bytes, at, nodeRecord);
    }
    return at;
  }

  /** Returns where they end. Each head is told how far away its value is. */
  #writeValues({ writes, large }: EncodedCommit, from: number): number {
    const bytes = this.#arena;
    let at = from;
    let next = 0;
    for (const { records } of writes) {
      if (records === undefined) continue;
      for (const record of records) {
        if (large.has(record)) continue;
        const headAt = this.#headAts[next++]!;
        bytes.writeUInt32LE(at - headAt, headAt + 28);
        bytes.set(record.value, at);
        at += record.value.length;
      }
    }
    return at;
  }

  /** Undefined if nothing changed. */
  #newTail(groupIdx: number, { promisedTo, configuration }: GroupMeta): MetaTail | undefined {
    const before = this.#tails.get(groupIdx) ?? this.#parts.tailOf(groupIdx) ?? noTail;
    if (before.promisedTo === promisedTo && Buffer.compare(before.configuration, configuration) === 0) {
      return undefined;
    }
    const tail = { promisedTo, configuration: new Uint8Array(configuration) };
    this.#tails.set(groupIdx, tail);
    return tail;
  }
}

/** A frame whose heads are whole, or undefined. `bytes` come from a file and hold anything. */
export function frameAt(bytes: Buffer, at: number, salt: Buffer): Frame | undefined {
  if (at + headerBytes > bytes.length || bytes.compare(salt, 0, saltBytes, at, at + saltBytes) !== 0) {
    return undefined;
  }
  const headsBytes = bytes.readUInt32LE(at + 12);
  const length = bytes.readUInt32LE(at + 16);
  if (headsBytes < headerBytes || headsBytes > length || at + length > bytes.length) return undefined;
  if (crc32(bytes.subarray(at + 12, at + headsBytes)) !== bytes.readUInt32LE(at + 8)) return undefined;
  const frame = { commit: bytes.readDoubleLE(at + 24), bytes, at, length, valuesWhole: true };
  const values = new ValueCheck();
  visitFrame(frame, values);
  return { ...frame, valuesWhole: values.whole };
}

export function visitFrame({ bytes, at: frameBegin }: Frame, visitor: FrameVisitor): void {
  let at = frameBegin + headerBytes;
  for (let left = bytes.readUInt32LE(frameBegin + 20); left > 0; left--) {
    const flags = bytes.readUInt32LE(at + 4);
    const recordCount = bytes.readUInt32LE(at + 8);
    if (flags & sectionFlags.node) {
      const length = bytes.readUInt32LE(at + sectionBytes);
      at += sectionBytes + 4;
      visitor.node(copyOf(bytes, at, length));
      at += length;
      continue;
    }
    visitor.group(bytes.readUInt32LE(at));
    at += sectionBytes;
    if (flags & sectionFlags.drop) visitor.drop();
    if (flags & sectionFlags.meta) at = visitMeta(bytes, at, (flags & sectionFlags.tail) !== 0, visitor);
    let deleteBelow: number | undefined;
    if (flags & sectionFlags.deleteBelow) {
      deleteBelow = bytes.readDoubleLE(at);
      at += 8;
    }
    for (let i = 0; i < recordCount; i++, at += recordHeadBytes) {
      visitor.record(bytes.readDoubleLE(at), bytes, at);
    }
    if (deleteBelow !== undefined) visitor.deleteBelow(deleteBelow);
  }
}

function visitMeta(bytes: Buffer, from: number, hasTail: boolean, visitor: FrameVisitor): number {
  const tailAt = from + metaNumbersBytes;
  if (!hasTail) {
    visitor.meta(bytes, from, undefined);
    return tailAt;
  }
  const toAt = tailAt + 4;
  const toEnd = toAt + bytes.readUInt32LE(tailAt);
  const configurationAt = toEnd + 4;
  const end = configurationAt + bytes.readUInt32LE(toEnd);
  const promisedTo = bytes.toString('utf8', toAt, toEnd);
  visitor.meta(bytes, from, {
    promisedTo,
    configuration: copyOf(bytes, configurationAt, end - configurationAt),
  });
  return end;
}

class ValueCheck implements FrameVisitor {
  whole = true;
  group(): void {}
  drop(): void {}
  meta(): void {}
  deleteBelow(): void {}
  node(): void {}
  record(_instanceId: number, bytes: Buffer, at: number): void {
    const record = recordAt(bytes, at);
    if (!record.large && valueChecksum(record.value) !== record.valueChecksum) this.whole = false;
  }
}

function headsBytesMax({ writes, nodeRecord }: EncodedCommit): number {
  let bytes = headerBytes + (nodeRecord ? sectionBytes + 4 + nodeRecord.length : 0);
  for (const { meta, records } of writes) {
    bytes += sectionBytes + 8 + (records?.length ?? 0) * recordHeadBytes;
    if (meta) bytes += metaNumbersBytes + 8 + meta.promisedTo.length * 3 + meta.configuration.length;
  }
  return bytes;
}

function valuesBytes({ writes, large }: EncodedCommit): number {
  let bytes = 0;
  for (const { records } of writes) {
    if (records === undefined) continue;
    for (const record of records) if (!large.has(record)) bytes += record.value.length;
  }
  return bytes;
}

function writeSection(bytes: Buffer, at: number, groupIdx: number, flags: number, records: number): number {
  bytes.writeUInt32LE(groupIdx, at);
  bytes.writeUInt32LE(flags, at + 4);
  return bytes.writeUInt32LE(records, at + 8);
}

function writeMeta(bytes: Buffer, from: number, meta: GroupMeta, tail: MetaTail | undefined): number {
  bytes.writeDoubleLE(meta.promised, from);
  bytes.writeDoubleLE(meta.chosenUpTo, from + 8);
  bytes.writeDoubleLE(meta.checksum, from + 16);
  const at = bytes.writeDoubleLE(meta.minChosen, from + 24);
  if (!tail) return at;
  const toBytes = bytes.write(tail.promisedTo, at + 4, 'utf8');
  bytes.writeUInt32LE(toBytes, at);
  return writeBytes(bytes, at + 4 + toBytes, tail.configuration);
}

/** Where the value is gets known once all heads are written. */
function writeRecordHead(bytes: Buffer, at: number, record: LogRecord, large: boolean): number {
  const flags = (record.chosen ? recordFlags.chosen : 0) | (large ? recordFlags.large : 0);
  bytes.writeDoubleLE(record.instanceId, at);
  bytes.writeDoubleLE(record.ballot, at + 8);
  bytes.writeUInt32LE(flags, at + 16);
  bytes.writeUInt32LE(valueChecksum(record.value), at + 20);
  bytes.writeUInt32LE(record.value.length, at + 24);
  return bytes.writeUInt32LE(0, at + 28);
}

function writeBytes(bytes: Buffer, at: number, part: Uint8Array): number {
  bytes.writeUInt32LE(part.length, at);
  bytes.set(part, at + 4);
  return at + 4 + part.length;
}

function copyOf(bytes: Buffer, at: number, length: number): Uint8Array {
  return new Uint8Array(bytes.subarray(at, at + length));
}
