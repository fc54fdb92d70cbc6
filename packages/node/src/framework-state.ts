/**
 * The state of the framework as of an instance: all that replaying the log from instance 1 would have built, beside what the
 * users' machines hold (DESIGN 8). It is in every checkpoint: who may still execute what, the results of clients' requests,
 * agreed time, the configuration with its former disks, and the state of Gaios's own machines. What belongs to one node only
 * (the ballot at which it learned that the configuration was chosen) is not in it, so that replicas can compare the bytes.
 */

import { GaiosError } from '@gaios/sm-base';
import type { CheckpointBase } from '@gaios/core';
import { decodeMembership, encodeMembership } from '@gaios/config-sm';
import {
  decodeFrameworkState,
  encodeFrameworkState,
  WireError,
  type FrameworkState,
  type StoredClient,
} from '@gaios/proto';
import type { ReplaySnapshot, ReplayState } from './replay-state.ts';

/** One of Gaios's own machines, which every replica of a group has. */
export interface FrameworkMachine {
  readonly smId: number;
  /** Equal states have equal bytes. */
  encodeState(): Uint8Array;
  /** In place of all that was executed. @throws GaiosError STORAGE_DAMAGED */
  loadState(bytes: Uint8Array): void;
}

/** Moves when an older version could not read what this one writes. */
const FORMAT = 1;
const NO_BYTES = new Uint8Array(0);

/** As of `instanceId`, up to which exactly `state` and `machines` have executed. */
export const encodeFramework = (
  instanceId: number,
  state: ReplayState,
  machines: readonly FrameworkMachine[],
): Uint8Array => {
  const { configuration, executions, clients, nowMs, checksum } = state.snapshot();
  return encodeFrameworkState({
    format: FORMAT,
    instanceId,
    checksum,
    nowMs,
    configuration: encodeMembership(configuration),
    executions: executions.map(([nodeId, { storageId, boot, last }]) => ({ nodeId, storageId, boot, last })),
    clients: clients.map(({ results, ...row }) => ({
      ...row,
      results: results.map(([number, { result, ...at }]) => ({ number, ...at, result: result ?? NO_BYTES })),
    })),
    machines: machines
      .toSorted((a, b) => a.smId - b.smId)
      .map((machine) => ({ smId: machine.smId, state: machine.encodeState() })),
  });
};

/**
 * The same without the results of clients' requests: a replica whose machine was ahead of its log has executed them before,
 * and does not know them any more. Everything else is equal on all replicas at one instance.
 */
export const comparableFramework = (encoded: Uint8Array): Uint8Array => {
  const state = parse(encoded);
  const clients = state.clients.map((row) => ({
    ...row,
    results: row.results.map((each) => ({ ...each, result: NO_BYTES })),
  }));
  return encodeFrameworkState({ ...state, clients });
};

/**
 * Puts it in place of whatever was there. Whether the bytes are what a checkpoint of `base` has is checked before anything is
 * changed. @throws GaiosError STORAGE_DAMAGED, or STORAGE_NEWER_FORMAT
 */
export const restoreFramework = (
  encoded: Uint8Array,
  base: CheckpointBase,
  state: ReplayState,
  machines: readonly FrameworkMachine[],
): void => {
  const snapshot = decodeFramework(encoded, base);
  const stored = new Map(snapshot.machines.map(({ smId, state: bytes }) => [smId, bytes]));
  const missing = machines.find(({ smId }) => !stored.has(smId));
  if (missing !== undefined) throw damaged(`it has no state of machine ${missing.smId}`);
  state.restore(snapshot);
  for (const machine of machines) machine.loadState(stored.get(machine.smId) ?? NO_BYTES);
};

/** Whether bytes from elsewhere are the state of the framework at `base`, without putting them anywhere. */
export const decodeFramework = (
  encoded: Uint8Array,
  base: CheckpointBase,
): ReplaySnapshot & Pick<FrameworkState, 'machines'> => {
  const { instanceId, checksum, nowMs, configuration: bytes, executions, clients, machines } = parse(encoded);
  const configuration = decodeMembership(bytes);
  if (instanceId !== base.instanceId || checksum !== base.checksum)
    throw damaged(`it is of another instance than ${base.instanceId}`);
  const { gid, version } = base.configuration;
  if (configuration.gid !== gid || configuration.version !== version)
    throw damaged('it has another configuration');
  return {
    configuration,
    configurationBallot: base.ballot,
    checksum,
    nowMs,
    executions: executions.map(({ nodeId, ...row }) => [nodeId, row]),
    clients: clients.map(toRow),
    machines,
  };
};

const toRow = ({ results, ...row }: StoredClient): ReplaySnapshot['clients'][number] => ({
  ...row,
  results: results.map(({ number, result, ...at }) => [
    number,
    // A copy: what is kept must not keep all that it came with.
    { ...at, result: result.length === 0 ? undefined : new Uint8Array(result) },
  ]),
});

const parse = (encoded: Uint8Array): FrameworkState => {
  let state: FrameworkState;
  try {
    state = decodeFrameworkState(encoded);
  } catch (error) {
    throw error instanceof WireError ? damaged(error.reason) : error;
  }
  if (state.format <= FORMAT) return state;
  const facts = { format: state.format, formatKnown: FORMAT };
  throw new GaiosError('STORAGE_NEWER_FORMAT', undefined, { facts });
};

const damaged = (why: string): GaiosError =>
  new GaiosError('STORAGE_DAMAGED', `not the state of the framework of this checkpoint: ${why}`);
