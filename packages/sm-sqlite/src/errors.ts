/** Turns what SQLite, the file system and a user's own code throw into typed errors with facts. */

import { GaiosError, InvariantViolation, type ErrorCode } from '@gaios/sm-base';

export type Facts = Readonly<Record<string, unknown>>;

/** Errors are told by their code: an addon that is loaded twice in a process throws the class of its first load. */
export const codeOf = (error: unknown): string => {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'unknown';
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the disk or the file did; undefined: neither of them is to blame. */
const storageCodeOf = (code: string): ErrorCode | undefined => {
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(code)) return 'STORAGE_FULL';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'STORAGE_LOCKED';
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) return 'STORAGE_DAMAGED';
  if (/^(SQLITE_(IOERR|CANTOPEN|READONLY|NOMEM|PERM|PROTOCOL)|E[A-Z]+$)/.test(code)) return 'STORAGE_IO';
  return undefined;
};

/** For failures whose cause may be the disk as well as something else, which `otherwise` names. */
export const toGaiosError = (error: unknown, otherwise: ErrorCode, facts: Facts): Error => {
  if (error instanceof GaiosError || error instanceof InvariantViolation) return error;
  const code = codeOf(error);
  const detail = code === 'unknown' ? messageOf(error) : `${messageOf(error)} (${code})`;
  return new GaiosError(storageCodeOf(code) ?? otherwise, detail, {
    facts: { ...facts, cause: code },
    cause: error,
  });
};
