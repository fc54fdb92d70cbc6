/**
 * The clients: closed loops, each with one call under way. The loop allocates nothing but what the call itself does and
 * one async frame a client; what it costs by itself is measured too (`loopCostNs`), so that it can be told from the rest.
 */

import { Histogram } from './histogram.ts';
import { usageOf } from './usage.ts';

export interface LoadOptions {
  readonly clients: number;
  /** Calls go to groups 0 … groups-1, evenly. */
  readonly groups: number;
  readonly warmMs: number;
  readonly measureMs: number;
  /** Whose CPU and writes are counted. */
  readonly pids: readonly number[];
}

export interface LoadResult {
  readonly calls: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly cpuMs: number;
  readonly writtenBytes: number;
  readonly errors: number;
  readonly firstError: string;
}

export type Call = (groupIdx: number) => Promise<unknown>;

/** After a failed call a client waits, so that failing is not the fastest thing to do. */
const AFTER_ERROR_MS = 20;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

class Window {
  readonly histogram = new Histogram();
  isOpen = false;
  isOver = false;
  errors = 0;
  firstError = '';

  failed(error: unknown): Promise<void> {
    if (this.errors++ === 0) this.firstError = String(error);
    return sleep(AFTER_ERROR_MS);
  }
}

/** Client k's n-th call goes to group k + n × clients: fixed if there are more clients than groups, else all in turn. */
const client = async (
  call: Call,
  window: Window,
  index: number,
  { clients, groups }: LoadOptions,
): Promise<void> => {
  let at = index;
  while (!window.isOver) {
    const startMs = performance.now();
    try {
      await call(at % groups);
      if (window.isOpen) window.histogram.record(performance.now() - startMs);
    } catch (error) {
      await window.failed(error);
    }
    at += clients;
  }
};

export const runLoad = async (call: Call, options: LoadOptions): Promise<LoadResult> => {
  const window = new Window();
  const { histogram } = window;
  const running = Array.from({ length: options.clients }, (_, index) => client(call, window, index, options));
  await sleep(options.warmMs);
  const before = usageOf(options.pids);
  window.isOpen = true;
  const startMs = performance.now();
  await sleep(options.measureMs);
  window.isOpen = false;
  const elapsedMs = performance.now() - startMs;
  const after = usageOf(options.pids);
  window.isOver = true;
  await Promise.all(running);
  return {
    calls: histogram.count,
    elapsedMs,
    p50Ms: histogram.percentileMs(0.5),
    p99Ms: histogram.percentileMs(0.99),
    maxMs: histogram.maxMs,
    cpuMs: after.cpuMs - before.cpuMs,
    writtenBytes: after.writtenBytes - before.writtenBytes,
    errors: window.errors,
    firstError: window.firstError,
  };
};

/** ns that a client's loop takes of one call that is answered at once. */
export const loopCostNs = async (clients: number, calls: number): Promise<number> => {
  const window = new Window();
  window.isOpen = true;
  const answered = Promise.resolve();
  let left = calls;
  const call = (): Promise<void> => {
    if (--left <= 0) window.isOver = true;
    return answered;
  };
  const options = { clients, groups: 1, warmMs: 0, measureMs: 0, pids: [] };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: clients }, (_, index) => client(call, window, index, options)));
  return ((performance.now() - startMs) * 1e6) / window.histogram.count;
};
