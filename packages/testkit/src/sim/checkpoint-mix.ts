/** What is drawn for a run that makes checkpoints: its machines, and limits so small that logs are cut off behind them all the time. */

import type { OptionName } from 'gaios';
import type { SeededRandom } from '../seeded-random.ts';
import type { CheckpointKind, CheckpointPlan } from './kv-checkpoints.ts';
import type { Shape } from './shape.ts';

export interface CheckpointDraw {
  /** Of a run of the default mix: it makes checkpoints. */
  readonly isOn: boolean;
  readonly plan: CheckpointPlan;
  readonly tuning: Readonly<Partial<Record<OptionName, number>>>;
  /** Mean time between two of its faults, ms. */
  readonly everyMs: number;
  readonly operationsPerSecond: number | undefined;
}

/** One run in so many of the default mix. */
const SHARE = 1 / 6;
const MiB = 1024 * 1024;

export const drawCheckpoints = (random: SeededRandom, shape: Shape, isMix: boolean): CheckpointDraw => {
  const isOn = random.chance(SHARE);
  const everyMs = random.between(200, 2_000);
  const operationsPerSecond = random.pick([10, 25, 50]);
  return {
    isOn,
    plan: drawPlan(random, shape),
    tuning: drawTuning(random),
    everyMs,
    operationsPerSecond: isMix ? operationsPerSecond : undefined,
  };
};

const drawPlan = (random: SeededRandom, { groups }: Shape): CheckpointPlan => {
  const count = random.pick([1, 1, 2, 3]);
  const kinds: readonly CheckpointKind[] = ['snapshot', 'snapshot', 'files', 'files', 'replay'];
  const machines = Array.from({ length: groups }, (_, groupIdx) =>
    Array.from({ length: count }, () =>
      // A group that keeps its whole log, beside others.
      groupIdx > 0 && random.chance(0.15) ? 'plain' : random.pick(kinds),
    ),
  );
  return {
    machines,
    padBytes: random.pick([0, 0, 0, 500, 10_000, 600_000]),
    every: random.pick([1, 4]),
  };
};

const drawTuning = (random: SeededRandom): CheckpointDraw['tuning'] => ({
  checkpointEveryInstances: random.pick([3, 8, 20]),
  checkpointEveryBytes: random.pick([0, 0, 2_000]),
  checkpointEveryMs: random.pick([0, 0, 300]),
  checkpointRestMs: random.pick([0, 0, 200]),
  checkpointKeep: random.pick([1, 2, 2, 3]),
  checkpointMakingsMax: random.pick([1, 3]),
  checkpointWriteBytes: random.pick([0, 64 * MiB, 64 * MiB, 200_000]),
  checkpointSendBytes: random.pick([0, 32 * MiB, 32 * MiB, 100_000]),
  checkpointSendsMax: random.pick([1, 2, 3]),
  checkpointReceivesMax: random.pick([1, 4]),
  holdLogCount: random.pick([0, 0, 2, 10]),
  cleanRowsPerTurn: random.pick([1, 10, 2_000]),
  cleanIntervalMs: random.pick([5, 50]),
  cleanLagMax: random.pick([0, 0, 3, 20]),
  cleanSettleMs: random.pick([0, 0, 300, 2_000]),
});
