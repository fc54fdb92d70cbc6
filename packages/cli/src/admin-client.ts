/**
 * Talks to the admin port of one node, over HTTP or HTTPS. A change is proved by an answer to a challenge of the node, with
 * the secret that the nodes share, which is not sent; or by a certificate.
 */

import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { PeerCertificate } from 'node:tls';
import { parseAddress, proveRequest, type NodeStatus } from 'gaios';
import { CliError } from './failure.ts';

export interface Credentials {
  /** The shared secret of the nodes. */
  readonly secret?: string;
  /** `adminToken`: to look only. */
  readonly token?: string;
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
}

export interface PostOptions {
  readonly signal: AbortSignal;
  /** How long the node may take, ms; it ends the call itself by then. */
  readonly timeoutMs: number;
  readonly onProgress?: (event: unknown) => void;
}

interface Call {
  readonly options: RequestOptions;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** A node that is well answers a look at once, ms. */
const LOOK_MS = 10_000;
/** Beyond the time that the node was given, so that it is the one to say what became of it, ms. */
const GRACE_MS = 10_000;

export class AdminClient {
  readonly address: string;
  readonly #credentials: Credentials;

  constructor(address: string, credentials: Credentials) {
    this.address = address;
    this.#credentials = credentials;
  }

  /**
   * Rejects with CliError: `unreachable`, or as the node answers.
   * @param options `also`: statuses beyond 400 that are answers like others
   */
  async get<T>(path: string, { also = [] }: { readonly also?: readonly number[] } = {}): Promise<T> {
    const { token, secret } = this.#credentials;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    let response = await this.#send({ options: { path, headers, timeout: LOOK_MS } });
    if (response.statusCode === 401 && token === undefined && secret !== undefined) {
      response.resume();
      const authorization = await this.#prove(secret, 'GET', path, '');
      response = await this.#send({ options: { path, headers: { authorization }, timeout: LOOK_MS } });
    }
    return this.#answerOf(response, await text(response), also) as T;
  }

  /** Rejects as `get`. Services have ports of their own that answer `/status`, in other words. */
  async status(): Promise<NodeStatus> {
    const answer = await this.get<Partial<NodeStatus> | null>('/status');
    if (Array.isArray(answer?.groups) && Array.isArray(answer.notices)) return answer as NodeStatus;
    throw new CliError(
      `${this.address} is no admin port of Gaios (\`adminAddress\` in the options of a node)`,
    );
  }

  /** Resolves with what the node says at the end. Rejects with CliError; `unreachable`: nothing was asked. */
  async post<T>(path: string, fields: unknown, options: PostOptions): Promise<T> {
    const { secret, tls } = this.#credentials;
    const body = JSON.stringify(fields);
    const headers: Record<string, string | number> = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    if (tls?.cert === undefined) {
      if (secret === undefined) {
        const how =
          'this needs the secret of the nodes (--secret-file), or a certificate (--tls-cert, --tls-key)';
        throw new CliError(how, { exit: 'usage' });
      }
      headers['authorization'] = await this.#prove(secret, 'POST', path, body);
    }
    const timeout = options.timeoutMs + GRACE_MS;
    const { signal } = options;
    const response = await this.#send({ options: { method: 'POST', path, headers, timeout }, body, signal });
    return (await this.#endOf(response, options)) as T;
  }

  async #prove(secret: string, method: string, path: string, body: string): Promise<string> {
    const response = await this.#send({ options: { path: '/challenge', timeout: LOOK_MS } });
    const answer = this.#answerOf(response, await text(response)) as { challenge?: unknown };
    if (typeof answer.challenge !== 'string')
      throw new CliError(`${this.address} is no admin port of Gaios: it gives no challenge`);
    return proveRequest(secret, answer.challenge, { method, path, body });
  }

  async #endOf(response: IncomingMessage, { signal, onProgress }: PostOptions): Promise<unknown> {
    const type = response.headers['content-type'] ?? '';
    if (!type.startsWith('application/x-ndjson'))
      return doneOf(this.#answerOf(response, await text(response)));
    let last: unknown;
    try {
      for await (const line of createInterface({ input: response, crlfDelay: Infinity })) {
        last = JSON.parse(line);
        const { progress } = last as { progress?: unknown };
        if (progress !== undefined) onProgress?.(progress);
      }
    } catch (cause) {
      throw this.#cutOff(signal, cause);
    }
    const { error } = (last ?? {}) as { error?: unknown };
    if (error !== undefined) throw this.#refusal(error, 200);
    // Not every way to end is an error of the stream.
    if (!response.complete || typeof last !== 'object' || last === null || !('done' in last))
      throw this.#cutOff(signal);
    return doneOf(last);
  }

  #cutOff(signal: AbortSignal, cause?: unknown): CliError {
    const why = signal.aborted ? 'interrupted' : `the connection to ${this.address} ended`;
    const what = 'before it was said what became of it: what is done by then stays done';
    return new CliError(`${why} ${what}; look at it (list), and run the same again`, { cause });
  }

  #send({ options, body, signal }: Call): Promise<IncomingMessage> {
    const { host, port } = parseAddress(this.address) ?? { host: '', port: 0 };
    const { tls } = this.#credentials;
    return new Promise((resolve, reject) => {
      const all = { host, port, agent: false, method: 'GET', ...options, ...(signal && { signal }) };
      const request =
        tls === undefined
          ? httpRequest(all, resolve)
          : httpsRequest({ ...all, ...tls, minVersion: 'TLSv1.3', checkServerIdentity }, resolve);
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      // After the answer has begun, whoever reads it sees it end.
      request.on('error', (cause) => reject(this.#unreachable(cause, signal)));
      request.end(body);
    });
  }

  #unreachable(cause: Error, signal?: AbortSignal): CliError {
    if (signal?.aborted === true) return this.#cutOff(signal, cause);
    const { code = '' } = cause as NodeJS.ErrnoException;
    const why = cause.message === '' ? code : cause.message;
    return new CliError(`the node at ${this.address} cannot be asked: ${why}`, {
      exit: 'unreachable',
      cause,
    });
  }

  #answerOf({ statusCode = 0 }: IncomingMessage, body: string, also: readonly number[] = []): unknown {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch (cause) {
      throw new CliError(`${this.address} answers ${statusCode}, and not in JSON`, { cause });
    }
    if (statusCode < 400 || also.includes(statusCode)) return value;
    throw this.#refusal((value as { error?: unknown } | null)?.error, statusCode);
  }

  #refusal(error: unknown, statusCode: number): CliError {
    if (typeof error === 'string') return new CliError(`${this.address}: ${error}`);
    const { code, message, facts, outcome } = (error ?? {}) as Partial<CliError>;
    return new CliError(message ?? `${this.address} answers ${statusCode}`, {
      ...(code === undefined ? {} : { code }),
      ...(facts === undefined ? {} : { facts }),
      ...(outcome === undefined ? {} : { outcome }),
    });
  }
}

const doneOf = (value: unknown): unknown => (value as { done?: unknown } | null)?.done;

/** Certificates name nodes, not hosts; any node will do, as it is asked for what it says of itself. */
const checkServerIdentity = (_host: string, { subjectaltname = '' }: PeerCertificate): Error | undefined =>
  subjectaltname.split(', ').some((name) => /^URI:gaios:\/\/node\/\d+$/.test(name))
    ? undefined
    : new Error('its certificate names no node');
