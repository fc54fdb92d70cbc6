/**
 * Copies SQLite's log into the database with nobody waiting for the disk: SQLite itself would sync both files on the
 * spot, which takes 30 ms after a fold of 8 MiB. So the log is synced in libuv's pool, then SQLite copies it without any
 * sync, then the database is synced in the pool, and only then the log is emptied. Until then it is whole and says all
 * that the database may hold in part, so a crash at any moment costs nothing; and nothing may be written to SQLite, which
 * would begin its log anew. The journal takes the commits that come meanwhile.
 *
 * The log is emptied, not only begun anew, because one that was copied and is damaged later would bring back some pages
 * as they were before, and not others.
 */

import { closeSync, fstatSync, openSync, renameSync } from 'node:fs';
import { GaiosError } from '@gaios/sm-base';
import type Database from 'better-sqlite3';
import type { SyncCalls } from './log-sync.ts';
import { synchronousLevels } from './open-database.ts';
import type { Synchronous } from './open-database.ts';

export interface CheckpointParts {
  readonly database: Database.Database;
  readonly synchronous: Synchronous;
  readonly calls: SyncCalls;
  readonly databasePath: string;
  readonly walPath: string;
}

type Done = (error: unknown) => void;

export class Checkpoint {
  /** Of SQLite's log, which must be there and stay the same file until `close`. */
  readonly walDescriptor: number;
  readonly #databaseDescriptor: number;
  readonly #parts: CheckpointParts;
  /** What is to be done once the file under way is synced; undefined: nothing is under way. */
  #next: (() => void) | undefined;
  #underWay = -1;
  /** All of the log is in the database, and may be durable only in the log. */
  #isCopied = false;
  #done: Done = () => {};

  constructor(parts: CheckpointParts) {
    this.#parts = parts;
    this.walDescriptor = openSync(parts.walPath, 'r+');
    this.#databaseDescriptor = openSync(parts.databasePath, 'r+');
  }

  get isUnderWay(): boolean {
    return this.#next !== undefined;
  }

  /** How large SQLite's log is. */
  get logBytes(): number {
    return fstatSync(this.walDescriptor).size;
  }

  /** Calls back when it is durable and the log is empty. One at a time. */
  start(done: Done): void {
    this.#done = done;
    this.#sync(this.walDescriptor, () => {
      this.#copy();
      this.#isCopied = true;
      this.#sync(this.#databaseDescriptor, () => {
        this.#isCopied = false;
        emptyLog(this.#parts.database);
        done(undefined);
      });
    });
  }

  /** Waits for what is under way. */
  finish(): void {
    while (this.#next) {
      const next = this.#next;
      this.#next = undefined;
      this.#attempt(() => {
        this.#parts.calls.now(this.#underWay);
        next();
      });
    }
  }

  /**
   * Closes the database too. SQLite deletes its log then, and thinks that what was copied is durable: it was told not to sync. If
   * that failed, or something else did meanwhile, the log is what still holds it, and is kept out of SQLite's sight.
   */
  close(): void {
    this.#next = undefined;
    closeSync(this.walDescriptor);
    closeSync(this.#databaseDescriptor);
    const { database, walPath } = this.#parts;
    if (!this.#isCopied) return void database.close();
    const kept = `${walPath}.kept`;
    renameSync(walPath, kept);
    try {
      database.close();
    } finally {
      renameSync(kept, walPath);
    }
  }

  #sync(descriptor: number, next: () => void): void {
    if (this.#parts.synchronous === 'off') return next();
    this.#underWay = descriptor;
    this.#next = next;
    this.#parts.calls.later(descriptor, (error) => {
      if (this.#next !== next) return; // it was finished meanwhile
      this.#next = undefined;
      if (error) this.#done(error);
      else this.#attempt(next);
    });
  }

  #attempt(body: () => void): void {
    try {
      body();
    } catch (error) {
      this.#done(error);
    }
  }

  #copy(): void {
    const { database, synchronous } = this.#parts;
    database.pragma('synchronous = 0');
    try {
      run(database, 'PASSIVE');
    } finally {
      database.pragma(`synchronous = ${synchronousLevels[synchronous]}`);
    }
  }
}

/** Copies the log, durably unless that is done already, and empties it. */
export function emptyLog(database: Database.Database): void {
  run(database, 'TRUNCATE');
}

function run(database: Database.Database, mode: 'PASSIVE' | 'TRUNCATE'): void {
  const [result] = database.prepare(`PRAGMA wal_checkpoint(${mode})`).raw().all();
  const busy: unknown = Array.isArray(result) ? result[0] : undefined;
  if (busy !== 0)
    throw new GaiosError('STORAGE_IO', `the write-ahead log cannot be copied (${String(busy)})`);
}
