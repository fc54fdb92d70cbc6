/**
 * Latencies in a fixed table of counters (the idea of HdrHistogram): recording allocates nothing, and a percentile is
 * off by less than one percent, whatever the range.
 */

/** Buckets of each power of two. */
const SUB_BITS = 7;
const SUB = 1 << SUB_BITS;
/** Units of a tenth of a microsecond. */
const UNITS_PER_MS = 10_000;
/** What is longer counts as this long: seven minutes. */
const UNITS_MAX = 2 ** 32 - 1;
const BUCKETS = (32 - SUB_BITS + 1) * SUB;

const bucketOf = (units: number): number => {
  if (units < SUB) return units;
  const shift = 31 - Math.clz32(units) - SUB_BITS;
  return (shift + 1) * SUB + ((units >>> shift) - SUB);
};

/** The middle of a bucket, in units. */
const valueOf = (bucket: number): number => {
  if (bucket < SUB) return bucket;
  const shift = Math.floor(bucket / SUB) - 1;
  const low = (SUB + (bucket % SUB)) * 2 ** shift;
  return low + (2 ** shift - 1) / 2;
};

export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #maxMs = 0;

  record(ms: number): void {
    const units = Math.min(UNITS_MAX, Math.max(0, Math.round(ms * UNITS_PER_MS)));
    this.#counts[bucketOf(units)]!++;
    this.#count++;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** The least value that `part` (0 … 1) of all are not above, ms; NaN if there is none. */
  percentileMs(part: number): number {
    if (this.#count === 0) return Number.NaN;
    let left = Math.max(1, Math.ceil(this.#count * part));
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return Math.min(this.#maxMs, valueOf(bucket) / UNITS_PER_MS);
    }
    return this.#maxMs;
  }
}
