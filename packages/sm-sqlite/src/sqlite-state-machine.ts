/** What a user extends: a `StateMachine` whose state is a SQLite database, one for each group that it serves. */

import { GaiosError, StateMachine, type CheckpointFiles, type ExecuteContext } from '@gaios/sm-base';

import { toGaiosError } from './errors.ts';
import { removeGroupFolder, setAsideGroupFolder } from './folder.ts';
import { GroupState } from './group-state.ts';
import type { MachineDatabase, ReadDatabase } from './machine-database.ts';
import type { Migration } from './schema.ts';
import { toSettings, type Settings, type SqliteMachineOptions } from './settings.ts';

/**
 * Its rows and the last operation change in one transaction, so a restart executes nothing again, and a batch is
 * executed as a whole or not at all. Its checkpoint is a copy that SQLite makes while operations go on.
 *
 * A database is opened, made or taken forward when its group first asks for it, which `Node.run` and `addStateMachine`
 * do. They reject with: `STORAGE_LOCKED` (another process has it), `STORAGE_DAMAGED`, `STORAGE_FULL`, `STORAGE_IO`,
 * `MACHINE_DATABASE_FOREIGN`, `MACHINE_DATABASE_NEWER`, `MACHINE_SCHEMA_FAILED`.
 */
export abstract class SqliteStateMachine<R = unknown> extends StateMachine<R> {
  /** The steps that make the schema, in order; see `Migration`. */
  abstract readonly migrations: readonly Migration[];

  readonly #settings: Settings;
  readonly #groups = new Map<number, GroupState>();
  #closed = false;

  /** @throws GaiosError `INVALID_OPTIONS` with every violation */
  constructor(options: SqliteMachineOptions) {
    super();
    this.#settings = toSettings(options);
  }

  /**
   * Applies one operation, inside of a transaction. It is synchronous, and its state is the database alone: whatever
   * else it changes is not undone when it, or an operation after it, fails. What it throws undoes the whole batch and is
   * tried again: an operation that is invalid everywhere is a result.
   */
  protected abstract apply(database: MachineDatabase, value: Uint8Array, context: ExecuteContext): R;

  /** For `query` and `beforePropose`: reads the tables. The statements of an asynchronous query end before it waits. */
  protected read<T>(groupIdx: number, body: (database: ReadDatabase) => T): T {
    const group = this.#group(groupIdx);
    try {
      return group.read(body);
    } catch (error) {
      throw toGaiosError(error, 'MACHINE_QUERY_FAILED', { groupIdx, smId: this.smId });
    }
  }

  /**
   * For a `stateHash`: SHA-256 over schema and rows of all tables but ours. It reads the whole database on the event
   * loop, some ten MB a second: for small states, and for tests.
   */
  protected digest(groupIdx: number): Uint8Array {
    return this.#group(groupIdx).digest();
  }

  override execute(value: Uint8Array, context: ExecuteContext): R {
    return this.executeBatch([value], [context])[0] as R;
  }

  override executeBatch(values: readonly Uint8Array[], contexts: readonly ExecuteContext[]): R[] {
    const [first] = contexts;
    if (first === undefined) return [];
    const applyOne = (database: MachineDatabase, index: number): R =>
      this.#applyOne(database, values[index] ?? new Uint8Array(0), contexts[index] ?? first);
    return this.#group(first.groupIdx).execute(contexts, applyOne) as R[];
  }

  override getCheckpointInstanceId(groupIdx: number): number {
    return this.#group(groupIdx).completeUpTo;
  }

  override pinCheckpointState(groupIdx: number, executedUpTo: number): void {
    this.#group(groupIdx).pin(executedUpTo);
  }

  override lockCheckpointState(groupIdx: number, executedUpTo = 0): void {
    this.#group(groupIdx).complete(executedUpTo);
  }

  /** @throws GaiosError `STORAGE_FULL`, `STORAGE_IO`, `STORAGE_CLOSED`; nothing is left of the copy then */
  override getCheckpointState(groupIdx: number): Promise<CheckpointFiles> {
    return this.#group(groupIdx).copy();
  }

  override unlockCheckpointState(groupIdx: number): void {
    this.#group(groupIdx).removeCopy();
  }

  /**
   * @throws GaiosError `MACHINE_CHECKPOINT_REFUSED` (`facts.reason`: files, damaged, instance),
   * `MACHINE_DATABASE_FOREIGN`, `MACHINE_DATABASE_NEWER`, `MACHINE_SCHEMA_FAILED`, `STORAGE_FULL`, `STORAGE_IO`; the
   * state is as it was then, and serves
   */
  override loadCheckpointState(
    groupIdx: number,
    directory: string,
    files: readonly string[],
    instanceId: number,
  ): Promise<void> {
    return this.#group(groupIdx).load({ directory, files, instanceId });
  }

  /**
   * Deletes what a group left, once it was destroyed, or moved away, and no node runs it here any more: a group that is
   * made under the same number begins at instance 1, and would be taken for what is there already.
   */
  override async removeGroup(groupIdx: number): Promise<void> {
    this.#groups.get(groupIdx)?.close();
    this.#groups.delete(groupIdx);
    await removeGroupFolder(this.#settings.directory, { groupIdx, smId: this.smId });
  }

  /** Moves what is here of a group into a folder beside it; deletes nothing. Resolves with the folder. */
  override async setAsideGroup(groupIdx: number): Promise<string> {
    this.#groups.get(groupIdx)?.close();
    this.#groups.delete(groupIdx);
    return setAsideGroupFolder(this.#settings.directory, { groupIdx, smId: this.smId });
  }

  /** When no node uses it any more. What was executed is kept. */
  close(): void {
    this.#closed = true;
    for (const group of this.#groups.values()) group.close();
    this.#groups.clear();
  }

  #applyOne(database: MachineDatabase, value: Uint8Array, context: ExecuteContext): R {
    const { groupIdx, instanceId, batchIndex } = context;
    const facts = { groupIdx, smId: this.smId, instanceId, batchIndex };
    try {
      const result = this.apply(database, value, context);
      if (!isThenable(result)) return result;
      throw new GaiosError(
        'INVALID_ARGUMENT',
        'apply returned a promise, and a transaction cannot wait for it',
      );
    } catch (error) {
      throw toGaiosError(error, 'MACHINE_APPLY_FAILED', facts);
    }
  }

  #group(groupIdx: number): GroupState {
    const known = this.#groups.get(groupIdx);
    if (known !== undefined) return known;
    const owner = { groupIdx, smId: this.smId };
    if (this.#closed) throw new GaiosError('STORAGE_CLOSED', 'the machine is closed', { facts: owner });
    const made = new GroupState({ settings: this.#settings, owner, migrations: this.migrations });
    this.#groups.set(groupIdx, made);
    return made;
  }
}

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
