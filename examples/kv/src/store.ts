/**
 * Commands → groups: writes are proposals, reads are reads at the level of their connection. Each read of a group that
 * arrives in the same turn of the event loop, from whatever connection, shares one `node.read` with those of its level;
 * there is no timer, so a lone GET waits for nothing.
 */

import type { Consistency, NodeApi } from 'gaios';
import { GaiosError } from 'gaios';

import { failureOf } from './failures.ts';
import { KV_SM_ID, type KvQuery } from './kv-logic.ts';
import type { Lanes } from './lanes.ts';
import type { ReadMode } from './read-level.ts';
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
  readonly reads: ReadMode;
  readonly arrivedAtMs: number;
}

interface WaitingRead {
  readonly mode: ReadMode;
  readonly query: KvQuery;
  readonly deadline: number;
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

/** Reads of one turn that share a `node.read`: of one group, at one level. */
interface Batch {
  readonly groupIdx: number;
  consistency: Consistency;
  readonly reads: WaitingRead[];
}

export class Store {
  readonly groupCount: number;
  readonly #node: NodeApi;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  /** Reads of this turn, by group and level; of a group alone: linearizable. */
  readonly #waiting = new Map<number | string, Batch>();
  /** Lives of the groups, as far as known. */
  readonly #gids: number[] = [];

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
        const options = { timeoutMs };
        const done = await this.#node.propose<Reply>(groupIdx, operation, KV_SM_ID, options);
        scope.reads.saw(groupIdx, done.instanceId);
        return done.result;
      } catch (error) {
        if (certain !== undefined && error instanceof GaiosError && error.outcome === 'executed')
          return certain;
        throw failureOf(error, 'write');
      }
    });
  }

  /** Which life of a group its sessions are of; 0: not known yet. */
  gidOf(groupIdx: number): number {
    const known = this.#gids[groupIdx] ?? 0;
    if (known !== 0) return known;
    for (const { groupIdx: each, gid } of this.#node.status().groups) this.#gids[each] = gid;
    return this.#gids[groupIdx] ?? 0;
  }

  /** At the level of the connection. @throws CommandFailure */
  read(scope: Scope, groupIdx: number, query: KvQuery): Promise<Reply> {
    const { lanes, reads } = scope;
    // A later command may change the level; what the session saw is looked at when the read's turn has come.
    const { level } = reads;
    return lanes.run(groupIdx, 'read', (succeededAtMs) =>
      this.#readSoon(groupIdx, reads.consistencyOf(groupIdx, level), {
        query,
        mode: reads,
        deadline: this.#deadline(scope, succeededAtMs),
      }),
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

  #readSoon(
    groupIdx: number,
    consistency: Consistency,
    asked: Pick<WaitingRead, 'query' | 'mode' | 'deadline'>,
  ): Promise<Reply> {
    const key = consistency === 'linearizable' ? groupIdx : `${groupIdx} ${nameOf(consistency)}`;
    return new Promise<Reply>((resolve, reject) => {
      const read = { ...asked, resolve, reject };
      const batch = this.#waiting.get(key);
      if (batch !== undefined) {
        batch.reads.push(read);
        batch.consistency = laterOf(batch.consistency, consistency);
        return;
      }
      const begun = { groupIdx, consistency, reads: [read] };
      this.#waiting.set(key, begun);
      setImmediate(() => {
        this.#waiting.delete(key);
        void this.#readNow(begun);
      });
    });
  }

  /** All reads have the same fate, so the first deadline among them counts; those with time left then try again. */
  async #readNow({ groupIdx, consistency, reads }: Batch): Promise<void> {
    try {
      const timeoutMs = this.#remaining(Math.min(...reads.map(({ deadline }) => deadline)));
      const queries = reads.map(({ query }) => query);
      const options = { timeoutMs, consistency };
      const { result, instanceId } = await this.#node.read<Reply[]>(groupIdx, KV_SM_ID, queries, options);
      for (const [index, read] of reads.entries()) {
        read.mode.saw(groupIdx, instanceId);
        read.resolve(result[index] ?? null);
      }
    } catch (error) {
      const timedOut = error instanceof GaiosError && error.code === 'TIMEOUT';
      const now = this.#now();
      const again = timedOut ? reads.filter(({ deadline }) => deadline - now > RETRY_MS_MIN) : [];
      const over = new Set(again.length < reads.length ? again : []);
      for (const read of reads) if (!over.has(read)) read.reject(failureOf(error, 'read'));
      if (over.size > 0) await this.#readNow({ groupIdx, consistency, reads: [...over] });
    }
  }
}

/** Sessions of one life of a group share a read, at the latest instance that one of them saw. */
const nameOf = (consistency: Consistency): string => {
  if (typeof consistency === 'string') return consistency;
  return consistency.level === 'bounded' ? `bounded ${consistency.ms}` : `session ${consistency.gid}`;
};

const laterOf = (a: Consistency, b: Consistency): Consistency => {
  const isLater =
    typeof a === 'object' && typeof b === 'object' && a.level === 'session' && b.level === 'session';
  return isLater && b.instanceId > a.instanceId ? b : a;
};

/** Less time than this is not worth another read; the reads of one turn have deadlines about as close. */
const RETRY_MS_MIN = 5;
