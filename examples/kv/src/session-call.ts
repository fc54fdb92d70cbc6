/** A request of a connection, from its arrival until its reply is written: one object, whoever has to do with it. */

import { replyOf, type Call, type Client, type ServerContext } from './command.ts';
import type { Reply } from './reply.ts';

/** The connection that it came from. */
export interface Caller extends Client {
  readonly server: ServerContext;
  onAnswer(call: SessionCall): void;
}

export class SessionCall implements Call {
  readonly client: Caller;
  readonly args: readonly Buffer[];
  /** What it holds in memory. */
  readonly bytes: number;
  arrivedAtMs: number;
  /** undefined: not answered yet. */
  reply: Reply | undefined = undefined;
  /** The one behind it in its queue. */
  next: SessionCall | undefined = undefined;

  constructor(client: Caller, args: readonly Buffer[], bytes: number, arrivedAtMs: number) {
    this.client = client;
    this.args = args;
    this.bytes = bytes;
    this.arrivedAtMs = arrivedAtMs;
  }

  get server(): ServerContext {
    return this.client.server;
  }

  answer(reply: Reply): void {
    this.reply = reply;
    this.client.onAnswer(this);
  }

  fail(error: unknown): void {
    this.answer(replyOf(error));
  }
}
