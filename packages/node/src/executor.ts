/**
 * Runs the users' machines of one group: in instance order, never two operations at a time, queries only between
 * instances (rule 6, DESIGN 7). Synchronous machines run without a promise. A machine that throws is tried again for
 * ever and never skipped; the rest of the group waits, other groups do not.
 */

import {
  GaiosError,
  InvariantViolation,
  type ExecuteContext,
  type RequestId,
  type SMCtx,
  type SMFac,
  type StateMachine,
} from '@gaios/sm-base';
import type { ClientResult } from '@gaios/core';
import type { Deadlines, Due } from './deadlines.ts';
import { LogFeed, type LogFeedHost, type LogFeedLimits } from './log-feed.ts';
import { Queries, type Query } from './queries.ts';
import type { OpenInstance, Operation, ReplayState } from './replay-state.ts';
import { isThenable } from './thenable.ts';

/** Why an own proposal was not executed, for good. */
export type Skip = 'repeat' | 'old' | 'unbound' | 'expired' | 'master-changed';

/** What stands between the machines and the rest of the group. */
export interface ExecutorHost extends LogFeedHost {
  readonly groupIdx: number;
  nowMs(): number;
  contextOf(ownSeq: number): SMCtx | undefined;
  executedOwn(ownSeq: number, instanceId: number, batchIndex: number, result: unknown): void;
  skippedOwn(ownSeq: number, why: Skip): void;
  /** Instances up to `upTo` are executed. Own seqs met: done with, or too early. */
  progressed(
    upTo: number,
    own: { readonly done: readonly number[]; readonly early: readonly number[] },
  ): void;
  stalled(stall: Stall): void;
  resumed(): void;
}

export interface ExecutorLimits extends LogFeedLimits {
  readonly executeSliceCount: number;
  readonly executeBatchMax: number;
  readonly executeRetryMinMs: number;
  readonly executeRetryMaxMs: number;
}

export interface Stall {
  readonly instanceId: number;
  readonly smId: number;
  readonly error: unknown;
  readonly attempt: number;
  /** There is no such machine: it is not waited for by time, it has to be added. */
  readonly missing: boolean;
}

export interface ExecutorParts {
  readonly host: ExecutorHost;
  readonly machines: SMFac;
  readonly state: ReplayState;
  /** Decides on what is to be executed under one master only; one of `machines`. */
  readonly master: { readonly version: number };
  readonly limits: ExecutorLimits;
  readonly deadlines: Deadlines;
  /** The log on disk is chosen up to here. */
  readonly chosenUpTo: number;
}

/** A single failure may be a hiccup; from this attempt on callers are told. */
const STALLED_FROM_ATTEMPT = 2;

export class Executor implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #parts: ExecutorParts;
  readonly #feed: LogFeed;
  readonly #queries: Queries;
  /** What each machine's own durable state held when it was first met. */
  readonly #checkpoints = new Map<number, number>();
  /** Opened instances; more than one only while a batch across instances is being put together. */
  readonly #open: OpenInstance[] = [];
  /** Next operation of the first open instance. */
  #next = 0;
  #executedUpTo = 0;
  #checksum = 0;
  /** Operations that an asynchronous machine is executing. */
  #underWay = 0;
  #stall: Stall | undefined;
  /** Waiting for the retry, or for the missing machine. */
  #blocked = false;
  #stopped = false;
  #slice = 0;
  #onIdle: (() => void) | undefined;
  /** What the group was told of last. */
  #reported = 0;
  #done: number[] = [];
  #early: number[] = [];

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    const { host, machines, limits, chosenUpTo } = parts;
    this.#feed = new LogFeed(host, limits, chosenUpTo);
    this.#queries = new Queries(host.groupIdx, machines, () => this.#queriesEnded());
    for (const machine of machines.all()) this.#noteCheckpoint(machine);
  }

  get executedUpTo(): number {
    return this.#executedUpTo;
  }

  /** Chained checksum at `executedUpTo`. */
  get checksum(): number {
    return this.#checksum;
  }

  /** Chosen and on this node's disk. */
  get availableUpTo(): number {
    return this.#feed.availableUpTo;
  }

  /** What is remembered of a client's request. */
  answerTo(requestId: RequestId): ClientResult | 'expired' | undefined {
    return this.#parts.state.clients.find(requestId);
  }

  get stall(): Stall | undefined {
    return this.#stall;
  }

  /** It has failed often enough that callers should not wait for it. */
  get isStalled(): boolean {
    const stall = this.#stall;
    return stall !== undefined && (stall.missing || stall.attempt >= STALLED_FROM_ATTEMPT);
  }

  /** Nothing is being executed or queried right now. */
  get idle(): boolean {
    return this.#underWay === 0 && this.#queries.underWay === 0;
  }

  /** Resolves when `idle`, once no more is begun. */
  whenIdle(): Promise<void> {
    if (this.idle) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** A chosen value that is on disk. */
  add(instanceId: number, value: Uint8Array): void {
    this.#feed.add(instanceId, value);
  }

  query(query: Query): void {
    if (this.isStalled && this.#next > 0) query.fail(this.stalledError());
    else this.#queries.add(query);
  }

  machineAdded(machine: StateMachine): void {
    this.#noteCheckpoint(machine);
    this.#retry();
  }

  stop(): void {
    this.#stopped = true;
    this.#feed.stop();
    this.#parts.deadlines.remove(this);
  }

  /** Executes what can be executed now, up to a slice. Once a turn. */
  run(): void {
    this.#slice = this.#parts.limits.executeSliceCount;
    this.#continue();
  }

  /** The wait before the next attempt is over. */
  onDue(): void {
    this.#retry();
  }

  #continue(): void {
    try {
      do while (this.#mayGoOn() && this.#step());
      while (
        // A read may have waited for just this.
        this.#report() &&
        this.#queries.waiting > 0
      );
    } catch (error) {
      this.#parts.host.stop(error);
    }
  }

  #mayGoOn(): boolean {
    if (this.#stopped || this.#underWay > 0) return false;
    if (this.#next === 0 && this.#queries.waiting > 0) this.#queries.run((smId) => this.#stateAt(smId));
    if (this.#queries.underWay > 0 || this.#blocked) return false;
    if (this.#slice > 0) return true;
    this.#parts.host.wake();
    return false;
  }

  /** One operation, one batch, or the end of an instance. Whether there may be more to do. */
  #step(): boolean {
    const instance = this.#open[0] ?? this.#openNext();
    if (instance === undefined) return false;
    const operation = instance.operations[this.#next];
    if (operation === undefined) {
      this.#finish(instance);
      return true;
    }
    this.#slice--;
    const { smId, requestId } = operation;
    const answered = requestId && this.#parts.state.clients.find(requestId);
    if (answered !== undefined) return this.#settleOne(operation, undefined, answered);
    if (this.#isFenced(operation)) return this.#refuse(operation);
    if (smId === 0) return this.#settleOne(operation, undefined);
    const machine = this.#parts.machines.get(smId);
    if (machine === undefined) {
      return this.#fail(operation, missingMachine(this.#parts.host.groupIdx, operation), true);
    }
    // Its own state holds this already; the result is not to be had any more, and nobody of this process waits for it.
    if (operation.instanceId <= (this.#checkpoints.get(smId) ?? 0))
      return this.#settleOne(operation, undefined);
    return machine.executeBatch === undefined
      ? this.#single(machine, operation)
      : this.#batch(machine, operation);
  }

  /** The master has changed since: the same verdict on every replica. */
  #isFenced({ ifMasterVersion }: Operation): boolean {
    return ifMasterVersion !== undefined && ifMasterVersion !== this.#parts.master.version;
  }

  /** Not executed, and not remembered under the client's name for it: it may be proposed again. */
  #refuse({ ownSeq }: Operation): true {
    this.#endStall();
    this.#next++;
    if (ownSeq === 0) return true;
    this.#parts.host.skippedOwn(ownSeq, 'master-changed');
    this.#done.push(ownSeq);
    return true;
  }

  #single(machine: StateMachine, operation: Operation): boolean {
    let result: unknown;
    try {
      result = machine.execute(operation.value, this.#context(operation));
    } catch (error) {
      return this.#fail(operation, error);
    }
    if (!isThenable(result)) return this.#settleOne(operation, result);
    return this.#await(result, operation, 1, (value) => [value]);
  }

  #batch(machine: StateMachine, first: Operation): boolean {
    const operations = this.#sameMachine(first);
    const values = operations.map((operation) => operation.value);
    const contexts = operations.map((operation) => this.#context(operation));
    let results: unknown;
    try {
      results = machine.executeBatch?.(values, contexts);
    } catch (error) {
      return this.#fail(first, error);
    }
    this.#slice -= operations.length - 1;
    if (!isThenable(results)) return this.#settle(results as readonly unknown[], operations.length);
    return this.#await(results, first, operations.length, (value) => value as readonly unknown[]);
  }

  /** The operations of one machine that follow one another, also across instances. */
  #sameMachine(first: Operation): Operation[] {
    const found: Operation[] = [];
    // What is in front of it in a batch may be the same request: one with an id stands alone.
    if (first.requestId !== undefined) return [first];
    const { executeBatchMax } = this.#parts.limits;
    const checkpoint = this.#checkpoints.get(first.smId) ?? 0;
    for (let at = 0; found.length < executeBatchMax; at++) {
      const instance = this.#open[at] ?? this.#openNext();
      if (instance === undefined) return found;
      for (let i = at === 0 ? this.#next : 0; i < instance.operations.length; i++) {
        const operation = instance.operations[i];
        if (operation === undefined || operation.smId !== first.smId || operation.instanceId <= checkpoint)
          return found;
        if (operation.requestId !== undefined || this.#isFenced(operation)) return found;
        if (found.push(operation) >= executeBatchMax) return found;
      }
    }
    return found;
  }

  #context({ instanceId, batchIndex, nowMs, ownSeq }: Operation): ExecuteContext {
    const { groupIdx } = this.#parts.host;
    const smCtx = ownSeq > 0 ? this.#parts.host.contextOf(ownSeq) : undefined;
    return smCtx === undefined
      ? { groupIdx, instanceId, batchIndex, nowMs }
      : { groupIdx, instanceId, batchIndex, nowMs, smCtx };
  }

  #await(
    promise: PromiseLike<unknown>,
    first: Operation,
    count: number,
    toResults: (value: unknown) => readonly unknown[],
  ): false {
    this.#underWay = count;
    const settled = (end: () => void): void => {
      this.#underWay = 0;
      if (this.#onIdle !== undefined && this.idle) this.#onIdle();
      if (this.#stopped) return;
      try {
        end();
      } catch (error) {
        this.#parts.host.stop(error);
      }
      this.#continue();
    };
    promise.then(
      (value) => settled(() => this.#settle(toResults(value), count)),
      (error: unknown) => settled(() => this.#fail(first, error)),
    );
    return false;
  }

  /** The next operation is executed; or it need not be, since its request was `answered` before. */
  #settleOne(operation: Operation, result: unknown, answered?: ClientResult | 'expired'): true {
    this.#endStall();
    this.#next++;
    this.#conclude(operation, result, answered);
    return true;
  }

  /** The next `count` operations are executed. */
  #settle(results: readonly unknown[], count: number): true {
    if (!Array.isArray(results) || results.length !== count) {
      throw new InvariantViolation('executeBatch returns one result each', { count, got: results?.length });
    }
    this.#endStall();
    for (const result of results) {
      let instance = this.#open[0];
      while (instance !== undefined && this.#next >= instance.operations.length) {
        this.#finish(instance);
        instance = this.#open[0];
      }
      const operation = instance?.operations[this.#next++];
      if (operation !== undefined) this.#conclude(operation, result);
    }
    return true;
  }

  #endStall(): void {
    if (this.#stall === undefined) return;
    this.#stall = undefined;
    this.#parts.host.resumed();
  }

  /** Remembers the result under the client's name for the request, and tells the proposer, if that is this process. */
  #conclude(operation: Operation, result: unknown, answered?: ClientResult | 'expired'): void {
    const { instanceId, batchIndex, ownSeq, requestId } = operation;
    const { host, state } = this.#parts;
    if (answered === undefined && requestId !== undefined) {
      state.clients.record(requestId, { instanceId, batchIndex, result });
    }
    if (ownSeq === 0) return;
    if (answered === undefined) host.executedOwn(ownSeq, instanceId, batchIndex, result);
    else if (answered === 'expired') host.skippedOwn(ownSeq, 'expired');
    else host.executedOwn(ownSeq, answered.instanceId, answered.batchIndex, answered.result);
    this.#done.push(ownSeq);
  }

  #finish(instance: OpenInstance): void {
    this.#open.shift();
    this.#next = 0;
    this.#executedUpTo = instance.instanceId;
    this.#checksum = instance.checksum;
    for (const { seq, why } of instance.ownSkips) {
      if (why === 'early') this.#early.push(seq);
      else {
        this.#parts.host.skippedOwn(seq, why);
        this.#done.push(seq);
      }
    }
  }

  #openNext(): OpenInstance | undefined {
    const next = this.#feed.take();
    if (next === undefined) return undefined;
    const instance = this.#parts.state.open(next.instanceId, next.value);
    this.#open.push(instance);
    return instance;
  }

  /** Tells the group how far it got, once for all that was executed at a stretch. */
  #report(): boolean {
    const done = this.#done;
    const early = this.#early;
    if (this.#executedUpTo === this.#reported && done.length === 0 && early.length === 0) return false;
    this.#reported = this.#executedUpTo;
    this.#done = [];
    this.#early = [];
    this.#parts.host.progressed(this.#executedUpTo, { done, early });
    return true;
  }

  #fail({ instanceId, smId }: Operation, error: unknown, missing = false): false {
    const attempt = (this.#stall?.attempt ?? 0) + 1;
    this.#stall = { instanceId, smId, error, attempt, missing };
    this.#blocked = true;
    const { host, limits, deadlines } = this.#parts;
    if (!missing) {
      const delayMs = Math.min(
        limits.executeRetryMaxMs,
        limits.executeRetryMinMs * 2 ** Math.min(attempt - 1, 30),
      );
      deadlines.set(this, host.nowMs() + delayMs);
    }
    host.stalled(this.#stall);
    if (this.isStalled && this.#next > 0) {
      this.#queries.failAll(this.stalledError());
    }
    return false;
  }

  #retry(): void {
    this.#blocked = false;
    this.#parts.host.wake();
  }

  #queriesEnded(): void {
    if (this.#onIdle !== undefined && this.idle) this.#onIdle();
    this.#continue();
  }

  /** After a start the log may know less to be chosen than a machine of its own state holds: a read says what it saw. */
  #stateAt(smId: number): number {
    return Math.max(this.#executedUpTo, this.#checkpoints.get(smId) ?? 0);
  }

  #noteCheckpoint(machine: StateMachine): void {
    this.#checkpoints.set(machine.smId, machine.getCheckpointInstanceId(this.#parts.host.groupIdx));
  }

  /** For callers that should not wait. */
  stalledError(): GaiosError {
    const { instanceId, smId, error } = this.#stall ?? {};
    const facts = { groupIdx: this.#parts.host.groupIdx, instanceId, smId };
    return new GaiosError('GROUP_STALLED', undefined, { facts, cause: error });
  }
}

const missingMachine = (groupIdx: number, { smId, instanceId }: Operation): GaiosError =>
  new GaiosError(
    'UNKNOWN_STATE_MACHINE',
    `group ${groupIdx} has no state machine ${smId}; instance ${instanceId} waits for it`,
    {
      facts: { groupIdx, smId, instanceId },
    },
  );
