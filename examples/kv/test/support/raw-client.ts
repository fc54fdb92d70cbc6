/** A connection that sends bytes and waits for bytes, for what no client library would send. */

import { connect, type Socket } from 'node:net';

/** Longest wait for an answer; a failing test ends with it. */
const WAIT_MS = 10_000;

export class RawClient {
  readonly socket: Socket;
  #received = '';
  #ended = false;
  #changed: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#received += chunk.toString('latin1');
      this.#changed();
    });
    const onEnd = (): void => {
      this.#ended = true;
      this.#changed();
    };
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    socket.on('error', () => {});
  }

  static open(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.setNoDelay(true);
        resolve(new RawClient(socket));
      });
    });
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Everything received so far and not yet taken. */
  get received(): string {
    return this.#received;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Waits for exactly this, one character per byte, and takes it. */
  async expect(expected: string): Promise<void> {
    await this.#until(() => this.#received.length >= expected.length || this.#ended);
    const taken = this.#received.slice(0, expected.length);
    if (taken !== expected) {
      throw new Error(
        `expected ${JSON.stringify(expected.slice(0, 2000))}, got ${JSON.stringify(this.#received.slice(0, 2000))}`,
      );
    }
    this.#received = this.#received.slice(expected.length);
  }

  /** Sends an inline command or an array and returns the raw reply up to the end of its first line. */
  async line(command: string): Promise<string> {
    this.send(`${command}\r\n`);
    await this.#until(() => this.#received.includes('\r\n') || this.#ended);
    const end = this.#received.indexOf('\r\n');
    const line = this.#received.slice(0, end === -1 ? undefined : end);
    this.#received = this.#received.slice(line.length + 2);
    return line;
  }

  /** Waits for the other side's end. */
  async end(): Promise<void> {
    await this.#until(() => this.#ended);
  }

  /** Waits until this has been received, wherever it stands. */
  async contains(text: string): Promise<void> {
    await this.#until(() => this.#received.includes(text) || this.#ended);
  }

  async bytes(count: number): Promise<void> {
    await this.#until(() => this.#received.length >= count || this.#ended);
  }

  close(): void {
    this.socket.destroy();
  }

  #until(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new Error(`nothing after ${WAIT_MS} ms; so far ${JSON.stringify(this.#received.slice(0, 2000))}`),
        );
      }, WAIT_MS);
      this.#changed = () => {
        if (!done()) return;
        clearTimeout(timer);
        resolve();
      };
      this.#changed();
    });
  }
}

/** A request as clients send it. */
export const request = (...args: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${args.length}\r\n`),
    ...args.flatMap((arg) => {
      const bytes = typeof arg === 'string' ? Buffer.from(arg, 'latin1') : arg;
      return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')];
    }),
  ]);
