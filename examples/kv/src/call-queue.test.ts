import { expect, test } from '@jest/globals';

import { CallQueue } from './call-queue.ts';
import { SessionCall } from './session-call.ts';
import type { Session } from './session.ts';

const call = (bytes: number): SessionCall => new SessionCall({} as Session, [], bytes, 0);

test('first in, first out, also when it was empty in between; what has left knows nothing of what came behind', () => {
  const queue = new CallQueue();
  const calls = [call(0), call(1), call(2)];
  expect(queue.shift()).toBeUndefined();
  for (let round = 0; round < 2; round++) {
    for (const each of calls) queue.push(each);
    expect(queue.length).toBe(3);
    expect(queue.first).toBe(calls[0]);
    expect([queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual([...calls, undefined]);
    expect(calls.map(({ next }) => next)).toEqual([undefined, undefined, undefined]);
    expect(queue.length).toBe(0);
  }
});

test('a queue that was cleared begins anew', () => {
  const queue = new CallQueue();
  queue.push(call(0));
  queue.push(call(1));
  queue.clear();
  expect([queue.length, queue.first]).toEqual([0, undefined]);
  const last = call(2);
  queue.push(last);
  expect([queue.shift(), queue.shift()]).toEqual([last, undefined]);
});
