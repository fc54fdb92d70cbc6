import { expect, test } from '@jest/globals';

import { Lanes, type LaneMode } from './lanes.ts';

/** Runs tasks on one lane; each says when it starts and ends only when it is told to. */
const scene = (): {
  add: (name: string, mode: LaneMode, groupIdx?: number) => void;
  end: (name: string) => Promise<void>;
  started: string[];
} => {
  const lanes = new Lanes(() => 0);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    started,
    add: (name, mode, groupIdx = 0) => {
      void lanes.run(groupIdx, mode, () => {
        started.push(name);
        return new Promise<void>((resolve) => {
          ends.set(name, resolve);
        });
      });
    },
    end: async (name) => {
      ends.get(name)?.();
      await new Promise(setImmediate);
    },
  };
};

test('writes run together; a read waits for them, and a write for the read', async () => {
  const { add, end, started } = scene();
  add('w1', 'write');
  add('w2', 'write');
  add('r1', 'read');
  add('r2', 'read');
  add('w3', 'write');
  expect(started).toEqual(['w1', 'w2']);
  await end('w1');
  expect(started).toEqual(['w1', 'w2']);
  await end('w2');
  expect(started).toEqual(['w1', 'w2', 'r1', 'r2']);
  await end('r2');
  await end('r1');
  expect(started).toEqual(['w1', 'w2', 'r1', 'r2', 'w3']);
});

test('nothing overtakes what waits', () => {
  const { add, started } = scene();
  add('r1', 'read');
  add('w1', 'write');
  add('r2', 'read');
  expect(started).toEqual(['r1']);
});

test('groups do not wait for one another', () => {
  const { add, started } = scene();
  add('w1', 'write', 0);
  add('r1', 'read', 1);
  add('r0', 'read', 0);
  expect(started).toEqual(['w1', 'r1']);
});

test('a task is told when its lane last succeeded, and a failure is no success', async () => {
  let now = 1;
  const lanes = new Lanes(() => now);
  const told: number[] = [];
  const run = (groupIdx: number, end: () => Promise<void>): Promise<unknown> =>
    lanes
      .run(groupIdx, 'write', (succeededAtMs) => {
        told.push(succeededAtMs);
        return end();
      })
      .catch(() => {});
  const never = Number.NEGATIVE_INFINITY;
  await run(0, () => Promise.reject(new Error('no')));
  await run(0, () => Promise.resolve());
  now = 2;
  await run(0, () => Promise.reject(new Error('no')));
  await run(1, () => Promise.resolve());
  expect(told).toEqual([never, never, 1, never]);
  expect(lanes.succeededAtMs).toBe(2);
});

test('a failure ends a task as a result does', async () => {
  const lanes = new Lanes(() => 0);
  const failed = lanes.run(0, 'write', () => Promise.reject(new Error('no')));
  const after = lanes.run(0, 'read', () => Promise.resolve('done'));
  await expect(failed).rejects.toThrow('no');
  await expect(after).resolves.toBe('done');
});
