/**
 * Three nodes in three processes on loopback, with their folders. One node leads all groups: the others are given
 * election delays (public tuning) so long that they do not stand while it is there, and one that leads all the same,
 * since it came first, hands over.
 */

import { join } from 'node:path';
import type { NodeAddress } from 'gaios';
import { Child } from './child.ts';
import type { LoadResult } from './load.ts';
import type { ClusterLoad, NodeChildOptions } from './node-child.ts';
import { endedChildrenCpuMs, usageOf, type Usage } from './usage.ts';
import { freePorts, makeFolder, removeFolder } from './work-dir.ts';

export interface ClusterOptions {
  readonly parentFolder: string;
  readonly groups: number;
  /** Node 1 to 3. Clients are always at node 1. */
  readonly leader: number;
  readonly kv: boolean;
  /** A fourth member, a learner, which is stopped once it has followed. Default: none. */
  readonly stoppedLearner?: boolean;
  readonly cpuProfiles?: string | undefined;
  /** Folder of the build whose nodes are measured. Default: this one. */
  readonly build?: string;
}

interface Leadership {
  readonly leaders: readonly number[];
  readonly changes: number;
}

const NODE_IDS = [1, 2, 3] as const;
const LEARNER_ID = 4;
/** Bounds for what hangs, not promises: machines are paused and disks stall. */
const START_MS = 120_000;
const ASK_MS = 60_000;
/** All groups are led as wanted within this, or the run fails. */
const LEAD_MS = 60_000;
/** Groups that are led by another for so long will stay so. */
const STRAY_MS = 1_500;
const POLL_MS = 50;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

export class Cluster {
  readonly #options: ClusterOptions;
  readonly #folder: string;
  readonly #children: readonly Child[];
  #learner: Child | undefined;
  #respPorts: readonly number[] = [];

  private constructor(options: ClusterOptions) {
    this.#options = options;
    this.#folder = makeFolder(options.parentFolder);
    const { cpuProfiles, build = '' } = options;
    const flags = cpuProfiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProfiles}`];
    this.#children = NODE_IDS.map((id) => new Child(join(build, 'node-child.js'), `node ${id}`, flags));
  }

  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    try {
      await cluster.#start();
      await cluster.#lead();
      await cluster.#stopLearner();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get pids(): number[] {
    return this.#children.map(({ pid }) => pid);
  }

  get folder(): string {
    return this.#folder;
  }

  /** Where Redis clients reach the node that is asked. */
  get respPort(): number {
    return this.#respPorts[0] ?? 0;
  }

  /** By the clients at node 1. */
  async load(load: Omit<ClusterLoad, 'pids'>): Promise<LoadResult> {
    const timeoutMs = load.warmMs + load.measureMs + ASK_MS;
    return this.#child(1).ask('load', { ...load, pids: this.pids }, timeoutMs);
  }

  loopCostNs(clients: number): Promise<number> {
    return this.#child(1).ask('loopCost', { clients }, ASK_MS);
  }

  /** Of the nodes, and of clients that were processes of their own and have ended. */
  usage(): Usage {
    const { cpuMs, writtenBytes } = usageOf(this.pids);
    return { cpuMs: cpuMs + endedChildrenCpuMs(), writtenBytes };
  }

  /**
   * Runs `work` and tells whether leadership stayed as it was meanwhile: a change counts, not only one that is still to be
   * seen at the end. If it did not, all groups are led as wanted again when this resolves.
   */
  async steadily<T>(work: () => Promise<T>): Promise<{ value: T; disturbances: readonly string[] }> {
    const before = await this.#changes();
    const value = await work();
    const isSteady = (await this.#changes()) === before && (await this.#strays()).length === 0;
    if (!isSteady) await this.#lead();
    return { value, disturbances: isSteady ? [] : ['leadership changed'] };
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#children, ...(this.#learner === undefined ? [] : [this.#learner])].map((child) =>
        child.stop(),
      ),
    );
    removeFolder(this.#folder);
  }

  async #start(): Promise<void> {
    const { groups, leader, kv, stoppedLearner = false } = this.#options;
    const ids = stoppedLearner ? [...NODE_IDS, LEARNER_ID] : NODE_IDS;
    const ports = await freePorts(ids.length);
    const nodes = ids.map((nodeId, at): NodeAddress => {
      const role = nodeId === LEARNER_ID ? 'learner' : 'voter';
      return { nodeId, address: `127.0.0.1:${ports[at]}`, role };
    });
    if (stoppedLearner) this.#learner = new Child('node-child.js', `node ${LEARNER_ID}`);
    const starts = ids.map((nodeId) => {
      const dataDir = join(this.#folder, String(nodeId));
      const options: NodeChildOptions = { nodeId, nodes, dataDir, groups, leads: nodeId === leader, kv };
      return this.#child(nodeId).ask<number>('start', options, START_MS);
    });
    this.#respPorts = await Promise.all(starts);
  }

  /** It has followed the group, and is bound. */
  async #stopLearner(): Promise<void> {
    if (this.#learner === undefined) return;
    const { leader } = this.#options;
    const leads = async (): Promise<boolean> =>
      (await this.#leadership(LEARNER_ID)).leaders.every((each) => each === leader);
    const begunMs = performance.now();
    while (!(await leads())) {
      if (performance.now() - begunMs > LEAD_MS) throw new Error('the learner does not follow');
      await sleep(POLL_MS);
    }
    await sleep(STRAY_MS);
    await this.#learner.stop();
  }

  async #lead(): Promise<void> {
    const begunMs = performance.now();
    let quietSinceMs = begunMs;
    for (;;) {
      const strays = await this.#strays();
      if (strays.length === 0) return;
      const nowMs = performance.now();
      if (nowMs - begunMs > LEAD_MS)
        throw new Error(`not all groups are led by node ${this.#options.leader}`);
      const [stray] = strays.filter((leader) => leader !== 0);
      if (stray !== undefined && nowMs - quietSinceMs > STRAY_MS) {
        await this.#child(stray).ask('yieldTo', this.#options.leader, ASK_MS);
        quietSinceMs = performance.now();
      }
      await sleep(POLL_MS);
    }
  }

  /** Who leads, as the leader-to-be and the node with the clients see it, where it is not the one that should; 0: nobody. */
  async #strays(): Promise<number[]> {
    const { leader } = this.#options;
    const views = await Promise.all([leader, 1].map((nodeId) => this.#leadership(nodeId)));
    return [...new Set(views.flatMap(({ leaders }) => leaders))].filter((each) => each !== leader);
  }

  async #changes(): Promise<number> {
    const views = await Promise.all(NODE_IDS.map((nodeId) => this.#leadership(nodeId)));
    return views.reduce((sum, { changes }) => sum + changes, 0);
  }

  #leadership(nodeId: number): Promise<Leadership> {
    return this.#child(nodeId).ask('leaders', null, ASK_MS);
  }

  #child(nodeId: number): Child {
    return nodeId === LEARNER_ID && this.#learner !== undefined ? this.#learner : this.#children[nodeId - 1]!;
  }
}
