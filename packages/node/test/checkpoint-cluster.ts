/** Clusters on virtual time whose machines offer checkpoints in different ways, and what the tests of checkpoints ask of them. */

import { TestCluster, type TestClusterOptions } from '@gaios/testkit/cluster';
import {
  SnapshotStateMachine,
  type ExecuteContext,
  type Node,
  type NodeEvents,
  type Snapshot,
  type StateMachine,
} from 'gaios';
import { text, untext } from './machines.ts';

export const LOG = 7;

/** Remembers its operations in order; its checkpoint is all of them. */
export class LogMachine extends SnapshotStateMachine<number> {
  readonly smId: number;
  log: string[] = [];
  /** While it returns true, a snapshot throws on its way. */
  breaks: () => boolean = () => false;
  executed = 0;
  readonly #padding: string;

  /** `padBytes`: what its snapshot has in front, hardly to be compressed. */
  constructor(smId = LOG, padBytes = 0) {
    super();
    this.smId = smId;
    let seed = 1;
    const next = (): string => String.fromCharCode(33 + ((seed = (seed * 48_271) % 2_147_483_647) % 90));
    this.#padding = Array.from({ length: padBytes }, next).join('');
  }

  execute(value: Uint8Array, _context: ExecuteContext): number {
    this.executed++;
    return this.log.push(untext(value));
  }

  override query(): readonly string[] {
    return [...this.log];
  }

  override beginSnapshot(): Snapshot {
    const log = [...this.log];
    const { breaks } = this;
    const padding = this.#padding;
    // oxlint-disable-next-line typescript/require-await -- what is read piece by piece need not wait
    const bytes = (async function* (): AsyncGenerator<Uint8Array> {
      yield text(`${padding}\n`);
      for (let at = 0; at < log.length; at += 50) {
        if (breaks()) throw new Error('the machine cannot give it');
        yield text(`${log.slice(at, at + 50).join('\n')}\n`);
      }
    })();
    return { bytes, abort() {} };
  }

  override async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let all = '';
    for await (const piece of bytes) all += untext(piece);
    this.log = all.split('\n').slice(1, -1);
  }
}

/** Small enough that everything happens within some seconds of virtual time. */
export const tuning = {
  checkpointEveryInstances: 20,
  checkpointRestMs: 0,
  holdLogCount: 0,
  cleanSettleMs: 0,
  cleanIntervalMs: 10,
  cleanLagMax: 5,
} as const;

export type EventOf<K extends keyof NodeEvents> = NodeEvents[K][0];

/** A cluster with one machine per group and node, of the present life of each. */
export class CheckpointCluster {
  readonly machines = new Map<string, StateMachine>();
  readonly events: (readonly [nodeId: number, name: string, event: unknown])[] = [];
  cluster!: TestCluster;
  #serial = 0;

  static async start(
    options: TestClusterOptions = {},
    make: (nodeId: number, groupIdx: number) => StateMachine = () => new LogMachine(),
  ): Promise<CheckpointCluster> {
    const made = new CheckpointCluster();
    made.cluster = await TestCluster.start({
      stateMachines: (groupIdx, nodeId) => {
        const machine = make(nodeId, groupIdx);
        made.machines.set(`${nodeId}/${groupIdx}`, machine);
        return [machine];
      },
      ...options,
      node: { ...options.node, tuning: { ...tuning, ...options.node?.tuning } },
    });
    for (const node of made.cluster.nodes) made.watch(node);
    return made;
  }

  /** Remembers what a node says of checkpoints. */
  watch(node: Node): Node {
    const names = [
      'needsCheckpoint',
      'checkpointMade',
      'checkpointFailed',
      'checkpointSent',
      'checkpointInstalled',
      'checkpointCaughtUp',
      'checkpointRemoved',
      'checkpointDivergence',
      'checkpointNotOffered',
      'checkpointProgress',
      'machineSetAside',
      'divergence',
      'groupStopped',
    ] as const;
    for (const name of names) {
      node.on(name, (event: unknown) => void this.events.push([node.nodeId, name, event]));
    }
    return node;
  }

  async boot(nodeId: number): Promise<Node> {
    return this.watch(await this.cluster.complete(this.cluster.boot(nodeId)));
  }

  said<K extends keyof NodeEvents>(nodeId: number, name: K): readonly EventOf<K>[] {
    return this.events.flatMap(([from, what, event]) =>
      from === nodeId && what === name ? [event as EventOf<K>] : [],
    );
  }

  machine(nodeId: number, groupIdx = 0): LogMachine {
    return this.machines.get(`${nodeId}/${groupIdx}`) as LogMachine;
  }

  async propose(nodeId: number, count: number, groupIdx = 0): Promise<void> {
    const smId = this.machine(nodeId, groupIdx).smId;
    for (let at = 0; at < count; at++) {
      const value = text(`v${++this.#serial}`);
      await this.cluster.complete(this.cluster.node(nodeId).propose(groupIdx, value, smId));
    }
  }

  /** As its disk has it. */
  promised(nodeId: number, groupIdx = 0): number {
    return this.cluster.disk(nodeId).peek(groupIdx).meta?.promised ?? 0;
  }

  minChosen(nodeId: number, groupIdx = 0): number {
    return this.cluster.node(nodeId).getMinChosenInstanceId(groupIdx);
  }

  /** Until everybody's log begins above that instance. */
  cleaned(nodeIds: readonly number[], above: number, groupIdx = 0): Promise<void> {
    return this.cluster.until(`the log of ${nodeIds.join(', ')} to be cleaned`, () =>
      nodeIds.every((nodeId) => this.minChosen(nodeId, groupIdx) > above),
    );
  }

  /** All that run have the same state, and the framework's state is the same. */
  async expectEqual(groupIdx = 0): Promise<void> {
    await this.cluster.waitForConvergence();
    const nodes = this.cluster.nodes;
    const first = nodes[0]?.nodeId ?? 0;
    const log = this.machine(first, groupIdx).log;
    if (new Set(log).size !== log.length) throw new Error('something was executed twice');
    for (const { nodeId } of nodes) {
      const other = this.machine(nodeId, groupIdx).log;
      if (other.join() !== log.join())
        throw new Error(`nodes ${first} and ${nodeId} differ: ${log.join()}, ${other.join()}`);
    }
    const made = await this.cluster.complete(this.cluster.node(first).checkpoint(groupIdx));
    await this.cluster.until('all to have made that checkpoint', () =>
      nodes.every((node) =>
        node.listCheckpoints(groupIdx).some((each) => each.instanceId === made.instanceId),
      ),
    );
    // What they have to say of it is in the log behind it, in instances of their own or shared ones.
    await this.cluster.advance(1_000);
    await this.cluster.waitForConvergence();
    const differing = nodes.filter(({ nodeId }) => this.said(nodeId, 'checkpointDivergence').length > 0);
    if (differing.length > 0) throw new Error('checkpoints differ');
  }

  close(): Promise<void> {
    return this.cluster.close();
  }
}
