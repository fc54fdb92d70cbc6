import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '@gaios/testkit';
import {
  applyKv,
  checkLinearizable,
  registerModel,
  type HistoryEntry,
  type KeyOperation,
} from '@gaios/testkit/sim';

const NEVER = Infinity;
const set = (value: string, result?: string): KeyOperation => ({
  kind: 'write',
  write: { id: '', kind: 'set', key: 'k', value },
  result,
});
const cas = (expected: string, value: string, result?: string): KeyOperation => ({
  kind: 'write',
  write: { id: '', kind: 'cas', key: 'k', expected, value },
  result,
});
const get = (result: string): KeyOperation => ({ kind: 'read', result });
const at = (calledAt: number, returnedAt: number, operation: KeyOperation): HistoryEntry<KeyOperation> => ({
  calledAt,
  returnedAt,
  operation,
});
const verdict = (...history: HistoryEntry<KeyOperation>[]): string =>
  checkLinearizable(registerModel, history).verdict;

describe('linearizable', () => {
  test.each<[string, HistoryEntry<KeyOperation>[]]>([
    ['nothing', []],
    ['one after the other', [at(1, 2, set('a', '')), at(3, 4, get('a')), at(5, 6, set('b', 'a'))]],
    ['a read during a write sees the old value', [at(1, 6, set('a', '')), at(2, 3, get(''))]],
    ['or the new one', [at(1, 6, set('a', '')), at(2, 3, get('a'))]],
    ['old, then new, during one write', [at(1, 9, set('a', '')), at(2, 3, get('')), at(4, 5, get('a'))]],
    [
      'two writes at once, in the order that a read shows',
      [at(1, 9, set('a', 'b')), at(2, 8, set('b', '')), at(10, 11, get('a'))],
    ],
    ['a write whose end nobody knows takes effect', [at(1, NEVER, set('a')), at(2, 3, get('a'))]],
    ['or does not', [at(1, NEVER, set('a')), at(2, 3, get(''))]],
    ['or takes effect much later', [at(1, NEVER, set('a')), at(2, 3, get('')), at(4, 5, get('a'))]],
    [
      'a compare-and-set that failed',
      [at(1, 2, set('a', '')), at(3, 4, cas('x', 'b', 'a')), at(5, 6, get('a'))],
    ],
    [
      'of two compare-and-sets one wins',
      [at(1, 5, cas('', 'a', '')), at(2, 6, cas('', 'b', 'a')), at(7, 8, get('a'))],
    ],
  ])('%s', (_, history) => {
    expect(verdict(...history)).toBe('linearizable');
  });
});

describe('not linearizable', () => {
  test.each<[string, HistoryEntry<KeyOperation>[]]>([
    ['a stale read', [at(1, 2, set('a', '')), at(3, 4, set('b', 'a')), at(5, 6, get('a'))]],
    ['a read that misses what ended before it', [at(1, 2, set('a', '')), at(3, 4, get(''))]],
    ['a phantom', [at(1, 2, get('a'))]],
    ['new, then old, during one write', [at(1, 9, set('a', '')), at(2, 3, get('a')), at(4, 5, get(''))]],
    [
      'two readers that see two writes in different orders',
      [at(1, 20, set('a')), at(2, 21, set('b')), at(3, 4, get('a')), at(5, 6, get('b')), at(7, 8, get('a'))],
    ],
    ['a lost write', [at(1, 2, set('a', '')), at(3, 4, set('b', ''))]],
    ['both compare-and-sets win', [at(1, 5, cas('', 'a', '')), at(2, 6, cas('', 'b', ''))]],
    [
      'a write executed twice',
      [at(1, 2, set('a', '')), at(3, 4, set('b', 'a')), at(5, 6, get('b')), at(7, 8, get('a'))],
    ],
    ['an unknown write seen, then unseen', [at(1, NEVER, set('a')), at(2, 3, get('a')), at(4, 5, get(''))]],
  ])('%s', (_, history) => {
    expect(verdict(...history)).toBe('not-linearizable');
  });
});

/** A history of clients that overlap, made from an order; then one result of it is wrong. */
const randomHistory = (random: SeededRandom, length: number): HistoryEntry<KeyOperation>[] => {
  let state = '';
  return Array.from({ length }, (_, index) => {
    const operation = random.chance(0.5)
      ? get(state)
      : random.chance(0.5)
        ? set(`v${index}`, state)
        : cas(random.chance(0.5) ? state : 'x', `v${index}`, state);
    if (operation.kind === 'write') state = applyKv(state, operation.write);
    // It takes effect at `index`; calls and returns reach out from there.
    return at(index - random.between(0, 3), index + random.between(0, 3), operation);
  });
};

/** All orders, tried one by one. */
const naive = (history: readonly HistoryEntry<KeyOperation>[], state = ''): boolean => {
  const firstReturn = Math.min(...history.map(({ returnedAt }) => returnedAt));
  if (history.length === 0) return true;
  return history.some((entry, index) => {
    if (entry.calledAt > firstReturn) return false;
    const after = registerModel.step(state, entry.operation);
    return after !== undefined && naive(history.toSpliced(index, 1), after);
  });
};

test('every history that was made from an order is found linearizable', () => {
  const random = new SeededRandom(11);
  for (let i = 0; i < 300; i++) expect(verdict(...randomHistory(random, 40))).toBe('linearizable');
});

test('the verdict is that of trying all orders, also with wrong results', () => {
  const random = new SeededRandom(12);
  const found = new Set<string>();
  for (let i = 0; i < 2_000; i++) {
    const history = randomHistory(random, 7).map((entry) => {
      if (!random.chance(0.1)) return entry;
      const result = random.pick(['', 'v0', 'v1', 'v2', 'v3']);
      return { ...entry, operation: { ...entry.operation, result } };
    });
    const expected = naive(history) ? 'linearizable' : 'not-linearizable';
    expect(verdict(...history)).toBe(expected);
    found.add(expected);
  }
  expect(found.size).toBe(2);
});

test('a search that takes too long is given up, not guessed', () => {
  const writes = Array.from({ length: 18 }, (_, index) => at(index, 100 + index, set(`v${index}`)));
  const { verdict: given, steps } = checkLinearizable(
    registerModel,
    [...writes, at(200, 201, get('none'))],
    10_000,
  );
  expect({ given, steps }).toEqual({ given: 'unknown', steps: 10_001 });
});
