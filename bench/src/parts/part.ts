/** How a part is measured: warmed up, then repeated until the time is over. */

import { Histogram } from '../histogram.ts';
import { usageOf, type Usage } from '../usage.ts';

export interface PartOptions {
  readonly measureMs: number;
  /** For those that store; removed by whoever asked. */
  readonly dataDir: string;
}

export interface PartResult {
  readonly operations: number;
  readonly elapsedMs: number;
  readonly usage: Usage;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly value?: number;
  readonly note?: string;
}

/** Share of the time that goes to warming up. */
const WARM = 0.3;

const difference = (before: Usage, after: Usage): Usage => ({
  cpuMs: after.cpuMs - before.cpuMs,
  writtenBytes: after.writtenBytes - before.writtenBytes,
});

/** `step` does some operations, tells how many, and must not take long. */
export const repeat = (measureMs: number, step: () => number): PartResult => {
  for (const endMs = performance.now() + measureMs * WARM; performance.now() < endMs;) step();
  const before = usageOf([process.pid]);
  const beginMs = performance.now();
  let operations = 0;
  let nowMs = beginMs;
  while (nowMs - beginMs < measureMs) {
    operations += step();
    nowMs = performance.now();
  }
  return { operations, elapsedMs: nowMs - beginMs, usage: difference(before, usageOf([process.pid])) };
};

/** As `repeat`, for steps that wait, one after the other; with their latencies. */
export const repeatAsync = async (measureMs: number, step: () => Promise<number>): Promise<PartResult> => {
  for (const endMs = performance.now() + measureMs * WARM; performance.now() < endMs;) await step();
  const before = usageOf([process.pid]);
  const histogram = new Histogram();
  const beginMs = performance.now();
  let operations = 0;
  let nowMs = beginMs;
  while (nowMs - beginMs < measureMs) {
    const startMs = nowMs;
    operations += await step();
    nowMs = performance.now();
    histogram.record(nowMs - startMs);
  }
  return {
    operations,
    elapsedMs: nowMs - beginMs,
    usage: difference(before, usageOf([process.pid])),
    p50Ms: histogram.percentileMs(0.5),
    p99Ms: histogram.percentileMs(0.99),
  };
};
