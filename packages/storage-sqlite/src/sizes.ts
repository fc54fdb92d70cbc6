/** What the store does by measures of its own. Tests take smaller ones, to meet within a few commits what else takes thousands. */

export interface EngineSizes {
  /**
   * A file of the journal is full after so much, and what it holds moves into the tables, bytes. Little, so that it is still in
   * the processor's cache then, and so that the syncs of what was moved are short: they hold up those of the commits.
   */
  readonly lotBytesMin: number;
  /** Each group in a lot takes some pages, however little it has: with many groups a lot is larger. */
  readonly lotBytesPerGroup: number;
  /**
   * Bytes of SQLite's log after which it is copied into the database, about. What moves there from the journal is copied as
   * soon as it has moved; this is for large values, which wait for the copy: SQLite's own default.
   */
  readonly logBytesMax: number;
  /** Rows and bytes of values that move into the tables at once: one or two milliseconds. Less writes the last pages more often. */
  readonly sliceRowsMax: number;
  readonly sliceBytesMax: number;
  /** The database shrinks while more pages than these are free, and more than one in four. */
  readonly freePagesMin: number;
}

export const engineSizes: EngineSizes = {
  lotBytesMin: 2 ** 20,
  lotBytesPerGroup: 2 ** 16,
  logBytesMax: 4 * 2 ** 20,
  sliceRowsMax: 512,
  sliceBytesMax: 2 ** 18,
  freePagesMin: 1024,
};
