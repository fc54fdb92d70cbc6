/** Reads chosen values back from the log, for people and for `getInstanceValue`. */

import { decodeBatch, GaiosError, RESERVED_SM_ID, unwrapRequest, type LogRecord } from '@gaios/sm-base';
import type { LoggedInstance } from './api.ts';

export interface LogSource {
  readonly groupIdx: number;
  /** Chosen, and on this node's disk. */
  readonly availableUpTo: number;
  readonly minChosen: number;
  read(range: {
    readonly from: number;
    readonly to: number;
    readonly bytesMax: number;
  }): Promise<readonly LogRecord[]>;
}

/**
 * Instances `from` to `to`, fewer if their values sum to more than `bytesMax`, at least one.
 * @throws GaiosError INVALID_ARGUMENT, INSTANCE_NOT_FOUND, INSTANCE_NOT_CHOSEN, STORAGE_DAMAGED
 */
export const readInstances = async (
  source: LogSource,
  from: number,
  to: number,
  bytesMax: number,
): Promise<LoggedInstance[]> => {
  const { groupIdx, availableUpTo, minChosen } = source;
  const facts = { groupIdx, from, to, minChosen, chosenUpTo: availableUpTo };
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 1 || to < from) {
    throw new GaiosError('INVALID_ARGUMENT', `no range of instances: ${from} to ${to}`, { facts });
  }
  if (to > availableUpTo) throw new GaiosError('INSTANCE_NOT_CHOSEN', undefined, { facts });
  if (from < minChosen) throw new GaiosError('INSTANCE_NOT_FOUND', undefined, { facts });
  const records = await source.read({ from, to, bytesMax });
  if (records[0]?.instanceId !== from) throw new GaiosError('INSTANCE_NOT_FOUND', undefined, { facts });
  return records.map(toInstance);
};

/** Everything that users proposed, also what was skipped as a repeat; not what Gaios itself says in the log. */
const toInstance = ({ instanceId, value }: LogRecord): LoggedInstance => ({
  instanceId,
  values: decodeBatch(value)
    .proposals.map(unwrapRequest)
    .filter(({ smId }) => smId < RESERVED_SM_ID)
    .map(({ smId, payload }) => ({ smId, value: payload })),
});
