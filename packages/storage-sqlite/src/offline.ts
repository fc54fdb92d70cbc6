/**
 * A data folder as its operator's tools look at it while no node runs on it: locked, checked as at every opening, and not
 * changed. No boot is counted, and the journal stays where it is. (SQLite moves what its own log holds into the
 * database when it closes, as it does whenever it is closed; the contents are the same.)
 */

import { existsSync } from 'node:fs';
import { GaiosError } from '@gaios/sm-base';
import type { Identity, LogRecord, ReadRange, StoredGroup } from '@gaios/sm-base';
import type Database from 'better-sqlite3';
import { damaged, toStorageError } from './errors.ts';
import { folderPaths, keepEvidence } from './files.ts';
import { FolderLock } from './folder-lock.ts';
import { readMarker } from './marker.ts';
import { openDatabase } from './open-database.ts';
import { examine, readAll } from './opening.ts';
import type { Overlay } from './overlay.ts';
import { measure, readPlace, whyMoved } from './place.ts';
import type { Tables } from './tables.ts';

/** The smallest page that SQLite has; only for a file that is made, and none is. */
const settings = { synchronous: 'full', pageBytes: 4096, pagesMax: undefined } as const;

export class OfflineFolder {
  readonly folder: string;
  readonly identity: Identity;
  readonly lastCommit: number;
  /** Why it is not where it was; undefined: it is, as far as can be told. */
  readonly moved: string | undefined;
  readonly #lock: FolderLock;
  readonly #database: Database.Database;
  readonly #tables: Tables;
  readonly #overlay: Overlay;

  private constructor(
    folder: string,
    lock: FolderLock,
    database: Database.Database,
    parts: { readonly tables: Tables; readonly overlay: Overlay; readonly lastCommit: number },
  ) {
    const { nodeId, storageId, boot } = parts.tables.store;
    this.folder = folder;
    this.identity = { nodeId, storageId, boot };
    this.lastCommit = parts.lastCommit;
    this.moved = movedFrom(folder);
    this.#lock = lock;
    this.#database = database;
    this.#tables = parts.tables;
    this.#overlay = parts.overlay;
  }

  /** Throws STORAGE_LOCKED, STORAGE_MISSING, STORAGE_NEWER_FORMAT, STORAGE_DAMAGED or STORAGE_IO. */
  static open(dataDir: string): OfflineFolder {
    const paths = folderPaths(dataDir);
    const { folder } = paths;
    // Before the lock: it would leave a file in a folder that is none of ours.
    if (!existsSync(paths.marker) && !existsSync(paths.database)) {
      throw new GaiosError('STORAGE_MISSING', `${folder} is no data folder`, { facts: { folder } });
    }
    let lock: FolderLock | undefined;
    let database: Database.Database | undefined;
    try {
      lock = FolderLock.acquire(paths);
      const nodeId = readMarker(paths.marker)?.nodeId;
      if (nodeId === undefined) throw damaged('the marker is missing beside its database', { folder });
      const marker = examine(paths, nodeId);
      database = openDatabase(paths.database, settings);
      return new OfflineFolder(folder, lock, database, readAll(database, { nodeId }, marker, paths));
    } catch (error) {
      const refused = toStorageError(error, { folder });
      if (refused.code === 'STORAGE_DAMAGED') keepEvidence(paths.wal);
      database?.close();
      lock?.release();
      throw refused;
    }
  }

  groups(): StoredGroup[] {
    return this.#overlay.groups();
  }

  /** As `LogStorage.nodeRecord`. */
  nodeRecord(): Uint8Array {
    return this.#overlay.nodeRecord ?? this.#tables.node().record;
  }

  /** As `LogStorage.read`. @throws GaiosError STORAGE_DAMAGED */
  read(range: ReadRange): LogRecord[] {
    try {
      return this.#overlay.read(range);
    } catch (error) {
      throw toStorageError(error, { groupIdx: range.groupIdx });
    }
  }

  close(): void {
    try {
      this.#database.close();
    } finally {
      this.#lock.release();
    }
  }
}

function movedFrom(folder: string): string | undefined {
  const { place, database } = folderPaths(folder);
  const known = readPlace(place);
  return known === undefined ? undefined : whyMoved(known, measure(database));
}
