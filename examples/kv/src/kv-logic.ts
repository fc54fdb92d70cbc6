/**
 * What the operations do and the reads answer, on entries wherever they are. Whatever a command decides (does the key
 * exist, is it a number, does it overflow) is decided here, in the log's order, so each command is atomic.
 */

import { createHash } from 'node:crypto';

import { globMatches } from './glob.ts';
import { isInt64, parseInt64 } from './integer.ts';
import type { Entries, ReadEntries } from './kv-entries.ts';
import { BULK_BYTES_MAX } from './limits.ts';
import {
  decodeOperation,
  OPERATIONS,
  SET_IF_ABSENT,
  SET_IF_PRESENT,
  SET_RETURNS_COUNT,
  SET_RETURNS_OLD,
} from './operations.ts';
import { bulk, ErrorReply, OK, type Reply } from './reply.ts';

/** Of the machine that holds them. */
export const KV_SM_ID = 1;

/** What `query` answers. It takes several at once, since many GETs may share one read of the group. */
export type KvQuery =
  | { readonly kind: 'get' | 'strlen'; readonly key: Buffer }
  | { readonly kind: 'mget' | 'exists'; readonly keys: readonly Buffer[] }
  | { readonly kind: 'keys'; readonly pattern: Buffer }
  | { readonly kind: 'dbsize' };

const NOT_AN_INTEGER = new ErrorReply('ERR value is not an integer or out of range');
const OVERFLOW = new ErrorReply('ERR increment or decrement would overflow');
const TOO_LONG = new ErrorReply('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
const UNKNOWN_OPERATION = new ErrorReply('ERR the operation in the log is unknown to this version');

const is = (flags: number, flag: number): boolean => (flags & flag) !== 0;

/** Executes an operation as it stands in the log. */
export const applyOperation = (entries: Entries, value: Uint8Array): Reply => {
  const operation = decodeOperation(value);
  if (operation === undefined) return UNKNOWN_OPERATION;
  const { code, flags, fields } = operation;
  const [first, second, third] = fields;
  switch (code) {
    case OPERATIONS.delete:
      return fields.filter((key) => entries.delete(key)).length;
    case OPERATIONS.setMany:
      return setMany(entries, fields);
    case OPERATIONS.flush:
      entries.clear();
      return OK;
    default:
  }
  if (first === undefined) return UNKNOWN_OPERATION;
  if (code === OPERATIONS.getDelete) return getDelete(entries, first);
  if (second === undefined) return UNKNOWN_OPERATION;
  switch (code) {
    case OPERATIONS.set:
      return setOne(entries, first, second, flags);
    case OPERATIONS.increment:
      return increment(entries, first, second);
    case OPERATIONS.append:
      return append(entries, first, second);
    case OPERATIONS.compareAndSet:
      return third === undefined ? UNKNOWN_OPERATION : compareAndSet(entries, first, second, third);
    default:
      return UNKNOWN_OPERATION;
  }
};

/** Copies, because `value` is a view of a whole batch. */
const store = (entries: Entries, key: Buffer, value: Buffer): void => entries.set(key, Buffer.from(value));

const setOne = (entries: Entries, key: Buffer, value: Buffer, flags: number): Reply => {
  if (flags === 0) {
    // A plain SET does not ask what was there.
    store(entries, key, value);
    return OK;
  }
  const old = entries.get(key) ?? null;
  const refused = old === null ? is(flags, SET_IF_PRESENT) : is(flags, SET_IF_ABSENT);
  if (!refused) store(entries, key, value);
  if (is(flags, SET_RETURNS_OLD)) return old;
  if (is(flags, SET_RETURNS_COUNT)) return refused ? 0 : 1;
  return refused ? null : OK;
};

const setMany = (entries: Entries, fields: readonly Buffer[]): Reply => {
  if (fields.length % 2 !== 0) return UNKNOWN_OPERATION;
  for (const [index, value] of fields.entries()) {
    const key = fields[index - 1];
    if (index % 2 === 1 && key !== undefined) store(entries, key, value);
  }
  return OK;
};

const getDelete = (entries: Entries, key: Buffer): Reply => {
  const old = entries.get(key) ?? null;
  entries.delete(key);
  return old;
};

const increment = (entries: Entries, key: Buffer, by: Buffer): Reply => {
  const present = parseInt64((entries.get(key) ?? bulk('0')).toString('latin1'));
  const delta = parseInt64(by.toString('latin1'));
  if (present === undefined || delta === undefined) return NOT_AN_INTEGER;
  const sum = present + delta;
  if (!isInt64(sum)) return OVERFLOW;
  entries.set(key, bulk(String(sum)));
  return sum;
};

const append = (entries: Entries, key: Buffer, tail: Buffer): Reply => {
  const value = Buffer.concat([entries.get(key) ?? Buffer.alloc(0), tail]);
  if (value.length > BULK_BYTES_MAX) return TOO_LONG;
  entries.set(key, value);
  return value.length;
};

const compareAndSet = (entries: Entries, key: Buffer, expected: Buffer, value: Buffer): Reply => {
  if (entries.get(key)?.equals(expected) !== true) return 0;
  store(entries, key, value);
  return 1;
};

/** Answers the queries of one read. */
export const answerQueries = (entries: ReadEntries, query: unknown): Reply[] =>
  (query as readonly KvQuery[]).map((each) => answer(entries, each));

const answer = (entries: ReadEntries, query: KvQuery): Reply => {
  switch (query.kind) {
    case 'get':
      return entries.get(query.key) ?? null;
    case 'strlen':
      return entries.get(query.key)?.length ?? 0;
    case 'mget':
      return query.keys.map((key) => entries.get(key) ?? null);
    case 'exists':
      return query.keys.filter((key) => entries.has(key)).length;
    case 'keys': {
      const pattern = query.pattern.toString('latin1');
      return entries.keys().filter((key) => globMatches(pattern, key.toString('latin1')));
    }
    case 'dbsize':
      return entries.size;
    default:
      return UNKNOWN_OPERATION;
  }
};

/** The same for equal entries, wherever they are. */
export const hashEntries = (entries: ReadEntries): Uint8Array => {
  const hash = createHash('sha256');
  const length = Buffer.alloc(8);
  for (const [key, value] of entries.sorted()) {
    length.writeUInt32BE(key.length, 0);
    length.writeUInt32BE(value.length, 4);
    hash.update(length).update(key).update(value);
  }
  return hash.digest();
};
