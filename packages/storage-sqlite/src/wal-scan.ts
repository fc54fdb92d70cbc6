/**
 * Looks at the write-ahead log before SQLite does. SQLite recovers up to the last commit before the first frame that
 * does not fit and forgets the rest without a word; that is right for a commit torn by a crash, and wrong for one
 * that was acknowledged and damaged afterwards. The two can be told apart as long as something follows: the store
 * has one transaction under way at a time, each fsynced before the next begins, nothing is written ahead of a
 * commit (cache_spill is off), a failed store writes no more, and every opening starts a fresh log. So at most one
 * torn transaction lies behind the valid ones, its only commit frame is its last, and a frame of this log behind
 * *that* proves that acknowledged commits are damaged.
 *
 * What no look at the log can see: damage to, or a cut of, its last transactions with nothing left behind them, and
 * one that also hides the torn transaction's commit mark. The witness (marker.ts) is there for these.
 *
 * Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */

import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { damaged } from './errors.ts';

const headerBytes = 32;
const frameHeaderBytes = 24;

interface WalHeader {
  readonly pageBytes: number;
  /** The checksums read 32-bit words in this order. */
  readonly littleEndian: boolean;
  /** The two salts, as they stand in the file. */
  readonly salts: Buffer;
  readonly checksum: Checksum;
}

type Checksum = readonly [number, number];

/** Throws STORAGE_DAMAGED if acknowledged commits in the log are provably damaged. */
export function scanWal(path: string): void {
  if (!existsSync(path)) return;
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    // The header is on disk before the first frame is written.
    if (size <= headerBytes) return;
    const header = readHeader(descriptor);
    if (!header) throw damaged('the header of the write-ahead log is damaged', { path });
    scanFrames(descriptor, header, path);
  } finally {
    closeSync(descriptor);
  }
}

function readHeader(descriptor: number): WalHeader | undefined {
  const bytes = Buffer.alloc(headerBytes);
  readSync(descriptor, bytes, 0, headerBytes, 0);
  const magic = bytes.readUInt32BE(0);
  const littleEndian = magic === 0x377f0682;
  if (!littleEndian && magic !== 0x377f0683) return undefined;
  const checksum = extend([0, 0], bytes.subarray(0, 24), littleEndian);
  if (!matches(checksum, bytes, 24) || bytes.readUInt32BE(4) !== 3_007_000) return undefined;
  return { pageBytes: bytes.readUInt32BE(8), littleEndian, salts: bytes.subarray(16, 24), checksum };
}

function scanFrames(descriptor: number, header: WalHeader, path: string): void {
  const frame = Buffer.alloc(frameHeaderBytes + header.pageBytes);
  let checksum: Checksum | undefined = header.checksum;
  let valid = true;
  let tornCommit: number | undefined;
  for (let index = 0; ; index++) {
    const at = headerBytes + index * frame.length;
    if (readSync(descriptor, frame, 0, frame.length, at) < frame.length) return;
    checksum = checksum && nextChecksum(checksum, frame, header.littleEndian);
    // The sum does not cover the salts, so a frame that fits the sum is of this log even if its salts are damaged.
    const ofThisLog = checksum !== undefined || frame.subarray(8, 16).equals(header.salts);
    valid &&= checksum !== undefined && frame.subarray(8, 16).equals(header.salts);
    if (valid || !ofThisLog) continue;
    if (tornCommit !== undefined) {
      const facts = { path, frame: index, afterFrame: tornCommit };
      throw damaged('the write-ahead log is damaged in front of acknowledged commits', facts);
    }
    if (frame.readUInt32BE(4) !== 0) tornCommit = index;
  }
}

/** The running sum behind a frame, or undefined if the frame does not carry it. */
function nextChecksum(before: Checksum, frame: Buffer, littleEndian: boolean): Checksum | undefined {
  const withHead = extend(before, frame.subarray(0, 8), littleEndian);
  const after = extend(withHead, frame.subarray(frameHeaderBytes), littleEndian);
  return matches(after, frame, 16) ? after : undefined;
}

/** SQLite's own sum: two words per step, each added to both halves. */
function extend([first, second]: Checksum, bytes: Buffer, littleEndian: boolean): Checksum {
  let a = first;
  let b = second;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}

function matches([first, second]: Checksum, bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;
}
