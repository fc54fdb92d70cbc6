/**
 * One open database of a machine, every setting said and read back.
 *
 * WAL with synchronous NORMAL: a commit appends to the write-ahead log and is not synced; the log is synced before its
 * pages are moved into the database, and the database before the log is begun anew. So a power failure leaves a state
 * that was committed once, only an older one, and the group's own log, which is synced, has what came after it. FULL
 * would sync a second time what the group's log has synced already; OFF would leave out the order and may leave a
 * database that is none.
 */

import Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

import { refuseChance } from './determinism.ts';
import { toGaiosError, type Facts } from './errors.ts';
import {
  OpenDatabase,
  ReadOnlyDatabase,
  Statements,
  type MachineDatabase,
  type ReadDatabase,
} from './machine-database.ts';
import {
  checkOwner,
  createOwnTable,
  isFresh,
  migrate,
  PositionRow,
  type Migration,
  type Owner,
} from './schema.ts';
import { PAGE_BYTES, type Settings } from './settings.ts';

export interface ConnectionOptions {
  readonly settings: Settings;
  readonly owner: Owner;
  readonly migrations: readonly Migration[];
  /** An empty file is not made a database, but refused. */
  readonly mustExist?: boolean;
}

export interface Connection {
  readonly raw: Database.Database;
  readonly writes: MachineDatabase;
  readonly reads: ReadDatabase;
  readonly position: PositionRow;
}

/** Makes what is missing, and takes the schema forward. @throws GaiosError */
export const openConnection = (path: string, options: ConnectionOptions): Connection => {
  const facts = { ...options.owner, path };
  let raw: Database.Database | undefined;
  try {
    // Whoever else has it open will not let go of it: nobody is waited for.
    raw = new Database(path, { timeout: 0 });
    return setUp(raw, options, facts);
  } catch (error) {
    raw?.close();
    throw toGaiosError(error, 'STORAGE_IO', facts);
  }
};

const setUp = (
  raw: Database.Database,
  { settings, owner, migrations, mustExist }: ConnectionOptions,
  facts: Facts,
): Connection => {
  // In the way of a second process, and no file of shared memory.
  set(raw, 'locking_mode', 'exclusive');
  const isNew = isFresh(raw);
  // Before WAL is chosen, which would write to a file that is not ours.
  if (!isNew || mustExist === true) checkOwner(raw, owner, facts);
  set(raw, 'page_size', PAGE_BYTES);
  // Freed pages stay where they are: a file that shrinks moves pages, and every moved one is a changed block.
  if (isNew) set(raw, 'auto_vacuum', 0);
  set(raw, 'journal_mode', 'wal');
  set(raw, 'synchronous', 1);
  set(raw, 'fullfsync', 1); // macOS: fsync alone does not reach the platter
  set(raw, 'checkpoint_fullfsync', 1);
  set(raw, 'wal_autocheckpoint', Math.ceil(settings.walBytesMax / PAGE_BYTES));
  // After a large transaction the log's file is cut back to this.
  set(raw, 'journal_size_limit', settings.walBytesMax);
  set(raw, 'cache_size', -Math.ceil(settings.cacheBytes / 1024));
  set(raw, 'mmap_size', 0); // an I/O error must be an error, not a signal
  set(raw, 'cell_size_check', 1);
  if (settings.databaseBytesMax !== undefined) {
    raw.pragma(`max_page_count = ${Math.floor(settings.databaseBytesMax / PAGE_BYTES)}`);
  }
  refuseChance(raw);
  if (isNew) createOwnTable(raw, owner);
  raw.defaultSafeIntegers(settings.safeIntegers);
  const statements = new Statements(raw, settings.statementsMax);
  const writes = new OpenDatabase(statements);
  migrate(raw, writes, migrations, facts);
  return { raw, writes, reads: new ReadOnlyDatabase(statements), position: new PositionRow(raw) };
};

const set = (raw: Database.Database, name: string, value: number | string): void => {
  raw.pragma(`${name} = ${value}`);
  const actual: unknown = raw.pragma(name, { simple: true });
  if (actual !== value)
    throw new GaiosError('STORAGE_IO', `PRAGMA ${name} is ${String(actual)}, not ${value}`);
};
