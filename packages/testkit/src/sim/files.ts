/**
 * The files port of one process: what its volume does takes time, reaches the process as everything does, and fails for as long as
 * it is told to.
 */

import { GaiosError, type Clock, type FileSystem, type OpenFile } from '@gaios/sm-base';
import type { MemoryFiles } from '../memory-files.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { SimDisk } from './disk.ts';
import type { Process } from './process.ts';

export interface SimFilesParts {
  readonly inner: MemoryFiles;
  readonly process: Process;
  readonly disk: SimDisk;
  /** True time, in which the process is entered. */
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** An operation was made to fail. */
  readonly failed: () => void;
}

/** How long an operation takes, ms. */
const OPERATION_MS: readonly [number, number] = [0.01, 0.1];

type Work<T> = () => Promise<T>;

export class SimFiles implements FileSystem {
  readonly #parts: SimFilesParts;

  constructor(parts: SimFilesParts) {
    this.#parts = parts;
  }

  makeFolder(path: string): Promise<void> {
    return this.run(() => this.#parts.inner.makeFolder(path));
  }

  list(path: string): Promise<readonly string[]> {
    return this.run(() => this.#parts.inner.list(path));
  }

  stat(path: string): ReturnType<FileSystem['stat']> {
    return this.run(() => this.#parts.inner.stat(path));
  }

  open(path: string, mode: Parameters<FileSystem['open']>[1]): Promise<OpenFile> {
    return this.run(async () => new SimFile(this, await this.#parts.inner.open(path, mode)));
  }

  rename(from: string, to: string): Promise<void> {
    return this.run(() => this.#parts.inner.rename(from, to));
  }

  remove(path: string): Promise<void> {
    return this.run(() => this.#parts.inner.remove(path));
  }

  syncFolder(path: string): Promise<void> {
    return this.run(() => this.#parts.inner.syncFolder(path));
  }

  /** @internal */
  async run<T>(work: Work<T>): Promise<T> {
    if (!this.#parts.process.call()) return new Promise(() => {});
    try {
      return await this.#work(work);
    } finally {
      await this.#passed();
    }
  }

  /** One that fails may have been done or not. */
  async #work<T>(work: Work<T>): Promise<T> {
    const { disk, random, failed } = this.#parts;
    const isBroken = disk.broken !== undefined;
    if (!isBroken && !(disk.fileFailures > 0 && random.chance(disk.fileFailures))) return work();
    failed();
    if (random.chance(0.5)) await work();
    throw new GaiosError(disk.broken ?? 'STORAGE_IO', 'a file operation fails', {
      facts: { injected: true },
    });
  }

  /** Never, if the process is no more by then. */
  #passed(): Promise<void> {
    const { clock, disk, random } = this.#parts;
    const ms = random.between(...OPERATION_MS) * disk.slowness;
    return new Promise((resolve) => void clock.setTimer(ms, resolve));
  }
}

class SimFile implements OpenFile {
  readonly #files: SimFiles;
  readonly #inner: OpenFile;

  constructor(files: SimFiles, inner: OpenFile) {
    this.#files = files;
    this.#inner = inner;
  }

  read(buffer: Uint8Array, position: number): Promise<number> {
    return this.#files.run(() => this.#inner.read(buffer, position));
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return this.#files.run(() => this.#inner.write(bytes, position));
  }

  truncate(size: number): Promise<void> {
    return this.#files.run(() => this.#inner.truncate(size));
  }

  size(): Promise<number> {
    return this.#files.run(() => this.#inner.size());
  }

  sync(): Promise<void> {
    return this.#files.run(() => this.#inner.sync());
  }

  /** Of no use to a checker: it takes no time, and cannot fail. */
  close(): Promise<void> {
    return this.#inner.close();
  }
}
