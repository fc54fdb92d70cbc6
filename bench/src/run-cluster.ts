/** `bench cluster`: all configurations, round after round. */

import { runBareRows } from './bare-rows.ts';
import { Cluster } from './cluster.ts';
import { clusterBlocks, runClusterBlock } from './cluster-rows.ts';
import { FloorMeter } from './floors.ts';
import { LEARNER_STOPPED, runLearnerRow } from './learner-row.ts';
import { runMemoryRow } from './memory-row.ts';
import type { Plan } from './plan.ts';
import type { Samples } from './samples.ts';

/** Returns what the loop of the clients costs by itself. */
export const runCluster = async (plan: Plan, samples: Samples): Promise<Record<string, number>> => {
  const meter = new FloorMeter(plan.folder);
  try {
    const blocks = clusterBlocks(plan);
    for (let round = 0; round < plan.rounds; round++) {
      for (const rows of blocks) await runClusterBlock(plan, round, rows, meter, samples);
      await runBareRows(plan, round, meter, samples);
      if (plan.wants(LEARNER_STOPPED)) await runLearnerRow(plan, round, samples);
    }
    if (plan.wantsMemory) await runMemoryRow(plan, meter, samples);
    return blocks.length === 0 ? {} : await loopCosts(plan);
  } finally {
    await meter.close();
  }
};

const loopCosts = async (plan: Plan): Promise<Record<string, number>> => {
  const cluster = await Cluster.start({ parentFolder: plan.folder, groups: 1, leader: 1, kv: false });
  try {
    const costs: Record<string, number> = {};
    for (const clients of [1, 100, 1000]) costs[clients] = await cluster.loopCostNs(clients);
    return costs;
  } finally {
    await cluster.stop();
  }
};
