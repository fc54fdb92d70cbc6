/** Clients of all kinds, spread over all nodes, while tests kill and stop these. */

import type { TestCluster } from './cluster.ts';
import { BlobClient } from './blob-client.ts';
import { CounterClient } from './counter-client.ts';
import type { LoadClient, LoadClientOptions, Counts } from './load-client.ts';
import { RespClient } from './resp-client.ts';
import { TokenClient } from './token-client.ts';

export interface LoadOptions {
  /** Default 9. */
  readonly counters?: number;
  /** Default 3. */
  readonly tokens?: number;
  /** Default 0. */
  readonly blobs?: number;
}

export class Load {
  readonly clients: readonly LoadClient[];
  readonly #cluster: TestCluster;

  private constructor(cluster: TestCluster, { counters = 9, tokens = 3, blobs = 0 }: LoadOptions) {
    const ports = cluster.ids.map((id) => cluster.respPort(id));
    // Each load of a cluster has counters of its own.
    const run = `${process.pid}-${loads++}`;
    this.#cluster = cluster;
    const options = (kind: string, first: number): LoadClientOptions => ({
      name: `${kind}${first}-${run}`,
      ports,
      first,
    });
    this.clients = [
      ...Array.from({ length: counters }, (_, first) => new CounterClient(options('c', first))),
      ...Array.from({ length: tokens }, (_, first) => new TokenClient(options('t', first))),
      ...Array.from({ length: blobs }, (_, first) => new BlobClient(options('b', first))),
    ];
  }

  static start(cluster: TestCluster, options: LoadOptions = {}): Load {
    const load = new Load(cluster, options);
    for (const client of load.clients) client.start();
    return load;
  }

  get counts(): Counts {
    const sum: Counts = { acknowledged: 0, refused: 0, unknown: 0 };
    for (const { counts } of this.clients) {
      sum.acknowledged += counts.acknowledged;
      sum.refused += counts.refused;
      sum.unknown += counts.unknown;
    }
    return sum;
  }

  get violations(): string[] {
    return this.clients.flatMap((client) => client.violations);
  }

  /** Each text and how often it came. */
  get errors(): Map<string, number> {
    const all = new Map<string, number>();
    for (const { errors } of this.clients) {
      for (const [text, count] of errors) all.set(text, (all.get(text) ?? 0) + count);
    }
    return all;
  }

  /** Every client succeeds with a command that begins from now on. Resolves with how long that took, ms. @throws Error */
  async served(timeoutMs: number): Promise<number> {
    const from = performance.now();
    const late = new Set(this.clients);
    const all = this.clients.map(async (client) => {
      await client.nextSuccess();
      late.delete(client);
    });
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const errors = JSON.stringify(Object.fromEntries(this.errors));
        const names = [...late].map(({ name }) => name).join(', ');
        reject(new Error(`not served within ${timeoutMs} ms: ${names}; errors so far: ${errors}`));
      }, timeoutMs);
    });
    await Promise.race([Promise.all(all), limit]).finally(() => clearTimeout(timer));
    return performance.now() - from;
  }

  async stop(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.stop()));
  }

  /** After `stop`, with all nodes serving: what the store holds, by the word of every node. @throws Error with all that is wrong */
  async verify(): Promise<void> {
    const opened = await Promise.all(
      this.#cluster.ids.map((id) => RespClient.open(this.#cluster.respPort(id))),
    );
    const connections = opened.filter((each) => each !== undefined);
    const read = async (key: string): Promise<string | null> => {
      const results = await Promise.all(connections.map((each) => each.send('GET', key)));
      const [first] = results;
      if (
        first?.kind !== 'answer' ||
        results.some((each) => JSON.stringify(each) !== JSON.stringify(first))
      ) {
        throw new Error(`GET ${key} on all nodes: ${JSON.stringify(results)}`);
      }
      return first.value === null ? null : String(first.value);
    };
    try {
      for (const client of this.clients) await client.verify(read);
    } finally {
      for (const each of connections) each.close();
    }
    const { violations } = this;
    if (violations.length > 0)
      throw new Error(`${violations.length} violations:\n${violations.slice(0, 20).join('\n')}`);
  }
}

let loads = 0;
