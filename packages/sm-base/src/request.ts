/**
 * What a proposal may carry in front of its value; two bits of the entry's smId say so, and nothing between the proposer
 * and the executor has to know.
 *
 * Bit 31: a request that comes from outside and may be repeated through another node carries the client's own name for
 * it (DESIGN 3.4). Bit 30, within it: the version of the master under which alone it is to be executed (DESIGN 5).
 *
 *     client length u8 | client UTF-8 | number f64 little-endian | version f64 little-endian | value
 */

import { GaiosError } from './errors.ts';

/** A client's own name for a request: the same through whichever node it is sent, however often. */
export interface RequestId {
  /** 1 … 64 bytes of UTF-8: the client, unique for ever (a UUID, say). */
  readonly clientId: string;
  /** From 1, a safe integer, growing with each new request of the client. */
  readonly number: number;
}

const REQUEST_FLAG = 2 ** 31;
const CONDITION_FLAG = 2 ** 30;
const CONDITION_BYTES = 8;
const CLIENT_BYTES_MAX = 64;
/** The most that this adds to a value, bytes. */
export const REQUEST_ID_BYTES_MAX = 1 + CLIENT_BYTES_MAX + 8 + CONDITION_BYTES;

export interface AddressedValue {
  readonly smId: number;
  readonly payload: Uint8Array;
}

export interface UnwrappedValue extends AddressedValue {
  readonly requestId: RequestId | undefined;
  readonly ifMasterVersion: number | undefined;
}

/** To be executed only while the group's master has this version. @throws GaiosError INVALID_ARGUMENT */
export const wrapCondition = (ifMasterVersion: number, { smId, payload }: AddressedValue): AddressedValue => {
  if (!Number.isSafeInteger(ifMasterVersion) || ifMasterVersion < 1) {
    throw new GaiosError('INVALID_ARGUMENT', 'ifMasterVersion is a version: a safe integer from 1', {
      facts: { ifMasterVersion },
    });
  }
  const bytes = new Uint8Array(CONDITION_BYTES + payload.length);
  new DataView(bytes.buffer).setFloat64(0, ifMasterVersion, true);
  bytes.set(payload, CONDITION_BYTES);
  return { smId: smId + CONDITION_FLAG, payload: bytes };
};

/** What `unwrapRequest` undoes. @throws GaiosError INVALID_ARGUMENT */
export const wrapValue = ({ requestId, ifMasterVersion, ...value }: UnwrappedValue): AddressedValue => {
  const conditional = ifMasterVersion === undefined ? value : wrapCondition(ifMasterVersion, value);
  return requestId === undefined ? conditional : wrapRequest(requestId, conditional);
};

/** The client's name as bytes. @throws GaiosError INVALID_ARGUMENT for an id that is none, or out of bounds. */
export const checkRequestId = (requestId: Partial<RequestId> | undefined): ArrayLike<number> => {
  const { clientId, number } = requestId ?? {};
  const client = typeof clientId === 'string' ? utf8Bytes(clientId) : [];
  const isNumber = Number.isSafeInteger(number) && (number ?? 0) >= 1;
  if (client.length >= 1 && client.length <= CLIENT_BYTES_MAX && isNumber) return client;
  throw new GaiosError(
    'INVALID_ARGUMENT',
    `a requestId has a clientId of 1 … ${CLIENT_BYTES_MAX} bytes and a number from 1`,
    { facts: { clientId, number } },
  );
};

/** @throws GaiosError INVALID_ARGUMENT for an id out of bounds. */
export const wrapRequest = (requestId: RequestId, { smId, payload }: AddressedValue): AddressedValue => {
  const client = checkRequestId(requestId);
  const head = 1 + client.length + 8;
  const bytes = new Uint8Array(head + payload.length);
  bytes[0] = client.length;
  bytes.set(client, 1);
  new DataView(bytes.buffer).setFloat64(1 + client.length, requestId.number, true);
  bytes.set(payload, head);
  return { smId: smId + REQUEST_FLAG, payload: bytes };
};

/** Whether there is anything in front of the value. */
export const isWrapped = (smId: number): boolean => smId >= CONDITION_FLAG;

/** Takes off what is in front; the payload is a view. @throws GaiosError STORAGE_DAMAGED */
export const unwrapRequest = ({ smId, payload }: AddressedValue): UnwrappedValue => {
  if (smId < REQUEST_FLAG) return unwrapCondition({ smId, payload }, undefined);
  const length = payload[0] ?? 0;
  const head = 1 + length + 8;
  if (length < 1 || payload.length < head) throw new GaiosError('STORAGE_DAMAGED', 'not a request id');
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const requestId = {
    clientId: utf8Text(payload.subarray(1, 1 + length)),
    number: view.getFloat64(1 + length, true),
  };
  return unwrapCondition({ smId: smId - REQUEST_FLAG, payload: payload.subarray(head) }, requestId);
};

const unwrapCondition = (
  { smId, payload }: AddressedValue,
  requestId: RequestId | undefined,
): UnwrappedValue => {
  if (smId < CONDITION_FLAG) return { smId, payload, requestId, ifMasterVersion: undefined };
  if (payload.length < CONDITION_BYTES) throw new GaiosError('STORAGE_DAMAGED', 'not a version');
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const ifMasterVersion = view.getFloat64(0, true);
  return {
    smId: smId - CONDITION_FLAG,
    payload: payload.subarray(CONDITION_BYTES),
    requestId,
    ifMasterVersion,
  };
};

/** The language's own UTF-8, since this package has no TextEncoder (`types: []`). Empty for what is no Unicode. */
const utf8Bytes = (text: string): Uint8Array => {
  let escaped: string;
  try {
    escaped = encodeURIComponent(text);
  } catch {
    return new Uint8Array(0);
  }
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] !== '%') {
      bytes.push(escaped.charCodeAt(i));
      continue;
    }
    bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
    i += 2;
  }
  return Uint8Array.from(bytes);
};

/** Bytes that are no UTF-8 stand for themselves: the name only has to be the same everywhere. */
const utf8Text = (bytes: Uint8Array): string => {
  const hex = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(hex);
  } catch {
    return hex;
  }
};
