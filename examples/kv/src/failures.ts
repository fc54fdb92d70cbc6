/**
 * What clients read when a command could not be answered. The promise: `CLUSTERDOWN`, `NOLEASE`, `BUSY` and `ERR` mean that nothing
 * was executed and nothing will be; `TIMEOUT … outcome unknown` means that it may have been, or may still be.
 */

import { GaiosError, type ErrorCode } from 'gaios';

import type { LaneMode } from './lanes.ts';
import { ErrorReply } from './reply.ts';

/** A command that failed, with the reply for it. */
export class CommandFailure extends Error {
  readonly reply: ErrorReply;
  /** False: it may have been, in part or as a whole. */
  readonly nothingExecuted: boolean;

  constructor(text: string, nothingExecuted: boolean, cause?: unknown) {
    super(text, { cause });
    // Texts of errors may hold any character; the reply has one per byte.
    this.reply = new ErrorReply(Buffer.from(text, 'utf8').toString('latin1'));
    this.nothingExecuted = nothingExecuted;
  }
}

const definiteText = (error: GaiosError): string => {
  const { code, message } = error;
  if (code === 'OVERLOADED') return `BUSY ${message}; nothing was executed, try again later`;
  return `${WORDS[code] ?? 'CLUSTERDOWN'} ${message}; nothing was executed`;
};

const WORDS: Partial<Record<ErrorCode, string>> = {
  VALUE_TOO_LARGE: 'ERR',
  INVALID_ARGUMENT: 'ERR',
  FOREIGN_SESSION: 'ERR',
  NO_LEASE: 'NOLEASE',
};

/** A read executes nothing, whatever happens to it. A write that is not known to be refused may have been executed. */
export const failureOf = (error: unknown, mode: LaneMode): CommandFailure => {
  if (error instanceof CommandFailure) return error;
  if (error instanceof GaiosError) {
    if (mode === 'read' || error.outcome === 'not-executed') {
      return new CommandFailure(definiteText(error), true, error);
    }
    const known = error.outcome === 'executed' ? 'executed, but the result is lost; ' : '';
    return new CommandFailure(`TIMEOUT ${known}${error.message}; outcome unknown`, false, error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return mode === 'read'
    ? new CommandFailure(`ERR internal error: ${message}`, true, error)
    : new CommandFailure(`TIMEOUT internal error: ${message}; outcome unknown`, false, error);
};

/** What is left of a call's time, ms. @throws GaiosError */
export const timeoutUntil = (deadlineMs: number, nowMs: number): number => {
  const left = Math.ceil(deadlineMs - nowMs);
  if (left >= 1) return left;
  throw new GaiosError('TIMEOUT', 'its time was over before its turn came', { outcome: 'not-executed' });
};

/** Results of all parts of a command over several groups. Part of it done and part refused is an unknown outcome. */
export const allParts = async <T>(parts: readonly Promise<T>[], mode: LaneMode): Promise<T[]> => {
  const settled = await Promise.allSettled(parts);
  const results: T[] = [];
  const failures: CommandFailure[] = [];
  for (const part of settled) {
    if (part.status === 'fulfilled') results.push(part.value);
    else failures.push(failureOf(part.reason, mode));
  }
  const [failure] = failures;
  if (failure === undefined) return results;
  if (mode === 'read') throw failure;
  const unknown = failures.find((each) => !each.nothingExecuted);
  if (unknown !== undefined) throw unknown;
  if (results.length === 0) throw failure;
  throw new CommandFailure(
    'TIMEOUT some groups executed their part, others did not; outcome unknown',
    false,
    failure,
  );
};
