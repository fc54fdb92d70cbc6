/** Every number that bounds something in the front end, each with its reason. */

const KIB = 1024;
const MIB = 1024 * KIB;

/** Longest argument of a command, and longest value: what a Gaios node takes by default. */
export const BULK_BYTES_MAX = 10 * MIB;
/** Largest operation, so the node's `valueBytesMax`: a value of full size beside a key and the framing. */
export const OPERATION_BYTES_MAX = BULK_BYTES_MAX + 64 * KIB;
/** Most arguments of one command, as in Redis. */
export const MULTIBULK_MAX = 1024 * 1024;
/** Longest inline command, and longest length line, as in Redis. */
export const INLINE_BYTES_MAX = 64 * KIB;
/** One request, counted with `ARGUMENT_OVERHEAD_BYTES`: some arguments of full size, and no more. */
export const REQUEST_BYTES_MAX = 128 * MIB;
/** What an argument, or a piece of one, costs in memory besides its bytes. Counted, so that a million empty arguments are not free. */
export const ARGUMENT_OVERHEAD_BYTES = 64;
/** Each argument that a request announces costs this in memory before it arrives. */
export const ARGUMENT_SLOT_BYTES = 8;
/** Requests that all connections together may hold, complete or not. */
export const REQUESTS_BYTES_MAX = 512 * MIB;
/** Commands of one connection that run at once; more wait in the socket. Enough to fill the log's batches. */
export const PIPELINE_MAX = 512;
/** Connections, as in Redis. */
export const CLIENTS_MAX = 10_000;
/** Replies of at most this size are joined into one string before they are written; larger ones are written as they are. */
export const REPLY_JOIN_BYTES_MAX = 4 * KIB;
/** Peers that vanished without a word are found by TCP keep-alive after about this long, ms. */
export const KEEP_ALIVE_MS = 60_000;
/** Between our end of a connection and its destruction: time for the last replies to be read, ms. */
export const LINGER_MS = 1_000;
/** At shutdown: for commands under way, ms. Above the default timeout of 5 s, so that each still gets its answer. */
export const DRAIN_MS_MAX = 7_000;
/** At shutdown: for everything; the contract says 20 s, and a slow machine needs some of that. */
export const STOP_MS_MAX = 15_000;
