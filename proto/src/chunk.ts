/**
 * A piece of a file, in bytes. The generated code grows a buffer by doubling, moves what it holds to make room for its length,
 * and copies it once more at the end: for a piece of 256 KiB a mebibyte of garbage, and four copies. Here it is copied once,
 * into the place that it travels from. What is read is the same: fields may come in any order, and the bytes come last.
 */

import type { CheckpointMessageOf } from '@gaios/checkpoint';
import { gaios } from '#proto';
import { nodeRows } from './node-rows.ts';

/** As the schema numbers them: `Payload.send_file`, and `SendFile.data`; both are counted in bytes. */
const SEND_FILE_TAG = (14 << 3) | 2;
const DATA_TAG = (10 << 3) | 2;
/** Of a length below 2^32. */
const VARINT_BYTES_MAX = 5;

const varint = (value: number): Uint8Array => {
  const bytes = new Uint8Array(VARINT_BYTES_MAX);
  let at = 0;
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
  bytes[at++] = rest;
  return bytes.subarray(0, at);
};

export const encodeChunk = (message: CheckpointMessageOf<'SendFile'>): Uint8Array => {
  const { data } = message;
  const { codec } = nodeRows.SendFile;
  const { data: _last, ...wire }: gaios.v1.SendFile.$Properties = codec.encode?.(message) ?? message;
  const fields = gaios.v1.SendFile.encode(wire).finish();
  const length = varint(data.length);
  const inner = varint(fields.length + 1 + length.length + data.length);
  const parts = [[SEND_FILE_TAG], inner, fields, [DATA_TAG], length, data];
  const payload = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    payload.set(part, at);
    at += part.length;
  }
  return payload;
};
