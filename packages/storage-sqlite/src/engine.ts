/**
 * The store itself, synchronous: one folder, one connection. It runs in the thread that calls it; sqlite-storage.ts
 * puts it into the main thread or into a worker.
 *
 * A commit is a frame in the journal (journal.ts). Once that is durable it is taken into the overlay (overlay.ts), which
 * answers reads together with the tables; when a file of the journal is full, a fold (fold.ts) moves its contents there.
 */

import { randomBytes } from 'node:crypto';
import { GaiosError } from '@gaios/sm-base';
import type { ChosenValue, GroupWrite, Identity, LogRecord, ReadRange, StoredGroup } from '@gaios/sm-base';
import type Database from 'better-sqlite3';
import { Checkpoint } from './checkpoint.ts';
import { condemn, setAsideDamaged } from './condemning.ts';
import { toStorageError } from './errors.ts';
import { folderPaths, keepEvidence, makeFolder } from './files.ts';
import { FolderLock } from './folder-lock.ts';
import { Fold } from './fold.ts';
import { Journal } from './journal.ts';
import { FrameEncoder, saltBytes } from './journal-frame.ts';
import type { Frame } from './journal-frame.ts';
import { LargeValues } from './large-values.ts';
import { LogSync, systemCalls } from './log-sync.ts';
import type { SyncCalls } from './log-sync.ts';
import { createMarker, Witness } from './marker.ts';
import { isEmpty, openDatabase } from './open-database.ts';
import type { DatabaseOptions } from './open-database.ts';
import { beginBoot, create, examine, foldAll, load } from './opening.ts';
import type { Found } from './opening.ts';
import { Overlay } from './overlay.ts';
import { emptyPlace, measure, readPlace, writePlace } from './place.ts';
import type { ReplacedDisk } from './place.ts';
import { findPlace } from './placing.ts';
import { engineSizes } from './sizes.ts';
import type { EngineSizes } from './sizes.ts';
import { Sweeper } from './sweeper.ts';
import type { Tables } from './tables.ts';

/** Plain data, so that it can be sent to a worker. */
export interface EngineOptions extends DatabaseOptions {
  readonly dataDir: string;
  readonly nodeId: number;
  /** Used if the folder is empty: 32 lower-case hex digits. */
  readonly newStorageId: string;
  /** See journal.ts. */
  readonly journalBytesMax: number;
  /** What to do with a folder that is not where it was (place.ts): begin with an empty one in its place (default), or refuse. */
  readonly ifMoved?: 'replace' | 'refuse';
  /** The same for one whose damage may be a lost vote (condemning.ts). */
  readonly ifDamaged?: 'replace' | 'refuse';
}

/** A fold is finished when the file that is written meanwhile is full to one part in so many. */
const foldLead = 2;

interface EngineParts {
  readonly calls: SyncCalls;
  readonly sizes: EngineSizes;
}

type Done = (failure: GaiosError | undefined) => void;

export class Engine {
  readonly identity: Identity;
  readonly created: boolean;
  readonly #options: EngineOptions;
  readonly #sizes: EngineSizes;
  readonly #lock: FolderLock;
  readonly #tables: Tables;
  readonly #overlay: Overlay;
  readonly #journal: Journal;
  readonly #encoder: FrameEncoder;
  readonly #large: LargeValues;
  readonly #sync: LogSync;
  readonly #checkpoint: Checkpoint;
  readonly #witness: Witness;
  readonly #sweeper: Sweeper;
  #lastCommit: number;
  #fold: Fold | undefined;
  #failure: GaiosError | undefined;
  #leaving: ReplacedDisk | undefined;

  private constructor(
    options: EngineOptions,
    lock: FolderLock,
    database: Database.Database,
    found: Found,
    { calls, sizes }: EngineParts,
  ) {
    const paths = folderPaths(options.dataDir);
    const salt = randomBytes(saltBytes);
    this.#options = options;
    this.#sizes = sizes;
    this.#lock = lock;
    this.#tables = found.tables;
    this.created = found.created;
    this.#lastCommit = beginBoot(database, found, paths, { salt, synchronous: options.synchronous });
    const { nodeId, storageId, boot } = this.#tables.store;
    this.identity = { nodeId, storageId, boot };
    this.#overlay = new Overlay(this.#tables);
    this.#journal = new Journal(paths.journal, options.journalBytesMax, sizes);
    this.#encoder = new FrameEncoder({ salt, tailOf: (groupIdx) => this.#overlay.tailOf(groupIdx) });
    this.#large = new LargeValues({
      tables: this.#tables,
      overlay: this.#overlay,
      pageBytes: options.pageBytes,
      prepare: () => this.#finishCheckpoint(),
    });
    this.#sync = new LogSync(calls);
    this.#checkpoint = new Checkpoint({
      database,
      synchronous: options.synchronous,
      calls,
      databasePath: paths.database,
      walPath: paths.wal,
    });
    this.#sweeper = new Sweeper({
      database,
      tables: this.#tables,
      freePagesMin: sizes.freePagesMin,
      now: calls.nowMs,
    });
    if (found.created) createMarker(paths.marker, { nodeId, storageId }, this.#lastCommit);
    this.#witness = new Witness(paths.marker, storageId);
    this.#witness.record(this.#lastCommit);
    if (this.#isDurable) this.#witness.sync();
    this.#place(0, 0);
  }

  /** Throws a `GaiosError` of the storage kind, and then leaves the folder unlocked. `calls`, `sizes`: for tests. */
  static open(
    options: EngineOptions,
    calls: SyncCalls = systemCalls,
    sizes: EngineSizes = engineSizes,
  ): Engine {
    const parts = { calls, sizes };
    const paths = folderPaths(options.dataDir);
    let lock: FolderLock | undefined;
    try {
      makeFolder(paths.folder);
      lock = FolderLock.acquire(paths);
      findPlace(paths, options);
      return Engine.#openLocked(options, parts, lock);
    } catch (error) {
      const refused = toStorageError(error, { folder: paths.folder });
      try {
        if (lock && setAsideDamaged(paths, options, refused)) return Engine.#openLocked(options, parts, lock);
      } catch (second) {
        lock?.release();
        throw toStorageError(second, { folder: paths.folder });
      }
      lock?.release();
      throw refused;
    }
  }

  static #openLocked(options: EngineOptions, parts: EngineParts, lock: FolderLock): Engine {
    const paths = folderPaths(options.dataDir);
    let database: Database.Database | undefined;
    try {
      const marker = examine(paths, options.nodeId);
      database = openDatabase(paths.database, options);
      const found = isEmpty(database)
        ? create(database, options, marker)
        : load(database, options, marker, paths);
      return new Engine(options, lock, database, found, parts);
    } catch (error) {
      const refused = toStorageError(error, { folder: paths.folder });
      if (refused.code === 'STORAGE_DAMAGED') keepEvidence(paths.wal);
      database?.close();
      throw refused;
    }
  }

  /** Durable on return; all or nothing. After it threw, every later one throws the same. */
  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): void {
    if (this.#failure) throw this.#failure;
    if (writes.length === 0 && nodeRecord === undefined) return;
    try {
      const large = this.#large.put(writes);
      if (large.size > 0 && this.#isDurable) this.#sync.now(this.#checkpoint.walDescriptor);
      const frame = this.#append(writes, nodeRecord, large);
      if (this.#isDurable) this.#sync.now(this.#journal.descriptor);
      this.#settle(frame);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /**
   * The same, with a thread of the pool waiting for the disk if that is slow. Nothing else may be written until it has
   * called back (journal.ts). Throws only what an earlier one failed with.
   */
  commitThen(writes: readonly GroupWrite[], nodeRecord: Uint8Array | undefined, done: Done): void {
    if (this.#failure) throw this.#failure;
    if (writes.length === 0 && nodeRecord === undefined) return done(undefined);
    this.#attempt(done, () => {
      const large = this.#large.put(writes);
      const append = (): void => this.#appendThen(writes, nodeRecord, large, done);
      if (large.size === 0) append();
      else this.#syncThen(this.#checkpoint.walDescriptor, done, append);
    });
  }

  /** See `LogStorage`: each opening is a commit too, and counts a boot. Below 0 only in a file of a format without them. */
  get commits(): number {
    return Math.max(0, this.#lastCommit - this.identity.boot);
  }

  groups(): StoredGroup[] {
    return this.#reading({}, () => this.#overlay.groups());
  }

  nodeRecord(): Uint8Array {
    return this.#reading({}, () => this.#overlay.nodeRecord ?? this.#tables.node().record);
  }

  read(range: ReadRange): LogRecord[] {
    return this.#reading({ groupIdx: range.groupIdx }, () => this.#overlay.read(range));
  }

  /** What of the offered values is to be written, by a commit. */
  mend(groupIdx: number, offered: readonly ChosenValue[]): LogRecord[] {
    return this.#overlay.mend(groupIdx, offered);
  }

  /**
   * A slice of what is to be done between commits. Not part of `commit`, so that no acknowledgement waits for it. If it
   * fails, what is in the journal stays good; the next commit reports the failure.
   */
  maintain(): void {
    if (this.#failure) return;
    try {
      if (!this.#checkpoint.isUnderWay) this.#foldAsDue();
      if (!this.#checkpoint.isUnderWay) this.#sweeper.slice();
      if (this.#fill < 1) return;
      // While the last lot is on its way this one may grow: to wait for it would hold up everybody.
      if ((this.#fold || this.#checkpoint.isUnderWay) && !this.#journal.isFull) return;
      // Without one the other file is free, whatever is still being copied.
      if (this.#fold) this.#finishFold();
      this.#fold = new Fold({
        tables: this.#tables,
        overlay: this.#overlay,
        upTo: this.#lastCommit,
        cut: (groupIdx) => this.#sweeper.note(groupIdx),
        sizes: this.#sizes,
      });
      this.#journal.turn();
    } catch (error) {
      this.#fail(error);
    }
  }

  close(): void {
    try {
      if (!this.#failure) this.#finish();
      this.#witness.close();
      this.#journal.close();
      this.#checkpoint.close();
      if (!this.#failure) this.#place(this.identity.boot, this.#lastCommit);
    } finally {
      this.#lock.release();
    }
  }

  /** Damage that may be a lost vote ends this disk, at the next opening. */
  #reading<T>(facts: Readonly<Record<string, unknown>>, read: () => T): T {
    try {
      return read();
    } catch (error) {
      const refused = toStorageError(error, facts);
      if (refused.code !== 'STORAGE_DAMAGED') throw refused;
      const repairable = this.#overlay.isRepairable(refused);
      if (!repairable && this.#options.ifDamaged !== 'refuse') {
        const paths = folderPaths(this.#options.dataDir);
        this.#leaving ??= condemn(paths, this.#options, this.identity.storageId, refused);
      }
      throw new GaiosError('STORAGE_DAMAGED', refused.message, { facts: { ...refused.facts, repairable } });
    }
  }

  /** Notes which file the database is, and, at the end, that all is in order. */
  #place(closedBoot: number, closedCommit: number): void {
    const { place, database } = folderPaths(this.#options.dataDir);
    const { replaced } = readPlace(place) ?? emptyPlace;
    const { storageId } = this.identity;
    const leaving = this.#leaving === undefined ? {} : { leaving: this.#leaving };
    const about = replaced === undefined ? leaving : { replaced, ...leaving };
    const mark = measure(database);
    writePlace(place, { storageId, mark, closedBoot, closedCommit, ...about }, this.#isDurable);
  }

  get #isDurable(): boolean {
    return this.#options.synchronous !== 'off';
  }

  #appendThen(
    writes: readonly GroupWrite[],
    nodeRecord: Uint8Array | undefined,
    large: ReadonlySet<LogRecord>,
    done: Done,
  ): void {
    const frame = this.#append(writes, nodeRecord, large);
    this.#syncThen(this.#journal.descriptor, done, () => {
      this.#settle(frame);
      done(undefined);
    });
  }

  #syncThen(descriptor: number, done: Done, next: () => void): void {
    if (!this.#isDurable) return next();
    this.#sync.run(descriptor, (error) => {
      if (error === undefined) this.#attempt(done, next);
      else done(this.#fail(error));
    });
  }

  #attempt(done: Done, body: () => void): void {
    try {
      body();
    } catch (error) {
      done(this.#fail(error));
    }
  }

  #fail(error: unknown): GaiosError {
    this.#failure = toStorageError(error, { folder: this.#options.dataDir });
    return this.#failure;
  }

  /** In the journal's file, and not durable yet. */
  #append(
    writes: readonly GroupWrite[],
    nodeRecord: Uint8Array | undefined,
    large: ReadonlySet<LogRecord>,
  ): Frame {
    const frame = this.#encoder.encode({ commit: this.#lastCommit + 1, writes, nodeRecord, large });
    this.#journal.append(frame);
    return frame;
  }

  /** It is durable: from now on it is what is read, and missed if it gets lost. */
  #settle(frame: Frame): void {
    this.#lastCommit = frame.commit;
    this.#overlay.apply(frame);
    this.#witness.record(frame.commit);
  }

  /** How full the journal's file is; from 1 on it is to be left. */
  get #fill(): number {
    return this.#journal.fillWith(this.#overlay.groupCount);
  }

  /** As much as keeps it ahead of what comes: each commit has a little to do, in proportion to its own size. */
  #foldAsDue(): void {
    const fold = this.#fold;
    if (fold) {
      while (!fold.done && fold.progress <= foldLead * this.#fill) fold.slice();
    }
    if (fold?.done) this.#startCheckpoint(() => this.#release(fold));
    // Large values and deletions make the log grow, however slowly the fold goes on.
    else if (this.#logIsLong) this.#startCheckpoint(() => {});
  }

  get #logIsLong(): boolean {
    return this.#tables.checkpointIsDue(this.#sizes.logBytesMax, () => this.#checkpoint.logBytes);
  }

  /** Durably: the journal's file may be written anew. */
  #release(fold: Fold): void {
    fold.release();
    this.#fold = undefined;
  }

  #startCheckpoint(done: () => void): void {
    this.#tables.checkpointed();
    this.#checkpoint.start((error) => {
      if (error === undefined) done();
      else this.#fail(error);
    });
  }

  /** Blocks until there is none. */
  #finishFold(): void {
    this.#finishCheckpoint();
    const fold = this.#fold;
    if (!fold) return;
    while (!fold.done) fold.slice();
    this.#startCheckpoint(() => this.#release(fold));
    this.#finishCheckpoint();
  }

  #finishCheckpoint(): void {
    this.#checkpoint.finish();
    if (this.#failure) throw this.#failure;
  }

  /** What cannot be moved into the tables stays in the journal. */
  #finish(): void {
    try {
      this.#finishFold();
      foldAll(this.#tables, this.#overlay, this.#lastCommit);
      if (this.#isDurable) this.#witness.sync();
    } catch (error) {
      this.#fail(error);
    }
  }
}
