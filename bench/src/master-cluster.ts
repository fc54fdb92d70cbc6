/** Three nodes of `bench master` in three processes on loopback, all groups mastered. */

import { join } from 'node:path';
import { Child } from './child.ts';
import type { LoopOptions, LoopResult, MasterChildOptions, Settled, Traffic } from './master-child.ts';
import { residentBytes, usageOf } from './usage.ts';
import { freePorts, makeFolder, removeFolder } from './work-dir.ts';

export interface MasterClusterOptions {
  readonly parentFolder: string;
  readonly cpuProfiles: string | undefined;
  readonly groups: number;
  /** The node that masters all groups; 0: as they come. */
  readonly preferred: number;
}

export const NODE_IDS = [1, 2, 3] as const;
/** Bounds for what hangs, not promises. */
const START_MS = 180_000;
const SETTLE_MS = 120_000;
const ASK_MS = 60_000;
/** One step: it stands a little later, and soon enough when the other is gone. */
const LESS_PREFERRED = 9;
const MOST_PREFERRED = 10;

export class MasterCluster {
  readonly #options: MasterClusterOptions;
  readonly #folder: string;
  readonly #children: readonly Child[];
  /** From the first process's start until every group had a master that every node knows. */
  electedMs = 0;
  /** The slowest `Node.run`. */
  startMs = 0;

  private constructor(options: MasterClusterOptions) {
    this.#options = options;
    this.#folder = makeFolder(options.parentFolder);
    const { cpuProfiles } = options;
    const flags = cpuProfiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProfiles}`];
    this.#children = NODE_IDS.map((id) => new Child('master-child.js', `node ${id}`, flags));
  }

  static async start(options: MasterClusterOptions): Promise<MasterCluster> {
    const cluster = new MasterCluster(options);
    try {
      await cluster.#start();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** CPU ms, of each process. */
  cpuMs(): number[] {
    return this.#children.map(({ pid }) => usageOf([pid]).cpuMs);
  }

  /** Of the largest process. */
  residentBytes(): number {
    return Math.max(...this.#children.map(({ pid }) => residentBytes(pid)));
  }

  traffic(): Promise<Traffic[]> {
    return Promise.all(NODE_IDS.map((nodeId) => this.#child(nodeId).ask<Traffic>('traffic', null, ASK_MS)));
  }

  async frames(): Promise<number> {
    return (await this.traffic()).reduce((sum, { frames }) => sum + frames, 0);
  }

  loop(nodeId: number, options: LoopOptions): Promise<LoopResult> {
    return this.#child(nodeId).ask('loop', options, options.measureMs + ASK_MS);
  }

  /** Of group 0, as node 1 knows it. */
  async master(): Promise<number> {
    await this.#settle([1], 0);
    return this.#child(1).ask('master', null, ASK_MS);
  }

  transfer(from: number, to: number): Promise<{ fromMs: number; toMs: number }> {
    return this.#child(from).ask('transfer', { to }, ASK_MS);
  }

  tally(nodeId: number): Promise<{ most: number; size: number }> {
    return this.#child(nodeId).ask('tally', null, ASK_MS);
  }

  /** Kills it with no warning; resolves with how long the others took to have another master for every group, ms. */
  async kill(nodeId: number): Promise<number> {
    const killedMs = performance.timeOrigin + performance.now();
    this.#child(nodeId).kill();
    const settled = await this.#settle(
      NODE_IDS.filter((each) => each !== nodeId),
      nodeId,
    );
    return Math.max(...settled.map(({ sinceMs }) => sinceMs)) - killedMs;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
    removeFolder(this.#folder);
  }

  async #start(): Promise<void> {
    const { groups, preferred } = this.#options;
    const begunMs = performance.now();
    const ports = await freePorts(NODE_IDS.length);
    const nodes = NODE_IDS.map((nodeId, at) => ({ nodeId, address: `127.0.0.1:${ports[at]}` }));
    const starts = NODE_IDS.map((nodeId) => {
      const dataDir = join(this.#folder, String(nodeId));
      const priority = preferred === 0 || nodeId === preferred ? MOST_PREFERRED : LESS_PREFERRED;
      const options: MasterChildOptions = { nodeId, nodes, dataDir, groups, priority };
      return this.#child(nodeId).ask<number>('start', options, START_MS);
    });
    this.startMs = Math.max(...(await Promise.all(starts)));
    await this.#settle(NODE_IDS, 0);
    this.electedMs = performance.now() - begunMs;
    if (preferred !== 0) await this.#gather(preferred);
  }

  /** What came to others because they were there first. */
  async #gather(to: number): Promise<void> {
    const { groups } = this.#options;
    for (const nodeId of NODE_IDS) {
      if (nodeId !== to) await this.#child(nodeId).ask('giveAll', { groups, to }, SETTLE_MS);
    }
    await this.#settle(NODE_IDS, 0);
  }

  async #settle(nodeIds: readonly number[], gone: number): Promise<Settled[]> {
    const options = { groups: this.#options.groups, gone, timeoutMs: SETTLE_MS };
    const asked = nodeIds.map((nodeId) =>
      this.#child(nodeId).ask<Settled>('settle', options, SETTLE_MS + ASK_MS),
    );
    const settled = await Promise.all(asked);
    if (settled.some(({ all }) => !all)) throw new Error('not every group has a master');
    return settled;
  }

  #child(nodeId: number): Child {
    return this.#children[nodeId - 1]!;
  }
}
