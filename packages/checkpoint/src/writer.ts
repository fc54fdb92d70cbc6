/**
 * Writes one checkpoint into a side folder, and makes it one when it is whole and durable. What fails in between leaves
 * nothing but the side folder, which `abort`, or the next start, removes.
 */

import { createHash } from 'node:crypto';
import { GaiosError, type FileSystem, type OpenFile } from '@gaios/sm-base';
import { COPY_BYTES } from './bounds.ts';
import { makeDurableFolder, writeFile } from './file-io.ts';
import { sealManifest, type Manifest, type ManifestFile, type ManifestMachine } from './manifest.ts';
import {
  checkPath,
  foldersWithin,
  FRAMEWORK_PATH,
  FRAMEWORK_SM_ID,
  join,
  machineFolder,
  MAKING,
  MANIFEST_NAME,
  parentOf,
} from './names.ts';
import type { CheckpointStore, StoredCheckpoint } from './store.ts';

/** All that a manifest says and that does not follow from its files. */
export interface CheckpointFacts {
  readonly gid: number;
  readonly instanceId: number;
  readonly checksum: number;
  readonly configuration: Uint8Array;
}

export interface WriterOptions {
  /** Called with the bytes written last; resolves when the next may be written. Default: at once. */
  readonly pace?: (bytes: number) => Promise<void>;
  /** Synced after so many bytes, so that the log's own syncs do not wait behind a gigabyte. Default 16 MiB. */
  readonly syncEveryBytes?: number;
}

const SYNC_EVERY_BYTES = 16 * 1024 * 1024;

export class CheckpointWriter {
  readonly #store: CheckpointStore;
  readonly #groupIdx: number;
  readonly #side: string;
  readonly #options: WriterOptions;
  readonly #folders = new Set<string>();
  readonly #machines: ManifestMachine[] = [];
  readonly #written: ManifestFile[] = [];
  #bytesWritten = 0;
  #aborted = false;
  #finished = false;

  private constructor(store: CheckpointStore, groupIdx: number, options: WriterOptions) {
    this.#store = store;
    this.#groupIdx = groupIdx;
    this.#side = join(store.groupFolder(groupIdx), MAKING);
    this.#options = options;
  }

  /** One per group at a time. Rejects with STORAGE_IO, STORAGE_FULL. */
  static async begin(
    store: CheckpointStore,
    groupIdx: number,
    options: WriterOptions = {},
  ): Promise<CheckpointWriter> {
    const writer = new CheckpointWriter(store, groupIdx, options);
    await makeDurableFolder(store.files, store.groupFolder(groupIdx));
    await store.files.remove(writer.#side);
    await store.files.makeFolder(writer.#side);
    return writer;
  }

  get files(): FileSystem {
    return this.#store.files;
  }

  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  addMachine(smId: number, instanceId: number): void {
    this.#machines.push({ smId, instanceId });
  }

  addFramework(state: Uint8Array): Promise<void> {
    return this.addFile(FRAMEWORK_SM_ID, FRAMEWORK_PATH, [state]);
  }

  /**
   * Rejects with what `pieces` throws; CHECKPOINT_BAD_NAME; STORAGE_IO, STORAGE_FULL.
   * A piece may be used again by its owner once the next is asked for.
   */
  async addFile(
    smId: number,
    path: string,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    checkPath(path);
    const relative = join(machineFolder(smId), path);
    for (const folder of foldersWithin(relative)) this.#folders.add(folder);
    await this.#store.files.makeFolder(join(this.#side, parentOf(relative)));
    const file = await this.#store.files.open(join(this.#side, relative), 'create');
    try {
      const { size, sha256 } = await this.#fill(file, pieces);
      await file.sync();
      this.#written.push({ smId, path, size, sha256 });
    } finally {
      await file.close().catch(() => {});
    }
  }

  /** Everything becomes durable, and then a checkpoint. Rejects with CHECKPOINT_BAD_MANIFEST, …_TOO_LARGE, STORAGE_…. */
  async finish(facts: CheckpointFacts): Promise<StoredCheckpoint> {
    const { files, codec } = this.#store;
    const identified = sealManifest(codec, this.#manifest(facts));
    await writeFile(files, join(this.#side, MANIFEST_NAME), identified.sealed);
    for (const folder of [...this.#folders].toSorted().toReversed())
      await files.syncFolder(join(this.#side, folder));
    await files.syncFolder(this.#side);
    if (this.#aborted) throw new GaiosError('ABORTED');
    this.#finished = true;
    const pin = await this.#store.adopt(this.#groupIdx, this.#side, identified);
    pin.release();
    return pin.checkpoint;
  }

  /** Ends what is under way, and removes what was written; again if called again. Nothing after `finish`. */
  async abort(): Promise<void> {
    if (this.#finished) return;
    this.#aborted = true;
    await this.#store.files.remove(this.#side);
  }

  #manifest({ gid, instanceId, checksum, configuration }: CheckpointFacts): Manifest {
    const bySm = (a: { readonly smId: number }, b: { readonly smId: number }): number => a.smId - b.smId;
    const written = this.#written.toSorted(bySm);
    return {
      groupIdx: this.#groupIdx,
      gid,
      instanceId,
      checksum,
      configuration,
      machines: this.#machines.toSorted(bySm),
      files: written,
      bytesTotal: written.reduce((sum, { size }) => sum + size, 0),
    };
  }

  async #fill(
    file: OpenFile,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ readonly size: number; readonly sha256: string }> {
    const hash = createHash('sha256');
    const { syncEveryBytes = SYNC_EVERY_BYTES } = this.#options;
    // Small pieces are gathered: a call of the system for each key of a map would take longer than all else.
    const gathered = new Uint8Array(COPY_BYTES);
    let held = 0;
    let size = 0;
    let unsynced = 0;
    const write = async (bytes: Uint8Array): Promise<void> => {
      const writing = file.write(bytes, size);
      hash.update(bytes);
      await writing;
      size += bytes.length;
      this.#bytesWritten += bytes.length;
      unsynced += bytes.length;
      if (unsynced >= syncEveryBytes) {
        await file.sync();
        unsynced = 0;
      }
      await this.#options.pace?.(bytes.length);
    };
    for await (const piece of pieces) {
      if (this.#aborted) throw new GaiosError('ABORTED');
      if (held + piece.length <= gathered.length) {
        gathered.set(piece, held);
        held += piece.length;
        continue;
      }
      await write(gathered.subarray(0, held));
      held = 0;
      if (piece.length < gathered.length) {
        gathered.set(piece, 0);
        held = piece.length;
      } else await write(piece);
    }
    if (held > 0) await write(gathered.subarray(0, held));
    return { size, sha256: hash.digest('hex') };
  }
}
