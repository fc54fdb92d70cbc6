/**
 * How many pages of a copy come next. Copying shares the event loop with everything else, so after each slice it looks
 * how much else there is to do: on an idle loop it goes on at once, on a busy one when the others had their share. And
 * what is copied is synced in the thread pool on the way, so that little is left for the sync at the end, which SQLite
 * makes on the event loop.
 *
 * SQLite's loop cannot be made to wait; 0 pages let the event loop go round once.
 */

import { BACKUP_SYNC_BYTES, OTHERS_SHARE, PAGE_BYTES } from './settings.ts';

export interface PaceOptions {
  readonly sliceBytes: number;
  /** Milliseconds from any zero. */
  readonly now: () => number;
  /** Of the copy, as far as it is written. */
  readonly sync: () => Promise<void>;
}

export interface Progress {
  readonly totalPages: number;
  readonly remainingPages: number;
}

/** A turn of the event loop that took less had nothing to do, ms. */
const IDLE_MS = 0.1;

export class Pace {
  readonly #options: PaceOptions;
  readonly #slicePages: number;
  #lastMs: number;
  /** Pages asked for at the last call. */
  #asked = 0;
  /** What the others are to have before the next slice, ms. */
  #owedMs = 0;
  #syncedPages = 0;
  #syncing: Promise<void> | undefined;
  #failed: { readonly error: unknown } | undefined;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#slicePages = Math.max(1, Math.floor(options.sliceBytes / PAGE_BYTES));
    this.#lastMs = options.now();
  }

  /** Called after each turn of the event loop, and the pages that were asked for. @throws what a sync failed with */
  next({ totalPages, remainingPages }: Progress): number {
    if (this.#failed !== undefined) throw this.#failed.error;
    const mayGoOn = this.#othersHadTheirs() && !this.#mustSync(totalPages - remainingPages);
    this.#asked = mayGoOn ? this.#slicePages : 0;
    return this.#asked;
  }

  /** When no sync is under way any more. @throws what it failed with */
  async settled(): Promise<void> {
    await this.#syncing;
    if (this.#failed !== undefined) throw this.#failed.error;
  }

  #othersHadTheirs(): boolean {
    const now = this.#options.now();
    const tookMs = now - this.#lastMs;
    this.#lastMs = now;
    if (this.#asked > 0) {
      // With the others' turn in it, which cannot be told apart from it.
      this.#owedMs = tookMs * OTHERS_SHARE;
      return false;
    }
    this.#owedMs = tookMs < IDLE_MS ? 0 : this.#owedMs - tookMs;
    return this.#owedMs <= 0;
  }

  /** Whether a slow disk is to be waited for. */
  #mustSync(copied: number): boolean {
    if ((copied - this.#syncedPages) * PAGE_BYTES < BACKUP_SYNC_BYTES) return false;
    if (this.#syncing !== undefined) return true;
    this.#syncedPages = copied;
    this.#syncing = this.#sync();
    return false;
  }

  async #sync(): Promise<void> {
    try {
      await this.#options.sync();
    } catch (error) {
      this.#failed = { error };
    } finally {
      this.#syncing = undefined;
    }
  }
}
