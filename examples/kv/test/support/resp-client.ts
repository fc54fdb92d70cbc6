/**
 * A RESP connection that hides nothing: no reconnecting, no sending again. What becomes of a command is one of three:
 * an answer, a definite error, or an outcome that nobody knows. That is what tests that kill nodes have to tell apart.
 */

import { connect, type Socket } from 'node:net';

import RedisParser from 'redis-parser';

import { request } from './raw-client.ts';

export type Answer = string | number | null;

export type CommandResult =
  | { readonly kind: 'answer'; readonly value: Answer }
  /** An error other than TIMEOUT: nothing was executed and nothing will be. */
  | { readonly kind: 'refused'; readonly text: string }
  /** -TIMEOUT, or the connection ended first. */
  | { readonly kind: 'unknown'; readonly text: string };

type Settle = (result: CommandResult) => void;

/** No answer for this long is a hang: commands are answered within their timeout, which is 5 s. */
const ANSWER_MS_MAX = 40_000;
const CONNECT_MS_MAX = 5_000;

export class RespClient {
  readonly port: number;
  readonly #socket: Socket;
  readonly #waiting: Settle[] = [];
  #ended = false;

  private constructor(port: number, socket: Socket) {
    this.port = port;
    this.#socket = socket;
    const parser = new RedisParser({
      returnReply: (reply: unknown) => this.#settle({ kind: 'answer', value: textOf(reply) }),
      returnError: ({ message }: Error) =>
        this.#settle({ kind: message.startsWith('TIMEOUT') ? 'unknown' : 'refused', text: message }),
      returnFatalError: (error: Error) => this.#end(`not RESP: ${error.message}`),
      returnBuffers: true,
      // Length headers are numbers well below what a double holds.
      stringNumbers: false,
    });
    socket.setNoDelay(true);
    socket.setTimeout(ANSWER_MS_MAX, () => {
      if (this.#waiting.length > 0) this.#end(`no answer for ${ANSWER_MS_MAX} ms`);
    });
    socket.on('data', (chunk: Buffer) => parser.execute(chunk));
    socket.on('error', () => {});
    socket.on('close', () => this.#end('the connection ended'));
  }

  /** Undefined: nobody listens there. */
  static open(port: number): Promise<RespClient | undefined> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      const fail = (): void => {
        socket.destroy();
        resolve(undefined);
      };
      const timer = setTimeout(fail, CONNECT_MS_MAX);
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.off('error', fail);
        resolve(new RespClient(port, socket));
      });
      socket.once('close', () => clearTimeout(timer));
      socket.once('connect', () => clearTimeout(timer));
    });
  }

  get isOpen(): boolean {
    return !this.#ended;
  }

  /** Sends at once; never rejects. */
  send(...args: readonly string[]): Promise<CommandResult> {
    if (this.#ended) return Promise.resolve({ kind: 'refused', text: 'not sent: the connection had ended' });
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#socket.write(request(...args));
    });
  }

  close(): void {
    this.#end('closed by the test');
  }

  #settle(result: CommandResult): void {
    this.#waiting.shift()?.(result);
  }

  #end(text: string): void {
    this.#ended = true;
    this.#socket.destroy();
    for (const settle of this.#waiting.splice(0)) settle({ kind: 'unknown', text });
  }
}

const textOf = (reply: unknown): Answer =>
  typeof reply === 'number' || reply === null
    ? reply
    : Buffer.isBuffer(reply)
      ? reply.toString('latin1')
      : JSON.stringify(reply);
