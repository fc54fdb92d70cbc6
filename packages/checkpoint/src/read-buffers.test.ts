import { expect, test } from '@jest/globals';
import { ReadBuffers } from './read-buffers.ts';

test('a buffer is used again when its last user has let go of it, and no more are kept than were asked for', () => {
  const buffers = new ReadBuffers(16, 1);
  const first = buffers.take();
  first.users++;
  buffers.release(first);
  const second = buffers.take();
  expect(second.bytes).not.toBe(first.bytes);
  buffers.release(first);
  buffers.release(second);
  expect(buffers.take().bytes).toBe(first.bytes);
  expect(buffers.take().bytes).not.toBe(second.bytes);
});
