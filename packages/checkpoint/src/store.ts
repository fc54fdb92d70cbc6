/**
 * The checkpoints of one node, on its disk:
 *
 *   <root>/<groupIdx>/<id>/manifest            complete: everything in it was synced before it got this name
 *                         /sm-0/framework      the framework's own state
 *                         /sm-<smId>/<path>    files of the machines
 *   <root>/<groupIdx>/.making/…                one being made (writer.ts)
 *   <root>/<groupIdx>/.receiving/…             one being received, with its progress (receiving.ts)
 *   <root>/<groupIdx>/.gone-<id>/…             one being removed
 *
 * A folder has the name of a checkpoint only while it is whole: it gets it by a rename when all is durable, and loses it by a
 * rename before anything is removed. Whatever a crash leaves is removed by the next `open`.
 */

import { GaiosError, type FileSystem, type OpenFile } from '@gaios/sm-base';
import { MANIFEST_BYTES_MAX } from './bounds.ts';
import { checkIsFile, hashFile, makeDurableFolder, readFile, withFile } from './file-io.ts';
import {
  unsealManifest,
  type IdentifiedManifest,
  type ManifestCodec,
  type ManifestFile,
} from './manifest.ts';
import {
  FRAMEWORK_SM_ID,
  GONE,
  isCheckpointId,
  join,
  machineFolder,
  MAKING,
  MANIFEST_NAME,
  parentOf,
} from './names.ts';

/** A complete checkpoint of this node. */
export interface StoredCheckpoint extends IdentifiedManifest {
  readonly groupIdx: number;
  readonly folder: string;
}

export interface StorePorts {
  readonly files: FileSystem;
  readonly codec: ManifestCodec;
  /** A folder was not what its manifest says, and is removed. */
  readonly onDamaged?: (groupIdx: number, id: string, error: unknown) => void;
}

export interface StoreOptions {
  /** Absolute; made if it does not exist. */
  readonly root: string;
  /** So many are kept of each group; older ones are removed when nobody reads them. Default 2: the newest may be the damaged one. */
  readonly keep?: number;
}

/** What is read is not removed until it is released. */
export interface Pin {
  readonly checkpoint: StoredCheckpoint;
  release(): void;
}

interface Group {
  /** Oldest first. */
  checkpoints: StoredCheckpoint[];
  readonly pins: Map<string, number>;
}

const KEEP_DEFAULT = 2;
/** A framework's state is read as a whole: the session tables of ten million clients would be above it. */
const FRAMEWORK_BYTES_MAX = 1024 * 1024 * 1024;

export class CheckpointStore {
  readonly files: FileSystem;
  readonly codec: ManifestCodec;
  readonly #ports: StorePorts;
  readonly #root: string;
  readonly #keep: number;
  readonly #groups = new Map<number, Group>();
  /** Removals one after another: two of one folder would meet. */
  #removing: Promise<void> = Promise.resolve();
  /** So are adoptions: one that was made and one that was received may be the same, and get its name only once. */
  #adopting: Promise<unknown> = Promise.resolve();

  private constructor(ports: StorePorts, options: StoreOptions) {
    this.#ports = ports;
    this.files = ports.files;
    this.codec = ports.codec;
    this.#root = options.root;
    this.#keep = options.keep ?? KEEP_DEFAULT;
    if (!Number.isSafeInteger(this.#keep) || this.#keep < 1) {
      throw new GaiosError('INVALID_OPTIONS', `keep is at least 1, not ${this.#keep}`);
    }
  }

  /** Finds what is there, and removes what is left of work that a crash ended. Rejects with STORAGE_IO, STORAGE_FULL. */
  static async open(ports: StorePorts, options: StoreOptions): Promise<CheckpointStore> {
    const store = new CheckpointStore(ports, options);
    await makeDurableFolder(ports.files, options.root);
    for (const name of await ports.files.list(options.root)) {
      if (/^\d{1,5}$/.test(name)) await store.#scan(Number(name));
    }
    return store;
  }

  /** Complete ones, oldest first. Their files have the right sizes; `verify` says whether they are what they were. */
  list(groupIdx: number): readonly StoredCheckpoint[] {
    return this.#groups.get(groupIdx)?.checkpoints ?? [];
  }

  newest(groupIdx: number): StoredCheckpoint | undefined {
    return this.list(groupIdx).at(-1);
  }

  get(groupIdx: number, id: string): StoredCheckpoint | undefined {
    return this.list(groupIdx).find((each) => each.id === id);
  }

  /** Groups with a checkpoint. */
  groups(): readonly number[] {
    return [...this.#groups]
      .filter(([, { checkpoints }]) => checkpoints.length > 0)
      .map(([groupIdx]) => groupIdx);
  }

  /** Keeps it from being removed. @throws GaiosError CHECKPOINT_NOT_FOUND */
  pin(groupIdx: number, id: string): Pin {
    const checkpoint = this.get(groupIdx, id);
    if (checkpoint === undefined) {
      throw new GaiosError('CHECKPOINT_NOT_FOUND', undefined, { facts: { groupIdx, id } });
    }
    const { pins } = this.#group(groupIdx);
    pins.set(id, (pins.get(id) ?? 0) + 1);
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      pins.set(id, (pins.get(id) ?? 1) - 1);
      // Who waits for the removal is whoever removes next.
      this.retain(groupIdx).catch(() => {});
    };
    return { checkpoint, release };
  }

  /**
   * Reads every file, or those of the machines named, and compares. Rejects with CHECKPOINT_DAMAGED, `facts: { smId, path }`;
   * CHECKPOINT_NOT_A_FILE; STORAGE_IO.
   */
  async verify(checkpoint: StoredCheckpoint, smIds?: readonly number[]): Promise<void> {
    for (const file of checkpoint.manifest.files) {
      if (smIds !== undefined && !smIds.includes(file.smId)) continue;
      await this.#checkSize(checkpoint, file);
      const sha256 = await withFile(this.open(checkpoint, file), (open) => hashFile(open, file.size));
      if (sha256 !== file.sha256) {
        const facts = { id: checkpoint.id, smId: file.smId, path: file.path };
        throw new GaiosError('CHECKPOINT_DAMAGED', `${file.path} is not what its hash says`, { facts });
      }
    }
  }

  /** For reading. */
  open(checkpoint: StoredCheckpoint, file: ManifestFile): Promise<OpenFile> {
    return this.files.open(this.pathOf(checkpoint, file), 'read');
  }

  pathOf({ folder }: { readonly folder: string }, { smId, path }: ManifestFile): string {
    return join(folder, machineFolder(smId), path);
  }

  /** The framework's own state, verified. Rejects with CHECKPOINT_DAMAGED. */
  async framework(checkpoint: StoredCheckpoint): Promise<Uint8Array> {
    await this.verify(checkpoint, [FRAMEWORK_SM_ID]);
    const file = checkpoint.manifest.files.find(({ smId }) => smId === FRAMEWORK_SM_ID);
    if (file === undefined) throw new GaiosError('CHECKPOINT_DAMAGED');
    return readFile(this.files, this.pathOf(checkpoint, file), FRAMEWORK_BYTES_MAX);
  }

  groupFolder(groupIdx: number): string {
    return join(this.#root, String(groupIdx));
  }

  /**
   * A side folder, all of it durable, becomes a checkpoint: the one step that makes it one. If there is one with this id,
   * which has the same content then, the side folder goes. It may be older than all that are kept: it stays until whoever wanted it
   * releases it.
   */
  adopt(groupIdx: number, side: string, identified: IdentifiedManifest): Promise<Pin> {
    const adopted = this.#adopting.then(() => this.#adopt(groupIdx, side, identified));
    this.#adopting = adopted.catch(() => {});
    return adopted;
  }

  async #adopt(groupIdx: number, side: string, identified: IdentifiedManifest): Promise<Pin> {
    const { id } = identified;
    if (this.get(groupIdx, id) !== undefined) {
      const pin = this.pin(groupIdx, id);
      await this.files.remove(side).catch((error: unknown) => {
        pin.release();
        throw error;
      });
      return pin;
    }
    const folder = join(this.groupFolder(groupIdx), id);
    // One with this id may be on its way out.
    await this.#removing;
    await this.files.rename(side, folder);
    await this.files.syncFolder(this.groupFolder(groupIdx));
    this.#insert({ ...identified, groupIdx, folder });
    const pin = this.pin(groupIdx, id);
    // It is one now, whatever becomes of older ones; the next start removes what is left of them.
    await this.retain(groupIdx).catch(() => {});
    return pin;
  }

  /** Removes the oldest that are too many and that nobody reads. */
  retain(groupIdx: number): Promise<void> {
    const { checkpoints, pins } = this.#group(groupIdx);
    const tooMany = checkpoints.slice(0, Math.max(0, checkpoints.length - this.#keep));
    const free = tooMany.filter(({ id }) => (pins.get(id) ?? 0) === 0);
    return this.#removeAll(groupIdx, free);
  }

  /** Removes one, whoever reads it. */
  remove(groupIdx: number, id: string): Promise<void> {
    return this.#removeAll(
      groupIdx,
      this.list(groupIdx).filter((each) => each.id === id),
    );
  }

  /** Removes all of a group that is no more, side folders included. */
  async removeGroup(groupIdx: number): Promise<void> {
    this.#groups.delete(groupIdx);
    await this.files.remove(this.groupFolder(groupIdx));
    await this.files.syncFolder(this.#root);
  }

  #group(groupIdx: number): Group {
    let group = this.#groups.get(groupIdx);
    if (group === undefined) {
      group = { checkpoints: [], pins: new Map() };
      this.#groups.set(groupIdx, group);
    }
    return group;
  }

  #insert(stored: StoredCheckpoint): void {
    const group = this.#group(stored.groupIdx);
    const order = (a: StoredCheckpoint, b: StoredCheckpoint): number => (a.id < b.id ? -1 : 1);
    group.checkpoints = [...group.checkpoints, stored].toSorted(order);
  }

  /** They are out of the list at once, and lose their names before their files. */
  #removeAll(groupIdx: number, checkpoints: readonly StoredCheckpoint[]): Promise<void> {
    if (checkpoints.length === 0) return this.#removing;
    const group = this.#group(groupIdx);
    group.checkpoints = group.checkpoints.filter((each) => !checkpoints.includes(each));
    const act = async (): Promise<void> => {
      for (const { folder } of checkpoints) await this.#removeFolder(folder);
    };
    const removed = this.#removing.then(act);
    this.#removing = removed.catch(() => {});
    return removed;
  }

  async #removeFolder(folder: string): Promise<void> {
    const parent = parentOf(folder);
    const gone = join(parent, `${GONE}${folder.slice(parent.length + 1)}`);
    await this.files.remove(gone);
    await this.files.rename(folder, gone);
    await this.files.syncFolder(parent);
    await this.files.remove(gone);
  }

  async #scan(groupIdx: number): Promise<void> {
    const folder = this.groupFolder(groupIdx);
    for (const name of await this.files.list(folder)) {
      if (isCheckpointId(name)) await this.#load(groupIdx, name);
      else if (name === MAKING || name.startsWith(GONE)) await this.files.remove(join(folder, name));
      // What is being received is looked at when it is asked for; anything else is not ours.
    }
  }

  async #load(groupIdx: number, id: string): Promise<void> {
    const folder = join(this.groupFolder(groupIdx), id);
    try {
      await checkIsFile(this.files, folder, MANIFEST_NAME);
      const sealed = await readFile(this.files, join(folder, MANIFEST_NAME), MANIFEST_BYTES_MAX);
      const identified = unsealManifest(this.codec, sealed);
      const stored: StoredCheckpoint = { ...identified, groupIdx, folder };
      if (identified.id !== id || identified.manifest.groupIdx !== groupIdx) {
        throw new GaiosError('CHECKPOINT_DAMAGED', 'the folder is another than its manifest says', {
          facts: { id, found: identified.id },
        });
      }
      for (const file of identified.manifest.files) await this.#checkSize(stored, file);
      this.#insert(stored);
    } catch (error) {
      // A disk that fails says nothing of what is on it.
      if (error instanceof GaiosError && error.code === 'STORAGE_IO') throw error;
      this.#ports.onDamaged?.(groupIdx, id, error);
      await this.#removeFolder(folder);
    }
  }

  async #checkSize({ id, folder }: StoredCheckpoint, { smId, path, size }: ManifestFile): Promise<void> {
    const found = await checkIsFile(this.files, join(folder, machineFolder(smId)), path);
    if (found === size) return;
    const facts = { id, smId, path, size, found };
    throw new GaiosError('CHECKPOINT_DAMAGED', `${path} has ${found} bytes, not ${size}`, { facts });
  }
}
