/** The files of a data folder, and the few durable operations on them that SQLite does not do for us. */

import { closeSync, constants, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface FolderPaths {
  readonly folder: string;
  readonly database: string;
  readonly wal: string;
  readonly journal: readonly [string, string];
  readonly marker: string;
  readonly place: string;
  readonly lock: string;
  readonly pid: string;
}

export function folderPaths(dataDir: string): FolderPaths {
  const folder = resolve(dataDir);
  const database = join(folder, 'gaios.db');
  return {
    folder,
    database,
    wal: `${database}-wal`,
    journal: [join(folder, 'gaios.journal-0'), join(folder, 'gaios.journal-1')],
    marker: join(folder, 'gaios.marker'),
    place: join(folder, 'gaios.place'),
    lock: join(folder, 'gaios.lock'),
    pid: join(folder, 'gaios.pid'),
  };
}

/** Makes the folder and whatever is missing above it, each name on disk before anything is put inside. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    syncPath(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

/**
 * Before a folder that was refused as damaged is closed: SQLite copies what it can read of the write-ahead log into the
 * database then, and deletes the log. The first copy is kept; a later one would hold less.
 */
export function keepEvidence(wal: string): void {
  const kept = `${wal}.damaged`;
  if (existsSync(wal) && !existsSync(kept)) copyFileSync(wal, kept, constants.COPYFILE_EXCL);
}

/** fsync of a file or of a folder, which makes the names in it durable. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
