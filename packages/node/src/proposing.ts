/** What a call of `propose` asks for, looked at before anything is sent, as the requests that the replica takes. */

import {
  GaiosError,
  RESERVED_SM_ID,
  wrapCondition,
  wrapRequest,
  type SMCtx,
  type SMFac,
} from '@gaios/sm-base';
import type { ProposalRequest } from '@gaios/core';
import type { ProposeOptions } from './api.ts';
import type { Tuning } from './option-rows.ts';

interface ProposingGroup {
  readonly groupIdx: number;
  readonly machines: SMFac;
  readonly tuning: Pick<Tuning, 'valueBytesMax' | 'batchProposeMax'>;
}

/** @throws GaiosError INVALID_ARGUMENT, VALUE_TOO_LARGE, UNKNOWN_STATE_MACHINE */
export const requestsOf = (
  group: ProposingGroup,
  values: readonly Uint8Array[],
  targets: readonly (number | SMCtx)[],
  options: ProposeOptions,
  single: boolean,
): ProposalRequest[] => named(checked(group, values, targets), options, single);

const checked = (
  group: ProposingGroup,
  values: readonly Uint8Array[],
  targets: readonly (number | SMCtx)[],
): ProposalRequest[] => {
  const { valueBytesMax, batchProposeMax } = group.tuning;
  if (values.length < 1 || values.length > batchProposeMax || targets.length !== values.length) {
    throw new GaiosError('INVALID_ARGUMENT', 'not one to batchProposeMax values, each with its machine', {
      facts: { values: values.length, targets: targets.length, batchProposeMax },
    });
  }
  let bytes = 0;
  const requests = values.map((payload, index) => {
    if (!isBytes(payload)) throw new GaiosError('INVALID_ARGUMENT', 'a value is not a Uint8Array');
    bytes += payload.length;
    const target = targets[index] ?? 0;
    return { smId: checkedSmId(group, typeof target === 'number' ? target : target.smId), payload };
  });
  if (bytes <= valueBytesMax) return requests;
  throw new GaiosError('VALUE_TOO_LARGE', `${bytes} bytes, at most ${valueBytesMax} are accepted`, {
    facts: { bytes, valueBytesMax },
  });
};

const checkedSmId = ({ machines, groupIdx }: ProposingGroup, smId: number): number => {
  if (smId === 0) return smId;
  const facts = { groupIdx, smId };
  if (!Number.isInteger(smId) || smId < 0 || smId >= RESERVED_SM_ID) {
    throw new GaiosError('INVALID_ARGUMENT', `smId ${smId} is not one of a user's machine`, { facts });
  }
  // Every replica would stall on it.
  if (machines.get(smId) === undefined) throw new GaiosError('UNKNOWN_STATE_MACHINE', undefined, { facts });
  return smId;
};

export const contextsOf = (targets: readonly (number | SMCtx)[]): (SMCtx | undefined)[] =>
  targets.map((target) => (typeof target === 'number' ? undefined : target));

/** The request's name, and the master's version, go in front of the value. */
const named = (
  requests: ProposalRequest[],
  { requestId, ifMasterVersion }: ProposeOptions,
  single: boolean,
): ProposalRequest[] => {
  const fenced =
    ifMasterVersion === undefined
      ? requests
      : requests.map((request) => wrapCondition(ifMasterVersion, request));
  if (requestId === undefined) return fenced;
  if (!single) throw new GaiosError('INVALID_ARGUMENT', 'a requestId names one value, not a batch');
  return fenced.map((request) => wrapRequest(requestId, request));
};

const isBytes = (value: unknown): boolean =>
  ArrayBuffer.isView(value) && (value as Uint8Array).BYTES_PER_ELEMENT === 1 && 'subarray' in value;

/** Nothing was sent yet: whatever it is, the proposal was not executed and will not be. */
export const notExecuted = (error: unknown): unknown => {
  if (!(error instanceof GaiosError) || error.outcome !== undefined) return error;
  const { code, message, facts, cause } = error;
  return new GaiosError(code, message, {
    facts,
    outcome: 'not-executed',
    ...(cause === undefined ? {} : { cause }),
  });
};
