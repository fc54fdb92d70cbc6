/** Where the engine runs. Both kinds do one thing at a time, in the order of the calls. */

import { GaiosError } from '@gaios/sm-base';
import type { ChosenValue, GroupWrite, Identity, LogRecord, ReadRange, StoredGroup } from '@gaios/sm-base';
import { Engine } from './engine.ts';
import type { EngineOptions } from './engine.ts';

export interface Backend {
  readonly identity: Identity;
  readonly created: boolean;
  /** As far as is known here. */
  readonly commits: number;
  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): Promise<void>;
  /** To be called after each commit, when those who waited for it have been told. */
  maintain(): void;
  nodeRecord(): Promise<Uint8Array>;
  groups(): Promise<readonly StoredGroup[]>;
  read(range: ReadRange): Promise<readonly LogRecord[]>;
  /** See `Engine.mend`. */
  mend(groupIdx: number, offered: readonly ChosenValue[]): Promise<readonly LogRecord[]>;
  close(): Promise<void>;
}

/** In the calling thread: no hop. The event loop stands still for what SQLite does, and waits for no slow disk. */
export class MainThreadBackend implements Backend {
  readonly identity: Identity;
  readonly created: boolean;
  readonly #engine: Engine;

  constructor(options: EngineOptions) {
    this.#engine = Engine.open(options);
    this.identity = this.#engine.identity;
    this.created = this.#engine.created;
  }

  get commits(): number {
    return this.#engine.commits;
  }

  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#engine.commitThen(writes, nodeRecord, (failure) => {
        if (failure !== undefined) reject(failure);
        else resolve();
      });
    });
  }

  maintain(): void {
    this.#engine.maintain();
  }

  nodeRecord(): Promise<Uint8Array> {
    return attempt(() => this.#engine.nodeRecord());
  }

  groups(): Promise<readonly StoredGroup[]> {
    return attempt(() => this.#engine.groups());
  }

  read(range: ReadRange): Promise<readonly LogRecord[]> {
    return attempt(() => this.#engine.read(range));
  }

  mend(groupIdx: number, offered: readonly ChosenValue[]): Promise<readonly LogRecord[]> {
    return attempt(() => this.#engine.mend(groupIdx, offered));
  }

  close(): Promise<void> {
    return attempt(() => this.#engine.close());
  }
}

function attempt<T>(body: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(body());
  });
}

/** A `GaiosError` as it crosses from the worker. */
export interface ErrorMessage {
  readonly code: GaiosError['code'];
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export function fromErrorMessage({ code, message, facts }: ErrorMessage): GaiosError {
  return new GaiosError(code, message, { facts });
}
