/** Every number that bounds something in this package and is no option, with its reason. */

const KiB = 1024;
const MiB = 1024 * KiB;

/** What a difference is counted in: the page of SQLite and of most file systems. */
export const BLOCK_BYTES = 4 * KiB;
/** Of SHA-256: chance does not meet 128 bits, and the file's own full hash is checked behind it. */
export const BLOCK_HASH_BYTES = 16;
/** One page of block hashes: those of 32 MiB in 128 KiB, so that a base of any size is compared in little memory. */
export const HASH_PAGE_BLOCKS = 8192;
export const HASH_PAGE_BYTES = HASH_PAGE_BLOCKS * BLOCK_HASH_BYTES;
/** Smaller files are sent whole: asking for their hashes takes longer than they do. */
export const DIFFERENCE_BYTES_MIN = 64 * KiB;

/** What a chunk may cover of a file. Ours cover `chunkBytes` (options.ts). A multiple of a block. */
export const CHUNK_BYTES_MAX = MiB;
/** What a receiver keeps of chunks that it has not written yet; a sender that sends more loses them. */
export const RECEIVE_QUEUE_BYTES = 16 * MiB;
export const RECEIVE_QUEUE_CHUNKS = 1024;
/** So many chunks in one transfer with a wrong checksum are no accident any more. */
export const BAD_CHUNKS_MAX = 100;

/** A manifest travels and is kept in memory as one piece: some 20,000 files. */
export const MANIFEST_BYTES_MAX = 4 * MiB;
export const FILES_MAX = 20_000;
export const MACHINES_MAX = 10_000;
/** Of one file and of all: what a number says exactly. */
export const SIZE_MAX = Number.MAX_SAFE_INTEGER;
/** UTF-8 bytes of one name, as file systems have it, and of a whole relative path, with room below their 4096. */
export const NAME_BYTES_MAX = 255;
export const PATH_BYTES_MAX = 1024;
export const PATH_DEPTH_MAX = 16;

/** What is read or written at once where nothing else says so. */
export const COPY_BYTES = 256 * KiB;
