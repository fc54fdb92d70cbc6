/** What somebody sends to the admin port, read with a bound, and looked at before it is used. */

import type { IncomingMessage } from 'node:http';
import { GaiosError } from '@gaios/sm-base';

/** A membership of 128 nodes with the longest names that there are is about 45 KB. */
const BODY_BYTES_MAX = 65_536;

/** Rejects with INVALID_ARGUMENT. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not destroyed with it: whoever sends too much is still told so.
  const parts: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of parts) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw invalid(`a body of more than ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

export const invalid = (detail: string, facts: Readonly<Record<string, unknown>> = {}): GaiosError =>
  new GaiosError('INVALID_ARGUMENT', detail, { facts });

export type Fields = Readonly<Record<string, unknown>>;

/** @throws GaiosError INVALID_ARGUMENT */
export const parseBody = (body: Buffer): Fields => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new GaiosError('INVALID_ARGUMENT', 'the body is not JSON', { cause });
  }
  return fieldsOf(value, 'the body');
};

export const fieldsOf = (value: unknown, what: string): Fields => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalid(`${what} is not an object`);
};

/** Whoever misspells `force` should hear of it. @throws GaiosError INVALID_ARGUMENT */
export const onlyFields = (fields: Fields, allowed: readonly string[], what: string): void => {
  const unknown = Object.keys(fields).filter((name) => !allowed.includes(name));
  if (unknown.length > 0)
    throw invalid(`${what} has no field ${unknown.join(', ')}; there are ${allowed.join(', ')}`);
};

/** Undefined: it is not there. @throws GaiosError INVALID_ARGUMENT */
export const integerField = (fields: Fields, name: string, min: number, max: number): number | undefined => {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw invalid(`${name} is not an integer from ${min} to ${max}`, { [name]: value });
};

export const booleanField = (fields: Fields, name: string): boolean => {
  const value = fields[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw invalid(`${name} is neither true nor false`, { [name]: value });
};
