/**
 * The reads of one group (DESIGN 5.1). A linearizable read asks for a read index after it has arrived, waits until this
 * node has executed up to it, and then queries between executions. Reads that have arrived before an index is asked
 * for share it; one that comes later never does.
 */

import { GaiosError, type ErrorCode } from '@gaios/sm-base';
import type { Consistency, ReadOptions, ReadResult } from './api.ts';
import type { Deadlines, Due } from './deadlines.ts';
import { withoutEnded } from './ended.ts';
import type { WhyNoLeader } from './no-leader.ts';
import type { Moment } from './lease-clock.ts';
import { SLEEP_SLACK_MS } from './pairs.ts';
import type { Query } from './queries.ts';
import type { Telemetry } from './telemetry.ts';

export interface ReadsHost {
  readonly groupIdx: number;
  readonly executedUpTo: number;
  /** Life of the group; 0: not known yet. */
  readonly gid: number;
  nowMs(): number;
  /** Both clocks, read after the last read arrived. */
  moment(): Moment;
  hasLeader(): boolean;
  readonly whyNoLeader: WhyNoLeader;
  /** A read has arrived: no reading of the clock from before may vouch for it. */
  arrived(): void;
  /** Asks the replica for a read index. */
  read(): number;
  /** The read index that the own lease vouches for right now; 0: none. */
  leaseIndex(): number;
  /** Learns now whether there is more than is known here. */
  inquire(): void;
  cancelRead(readId: number): void;
  /** Runs it as soon as nothing executes. */
  query(query: Query): void;
  /** `flush` wants to be called at the end of this turn. */
  markDirty(): void;
}

export interface ReadLimits {
  timeoutMs: number;
  readonly maxPendingReads: number;
  readonly readRetryMs: number;
  readonly readRoundsMax: number;
  readonly maxClockDriftPpm: number;
}

export interface ReadsParts {
  readonly host: ReadsHost;
  readonly limits: ReadLimits;
  readonly deadlines: Deadlines;
  readonly telemetry: Telemetry;
}

/** What is to be asked; smId 0: nothing, only the wait (`readBarrier`). */
export interface ReadCall {
  readonly smId: number;
  readonly query: unknown;
  readonly options: ReadOptions;
}

class PendingRead implements Due, Query {
  dueMs = Infinity;
  heapIndex = -1;
  done = false;
  /** The read index; 0: not known yet. */
  index = 0;
  /** The life of the group that it must be answered in; 0: any. */
  readonly gid: number;
  round: Round | undefined;
  readonly smId: number;
  readonly query: unknown;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  resolve!: (result: ReadResult) => void;
  reject!: (error: unknown) => void;
  readonly #owner: Reads;

  constructor(owner: Reads, { smId, query, options }: ReadCall, timeoutMs: number) {
    this.#owner = owner;
    this.smId = smId;
    this.query = query;
    const { consistency } = options;
    this.gid = typeof consistency === 'object' && consistency.level === 'session' ? consistency.gid : 0;
    this.timeoutMs = timeoutMs;
    this.signal = options.signal;
  }

  onDue(): void {
    this.#owner.expire(this);
  }

  handleEvent(): void {
    this.#owner.abort(this);
  }

  answer(instanceId: number, result: unknown): void {
    this.#owner.answer(this, { instanceId, result });
  }

  fail(error: unknown): void {
    this.#owner.fail(this, error);
  }
}

const isLive = ({ done }: PendingRead): boolean => !done;

interface Round {
  readonly readId: number;
  readonly asked: Moment;
  readonly reads: readonly PendingRead[];
  /** Those that still wait for its index. */
  live: number;
}

export class Reads implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #parts: ReadsParts;
  /** Some that have ended among them (ended.ts). */
  #all: PendingRead[] = [];
  #pending = 0;
  /** Two or three. */
  #rounds: Round[] = [];
  #arrived: PendingRead[] = [];
  /** Index known, not executed that far; some that have ended among them. */
  #behind: PendingRead[] = [];
  /** The last index that was given, and when it was asked for. */
  #last: { readonly index: number; readonly asked: Moment } | undefined;
  /** Something waits for an instance that may not be on its way: asked about once a turn. */
  #wantsToLearn = false;
  /** After a failed round: not before. */
  #notBeforeMs = 0;

  constructor(parts: ReadsParts) {
    this.#parts = parts;
  }

  get pending(): number {
    return this.#pending;
  }

  start(call: ReadCall): Promise<ReadResult> {
    const { host, limits, deadlines } = this.#parts;
    const { signal, timeoutMs = limits.timeoutMs } = call.options;
    if (signal?.aborted === true) return Promise.reject(this.#error('ABORTED', {}, signal.reason));
    if (this.#pending >= limits.maxPendingReads) {
      return Promise.reject(this.#error('OVERLOADED', { pending: this.#pending }));
    }
    host.arrived();
    const read = new PendingRead(this, call, timeoutMs);
    const promise = new Promise<ReadResult>((resolve, reject) => {
      read.resolve = resolve;
      read.reject = reject;
    });
    this.#all.push(read);
    this.#pending++;
    deadlines.set(read, host.nowMs() + timeoutMs);
    signal?.addEventListener('abort', read, { once: true });
    this.#admit(read, call.options.consistency ?? 'linearizable');
    host.markDirty();
    return promise;
  }

  #admit(read: PendingRead, consistency: Consistency): void {
    const { host } = this.#parts;
    if (consistency === 'local') return host.query(read);
    if (consistency === 'lease') return this.#serveByLease(read);
    if (consistency === 'linearizable') return void this.#arrived.push(read);
    if (consistency.level === 'session') {
      // Whoever knows the life of the group has seen the instance that founded it.
      const seen = read.gid === 0 ? consistency.instanceId : Math.max(1, consistency.instanceId);
      if (seen > host.executedUpTo) this.#wantsToLearn = true;
      return this.#serveAt(read, seen);
    }
    const last = this.#last;
    if (last !== undefined && this.#isWithin(consistency.ms, last.asked)) this.#serveAt(read, last.index);
    else this.#arrived.push(read);
  }

  /** First what is known to be chosen, then a look at the lease; both after the request has arrived. */
  #serveByLease(read: PendingRead): void {
    const index = this.#parts.host.leaseIndex();
    if (index === 0) this.fail(read, this.#error('NO_LEASE', {}));
    else this.#serveAt(read, index);
  }

  /**
   * Whether so much time at most has passed: an index counts from when it was asked for. A slow clock makes it look newer
   * than it is, and one that stood still while the machine slept says nothing at all.
   */
  #isWithin(ms: number, asked: Moment): boolean {
    const { host, limits } = this.#parts;
    const { nowMs, uptimeMs } = host.moment();
    const ageMs = nowMs - asked.nowMs;
    if (ageMs > ms * (1 - limits.maxClockDriftPpm / 1_000_000)) return false;
    return uptimeMs - asked.uptimeMs - ageMs <= SLEEP_SLACK_MS;
  }

  #serveAt(read: PendingRead, instanceId: number): void {
    const { host } = this.#parts;
    read.index = instanceId;
    if (host.executedUpTo >= instanceId) this.#query(read);
    else this.#behind.push(read);
  }

  /** A session of another life of the group was let in if this node did not know its life then. */
  #query(read: PendingRead): void {
    const { host } = this.#parts;
    if (read.gid !== 0 && read.gid !== host.gid) this.fail(read, this.#error('FOREIGN_SESSION', {}));
    else host.query(read);
  }

  /** At the end of a turn, before the replica's effects are taken: asks for an index for all that have arrived. */
  flush(): void {
    const { host, limits, deadlines } = this.#parts;
    if (this.#wantsToLearn) host.inquire();
    this.#wantsToLearn = false;
    if (this.#arrived.length === 0 || this.#rounds.length >= limits.readRoundsMax) return;
    if (host.nowMs() < this.#notBeforeMs) return deadlines.set(this, this.#notBeforeMs);
    const reads = this.#arrived.filter((read) => !read.done);
    this.#arrived = [];
    if (reads.length === 0) return;
    const asked = host.moment();
    const round = { readId: host.read(), asked, reads, live: reads.length };
    for (const read of reads) read.round = round;
    this.#rounds.push(round);
  }

  /** The replica's answer; 0: there was no leader, or it was not ready. */
  verdict(readId: number, instanceId: number): void {
    const round = this.#rounds.find((each) => each.readId === readId);
    if (round === undefined) return;
    this.#forget(round);
    const { host, limits } = this.#parts;
    if (instanceId === 0) this.#notBeforeMs = host.nowMs() + limits.readRetryMs;
    else this.#last = { index: instanceId, asked: round.asked };
    for (const read of round.reads) {
      if (read.done) continue;
      read.round = undefined;
      if (instanceId === 0) this.#arrived.push(read);
      else this.#serveAt(read, instanceId);
    }
    host.markDirty();
  }

  /** There is a new leader: what failed for want of one asks again at once. */
  leaderChanged(): void {
    this.#notBeforeMs = 0;
    if (this.#arrived.length > 0) this.#parts.host.markDirty();
  }

  executed(upTo: number): void {
    if (this.#behind.length === 0) return;
    const behind = this.#behind.filter(isLive);
    this.#behind = behind.filter(({ index }) => index > upTo);
    for (const read of behind) if (read.index <= upTo) this.#query(read);
  }

  endAll(code: ErrorCode, cause?: unknown): void {
    for (const read of this.#all.filter(isLive)) this.fail(read, this.#error(code, {}, cause));
  }

  /** The wait after a failed round is over. */
  onDue(): void {
    this.#parts.host.markDirty();
  }

  /** @internal */
  expire(read: PendingRead): void {
    const { host } = this.#parts;
    const { timeoutMs } = read;
    if (read.index !== 0 || host.hasLeader()) return this.fail(read, this.#error('TIMEOUT', { timeoutMs }));
    const { detail, facts } = host.whyNoLeader;
    const all = { groupIdx: host.groupIdx, timeoutMs, ...facts };
    this.fail(read, new GaiosError('NO_QUORUM', detail, { facts: all }));
  }

  /** @internal */
  abort(read: PendingRead): void {
    this.fail(read, this.#error('ABORTED', {}, read.signal?.reason));
  }

  /** @internal */
  answer(read: PendingRead, result: ReadResult): void {
    if (read.done) return;
    this.#end(read, 'ok');
    read.resolve(result);
  }

  /** @internal */
  fail(read: PendingRead, error: unknown): void {
    if (read.done) return;
    this.#end(read, error instanceof GaiosError ? error.code : 'query-failed');
    read.reject(error);
  }

  #end(read: PendingRead, how: string): void {
    const { deadlines, telemetry, host } = this.#parts;
    read.done = true;
    this.#pending--;
    this.#all = withoutEnded(this.#all, this.#pending, isLive);
    this.#behind = withoutEnded(this.#behind, this.#pending, isLive);
    deadlines.remove(read);
    read.signal?.removeEventListener('abort', read);
    if (telemetry.measures) telemetry.count('gaios_reads_total', 1, { end: how });
    const { round } = read;
    if (round === undefined || --round.live > 0) return;
    if (this.#forget(round)) host.cancelRead(round.readId);
  }

  /** Whether it was under way. */
  #forget(round: Round): boolean {
    const { length } = this.#rounds;
    this.#rounds = this.#rounds.filter((each) => each !== round);
    return this.#rounds.length < length;
  }

  #error(code: ErrorCode, facts: Readonly<Record<string, unknown>>, cause?: unknown): GaiosError {
    const { groupIdx } = this.#parts.host;
    return new GaiosError(code, undefined, {
      facts: { groupIdx, ...facts },
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
