/**
 * Key-value machines that offer checkpoints, each in another of the ways that there are (docs/checkpoints.md): bytes of what is in
 * memory, files of a state that moves on and outlives its process, and files that are built by replaying the log.
 */

import {
  SnapshotStateMachine,
  StateMachine,
  type CheckpointFiles,
  type ExecuteContext,
  type FileSystem,
  type Snapshot,
} from '@gaios/sm-base';
import { KvMachine } from './kv-machine.ts';
import { KvFile, KvState } from './kv-state.ts';

export const checkpointKinds = ['snapshot', 'files', 'replay', 'plain'] as const;
/** `plain`: it offers none, so that its group keeps its whole log. */
export type CheckpointKind = (typeof checkpointKinds)[number];

/** What the machines of a run are, if they have checkpoints. */
export interface CheckpointPlan {
  /** Of group 0, 1, … in turn; equally many of each. */
  readonly machines: readonly (readonly CheckpointKind[])[];
  /** What a checkpoint has beside the state. */
  readonly padBytes: number;
  /** A state that outlives its process is saved when so many instances are new. */
  readonly every: number;
}

/** One process, as its machines see it. */
export interface KvHost {
  /** On its volume. */
  readonly files: FileSystem;
  /** They cannot give a checkpoint now. */
  readonly fails: () => boolean;
  /** What is kept of a machine beyond the process, with its disk. */
  readonly kept: (groupIdx: number, smId: number, make: () => KvFile) => KvFile;
}

export const checkpointMachines = (
  { machines, padBytes, every }: CheckpointPlan,
  groupIdx: number,
  host: KvHost,
): StateMachine[] => {
  const kinds = machines[groupIdx % machines.length] ?? [];
  return kinds.map((kind, index) => makers[kind]({ smId: index + 1, groupIdx, padBytes, every, host }));
};

interface KvParts {
  readonly smId: number;
  readonly groupIdx: number;
  readonly padBytes: number;
  readonly every: number;
  readonly host: KvHost;
}

const LETTERS = 90;

/** Hardly to be compressed, and the same everywhere. */
const paddingOf = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let seed = 1;
  for (let at = 0; at < length; at++) bytes[at] = 33 + ((seed = (seed * 48_271) % 2_147_483_647) % LETTERS);
  return bytes;
};

const concat = (pieces: readonly Uint8Array[]): Uint8Array => Buffer.concat(pieces);

const refuses = (host: KvHost): void => {
  if (host.fails()) throw new Error('the machine cannot give it');
};

const PIECE_BYTES = 64;
const PIECES = 8;

export class SnapshotKv extends SnapshotStateMachine<string> {
  readonly smId: number;
  readonly #parts: KvParts;
  readonly #padding: Uint8Array;
  #state = new KvState();

  constructor(parts: KvParts) {
    super();
    this.smId = parts.smId;
    this.#parts = parts;
    this.#padding = paddingOf(parts.padBytes);
  }

  execute(value: Uint8Array): string {
    return this.#state.execute(value);
  }

  override query(query: unknown): string {
    return this.#state.get(String(query));
  }

  override stateHash(): Uint8Array {
    return this.#state.digest();
  }

  override beginSnapshot(): Snapshot {
    const { host } = this.#parts;
    refuses(host);
    const all = concat([this.#padding, this.#state.encode()]);
    const pieceBytes = Math.max(PIECE_BYTES, Math.ceil(all.length / PIECES));
    // oxlint-disable-next-line typescript/require-await -- what is read piece by piece need not wait
    const bytes = (async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < all.length; at += pieceBytes) {
        refuses(host);
        yield all.subarray(at, at + pieceBytes);
      }
    })();
    return { bytes, abort() {} };
  }

  override async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    this.#state = KvState.decode(concat(pieces).subarray(this.#padding.length));
  }
}

/** So many files share the state; there is one without bytes, too, and one with what is beside it. */
const SHARDS = 3;

const shardOf = (key: string): number => (key.codePointAt(key.length - 1) ?? 0) % SHARDS;

/** Writes and reads the files of a state. */
class KvFolder {
  readonly #parts: KvParts;
  readonly #padding: Uint8Array;

  constructor(parts: KvParts) {
    this.#parts = parts;
    this.#padding = paddingOf(parts.padBytes);
  }

  async write(state: KvState): Promise<Omit<CheckpointFiles, 'instanceId'>> {
    const { host, groupIdx, smId } = this.#parts;
    refuses(host);
    const directory = `/machines/${groupIdx}-${smId}`;
    await host.files.remove(directory);
    await host.files.makeFolder(`${directory}/shards`);
    const written: string[] = [];
    const put = async (path: string, bytes: Uint8Array): Promise<void> => {
      const file = await host.files.open(`${directory}/${path}`, 'create');
      if (bytes.length > 0) await file.write(bytes, 0);
      await file.close();
      written.push(path);
    };
    await put('empty', new Uint8Array(0));
    await put('padding', this.#padding);
    for (let shard = 0; shard < SHARDS; shard++) {
      await put(
        `shards/${shard}`,
        state.encode((key) => shardOf(key) === shard),
      );
    }
    return { directory, files: written };
  }

  async read(directory: string, files: readonly string[]): Promise<KvState> {
    const entries: (readonly [string, string])[] = [];
    for (const path of files.filter((each) => each.startsWith('shards/'))) {
      const file = await this.#parts.host.files.open(`${directory}/${path}`, 'read');
      const bytes = new Uint8Array(await file.size());
      for (let at = 0; at < bytes.length;) at += await file.read(bytes.subarray(at), at);
      await file.close();
      entries.push(...KvState.decode(bytes).entries);
    }
    return new KvState(entries);
  }
}

/** Its state outlives the process; a checkpoint is a copy of it as of an instance that may be above that of the others. */
export class FilesKv extends StateMachine<string> {
  readonly smId: number;
  readonly #folder: KvFolder;
  readonly #file: KvFile;
  #state: KvState;
  /** As of the last instance that is there as a whole for certain; the latest one may be there in part. */
  #before: KvState;
  #beforeAt: number;
  #at: number;
  #copy: { readonly state: KvState; readonly instanceId: number } | undefined;

  constructor(parts: KvParts) {
    super();
    const { smId, groupIdx, host, every } = parts;
    this.smId = smId;
    this.#folder = new KvFolder(parts);
    this.#file = host.kept(groupIdx, smId, () => new KvFile(every));
    this.#state = this.#file.state.copy();
    this.#before = this.#state.copy();
    this.#beforeAt = this.#file.instanceId;
    this.#at = this.#beforeAt;
  }

  override getCheckpointInstanceId(): number {
    return this.#file.instanceId;
  }

  execute(value: Uint8Array, { instanceId }: ExecuteContext): string {
    if (instanceId > this.#at) {
      this.#at = instanceId;
      this.#before = this.#state.copy();
      this.#beforeAt = instanceId - 1;
      const { every } = this.#file;
      if (instanceId - 1 - this.#file.instanceId >= every) this.#file.save(this.#state, instanceId - 1);
    }
    return this.#state.execute(value);
  }

  override query(query: unknown): string {
    return this.#state.get(String(query));
  }

  override stateHash(): Uint8Array {
    return this.#state.digest();
  }

  override lockCheckpointState(_groupIdx: number, executedUpTo = 0): void {
    if (this.#at > executedUpTo) {
      this.#copy = { state: this.#before, instanceId: this.#beforeAt };
      return;
    }
    if (executedUpTo > this.#file.instanceId) this.#file.save(this.#state, executedUpTo);
    this.#copy = { state: this.#state.copy(), instanceId: executedUpTo };
  }

  override unlockCheckpointState(): void {
    this.#copy = undefined;
  }

  override async getCheckpointState(): Promise<CheckpointFiles> {
    if (this.#copy === undefined) throw new Error('it is not locked');
    const { state, instanceId } = this.#copy;
    return { ...(await this.#folder.write(state)), instanceId };
  }

  override async loadCheckpointState(
    _groupIdx: number,
    directory: string,
    files: readonly string[],
    instanceId: number,
  ): Promise<void> {
    const state = await this.#folder.read(directory, files);
    this.#state = state;
    this.#before = state.copy();
    this.#beforeAt = instanceId;
    this.#at = instanceId;
    this.#file.save(state, instanceId);
  }
}

/** phxpaxos's way: what outlives the process is a second state, which is replayed behind the active one, and is the checkpoint. */
export class ReplayKv extends StateMachine<string> {
  readonly smId: number;
  readonly #folder: KvFolder;
  readonly #file: KvFile;
  #state: KvState;
  #second: KvState;
  #at: number;
  #locked = false;

  constructor(parts: KvParts) {
    super();
    const { smId, groupIdx, host, every } = parts;
    this.smId = smId;
    this.#folder = new KvFolder(parts);
    this.#file = host.kept(groupIdx, smId, () => new KvFile(every));
    this.#state = this.#file.state.copy();
    this.#second = this.#file.state.copy();
    this.#at = this.#file.instanceId;
  }

  override getCheckpointInstanceId(): number {
    return this.#file.instanceId;
  }

  execute(value: Uint8Array): string {
    return this.#state.execute(value);
  }

  override executeForCheckpoint(value: Uint8Array, { instanceId }: ExecuteContext): void {
    if (this.#locked) throw new Error('it is locked');
    if (instanceId > this.#at) {
      this.#at = instanceId;
      const { every } = this.#file;
      if (instanceId - 1 - this.#file.instanceId >= every) this.#file.save(this.#second, instanceId - 1);
    }
    this.#second.execute(value);
  }

  override query(query: unknown): string {
    return this.#state.get(String(query));
  }

  override stateHash(): Uint8Array {
    return this.#state.digest();
  }

  override lockCheckpointState(_groupIdx: number, executedUpTo = 0): void {
    // What it holds since a process before may be more.
    if (this.#at > Math.max(executedUpTo, this.#file.instanceId)) throw new Error('the replay has passed it');
    this.#locked = true;
    if (executedUpTo > this.#file.instanceId) this.#file.save(this.#second, executedUpTo);
  }

  override unlockCheckpointState(): void {
    this.#locked = false;
  }

  override async getCheckpointState(): Promise<CheckpointFiles> {
    return this.#folder.write(this.#file.state);
  }

  override async loadCheckpointState(
    _groupIdx: number,
    directory: string,
    files: readonly string[],
    instanceId: number,
  ): Promise<void> {
    const state = await this.#folder.read(directory, files);
    this.#state = state;
    this.#second = state.copy();
    this.#at = instanceId;
    this.#file.save(state, instanceId);
  }
}

const makers: Readonly<Record<CheckpointKind, (parts: KvParts) => StateMachine>> = {
  snapshot: (parts) => new SnapshotKv(parts),
  files: (parts) => new FilesKv(parts),
  replay: (parts) => new ReplayKv(parts),
  plain: ({ smId }) => new KvMachine(undefined, smId),
};
