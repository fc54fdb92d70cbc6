/** What tests over real sockets and disks share: addresses, a folder for all nodes, and the nodes that run. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, NodeAddress } from 'gaios';
import { freePort, until } from './sockets.ts';

export const localAddresses = async (nodeIds: readonly number[]): Promise<NodeAddress[]> => {
  const addresses: NodeAddress[] = [];
  for (const nodeId of nodeIds) addresses.push({ nodeId, address: `127.0.0.1:${await freePort()}` });
  return addresses;
};

interface Closing {
  close(): Promise<void>;
}

/** A node with its machine. */
export class NodeAndMachine<M> implements Closing {
  readonly node: Node;
  readonly machine: M;

  constructor(node: Node, machine: M) {
    this.node = node;
    this.machine = machine;
  }

  close(): Promise<void> {
    return this.node.close();
  }
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

  until(what: string, condition: () => boolean, limitMs?: number): Promise<void> {
    const facts = (): string => this.said.join('\n');
    return until(what, condition, limitMs === undefined ? { facts } : { facts, limitMs });
  }

  async end(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.stop(name)));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
