import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeResult, encodeResult, RESULT_BYTES_MAX } from './result-bytes.ts';

const roundTrip = (result: unknown): unknown => {
  const bytes = encodeResult(result);
  return bytes === undefined ? 'none' : decodeResult(bytes);
};

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(undefined, null, true, false, -0, Number.NaN, Infinity),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.bigInt(),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    fc.uniqueArray(fc.string(), { maxLength: 4 }).map((items) => new Set(items)),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  ),
})).value;

describe('a result as bytes', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(plain, (result) => {
        expect(roundTrip(result)).toEqual(result);
      }),
    );
  });

  test('has the same bytes whatever the order of keys, and whatever becomes of it afterwards', () => {
    const result = { b: [1, 2], a: 'x' };
    const bytes = encodeResult(result);
    expect(encodeResult({ a: 'x', b: [1, 2] })).toEqual(bytes);
    result.b.push(3);
    expect(decodeResult(bytes as Uint8Array)).toEqual({ a: 'x', b: [1, 2] });
  });

  test('has none if it is no plain data, too deep or too large', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    const wide = (depth: number): unknown => (depth === 0 ? 1 : [wide(depth - 1), wide(depth - 1)]);
    const shared = Array.from({ length: 30 }).reduce((inner) => [inner, inner], 'x' as unknown);
    for (const result of [
      loop,
      Object.create({ own: 1 }),
      new Date(4),
      () => 1,
      Symbol('s'),
      new Error('e'),
      shared,
    ]) {
      expect(encodeResult(result)).toBeUndefined();
    }
    expect(encodeResult(new Uint8Array(RESULT_BYTES_MAX + 1))).toBeUndefined();
    expect(encodeResult(new Uint8Array(RESULT_BYTES_MAX - 100))).toBeDefined();
    expect(roundTrip(wide(5))).toEqual(wide(5));
  });

  test('a Buffer comes back as bytes, and no key is magic', () => {
    expect(roundTrip(Buffer.from('ab'))).toEqual(Uint8Array.of(97, 98));
    const odd = JSON.parse('{"__proto__": {"x": 1}}') as object;
    expect(Object.keys(roundTrip(odd) as object)).toEqual(['__proto__']);
  });

  test('from nowhere is refused', () => {
    const codeOf = (bytes: Uint8Array): string => {
      try {
        decodeResult(bytes);
        return 'STORAGE_DAMAGED';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => codeOf(bytes) === 'STORAGE_DAMAGED'));
    const bytes = encodeResult([{ a: [1, 'two', 3n, new Map([[5, 6]])] }]) as Uint8Array;
    for (let at = 0; at < bytes.length; at++) {
      expect(() => decodeResult(bytes.subarray(0, at))).toThrow('not a result');
    }
    expect(() => decodeResult(Uint8Array.of(...bytes, 0))).toThrow('not a result');
    expect(() => decodeResult(Uint8Array.of(7, 255, 255, 255, 255))).toThrow('not a result');
  });
});
