/** Gives the executor its next value: from memory, and, where memory was too small or the node has just started, from the log. */

import type { LogRecord } from '@gaios/sm-base';
import { ExecutionQueue, type QueuedValue } from './execution-queue.ts';

export interface LogFeedHost {
  readLog(range: {
    readonly from: number;
    readonly to: number;
    readonly bytesMax: number;
  }): Promise<readonly LogRecord[]>;
  /** There is something to take again. */
  wake(): void;
  /** The log cannot be read. */
  stop(error: unknown): void;
}

export interface LogFeedLimits {
  readonly executeQueueBytes: number;
  readonly executePageBytes: number;
}

export class LogFeed {
  readonly #host: LogFeedHost;
  readonly #limits: LogFeedLimits;
  readonly #queue: ExecutionQueue;
  #fetching = false;
  #jumps = 0;
  #stopped = false;

  constructor(host: LogFeedHost, limits: LogFeedLimits, chosenUpTo: number) {
    this.#host = host;
    this.#limits = limits;
    this.#queue = new ExecutionQueue(limits.executeQueueBytes, 0, chosenUpTo);
  }

  /** Chosen, and on this node's disk. */
  get availableUpTo(): number {
    return this.#queue.availableUpTo;
  }

  add(value: QueuedValue): void {
    this.#queue.add(value);
  }

  /** What is being read is of no use any more: a jump is to follow. */
  hold(): void {
    this.#jumps++;
  }

  /** Execution goes on behind that instance. A page that is under way belongs to what was jumped over. */
  jump(executedUpTo: number): void {
    this.#jumps++;
    this.#queue.jump(executedUpTo);
  }

  /** Undefined: nothing is there now. What is in the log is on its way, and wakes the host. */
  take(): QueuedValue | undefined {
    const next = this.#queue.take();
    if (next === undefined && !this.#fetching && this.#queue.missing !== undefined)
      void this.#fetch(this.#queue.missing);
    return next;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #fetch(missing: { readonly from: number; readonly to: number }): Promise<void> {
    this.#fetching = true;
    const jumps = this.#jumps;
    try {
      const page = await this.#host.readLog({ ...missing, bytesMax: this.#limits.executePageBytes });
      this.#fetching = false;
      if (this.#stopped) return;
      if (jumps === this.#jumps) this.#queue.page(page);
      this.#host.wake();
    } catch (error) {
      this.#fetching = false;
      if (this.#stopped) return;
      if (jumps === this.#jumps) this.#host.stop(error);
      else this.#host.wake();
    }
  }
}
