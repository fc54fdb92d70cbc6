/**
 * What stands on the disks and goes over the wires of one group: one canonical log that every disk may only match or
 * extend, each value accepted by a quorum of its configuration at one ballot, votes on disk before they are spoken of,
 * promise and `chosenUpTo` never back. The definitions are the laboratory's (lab-watch.ts).
 */

import {
  boundStorage,
  configurationAfter,
  initialConfiguration,
  type Configuration,
  type Member,
  type Message,
} from '@gaios/core';
import { decodeBatch, type GroupWrite, type LogRecord } from '@gaios/sm-base';
import { LabViolation, LabWatch, textOf, type LabDisk, type Watched } from '../../lab-watch.ts';
import { violated } from './violation.ts';

/** A node's disk, as far as this group goes. */
interface Mirror extends Watched {
  readonly disk: LabDisk;
}

/** Continues a checksum by a value. */
export type Chain = (checksum: number, value: Uint8Array) => number;

export class LogChecker {
  readonly #groupIdx: number;
  readonly #watch = new LabWatch();
  /** By node. */
  readonly #mirrors = new Map<number, Mirror>();
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
    return nodeIds.every((nodeId) => (this.#mirrors.get(nodeId)?.disk.meta?.chosenUpTo ?? 0) >= 1);
  }

  /** Whether the group counts this disk as that of the node. Without it the node follows, and proposes nothing. */
  isBound(nodeId: number, storageId: string): boolean {
    const configuration = this.#configurations.at(-1);
    return configuration !== undefined && boundStorage(configuration, nodeId) === storageId;
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
  written(nodeId: number, storageId: string, { meta, records = [] }: GroupWrite): void {
    const mirror = this.#mirror(nodeId, storageId);
    const promised = mirror.disk.meta?.promised ?? 0;
    const low = records.find(({ ballot, chosen }) => !chosen && ballot < promised);
    if (low !== undefined) {
      violated('log', `node ${nodeId} accepts at ${low.ballot}, and its disk has promised ${promised}`);
    }
    this.#translate(() =>
      this.#watch.durable(mirror, { seq: 0, records, ...(meta === undefined ? {} : { meta }) }),
    );
    for (const record of records) this.#put(mirror, record);
    if (meta === undefined) return;
    const before = mirror.disk.meta?.chosenUpTo ?? 0;
    mirror.disk.meta = meta;
    for (let id = before + 1; id <= meta.chosenUpTo; id++) this.#chosen(mirror, id);
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

  #extend(configuration: Configuration, { instanceId, value }: LogRecord): void {
    if (this.#chain !== undefined) {
      this.#checksumNow = this.#chain(this.#checksumNow, value);
      this.#checksum('the log', instanceId, this.#checksumNow);
    }
    const { proposals } = decodeBatch(value);
    this.#configurations.push(configurationAfter(configuration, instanceId, proposals));
  }

  #checksum(who: string, instanceId: number, checksum: number): void {
    const known = this.#checksums.get(instanceId);
    if (known === undefined) this.#checksums.set(instanceId, checksum);
    else if (known !== checksum) {
      violated('checksum', `${who} has ${checksum} at ${this.#groupIdx}/${instanceId}, others ${known}`);
    }
  }

  #mirror(nodeId: number, storageId: string): Mirror {
    let mirror = this.#mirrors.get(nodeId);
    if (mirror === undefined) {
      mirror = { nodeId, storageId, disk: { meta: undefined, records: new Map() } };
      this.#mirrors.set(nodeId, mirror);
    }
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
