/** Nodes with checkpoints on virtual time, memory and a network that loses, doubles, disorders and corrupts. */

import type { Clock } from '@gaios/sm-base';
import { decodePayload, encodePayload, manifestCodec } from '@gaios/proto';
import { MemoryVolume, SeededRandom, VirtualClock, type ClockView } from '@gaios/testkit';
import {
  CheckpointExchange,
  CheckpointStore,
  CheckpointWriter,
  directCompression,
  TokenBucket,
  transferOptions,
  type CheckpointMessage,
  type Due,
  type SharedLoad,
  type StoredCheckpoint,
  type Time,
  type TransferEvent,
  type TransferOptions,
} from '../src/index.ts';

export const ROOT = '/data/checkpoints';
export const GROUP = 3;
export const GID = 77;

/** As `Deadlines` of packages/node, with a timer each. */
export const timeOf = (clock: Clock): Time => {
  const versions = new WeakMap<Due, number>();
  const next = (due: Due): number => {
    const version = (versions.get(due) ?? 0) + 1;
    versions.set(due, version);
    return version;
  };
  return {
    nowMs: () => clock.monotonicMs(),
    deadlines: {
      set: (due, dueMs) => {
        const version = next(due);
        due.dueMs = dueMs;
        due.heapIndex = dueMs === Infinity ? -1 : 0;
        if (dueMs === Infinity) return;
        clock.setTimer(dueMs - clock.monotonicMs(), () => {
          if (versions.get(due) !== version) return;
          due.heapIndex = -1;
          due.onDue(clock.monotonicMs());
        });
      },
      remove: (due) => {
        next(due);
        due.heapIndex = -1;
      },
    },
  };
};

export interface TestFile {
  readonly smId: number;
  readonly path: string;
  readonly bytes: Uint8Array;
}

export const openStore = (volume: MemoryVolume, keep?: number): Promise<CheckpointStore> =>
  CheckpointStore.open(
    { files: volume.open(), codec: manifestCodec },
    { root: ROOT, ...(keep !== undefined && { keep }) },
  );

export const writeCheckpoint = async (
  store: CheckpointStore,
  instanceId: number,
  files: readonly TestFile[],
  groupIdx = GROUP,
): Promise<StoredCheckpoint> => {
  const writer = await CheckpointWriter.begin(store, groupIdx, { syncEveryBytes: 64 * 1024 });
  await writer.addFramework(new TextEncoder().encode(`framework at ${instanceId}`));
  for (const smId of new Set(files.map((file) => file.smId))) writer.addMachine(smId, instanceId);
  for (const { smId, path, bytes } of files) await writer.addFile(smId, path, [bytes]);
  return writer.finish({ gid: GID, instanceId, checksum: 7, configuration: new Uint8Array([1, 2]) });
};

/** Bytes that cannot be compressed. */
export const noise = (length: number, seed = 1): Uint8Array => new SeededRandom(seed).bytes(length);

export interface Weather {
  readonly lose?: number;
  readonly double?: number;
  readonly disorder?: number;
  /** A bit of the content of a message flips. */
  readonly corrupt?: number;
}

export class TestNode {
  readonly id: number;
  readonly volume: MemoryVolume;
  readonly world: World;
  readonly events: TransferEvent[] = [];
  readonly lost: StoredCheckpoint[] = [];
  readonly installed: StoredCheckpoint[] = [];
  chosenUpTo = 0;
  caughtUp = true;
  isNeeded = true;
  isLeader = false;
  minChosen = 1;
  failInstalls = 0;
  gid = GID;
  /** Up to there the group was in another life, that of `formerGid`. */
  repairedAt = 0;
  formerGid = 0;
  load: SharedLoad = { transfers: 0 };
  up = false;
  store!: CheckpointStore;
  exchange!: CheckpointExchange;
  #clock!: ClockView;

  constructor(world: World, id: number, volume: MemoryVolume) {
    this.world = world;
    this.id = id;
    this.volume = volume;
    volume.onCrash = () => this.down();
  }

  async start(): Promise<void> {
    this.#clock = this.world.clock.view();
    this.load = { transfers: 0 };
    const time = timeOf(this.#clock);
    this.store = await openStore(this.volume);
    this.up = true;
    const { options } = this.world;
    this.exchange = new CheckpointExchange(
      {
        groupIdx: GROUP,
        time,
        store: this.store,
        compression: directCompression,
        bucket: new TokenBucket(time, options.rateBytesPerSecond, 256 * 1024),
        random: this.world.random.fork(),
        load: this.load,
        send: (to, message) => this.world.send(this.id, to, message),
        event: (event) => void this.events.push(event),
        gid: () => this.gid,
        gidAt: (instanceId) => (instanceId <= this.repairedAt ? this.formerGid : this.gid),
        peers: () => [...this.world.nodes.keys()].filter((id) => id !== this.id),
        chosenUpTo: () => this.chosenUpTo,
        isUp: (peer) => this.world.node(peer).up,
        isNeeded: () => this.isNeeded,
        isCaughtUp: () => this.caughtUp,
        minChosen: () => this.minChosen,
        isLeader: () => this.isLeader,
        lost: (checkpoint) => void this.lost.push(checkpoint),
        install: (checkpoint) => this.#install(checkpoint),
      },
      options,
    );
  }

  /** The process is gone. */
  down(): void {
    if (!this.up) return;
    this.up = false;
    this.#clock.stop();
  }

  kill(): void {
    this.volume.kill();
    this.down();
  }

  crash(): void {
    this.down();
    this.volume.crash();
  }

  async restart(): Promise<void> {
    await this.start();
    for (const node of this.world.nodes.values()) {
      if (node === this || !node.up) continue;
      node.exchange.reconnected(this.id);
      this.exchange.reconnected(node.id);
    }
  }

  count(kind: TransferEvent['kind']): number {
    return this.events.filter((event) => event.kind === kind).length;
  }

  failures(): string[] {
    return this.events.flatMap((event) => (event.kind === 'failed' ? [event.reason] : []));
  }

  async #install(checkpoint: StoredCheckpoint): Promise<void> {
    await this.store.framework(checkpoint);
    if (this.failInstalls-- > 0) throw new Error('not this time');
    this.installed.push(checkpoint);
    this.gid = checkpoint.manifest.gid;
    this.chosenUpTo = checkpoint.manifest.instanceId;
  }
}

export class World {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly nodes = new Map<number, TestNode>();
  readonly options: TransferOptions;
  weather: Weather = {};
  /** Messages sent, and their bytes, by sender. */
  readonly sent = new Map<number, { messages: number; bytes: number }>();
  /** Sees each message before the network does; false: it is lost. */
  watch: (from: number, to: number, message: CheckpointMessage) => boolean = () => true;

  constructor(seed = 1, options: Partial<TransferOptions> = {}) {
    this.random = new SeededRandom(seed);
    this.options = transferOptions({
      chunkBytes: 16 * 1024,
      windowBytes: 128 * 1024,
      rateBytesPerSecond: 0,
      markEveryBytes: 64 * 1024,
      ...options,
    });
  }

  async add(id: number): Promise<TestNode> {
    const node = new TestNode(this, id, new MemoryVolume({ seed: this.random.nextInteger() }));
    this.nodes.set(id, node);
    await node.start();
    return node;
  }

  node(id: number): TestNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new RangeError(`no node ${id}`);
    return node;
  }

  send(from: number, to: number, message: CheckpointMessage): void {
    if (this.nodes.get(from)?.up !== true || !this.watch(from, to, message)) return;
    // A copy, as on a wire: nobody may count on what the sender does with its bytes.
    const payload = encodePayload({ kind: 'checkpoint', message }).slice();
    const sum = this.sent.get(from) ?? { messages: 0, bytes: 0 };
    this.sent.set(from, { messages: sum.messages + 1, bytes: sum.bytes + payload.length });
    const { lose = 0, double = 0, disorder = 0, corrupt = 0 } = this.weather;
    if (this.random.chance(lose)) return;
    const copies = this.random.chance(double) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const delayMs = 1 + (this.random.chance(disorder) ? this.random.below(20) : 0);
      this.clock.setTimer(delayMs, () => this.#deliver(from, to, payload, this.random.chance(corrupt)));
    }
  }

  #deliver(from: number, to: number, payload: Uint8Array, corrupt: boolean): void {
    const node = this.nodes.get(to);
    if (node?.up !== true) return;
    const decoded = decodePayload(payload.slice());
    if (decoded.kind !== 'checkpoint') throw new Error(decoded.kind);
    const { message } = decoded;
    node.exchange.receive(from, corrupt ? this.#corrupted(message) : message);
  }

  /** What a frame's checksum would not let through, and this one must not either. */
  #corrupted(message: CheckpointMessage): CheckpointMessage {
    if (message.kind === 'SendFile' && message.data.length > 0) {
      const data = message.data.slice();
      const at = this.random.below(data.length);
      data[at] = (data[at] ?? 0) ^ (1 << this.random.below(8));
      return { ...message, data };
    }
    if (message.kind === 'SendFile') return { ...message, offset: message.offset + 4096 };
    if (message.kind === 'BlockHashes') return { ...message, block: message.block + 1 };
    return message;
  }
}

/** All bytes of a checkpoint, by name. */
export const contentOf = async (
  store: CheckpointStore,
  checkpoint: StoredCheckpoint,
): Promise<Map<string, string>> => {
  await store.verify(checkpoint);
  return new Map(
    checkpoint.manifest.files.map(({ smId, path, sha256 }) => [`${smId}/${path}`, sha256] as const),
  );
};
