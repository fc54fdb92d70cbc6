/** Everything that may be set about transfers, with default and reason. packages/node has the rows that users set. */

import { GaiosError } from '@gaios/sm-base';
import { BLOCK_BYTES, CHUNK_BYTES_MAX } from './bounds.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

export interface TransferOptions {
  /**
   * What one message covers of a file; a multiple of 4 KiB. Small beside the window, large beside its head, and with it within the
   * 256 KiB that the transport sends as one piece.
   */
  readonly chunkBytes: number;
  /** Sent and not acknowledged: a gigabit network with 30 ms there and back. Both sides keep as much in memory. */
  readonly windowBytes: number;
  /** The same in messages, for files that are small. */
  readonly windowChunks: number;
  /** All transfers of a node together; 0: without limit, else so much that no receiver takes the wait for silence. Leaves room for proposals on a network of a gigabit and a busy disk. */
  readonly rateBytesPerSecond: number;
  /** Tried chunk by chunk, and left where it does not help. */
  readonly compress: boolean;
  /** Without an acknowledgement for so long, the window is sent again; twice as long each time. */
  readonly resendMs: number;
  /** Without any word of the receiver for so long, the sender lets go; the receiver asks again when it is back. */
  readonly giveUpMs: number;
  /** Without any word of the sender for so long, the receiver takes it up again: with it, or with another. */
  readonly silenceMs: number;
  /** So many times with the same sender before another one is looked for. */
  readonly takesMax: number;
  /** How long offers are waited for, unless a majority came before. */
  readonly offersMs: number;
  /** Between attempts that failed, doubled each time up to the other. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** Transfers that a node sends at a time. More share one disk and one rate, and each takes longer. */
  readonly transfersMax: number;
  /** How long log is held for a receiver that says nothing: it may be starting anew, or be dead. */
  readonly holdMs: number;
  /** How often a receiver that catches up says how far it is. */
  readonly reportMs: number;
  /** What a receiver may have to ask for again after a crash. */
  readonly markEveryBytes: number;
}

export const TRANSFER_DEFAULTS: TransferOptions = {
  chunkBytes: 252 * KiB,
  windowBytes: 4 * MiB,
  windowChunks: 256,
  rateBytesPerSecond: 8 * MiB,
  compress: true,
  resendMs: 2_000,
  giveUpMs: 60_000,
  silenceMs: 15_000,
  takesMax: 3,
  offersMs: 1_000,
  retryMinMs: 500,
  retryMaxMs: 30_000,
  transfersMax: 2,
  holdMs: 600_000,
  reportMs: 1_000,
  markEveryBytes: 32 * MiB,
};

/** Fills in what is not set. @throws GaiosError INVALID_OPTIONS, `facts.violations` */
export const transferOptions = (given: Partial<TransferOptions> = {}): TransferOptions => {
  const options: TransferOptions = { ...TRANSFER_DEFAULTS, ...given };
  const violations = Object.entries(options)
    .filter(([, value]) => typeof value !== 'boolean' && !(Number.isSafeInteger(value) && value >= 0))
    .map(([name, value]) => `${name} is no count: ${value}`);
  const { chunkBytes, windowBytes, windowChunks, takesMax, transfersMax } = options;
  if (chunkBytes % BLOCK_BYTES !== 0 || chunkBytes < BLOCK_BYTES || chunkBytes > CHUNK_BYTES_MAX) {
    violations.push(`chunkBytes is a multiple of ${BLOCK_BYTES} up to ${CHUNK_BYTES_MAX}, not ${chunkBytes}`);
  }
  const { rateBytesPerSecond: rate, silenceMs } = options;
  if (rate > 0 && (transfersMax * chunkBytes * 1000) / rate > silenceMs) {
    violations.push(
      `rateBytesPerSecond ${rate} gives a receiver not one chunk within silenceMs ${silenceMs}`,
    );
  }
  if (windowBytes < chunkBytes) violations.push('windowBytes holds not one chunk');
  if (Math.min(windowChunks, takesMax, transfersMax) < 1) violations.push('a count is 0');
  if (violations.length > 0) {
    throw new GaiosError('INVALID_OPTIONS', violations.join('; '), { facts: { violations } });
  }
  return options;
};

/** What people may want to see of checkpoints; all of it is optional to watch. */
export type TransferEvent =
  | { readonly kind: 'asking'; readonly groupIdx: number; readonly round: number }
  | { readonly kind: 'receiving'; readonly groupIdx: number; readonly from: number; readonly id: string }
  | {
      readonly kind: 'progress';
      readonly side: 'sender' | 'receiver';
      readonly groupIdx: number;
      readonly peer: number;
      readonly id: string;
      readonly bytesDone: number;
      readonly bytesTotal: number;
    }
  | {
      readonly kind: 'received' | 'installed' | 'caughtUp';
      readonly groupIdx: number;
      readonly from: number;
      readonly id: string;
    }
  | {
      readonly kind: 'sent';
      readonly groupIdx: number;
      readonly to: number;
      readonly id: string;
      /** Of messages, as they travelled. */
      readonly bytesSent: number;
    }
  | {
      readonly kind: 'failed';
      readonly side: 'sender' | 'receiver';
      readonly groupIdx: number;
      readonly peer: number;
      readonly id: string;
      readonly reason: string;
      readonly error?: unknown;
    };
