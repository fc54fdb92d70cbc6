/**
 * The fault atlas: every kind of fault, and how the faults of a run are drawn, so that a quorum can always recover in
 * the end: what is cut is mended, what is stopped starts again, and no more nodes are lost for good than a majority
 * of the voters bears. (Whether one may be lost yet, before every group is founded on every disk, is decided in the run.)
 */

import type { SeededRandom } from '../seeded-random.ts';
import { checkpointFaults } from './checkpoint-faults.ts';
import { clockFaults } from './clock-faults.ts';
import type { FaultPlan, FaultRow } from './fault.ts';
import { leaseFaults } from './lease-faults.ts';
import { networkFaults } from './network-faults.ts';
import { processFaults } from './process-faults.ts';
import { lostDiskFaults } from './lost-disk-faults.ts';
import { membershipFaults } from './membership-faults.ts';
import { losable, type Shape } from './shape.ts';
import { storageFaults } from './storage-faults.ts';

export const faultAtlas = {
  ...networkFaults,
  ...processFaults,
  ...storageFaults,
  ...clockFaults,
  ...leaseFaults,
  ...lostDiskFaults,
  ...membershipFaults,
  ...checkpointFaults,
};

export type FaultKind = keyof typeof faultAtlas;

export interface Fault extends FaultPlan {
  readonly kind: FaultKind;
}

export const faultKinds = Object.keys(faultAtlas) as FaultKind[];

/** Those that take machines to spare, in runs in which membership changes. */
export const changeKinds = Object.keys({ ...lostDiskFaults, ...membershipFaults }) as FaultKind[];
/** Those of checkpoints and their files, in runs that make some. */
export const checkpointKinds = Object.keys(checkpointFaults) as FaultKind[];
/** All others. */
export const plainKinds = faultKinds.filter(
  (kind) => !changeKinds.includes(kind) && !checkpointKinds.includes(kind),
);

export const faultRow = (kind: FaultKind): FaultRow => faultAtlas[kind];

export interface FaultOptions {
  /** Default: all that take neither machines to spare nor checkpoints. */
  readonly kinds?: readonly FaultKind[];
  /** Mean time between two faults, ms. Default 700. */
  readonly everyMs?: number;
}

/** Of faults that nobody draws a time for, ms. */
export const EVERY_MS = 700;

export const drawFaults = (random: SeededRandom, shape: Shape, options: FaultOptions = {}): Fault[] => {
  const { kinds = plainKinds, everyMs = EVERY_MS } = options;
  const rows = kinds.map((kind) => ({ kind, row: faultRow(kind) }));
  const total = rows.reduce((sum, { row }) => sum + row.weight, 0);
  const lost = new Set<number>();
  const faults: Fault[] = [];
  if (total === 0) return faults;
  // Some come while the groups are being founded.
  for (let atMs = random.between(0, 2 * everyMs); atMs < shape.simulatedMs;) {
    let draw = random.between(0, total);
    const { kind, row } = rows.find(({ row: { weight } }) => (draw -= weight) < 0) ?? rows[0]!;
    const plan = row.draw(random, shape);
    if (row.permanent !== true || mayAlsoLose(lost, plan.nodes[0] ?? 0, shape))
      faults.push({ kind, atMs, ...plan });
    atMs += random.between(0, 2 * everyMs);
  }
  return faults;
};

/** Counts it as lost if that is allowed. */
const mayAlsoLose = (lost: Set<number>, nodeId: number, { voters }: Shape): boolean => {
  if (lost.has(nodeId)) return false;
  const lostVoters = [...lost].filter((id) => id <= voters).length;
  if (nodeId <= voters && lostVoters >= losable(voters)) return false;
  lost.add(nodeId);
  return true;
};
