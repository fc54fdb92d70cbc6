/**
 * The replicated state in SQLite: one machine for all groups of a node, with a database for each. What is in it needs
 * not be executed again after a start, nor fit into memory.
 */

import { SqliteStateMachine, type MachineDatabase, type ReadDatabase, type SqlValue } from '@gaios/sm-sqlite';
import type { QueryContext } from 'gaios';

import type { Entries, ReadEntries } from './kv-entries.ts';
import { answerQueries, applyOperation, hashEntries, KV_SM_ID } from './kv-logic.ts';
import type { Reply } from './reply.ts';

export class SqliteKvMachine extends SqliteStateMachine<Reply> {
  readonly smId = KV_SM_ID;
  // With rowids, so that long values are out of the way of a search, and keys have the order in which they came to be.
  readonly migrations = ['CREATE TABLE entries (key BLOB NOT NULL UNIQUE, value BLOB NOT NULL) STRICT'];

  protected override apply(database: MachineDatabase, value: Uint8Array): Reply {
    return applyOperation(new StoredEntries(database), value);
  }

  override query(query: unknown, { groupIdx }: QueryContext): Reply[] {
    return this.read(groupIdx, (database) => answerQueries(new ReadStoredEntries(database), query));
  }

  /** Reads the whole database. */
  override stateHash(groupIdx: number): Uint8Array {
    return this.read(groupIdx, (database) => hashEntries(new ReadStoredEntries(database)));
  }
}

/** Rows that are in memory at a time. */
const ROWS_AT_ONCE = 1000;

class ReadStoredEntries implements ReadEntries {
  readonly #database: ReadDatabase;

  constructor(database: ReadDatabase) {
    this.#database = database;
  }

  get size(): number {
    return Number(this.#database.value('SELECT count(*) FROM entries'));
  }

  get(key: Buffer): Buffer | undefined {
    return this.#database.value('SELECT value FROM entries WHERE key = ?', key) as Buffer | undefined;
  }

  has(key: Buffer): boolean {
    return this.#database.value('SELECT 1 FROM entries WHERE key = ?', key) !== undefined;
  }

  keys(): Buffer[] {
    return this.#database.all('SELECT key FROM entries ORDER BY rowid').map(({ key }) => key as Buffer);
  }

  *sorted(): Iterable<readonly [Buffer, Buffer]> {
    const page = `SELECT key, value FROM entries WHERE key > ? ORDER BY key LIMIT ${ROWS_AT_ONCE}`;
    const empty = this.get(Buffer.alloc(0));
    if (empty !== undefined) yield [Buffer.alloc(0), empty];
    let last: SqlValue = Buffer.alloc(0);
    for (;;) {
      const rows = this.#database.all(page, last);
      for (const { key, value } of rows) yield [key as Buffer, value as Buffer];
      last = rows.at(-1)?.['key'] ?? last;
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }
}

class StoredEntries extends ReadStoredEntries implements Entries {
  readonly #database: MachineDatabase;

  constructor(database: MachineDatabase) {
    super(database);
    this.#database = database;
  }

  set(key: Buffer, value: Buffer): void {
    const sql = 'INSERT INTO entries VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    this.#database.run(sql, key, value);
  }

  delete(key: Buffer): boolean {
    return this.#database.run('DELETE FROM entries WHERE key = ?', key).changes > 0;
  }

  clear(): void {
    this.#database.run('DELETE FROM entries');
  }
}
