/**
 * The admin port: looks at this node and its groups, and changes of membership and masters, all in JSON (docs/operating.md).
 * Who may do what: gate.ts. What there is: routes.ts.
 */

import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setMaxListeners } from 'node:events';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { formatAddress, GaiosError, parseAddress, type Clock, type Random } from '@gaios/sm-base';
import type { NodeOptions, TlsOptions } from '../api.ts';
import { failure } from './answer.ts';
import { parseBody, readBody } from './body.ts';
import { Gate } from './gate.ts';
import { Reply } from './reply.ts';
import { actions, looks, notFound } from './routes.ts';
import type { Action, AdminSource } from './source.ts';

export interface AdminOptions {
  /** `host:port`; port 0: any. */
  readonly address: string;
  /** To be shown by whoever looks. */
  readonly token?: string | undefined;
  /** Of the peers. Without it and without `tls` nothing can be changed here. */
  readonly secret?: string | Uint8Array | undefined;
  /** Of the peers. The port speaks TLS then, too. */
  readonly tls?: TlsOptions | undefined;
}

export interface AdminPorts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly random: Random;
}

/** A request is short; whoever needs longer to say it is not asking. */
const REQUEST_MS = 5_000;
/** Probes and people; more than this at once is neither. */
const CONNECTIONS_MAX = 64;
const HEADERS_MAX = 64;
const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n';

export class AdminServer {
  readonly #source: AdminSource;
  readonly #gate: Gate;
  readonly #server: Server;

  private constructor(source: AdminSource, { token, secret, tls }: AdminOptions, ports: AdminPorts) {
    this.#source = source;
    this.#gate = new Gate({ token, secret, tls: tls !== undefined }, ports.clock, ports.random);
    this.#server = makeServer(tls, (request, response) => void this.#respond(request, response));
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.maxHeadersCount = HEADERS_MAX;
    this.#server.on('clientError', (error, socket) => refuse(socket as Socket, error));
  }

  /** Rejects with TRANSPORT_ADDRESS. */
  static async listen(source: AdminSource, options: AdminOptions, ports: AdminPorts): Promise<AdminServer> {
    const { address } = options;
    const facts = { adminAddress: address };
    const fail = (cause: Error): GaiosError =>
      new GaiosError('TRANSPORT_ADDRESS', `the admin port: ${cause.message}`, { facts, cause });
    const admin = new AdminServer(source, options, ports);
    const { host, port } = parseAddress(address) ?? { host: '', port: 0 };
    await new Promise<void>((resolve, reject) => {
      const failed = (cause: Error): void => reject(fail(cause));
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

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = new Reply(response, request.method === 'HEAD');
    const { url = '/' } = request;
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
    try {
      const action = Object.hasOwn(actions, path) ? actions[path] : undefined;
      if (action === undefined) this.#look(request, reply, path, query);
      else await this.#act(action, request, response, reply);
    } catch (error) {
      reply.failed(error);
    }
    // A body that was not asked for is not waited for.
    request.resume();
  }

  #look(request: IncomingMessage, reply: Reply, path: string, query: URLSearchParams): void {
    const { method = '' } = request;
    // Open to everybody: it is worth nothing without the secret.
    if (path === '/challenge' && method === 'GET') return this.#challenge(reply);
    const refusal = this.#gate.refusesLook(request);
    if (refusal !== undefined) return reply.answer(refusal);
    if (method !== 'GET' && method !== 'HEAD')
      return reply.answer(failure(405, 'only GET and HEAD are answered here'));
    const look = Object.hasOwn(looks, path) ? looks[path] : undefined;
    reply.answer(look === undefined ? notFound() : look(this.#source, query));
  }

  #challenge(reply: Reply): void {
    const challenge = this.#gate.challenge();
    if (challenge === undefined)
      return reply.answer(failure(404, 'this node has no secret to prove anything by'));
    reply.answer({ code: 200, body: { nodeId: this.#source.nodeId, challenge } });
  }

  async #act(
    action: Action,
    request: IncomingMessage,
    response: ServerResponse,
    reply: Reply,
  ): Promise<void> {
    if (request.method !== 'POST') return reply.answer(failure(405, 'only POST is answered here'));
    const body = await readBody(request);
    const refusal = this.#gate.refusesChange(request, body);
    if (refusal !== undefined) return reply.answer(refusal);
    const gone = new AbortController();
    // Each group of a change listens.
    setMaxListeners(0, gone.signal);
    response.on('close', () => gone.abort(new Error('whoever asked has gone')));
    const result = await action({
      source: this.#source,
      fields: parseBody(body),
      signal: gone.signal,
      progress: (event) => reply.progress(event),
    });
    reply.done(result);
  }
}

/** The one that the options want. Rejects with TRANSPORT_ADDRESS. */
export const openAdmin = async (
  source: AdminSource,
  { adminAddress: address, adminToken: token, secret, tls }: NodeOptions,
  ports: AdminPorts,
): Promise<AdminServer | undefined> =>
  address === undefined ? undefined : AdminServer.listen(source, { address, token, secret, tls }, ports);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const makeServer = (tls: TlsOptions | undefined, handler: Handler): Server => {
  const limits = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
  if (tls === undefined) return createHttp(limits, handler);
  const { ca, cert, key } = tls;
  // A probe has no certificate and may look; what may be changed is decided by what it shows (gate.ts).
  const shown = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' } as const;
  return createHttps({ ...limits, ca, cert, key, ...shown }, handler);
};

/** What is not HTTP, too large or too slow. */
const refuse = (socket: Socket, error: Error): void => {
  if (!socket.writable) return void socket.destroy();
  socket.end(`${BAD_REQUEST}${JSON.stringify({ error: `not a request: ${error.message}` })}\n`);
};
