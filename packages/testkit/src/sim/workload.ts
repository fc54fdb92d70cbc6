/**
 * What clients do in a run. A scenario says when, where and with which number; the workload says what, from the number
 * and a random stream of its own, so that leaving one operation out changes no other.
 */

import type { SeededRandom } from '../seeded-random.ts';
import type { ExecutedOperation } from './checkers/operations.ts';
import { checkLinearizable, type HistoryEntry, type Model } from './checkers/linearizability.ts';
import { violated } from './checkers/violation.ts';
import { applyKv, decodeKv, encodeKv, KV_SM_ID, type KvOperation } from './kv-machine.ts';

export type WorkloadOperation =
  /** Values must differ from those of all other operations; several share one instance. */
  | { readonly kind: 'propose'; readonly smId: number; readonly values: readonly Uint8Array[] }
  | {
      readonly kind: 'read';
      readonly smId: number;
      readonly query: unknown;
      readonly consistency: WorkloadConsistency;
      /** `readBarrier`: asks no machine. */
      readonly barrier?: boolean;
    };

/** Of a session: `own` is the client's, `ahead` names an instance that nobody has seen, `foreign` another life of the group. */
export type WorkloadConsistency =
  | 'linearizable'
  | 'lease'
  | 'local'
  | { readonly level: 'bounded'; readonly ms: number }
  | { readonly level: 'session'; readonly of: 'own' | 'ahead' | 'foreign' };

/** One operation of a client from its call to its end, for checks of a workload's own. */
export interface ClientCall {
  readonly groupIdx: number;
  readonly operation: WorkloadOperation;
  /** Positions on one time line. `returnedAt` Infinity: it never returned, or nobody knows whether it took effect. */
  readonly calledAt: number;
  returnedAt: number;
  /** It certainly took no effect. */
  refused: boolean;
  /** One for each value, or the one of a read. */
  results: readonly unknown[];
  /** Of a read that returned: it saw exactly the instances up to this one. */
  instanceId: number;
}

export interface Workload {
  operation(index: number, random: SeededRandom): WorkloadOperation;
  /** Looks at the whole history, and at what every replica has executed of each group. @throws SimViolation */
  check?(
    history: readonly ClientCall[],
    executedOf: (groupIdx: number) => readonly ExecutedOperation[],
  ): void;
}

/** The register behind one key. */
export type KeyOperation =
  | { readonly kind: 'read'; readonly result: string }
  /** `result` undefined: unknown. */
  | { readonly kind: 'write'; readonly write: KvOperation; readonly result: string | undefined };

export const registerModel: Model<string, KeyOperation> = {
  initial: '',
  key: (state) => state,
  step: (state, operation) => {
    if (operation.result !== undefined && operation.result !== state) return undefined;
    return operation.kind === 'read' ? state : applyKv(state, operation.write);
  },
};

export interface KvWorkloadOptions {
  /** Few keys make conflicts, many keep the search for an order short. Default 8. */
  readonly keys?: number;
  /** Machines of each group, with ids from 1 on: every key belongs to one of them. Default 1. */
  readonly machines?: number;
}

/** Sets, compare-and-sets and reads of some keys, at every level; every history is checked for linearizability, key by key. */
export class KvWorkload implements Workload {
  readonly #keys: number;
  readonly #machines: number;
  /** Histories whose order was not found within the bound. */
  unknown = 0;

  constructor(options: KvWorkloadOptions = {}) {
    this.#keys = options.keys ?? 8;
    this.#machines = options.machines ?? 1;
  }

  operation(index: number, random: SeededRandom): WorkloadOperation {
    const number = random.below(this.#keys);
    const key = `k${number}`;
    const smId = KV_SM_ID + (number % this.#machines);
    if (random.chance(0.35)) {
      // Drawn in this order, so that scenarios that were written down read what they did.
      const consistency = random.chance(0.8) ? drawConsistency(random) : 'local';
      const read = { kind: 'read', smId, query: key, consistency } as const;
      return consistency !== 'local' && random.chance(0.1) ? { ...read, barrier: true } : read;
    }
    const count = random.chance(0.1) ? 2 + random.below(3) : 1;
    const values = Array.from({ length: count }, (_, part) => this.#write(`${index}.${part}`, key, random));
    return { kind: 'propose', smId, values };
  }

  check(
    history: readonly ClientCall[],
    executedOf: (groupIdx: number) => readonly ExecutedOperation[],
  ): void {
    const values = new Map<number, Map<string, Held[]>>();
    for (const call of history) {
      const ofGroup = values.get(call.groupIdx) ?? valuesOf(executedOf(call.groupIdx));
      values.set(call.groupIdx, ofGroup);
      checkRead(call, ofGroup);
    }
    const byKey = new Map<string, HistoryEntry<KeyOperation>[]>();
    for (const call of history) {
      for (const { key, entry } of entriesOf(call)) {
        const name = `${call.groupIdx}/${key}`;
        const entries = byKey.get(name) ?? [];
        byKey.set(name, entries);
        entries.push(entry);
      }
    }
    for (const [name, entries] of byKey) {
      const { verdict } = checkLinearizable(registerModel, entries);
      if (verdict === 'unknown') this.unknown++;
      if (verdict === 'not-linearizable') {
        violated(
          'linearizability',
          `key ${name}\n${entries.map((entry) => JSON.stringify(entry)).join('\n')}`,
        );
      }
    }
  }

  #write(id: string, key: string, random: SeededRandom): Uint8Array {
    const padding = random.chance(0.1) ? 'x'.repeat(random.below(2000)) : '';
    const value = `v${id}${padding}`;
    if (random.chance(0.7)) return encodeKv({ id, kind: 'set', key, value });
    const expected = random.chance(0.5) ? '' : `v${random.below(200)}.0`;
    return encodeKv({ id, kind: 'cas', key, expected, value });
  }
}

const drawConsistency = (random: SeededRandom): WorkloadConsistency => {
  const level = random.pick(['linearizable', 'linearizable', 'linearizable', 'lease', 'bounded', 'session']);
  if (level === 'bounded') return { level, ms: random.pick([0, 20, 100, 500, 2_000]) };
  if (level === 'session') {
    return { level, of: random.pick(['own', 'own', 'own', 'own', 'own', 'ahead', 'foreign']) };
  }
  return level === 'lease' ? 'lease' : 'linearizable';
};

/** What a key held from an instance on. */
interface Held {
  readonly instanceId: number;
  readonly value: string;
}

/** The values of each key of a group, in order; one for each instance that wrote it. */
const valuesOf = (history: readonly ExecutedOperation[]): Map<string, Held[]> => {
  const byKey = new Map<string, Held[]>();
  for (const { instanceId, value: bytes } of history) {
    const write = JSON.parse(bytes) as KvOperation;
    const held = byKey.get(write.key) ?? [];
    byKey.set(write.key, held);
    const last = held.at(-1);
    const value = applyKv(last?.value ?? '', write);
    if (last?.instanceId === instanceId) held.pop();
    held.push({ instanceId, value });
  }
  return byKey;
};

/** A read, of whatever consistency, saw exactly the instances up to the one that it names. */
const checkRead = (
  { groupIdx, operation, returnedAt, results, instanceId }: ClientCall,
  values: Map<string, Held[]>,
): void => {
  if (operation.kind !== 'read' || operation.barrier === true || returnedAt === Infinity) return;
  const held = values.get(String(operation.query)) ?? [];
  const expected = held.findLast((each) => each.instanceId <= instanceId)?.value ?? '';
  if (results[0] === expected) return;
  violated(
    'reads',
    `${String(operation.query)} read at ${groupIdx}/${instanceId} is ${String(results[0])}, and should be ${expected}`,
  );
};

/** A call of several values is several operations between the same two points; they differ in what they return. */
const entriesOf = (
  call: ClientCall,
): { readonly key: string; readonly entry: HistoryEntry<KeyOperation> }[] => {
  const { operation, calledAt, returnedAt } = call;
  if (call.refused) return [];
  if (operation.kind === 'read') {
    const { consistency, barrier } = operation;
    const isOrdered = consistency === 'linearizable' || consistency === 'lease';
    if (!isOrdered || barrier === true || returnedAt === Infinity) return [];
    const read: KeyOperation = { kind: 'read', result: String(call.results[0]) };
    return [{ key: String(operation.query), entry: { operation: read, calledAt, returnedAt } }];
  }
  return operation.values.map((value, index) => {
    const write = decodeKv(value);
    const result = returnedAt === Infinity ? undefined : String(call.results[index]);
    // A hair apart, so that all points differ.
    const apart = index / 1024;
    return {
      key: write.key,
      entry: {
        operation: { kind: 'write', write, result },
        calledAt: calledAt + apart,
        returnedAt: returnedAt + apart,
      },
    };
  });
};
