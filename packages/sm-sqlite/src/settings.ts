/** What may be set, with the reason for each default, and the fixed settings of every connection. */

import { GaiosError } from '@gaios/sm-base';

interface SettingRow {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly reason: string;
}

/** One row per number that a user may set. */
export const settingRows = {
  walBytesMax: {
    default: 4 * 2 ** 20,
    min: 64 * 1024,
    max: 2 ** 30,
    reason:
      'a commit that finds more than this in the write-ahead log moves it into the database, which syncs both on the event loop: larger is rarer, and longer each time',
  },
  cacheBytes: {
    default: 8 * 2 ** 20,
    min: 64 * 1024,
    max: 64 * 2 ** 30,
    reason: 'pages that each group keeps in memory; a machine often has many groups',
  },
  backupSliceBytes: {
    default: 256 * 1024,
    min: 4096,
    max: 64 * 2 ** 20,
    reason: 'copied at a stretch on the event loop while a checkpoint is made: about a millisecond',
  },
  pinnedWalBytesMax: {
    default: 64 * 2 ** 20,
    min: 64 * 1024,
    max: 2 ** 30,
    reason:
      'how far the write-ahead log may grow while the file stands still for a checkpoint: it is moved in one go afterwards, half a second of the event loop. Beyond it the checkpoint is of a later instance than the rest of the group',
  },
  statementsMax: {
    default: 256,
    min: 1,
    max: 65_536,
    reason: 'compiled statements kept per group; SQL with values written into it would keep them without end',
  },
} as const satisfies Readonly<Record<string, SettingRow>>;

export type SettingName = keyof typeof settingRows;

export interface SqliteMachineOptions extends Partial<Readonly<Record<SettingName, number>>> {
  /** Where the databases are, one folder for each group and machine inside; made if missing. For one node only. */
  readonly directory: string;
  /** Every INTEGER is given to JavaScript as a bigint. Default false: those beyond 2^53 lose digits. */
  readonly safeIntegers?: boolean;
  /** No database of a group may grow beyond this, bytes: as if the disk were full. Default: none. */
  readonly databaseBytesMax?: number;
}

export interface Settings extends Readonly<Record<SettingName, number>> {
  readonly directory: string;
  readonly safeIntegers: boolean;
  readonly databaseBytesMax: number | undefined;
}

/** Of a block as the differences between checkpoints are found in, so that one changed page is one changed block. */
export const PAGE_BYTES = 4096;

/** Of a copy that is written and not yet on its way to the disk: its last sync is on the event loop. */
export const BACKUP_SYNC_BYTES = 8 * 2 ** 20;

/** Of a file that stands still, in the thread pool. */
export const COPIED_AT_ONCE_BYTES = 256 * 1024;

/** While a copy is made, everything else on a busy event loop gets at least so many times what the copy takes. */
export const OTHERS_SHARE = 9;

/** @throws GaiosError `INVALID_OPTIONS` with every violation */
export const toSettings = (options: SqliteMachineOptions): Settings => {
  const violations: string[] = [];
  if (typeof options.directory !== 'string' || options.directory === '')
    violations.push('directory: is no path');
  const { databaseBytesMax } = options;
  if (databaseBytesMax !== undefined && !(databaseBytesMax >= PAGE_BYTES))
    violations.push(`databaseBytesMax: ${databaseBytesMax} is less than a page of ${PAGE_BYTES}`);
  const numbers = Object.entries(settingRows).map(([name, row]) => {
    const value = options[name as SettingName] ?? row.default;
    if (!Number.isSafeInteger(value) || value < row.min || value > row.max)
      violations.push(`${name}: ${value} is not an integer from ${row.min} to ${row.max}`);
    return [name, value];
  });
  if (violations.length > 0) {
    throw new GaiosError('INVALID_OPTIONS', violations.join('; '), { facts: { violations } });
  }
  return {
    ...(Object.fromEntries(numbers) as Record<SettingName, number>),
    directory: options.directory,
    safeIntegers: options.safeIntegers ?? false,
    databaseBytesMax,
  };
};
