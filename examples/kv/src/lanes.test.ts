import { expect, test } from '@jest/globals';

import { Lanes, type Lane, type LaneMode } from './lanes.ts';

/** Runs tasks on one connection; each says when it starts and ends only when it is told to. */
const scene = (): {
  add: (name: string, mode: LaneMode, groupIdx?: number) => void;
  end: (name: string) => void;
  fail: (name: string) => void;
  started: string[];
} => {
  const lanes = new Lanes();
  const started: string[] = [];
  const taken = new Map<string, Lane>();
  return {
    started,
    add: (name, mode, groupIdx = 0) => {
      const start = (lane: Lane): void => {
        started.push(name);
        taken.set(name, lane);
      };
      lanes.run(groupIdx, { mode, start });
    },
    end: (name) => taken.get(name)?.succeeded(0),
    fail: (name) => taken.get(name)?.failed(),
  };
};

test('writes run together; a read waits for them, and a write for the read', () => {
  const { add, end, started } = scene();
  add('w1', 'write');
  add('w2', 'write');
  add('r1', 'read');
  add('r2', 'read');
  add('w3', 'write');
  expect(started).toEqual(['w1', 'w2']);
  end('w1');
  expect(started).toEqual(['w1', 'w2']);
  end('w2');
  expect(started).toEqual(['w1', 'w2', 'r1', 'r2']);
  end('r2');
  end('r1');
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

test('a task finds when its lane last succeeded, and a failure is no success', () => {
  const lanes = new Lanes();
  const found: number[] = [];
  const run = (groupIdx: number, end: (lane: Lane) => void): void => {
    const start = (lane: Lane): void => {
      found.push(lane.succeededAtMs);
      end(lane);
    };
    lanes.run(groupIdx, { mode: 'write', start });
  };
  const never = Number.NEGATIVE_INFINITY;
  run(0, (lane) => lane.failed());
  run(0, (lane) => lane.succeeded(1));
  run(0, (lane) => lane.failed());
  run(1, (lane) => lane.succeeded(2));
  expect(found).toEqual([never, never, 1, never]);
  expect(lanes.succeededAtMs).toBe(2);
});

test('a failure ends a task as a result does', () => {
  const { started, ...lanes } = scene();
  lanes.add('w1', 'write');
  lanes.add('r1', 'read');
  lanes.fail('w1');
  expect(started).toEqual(['w1', 'r1']);
});

test('tasks that end while they are started, and while others are', () => {
  const lanes = new Lanes();
  const started: string[] = [];
  const run = (name: string, mode: LaneMode): void =>
    lanes.run(0, {
      mode,
      start: (lane) => {
        started.push(name);
        lane.failed();
      },
    });
  let first: Lane | undefined;
  lanes.run(0, {
    mode: 'read',
    start: (lane) => {
      first = lane;
    },
  });
  run('w1', 'write');
  run('w2', 'write');
  run('r1', 'read');
  run('w3', 'write');
  expect(started).toEqual([]);
  first?.succeeded(0);
  expect(started).toEqual(['w1', 'w2', 'r1', 'w3']);
  run('r2', 'read');
  expect(started).toEqual(['w1', 'w2', 'r1', 'w3', 'r2']);
});
