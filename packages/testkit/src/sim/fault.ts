/** What a fault is: plain data in a scenario, and a row that knows how to draw it, begin it and end it. */

import type { UnderWay } from '../memory-storage.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { nodeIdsOf, type Shape } from './shape.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { CheckpointEyes } from './checkpoint-eyes.ts';
import type { SimDisk } from './disk.ts';
import type { Links } from './links.ts';
import type { OldCopy } from './old-copy.ts';
import type { Operator } from './operator.ts';
import type { Roster } from './roster.ts';
import type { SimNode } from './sim-node.ts';

/** Of all kinds alike, so that a scenario is plain data. What `amount` is, the row of the kind says. */
export interface FaultPlan {
  readonly atMs: number;
  readonly durationMs: number;
  /** Whom it hits, first the ones it hits hardest. */
  readonly nodes: readonly number[];
  readonly amount: number;
  /** What becomes of commits under way, if it ends a process. */
  readonly underWay?: UnderWay;
}

/** What a fault may reach. */
export interface FaultyWorld {
  readonly clock: VirtualClock;
  readonly nowMs: number;
  /** For what it leaves to chance. */
  readonly random: SeededRandom;
  readonly links: Links;
  readonly nodeIds: readonly number[];
  readonly groupCount: number;
  readonly voters: number;
  /** How long nodes support a peer, and how often they send heartbeats, ms. */
  readonly supportMs: number;
  readonly heartbeatMs: number;
  node(nodeId: number): SimNode;
  /** 0: none. */
  leaderOf(groupIdx: number): number;
  /** Something failed as it never should. */
  complain(error: unknown): void;
  /** Whether a quorum bears the loss of this node now. */
  mayLose(nodeId: number): boolean;
  /** There are machines to spare: membership changes, and lost disks are bound anew. */
  readonly changes: boolean;
  readonly roster: Roster;
  readonly operator: Operator;
  /** What the disk of a node holds now; what is returned tells the checkers that it holds that again. */
  snapshotLogs(node: SimNode): readonly (() => void)[];
  /** What is told of faults that explain why a checkpoint fails. */
  readonly checkpoints: CheckpointEyes;
  /** Disks that were rolled back and run, by storageId. */
  readonly copies: Map<string, OldCopy>;
  /** Whether a disk knows a configuration that its node is a quorum of by itself. */
  wasAlone(disk: SimDisk): boolean;
}

/** What a row draws; the atlas adds when. */
export type FaultDraw = Omit<FaultPlan, 'atMs'>;

export interface FaultRow {
  /** What it does, and what `amount` is. */
  readonly does: string;
  /** How often it is drawn among those that a run may have. */
  readonly weight: number;
  /** The node is lost for good: the atlas draws no more of these than a quorum bears. */
  readonly permanent?: true;
  draw(random: SeededRandom, shape: Shape): FaultDraw;
  /** Returns what ends it; undefined: it does not apply now. */
  begin(world: FaultyWorld, plan: FaultPlan): (() => void) | undefined;
}

export const drawUnderWay = (random: SeededRandom): UnderWay =>
  random.chance(0.5) ? 'lost' : random.chance(0.5) ? 'kept' : random.below(3);

/** Some of the nodes, at least one, in any order. */
export const drawNodes = (random: SeededRandom, shape: Shape, count: number): number[] => {
  const left = nodeIdsOf(shape);
  const picked: number[] = [];
  while (picked.length < count && left.length > 0) {
    picked.push(...left.splice(random.below(left.length), 1));
  }
  return picked;
};
