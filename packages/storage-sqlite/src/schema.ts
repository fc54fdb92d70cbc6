/**
 * The tables. Checked word for word at every open: a schema that differs is damage or another version's.
 *
 * `log` is one B-tree of all groups, keyed by one integer: 16 bits of group, 47 of instance. A rowid table keeps
 * values of up to a page less 35 bytes inside the leaf; WITHOUT ROWID with a composite key would push all above
 * about a quarter of a page into overflow pages. The key is put together by SQLite, `groupIdx << 47 | instanceId`,
 * so no 64-bit integer ever crosses into JavaScript.
 *
 * SQLite has no checksums on its pages, so every row carries its own. A flipped pointer inside the B-tree can also
 * make whole rows vanish without an error. Against that the log rows of a group are a chain: each names the
 * instance before it, the group row names the last and the store row counts the groups, so that every read can tell
 * that nothing is missing (log-table.ts).
 *
 * What is committed stands in the journal's files first (journal.ts) and moves into these tables later; only values that
 * are too large to be written twice more go at once into `large`, under the key of their record. A row there means
 * nothing by itself: the record that names it says so (`chosen` & 2) and holds its checksum.
 */

import type { GroupMeta } from '@gaios/sm-base';

/** Moves when an older version could not read, or would misread, what this one writes. */
export const formatVersion = 4;

/** Which tables each format added to the one before. */
export const tablesOfFormat: Readonly<Record<number, readonly string[]>> = {
  1: ['store', 'groups', 'log'],
  2: ['node'],
  3: ['journal', 'large'],
  4: [], // groups that are dropped: an older version would not see it in the journal
};

/** `Gaio` as PRAGMA application_id, so that `file` and the next reader know whose it is. */
export const applicationId = 0x4761696f;

export const instanceMax = 2 ** 47 - 1;
export const groupMax = 65_535;

/** In the order in which they are made. */
export const tables: Readonly<Record<string, string>> = {
  store: `CREATE TABLE store (
  id INTEGER PRIMARY KEY,
  format INTEGER NOT NULL,
  nodeId INTEGER NOT NULL,
  storageId TEXT NOT NULL,
  boot INTEGER NOT NULL,
  groupCount INTEGER NOT NULL,
  lastCommit INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT`,
  groups: `CREATE TABLE groups (
  groupIdx INTEGER PRIMARY KEY,
  hasMeta INTEGER NOT NULL,
  promised INTEGER NOT NULL,
  promisedTo TEXT NOT NULL,
  chosenUpTo INTEGER NOT NULL,
  chainChecksum INTEGER NOT NULL,
  minChosen INTEGER NOT NULL,
  configuration BLOB NOT NULL,
  lastInstanceId INTEGER NOT NULL,
  deletedBelow INTEGER NOT NULL,
  lastCommit INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT`,
  log: `CREATE TABLE log (
  key INTEGER PRIMARY KEY,
  ballot INTEGER NOT NULL,
  chosen INTEGER NOT NULL,
  previousInstanceId INTEGER NOT NULL,
  valueChecksum INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  value BLOB NOT NULL
) STRICT`,
  node: `CREATE TABLE node (
  id INTEGER PRIMARY KEY,
  record BLOB NOT NULL,
  lastCommit INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT`,
  journal: `CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  salt TEXT NOT NULL,
  foldedCommit INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT`,
  large: `CREATE TABLE large (
  key INTEGER PRIMARY KEY,
  value BLOB NOT NULL
) STRICT`,
};

/** The one row of `node`, there from the beginning: what the node remembers beside its groups. */
export interface NodeRow {
  readonly record: Uint8Array;
  readonly lastCommit: number;
}

/** The one row of `journal`: where the tables end and the journal's files (journal.ts) go on. */
export interface JournalRow {
  /** In hex. Empty: no opening has used the journal yet. */
  readonly salt: string;
  /** All commits up to this are in the tables. */
  readonly foldedCommit: number;
}

/** The one row of `store`. */
export interface StoreRow {
  readonly format: number;
  readonly nodeId: number;
  readonly storageId: string;
  readonly boot: number;
  /** Rows in `groups`. */
  readonly groupCount: number;
  /** Number of the commit that wrote this row. Commits are counted over the life of the store. */
  readonly lastCommit: number;
}

/** A row of `groups`: the port's meta, and what the store keeps for itself. */
export interface GroupRow {
  readonly groupIdx: number;
  /** Absent while only records were written. */
  readonly meta: GroupMeta | undefined;
  /** Highest instance in the log; 0: none. */
  readonly lastInstanceId: number;
  /** A row may name a previous instance below this that is no longer there. */
  readonly deletedBelow: number;
  /** Everything of this group up to this commit is in the tables. */
  readonly lastCommit: number;
}
