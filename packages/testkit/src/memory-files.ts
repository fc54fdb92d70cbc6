/**
 * `FileSystem` in memory, with what a crash does to a real one. A `MemoryVolume` is the disk: it outlives the `MemoryFiles` that a
 * process has of it. What was written is there for whoever reads; what was not synced may be lost at a crash, in part and in any
 * combination that the seed says: each block of a file, each name that was made, moved or removed, by itself.
 */

import type { Clock, FileStat, FileSystem, OpenFile, OpenMode } from '@gaios/sm-base';
import {
  BLOCK,
  copyDurable,
  failure,
  folderNode,
  namesOf,
  never,
  pathsOf,
  revertFile,
  type Entry,
  type FileNode,
  type FolderNode,
} from './memory-nodes.ts';
import { SeededRandom } from './seeded-random.ts';

/** One change of names, durable only when all folders that it concerns were synced, or by chance. A rename is one. */
interface NameChange {
  readonly steps: readonly {
    readonly folder: FolderNode;
    readonly name: string;
    readonly entry: Entry | undefined;
  }[];
}

export interface FileFault {
  /** Which operation on this volume fails, counted from 1. See `MemoryVolume.operations`. */
  readonly operation: number;
  readonly code: 'STORAGE_IO' | 'STORAGE_FULL';
}

export interface MemoryVolumeOptions {
  readonly seed?: number;
  /** Bytes of all files together; more is a full disk. Default: no bound. */
  readonly bytesMax?: number;
  /** Reads give less than asked for, now and then. Default true: a real one may, so whoever reads must be ready. */
  readonly shortReads?: boolean;
  /** Of each operation; needs `clock`. Default 0. */
  readonly delayMs?: () => number;
  readonly clock?: Clock;
}

export class MemoryVolume {
  bytesMax: number;
  /** Operations so far, over all processes. */
  operations = 0;
  /** The process is gone when this many operations have been asked for; the last one was done, or not, as the seed says. */
  crashAt = Infinity;
  /** Told when `crashAt` is reached. */
  onCrash: () => void = () => {};
  readonly options: MemoryVolumeOptions;
  readonly #random: SeededRandom;
  readonly #faults = new Map<number, FileFault>();
  readonly #root = folderNode();
  #changes: NameChange[] = [];
  #used = 0;
  #process: MemoryFiles | undefined;

  constructor(options: MemoryVolumeOptions = {}) {
    this.options = options;
    this.bytesMax = options.bytesMax ?? Infinity;
    this.#random = new SeededRandom(options.seed ?? 1);
  }

  /** The files as a new process sees them; one that had them before is gone. */
  open(): MemoryFiles {
    this.#process?.stop();
    this.#process = new MemoryFiles(this);
    return this.#process;
  }

  fail(fault: FileFault): void {
    this.#faults.set(fault.operation, fault);
  }

  /** Power is cut: the process is gone, and so may be whatever was not synced. */
  crash(): void {
    this.crashAt = Infinity;
    this.#process?.stop();
    this.#process = undefined;
    // Some file systems keep the order of names, others do not.
    const ordered = this.#random.chance(0.5);
    const kept = this.#random.below(this.#changes.length + 1);
    this.#changes.forEach((change, at) => {
      if (ordered ? at < kept : this.#random.chance(0.5)) this.#settle(change);
    });
    this.#changes = [];
    this.#used = 0;
    this.#revert(this.#root);
  }

  /** The process is gone, the machine is not: nothing is lost. */
  kill(): void {
    this.#process?.stop();
    this.#process = undefined;
  }

  /** A symbolic link, which no operation of the port makes. */
  makeLink(path: string): void {
    this.put(path, { kind: 'link' });
  }

  /** A bit of a file has flipped on the disk. */
  damage(path: string, position: number): void {
    const file = this.find(path);
    if (file?.kind !== 'file' || position >= file.size)
      throw new RangeError(`no byte ${position} of ${path}`);
    for (const bytes of [file.bytes, file.durable]) {
      if (position < bytes.length) bytes[position] = (bytes[position] ?? 0) ^ 1;
    }
  }

  /** All paths of files, sorted, as the process sees them. */
  paths(): string[] {
    return pathsOf(this.#root, 'names');
  }

  get used(): number {
    return this.#used;
  }

  /** Paths of files that a crash cannot take any more, sorted. */
  durablePaths(): string[] {
    return pathsOf(this.#root, 'durable');
  }

  /** Puts what is durable here on an empty one. */
  copyTo(copy: MemoryVolume): void {
    copyDurable(this.#root, copy.#root);
    copy.crash();
  }

  /** @internal Counts an operation; what is to fail fails. True: the process ends here. */
  begin(operation: string, path: string): boolean {
    const number = ++this.operations;
    const fault = this.#faults.get(number);
    this.#faults.delete(number);
    if (fault !== undefined) throw failure(fault.code, operation, path, 'injected');
    return number >= this.crashAt;
  }

  /** @internal */
  chance(probability: number): boolean {
    return this.#random.chance(probability);
  }

  /** @internal */
  below(count: number): number {
    return this.#random.below(count);
  }

  /** @internal */
  find(path: string): Entry | undefined {
    let at: Entry | undefined = this.#root;
    for (const name of namesOf(path)) at = at?.kind === 'folder' ? at.names.get(name) : undefined;
    return at;
  }

  /** @internal The folder that a path stands in. */
  parent(path: string, operation: string): { readonly folder: FolderNode; readonly name: string } {
    const names = namesOf(path);
    const name = names.pop() ?? '';
    const folder = this.find(names.join('/'));
    if (folder?.kind !== 'folder') throw failure('STORAGE_IO', operation, path, 'ENOENT');
    return { folder, name };
  }

  /** @internal */
  put(path: string, entry: Entry): void {
    const { folder, name } = this.parent(path, 'create');
    this.change([{ folder, name, entry }]);
  }

  /** @internal Names change at once, and durably with the folders. */
  change(steps: NameChange['steps']): void {
    for (const { folder, name, entry } of steps) {
      if (entry === undefined) folder.names.delete(name);
      else folder.names.set(name, entry);
    }
    this.#changes.push({ steps });
  }

  /** @internal What concerns this folder is durable; of a rename between two folders, all of it: neither both names nor none. */
  syncFolder(folder: FolderNode): void {
    const concerns = (change: NameChange): boolean => change.steps.some((step) => step.folder === folder);
    for (const change of this.#changes.filter(concerns)) this.#settle(change);
    this.#changes = this.#changes.filter((change) => !concerns(change));
  }

  /** @internal */
  use(bytes: number, path: string): void {
    if (this.#used + bytes > this.bytesMax) throw failure('STORAGE_FULL', 'write', path, 'ENOSPC');
    this.#used += bytes;
  }

  #settle({ steps }: NameChange): void {
    for (const { folder, name, entry } of steps) {
      if (entry === undefined) folder.durable.delete(name);
      else folder.durable.set(name, entry);
    }
  }

  #revert(folder: FolderNode): void {
    folder.names.clear();
    for (const [name, entry] of folder.durable) {
      folder.names.set(name, entry);
      if (entry.kind === 'folder') this.#revert(entry);
      else if (entry.kind === 'file') {
        revertFile(entry, this.#random);
        this.#used += entry.size;
      }
    }
  }
}

/** What one process has of a volume. */
export class MemoryFiles implements FileSystem {
  readonly #volume: MemoryVolume;
  #stopped = false;

  constructor(volume: MemoryVolume) {
    this.#volume = volume;
  }

  /** @internal The process is gone: nothing that it asked for ends. */
  stop(): void {
    this.#stopped = true;
  }

  makeFolder(path: string): Promise<void> {
    return this.run('makeFolder', path, () => {
      const names = namesOf(path);
      for (let depth = 1; depth <= names.length; depth++) {
        const at = names.slice(0, depth).join('/');
        const found = this.#volume.find(at);
        if (found === undefined) this.#volume.put(at, folderNode());
        else if (found.kind !== 'folder') throw failure('STORAGE_IO', 'makeFolder', path, 'EEXIST');
      }
    });
  }

  list(path: string): Promise<readonly string[]> {
    return this.run('list', path, () => {
      const found = this.#volume.find(path);
      if (found === undefined) return [];
      if (found.kind !== 'folder') throw failure('STORAGE_IO', 'list', path, 'ENOTDIR');
      return [...found.names.keys()].toSorted();
    });
  }

  stat(path: string): Promise<FileStat | undefined> {
    return this.run('stat', path, () => {
      const found = this.#volume.find(path);
      return found && { kind: found.kind, size: found.kind === 'file' ? found.size : 0 };
    });
  }

  open(path: string, mode: OpenMode): Promise<OpenFile> {
    return this.run('open', path, () => {
      let found = this.#volume.find(path);
      if (mode === 'create') {
        if (found !== undefined) throw failure('STORAGE_IO', 'open', path, 'EEXIST');
        const empty = new Uint8Array(0);
        found = { kind: 'file', bytes: empty, size: 0, durable: empty, dirty: new Set() };
        this.#volume.put(path, found);
      }
      if (found === undefined) throw failure('STORAGE_IO', 'open', path, 'ENOENT');
      if (found.kind !== 'file')
        throw failure('STORAGE_IO', 'open', path, found.kind === 'link' ? 'ELOOP' : 'EISDIR');
      return new MemoryFile(this, this.#volume, found, path);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.run('rename', from, () => {
      const source = this.#volume.parent(from, 'rename');
      const target = this.#volume.parent(to, 'rename');
      const entry = source.folder.names.get(source.name);
      if (entry === undefined) throw failure('STORAGE_IO', 'rename', from, 'ENOENT');
      const replaced = target.folder.names.get(target.name);
      if (replaced?.kind === 'folder') throw failure('STORAGE_IO', 'rename', to, 'ENOTEMPTY');
      if (replaced?.kind === 'file') this.#volume.use(-replaced.size, to);
      this.#volume.change([
        { ...source, entry: undefined },
        { ...target, entry },
      ]);
    });
  }

  /** Its names go one by one: a crash in between leaves any of them. */
  remove(path: string): Promise<void> {
    return this.run('remove', path, () => {
      if (this.#volume.find(path) === undefined) return;
      const { folder, name } = this.#volume.parent(path, 'remove');
      this.#removeFrom(folder, name);
    });
  }

  syncFolder(path: string): Promise<void> {
    return this.run('syncFolder', path, () => {
      const found = this.#volume.find(path);
      if (found?.kind !== 'folder') throw failure('STORAGE_IO', 'syncFolder', path, 'ENOENT');
      this.#volume.syncFolder(found);
    });
  }

  #removeFrom(folder: FolderNode, name: string): void {
    const entry = folder.names.get(name);
    if (entry?.kind === 'folder') for (const inner of entry.names.keys()) this.#removeFrom(entry, inner);
    if (entry?.kind === 'file') this.#volume.use(-entry.size, name);
    this.#volume.change([{ folder, name, entry: undefined }]);
  }

  /** @internal One operation: counted, done, and its end told, unless the process is gone. */
  async run<T>(operation: string, path: string, act: () => T): Promise<T> {
    if (this.#stopped) return never();
    if (this.#volume.begin(operation, path)) {
      if (this.#volume.chance(0.5)) act();
      this.#volume.crash();
      this.#volume.onCrash();
      return never();
    }
    const done = act();
    const { clock, delayMs } = this.#volume.options;
    if (clock !== undefined) {
      await new Promise<void>((resolve) => void clock.setTimer(delayMs?.() ?? 0, resolve));
    }
    return this.#stopped ? never() : done;
  }
}

class MemoryFile implements OpenFile {
  readonly #files: MemoryFiles;
  readonly #volume: MemoryVolume;
  readonly #node: FileNode;
  readonly #path: string;
  #closed = false;

  constructor(files: MemoryFiles, volume: MemoryVolume, node: FileNode, path: string) {
    this.#files = files;
    this.#volume = volume;
    this.#node = node;
    this.#path = path;
  }

  read(buffer: Uint8Array, position: number): Promise<number> {
    return this.#run('read', () => {
      const { bytes, size } = this.#node;
      let length = Math.max(0, Math.min(buffer.length, size - position));
      const mayBeShort = this.#volume.options.shortReads ?? true;
      if (mayBeShort && length > 1 && this.#volume.chance(0.1)) length = 1 + this.#volume.below(length - 1);
      buffer.set(bytes.subarray(position, position + length));
      return length;
    });
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return this.#run('write', () => {
      const end = position + bytes.length;
      this.#resize(Math.max(this.#node.size, end));
      this.#node.bytes.set(bytes, position);
      for (let block = Math.floor(position / BLOCK); block * BLOCK < end; block++)
        this.#node.dirty.add(block);
    });
  }

  truncate(size: number): Promise<void> {
    return this.#run('truncate', () => {
      this.#node.bytes.fill(0, size);
      this.#resize(size);
      this.#node.dirty.add(Math.floor(size / BLOCK));
    });
  }

  size(): Promise<number> {
    return this.#run('stat', () => this.#node.size);
  }

  sync(): Promise<void> {
    return this.#run('sync', () => {
      this.#node.durable = this.#node.bytes.slice(0, this.#node.size);
      this.#node.dirty.clear();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.resolve();
  }

  #resize(size: number): void {
    this.#volume.use(size - this.#node.size, this.#path);
    if (size > this.#node.bytes.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.#node.bytes.length));
      grown.set(this.#node.bytes);
      this.#node.bytes = grown;
    }
    this.#node.size = size;
  }

  #run<T>(operation: string, act: () => T): Promise<T> {
    return this.#files.run(operation, this.#path, () => {
      if (this.#closed) throw failure('STORAGE_IO', operation, this.#path, 'EBADF');
      return act();
    });
  }
}
