/**
 * A machine that cannot go on (DESIGN 7): it is tried again with backoff, for ever, and never skipped. Whoever waits for it is
 * told once it has failed often enough.
 */

import { GaiosError } from '@gaios/sm-base';
import type { Deadlines, Due } from './deadlines.ts';
import { reasonOf } from './driver.ts';

export interface Stall {
  readonly instanceId: number;
  readonly smId: number;
  readonly error: unknown;
  readonly attempt: number;
  /** There is no such machine: it is not waited for by time, it has to be added. */
  readonly missing: boolean;
}

export interface StallsHost {
  readonly groupIdx: number;
  nowMs(): number;
  stalled(stall: Stall): void;
  resumed(): void;
}

export interface StallsParts {
  readonly host: StallsHost;
  readonly limits: { readonly executeRetryMinMs: number; readonly executeRetryMaxMs: number };
  readonly deadlines: Deadlines;
  /** The wait is over. */
  readonly retry: () => void;
}

/** A single failure may be a hiccup; from this attempt on callers are told. */
const STALLED_FROM_ATTEMPT = 2;

export class Stalls implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #parts: StallsParts;
  #stall: Stall | undefined;
  /** Waiting for the retry, or for the missing machine. */
  #blocked = false;
  #passed: (() => void)[] = [];

  constructor(parts: StallsParts) {
    this.#parts = parts;
  }

  get current(): Stall | undefined {
    return this.#stall;
  }

  get isBlocked(): boolean {
    return this.#blocked;
  }

  /** It has failed often enough that callers should not wait for it. */
  get isStalled(): boolean {
    const stall = this.#stall;
    return stall !== undefined && (stall.missing || stall.attempt >= STALLED_FROM_ATTEMPT);
  }

  fail({ instanceId, smId }: Pick<Stall, 'instanceId' | 'smId'>, error: unknown, missing: boolean): void {
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
  }

  /** It could go on. */
  end(): void {
    if (this.#stall === undefined) return;
    this.#stall = undefined;
    this.#blocked = false;
    this.#parts.deadlines.remove(this);
    this.#parts.host.resumed();
  }

  retry(): void {
    this.#blocked = false;
    for (const resolve of this.#passed.splice(0)) resolve();
    this.#parts.retry();
  }

  /** Resolves when it is to be tried again. */
  passed(): Promise<void> {
    return this.#blocked ? new Promise((resolve) => this.#passed.push(resolve)) : Promise.resolve();
  }

  /** The wait before the next attempt is over. */
  onDue(): void {
    this.retry();
  }

  stop(): void {
    this.#parts.deadlines.remove(this);
  }

  /** For callers that should not wait. */
  error(): GaiosError {
    const { instanceId, smId, error } = this.#stall ?? {};
    const facts = { groupIdx: this.#parts.host.groupIdx, instanceId, smId };
    const detail = `the group is stalled: machine ${smId} cannot execute instance ${instanceId}: ${reasonOf(error)}`;
    return new GaiosError('GROUP_STALLED', detail, { facts, cause: error });
  }
}
