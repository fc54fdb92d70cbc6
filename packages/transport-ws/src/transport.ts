/**
 * `Transport` over WebSockets (DESIGN 10): one connection for consensus and one for bulk to each peer, mutually
 * authenticated, bounded in everything. What a peer does wrong closes its connection with a reason and is counted; it
 * never throws and never ends the process.
 *
 * Backoff and timers come from the ports. Nonces do not: they must be unpredictable, so they come from node:crypto.
 */

import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  formatAddress,
  GaiosError,
  parseAddress,
  type Channel,
  type Clock,
  type Identity,
  type Logger,
  type Metrics,
} from '@gaios/sm-base';
import type { PeerAddress, PeerStatus, Random, Timer, Transport, TransportHandlers } from '@gaios/sm-base';
import type { WebSocket } from 'ws';
import { kindOf, type Refusal } from './close-codes.ts';
import { Connection, type Closed } from './connection.ts';
import { dial } from './dial.ts';
import type { FrameFault } from './frame.ts';
import { Handshake, type HandshakeOptions } from './handshake.ts';
import { protocolVersions, type Auth, type Hello, type Role } from './hello.ts';
import type { Link, LinkObserver } from './link.ts';
import { Listener } from './listener.ts';
import {
  checkOptions,
  checkSecure,
  isSecured,
  peerViolations,
  type TransportOptions,
  type TransportTuning,
} from './options.ts';
import { Peer } from './peer.ts';
import { certificateNodes, notNamed } from './tls.ts';

export interface TransportPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** Between two looks at whether everything is sent, while closing. */
const flushPollMs = 5;
/** How long the peers may take to answer a close frame before their sockets are destroyed. */
const closeWaitMs = 250;
/** The same complaint about strangers is logged once in this time; the counters have them all. */
const complaintEveryMs = 10_000;

export class WebSocketTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #ports: TransportPorts;
  readonly #tuning: TransportTuning;
  readonly #secret: KeyObject | undefined;
  readonly #session = randomBytes(16).toString('hex');
  readonly #listener: Listener;
  readonly #peers = new Map<number, Peer>();
  /** Every WebSocket that is not gone yet. */
  readonly #open = new Set<WebSocket>();
  /** Accepted, and not yet proved. */
  readonly #handshaking = new Set<Connection>();
  readonly #complainedMs = new Map<string, number>();
  readonly #observer: LinkObserver;
  #self: Identity | undefined;
  #handlers: TransportHandlers | undefined;
  #commits: () => number = () => 0;
  #sweepTimer: Timer | undefined;
  #sweptMs = 0;
  #address: string | undefined;
  #closing: Promise<void> | undefined;

  /** @throws GaiosError INVALID_OPTIONS with every violation in `facts.violations` */
  constructor(options: TransportOptions, ports: TransportPorts) {
    this.#tuning = checkOptions(options);
    this.#options = options;
    this.#ports = ports;
    this.#secret = options.secret === undefined ? undefined : createSecretKey(Buffer.from(options.secret));
    this.#observer = this.#observe();
    this.#listener = new Listener({
      tls: options.tls,
      loopbackOnly: !isSecured(options),
      tuning: this.#tuning,
      metrics: ports.metrics,
      onSocket: (ws, socket) => this.#accept(ws, socket),
      handshakes: () => this.#handshaking.size,
    });
  }

  /** Where it listens, `host:port`, once started: tells the port if the option said 0. */
  get address(): string | undefined {
    return this.#address;
  }

  async start(self: Identity, handlers: TransportHandlers): Promise<void> {
    if (this.#self || this.#closing) throw new GaiosError('INVALID_ARGUMENT', 'a transport is started once');
    this.#self = self;
    checkSecure(this.#options);
    const bound = await this.#listener.listen(parseAddress(this.#options.listenAddress)!);
    this.#address = formatAddress(bound);
    if (this.#closed()) return this.#listener.destroy();
    this.#handlers = handlers;
    // Also while closing: who said less by then would be taken for a restored copy.
    this.#commits = () => handlers.commits?.() ?? 0;
    this.setPeers(this.#options.peers);
    this.#sweepLater();
  }

  checkPeers(peers: readonly PeerAddress[]): void {
    const violations = peerViolations(peers);
    if (violations.length > 0) {
      throw new GaiosError('INVALID_OPTIONS', violations.join('; '), { facts: { violations } });
    }
    checkSecure({ ...this.#options, peers });
  }

  setPeers(peers: readonly PeerAddress[]): void {
    this.checkPeers(peers);
    if (!this.#self || this.#closed()) return;
    const addresses = new Map(peers.map((peer) => [peer.nodeId, peer.address]));
    for (const peer of this.#peers.values()) {
      if (addresses.has(peer.nodeId)) continue;
      this.#peers.delete(peer.nodeId);
      peer.forget(`node ${peer.nodeId} is no peer any more`);
    }
    for (const [nodeId, address] of addresses)
      if (nodeId !== this.#self.nodeId) this.#setPeer(nodeId, address);
  }

  /** The payload must not be changed afterwards: large ones are not copied. */
  send(to: number, channel: Channel, payload: Uint8Array): void {
    const peer = this.#peerToSend(to);
    if (!peer) return;
    if (channel === 'consensus') peer.consensus.send(payload);
    else peer.bulk.send(payload);
  }

  sendUrgent(to: number, payload: Uint8Array): void {
    this.#peerToSend(to)?.consensus.sendUrgent(payload);
  }

  peers(): readonly PeerStatus[] {
    return [...this.#peers.values()].map((peer) => peer.status()).toSorted((a, b) => a.nodeId - b.nodeId);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#handlers = undefined;
    this.#sweepTimer?.cancel();
    this.#listener.refuse();
    const links = [...this.#peers.values()].flatMap((peer) => peer.links);
    for (const link of links) link.stop();
    await this.#waitUntil(() => links.every((link) => link.flushed), this.#tuning.flushMs);
    for (const connection of this.#handshaking) connection.close('goingAway', 'closing');
    for (const link of links) link.active?.close('goingAway', 'closing');
    await this.#waitUntil(() => this.#open.size === 0, closeWaitMs);
    for (const ws of this.#open) ws.terminate();
    this.#listener.destroy();
  }

  /** The clock's timers do not keep the process alive; the listener, which is destroyed last, does. */
  async #waitUntil(condition: () => boolean, limitMs: number): Promise<void> {
    const { clock } = this.#ports;
    const endMs = clock.monotonicMs() + limitMs;
    while (!condition() && clock.monotonicMs() < endMs) {
      await new Promise<void>((resolve) => void clock.setTimer(flushPollMs, resolve));
    }
  }

  #closed(): boolean {
    return this.#closing !== undefined;
  }

  #peerToSend(to: number): Peer | undefined {
    if (this.#closed()) return undefined;
    const peer = this.#peers.get(to);
    if (!peer) this.#count('dropped', { why: 'unknown-node' });
    return peer;
  }

  #setPeer(nodeId: number, address: string): void {
    const existing = this.#peers.get(nodeId);
    if (existing) {
      existing.moveTo(address);
      return;
    }
    const { clock, random } = this.#ports;
    const refuses = (hello: Hello): string | undefined => this.#handlers?.refuses?.(hello, hello.commits);
    const shared = { tuning: this.#tuning, clock, random, observer: this.#observer };
    const peer = new Peer(address, { ...shared, selfId: this.#self!.nodeId, peerId: nodeId, refuses });
    this.#peers.set(nodeId, peer);
    peer.start();
  }

  // Connections

  #dial(link: Link): () => void {
    const { tls } = this.#options;
    const peer = this.#peers.get(link.peerId);
    let connection: Connection | undefined;
    const giveUp = dial({
      nodeId: link.peerId,
      target: parseAddress(peer?.address ?? '')!,
      tls,
      loopbackOnly: !isSecured(this.#options),
      tuning: this.#tuning,
      clock: this.#ports.clock,
      onOpen: (ws, socket) => {
        const target = { to: link.peerId, channel: link.channel };
        const handshake = this.#handshake('dialler', socket, target);
        connection = this.#connection(ws, socket, handshake, link);
      },
      onFailed: (reason, refused) => link.dialFailed(reason, refused),
    });
    return () => {
      giveUp();
      if (connection && !connection.wasUp)
        connection.close('duplicate', 'there is another connection already');
    };
  }

  #accept(ws: WebSocket, socket: Socket): void {
    const handshake = this.#handshake('acceptor', socket);
    let link: Link | undefined;
    const connection = this.#connection(ws, socket, handshake, {
      onUp: (up) => {
        this.#handshaking.delete(up);
        link = this.#linkOf(up);
        // Admitted a moment ago; only close() or setPeers() could have come between.
        if (link) link.onUp(up);
        else up.close('forgotten', 'no peer any more');
      },
      onPayload: (from, payload) => this.#observer.onPayload(from, payload),
      onFault: (from, fault) => this.#observer.onFault(from, fault),
      onUnknownType: (from, type) => this.#observer.onUnknownType(from, type),
      onClosed: (gone, closed) => {
        this.#handshaking.delete(gone);
        if (link) link.onClosed(gone, closed);
        else this.#handshakeFailed(gone, closed);
      },
    });
    this.#handshaking.add(connection);
    if (this.#closed()) connection.close('goingAway', 'closing');
  }

  #connection(
    ws: WebSocket,
    socket: Socket,
    handshake: Handshake,
    owner: ConstructorParameters<typeof Connection>[0]['owner'],
  ): Connection {
    this.#open.add(ws);
    ws.on('close', () => this.#open.delete(ws));
    const { clock } = this.#ports;
    const dialled = handshake.role === 'dialler';
    return new Connection({ ws, socket, handshake, dialled, tuning: this.#tuning, clock, owner });
  }

  #handshake(role: Role, socket: Socket, target?: Pick<Hello, 'channel' | 'to'>): Handshake {
    const { clusterName, tls } = this.#options;
    const own: HandshakeOptions['own'] = {
      versions: protocolVersions,
      cluster: clusterName,
      kind: 'node',
      role,
      nodeId: this.#self!.nodeId,
      storageId: this.#self!.storageId,
      boot: this.#self!.boot,
      commits: this.#commits(),
      session: this.#session,
      auth: this.#auth(),
      nonce: randomBytes(32).toString('hex'),
    };
    return new Handshake({
      own,
      ...(target && { target }),
      secret: this.#secret,
      authenticateFrames: this.#secret !== undefined && !tls,
      messageBytesMax: this.#tuning.handshakeBytesMax,
      judge: (peer) =>
        this.#judge(peer, socket) ?? (target && this.#peers.get(target.to)?.restoredCopy(peer)),
      admit: (peer) => this.#peers.get(peer.nodeId)?.admit(peer, role === 'dialler') ?? this.#unknown(peer),
    });
  }

  #auth(): Auth {
    const { secret, tls } = this.#options;
    if (secret !== undefined) return tls ? 'secret+tls' : 'secret';
    return tls ? 'tls' : 'none';
  }

  #judge(peer: Hello, socket: Socket): Refusal | undefined {
    if (peer.nodeId === this.#self!.nodeId) {
      return { code: 'secondProcess', reason: `node ${peer.nodeId} runs here already, at ${this.#address}` };
    }
    const named = certificateNodes(socket);
    if (named && !named.includes(peer.nodeId)) return { code: 'auth', reason: notNamed(peer.nodeId) };
    return this.#unknown(peer);
  }

  #unknown(peer: Hello): Refusal | undefined {
    if (this.#peers.has(peer.nodeId)) return undefined;
    const reason =
      this.#options.whyUnknown?.(peer) ??
      `node ${peer.nodeId} is not among the peers of node ${this.#self!.nodeId}`;
    return { code: 'unknownNode', reason };
  }

  #linkOf(connection: Connection): Link | undefined {
    const peer = this.#peers.get(connection.peer.nodeId);
    return connection.channel === 'consensus' ? peer?.consensus : peer?.bulk;
  }

  /** Pings, and ends what is silent. One timer for all connections. */
  #sweepLater(): void {
    this.#sweptMs = this.#ports.clock.monotonicMs();
    this.#sweepTimer = this.#ports.clock.setTimer(this.#tuning.pingIntervalMs, () => this.#sweep());
  }

  #sweep(): void {
    const nowMs = this.#ports.clock.monotonicMs();
    // If this process was stopped meanwhile, what peers sent waits in sockets that have not been read yet.
    const late = nowMs - this.#sweptMs > this.#tuning.pingIntervalMs * 2;
    for (const peer of this.#peers.values()) {
      for (const { active } of peer.links) {
        if (!active) continue;
        if (late) active.forgiveSilence(nowMs);
        if (nowMs - active.heard(nowMs) > this.#tuning.silenceMaxMs) this.#endSilent(active);
        else active.ping();
      }
    }
    this.#sweepLater();
  }

  #endSilent(connection: Connection): void {
    connection.close('silent', `nothing came for ${this.#tuning.silenceMaxMs} ms`);
    // It would not answer the close frame either.
    connection.terminate();
  }

  // What links tell

  #observe(): LinkObserver {
    return {
      onLinkUp: (link, connection) => {
        this.#log('info', 'link up', {
          nodeId: link.peerId,
          channel: link.channel,
          boot: connection.peer.boot,
        });
        if (link.channel === 'consensus') this.#tell((handlers) => handlers.onPeerUp(connection.peer));
      },
      onLinkDown: (link, reason) => {
        if (this.#closed()) return;
        this.#count('closed', { channel: link.channel });
        this.#log('warn', 'link down', { nodeId: link.peerId, channel: link.channel, reason });
        if (link.channel === 'consensus') this.#tell((handlers) => handlers.onPeerDown(link.peerId, reason));
      },
      onPayload: ({ peer, channel }, payload) => {
        this.#tell((handlers) => handlers.onMessage(peer, payload, channel));
      },
      onFault: (connection, fault) => this.#fault(connection, fault),
      onUnknownType: (_connection, type) => {
        this.#count('unknown_frames', {});
        this.#complain('a frame of an unknown type was ignored', { type });
      },
      onDropped: (link, count, why) => this.#count('dropped', { channel: link.channel, why }, count),
      onDialFailed: (link, reason, refused, closed) => {
        if (!refused) return;
        const bySelf = closed?.byPeer === false;
        this.#count('refused', { by: bySelf ? 'self' : 'peer' });
        if (link.channel === 'consensus' && !bySelf)
          this.#tell((handlers) => handlers.onPeerRefused?.(link.peerId, reason, kindOf(closed?.name)));
        this.#complain(`node ${link.peerId} cannot be joined: ${reason}`, { nodeId: link.peerId });
      },
      dial: (link) => this.#dial(link),
    };
  }

  #fault(connection: Connection, fault: FrameFault): void {
    this.#count('bad_frames', { fault });
    this.#complain('bad frame', { fault, from: connection.remoteAddress });
  }

  /** A connection from outside ended before it proved anything; what it claimed to be is not believed. */
  #handshakeFailed(connection: Connection, closed: Closed): void {
    if (closed.name === 'duplicate' || closed.name === 'goingAway') return;
    // Of two that call each other at once, one hangs up; so does whoever only looks whether somebody listens.
    const hungUp = closed.byPeer && !closed.refused && closed.name === 'other';
    this.#count(closed.refused ? 'refused' : 'failed_handshakes', { by: closed.byPeer ? 'peer' : 'self' });
    const facts = { from: connection.remoteAddress, reason: closed.reason };
    const message = closed.refused ? 'connection refused' : 'handshake failed';
    this.#complain(message, facts, hungUp ? 'info' : 'warn');
  }

  /** A handler that throws has a bug of its own; the connection and the process have not. */
  #tell(call: (handlers: TransportHandlers) => void): void {
    if (!this.#handlers) return;
    try {
      call(this.#handlers);
    } catch (error) {
      this.#count('handler_errors', {});
      this.#log('error', 'a handler of the transport threw', { error });
    }
  }

  #count(what: string, labels: Record<string, string>, by = 1): void {
    this.#ports.metrics?.count(`gaios_transport_${what}_total`, by, labels);
  }

  #log(level: 'error' | 'warn' | 'info', message: string, facts: Record<string, unknown>): void {
    this.#ports.logger?.log(level, message, facts);
  }

  #complain(message: string, facts: Record<string, unknown>, level: 'warn' | 'info' = 'warn'): void {
    const nowMs = this.#ports.clock.monotonicMs();
    const key = `${level} ${message}`;
    if (nowMs - (this.#complainedMs.get(key) ?? -Infinity) < complaintEveryMs) return;
    // Few by construction; a peer that chooses its words cannot make them many.
    if (this.#complainedMs.size >= 256) this.#complainedMs.clear();
    this.#complainedMs.set(key, nowMs);
    this.#log(level, message, facts);
  }
}
