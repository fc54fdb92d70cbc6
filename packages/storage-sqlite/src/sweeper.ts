/**
 * Gives back the space of what was deleted from the front of logs (DESIGN 8, `Cleaner`). That it is deleted, the row of its
 * group says (`deletedBelow`), durably and at once, whatever its size; the rows go away afterwards, a little between commits,
 * so that a million of them holds nobody up. What is left when the process ends is found again at the next start.
 *
 * Freed pages are used again first. Only when many are free does the file shrink: a log that is cleaned all the time needs
 * the room again in a moment. (Databases that an earlier version made have no list of pages' owners, and keep their size.)
 */

import type Database from 'better-sqlite3';
import type { Tables } from './tables.ts';

/** How long it may hold up whoever comes next, about, ms. */
const sliceMs = 1;
/** Rows and large values (some MiB at most) that are deleted by one statement. */
const rowsAtOnce = 64;
const largeAtOnce = 2;
/** Pages that are moved and cut off at once. */
const pagesAtOnce = 32;
/** The file shrinks while more than one page in so many is free. */
const freeShare = 4;

export interface SweeperParts {
  readonly database: Database.Database;
  readonly tables: Tables;
  /** See sizes.ts. */
  readonly freePagesMin: number;
  /** Milliseconds, from any zero; for tests. */
  readonly now: () => number;
}

export class Sweeper {
  readonly #parts: SweeperParts;
  /** Groups that may have rows which are deleted. */
  readonly #groups = new Set<number>();
  #shrinks = true;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
    for (const { groupIdx, deletedBelow } of parts.tables.groupRows()) {
      if (deletedBelow > 1) this.#groups.add(groupIdx);
    }
  }

  /** Whether nothing is left to do. */
  get isDone(): boolean {
    return this.#groups.size === 0 && !this.#shrinks;
  }

  /** Something was deleted. */
  note(groupIdx: number): void {
    this.#groups.add(groupIdx);
    this.#shrinks = true;
  }

  /** A little of it. Nothing may be copied from SQLite's log meanwhile. */
  slice(): void {
    if (this.isDone) return;
    const { tables, now } = this.#parts;
    const end = now() + sliceMs;
    if (this.#groups.size === 0) return this.#shrink();
    tables.transaction(() => {
      do this.#sweepOne();
      while (this.#groups.size > 0 && now() < end);
    });
  }

  #sweepOne(): void {
    const { tables } = this.#parts;
    for (const groupIdx of this.#groups) {
      const { deletedBelow } = tables.group(groupIdx);
      const left = tables.log.sweep(groupIdx, deletedBelow, { rows: rowsAtOnce, large: largeAtOnce });
      if (!left) this.#groups.delete(groupIdx);
      return;
    }
  }

  #shrink(): void {
    const { database, tables, freePagesMin } = this.#parts;
    const count = (name: string): number => Number(database.pragma(name, { simple: true }));
    const free = count('freelist_count');
    this.#shrinks = free > freePagesMin && free * freeShare > count('page_count');
    if (!this.#shrinks) return;
    database.pragma(`incremental_vacuum(${pagesAtOnce})`);
    tables.log.rowsChanged += pagesAtOnce; // about as many pages of SQLite's log
    if (count('freelist_count') === free) this.#shrinks = false;
  }
}
