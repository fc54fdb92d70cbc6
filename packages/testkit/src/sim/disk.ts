/**
 * The disk of one machine: a `MemoryDisk` that tells what reached it, and can fail for as long as it is told to. Its
 * transactions are all or nothing, as the port demands; what tears inside one is the store's own matter, and tested on
 * real files (storage-sqlite, cut-and-flip).
 */

import type { ChosenValue, GroupWrite, LogRecord, LogStorage, ReadRange, StoredGroup } from '@gaios/sm-base';
import { decodeNodeRecord, encodeNodeRecord } from '@gaios/master';
import { MemoryVolume } from '../memory-files.ts';
import { MemoryDisk, type CommitFault, type MemoryLogStorage, type UnderWay } from '../memory-storage.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { KvFile } from './kv-state.ts';
import type { Process } from './process.ts';

export class SimDisk extends MemoryDisk {
  /** Every commit fails with it. */
  broken: CommitFault['code'] | undefined;
  /** Factor on the time that a commit takes, or an operation on files. */
  slowness = 1;
  /** Where its checkpoints are; undefined in runs that make none. */
  volume: MemoryVolume | undefined;
  /** How likely an operation on files fails. */
  fileFailures = 0;
  /** Files of which a bit has flipped, by path: another one may come to have that name. */
  readonly #damagedFiles = new Map<string, unknown>();
  /** What machines keep beyond their processes, by group and machine. */
  readonly kept = new Map<string, KvFile>();
  readonly #random: SeededRandom;
  readonly #written: (writes: readonly GroupWrite[]) => void;

  constructor(random: SeededRandom, written: (writes: readonly GroupWrite[]) => void, hasFiles: boolean) {
    super();
    if (hasFiles) this.volume = new MemoryVolume({ seed: random.below(2 ** 31) });
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

  override crash(underWay: UnderWay = 'lost'): void {
    super.crash(underWay);
    this.volume?.crash();
  }

  override copyTo<D extends MemoryDisk>(copy: D): D {
    super.copyTo(copy);
    if (!(copy instanceof SimDisk)) return copy;
    if (copy.volume !== undefined) this.volume?.copyTo(copy.volume);
    for (const [name, file] of this.kept) copy.kept.set(name, file.copy());
    for (const path of this.#damagedFiles.keys()) {
      if (this.isDamaged(path)) copy.#damagedFiles.set(path, copy.volume?.find(path));
    }
    return copy;
  }

  /** The folder of the checkpoints is gone, and what machines keep with it is not. */
  loseFiles(): void {
    if (this.volume !== undefined) this.volume = new MemoryVolume({ seed: this.#random.below(2 ** 31) });
    this.#damagedFiles.clear();
  }

  keep(name: string, make: () => KvFile): KvFile {
    const file = this.kept.get(name) ?? make();
    this.kept.set(name, file);
    return file;
  }

  /** Instances of the checkpoints of a group that no crash can take any more. */
  checkpoints(groupIdx: number): number[] {
    const start = `/checkpoints/${groupIdx}/`;
    return (this.volume?.durablePaths() ?? [])
      .filter((path) => path.startsWith(start) && path.endsWith('/manifest'))
      .map((path) => Number.parseInt(path.slice(start.length), 10))
      .filter((instanceId) => instanceId > 0);
  }

  /** A bit of it has flipped, and it is still there. */
  isDamaged(path: string): boolean {
    const damaged = this.#damagedFiles.get(path);
    return damaged !== undefined && this.volume?.find(path) === damaged;
  }

  /** Of what a checkpoint holds: its manifest is read when a process starts, and damage to that is found then. */
  isDamagedCheckpoint(groupIdx: number, id: string): boolean {
    const start = `/checkpoints/${groupIdx}/${id}/sm-`;
    return [...this.#damagedFiles.keys()].some((path) => path.startsWith(start) && this.isDamaged(path));
  }

  get hasDamagedFiles(): boolean {
    for (const path of this.#damagedFiles.keys()) if (!this.isDamaged(path)) this.#damagedFiles.delete(path);
    return this.#damagedFiles.size > 0;
  }

  /** False: there is nothing to damage. */
  damageFile(path: string, position: number): boolean {
    const file = this.volume?.find(path);
    if (file?.kind !== 'file' || file.size === 0) return false;
    this.#damagedFiles.set(path, file);
    this.volume?.damage(path, position % file.size);
    return true;
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
