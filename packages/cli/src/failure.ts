/** How a command ends when it does not do what it was asked to: an exit code that scripts switch on, and words for people. */

import { GaiosError } from 'gaios';
import type { CliIo } from './io.ts';

export const exitCodes = {
  ok: 0,
  /** It was asked, and refused or failed; `code` of the error says why. */
  failed: 1,
  /** The command line cannot be understood; nothing was asked. */
  usage: 2,
  /** Nobody could be asked. */
  unreachable: 3,
  /** Ctrl-C or SIGTERM, as shells have it. */
  interrupted: 130,
} as const;

/** `told`: failed, and what is to be said of it was part of what was shown. */
export type ExitName = keyof typeof exitCodes | 'told';

export interface CliErrorOptions {
  readonly exit?: ExitName;
  /** Of the `GaiosError` behind it, if there is one. */
  readonly code?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly outcome?: string;
  readonly cause?: unknown;
}

/** An expected failure. */
export class CliError extends Error {
  readonly exit: ExitName;
  readonly code: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly outcome: string | undefined;

  constructor(message: string, options: CliErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CliError';
    this.exit = options.exit ?? 'failed';
    this.code = options.code;
    this.facts = options.facts ?? {};
    this.outcome = options.outcome;
  }
}

/** Tells what went wrong, as JSON where that was asked for; returns the exit code. */
export const tellFailure = (error: unknown, io: CliIo, json: boolean): number => {
  const failure = asCliError(error);
  const exit = io.signal.aborted && failure.exit === 'failed' ? 'interrupted' : failure.exit;
  const { message, code, facts, outcome } = failure;
  if (exit === 'told') return exitCodes.failed;
  if (json) {
    io.out(
      `${JSON.stringify({ error: { ...(code && { code }), message, facts, ...(outcome && { outcome }) } })}\n`,
    );
  } else {
    io.err(`error: ${code === undefined ? '' : `${code}: `}${message}${factsLine(facts)}\n`);
  }
  return exitCodes[exit];
};

const asCliError = (error: unknown): CliError => {
  if (error instanceof CliError) return error;
  if (error instanceof GaiosError) {
    const { code, facts, outcome, message } = error;
    return new CliError(message, {
      code,
      facts,
      cause: error,
      ...(outcome === undefined ? {} : { outcome }),
    });
  }
  if (error instanceof Error && error.name === 'AbortError') return new CliError('interrupted');
  // A bug of ours: all of it is wanted.
  return new CliError(error instanceof Error ? (error.stack ?? error.message) : String(error), {
    cause: error,
  });
};

/** Beyond this a fact is for `--json`. */
const FACT_LENGTH_MAX = 60;

const factsLine = (facts: Readonly<Record<string, unknown>>): string => {
  const parts = Object.entries(facts)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .filter(({ length }) => length <= FACT_LENGTH_MAX);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};
