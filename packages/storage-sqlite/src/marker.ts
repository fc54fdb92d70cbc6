/**
 * The marker beside the database. It tells a wiped database from a new one, and it is the witness of what was
 * acknowledged: a journal whose last commit is damaged or cut off looks like one that ends before it, so the number of
 * the last durable commit also stands here.
 *
 * The witness is overwritten after each commit but not fsynced: a few microseconds instead of a second wait for the
 * disk. It is never ahead of what is durable. It may lag by what the kernel had not yet written back at a power
 * failure (some 30 seconds), never after a mere death of the process. So a journal that lost acknowledged commits is
 * always noticed unless power failed within that time after them; then, the numbers of its commits show all but a loss
 * at its very end, which nothing but a second fsync per commit could tell from a commit that was never acknowledged.
 *
 * Layout: three sectors of 512 bytes, so that no write ever touches two of them: a line of text with its checksum,
 * then two slots that are written in turn, so that one survives a torn write of the other.
 */

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { GaiosError } from '@gaios/sm-base';
import { damaged } from './errors.ts';
import { syncPath } from './files.ts';
import { formatVersion } from './schema.ts';

const sectorBytes = 512;
/** commit as float64, then its checksum. */
const slotBytes = 12;

export interface MarkerFacts {
  readonly nodeId: number;
  readonly storageId: string;
}

export interface MarkerContent extends MarkerFacts {
  /** The highest commit that is witnessed. */
  readonly commit: number;
}

/** Undefined if there is none. Throws STORAGE_NEWER_FORMAT or STORAGE_DAMAGED. */
export function readMarker(path: string): MarkerContent | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const line = bytes.subarray(0, sectorBytes).toString('latin1').split('\n')[0] ?? '';
  const format = Number(/^gaios-storage format=(\d+) /.exec(line)?.[1]);
  if (format > formatVersion) {
    const facts = { format, formatKnown: formatVersion };
    throw new GaiosError('STORAGE_NEWER_FORMAT', undefined, { facts });
  }
  const [, nodeId, storageId] =
    /^gaios-storage format=\d+ node=(\d+) storage=([0-9a-f]{32}) /.exec(line) ?? [];
  if (
    nodeId === undefined ||
    storageId === undefined ||
    line !== lineOf({ nodeId: Number(nodeId), storageId }, format)
  ) {
    throw damaged('the marker file is damaged', { path });
  }
  const commits = [1, 2]
    .map((slot) => readSlot(bytes, slot, storageId))
    .filter((commit) => commit !== undefined);
  if (commits.length === 0) throw damaged('the marker file is damaged', { path });
  return { nodeId: Number(nodeId), storageId, commit: Math.max(...commits) };
}

/** Makes the marker, durable with its name. The database must be durable already. */
export function createMarker(path: string, facts: MarkerFacts, commit: number): void {
  const bytes = Buffer.alloc(3 * sectorBytes);
  bytes.write(`${lineOf(facts)}\n`, 'latin1');
  for (const slot of [1, 2]) writeSlot(bytes, slot * sectorBytes, commit, facts.storageId);
  const descriptor = openSync(path, 'w');
  try {
    writeSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncPath(dirname(path));
}

/** The open marker, for writing the witness. */
export class Witness {
  readonly #descriptor: number;
  readonly #storageId: string;
  readonly #bytes = Buffer.alloc(slotBytes);

  constructor(path: string, storageId: string) {
    this.#descriptor = openSync(path, 'r+');
    this.#storageId = storageId;
  }

  /** Call it only once the commit is durable. */
  record(commit: number): void {
    writeSlot(this.#bytes, 0, commit, this.#storageId);
    writeSync(this.#descriptor, this.#bytes, 0, slotBytes, (1 + (commit % 2)) * sectorBytes);
  }

  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The format is the one that made it: the marker itself has not changed since the first. */
function lineOf({ nodeId, storageId }: MarkerFacts, format = formatVersion): string {
  const text = `gaios-storage format=${format} node=${nodeId} storage=${storageId} `;
  return text + crc32(text).toString(16).padStart(8, '0');
}

function writeSlot(bytes: Buffer, at: number, commit: number, storageId: string): void {
  bytes.writeDoubleLE(commit, at);
  bytes.writeUInt32LE(crc32(storageId, crc32(bytes.subarray(at, at + 8))), at + 8);
}

function readSlot(bytes: Buffer, slot: number, storageId: string): number | undefined {
  const at = slot * sectorBytes;
  if (bytes.length < at + slotBytes) return undefined;
  const expected = Buffer.alloc(slotBytes);
  const commit = bytes.readDoubleLE(at);
  writeSlot(expected, 0, commit, storageId);
  return expected.equals(bytes.subarray(at, at + slotBytes)) ? commit : undefined;
}
