/**
 * The tables as the engine uses them: transactions, the rows of the store and of its groups in memory as they are on disk,
 * and how much there is to copy from SQLite's own log. What is newer than they are stands in the overlay (overlay.ts).
 */

import type { StoredGroup } from '@gaios/sm-base';
import type Database from 'better-sqlite3';
import { damaged } from './errors.ts';
import { LogTable } from './log-table.ts';
import { putJournalStatement, putNodeStatement } from './open-database.ts';
import {
  groupCells,
  journalCells,
  nodeCells,
  parseGroup,
  parseJournal,
  parseNode,
  parseStore,
  storeCells,
} from './rows.ts';
import type { GroupRow, JournalRow, NodeRow, StoreRow } from './schema.ts';

const noGroup = { meta: undefined, lastInstanceId: 0, deletedBelow: 0, lastCommit: 0 } as const;

export class Tables {
  readonly log: LogTable;
  readonly #database: Database.Database;
  readonly #pageBytes: number;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #putStore: Database.Statement;
  readonly #putGroup: Database.Statement;
  readonly #putNode: Database.Statement;
  readonly #putJournal: Database.Statement;
  #store: StoreRow;
  #groups: Map<number, GroupRow>;
  /** Rows of groups that the transaction under way has changed. */
  #staged = new Map<number, GroupRow>();
  #valueBytes = 0;

  /** Reads and verifies the rows of the store and of its groups. */
  constructor(database: Database.Database) {
    this.#database = database;
    this.#pageBytes = Number(database.pragma('page_size', { simple: true }));
    this.log = new LogTable(database);
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#putStore = putStoreStatement(database);
    this.#putGroup = database.prepare(`INSERT OR REPLACE INTO groups VALUES (${'?, '.repeat(11)}?)`);
    this.#putNode = putNodeStatement(database);
    this.#putJournal = putJournalStatement(database);
    this.#store = parseStore(this.#row('store'));
    this.#groups = this.#loadGroups();
  }

  get store(): StoreRow {
    return this.#store;
  }

  /** The highest number of a commit of which something is in the tables. */
  get lastCommit(): number {
    let lastCommit = Math.max(this.#store.lastCommit, this.node().lastCommit, this.journal().foldedCommit);
    for (const row of this.#groups.values()) lastCommit = Math.max(lastCommit, row.lastCommit);
    return lastCommit;
  }

  /** All or nothing: also what is in memory is as before, if `body` throws. */
  transaction<T>(body: () => T): T {
    const before = this.#store;
    this.#begin.run();
    try {
      const result = body();
      this.#commit.run();
      for (const row of this.#staged.values()) this.#groups.set(row.groupIdx, row);
      return result;
    } catch (error) {
      this.#store = before;
      rollback(this.#database);
      throw error;
    } finally {
      this.#staged.clear();
    }
  }

  group(groupIdx: number): GroupRow {
    return this.#staged.get(groupIdx) ?? this.#groups.get(groupIdx) ?? { groupIdx, ...noGroup };
  }

  /** Of all groups, as they are in memory. */
  groupRows(): Iterable<GroupRow> {
    return this.#groups.values();
  }

  /** As they are on disk, read and verified again. */
  groups(): StoredGroup[] {
    const rows = this.#loadGroups();
    return [...rows.values()].flatMap(({ groupIdx, meta }) => (meta ? [{ groupIdx, meta }] : []));
  }

  node(): NodeRow {
    return parseNode(this.#row('node'));
  }

  journal(): JournalRow {
    return parseJournal(this.#row('journal'));
  }

  putGroup(row: GroupRow): void {
    const isNew = !this.#groups.has(row.groupIdx) && !this.#staged.has(row.groupIdx);
    this.#staged.set(row.groupIdx, row);
    this.#putGroup.run(...groupCells(row));
    this.log.rowsChanged++;
    if (isNew) this.putStore({ groupCount: this.#store.groupCount + 1 });
  }

  putStore(change: Partial<StoreRow>): void {
    this.#store = { ...this.#store, ...change };
    this.#putStore.run(...storeCells(this.#store));
  }

  putNode(row: NodeRow): void {
    this.#putNode.run(...nodeCells(row));
  }

  putJournal(row: JournalRow): void {
    this.#putJournal.run(...journalCells(row));
  }

  countValueBytes(bytes: number): void {
    this.#valueBytes += bytes;
  }

  /**
   * Whether SQLite's log has `bytesMax`. `logBytes` tells how large it is, and is asked when it may be: counted is a page for
   * each row that changed, besides the values, which is too many, since rows share pages, but never too few.
   */
  checkpointIsDue(bytesMax: number, logBytes: () => number): boolean {
    if (this.#valueBytes + this.log.rowsChanged * this.#pageBytes < bytesMax) return false;
    this.#counted(logBytes());
    return this.#valueBytes >= bytesMax;
  }

  /** Its log is being copied. */
  checkpointed(): void {
    this.#counted(0);
  }

  #counted(logBytes: number): void {
    this.#valueBytes = logBytes;
    this.log.rowsChanged = 0;
  }

  #row(table: string): unknown[] {
    const cells: unknown = this.#database.prepare(`SELECT * FROM ${table}`).raw().get();
    return Array.isArray(cells) ? cells.slice(1) : [];
  }

  #loadGroups(): Map<number, GroupRow> {
    const rows = new Map<number, GroupRow>();
    for (const cells of this.#database.prepare('SELECT * FROM groups ORDER BY groupIdx').raw().all()) {
      const row = parseGroup(Array.isArray(cells) ? cells : []);
      rows.set(row.groupIdx, row);
    }
    const expected = this.#store.groupCount;
    if (rows.size !== expected) throw damaged('group rows are missing', { found: rows.size, expected });
    return rows;
  }
}

export function putStoreStatement(database: Database.Database): Database.Statement {
  return database.prepare('INSERT OR REPLACE INTO store VALUES (0, ?, ?, ?, ?, ?, ?, ?)');
}

function rollback(database: Database.Database): void {
  try {
    if (database.inTransaction) database.exec('ROLLBACK');
  } catch {
    // The first error is the one to report; nothing is committed either way.
  }
}
