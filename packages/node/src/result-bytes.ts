/**
 * What a machine returned, as bytes and back: for the results that are remembered under clients' names (DESIGN 3.4), which
 * are part of the replicated state and so of every checkpoint. Equal results have equal bytes on every replica.
 *
 * What is plain data comes back as it was, but for the order of an object's keys, and that a Buffer comes back as a
 * Uint8Array. Anything else (a function, a Date or an instance of another class, what is too large or too deep) has no bytes: who asks for it
 * again is told that it was executed, and that its result is lost.
 */

import { GaiosError } from '@gaios/sm-base';

/** The largest result that is remembered, bytes: a table of clients may hold several hundred thousand. */
export const RESULT_BYTES_MAX = 1 << 20;
/** Levels of arrays and objects within each other; also what ends one that contains itself. */
const DEPTH_MAX = 32;

const tags = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  string: 5,
  bytes: 6,
  array: 7,
  object: 8,
  bigint: 9,
  map: 10,
  set: 11,
} as const;

/** Undefined: it is not remembered. */
export const encodeResult = (result: unknown): Uint8Array | undefined => {
  const writer = new Writer();
  return writer.value(result, 0) ? writer.bytes() : undefined;
};

/** @throws GaiosError STORAGE_DAMAGED for what `encodeResult` did not write */
export const decodeResult = (bytes: Uint8Array): unknown => {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (!reader.isAtEnd) throw damaged();
  return value;
};

const damaged = (): GaiosError => new GaiosError('STORAGE_DAMAGED', 'not a result');

/** `[object Map]` of whatever realm. */
const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

/** Of no class: its prototype, if any, is the end of the chain. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

class Writer {
  #bytes = Buffer.allocUnsafe(64);
  #used = 0;

  bytes(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#used));
  }

  /** False: it has no bytes. */
  value(value: unknown, depth: number): boolean {
    if (depth > DEPTH_MAX || this.#used > RESULT_BYTES_MAX) return false;
    if (value === null) return this.#tag(tags.null);
    if (value === undefined) return this.#tag(tags.undefined);
    if (typeof value === 'boolean') return this.#tag(value ? tags.true : tags.false);
    if (typeof value === 'number') return this.#tag(tags.number) && this.#number(value);
    if (typeof value === 'string') return this.#tag(tags.string) && this.#text(value);
    if (typeof value === 'bigint') return this.#tag(tags.bigint) && this.#text(value.toString());
    return typeof value === 'object' && this.#object(value, depth + 1);
  }

  #object(value: object, depth: number): boolean {
    if (Array.isArray(value)) return this.#list(tags.array, value, depth);
    const kind = kindOf(value);
    if (kind === 'Uint8Array') return this.#tag(tags.bytes) && this.#part(value as Uint8Array);
    if (kind === 'Set') return this.#list(tags.set, [...(value as Set<unknown>)], depth);
    if (kind === 'Map') return this.#list(tags.map, [...(value as Map<unknown, unknown>)].flat(), depth);
    if (!isPlain(value)) return false;
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.#tag(tags.object);
    this.#count(entries.length);
    return entries.every(([key, item]) => this.#text(key) && this.value(item, depth));
  }

  #list(tag: number, items: readonly unknown[], depth: number): boolean {
    this.#tag(tag);
    this.#count(items.length);
    for (let i = 0; i < items.length; i++) if (!this.value(items[i], depth)) return false;
    return true;
  }

  #tag(tag: number): true {
    this.#reserve(1);
    this.#used = this.#bytes.writeUInt8(tag, this.#used);
    return true;
  }

  #number(value: number): true {
    this.#reserve(8);
    this.#used = this.#bytes.writeDoubleLE(value, this.#used);
    return true;
  }

  #count(count: number): void {
    this.#reserve(4);
    this.#used = this.#bytes.writeUInt32LE(count, this.#used);
  }

  #text(text: string): boolean {
    return this.#part(Buffer.from(text));
  }

  #part(part: Uint8Array): boolean {
    if (this.#used + part.length > RESULT_BYTES_MAX) return false;
    this.#count(part.length);
    this.#reserve(part.length);
    this.#bytes.set(part, this.#used);
    this.#used += part.length;
    return true;
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#used + count));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    if (depth > DEPTH_MAX) throw damaged();
    const tag = this.#bytes.readUInt8(this.#take(1));
    switch (tag) {
      case tags.undefined:
        return undefined;
      case tags.null:
        return null;
      case tags.false:
        return false;
      case tags.true:
        return true;
      case tags.number:
        return this.#bytes.readDoubleLE(this.#take(8));
      case tags.string:
        return this.#text();
      case tags.bytes:
        return new Uint8Array(this.#part());
      case tags.bigint:
        return this.#bigint();
      case tags.array:
        return this.#list(depth + 1);
      case tags.set:
        return new Set(this.#list(depth + 1));
      case tags.map:
        return new Map(this.#pairs(depth + 1));
      case tags.object:
        return this.#object(depth + 1);
      default:
        throw damaged();
    }
  }

  #object(depth: number): object {
    const entries: [string, unknown][] = [];
    for (let left = this.#count(); left > 0; left--) entries.push([this.#text(), this.value(depth)]);
    // Also what is called `__proto__` becomes a property like any other.
    return Object.fromEntries(entries);
  }

  #list(depth: number): unknown[] {
    const items: unknown[] = [];
    for (let left = this.#count(); left > 0; left--) items.push(this.value(depth));
    return items;
  }

  #pairs(depth: number): [unknown, unknown][] {
    const items = this.#list(depth);
    if (items.length % 2 !== 0) throw damaged();
    return Array.from({ length: items.length / 2 }, (_, i) => [items[2 * i], items[2 * i + 1]]);
  }

  #bigint(): bigint {
    const text = this.#text();
    if (!/^-?\d+$/.test(text)) throw damaged();
    return BigInt(text);
  }

  #text(): string {
    return this.#part().toString();
  }

  #part(): Buffer {
    const length = this.#count();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Each thing that is counted takes a byte at least. */
  #count(): number {
    const count = this.#bytes.readUInt32LE(this.#take(4));
    if (count > this.#bytes.length - this.#at) throw damaged();
    return count;
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw damaged();
    this.#at += count;
    return at;
  }
}
