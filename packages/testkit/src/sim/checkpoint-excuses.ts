/**
 * What was done to whom, as far as it explains that checkpoints fail: of the node that it was done to, and of the group if it was
 * done to one. What one node suffered excuses none of the others.
 */

export type ExcuseKind =
  /** A file of a checkpoint was damaged, or lost. */
  | 'damage'
  /** Operations on files were made to fail, or there was no room. */
  | 'files'
  /** Machines were told to fail. */
  | 'machines'
  /** What it sends of a transfer is changed on its way. */
  | 'chunks';

export class CheckpointExcuses {
  readonly #given = new Set<string>();

  /** Without a group: in all of them. */
  give(kind: ExcuseKind, nodeId: number, groupIdx?: number): void {
    this.#given.add(nameOf(kind, nodeId, groupIdx));
  }

  /** Whether one of these nodes has it in this group. */
  has(kind: ExcuseKind, nodeIds: readonly number[], groupIdx: number): boolean {
    return nodeIds.some(
      (nodeId) =>
        this.#given.has(nameOf(kind, nodeId, groupIdx)) || this.#given.has(nameOf(kind, nodeId, undefined)),
    );
  }
}

const nameOf = (kind: ExcuseKind, nodeId: number, groupIdx: number | undefined): string =>
  `${kind} ${nodeId}/${groupIdx ?? '*'}`;
