/**
 * Few keys, many connections, leaders that stop and die: linearizable. Longer:
 * `pnpm --filter @gaios/example-kv run abuse -- contention --operations 100000`.
 */

import { describe, expect, test } from '@jest/globals';

import { TestCluster } from './support/cluster.ts';
import { contention } from './support/contention.ts';
import { checkRegister, type RegisterCall } from './support/register-history.ts';

const OPERATIONS = 6_000;
const LONG_MS = 240_000;

test(
  `${OPERATIONS} operations of 50 connections`,
  async () => {
    const cluster = await TestCluster.start();
    try {
      const options = { operations: OPERATIONS, connections: 50, keys: 5 };
      const { answered, stops, kills } = await contention(cluster, options);
      expect(answered).toBeGreaterThanOrEqual(OPERATIONS);
      expect(Math.min(stops, kills)).toBeGreaterThan(0);
    } finally {
      await cluster.close();
    }
  },
  LONG_MS,
);

describe('what is not linearizable is found', () => {
  const call = (
    calledAt: number,
    returnedAt: number,
    result: string | undefined,
    write?: string,
  ): RegisterCall => ({ write, result, calledAt, returnedAt });
  const verdict = (...calls: RegisterCall[]): string => checkRegister(calls).verdict;

  test('a stale read, in its piece and behind a cut', () => {
    expect(verdict(call(1, 2, '', 'a'), call(3, 6, 'a', 'b'), call(4, 5, 'a'))).toBe('linearizable');
    expect(verdict(call(1, 2, '', 'a'), call(3, 4, 'a', 'b'), call(5, 6, 'a'))).toBe('not-linearizable');
    expect(verdict(call(1, 2, '', 'a'), call(3, 4, 'a'), call(5, 6, ''))).toBe('not-linearizable');
  });

  test('a write that is lost, doubled, or was never made', () => {
    expect(verdict(call(1, 2, '', 'a'), call(3, 4, '', 'b'))).toBe('not-linearizable');
    const doubled = [call(1, 2, '', 'a'), call(3, 4, 'a', 'b'), call(5, 6, 'b'), call(7, 8, 'a')];
    expect(verdict(...doubled)).toBe('not-linearizable');
    expect(verdict(call(1, 2, 'x'))).toBe('not-linearizable');
  });

  test('a write of unknown outcome may happen late or never, but once', () => {
    const open = call(1, Infinity, undefined, 'a');
    expect(verdict(open, call(2, 3, ''), call(4, 5, 'a'))).toBe('linearizable');
    expect(verdict(open, call(2, 3, ''), call(4, 5, '', 'b'))).toBe('linearizable');
    expect(verdict(open, call(2, 3, 'a'), call(4, 5, ''))).toBe('not-linearizable');
    expect(verdict(call(6, Infinity, undefined, 'a'), call(2, 3, 'a'))).toBe('not-linearizable');
  });
});
