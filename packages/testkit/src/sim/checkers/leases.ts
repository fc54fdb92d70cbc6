/** Leases of one group never overlap in true time (DESIGN 5): looked at after every event, wherever a process lives. */

import { violated } from './violation.ts';

export class Leases {
  readonly #holders = new Map<number, number>();
  /** How often a lease went from one node to another. */
  changes = 0;

  /** `nodeIds`: those that would hold the lease if they looked at it now. */
  held(groupIdx: number, nodeIds: readonly number[]): void {
    const [first, second] = nodeIds;
    if (first === undefined) return;
    if (second !== undefined)
      violated('leases', `nodes ${first} and ${second} hold the lease of group ${groupIdx}`);
    if (this.#holders.get(groupIdx) === first) return;
    if (this.#holders.has(groupIdx)) this.changes++;
    this.#holders.set(groupIdx, first);
  }
}
