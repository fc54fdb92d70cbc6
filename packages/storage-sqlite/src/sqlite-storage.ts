/**
 * `LogStorage` on SQLite: `await SqliteLogStorage.open({ dataDir, nodeId })`.
 *
 * This file is the queue in front of the engine. One transaction is under way at a time; commits that arrive
 * meanwhile become the next one. No timer: a lone commit leaves at once, and the slower the disk, the larger the
 * batches.
 */

import { randomBytes } from 'node:crypto';
import { GaiosError, InvariantViolation } from '@gaios/sm-base';
import type {
  ChosenValue,
  GroupWrite,
  Identity,
  LogRecord,
  LogStorage,
  Random,
  ReadRange,
  StoredGroup,
} from '@gaios/sm-base';
import { MainThreadBackend } from './backend.ts';
import type { Backend } from './backend.ts';
import type { EngineOptions } from './engine.ts';
import { toStorageError } from './errors.ts';
import type { Synchronous } from './open-database.ts';
import { folderPaths } from './files.ts';
import { readPlace } from './place.ts';
import type { ReplacedDisk } from './place.ts';
import { groupMax, instanceMax } from './schema.ts';
import { WorkerBackend } from './worker-backend.ts';

export interface SqliteStorageOptions {
  /** Folder of this node alone; made if missing. */
  readonly dataDir: string;
  /** 1 … 65535. A folder belongs to the node that made it. */
  readonly nodeId: number;
  /** Default `full`: fsync at each commit. `extra` is SQLite's name for the same with folders too. `off`: tests only. */
  readonly synchronous?: Synchronous;
  /** Where SQLite runs. Default `main`; see `threadDefault` for why. */
  readonly thread?: 'main' | 'worker';
  /** Draws the storage id of an empty folder. Default: the system's random bytes. */
  readonly random?: Random;
  /** Page size of a new database, bytes: a power of two from 512 to 65536. Default 4096, a disk's own unit. */
  readonly pageBytes?: number;
  /** Pages the database may have; for tests of a full disk. Default: no bound but SQLite's. */
  readonly pagesMax?: number;
  /**
   * Bytes after which one of the two files of the journal is full in any case, and its contents move into the tables. Default
   * 8 MiB; with few groups it is full after 1 MiB already, or 64 KiB for each group that is in it. Until they have moved they
   * are in memory too, so this bounds that at some 25 MiB. More would move rows in larger lots and so write fewer pages; from
   * some hundred commits a lot on that gains little.
   */
  readonly journalBytesMax?: number;
  /**
   * A folder that was copied or moved has forgotten promises for all that is known. Default `replace`: what it holds is set
   * aside, and the node begins with an empty disk. `refuse`: STORAGE_MOVED.
   */
  readonly ifMoved?: 'replace' | 'refuse';
  /** The same for one that is damaged so that votes may be lost. `refuse`: STORAGE_DAMAGED. */
  readonly ifDamaged?: 'replace' | 'refuse';
}

/**
 * On the main thread a commit costs no hop, and a slow disk is waited for in libuv's pool (log-sync.ts); what stays is
 * what is computed and copied, a few ms for a MiB. With three nodes on two cores the worker has 0.8 to 0.9 times the
 * throughput of small values, and a lone client waits 0.1 to 0.2 ms longer. It is for values that are large: there
 * the event loop is worth more.
 */
const threadDefault = 'main';

const pageBytesDefault = 4096;
const journalBytesMaxDefault = 8 * 2 ** 20;

/**
 * Values of waiting commits that make up one transaction at most, bytes, unless one commit alone has more: bounds how
 * long one transaction takes (about 40 ms where 50 MiB take 240) and the copy that is made of it for the worker.
 */
const batchBytesMax = 8 * 2 ** 20;

interface PendingCommit {
  readonly writes: readonly GroupWrite[];
  readonly nodeRecord: Uint8Array | undefined;
  readonly valueBytes: number;
  readonly resolve: () => void;
  readonly reject: (error: GaiosError) => void;
}

export class SqliteLogStorage implements LogStorage {
  readonly identity: Identity;
  readonly created: boolean;
  readonly replaced?: ReplacedDisk;
  readonly #backend: Backend;
  readonly #waiting: PendingCommit[] = [];
  #underWay = false;
  #failure: GaiosError | undefined;
  #closed: Promise<void> | undefined;
  #whenIdle: () => void = () => {};

  private constructor(backend: Backend, replaced: ReplacedDisk | undefined) {
    this.#backend = backend;
    if (replaced !== undefined) this.replaced = replaced;
    this.identity = backend.identity;
    this.created = backend.created;
  }

  /**
   * Locks the folder, checks what it holds, and counts the boot; all durable when it resolves.
   * Rejects with STORAGE_LOCKED (`facts.pid`: who has it, if known), STORAGE_WRONG_NODE, STORAGE_NEWER_FORMAT,
   * STORAGE_MISSING (the marker is there, the database is not), STORAGE_DAMAGED, STORAGE_FULL or STORAGE_IO.
   */
  static async open(options: SqliteStorageOptions): Promise<SqliteLogStorage> {
    const engineOptions = toEngineOptions(options);
    const inWorker = (options.thread ?? threadDefault) === 'worker';
    const backend = inWorker ? await WorkerBackend.open(engineOptions) : new MainThreadBackend(engineOptions);
    return new SqliteLogStorage(backend, readPlace(folderPaths(options.dataDir).place)?.replaced);
  }

  get commits(): number {
    return this.#backend.commits;
  }

  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#closed) return Promise.reject(new GaiosError('STORAGE_CLOSED'));
    const wrong = firstInvalid(writes);
    if (wrong) return Promise.reject(wrong);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, nodeRecord, valueBytes: valueBytesOf(writes), resolve, reject });
      if (this.#underWay) return;
      this.#underWay = true;
      // What the rest of this turn still commits goes along.
      queueMicrotask(this.#run);
    });
  }

  async nodeRecord(): Promise<Uint8Array> {
    if (this.#closed) throw new GaiosError('STORAGE_CLOSED');
    return this.#backend.nodeRecord();
  }

  async groups(): Promise<readonly StoredGroup[]> {
    if (this.#closed) throw new GaiosError('STORAGE_CLOSED');
    return this.#backend.groups();
  }

  async read(range: ReadRange): Promise<readonly LogRecord[]> {
    if (this.#closed) throw new GaiosError('STORAGE_CLOSED');
    return this.#backend.read(range);
  }

  async repair(groupIdx: number, offered: readonly ChosenValue[]): Promise<readonly number[]> {
    if (this.#closed) throw new GaiosError('STORAGE_CLOSED');
    const records = await this.#backend.mend(groupIdx, offered);
    if (records.length > 0) await this.commit([{ groupIdx, records }]);
    return records.map(({ instanceId }) => instanceId);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#underWay) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
    await this.#backend.close();
  }

  /** One transaction, and then the next. With callbacks: an async loop makes several promises more for each. */
  readonly #run = (): void => {
    if (this.#waiting.length === 0) {
      this.#underWay = false;
      this.#whenIdle();
      return;
    }
    const batch = this.#waiting.splice(0, batchLength(this.#waiting));
    const writes = batch.length === 1 ? batch[0]!.writes : batch.flatMap((commit) => commit.writes);
    const nodeRecord = batch.findLast((commit) => commit.nodeRecord)?.nodeRecord;
    this.#backend.commit(writes, nodeRecord).then(
      () => this.#succeed(batch),
      (error: unknown) => this.#fail(toStorageError(error), batch),
    );
  };

  #succeed(batch: readonly PendingCommit[]): void {
    for (const commit of batch) commit.resolve();
    this.#runLater();
  }

  #fail(failure: GaiosError, batch: readonly PendingCommit[]): void {
    this.#failure = failure;
    for (const commit of [...batch, ...this.#waiting.splice(0)]) commit.reject(failure);
    this.#runLater();
  }

  /** Commits made by those who were just answered belong into the next batch, and others have their turn in between. */
  #runLater(): void {
    setImmediate(this.#goOn);
  }

  readonly #goOn = (): void => {
    this.#backend.maintain();
    this.#run();
  };
}

function toEngineOptions(options: SqliteStorageOptions): EngineOptions {
  const { dataDir, nodeId, synchronous = 'full', random, pageBytes = pageBytesDefault, pagesMax } = options;
  const { journalBytesMax = journalBytesMaxDefault, ifMoved = 'replace' } = options;
  const { ifDamaged = 'replace' } = options;
  if (!isIntegerWithin(nodeId, 1, 65_535)) {
    const facts = { violations: [`nodeId: ${nodeId} is not an integer from 1 to 65535`] };
    throw new GaiosError('INVALID_OPTIONS', undefined, { facts });
  }
  return {
    dataDir,
    nodeId,
    synchronous,
    newStorageId: drawStorageId(random),
    pageBytes,
    pagesMax,
    journalBytesMax,
    ifMoved,
    ifDamaged,
  };
}

function drawStorageId(random: Random | undefined): string {
  const bytes = random
    ? Buffer.from(Array.from({ length: 16 }, () => Math.floor(random.next() * 256)))
    : randomBytes(16);
  return bytes.toString('hex');
}

/** How many of the waiting commits go into the next transaction; at least one. */
function batchLength(waiting: readonly PendingCommit[]): number {
  let bytes = waiting[0]?.valueBytes ?? 0;
  for (let length = 1; length < waiting.length; length++) {
    bytes += waiting[length]!.valueBytes;
    if (bytes > batchBytesMax) return length;
  }
  return waiting.length;
}

function valueBytesOf(writes: readonly GroupWrite[]): number {
  let bytes = 0;
  for (const { records = [] } of writes) for (const { value } of records) bytes += value.length;
  return bytes;
}

/** A number out of its bounds would land in another group's rows: a bug of the caller, and nothing is written. */
function firstInvalid(writes: readonly GroupWrite[]): InvariantViolation | undefined {
  for (const { groupIdx, meta, records = [], deleteBelow = 0 } of writes) {
    if (
      !isIntegerWithin(groupIdx, 0, groupMax) ||
      !isIntegerWithin(deleteBelow, 0, Number.MAX_SAFE_INTEGER)
    ) {
      return new InvariantViolation('a group or instance to be stored is out of bounds', {
        groupIdx,
        deleteBelow,
      });
    }
    if (meta && !isValidMeta(meta)) {
      return new InvariantViolation('a meta row to be stored is out of bounds', { groupIdx, ...meta });
    }
    for (const { instanceId, ballot } of records) {
      if (isIntegerWithin(instanceId, 1, instanceMax) && isIntegerWithin(ballot, 0, Number.MAX_SAFE_INTEGER))
        continue;
      return new InvariantViolation('a record to be stored is out of bounds', {
        groupIdx,
        instanceId,
        ballot,
      });
    }
  }
  return undefined;
}

function isValidMeta(meta: NonNullable<GroupWrite['meta']>): boolean {
  const { promised, chosenUpTo, checksum, minChosen } = meta;
  const isNumber = (number: number): boolean => isIntegerWithin(number, 0, Number.MAX_SAFE_INTEGER);
  return isNumber(promised) && isNumber(chosenUpTo) && isNumber(checksum) && isNumber(minChosen);
}

function isIntegerWithin(number: number, from: number, to: number): boolean {
  return Number.isSafeInteger(number) && number >= from && number <= to;
}
