/**
 * Values too large for the journal. They would be written three times, there, in SQLite's log and in its table; so they go
 * into their table at once, durably, before the journal says that they are there. Until it does, and if it never does, a
 * row there means nothing.
 */

import type { GroupWrite, LogRecord } from '@gaios/sm-base';
import type { Overlay } from './overlay.ts';
import type { Tables } from './tables.ts';

/**
 * Pages of the database that make a value large; 64 KiB with pages of 4. Below, one more copy costs less than the second
 * sync that a commit with a large value needs.
 */
const largePagesMin = 16;

const none: ReadonlySet<LogRecord> = new Set();

export interface LargeParts {
  readonly tables: Tables;
  readonly overlay: Overlay;
  readonly pageBytes: number;
  /** Called before anything is written. */
  readonly prepare: () => void;
}

export class LargeValues {
  readonly #parts: LargeParts;

  constructor(parts: LargeParts) {
    this.#parts = parts;
  }

  /** Stores what is large, and tells which records that are. If any, SQLite's log must be synced before they are spoken of. */
  put(writes: readonly GroupWrite[]): ReadonlySet<LogRecord> {
    const bytesMin = largePagesMin * this.#parts.pageBytes;
    if (!hasValueFrom(bytesMin, writes)) return none;
    const stored = new Set<LogRecord>();
    this.#parts.prepare();
    this.#parts.tables.transaction(() => {
      for (const { groupIdx, records = [] } of writes) {
        const from = this.#deletedBelow(groupIdx, writes);
        for (const record of records) {
          if (record.value.length < bytesMin || record.instanceId < from) continue;
          // If there is one already, this one goes into the journal: until it is durable there, that one counts.
          if (stored.has(record) || !this.#parts.tables.log.putLarge(groupIdx, record)) continue;
          this.#parts.tables.countValueBytes(record.value.length);
          stored.add(record);
        }
      }
    });
    return stored;
  }

  /** Rows below will still be deleted from the tables: a value that came after the deletion must not be among them. */
  #deletedBelow(groupIdx: number, writes: readonly GroupWrite[]): number {
    const { overlay, tables } = this.#parts;
    let below = Math.max(overlay.hiddenBelow(groupIdx), tables.group(groupIdx).deletedBelow);
    for (const write of writes) {
      if (write.groupIdx !== groupIdx) continue;
      below = Math.max(below, write.drop ? Infinity : (write.deleteBelow ?? 0));
    }
    return below;
  }
}

function hasValueFrom(bytesMin: number, writes: readonly GroupWrite[]): boolean {
  for (const { records } of writes) {
    if (records === undefined) continue;
    for (const { value } of records) if (value.length >= bytesMin) return true;
  }
  return false;
}
