/**
 * One node of `bench master`, in a process of its own: options at their defaults, but leases may be read by and one node may
 * be preferred. Frames are counted at the transport port, so heartbeats and their answers are among them.
 */

import { WebSocketTransport } from '@gaios/transport-ws';
import {
  Node,
  StateMachine,
  systemClock,
  systemRandom,
  type Channel,
  type NodeAddress,
  type Transport,
} from 'gaios';
import { Histogram } from './histogram.ts';
import { serveChild } from './serve-child.ts';

export interface MasterChildOptions {
  readonly nodeId: number;
  readonly nodes: readonly NodeAddress[];
  readonly dataDir: string;
  readonly groups: number;
  /** 0 to 10. */
  readonly priority: number;
}

/** Masters of all groups, by this node's own knowledge; `since`: when the last of them was seen, ms since 1970. */
export interface Settled {
  readonly all: boolean;
  readonly sinceMs: number;
}

export interface Traffic {
  readonly frames: number;
  readonly commits: number;
  readonly chosenUpTo: number;
}

export interface LoopResult {
  readonly calls: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
  readonly firstError: string;
  /** When calls ended, ms since 1970, in order. */
  readonly endsMs: readonly number[];
}

export interface LoopOptions {
  readonly what: 'propose' | 'lease' | 'linearizable';
  readonly clients: number;
  readonly measureMs: number;
  /** Told apart from those of other loops. */
  readonly loop: number;
}

const MACHINE_ID = 1;
const POLL_MS = 5;
const CALL_TIMEOUT_MS = 30_000;

/** Counts how often it met each operation, by its name. */
class Tally extends StateMachine<number> {
  readonly smId = MACHINE_ID;
  readonly #met = new Map<string, number>();

  execute(value: Uint8Array): number {
    const name = Buffer.from(value).toString('latin1');
    const count = (this.#met.get(name) ?? 0) + 1;
    this.#met.set(name, count);
    return count;
  }

  override query(): number {
    return this.#met.size;
  }

  get most(): number {
    return Math.max(0, ...this.#met.values());
  }

  get size(): number {
    return this.#met.size;
  }
}

let node: Node | undefined;
let tally: Tally | undefined;
let frames = 0;
let commits = 0;

/** The transport itself, with its frames counted. */
const counted = (transport: WebSocketTransport): Transport => ({
  start: (self, handlers) => transport.start(self, handlers),
  send: (to: number, channel: Channel, payload: Uint8Array) => {
    frames++;
    transport.send(to, channel, payload);
  },
  sendUrgent: (to: number, payload: Uint8Array) => {
    frames++;
    transport.sendUrgent(to, payload);
  },
  setPeers: (peers) => transport.setPeers(peers),
  peers: () => transport.peers(),
  close: () => transport.close(),
});

const running = (): Node => {
  if (node === undefined) throw new Error('not started');
  return node;
};

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const nowMs = (): number => performance.timeOrigin + performance.now();

const start = async ({ nodeId, nodes, dataDir, groups, priority }: MasterChildOptions): Promise<number> => {
  const begunMs = performance.now();
  const listenAddress = nodes.find((each) => each.nodeId === nodeId)?.address ?? '';
  const clusterName = 'bench';
  const parts = { clock: systemClock, random: systemRandom() };
  const transport = counted(new WebSocketTransport({ clusterName, listenAddress, peers: nodes }, parts));
  node = await Node.run({
    nodeId,
    nodes,
    dataDir,
    clusterName,
    groupCount: groups,
    stateMachines: (groupIdx) => {
      const machine = new Tally();
      if (groupIdx === 0) tally = machine;
      return [machine];
    },
    timeoutMs: CALL_TIMEOUT_MS,
    leaseReads: true,
    masterPriority: priority,
    ports: { transport },
  });
  node.on('commit', () => commits++);
  return performance.now() - begunMs;
};

/** A master is known here, is not the one that is gone, and, if it is this node, may act as master. */
const isSettled = (groupIdx: number, gone: number): boolean => {
  const master = running().getMaster(groupIdx);
  if (master === 0 || master === gone) return false;
  return master !== running().nodeId || running().isMaster(groupIdx);
};

const settle = async (options: { groups: number; gone: number; timeoutMs: number }): Promise<Settled> => {
  const untilMs = nowMs() + options.timeoutMs;
  let left = Array.from({ length: options.groups }, (_, groupIdx) => groupIdx);
  for (;;) {
    left = left.filter((groupIdx) => !isSettled(groupIdx, options.gone));
    if (left.length === 0 || nowMs() > untilMs) return { all: left.length === 0, sinceMs: nowMs() };
    await sleep(POLL_MS);
  }
};

/** Hands over what this node is master of. */
const giveAll = async ({ groups, to }: { groups: number; to: number }): Promise<number> => {
  let given = 0;
  for (let groupIdx = 0; groupIdx < groups; groupIdx++) {
    if (!running().isMaster(groupIdx)) continue;
    await running().transferMaster(groupIdx, to);
    given++;
  }
  return given;
};

const callOf = ({ what, loop }: LoopOptions): ((client: number, at: number) => Promise<unknown>) => {
  const target = running();
  if (what !== 'propose') return () => target.read(0, MACHINE_ID, null, { consistency: what });
  return (client, at) => target.propose(0, Buffer.from(`${loop}/${client}/${at}`, 'latin1'), MACHINE_ID);
};

const loop = async (options: LoopOptions): Promise<LoopResult> => {
  const call = callOf(options);
  const histogram = new Histogram();
  const endsMs: number[] = [];
  let errors = 0;
  let firstError = '';
  const begunMs = performance.now();
  const untilMs = begunMs + options.measureMs;
  const client = async (index: number): Promise<void> => {
    for (let at = 0; performance.now() < untilMs; at++) {
      const startMs = performance.now();
      try {
        await call(index, at);
        histogram.record(performance.now() - startMs);
        if (options.what === 'propose') endsMs.push(nowMs());
      } catch (error) {
        if (errors++ === 0) firstError = String(error);
        await sleep(POLL_MS);
      }
    }
  };
  await Promise.all(Array.from({ length: options.clients }, (_, index) => client(index)));
  return {
    calls: histogram.count,
    elapsedMs: performance.now() - begunMs,
    p50Ms: histogram.percentileMs(0.5),
    p99Ms: histogram.percentileMs(0.99),
    errors,
    firstError,
    endsMs,
  };
};

/** From call to answer, ms since 1970. */
const transfer = async ({ to }: { to: number }): Promise<{ fromMs: number; toMs: number }> => {
  const fromMs = nowMs();
  await running().transferMaster(0, to);
  return { fromMs, toMs: nowMs() };
};

serveChild(
  {
    start,
    settle,
    giveAll,
    loop,
    transfer,
    traffic: (): Traffic => {
      const chosenUpTo = running().getNowInstanceId(0) - 1;
      return { frames, commits, chosenUpTo };
    },
    master: (): number => running().getMaster(0),
    tally: (): { most: number; size: number } => ({ most: tally?.most ?? 0, size: tally?.size ?? 0 }),
  },
  async () => {
    await node?.close();
  },
);
