/**
 * One side of a transfer, in a process of its own: a checkpoint store, the exchange of one group and a transport, as a node
 * puts them together. And the plain copy that transfers are compared with: the same bytes, over the same connection.
 */

import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CheckpointExchange,
  threadCompression,
  TokenBucket,
  transferOptions,
  type CheckpointStore,
  type TransferEvent,
} from '@gaios/checkpoint';
import { decodePayload, encodePayload } from '@gaios/proto';
import { WebSocketTransport } from '@gaios/transport-ws';
import { systemClock, systemRandom, type Identity } from 'gaios';
import { GID, GROUP, openStore, systemTime, writeState, type StateOptions } from './checkpoint-world.ts';
import { PlainCopy } from './plain-copy.ts';
import { residentBytes } from './usage.ts';
import { serveChild } from './serve-child.ts';
import { SqliteBlocks, type SqliteBlocksOptions } from './sqlite-blocks.ts';

export interface SideOptions {
  readonly nodeId: number;
  readonly peer: { readonly nodeId: number; readonly address: string };
  readonly listenAddress: string;
  readonly folder: string;
  /** Of chunks; the default elsewhere. */
  readonly compress: boolean;
}

/** Memory is looked at so often: a chunk takes about as long. */
const LOOK_EVERY_MS = 20;
const BURST_BYTES = 256 * 1024;

class MemoryWatch {
  readonly #before: number;
  #most = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(before: number) {
    this.#before = before;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Bytes above what there was. */
  end(): number {
    clearInterval(this.#timer);
    this.#look();
    return this.#most - this.#before;
  }

  #look(): void {
    this.#most = Math.max(this.#most, residentBytes(process.pid));
  }
}

class Side {
  readonly store: CheckpointStore;
  readonly copy: PlainCopy;
  readonly #transport: WebSocketTransport;
  readonly #exchange: CheckpointExchange;
  readonly #peerUp: Promise<void>;
  readonly #root: string;
  #cameUp: () => void = () => {};
  chosenUpTo = 0;
  bytesSent = 0;
  #before = 0;
  #watch: MemoryWatch | undefined;
  #onEnd: ((event: TransferEvent) => void) | undefined;

  static async open(options: SideOptions): Promise<Side> {
    const side = new Side(await openStore(options.folder), options);
    await side.#start(options.nodeId);
    return side;
  }

  private constructor(store: CheckpointStore, { peer, listenAddress, folder, compress }: SideOptions) {
    this.store = store;
    this.#root = folder;
    const time = systemTime();
    const random = systemRandom();
    const ports = { clock: systemClock, random };
    const transport = new WebSocketTransport({ clusterName: 'bench', listenAddress, peers: [peer] }, ports);
    this.#transport = transport;
    const options = transferOptions({ rateBytesPerSecond: 0, compress });
    const send = (to: number, payload: Uint8Array): void => transport.send(to, 'bulk', payload);
    this.copy = new PlainCopy((payload) => send(peer.nodeId, payload));
    this.#exchange = new CheckpointExchange(
      {
        groupIdx: GROUP,
        time,
        store,
        compression: threadCompression,
        bucket: new TokenBucket(time, 0, BURST_BYTES),
        random,
        load: { transfers: 0 },
        send: (to, message) => send(to, encodePayload({ kind: 'checkpoint', message })),
        event: (event) => this.#told(event),
        gid: () => GID,
        peers: () => [peer.nodeId],
        chosenUpTo: () => this.chosenUpTo,
        isCaughtUp: () => true,
        minChosen: () => 1,
        isLeader: () => false,
        lost: () => {},
        install: ({ manifest }) => {
          this.chosenUpTo = manifest.instanceId;
          return Promise.resolve();
        },
      },
      options,
    );
    this.#peerUp = new Promise((resolve) => (this.#cameUp = resolve));
  }

  async #start(nodeId: number): Promise<void> {
    const identity: Identity = { nodeId, storageId: String(nodeId).padStart(32, '0'), boot: 1 };
    await this.#transport.start(identity, {
      onMessage: (from, payload) => this.#message(from.nodeId, payload),
      onPeerUp: () => this.#cameUp(),
      onPeerDown: () => {},
    });
  }

  up(): Promise<void> {
    return this.#peerUp;
  }

  /** Before anything travelled, also the plain copy, which leaves memory behind. */
  rest(): void {
    this.#before = residentBytes(process.pid);
  }

  watch(): void {
    this.#watch = new MemoryWatch(this.#before);
  }

  watched(): number {
    const grown = this.#watch?.end() ?? Number.NaN;
    this.#watch = undefined;
    return grown;
  }

  /** Resolves with how long it took until it was a checkpoint here, durable. */
  fetch(): Promise<number> {
    const begunMs = performance.now();
    return new Promise((resolve, reject) => {
      this.#onEnd = (event) => {
        if (event.kind === 'received') resolve(performance.now() - begunMs);
        else if (event.kind === 'failed') reject(new Error(`the transfer failed: ${event.reason}`));
      };
      this.#exchange.fetcher.need();
    });
  }

  async verify(): Promise<number> {
    const newest = this.store.newest(GROUP);
    if (newest === undefined) throw new Error('nothing was received');
    await this.store.verify(newest);
    return newest.manifest.bytesTotal;
  }

  /** The file that makes up the state, as bytes. */
  async sendPlainly(): Promise<void> {
    const newest = this.store.newest(GROUP);
    const file = newest?.manifest.files.at(-1);
    if (newest === undefined || file === undefined) throw new Error('there is nothing to copy');
    await this.copy.send(this.store.pathOf(newest, file));
  }

  receivePlainly(bytes: number): Promise<number> {
    return this.copy.receive(join(this.#root, 'plain'), bytes);
  }

  async close(): Promise<void> {
    await this.#exchange.stop();
    await this.#transport.close();
  }

  #told(event: TransferEvent): void {
    if (event.kind === 'sent') this.bytesSent = event.bytesSent;
    this.#onEnd?.(event);
  }

  #message(from: number, payload: Uint8Array): void {
    if (this.copy.took(payload)) return;
    const decoded = decodePayload(payload);
    if (decoded.kind === 'checkpoint') this.#exchange.receive(from, decoded.message);
  }
}

let side: Side | undefined;
let blocks: SqliteBlocks | undefined;

const here = (): Side => {
  if (side === undefined) throw new Error('not started');
  return side;
};

const fresh = async (path: string): Promise<number> => {
  const { size } = await stat(path);
  const file = await open(path);
  const buffer = Buffer.alloc(2 ** 20);
  // So that both are read from the same cache.
  for (let at = 0; at < size; at += buffer.length) await file.read(buffer, 0, buffer.length, at);
  await file.close();
  return size;
};

serveChild(
  {
    start: async (options: SideOptions) => {
      side = await Side.open(options);
    },
    up: () => here().up(),
    state: async (options: StateOptions): Promise<number> => {
      const { store } = here();
      const stored = await writeState(store, 1, options);
      const file = stored.manifest.files.at(-1);
      return file === undefined ? 0 : fresh(store.pathOf(stored, file));
    },
    rest: () => here().rest(),
    watch: () => here().watch(),
    watched: () => here().watched(),
    fetch: () => here().fetch(),
    verify: () => here().verify(),
    bytesSent: () => here().bytesSent,
    sendPlainly: () => here().sendPlainly(),
    receivePlainly: (bytes: number) => here().receivePlainly(bytes),
    removePlain: async (folder: string) => rm(join(folder, 'plain'), { force: true }),
    blocks: async (options: SqliteBlocksOptions) => {
      blocks = new SqliteBlocks(options);
      await blocks.fill();
      await blocks.checkpoint(here().store);
    },
    changeBlocks: async (share: number): Promise<number> => {
      if (blocks === undefined) throw new Error('there are no blocks');
      const changed = blocks.change(share);
      await blocks.checkpoint(here().store);
      return changed;
    },
  },
  async () => {
    blocks?.close();
    await side?.close();
  },
);
