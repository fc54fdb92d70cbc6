/** What both ends of a WebSocket must agree on. */

import { frameOverheadBytesMax } from './frame.ts';
import { transportOptionRows, type TransportTuning } from './options.ts';

export const upgradePath = '/gaios';

/** Header and body of a large frame. */
const fragmentsMax = 2;
/** Reads of a socket that make up one frame; the smallest reads still allow the largest frames we send. */
const bufferedReadsMax = 64 * 1024;
const pendingPongsMax = 16;
/** How long the peer may take to answer a close frame, ms. */
const closeTimeoutMs = 1_000;

export interface SocketOptions {
  readonly perMessageDeflate: false;
  readonly maxPayload: number;
  readonly maxFragments: number;
  readonly maxBufferedChunks: number;
  readonly maxPendingAutoPongs: number;
  readonly closeTimeout: number;
}

export function socketOptions(tuning: TransportTuning): SocketOptions {
  return {
    perMessageDeflate: false,
    maxPayload:
      Math.max(tuning.consensusPayloadBytesMax, transportOptionRows.chunkBytes.max) + frameOverheadBytesMax,
    maxFragments: fragmentsMax,
    maxBufferedChunks: bufferedReadsMax,
    maxPendingAutoPongs: pendingPongsMax,
    closeTimeout: closeTimeoutMs,
  };
}
