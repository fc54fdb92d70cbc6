/** What an opening finds, or makes, and everything for which it refuses. */

import { existsSync, statSync } from 'node:fs';
import { GaiosError } from '@gaios/sm-base';
import type Database from 'better-sqlite3';
import { emptyLog } from './checkpoint.ts';
import { damaged, wrongNode } from './errors.ts';
import { syncPath } from './files.ts';
import type { FolderPaths } from './files.ts';
import { Fold } from './fold.ts';
import { createJournalFiles, readJournal } from './journal.ts';
import { readMarker } from './marker.ts';
import type { MarkerContent } from './marker.ts';
import { checkTables, createTables, upgrade } from './open-database.ts';
import { Overlay } from './overlay.ts';
import { storeCells } from './rows.ts';
import { formatVersion } from './schema.ts';
import { putStoreStatement, Tables } from './tables.ts';

/** Who opens the folder. */
export interface Opener {
  readonly nodeId: number;
  /** Used if the folder is empty. */
  readonly newStorageId: string;
  readonly synchronous: string;
}

export interface Found {
  readonly created: boolean;
  readonly tables: Tables;
  readonly boot: number;
  readonly lastCommit: number;
}

/** Everything that can be refused before SQLite touches the files. */
export function examine(paths: FolderPaths, nodeId: number): MarkerContent | undefined {
  const marker = readMarker(paths.marker);
  if (!marker) return undefined;
  const { folder } = paths;
  if (!existsSync(paths.database) || statSync(paths.database).size === 0) {
    throw new GaiosError('STORAGE_MISSING', `the database in ${folder} is missing`, { facts: { folder } });
  }
  if (marker.nodeId !== nodeId) throw wrongNode(marker.nodeId, nodeId);
  return marker;
}

export function create(
  database: Database.Database,
  { nodeId, newStorageId }: Opener,
  marker: MarkerContent | undefined,
): Found {
  if (marker) throw damaged('the database is empty beside its marker');
  const store = { nodeId, storageId: newStorageId, boot: 0, groupCount: 0, lastCommit: 0 };
  database.transaction(() => {
    createTables(database);
    putStoreStatement(database).run(...storeCells({ format: formatVersion, ...store }));
  })();
  return { created: true, tables: new Tables(database), boot: 0, lastCommit: 0 };
}

/** What stands in the tables, and over it what is still in the journal. */
export interface Read {
  readonly created: boolean;
  readonly tables: Tables;
  readonly overlay: Overlay;
  readonly lastCommit: number;
}

/** The journal is in the tables then. */
export function load(
  database: Database.Database,
  opener: Opener,
  marker: MarkerContent | undefined,
  paths: FolderPaths,
): Found {
  const { created, tables, overlay, lastCommit } = readAll(database, opener, marker, paths);
  overlay.checkVotes(); // while nothing is changed yet
  foldAll(tables, overlay, lastCommit);
  return { created, tables, boot: created ? 0 : tables.store.boot, lastCommit };
}

/** Checks everything, and moves nothing. */
export function readAll(
  database: Database.Database,
  { nodeId }: Pick<Opener, 'nodeId'>,
  marker: MarkerContent | undefined,
  paths: FolderPaths,
): Read {
  upgrade(database);
  checkTables(database);
  const tables = new Tables(database);
  const { store } = tables;
  if (store.format > formatVersion)
    throw new GaiosError('STORAGE_NEWER_FORMAT', undefined, { facts: { ...store } });
  if (marker && (marker.storageId !== store.storageId || marker.nodeId !== store.nodeId)) {
    throw damaged('the marker and the database do not belong together');
  }
  if (store.nodeId !== nodeId) throw wrongNode(store.nodeId, nodeId);
  // The first opening was cut off before it made the marker, and so before it acknowledged anything.
  const created = !marker && store.boot <= 1 && store.groupCount === 0;
  if (!marker && !created) throw damaged('the marker is missing beside its database', { ...paths });
  return { created, tables, ...readFrames(tables, paths, marker?.commit ?? 0) };
}

/** Throws unless everything up to `acknowledged` is there. */
function readFrames(
  tables: Tables,
  paths: FolderPaths,
  acknowledged: number,
): Pick<Read, 'overlay' | 'lastCommit'> {
  const { salt, foldedCommit } = tables.journal();
  const frames = readJournal(paths.journal, { salt: Buffer.from(salt, 'hex'), foldedCommit, acknowledged });
  const inTables = tables.lastCommit;
  const inJournal = frames.at(-1)?.commit ?? foldedCommit;
  const lastCommit = Math.max(inTables, inJournal);
  const { folder } = paths;
  if (lastCommit < acknowledged) {
    throw damaged(`acknowledged commits are lost: ${acknowledged} were made, ${lastCommit} are there`, {
      folder,
      lastCommit,
      acknowledged,
    });
  }
  // Before the journal was used, the tables counted alone.
  if (salt !== '' && inTables > inJournal) {
    throw damaged('the end of the journal is lost', { folder, inTables, inJournal });
  }
  const overlay = new Overlay(tables);
  for (const frame of frames) overlay.apply(frame);
  return { overlay, lastCommit };
}

/** Everything that is not in the tables yet. */
export function foldAll(tables: Tables, overlay: Overlay, upTo: number): void {
  if (overlay.isEmpty) return;
  const fold = new Fold({ tables, overlay, upTo });
  while (!fold.done) fold.slice();
  fold.release();
}

/** Counts the boot; durable on return. The journal's files may be written anew then. Returns the number of this commit. */
export function beginBoot(
  database: Database.Database,
  found: Found,
  paths: FolderPaths,
  options: { readonly salt: Buffer; readonly synchronous: string },
): number {
  const durable = options.synchronous !== 'off';
  const { tables } = found;
  const lastCommit = found.lastCommit + 1;
  createJournalFiles(paths.journal, durable);
  tables.transaction(() => {
    tables.putStore({ format: formatVersion, boot: found.boot + 1, lastCommit });
    tables.putJournal({ salt: options.salt.toString('hex'), foldedCommit: lastCommit });
  });
  emptyLog(database);
  if (durable) syncPath(paths.folder);
  return lastCommit;
}
