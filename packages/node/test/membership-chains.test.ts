/** Random chains of changes with crashes, lost disks and cuts in between, over whole nodes on virtual time. */

import { expect, test } from '@jest/globals';
import { GaiosError, type Membership, type Node } from 'gaios';
import { SeededRandom } from '@gaios/testkit';
import { TestCluster } from '@gaios/testkit/cluster';
import { COUNTER, countersIn, text, type Counter } from './machines.ts';

const CHANGES = 10;
const NODES_MAX = 6;
const CHANGE = { timeoutMs: 15_000 };

type End = Promise<string>;

class Chain {
  readonly acknowledged: string[] = [];
  readonly ends: string[] = [];
  readonly #cluster: TestCluster;
  readonly #random: SeededRandom;
  #nextValue = 0;
  #nextNode = 4;

  constructor(cluster: TestCluster, seed: number) {
    this.#cluster = cluster;
    this.#random = new SeededRandom(seed);
  }

  async run(): Promise<void> {
    const clients = { write: true };
    const loops = [this.#client(clients), this.#client(clients)];
    for (let i = 0; i < CHANGES; i++) await this.#change();
    clients.write = false;
    await this.#cluster.complete(Promise.all(loops));
  }

  get newest(): Membership {
    const known = this.#cluster.nodes.map((node) => node.showMembership(0));
    return known.reduce((a, b) => (b.version > a.version ? b : a));
  }

  get members(): Node[] {
    const { members } = this.newest;
    return this.#cluster.nodes.filter((node) => members.some(({ nodeId }) => nodeId === node.nodeId));
  }

  #pick<T>(some: readonly T[]): T {
    const picked = some[Math.floor(this.#random.next() * some.length)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#cluster.clock.setTimer(ms, resolve));
  }

  async #client(clients: { readonly write: boolean }): Promise<void> {
    while (clients.write) {
      const value = `v${this.#nextValue++}`;
      const able = this.#cluster.nodes.filter((node) => node.status().groups[0]?.state === 'running');
      const node = able[this.#nextValue % able.length];
      const proposed = node?.propose(0, text(value), COUNTER, { timeoutMs: 3_000 }).then(
        () => void this.acknowledged.push(value),
        (error: unknown) => {
          if (!(error instanceof GaiosError)) throw error;
        },
      );
      // Nobody hears anything of a process that has crashed.
      await Promise.race([proposed, this.#wait(4_000)]);
      await this.#wait(100);
    }
  }

  /** One change, and a fault in the middle of it; then nodes that were removed are stopped, as an operator would. */
  async #change(): Promise<void> {
    const cluster = this.#cluster;
    const at = this.#pick(this.members);
    const { end } = await this.#begin(at);
    await cluster.advance(this.#random.next() * 200);
    const down = this.#fault(at);
    await cluster.advance(3_000);
    cluster.heal();
    if (down.wiped) await cluster.addNode(down.nodeId);
    else if (down.nodeId !== 0) await cluster.complete(cluster.boot(down.nodeId));
    this.ends.push(await cluster.complete(end));
    await cluster.advance(4_000);
    const stay = this.members.map(({ nodeId }) => nodeId);
    const gone = cluster.nodeIds.filter((nodeId) => !stay.includes(nodeId));
    for (const nodeId of gone) await cluster.retire(nodeId);
  }

  async #begin(at: Node): Promise<{ readonly end: End }> {
    const cluster = this.#cluster;
    const ids = this.members.map(({ nodeId }) => nodeId);
    const end = (change: Promise<unknown>): { readonly end: End } => ({
      end: change.then(
        () => 'ok',
        (error: unknown) => (error instanceof GaiosError ? error.code : String(error)),
      ),
    });
    const kind = this.#pick(['add', 'add', 'remove', 'replace', 'target'] as const);
    if (kind === 'remove') return end(at.removeMember(0, this.#pick(ids), CHANGE));
    if (kind === 'target' || ids.length >= NODES_MAX) {
      const stay = ids.filter((_, i) => i === 0 || this.#random.next() < 0.6);
      const role = 'voter' as const;
      const target = stay.map((nodeId) => ({ nodeId, address: cluster.addressOf(nodeId), role }));
      return end(at.changeMembership(0, target, CHANGE));
    }
    const nodeId = this.#nextNode++;
    await cluster.addNode(nodeId);
    const address = cluster.addressOf(nodeId);
    if (kind === 'add') return end(at.addMember(0, nodeId, address, CHANGE));
    return end(at.changeMember(0, this.#pick(ids), { nodeId, address }, CHANGE));
  }

  /** The node that is down by it; 0: none. The one that was asked for the change goes on. */
  #fault(at: Node): { readonly nodeId: number; readonly wiped: boolean } {
    const cluster = this.#cluster;
    const others = this.members.map(({ nodeId }) => nodeId).filter((nodeId) => nodeId !== at.nodeId);
    const kind = this.#pick(['none', 'crash', 'leader', 'wipe', 'cut'] as const);
    const leader = cluster.leaderOf(0)?.nodeId ?? 0;
    const nodeId = kind === 'leader' ? leader : others.length === 0 ? 0 : this.#pick(others);
    if (kind === 'none' || nodeId === 0 || nodeId === at.nodeId) return { nodeId: 0, wiped: false };
    if (kind === 'cut') {
      cluster.partition([[nodeId], cluster.nodeIds.filter((id) => id !== nodeId)]);
      return { nodeId: 0, wiped: false };
    }
    const wiped = kind === 'wipe' && this.#mayLoseADisk;
    cluster.crash(nodeId);
    return { nodeId, wiped };
  }

  /** A majority that forgets everything would be the end. */
  get #mayLoseADisk(): boolean {
    const { members, outgoing } = this.newest;
    return outgoing === undefined && members.filter(({ role }) => role === 'voter').length >= 3;
  }
}

test.each([1, 2, 22])(
  'chain %i: nothing is lost or executed twice, and all is calm at the end',
  async (seed) => {
    const machines = new Map<number, Counter>();
    const cluster = await TestCluster.start({
      seed,
      stateMachines: countersIn(machines),
    });
    const chain = new Chain(cluster, seed);
    await chain.run();
    const runs = (node: Node): boolean => node.status().groups[0]?.state === 'running';
    await cluster.until(
      'all members are bound, and no change is under way',
      () => chain.newest.outgoing === undefined && chain.members.every(runs),
    );
    await cluster.waitForConvergence();
    const [log = [], ...logs] = chain.members.map(({ nodeId }) => machines.get(nodeId)?.log ?? []);
    for (const other of logs) expect(other).toEqual(log);
    expect(new Set(log).size).toBe(log.length);
    expect(log).toEqual(expect.arrayContaining(chain.acknowledged));
    expect(chain.ends.filter((end) => end === 'ok').length).toBeGreaterThan(CHANGES / 2);
    await cluster.close();
  },
  60_000,
);
