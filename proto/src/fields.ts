/**
 * How the fields of messages travel and what is accepted of them. A field that has no `encode` travels as it is; every
 * field has a `decode`, which refuses what no node of ours could have meant.
 */

import { isBallot } from '@gaios/core';
import { InvariantViolation } from '@gaios/sm-base';
import { DURATION_MS_MAX, GROUP_MAX, INSTANCE_MAX, NODE_MAX, U32_MAX, VALUE_BYTES_MAX } from './limits.ts';
import { WireError } from './wire-error.ts';

/** `T` is the type in our messages, `W` the one that the generated code reads and writes. `name` is for errors. */
export interface Field<T, W> {
  readonly decode: (wire: W, name: string) => T;
  readonly encode?: (value: T) => W;
}

const integer = (min: number, max: number): Field<number, number> => ({
  decode: (wire, name) => {
    // Number.isSafeInteger also takes -0, which would make equal states unequal.
    if (!Number.isSafeInteger(wire) || wire < min || wire > max || Object.is(wire, -0)) {
      throw new WireError(`${name} ${wire} is outside ${min} … ${max}`);
    }
    return wire;
  },
});

export const instance = integer(1, INSTANCE_MAX);
/** 0 says none. */
export const instanceOrNone = integer(0, INSTANCE_MAX);
export const node = integer(1, NODE_MAX);
export const nodeOrNone = integer(0, NODE_MAX);
/** A node that is named or not; 0 on the wire. Absent in our messages, so that what has none need not say so. */
export const nodeIfAny: Field<number | undefined, number> = {
  decode: (wire, name) => (wire === 0 ? undefined : node.decode(wire, name)),
  encode: (value) => value ?? 0,
};
export const group = integer(0, GROUP_MAX);
/** 0 until the sender has concluded instance 1. */
export const gid = integer(0, Number.MAX_SAFE_INTEGER);
export const boot = integer(1, U32_MAX);
export const unsigned32 = integer(0, U32_MAX);
/** What is counted from 1, and what is 0 before. */
export const counter = integer(1, Number.MAX_SAFE_INTEGER);
export const counterOrNone = integer(0, Number.MAX_SAFE_INTEGER);

export const ballot: Field<number, number> = {
  decode: (wire, name) => {
    if (!isBallot(wire)) throw new WireError(`${name} ${wire} is no ballot`);
    return wire;
  },
};

export const ballotOrNone: Field<number, number> = {
  decode: (wire, name) => (Object.is(wire, 0) ? 0 : ballot.decode(wire, name)),
};

/** Not negative, at most a day: nobody supports anybody for longer. */
export const duration: Field<number, number> = {
  decode: (wire, name) => {
    if (!(wire >= 0 && wire <= DURATION_MS_MAX) || Object.is(wire, -0)) {
      throw new WireError(`${name} ${wire} is no duration`);
    }
    return wire;
  },
};

export const flag: Field<boolean, boolean> = { decode: (wire) => wire };

const NO_BYTES = new Uint8Array(0);

/** A view of the payload. */
export const bytes: Field<Uint8Array, Uint8Array> = {
  decode: (wire, name) => {
    if (wire.length > VALUE_BYTES_MAX) {
      throw new WireError(`${name} has ${wire.length} bytes, more than ${VALUE_BYTES_MAX}`);
    }
    // The generated code's own default is a Buffer.
    return wire.length === 0 ? NO_BYTES : wire;
  },
};

/** The longest that has a place in our messages: the name of a client. */
const TEXT_LENGTH_MAX = 256;

export const text: Field<string, string> = {
  decode: (wire, name) => {
    if (wire.length > TEXT_LENGTH_MAX) throw new WireError(`${name} has ${wire.length} characters`);
    return wire;
  },
};

/** A view of the payload, of something that is bounded by more than the size of a value. */
export const bytesUpTo = (bytesMax: number): Field<Uint8Array, Uint8Array> => ({
  decode: (wire, name) => {
    if (wire.length > bytesMax)
      throw new WireError(`${name} has ${wire.length} bytes, more than ${bytesMax}`);
    return bytes.decode(wire, name);
  },
});

/** A text of a form. */
export const formed = (form: RegExp, lengthMax: number): Field<string, string> => ({
  decode: (wire, name) => {
    if (wire.length > lengthMax || !form.test(wire)) throw new WireError(`${name} has not the form of one`);
    return wire;
  },
});

const SHA256_BYTES = 32;

/** 64 hexadecimal characters, and half as many bytes on the wire. */
export const sha256: Field<string, Uint8Array> = {
  decode: (wire, name) => {
    if (wire.length !== SHA256_BYTES) {
      throw new WireError(`${name} has ${wire.length} bytes, not ${SHA256_BYTES}`);
    }
    return Buffer.from(wire.buffer, wire.byteOffset, SHA256_BYTES).toString('hex');
  },
  encode: (value) => {
    const wire = Buffer.from(value, 'hex');
    if (wire.length !== SHA256_BYTES || value.length !== 2 * SHA256_BYTES) {
      throw new InvariantViolation('a SHA-256 is 64 hexadecimal characters', { sha256: value });
    }
    return wire;
  },
};

const STORAGE_ID_BYTES = 16;

/** The last one of each direction: all the votes of a payload name one disk, that of the leader that reads them. */
const lastDecoded = { text: '0'.repeat(2 * STORAGE_ID_BYTES), wire: new Uint8Array(STORAGE_ID_BYTES) };
const lastEncoded = { text: '', wire: NO_BYTES };

const isSame = (some: Uint8Array, others: Uint8Array): boolean => {
  for (let at = 0; at < STORAGE_ID_BYTES; at++) if (some[at] !== others[at]) return false;
  return true;
};

export const storageId: Field<string, Uint8Array> = {
  decode: (wire, name) => {
    if (wire.length !== STORAGE_ID_BYTES) {
      throw new WireError(`${name} has ${wire.length} bytes, not ${STORAGE_ID_BYTES}`);
    }
    if (!isSame(wire, lastDecoded.wire)) {
      lastDecoded.text = Buffer.from(wire.buffer, wire.byteOffset, STORAGE_ID_BYTES).toString('hex');
      lastDecoded.wire.set(wire);
    }
    return lastDecoded.text;
  },
  encode: (value) => {
    if (value !== lastEncoded.text) {
      const wire = Buffer.from(value, 'hex');
      if (wire.length !== STORAGE_ID_BYTES || value.length !== 2 * STORAGE_ID_BYTES) {
        throw new InvariantViolation('a storageId is 32 hexadecimal characters', { storageId: value });
      }
      lastEncoded.text = value;
      lastEncoded.wire = wire;
    }
    return lastEncoded.wire;
  },
};

/** One of a few words; the table gives each its number in the schema. */
export const oneOf = <T extends string>(numbers: Readonly<Record<T, number>>): Field<T, number> => {
  const words = new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word as T]));
  return {
    decode: (wire, name) => {
      const word = words.get(wire);
      if (word === undefined) throw new WireError(`${name} ${wire} is not known`);
      return word;
    },
    encode: (value) => numbers[value],
  };
};

/** As `oneOf`, of a word that a later version may add to: what is not known is `fallback`. */
export const oneOfOr = <T extends string>(
  numbers: Readonly<Record<T, number>>,
  fallback: T,
): Field<T, number> => {
  const words = new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word as T]));
  return { decode: (wire) => words.get(wire) ?? fallback, encode: (value) => numbers[value] };
};

/** How many there may be at most is bounded for the payload as a whole (PAYLOAD_FIELDS_MAX). */
export const list = <T, W>(element: Field<T, W>, min: 0 | 1): Field<readonly T[], W[]> => {
  const { encode } = element;
  return {
    decode: (wire, name) => {
      if (wire.length < min) throw new WireError(`${name} is empty`);
      if (wire.length === 0) return []; // what is absent is an array that all share
      // In place: the generated code made the array for this message.
      const values = wire as unknown[];
      for (let at = 0; at < wire.length; at++) values[at] = element.decode(wire[at]!, name);
      return values as T[];
    },
    ...(encode !== undefined && { encode: (values) => values.map((each) => encode(each)) }),
  };
};

/** A list that the schema has to wrap in a message, because a list of lists does not exist there. */
export const wrappedList = <const N extends string, T, W>(
  wrapper: N,
  inner: Field<readonly T[], W[]>,
): Field<readonly T[], Record<N, W[]>> => ({
  decode: (wire, name) => inner.decode(wire[wrapper], name),
  encode: (values) => ({ [wrapper]: inner.encode?.(values) ?? values }) as Record<N, W[]>,
});

/** Every field of `T`, so that a new one fails to compile until it is known here and in the schema. */
export type Spec<T, W> = { readonly [F in keyof T]-?: F extends keyof W ? Field<T[F], W[F]> : never };

type AnyObject = Record<string, unknown>;

/** An object of the fields that `spec` names, after those of `head`. */
export const struct = <T extends object, W extends object>(
  spec: Spec<T, W>,
  head?: Partial<T>,
): Field<T, W> => {
  const fields = Object.entries(spec as Readonly<Record<string, Field<unknown, unknown>>>);
  const converted = fields.flatMap(([name, { encode }]) => (encode === undefined ? [] : [{ name, encode }]));
  const toWire = (value: T): W => {
    const wire: AnyObject = { ...(value as AnyObject) };
    for (const { name, encode } of converted) wire[name] = encode(wire[name]);
    return wire as W;
  };
  // Copying an object that has all the properties and filling it in is several times faster than adding them by name.
  const blank: AnyObject = { ...head, ...Object.fromEntries(fields.map(([name]) => [name, undefined])) };
  return {
    decode: (wire) => {
      const value: AnyObject = { ...blank };
      for (const [name, field] of fields) value[name] = field.decode((wire as AnyObject)[name], name);
      return value as T;
    },
    // The generated writer takes any object with the right properties: most messages go to it as they are.
    ...(converted.length > 0 && { encode: toWire }),
  };
};
