/**
 * A checkpoint is made by SQLite's online backup: page by page into a new file, in slices between which operations go
 * on. What they write into pages that are copied already is written into the copy too, so the copy is of its end. Each
 * page keeps its place, so that two copies differ where the database changed and nowhere else.
 */

import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

import { CHECKPOINT_FILE } from './folder.ts';
import { BACKUP_SYNC_BYTES, PAGE_BYTES } from './settings.ts';

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
  // The end of a backup syncs the copy on the event loop, so most of it is synced in the pool before.
  const handle = await open(path, 'w');
  const pace = new Pace(handle, Math.max(1, Math.floor(sliceBytes / PAGE_BYTES)));
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

interface Progress {
  readonly totalPages: number;
  readonly remainingPages: number;
}

/** How many pages come next, so that no more than a bound is ever left for SQLite's own sync. */
class Pace {
  readonly #handle: FileHandle;
  readonly #slicePages: number;
  #syncedPages = 0;
  #syncing: Promise<void> | undefined;
  #failed: { readonly error: unknown } | undefined;

  constructor(handle: FileHandle, slicePages: number) {
    this.#handle = handle;
    this.#slicePages = slicePages;
  }

  next({ totalPages, remainingPages }: Progress): number {
    if (this.#failed !== undefined) throw this.#failed.error;
    const copied = totalPages - remainingPages;
    const due = (copied - this.#syncedPages) * PAGE_BYTES >= BACKUP_SYNC_BYTES;
    // A slow disk is waited for: no page is copied meanwhile, and the event loop goes round.
    if (due && this.#syncing !== undefined) return 0;
    if (due) this.#sync(copied);
    return this.#slicePages;
  }

  /** @throws what the sync failed with */
  async settled(): Promise<void> {
    await this.#syncing;
    if (this.#failed !== undefined) throw this.#failed.error;
  }

  #sync(copied: number): void {
    this.#syncedPages = copied;
    this.#syncing = this.#datasync();
  }

  async #datasync(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch (error) {
      this.#failed = { error };
    } finally {
      this.#syncing = undefined;
    }
  }
}
