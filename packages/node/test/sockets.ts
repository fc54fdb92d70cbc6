/** For tests with real sockets: free ports of 127.0.0.1, and waiting until something is so. */

import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const LOOK_MS = 20;

/** `facts`: for a failure to tell. */
export const until = async (
  what: string,
  condition: () => boolean,
  { limitMs = 60_000, facts = (): string => '' } = {},
): Promise<void> => {
  const endMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`not in time: ${what}\n${facts()}`);
    await sleep(LOOK_MS);
  }
};
