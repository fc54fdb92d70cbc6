/**
 * Each read of a group that arrives in the same turn of the event loop, from whatever connection, shares one `node.read`
 * with those of its level; there is no timer, so a lone GET waits for nothing.
 */

import type { Consistency, NodeApi, ReadResult } from 'gaios';
import { GaiosError } from 'gaios';

import { EndOfTurn } from './end-of-turn.ts';
import { timeoutUntil } from './failures.ts';
import { KV_SM_ID, type KvQuery } from './kv-logic.ts';
import type { Reply } from './reply.ts';

export interface SharedRead {
  readonly query: KvQuery;
  /** On the clock of the store. */
  readonly deadlineMs: number;
  answered(reply: Reply, instanceId: number, nowMs: number): void;
  failed(error: unknown): void;
}

/** Reads of one turn that share a `node.read`: of one group, at one level. */
interface Batch {
  readonly groupIdx: number;
  consistency: Consistency;
  readonly reads: readonly SharedRead[];
}

interface OpenBatch extends Batch {
  readonly reads: SharedRead[];
  /** Of the same group and turn, at another level. */
  readonly other: OpenBatch | undefined;
}

export interface SharedReadsOptions {
  readonly node: NodeApi;
  readonly now: () => number;
}

export class SharedReads {
  readonly #node: NodeApi;
  readonly #now: () => number;
  /** The batches of this turn, by group. No Map: it would be filled and emptied each turn. */
  readonly #open: (OpenBatch | undefined)[] = [];
  readonly #turn = new EndOfTurn<OpenBatch>((batches) => this.#readAll(batches));

  constructor({ node, now }: SharedReadsOptions) {
    this.#node = node;
    this.#now = now;
  }

  add(groupIdx: number, consistency: Consistency, read: SharedRead): void {
    const latest = this.#open[groupIdx];
    let batch = latest;
    while (batch !== undefined && !share(batch.consistency, consistency)) batch = batch.other;
    if (batch !== undefined) {
      batch.reads.push(read);
      batch.consistency = laterOf(batch.consistency, consistency);
      return;
    }
    const begun = { groupIdx, consistency, reads: [read], other: latest };
    this.#open[groupIdx] = begun;
    this.#turn.add(begun);
  }

  #readAll(batches: readonly OpenBatch[]): void {
    for (const { groupIdx } of batches) this.#open[groupIdx] = undefined;
    for (const batch of batches) void this.#read(batch);
  }

  async #read(batch: Batch): Promise<void> {
    let found: ReadResult<Reply[]>;
    try {
      found = await this.#ask(batch);
    } catch (error) {
      return this.#afterFailure(batch, error);
    }
    const { result, instanceId } = found;
    const nowMs = this.#now();
    for (const [index, read] of batch.reads.entries()) {
      read.answered(result[index] ?? null, instanceId, nowMs);
    }
  }

  /** All reads have the same fate, so the first deadline among them counts. @throws GaiosError, too. */
  #ask({ groupIdx, consistency, reads }: Batch): Promise<ReadResult<Reply[]>> {
    let deadlineMs = Number.POSITIVE_INFINITY;
    for (const read of reads) deadlineMs = Math.min(deadlineMs, read.deadlineMs);
    const options = { timeoutMs: timeoutUntil(deadlineMs, this.#now()), consistency };
    const queries = reads.map(({ query }) => query);
    return this.#node.read<Reply[]>(groupIdx, KV_SM_ID, queries, options);
  }

  /** Those with time left try again. */
  async #afterFailure({ groupIdx, consistency, reads }: Batch, error: unknown): Promise<void> {
    const timedOut = error instanceof GaiosError && error.code === 'TIMEOUT';
    const nowMs = this.#now();
    const again = timedOut ? reads.filter(({ deadlineMs }) => deadlineMs - nowMs > RETRY_MS_MIN) : [];
    const over = new Set(again.length < reads.length ? again : []);
    for (const read of reads) if (!over.has(read)) read.failed(error);
    if (over.size > 0) await this.#read({ groupIdx, consistency, reads: [...over] });
  }
}

/** Sessions of one life of a group share a read, at the latest instance that one of them saw. */
const share = (a: Consistency, b: Consistency): boolean => {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (a.level === 'bounded') return b.level === 'bounded' && a.ms === b.ms;
  return b.level === 'session' && a.gid === b.gid;
};

const laterOf = (a: Consistency, b: Consistency): Consistency => {
  const isLater =
    typeof a === 'object' && typeof b === 'object' && a.level === 'session' && b.level === 'session';
  return isLater && b.instanceId > a.instanceId ? b : a;
};

/** Less time than this is not worth another read; the reads of one turn have deadlines about as close. */
const RETRY_MS_MIN = 5;
