/** For tests with real sockets: free ports of 127.0.0.1 that stay free, and waiting until something is so. */

import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Below the ports that systems give to outgoing connections: one of those could take the port of a node that is stopped for
 * a while, even the connection of a peer that calls it there (it would be connected to itself).
 */
const PORT_MIN = 20_000;
const PORT_COUNT = 12_000;
/** Processes that look at the same time begin in different places. */
const STEP = 101;
let looked = 0;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < PORT_COUNT; tries++) {
    const port = PORT_MIN + ((process.pid * STEP + looked++) % PORT_COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
};

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
