/**
 * How a folder gets what it lacks up to where the certain log ends. If the others have all of it between them, their rows; if
 * they have removed some of it behind their checkpoints, its log begins where that of the source does, and the node gets a
 * checkpoint from the source when both run. It votes meanwhile (docs/checkpoints.md: a log without its checkpoints).
 */

import type { GroupSight, Survivor } from './model.ts';

/** Rows of one folder, both ends included. */
export interface Piece {
  readonly nodeId: number;
  readonly from: number;
  readonly to: number;
}

export interface Filling {
  readonly pieces: readonly Piece[];
  /** Its log begins there; undefined: where it did. */
  readonly beginsAt?: number;
}

export interface Wanted {
  readonly groupIdx: number;
  readonly source: number;
  /** Who tells the same history. */
  readonly nodeIds: readonly number[];
  readonly upTo: number;
}

const sightOf = (survivors: readonly Survivor[], nodeId: number, groupIdx: number): GroupSight | undefined =>
  survivors.find(({ identity }) => identity.nodeId === nodeId)?.groups.get(groupIdx);

export const fillingOf = (
  { groupIdx, source, nodeIds, upTo }: Wanted,
  nodeId: number,
  survivors: readonly Survivor[],
): Filling => {
  const from = (sightOf(survivors, nodeId, groupIdx)?.meta.chosenUpTo ?? 0) + 1;
  if (nodeId === source || from > upTo) return { pieces: [] };
  // The source first: its log is the longest.
  const givers = [source, ...nodeIds].flatMap((giver) => {
    const meta = sightOf(survivors, giver, groupIdx)?.meta;
    return meta === undefined || giver === nodeId
      ? []
      : [{ nodeId: giver, first: meta.minChosen, last: Math.min(upTo, meta.chosenUpTo) }];
  });
  const pieces: Piece[] = [];
  for (let next = from; next <= upTo; next = (pieces.at(-1)?.to ?? upTo) + 1) {
    const giver = givers.find(({ first, last }) => first <= next && next <= last);
    if (giver === undefined) {
      const beginsAt = givers[0]?.first ?? 1;
      const whole = { nodeId: source, from: beginsAt, to: upTo };
      return { pieces: beginsAt > upTo ? [] : [whole], beginsAt };
    }
    pieces.push({ nodeId: giver.nodeId, from: next, to: giver.last });
  }
  return { pieces };
};
