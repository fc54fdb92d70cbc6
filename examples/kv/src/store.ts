/**
 * Commands → groups: writes are proposals, reads are linearizable reads. Each read of a group that arrives in the same
 * turn of the event loop, from whatever connection, shares one `node.read`; there is no timer, so a lone GET waits for
 * nothing.
 */

import type { NodeApi } from 'gaios';
import { GaiosError } from 'gaios';

import { failureOf } from './failures.ts';
import { KV_SM_ID, type KvQuery } from './kv-machine.ts';
import type { Lanes } from './lanes.ts';
import type { Reply } from './reply.ts';
import { groupOf } from './slots.ts';

export interface StoreOptions {
  readonly node: NodeApi;
  readonly groupCount: number;
  /** For each command, from its arrival to its answer. */
  readonly timeoutMs: number;
  /** Milliseconds from any zero, never going back. */
  readonly now: () => number;
}

/** Whose command it is, and since when it waits. */
export interface Scope {
  readonly lanes: Lanes;
  readonly arrivedAtMs: number;
}

interface WaitingRead {
  readonly query: KvQuery;
  readonly deadline: number;
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

export class Store {
  readonly groupCount: number;
  readonly #node: NodeApi;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  /** Reads of this turn, by group. */
  readonly #waiting = new Map<number, WaitingRead[]>();

  constructor({ node, groupCount, timeoutMs, now }: StoreOptions) {
    this.#node = node;
    this.groupCount = groupCount;
    this.#timeoutMs = timeoutMs;
    this.#now = now;
  }

  groupOf(key: Buffer): number {
    return groupOf(key, this.groupCount);
  }

  /**
   * `certain` is what the operation answers whenever it is executed, if that depends on nothing; then a lost result is
   * no loss. @throws CommandFailure
   */
  write(scope: Scope, groupIdx: number, operation: Buffer, certain?: Reply): Promise<Reply> {
    return scope.lanes.run(groupIdx, 'write', async (succeededAtMs) => {
      try {
        const timeoutMs = this.#remaining(this.#deadline(scope, succeededAtMs));
        const { result } = await this.#node.propose<Reply>(groupIdx, operation, KV_SM_ID, { timeoutMs });
        return result;
      } catch (error) {
        if (certain !== undefined && error instanceof GaiosError && error.outcome === 'executed')
          return certain;
        throw failureOf(error, 'write');
      }
    });
  }

  /** Linearizable. @throws CommandFailure */
  read(scope: Scope, groupIdx: number, query: KvQuery): Promise<Reply> {
    return scope.lanes.run(groupIdx, 'read', (succeededAtMs) =>
      this.#readSoon(groupIdx, query, this.#deadline(scope, succeededAtMs)),
    );
  }

  /** What this node has executed, without asking anyone. */
  async readLocal(groupIdx: number, query: KvQuery): Promise<Reply> {
    const options = { consistency: 'local' } as const;
    const { result } = await this.#node.read<Reply[]>(groupIdx, KV_SM_ID, [query], options);
    return result[0] ?? null;
  }

  #deadline({ arrivedAtMs }: Scope, succeededAtMs: number): number {
    return Math.max(arrivedAtMs, succeededAtMs) + this.#timeoutMs;
  }

  #remaining(deadline: number): number {
    const remaining = Math.ceil(deadline - this.#now());
    if (remaining >= 1) return remaining;
    throw new GaiosError('TIMEOUT', 'its time was over before its turn came', { outcome: 'not-executed' });
  }

  #readSoon(groupIdx: number, query: KvQuery, deadline: number): Promise<Reply> {
    return new Promise<Reply>((resolve, reject) => {
      const read = { query, deadline, resolve, reject };
      const waiting = this.#waiting.get(groupIdx);
      if (waiting !== undefined) {
        waiting.push(read);
        return;
      }
      this.#waiting.set(groupIdx, [read]);
      setImmediate(() => {
        const reads = this.#waiting.get(groupIdx) ?? [];
        this.#waiting.delete(groupIdx);
        void this.#readNow(groupIdx, reads);
      });
    });
  }

  /** All reads have the same fate, so the first deadline among them counts; those with time left then try again. */
  async #readNow(groupIdx: number, reads: readonly WaitingRead[]): Promise<void> {
    try {
      const timeoutMs = this.#remaining(Math.min(...reads.map(({ deadline }) => deadline)));
      const queries = reads.map(({ query }) => query);
      const { result } = await this.#node.read<Reply[]>(groupIdx, KV_SM_ID, queries, { timeoutMs });
      for (const [index, read] of reads.entries()) read.resolve(result[index] ?? null);
    } catch (error) {
      const timedOut = error instanceof GaiosError && error.code === 'TIMEOUT';
      const now = this.#now();
      const again = timedOut ? reads.filter(({ deadline }) => deadline - now > RETRY_MS_MIN) : [];
      const over = new Set(again.length < reads.length ? again : []);
      for (const read of reads) if (!over.has(read)) read.reject(failureOf(error, 'read'));
      if (over.size > 0) await this.#readNow(groupIdx, [...over]);
    }
  }
}

/** Less time than this is not worth another read; the reads of one turn have deadlines about as close. */
const RETRY_MS_MIN = 5;
