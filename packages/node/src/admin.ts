/**
 * The admin port: GET /status, GET /ready, GET /ready?forRestart=1, all JSON. It changes nothing. On loopback it is open to
 * whoever is on the machine; anywhere else it wants `adminToken`, which is not the peers' secret, since it travels in the
 * clear unless something in front of it adds TLS.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { formatAddress, GaiosError, parseAddress } from '@gaios/sm-base';
import type { NodeStatus } from './api.ts';
import type { Readiness } from './readiness.ts';

export interface AdminSource {
  status(): NodeStatus;
  readiness(options: { readonly forRestart: boolean }): Readiness;
}

export interface AdminOptions {
  /** `host:port`; port 0: any. */
  readonly address: string;
  readonly token: string | undefined;
}

interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/** A request is one small line; whoever needs longer to say it is not asking. */
const REQUEST_MS = 5_000;
/** Probes and people; more than this at once is neither. */
const CONNECTIONS_MAX = 64;
const HEADERS_MAX = 64;
const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n';

const failure = (code: number, error: string): Answer => ({ code, body: { error } });

export class AdminServer {
  readonly #source: AdminSource;
  readonly #token: Buffer | undefined;
  readonly #server: Server;

  private constructor(source: AdminSource, token: string | undefined) {
    this.#source = source;
    this.#token = token === undefined ? undefined : digest(token);
    this.#server = createServer(
      { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
      (request, response) => this.#respond(request, response),
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.maxHeadersCount = HEADERS_MAX;
    this.#server.on('clientError', (error, socket) => refuse(socket as Socket, error));
  }

  /** Rejects with TRANSPORT_ADDRESS. */
  static async listen(source: AdminSource, { address, token }: AdminOptions): Promise<AdminServer> {
    const admin = new AdminServer(source, token);
    const { host, port } = parseAddress(address) ?? { host: '', port: 0 };
    await new Promise<void>((resolve, reject) => {
      const facts = { adminAddress: address };
      const failed = (cause: Error): void =>
        reject(new GaiosError('TRANSPORT_ADDRESS', `the admin port: ${cause.message}`, { facts, cause }));
      admin.#server.once('error', failed);
      admin.#server.listen(port, host, () => {
        admin.#server.off('error', failed);
        resolve();
      });
    });
    // An idle probe does not keep the process alive.
    admin.#server.unref();
    return admin;
  }

  get address(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return formatAddress({ host: address, port });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #respond(request: IncomingMessage, response: ServerResponse): void {
    let answer: Answer;
    try {
      answer = this.#answer(request);
    } catch (error) {
      answer = failure(500, error instanceof Error ? error.message : String(error));
    }
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    };
    response.writeHead(
      answer.code,
      answer.code === 401 ? { ...headers, 'www-authenticate': 'Bearer' } : headers,
    );
    response.end(request.method === 'HEAD' ? undefined : `${JSON.stringify(answer.body)}\n`);
    // A body was not asked for, and is not waited for.
    request.resume();
  }

  #answer({ method, url = '/', headers }: IncomingMessage): Answer {
    if (!this.#mayAsk(headers.authorization))
      return failure(401, 'needs `authorization: Bearer <adminToken>`');
    if (method !== 'GET' && method !== 'HEAD') return failure(405, 'only GET and HEAD are answered');
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
    if (path === '/status') return withoutQuery(query) ?? { code: 200, body: this.#source.status() };
    if (path === '/ready') return this.#ready(query);
    return failure(404, 'not found; there are /status, /ready and /ready?forRestart=1');
  }

  #ready(query: URLSearchParams): Answer {
    const forRestart = query.getAll('forRestart');
    query.delete('forRestart');
    const refused = withoutQuery(query);
    if (refused !== undefined) return refused;
    if (forRestart.length > 1 || !['', '0', '1'].includes(forRestart[0] ?? ''))
      return failure(400, 'forRestart is 0 or 1');
    const readiness = this.#source.readiness({ forRestart: forRestart[0] === '1' });
    return { code: readiness.ready ? 200 : 503, body: readiness };
  }

  #mayAsk(authorization: string | undefined): boolean {
    if (this.#token === undefined) return true;
    const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    return timingSafeEqual(digest(token), this.#token);
  }
}

/** Of equal length, as the comparison wants it. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

const withoutQuery = (query: URLSearchParams): Answer | undefined => {
  const [name] = query.keys();
  return name === undefined ? undefined : failure(400, 'there is no such parameter here');
};

/** What is not HTTP, too large or too slow. */
const refuse = (socket: Socket, error: Error): void => {
  if (!socket.writable) return void socket.destroy();
  socket.end(`${BAD_REQUEST}${JSON.stringify({ error: `not a request: ${error.message}` })}\n`);
};
