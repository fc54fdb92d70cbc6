/**
 * `Transport` in memory. A `MemoryNetwork` connects the nodes of one cluster; what becomes of a payload is decided by
 * the network's random source when it is sent, and it arrives by the network's clock: the same seed gives the same
 * run. Without faults it keeps the contract of the port: each payload at most once and, per peer and channel, in order.
 */

import type {
  Channel,
  Identity,
  PeerAddress,
  PeerStatus,
  Transport,
  TransportHandlers,
} from '@gaios/sm-base';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How one direction of a link behaves. */
export interface LinkBehaviour {
  /** Time on the way, ms, uniform between the two. */
  readonly delayMs: readonly [number, number];
  /** Probability that a payload is lost although the connection lives. */
  readonly dropRate: number;
  /** Probability that a payload arrives twice; beyond what the port allows. */
  readonly duplicateRate: number;
  /** Payloads may overtake each other; beyond what the port allows. */
  readonly reorder: boolean;
}

const linkDefault: LinkBehaviour = { delayMs: [0.1, 0.5], dropRate: 0, duplicateRate: 0, reorder: false };

/** How long a connection takes to come up, ms. */
const connectMs = 1;

interface Attached {
  readonly self: Identity;
  readonly handlers: TransportHandlers;
  readonly transport: MemoryTransport;
}

/** One life of a connection between two nodes. Payloads belong to it and are lost with it. */
interface Connection {
  open: boolean;
}

/** Payloads of one sender to one receiver on one lane stay in order. */
interface Lane {
  lastDueMs: number;
}

interface Message {
  readonly channel: Channel;
  readonly payload: Uint8Array;
  readonly lane: string;
  /** Told how many bytes set out (positive) and arrived (negative). */
  readonly progress: (bytes: number) => void;
}

export interface PayloadSeen {
  readonly from: number;
  readonly to: number;
  readonly channel: Channel;
  readonly payload: Uint8Array;
}

export class MemoryNetwork {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #attached = new Map<number, Attached>();
  readonly #connections = new Map<string, Connection>();
  readonly #lanes = new Map<string, Lane>();
  /** Pairs that cannot connect, `low-high`. */
  readonly #disconnected = new Set<string>();
  /** Directions that swallow everything while the connection seems to live, `from>to`. */
  readonly #blocked = new Set<string>();
  readonly #links = new Map<string, Partial<LinkBehaviour>>();
  #behaviour: LinkBehaviour;
  /** Payloads so far. */
  sent = 0;
  delivered = 0;
  lost = 0;
  /** Decides before chance does: return false to lose this payload. For schedules that must lose exactly these. */
  filter: ((seen: PayloadSeen) => boolean) | undefined;

  constructor(clock: VirtualClock, random: SeededRandom, behaviour: Partial<LinkBehaviour> = {}) {
    this.#clock = clock;
    this.#random = random;
    this.#behaviour = { ...linkDefault, ...behaviour };
  }

  /** The transport of one life of a node. Its peers are all others that are attached, until it is told which. */
  transport(): MemoryTransport {
    return new MemoryTransport(this);
  }

  /** Changes how all links behave that have no behaviour of their own. */
  setBehaviour(behaviour: Partial<LinkBehaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...behaviour };
  }

  /** Changes one direction; `{}` gives it back to the common behaviour. */
  setLink(from: number, to: number, behaviour: Partial<LinkBehaviour>): void {
    this.#links.set(direction(from, to), behaviour);
  }

  /** Breaks the connection; both sides hear of it. It stays down until `connect`. */
  disconnect(a: number, b: number): void {
    this.#disconnected.add(pair(a, b));
    this.#breakConnection(a, b, 'disconnected');
  }

  connect(a: number, b: number): void {
    this.#disconnected.delete(pair(a, b));
    this.#dial(a, b);
  }

  /** Swallows what goes from one to the other; neither hears of it. */
  block(from: number, to: number): void {
    this.#blocked.add(direction(from, to));
  }

  unblock(from: number, to: number): void {
    this.#blocked.delete(direction(from, to));
  }

  /**
   * Cuts every pair that is not within one of the sides; nodes that are in no side are alone. `silent`: by
   * `block`, so that only timeouts tell. It replaces an earlier partition.
   */
  partition(sides: readonly (readonly number[])[], options: { readonly silent?: boolean } = {}): void {
    this.heal();
    const nodes = [...this.#attached.keys(), ...sides.flat()];
    const sideOf = (node: number): number => sides.findIndex((side) => side.includes(node));
    for (const a of new Set(nodes)) {
      for (const b of new Set(nodes)) {
        if (a === b || (sideOf(a) >= 0 && sideOf(a) === sideOf(b))) continue;
        if (options.silent) this.block(a, b);
        else if (a < b) this.disconnect(a, b);
      }
    }
  }

  /** Undoes every disconnect, block and partition. */
  heal(): void {
    this.#blocked.clear();
    this.#disconnected.clear();
    this.#dialAll();
  }

  /** The process of a node is gone: its transport is dead, its payloads on the way are lost, its peers hear of it. */
  crash(nodeId: number): void {
    const attached = this.#attached.get(nodeId);
    if (!attached) return;
    this.#attached.delete(nodeId);
    for (const peer of this.#attached.values()) this.#hangUp(peer, nodeId, 'connection reset', 0);
  }

  /** @internal */
  attach(attached: Attached): void {
    this.crash(attached.self.nodeId);
    this.#attached.set(attached.self.nodeId, attached);
    for (const other of this.#attached.keys()) {
      if (other !== attached.self.nodeId) this.#dial(attached.self.nodeId, other);
    }
  }

  /** @internal Its peers have changed: strangers are cut off, others are dialled. */
  refresh(transport: MemoryTransport): void {
    const nodeId = transport.self?.nodeId;
    if (nodeId === undefined || this.#attached.get(nodeId)?.transport !== transport) return;
    for (const other of this.others(nodeId)) {
      if (this.#areAcquainted(nodeId, other)) this.#dial(nodeId, other);
      else this.#breakConnection(nodeId, other, 'no peer any more');
    }
  }

  /** @internal What it has sent still arrives, then its peers hear that it is gone. */
  detach(transport: MemoryTransport): void {
    const attached = [...this.#attached.values()].find((each) => each.transport === transport);
    if (!attached) return;
    const { nodeId } = attached.self;
    this.#attached.delete(nodeId);
    for (const peer of this.#attached.values())
      this.#hangUp(peer, nodeId, 'closed', this.#flushMs(nodeId, peer));
  }

  /** @internal */
  isUp(a: number, b: number): boolean {
    return this.#connections.get(pair(a, b))?.open === true;
  }

  /** @internal */
  others(nodeId: number): number[] {
    return [...this.#attached.keys()].filter((other) => other !== nodeId).toSorted((a, b) => a - b);
  }

  /** @internal False if there is no connection to put it on. */
  carry(transport: MemoryTransport, to: number, message: Message): boolean {
    // A transport whose node crashed may still be called, even when a later life of that node is attached.
    const sender = transport.self;
    if (!sender || this.#attached.get(sender.nodeId)?.transport !== transport) return false;
    const connection = this.#connections.get(pair(sender.nodeId, to));
    if (!connection?.open) return false;
    const from = sender.nodeId;
    const { channel, payload, lane, progress } = message;
    const seen = { from, to, channel, payload };
    this.sent++;
    const own = this.#links.get(direction(from, to));
    const { dropRate, duplicateRate, delayMs, reorder } = own
      ? { ...this.#behaviour, ...own }
      : this.#behaviour;
    // Every draw is made for every payload, so that a filter or a cut does not shift the random stream.
    const dropped = this.#random.chance(dropRate);
    const copies = this.#random.chance(duplicateRate) ? 2 : 1;
    const delays = [this.#random.between(...delayMs), this.#random.between(...delayMs)];
    if (this.filter?.(seen) === false || dropped || this.#blocked.has(direction(from, to))) {
      this.lost++;
      return true;
    }
    for (const delay of delays.slice(0, copies)) {
      const dueMs = reorder ? this.#clock.monotonicMs() + delay : this.#dueInOrder(from, to, lane, delay);
      const copy = new Uint8Array(payload); // the bytes belong to the receiver, who may keep views of them
      progress(copy.length);
      this.#clock.setTimer(dueMs - this.#clock.monotonicMs(), () => {
        progress(-copy.length);
        this.#deliver(connection, sender, { ...seen, payload: copy });
      });
    }
    return true;
  }

  #deliver(connection: Connection, sender: Identity, seen: PayloadSeen): void {
    const receiver = this.#attached.get(seen.to);
    if (!receiver || !connection.open || this.#blocked.has(direction(seen.from, seen.to))) {
      this.lost++;
      return;
    }
    this.delivered++;
    receiver.handlers.onMessage(sender, seen.payload, seen.channel);
  }

  #dueInOrder(from: number, to: number, laneName: string, delayMs: number): number {
    const key = `${direction(from, to)} ${laneName}`;
    const lane = this.#lanes.get(key) ?? { lastDueMs: 0 };
    this.#lanes.set(key, lane);
    lane.lastDueMs = Math.max(lane.lastDueMs, this.#clock.monotonicMs() + delayMs);
    return lane.lastDueMs;
  }

  /** How long until what `from` has sent to a peer has arrived. */
  #flushMs(from: number, to: Attached): number {
    const prefix = `${direction(from, to.self.nodeId)} `;
    const lanes = [...this.#lanes].filter(([key]) => key.startsWith(prefix));
    return Math.max(0, ...lanes.map(([, lane]) => lane.lastDueMs - this.#clock.monotonicMs()));
  }

  #dialAll(): void {
    const nodes = [...this.#attached.keys()].toSorted((a, b) => a - b);
    for (const a of nodes) for (const b of nodes) if (a < b) this.#dial(a, b);
  }

  /** Connects two nodes after a moment, if both are there and nothing is between them by then. */
  #dial(a: number, b: number): void {
    this.#clock.setTimer(connectMs, () => {
      const [left, right] = [this.#attached.get(Math.min(a, b)), this.#attached.get(Math.max(a, b))];
      if (!left || !right || this.#disconnected.has(pair(a, b)) || this.isUp(a, b)) return;
      if (!this.#areAcquainted(a, b)) return;
      // Both say what they have to say, as in a handshake. One that is refused does not try again by itself.
      const refusals = [tellRefusal(left, right), tellRefusal(right, left)];
      if (refusals.includes(true) || this.isUp(a, b)) return;
      this.#connections.set(pair(a, b), { open: true });
      left.handlers.onPeerUp(right.self);
      // The first handler may have closed its transport.
      if (this.isUp(a, b)) right.handlers.onPeerUp(left.self);
    });
  }

  /** A connection needs both to name each other. */
  #areAcquainted(a: number, b: number): boolean {
    const [left, right] = [this.#attached.get(a), this.#attached.get(b)];
    return left?.transport.isPeer(b) === true && right?.transport.isPeer(a) === true;
  }

  #breakConnection(a: number, b: number, reason: string): void {
    const [left, right] = [this.#attached.get(Math.min(a, b)), this.#attached.get(Math.max(a, b))];
    const connection = this.#connections.get(pair(a, b));
    if (!connection?.open) return;
    connection.open = false;
    for (const [own, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (own && other) this.#tellDown(own, other.self.nodeId, reason);
    }
  }

  /** One side of a connection is gone; the other hears of it, after what still flows has arrived. */
  #hangUp(peer: Attached, goneId: number, reason: string, afterMs: number): void {
    const key = pair(peer.self.nodeId, goneId);
    const connection = this.#connections.get(key);
    if (!connection?.open) return;
    // A new life of the node may connect before the old connection is flushed: forget it for new payloads at once.
    this.#connections.delete(key);
    const end = (): void => {
      connection.open = false;
      if (this.#attached.get(peer.self.nodeId) === peer) this.#tellDown(peer, goneId, reason);
    };
    if (afterMs > 0) this.#clock.setTimer(afterMs, end);
    else end();
  }

  #tellDown(own: Attached, nodeId: number, reason: string): void {
    if (this.isUp(own.self.nodeId, nodeId)) return; // it is back already
    own.handlers.onPeerDown(nodeId, reason);
  }
}

export class MemoryTransport implements Transport {
  readonly #network: MemoryNetwork;
  readonly #counts = new Map<number, { dropped: number; inFlightBytes: number }>();
  /** Whose it is, once started. */
  self: Identity | undefined;
  #peerIds: ReadonlySet<number> | undefined;
  #closed = false;

  /** Made by `MemoryNetwork.transport`. */
  constructor(network: MemoryNetwork) {
    this.#network = network;
  }

  // oxlint-disable-next-line typescript/require-await -- the port is asynchronous, this network is not
  async start(self: Identity, handlers: TransportHandlers): Promise<void> {
    this.self = self;
    this.#network.attach({ self, handlers, transport: this });
  }

  setPeers(peers: readonly PeerAddress[]): void {
    this.#peerIds = new Set(peers.map((peer) => peer.nodeId));
    this.#network.refresh(this);
  }

  /** @internal */
  isPeer(nodeId: number): boolean {
    return this.#peerIds?.has(nodeId) ?? true;
  }

  send(to: number, channel: Channel, payload: Uint8Array): void {
    this.#carry(to, channel, payload, channel);
  }

  sendUrgent(to: number, payload: Uint8Array): void {
    this.#carry(to, 'consensus', payload, 'urgent');
  }

  peers(): readonly PeerStatus[] {
    const own = this.self?.nodeId ?? 0;
    const ids = [...new Set([...this.#network.others(own), ...this.#counts.keys()])].toSorted(
      (a, b) => a - b,
    );
    return ids.map((nodeId) => ({
      nodeId,
      address: `memory:${nodeId}`,
      state: !this.#closed && this.#network.isUp(own, nodeId) ? 'up' : 'down',
      queuedBytes: this.#counts.get(nodeId)?.inFlightBytes ?? 0,
      dropped: this.#counts.get(nodeId)?.dropped ?? 0,
    }));
  }

  // oxlint-disable-next-line typescript/require-await -- the port is asynchronous, this network is not
  async close(): Promise<void> {
    this.#closed = true;
    this.#network.detach(this);
  }

  #carry(to: number, channel: Channel, payload: Uint8Array, lane: string): void {
    if (this.#closed || to === this.self?.nodeId) return;
    const counts = this.#counts.get(to) ?? { dropped: 0, inFlightBytes: 0 };
    this.#counts.set(to, counts);
    const progress = (bytes: number): void => void (counts.inFlightBytes += bytes);
    if (!this.#network.carry(this, to, { channel, payload, lane, progress })) counts.dropped++;
  }
}

/** Whether one does not let the other in, which hears why. */
function tellRefusal({ self, handlers }: Attached, other: Attached): boolean {
  const reason = handlers.refuses?.(other.self, other.handlers.commits?.() ?? 0);
  if (reason !== undefined) other.handlers.onPeerRefused?.(self.nodeId, reason, 'restored-copy');
  return reason !== undefined;
}

function pair(a: number, b: number): string {
  return `${Math.min(a, b)}-${Math.max(a, b)}`;
}

function direction(from: number, to: number): string {
  return `${from}>${to}`;
}
