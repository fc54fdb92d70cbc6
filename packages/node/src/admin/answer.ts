/** What the admin port answers: JSON, or lines of it while something takes its time. */

import { GaiosError, type ErrorCode } from '@gaios/sm-base';

export interface Answer {
  readonly code: number;
  readonly body: unknown;
}

export const failure = (code: number, error: string): Answer => ({ code, body: { error } });

/** HTTP's word for a code; what is not listed is 500, a failure of the node. */
const statusOf: Partial<Record<ErrorCode, number>> = {
  INVALID_OPTIONS: 400,
  INVALID_ARGUMENT: 400,
  INVALID_NODE_ID: 400,
  INVALID_ADDRESS: 400,
  NO_VOTERS: 400,
  UNKNOWN_GROUP: 404,
  UNKNOWN_MEMBER: 404,
  DUPLICATE_MEMBER: 409,
  ADDRESS_IN_USE: 409,
  LAST_VOTER: 409,
  LEARNER_BEHIND: 409,
  VERSION_CONFLICT: 409,
  CHANGE_UNDER_WAY: 409,
  NOTHING_UNDER_WAY: 409,
  QUORUM_AT_RISK: 409,
  MASTER_NOT_USED: 409,
  NOT_MASTER: 409,
  NOT_A_MEMBER: 409,
  TRANSFER_FAILED: 409,
  OVERLOADED: 503,
  NO_QUORUM: 503,
  CLOSED: 503,
  GROUP_STOPPED: 503,
  GROUP_STALLED: 503,
  ABORTED: 503,
  TIMEOUT: 504,
};

/** Every failure in the same form. What is no `GaiosError` is a bug, and says so without its insides. */
export const errorAnswer = (error: unknown): Answer =>
  error instanceof GaiosError
    ? { code: statusOf[error.code] ?? 500, body: { error: wireError(error) } }
    : failure(500, error instanceof Error ? error.message : String(error));

export interface WireError {
  readonly code?: ErrorCode;
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly outcome?: string;
}

export const wireError = (error: unknown): WireError => {
  if (!(error instanceof GaiosError))
    return { message: error instanceof Error ? error.message : String(error) };
  const { code, message, facts, outcome } = error;
  return { code, message, facts, ...(outcome === undefined ? {} : { outcome }) };
};

/** JSON has neither errors nor infinity: the first are told as everywhere, the second, "nothing is known of it", is null. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (each instanceof GaiosError ? wireError(each) : each));
