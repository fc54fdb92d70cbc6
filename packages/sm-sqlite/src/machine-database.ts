/**
 * What a user's code may do with the database. Statements are kept by their SQL and never handed out, so none outlives a
 * database that a checkpoint replaced; transactions are not the user's to end.
 */

import type Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

/** What SQLite stores. Booleans and dates it does not. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** Values for `?`, or one object with the values for `:name`. */
export type SqlParameters = readonly SqlValue[] | readonly [Readonly<Record<string, SqlValue>>];

/** Columns by name. */
export type Row = Readonly<Record<string, SqlValue>>;

export interface RunResult {
  /** Rows inserted, updated or deleted. */
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** For reads. SQL that could write is refused with `INVALID_ARGUMENT`. Blobs are copies. */
export interface ReadDatabase {
  /** The first row; undefined if there is none. */
  get(sql: string, ...parameters: SqlParameters): Row | undefined;
  all(sql: string, ...parameters: SqlParameters): Row[];
  /** The first column of the first row; undefined if there is none. */
  value(sql: string, ...parameters: SqlParameters): SqlValue | undefined;
}

/** For operations and migrations: inside a transaction, which is not theirs to end. */
export interface MachineDatabase extends ReadDatabase {
  run(sql: string, ...parameters: SqlParameters): RunResult;
  /** Several statements, without parameters. */
  exec(sql: string): void;
}

/** Statements that SQLite counts as reading, and that would begin or end a transaction, or reach another file. */
const CONTROL = /^\s*(?:BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|ATTACH|DETACH|PRAGMA|VACUUM)\b/i;

export class Statements {
  readonly #database: Database.Database;
  readonly #max: number;
  readonly #kept = new Map<string, Database.Statement>();

  constructor(database: Database.Database, max: number) {
    this.#database = database;
    this.#max = max;
  }

  of(sql: string): Database.Statement {
    const kept = this.#kept.get(sql);
    if (kept !== undefined) return kept;
    if (CONTROL.test(sql)) throw refused(sql, 'may not be used here');
    const statement = this.#database.prepare(sql);
    // The oldest goes: what is used all the time is compiled again at once.
    if (this.#kept.size >= this.#max) this.#kept.delete(this.#kept.keys().next().value ?? '');
    this.#kept.set(sql, statement);
    return statement;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }
}

/** Reads and writes. */
export class OpenDatabase implements MachineDatabase {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(sql: string, ...parameters: SqlParameters): Row | undefined {
    return this.#statements.of(sql).get(...parameters) as Row | undefined;
  }

  all(sql: string, ...parameters: SqlParameters): Row[] {
    return this.#statements.of(sql).all(...parameters) as Row[];
  }

  value(sql: string, ...parameters: SqlParameters): SqlValue | undefined {
    return firstColumn(this.get(sql, ...parameters));
  }

  run(sql: string, ...parameters: SqlParameters): RunResult {
    return this.#statements.of(sql).run(...parameters);
  }

  exec(sql: string): void {
    this.#statements.exec(sql);
  }
}

/** Reads alone. */
export class ReadOnlyDatabase implements ReadDatabase {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(sql: string, ...parameters: SqlParameters): Row | undefined {
    return this.#reading(sql).get(...parameters) as Row | undefined;
  }

  all(sql: string, ...parameters: SqlParameters): Row[] {
    return this.#reading(sql).all(...parameters) as Row[];
  }

  value(sql: string, ...parameters: SqlParameters): SqlValue | undefined {
    return firstColumn(this.get(sql, ...parameters));
  }

  #reading(sql: string): Database.Statement {
    const statement = this.#statements.of(sql);
    if (!statement.readonly) throw refused(sql, 'writes, and this is a read');
    return statement;
  }
}

const firstColumn = (row: Row | undefined): SqlValue | undefined =>
  row === undefined ? undefined : Object.values(row)[0];

/** SQL is quoted up to this many characters. */
const QUOTED_MAX = 80;

const refused = (sql: string, why: string): GaiosError =>
  new GaiosError('INVALID_ARGUMENT', `"${sql.slice(0, QUOTED_MAX)}" ${why}`);
