/** What a command is: a row of the table, and what its handler is given. */

import type { NodeApi } from 'gaios';

import { CommandFailure } from './failures.ts';
import type { Lanes } from './lanes.ts';
import type { ReadLevel, ReadMode } from './read-level.ts';
import { ErrorReply, type Reply } from './reply.ts';
import type { Asker, Store } from './store.ts';

/** One connection, as its commands and CLIENT LIST see it. */
export interface Client {
  readonly id: number;
  readonly address: string;
  readonly localAddress: string;
  readonly connectedAtMs: number;
  readonly lanes: Lanes;
  readonly reads: ReadMode;
  name: string;
  libName: string;
  libVersion: string;
  lastCommand: string;
  lastCommandAtMs: number;
  /** Answers what came before, then closes. */
  quit(): void;
}

/** The server, as commands see it. */
export interface ServerContext {
  readonly node: NodeApi;
  readonly store: Store;
  readonly now: () => number;
  readonly startedAtMs: number;
  readonly respPort: number;
  /** The largest value that the node takes. */
  readonly operationBytesMax: number;
  readonly clients: ReadonlyMap<number, Client>;
  /** What reads see that say nothing else. */
  readonly readLevel: ReadLevel;
  /** Whether the level `lease` can be had at all. */
  readonly leaseReads: boolean;
  readonly stats: { connections: number; commands: number };
}

export interface Call extends Asker {
  /** The command's name first, as the client wrote it. */
  readonly args: readonly Buffer[];
  readonly client: Client;
  readonly server: ServerContext;
  /** On `server.now`'s clock. */
  readonly arrivedAtMs: number;
}

/** undefined: the call is answered by whom it was given to, as the store does it; that spares most commands a promise. */
export type Handler = (call: Call) => Reply | Promise<Reply> | undefined;

export interface Subcommand {
  /** As Redis counts: the words, negative for a minimum. */
  readonly arity: number;
  readonly run: Handler;
}

export interface Command extends Subcommand {
  readonly name: string;
  readonly flags: readonly string[];
  /** First, last (from the end if negative) and step of the keys among the words; 0: no keys. */
  readonly keys: readonly [number, number, number];
  readonly group: 'string' | 'generic' | 'server' | 'connection';
  readonly summary: string;
  readonly subcommands?: Readonly<Record<string, Subcommand>>;
}

export const SYNTAX_ERROR = new ErrorReply('ERR syntax error');
export const NOT_AN_INTEGER = new ErrorReply('ERR value is not an integer or out of range');

export const text = (bytes: Buffer | undefined): string => bytes?.toString('latin1') ?? '';
export const lower = (bytes: Buffer | undefined): string => text(bytes).toLowerCase();

const arityFits = (arity: number, words: number): boolean => (arity < 0 ? words >= -arity : words === arity);

const wrongArity = (name: string): ErrorReply =>
  new ErrorReply(`ERR wrong number of arguments for '${name}' command`);

/** Redis quotes the arguments of an unknown command up to this many characters. */
const QUOTED_MAX = 128;

const unknownCommand = (args: readonly Buffer[]): ErrorReply => {
  let quoted = '';
  for (const arg of args.slice(1)) {
    if (quoted.length >= QUOTED_MAX) break;
    quoted += `'${text(arg.subarray(0, QUOTED_MAX - quoted.length))}' `;
  }
  const name = text(args[0]?.subarray(0, QUOTED_MAX));
  return new ErrorReply(`ERR unknown command '${name}', with args beginning with: ${quoted}`);
};

const subcommandOf = (
  command: Command,
  args: readonly Buffer[],
): { name: string; found: Subcommand } | ErrorReply => {
  const found =
    Object.hasOwn(command.subcommands ?? {}, lower(args[1])) && command.subcommands?.[lower(args[1])];
  if (found) return { name: `${command.name}|${lower(args[1])}`, found };
  const word = text(args[1]?.subarray(0, QUOTED_MAX));
  return new ErrorReply(`ERR unknown subcommand '${word}'. Try ${command.name.toUpperCase()} HELP.`);
};

const find = (
  table: ReadonlyMap<string, Command>,
  args: readonly Buffer[],
): { name: string; found: Subcommand } | ErrorReply => {
  const command = table.get(lower(args[0]));
  if (command === undefined) return unknownCommand(args);
  const { name } = command;
  if (!arityFits(command.arity, args.length)) return wrongArity(name);
  if (command.subcommands === undefined || args.length === 1) return { name, found: command };
  const subcommand = subcommandOf(command, args);
  if (subcommand instanceof ErrorReply || arityFits(subcommand.found.arity, args.length)) return subcommand;
  return wrongArity(subcommand.name);
};

/** Finds the command, runs it, and has the call answered. Never throws. */
export const runCommand = (table: ReadonlyMap<string, Command>, call: Call): void => {
  const command = find(table, call.args);
  if (command instanceof ErrorReply) return call.answer(command);
  call.client.lastCommand = command.name;
  try {
    const reply = command.found.run(call);
    if (reply instanceof Promise) {
      void reply.then(
        (value) => call.answer(value),
        (error: unknown) => call.fail(error),
      );
    } else if (reply !== undefined) call.answer(reply);
  } catch (error) {
    call.fail(error);
  }
};

export const replyOf = (error: unknown): ErrorReply =>
  error instanceof CommandFailure ? error.reply : new ErrorReply(`ERR internal error: ${String(error)}`);
