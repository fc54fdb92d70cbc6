/**
 * Exactly-once execution (DESIGN 3.4): per node one row of (storageId, boot, last), part of the replicated state.
 * A pure function of the log: every replica admits and skips the same proposals.
 */

import type { Proposal } from '@gaios/sm-base';
import { boundStorage, type Configuration } from './configuration.ts';

export interface ExecutionRow {
  readonly storageId: string;
  readonly boot: number;
  /** Only `admit` writes it. */
  last: number;
}

/** Rows by nodeId. Rows stay when a node is removed. */
export type ExecutionTable = Map<number, ExecutionRow>;

/**
 * `execute`: in turn. `repeat`: executed or given up before. `early`: one before it is missing; its node proposes it
 * again. `old`: of an earlier boot. `unbound`: of a disk that is not the node's; never executed.
 */
export type Admission = 'execute' | 'repeat' | 'early' | 'old' | 'unbound';

/** Decides on one proposal and updates the table. `configuration` is that of the proposal's instance. */
export const admit = (
  table: ExecutionTable,
  configuration: Configuration,
  proposal: Pick<Proposal, 'nodeId' | 'storageId' | 'boot' | 'seq' | 'floor'>,
): Admission => {
  const { nodeId, storageId, boot, seq, floor } = proposal;
  if (boundStorage(configuration, nodeId) !== storageId) return 'unbound';
  let row = table.get(nodeId);
  if (row === undefined || row.storageId !== storageId || boot > row.boot) {
    // Replaces the row even if this very value comes too early.
    row = { storageId, boot, last: 0 };
    table.set(nodeId, row);
  }
  if (boot < row.boot) return 'old';
  const due = Math.max(row.last, floor - 1) + 1;
  if (seq < due) return 'repeat';
  if (seq > due) return 'early';
  row.last = seq;
  return 'execute';
};

/** Agreed time (DESIGN 3.7): the proposer's wall clock, made non-decreasing. */
export const agreedTime = (previousMs: number, proposedMs: number): number =>
  Math.max(previousMs, proposedMs);
