/**
 * Takes a checkpoint of one group. `freeze` is called between two instances: it fixes what must be of that moment, and returns
 * at once. The rest, writing, goes on while operations are executed. What throws on the way ends this one; the last one stays.
 */

import {
  GaiosError,
  isSnapshotMachine,
  type CheckpointFiles,
  type Snapshot,
  type StateMachine,
} from '@gaios/sm-base';
import { checkIsFile, piecesOf, withFile } from './file-io.ts';
import { checkPath, join } from './names.ts';
import { needsReplay, type Replayer } from './replayer.ts';
import type { CheckpointStore, StoredCheckpoint } from './store.ts';
import { CheckpointWriter, type WriterOptions } from './writer.ts';

/** The file of a machine that gives bytes. */
export const SNAPSHOT_PATH = 'snapshot';

/** A group's framework state as of `instanceId`, which is the last instance that it has executed. */
export interface FrozenGroup {
  readonly groupIdx: number;
  readonly gid: number;
  readonly instanceId: number;
  /** Chained checksum up to it. */
  readonly checksum: number;
  /** As of it, encoded by the core. */
  readonly configuration: Uint8Array;
  /** Everything else that is replicated and no user's machine's; opaque here. */
  readonly framework: Uint8Array;
  /**
   * The last instance up to it that had an operation for each machine; none named: none since the state that this process
   * started from. A machine that holds that one holds all, though its own instance is lower.
   */
  readonly lastOperations: ReadonlyMap<number, number>;
}

export type Offered = 'snapshot' | 'files' | 'none';

export const offeredBy = (machine: StateMachine): Offered => {
  if (isSnapshotMachine(machine)) return 'snapshot';
  return machine.getCheckpointState === undefined || machine.loadCheckpointState === undefined
    ? 'none'
    : 'files';
};

/** Machines because of which a group can have no checkpoint. */
export const withoutCheckpoints = (machines: readonly StateMachine[]): number[] =>
  machines.filter((machine) => offeredBy(machine) === 'none').map(({ smId }) => smId);

export interface MakingPorts {
  readonly store: CheckpointStore;
  /** Needed if a machine builds its checkpoints by replay. Not above the frozen instance. */
  readonly replayer?: Replayer;
}

interface Begun {
  readonly machine: StateMachine;
  /** Of a machine that gives bytes. */
  readonly snapshot: Snapshot | undefined;
  /** Its state of now is kept until it is unlocked. */
  isPinned: boolean;
  isDone: boolean;
}

export class Making {
  readonly #frozen: FrozenGroup;
  readonly #begun: readonly Begun[];
  #aborted = false;
  /** Waited for just now. */
  #replayer: Replayer | undefined;
  #writer: CheckpointWriter | undefined;

  private constructor(frozen: FrozenGroup, begun: readonly Begun[]) {
    this.#frozen = frozen;
    this.#begun = begun;
  }

  /**
   * Between two instances: no operation may run before it returns.
   * @throws GaiosError CHECKPOINT_NOT_OFFERED, CHECKPOINT_FAILED if a machine throws
   */
  static freeze(frozen: FrozenGroup, machines: readonly StateMachine[]): Making {
    const without = withoutCheckpoints(machines);
    if (without.length > 0) {
      const facts = { groupIdx: frozen.groupIdx, smIds: without };
      throw new GaiosError('CHECKPOINT_NOT_OFFERED', undefined, { facts });
    }
    const begun: Begun[] = [];
    try {
      for (const machine of machines.toSorted((a, b) => a.smId - b.smId)) {
        begun.push(beginWith(machine, frozen));
      }
    } catch (error) {
      abortAll(begun, frozen);
      throw failed(frozen, machines[begun.length]?.smId, error);
    }
    return new Making(frozen, begun);
  }

  get bytesWritten(): number {
    return this.#writer?.bytesWritten ?? 0;
  }

  /**
   * Writes, and makes it a checkpoint. Rejects with CHECKPOINT_FAILED, `facts.smId` and the machine's own error as cause;
   * CHECKPOINT_BAD_NAME, CHECKPOINT_NOT_A_FILE, STORAGE_FULL, STORAGE_IO; ABORTED. Nothing of it is left then.
   */
  async run({ store, replayer }: MakingPorts, options: WriterOptions = {}): Promise<StoredCheckpoint> {
    const { groupIdx, instanceId, framework } = this.#frozen;
    const replays = this.#begun.some(
      ({ machine, snapshot }) => snapshot === undefined && needsReplay(machine),
    );
    let isHeld = false;
    try {
      this.#writer = await CheckpointWriter.begin(store, groupIdx, options);
      await this.#writer.addFramework(framework);
      // First what costs memory while it waits: old versions that a machine keeps for its snapshot's sake.
      for (const begun of this.#begun) if (begun.snapshot !== undefined) await this.#add(begun, this.#writer);
      if (replays) {
        this.#check();
        this.#replayer = replayer;
        await replayer?.runTo(instanceId);
        this.#replayer = undefined;
        isHeld = true;
      }
      for (const begun of this.#begun) if (begun.snapshot === undefined) await this.#add(begun, this.#writer);
      this.#check();
      return await this.#writer.finish(this.#frozen);
    } catch (error) {
      abortAll(this.#begun, this.#frozen);
      await this.#writer?.abort().catch(() => {});
      throw this.#aborted ? new GaiosError('ABORTED', 'the checkpoint was aborted', { cause: error }) : error;
    } finally {
      if (isHeld) replayer?.release();
    }
  }

  /** `run` rejects soon, with ABORTED. A machine that is being waited for is not interrupted. */
  abort(): void {
    this.#aborted = true;
    abortAll(this.#begun, this.#frozen);
    this.#replayer?.release();
    void this.#writer?.abort().catch(() => {});
  }

  #check(): void {
    if (this.#aborted) throw new GaiosError('ABORTED');
  }

  async #add(begun: Begun, writer: CheckpointWriter): Promise<void> {
    this.#check();
    const { machine, snapshot } = begun;
    const { smId } = machine;
    if (snapshot === undefined) {
      await this.#copyLocked(begun, writer);
    } else {
      writer.addMachine(smId, this.#frozen.instanceId);
      await writer.addFile(smId, SNAPSHOT_PATH, this.#guarded(smId, snapshot.bytes));
    }
    begun.isDone = true;
  }

  /** What a machine throws is told from what the disk does. */
  async *#guarded(smId: number, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of bytes) {
        this.#check();
        yield piece;
      }
    } catch (error) {
      throw this.#aborted ? error : failed(this.#frozen, smId, error);
    }
  }

  /** phxpaxos's way: files that stay as they are while they are locked. */
  async #copyLocked(begun: Begun, writer: CheckpointWriter): Promise<void> {
    const { machine } = begun;
    const { smId } = machine;
    const { groupIdx } = this.#frozen;
    await this.#ask(smId, () => machine.lockCheckpointState?.(groupIdx, this.#frozen.instanceId));
    // From now on it is unlocked whatever happens.
    begun.isPinned = false;
    try {
      const state = await this.#ask(smId, () => machine.getCheckpointState?.(groupIdx));
      if (state === undefined) throw failed(this.#frozen, smId, new Error('no checkpoint state'));
      writer.addMachine(smId, await this.#heldBy(machine, state));
      for (const path of [...state.files].toSorted()) await this.#copy(smId, state.directory, path, writer);
    } finally {
      machine.unlockCheckpointState?.(groupIdx);
    }
  }

  async #copy(smId: number, directory: string, path: string, writer: CheckpointWriter): Promise<void> {
    this.#check();
    checkPath(path);
    const { files } = writer;
    const size = await checkIsFile(files, directory, path);
    await withFile(files.open(join(directory, path), 'read'), (file) =>
      writer.addFile(smId, path, piecesOf(file, size)),
    );
  }

  /** Which instance its files are of: its own, or the frozen one if it had nothing to execute in between. */
  async #heldBy(machine: StateMachine, state: CheckpointFiles): Promise<number> {
    const { groupIdx, instanceId, lastOperations } = this.#frozen;
    const { smId } = machine;
    const own = state.instanceId ?? (await this.#ask(smId, () => machine.getCheckpointInstanceId(groupIdx)));
    const needed = lastOperations.get(smId) ?? 0;
    if (!Number.isSafeInteger(own) || own < needed) {
      throw failed(this.#frozen, smId, new Error(`its checkpoint is of instance ${own}, before ${needed}`));
    }
    return Math.max(own, instanceId);
  }

  async #ask<T>(smId: number, question: () => T | Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      throw failed(this.#frozen, smId, error);
    }
  }
}

/** One that builds its files by replay has them of the replay's instance anyway. */
const beginWith = (machine: StateMachine, { groupIdx, instanceId }: FrozenGroup): Begun => {
  if (isSnapshotMachine(machine)) {
    return { machine, snapshot: machine.beginSnapshot(groupIdx), isPinned: false, isDone: false };
  }
  const isPinned = machine.pinCheckpointState !== undefined && !needsReplay(machine);
  if (isPinned) machine.pinCheckpointState?.(groupIdx, instanceId);
  return { machine, snapshot: undefined, isPinned, isDone: false };
};

const abortAll = (begun: readonly Begun[], { groupIdx }: FrozenGroup): void => {
  for (const each of begun) {
    if (each.isDone) continue;
    each.isDone = true;
    try {
      each.snapshot?.abort();
      if (each.isPinned) each.machine.unlockCheckpointState?.(groupIdx);
      each.isPinned = false;
    } catch {
      // What ends the checkpoint has been told already.
    }
  }
};

const failed = (
  { groupIdx, instanceId }: FrozenGroup,
  smId: number | undefined,
  cause: unknown,
): GaiosError => {
  const why = cause instanceof Error ? cause.message : String(cause);
  const facts = { groupIdx, instanceId, smId };
  return new GaiosError('CHECKPOINT_FAILED', `machine ${smId} gave no checkpoint: ${why}`, { facts, cause });
};
