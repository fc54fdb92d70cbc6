/** What the key-value machines of the simulator hold: text under text keys, with a digest and a copy as bytes. */

import { Hash53 } from './trace.ts';

/** `id` makes every proposal's bytes different from every other's. */
export type KvOperation =
  | { readonly id: string; readonly kind: 'set'; readonly key: string; readonly value: string }
  | {
      readonly id: string;
      readonly kind: 'cas';
      readonly key: string;
      readonly expected: string;
      readonly value: string;
    };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const encodeKv = (operation: KvOperation): Uint8Array => encoder.encode(JSON.stringify(operation));
export const decodeKv = (value: Uint8Array): KvOperation => JSON.parse(decoder.decode(value)) as KvOperation;

/** A key without a value reads as ''. A `set` returns what was there, a `cas` too: it took effect if that was expected. */
export const applyKv = (before: string, operation: KvOperation): string =>
  operation.kind === 'set' || operation.expected === before ? operation.value : before;

export class KvState {
  readonly #values: Map<string, string>;
  /** Exclusive or of the hashes of all entries, so that an operation changes it without a walk over them. */
  readonly #hash: Uint32Array;

  constructor(entries: Iterable<readonly [string, string]> = []) {
    this.#values = new Map();
    this.#hash = new Uint32Array(2);
    for (const [key, value] of entries) this.#put(key, value);
  }

  static decode(bytes: Uint8Array): KvState {
    return new KvState(JSON.parse(decoder.decode(bytes)) as [string, string][]);
  }

  /** Returns what was there before. */
  execute(value: Uint8Array): string {
    const operation = decodeKv(value);
    const before = this.get(operation.key);
    const after = applyKv(before, operation);
    if (after !== before) this.#put(operation.key, after);
    return before;
  }

  get(key: string): string {
    return this.#values.get(key) ?? '';
  }

  get entries(): readonly (readonly [string, string])[] {
    return [...this.#values];
  }

  copy(): KvState {
    return new KvState(this.#values);
  }

  digest(): Uint8Array {
    return new Uint8Array(this.#hash.slice().buffer);
  }

  /** Equal states have equal bytes. `wanted`: of these keys alone. */
  encode(wanted: (key: string) => boolean = () => true): Uint8Array {
    const entries = this.entries.filter(([key]) => wanted(key)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return encoder.encode(JSON.stringify(entries));
  }

  #put(key: string, value: string): void {
    this.#mix(key, this.get(key));
    this.#mix(key, value);
    this.#values.set(key, value);
  }

  #mix(key: string, value: string): void {
    if (value === '') return;
    const hash = new Hash53();
    hash.text(key);
    hash.text(value);
    this.#hash[0] = (this.#hash[0] ?? 0) ^ (hash.value >>> 0);
    this.#hash[1] = (this.#hash[1] ?? 0) ^ Math.floor(hash.value / 2 ** 32);
  }
}

/** Where a machine keeps its state beyond the life of its process. */
export class KvFile {
  /** It is saved when so many instances are new. */
  readonly every: number;
  /** The state holds everything up to this instance. */
  instanceId = 0;
  state = new KvState();

  constructor(every: number) {
    this.every = every;
  }

  copy(): KvFile {
    const copy = new KvFile(this.every);
    copy.save(this.state, this.instanceId);
    return copy;
  }

  save(state: KvState, instanceId: number): void {
    this.instanceId = instanceId;
    this.state = state.copy();
  }
}
