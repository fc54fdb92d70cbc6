/**
 * The proposals of one group that callers of this node wait for: admission, deadlines, abort signals, and what became
 * of each (the last paragraph of DESIGN 3.4). One promise a call, no timer of its own.
 */

import {
  GaiosError,
  PROPOSAL_OVERHEAD_BYTES,
  type ErrorCode,
  type Outcome,
  type SMCtx,
} from '@gaios/sm-base';
import { indexOfSeq, type ProposalRequest } from '@gaios/core';
import type { ProposeOptions, ProposeResult } from './api.ts';
import type { Deadlines, Due } from './deadlines.ts';
import { withoutEnded } from './ended.ts';
import type { Skip } from './executor-api.ts';
import type { WhyNoLeader } from './no-leader.ts';
import type { Overload } from './overload.ts';
import type { Telemetry } from './telemetry.ts';

/** What the group does for its proposals. */
export interface ProposalsHost {
  readonly groupIdx: number;
  nowMs(): number;
  /** Hands them to the replica; returns the first seq; 0: the group has stopped. */
  propose(requests: readonly ProposalRequest[]): number;
  giveUp(seq: number): 'never-sent' | 'sent' | 'settled';
  hasLeader(): boolean;
  readonly whyNoLeader: WhyNoLeader;
}

export interface ProposalLimits {
  timeoutMs: number;
  maxPending: number;
  readonly pendingBytesMax: number;
  readonly maxWaitingForRoom: number;
}

export interface ProposalsParts {
  readonly host: ProposalsHost;
  readonly limits: ProposalLimits;
  readonly deadlines: Deadlines;
  readonly overload: Overload;
  readonly telemetry: Telemetry;
}

/** One call of `propose` or `batchPropose`. */
export class PendingProposal implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  /** 0: it waits for room and was not handed to the replica. */
  firstSeq = 0;
  /** How many of its proposals are waited for; 0: it has ended. */
  left: number;
  readonly requests: readonly ProposalRequest[];
  readonly contexts: readonly (SMCtx | undefined)[];
  /** Of a call with several values. */
  readonly results: ProposeResult[] | undefined;
  readonly bytes: number;
  readonly sinceMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  resolve!: (results: unknown) => void;
  reject!: (error: GaiosError) => void;
  readonly #owner: Proposals;

  constructor(owner: Proposals, call: ProposeCall, sinceMs: number, timeoutMs: number) {
    this.#owner = owner;
    this.results = call.single ? undefined : [];
    this.requests = call.requests;
    this.contexts = call.contexts;
    this.left = call.requests.length;
    let bytes = 0;
    for (const { payload } of call.requests) bytes += payload.length + PROPOSAL_OVERHEAD_BYTES;
    this.bytes = bytes;
    this.sinceMs = sinceMs;
    this.timeoutMs = timeoutMs;
    this.signal = call.options.signal;
  }

  waitsFor(seq: number): boolean {
    return this.left > 0 && this.results?.[seq - this.firstSeq] === undefined;
  }

  onDue(): void {
    this.#owner.expire(this);
  }

  /** For AbortSignal. */
  handleEvent(): void {
    this.#owner.abort(this);
  }
}

export interface ProposeCall {
  readonly requests: readonly ProposalRequest[];
  readonly contexts: readonly (SMCtx | undefined)[];
  /** Resolves with the one result instead of a list. */
  readonly single: boolean;
  readonly options: ProposeOptions;
}

export class Proposals {
  readonly #parts: ProposalsParts;
  /** Those that were handed to the replica, by seq, some that have ended among them (ended.ts). */
  #handed: PendingProposal[] = [];
  #pending = 0;
  readonly #waiting = new Set<PendingProposal>();
  #count = 0;
  #bytes = 0;
  #ended = false;

  constructor(parts: ProposalsParts) {
    this.#parts = parts;
  }

  /** Proposals (not calls) handed to the replica and waited for. */
  get pending(): number {
    return this.#pending;
  }

  /** Calls under way, with those that wait for room. */
  get calls(): number {
    return this.#count + this.#waiting.size;
  }

  /** Resolves with `ProposeResult[]`, or, of a single call, with its one `ProposeResult`. */
  start(call: ProposeCall): Promise<unknown> {
    const { host, limits } = this.#parts;
    const { signal, timeoutMs = limits.timeoutMs, waitForRoom = false } = call.options;
    const nowMs = host.nowMs();
    if (signal?.aborted === true) return this.#refuse('ABORTED', { cause: signal.reason });
    const pending = new PendingProposal(this, call, nowMs, timeoutMs);
    const hasRoom =
      this.#waiting.size === 0 && this.#hasRoom(pending) && !this.#parts.overload.refuses(nowMs);
    if (!hasRoom && (!waitForRoom || this.#waiting.size >= limits.maxWaitingForRoom)) {
      return this.#refuse('OVERLOADED', { facts: this.#loadFacts() });
    }
    const promise = new Promise<unknown>((resolve, reject) => {
      pending.resolve = resolve;
      pending.reject = reject;
    });
    this.#parts.deadlines.set(pending, nowMs + timeoutMs);
    signal?.addEventListener('abort', pending, { once: true });
    if (hasRoom) this.#hand(pending);
    else {
      this.#waiting.add(pending);
      // Refused by rate, with room: nothing else would let it in.
      if (this.#count === 0) this.#admitWaiting();
    }
    return promise;
  }

  /** All that wait, by seq. */
  waiting(): readonly (readonly [seq: number, request: ProposalRequest])[] {
    return this.#handed.flatMap((pending) =>
      pending.requests
        .map((request, index) => [pending.firstSeq + index, request] as const)
        .filter(([seq]) => pending.waitsFor(seq)),
    );
  }

  /** The proposer's own object for `execute`. */
  contextOf(seq: number): SMCtx | undefined {
    const pending = this.#find(seq);
    return pending?.contexts[seq - pending.firstSeq];
  }

  /** Own proposal `seq` was executed. */
  executed(seq: number, instanceId: number, batchIndex: number, result: unknown): void {
    const pending = this.#find(seq);
    if (pending === undefined) return;
    const index = seq - pending.firstSeq;
    const context = pending.contexts[index];
    if (context !== undefined) context.result = result;
    const own: ProposeResult = { instanceId, batchIndex, result };
    if (pending.results !== undefined) pending.results[index] = own;
    this.#pending--;
    if (--pending.left > 0) return;
    const { host, overload, telemetry } = this.#parts;
    const nowMs = host.nowMs();
    overload.sample(nowMs - pending.sinceMs, nowMs);
    if (telemetry.measures) {
      telemetry.observe('gaios_propose_ms', nowMs - pending.sinceMs);
      telemetry.count('gaios_proposals_total', 1, { end: 'ok' });
    }
    this.#end(pending);
    pending.resolve(pending.results ?? own);
    this.#admitWaiting();
  }

  /** Own proposal `seq` stands in the log and was skipped for good. */
  skipped(seq: number, why: Skip): void {
    const pending = this.#find(seq);
    if (pending === undefined) return;
    // It is waited for, so it was not given up: its row has passed it by a checkpoint.
    if (why === 'repeat') this.#fail(pending, 'RESULT_LOST', 'executed');
    else if (why === 'jumped') this.#fail(pending, 'OUTCOME_UNKNOWN', 'unknown');
    else if (why === 'expired') this.#fail(pending, 'REQUEST_EXPIRED', 'unknown');
    else if (why === 'master-changed') this.#fail(pending, 'MASTER_CHANGED', 'not-executed');
    else this.#fail(pending, why === 'unbound' ? 'NOT_A_MEMBER' : 'NOT_EXECUTED', 'not-executed');
  }

  /** @internal */
  expire(pending: PendingProposal): void {
    const { host } = this.#parts;
    const facts = { timeoutMs: pending.timeoutMs };
    this.#giveUp(pending, 'TIMEOUT', facts, undefined, host.hasLeader() ? undefined : host.whyNoLeader);
  }

  /** @internal */
  abort(pending: PendingProposal): void {
    this.#giveUp(pending, 'ABORTED', {}, pending.signal?.reason);
  }

  /** Ends every call: the node closes, or the group has stopped. */
  endAll(code: ErrorCode, cause?: unknown): void {
    this.#ended = true;
    for (const pending of this.#waiting) this.#giveUp(pending, code, {}, cause);
    for (const pending of this.#handed.filter(isLive)) this.#giveUp(pending, code, {}, cause);
  }

  /** After `maxPending` was raised. */
  roomChanged(): void {
    this.#admitWaiting();
  }

  #hasRoom(pending: PendingProposal): boolean {
    const { maxPending, pendingBytesMax } = this.#parts.limits;
    if (this.#count === 0) return true;
    const count = this.#pending + pending.requests.length;
    return count <= maxPending && this.#bytes + pending.bytes <= pendingBytesMax;
  }

  #hand(pending: PendingProposal): void {
    this.#count++;
    this.#bytes += pending.bytes;
    const firstSeq = this.#parts.host.propose(pending.requests);
    pending.firstSeq = firstSeq;
    if (firstSeq === 0) return this.#giveUp(pending, 'GROUP_STOPPED', {});
    this.#handed.push(pending);
    this.#pending += pending.left;
  }

  #find(seq: number): PendingProposal | undefined {
    const pending = this.#handed[indexOfSeq(this.#handed, seq)];
    return pending?.waitsFor(seq) === true ? pending : undefined;
  }

  /** In the order in which they came: one that is too large for now holds up those behind it. */
  #admitWaiting(): void {
    if (this.#waiting.size === 0 || this.#ended) return;
    for (const pending of this.#waiting) {
      if (!this.#hasRoom(pending)) return;
      this.#waiting.delete(pending);
      this.#hand(pending);
    }
  }

  #giveUp(
    pending: PendingProposal,
    code: ErrorCode,
    facts: Readonly<Record<string, unknown>>,
    cause?: unknown,
    whyNoLeader?: WhyNoLeader,
  ): void {
    if (this.#verdict(pending) !== 'never-sent') this.#fail(pending, code, 'unknown', { facts, cause });
    else if (whyNoLeader === undefined) this.#fail(pending, code, 'not-executed', { facts, cause });
    else {
      const { detail } = whyNoLeader;
      const more = { detail, facts: { ...facts, ...whyNoLeader.facts } };
      this.#fail(pending, 'NO_QUORUM', 'not-executed', more);
    }
  }

  #verdict(pending: PendingProposal): 'never-sent' | 'sent' | 'settled' {
    if (pending.firstSeq === 0) return 'never-sent';
    return this.#parts.host.giveUp(pending.firstSeq);
  }

  #fail(pending: PendingProposal, code: ErrorCode, outcome: Outcome, more: ErrorDetails = {}): void {
    this.#end(pending);
    this.#parts.telemetry.count('gaios_proposals_total', 1, { end: code });
    pending.reject(this.#error(code, outcome, more));
    this.#admitWaiting();
  }

  #end(pending: PendingProposal): void {
    this.#parts.deadlines.remove(pending);
    pending.signal?.removeEventListener('abort', pending);
    if (this.#waiting.size > 0 && this.#waiting.delete(pending)) return;
    this.#count--;
    this.#bytes -= pending.bytes;
    if (pending.firstSeq > 0) this.#pending -= pending.left;
    pending.left = 0;
    this.#handed = withoutEnded(this.#handed, this.#count, isLive);
  }

  #refuse(code: ErrorCode, more: ErrorDetails): Promise<never> {
    this.#parts.telemetry.count('gaios_proposals_total', 1, { end: code });
    return Promise.reject(this.#error(code, 'not-executed', more));
  }

  #error(code: ErrorCode, outcome: Outcome, { detail, facts, cause }: ErrorDetails): GaiosError {
    const { groupIdx } = this.#parts.host;
    return new GaiosError(code, detail, {
      facts: { groupIdx, ...facts },
      outcome,
      ...(cause === undefined ? {} : { cause }),
    });
  }

  #loadFacts(): Record<string, unknown> {
    const { maxPending, pendingBytesMax } = this.#parts.limits;
    const { ratePercent } = this.#parts.overload;
    return { pending: this.#pending, maxPending, pendingBytes: this.#bytes, pendingBytesMax, ratePercent };
  }
}

const isLive = ({ left }: PendingProposal): boolean => left > 0;

interface ErrorDetails {
  readonly detail?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}
