/**
 * The replicated state: one machine per group, with the keys that hash to it. Whatever a command decides (does the key
 * exist, is it a number, does it overflow) is decided here, in the log's order, so each command is atomic. The state
 * lives in memory and is rebuilt from the log at start.
 */

import { createHash } from 'node:crypto';

import { StateMachine } from 'gaios';

import { globMatches } from './glob.ts';
import { isInt64, parseInt64 } from './integer.ts';
import { BULK_BYTES_MAX } from './limits.ts';
import {
  decodeOperation,
  OPERATIONS,
  SET_IF_ABSENT,
  SET_IF_PRESENT,
  SET_RETURNS_COUNT,
  SET_RETURNS_OLD,
  type Operation,
} from './operations.ts';
import { bulk, ErrorReply, OK, type Reply } from './reply.ts';

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

/** Buffers are no keys of a Map; a string of one character per byte is. */
const keyOf = (bytes: Buffer): string => bytes.toString('latin1');

const is = (flags: number, flag: number): boolean => (flags & flag) !== 0;

export class KvMachine extends StateMachine<Reply> {
  readonly smId = KV_SM_ID;
  /** Values are never changed in place, so a reply may hold one while it is sent. */
  readonly #entries = new Map<string, Buffer>();

  override execute(value: Uint8Array): Reply {
    const operation = decodeOperation(value);
    return operation === undefined ? UNKNOWN_OPERATION : this.#apply(operation);
  }

  override query(query: unknown): Reply[] {
    return (query as readonly KvQuery[]).map((each) => this.#answer(each));
  }

  override stateHash(): Uint8Array {
    const hash = createHash('sha256');
    const length = Buffer.alloc(8);
    for (const key of [...this.#entries.keys()].toSorted()) {
      const value = this.#entries.get(key) ?? Buffer.alloc(0);
      length.writeUInt32BE(key.length, 0);
      length.writeUInt32BE(value.length, 4);
      hash.update(length).update(key, 'latin1').update(value);
    }
    return hash.digest();
  }

  #apply({ code, flags, fields }: Operation): Reply {
    const [first, second, third] = fields;
    switch (code) {
      case OPERATIONS.delete:
        return fields.filter((key) => this.#entries.delete(keyOf(key))).length;
      case OPERATIONS.setMany:
        return this.#setMany(fields);
      case OPERATIONS.flush:
        this.#entries.clear();
        return OK;
      default:
    }
    if (first === undefined) return UNKNOWN_OPERATION;
    if (code === OPERATIONS.getDelete) return this.#getDelete(first);
    if (second === undefined) return UNKNOWN_OPERATION;
    switch (code) {
      case OPERATIONS.set:
        return this.#set(first, second, flags);
      case OPERATIONS.increment:
        return this.#increment(first, second);
      case OPERATIONS.append:
        return this.#append(first, second);
      case OPERATIONS.compareAndSet:
        return third === undefined ? UNKNOWN_OPERATION : this.#compareAndSet(first, second, third);
      default:
        return UNKNOWN_OPERATION;
    }
  }

  /** Copies, because `value` is a view of a whole batch. */
  #store(key: string, value: Buffer): void {
    this.#entries.set(key, Buffer.from(value));
  }

  #set(key: Buffer, value: Buffer, flags: number): Reply {
    const name = keyOf(key);
    const old = this.#entries.get(name) ?? null;
    const refused = old === null ? is(flags, SET_IF_PRESENT) : is(flags, SET_IF_ABSENT);
    if (!refused) this.#store(name, value);
    if (is(flags, SET_RETURNS_OLD)) return old;
    if (is(flags, SET_RETURNS_COUNT)) return refused ? 0 : 1;
    return refused ? null : OK;
  }

  #setMany(fields: readonly Buffer[]): Reply {
    if (fields.length % 2 !== 0) return UNKNOWN_OPERATION;
    for (const [index, value] of fields.entries()) {
      const key = fields[index - 1];
      if (index % 2 === 1 && key !== undefined) this.#store(keyOf(key), value);
    }
    return OK;
  }

  #getDelete(key: Buffer): Reply {
    const name = keyOf(key);
    const old = this.#entries.get(name) ?? null;
    this.#entries.delete(name);
    return old;
  }

  #increment(key: Buffer, by: Buffer): Reply {
    const name = keyOf(key);
    const present = parseInt64((this.#entries.get(name) ?? bulk('0')).toString('latin1'));
    const delta = parseInt64(by.toString('latin1'));
    if (present === undefined || delta === undefined) return NOT_AN_INTEGER;
    const sum = present + delta;
    if (!isInt64(sum)) return OVERFLOW;
    this.#entries.set(name, bulk(String(sum)));
    return sum;
  }

  #append(key: Buffer, tail: Buffer): Reply {
    const name = keyOf(key);
    const value = Buffer.concat([this.#entries.get(name) ?? Buffer.alloc(0), tail]);
    if (value.length > BULK_BYTES_MAX) return TOO_LONG;
    this.#entries.set(name, value);
    return value.length;
  }

  #compareAndSet(key: Buffer, expected: Buffer, value: Buffer): Reply {
    const name = keyOf(key);
    if (this.#entries.get(name)?.equals(expected) !== true) return 0;
    this.#store(name, value);
    return 1;
  }

  #answer(query: KvQuery): Reply {
    switch (query.kind) {
      case 'get':
        return this.#entries.get(keyOf(query.key)) ?? null;
      case 'strlen':
        return this.#entries.get(keyOf(query.key))?.length ?? 0;
      case 'mget':
        return query.keys.map((key) => this.#entries.get(keyOf(key)) ?? null);
      case 'exists':
        return query.keys.filter((key) => this.#entries.has(keyOf(key))).length;
      case 'keys':
        return this.#keys(query.pattern.toString('latin1'));
      case 'dbsize':
        return this.#entries.size;
      default:
        return UNKNOWN_OPERATION;
    }
  }

  #keys(pattern: string): Buffer[] {
    const matching = [...this.#entries.keys()].filter((key) => globMatches(pattern, key));
    return matching.map((key) => Buffer.from(key, 'latin1'));
  }
}
