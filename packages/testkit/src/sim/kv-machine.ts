/** The machine that the simulator runs unless it is given another: text under text keys. */

import { StateMachine, type ExecuteContext } from '@gaios/sm-base';
import { Hash53 } from './trace.ts';

export const KV_SM_ID = 1;

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

/** Where a machine keeps its state beyond the life of its process. */
export class KvFile {
  /** It is saved when so many instances are new. */
  readonly every: number;
  /** The state holds everything up to this instance. */
  instanceId = 0;
  values: ReadonlyMap<string, string> = new Map();
  hash: Uint32Array = new Uint32Array(2);

  constructor(every: number) {
    this.every = every;
  }
}

export class KvMachine extends StateMachine<string> {
  readonly smId = KV_SM_ID;
  readonly #values: Map<string, string>;
  /** Exclusive or of the hashes of all entries, so that an operation changes it without a walk over them. */
  readonly #hash: Uint32Array;
  readonly #file: KvFile | undefined;
  /** Instance of the latest operation. */
  #at = 0;

  /** Without a file it is built anew from the log in each life. */
  constructor(file?: KvFile) {
    super();
    this.#file = file;
    this.#values = new Map(file?.values);
    this.#hash = file?.hash.slice() ?? new Uint32Array(2);
  }

  override getCheckpointInstanceId(): number {
    return this.#file?.instanceId ?? 0;
  }

  execute(value: Uint8Array, context?: Pick<ExecuteContext, 'instanceId'>): string {
    if (context !== undefined) this.#save(context.instanceId);
    const operation = decodeKv(value);
    const before = this.#values.get(operation.key) ?? '';
    const after = applyKv(before, operation);
    if (after !== before) {
      this.#mix(operation.key, before);
      this.#mix(operation.key, after);
      this.#values.set(operation.key, after);
    }
    return before;
  }

  /** The value of a key. */
  override query(query: unknown): string {
    return this.#values.get(String(query)) ?? '';
  }

  override stateHash(): Uint8Array {
    return new Uint8Array(this.#hash.slice().buffer);
  }

  /** An operation of another instance says that all before that one is complete. */
  #save(instanceId: number): void {
    if (instanceId === this.#at) return;
    this.#at = instanceId;
    const file = this.#file;
    if (file === undefined || instanceId - 1 - file.instanceId < file.every) return;
    file.instanceId = instanceId - 1;
    file.values = new Map(this.#values);
    file.hash = this.#hash.slice();
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
