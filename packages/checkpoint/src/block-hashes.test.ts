import { describe, expect, test } from '@jest/globals';
import { MemoryVolume, SeededRandom } from '@gaios/testkit';
import { differenceOf, hashBlocks, hashPage, isKept, missingBytes } from './block-hashes.ts';
import { BLOCK_BYTES, BLOCK_HASH_BYTES, HASH_PAGE_BLOCKS } from './bounds.ts';

const random = new SeededRandom(1);

/** What a receiver makes of it. */
const merged = (length: number, kept: Uint8Array, data: Uint8Array, base: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(length);
  let from = 0;
  for (let at = 0; at < length; at += BLOCK_BYTES) {
    const size = Math.min(BLOCK_BYTES, length - at);
    const source = isKept(kept, at / BLOCK_BYTES)
      ? base.subarray(at, at + size)
      : data.subarray(from, from + size);
    bytes.set(source, at);
    if (!isKept(kept, at / BLOCK_BYTES)) from += size;
  }
  return bytes;
};

describe('differences', () => {
  test('give the file again, whatever changed and however long either is', () => {
    for (let round = 0; round < 50; round++) {
      const base = random.bytes(random.below(6 * BLOCK_BYTES));
      const bytes = new Uint8Array(random.below(6 * BLOCK_BYTES) + 1);
      bytes.set(base.subarray(0, bytes.length));
      for (let change = random.below(4); change > 0; change--) bytes[random.below(bytes.length)] = 1;
      const { kept, data } = differenceOf(bytes, hashBlocks(base));
      expect(data.length).toBe(missingBytes(bytes.length, kept));
      expect(Buffer.compare(merged(bytes.length, kept, data, base), bytes)).toBe(0);
    }
  });

  test('are of changed blocks only', () => {
    const base = random.bytes(8 * BLOCK_BYTES + 100);
    const bytes = base.slice();
    bytes[5 * BLOCK_BYTES + 1] = (bytes[5 * BLOCK_BYTES + 1] ?? 0) ^ 1;
    const { kept, data } = differenceOf(bytes, hashBlocks(base));
    expect(data).toEqual(bytes.subarray(5 * BLOCK_BYTES, 6 * BLOCK_BYTES));
    expect([...kept]).toEqual([0b11011111, 1]);
  });

  test('are everything without a base', () => {
    const bytes = random.bytes(100);
    const { kept, data } = differenceOf(bytes, new Uint8Array(0));
    expect([kept.length, data]).toEqual([0, bytes]);
  });

  test('a last block that is shorter is not that of a longer base', () => {
    const base = random.bytes(2 * BLOCK_BYTES);
    const { kept } = differenceOf(base.subarray(0, BLOCK_BYTES + 10), hashBlocks(base));
    expect([...kept]).toEqual([1]);
  });
});

describe('pages of hashes', () => {
  test('follow one another to the end of the file, and are bounded', async () => {
    const files = new MemoryVolume().open();
    const size = (HASH_PAGE_BLOCKS + 2) * BLOCK_BYTES + 5;
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += BLOCK_BYTES) bytes[at] = at >> 12;
    const file = await files.open('/f', 'create');
    await file.write(bytes, 0);
    const pages = [0, HASH_PAGE_BLOCKS, 2 * HASH_PAGE_BLOCKS];
    const hashes = await Promise.all(pages.map((block) => hashPage(file, size, block)));
    expect(hashes.map((page) => page.length / BLOCK_HASH_BYTES)).toEqual([HASH_PAGE_BLOCKS, 3, 0]);
    expect(hashes[1]).toEqual(hashBlocks(bytes.subarray(HASH_PAGE_BLOCKS * BLOCK_BYTES)));
  });
});
