import { isIP, isIPv6 } from 'node:net';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAddress, parseAddress, requireAddress } from './address.ts';

test.each([
  ['localhost:7101', 'localhost', 7101],
  ['127.0.0.1:0', '127.0.0.1', 0],
  ['[::1]:65535', '::1', 65_535],
  ['[fe80::1%eth0]:7', 'fe80::1%eth0', 7],
  ['[::ffff:10.0.0.1]:7', '::ffff:10.0.0.1', 7],
  ['node-1.example_net.org:1', 'node-1.example_net.org', 1],
])('%s is an address', (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port });
  expect(formatAddress({ host, port })).toBe(text);
});

const NONE = [
  '',
  'host',
  ':1',
  'host:',
  'host:65536',
  '::1:7101',
  '[127.0.0.1]:1',
  '[1:2:3]:1',
  '[1::2::3]:1',
  '[10.0.0.1::]:1',
  '1.2.3:4',
  '256.1.1.1:4',
  'a b:1',
  'a/b:1',
  '-a:1',
  'a:1x',
];

test.each(NONE)('"%s" is none', (text) => expect(parseAddress(text)).toBeUndefined());

test('tells IP addresses as Node does', () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('0', '1', 'ff', 'FFFF', '12345', 'g', '') },
    fc.ipV4(),
  );
  const odd = fc
    .tuple(fc.array(piece, { maxLength: 9 }), fc.constantFrom('', '::', ':'))
    .map(([pieces, end]) => `${pieces.join(':')}${end}`);
  fc.assert(
    fc.property(fc.oneof(fc.ipV6(), odd, fc.ipV4(), fc.string()), (text) => {
      fc.pre(!/[[\]]/.test(text) && text !== '');
      expect(parseAddress(`[${text}]:1`) !== undefined).toBe(isIPv6(text));
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 3, maxLength: 5 }), (numbers) => {
      const text = numbers.join('.');
      expect(parseAddress(`${text}:1`) !== undefined).toBe(isIP(text) === 4);
    }),
  );
});

test('a node is reached at a port', () => {
  expect(requireAddress('a:1')).toEqual({ host: 'a', port: 1 });
  for (const wrong of ['a:0', 'a', 7, undefined]) {
    expect(() => requireAddress(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_ADDRESS' }));
  }
});
