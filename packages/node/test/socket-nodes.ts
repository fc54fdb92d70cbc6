/** What tests over real sockets and disks share: ports that stay free, a folder, nodes that run, and waiting. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress } from 'gaios';

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

export const localAddresses = async (nodeIds: readonly number[]): Promise<NodeAddress[]> => {
  const addresses: NodeAddress[] = [];
  for (const nodeId of nodeIds) addresses.push({ nodeId, address: `127.0.0.1:${await freePort()}` });
  return addresses;
};

interface Closing {
  close(): Promise<void>;
}

/** Nodes by name, with a folder for all of them. */
export class SocketNodes<T extends Closing> {
  readonly directory: string;
  readonly addresses: NodeAddress[];
  readonly running = new Map<string, T>();
  /** For a failure to tell. */
  readonly said: string[] = [];

  private constructor(directory: string, addresses: NodeAddress[]) {
    this.directory = directory;
    this.addresses = addresses;
  }

  static async make<T extends Closing>(name: string, nodeIds: readonly number[]): Promise<SocketNodes<T>> {
    const addresses = await localAddresses(nodeIds);
    return new SocketNodes<T>(mkdtempSync(join(tmpdir(), `gaios-${name}-`)), addresses);
  }

  folder(name: string): string {
    return join(this.directory, name);
  }

  of(name: string): T {
    const node = this.running.get(name);
    if (node === undefined) throw new Error(`no node runs on ${name}`);
    return node;
  }

  async stop(name: string): Promise<void> {
    const node = this.running.get(name);
    this.running.delete(name);
    await node?.close();
  }

  async until(what: string, condition: () => boolean, limitMs = 60_000): Promise<void> {
    const endMs = performance.now() + limitMs;
    while (!condition()) {
      if (performance.now() > endMs) throw new Error(`not in time: ${what}\n${this.said.join('\n')}`);
      await sleep(20);
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.stop(name)));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
