/**
 * Runs the users' machines of one group: in instance order, never two operations at a time, queries only between
 * instances (rule 6, DESIGN 7). Synchronous machines run without a promise. A machine that throws is tried again for
 * ever and never skipped; the rest of the group waits, other groups do not.
 */

import type { GaiosError } from '@gaios/sm-base';
import { InvariantViolation, type ExecuteContext, type RequestId, type StateMachine } from '@gaios/sm-base';
import type { CheckpointBase, ClientResult } from '@gaios/core';
import type { QueuedValue } from './execution-queue.ts';
import { encodeFramework } from './framework-state.ts';
import type { ExecutorParts } from './executor-api.ts';
import { fateOf, Jumps, missingMachine, type Jump } from './jump.ts';
import { LogFeed } from './log-feed.ts';
import { Queries, type Query } from './queries.ts';
import type { OpenInstance, Operation } from './replay-state.ts';
import { decodeResult, encodeResult } from './result-bytes.ts';
import { Rests } from './rests.ts';
import { Stalls, type Stall } from './stalls.ts';
import { isThenable } from './thenable.ts';

export class Executor {
  readonly #parts: ExecutorParts;
  readonly #feed: LogFeed;
  readonly #queries: Queries;
  readonly #stalls: Stalls;
  readonly #jumps: Jumps;
  readonly #rests = new Rests();
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
  #openedBytes = 0;
  readonly #lastOperations = new Map<number, number>();
  #stopped = false;
  #slice = 0;
  #onIdle: (() => void)[] = [];
  /** What the group was told of last. */
  #reported = 0;
  #done: number[] = [];
  #early: number[] = [];

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    const { host, machines, limits, deadlines, chosenUpTo } = parts;
    this.#feed = new LogFeed(host, limits, chosenUpTo);
    this.#queries = new Queries(host.groupIdx, machines, () => this.#queriesEnded());
    this.#stalls = new Stalls({ host, limits, deadlines, retry: () => host.wake() });
    this.#jumps = new Jumps({
      ...parts,
      held: this.#checkpoints,
      stalls: this.#stalls,
      executor: this,
      fail: (instance, error, missing) => this.#fail(instance, error, missing),
      land: (jump) => this.#land(jump),
    });
    for (const machine of machines.all()) this.#noteCheckpoint(machine);
  }

  get executedUpTo(): number {
    return this.#executedUpTo;
  }

  /** Chained checksum at `executedUpTo`. */
  get checksum(): number {
    return this.#checksum;
  }

  /** Bytes of log that were taken up so far, in this process. */
  get openedBytes(): number {
    return this.#openedBytes;
  }

  /** The last instance with an operation that this process executed, by machine. */
  get lastOperations(): ReadonlyMap<number, number> {
    return this.#lastOperations;
  }

  /** The log begins behind what is executed: nothing goes on without a checkpoint. */
  get lacksLog(): boolean {
    return this.#executedUpTo + 1 < (this.#parts.minChosen ?? 1) && !this.#jumps.isUnderWay;
  }

  /** Chosen and on this node's disk. */
  get availableUpTo(): number {
    return this.#feed.availableUpTo;
  }

  /** What is remembered of a client's request. */
  answerTo(requestId: RequestId): (ClientResult & { readonly isLost?: true }) | 'expired' | undefined {
    const known = this.#parts.state.clients.find(requestId);
    if (known === undefined || known === 'expired') return known;
    const { result } = known;
    return result === undefined ? { ...known, isLost: true } : { ...known, result: decodeResult(result) };
  }

  get stall(): Stall | undefined {
    return this.#stalls.current;
  }

  /** It has failed often enough that callers should not wait for it. */
  get isStalled(): boolean {
    return this.#stalls.isStalled;
  }

  /** Nothing is being executed or queried right now. */
  get idle(): boolean {
    return this.#underWay === 0 && this.#queries.underWay === 0;
  }

  /** Resolves when `idle`, once no more is begun. */
  whenIdle(): Promise<void> {
    if (this.idle) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  /** A chosen value that is on disk. */
  add(value: QueuedValue): void {
    this.#feed.add(value);
  }

  /**
   * Lets `take` run, synchronously, when exactly everything up to an instance is executed: the next that may be, or `at`.
   * Rejects with what it throws, and with `CLOSED` if this executor stops before.
   */
  between<T>(take: () => T, at = 0): Promise<T> {
    const taken = this.#rests.add(take, at);
    this.#parts.host.wake();
    return taken;
  }

  /** Within `between`: what a checkpoint of this instance holds of the framework, and what of the log. */
  encodeFramework(): { readonly base: CheckpointBase; readonly state: Uint8Array } {
    const { state, builtIn } = this.#parts;
    const instanceId = this.#executedUpTo;
    if (this.#open.length > 0) throw new InvariantViolation('a checkpoint is between two instances');
    const { configuration, configurationBallot: ballot } = state.snapshot();
    const base = { instanceId, checksum: this.#checksum, configuration, ballot };
    return { base, state: encodeFramework(instanceId, state, builtIn) };
  }

  /** From now on nothing is executed until the checkpoint has taken effect. Resolves then; one after the other. */
  jump(jump: Jump | Promise<Jump | undefined>): Promise<void> {
    this.#feed.hold();
    return this.#jumps.add(jump);
  }

  query(query: Query): void {
    if (this.isStalled && (this.#next > 0 || this.#jumps.isUnderWay)) query.fail(this.stalledError());
    else this.#queries.add(query);
  }

  machineAdded(machine: StateMachine): void {
    this.#noteCheckpoint(machine);
    this.#stalls.retry();
  }

  stop(): void {
    this.#stopped = true;
    this.#feed.stop();
    this.#stalls.stop();
    this.#rests.stop();
    this.#jumps.stop();
  }

  /** Executes what can be executed now, up to a slice. Once a turn. */
  run(): void {
    this.#slice = this.#parts.limits.executeSliceCount;
    this.#continue();
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
    if (this.#stopped || this.#underWay > 0 || this.#jumps.isUnderWay) return false;
    if (this.#open.length === 0) this.#rests.take(this.#executedUpTo);
    if (this.#next === 0 && this.#queries.waiting > 0) this.#queries.run((smId) => this.#stateAt(smId));
    if (this.#queries.underWay > 0 || this.#stalls.isBlocked) return false;
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
    if (operation.instanceId <= (this.#checkpoints.get(smId) ?? 0)) return this.#settleOne(operation, LOST);
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
    this.#stalls.end();
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
      this.#noteIdle();
      if (this.#stopped || this.#jumps.isUnderWay) return;
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
  #settleOne(operation: Operation, result: unknown, answered?: Remembered): true {
    this.#stalls.end();
    this.#next++;
    this.#conclude(operation, result, answered);
    return true;
  }

  /** The next `count` operations are executed. */
  #settle(results: readonly unknown[], count: number): true {
    if (!Array.isArray(results) || results.length !== count) {
      throw new InvariantViolation('executeBatch returns one result each', { count, got: results?.length });
    }
    this.#stalls.end();
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

  /** Remembers the result under the client's name for the request, and tells the proposer, if that is this process. */
  #conclude(operation: Operation, result: unknown, answered?: Remembered): void {
    const { instanceId, batchIndex, ownSeq, requestId } = operation;
    const { host, state } = this.#parts;
    if (answered === undefined && result !== LOST) this.#lastOperations.set(operation.smId, instanceId);
    if (answered === undefined && requestId !== undefined) {
      const kept = result === LOST ? undefined : encodeResult(result);
      state.clients.record(requestId, { instanceId, batchIndex, result: kept });
    }
    if (ownSeq === 0) return;
    if (result === LOST) host.skippedOwn(ownSeq, 'repeat');
    else if (answered === undefined) host.executedOwn(ownSeq, instanceId, batchIndex, result);
    else if (answered === 'expired') host.skippedOwn(ownSeq, 'expired');
    else this.#answer(ownSeq, answered);
    this.#done.push(ownSeq);
  }

  /** It was executed before, here or as a checkpoint tells. */
  #answer(ownSeq: number, { instanceId, batchIndex, result }: ClientResult<Uint8Array | undefined>): void {
    const { host } = this.#parts;
    if (result === undefined) host.skippedOwn(ownSeq, 'repeat');
    else host.executedOwn(ownSeq, instanceId, batchIndex, decodeResult(result));
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
    if (this.#rests.holds(this.#open.at(-1)?.instanceId ?? this.#executedUpTo)) return undefined;
    if (this.lacksLog) return undefined;
    const next = this.#feed.take();
    if (next === undefined) return undefined;
    this.#openedBytes += next.value.length;
    const instance = this.#parts.state.open(next.instanceId, next.value, next.ballot);
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

  #fail(operation: Pick<Operation, 'instanceId' | 'smId'>, error: unknown, missing = false): false {
    this.#stalls.fail(operation, error, missing);
    if (this.isStalled && (this.#next > 0 || this.#jumps.isUnderWay))
      this.#queries.failAll(this.stalledError());
    return false;
  }

  // ---------------------------------------------------------------- jumps

  /** All at once: the machines hold it, and so does the log. */
  #land({ base: { instanceId, checksum } }: Jump): void {
    this.#open.length = 0;
    this.#next = 0;
    this.#executedUpTo = instanceId;
    this.#checksum = checksum;
    this.#feed.jump(instanceId);
    this.#stalls.end();
    this.#endOwn();
    this.#report();
  }

  /** Own proposals whose turn fell into the jump. What may still be executed is handed over again. */
  #endOwn(): void {
    const { host, state } = this.#parts;
    for (const [seq, request] of host.waitingOwn()) {
      const fate = fateOf(state, seq, request);
      if (fate.kind === 'waits') this.#early.push(seq);
      else this.#done.push(seq);
      if (fate.kind === 'executed') this.#answer(seq, fate);
      if (fate.kind === 'over') host.skippedOwn(seq, fate.why);
    }
  }

  #noteIdle(): void {
    if (this.#onIdle.length > 0 && this.idle) for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #queriesEnded(): void {
    this.#noteIdle();
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
    return this.#stalls.error();
  }
}

/** What is remembered of a request that came before. */
type Remembered = ClientResult<Uint8Array | undefined> | 'expired';

/** In place of a result: the machine has executed it in an earlier life of the process. */
const LOST = Symbol('lost');
