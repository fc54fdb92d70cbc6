/**
 * A machine that keeps its state in memory and gives and takes it as bytes: its author need not know of files, and the
 * framework keeps, ships and loads the checkpoint. Nothing of it survives by itself: a start loads the last checkpoint, and
 * replays the log from there.
 */

import { StateMachine } from './state-machine.ts';

/** A state as it was at one moment, whatever is executed while it is read. */
export interface Snapshot {
  /** Read once, from begin to end, in pieces of any size. What it throws ends this checkpoint; the last one stays. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** No more of it will be read; what is held for its sake may go. Also called after `bytes` has thrown, never after its end. */
  abort(): void;
}

/**
 * ```ts
 * class Counter extends SnapshotStateMachine<number> {
 *   readonly smId = 1;
 *   #count = 0;
 *   execute(): number { return ++this.#count; }
 *   beginSnapshot(): Snapshot {
 *     const bytes = new TextEncoder().encode(String(this.#count));
 *     return { bytes: (async function* () { yield bytes; })(), abort() {} };
 *   }
 *   async loadSnapshot(_groupIdx: number, pieces: AsyncIterable<Uint8Array>): Promise<void> {
 *     let text = '';
 *     for await (const piece of pieces) text += new TextDecoder().decode(piece);
 *     this.#count = Number(text);
 *   }
 * }
 * ```
 */
export abstract class SnapshotStateMachine<R = unknown> extends StateMachine<R> {
  readonly #loaded = new Map<number, number>();

  /**
   * Called between two operations; returns at once, having fixed what the snapshot will hold: by copying what is small, by
   * copying on write, or by keeping old versions until the snapshot ends. Operations go on while it is read. One at a time per
   * group. What it throws ends this checkpoint.
   */
  abstract beginSnapshot(groupIdx: number): Snapshot;

  /**
   * Replaces the whole state by what a snapshot held. No operation or query runs meanwhile. If it throws it is called again,
   * with the bytes from their begin.
   */
  abstract loadSnapshot(groupIdx: number, bytes: AsyncIterable<Uint8Array>): void | Promise<void>;

  /** The instance of the checkpoint that was loaded; 0: none, everything is to be replayed. */
  override getCheckpointInstanceId(groupIdx: number): number {
    return this.#loaded.get(groupIdx) ?? 0;
  }

  /** Called by the framework: `loadSnapshot`, and then the state is that of `instanceId`. */
  loadCheckpoint(
    groupIdx: number,
    bytes: AsyncIterable<Uint8Array>,
    instanceId: number,
  ): void | Promise<void> {
    // A state that is half replaced is of no instance.
    this.#loaded.delete(groupIdx);
    const loading = this.loadSnapshot(groupIdx, bytes);
    const note = (): void => void this.#loaded.set(groupIdx, instanceId);
    if (loading === undefined) return note();
    return loading.then(note);
  }
}

/** By what it has rather than by its class, which a user's own copy of this package would not share. */
export const isSnapshotMachine = (machine: StateMachine): machine is SnapshotStateMachine =>
  typeof (machine as Partial<SnapshotStateMachine>).beginSnapshot === 'function' &&
  typeof (machine as Partial<SnapshotStateMachine>).loadCheckpoint === 'function';
