/** Machines for tests of making and loading: one that gives bytes, one with files in a memory volume. */

import {
  SnapshotStateMachine,
  StateMachine,
  type CheckpointFiles,
  type FileSystem,
  type Snapshot,
} from '@gaios/sm-base';
import type { FrozenGroup } from '../src/index.ts';
import { GID, GROUP } from './world.ts';

export const frozen: FrozenGroup = {
  groupIdx: GROUP,
  gid: GID,
  instanceId: 100,
  checksum: 9,
  configuration: new Uint8Array([1]),
  framework: new TextEncoder().encode('tables'),
  lastOperations: new Map([[2, 90]]),
};

export class Bytes extends SnapshotStateMachine<void> {
  readonly smId: number;
  state: string;
  aborted = 0;
  /** Called before each piece. */
  onPiece: () => void | Promise<void> = () => {};
  throwAtBegin = false;

  constructor(smId: number, state = '') {
    super();
    this.smId = smId;
    this.state = state;
  }

  execute(value: Uint8Array): void {
    this.state += new TextDecoder().decode(value);
  }

  beginSnapshot(): Snapshot {
    if (this.throwAtBegin) throw new Error('no snapshot today');
    const fixed = this.state;
    const { onPiece } = this;
    const bytes = (async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < fixed.length; at += 1000) {
        await onPiece();
        yield new TextEncoder().encode(fixed.slice(at, at + 1000));
      }
    })();
    return { bytes, abort: () => void this.aborted++ };
  }

  async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let text = '';
    for await (const piece of bytes) text += new TextDecoder().decode(piece);
    this.state = text;
  }
}

export class Files extends StateMachine<void> {
  readonly smId: number;
  readonly directory: string;
  names: string[] = ['db', 'sub/index'];
  instanceId = 0;
  ofCopy: number | undefined;
  calls: string[] = [];
  throwAt = '';
  loaded: unknown[] = [];

  constructor(smId: number, directory: string) {
    super();
    this.smId = smId;
    this.directory = directory;
  }

  execute(): void {}

  override getCheckpointInstanceId(): number {
    return this.instanceId;
  }

  override lockCheckpointState(): Promise<void> {
    this.#note('lock');
    return Promise.resolve();
  }

  override unlockCheckpointState(): void {
    this.calls.push('unlock');
  }

  override getCheckpointState(): CheckpointFiles {
    this.#note('get');
    const { directory, names: files, ofCopy } = this;
    return { directory, files, ...(ofCopy !== undefined && { instanceId: ofCopy }) };
  }

  override loadCheckpointState(...loaded: unknown[]): void {
    this.loaded = loaded;
  }

  #note(call: string): void {
    this.calls.push(call);
    if (this.throwAt === call) throw new Error(`cannot ${call}`);
  }
}

export const put = async (files: FileSystem, path: string, text: string): Promise<void> => {
  await files.makeFolder(path.slice(0, path.lastIndexOf('/')));
  const file = await files.open(path, 'create');
  await file.write(new TextEncoder().encode(text), 0);
  await file.close();
};
