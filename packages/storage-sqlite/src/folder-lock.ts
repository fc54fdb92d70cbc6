/**
 * One process at a time per folder. The lock is the operating system's, on a file of its own, held through SQLite
 * (an exclusive transaction on an empty database, never ended), because Node has no file locks. It dies with the
 * process, also by `kill -9`. It is not on the database itself: the write-ahead log must be looked at before SQLite
 * opens it, and closing any other descriptor of a file drops its POSIX locks. The pid file beside it is for people:
 * it names the holder and decides nothing.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { GaiosError } from '@gaios/sm-base';
import Database from 'better-sqlite3';
import { codeOf } from './errors.ts';
import type { FolderPaths } from './files.ts';

export class FolderLock {
  readonly #database: Database.Database;
  readonly #pidPath: string;

  private constructor(database: Database.Database, pidPath: string) {
    this.#database = database;
    this.#pidPath = pidPath;
  }

  /** Throws STORAGE_LOCKED, `facts: { folder, pid? }`. */
  static acquire(paths: FolderPaths): FolderLock {
    const database = new Database(paths.lock, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (codeOf(error).startsWith('SQLITE_BUSY')) throw lockedBy(paths);
      throw error;
    }
    writeFileSync(paths.pid, `${process.pid}\n`);
    return new FolderLock(database, paths.pid);
  }

  release(): void {
    if (!this.#database.open) return;
    rmSync(this.#pidPath, { force: true });
    this.#database.close();
  }
}

function lockedBy(paths: FolderPaths): GaiosError {
  const { folder } = paths;
  const pid = readPid(paths.pid);
  const holder =
    pid === undefined ? 'another process' : pid === process.pid ? 'this process' : `process ${pid}`;
  const facts = pid === undefined ? { folder } : { folder, pid };
  return new GaiosError('STORAGE_LOCKED', `the data folder ${folder} is in use by ${holder}`, { facts });
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isSafeInteger(pid) ? pid : undefined;
  } catch {
    return undefined; // the holder has not written it yet, or is just leaving
  }
}
