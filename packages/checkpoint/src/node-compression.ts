/** The compression of node:zlib. Raw deflate, without a header: chunks have a checksum of their own. */

import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib';
import type { Compression } from './compression.ts';

/** The fastest: a second of a core must not save less than it costs on a fast network. */
const LEVEL = 1;

/** What cannot be compressed grows by some bytes; more than one piece of output is a way through the event loop for each. */
const GROWTH_BYTES = 1024;

const deflateOnThread = promisify<Uint8Array, object, Uint8Array>(deflateRaw);
const inflateOnThread = promisify<Uint8Array, object, Uint8Array>(inflateRaw);

/** zlib takes no bound of 0. */
const bound = (lengthMax: number): { readonly maxOutputLength: number } => ({
  maxOutputLength: Math.max(1, lengthMax),
});

/** On threads of the process, so that the event loop goes on. */
export const threadCompression: Compression = {
  deflate: (bytes) => deflateOnThread(bytes, { level: LEVEL, chunkSize: bytes.length + GROWTH_BYTES }),
  inflate: (bytes, lengthMax) => inflateOnThread(bytes, bound(lengthMax)),
};

/** On the caller's thread: the same bytes, at the same point of a simulated run each time. */
export const directCompression: Compression = {
  deflate: (bytes) => Promise.resolve(deflateRawSync(bytes, { level: LEVEL })),
  // A promise's own function, so that what zlib throws rejects.
  inflate: (bytes, lengthMax) => new Promise((resolve) => resolve(inflateRawSync(bytes, bound(lengthMax)))),
};
