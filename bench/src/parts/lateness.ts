/**
 * Timers while the store commits: one commit after the other, each made so large that it takes 20 ms, and meanwhile a timer
 * at the interval of heartbeats. What counts is how many of them were late by more than an interval; the default thread of
 * the store is what is measured. A finer timer tells how late timers are at all: its latencies are the row's.
 */

import { SqliteLogStorage } from '@gaios/storage-sqlite';
import { optionRows } from 'gaios';
import { Histogram } from '../histogram.ts';
import { usageOf } from '../usage.ts';
import type { PartOptions, PartResult } from './part.ts';
import { writesFrom } from './storage.ts';

const COMMIT_MS = 20;
const FIRST_BYTES = 64 * 1024;
const BYTES_MAX = 64 * 2 ** 20;
/** A look at how long a commit of some size takes: the least of these, since a disk is slow by chance now and then. */
const LOOKS = 5;
const FINE_MS = 5;

interface Ticker {
  readonly lateness: Histogram;
  late: number;
  ticks: number;
  stop(): void;
}

/** Fires every interval, each counted from when the last one was due or, if later, fired. */
const tick = (intervalMs: number): Ticker => {
  const lateness = new Histogram();
  const ticker = { lateness, late: 0, ticks: 0, stop: (): void => clearTimeout(timer) };
  let dueMs = performance.now() + intervalMs;
  const fire = (): void => {
    const nowMs = performance.now();
    const lateMs = Math.max(0, nowMs - dueMs);
    lateness.record(lateMs);
    ticker.ticks++;
    if (lateMs > intervalMs) ticker.late++;
    dueMs = Math.max(dueMs, nowMs) + intervalMs;
    timer = setTimeout(fire, dueMs - nowMs);
  };
  let timer = setTimeout(fire, intervalMs);
  return ticker;
};

export const measureLateness = async ({ dataDir, measureMs }: PartOptions): Promise<PartResult> => {
  const storage = await SqliteLogStorage.open({ dataDir, nodeId: 1 });
  let instanceId = 1;
  const commit = async (bytes: number): Promise<number> => {
    const startMs = performance.now();
    await storage.commit(writesFrom(instanceId++, 1, bytes));
    return performance.now() - startMs;
  };
  try {
    const bytes = await slowEnough(commit);
    const intervalMs = optionRows.heartbeatIntervalMs.default;
    const [heartbeat, fine] = [tick(intervalMs), tick(FINE_MS)];
    const commits = new Histogram();
    const before = usageOf([process.pid]);
    const beginMs = performance.now();
    while (performance.now() - beginMs < measureMs) commits.record(await commit(bytes));
    const elapsedMs = performance.now() - beginMs;
    const after = usageOf([process.pid]);
    heartbeat.stop();
    fine.stop();
    return {
      operations: commits.count,
      elapsedMs,
      usage: { cpuMs: after.cpuMs - before.cpuMs, writtenBytes: after.writtenBytes - before.writtenBytes },
      p50Ms: fine.lateness.percentileMs(0.5),
      p99Ms: fine.lateness.percentileMs(0.99),
      value: heartbeat.late,
      note:
        `${heartbeat.ticks} heartbeats, late by ${heartbeat.lateness.maxMs.toFixed(1)} ms at most; commits of ` +
        `${(bytes / 2 ** 20).toFixed(2)} MiB take ${commits.percentileMs(0.5).toFixed(1)} ms; ` +
        `p50 and p99 are the lateness of a timer of ${FINE_MS} ms`,
    };
  } finally {
    await storage.close();
  }
};

/** The bytes of a commit that takes `COMMIT_MS` on this disk. */
const slowEnough = async (commit: (bytes: number) => Promise<number>): Promise<number> => {
  for (let bytes = FIRST_BYTES; bytes < BYTES_MAX; bytes *= 2) {
    const took: number[] = [];
    for (let look = 0; look < LOOKS; look++) took.push(await commit(bytes));
    if (Math.min(...took) >= COMMIT_MS) return bytes;
  }
  return BYTES_MAX;
};
