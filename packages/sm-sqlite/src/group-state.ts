/** The state of one machine in one group: its open database, how far that is, and its checkpoints. */

import { rename, rm } from 'node:fs/promises';
import { GaiosError, InvariantViolation, type CheckpointFiles, type ExecuteContext } from '@gaios/sm-base';

import { openConnection, type Connection, type ConnectionOptions } from './connection.ts';
import { copyDatabase } from './copying.ts';
import { digestTables } from './digest.ts';
import { toGaiosError } from './errors.ts';
import { CHECKPOINT_FILE, MachineFolder, removeDatabase, syncPath } from './folder.ts';
import { prepareIncoming, type Received } from './installing.ts';
import type { MachineDatabase, ReadDatabase } from './machine-database.ts';
import { PinnedFile, type Pin } from './pinned-file.ts';
import type { Position } from './schema.ts';

export class GroupState {
  readonly #options: ConnectionOptions;
  readonly #folder: MachineFolder;
  #generation: number;
  #connection: Connection;
  #pinned: PinnedFile;
  /** What the next copy is of. */
  #pin: Pin | undefined;
  /** As the database has it; undefined after a failure, until it is read again. */
  #position: Position | undefined;
  #copying = false;
  /** A copy was begun, and whoever asked for it has not let go of it. */
  #hasCopy = false;
  /** The removal of a copy that nobody needs any more. */
  #removing: Promise<void> = Promise.resolve();

  /** @throws GaiosError */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#folder = new MachineFolder(options.settings.directory, options.owner);
    try {
      this.#generation = this.#folder.prepare();
      const path = this.#folder.state(this.#generation);
      this.#connection = openConnection(path, options);
      this.#pinned = new PinnedFile(this.#connection.raw, path, options.settings);
    } catch (error) {
      throw toGaiosError(error, 'STORAGE_IO', { ...options.owner, path: this.#folder.path });
    }
    this.#folder.removeLeftovers(this.#generation);
  }

  /** Everything up to it is in the tables; of the next one a part may be. */
  get completeUpTo(): number {
    return this.#at().completeUpTo;
  }

  /**
   * Executes what is not in the tables yet, all of it or nothing, in one transaction. The result of what is there
   * already is undefined: it was given when it was executed.
   */
  execute<R>(
    contexts: readonly ExecuteContext[],
    apply: (database: MachineDatabase, index: number) => R,
  ): (R | undefined)[] {
    const { raw, writes, position } = this.#connection;
    const at = this.#at();
    const last = contexts.at(-1);
    if (last === undefined || isHeld(at, last)) return contexts.map(() => undefined);
    for (const context of contexts) this.#checkComplete(at, context);
    const next = positionAfter(at, last);
    let results: (R | undefined)[] = [];
    this.#transaction(last, () => {
      results = contexts.map((context, index) => (isHeld(at, context) ? undefined : apply(writes, index)));
      if (!raw.inTransaction) throw new GaiosError('INVALID_ARGUMENT', 'apply ended the transaction');
      position.write(next);
    });
    this.#position = next;
    return results;
  }

  read<T>(body: (database: ReadDatabase) => T): T {
    return body(this.#connection.reads);
  }

  /** Whoever knows says that there is nothing more to come up to this instance. */
  complete(executedUpTo: number): void {
    const at = this.#at();
    if (executedUpTo <= at.completeUpTo) return;
    const next = { ...at, completeUpTo: executedUpTo };
    this.#transaction(undefined, () => this.#connection.position.write(next));
    this.#position = next;
  }

  /** Everything up to this instance was executed, and nothing else: the next copy is of that, if it can be. */
  pin(executedUpTo: number): void {
    this.complete(executedUpTo);
    this.#pin = this.#pinned.take();
  }

  /** Of the pin, or of its end; its instance is read from it. */
  async copy(): Promise<CheckpointFiles> {
    if (this.#copying) throw new GaiosError('INVALID_ARGUMENT', 'a checkpoint is being copied already');
    this.#copying = true;
    this.#hasCopy = true;
    const pin = this.#pin;
    this.#pin = undefined;
    const pinned = this.#pinned;
    const { owner, settings } = this.#options;
    const directory = this.#folder.copy;
    try {
      await this.#removing;
      const path = await copyDatabase(this.#connection.raw, {
        directory,
        sliceBytes: settings.backupSliceBytes,
        pinned,
        pin,
      });
      const instanceId = this.#instanceOf(path);
      return { directory, files: [CHECKPOINT_FILE], instanceId };
    } catch (error) {
      this.#removeFiles();
      throw toGaiosError(error, 'STORAGE_IO', { ...owner, directory });
    } finally {
      this.#copying = false;
      if (pin !== undefined) pinned.release(pin);
    }
  }

  /** Nobody needs the last copy any more; if there is none, or it is still being made, this is about the pin of the next one. */
  removeCopy(): void {
    if (this.#hasCopy && !this.#copying) {
      this.#hasCopy = false;
      return this.#removeFiles();
    }
    if (this.#pin !== undefined) this.#pinned.release(this.#pin);
    this.#pin = undefined;
  }

  /** What cannot be removed now is removed before the next copy, or when the database is opened again. */
  #removeFiles(): void {
    this.#removing = rm(this.#folder.copy, { recursive: true, force: true }).catch(() => undefined);
  }

  /**
   * Replaces the database. Until the new one is checked, synced and has its name, the old one serves. No operation may
   * be executed meanwhile.
   */
  async load(received: Received): Promise<void> {
    const folder = this.#folder;
    await prepareIncoming(folder, received, this.#options);
    const generation = this.#generation + 1;
    const path = folder.state(generation);
    let connection: Connection;
    try {
      await rename(folder.incoming, path);
      await syncPath(folder.path);
      connection = openConnection(path, { ...this.#options, mustExist: true });
    } catch (error) {
      // The old one goes on, so the next start must find it.
      await removeDatabase(path).catch(() => undefined);
      throw toGaiosError(error, 'STORAGE_IO', { ...this.#options.owner, path });
    }
    const old = { generation: this.#generation, raw: this.#connection.raw, pinned: this.#pinned };
    this.#connection = connection;
    this.#pinned = new PinnedFile(connection.raw, path, this.#options.settings);
    this.#pin = undefined;
    this.#generation = generation;
    this.#position = undefined;
    old.raw.close();
    old.pinned.close();
    await removeDatabase(folder.state(old.generation)).catch(() => undefined);
  }

  digest(): Uint8Array {
    return digestTables(this.#connection.raw);
  }

  close(): void {
    this.#connection.raw.close();
    this.#pinned.close();
  }

  #at(): Position {
    if (!this.#connection.raw.open) throw new GaiosError('STORAGE_CLOSED', 'the machine is closed');
    this.#position ??= this.#connection.position.read();
    return this.#position;
  }

  #transaction(context: ExecuteContext | undefined, body: () => void): void {
    const { raw } = this.#connection;
    try {
      raw.transaction(body).immediate();
    } catch (error) {
      this.#position = undefined;
      const at = context === undefined ? {} : { instanceId: context.instanceId };
      throw toGaiosError(error, 'STORAGE_IO', { ...this.#options.owner, ...at });
    }
    this.#pinned.committed();
  }

  /** Somebody said that an instance was complete, and now comes one of its operations: it would be lost. */
  #checkComplete(at: Position, { instanceId, batchIndex }: ExecuteContext): void {
    if (instanceId > at.completeUpTo || isHeld(at, { instanceId, batchIndex })) return;
    const facts = { ...this.#options.owner, instanceId, batchIndex, completeUpTo: at.completeUpTo };
    throw new InvariantViolation('no operation comes after its instance was complete', facts);
  }

  #instanceOf(path: string): number {
    const { raw, position } = openConnection(path, { ...this.#options, mustExist: true });
    try {
      return position.read().completeUpTo;
    } finally {
      raw.close();
    }
  }
}

const isHeld = (
  at: Position,
  { instanceId, batchIndex }: Pick<ExecuteContext, 'instanceId' | 'batchIndex'>,
): boolean => instanceId < at.instanceId || (instanceId === at.instanceId && batchIndex <= at.batchIndex);

const positionAfter = (at: Position, { instanceId, batchIndex }: ExecuteContext): Position => ({
  instanceId,
  batchIndex,
  completeUpTo: Math.max(at.completeUpTo, instanceId - 1),
});
