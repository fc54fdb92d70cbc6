/**
 * One connection: its commands start as they come, run at the same time, and are answered in order. What is bounded:
 * the commands under way (`PIPELINE_MAX`; further ones wait in the socket, which is paused), the replies not taken by a
 * slow reader (nothing new is started for one), and the memory of requests (`budget`, shared by all connections).
 */

import type { Socket } from 'node:net';

import { CallQueue } from './call-queue.ts';
import { runCommand, type Command, type ServerContext } from './command.ts';
import { Lanes } from './lanes.ts';
import { KEEP_ALIVE_MS, LINGER_MS, PIPELINE_MAX } from './limits.ts';
import { ReadMode } from './read-level.ts';
import { ErrorReply, ReplyWriter } from './reply.ts';
import { RequestReader } from './resp.ts';
import { SessionCall, type Caller } from './session-call.ts';

/** Memory of requests, over all connections. */
export interface Budget {
  used: number;
  readonly max: number;
}

export interface SessionOptions {
  readonly id: number;
  readonly socket: Socket;
  readonly server: ServerContext;
  readonly commands: ReadonlyMap<string, Command>;
  readonly budget: Budget;
  /** `flush` wants to be called at the end of this turn of the event loop, so that a turn's replies leave together. */
  readonly flushSoon: (session: Session) => void;
  readonly onClose: () => void;
}

export class Session implements Caller {
  readonly id: number;
  readonly address: string;
  readonly localAddress: string;
  readonly connectedAtMs: number;
  readonly lanes: Lanes;
  readonly reads: ReadMode;
  name = '';
  libName = '';
  libVersion = '';
  lastCommand = '';
  lastCommandAtMs: number;

  readonly #options: SessionOptions;
  readonly #socket: Socket;
  readonly #reader: RequestReader;
  readonly #writer = new ReplyWriter();
  /** Read, but not started. */
  readonly #waiting = new CallQueue();
  /** Started, in order; the first ones may be answered already. */
  readonly #pending = new CallQueue();
  /** Of `#waiting` and `#pending`. */
  #requestBytes = 0;
  /** What this session has in the budget. */
  #charged = 0;
  /** Of what is being read: one look at the clock for all that came together. */
  #arrivedAtMs: number;
  #flushing = false;
  /** No more input is taken; what is under way is answered, then the connection ends. */
  #closing = false;
  #protocolError: string | undefined;

  constructor(options: SessionOptions) {
    const { socket, server } = options;
    this.#options = options;
    this.#socket = socket;
    this.id = options.id;
    this.address = `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? 0}`;
    this.localAddress = `${socket.localAddress ?? '?'}:${socket.localPort ?? 0}`;
    this.lanes = new Lanes();
    this.reads = new ReadMode(server.readLevel, (groupIdx) => server.store.gidOf(groupIdx));
    this.connectedAtMs = server.now();
    this.lastCommandAtMs = this.connectedAtMs;
    this.#arrivedAtMs = this.connectedAtMs;
    this.#reader = new RequestReader({
      onRequest: (args, bytes) => this.#onRequest(args, bytes),
      onProtocolError: (text) => this.#onProtocolError(text),
    });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('drain', () => this.#advance());
    // A client may close its side behind its last command and still wants the answers.
    socket.on('end', () => this.close());
    // 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => this.#onSocketClose());
  }

  get server(): ServerContext {
    return this.#options.server;
  }

  /** QUIT: whatever came behind it is forgotten. */
  quit(): void {
    this.#waiting.clear();
    this.close();
  }

  /** Takes no more input, answers what has been read, then ends the connection. */
  close(): void {
    this.#closing = true;
    this.#advance();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#closing || this.#protocolError !== undefined) return;
    this.#arrivedAtMs = this.server.now();
    this.#reader.push(chunk);
    this.#charge();
    const { budget } = this.#options;
    if (budget.used > budget.max && this.#protocolError === undefined) {
      this.#onProtocolError('ERR the server holds too many bytes of requests, try again later');
    }
    this.#advance();
  }

  #onRequest(args: readonly Buffer[], bytes: number): void {
    this.#requestBytes += bytes;
    this.#waiting.push(new SessionCall(this, args, bytes, this.#arrivedAtMs));
  }

  /** Answered behind everything that was read before it. */
  #onProtocolError(text: string): void {
    this.#protocolError = text;
    this.#closing = true;
    this.#reader.stop();
  }

  /** Starts what may start, and sees to it that the socket is read exactly while there is room. */
  #advance(): void {
    if (this.#mayStart()) this.lastCommandAtMs = this.server.now();
    while (this.#mayStart()) {
      const next = this.#waiting.shift();
      if (next !== undefined) this.#start(next);
    }
    if (this.#closing) {
      // Read on and forget, so that the end of the connection is noticed.
      this.#socket.resume();
      this.#flushSoon();
    } else if (this.#waiting.length > 0 || this.#socket.writableNeedDrain) this.#socket.pause();
    else this.#socket.resume();
  }

  #mayStart(): boolean {
    if (this.#waiting.length === 0 || this.#pending.length >= PIPELINE_MAX) return false;
    return !this.#socket.writableNeedDrain;
  }

  #start(call: SessionCall): void {
    this.#pending.push(call);
    this.server.stats.commands++;
    // Until it got its place in the pipeline it waited as if in the socket, as long as anything moved.
    call.arrivedAtMs = Math.max(call.arrivedAtMs, this.lanes.succeededAtMs);
    runCommand(this.#options.commands, call);
  }

  /** @internal */
  onAnswer(call: SessionCall): void {
    if (this.#pending.first === call) this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#options.flushSoon(this);
  }

  /** Writes the replies that are there, up to the first that is not. */
  flush(): void {
    this.#flushing = false;
    if (this.#socket.destroyed) return;
    let answered = 0;
    for (let call = this.#pending.first; call?.reply !== undefined; call = this.#pending.first) {
      this.#writer.add(call.reply);
      this.#requestBytes -= call.bytes;
      this.#pending.shift();
      answered++;
    }
    const done = this.#closing && this.#pending.length === 0 && this.#waiting.length === 0;
    if (done && this.#protocolError !== undefined) this.#writer.add(new ErrorReply(this.#protocolError));
    this.#writer.writeTo(this.#socket);
    this.#charge();
    if (done) this.#end();
    else if (answered > 0) this.#advance();
  }

  /** The other side has a moment to take the last replies and to close. */
  #end(): void {
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
  }

  /** Brings the budget up to date with what this session holds. */
  #charge(): void {
    const held = this.#socket.destroyed ? 0 : this.#requestBytes + this.#reader.partialBytes;
    this.#options.budget.used += held - this.#charged;
    this.#charged = held;
  }

  /** What runs cannot be taken back; what waits is forgotten. */
  #onSocketClose(): void {
    this.#closing = true;
    this.#waiting.clear();
    this.#charge();
    this.#options.onClose();
  }
}
