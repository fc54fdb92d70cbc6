/**
 * The framing of an instance's value: one batch of proposals, with who made each. Read by the executor on every
 * replica and written by the leader; its bytes are what the chained checksum covers, so a
 * batch has one encoding, and a decoder trusts no count or length in it.
 *
 *     version u8 = 1 | flags u8 | timeMs f64 | originCount u16 | entryCount u32
 *     origin:  nodeId u16 | storageId 16 bytes | boot u32
 *     entry:   origin u16 | seq f64 | floor f64 | smId u32 | length u32 | payload
 *
 * All numbers little-endian. Doubles carry safe integers. Flag 1: some entry is for the system machine, so that a
 * replica can tell a change of configuration without reading the batch.
 */

import { GaiosError } from './errors.ts';
import { SYSTEM_SM_ID } from './state-machine.ts';

/** One proposal as it stands in the log (DESIGN 3.4). */
export interface Proposal {
  readonly nodeId: number;
  /** 32 lower-case hex characters. */
  readonly storageId: string;
  readonly boot: number;
  /** From 1, per (nodeId, storageId, boot, group). */
  readonly seq: number;
  /** The lowest seq that its node still waited for when it sent this. */
  readonly floor: number;
  /** 0: through the log, to no machine. */
  readonly smId: number;
  readonly payload: Uint8Array;
}

export interface Batch {
  /** The proposer's wall clock, ms since 1970; 0 in a no-op. */
  readonly timeMs: number;
  readonly proposals: readonly Proposal[];
}

const VERSION = 1;
const FLAG_SYSTEM = 1;
const HEADER_BYTES = 16;
const ORIGIN_BYTES = 22;
const ENTRY_BYTES = 26;

/** Bytes that a proposal takes in a frame besides its payload, counting its origin in full. */
export const PROPOSAL_OVERHEAD_BYTES = ORIGIN_BYTES + ENTRY_BYTES;
/** Bytes of a frame without proposals. */
export const BATCH_OVERHEAD_BYTES = HEADER_BYTES;

interface Origin {
  readonly nodeId: number;
  readonly storageId: string;
  readonly boot: number;
}

const isSameOrigin = (a: Origin, b: Origin): boolean =>
  a.nodeId === b.nodeId && a.boot === b.boot && a.storageId === b.storageId;

/** Who made them, and, where that is more than one, which of these made each. */
interface Origins {
  readonly origins: readonly Origin[];
  readonly indexes: readonly number[] | undefined;
}

const originsOf = (proposals: readonly Proposal[]): Origins => {
  const [first] = proposals;
  if (first === undefined) return { origins: [], indexes: undefined };
  // As with most batches.
  if (proposals.every((proposal) => isSameOrigin(first, proposal))) {
    return { origins: [first], indexes: undefined };
  }
  const origins: Origin[] = [];
  const indexes = proposals.map((proposal) => {
    const index = origins.findIndex((origin) => isSameOrigin(origin, proposal));
    return index < 0 ? origins.push(proposal) - 1 : index;
  });
  return { origins, indexes };
};

/** Frames a batch. The payloads are copied once, into the frame. */
export const encodeBatch = (batch: Batch): Uint8Array => {
  const { origins, indexes } = originsOf(batch.proposals);
  let size = HEADER_BYTES + origins.length * ORIGIN_BYTES;
  for (const proposal of batch.proposals) size += ENTRY_BYTES + proposal.payload.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, flagsOf(batch.proposals));
  view.setFloat64(2, batch.timeMs, true);
  view.setUint16(10, origins.length, true);
  view.setUint32(12, batch.proposals.length, true);
  let at = HEADER_BYTES;
  for (const origin of origins) {
    view.setUint16(at, origin.nodeId, true);
    writeHex(bytes, at + 2, origin.storageId);
    view.setUint32(at + 18, origin.boot, true);
    at += ORIGIN_BYTES;
  }
  let index = 0;
  for (const proposal of batch.proposals) {
    view.setUint16(at, indexes?.[index++] ?? 0, true);
    view.setFloat64(at + 2, proposal.seq, true);
    view.setFloat64(at + 10, proposal.floor, true);
    view.setUint32(at + 18, proposal.smId, true);
    view.setUint32(at + 22, proposal.payload.length, true);
    bytes.set(proposal.payload, at + ENTRY_BYTES);
    at += ENTRY_BYTES + proposal.payload.length;
  }
  return bytes;
};

/**
 * Reads a frame; payloads are views of `bytes`.
 * @throws GaiosError STORAGE_DAMAGED if the bytes are no frame.
 */
export const decodeBatch = (bytes: Uint8Array): Batch => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint8(0) !== VERSION) throw badFrame('header', bytes.length);
  const timeMs = readSafe(view, 2);
  const originCount = view.getUint16(10, true);
  const entryCount = view.getUint32(12, true);
  let at = HEADER_BYTES;
  if (bytes.length < at + originCount * ORIGIN_BYTES + entryCount * ENTRY_BYTES) throw badFrame('counts', at);
  const origins: Origin[] = [];
  for (let i = 0; i < originCount; i++, at += ORIGIN_BYTES) {
    origins.push({
      nodeId: view.getUint16(at, true),
      storageId: readHex(bytes, at + 2),
      boot: view.getUint32(at + 18, true),
    });
  }
  const proposals: Proposal[] = [];
  for (let i = 0; i < entryCount; i++) {
    if (bytes.length < at + ENTRY_BYTES) throw badFrame('entry', at);
    const origin = origins[view.getUint16(at, true)];
    const end = at + ENTRY_BYTES + view.getUint32(at + 22, true);
    if (origin === undefined || end > bytes.length) throw badFrame('entry', at);
    proposals.push({
      nodeId: origin.nodeId,
      storageId: origin.storageId,
      boot: origin.boot,
      seq: readSafe(view, at + 2),
      floor: readSafe(view, at + 10),
      smId: view.getUint32(at + 18, true),
      payload: new Uint8Array(bytes.buffer, bytes.byteOffset + at + ENTRY_BYTES, end - at - ENTRY_BYTES),
    });
    at = end;
  }
  if (at !== bytes.length) throw badFrame('length', at);
  if (view.getUint8(1) !== flagsOf(proposals)) throw badFrame('flags', 1);
  return { timeMs, proposals };
};

const flagsOf = (proposals: readonly Proposal[]): number =>
  proposals.some((proposal) => proposal.smId === SYSTEM_SM_ID) ? FLAG_SYSTEM : 0;

/** Whether a frame holds an entry for the system machine, that is, may change the configuration. */
export const changesConfiguration = (bytes: Uint8Array): boolean => ((bytes[1] ?? 0) & FLAG_SYSTEM) !== 0;

const badFrame = (part: string, at: number): GaiosError =>
  new GaiosError('STORAGE_DAMAGED', `not a value frame: bad ${part} at byte ${at}`, { facts: { part, at } });

const readSafe = (view: DataView, at: number): number => {
  const number = view.getFloat64(at, true);
  if (!Number.isSafeInteger(number) || number < 0) throw badFrame('number', at);
  return number;
};

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const DISK_BYTES = 16;

/** The disks met last, as text and as bytes: the same few stand in each batch, and are written out and read but once. */
const disks: { readonly hex: string; readonly bytes: Uint8Array }[] = [];
const DISKS_MAX = 16;

const writeHex = (bytes: Uint8Array, at: number, hex: string): void => {
  for (const disk of disks) if (disk.hex === hex) return bytes.set(disk.bytes, at);
  bytes.set(bytesOf(hex), at);
  readHex(bytes, at);
};

const readHex = (bytes: Uint8Array, at: number): string => {
  for (const disk of disks) if (standsAt(disk.bytes, bytes, at)) return disk.hex;
  // A copy, also of what is a Buffer: the frame may be part of something large, or be used again.
  const copy = new Uint8Array(DISK_BYTES);
  copy.set(bytes.subarray(at, at + DISK_BYTES));
  const hex = Array.from(copy, (byte) => HEX[byte]).join('');
  if (disks.length === DISKS_MAX) disks.shift();
  disks.push({ hex, bytes: copy });
  return hex;
};

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: DISK_BYTES }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));

const standsAt = (disk: Uint8Array, bytes: Uint8Array, at: number): boolean => {
  for (let i = 0; i < DISK_BYTES; i++) if (disk[i] !== bytes[at + i]) return false;
  return true;
};
