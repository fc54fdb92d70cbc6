/** A digest of all that a user's tables hold: equal states have equal digests, whatever their pages look like. */

import { createHash, type Hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { SqlValue } from './machine-database.ts';

export const digestTables = (database: Database.Database): Uint8Array => {
  const hash = createHash('sha256');
  const objects = database
    .prepare(
      "SELECT name, type, sql FROM sqlite_schema WHERE name <> 'gaios_machine' AND sql NOT NULL ORDER BY type, name",
    )
    .all() as readonly { readonly name: string; readonly type: string; readonly sql: string }[];
  for (const { name, type, sql } of objects) {
    update(hash, sql);
    // A virtual table's rows are in tables beside it, which are digested themselves.
    if (type === 'table' && !/^CREATE VIRTUAL/i.test(sql)) digestRows(database, hash, name);
  }
  return hash.digest();
};

const digestRows = (database: Database.Database, hash: Hash, table: string): void => {
  const sql = `SELECT * FROM ${quote(table)} ORDER BY ${orderOf(database, table)}`;
  // As bigints, so that 1 and 1.0 differ, and no digits are lost.
  const rows = database.prepare(sql).raw().safeIntegers().iterate() as IterableIterator<readonly SqlValue[]>;
  for (const row of rows) for (const value of row) update(hash, value);
};

const orderOf = (database: Database.Database, table: string): string => {
  const withoutRowid = database.prepare('SELECT wr FROM pragma_table_list WHERE name = ?').pluck().get(table);
  if (Number(withoutRowid) === 0) return 'rowid';
  const columns = database
    .prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(table) as readonly string[];
  return columns.map(quote).join(', ');
};

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Type and length in front, so that no two rows look alike. */
const update = (hash: Hash, value: SqlValue): void => {
  if (value === null) hash.update('n');
  else if (typeof value === 'string' || value instanceof Uint8Array) {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    hash.update(`${typeof value === 'string' ? 't' : 'b'}${bytes.length}:`).update(bytes);
  } else hash.update(`${typeof value === 'bigint' ? 'i' : 'd'}${String(value)};`);
};
