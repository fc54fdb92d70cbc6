/** `bench kv`, and etcd beside it where that is asked for. */

import { measureEtcd } from './etcd.ts';
import { FloorMeter } from './floors.ts';
import { kvBlocks, runKvBlock } from './kv-rows.ts';
import type { Plan } from './plan.ts';
import { hasRedisBenchmark } from './redis-benchmark.ts';
import type { Samples } from './samples.ts';

/** Returns remarks: what could not be measured, and why. Throws where kv was named and cannot be measured. */
export const runKv = async (plan: Plan, samples: Samples): Promise<string[]> => {
  const blocks = kvBlocks(plan);
  if (blocks.length === 0) return [];
  if (!(await hasRedisBenchmark())) {
    const problem = 'kv was not measured: there is no redis-benchmark (Debian: apt-get install redis-tools)';
    if (plan.named) throw new Error(problem);
    return [problem];
  }
  const meter = new FloorMeter(plan.folder);
  const remarks = new Set<string>();
  try {
    for (let round = 0; round < plan.rounds; round++) {
      for (const rows of blocks) await runKvBlock(plan, round, rows, meter, samples);
      if (plan.withEtcd) remarks.add(await measureEtcd(plan, round, meter, samples));
    }
    return [...remarks];
  } finally {
    await meter.close();
  }
};
