/**
 * Moves what is frozen in the overlay into the tables: of each group the last meta only, what was deleted again not at all,
 * and the records in the order of their keys, so that many share a page. In slices, each a transaction of its own, so
 * that no one waits long behind one. Nothing of it needs to be on disk before the journal's file is written again.
 *
 * A crash between slices is harmless. The opening applies the whole journal again on top of whatever the tables hold
 * then: the last frame that speaks of a record decides what it is, and a group whose row says that everything up to a
 * commit is there skips the frames up to it.
 */

import type { ChainEnds } from './log-table.ts';
import type { GroupOverlay, Overlay } from './overlay.ts';
import { engineSizes } from './sizes.ts';
import type { EngineSizes } from './sizes.ts';
import type { Tables } from './tables.ts';

export interface FoldParts {
  readonly tables: Tables;
  readonly overlay: Overlay;
  /** Everything up to this commit is frozen with the fold. */
  readonly upTo: number;
  /** Is told of which groups rows are deleted. */
  readonly cut?: (groupIdx: number) => void;
  readonly sizes?: EngineSizes;
}

interface GroupFold {
  readonly group: GroupOverlay;
  /** The instance that was moved last; 0: none was. */
  movedUpTo: number;
  /** Records that were frozen and have not been moved. */
  left: number;
}

export class Fold {
  readonly #parts: FoldParts;
  readonly #groups: GroupFold[];
  readonly #node: Uint8Array | undefined;
  readonly #rows: number;
  #rowsMoved = 0;
  #at = 0;
  #done = false;

  /** Freezes what is in the overlay. */
  constructor(parts: FoldParts) {
    this.#parts = parts;
    this.#groups = parts.overlay
      .freeze()
      .toSorted((a, b) => a.groupIdx - b.groupIdx)
      .map((group) => ({ group, movedUpTo: 0, left: group.frozen.size }));
    this.#node = parts.overlay.nodeRecord;
    this.#rows = this.#groups.reduce((rows, { left }) => rows + left, 0);
  }

  /** From 0 to 1: how much of it is in the tables. */
  get progress(): number {
    return this.#rows === 0 ? 0 : this.#rowsMoved / this.#rows;
  }

  /** True once everything is in the tables, which then say so. */
  get done(): boolean {
    return this.#done;
  }

  /** One transaction. If it throws, the tables are as before, and the fold must not go on. */
  slice(): void {
    this.#parts.tables.transaction(() => this.#fill(new Budget(this.#parts.sizes ?? engineSizes)));
  }

  /** All of it is durable in the tables: the overlay need not hold it any more. */
  release(): void {
    this.#parts.overlay.release(this.#groups.map(({ group }) => group));
    this.#parts.overlay.releaseNode(this.#node);
  }

  #fill(budget: Budget): void {
    for (; this.#at < this.#groups.length; this.#at++) {
      if (budget.isSpent || !this.#moveGroup(this.#groups[this.#at]!, budget)) return;
    }
    const { tables, upTo } = this.#parts;
    if (this.#node) tables.putNode({ record: this.#node, lastCommit: upTo });
    tables.putJournal({ ...tables.journal(), foldedCommit: upTo });
    this.#done = true;
  }

  /** True if all of the group is in the tables then. */
  #moveGroup(fold: GroupFold, budget: Budget): boolean {
    const { tables, overlay, upTo } = this.#parts;
    const { group } = fold;
    const row = tables.group(group.groupIdx);
    const ends = this.#moveRecords(fold, this.#cut(fold, row), budget);
    const { lastInstanceId, deletedBelow } = ends;
    const finished = !budget.isSpent;
    const meta = overlay.metaOf(group.groupIdx);
    budget.take(1, 0);
    tables.putGroup(
      finished
        ? { ...row, meta, lastInstanceId, deletedBelow, lastCommit: upTo }
        : { ...row, lastInstanceId, deletedBelow },
    );
    return finished;
  }

  /** Before its records: one below may have come after the deletion. */
  #cut({ group: { groupIdx, frozenBelow }, movedUpTo }: GroupFold, ends: ChainEnds): ChainEnds {
    if (movedUpTo > 0 || frozenBelow === 0) return ends;
    this.#parts.cut?.(groupIdx);
    return this.#parts.tables.log.cut(frozenBelow, ends);
  }

  #moveRecords(fold: GroupFold, before: ChainEnds, budget: Budget): ChainEnds {
    const { group } = fold;
    const { frozen } = group;
    let ends = before;
    // Those that were deleted since are not there any more.
    let next = frozen.indexFrom(fold.movedUpTo + 1);
    for (; next < frozen.size && !budget.isSpent; next++) {
      const record = frozen.recordAt(next);
      ends = this.#parts.tables.log.put(group.groupIdx, record, ends);
      this.#parts.tables.countValueBytes(record.value.length);
      budget.take(1, record.value.length);
      fold.movedUpTo = record.instanceId;
      fold.left--;
      this.#rowsMoved++;
    }
    if (next === frozen.size) {
      this.#rowsMoved += fold.left;
      fold.left = 0;
    }
    return ends;
  }
}

class Budget {
  #rows: number;
  #bytes: number;

  constructor({ sliceRowsMax, sliceBytesMax }: EngineSizes) {
    this.#rows = sliceRowsMax;
    this.#bytes = sliceBytesMax;
  }

  get isSpent(): boolean {
    return this.#rows <= 0 || this.#bytes <= 0;
  }

  take(rows: number, bytes: number): void {
    this.#rows -= rows;
    this.#bytes -= bytes;
  }
}
