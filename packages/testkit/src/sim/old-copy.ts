/**
 * A disk that was rolled back, while it runs. Who remembers a later life of it on its own disk has to refuse it by itself; of
 * the others, whose disks came later or had not stored it yet, an operator knows that they must not meet the copy.
 */

import { decodeNodeRecord } from '@gaios/master';
import type { MemoryDisk } from '../memory-storage.ts';

export class OldCopy {
  readonly #storageId: string;
  readonly #boot: number;
  readonly #written: number;

  constructor({ storageId, boot, written }: MemoryDisk) {
    this.#storageId = storageId;
    this.#boot = boot;
    this.#written = written;
  }

  /** Whether what is on that disk tells this copy from the disk that it is of, however often the copy is started. */
  isKnownBy(disk: MemoryDisk): boolean {
    const seen = decodeNodeRecord(disk.nodeRecord)?.disks?.find(
      ({ storageId }) => storageId === this.#storageId,
    );
    return seen !== undefined && seen.boot > this.#boot && seen.commits > this.#written;
  }

  warn(disk: MemoryDisk): string | undefined {
    return this.isKnownBy(disk) ? undefined : 'the operator knows it for an old copy';
  }
}
