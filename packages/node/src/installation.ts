/**
 * Checkpoints that take the place of a group's log (DESIGN 8), seen from the group: one at a start, for a log that was cut off,
 * and any number in the running process. Whoever calls has the files, verified and safe on this disk; here the log is told
 * first, and once that is durable the machines load.
 */

import { GaiosError, type SMFac } from '@gaios/sm-base';
import type { CheckpointBase, InstallVerdict } from '@gaios/core';
import { decodeFramework } from './framework-state.ts';
import { incomplete, type Jump } from './jump.ts';

/** A checkpoint whose files are on this disk. */
export type LocalCheckpoint = Omit<Jump, 'ready'>;

export interface InstallationsParts {
  readonly groupIdx: number;
  readonly machines: SMFac;
  /** The replica's input. */
  readonly install: (base: CheckpointBase) => InstallVerdict;
  readonly jump: (jump: Jump | Promise<Jump | undefined>) => Promise<void>;
}

export class Installations {
  readonly #parts: InstallationsParts;
  #waiting: { readonly instanceId: number; readonly resolve: () => void }[] = [];
  #stopped = false;

  constructor(parts: InstallationsParts) {
    this.#parts = parts;
  }

  /**
   * At a start, before anything is executed: the log on disk goes on behind this checkpoint. Machines that hold more already
   * need no load. While it is being looked for nothing is executed either. Resolves when execution goes on, or the group has
   * stopped.
   */
  begin(checkpoint: LocalCheckpoint | Promise<LocalCheckpoint | undefined>): Promise<void> {
    return this.#parts.jump(checkpoint);
  }

  /**
   * In the running process, which goes on voting meanwhile. Resolves when execution goes on behind it, or with why nothing
   * was changed. Rejects with STORAGE_DAMAGED or STORAGE_NEWER_FORMAT, and changes nothing then either.
   */
  async install(checkpoint: LocalCheckpoint): Promise<InstallVerdict> {
    const { verdict, landed } = this.start(checkpoint);
    await landed;
    return this.#stopped ? 'stopped' : verdict;
  }

  /** The same; the verdict at once. @throws as `install` rejects */
  start(checkpoint: LocalCheckpoint): { readonly verdict: InstallVerdict; readonly landed: Promise<void> } {
    const { base, state } = checkpoint;
    this.#check(checkpoint);
    decodeFramework(state, base);
    const verdict = this.#stopped ? 'stopped' : this.#parts.install(base);
    if (verdict !== 'installed') return { verdict, landed: Promise.resolve() };
    const ready = new Promise<void>((resolve) =>
      this.#waiting.push({ instanceId: base.instanceId, resolve }),
    );
    return { verdict, landed: this.#parts.jump({ ...checkpoint, ready }) };
  }

  /** The log on disk says that everything up to there is in a checkpoint. */
  durable(instanceId: number): void {
    const due = this.#waiting.filter((each) => each.instanceId <= instanceId);
    this.#waiting = this.#waiting.filter((each) => each.instanceId > instanceId);
    for (const { resolve } of due) resolve();
  }

  /** Nothing becomes durable any more: nobody is left waiting. */
  stop(): void {
    this.#stopped = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  #check(checkpoint: LocalCheckpoint): void {
    const { groupIdx, machines } = this.#parts;
    const { base, loads } = checkpoint;
    const loaded = new Set(loads.map(({ smId }) => smId));
    const missing = machines.users().filter(({ smId }) => !loaded.has(smId));
    if (missing.length > 0)
      throw incomplete(
        groupIdx,
        checkpoint,
        missing.map(({ smId }) => smId),
      );
    const short = loads.find(({ instanceId }) => instanceId < base.instanceId);
    if (short === undefined) return;
    const { smId, instanceId } = short;
    throw new GaiosError(
      'STORAGE_DAMAGED',
      `state machine ${smId} is at ${instanceId}, below its checkpoint`,
      {
        facts: { groupIdx, smId, instanceId, checkpoint: base.instanceId },
      },
    );
  }
}
