/**
 * Makes the journal durable, and SQLite's write-ahead log where it must be (SQLite has `synchronous=NORMAL`). The
 * fdatasync is made here, so that nobody needs a thread of JavaScript for it: on a disk that answers at once it is made on the spot, which costs
 * less than any hop to another thread; on a disk that is slow it is left to libuv's pool, and the event loop goes on.
 */

import { fdatasync, fdatasyncSync } from 'node:fs';

/**
 * A disk whose syncs take longer than this on average is waited for in the pool, ms. A hop to the pool and back costs
 * 0.05 to 0.1 ms of a quiet machine, several times that of a busy one.
 */
const onTheSpotMsMax = 2;
/** Share of the last sync in the average: one of 100 ms makes some thirty quick ones go to the pool after it. */
const lastShare = 1 / 8;

/** The two ways, for tests that have no slow or failing disk at hand. */
export interface SyncCalls {
  readonly now: (descriptor: number) => void;
  readonly later: (descriptor: number, done: (error: Error | null) => void) => void;
  readonly nowMs: () => number;
}

export const systemCalls: SyncCalls = {
  now: fdatasyncSync,
  later: fdatasync,
  nowMs: () => performance.now(),
};

export class LogSync {
  readonly #calls: SyncCalls;
  #averageMs = 0;

  constructor(calls: SyncCalls = systemCalls) {
    this.#calls = calls;
  }

  /** Blocks until what was written is durable. */
  now(descriptor: number): void {
    this.#calls.now(descriptor);
  }

  /** Calls back when what was written before is durable: during this call, if the disk has been quick. */
  run(descriptor: number, done: (error: unknown) => void): void {
    const sinceMs = this.#calls.nowMs();
    if (this.#averageMs > onTheSpotMsMax) {
      this.#calls.later(descriptor, (error) => {
        if (error === null) this.#took(this.#calls.nowMs() - sinceMs);
        done(error ?? undefined);
      });
      return;
    }
    try {
      this.now(descriptor);
    } catch (error) {
      done(error);
      return;
    }
    this.#took(this.#calls.nowMs() - sinceMs);
    done(undefined);
  }

  #took(durationMs: number): void {
    this.#averageMs += (durationMs - this.#averageMs) * lastShare;
  }
}
