/** The engine in a worker thread: the event loop never waits for the disk; each request costs a hop. */

import { Worker } from 'node:worker_threads';
import { GaiosError } from '@gaios/sm-base';
import type { ChosenValue, GroupWrite, Identity, LogRecord, ReadRange, StoredGroup } from '@gaios/sm-base';
import { fromErrorMessage } from './backend.ts';
import type { Backend } from './backend.ts';
import type { EngineOptions } from './engine.ts';
import { packWrites, transferOf, unpackRecords } from './packing.ts';
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts';

type Opened = Extract<WorkerReply, { readonly kind: 'opened' }>;

interface Waiting {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: GaiosError) => void;
}

export class WorkerBackend implements Backend {
  readonly identity: Identity;
  readonly created: boolean;
  commits: number;
  readonly #link: WorkerLink;

  private constructor(link: WorkerLink, { identity, created, commits }: Opened) {
    this.#link = link;
    this.identity = identity;
    this.created = created;
    this.commits = commits;
  }

  static async open(options: EngineOptions): Promise<WorkerBackend> {
    const link = new WorkerLink(options);
    try {
      const reply = await link.next();
      if (reply.kind !== 'opened') throw unexpected(reply);
      return new WorkerBackend(link, reply);
    } catch (error) {
      await link.end();
      throw error;
    }
  }

  async commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): Promise<void> {
    const packed = packWrites(writes);
    const reply = await this.#link.ask({ kind: 'commit', writes: packed, nodeRecord }, transferOf(packed));
    if (reply.kind !== 'done') throw unexpected(reply);
    this.commits = reply.commits;
  }

  /** The worker sees to it. */
  maintain(): void {}

  async nodeRecord(): Promise<Uint8Array> {
    const reply = await this.#link.ask({ kind: 'nodeRecord' });
    if (reply.kind !== 'nodeRecord') throw unexpected(reply);
    // As an array of this realm: what crosses from a worker may be of another.
    return new Uint8Array(reply.record);
  }

  async groups(): Promise<readonly StoredGroup[]> {
    const reply = await this.#link.ask({ kind: 'groups' });
    if (reply.kind !== 'groups') throw unexpected(reply);
    return reply.groups;
  }

  async read(range: ReadRange): Promise<readonly LogRecord[]> {
    const reply = await this.#link.ask({ kind: 'read', range });
    if (reply.kind !== 'records') throw unexpected(reply);
    return unpackRecords(reply.records);
  }

  async mend(groupIdx: number, offered: readonly ChosenValue[]): Promise<readonly LogRecord[]> {
    const records = offered.map((each) => ({ ...each, ballot: 0, chosen: true }));
    const packed = packWrites([{ groupIdx, records }]);
    const reply = await this.#link.ask({ kind: 'mend', offered: packed }, transferOf(packed));
    if (reply.kind !== 'records') throw unexpected(reply);
    return unpackRecords(reply.records);
  }

  async close(): Promise<void> {
    await this.#link.ask({ kind: 'close' });
    await this.#link.end();
  }
}

/** Requests and replies in order, and what becomes of them if the thread dies. */
class WorkerLink {
  readonly #ended: Promise<void>;
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #died: GaiosError | undefined;

  constructor(engineOptions: EngineOptions) {
    this.#worker = startWorker(engineOptions);
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#die(`the storage thread failed: ${String(error)}`));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#die('the storage thread has ended');
        resolve();
      });
    });
  }

  ask(request: WorkerRequest, transfer: readonly ArrayBuffer[] = []): Promise<WorkerReply> {
    if (this.#died) return Promise.reject(this.#died);
    this.#worker.postMessage(request, transfer);
    return this.next();
  }

  /** An open store alone does not keep the process alive; one that someone waits for does. */
  next(): Promise<WorkerReply> {
    this.#worker.ref();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Waits for the thread, which ends by itself after `close` or a failed opening. */
  end(): Promise<void> {
    this.#worker.ref();
    return this.#ended;
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if (reply.kind === 'failed') waiting?.reject(fromErrorMessage(reply.error));
    else waiting?.resolve(reply);
  }

  #die(reason: string): void {
    this.#died ??= new GaiosError('STORAGE_IO', reason);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#died);
  }
}

/**
 * `#worker` is the built file, or, under the source condition, a few lines of plain JavaScript that teach the thread
 * TypeScript first: a worker does not inherit the loader of the tests, and Node 20 has none of its own.
 */
function startWorker(engineOptions: EngineOptions): Worker {
  const url = import.meta.resolve('#worker');
  const execArgv = url.endsWith('.mjs') ? ['--conditions=@gaios/source'] : [];
  return new Worker(new URL(url), { workerData: { engineOptions }, execArgv });
}

function unexpected(reply: WorkerReply): GaiosError {
  return new GaiosError('STORAGE_IO', `the storage thread answered out of turn: ${reply.kind}`);
}
