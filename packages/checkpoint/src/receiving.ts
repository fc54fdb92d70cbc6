/**
 * The side folder of a checkpoint that is being received. What arrives comes in the order of the manifest, so what is there is
 * one position. That position is written down now and then, after everything before it is durable: a transfer goes on from there
 * after a restart. Each file is compared with its hash when it is whole.
 */

import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { GaiosError, type OpenFile } from '@gaios/sm-base';
import { MANIFEST_BYTES_MAX } from './bounds.ts';
import { checkIsFile, makeDurableFolder, piecesOf, readFile, writeFile } from './file-io.ts';
import { unsealManifest, type IdentifiedManifest, type Manifest, type ManifestFile } from './manifest.ts';
import { foldersWithin, join, machineFolder, MANIFEST_NAME, parentOf, PROGRESS, RECEIVING } from './names.ts';
import type { CheckpointStore, Pin } from './store.ts';

/** All files before `fileIdx`, and so many bytes of that one. */
export interface Position {
  readonly fileIdx: number;
  readonly offset: number;
}

/** fileIdx f64 | offset f64 | crc32 of these u32, little-endian. */
const PROGRESS_BYTES = 20;

const encodeProgress = ({ fileIdx, offset }: Position): Uint8Array => {
  const bytes = new Uint8Array(PROGRESS_BYTES);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, fileIdx, true);
  view.setFloat64(8, offset, true);
  view.setUint32(16, crc32(bytes.subarray(0, 16)), true);
  return bytes;
};

const decodeProgress = (bytes: Uint8Array, { files }: Manifest): Position | undefined => {
  if (bytes.length !== PROGRESS_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(16, true) !== crc32(bytes.subarray(0, 16))) return undefined;
  const [fileIdx, offset] = [view.getFloat64(0, true), view.getFloat64(8, true)];
  if (!Number.isSafeInteger(fileIdx) || fileIdx < 0 || fileIdx > files.length) return undefined;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > (files[fileIdx]?.size ?? 0)) return undefined;
  return { fileIdx, offset };
};

export class ReceivingFolder implements IdentifiedManifest {
  readonly id: string;
  readonly manifest: Manifest;
  readonly sealed: Uint8Array;
  readonly #store: CheckpointStore;
  readonly #groupIdx: number;
  readonly #side: string;
  #fileIdx = 0;
  #offset = 0;
  #bytesDone = 0;
  #file: OpenFile | undefined;
  #hash: Hash = createHash('sha256');
  /** Folders with names that are not durable yet. */
  readonly #unsynced = new Set<string>();
  /** Under way; never rejects. */
  #marking: Promise<void> | undefined;
  #markError: Error | undefined;

  private constructor(store: CheckpointStore, groupIdx: number, identified: IdentifiedManifest) {
    this.#store = store;
    this.#groupIdx = groupIdx;
    this.#side = sideOf(store, groupIdx);
    this.id = identified.id;
    this.manifest = identified.manifest;
    this.sealed = identified.sealed;
  }

  /** What a process before has left and can go on with; undefined: nothing, and then nothing is there any more. */
  static async resume(store: CheckpointStore, groupIdx: number): Promise<ReceivingFolder | undefined> {
    const side = sideOf(store, groupIdx);
    if ((await store.files.stat(side)) === undefined) return undefined;
    try {
      const sealed = await readFile(store.files, join(side, MANIFEST_NAME), MANIFEST_BYTES_MAX);
      const folder = new ReceivingFolder(store, groupIdx, unsealManifest(store.codec, sealed));
      const progress = await readFile(store.files, join(side, PROGRESS), PROGRESS_BYTES);
      const position = decodeProgress(progress, folder.manifest);
      if (position !== undefined && folder.manifest.groupIdx === groupIdx) {
        await folder.#goTo(position);
        return folder;
      }
    } catch {
      // Whatever is wrong with it: the transfer can begin anew.
    }
    await store.files.remove(side);
    return undefined;
  }

  /**
   * Empty, instead of whatever was there.
   * Rejects with STORAGE_…
   */
  static async begin(
    store: CheckpointStore,
    groupIdx: number,
    identified: IdentifiedManifest,
  ): Promise<ReceivingFolder> {
    const folder = new ReceivingFolder(store, groupIdx, identified);
    const { files } = store;
    await makeDurableFolder(files, store.groupFolder(groupIdx));
    await files.remove(folder.#side);
    await files.makeFolder(folder.#side);
    await writeFile(files, join(folder.#side, MANIFEST_NAME), identified.sealed);
    await folder.#skipEmpty();
    await folder.mark();
    await files.syncFolder(store.groupFolder(groupIdx));
    return folder;
  }

  get position(): Position {
    return { fileIdx: this.#fileIdx, offset: this.#offset };
  }

  get bytesDone(): number {
    return this.#bytesDone;
  }

  get isWhole(): boolean {
    return this.#fileIdx === this.manifest.files.length;
  }

  /**
   * The bytes that follow, of one file.
   * Rejects with CHECKPOINT_DAMAGED if the file is whole now and not what its hash says; STORAGE_…
   */
  async append(bytes: Uint8Array): Promise<void> {
    const file = this.manifest.files[this.#fileIdx];
    if (file === undefined || this.#offset + bytes.length > file.size) {
      throw new GaiosError('CHECKPOINT_BAD_CHUNK', 'a chunk reaches beyond its file', {
        facts: { ...this.position },
      });
    }
    this.#checkMark();
    this.#file ??= await this.#create(file);
    const writing = this.#file.write(bytes, this.#offset);
    this.#hash.update(bytes);
    await writing;
    this.#offset += bytes.length;
    this.#bytesDone += bytes.length;
    if (this.#offset < file.size) return;
    await this.#closeFile(file);
    await this.#skipEmpty();
  }

  /** Everything so far becomes durable, and is what a start goes on from. */
  async mark(): Promise<void> {
    await this.#marking;
    this.#checkMark();
    await this.#mark();
  }

  /**
   * The same, while more is appended: a disk that syncs 32 MiB keeps nobody waiting. False: it is under way already. What it rejects
   * with shows at the next step.
   */
  markMeanwhile(): boolean {
    if (this.#marking !== undefined) return false;
    this.#marking = this.#mark()
      .catch((error: unknown) => {
        this.#markError = error instanceof Error ? error : new Error(String(error));
      })
      .then(() => void (this.#marking = undefined));
    return true;
  }

  /** All of it is there and was compared: it becomes a checkpoint of this node. */
  async adopt(): Promise<Pin> {
    if (!this.isWhole) throw new GaiosError('CHECKPOINT_DAMAGED', 'the checkpoint is not whole');
    await this.mark();
    const { files } = this.#store;
    await files.remove(join(this.#side, PROGRESS));
    await files.syncFolder(this.#side);
    const { id, manifest, sealed } = this;
    return this.#store.adopt(this.#groupIdx, this.#side, { id, manifest, sealed });
  }

  /** Ends without removing anything: another transfer may go on from here. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await this.#marking;
    await file?.close().catch(() => {});
  }

  async remove(): Promise<void> {
    await this.close();
    await this.#store.files.remove(this.#side);
  }

  #checkMark(): void {
    if (this.#markError !== undefined) throw this.#markError;
  }

  /** Of what was written when it begins. */
  async #mark(): Promise<void> {
    const { files } = this.#store;
    const { position } = this;
    const unsynced = [...this.#unsynced].toSorted().toReversed();
    this.#unsynced.clear();
    await this.#file?.sync();
    for (const folder of unsynced) {
      await files.syncFolder(folder === '' ? this.#side : join(this.#side, folder));
    }
    const next = join(this.#side, `${PROGRESS}.next`);
    await files.remove(next);
    await writeFile(files, next, encodeProgress(position));
    await files.rename(next, join(this.#side, PROGRESS));
    await files.syncFolder(this.#side);
  }

  #pathOf({ smId, path }: ManifestFile): string {
    return join(this.#side, machineFolder(smId), path);
  }

  async #create(file: ManifestFile): Promise<OpenFile> {
    const relative = join(machineFolder(file.smId), file.path);
    const path = this.#pathOf(file);
    for (const folder of ['', ...foldersWithin(relative)]) this.#unsynced.add(folder);
    await this.#store.files.makeFolder(parentOf(path));
    // Of an attempt before: names are known to be ours, and no links.
    await this.#store.files.remove(path);
    return this.#store.files.open(path, 'create');
  }

  async #closeFile(file: ManifestFile): Promise<void> {
    const open = this.#file;
    // It may be syncing just this one.
    await this.#marking;
    await open?.sync();
    this.#file = undefined;
    await open?.close();
    const sha256 = this.#hash.digest('hex');
    this.#hash = createHash('sha256');
    this.#fileIdx++;
    this.#offset = 0;
    if (sha256 === file.sha256) return;
    const { smId, path } = file;
    throw new GaiosError('CHECKPOINT_DAMAGED', `${path} is not what its hash says`, {
      facts: { smId, path },
    });
  }

  /** No chunk speaks of a file without bytes. */
  async #skipEmpty(): Promise<void> {
    for (let file = this.#next; file?.size === 0; file = this.#next) {
      this.#file = await this.#create(file);
      await this.#closeFile(file);
    }
  }

  get #next(): ManifestFile | undefined {
    return this.manifest.files[this.#fileIdx];
  }

  /** @throws whatever shows that not everything is there. */
  async #goTo({ fileIdx, offset }: Position): Promise<void> {
    const { files } = this.#store;
    for (const file of this.manifest.files.slice(0, fileIdx)) {
      const size = await checkIsFile(files, join(this.#side, machineFolder(file.smId)), file.path);
      if (size !== file.size) throw new GaiosError('CHECKPOINT_DAMAGED');
      this.#bytesDone += size;
    }
    this.#fileIdx = fileIdx;
    const file = this.#next;
    if (offset === 0 || file === undefined) return this.#skipEmpty();
    const size = await checkIsFile(files, join(this.#side, machineFolder(file.smId)), file.path);
    if (size < offset) throw new GaiosError('CHECKPOINT_DAMAGED');
    this.#file = await files.open(this.#pathOf(file), 'update');
    await this.#file.truncate(offset);
    for await (const piece of piecesOf(this.#file, offset)) this.#hash.update(piece);
    this.#offset = offset;
    this.#bytesDone += offset;
  }
}

const sideOf = (store: CheckpointStore, groupIdx: number): string =>
  join(store.groupFolder(groupIdx), RECEIVING);
