/**
 * The journal: commits in order of arrival, in two files that take turns. A commit is one write and one fdatasync
 * here, however many groups it is for; what it holds moves into the tables later, many commits at a time (fold.ts), and
 * then the file may be written from its start again. SQLite is told nothing meanwhile: the same as a row of a table costs
 * two to three times the CPU and a page for each commit, in its log first and in the table after.
 *
 * Commits are numbered without a gap, and the tables know up to which they hold all (`foldedCommit`). So an opening
 * takes every whole frame behind that, wherever it stands, and they must be the next numbers up to the last: one that is
 * missing in front of another was damaged after it was acknowledged. One at the very end may be torn, since each
 * is durable before the next is written; that none was lost there is for the witness to tell (marker.ts).
 */

import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { damaged } from './errors.ts';
import { syncPath } from './files.ts';
import { frameAlignment, frameAt, saltBytes } from './journal-frame.ts';
import type { Frame } from './journal-frame.ts';
import { engineSizes } from './sizes.ts';
import type { EngineSizes } from './sizes.ts';

/** Zeros are written ahead of the frames, so that a commit changes no file's size: such a sync costs two writes. */
const growthBytesMax = 2 ** 20;
const growthBytesMin = 2 ** 16;
/** Zeros are written in single pages; the kernel would else keep the file, and count what is written to it, in larger units. */
const zeros = Buffer.alloc(4096);

class JournalFile {
  readonly descriptor: number;
  /** Where the next frame goes. */
  used = 0;
  /** Up to where the file has been written. */
  #size = 0;

  /** Empties it. */
  constructor(path: string) {
    this.descriptor = openSync(path, 'w+');
  }

  append({ bytes, at, length }: Frame): void {
    if (this.used + length > this.#size) this.#grow(this.used + length);
    writeFully(this.descriptor, bytes, at, length, this.used);
    this.used += length;
  }

  /** What a commit far beyond the usual size took is given back. */
  restart(bytesMax: number): void {
    this.used = 0;
    if (this.#size <= 2 * bytesMax + growthBytesMax) return;
    ftruncateSync(this.descriptor, 0);
    this.#size = 0;
  }

  #grow(needed: number): void {
    const wanted = Math.min(this.#size, growthBytesMax) + this.#size;
    const size = Math.ceil(Math.max(needed, wanted) / growthBytesMin) * growthBytesMin;
    for (let at = this.#size; at < size; at += zeros.length) {
      writeFully(this.descriptor, zeros, 0, zeros.length, at);
    }
    this.#size = size;
  }
}

export class Journal {
  readonly #files: readonly [JournalFile, JournalFile];
  readonly #bytesMax: number;
  readonly #sizes: EngineSizes;
  #active: 0 | 1 = 0;

  /** Empties both files: what they held must be in the tables, durably. `bytesMax`: after which a file is full in any case. */
  constructor(paths: readonly [string, string], bytesMax: number, sizes: EngineSizes = engineSizes) {
    this.#bytesMax = bytesMax;
    this.#sizes = sizes;
    this.#files = [new JournalFile(paths[0]), new JournalFile(paths[1])];
  }

  /** The file whose sync makes what was appended last durable. */
  get descriptor(): number {
    return this.#files[this.#active].descriptor;
  }

  /** How full the file is that is written, with something of so many groups in it; from 1 on it is to be left. */
  fillWith(groups: number): number {
    const { lotBytesMin, lotBytesPerGroup } = this.#sizes;
    const lotBytes = Math.max(lotBytesMin, groups * lotBytesPerGroup);
    return this.#files[this.#active].used / Math.min(lotBytes, this.#bytesMax);
  }

  /** It is to be left in any case. */
  get isFull(): boolean {
    return this.#files[this.#active].used >= this.#bytesMax;
  }

  append(frame: Frame): void {
    this.#files[this.#active].append(frame);
  }

  /** Goes on in the other file, from its start: what that held must be in the tables, durably. */
  turn(): void {
    this.#active = this.#active === 0 ? 1 : 0;
    this.#files[this.#active].restart(this.#bytesMax);
  }

  close(): void {
    for (const { descriptor } of this.#files) closeSync(descriptor);
  }
}

/** Before the first opening that uses them. */
export function createJournalFiles(paths: readonly [string, string], durable: boolean): void {
  for (const path of paths) {
    const descriptor = openSync(path, 'a');
    if (durable) fdatasyncSync(descriptor);
    closeSync(descriptor);
  }
  if (durable) syncPath(dirname(paths[0]));
}

export interface JournalBounds {
  /** Empty: no opening has used the journal yet. */
  readonly salt: Buffer;
  readonly foldedCommit: number;
  /** Up to here at least all was durable (marker.ts). */
  readonly acknowledged: number;
}

/**
 * The frames that are not in the tables yet, in order. Throws STORAGE_DAMAGED if one is missing in front of another. One with
 * damaged values is there if it was durable once: another stands behind it, or the witness has seen it. Else it may be torn.
 */
export function readJournal(
  paths: readonly [string, string],
  { salt, foldedCommit, acknowledged }: JournalBounds,
): Frame[] {
  if (salt.length === 0) return [];
  const found: Frame[] = [];
  for (const path of paths) {
    if (!existsSync(path)) throw damaged('a file of the journal is missing', { path });
    for (const frame of framesOf(readFileSync(path), salt)) {
      if (frame.commit > foldedCommit) found.push(frame);
    }
  }
  const frames = found.toSorted((a, b) => a.commit - b.commit);
  const last = frames.at(-1);
  if (last?.valuesWhole === false && last.commit > acknowledged) frames.pop();
  let expected = foldedCommit + 1;
  for (const { commit } of frames) {
    if (commit !== expected) throw damaged('commits are missing in the journal', { expected, found: commit });
    expected++;
  }
  return frames;
}

function* framesOf(bytes: Buffer, salt: Buffer): Generator<Frame> {
  for (let at = 0; ;) {
    at = bytes.indexOf(salt, at);
    if (at < 0) return;
    const frame = at % frameAlignment === 0 ? frameAt(bytes, at, salt) : undefined;
    if (frame) yield frame;
    at += frame ? frame.length : saltBytes;
  }
}

function writeFully(descriptor: number, bytes: Buffer, from: number, length: number, position: number): void {
  for (let done = 0; done < length;) {
    done += writeSync(descriptor, bytes, from + done, length - done, position + done);
  }
}
