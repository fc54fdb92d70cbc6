/**
 * A checkpoint is made by SQLite's online backup: page by page into a new file, in slices between which operations go
 * on. What they write into pages that are copied already is written into the copy too, so the copy is of its end. Each
 * page keeps its place, so that two copies differ where the database changed and nowhere else.
 */

import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

import { CHECKPOINT_FILE } from './folder.ts';
import { Pace } from './pace.ts';

export interface CopyOptions {
  readonly directory: string;
  readonly sliceBytes: number;
}

/** Resolves with the path of the copy. */
export const copyDatabase = async (
  database: Database.Database,
  { directory, sliceBytes }: CopyOptions,
): Promise<string> => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const path = join(directory, CHECKPOINT_FILE);
  const handle = await open(path, 'w');
  const pace = new Pace({ sliceBytes, now: () => performance.now(), sync: () => handle.datasync() });
  try {
    if (!database.open) throw new GaiosError('STORAGE_CLOSED', 'the database was closed');
    await database.backup(path, { progress: (state) => pace.next(state) });
    await pace.settled();
    await handle.sync();
  } finally {
    await pace.settled().catch(() => undefined);
    await handle.close();
  }
  return path;
};
