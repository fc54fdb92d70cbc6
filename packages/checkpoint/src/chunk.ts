/** The checksum of one message of a transfer: of what it says as well as of what it carries. */

import { crc32 } from 'node:zlib';
import type { CheckpointMessageOf } from './messages.ts';

type SendFile = CheckpointMessageOf<'SendFile'>;
type BlockHashes = CheckpointMessageOf<'BlockHashes'>;

const FLAGS = { begin: 1, ing: 2, end: 3 } as const;

/** zlib takes an empty buffer without memory behind it for a request to start anew. */
const continued = (crc: number, bytes: Uint8Array): number => (bytes.length === 0 ? crc : crc32(bytes, crc));

const crcOf = (numbers: readonly number[], ...parts: readonly Uint8Array[]): number => {
  const header = new Float64Array(numbers);
  let crc = crc32(new Uint8Array(header.buffer));
  for (const part of parts) crc = continued(crc, part);
  return crc;
};

export const chunkCrc = (chunk: Omit<SendFile, 'crc'>): number => {
  const { transfer, seq, flag, fileIdx, offset, length, kept, encoding, data } = chunk;
  const numbers = [transfer, seq, FLAGS[flag], fileIdx, offset, length, kept.length];
  return crcOf([...numbers, encoding === 'deflate' ? 1 : 0, data.length], kept, data);
};

export const hashesCrc = ({ transfer, fileIdx, block, hashes }: Omit<BlockHashes, 'crc'>): number =>
  crcOf([transfer, fileIdx, block, hashes.length], hashes);
