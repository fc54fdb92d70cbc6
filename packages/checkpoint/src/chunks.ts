/**
 * Makes the chunks of a checkpoint, from a position on, each once: reads a piece of a file, leaves out what the receiver's
 * base has of it, and compresses what is left where that helps.
 */

import type { OpenFile } from '@gaios/sm-base';
import {
  BLOCK_BYTES,
  BLOCK_HASH_BYTES,
  DIFFERENCE_BYTES_MIN,
  HASH_PAGE_BLOCKS,
  HASH_PAGE_BYTES,
} from './bounds.ts';
import { differenceOf } from './block-hashes.ts';
import type { Compression } from './compression.ts';
import { readExactly } from './file-io.ts';
import type { ManifestFile } from './manifest.ts';
import type { CheckpointMessageOf } from './messages.ts';
import { ReadBuffers, type ReadBuffer } from './read-buffers.ts';
import type { Position } from './receiving.ts';
import type { CheckpointStore, StoredCheckpoint } from './store.ts';

export type ChunkBody = Pick<
  CheckpointMessageOf<'SendFile'>,
  'fileIdx' | 'offset' | 'length' | 'kept' | 'encoding' | 'data'
>;

/** `free`: nobody looks at the body's bytes any more, so that others may be read to their place. */
export interface Chunk {
  readonly body: ChunkBody;
  readonly free: () => void;
}

/** A page of the base's hashes: of which file, from which block on. */
export interface PageName {
  readonly fileIdx: number;
  readonly block: number;
}

export interface ChunkPorts {
  readonly store: CheckpointStore;
  /** Undefined: do not compress. */
  readonly compression: Compression | undefined;
}

/** It has to save an eighth; where it does not, it is tried again after so many chunks, and each time after twice as many. */
const WORTH = 7 / 8;
const TRY_AGAIN_AFTER = 16;
const TRY_AGAIN_AFTER_MAX = 256;
/** Below, the head of the stream eats what is saved. */
const COMPRESS_BYTES_MIN = 128;

/** A call of the system for each chunk takes as long as the chunk. */
const READ_AHEAD_CHUNKS = 4;

const NO_BYTES = new Uint8Array(0);
const nothing = (): void => {};

export class Chunks {
  readonly #ports: ChunkPorts;
  readonly #checkpoint: StoredCheckpoint;
  readonly #chunkBytes: number;
  readonly #hasBase: boolean;
  #fileIdx: number;
  #offset: number;
  #file: OpenFile | undefined;
  readonly #buffers: ReadBuffers;
  #ahead: ReadBuffer | undefined;
  #aheadFrom = 0;
  #aheadBytes = 0;
  #pages = new Map<number, Uint8Array>();
  /** First block of this file at which the base has ended; Infinity: not known. */
  #baseEnd = Infinity;
  #skipCompression = 0;
  #skipNext = TRY_AGAIN_AFTER;

  constructor(
    ports: ChunkPorts,
    checkpoint: StoredCheckpoint,
    from: Position & {
      readonly chunkBytes: number;
      /** Of chunks that are not freed yet: so many bytes of buffers are kept. */
      readonly windowBytes: number;
      readonly hasBase: boolean;
    },
  ) {
    this.#ports = ports;
    this.#checkpoint = checkpoint;
    this.#chunkBytes = from.chunkBytes;
    const aheadBytes = READ_AHEAD_CHUNKS * from.chunkBytes;
    this.#buffers = new ReadBuffers(aheadBytes, Math.ceil(from.windowBytes / aheadBytes) + 1);
    this.#hasBase = from.hasBase;
    this.#fileIdx = from.fileIdx;
    this.#offset = from.offset;
    this.#skipWhole();
  }

  get isAtEnd(): boolean {
    return this.#current === undefined;
  }

  get position(): Position {
    return { fileIdx: this.#fileIdx, offset: this.#offset };
  }

  /** The page without which the next chunk cannot be made; undefined: it can be. */
  get missingPage(): PageName | undefined {
    const file = this.#current;
    if (file === undefined || !this.#compares(file)) return undefined;
    const block = this.#pageBlock;
    if (block >= this.#baseEnd || this.#pages.has(block)) return undefined;
    return { fileIdx: this.#fileIdx, block };
  }

  /** The one after it, so that it is there in time. */
  get nextPage(): PageName | undefined {
    const file = this.#current;
    const block = this.#pageBlock + HASH_PAGE_BLOCKS;
    if (file === undefined || !this.#compares(file) || block >= this.#baseEnd) return undefined;
    if (block * BLOCK_BYTES >= file.size || this.#pages.has(block)) return undefined;
    return { fileIdx: this.#fileIdx, block };
  }

  /** Hashes that were asked for. Others are of no use. Whether they were of use. */
  page({ fileIdx, block }: PageName, hashes: Uint8Array): boolean {
    if (fileIdx !== this.#fileIdx || this.#pages.has(block)) return false;
    if (block !== this.#pageBlock && block !== this.#pageBlock + HASH_PAGE_BLOCKS) return false;
    if (hashes.length < HASH_PAGE_BYTES) {
      this.#baseEnd = Math.min(this.#baseEnd, block + Math.max(1, hashes.length / BLOCK_HASH_BYTES));
    }
    this.#pages.set(block, hashes.slice());
    return true;
  }

  /** The next one. Rejects with STORAGE_IO, CHECKPOINT_DAMAGED. */
  async next(): Promise<Chunk | undefined> {
    const file = this.#current;
    if (file === undefined) return undefined;
    const fileIdx = this.#fileIdx;
    const offset = this.#offset;
    const pageEnd = (this.#pageBlock + HASH_PAGE_BLOCKS) * BLOCK_BYTES;
    const length = Math.min(this.#chunkBytes, file.size - offset, pageEnd - offset);
    const { bytes, buffer } = await this.#read(file, length);
    const { kept, data } = differenceOf(bytes, this.#baseHashes(length));
    const packed = await this.#compressed(data);
    const isView = packed === undefined && data.buffer === bytes.buffer;
    if (isView) buffer.users++;
    await this.#advance(length, file);
    const encoding = packed === undefined ? 'plain' : 'deflate';
    const body: ChunkBody = { fileIdx, offset, length, kept, encoding, data: packed ?? data };
    return { body, free: isView ? () => this.#buffers.release(buffer) : nothing };
  }

  async close(): Promise<void> {
    this.#letGo();
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => {});
  }

  /** A view of what was read ahead. */
  async #read(
    file: ManifestFile,
    length: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly buffer: ReadBuffer }> {
    const ahead = this.#ahead;
    const at = this.#offset - this.#aheadFrom;
    if (ahead !== undefined && at >= 0 && at + length <= this.#aheadBytes) {
      return { bytes: ahead.bytes.subarray(at, at + length), buffer: ahead };
    }
    this.#letGo();
    this.#file ??= await this.#ports.store.open(this.#checkpoint, file);
    const buffer = this.#buffers.take();
    const from = this.#offset;
    const bytes = Math.min(buffer.bytes.length, file.size - from);
    await readExactly(this.#file, buffer.bytes.subarray(0, bytes), from);
    this.#ahead = buffer;
    this.#aheadFrom = from;
    this.#aheadBytes = bytes;
    return { bytes: buffer.bytes.subarray(0, length), buffer };
  }

  #letGo(): void {
    if (this.#ahead !== undefined) this.#buffers.release(this.#ahead);
    this.#ahead = undefined;
  }

  get #current(): ManifestFile | undefined {
    return this.#checkpoint.manifest.files[this.#fileIdx];
  }

  get #pageBlock(): number {
    const pageBytes = HASH_PAGE_BLOCKS * BLOCK_BYTES;
    return Math.floor(this.#offset / pageBytes) * HASH_PAGE_BLOCKS;
  }

  #compares({ size }: ManifestFile): boolean {
    return this.#hasBase && size >= DIFFERENCE_BYTES_MIN;
  }

  #baseHashes(length: number): Uint8Array {
    const page = this.#pages.get(this.#pageBlock);
    if (page === undefined) return NO_BYTES;
    const from = (this.#offset / BLOCK_BYTES - this.#pageBlock) * BLOCK_HASH_BYTES;
    return page.subarray(from, from + Math.ceil(length / BLOCK_BYTES) * BLOCK_HASH_BYTES);
  }

  async #compressed(data: Uint8Array): Promise<Uint8Array | undefined> {
    const { compression } = this.#ports;
    if (compression === undefined || data.length < COMPRESS_BYTES_MIN) return undefined;
    if (this.#skipCompression > 0) {
      this.#skipCompression--;
      return undefined;
    }
    const packed = await compression.deflate(data);
    if (packed.length <= data.length * WORTH) {
      this.#skipNext = TRY_AGAIN_AFTER;
      return packed;
    }
    this.#skipCompression = this.#skipNext;
    this.#skipNext = Math.min(2 * this.#skipNext, TRY_AGAIN_AFTER_MAX);
    return undefined;
  }

  async #advance(length: number, file: ManifestFile): Promise<void> {
    const before = this.#pageBlock;
    this.#offset += length;
    if (this.#pageBlock !== before) this.#pages.delete(before);
    if (this.#offset < file.size) return;
    await this.close();
    this.#skipWhole();
  }

  /** To the next file of which something is missing. */
  #skipWhole(): void {
    for (let file = this.#current; file !== undefined && this.#offset >= file.size; file = this.#current) {
      this.#fileIdx++;
      this.#offset = 0;
      this.#pages = new Map();
      this.#baseEnd = Infinity;
    }
  }
}
