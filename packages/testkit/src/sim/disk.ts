/**
 * The disk of one machine: a `MemoryDisk` that tells what reached it, and can fail for as long as it is told to. Its
 * transactions are all or nothing, as the port demands; what tears inside one is the store's own matter, and tested on
 * real files (storage-sqlite, cut-and-flip).
 */

import type { ChosenValue, GroupWrite, LogRecord, LogStorage, ReadRange, StoredGroup } from '@gaios/sm-base';
import { decodeNodeRecord, encodeNodeRecord } from '@gaios/master';
import { MemoryDisk, type CommitFault, type MemoryLogStorage, type UnderWay } from '../memory-storage.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Process } from './process.ts';

export class SimDisk extends MemoryDisk {
  /** Every commit fails with it. */
  broken: CommitFault['code'] | undefined;
  /** Factor on the time that a commit takes. */
  slowness = 1;
  readonly #random: SeededRandom;
  readonly #written: (writes: readonly GroupWrite[]) => void;

  constructor(random: SeededRandom, written: (writes: readonly GroupWrite[]) => void) {
    super();
    this.#random = random;
    this.#written = written;
    this.delayMs = () => this.slowness * random.between(0.2, 1);
  }

  override faultAt(commit: number): boolean {
    return this.broken !== undefined || super.faultAt(commit);
  }

  /** A commit that failed may be on the disk or not. */
  override takeFault(commit: number): CommitFault | undefined {
    if (this.broken === undefined) return super.takeFault(commit);
    return { commit, code: this.broken, applied: this.#random.chance(0.5) };
  }

  override apply(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): void {
    this.#written(writes.map((write) => this.#withoutRepairs(write)));
    super.apply(writes, nodeRecord);
  }

  /** What is put back was accepted long ago: the checkers know it. */
  #withoutRepairs(write: GroupWrite): GroupWrite {
    const { groupIdx, records } = write;
    if (records === undefined || this.damagedRows === 0) return write;
    return {
      ...write,
      records: records.filter(({ instanceId }) => !this.isRepairable(groupIdx, instanceId)),
    };
  }
}

/** A process is to die at a commit. */
export interface CrashAtCommit {
  /** `MemoryDisk.commits` of the commit. */
  readonly commit: number;
  readonly underWay: UnderWay;
}

export interface SimStorageParts {
  readonly inner: MemoryLogStorage;
  readonly process: Process;
  readonly disk: SimDisk;
  readonly takeCrash: (commit: number) => CrashAtCommit | undefined;
  readonly die: (underWay: UnderWay) => void;
  readonly forgetsSupport: boolean;
  readonly repaired: (groupIdx: number, instanceIds: readonly number[]) => void;
}

/** What stays of a node record if nothing of support is kept. */
const withoutSupport = (record: Uint8Array): Uint8Array =>
  encodeNodeRecord({ ...decodeNodeRecord(record), longestMs: 0, cleanBoot: 0 });

/** The storage port of one process. */
export class SimStorage implements LogStorage {
  readonly #parts: SimStorageParts;

  constructor(parts: SimStorageParts) {
    this.#parts = parts;
  }

  get identity(): LogStorage['identity'] {
    return this.#parts.inner.identity;
  }

  get created(): boolean {
    return this.#parts.inner.created;
  }

  get commits(): number {
    return this.#parts.inner.commits;
  }

  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): Promise<void> {
    const { inner, process, disk, takeCrash, die } = this.#parts;
    if (!process.call()) return new Promise(() => {});
    const committed = inner.commit(writes, nodeRecord);
    const crash = takeCrash(disk.commits);
    if (crash !== undefined) die(crash.underWay);
    return committed;
  }

  nodeRecord(): Promise<Uint8Array> {
    const { inner, forgetsSupport } = this.#parts;
    return forgetsSupport ? inner.nodeRecord().then(withoutSupport) : inner.nodeRecord();
  }

  groups(): Promise<readonly StoredGroup[]> {
    return this.#parts.inner.groups();
  }

  read(range: ReadRange): Promise<readonly LogRecord[]> {
    return this.#parts.inner.read(range);
  }

  repair(groupIdx: number, offered: readonly ChosenValue[]): Promise<readonly number[]> {
    const { inner, process, repaired } = this.#parts;
    if (!process.call()) return new Promise(() => {});
    return inner.repair(groupIdx, offered).then((ids) => {
      if (ids.length > 0) repaired(groupIdx, ids);
      return ids;
    });
  }

  close(): Promise<void> {
    return this.#parts.inner.close();
  }
}
