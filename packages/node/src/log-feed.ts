/** Gives the executor its next value: from memory, and, where memory was too small or the node has just started, from the log. */

import type { LogRecord } from '@gaios/sm-base';
import { repairableAt } from './row-repairs.ts';
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
    this.#fetching = false;
  }

  /** Execution goes on behind that instance. A page that is under way belongs to what was jumped over. */
  jump(executedUpTo: number): void {
    this.hold();
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
      if (this.#isOver(jumps)) return;
      this.#fetching = false;
      this.#queue.page(page);
      this.#host.wake();
    } catch (error) {
      if (this.#isOver(jumps)) return;
      this.#fetching = false;
      // Nobody could put it back yet. It is asked for on and on.
      if (repairableAt(error) === undefined) this.#host.stop(error);
      else this.#host.wake();
    }
  }

  /** What was read is of no use any more; there may be something else to read. */
  #isOver(jumps: number): boolean {
    if (this.#stopped) return true;
    if (jumps === this.#jumps) return false;
    this.#host.wake();
    return true;
  }
}
