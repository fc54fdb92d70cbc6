/** The bounds of what a payload may hold. Everything else about its size is the transport's and the windows' to bound. */

/** Instances are 47 bits of a storage key (DESIGN 4). */
export const INSTANCE_MAX = 2 ** 47 - 1;

export const NODE_MAX = 65_535;
export const GROUP_MAX = 65_535;
export const U32_MAX = 2 ** 32 - 1;
export const DURATION_MS_MAX = 24 * 3_600_000;

/** One value as framed, or one forwarded proposal: 50 MiB of `largeValueMode` and room for the frame around it. */
export const VALUE_BYTES_MAX = 56 * 1024 * 1024;

/** One payload: several values of the largest kind. Above what windows and pages let a turn give to one peer. */
export const PAYLOAD_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Fields in one payload, of all its messages. Every object that decoding makes costs at least one field, so that a
 * payload of empty elements (two bytes each) cannot claim more than some 150 MB of memory. Ten thousand groups with
 * an `Accept` each have a tenth of it.
 */
export const PAYLOAD_FIELDS_MAX = 2 ** 21;

/**
 * Fields in the state of the framework in a checkpoint: 10,000 clients with 64 results of five fields each are 3.3 million.
 * As above, every object costs one.
 */
export const FRAMEWORK_FIELDS_MAX = 2 ** 23;

/** Of packages/checkpoint/src/bounds.ts, which this package takes only types from: a test compares them. */
export const CHUNK_BYTES_MAX = 1024 * 1024;
export const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;
export const HASH_PAGE_BYTES = 128 * 1024;
