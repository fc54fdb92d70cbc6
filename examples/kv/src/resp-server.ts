/** The RESP port: accepts connections, keeps count of them, and drains them at shutdown. */

import { createServer, type Server, type Socket } from 'node:net';

import type { Client, Command, ServerContext } from './command.ts';
import { EndOfTurn } from './end-of-turn.ts';
import { CLIENTS_MAX } from './limits.ts';
import { listen } from './listen.ts';
import { Session, type Budget } from './session.ts';

export interface RespServerOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly commands: ReadonlyMap<string, Command>;
  readonly requestsBytesMax: number;
  readonly context: Omit<ServerContext, 'clients' | 'respPort' | 'stats'>;
}

export class RespServer {
  readonly #options: RespServerOptions;
  readonly #server: Server;
  readonly #sessions = new Map<number, Session>();
  readonly #budget: Budget;
  readonly #toFlush = new EndOfTurn<Session>((sessions) => {
    for (const session of sessions) session.flush();
  });
  readonly #stats = { connections: 0, commands: 0 };
  #context: ServerContext | undefined;
  #drained: (() => void) | undefined;

  constructor(options: RespServerOptions) {
    this.#options = options;
    this.#budget = { used: 0, max: options.requestsBytesMax };
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#onConnection(socket));
  }

  get clients(): ReadonlyMap<number, Client> {
    return this.#sessions;
  }

  get stats(): { readonly connections: number; readonly commands: number } {
    return this.#stats;
  }

  /** Resolves with the port. Rejects with PortInUse. */
  async listen(): Promise<number> {
    const respPort = await listen(this.#server, this.#options.port, 'RESP');
    this.#context = { ...this.#options.context, respPort, clients: this.#sessions, stats: this.#stats };
    return respPort;
  }

  /** Takes no more connections or commands, lets those under way be answered, and ends what is left after `drainMs`. */
  async close(drainMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    const drained = new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    for (const session of this.#sessions.values()) session.close();
    if (this.#sessions.size === 0) this.#drained?.();
    const timer = setTimeout(() => {
      for (const session of this.#sessions.values()) session.destroy();
    }, drainMs);
    await drained;
    clearTimeout(timer);
    await closed;
  }

  #onConnection(socket: Socket): void {
    const server = this.#context;
    if (server === undefined || this.#sessions.size >= CLIENTS_MAX) {
      socket.on('error', () => {});
      socket.end('-ERR max number of clients reached\r\n', () => socket.destroy());
      return;
    }
    const id = ++this.#stats.connections;
    const { commands } = this.#options;
    const budget = this.#budget;
    const flushSoon = (session: Session): void => this.#toFlush.add(session);
    const onClose = (): void => {
      this.#sessions.delete(id);
      if (this.#sessions.size === 0) this.#drained?.();
    };
    this.#sessions.set(id, new Session({ id, socket, server, commands, budget, flushSoon, onClose }));
  }
}
