/**
 * The store itself, synchronous: one folder, one connection. It runs in the thread that calls it; sqlite-storage.ts
 * puts it into the main thread or into a worker.
 */

import { existsSync, statSync } from 'node:fs';
import { GaiosError } from '@gaios/sm-base';
import type { GroupWrite, Identity, LogRecord, ReadRange, StoredGroup } from '@gaios/sm-base';
import type Database from 'better-sqlite3';
import { damaged, toStorageError } from './errors.ts';
import { folderPaths, keepEvidence, makeFolder, syncPath } from './files.ts';
import type { FolderPaths } from './files.ts';
import { FolderLock } from './folder-lock.ts';
import { LogTable } from './log-table.ts';
import type { ChainEnds } from './log-table.ts';
import { LogSync } from './log-sync.ts';
import type { SyncCalls } from './log-sync.ts';
import { createMarker, readMarker, Witness } from './marker.ts';
import type { MarkerContent } from './marker.ts';
import {
  checkTables,
  createTables,
  isEmpty,
  openDatabase,
  putNodeStatement,
  upgrade,
} from './open-database.ts';
import type { DatabaseOptions } from './open-database.ts';
import { groupCells, nodeCells, parseGroup, parseNode, parseStore, storeCells } from './rows.ts';
import { formatVersion } from './schema.ts';
import type { GroupRow, NodeRow, StoreRow } from './schema.ts';
import { scanWal } from './wal-scan.ts';

/** Plain data, so that it can be sent to a worker. */
export interface EngineOptions extends DatabaseOptions {
  readonly dataDir: string;
  readonly nodeId: number;
  /** Used if the folder is empty: 32 lower-case hex digits. */
  readonly newStorageId: string;
}

/**
 * Log bytes after which it is copied into the database, about. With SQLite's own default of 4 MiB a node that takes
 * 60,000 proposals of 100 B a second does it three times a second, 8 ms each, and that is its p99; with four times as
 * much it is seldom enough to be beyond it, and the log is read in well below 0.1 s at a start.
 */
const checkpointBytes = 16 * 2 ** 20;

const noGroup = { meta: undefined, lastInstanceId: 0, deletedBelow: 0, lastCommit: 0 } as const;

export class Engine {
  readonly identity: Identity;
  readonly created: boolean;
  readonly #options: EngineOptions;
  readonly #lock: FolderLock;
  readonly #database: Database.Database;
  readonly #witness: Witness;
  readonly #sync: LogSync;
  readonly #log: LogTable;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #putStore: Database.Statement;
  readonly #putGroup: Database.Statement;
  readonly #putNode: Database.Statement;
  readonly #allGroups: Database.Statement;
  /** The rows of `groups` as they are on disk. */
  readonly #groups: Map<number, GroupRow>;
  #store: StoreRow;
  #lastCommit: number;
  #uncheckpointedBytes = 0;
  #failure: GaiosError | undefined;

  private constructor(
    options: EngineOptions,
    lock: FolderLock,
    database: Database.Database,
    found: Found,
    calls: SyncCalls | undefined,
  ) {
    this.#options = options;
    this.#lock = lock;
    this.#database = database;
    this.#log = new LogTable(database);
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#putStore = putStoreStatement(database);
    this.#putGroup = database.prepare(`INSERT OR REPLACE INTO groups VALUES (${'?, '.repeat(11)}?)`);
    this.#putNode = putNodeStatement(database);
    this.#allGroups = allGroupsStatement(database);
    this.#groups = found.groups;
    this.#store = found.store;
    this.#lastCommit = found.lastCommit;
    this.created = found.created;
    const { nodeId, storageId } = found.store;
    this.#transaction(() => this.#writeStore({ boot: found.store.boot + 1 }));
    this.#sync = new LogSync(folderPaths(options.dataDir).wal, calls);
    if (options.synchronous !== 'off') this.#sync.now();
    this.identity = { nodeId, storageId, boot: this.#store.boot };
    const paths = folderPaths(options.dataDir);
    if (found.created) {
      checkpoint(database, 'TRUNCATE');
      if (options.synchronous !== 'off') syncPath(paths.folder);
      createMarker(paths.marker, { nodeId, storageId }, this.#lastCommit);
    }
    this.#witness = new Witness(paths.marker, storageId);
    this.#witness.record(this.#lastCommit);
    if (options.synchronous !== 'off') this.#witness.sync();
  }

  /** Throws a `GaiosError` of the storage kind, and then leaves the folder unlocked. `calls`: for tests. */
  static open(options: EngineOptions, calls?: SyncCalls): Engine {
    const paths = folderPaths(options.dataDir);
    let lock: FolderLock | undefined;
    let database: Database.Database | undefined;
    try {
      makeFolder(paths.folder);
      lock = FolderLock.acquire(paths);
      const marker = examine(paths, options.nodeId);
      database = openDatabase(paths.database, options);
      const found = isEmpty(database)
        ? create(database, options, marker)
        : load(database, marker, paths.folder);
      checkOwner(found.store, options, marker);
      // A fresh log for this opening: wal-scan.ts relies on it, and what a torn commit left is gone.
      checkpoint(database, 'TRUNCATE');
      return new Engine(options, lock, database, found, calls);
    } catch (error) {
      const refused = toStorageError(error, { folder: paths.folder });
      if (refused.code === 'STORAGE_DAMAGED') keepEvidence(paths.wal);
      database?.close();
      lock?.release();
      throw refused;
    }
  }

  /** One transaction, durable on return; all or nothing. After it threw, every later one throws the same. */
  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): void {
    this.#put(writes, nodeRecord);
    try {
      if (this.#options.synchronous !== 'off') this.#sync.now();
      this.#witness.record(this.#lastCommit);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /**
   * The same, with a thread of the pool waiting for the disk if that is slow. Nothing else may be written until it has
   * called back (wal-scan.ts).
   */
  commitThen(
    writes: readonly GroupWrite[],
    nodeRecord: Uint8Array | undefined,
    done: (failure: GaiosError | undefined) => void,
  ): void {
    const synced = (error: unknown): void => {
      if (error !== undefined) return done(this.#fail(error));
      try {
        this.#witness.record(this.#lastCommit);
      } catch (failed) {
        return done(this.#fail(failed));
      }
      done(undefined);
    };
    this.#put(writes, nodeRecord);
    if (this.#options.synchronous === 'off') synced(undefined);
    else this.#sync.run(synced);
  }

  groups(): StoredGroup[] {
    const rows = loadGroups(this.#allGroups, this.#store.groupCount);
    return [...rows.values()].flatMap(({ groupIdx, meta }) => (meta ? [{ groupIdx, meta }] : []));
  }

  nodeRecord(): Uint8Array {
    return loadNode(this.#database).record;
  }

  read(range: ReadRange): LogRecord[] {
    try {
      return this.#log.read(range, this.#groups.get(range.groupIdx) ?? noGroup);
    } catch (error) {
      throw toStorageError(error, { groupIdx: range.groupIdx });
    }
  }

  /**
   * Copies the log into the database if it has become long. Not part of `commit`, as SQLite would have it, so that
   * no acknowledgement waits for it. If it fails, what is in the log stays good; the next commit reports the failure.
   */
  checkpointIfDue(): void {
    if (this.#uncheckpointedBytes < checkpointBytes || this.#failure) return;
    this.#uncheckpointedBytes = 0;
    try {
      checkpoint(this.#database, 'PASSIVE');
    } catch (error) {
      this.#failure = toStorageError(error, { folder: this.#options.dataDir });
    }
  }

  close(): void {
    try {
      if (!this.#failure && this.#options.synchronous !== 'off') this.#witness.sync();
      this.#witness.close();
      this.#sync.close();
      this.#database.close();
    } finally {
      this.#lock.release();
    }
  }

  /** In the log, and not durable yet. */
  #put(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): void {
    if (this.#failure) throw this.#failure;
    if (writes.length === 0 && nodeRecord === undefined) return;
    try {
      const staged = this.#transaction(() => {
        if (nodeRecord) this.#putNode.run(...nodeCells({ record: nodeRecord, lastCommit: this.#lastCommit }));
        return this.#write(writes);
      });
      for (const row of staged.values()) this.#groups.set(row.groupIdx, row);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #fail(error: unknown): GaiosError {
    this.#failure = toStorageError(error, { folder: this.#options.dataDir });
    return this.#failure;
  }

  #transaction<T>(body: () => T): T {
    this.#begin.run();
    const [storeBefore, commitBefore] = [this.#store, this.#lastCommit];
    this.#lastCommit++;
    try {
      const result = body();
      this.#commit.run();
      return result;
    } catch (error) {
      this.#store = storeBefore;
      this.#lastCommit = commitBefore;
      rollback(this.#database);
      throw error;
    }
  }

  #write(writes: readonly GroupWrite[]): Map<number, GroupRow> {
    const staged = new Map<number, GroupRow>();
    for (const write of writes) {
      const { groupIdx } = write;
      const before = staged.get(groupIdx) ?? this.#groups.get(groupIdx) ?? { groupIdx, ...noGroup };
      const ends = this.#writeLog(write, before);
      const { lastInstanceId, deletedBelow } = ends;
      const meta = write.meta ? ownMeta(write.meta) : before.meta;
      staged.set(groupIdx, { groupIdx, meta, lastInstanceId, deletedBelow, lastCommit: this.#lastCommit });
    }
    let added = 0;
    for (const row of staged.values()) {
      this.#putGroup.run(...groupCells(row));
      if (!this.#groups.has(row.groupIdx)) added++;
    }
    if (added > 0) this.#writeStore({ groupCount: this.#store.groupCount + added });
    // A page for each row that changed, besides the values: too many, since rows share pages, but never too few.
    this.#uncheckpointedBytes += (staged.size + this.#log.rowsChanged) * this.#options.pageBytes;
    this.#log.rowsChanged = 0;
    return staged;
  }

  #writeLog(write: GroupWrite, before: ChainEnds): ChainEnds {
    let ends = before;
    for (const record of write.records ?? []) {
      ends = this.#log.put(write.groupIdx, record, ends);
      this.#uncheckpointedBytes += record.value.length;
    }
    if (write.deleteBelow === undefined) return ends;
    return this.#log.deleteBelow(write.groupIdx, write.deleteBelow, ends);
  }

  #writeStore(change: Partial<StoreRow>): void {
    this.#store = { ...this.#store, ...change, lastCommit: this.#lastCommit };
    this.#putStore.run(...storeCells(this.#store));
  }
}

/** What an opening found, or made. */
interface Found {
  readonly created: boolean;
  readonly store: StoreRow;
  readonly groups: Map<number, GroupRow>;
  readonly lastCommit: number;
}

/** Everything that can be refused before SQLite touches the files. */
function examine(paths: FolderPaths, nodeId: number): MarkerContent | undefined {
  const marker = readMarker(paths.marker);
  if (!marker) return undefined;
  const { folder } = paths;
  if (!existsSync(paths.database) || statSync(paths.database).size === 0) {
    throw new GaiosError('STORAGE_MISSING', `the database in ${folder} is missing`, { facts: { folder } });
  }
  if (marker.nodeId !== nodeId) throw wrongNode(marker.nodeId, nodeId);
  scanWal(paths.wal);
  return marker;
}

function create(
  database: Database.Database,
  options: EngineOptions,
  marker: MarkerContent | undefined,
): Found {
  if (marker) throw damaged('the database is empty beside its marker');
  const { nodeId, newStorageId } = options;
  const row = {
    format: formatVersion,
    nodeId,
    storageId: newStorageId,
    boot: 0,
    groupCount: 0,
    lastCommit: 0,
  };
  database.transaction(() => {
    createTables(database);
    putStoreStatement(database).run(...storeCells(row));
  })();
  return { created: true, store: row, groups: new Map(), lastCommit: 0 };
}

function load(database: Database.Database, marker: MarkerContent | undefined, folder: string): Found {
  upgrade(database);
  checkTables(database);
  const cells: unknown = database.prepare('SELECT * FROM store').raw().get();
  const store = parseStore(Array.isArray(cells) ? cells.slice(1) : []);
  if (store.format > formatVersion)
    throw new GaiosError('STORAGE_NEWER_FORMAT', undefined, { facts: { ...store } });
  const groups = loadGroups(allGroupsStatement(database), store.groupCount);
  let lastCommit = Math.max(store.lastCommit, loadNode(database).lastCommit);
  for (const row of groups.values()) lastCommit = Math.max(lastCommit, row.lastCommit);
  if (marker && lastCommit < marker.commit) {
    const facts = { folder, lastCommit, acknowledged: marker.commit };
    throw damaged(
      `acknowledged commits are lost: ${marker.commit} were made, ${lastCommit} are there`,
      facts,
    );
  }
  // The first opening was cut off before it made the marker, and so before it acknowledged anything.
  const created = !marker && store.boot <= 1 && store.groupCount === 0;
  if (!marker && !created) throw damaged('the marker is missing beside its database', { folder });
  return { created, store: created ? { ...store, boot: 0 } : store, groups, lastCommit };
}

function checkOwner(store: StoreRow, options: EngineOptions, marker: MarkerContent | undefined): void {
  if (marker && (marker.storageId !== store.storageId || marker.nodeId !== store.nodeId)) {
    throw damaged('the marker and the database do not belong together');
  }
  if (store.nodeId !== options.nodeId) throw wrongNode(store.nodeId, options.nodeId);
}

function wrongNode(storedNodeId: number, nodeId: number): GaiosError {
  const facts = { storedNodeId, nodeId };
  return new GaiosError(
    'STORAGE_WRONG_NODE',
    `the data folder belongs to node ${storedNodeId}, not ${nodeId}`,
    { facts },
  );
}

function loadGroups(statement: Database.Statement, count: number): Map<number, GroupRow> {
  const rows = new Map<number, GroupRow>();
  for (const cells of statement.all()) {
    const row = parseGroup(Array.isArray(cells) ? cells : []);
    rows.set(row.groupIdx, row);
  }
  if (rows.size !== count) throw damaged('group rows are missing', { found: rows.size, expected: count });
  return rows;
}

function loadNode(database: Database.Database): NodeRow {
  const cells: unknown = database.prepare('SELECT * FROM node').raw().get();
  return parseNode(Array.isArray(cells) ? cells.slice(1) : []);
}

function putStoreStatement(database: Database.Database): Database.Statement {
  return database.prepare('INSERT OR REPLACE INTO store VALUES (0, ?, ?, ?, ?, ?, ?, ?)');
}

function allGroupsStatement(database: Database.Database): Database.Statement {
  return database.prepare('SELECT * FROM groups ORDER BY groupIdx').raw();
}

function checkpoint(database: Database.Database, mode: 'PASSIVE' | 'TRUNCATE'): void {
  const [result] = database.prepare(`PRAGMA wal_checkpoint(${mode})`).raw().all();
  const busy: unknown = Array.isArray(result) ? result[0] : undefined;
  if (busy !== 0)
    throw new GaiosError('STORAGE_IO', `the write-ahead log cannot be copied (${String(busy)})`);
}

function rollback(database: Database.Database): void {
  try {
    if (database.inTransaction) database.exec('ROLLBACK');
  } catch {
    // The first error is the one to report; nothing is committed either way.
  }
}

/** The row outlives the call, and its bytes may be a view of a larger buffer. */
function ownMeta(meta: NonNullable<GroupWrite['meta']>): NonNullable<GroupWrite['meta']> {
  return { ...meta, configuration: new Uint8Array(meta.configuration) };
}
