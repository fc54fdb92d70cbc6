/**
 * A node of a cluster that is under load while it sends a checkpoint. Each group has a state of a given size, which is the same
 * on all nodes, takes no memory, and cannot be compressed.
 */

import { constants, setPriority } from 'node:os';
import {
  Node,
  SnapshotStateMachine,
  systemClock,
  systemRandom,
  type CheckpointProgress,
  type NodeAddress,
  type Snapshot,
} from 'gaios';
import { HeldTransport } from './held-transport.ts';
import { Clients } from './clients.ts';
import { serveChild } from './serve-child.ts';

export interface ShippingOptions {
  readonly nodeId: number;
  readonly nodes: readonly NodeAddress[];
  readonly dataDir: string;
  readonly groups: number;
  /** Of group 0. */
  readonly stateBytes: number;
  /** To the other processes, with and without a transfer. */
  readonly yields: boolean;
}

export interface ShippingLoad {
  /** Of the group whose checkpoint is shipped, and as many of the others together. */
  readonly clients: number;
  readonly valueBytes: number;
}

/** Since the start of this process. */
export interface ShippingCounts {
  readonly atMs: number;
  /** Calls that were answered: of the group whose checkpoint is shipped, and of the others. */
  readonly shipped: number;
  readonly others: number;
  readonly errors: number;
  /** Of the transfer. */
  readonly bytesDone: number;
  readonly sent: number;
}

const CLUSTER = 'bench';
const MACHINE_ID = 1;
const CALL_TIMEOUT_MS = 60_000;
const PIECE_BYTES = 256 * 1024;
const PRIORITY_STEP_MS = 1_000;

/** A noise that is the same everywhere (xorshift). */
const noise = (): Uint8Array => {
  const words = new Uint32Array(PIECE_BYTES / 4);
  let word = 2_463_534_242;
  for (let at = 0; at < words.length; at++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    words[at] = word;
  }
  return new Uint8Array(words.buffer);
};

class Heavy extends SnapshotStateMachine<undefined> {
  readonly smId = MACHINE_ID;
  readonly #bytes: number;

  constructor(bytes: number) {
    super();
    this.#bytes = bytes;
  }

  execute(): undefined {
    return undefined;
  }

  override beginSnapshot(): Snapshot {
    const piece = noise();
    const count = Math.ceil(this.#bytes / PIECE_BYTES);
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < count; at++) yield await Promise.resolve(piece);
    };
    return { bytes: pieces(), abort: () => {} };
  }

  override async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of bytes) void piece;
  }
}

let node: Node | undefined;
let transport: HeldTransport | undefined;
const shipped = new Clients();
const others = new Clients();
let progress: CheckpointProgress | undefined;
let sent = 0;

const running = (): Node => {
  if (node === undefined) throw new Error('not started');
  return node;
};

const value = (bytes: number): Uint8Array => noise().slice(0, bytes);

serveChild(
  {
    start: async ({ nodeId, nodes, dataDir, groups, stateBytes, yields }: ShippingOptions) => {
      // Before there are threads, which take it over.
      if (yields) setPriority(constants.priority.PRIORITY_LOW);
      const last = nodes.length;
      const listenAddress = nodes.find((each) => each.nodeId === nodeId)?.address ?? '';
      transport = new HeldTransport(
        { clusterName: CLUSTER, listenAddress, peers: nodes },
        { clock: systemClock, random: systemRandom() },
      );
      node = await Node.run({
        nodeId,
        nodes,
        dataDir,
        clusterName: CLUSTER,
        ports: { transport },
        groupCount: groups,
        stateMachines: (groupIdx) => [new Heavy(groupIdx === 0 ? stateBytes : 0)],
        timeoutMs: CALL_TIMEOUT_MS,
        // Node 1 leads: a receiver takes its checkpoint from another one.
        masterPriority: last - nodeId,
        tuning: {
          electionPriorityMs: PRIORITY_STEP_MS,
          // Only when it is asked for, and the log goes at once: an empty node needs a checkpoint then.
          checkpointEveryInstances: 0,
          checkpointEveryBytes: 0,
          holdLogCount: 0,
          cleanSettleMs: 0,
        },
      });
      node.on('checkpointProgress', (event) => void (progress = event));
      node.on('checkpointSent', () => sent++);
    },
    leaders: () =>
      running()
        .status()
        .groups.map(({ leader }) => leader),
    checkpoint: () => running().checkpoint(0, { timeoutMs: CALL_TIMEOUT_MS }),
    /** First instance of group 0 in the log. */
    minChosen: () => running().status().groups[0]?.minChosen,
    propose: async (count: number) => {
      for (let at = 0; at < count; at++) await running().propose(0, value(100), MACHINE_ID);
    },
    load: ({ clients, valueBytes }: ShippingLoad): void => {
      const target = running();
      const bytes = value(valueBytes);
      const count = target.status().groups.length - 1;
      shipped.begin(clients, () => target.propose(0, bytes, MACHINE_ID));
      others.begin(clients, (at) => target.propose((at % count) + 1, bytes, MACHINE_ID));
    },
    endLoad: () => Promise.all([shipped.end(), others.end()]),
    counts: (): ShippingCounts => ({
      atMs: performance.now(),
      shipped: shipped.calls,
      others: others.calls,
      errors: shipped.errors + others.errors,
      bytesDone: progress?.bytesDone ?? 0,
      sent,
    }),
    hold: (isHeld: boolean) => (isHeld ? transport?.hold() : transport?.release()),
  },
  async () => node?.close(),
);
