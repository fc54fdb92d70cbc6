import { describe, expect, test } from '@jest/globals';
import { ExecutionQueue } from './execution-queue.ts';

const value = (bytes: number): Uint8Array => new Uint8Array(bytes);
const record = (
  instanceId: number,
): { instanceId: number; ballot: number; chosen: boolean; value: Uint8Array } => ({
  instanceId,
  ballot: 1,
  chosen: true,
  value: value(10),
});

const drain = (queue: ExecutionQueue): number[] => {
  const ids: number[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) ids.push(next.instanceId);
  return ids;
};

describe('execution queue', () => {
  test('hands out what is added, in order', () => {
    const queue = new ExecutionQueue(1000, 0, 0);
    for (const id of [1, 2, 3]) queue.add({ instanceId: id, ballot: 1, value: value(10) });
    expect(queue.missing).toBeUndefined();
    expect(drain(queue)).toEqual([1, 2, 3]);
    expect(queue.bytes).toBe(0);
  });

  test('beyond its bound it keeps only how far the log reaches', () => {
    const queue = new ExecutionQueue(25, 0, 0);
    for (let id = 1; id <= 10; id++) queue.add({ instanceId: id, ballot: 1, value: value(10) });
    expect(queue.bytes).toBe(30);
    expect(queue.missing).toBeUndefined();
    expect(drain(queue)).toEqual([1, 2, 3]);
    expect(queue.missing).toEqual({ from: 4, to: 10 });
    queue.page([record(4), record(5)]);
    expect(drain(queue)).toEqual([4, 5]);
    // What is added now must not pass what is missing.
    queue.add({ instanceId: 11, ballot: 1, value: value(10) });
    expect(drain(queue)).toEqual([]);
    expect(queue.missing).toEqual({ from: 6, to: 11 });
  });

  test('a start is a log without anything in memory', () => {
    const queue = new ExecutionQueue(1000, 0, 7);
    expect(queue.missing).toEqual({ from: 1, to: 7 });
    queue.add({ instanceId: 7, ballot: 1, value: value(1) });
    expect(queue.availableUpTo).toBe(7);
  });

  test('a hole in the log is not stepped over', () => {
    const queue = new ExecutionQueue(1000, 0, 7);
    expect(() => queue.page([record(2)])).toThrow('instance 1 is missing');
    expect(() => queue.page([])).toThrow('instance 1 is missing');
    expect(() => queue.page([record(1), record(3)])).toThrow('instance 2 is missing');
  });
});
