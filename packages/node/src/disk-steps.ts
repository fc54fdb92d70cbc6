/**
 * What becomes of this node's own disk in one group (DESIGN 6.3), step by step, for events and `/status`. What the leader does
 * about it, it tells itself (membership.ts); this is the other side.
 */

import type { Identity } from '@gaios/sm-base';
import { boundStorage, isInitial, memberOf, type Configuration } from '@gaios/core';

/**
 * `rebuilding`: another disk is bound to this node, so this one learns and does not vote. `caughtUp`: it waits for the leader to
 * bind it. `bound`: it votes again. `former`: it has lost its binding, and never gets it back.
 */
export type DiskStep = 'rebuilding' | 'caughtUp' | 'bound' | 'former';

export interface DiskSight {
  readonly configuration: Configuration;
  readonly isBehind: boolean;
  readonly chosenUpTo: number;
  readonly executedUpTo: number;
}

export class DiskSteps {
  readonly #self: Identity;
  readonly #tell: (step: DiskStep, line: string) => void;
  #step: DiskStep | undefined;
  #line: string | undefined;

  constructor(self: Identity, tell: (step: DiskStep, line: string) => void) {
    this.#self = self;
    this.#tell = tell;
  }

  /** For people; none as long as nothing was ever amiss. */
  get lines(): readonly string[] {
    return this.#line === undefined ? [] : [this.#line];
  }

  look(sight: DiskSight): void {
    const step = this.#stepOf(sight);
    if (step === undefined || step === this.#step) return;
    // It may fall behind again for a moment, which is nothing new.
    if (step === 'rebuilding' && this.#step === 'caughtUp') return;
    this.#step = step;
    this.#line = lineOf(step, this.#self, sight.configuration);
    this.#tell(step, this.#line);
  }

  #stepOf({ configuration, isBehind, chosenUpTo, executedUpTo }: DiskSight): DiskStep | undefined {
    const { nodeId, storageId } = this.#self;
    if (isInitial(configuration)) return undefined;
    if (configuration.formerDisks?.includes(storageId) === true) return 'former';
    if (memberOf(configuration, nodeId) === undefined) return undefined;
    const isBound = boundStorage(configuration, nodeId) === storageId;
    // Of a disk that was bound all along there is nothing to tell.
    if (isBound) return this.#step === undefined ? undefined : 'bound';
    return isBehind || executedUpTo < chosenUpTo ? 'rebuilding' : 'caughtUp';
  }
}

const lineOf = (step: DiskStep, { nodeId }: Identity, configuration: Configuration): string => {
  const other = boundStorage(configuration, nodeId);
  const isMember = memberOf(configuration, nodeId) !== undefined;
  const bound = other === '' ? 'no disk is bound to this node yet' : 'another disk is bound to this node';
  return {
    rebuilding: `${bound}: this one does not vote, and learns what it lacks`,
    caughtUp: `${bound}: this one has caught up, and waits for the leader to bind it`,
    bound: `this disk is bound, since instance ${configuration.version}`,
    former: isMember
      ? 'this disk was bound once and never is again: start the node with an empty folder'
      : `node ${nodeId} was removed from the group: to come back it starts with an empty folder, and is added again`,
  }[step];
};
