/** What of a file another one has already: hashes of blocks at the same place, a page of them at a time. */

import { createHash } from 'node:crypto';
import type { OpenFile } from '@gaios/sm-base';
import { BLOCK_BYTES, BLOCK_HASH_BYTES, COPY_BYTES, HASH_PAGE_BLOCKS } from './bounds.ts';
import { readExactly } from './file-io.ts';

/** Of each block of `bytes`, which begin at a block; the last may be shorter. */
export const hashBlocks = (bytes: Uint8Array): Uint8Array => {
  const hashes = new Uint8Array(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_HASH_BYTES);
  for (let at = 0, to = 0; at < bytes.length; at += BLOCK_BYTES, to += BLOCK_HASH_BYTES) {
    const digest = createHash('sha256')
      .update(bytes.subarray(at, at + BLOCK_BYTES))
      .digest();
    hashes.set(digest.subarray(0, BLOCK_HASH_BYTES), to);
  }
  return hashes;
};

/** Of the page of `file` that begins at a block; fewer, or none, at its end. */
export const hashPage = async (file: OpenFile, size: number, block: number): Promise<Uint8Array> => {
  const from = block * BLOCK_BYTES;
  const to = Math.min(size, from + HASH_PAGE_BLOCKS * BLOCK_BYTES);
  if (from >= to) return new Uint8Array(0);
  const hashes = new Uint8Array(Math.ceil((to - from) / BLOCK_BYTES) * BLOCK_HASH_BYTES);
  const buffer = new Uint8Array(Math.min(COPY_BYTES, to - from));
  for (let at = from, done = 0; at < to; at += buffer.length) {
    const piece = buffer.subarray(0, Math.min(buffer.length, to - at));
    await readExactly(file, piece, at);
    const part = hashBlocks(piece);
    hashes.set(part, done);
    done += part.length;
  }
  return hashes;
};

export interface Difference {
  /** One bit per block, lowest first: 1: the base has it. Empty: it has none. */
  readonly kept: Uint8Array;
  /** What it does not have, one after another; a view of `bytes` if that is all. */
  readonly data: Uint8Array;
}

/** `base`: hashes of the base's blocks at the place of `bytes`; it may have fewer. */
export const differenceOf = (bytes: Uint8Array, base: Uint8Array): Difference => {
  const own = base.length === 0 ? base : hashBlocks(bytes);
  const blocks = Math.ceil(bytes.length / BLOCK_BYTES);
  const kept = new Uint8Array(Math.ceil(blocks / 8));
  let missing = bytes.length;
  for (let block = 0; block < blocks; block++) {
    if (!isSame(own, base, block)) continue;
    kept[block >> 3] = (kept[block >> 3] ?? 0) | (1 << (block & 7));
    missing -= blockLength(bytes.length, block);
  }
  if (missing === bytes.length) return { kept: new Uint8Array(0), data: bytes };
  const data = new Uint8Array(missing);
  let to = 0;
  for (let block = 0; block < blocks; block++) {
    if (isKept(kept, block)) continue;
    const piece = bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
    data.set(piece, to);
    to += piece.length;
  }
  return { kept, data };
};

const isSame = (own: Uint8Array, base: Uint8Array, block: number): boolean => {
  const at = block * BLOCK_HASH_BYTES;
  if (at + BLOCK_HASH_BYTES > base.length) return false;
  for (let i = at; i < at + BLOCK_HASH_BYTES; i++) if (own[i] !== base[i]) return false;
  return true;
};

export const isKept = (kept: Uint8Array, block: number): boolean =>
  ((kept[block >> 3] ?? 0) & (1 << (block & 7))) !== 0;

/** Of a range of so many bytes that begins at a block. */
export const blockLength = (length: number, block: number): number =>
  Math.min(BLOCK_BYTES, length - block * BLOCK_BYTES);

/** How many bytes of a range are not kept. */
export const missingBytes = (length: number, kept: Uint8Array): number => {
  let missing = length;
  const blocks = kept.length === 0 ? 0 : Math.ceil(length / BLOCK_BYTES);
  for (let block = 0; block < blocks; block++) if (isKept(kept, block)) missing -= blockLength(length, block);
  return missing;
};
