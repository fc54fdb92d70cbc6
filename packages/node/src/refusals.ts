/** Disks and nodes that do not belong: who refuses this one and why, what is said to one that was removed, or came with a copy. */

import type { LogStorage, RefusalKind } from '@gaios/sm-base';
import type { Configuration } from '@gaios/core';

type Tell = (nodeId: number, reason: string, kind: RefusalKind) => void;

/** It is not done without a person: what the folder holds is perhaps all that is left. */
const EMPTY_IT = 'stop this node, and start it with its newest folder, or with an empty one to rebuild';

export class Refusals {
  readonly #tell: Tell;
  readonly #reasons = new Map<number, string>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** Told once, though it is tried again and again. */
  refused(nodeId: number, reason: string, kind: RefusalKind): void {
    const line = kind === 'restored-copy' ? `${reason} (${EMPTY_IT})` : reason;
    if (this.#reasons.get(nodeId) === line) return;
    this.#reasons.set(nodeId, line);
    this.#tell(nodeId, line, kind);
  }

  connected(nodeId: number): void {
    this.#reasons.delete(nodeId);
  }

  /** For people. */
  get lines(): readonly string[] {
    return [...this.#reasons].map(([nodeId, reason]) => `node ${nodeId} refuses this node: ${reason}`);
  }
}

/** It was found at its start that the folder is a copy, or was moved (DESIGN 6.3). */
export const replacedLine = ({ storageId, why, keptIn }: NonNullable<LogStorage['replaced']>): string =>
  `disk ${storageId} counts as lost: ${why}; what it held is kept in ${keptIn}, and this node rebuilds with a new disk`;

/**
 * What a node hears that is no member of anything here: if its disk was bound once, that it was removed, by a change or by
 * a repair. Below 123 bytes, which is what fits where it is said.
 */
export const whyRemoved = (
  configurations: readonly Configuration[],
  { nodeId, storageId }: { readonly nodeId: number; readonly storageId: string },
): string | undefined =>
  configurations.some(({ formerDisks = [] }) => formerDisks.includes(storageId))
    ? `node ${nodeId} is removed, its disk never votes again: start it with an empty folder, and add it again`
    : undefined;
