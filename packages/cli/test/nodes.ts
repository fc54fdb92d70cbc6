/** Real nodes in this process, on free ports of 127.0.0.1, with admin ports and a secret. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Node, StateMachine, type NodeOptions } from 'gaios';
import { freePort } from '../../node/test/sockets.ts';
import { gaios, type Ran, type RunOptions } from './support.ts';

export const SECRET = 'a secret of more than sixteen bytes';

class Nothing extends StateMachine<number> {
  readonly smId = 1;
  execute(value: Uint8Array): number {
    return value.length;
  }
}

export interface LiveOptions {
  readonly ids?: readonly number[];
  readonly groupCount?: number;
  /** Default true. */
  readonly secret?: boolean;
  /** Of every node. */
  readonly options?: (id: number) => Partial<NodeOptions>;
}

export class LiveNodes {
  readonly directory = mkdtempSync(join(tmpdir(), 'gaios-cli-'));
  readonly #nodes = new Map<number, Node>();
  readonly #addresses = new Map<number, string>();
  readonly #options: LiveOptions;

  private constructor(options: LiveOptions) {
    this.#options = options;
    writeFileSync(this.secretFile, `${SECRET}\n`);
  }

  static async start(options: LiveOptions = {}): Promise<LiveNodes> {
    const live = new LiveNodes(options);
    const ids = options.ids ?? [1, 2, 3];
    for (const id of ids) live.#addresses.set(id, `127.0.0.1:${await freePort()}`);
    const nodes = ids.map((id) => ({ nodeId: id, address: live.addressOf(id) }));
    await Promise.all(ids.map((id) => live.#run(id, nodes)));
    for (const node of live.all) {
      for (const { groupIdx } of node.status().groups) {
        await node.waitFor({ groupIdx, master: true }, { timeoutMs: 20_000 });
        await node.readBarrier(groupIdx, { timeoutMs: 20_000 });
      }
    }
    return live;
  }

  get secretFile(): string {
    return join(this.directory, 'secret');
  }

  get all(): readonly Node[] {
    return [...this.#nodes.values()];
  }

  node(id: number): Node {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`node ${id} does not run`);
    return node;
  }

  addressOf(id: number): string {
    return this.#addresses.get(id) ?? '';
  }

  /** Another address for it, or its first. */
  async newAddress(id: number): Promise<string> {
    const address = `127.0.0.1:${await freePort()}`;
    this.#addresses.set(id, address);
    return address;
  }

  adminOf(id: number): string {
    return this.node(id).adminAddress ?? '';
  }

  /** A node that finds the others by what its options say, and is no founder. */
  async join(id: number): Promise<Node> {
    if (!this.#addresses.has(id)) await this.newAddress(id);
    const nodes: NodeOptions['nodes'] = [
      ...[...this.#nodes.keys()]
        .toSorted((a, b) => a - b)
        .map((each) => ({ nodeId: each, address: this.addressOf(each) })),
      { nodeId: id, address: this.addressOf(id), role: 'learner' as const },
    ];
    return this.#run(id, nodes);
  }

  async stop(id: number): Promise<void> {
    await this.node(id).close();
    this.#nodes.delete(id);
  }

  /** With the secret, and all nodes named unless `args` name some. */
  run(args: readonly (string | number)[], options: RunOptions = {}): Promise<Ran> {
    const GAIOS_ADMIN = [...this.#nodes.keys()]
      .toSorted((a, b) => a - b)
      .map((id) => this.adminOf(id))
      .join(',');
    const env = { GAIOS_ADMIN, GAIOS_SECRET_FILE: this.secretFile, ...options.env };
    return gaios(args, { ...options, env });
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((node) => node.close()));
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #run(id: number, nodes: NodeOptions['nodes']): Promise<Node> {
    const node = await Node.run({
      nodeId: id,
      nodes,
      dataDir: join(this.directory, `node-${id}`),
      groupCount: this.#options.groupCount ?? 2,
      stateMachines: () => [new Nothing()],
      synchronous: 'off',
      ...(this.#options.secret === false ? {} : { secret: SECRET }),
      adminAddress: '127.0.0.1:0',
      ...this.#options.options?.(id),
    });
    this.#nodes.set(id, node);
    return node;
  }
}
