/** Turns what SQLite and the file system throw into the typed errors of the port. */

import { GaiosError } from '@gaios/sm-base';
import type { ErrorCode, LogRecord } from '@gaios/sm-base';

/**
 * Damage says so; a full disk says so; every other failure of the layer below is a failed disk. Errors are told by
 * their code, never by their class: an addon that is loaded twice in a process throws the class of its first load.
 */
export function toStorageError(error: unknown, facts: Readonly<Record<string, unknown>> = {}): GaiosError {
  if (error instanceof GaiosError) return error;
  const code = codeOf(error);
  const detail = String(propertyOf(error, 'message') ?? error);
  const errorCode = errorCodeOf(code);
  const told = errorCode === 'STORAGE_FULL' ? `${whereFull(facts['folder'])}: ${detail}` : detail;
  return new GaiosError(errorCode, `${told} (${code})`, { facts: { ...facts, cause: code }, cause: error });
}

/** What the layer below says of it names no folder, and no way out: the node serves again when it is started with some room. */
function whereFull(folder: unknown): string {
  const where = typeof folder === 'string' ? ` of ${folder}` : '';
  return `the disk${where} is full, make room and start the node again`;
}

export function wrongNode(storedNodeId: number, nodeId: number): GaiosError {
  const detail = `the data folder belongs to node ${storedNodeId}, not ${nodeId}`;
  return new GaiosError('STORAGE_WRONG_NODE', detail, { facts: { storedNodeId, nodeId } });
}

export function damaged(detail: string, facts: Readonly<Record<string, unknown>> = {}): GaiosError {
  return new GaiosError('STORAGE_DAMAGED', detail, { facts });
}

/** Of a row whose head is whole: it says what the value was. */
export type ValueDamage = Pick<LogRecord, 'instanceId' | 'ballot' | 'chosen'> & {
  readonly groupIdx: number;
  readonly valueChecksum: number;
};

/** Nothing of a row is damaged but its value. */
export function valueDamaged(detail: string, row: ValueDamage): GaiosError {
  const { groupIdx, instanceId, ballot, chosen, valueChecksum } = row;
  return damaged(detail, { groupIdx, instanceId, part: 'value', ballot, chosen, valueChecksum });
}

export function valueDamageOf({ code, facts }: GaiosError): ValueDamage | undefined {
  return code === 'STORAGE_DAMAGED' && facts['part'] === 'value'
    ? (facts as unknown as ValueDamage)
    : undefined;
}

export function codeOf(error: unknown): string {
  const code = propertyOf(error, 'code');
  return typeof code === 'string' ? code : 'unknown';
}

function propertyOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

function errorCodeOf(code: string): ErrorCode {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return 'STORAGE_FULL';
  // TOOBIG, MISMATCH, CONSTRAINT, ERROR: the statements are fixed and were valid for the schema as we made it.
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT|SCHEMA|ERROR|TOOBIG|MISMATCH|CONSTRAINT|RANGE)/.test(code)) {
    return 'STORAGE_DAMAGED';
  }
  return 'STORAGE_IO';
}
