/**
 * The `log` table: rows of a group form a chain in instance order, each naming the instance before it. A read walks
 * the chain, so it tells a row that is missing from one that was never there. Appending, by far the most frequent,
 * costs nothing extra; filling a gap relinks the row behind it.
 *
 * The rule: a row's `previousInstanceId` is the row before it, or 0 if it was the first, or an instance below the
 * group's `deletedBelow`. What is below that is deleted, whether its row is still there (sweeper.ts) or not.
 *
 * The chain is that of the rows in the table; what is still in the journal has no part in it.
 */

import type { LogRecord, ReadRange } from '@gaios/sm-base';
import type Database from 'better-sqlite3';
import { damaged, valueDamaged } from './errors.ts';
import type { PlacedRecord } from './journal-frame.ts';
import {
  chosenFlags,
  headChecksum,
  parseHead,
  parseRecord,
  recordHead,
  valueChecksum as valueChecksumOf,
} from './rows.ts';
import type { LogHead } from './rows.ts';
import { instanceMax } from './schema.ts';

/** What the group row says about the chain. */
export interface ChainEnds {
  readonly lastInstanceId: number;
  readonly deletedBelow: number;
}

/** Of a record whose value is in `large`. */
export type LargeReference = Pick<PlacedRecord, 'instanceId' | 'ballot' | 'chosen' | 'valueChecksum'>;

const noValue = new Uint8Array(0);

/** Both parts cast to integers by the operators; a sum of the two would be a float. */
const keyOf = '(? << 47 | ?)';
const inGroup = `key >= ${keyOf} AND key <= (? << 47 | ${instanceMax})`;
const head = `key & ${instanceMax}, ballot, chosen, previousInstanceId, valueChecksum, checksum`;

export class LogTable {
  /** Rows written or deleted so far; what the write-ahead log grew by, in pages, about. */
  rowsChanged = 0;
  readonly #put: Database.Statement;
  readonly #find: Database.Statement;
  readonly #findNext: Database.Statement;
  readonly #relink: Database.Statement;
  readonly #deleteUpTo: Database.Statement;
  readonly #deleteSomeUpTo: Database.Statement;
  readonly #deleteLargeUpTo: Database.Statement;
  readonly #deleteSomeLargeUpTo: Database.Statement;
  readonly #putLarge: Database.Statement;
  readonly #findLarge: Database.Statement;
  readonly #walk: Database.Statement;

  constructor(database: Database.Database) {
    this.#put = database.prepare(`INSERT OR REPLACE INTO log VALUES (${keyOf}, ?, ?, ?, ?, ?, ?)`);
    this.#find = database.prepare(`SELECT ${head} FROM log WHERE key = ${keyOf}`).raw();
    this.#findNext = database.prepare(`SELECT ${head} FROM log WHERE ${inGroup} ORDER BY key LIMIT 1`).raw();
    this.#relink = database.prepare(
      `UPDATE log SET previousInstanceId = ?, checksum = ? WHERE key = ${keyOf}`,
    );
    this.#deleteUpTo = database.prepare(`DELETE FROM log WHERE key >= (? << 47) AND key <= ${keyOf}`);
    this.#deleteLargeUpTo = database.prepare(`DELETE FROM large WHERE key >= (? << 47) AND key <= ${keyOf}`);
    const some = (table: string): string =>
      `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE key >= (? << 47) AND key <= ${keyOf} LIMIT ?)`;
    this.#deleteSomeUpTo = database.prepare(some('log'));
    this.#deleteSomeLargeUpTo = database.prepare(some('large'));
    this.#putLarge = database.prepare(`INSERT INTO large VALUES (${keyOf}, ?) ON CONFLICT DO NOTHING`);
    this.#findLarge = database.prepare(`SELECT value FROM large WHERE key = ${keyOf}`).pluck();
    this.#walk = database.prepare(`SELECT ${head}, value FROM log WHERE ${inGroup} ORDER BY key`).raw();
  }

  /** Inserts or replaces, and returns the chain's ends as they are then. */
  put(groupIdx: number, record: PlacedRecord, ends: ChainEnds): ChainEnds {
    const { instanceId, ballot, value } = record;
    // From now on what is below is not all deleted: what is must be gone.
    if (instanceId < ends.deletedBelow) this.#deleteBelow(groupIdx, ends.deletedBelow);
    const chosen = (record.chosen ? chosenFlags.chosen : 0) | (record.large ? chosenFlags.large : 0);
    const previousInstanceId = this.#link(groupIdx, instanceId, ends);
    const { valueChecksum } = record;
    const written = { groupIdx, instanceId, ballot, chosen, previousInstanceId, valueChecksum };
    const checksum = headChecksum(written);
    this.#put.run(groupIdx, instanceId, ballot, chosen, previousInstanceId, valueChecksum, checksum, value);
    this.rowsChanged++;
    if (instanceId < ends.lastInstanceId && instanceId >= ends.deletedBelow) return ends;
    return {
      lastInstanceId: Math.max(ends.lastInstanceId, instanceId),
      deletedBelow: Math.min(ends.deletedBelow, instanceId),
    };
  }

  /** The chain's ends when everything below is deleted; the rows themselves are for `sweep`. */
  cut(instanceId: number, { lastInstanceId, deletedBelow }: ChainEnds): ChainEnds {
    return {
      lastInstanceId: lastInstanceId < instanceId ? 0 : lastInstanceId,
      deletedBelow: Math.max(deletedBelow, instanceId),
    };
  }

  /** Removes some of the rows that are deleted. False: none is left. */
  sweep(groupIdx: number, deletedBelow: number, most: { rows: number; large: number }): boolean {
    const last = lastBelow(deletedBelow);
    const rows = this.#deleteSomeUpTo.run(groupIdx, groupIdx, last, most.rows).changes;
    const large = this.#deleteSomeLargeUpTo.run(groupIdx, groupIdx, last, most.large).changes;
    this.rowsChanged += rows + large;
    return rows + large > 0;
  }

  /** False if there is one under this key already, which then stays as it is: something may still refer to it. */
  putLarge(groupIdx: number, { instanceId, value }: LogRecord): boolean {
    return this.#putLarge.run(groupIdx, instanceId, value).changes === 1;
  }

  /** The value of a record that has it elsewhere. Throws STORAGE_DAMAGED unless it is the one that was stored. */
  largeValue(groupIdx: number, record: LargeReference): Uint8Array {
    const value: unknown = this.#findLarge.get(groupIdx, record.instanceId);
    if (value instanceof Uint8Array && valueChecksumOf(value) === record.valueChecksum) return value;
    throw valueDamaged('a large value is damaged or missing', { groupIdx, ...record });
  }

  /**
   * See `LogStorage.read`. Throws STORAGE_DAMAGED for a row that is damaged or missing. Of rows that are `replaced` by newer
   * ones elsewhere the value is neither looked at nor returned.
   */
  read(range: ReadRange, ends: ChainEnds, replaced?: (instanceId: number) => boolean): LogRecord[] {
    const { groupIdx, to, bytesMax } = range;
    const from = Math.max(1, range.from, ends.deletedBelow);
    const found: LogRecord[] = [];
    let bytes = 0;
    let before = from - 1;
    if (from > ends.lastInstanceId || to < from) return found;
    for (const cells of this.#walk.iterate(groupIdx, from, groupIdx)) {
      if (!Array.isArray(cells)) throw new TypeError('rows are read raw');
      const [value] = cells.splice(6, 1);
      const row = parseHead(groupIdx, cells);
      checkLink(row, before, found.length === 0, ends);
      if (row.instanceId > to) return found;
      if (replaced?.(row.instanceId) === true) found.push({ ...recordHead(row), value: noValue });
      else found.push(parseRecord(row, isLarge(row) ? this.largeValue(groupIdx, recordHead(row)) : value));
      before = row.instanceId;
      bytes += found.at(-1)!.value.length;
      if (bytes > bytesMax) return found;
      if (before === to) break; // do not fetch the next value only to see its link
    }
    this.#checkEnd(groupIdx, before, found.length === 0, ends);
    return found;
  }

  #deleteBelow(groupIdx: number, instanceId: number): void {
    const last = lastBelow(instanceId);
    this.rowsChanged += this.#deleteUpTo.run(groupIdx, groupIdx, last).changes;
    this.rowsChanged += this.#deleteLargeUpTo.run(groupIdx, groupIdx, last).changes;
  }

  /** What the new row shall name as the one before it; the row behind it is made to name the new one. */
  #link(groupIdx: number, instanceId: number, ends: ChainEnds): number {
    if (instanceId > ends.lastInstanceId) return ends.lastInstanceId;
    const same = this.#parse(groupIdx, this.#find.get(groupIdx, instanceId));
    if (same) return same.previousInstanceId;
    const next = this.#parse(groupIdx, this.#findNext.get(groupIdx, instanceId, groupIdx));
    if (!next) throw damaged('a log row is missing', { groupIdx, instanceId: ends.lastInstanceId });
    const relinked = { ...next, previousInstanceId: instanceId };
    this.#relink.run(instanceId, headChecksum(relinked), groupIdx, next.instanceId);
    this.rowsChanged++;
    // If the one before it was deleted, then everything below it was too.
    return next.previousInstanceId < instanceId ? next.previousInstanceId : 0;
  }

  /** Nothing was found behind `before`: either it is the last, or the next one names it. */
  #checkEnd(groupIdx: number, before: number, nothingFound: boolean, ends: ChainEnds): void {
    if (before >= ends.lastInstanceId) return;
    const next = this.#parse(groupIdx, this.#findNext.get(groupIdx, before + 1, groupIdx));
    if (!next) throw damaged('a log row is missing', { groupIdx, instanceId: ends.lastInstanceId });
    checkLink(next, before, nothingFound, ends);
  }

  #parse(groupIdx: number, cells: unknown): LogHead | undefined {
    return Array.isArray(cells) ? parseHead(groupIdx, cells) : undefined;
  }
}

function lastBelow(instanceId: number): number {
  return Math.max(0, Math.min(instanceId - 1, instanceMax));
}

function isLarge(row: LogHead): boolean {
  return (row.chosen & chosenFlags.large) !== 0;
}

/** `before`: the row found before this one, or, if `first`, the last instance that was not asked for. */
function checkLink(row: LogHead, before: number, first: boolean, ends: ChainEnds): void {
  const { groupIdx, previousInstanceId } = row;
  if (previousInstanceId === before) return;
  if (first && previousInstanceId < before) return;
  if (first && previousInstanceId < ends.deletedBelow) return;
  throw damaged('a log row is missing', { groupIdx, instanceId: previousInstanceId });
}
