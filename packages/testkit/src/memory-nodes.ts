/** What a `MemoryVolume` is made of: files and folders, each as it is now and as it was when it was last synced. */

import { GaiosError } from '@gaios/sm-base';
import type { SeededRandom } from './seeded-random.ts';

/** What a crash takes or leaves by itself of a file. */
export const BLOCK = 4096;

export interface FileNode {
  readonly kind: 'file';
  bytes: Uint8Array;
  size: number;
  /** As of the last sync. */
  durable: Uint8Array;
  /** Blocks written since. */
  readonly dirty: Set<number>;
}

export interface FolderNode {
  readonly kind: 'folder';
  readonly names: Map<string, Entry>;
  durable: Map<string, Entry>;
}

interface LinkNode {
  readonly kind: 'link';
}

export type Entry = FileNode | FolderNode | LinkNode;

export const folderNode = (): FolderNode => ({ kind: 'folder', names: new Map(), durable: new Map() });

export const namesOf = (path: string): string[] =>
  path.split('/').filter((name) => name !== '' && name !== '.');

/** Of files within a folder, sorted. */
export const pathsOf = (folder: FolderNode, as: 'names' | 'durable', at = ''): string[] =>
  [...folder[as]]
    .flatMap(([name, entry]) =>
      entry.kind === 'folder' ? pathsOf(entry, as, `${at}/${name}`) : [`${at}/${name}`],
    )
    .toSorted();

/** What is durable in one folder is durable in the other one, which is empty. */
export const copyDurable = (from: FolderNode, to: FolderNode): void => {
  for (const [name, entry] of from.durable) {
    to.durable.set(name, copyOf(entry));
  }
};

const copyOf = (entry: Entry): Entry => {
  if (entry.kind === 'link') return entry;
  if (entry.kind === 'folder') {
    const folder = folderNode();
    copyDurable(entry, folder);
    return folder;
  }
  const bytes = entry.durable.slice();
  return { kind: 'file', bytes, size: bytes.length, durable: bytes.slice(), dirty: new Set() };
};

export const failure = (
  code: 'STORAGE_IO' | 'STORAGE_FULL',
  operation: string,
  path: string,
  systemCode: string,
): GaiosError =>
  new GaiosError(code, `${operation} of ${path}: ${systemCode}`, { facts: { path, operation, systemCode } });

/** What a process that was killed gets to hear. */
export const never = <T>(): Promise<T> => new Promise(() => {});

/** Of what was not synced, each block is there or not; the length is any between. */
export const revertFile = (file: FileNode, random: SeededRandom): void => {
  const { durable, dirty } = file;
  if (dirty.size === 0 && file.size === durable.length) return;
  const grown = Math.max(0, file.size - durable.length);
  const size = random.chance(0.5) ? durable.length : durable.length + random.below(grown + 1);
  const bytes = new Uint8Array(size);
  bytes.set(durable.subarray(0, size));
  for (const block of [...dirty].toSorted((a, b) => a - b)) {
    if (random.chance(0.5)) continue;
    const written = file.bytes.subarray(block * BLOCK, Math.min(file.size, size, (block + 1) * BLOCK));
    if (block * BLOCK < size) bytes.set(written, block * BLOCK);
  }
  file.bytes = bytes;
  file.size = size;
  file.durable = bytes.slice();
  dirty.clear();
};
