/** Nodes that are a cluster each, with an admin port, over real sockets and folders; and whatever else a test has to close. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Node, type NodeOptions } from 'gaios';
import { freePort } from './sockets.ts';

const closers: (() => Promise<void> | void)[] = [];

/** At the end of the test, what came last first. */
export const closesLater = (close: () => Promise<void> | void): void => void closers.push(close);

export const closeAll = async (): Promise<void> => {
  for (const close of closers.splice(0).toReversed()) await close();
};

/** Resolves when it leads, and serves. */
export const runAlone = async (more: Partial<NodeOptions> = {}): Promise<Node> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gaios-admin-'));
  closesLater(() => rmSync(dataDir, { recursive: true, force: true }));
  const nodes = [{ nodeId: 1, address: `127.0.0.1:${await freePort()}` }];
  const adminAddress = '127.0.0.1:0';
  const node = await Node.run({ nodeId: 1, nodes, dataDir, synchronous: 'off', adminAddress, ...more });
  closesLater(() => node.close());
  await node.waitFor({ groupIdx: 0, leader: 1 });
  await node.readBarrier(0);
  return node;
};
