/**
 * What makes a SQLite file the database of a machine: an application id, one table of ours with one row, and the user's
 * tables, whose version is `user_version`.
 */

import type Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

import { toGaiosError, type Facts } from './errors.ts';
import type { MachineDatabase } from './machine-database.ts';

/**
 * One step of the user's schema, SQL or a function; step n (from 1) leads to version n. Steps that were released are
 * never changed; new ones are appended. Nodes take a step at different instances, whenever each is upgraded, so a step
 * must commute with the operations that are proposed meanwhile: add tables, indexes and columns with constant defaults.
 */
export type Migration = string | ((database: MachineDatabase) => void);

/** "GaSM" */
export const APPLICATION_ID = 0x4761534d;

/** Of our own table. */
const FORMAT = 1;

const TABLE = `CREATE TABLE gaios_machine (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  format INTEGER NOT NULL,
  group_idx INTEGER NOT NULL,
  sm_id INTEGER NOT NULL,
  instance_id INTEGER NOT NULL,
  batch_index INTEGER NOT NULL,
  complete_up_to INTEGER NOT NULL
) STRICT`;

/** Whose database it is. */
export interface Owner {
  readonly groupIdx: number;
  readonly smId: number;
}

/**
 * How far a database is. Operations of one instance may come in several batches, each a transaction, so a crash may
 * leave an instance executed in part: the last operation is what counts, and an instance is known to be complete only
 * when an operation of a later one came, or somebody who knows said so.
 */
export interface Position {
  /** The last operation that the tables hold; instance 0: none. */
  readonly instanceId: number;
  readonly batchIndex: number;
  /** All operations of all instances up to this one are held. */
  readonly completeUpTo: number;
}

export const isFresh = (database: Database.Database): boolean =>
  database.prepare('SELECT count(*) FROM sqlite_schema').pluck().safeIntegers(false).get() === 0;

export const createOwnTable = (database: Database.Database, { groupIdx, smId }: Owner): void => {
  database.transaction(() => {
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.exec(TABLE);
    database.prepare('INSERT INTO gaios_machine VALUES (0, ?, ?, ?, 0, 0, 0)').run(FORMAT, groupIdx, smId);
  })();
};

/** @throws GaiosError `MACHINE_DATABASE_FOREIGN`, `MACHINE_DATABASE_NEWER` */
export const checkOwner = (database: Database.Database, owner: Owner, facts: Facts): void => {
  const applicationId: unknown = database.pragma('application_id', { simple: true });
  if (applicationId !== APPLICATION_ID) {
    throw foreign('its application_id is that of something else', { ...facts, applicationId });
  }
  const row = ownRow(database);
  if (row === undefined) throw foreign('it has no row that says whose it is', facts);
  const { format, group_idx: groupIdx, sm_id: smId } = row;
  if (format !== FORMAT) {
    const detail = `the format is ${String(format)}, and ${FORMAT} is known here`;
    throw new GaiosError('MACHINE_DATABASE_NEWER', detail, {
      facts: { ...facts, format, formatKnown: FORMAT },
    });
  }
  if (groupIdx !== owner.groupIdx || smId !== owner.smId) {
    const detail = `it is of machine ${String(smId)} in group ${String(groupIdx)}`;
    throw foreign(detail, { ...facts, found: { groupIdx, smId } });
  }
};

const ownRow = (database: Database.Database): Record<string, unknown> | undefined => {
  const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'gaios_machine'").get();
  if (exists === undefined) return undefined;
  const row = database.prepare('SELECT * FROM gaios_machine').safeIntegers(false).get();
  return row as Record<string, unknown> | undefined;
};

const foreign = (detail: string, facts: Facts): GaiosError =>
  new GaiosError('MACHINE_DATABASE_FOREIGN', detail, { facts });

/**
 * All missing steps in one transaction. @throws GaiosError `MACHINE_DATABASE_NEWER`, `MACHINE_SCHEMA_FAILED`,
 * `STORAGE_FULL`
 */
export const migrate = (
  raw: Database.Database,
  database: MachineDatabase,
  migrations: readonly Migration[],
  facts: Facts,
): void => {
  const version = Number(raw.pragma('user_version', { simple: true }));
  const known = migrations.length;
  if (version > known) {
    const detail = `the schema is of version ${version}, and ${known} is known here`;
    const newer = { ...facts, version, versionKnown: known };
    throw new GaiosError('MACHINE_DATABASE_NEWER', detail, { facts: newer });
  }
  if (version === known) return;
  raw.transaction(() => {
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      try {
        if (typeof migration === 'string') database.exec(migration);
        else migration(database);
        if (!raw.inTransaction) throw new GaiosError('INVALID_ARGUMENT', 'a migration ended the transaction');
      } catch (error) {
        throw toGaiosError(error, 'MACHINE_SCHEMA_FAILED', { ...facts, step: index + 1 });
      }
    }
    raw.pragma(`user_version = ${known}`);
  })();
};

/** Reads and writes the position, in whatever transaction is open. */
export class PositionRow {
  readonly #read: Database.Statement;
  readonly #write: Database.Statement;

  constructor(database: Database.Database) {
    this.#read = database
      .prepare('SELECT instance_id, batch_index, complete_up_to FROM gaios_machine')
      .raw()
      .safeIntegers(false);
    this.#write = database.prepare(
      'UPDATE gaios_machine SET instance_id = ?, batch_index = ?, complete_up_to = ?',
    );
  }

  read(): Position {
    const [instanceId = 0, batchIndex = 0, completeUpTo = 0] = this.#read.get() as number[];
    return { instanceId, batchIndex, completeUpTo };
  }

  write({ instanceId, batchIndex, completeUpTo }: Position): void {
    this.#write.run(instanceId, batchIndex, completeUpTo);
  }
}
