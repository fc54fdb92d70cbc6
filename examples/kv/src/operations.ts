/**
 * Writes as they stand in the log: one byte of operation, one of flags, then fields of bytes, each behind its length as
 * a varint. Keys, values and numbers are all fields, so that there is one encoding to get right.
 */

/** Never renumbered: logs hold them. */
export const OPERATIONS = {
  set: 1,
  delete: 2,
  getDelete: 3,
  increment: 4,
  append: 5,
  setMany: 6,
  flush: 7,
  compareAndSet: 8,
} as const;

export type OperationCode = (typeof OPERATIONS)[keyof typeof OPERATIONS];

/** Of `set`. */
export const SET_IF_ABSENT = 1;
export const SET_IF_PRESENT = 2;
export const SET_RETURNS_OLD = 4;
/** Answers 1 or 0, as SETNX does. */
export const SET_RETURNS_COUNT = 8;

export interface Operation {
  readonly code: number;
  readonly flags: number;
  readonly fields: readonly Buffer[];
}

const varintBytes = (value: number): number => {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
};

export const encodeOperation = (code: OperationCode, fields: readonly Buffer[] = [], flags = 0): Buffer => {
  let size = 2;
  for (const field of fields) size += varintBytes(field.length) + field.length;
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = code;
  bytes[1] = flags;
  let at = 2;
  for (const field of fields) {
    let rest = field.length;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    at += field.copy(bytes, at);
  }
  return bytes;
};

/** Fields are views of `value`. undefined: the bytes are no operation. */
export const decodeOperation = (value: Uint8Array): Operation | undefined => {
  // Each node decodes each operation: no view of the whole, and no iterator for two bytes.
  const code = value[0];
  const flags = value[1];
  if (code === undefined || flags === undefined) return undefined;
  const fields: Buffer[] = [];
  let at = 2;
  while (at < value.length) {
    let length = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = value[at++] ?? -1;
      if (byte === -1 || scale > 2 ** 28) return undefined;
      length += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    if (length > value.length - at) return undefined;
    fields.push(Buffer.from(value.buffer, value.byteOffset + at, length));
    at += length;
  }
  return { code, flags, fields };
};
