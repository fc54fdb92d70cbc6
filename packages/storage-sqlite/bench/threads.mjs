// Main thread against worker thread: latency with one commit in flight, rate with a thousand committers, and how
// long a timer of 1 ms is late meanwhile. Run after a build: node packages/storage-sqlite/bench/threads.mjs [folder]
// The folder should be on the disk in question; /tmp may be memory.

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SqliteLogStorage } from '@gaios/storage-sqlite';

const parent = process.argv[2] ?? tmpdir();
const seconds = 4;
const committers = 1000;

const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

async function measure(thread, title, run) {
  const dataDir = mkdtempSync(join(parent, 'gaios-bench-'));
  const storage = await SqliteLogStorage.open({ dataDir, nodeId: 1, thread });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const took = [];
  let instanceId = 0;
  const commit = async (rows, bytes) => {
    const groupIdx = instanceId % 16;
    const records = Array.from({ length: rows }, () => ({
      instanceId: ++instanceId,
      ballot: 65537,
      chosen: false,
      value: new Uint8Array(bytes),
    }));
    const startMs = performance.now();
    await storage.commit([{ groupIdx, records }]);
    took.push(performance.now() - startMs);
  };
  delay.enable();
  const startMs = performance.now();
  const more = () => performance.now() - startMs < seconds * 1000;
  await run(commit, more);
  const elapsed = (performance.now() - startMs) / 1000;
  delay.disable();
  took.sort((a, b) => a - b);
  const ms = (value) => value.toFixed(3).padStart(9);
  const rate = (took.length / elapsed).toFixed(0).padStart(8);
  console.log(
    `${title.padEnd(34)} ${thread.padEnd(6)} ${rate} ${ms(percentile(took, 0.5))} ${ms(percentile(took, 0.99))}` +
      ` ${ms(took.at(-1))} ${ms(delay.percentile(50) / 1e6)} ${ms(delay.percentile(99) / 1e6)} ${ms(delay.max / 1e6)}`,
  );
  await storage.close();
  rmSync(dataDir, { recursive: true });
}

const cases = {
  'one in flight, 1 row of 100 B': async (commit, more) => {
    while (more()) await commit(1, 100);
  },
  'one in flight, 100 rows of 100 B': async (commit, more) => {
    while (more()) await commit(100, 100);
  },
  'one in flight, 1 row of 1 MiB': async (commit, more) => {
    while (more()) await commit(1, 2 ** 20);
  },
  [`${committers} in flight, 1 row of 100 B`]: async (commit, more) => {
    const loop = async () => {
      while (more()) await commit(1, 100);
    };
    await Promise.all(Array.from({ length: committers }, loop));
  },
};

console.log(`${' '.repeat(42)} commits/s     p50 ms    p99 ms    max ms  loop p50  loop p99  loop max`);
for (const [title, run] of Object.entries(cases)) {
  for (const thread of ['main', 'worker']) await measure(thread, title, run);
}
