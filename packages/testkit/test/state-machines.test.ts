/** The machines of the examples conform to what a state machine must be. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from '@jest/globals';
import { EchoMachine } from '../../../examples/echo/src/echo.ts';
import type { KvQuery } from '../../../examples/kv/src/kv-logic.ts';
import { KvMachine } from '../../../examples/kv/src/kv-machine.ts';
import {
  encodeOperation,
  OPERATIONS,
  SET_IF_ABSENT,
  SET_IF_PRESENT,
  SET_RETURNS_COUNT,
  SET_RETURNS_OLD,
} from '../../../examples/kv/src/operations.ts';
import { SqliteKvMachine } from '../../../examples/kv/src/sqlite-kv-machine.ts';
import { stateMachineConformance, type StateMachineFixture } from '../src/state-machine-conformance.ts';

const fields = (...texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const key = Buffer.from('k');
const reads: readonly KvQuery[] = [
  { kind: 'get', key },
  { kind: 'strlen', key },
  { kind: 'mget', keys: fields('k', 'n', 'none') },
  { kind: 'exists', keys: fields('k', 'none') },
  { kind: 'keys', pattern: Buffer.from('*') },
  { kind: 'dbsize' },
];

const keyValue: Omit<StateMachineFixture, 'make'> = {
  operations: [
    encodeOperation(OPERATIONS.set, fields('k', 'one')),
    encodeOperation(OPERATIONS.set, fields('k', 'two'), SET_IF_ABSENT | SET_RETURNS_COUNT),
    encodeOperation(OPERATIONS.set, fields('k', 'three'), SET_IF_PRESENT | SET_RETURNS_OLD),
    encodeOperation(OPERATIONS.setMany, fields('n', '41', 'm', 'x')),
    encodeOperation(OPERATIONS.increment, fields('n', '1')),
    encodeOperation(OPERATIONS.increment, fields('k', '1')),
    encodeOperation(OPERATIONS.append, fields('k', '!')),
    encodeOperation(OPERATIONS.compareAndSet, fields('m', 'x', 'y')),
    encodeOperation(OPERATIONS.compareAndSet, fields('m', 'x', 'z')),
    encodeOperation(OPERATIONS.getDelete, fields('m')),
    encodeOperation(OPERATIONS.delete, fields('n', 'none')),
    Buffer.from([255, 0]),
    Buffer.alloc(0),
    encodeOperation(OPERATIONS.flush),
    encodeOperation(OPERATIONS.set, fields('after', 'flush')),
  ],
  queries: reads.map((read) => [read]),
};

stateMachineConformance('key-value store', { describe, it }, { make: () => new KvMachine(), ...keyValue });

const root = mkdtempSync(join(tmpdir(), 'gaios-kv-sqlite-'));
let made = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

stateMachineConformance(
  'key-value store on SQLite',
  { describe, it },
  {
    make: () => new SqliteKvMachine({ directory: join(root, String(++made)) }),
    dispose: (machine) => (machine as SqliteKvMachine).close(),
    ...keyValue,
  },
);

stateMachineConformance(
  'echo',
  { describe, it },
  {
    make: () => new EchoMachine(1, () => undefined),
    operations: fields('hello', '', 'ÄÖÜ'),
  },
);
