/**
 * One run, written down: the cluster, when clients call, when faults come. Everything else follows from its seed. It is
 * what a seed draws, what a run is shrunk to, and what is checked in as a file.
 */

import type { OptionName } from 'gaios';
import { SeededRandom } from '../seeded-random.ts';
import { clockFaultsBeyond } from './clock-faults.ts';
import { drawCheckpoints } from './checkpoint-mix.ts';
import type { PlannedOperation } from './clients.ts';
import type { CheckpointPlan } from './kv-checkpoints.ts';
import { nodeIdsOf, type Shape } from './shape.ts';
import {
  changeKinds,
  checkpointKinds,
  EVERY_MS,
  drawFaults,
  plainKinds,
  type Fault,
  type FaultKind,
  type FaultOptions,
} from './faults.ts';

export interface Scenario extends Shape {
  readonly seed: number;
  readonly tuning: Readonly<Partial<Record<OptionName, number>>>;
  /** The machine keeps its state itself and saves it when so many instances are new; 0: it is built from the log. */
  readonly durable?: number;
  /** Machines offer checkpoints, and nodes have a volume for them. */
  readonly checkpoints?: CheckpointPlan;
  readonly faults: readonly Fault[];
  readonly operations: readonly PlannedOperation[];
}

export interface ScenarioOptions extends Partial<Shape> {
  readonly seed: number;
  /** Which kinds may come, and how often; false: none. Default: drawn, some of all kinds. */
  readonly faults?: FaultOptions | false;
  /** Operations of clients a second. Default: drawn. */
  readonly operationsPerSecond?: number;
  readonly tuning?: Scenario['tuning'];
  readonly durable?: number;
  /**
   * `membership`: small, quick clusters whose members change all the time. `checkpoints`: they make checkpoints all the time, cut off
   * their logs, and are sent checkpoints. Default: one run in four has changes, one in six checkpoints.
   */
  readonly mix?: Mix;
}

export const mixes = ['default', 'membership', 'checkpoints'] as const;
export type Mix = (typeof mixes)[number];

/** Draws all that the options leave open. */
export const drawScenario = (options: ScenarioOptions): Scenario => {
  const { seed, mix = 'default' } = options;
  const random = new SeededRandom(seed);
  // Every stream of its own, so that an option given by hand leaves the others as they were.
  const [ofShape, ofFaults, ofOperations, ofTuning, ofMachine, ofChanges, ofCheckpoints] = [
    random.fork(),
    random.fork(),
    random.fork(),
    random.fork(),
    random.fork(),
    random.fork(),
    random.fork(),
  ];
  const isMix = mix !== 'default';
  const changes = drawChanges(ofChanges, mix);
  const drawn = isMix ? drawSmallShape(ofShape) : drawShape(ofShape);
  // Whoever names the faults has not asked for changes.
  const spares = isMix || options.faults === undefined ? changes.spares : 0;
  const shape: Shape = { ...drawn, spares, ...definedOf(options) };
  const plain = options.faults === false ? undefined : (options.faults ?? drawFaultOptions(ofFaults));
  // Nothing is shipped where everything is down: there the others come less often.
  const rarely = mix === 'checkpoints' && options.faults === undefined ? 3 : 1;
  const faults =
    plain === undefined
      ? []
      : drawFaults(ofFaults, shape, { ...plain, everyMs: rarely * (plain.everyMs ?? EVERY_MS) });
  const tuning = isMix ? { ...drawTuning(ofTuning), ...drawPace(ofTuning) } : drawTuning(ofTuning);
  const checkpoints = drawCheckpoints(ofCheckpoints, shape, mix === 'checkpoints');
  const hasCheckpoints = mix === 'checkpoints' || (checkpoints.isOn && options.faults === undefined);
  return {
    seed,
    ...shape,
    tuning: options.tuning ?? { ...tuning, ...(hasCheckpoints ? checkpoints.tuning : {}) },
    durable: options.durable ?? ofMachine.pick([0, 0, 1, 4]),
    ...(hasCheckpoints ? { checkpoints: checkpoints.plan } : {}),
    faults: [
      ...faults,
      ...(options.faults === undefined && shape.spares !== 0
        ? drawFaults(ofChanges, shape, { kinds: changeKinds, everyMs: rarely * changes.everyMs })
        : []),
      ...(hasCheckpoints && options.faults === undefined
        ? drawFaults(ofCheckpoints, shape, { kinds: checkpointKinds, everyMs: checkpoints.everyMs })
        : []),
    ],
    operations: drawOperations(
      ofOperations,
      shape,
      options.operationsPerSecond ?? (hasCheckpoints ? checkpoints.operationsPerSecond : undefined),
    ),
  };
};

const definedOf = ({ voters, learners, spares, groups, simulatedMs }: Partial<Shape>): Partial<Shape> => ({
  ...(spares === undefined ? {} : { spares }),
  ...(voters === undefined ? {} : { voters }),
  ...(learners === undefined ? {} : { learners }),
  ...(groups === undefined ? {} : { groups }),
  ...(simulatedMs === undefined ? {} : { simulatedMs }),
});

/** Three voters and one group most of all. */
const drawShape = (random: SeededRandom): Shape => ({
  voters: random.pick([1, 2, 3, 3, 3, 3, 3, 4, 5, 5]),
  learners: random.chance(0.2) ? 1 : 0,
  groups: random.pick([1, 1, 1, 2, 3]),
  simulatedMs: Math.floor(random.between(3_000, 20_000)),
});

/** How many machines there are to spare, 0: membership does not change; and how often something about it happens, ms. */
const drawChanges = (random: SeededRandom, mix: Mix): { spares: number; everyMs: number } => {
  const [isOn, spares, everyMs] = [random.chance(0.25), 1 + random.below(3), random.between(60, 700)];
  // Where checkpoints are what it is about, members change more often than not.
  const isWanted = mix === 'membership' || isOn || (mix === 'checkpoints' && everyMs > 300);
  return { spares: isWanted ? spares : 0, everyMs: mix === 'membership' ? everyMs / 3 : everyMs };
};

/** What is small is quick, and is often changed as a whole. */
const drawSmallShape = (random: SeededRandom): Shape => ({
  voters: random.pick([1, 2, 3, 3, 3, 3, 4]),
  learners: random.chance(0.2) ? 1 : 0,
  groups: random.pick([1, 1, 1, 2]),
  simulatedMs: Math.floor(random.between(3_000, 12_000)),
});

const drawPace = (random: SeededRandom): Scenario['tuning'] => {
  const [heartbeatIntervalMs, electionTimeoutMs] = random.pick([paces[1], paces[2]]);
  return { heartbeatIntervalMs, electionTimeoutMs };
};

/** Not every kind in every run: what is frequent would hide what is rare. */
const drawFaultOptions = (random: SeededRandom): FaultOptions => {
  const share = random.pick([0.15, 0.4, 0.7, 1]);
  const kinds = plainKinds.filter((): boolean => random.chance(share));
  const everyMs = random.between(150, 2_500);
  // Half of the runs keep to what leases assume of clocks, and read by them.
  const isWithin = random.chance(0.5);
  return { kinds: kinds.filter((kind) => !isWithin || !clockFaultsBeyond.includes(kind)), everyMs };
};

/** Heartbeat interval and election timeout, ms. */
const paces = [
  [100, 1_000],
  [60, 300],
  [30, 100],
] as const;

/** Small limits reach the ends of windows, batches, pages and queues. */
const drawTuning = (random: SeededRandom): Scenario['tuning'] => {
  const all: readonly [OptionName, readonly number[]][] = [
    ['windowInstances', [1, 2, 4, 64]],
    ['batchCount', [1, 3, 1000]],
    ['announceDelayMs', [0, 50]],
    ['pageBytes', [1024, 4096, 1 << 20]],
    ['learnWindowBytes', [1024, 16_384, 4 << 20]],
    ['executeQueueBytes', [1, 4096, 16 << 20]],
    ['executePageBytes', [1, 4096, 2 << 20]],
    ['executeSliceCount', [1, 7, 2000]],
    ['queueBytes', [4096, 64 << 20]],
    ['maxPending', [3, 10_000]],
    ['payloadBytesMax', [1024, 2 << 20]],
    ['bulkBytes', [500, 256 << 10]],
    ['retryMinMs', [20, 300]],
    ['campaignTimeoutMs', [50, 1_000]],
  ];
  const tuning: Partial<Record<OptionName, number>> = {};
  // Impatience makes elections, and elections make trouble.
  const [heartbeatIntervalMs, electionTimeoutMs] = random.pick(paces);
  if (random.chance(0.5)) Object.assign(tuning, { heartbeatIntervalMs, electionTimeoutMs });
  for (const [name, values] of all) {
    const value = random.pick(values);
    if (random.chance(0.3)) tuning[name] = value;
  }
  return tuning;
};

const drawOperations = (random: SeededRandom, shape: Shape, perSecond?: number): PlannedOperation[] => {
  const drawn = random.pick([1, 5, 15, 40]);
  const everyMs = 1000 / (perSecond ?? drawn);
  const planned: PlannedOperation[] = [];
  for (let atMs = 0; ;) {
    // In bursts, so that batches form and queues fill.
    atMs += random.chance(0.3) ? 0 : random.between(0, 2 * everyMs * 1.4);
    if (atMs >= shape.simulatedMs) return planned;
    planned.push({
      atMs,
      nodeId: random.pick(nodeIdsOf(shape)),
      groupIdx: random.below(shape.groups),
      index: planned.length + 1,
      timeoutMs: random.pick([200, 1_000, 5_000, 10_000]),
      abortMs: random.chance(0.05) ? random.between(1, 500) : 0,
    });
  }
};

/** As a file: one line for each fault and operation, so that it can be read and compared. */
export const printScenario = (scenario: Scenario): string => {
  const { faults, operations, ...rest } = scenario;
  const list = (items: readonly unknown[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  const head = Object.entries(rest).map(([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`);
  return `{\n${head.join('')}  "faults": ${list(faults)},\n  "operations": ${list(operations)}\n}\n`;
};

export const parseScenario = (text: string): Scenario => JSON.parse(text) as Scenario;

export const kindsOf = (scenario: Scenario): FaultKind[] => scenario.faults.map(({ kind }) => kind);
