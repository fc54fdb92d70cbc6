import { expect, test } from '@jest/globals';
import { bounded, GaiosError, session, type Consistency, type NodeApi } from 'gaios';

import type { KvQuery } from './kv-logic.ts';
import { SharedReads } from './shared-reads.ts';

interface Asked {
  readonly groupIdx: number;
  readonly keys: string[];
  readonly consistency: Consistency;
}

const keyOf = (query: KvQuery): string => (query.kind === 'get' ? String(query.key) : '');

/** Each read is answered with its own key, or with `fault`. */
const scene = (
  fault?: (turn: number) => Error | undefined,
): {
  add: (key: string, groupIdx: number, consistency: Consistency, deadlineMs?: number) => void;
  turn: () => Promise<void>;
  asked: Asked[];
  ended: string[];
} => {
  const asked: Asked[] = [];
  const ended: string[] = [];
  const read = async (
    groupIdx: number,
    _smId: number,
    queries: readonly KvQuery[],
    { consistency }: { consistency: Consistency },
  ): Promise<unknown> => {
    asked.push({ groupIdx, keys: queries.map(keyOf), consistency });
    await Promise.resolve();
    const error = fault?.(asked.length);
    if (error !== undefined) throw error;
    return { instanceId: 7, result: queries.map((query) => Buffer.from(keyOf(query))) };
  };
  const shared = new SharedReads({ node: { read } as unknown as NodeApi, now: () => 0 });
  return {
    asked,
    ended,
    add: (key, groupIdx, consistency, deadlineMs = 1000) =>
      shared.add(groupIdx, consistency, {
        query: { kind: 'get', key: Buffer.from(key) },
        deadlineMs,
        answered: (reply, instanceId) =>
          ended.push(`${key}: ${(reply as Buffer).toString()} at ${instanceId}`),
        failed: (error) => ended.push(`${key}: ${(error as Error).message}`),
      }),
    turn: () => new Promise((resolve) => void setImmediate(() => setImmediate(resolve))),
  };
};

test('reads of one turn, group and level are asked together, and each gets its own answer', async () => {
  const { add, turn, asked, ended } = scene();
  add('a', 0, 'linearizable');
  add('b', 1, 'linearizable');
  add('c', 0, 'local');
  add('d', 0, bounded(5));
  add('e', 0, 'linearizable');
  add('f', 0, bounded(6));
  add('g', 0, bounded(5));
  add('h', 0, 'local');
  expect(asked).toEqual([]);
  await turn();
  expect(asked).toEqual([
    { groupIdx: 0, keys: ['a', 'e'], consistency: 'linearizable' },
    { groupIdx: 1, keys: ['b'], consistency: 'linearizable' },
    { groupIdx: 0, keys: ['c', 'h'], consistency: 'local' },
    { groupIdx: 0, keys: ['d', 'g'], consistency: bounded(5) },
    { groupIdx: 0, keys: ['f'], consistency: bounded(6) },
  ]);
  expect(ended.toSorted()).toEqual('abcdefgh'.split('').map((key) => `${key}: ${key} at 7`));
  add('z', 0, 'linearizable');
  await turn();
  expect(asked.at(-1)).toEqual({ groupIdx: 0, keys: ['z'], consistency: 'linearizable' });
});

test('sessions of one life share a read, at the latest instance that one of them saw', async () => {
  const { add, turn, asked } = scene();
  add('a', 0, session(1, 0, 10));
  add('b', 0, session(2, 0, 99));
  add('c', 0, session(1, 0, 12));
  add('d', 0, session(1, 0, 11));
  await turn();
  expect(asked).toEqual([
    { groupIdx: 0, keys: ['a', 'c', 'd'], consistency: session(1, 0, 12) },
    { groupIdx: 0, keys: ['b'], consistency: session(2, 0, 99) },
  ]);
});

test('those with time left ask again when the first of them has none', async () => {
  const { add, turn, asked, ended } = scene((count) =>
    count === 1 ? new GaiosError('TIMEOUT', 'late') : undefined,
  );
  add('a', 0, 'linearizable', 1000);
  add('b', 0, 'linearizable', 3);
  await turn();
  expect(asked.map(({ keys }) => keys)).toEqual([['a', 'b'], ['a']]);
  expect(ended).toEqual(['b: late', 'a: a at 7']);
});

test('an error that is no timeout is everybody’s', async () => {
  const { add, turn, ended } = scene(() => new Error('no'));
  add('a', 0, 'linearizable');
  add('b', 0, 'linearizable');
  await turn();
  expect(ended).toEqual(['a: no', 'b: no']);
});
