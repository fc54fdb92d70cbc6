/**
 * The replicated state that belongs to no user's machine, in bytes and back (packages/node/src/framework-state.ts says what it
 * is). It is part of a checkpoint, and so may come from another node: nothing in it is trusted. Equal states have equal bytes.
 */

import { gaios } from '#proto';
import {
  boot,
  bytes,
  counter,
  counterOrNone,
  type Field,
  instance,
  list,
  node,
  storageId,
  struct,
  text,
  unsigned32,
} from './fields.ts';
import { FRAMEWORK_FIELDS_MAX } from './limits.ts';
import { parse } from './reader.ts';
import { WireError } from './wire-error.ts';

export interface FrameworkState {
  /** Of these bytes. */
  readonly format: number;
  readonly instanceId: number;
  /** Chained, at that instance. */
  readonly checksum: number;
  /** Agreed time. */
  readonly nowMs: number;
  readonly configuration: Uint8Array;
  readonly executions: readonly StoredExecution[];
  readonly clients: readonly StoredClient[];
  readonly machines: readonly StoredMachine[];
}

export interface StoredExecution {
  readonly nodeId: number;
  readonly storageId: string;
  readonly boot: number;
  readonly last: number;
}

export interface StoredClient {
  readonly clientId: string;
  readonly forgottenUpTo: number;
  readonly lastInstance: number;
  readonly results: readonly StoredResult[];
}

export interface StoredResult {
  readonly number: number;
  readonly instanceId: number;
  readonly batchIndex: number;
  /** Empty: it is lost. */
  readonly result: Uint8Array;
}

export interface StoredMachine {
  readonly smId: number;
  readonly state: Uint8Array;
}

/** A list in the order of a key, which no two elements share. */
const ordered = <T, W>(element: Field<T, W>, key: (value: T) => number): Field<readonly T[], W[]> => {
  const { decode, ...rest } = list(element, 0);
  return {
    ...rest,
    decode: (wire, name) => {
      const values = decode(wire, name);
      let before = -Infinity;
      for (const value of values) {
        if (key(value) <= before) throw new WireError(`${name} are not in order`);
        before = key(value);
      }
      return values;
    },
  };
};

const execution = struct<StoredExecution, gaios.v1.ExecutionRow>({
  nodeId: node,
  storageId,
  boot,
  last: counterOrNone,
});
const result = struct<StoredResult, gaios.v1.ClientResult>({
  number: counter,
  instanceId: instance,
  batchIndex: unsigned32,
  result: bytes,
});
const client = struct<StoredClient, gaios.v1.ClientRow>({
  clientId: text,
  forgottenUpTo: counterOrNone,
  lastInstance: instance,
  results: ordered(result, ({ number }) => number),
});
const machine = struct<StoredMachine, gaios.v1.MachineState>({ smId: unsigned32, state: bytes });

const codec = struct<FrameworkState, gaios.v1.FrameworkState>({
  format: counter,
  instanceId: instance,
  checksum: unsigned32,
  nowMs: counterOrNone,
  configuration: bytes,
  executions: ordered(execution, ({ nodeId }) => nodeId),
  clients: list(client, 0),
  machines: ordered(machine, ({ smId }) => smId),
});

/** Trusts its caller, who gives the lists in their order. */
export const encodeFrameworkState = (state: FrameworkState): Uint8Array => {
  const { buffer, byteOffset, byteLength } = gaios.v1.FrameworkState.encode(
    codec.encode?.(state) ?? {},
  ).finish();
  return new Uint8Array(buffer, byteOffset, byteLength);
};

/** Its bytes are views of `encoded`. @throws WireError for what is no such state */
export const decodeFrameworkState = (encoded: Uint8Array): FrameworkState => {
  const wire = parse(encoded, (reader) => gaios.v1.FrameworkState.decode(reader), FRAMEWORK_FIELDS_MAX);
  const state = codec.decode(wire, 'state');
  if (new Set(state.clients.map(({ clientId }) => clientId)).size < state.clients.length)
    throw new WireError('a client is named twice');
  return state;
};
