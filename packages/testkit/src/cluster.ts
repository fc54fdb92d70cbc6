/**
 * A cluster of real `Node`s in one thread: runtime, core and state machines as they run in production, on a clock, a
 * network and disks that the test owns. The same options and the same calls give the same run.
 *
 * ```ts
 * const cluster = await TestCluster.start({ stateMachines: () => [new Counter()] });
 * await cluster.complete(cluster.node(1).propose(0, value, COUNTER_ID));
 * cluster.crash(1);
 * ```
 */

import { GaiosError, type StateMachine } from '@gaios/sm-base';
import { Node, type NodeAddress, type NodeOptions } from 'gaios';
import { MemoryVolume, type MemoryFiles } from './memory-files.ts';
import { MemoryDisk, MemoryLogStorage, type UnderWay } from './memory-storage.ts';
import { MemoryNetwork } from './memory-transport.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock, type ClockView } from './virtual-clock.ts';

export interface TestClusterOptions {
  /** Default 1. Decides everything that is left to chance. */
  readonly seed?: number;
  /** Voters 1 … n. Default 3. */
  readonly voters?: number;
  /** Learners n+1 …. Default 0. */
  readonly learners?: number;
  /** Default 1. */
  readonly groupCount?: number;
  /** Called anew for each life of a node, since a process takes its machines with it. */
  readonly stateMachines?: (groupIdx: number, nodeId: number, kind: string, life: number) => StateMachine[];
  /** Told of what each node is told. */
  readonly onMasterChange?: (nodeId: number, groupIdx: number, node: number, version: number) => void;
  readonly onMembershipChange?: (
    nodeId: number,
    groupIdx: number,
    members: readonly NodeAddress[],
    version: number,
  ) => void;
  /** How long a commit takes, ms. Default: 0.2 to 1. */
  readonly diskMs?: readonly [number, number];
  /** More options of the nodes. */
  readonly node?: Partial<
    Pick<
      NodeOptions,
      | 'tuning'
      | 'timeoutMs'
      | 'logger'
      | 'changeValueBeforePropose'
      | 'largeValueMode'
      | 'leaseReads'
      | 'balanceMasters'
      | 'masterPriority'
      | 'useMaster'
      | 'groupKinds'
      | 'checkpoints'
      | 'useCheckpointReplayer'
    >
  >;
}

/** One process: from its start to its end. */
interface Life {
  readonly clock: ClockView;
  readonly files: MemoryFiles;
  node: Node | undefined;
}

/** Longest virtual wait of the helpers, ms; far above any timeout of a healthy cluster. */
const LIMIT_MS = 60_000;

export class TestCluster {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly network: MemoryNetwork;
  /** All nodes that there are, running or not. */
  readonly nodeIds: number[];
  readonly #options: TestClusterOptions;
  readonly #addresses: readonly NodeAddress[];
  /** What the options of nodes name that came later: who was there then, and themselves. */
  readonly #joiners = new Map<number, readonly NodeAddress[]>();
  readonly #disks = new Map<number, MemoryDisk>();
  readonly #volumes = new Map<number, MemoryVolume>();
  readonly #lives = new Map<number, Life>();

  constructor(options: TestClusterOptions = {}) {
    const { seed = 1, voters = 3, learners = 0 } = options;
    this.#options = options;
    this.random = new SeededRandom(seed);
    this.network = new MemoryNetwork(this.clock, this.random.fork());
    this.nodeIds = Array.from({ length: voters + learners }, (_, i) => i + 1);
    this.#addresses = this.nodeIds.map((nodeId) => ({
      nodeId,
      address: `memory:${nodeId}`,
      role: nodeId <= voters ? 'voter' : 'learner',
    }));
    for (const nodeId of this.nodeIds) this.#disks.set(nodeId, this.#newDisk());
  }

  /** Starts all nodes and waits until every group is founded and has a leader. */
  static async start(options: TestClusterOptions = {}): Promise<TestCluster> {
    const cluster = new TestCluster(options);
    await cluster.startAll();
    await cluster.waitForLeaders();
    const runs = (): boolean =>
      cluster.nodes.every((node) => node.status().groups.every(({ state }) => state === 'running'));
    await cluster.until('every group runs', runs);
    return cluster;
  }

  /** A running node. */
  node(nodeId: number): Node {
    const node = this.#lives.get(nodeId)?.node;
    if (node === undefined) throw new GaiosError('INVALID_ARGUMENT', `node ${nodeId} does not run`);
    return node;
  }

  /** Running nodes, by id. */
  get nodes(): Node[] {
    return this.nodeIds.flatMap((nodeId) => this.#lives.get(nodeId)?.node ?? []);
  }

  isRunning(nodeId: number): boolean {
    return this.#lives.get(nodeId)?.node !== undefined;
  }

  disk(nodeId: number): MemoryDisk {
    const disk = this.#disks.get(nodeId);
    if (disk === undefined) throw new GaiosError('INVALID_ARGUMENT', `there is no node ${nodeId}`);
    return disk;
  }

  /** Where a node's checkpoints are. */
  volume(nodeId: number): MemoryVolume {
    let volume = this.#volumes.get(nodeId);
    if (volume === undefined) {
      volume = new MemoryVolume({ seed: (this.#options.seed ?? 1) * 1000 + nodeId });
      this.#volumes.set(nodeId, volume);
    }
    return volume;
  }

  /** The address of a node, for calls that want one. */
  addressOf(nodeId: number): string {
    return `memory:${nodeId}`;
  }

  /** Starts one more node on an empty disk: a learner by its own options, a member as soon as the others make it one. */
  async addNode(nodeId: number): Promise<Node> {
    this.#disks.set(nodeId, this.#newDisk());
    this.#volumes.delete(nodeId);
    const others = this.nodeIds.filter((id) => id !== nodeId);
    this.#joiners.set(nodeId, [
      ...others.map((id) => ({ nodeId: id, address: this.addressOf(id) })),
      { nodeId, address: this.addressOf(nodeId), role: 'learner' },
    ]);
    if (!this.nodeIds.includes(nodeId)) this.nodeIds.push(nodeId);
    this.nodeIds.sort((a, b) => a - b);
    return this.complete(this.boot(nodeId));
  }

  /** Starts a node on another disk, as an operator may with an old copy. */
  bootOn(nodeId: number, disk: MemoryDisk): Promise<Node> {
    this.#disks.set(nodeId, disk);
    return this.boot(nodeId);
  }

  /** Stops a node for good: it is none of the cluster's any more. */
  async retire(nodeId: number): Promise<void> {
    if (this.isRunning(nodeId)) await this.stop(nodeId);
    this.nodeIds.splice(this.nodeIds.indexOf(nodeId), 1);
  }

  async startAll(): Promise<void> {
    await this.complete(Promise.all(this.nodeIds.map((nodeId) => this.boot(nodeId))));
  }

  /** Starts a node on its disk. Time has to pass for it to come up: `complete(cluster.boot(1))`. */
  async boot(nodeId: number, more: Partial<NodeOptions> = {}): Promise<Node> {
    const { groupCount = 1, stateMachines = () => [], node: common } = this.#options;
    const { onMasterChange, onMembershipChange } = this.#options;
    const files = this.volume(nodeId).open();
    const life: Life = { clock: this.clock.view(), files, node: undefined };
    this.#lives.set(nodeId, life);
    const storage = await MemoryLogStorage.open(this.disk(nodeId), {
      nodeId,
      clock: life.clock,
      random: this.random.fork(),
    });
    const transport = this.network.transport();
    const node = await Node.run({
      nodeId,
      nodes: this.#joiners.get(nodeId) ?? this.#addresses,
      groupCount,
      stateMachines: (groupIdx, kind, nth) => stateMachines(groupIdx, nodeId, kind, nth),
      onMasterChange: (...change) => onMasterChange?.(nodeId, ...change),
      onMembershipChange: (...change) => onMembershipChange?.(nodeId, ...change),
      ports: { storage, transport, clock: life.clock, random: this.random.fork(), files },
      ...common,
      ...more,
    });
    life.node = node;
    return node;
  }

  /** The process is gone at once, with what its disk had under way; nobody waiting there hears anything any more. */
  crash(nodeId: number, underWay: UnderWay = 'lost'): void {
    const life = this.#lives.get(nodeId);
    if (life === undefined) return;
    this.#lives.delete(nodeId);
    life.clock.stop();
    life.files.stop();
    this.volume(nodeId).crash();
    this.network.crash(nodeId);
    this.disk(nodeId).crash(underWay);
  }

  /** Crashes a node, if it runs, and starts it again. */
  async restart(nodeId: number, underWay: UnderWay = 'lost'): Promise<Node> {
    this.crash(nodeId, underWay);
    return this.complete(this.boot(nodeId));
  }

  /** Stops a node in an orderly way. */
  async stop(nodeId: number): Promise<void> {
    await this.complete(this.node(nodeId).close());
    this.#lives.delete(nodeId);
  }

  /** The node does not run, and its checkpoints are gone; its log is not. */
  wipeFiles(nodeId: number): void {
    this.#volumes.delete(nodeId);
  }

  /** The node's folder is empty from now on. */
  loseDisk(nodeId: number): void {
    this.crash(nodeId);
    this.#disks.set(nodeId, this.#newDisk());
    this.#volumes.delete(nodeId);
  }

  /** Cuts everything that is not within one of the sides; `silent`: only timeouts tell. */
  partition(sides: readonly (readonly number[])[], options: { readonly silent?: boolean } = {}): void {
    this.network.partition(sides, options);
  }

  heal(): void {
    this.network.heal();
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Lets time pass until the promise is settled. */
  complete<T>(promise: Promise<T>, limitMs: number = LIMIT_MS): Promise<T> {
    return this.clock.complete(promise, limitMs);
  }

  /** Lets time pass until the condition holds. */
  async until(what: string, condition: () => boolean, limitMs: number = LIMIT_MS): Promise<void> {
    if (await this.clock.runUntil(condition, limitMs)) return;
    throw new Error(`not within ${limitMs} ms: ${what}\n${JSON.stringify(this.status(), undefined, 1)}`);
  }

  /** The node that leads a group by its own word, at the highest ballot; undefined: none. */
  leaderOf(groupIdx: number): Node | undefined {
    let found: { readonly node: Node; readonly ballot: number } | undefined;
    for (const node of this.nodes) {
      const status = node.status().groups.find((group) => group.groupIdx === groupIdx);
      const { leader, ballot } = status ?? { leader: 0, ballot: 0 };
      if (leader === node.nodeId && ballot > (found?.ballot ?? 0)) found = { node, ballot };
    }
    return found?.node;
  }

  /** Waits until every running node knows a running leader of every group. */
  async waitForLeaders(limitMs?: number): Promise<void> {
    const known = (): boolean =>
      this.nodes.every((node) => node.status().groups.every(({ leader }) => this.isRunning(leader)));
    await this.until('every group has a leader', known, limitMs);
  }

  /** Waits until all running nodes have executed the same, to the end of the longest log. */
  async waitForConvergence(limitMs?: number): Promise<void> {
    await this.until('all nodes have executed the same', () => this.hasConverged(), limitMs);
  }

  hasConverged(): boolean {
    const first = new Map<number, string>();
    // Not every node need be a member of every group.
    const agrees = (groupIdx: number, state: string): boolean => {
      if (!first.has(groupIdx)) first.set(groupIdx, state);
      return first.get(groupIdx) === state;
    };
    return this.nodes.every((node) =>
      node.status().groups.every(({ groupIdx, chosenUpTo, executedUpTo, checksum }) => {
        const state = `${chosenUpTo} ${executedUpTo} ${checksum}`;
        return chosenUpTo === executedUpTo && agrees(groupIdx, state);
      }),
    );
  }

  /** What every running node says of itself, for messages of failing tests. */
  status(): unknown {
    return this.nodes.map((node) => {
      const { nodeId, groups } = node.status();
      const brief = groups.map(({ state, reason, leader, chosenUpTo, executedUpTo, pendingProposals }) => ({
        state,
        reason,
        leader,
        chosenUpTo,
        executedUpTo,
        pendingProposals,
      }));
      return { nodeId, groups: brief.slice(0, 4) };
    });
  }

  async close(): Promise<void> {
    for (const nodeId of this.nodeIds) if (this.isRunning(nodeId)) await this.stop(nodeId);
  }

  #newDisk(): MemoryDisk {
    const disk = new MemoryDisk();
    const random = this.random.fork();
    const [minMs, maxMs] = this.#options.diskMs ?? [0.2, 1];
    disk.delayMs = () => random.between(minMs, maxMs);
    return disk;
  }
}
