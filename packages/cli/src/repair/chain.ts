/**
 * The chained checksum of a log whose beginning was removed behind a checkpoint. It says the sum at its end, and that of what is
 * left can be made from any beginning: since CRC-32 is linear, and each of its steps can be undone, the sum at the beginning,
 * and so that of every instance between, follows. It is that of the whole history, as a log from instance 1 has it.
 */

import { crc32 } from 'node:zlib';

const POLYNOMIAL = 0xedb88320;
const ZEROS = new Uint8Array(1 << 16);

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let sum = index;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ ((sum & 1) * POLYNOMIAL);
  return sum;
});
/** Entries by their highest byte, of which there is one each. */
const BY_TOP = new Uint8Array(256);
for (const [index, entry] of TABLE.entries()) BY_TOP[entry >>> 24] = index;

/** By how much sums differ behind so many bytes, whichever they are, if they differed by that before. */
export const differenceAfter = (difference: number, bytes: number): number => {
  if (difference === 0) return 0;
  let [a, b] = [difference >>> 0, 0];
  for (let left = bytes; left > 0; left -= ZEROS.length) {
    const piece = left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS;
    [a, b] = [crc32(piece, a), crc32(piece, b)];
  }
  return (a ^ b) >>> 0;
};

/** By how much they differed before. */
export const differenceBefore = (difference: number, bytes: number): number => {
  let sum = difference >>> 0;
  if (sum === 0) return 0;
  for (let left = bytes; left > 0; left--) {
    const index = BY_TOP[sum >>> 24] ?? 0;
    sum = (((sum ^ (TABLE[index] ?? 0)) << 8) | index) >>> 0;
  }
  return sum;
};
