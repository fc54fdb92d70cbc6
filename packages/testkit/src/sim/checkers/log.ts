/**
 * What stands on the disks and goes over the wires of one group: one canonical log that every disk may only match or
 * extend, each value accepted by a quorum of its configuration at one ballot, votes on disk before they are spoken of,
 * promise and `chosenUpTo` never back. The definitions are the laboratory's (lab-watch.ts).
 */

import {
  boundStorage,
  configurationAfter,
  decodeConcluded,
  initialConfiguration,
  isInitial,
  type Configuration,
  type Member,
  type Message,
} from '@gaios/core';
import { decodeBatch, type GroupMeta, type GroupWrite, type LogRecord, type Proposal } from '@gaios/sm-base';
import { LabViolation, LabWatch, textOf, type LabDisk, type Watched } from '../../lab-watch.ts';
import { checkNeighbours } from './neighbours.ts';
import { SimViolation, violated } from './violation.ts';

/** A change of the configuration that took effect, and who proposed it. */
export interface AppliedChange {
  readonly before: Configuration;
  readonly after: Configuration;
  readonly by: Proposal;
}

/** A node's disk, as far as this group goes. */
interface Mirror extends Watched {
  readonly disk: LabDisk;
}

/** Continues a checksum by a value. */
export type Chain = (checksum: number, value: Uint8Array) => number;

/** Whatever the order in which their facts were written down. */
const isSame = (a: Configuration, b: Configuration): boolean => ordered(a) === ordered(b);

const ordered = (configuration: Configuration): string =>
  JSON.stringify(configuration, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

export class LogChecker {
  readonly #groupIdx: number;
  readonly #watch = new LabWatch();
  /** By node and disk. */
  readonly #mirrors = new Map<string, Mirror>();
  /** Those that are in use, by node. */
  readonly #mounted = new Map<number, Mirror>();
  readonly #applied: AppliedChange[] = [];
  /** `#configurations[i]`: of instance i + 1. */
  readonly #configurations: Configuration[];
  readonly #checksums = new Map<number, number>();
  readonly #chain: Chain | undefined;
  /** Of the log so far, as it should be. */
  #checksumNow = 0;

  /** `chain`: what a checksum should be, if that is to be checked, and not only that all have the same. */
  constructor(groupIdx: number, members: readonly Member[], chain?: Chain) {
    this.#groupIdx = groupIdx;
    this.#chain = chain;
    this.#configurations = [initialConfiguration(members)];
  }

  /** Instances known to be chosen. */
  get length(): number {
    return this.#configurations.length - 1;
  }

  /** Life of the group; 0: not founded. */
  get gid(): number {
    return this.#configurations[1]?.gid ?? 0;
  }

  /** Every disk that counts knows that the group is founded. */
  isFounded(nodeIds: readonly number[]): boolean {
    return nodeIds.every((nodeId) => (this.#mounted.get(nodeId)?.disk.meta?.chosenUpTo ?? 0) >= 1);
  }

  /** Whether the group counts this disk as that of the node. Without it the node follows, and proposes nothing. */
  isBound(nodeId: number, storageId: string): boolean {
    return boundStorage(this.configuration, nodeId) === storageId;
  }

  /** The latest that is known to be chosen. */
  get configuration(): Configuration {
    return this.#configurations.at(-1) as Configuration;
  }

  /** The one that this instance made; undefined: none that is known. */
  madeAt(version: number): Configuration | undefined {
    const after = this.#configurations[version];
    return after?.version === version ? after : undefined;
  }

  /** All changes of the configuration so far. */
  get applied(): readonly AppliedChange[] {
    return this.#applied;
  }

  /** Whether a disk holds a value of this instance, or a checkpoint in its place. */
  holds(nodeId: number, storageId: string, instanceId: number): boolean {
    const disk = this.#mirrors.get(`${nodeId}/${storageId}`)?.disk;
    return (disk?.records.has(instanceId) ?? false) || instanceId < (disk?.meta?.minChosen ?? 1);
  }

  /** What a disk knows to be chosen. */
  chosenUpTo(nodeId: number, storageId: string): number {
    return this.#mirrors.get(`${nodeId}/${storageId}`)?.disk.meta?.chosenUpTo ?? 0;
  }

  /** Whether a disk knows an instance, and all before it, to be chosen. */
  hasConcluded(nodeId: number, storageId: string, instanceId: number): boolean {
    return this.chosenUpTo(nodeId, storageId) >= instanceId;
  }

  /** Another disk is in use from now on; '': an empty folder. */
  mounted(nodeId: number, storageId: string): void {
    this.#mounted.delete(nodeId);
    if (storageId !== '') this.#mirror(nodeId, storageId);
  }

  /** Remembers what a disk holds; the function returned says that it holds just this again. */
  snapshot(nodeId: number, storageId: string): () => void {
    const { meta, records } = this.#mirror(nodeId, storageId).disk;
    const copy = new Map(records);
    return () => {
      const mirror = { nodeId, storageId, disk: { meta, records: new Map(copy) } };
      this.#mirrors.set(`${nodeId}/${storageId}`, mirror);
      this.#mounted.set(nodeId, mirror);
    };
  }

  /** A message leaves a node. */
  sent(nodeId: number, storageId: string, message: Message): void {
    this.#translate(() => this.#watch.sent(this.#mirror(nodeId, storageId), message));
    const isVote = 'verdict' in message && (message.verdict === 'promised' || message.verdict === 'accepted');
    if (isVote && message.promised !== message.ballot) {
      violated('log', `node ${nodeId} votes at ${message.ballot}, and has promised ${message.promised}`);
    }
  }

  /** A write has reached the disk. */
  written(nodeId: number, storageId: string, { meta, records = [], deleteBelow = 0 }: GroupWrite): void {
    const mirror = this.#mirror(nodeId, storageId);
    const promised = mirror.disk.meta?.promised ?? 0;
    const low = records.find(({ ballot, chosen }) => !chosen && ballot < promised);
    if (low !== undefined) {
      violated('log', `node ${nodeId} accepts at ${low.ballot}, and its disk has promised ${promised}`);
    }
    this.#translate(() =>
      this.#watch.durable(mirror, {
        seq: 0,
        records,
        ...(deleteBelow === 0 ? {} : { deleteBelow }),
        ...(meta === undefined ? {} : { meta }),
      }),
    );
    for (const record of records) this.#put(mirror, record);
    if (meta === undefined) return;
    const before = mirror.disk.meta?.chosenUpTo ?? 0;
    mirror.disk.meta = meta;
    // What lies below `minChosen` is in a checkpoint, which somebody made who had executed it.
    const installed = Math.min(meta.chosenUpTo, meta.minChosen - 1);
    for (let id = this.length + 1; id <= installed; id++) this.#concludeAnywhere(nodeId, id);
    for (let id = Math.max(before, installed) + 1; id <= meta.chosenUpTo; id++) this.#chosen(mirror, id);
    for (const id of mirror.disk.records.keys()) if (id < deleteBelow) mirror.disk.records.delete(id);
    this.#sameConfiguration(nodeId, meta);
    if (meta.chosenUpTo > 0) this.#checksum(`the disk of node ${nodeId}`, meta.chosenUpTo, meta.checksum);
  }

  /** A machine of the node executes an operation of this instance. */
  executing(nodeId: number, storageId: string, instanceId: number): void {
    const mirror = this.#mirror(nodeId, storageId);
    for (let id = this.length + 1; id <= instanceId; id++) this.#chosen(mirror, id);
    const onDisk = mirror.disk.records.get(instanceId);
    if (onDisk === undefined || textOf(onDisk.value) !== this.#watch.history.get(instanceId)) {
      violated('log', `node ${nodeId} executes ${this.#groupIdx}/${instanceId} before it is on its disk`);
    }
  }

  /** A machine executed a value of this instance: of a disk that is not bound none is (DESIGN 3.4). */
  executed(nodeId: number, instanceId: number, value: Uint8Array): void {
    const framed = this.#watch.history.get(instanceId);
    const configuration = this.#configurations[instanceId - 1];
    if (framed === undefined || configuration === undefined || isInitial(configuration)) return;
    const text = textOf(value);
    const { proposals } = decodeBatch(Buffer.from(framed, 'latin1'));
    const mine = proposals.filter(({ payload }) => textOf(payload) === text);
    if (mine.length === 0 || mine.some((each) => boundStorage(configuration, each.nodeId) === each.storageId))
      return;
    violated(
      'membership',
      `node ${nodeId} executes at ${this.#groupIdx}/${instanceId} what no bound disk proposed`,
    );
  }

  /** A node tells the chained checksum of an instance. */
  checksum(nodeId: number, instanceId: number, checksum: number): void {
    if (instanceId > 0) this.#checksum(`node ${nodeId}`, instanceId, checksum);
  }

  #put({ nodeId, disk }: Mirror, record: LogRecord): void {
    const canonical = this.#watch.history.get(record.instanceId);
    const below = record.instanceId <= (disk.meta?.chosenUpTo ?? 0);
    if (below && canonical !== undefined && canonical !== textOf(record.value)) {
      violated('log', `node ${nodeId} overwrites what is chosen at ${this.#groupIdx}/${record.instanceId}`);
    }
    disk.records.set(record.instanceId, record);
  }

  #chosen(mirror: Mirror, instanceId: number): void {
    const record = mirror.disk.records.get(instanceId);
    if (record === undefined) {
      violated(
        'log',
        `node ${mirror.nodeId} concludes ${this.#groupIdx}/${instanceId}, which is not on its disk`,
      );
    } else {
      const configuration = this.#configurations[instanceId - 1];
      if (configuration === undefined) {
        violated(
          'log',
          `node ${mirror.nodeId} concludes ${this.#groupIdx}/${instanceId} before the one below it`,
        );
      } else {
        this.#translate(() => this.#watch.executed(mirror, record, configuration));
        if (instanceId === this.#configurations.length) this.#extend(configuration, record);
      }
    }
  }

  /** It is chosen by what is on disks, though none of them says so yet: who made a checkpoint of it knew it. */
  #concludeAnywhere(nodeId: number, instanceId: number): void {
    const isChosen = (mirror: Mirror): boolean => {
      try {
        this.#chosen(mirror, instanceId);
        return true;
      } catch (error) {
        if (error instanceof SimViolation) return false;
        throw error;
      }
    };
    const some = [...this.#mirrors.values()].some(
      (mirror) => mirror.disk.records.has(instanceId) && isChosen(mirror),
    );
    if (some) return;
    violated('log', `node ${nodeId} installs ${this.#groupIdx}/${instanceId}, and ${this.length} are chosen`);
  }

  #extend(configuration: Configuration, { instanceId, value }: LogRecord): void {
    if (this.#chain !== undefined) {
      this.#checksumNow = this.#chain(this.#checksumNow, value);
      this.#checksum('the log', instanceId, this.#checksumNow);
    }
    let next = configuration;
    for (const proposal of decodeBatch(value).proposals) {
      const before = next;
      next = configurationAfter(before, instanceId, [proposal]);
      if (next === before) continue;
      this.#applied.push({ before, after: next, by: proposal });
      checkNeighbours(this.#groupIdx, before, next);
    }
    this.#configurations.push(next);
  }

  /** One configuration per instance, on all disks. */
  #sameConfiguration(nodeId: number, { configuration: bytes, chosenUpTo }: GroupMeta): void {
    const stored = decodeConcluded(bytes)?.configuration;
    if (stored === undefined) return;
    const known = this.madeAt(stored.version);
    if (stored.version <= chosenUpTo && known !== undefined && isSame(known, stored)) return;
    violated(
      'membership',
      `the disk of node ${nodeId} has ${JSON.stringify(stored)} of ${this.#groupIdx}, others ${JSON.stringify(known)}`,
    );
  }

  #checksum(who: string, instanceId: number, checksum: number): void {
    const known = this.#checksums.get(instanceId);
    if (known === undefined) this.#checksums.set(instanceId, checksum);
    else if (known !== checksum) {
      violated('checksum', `${who} has ${checksum} at ${this.#groupIdx}/${instanceId}, others ${known}`);
    }
  }

  #mirror(nodeId: number, storageId: string): Mirror {
    const name = `${nodeId}/${storageId}`;
    let mirror = this.#mirrors.get(name);
    if (mirror === undefined) {
      mirror = { nodeId, storageId, disk: { meta: undefined, records: new Map() } };
      this.#mirrors.set(name, mirror);
    }
    this.#mounted.set(nodeId, mirror);
    return mirror;
  }

  #translate(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!(error instanceof LabViolation)) throw error;
      violated('log', `group ${this.#groupIdx}: ${error.message}`);
    }
  }
}
