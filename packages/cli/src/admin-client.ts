/** Talks to the admin port of one node, over HTTP or HTTPS. */

import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { parseAddress } from 'gaios';
import { CliError } from './failure.ts';

export interface Credentials {
  /** The shared secret of the nodes. */
  readonly secret?: string;
  /** `adminToken`: to look only. */
  readonly token?: string;
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
}

/** A node that is well answers a look at once, ms. */
const LOOK_MS = 10_000;

export class AdminClient {
  readonly address: string;
  readonly #credentials: Credentials;

  constructor(address: string, credentials: Credentials) {
    this.address = address;
    this.#credentials = credentials;
  }

  /** Rejects with CliError: `unreachable`, or as the node answers. */
  async get<T>(path: string): Promise<T> {
    const { token } = this.#credentials;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await this.#send({ method: 'GET', path, headers, timeout: LOOK_MS });
    return this.#jsonOf(response, await text(response)) as T;
  }

  #send(options: RequestOptions, body?: string): Promise<IncomingMessage> {
    const { host, port } = parseAddress(this.address) ?? { host: '', port: 0 };
    const { tls } = this.#credentials;
    return new Promise((resolve, reject) => {
      // Certificates name nodes, not hosts, and this one need not know which node it asks.
      const secure = { ...tls, checkServerIdentity: () => undefined };
      const all = { host, port, agent: false, ...options };
      const request =
        tls === undefined ? httpRequest(all, resolve) : httpsRequest({ ...all, ...secure }, resolve);
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', (cause) => reject(this.#unreachable(cause)));
      request.end(body);
    });
  }

  #unreachable(cause: Error): CliError {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const why = cause.message === '' ? code : cause.message;
    return new CliError(`the node at ${this.address} cannot be asked: ${why}`, {
      exit: 'unreachable',
      cause,
    });
  }

  #jsonOf({ statusCode = 0 }: IncomingMessage, body: string): unknown {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch (cause) {
      throw new CliError(`${this.address} answers ${statusCode}, and not in JSON`, { cause });
    }
    if (statusCode < 400) return value;
    const { error } = (value ?? {}) as { error?: unknown };
    throw new CliError(`${this.address}: ${typeof error === 'string' ? error : `answers ${statusCode}`}`);
  }
}
