import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { KvQuery } from './kv-logic.ts';
import { KvMachine } from './kv-machine.ts';
import { BULK_BYTES_MAX } from './limits.ts';
import {
  decodeOperation,
  encodeOperation,
  OPERATIONS,
  SET_IF_ABSENT,
  SET_IF_PRESENT,
  SET_RETURNS_COUNT,
  SET_RETURNS_OLD,
  type OperationCode,
} from './operations.ts';
import { ErrorReply, type Reply } from './reply.ts';

type Field = string | Buffer;

const bytes = (field: Field): Buffer => (typeof field === 'string' ? Buffer.from(field, 'latin1') : field);

const run = (machine: KvMachine, code: OperationCode, fields: readonly Field[], flags = 0): Reply =>
  machine.execute(encodeOperation(code, fields.map(bytes), flags));

const ask = (machine: KvMachine, query: KvQuery): Reply | undefined => machine.query([query])[0];

const get = (machine: KvMachine, key: Field): string | undefined => {
  const value = ask(machine, { kind: 'get', key: bytes(key) });
  return Buffer.isBuffer(value) ? value.toString('latin1') : undefined;
};

const errorText = (reply: Reply): string | undefined =>
  reply instanceof ErrorReply ? reply.text : undefined;

test('operations are what they were before they were encoded', () => {
  const fields = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(OPERATIONS)), fields, fc.nat(255), (code, parts, flags) => {
      const encoded = encodeOperation(
        code,
        parts.map((part) => Buffer.from(part)),
        flags,
      );
      const decoded = decodeOperation(encoded);
      expect(decoded?.code).toBe(code);
      expect(decoded?.flags).toBe(flags);
      expect(decoded?.fields.map((field) => [...field])).toEqual(parts.map((part) => [...part]));
      // Compact: a varint and the bytes, behind two bytes.
      expect(encoded.length).toBe(
        2 + parts.reduce((sum, part) => sum + part.length + (part.length > 127 ? 2 : 1), 0),
      );
    }),
  );
});

test('bytes that are no operation are the same result everywhere, and change nothing', () => {
  const machine = new KvMachine();
  run(machine, OPERATIONS.set, ['a', '1']);
  const hash = machine.stateHash();
  const broken = [
    [],
    [1],
    [1, 0],
    [1, 0, 5, 65],
    [1, 0, 255, 255, 255, 255, 255, 255],
    [99, 0, 1, 65],
    [6, 0, 1, 65],
  ];
  for (const each of broken) {
    expect(errorText(machine.execute(Uint8Array.from(each)))).toMatch(/^ERR the operation/);
  }
  expect(machine.stateHash()).toEqual(hash);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (value) => {
      machine.execute(value);
    }),
  );
});

test('SET and its options', () => {
  const machine = new KvMachine();
  expect(run(machine, OPERATIONS.set, ['k', '1'], SET_IF_PRESENT)).toBeNull();
  expect(get(machine, 'k')).toBeUndefined();
  expect(run(machine, OPERATIONS.set, ['k', '1'], SET_IF_ABSENT)).toBe('OK');
  expect(run(machine, OPERATIONS.set, ['k', '2'], SET_IF_ABSENT)).toBeNull();
  expect(run(machine, OPERATIONS.set, ['k', '3'], SET_IF_PRESENT)).toBe('OK');
  expect(run(machine, OPERATIONS.set, ['k', '4'], SET_RETURNS_OLD)).toEqual(Buffer.from('3'));
  expect(run(machine, OPERATIONS.set, ['k', '5'], SET_RETURNS_OLD | SET_IF_ABSENT)).toEqual(Buffer.from('4'));
  expect(get(machine, 'k')).toBe('4');
  expect(run(machine, OPERATIONS.set, ['k', '6'], SET_IF_ABSENT | SET_RETURNS_COUNT)).toBe(0);
  expect(run(machine, OPERATIONS.set, ['new', ''], SET_IF_ABSENT | SET_RETURNS_COUNT)).toBe(1);
  expect(run(machine, OPERATIONS.set, ['other', 'x'], SET_RETURNS_OLD)).toBeNull();
  expect(get(machine, 'new')).toBe('');
});

test('keys and values are bytes', () => {
  const machine = new KvMachine();
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  run(machine, OPERATIONS.set, [all, all]);
  run(machine, OPERATIONS.set, ['', 'empty key']);
  run(machine, OPERATIONS.set, [Buffer.from('é', 'utf8'), 'utf8']);
  expect(ask(machine, { kind: 'get', key: all })).toEqual(all);
  expect(get(machine, '')).toBe('empty key');
  expect(get(machine, Buffer.from('é', 'utf8'))).toBe('utf8');
  expect(get(machine, 'é')).toBeUndefined();
  expect(ask(machine, { kind: 'keys', pattern: Buffer.from([0, 1, 0x2a]) })).toEqual([all]);
});

test('a value is its own copy, and a reply does not change afterwards', () => {
  const machine = new KvMachine();
  const operation = encodeOperation(OPERATIONS.set, [Buffer.from('k'), Buffer.from('old')]);
  machine.execute(operation);
  operation.fill(0);
  const reply = ask(machine, { kind: 'get', key: Buffer.from('k') });
  run(machine, OPERATIONS.append, ['k', '+']);
  run(machine, OPERATIONS.set, ['k', 'new']);
  expect(reply).toEqual(Buffer.from('old'));
});

test('counters end where Redis ends them', () => {
  const machine = new KvMachine();
  const add = (key: string, by: string): Reply => run(machine, OPERATIONS.increment, [key, by]);
  expect(add('n', '1')).toBe(1n);
  expect(add('n', '-3')).toBe(-2n);
  expect(get(machine, 'n')).toBe('-2');
  run(machine, OPERATIONS.set, ['n', '9223372036854775807']);
  expect(errorText(add('n', '1'))).toBe('ERR increment or decrement would overflow');
  expect(add('n', '-1')).toBe(9223372036854775806n);
  run(machine, OPERATIONS.set, ['n', '-9223372036854775808']);
  expect(errorText(add('n', '-1'))).toBe('ERR increment or decrement would overflow');
  expect(get(machine, 'n')).toBe('-9223372036854775808');
  for (const bad of ['', ' 1', '1 ', '+1', '01', '-0', '1.0', 'x', '9223372036854775808', '0x1', '1\n']) {
    run(machine, OPERATIONS.set, ['n', bad]);
    expect(errorText(add('n', '1'))).toBe('ERR value is not an integer or out of range');
    expect(get(machine, 'n')).toBe(bad);
  }
});

test('APPEND, GETDEL, DEL, MSET, FLUSHALL and compare-and-set', () => {
  const machine = new KvMachine();
  expect(run(machine, OPERATIONS.append, ['k', 'ab'])).toBe(2);
  expect(run(machine, OPERATIONS.append, ['k', 'c'])).toBe(3);
  expect(ask(machine, { kind: 'strlen', key: Buffer.from('k') })).toBe(3);
  expect(run(machine, OPERATIONS.compareAndSet, ['k', 'x', 'y'])).toBe(0);
  expect(run(machine, OPERATIONS.compareAndSet, ['k', 'abc', 'y'])).toBe(1);
  expect(run(machine, OPERATIONS.compareAndSet, ['none', '', 'y'])).toBe(0);
  expect(run(machine, OPERATIONS.getDelete, ['k'])).toEqual(Buffer.from('y'));
  expect(run(machine, OPERATIONS.getDelete, ['k'])).toBeNull();
  expect(run(machine, OPERATIONS.setMany, ['a', '1', 'b', '2', 'a', '3'])).toBe('OK');
  expect(ask(machine, { kind: 'mget', keys: ['a', 'none', 'b'].map(bytes) })).toEqual([
    Buffer.from('3'),
    null,
    Buffer.from('2'),
  ]);
  expect(ask(machine, { kind: 'exists', keys: ['a', 'a', 'none'].map(bytes) })).toBe(2);
  expect(run(machine, OPERATIONS.delete, ['a', 'a', 'none', 'b'])).toBe(2);
  run(machine, OPERATIONS.set, ['a', '1']);
  expect(ask(machine, { kind: 'dbsize' })).toBe(1);
  expect(run(machine, OPERATIONS.flush, [])).toBe('OK');
  expect(ask(machine, { kind: 'dbsize' })).toBe(0);
});

test('APPEND does not grow a value beyond the longest one', () => {
  const machine = new KvMachine();
  run(machine, OPERATIONS.set, ['k', Buffer.alloc(BULK_BYTES_MAX - 1)]);
  expect(run(machine, OPERATIONS.append, ['k', 'x'])).toBe(BULK_BYTES_MAX);
  expect(errorText(run(machine, OPERATIONS.append, ['k', 'x']))).toMatch(
    /^ERR string exceeds maximum allowed size/,
  );
});

test('replicas that execute the same operations agree on every result and on the state', () => {
  const field = fc.uint8Array({ maxLength: 3 }).map((each) => Buffer.from(each));
  const digit = fc.integer({ min: -5, max: 5 }).map((each) => Buffer.from(String(each)));
  const operation = fc.record({
    code: fc.constantFrom(...Object.values(OPERATIONS)),
    fields: fc.array(fc.oneof(field, digit), { maxLength: 4 }),
    flags: fc.nat(15),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const [one, two] = [new KvMachine(), new KvMachine()];
      for (const { code, fields, flags } of operations) {
        const encoded = encodeOperation(code, fields, flags);
        expect(one.execute(encoded)).toEqual(two.execute(Uint8Array.from(encoded)));
        // Reads change nothing.
        two.query([{ kind: 'dbsize' }, { kind: 'keys', pattern: Buffer.from('*') }]);
      }
      expect(one.stateHash()).toEqual(two.stateHash());
    }),
  );
});

test('the state hash tells different states apart, in whatever order they were written', () => {
  const machine = (pairs: readonly [string, string][]): KvMachine => {
    const made = new KvMachine();
    for (const [key, value] of pairs) run(made, OPERATIONS.set, [key, value]);
    return made;
  };
  const hash = (pairs: readonly [string, string][]): string =>
    Buffer.from(machine(pairs).stateHash()).toString('hex');
  const ab = hash([['a', '1'], ['b', '2']]); // prettier-ignore
  expect(hash([['b', '2'], ['a', '1']])).toBe(ab); // prettier-ignore
  for (const other of [
    [['a', '1']],
    [
      ['a', '2'],
      ['b', '1'],
    ],
    [
      ['a', '1b'],
      ['', '2'],
    ],
    [['ab', '12']],
    [],
  ] as const) {
    // prettier-ignore
    expect(hash(other as unknown as [string, string][])).not.toBe(ab);
  }
});

test('a snapshot is the state at its begin, and gives a machine that answers as this one', async () => {
  const machine = new KvMachine();
  for (let at = 0; at < 2_000; at++) run(machine, OPERATIONS.set, [`key ${at}`, 'v'.repeat(at)]);
  run(machine, OPERATIONS.set, ['large', Buffer.alloc(300_000, 7)]);
  const before = machine.stateHash();
  const snapshot = machine.beginSnapshot();
  run(machine, OPERATIONS.set, ['later', 'x']);
  const other = new KvMachine();
  run(other, OPERATIONS.set, ['of another state', 'x']);
  await other.loadCheckpoint(0, snapshot.bytes, 17);
  expect(other.stateHash()).toEqual(before);
  expect(other.getCheckpointInstanceId(0)).toBe(17);
  run(other, OPERATIONS.set, ['later', 'x']);
  expect(other.stateHash()).toEqual(machine.stateHash());
});

test('a snapshot that ends too early is refused', async () => {
  const machine = new KvMachine();
  // oxlint-disable-next-line typescript/require-await -- what is read piece by piece need not wait
  const short = async function* (): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(0, 0, 0, 9, 0, 0, 0, 1, 1);
  };
  await expect(new KvMachine().loadSnapshot(0, short())).rejects.toThrow('ends within an entry');
  expect(machine.getCheckpointInstanceId(0)).toBe(0);
});
