/** What the tests of the transport share: real time, a log of what a node saw, transports that know each other. */

import type { Clock, Identity, Metrics, Random, TransportHandlers } from '@gaios/sm-base';
import { WebSocketTransport, type TransportOptions } from '../src/index.ts';

export const realClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  defer: (callback) => void setImmediate(callback),
};

export const realRandom: Random = {
  next: () => Math.random(),
  nextInteger: () => Math.floor(Math.random() * 2 ** 53),
};

export function identity(nodeId: number, boot = 1, disk = nodeId): Identity {
  return { nodeId, storageId: disk.toString(16).padStart(32, '0'), boot };
}

export interface Seen {
  readonly from: Identity;
  readonly payload: Uint8Array;
  readonly channel: string;
}

/** Records calls as they come. */
export class Log implements TransportHandlers {
  readonly messages: Seen[] = [];
  readonly ups: Identity[] = [];
  readonly downs: { nodeId: number; reason: string }[] = [];

  onMessage(from: Identity, payload: Uint8Array, channel: string): void {
    this.messages.push({ from, payload, channel });
  }

  onPeerUp(peer: Identity): void {
    this.ups.push(peer);
  }

  onPeerDown(nodeId: number, reason: string): void {
    this.downs.push({ nodeId, reason });
  }

  texts(): string[] {
    return this.messages.map(({ payload }) => Buffer.from(payload).toString());
  }
}

export class Counts implements Metrics {
  readonly counts = new Map<string, number>();

  count(name: string, by = 1, labels: Readonly<Record<string, string>> = {}): void {
    for (const key of [name, ...Object.entries(labels).map(([k, v]) => `${name} ${k}=${v}`)]) {
      this.counts.set(key, (this.counts.get(key) ?? 0) + by);
    }
  }

  gauge(): void {}

  observe(): void {}

  get(name: string): number {
    return this.counts.get(`gaios_transport_${name}`) ?? 0;
  }
}

/** Real sockets need real time; nothing waits longer than this. */
const waitMaxMs = 15_000;

export async function eventually(condition: () => boolean, what = condition.toString()): Promise<void> {
  const end = Date.now() + waitMaxMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`);
    await pause(5);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

export const secret = 'a secret of the tests, no other';

/** Quick to retry, so that tests are. */
export const quick = {
  dialStaggerMs: 0,
  backoffMinMs: 5,
  backoffMaxMs: 50,
  refusedRetryMs: 200,
  settleMs: 300,
} as const;

export interface TestNode {
  readonly transport: WebSocketTransport;
  readonly log: Log;
  readonly metrics: Counts;
  readonly identity: Identity;
}

export type NodeSetup = Partial<Omit<TransportOptions, 'peers'>> & {
  readonly identity: Identity;
  readonly peers?: TransportOptions['peers'];
};

const running = new Set<WebSocketTransport>();

export async function startNode(setup: NodeSetup): Promise<TestNode> {
  const { identity: self, tuning, ...rest } = setup;
  const [log, metrics] = [new Log(), new Counts()];
  const options = { clusterName: 'test', listenAddress: '127.0.0.1:0', peers: [], ...rest };
  const transport = new WebSocketTransport(
    { ...options, tuning: { ...quick, ...tuning } },
    { clock: realClock, random: realRandom, metrics },
  );
  running.add(transport);
  await transport.start(self, log);
  return { transport, log, metrics, identity: self };
}

/** Everybody learns everybody's address. */
export function introduce(...nodes: readonly TestNode[]): void {
  const peers = nodes.map((node) => addressOf(node));
  for (const node of nodes) node.transport.setPeers(peers);
}

export function addressOf(node: TestNode): { nodeId: number; address: string } {
  return { nodeId: node.identity.nodeId, address: node.transport.address! };
}

export async function startPair(
  setup: Partial<NodeSetup> = {},
  other: Partial<NodeSetup> = {},
): Promise<[TestNode, TestNode]> {
  const one = await startNode({ secret, ...setup, identity: setup.identity ?? identity(1) });
  const two = await startNode({ secret, ...setup, ...other, identity: other.identity ?? identity(2) });
  introduce(one, two);
  return [one, two];
}

export function isUp(node: TestNode, to: number): boolean {
  return node.transport.peers().some(({ nodeId, state }) => nodeId === to && state === 'up');
}

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  const all = [...running];
  running.clear();
  await Promise.all(all.map((transport) => transport.close()));
}
