/** In memory or on SQLite, the store is the same. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExecuteContext } from 'gaios';

import type { KvQuery } from './kv-logic.ts';
import { KvMachine } from './kv-machine.ts';
import { encodeOperation, OPERATIONS } from './operations.ts';
import { SqliteKvMachine } from './sqlite-kv-machine.ts';

const root = mkdtempSync(join(tmpdir(), 'gaios-kv-sqlite-'));
let made = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

const contextAt = (instanceId: number): ExecuteContext => ({
  groupIdx: 0,
  instanceId,
  batchIndex: 0,
  nowMs: 0,
});

const QUERIES: readonly KvQuery[] = [
  { kind: 'dbsize' },
  { kind: 'keys', pattern: Buffer.from('*') },
  { kind: 'mget', keys: ['', 'a', '1'].map((each) => Buffer.from(each)) },
  { kind: 'exists', keys: ['', 'a', 'a', '1'].map((each) => Buffer.from(each)) },
];

test('every operation has the same result and leads to the same state', () => {
  const field = fc
    .oneof(fc.constantFrom('', 'a', 'b', '1', '-3'), fc.string({ maxLength: 3 }))
    .map((each) => Buffer.from(each));
  const operation = fc.record({
    code: fc.constantFrom(...Object.values(OPERATIONS)),
    fields: fc.array(field, { maxLength: 4 }),
    flags: fc.nat(15),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      const memory = new KvMachine();
      const sqlite = new SqliteKvMachine({ directory: join(root, String(++made)) });
      for (const [index, { code, fields, flags }] of operations.entries()) {
        const encoded = encodeOperation(code, fields, flags);
        expect(sqlite.execute(encoded, contextAt(index + 1))).toEqual(memory.execute(encoded));
      }
      const at = { groupIdx: 0, instanceId: operations.length };
      expect(sqlite.query(QUERIES, at)).toEqual(memory.query(QUERIES));
      expect(sqlite.stateHash(0)).toEqual(memory.stateHash());
      sqlite.close();
    }),
    { numRuns: 50 },
  );
});

test('the hash goes over all of more rows than are in memory at a time', () => {
  const memory = new KvMachine();
  const sqlite = new SqliteKvMachine({ directory: join(root, String(++made)) });
  const fields = Array.from({ length: 5000 }, (_, i) =>
    Buffer.from(i % 2 === 0 ? `key-${i * 7919}` : `${i}`),
  );
  const encoded = encodeOperation(OPERATIONS.setMany, fields);
  sqlite.execute(encoded, contextAt(1));
  memory.execute(encoded);
  expect(sqlite.stateHash(0)).toEqual(memory.stateHash());
  sqlite.execute(encodeOperation(OPERATIONS.append, [Buffer.from('key-0'), Buffer.from('!')]), contextAt(2));
  expect(sqlite.stateHash(0)).not.toEqual(memory.stateHash());
  sqlite.close();
});
