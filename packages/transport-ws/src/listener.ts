/** The listening side: binds, upgrades, bounds what strangers may hold open. */

import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { lookup } from 'node:dns/promises';
import { isIP, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { formatAddress, GaiosError, type HostPort, type Metrics } from '@gaios/sm-base';
import { isLoopbackIp } from './loopback.ts';
import type { TransportTls, TransportTuning } from './options.ts';
import { socketOptions, upgradePath } from './socket-options.ts';
import { serverTls } from './tls.ts';

export interface ListenerParts {
  readonly tls?: TransportTls | undefined;
  readonly loopbackOnly: boolean;
  readonly tuning: TransportTuning;
  readonly metrics?: Metrics | undefined;
  readonly onSocket: (ws: WebSocket, socket: Socket) => void;
  /** Connections that have not proved anything yet. */
  readonly handshakes: () => number;
}

const requestHeaderBytesMax = 8 * 1024;

export class Listener {
  readonly #parts: ListenerParts;
  readonly #server: Server;
  readonly #upgrader: WebSocketServer;
  /** Every TCP socket, also those that never got as far as TLS or HTTP. */
  readonly #sockets = new Set<Socket>();
  #refusing = false;

  /** @throws GaiosError INVALID_OPTIONS if certificate or key cannot be used. */
  constructor(parts: ListenerParts) {
    this.#parts = parts;
    const { tuning } = parts;
    this.#upgrader = new WebSocketServer({ ...socketOptions(tuning), noServer: true, clientTracking: false });
    this.#server = this.#createServer();
    this.#server.maxConnections = tuning.connectionsMax;
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('request', (_request, response) => {
      response.writeHead(426, { connection: 'close' }).end();
    });
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket as Socket, head);
    });
    this.#server.on('clientError', (_error, socket) => {
      this.#turnAway('http');
      socket.destroy();
    });
    this.#server.on('tlsClientError', () => this.#turnAway('tls'));
  }

  /** Where it listens now. @throws GaiosError TRANSPORT_ADDRESS, TRANSPORT_INSECURE */
  async listen(address: HostPort): Promise<HostPort> {
    const ip = await resolve(address);
    if (this.#parts.loopbackOnly && !isLoopbackIp(ip)) {
      throw new GaiosError(
        'TRANSPORT_INSECURE',
        `${formatAddress(address)} is ${ip}: not on loopback, and there is neither a secret nor TLS`,
      );
    }
    await new Promise<void>((resolved, rejected) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => rejected(cannotListen(address, error)));
      this.#server.listen({ host: ip, port: address.port, exclusive: true }, resolved);
    });
    // What fails from now on (accepting, when descriptors run out) must not end the process.
    this.#server.on('error', () => this.#turnAway('accept'));
    return { host: address.host, port: (this.#server.address() as AddressInfo).port };
  }

  /** No new connections; those there are stay. It goes on listening, so that the port is free only when all is over. */
  refuse(): void {
    this.#refusing = true;
  }

  /** Ends what is left. */
  destroy(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #createServer(): Server {
    const { tls, tuning } = this.#parts;
    const options = {
      maxHeaderSize: requestHeaderBytesMax,
      headersTimeout: tuning.handshakeTimeoutMs,
      requestTimeout: tuning.handshakeTimeoutMs,
      connectionsCheckingInterval: tuning.handshakeTimeoutMs,
    };
    if (!tls) return createHttpServer(options);
    try {
      return createHttpsServer({
        ...options,
        ...serverTls(tls),
        handshakeTimeout: tuning.handshakeTimeoutMs,
      });
    } catch (error) {
      const violations = [`tls: ${(error as Error).message}`];
      throw new GaiosError('INVALID_OPTIONS', violations[0], { facts: { violations }, cause: error });
    }
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // Until the upgrade is done nobody else listens for a reset.
    socket.on('error', () => socket.destroy());
    const { loopbackOnly, handshakes, tuning } = this.#parts;
    if (request.url !== upgradePath) return this.#refuse(socket, 'http', 404);
    if (loopbackOnly && !isLoopbackIp(socket.remoteAddress ?? ''))
      return this.#refuse(socket, 'not-loopback', 403);
    if (this.#refusing) return this.#refuse(socket, 'closing', 503);
    if (handshakes() >= tuning.handshakesMax) return this.#refuse(socket, 'too-many', 503);
    socket.setNoDelay(true);
    this.#upgrader.handleUpgrade(request, socket, head, (ws) => this.#parts.onSocket(ws, socket));
  }

  #refuse(socket: Socket, why: string, status: number): void {
    this.#turnAway(why);
    socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
    socket.destroySoon();
  }

  #turnAway(why: string): void {
    this.#parts.metrics?.count('gaios_transport_turned_away_total', 1, { why });
  }
}

async function resolve({ host, port }: HostPort): Promise<string> {
  if (isIP(host) !== 0) return host;
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new GaiosError('TRANSPORT_ADDRESS', `${formatAddress({ host, port })}: the host is unknown`, {
      cause: error,
    });
  }
}

function cannotListen(address: HostPort, error: NodeJS.ErrnoException): GaiosError {
  const text = formatAddress(address);
  const messages: Record<string, string> = {
    EADDRINUSE: `${text} is in use`,
    EADDRNOTAVAIL: `${text} is no address of this machine`,
    EACCES: `${text}: no permission to listen there`,
  };
  return new GaiosError('TRANSPORT_ADDRESS', messages[error.code ?? ''] ?? `${text}: ${error.message}`, {
    facts: { address: text, code: error.code },
    cause: error,
  });
}
