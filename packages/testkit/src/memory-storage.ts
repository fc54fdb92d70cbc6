/**
 * `LogStorage` in memory, for deterministic tests. A `MemoryDisk` is the folder: it outlives the `MemoryLogStorage`
 * that has it open, as a real one outlives its process. What was committed is on it; what was under way when the
 * process "crashed" is lost or kept, as the test says. Failures are set on the disk and meet the commit they name.
 */

import { crc32 } from 'node:zlib';
import { GaiosError, InvariantViolation } from '@gaios/sm-base';
import type {
  ChosenValue,
  Clock,
  ErrorCode,
  GroupMeta,
  GroupWrite,
  Identity,
  LogRecord,
  LogStorage,
  Random,
  ReadRange,
  StoredGroup,
} from '@gaios/sm-base';
import { SeededRandom } from './seeded-random.ts';

/** A failure that waits for one commit. */
export interface CommitFault {
  /** Which `commit` call on this disk fails, counted from 1 over all openings. See `MemoryDisk.commits`. */
  readonly commit: number;
  readonly code: Extract<ErrorCode, 'STORAGE_IO' | 'STORAGE_FULL'>;
  /** The write reached the disk although the error says otherwise, as after a failed fsync. Default false. */
  readonly applied?: boolean;
}

interface StoredRecord {
  readonly record: LogRecord;
  readonly checksum: number;
  readonly damaged?: DamagedPart;
}

/** Of a row: its value alone, or what else it says too. */
export type DamagedPart = 'value' | 'row';

interface Group {
  meta: GroupMeta | undefined;
  metaDamaged: boolean;
  readonly records: Map<number, StoredRecord>;
  /** The keys of `records`, ascending. */
  readonly instanceIds: number[];
}

interface PendingCommit {
  readonly number: number;
  readonly writes: readonly GroupWrite[];
  readonly nodeRecord: Uint8Array | undefined;
  /** Of the values as they were handed over, to catch who changes them afterwards. */
  readonly checksums: readonly number[];
  readonly resolve: () => void;
  readonly reject: (error: GaiosError) => void;
}

/** What a crash does to commits whose promise was not settled yet. They are in order, so a number means the first ones. */
export type UnderWay = 'lost' | 'kept' | number;

/** A folder of one node. A new one is an empty folder, also after a disk was lost. */
export class MemoryDisk {
  storageId = '';
  nodeId = 0;
  boot = 0;
  nodeRecord = new Uint8Array(0);
  /** `commit` calls so far, over all openings. */
  commits = 0;
  /** Commits that are on it, over all openings: `LogStorage.commits`. */
  written = 0;
  /** Milliseconds that each transaction takes; needs a clock. Default 0. */
  delayMs: () => number = () => 0;
  /** Who has it open. */
  holder: MemoryLogStorage | undefined;
  readonly #groups = new Map<number, Group>();
  readonly #faults = new Map<number, CommitFault>();
  #hangFrom = Infinity;
  #resume: (() => void)[] = [];

  failCommit(fault: CommitFault): void {
    this.#faults.set(fault.commit, fault);
  }

  /** Commits from this call number on (default: the next) stay under way until `resume`. */
  hang(commit: number = this.commits + 1): void {
    this.#hangFrom = commit;
  }

  resume(): void {
    this.#hangFrom = Infinity;
    const waiting = this.#resume;
    this.#resume = [];
    for (const go of waiting) go();
  }

  /** A commit has begun, and does not end. */
  get isStuck(): boolean {
    return this.#resume.length > 0;
  }

  /** The process is gone: the store that has this disk open never calls back again, and the disk may be opened anew. */
  crash(underWay: UnderWay = 'lost'): void {
    this.holder?.crash(underWay);
  }

  /** A bit of a record, or without an instance of the group's meta row, has flipped. */
  damage(groupIdx: number, instanceId?: number, part: DamagedPart = 'value'): void {
    const group = this.#group(groupIdx);
    if (instanceId === undefined) group.metaDamaged = true;
    const stored = instanceId === undefined ? undefined : group.records.get(instanceId);
    if (stored) group.records.set(stored.record.instanceId, { ...stored, damaged: part });
  }

  /** Whether something is damaged that may have been a vote, so that no peer can put it back. */
  get hasLostVotes(): boolean {
    return this.#lostVote() !== undefined;
  }

  /** Whether a row has lost its value alone, and that is chosen. */
  isRepairable(groupIdx: number, instanceId: number): boolean {
    return isRepairable(this.#group(groupIdx), instanceId);
  }

  /** Rows whose values are damaged, of all groups. */
  get damagedRows(): number {
    let rows = 0;
    for (const { records } of this.#groups.values()) {
      for (const { damaged } of records.values()) if (damaged !== undefined) rows++;
    }
    return rows;
  }

  /** A copy as of now, closed, to look at or to go back to. */
  clone(): MemoryDisk {
    return this.copyTo(new MemoryDisk());
  }

  /** The same, onto an empty disk of one's own kind. */
  copyTo<D extends MemoryDisk>(copy: D): D {
    copy.storageId = this.storageId;
    copy.nodeId = this.nodeId;
    copy.boot = this.boot;
    copy.nodeRecord = this.nodeRecord;
    copy.written = this.written;
    for (const [groupIdx, group] of this.#groups) {
      const { meta, metaDamaged, records, instanceIds } = group;
      const own = { meta, metaDamaged, records: new Map(records), instanceIds: [...instanceIds] };
      (copy as MemoryDisk).#groups.set(groupIdx, own);
    }
    return copy;
  }

  /** For tests that look at a disk from outside. */
  peek(groupIdx: number): { readonly meta: GroupMeta | undefined; readonly records: readonly LogRecord[] } {
    const group = this.#group(groupIdx);
    const records = group.instanceIds.map((id) => group.records.get(id)!.record);
    return { meta: group.meta, records };
  }

  /** @internal */
  takeFault(commit: number): CommitFault | undefined {
    const fault = this.#faults.get(commit);
    this.#faults.delete(commit);
    return fault;
  }

  /** @internal */
  faultAt(commit: number): boolean {
    return this.#faults.has(commit);
  }

  /** @internal Calls back at once, or when the disk no longer hangs. */
  whenAwake(commit: number, go: () => void): void {
    if (commit >= this.#hangFrom) this.#resume.push(go);
    else go();
  }

  /** @internal */
  apply(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): void {
    this.written++;
    if (nodeRecord) this.nodeRecord = new Uint8Array(nodeRecord);
    for (const write of writes) {
      if (write.drop) this.#groups.delete(write.groupIdx);
      const group = this.#group(write.groupIdx);
      if (write.meta) {
        group.meta = write.meta;
        group.metaDamaged = false;
      }
      for (const record of write.records ?? []) putRecord(group, record);
      if (write.deleteBelow !== undefined) deleteBelow(group, write.deleteBelow);
    }
  }

  /** @internal */
  groups(): StoredGroup[] {
    const stored: StoredGroup[] = [];
    for (const [groupIdx, { meta, metaDamaged }] of [...this.#groups].toSorted(([a], [b]) => a - b)) {
      if (!meta) continue;
      if (metaDamaged) throw new GaiosError('STORAGE_DAMAGED', undefined, { facts: { groupIdx } });
      stored.push({ groupIdx, meta });
    }
    // As a real store reads all votes at each opening.
    const lost = this.#lostVote();
    if (lost) throw new GaiosError('STORAGE_DAMAGED', undefined, { facts: { ...lost } });
    return stored;
  }

  /** @internal */
  read(range: ReadRange): LogRecord[] {
    const { groupIdx, from, to, bytesMax } = range;
    const group = this.#group(groupIdx);
    const found: LogRecord[] = [];
    let bytes = 0;
    for (let i = lowerBound(group.instanceIds, from); i < group.instanceIds.length; i++) {
      const instanceId = group.instanceIds[i]!;
      if (instanceId > to || (found.length > 0 && bytes > bytesMax)) break;
      const { record, damaged } = group.records.get(instanceId)!;
      if (damaged !== undefined) {
        const repairable = isRepairable(group, instanceId);
        throw new GaiosError('STORAGE_DAMAGED', undefined, { facts: { groupIdx, instanceId, repairable } });
      }
      bytes += record.value.length;
      found.push(record);
    }
    return found;
  }

  /** @internal What of the offered values is to be written. */
  mend(groupIdx: number, offered: readonly ChosenValue[]): LogRecord[] {
    const group = this.#group(groupIdx);
    return offered.flatMap(({ instanceId, value }) => {
      const stored = group.records.get(instanceId);
      const fits = stored?.checksum === checksumOf(value) && isRepairable(group, instanceId);
      return fits ? [{ ...stored.record, value }] : [];
    });
  }

  /** The first of what is damaged and may have been a vote. */
  #lostVote(): { groupIdx: number; instanceId?: number } | undefined {
    for (const [groupIdx, { meta, metaDamaged, records }] of this.#groups) {
      if (metaDamaged) return { groupIdx };
      const chosenUpTo = meta?.chosenUpTo ?? 0;
      for (const [instanceId, { damaged }] of records) {
        const isVote = damaged === 'row' || (damaged === 'value' && instanceId > chosenUpTo);
        if (isVote) return { groupIdx, instanceId };
      }
    }
    return undefined;
  }

  #group(groupIdx: number): Group {
    let group = this.#groups.get(groupIdx);
    if (!group) {
      group = { meta: undefined, metaDamaged: false, records: new Map(), instanceIds: [] };
      this.#groups.set(groupIdx, group);
    }
    return group;
  }
}

export interface MemoryStorageOptions {
  readonly nodeId: number;
  /** For `MemoryDisk.delayMs`. Without it a commit is done within the turn. */
  readonly clock?: Clock;
  /** Draws the storage id of an empty disk. Default: seeded with the node id, so hand one in to lose disks. */
  readonly random?: Random;
}

export class MemoryLogStorage implements LogStorage {
  readonly identity: Identity;
  readonly created: boolean;
  readonly #disk: MemoryDisk;
  readonly #clock: Clock | undefined;
  #waiting: PendingCommit[] = [];
  #underWay: PendingCommit[] = [];
  #failure: GaiosError | undefined;
  #state: 'open' | 'closing' | 'closed' | 'crashed' = 'open';
  #whenIdle: (() => void)[] = [];

  private constructor(disk: MemoryDisk, options: MemoryStorageOptions, created: boolean) {
    this.#disk = disk;
    this.#clock = options.clock;
    this.created = created;
    this.identity = { nodeId: disk.nodeId, storageId: disk.storageId, boot: disk.boot };
    disk.holder = this;
  }

  /** Counts the boot and locks the disk. Rejects with STORAGE_LOCKED or STORAGE_WRONG_NODE. */
  // oxlint-disable-next-line typescript/require-await -- rejects rather than throws, as every implementation does
  static async open(disk: MemoryDisk, options: MemoryStorageOptions): Promise<MemoryLogStorage> {
    if (disk.holder) throw new GaiosError('STORAGE_LOCKED');
    const created = disk.storageId === '';
    if (created) {
      disk.nodeId = options.nodeId;
      disk.storageId = drawStorageId(options.random ?? new SeededRandom(options.nodeId));
    } else if (disk.nodeId !== options.nodeId) {
      const facts = { nodeId: options.nodeId, storedNodeId: disk.nodeId };
      throw new GaiosError('STORAGE_WRONG_NODE', undefined, { facts });
    }
    disk.boot++;
    return new MemoryLogStorage(disk, options, created);
  }

  get commits(): number {
    return this.#disk.written;
  }

  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): Promise<void> {
    if (this.#state === 'crashed') return never();
    const number = ++this.#disk.commits;
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#state !== 'open') return Promise.reject(new GaiosError('STORAGE_CLOSED'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ number, writes, nodeRecord, checksums: checksumsOf(writes), resolve, reject });
      this.#next();
    });
  }

  nodeRecord(): Promise<Uint8Array> {
    return this.#look(() => this.#disk.nodeRecord);
  }

  groups(): Promise<readonly StoredGroup[]> {
    return this.#look(() => this.#disk.groups());
  }

  read(range: ReadRange): Promise<readonly LogRecord[]> {
    return this.#look(() => this.#disk.read(range));
  }

  async repair(groupIdx: number, offered: readonly ChosenValue[]): Promise<readonly number[]> {
    const records = await this.#look(() => this.#disk.mend(groupIdx, offered));
    if (records.length > 0) await this.commit([{ groupIdx, records }]);
    return records.map(({ instanceId }) => instanceId);
  }

  async close(): Promise<void> {
    if (this.#state === 'crashed') return never();
    if (this.#state === 'closed') return;
    this.#state = 'closing';
    if (this.#underWay.length + this.#waiting.length > 0) {
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    }
    if (this.#state !== 'closing') return;
    this.#state = 'closed';
    this.#disk.holder = undefined;
  }

  /** See `MemoryDisk.crash`. */
  crash(underWay: UnderWay): void {
    if (this.#state === 'closed' || this.#state === 'crashed') return;
    this.#state = 'crashed';
    const open = [...this.#underWay, ...this.#waiting];
    const kept = underWay === 'kept' ? open.length : underWay === 'lost' ? 0 : underWay;
    for (const commit of open.slice(0, kept)) this.#disk.apply(commit.writes, commit.nodeRecord);
    this.#underWay = [];
    this.#waiting = [];
    this.#disk.holder = undefined;
  }

  /** One transaction at a time; what waits meanwhile becomes the next one, up to the commit that is to fail. */
  #next(): void {
    if (this.#underWay.length > 0) return;
    const first = this.#waiting[0];
    if (!first) {
      for (const idle of this.#whenIdle.splice(0)) idle();
      return;
    }
    let count = 1;
    if (!this.#disk.faultAt(first.number)) {
      while (count < this.#waiting.length && !this.#disk.faultAt(this.#waiting[count]!.number)) {
        count++;
      }
    }
    this.#underWay = this.#waiting.splice(0, count);
    const last = this.#underWay.at(-1)!;
    const finish = (): void => this.#disk.whenAwake(last.number, () => this.#finish());
    const delayMs = this.#disk.delayMs();
    if (this.#clock && delayMs > 0) this.#clock.setTimer(delayMs, finish);
    else if (this.#clock) this.#clock.defer(finish);
    else queueMicrotask(finish);
  }

  #finish(): void {
    if (this.#state === 'crashed') return;
    const done = this.#underWay;
    this.#underWay = [];
    const fault = this.#disk.takeFault(done[0]!.number);
    for (const commit of done) {
      checkUnchanged(commit);
      if (!fault || fault.applied) this.#disk.apply(commit.writes, commit.nodeRecord);
    }
    if (fault) this.#fail(new GaiosError(fault.code, undefined, { facts: { commit: fault.commit } }), done);
    else for (const commit of done) commit.resolve();
    this.#next();
  }

  #fail(failure: GaiosError, done: readonly PendingCommit[]): void {
    this.#failure = failure;
    const all = [...done, ...this.#waiting];
    this.#waiting = [];
    for (const commit of all) commit.reject(failure);
  }

  #look<T>(look: () => T): Promise<T> {
    if (this.#state === 'crashed') return never();
    return new Promise((resolve) => {
      if (this.#state !== 'open') throw new GaiosError('STORAGE_CLOSED');
      resolve(look());
    });
  }
}

/** What a process that was killed gets to hear. */
function never<T>(): Promise<T> {
  return new Promise(() => {});
}

function drawStorageId(random: Random): string {
  let hex = '';
  while (hex.length < 32)
    hex += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return hex;
}

/** zlib takes an empty buffer without memory behind it for a request to start anew. */
function checksumOf(value: Uint8Array): number {
  return value.length === 0 ? 0 : crc32(value);
}

function checksumsOf(writes: readonly GroupWrite[]): number[] {
  return writes.flatMap((write) => (write.records ?? []).map((record) => checksumOf(record.value)));
}

/** A value handed over must stay as it is; who reuses its buffer has a bug that a real disk would hide. */
function checkUnchanged(commit: PendingCommit): void {
  const now = checksumsOf(commit.writes);
  if (now.some((checksum, i) => checksum !== commit.checksums[i])) {
    throw new InvariantViolation('a value was changed after it was handed to the storage', {
      commit: commit.number,
    });
  }
}

function putRecord(group: Group, record: LogRecord): void {
  const { instanceId } = record;
  if (!group.records.has(instanceId)) {
    group.instanceIds.splice(lowerBound(group.instanceIds, instanceId), 0, instanceId);
  }
  group.records.set(instanceId, { record: { ...record }, checksum: checksumOf(record.value) });
}

function isRepairable({ records, meta }: Group, instanceId: number): boolean {
  return records.get(instanceId)?.damaged === 'value' && instanceId <= (meta?.chosenUpTo ?? 0);
}

function deleteBelow(group: Group, instanceId: number): void {
  for (const id of group.instanceIds.splice(0, lowerBound(group.instanceIds, instanceId)))
    group.records.delete(id);
}

/** Index of the first id that is not below `instanceId`. */
function lowerBound(ids: readonly number[], instanceId: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! < instanceId) low = middle + 1;
    else high = middle;
  }
  return low;
}
