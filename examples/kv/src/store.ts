/**
 * Commands → groups: writes are proposals, reads are reads at the level of their connection. Each waits in its lane for
 * its turn, and is an object there that knows whom to answer.
 */

import type { NodeApi, ProposeResult } from 'gaios';
import { GaiosError } from 'gaios';

import { failureOf, timeoutUntil } from './failures.ts';
import { KV_SM_ID, type KvQuery } from './kv-logic.ts';
import type { Lane, Lanes, LaneTask } from './lanes.ts';
import type { ReadLevel, ReadMode } from './read-level.ts';
import type { Reply } from './reply.ts';
import { SharedReads, type SharedRead } from './shared-reads.ts';
import { groupOf } from './slots.ts';

export interface StoreOptions {
  readonly node: NodeApi;
  readonly groupCount: number;
  /** For each command, from its arrival to its answer. */
  readonly timeoutMs: number;
  /** Milliseconds from any zero, never going back. */
  readonly now: () => number;
}

/** Whose command it is, since when it waits, and who is told once what became of it. */
export interface Asker {
  readonly client: { readonly lanes: Lanes; readonly reads: ReadMode };
  readonly arrivedAtMs: number;
  answer(reply: Reply): void;
  /** Always a CommandFailure. */
  fail(error: unknown): void;
}

export class Store {
  readonly groupCount: number;
  readonly #options: StoreOptions;
  readonly #sharedReads: SharedReads;
  /** Lives of the groups, as far as known. */
  readonly #gids: number[] = [];

  constructor(options: StoreOptions) {
    this.#options = options;
    this.groupCount = options.groupCount;
    this.#sharedReads = new SharedReads(options);
  }

  groupOf(key: Buffer): number {
    return groupOf(key, this.groupCount);
  }

  /**
   * `certain` is what the operation answers whenever it is executed, if that depends on nothing; then a lost result is
   * no loss.
   */
  write(asker: Asker, groupIdx: number, operation: Buffer, certain?: Reply): void {
    asker.client.lanes.run(groupIdx, new Write(this.#options, asker, groupIdx, operation, certain));
  }

  /** Which life of a group its sessions are of; 0: not known yet. */
  gidOf(groupIdx: number): number {
    const known = this.#gids[groupIdx] ?? 0;
    if (known !== 0) return known;
    for (const { groupIdx: each, gid } of this.#options.node.status().groups) this.#gids[each] = gid;
    return this.#gids[groupIdx] ?? 0;
  }

  /** At the level of the connection. */
  read(asker: Asker, groupIdx: number, query: KvQuery): void {
    const read = new Read(this.#sharedReads, asker, groupIdx, query, this.#options.timeoutMs);
    asker.client.lanes.run(groupIdx, read);
  }

  /** What this node has executed, without asking anyone. */
  async readLocal(groupIdx: number, query: KvQuery): Promise<Reply> {
    const options = { consistency: 'local' } as const;
    const { result } = await this.#options.node.read<Reply[]>(groupIdx, KV_SM_ID, [query], options);
    return result[0] ?? null;
  }
}

const deadlineOf = (asker: Asker, lane: Lane, timeoutMs: number): number =>
  Math.max(asker.arrivedAtMs, lane.succeededAtMs) + timeoutMs;

class Write implements LaneTask {
  readonly mode = 'write';
  readonly #store: StoreOptions;
  readonly #asker: Asker;
  readonly #groupIdx: number;
  readonly #operation: Buffer;
  readonly #certain: Reply | undefined;

  constructor(store: StoreOptions, asker: Asker, groupIdx: number, operation: Buffer, certain?: Reply) {
    this.#store = store;
    this.#asker = asker;
    this.#groupIdx = groupIdx;
    this.#operation = operation;
    this.#certain = certain;
  }

  start(lane: Lane): void {
    void this.#propose(lane).then(
      (done) => this.#executed(lane, done),
      (error: unknown) => this.#failed(lane, error),
    );
  }

  #propose(lane: Lane): Promise<ProposeResult<Reply>> {
    const { node, timeoutMs, now } = this.#store;
    try {
      const options = { timeoutMs: timeoutUntil(deadlineOf(this.#asker, lane, timeoutMs), now()) };
      return node.propose<Reply>(this.#groupIdx, this.#operation, KV_SM_ID, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #executed(lane: Lane, { instanceId, result }: ProposeResult<Reply>): void {
    this.#asker.client.reads.saw(this.#groupIdx, instanceId);
    this.#succeeded(lane, result);
  }

  #failed(lane: Lane, error: unknown): void {
    const isExecuted = error instanceof GaiosError && error.outcome === 'executed';
    if (isExecuted && this.#certain !== undefined) return this.#succeeded(lane, this.#certain);
    lane.failed();
    this.#asker.fail(failureOf(error, 'write'));
  }

  #succeeded(lane: Lane, reply: Reply): void {
    lane.succeeded(this.#store.now());
    this.#asker.answer(reply);
  }
}

class Read implements LaneTask, SharedRead {
  readonly mode = 'read';
  readonly query: KvQuery;
  deadlineMs = Number.POSITIVE_INFINITY;
  readonly #sharedReads: SharedReads;
  readonly #asker: Asker;
  readonly #groupIdx: number;
  readonly #timeoutMs: number;
  /** A later command may change the one of the connection. */
  readonly #level: ReadLevel;
  #lane: Lane | undefined;

  constructor(sharedReads: SharedReads, asker: Asker, groupIdx: number, query: KvQuery, timeoutMs: number) {
    this.#sharedReads = sharedReads;
    this.#asker = asker;
    this.#groupIdx = groupIdx;
    this.query = query;
    this.#timeoutMs = timeoutMs;
    this.#level = asker.client.reads.level;
  }

  start(lane: Lane): void {
    this.#lane = lane;
    this.deadlineMs = deadlineOf(this.#asker, lane, this.#timeoutMs);
    try {
      // What the session saw is looked at when its turn has come.
      const consistency = this.#asker.client.reads.consistencyOf(this.#groupIdx, this.#level);
      this.#sharedReads.add(this.#groupIdx, consistency, this);
    } catch (error) {
      this.failed(error);
    }
  }

  answered(reply: Reply, instanceId: number, nowMs: number): void {
    this.#asker.client.reads.saw(this.#groupIdx, instanceId);
    this.#lane?.succeeded(nowMs);
    this.#asker.answer(reply);
  }

  failed(error: unknown): void {
    this.#lane?.failed();
    this.#asker.fail(failureOf(error, 'read'));
  }
}
