/** The callers of `waitFor` of one group: until it has a leader, or has executed so far. */

import { GaiosError, type Clock, type ErrorCode } from '@gaios/sm-base';
import type { CallOptions, WaitTarget } from './api.ts';
import type { Deadlines, Due } from './deadlines.ts';

export interface WaitersHost {
  readonly groupIdx: number;
  readonly executedUpTo: number;
  hasLeader(): boolean;
  readonly view: { readonly leader: number };
  readonly master: { isMet(target: true | number): boolean };
}

class Waiter implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly target: WaitTarget;
  readonly signal: AbortSignal | undefined;
  resolve!: () => void;
  reject!: (error: GaiosError) => void;
  readonly #owner: Waiters;

  constructor(owner: Waiters, target: WaitTarget, signal: AbortSignal | undefined) {
    this.#owner = owner;
    this.target = target;
    this.signal = signal;
  }

  onDue(): void {
    this.#owner.end(this, 'TIMEOUT');
  }

  handleEvent(): void {
    this.#owner.end(this, 'ABORTED', this.signal?.reason);
  }
}

export class Waiters {
  readonly #host: WaitersHost;
  readonly #deadlines: Deadlines;
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiter>();

  constructor(host: WaitersHost, deadlines: Deadlines, clock: Clock) {
    this.#host = host;
    this.#deadlines = deadlines;
    this.#clock = clock;
  }

  /** Whether somebody waits for a master: a lease may begin in any turn. */
  get needsTurns(): boolean {
    if (this.#waiting.size === 0) return false;
    return [...this.#waiting].some(({ target }) => target.master !== undefined);
  }

  wait(target: WaitTarget, { timeoutMs = 0, signal }: CallOptions): Promise<void> {
    if (this.#isMet(target)) return Promise.resolve();
    if (signal?.aborted === true) return Promise.reject(this.#error('ABORTED', target, signal.reason));
    const waiter = new Waiter(this, target, signal);
    this.#waiting.add(waiter);
    this.#deadlines.set(waiter, this.#clock.monotonicMs() + timeoutMs);
    signal?.addEventListener('abort', waiter, { once: true });
    return new Promise((resolve, reject) => {
      waiter.resolve = resolve;
      waiter.reject = reject;
    });
  }

  /** Something changed that one may wait for. */
  check(): void {
    for (const waiter of this.#waiting) {
      if (!this.#isMet(waiter.target)) continue;
      this.#forget(waiter);
      waiter.resolve();
    }
  }

  endAll(code: ErrorCode, cause?: unknown): void {
    for (const waiter of this.#waiting) this.end(waiter, code, cause);
  }

  /** @internal */
  end(waiter: Waiter, code: ErrorCode, cause?: unknown): void {
    this.#forget(waiter);
    waiter.reject(this.#error(code, waiter.target, cause));
  }

  #isMet({ executedUpTo, leader, master }: WaitTarget): boolean {
    if (executedUpTo !== undefined && this.#host.executedUpTo < executedUpTo) return false;
    if (master !== undefined && !this.#host.master.isMet(master)) return false;
    if (leader === undefined) return true;
    return this.#host.hasLeader() && (leader === true || this.#host.view.leader === leader);
  }

  #forget(waiter: Waiter): void {
    this.#waiting.delete(waiter);
    this.#deadlines.remove(waiter);
    waiter.signal?.removeEventListener('abort', waiter);
  }

  #error(code: ErrorCode, target: WaitTarget, cause?: unknown): GaiosError {
    const facts = { ...target, executedUpToNow: this.#host.executedUpTo };
    return new GaiosError(code, undefined, { facts, ...(cause === undefined ? {} : { cause }) });
  }
}
