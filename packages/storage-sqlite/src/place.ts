/**
 * Where a data folder is, so that a copy of it is told from the one that votes (DESIGN 6.3): beside the database stands
 * which file it was, by inode, time of birth and kind of file system. A folder that is found elsewhere may be an older copy,
 * and may not be the only one: it has forgotten promises for all that is known, so it counts as a lost disk.
 *
 * The number of the device is not compared: it may be another after each start of the machine, and then every node would lose
 * its disk at once. What goes unnoticed is a copy below the file system: a snapshot of the volume, a clone of the machine.
 *
 * The file also says whether the last process closed the store in order, and which disk this one has replaced.
 */

import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { syncPath } from './files.ts';
import type { FolderPaths } from './files.ts';

/** What tells one file from a copy of it. */
export interface FileMark {
  readonly inode: string;
  /** Nanoseconds since 1970; 0 where the file system does not tell. */
  readonly born: string;
  /** Kind of the file system, as `statfs` numbers it. */
  readonly fileSystem: number;
}

/** A disk that was lost in this folder, as far as this node knows. */
export interface ReplacedDisk {
  readonly storageId: string;
  readonly why: string;
  /** Folder inside the data folder. */
  readonly keptIn: string;
}

export interface Place {
  /** '': there is no database yet. */
  readonly storageId: string;
  readonly mark: FileMark;
  /** Of the last process, if it closed the store in order; else 0. */
  readonly closedBoot: number;
  readonly closedCommit: number;
  readonly replaced?: ReplacedDisk;
  /** What is there is being moved aside. */
  readonly leaving?: ReplacedDisk;
}

export const noMark: FileMark = { inode: '0', born: '0', fileSystem: 0 };

export function measure(path: string): FileMark {
  const { ino, birthtimeNs } = statSync(path, { bigint: true });
  return { inode: `${ino}`, born: `${birthtimeNs}`, fileSystem: statfsSync(path).type };
}

/** Undefined if there is none, or it cannot be read: one that an earlier version left is taken to be where it was. */
export function readPlace(path: string): Place | undefined {
  if (!existsSync(path)) return undefined;
  const [sum = '', text = ''] = readFileSync(path, 'utf8').split('\n');
  if (sum !== sumOf(text)) return undefined;
  return JSON.parse(text) as Place;
}

/** All or nothing. */
export function writePlace(path: string, place: Place, durable: boolean): void {
  const text = JSON.stringify(place);
  const draft = `${path}.new`;
  writeFileSync(draft, `${sumOf(text)}\n${text}\n`);
  if (durable) syncPath(draft);
  renameSync(draft, path);
  if (durable) syncPath(join(path, '..'));
}

/** Why the database is not the file that it was; undefined if it is. */
export function whyMoved(place: Place, now: FileMark): string | undefined {
  const { mark } = place;
  const names = { inode: 'inode', born: 'time of birth', fileSystem: 'file system' } as const;
  const differing = (['inode', 'born', 'fileSystem'] as const).filter((each) => mark[each] !== now[each]);
  if (place.storageId === '' || differing.length === 0) return undefined;
  const parts = differing.map((each) => `${names[each]} ${now[each]} was ${mark[each]}`);
  return `the database is not the file that it was: ${parts.join(', ')}`;
}

/**
 * Moves everything into a folder of its own; nothing is deleted. Cut off, it goes on at the next opening: what it is about
 * stands in the place file, which is the last to change.
 */
export function setAside(paths: FolderPaths, place: Place, durable: boolean): ReplacedDisk {
  const { leaving } = place;
  if (leaving === undefined) throw new Error('nothing leaves');
  const folder = join(paths.folder, leaving.keptIn);
  mkdirSync(folder, { recursive: true });
  const { leaving: _, ...before } = place;
  writePlace(join(folder, basename(paths.place)), before, durable);
  for (const path of [paths.wal, `${paths.wal}.damaged`, ...paths.journal, paths.database, paths.marker]) {
    if (existsSync(path)) renameSync(path, join(folder, basename(path)));
  }
  if (durable) for (const each of [folder, paths.folder]) syncPath(each);
  writePlace(paths.place, { ...emptyPlace, replaced: leaving }, durable);
  return leaving;
}

export const emptyPlace: Place = { storageId: '', mark: noMark, closedBoot: 0, closedCommit: 0 };

/** A folder name that is free. */
export function asideName(folder: string, storageId: string): string {
  for (let number = 1; ; number++) {
    const name = `set-aside-${storageId.slice(0, 8)}-${number}`;
    if (!existsSync(join(folder, name))) return name;
  }
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
