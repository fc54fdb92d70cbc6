import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  ARGUMENT_OVERHEAD_BYTES,
  BULK_BYTES_MAX,
  INLINE_BYTES_MAX,
  MULTIBULK_MAX,
  REQUEST_BYTES_MAX,
} from './limits.ts';
import { RequestReader } from './resp.ts';

interface Read {
  readonly requests: string[][];
  readonly errors: string[];
}

/** Feeds the pieces and returns what came out, one character per byte. */
const readPieces = (pieces: Iterable<Buffer>): Read => {
  const read: Read = { requests: [], errors: [] };
  const reader = new RequestReader({
    onRequest: (args) => {
      read.requests.push(args.map((arg) => arg.toString('latin1')));
    },
    onProtocolError: (text) => read.errors.push(text),
  });
  for (const piece of pieces) reader.push(piece);
  return read;
};

const read = (text: string): Read => readPieces([Buffer.from(text, 'latin1')]);

const encode = (args: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${args.length}\r\n`),
    ...args.flatMap((arg) => [Buffer.from(`$${arg.length}\r\n`), arg, Buffer.from('\r\n')]),
  ]);

const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const ends = [...at.toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
};

const STREAM = Buffer.concat([
  encode([Buffer.from('SET'), Buffer.from('\0\r\n*$'), Buffer.from([0xff, 0x0d, 0x0a, 0x00])]),
  Buffer.from('PING\r\n*0\r\n*-1\r\nset "a b" \'c\'\n\r\n', 'latin1'),
  encode([Buffer.from('ECHO'), Buffer.alloc(0)]),
  encode([Buffer.alloc(0)]),
  encode([Buffer.from('GET'), Buffer.from('x'.repeat(120))]),
]);

const EXPECTED = {
  requests: [
    ['SET', '\0\r\n*$', '\xff\r\n\0'],
    ['PING'],
    ['set', 'a b', 'c'],
    ['ECHO', ''],
    [''],
    ['GET', 'x'.repeat(120)],
  ],
  errors: [],
};

test('arrays and inline commands in one piece', () => {
  expect(readPieces([STREAM])).toEqual(EXPECTED);
});

test('cut at every byte, and at every two bytes', () => {
  for (let first = 0; first <= STREAM.length; first++) {
    expect(readPieces(cut(STREAM, [first]))).toEqual(EXPECTED);
    for (let second = first; second <= STREAM.length; second += 7) {
      expect(readPieces(cut(STREAM, [first, second]))).toEqual(EXPECTED);
    }
  }
});

test('byte by byte', () => {
  expect(readPieces([...STREAM].map((byte) => Buffer.from([byte])))).toEqual(EXPECTED);
});

test('a prefix gives the requests that are complete in it, and no error', () => {
  for (let end = 0; end < STREAM.length; end++) {
    const { requests, errors } = readPieces([STREAM.subarray(0, end)]);
    expect(errors).toEqual([]);
    expect(requests).toEqual(EXPECTED.requests.slice(0, requests.length));
  }
});

test('any requests, cut anywhere, come out as they went in', () => {
  const arg = fc.uint8Array({ maxLength: 40 });
  const requests = fc.array(fc.array(arg, { minLength: 1, maxLength: 5 }), { maxLength: 6 });
  const cuts = fc.array(fc.nat(400), { maxLength: 12 });
  fc.assert(
    fc.property(requests, cuts, (sent, at) => {
      const bytes = Buffer.concat(sent.map(encode));
      const pieces = cut(
        bytes,
        at.map((each) => Math.min(each, bytes.length)),
      );
      const expected = sent.map((args) => args.map((each) => Buffer.from(each).toString('latin1')));
      expect(readPieces(pieces)).toEqual({ requests: expected, errors: [] });
    }),
    { numRuns: 500 },
  );
});

test('values of megabytes, in pieces of any size', () => {
  const value = Buffer.alloc(3_000_000, 'abcdefg');
  const bytes = Buffer.concat([
    encode([Buffer.from('SET'), Buffer.from('k'), value]),
    Buffer.from('PING\r\n'),
  ]);
  for (const size of [1_400, 65_536, 1_000_003]) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    const { requests } = readPieces(pieces);
    expect(requests.map((args) => args[0])).toEqual(['SET', 'PING']);
    expect(requests[0]?.[2] === value.toString('latin1')).toBe(true);
  }
});

test.each([
  ['*1\r\n:3\r\n', "ERR Protocol error: expected '$', got ':'"],
  ['*1\r\nPING\r\n', "ERR Protocol error: expected '$', got 'P'"],
  ['*x\r\n', 'ERR Protocol error: invalid multibulk length'],
  ['*\r\n', 'ERR Protocol error: invalid multibulk length'],
  ['*03\r\n', 'ERR Protocol error: invalid multibulk length'],
  ['*+3\r\n', 'ERR Protocol error: invalid multibulk length'],
  ['*1 \r\n', 'ERR Protocol error: invalid multibulk length'],
  [`*${MULTIBULK_MAX + 1}\r\n`, 'ERR Protocol error: invalid multibulk length'],
  ['*99999999999999999999999\r\n', 'ERR Protocol error: invalid multibulk length'],
  ['*1\r\n$x\r\n', 'ERR Protocol error: invalid bulk length'],
  ['*1\r\n$\r\n', 'ERR Protocol error: invalid bulk length'],
  ['*1\r\n$-1\r\n', 'ERR Protocol error: invalid bulk length'],
  [`*1\r\n$${BULK_BYTES_MAX + 1}\r\n`, 'ERR Protocol error: invalid bulk length'],
  ['*1\r\n$99999999999999999999999\r\n', 'ERR Protocol error: invalid bulk length'],
  [`*${'1'.repeat(INLINE_BYTES_MAX + 1)}`, 'ERR Protocol error: too big mbulk count string'],
  [`*1\r\n$${'1'.repeat(INLINE_BYTES_MAX + 1)}`, 'ERR Protocol error: too big bulk count string'],
  ['a'.repeat(INLINE_BYTES_MAX + 1), 'ERR Protocol error: too big inline request'],
  ['SET "a\r\n', 'ERR Protocol error: unbalanced quotes in request'],
  ['SET "a"b\r\n', 'ERR Protocol error: unbalanced quotes in request'],
])('%j is a protocol error, said once, and ends the input', (input, error) => {
  const cutShort = input.length > 100 ? [0] : Array.from({ length: input.length }, (_, at) => at);
  for (const at of cutShort) {
    const pieces = cut(Buffer.from(`PING\r\n${input}\r\nPING\r\nx"\r\n`, 'latin1'), [6, 6 + at]);
    expect(readPieces(pieces)).toEqual({ requests: [['PING']], errors: [error] });
  }
});

test('the longest bulk string and the most arguments are taken', () => {
  const longest = Buffer.alloc(BULK_BYTES_MAX, 1);
  expect(readPieces([encode([longest])]).requests[0]?.[0]?.length).toBe(BULK_BYTES_MAX);
  const most = `*${MULTIBULK_MAX}\r\n${'$0\r\n\r\n'.repeat(MULTIBULK_MAX)}`;
  expect(read(most).requests[0]?.length).toBe(MULTIBULK_MAX);
});

test('a length is a number as strict as Redis’s, within its limits', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 1, maxLength: 20 });
  const junk = fc.string({ unit: fc.constantFrom(...'-0159+ x\n'.split('')), maxLength: 4 });
  const line = fc.oneof(
    digits,
    digits.map((text) => `-${text}`),
    junk,
  );
  const lengthOf = (text: string): number => (/^(0|-?[1-9]\d{0,17})$/.test(text) ? Number(text) : Number.NaN);
  fc.assert(
    fc.property(line, (text) => {
      const length = lengthOf(text);
      expect(read(`*${text}\r\n`).errors).toEqual(
        length <= MULTIBULK_MAX ? [] : ['ERR Protocol error: invalid multibulk length'],
      );
      expect(read(`*1\r\n$${text}\r\n`).errors).toEqual(
        length >= 0 && length <= BULK_BYTES_MAX ? [] : ['ERR Protocol error: invalid bulk length'],
      );
    }),
    { numRuns: 2_000 },
  );
});

test('a request that is too large as a whole is refused while it comes', () => {
  const value = encode([Buffer.alloc(BULK_BYTES_MAX)]).subarray(4);
  const errors: string[] = [];
  let partialMax = 0;
  const reader = new RequestReader({ onRequest: () => {}, onProtocolError: (text) => errors.push(text) });
  reader.push(Buffer.from('*100\r\n'));
  for (let count = 0; count < 20 && errors.length === 0; count++) {
    reader.push(value);
    partialMax = Math.max(partialMax, reader.partialBytes);
  }
  expect(errors).toEqual(['ERR Protocol error: request too large']);
  expect(partialMax).toBeLessThanOrEqual(REQUEST_BYTES_MAX);
  expect(reader.partialBytes).toBe(0);
});

test('memory of an unfinished request is counted before it arrives and per piece', () => {
  const complete: number[] = [];
  const reader = new RequestReader({ onRequest: () => {}, onProtocolError: () => {} });
  reader.push(Buffer.from(`*${MULTIBULK_MAX}\r\n`));
  expect(reader.partialBytes).toBeGreaterThanOrEqual(MULTIBULK_MAX * 8);
  const other = new RequestReader({
    onRequest: (_args, bytes) => complete.push(bytes),
    onProtocolError: () => {},
  });
  other.push(Buffer.from('*1\r\n$1000\r\n'));
  for (let count = 0; count < 500; count++) other.push(Buffer.from('x'));
  expect(other.partialBytes).toBeGreaterThanOrEqual(500 * ARGUMENT_OVERHEAD_BYTES);
  other.push(Buffer.from(`${'x'.repeat(500)}\r\n`));
  expect(other.partialBytes).toBe(0);
  expect(complete).toHaveLength(1);
  expect(complete[0]).toBeGreaterThanOrEqual(1_000 + 500 * ARGUMENT_OVERHEAD_BYTES);
});

test('garbage never throws', () => {
  const alphabet = [
    '*',
    '$',
    '\r\n',
    '\n',
    '\r',
    '"',
    "'",
    '\\x',
    '0',
    '1',
    '3',
    '-',
    ' ',
    '\0',
    '\xff',
    'PING',
    ':',
  ];
  const piece = fc.oneof(
    fc.constantFrom(...alphabet).map((text) => Buffer.from(text, 'latin1')),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { requests, errors } = readPieces(pieces);
      expect(errors.length).toBeLessThanOrEqual(1);
      // What comes out was in there.
      const bytes = pieces.reduce((sum, each) => sum + each.length, 0);
      expect(requests.flat().join('').length).toBeLessThanOrEqual(bytes);
      // The same bytes in one piece mean the same.
      expect(readPieces([Buffer.concat(pieces)])).toEqual({ requests, errors });
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['set a b', ['set', 'a', 'b']],
  ['  set\ta  b  ', ['set', 'a', 'b']],
  [String.raw`set "a b" "\x41\n\"\\"`, ['set', 'a b', 'A\n"\\']],
  [String.raw`set 'a "b"' 'it\'s'`, ['set', 'a "b"', "it's"]],
  ['set "" \'\'', ['set', '', '']],
  [String.raw`set "\xzz\q"`, ['set', 'xzzq']],
  ['set pre"fix"', ['set', 'prefix']],
])('inline %j', (line, args) => {
  expect(read(`${line}\r\n`)).toEqual({ requests: [args], errors: [] });
  expect(read(`${line}\n`)).toEqual({ requests: [args], errors: [] });
});
