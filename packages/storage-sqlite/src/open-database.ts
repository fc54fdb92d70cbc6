/** Opens the SQLite file with every setting that matters said and read back, and makes or checks its tables. */

import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';
import { damaged } from './errors.ts';
import { journalCells, nodeCells } from './rows.ts';
import { applicationId, formatVersion, tables, tablesOfFormat } from './schema.ts';

/** `full` and `extra` sync the log at every commit (log-sync.ts); `off` never does and loses promises: tests only. */
export type Synchronous = 'full' | 'extra' | 'off';

export interface DatabaseOptions {
  readonly synchronous: Synchronous;
  /** Size of a page when the file is made, bytes; a power of two from 512. */
  readonly pageBytes: number;
  /** The file may not grow beyond this; for tests of a full disk. */
  readonly pagesMax: number | undefined;
}

/** NORMAL leaves the sync of a commit to log-sync.ts, and keeps those around a checkpoint, so that no order is lost. */
export const synchronousLevels = { off: 0, full: 1, extra: 3 } as const;

/** After a large transaction the log's file is cut back to this when it is next begun from its start. */
const walKeptBytes = 64 * 2 ** 20;

export function openDatabase(path: string, options: DatabaseOptions): Database.Database {
  // The folder's own lock comes first, so nobody is waited for.
  const isNew = !existsSync(path) || statSync(path).size === 0;
  const database = new Database(path, { timeout: 0 });
  try {
    set(database, 'page_size', options.pageBytes);
    if (isNew) set(database, 'auto_vacuum', 2); // so that it can shrink (sweeper.ts)
    // No shared memory file, and a second line behind the folder's lock.
    set(database, 'locking_mode', 'exclusive', 'exclusive');
    set(database, 'journal_mode', 'wal', 'wal');
    // Not a default to rely on: the connection that switches to WAL has FULL, every later one NORMAL.
    const level = synchronousLevels[options.synchronous];
    set(database, 'synchronous', level, level);
    set(database, 'fullfsync', 1, 1); // macOS: fsync alone does not reach the platter
    set(database, 'checkpoint_fullfsync', 1, 1);
    set(database, 'cache_spill', 0, 0); // transactions are small, and written when they are whole
    set(database, 'wal_autocheckpoint', 0, 0); // tables.ts chooses the moment
    set(database, 'journal_size_limit', walKeptBytes, walKeptBytes);
    set(database, 'mmap_size', 0); // an I/O error must be an error, not a signal
    set(database, 'cell_size_check', 1, 1);
    if (options.pagesMax !== undefined) set(database, 'max_page_count', options.pagesMax);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** True if the file holds nothing yet. */
export function isEmpty(database: Database.Database): boolean {
  return database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

/** In the caller's transaction. */
export function createTables(database: Database.Database): void {
  database.pragma(`application_id = ${applicationId}`);
  for (let format = 1; format <= formatVersion; format++) addTablesOf(database, format);
}

export function putNodeStatement(database: Database.Database): Database.Statement {
  return database.prepare('INSERT OR REPLACE INTO node VALUES (0, ?, ?, ?)');
}

export function putJournalStatement(database: Database.Database): Database.Statement {
  return database.prepare('INSERT OR REPLACE INTO journal VALUES (0, ?, ?, ?)');
}

/** What an earlier version wrote gets what it lacks. Anything else is left for `checkTables` to judge. */
export function upgrade(database: Database.Database): void {
  const isOurs = database.pragma('application_id', { simple: true }) === applicationId;
  const found: unknown = database.pragma('user_version', { simple: true });
  if (!isOurs || typeof found !== 'number' || found < 1 || found >= formatVersion) return;
  if (JSON.stringify(tablesOf(database)) !== JSON.stringify(tablesUpTo(found))) return;
  database.transaction(() => {
    for (let format = found + 1; format <= formatVersion; format++) addTablesOf(database, format);
  })();
}

function addTablesOf(database: Database.Database, format: number): void {
  for (const name of tablesOfFormat[format] ?? []) database.exec(tables[name] ?? '');
  if (format === 2) {
    putNodeStatement(database).run(...nodeCells({ record: new Uint8Array(0), lastCommit: 0 }));
  }
  if (format === 3) putJournalStatement(database).run(...journalCells({ salt: '', foldedCommit: 0 }));
  database.pragma(`user_version = ${format}`);
}

function tablesUpTo(format: number): unknown[] {
  const names = Object.entries(tablesOfFormat).flatMap(([of, each]) => (Number(of) <= format ? each : []));
  return names.map((name) => [name, tables[name]]);
}

export function checkTables(database: Database.Database): void {
  const format: unknown = database.pragma('user_version', { simple: true });
  if (typeof format === 'number' && format > formatVersion) {
    const facts = { format, formatKnown: formatVersion };
    throw new GaiosError('STORAGE_NEWER_FORMAT', undefined, { facts });
  }
  const found = tablesOf(database);
  const ours =
    database.pragma('application_id', { simple: true }) === applicationId && format === formatVersion;
  if (!ours || JSON.stringify(found) !== JSON.stringify(Object.entries(tables))) {
    throw damaged('the database has not the tables of a log store', { format });
  }
}

function tablesOf(database: Database.Database): unknown[] {
  return database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY rowid').raw().all();
}

function set(database: Database.Database, name: string, value: number | string, expected?: unknown): void {
  database.pragma(`${name} = ${value}`);
  if (expected === undefined) return;
  const actual: unknown = database.pragma(name, { simple: true });
  if (actual !== expected)
    throw new GaiosError('STORAGE_IO', `PRAGMA ${name} is ${String(actual)}, not ${value}`);
}
