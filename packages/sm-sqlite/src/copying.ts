/**
 * A checkpoint is a copy of the file, if that was pinned and stays so; it is of the moment of the pin. Else it is made by SQLite's
 * online backup: page by page into a new file, in slices between which operations go on. What they write into pages that are copied
 * already is written into the copy too, so that one is of its end. Each page keeps its place either way, so that two copies differ
 * where the database changed and nowhere else.
 */

import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

import { CHECKPOINT_FILE } from './folder.ts';
import { Pace } from './pace.ts';
import type { Pin, PinnedFile } from './pinned-file.ts';

export interface CopyOptions {
  readonly directory: string;
  readonly sliceBytes: number;
  readonly pinned: PinnedFile;
  readonly pin: Pin | undefined;
}

/** Resolves with the path of the copy. */
export const copyDatabase = async (database: Database.Database, options: CopyOptions): Promise<string> => {
  const { directory, pinned, pin } = options;
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const path = join(directory, CHECKPOINT_FILE);
  const handle = await open(path, 'w');
  try {
    if (!database.open) throw new GaiosError('STORAGE_CLOSED', 'the database was closed');
    const isCopied = pin !== undefined && (await pinned.copy(pin, handle));
    if (!isCopied) await backUp(database, { path, handle, sliceBytes: options.sliceBytes });
    await handle.sync();
  } finally {
    await handle.close();
  }
  return path;
};

interface Target {
  readonly path: string;
  readonly handle: FileHandle;
  readonly sliceBytes: number;
}

const backUp = async (database: Database.Database, { path, handle, sliceBytes }: Target): Promise<void> => {
  // Of a copy of the file that was given up.
  await handle.truncate(0);
  const pace = new Pace({ sliceBytes, now: () => performance.now(), sync: () => handle.datasync() });
  try {
    await database.backup(path, { progress: (state) => pace.next(state) });
    await pace.settled();
  } finally {
    await pace.settled().catch(() => undefined);
  }
};
