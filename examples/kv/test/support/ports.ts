/** Free ports for processes that are told theirs and must get them again after a restart. */

import { createServer } from 'node:net';

/** Below the range from which systems take the ports of outgoing connections, which could steal one meanwhile. */
const FIRST = 12_000;
const LAST = 32_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.close(() => resolve(true));
    });
  });

/** A run of `count` free ports, at a random place, so that tests that run at the same time do not meet. */
export const freePorts = async (count: number): Promise<number> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count));
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
};
