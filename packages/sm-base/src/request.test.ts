import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GaiosError } from './errors.ts';
import { unwrapRequest, wrapCondition, wrapRequest, wrapValue } from './request.ts';

const anyRequest = fc.record({
  clientId: fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter((id) => Buffer.byteLength(id) <= 64),
  number: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
});
const anyValue = fc.record({ smId: fc.nat(99_999_999), payload: fc.uint8Array() });

describe('request ids', () => {
  test('what was wrapped is unwrapped', () => {
    fc.assert(
      fc.property(anyRequest, anyValue, (requestId, value) => {
        expect(unwrapRequest(wrapRequest(requestId, value))).toEqual({ ...value, requestId });
      }),
    );
  });

  test('with and without a master’s version', () => {
    const anyVersion = fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined });
    const anyId = fc.option(anyRequest, { nil: undefined });
    fc.assert(
      fc.property(anyId, anyVersion, anyValue, (requestId, ifMasterVersion, value) => {
        const whole = { ...value, requestId, ifMasterVersion };
        expect(unwrapRequest(wrapValue(whole))).toEqual(whole);
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity])('%p is no version of a master', (version) => {
    expect(() => wrapCondition(version, { smId: 1, payload: new Uint8Array(1) })).toThrow(GaiosError);
  });

  test('a value without one stays as it is', () => {
    const payload = Uint8Array.of(1, 2);
    expect(unwrapRequest({ smId: 5, payload })).toEqual({ smId: 5, payload, requestId: undefined });
  });

  test.each([
    { clientId: '', number: 1 },
    { clientId: 'x'.repeat(65), number: 1 },
    { clientId: 'é'.repeat(33), number: 1 },
    { clientId: 'a', number: 0 },
    { clientId: 'a', number: 1.5 },
    { clientId: 'a', number: Number.NaN },
  ])('refuses %p', (requestId) => {
    expect(() => wrapRequest(requestId, { smId: 1, payload: new Uint8Array(1) })).toThrow(GaiosError);
  });

  test('bytes that hold none are damage', () => {
    for (const payload of [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(5, 1, 2)]) {
      expect(() => unwrapRequest({ smId: 2 ** 31 + 1, payload })).toThrow(GaiosError);
      expect(() => unwrapRequest({ smId: 2 ** 30 + 1, payload })).toThrow(GaiosError);
    }
  });
});
