/**
 * One node of a measured cluster, in a process of its own: as a service embeds it, with every option at its default but
 * those of elections, so that one node leads all groups. With `kv` it serves the key-value example to Redis clients.
 */

import { KvMachine, startService, type Service } from '@gaios/example-kv';
import { Node, promMetrics, StateMachine, type NodeAddress } from 'gaios';
import * as promClient from 'prom-client';
import { loopCostNs, runLoad, type Call, type LoadOptions, type LoadResult } from './load.ts';
import { serveChild } from './serve-child.ts';

export interface NodeChildOptions {
  readonly nodeId: number;
  readonly nodes: readonly NodeAddress[];
  readonly dataDir: string;
  readonly groups: number;
  /** It is this node that should lead. */
  readonly leads: boolean;
  readonly kv: boolean;
}

export interface ClusterLoad extends LoadOptions {
  readonly valueBytes: number;
  /** Values of one `batchPropose`; 1: `propose`. */
  readonly batch: number;
}

/** Nodes that should not lead stand last, and so late that they do not while one that should is there. */
const LOWEST_PRIORITY = 0;
const HIGHEST_PRIORITY = 10;
const PRIORITY_STEP_MS = 1_000;

const MACHINE_ID = 1;
/** Long, so that a machine that is paused spoils a run, which is repeated, and fails no call. */
const CALL_TIMEOUT_MS = 60_000;

/** Takes every value and keeps nothing: what is measured is Gaios. */
class Discard extends StateMachine<undefined> {
  readonly smId = MACHINE_ID;

  execute(): undefined {
    return undefined;
  }
}

let node: Node | undefined;
let service: Service | undefined;
let leaderChanges = 0;

const start = async (asked: NodeChildOptions): Promise<number> => {
  const { nodeId, nodes, dataDir, groups, leads, kv } = asked;
  node = await Node.run({
    nodeId,
    nodes,
    dataDir,
    clusterName: 'bench',
    groupCount: groups,
    stateMachines: () => [kv ? new KvMachine() : new Discard()],
    timeoutMs: CALL_TIMEOUT_MS,
    masterPriority: leads ? HIGHEST_PRIORITY : LOWEST_PRIORITY,
    tuning: { electionPriorityMs: PRIORITY_STEP_MS },
    // The example serves metrics, so it pays for them.
    ...(kv ? { metrics: promMetrics(promClient) } : {}),
  });
  node.on('leaderChange', () => leaderChanges++);
  if (!kv) return 0;
  service = await startService({
    node,
    groupCount: groups,
    respPort: 0,
    adminPort: 0,
    timeoutMs: CALL_TIMEOUT_MS,
    metrics: promClient.register,
    now: () => performance.now(),
  });
  return service.respPort;
};

const running = (): Node => {
  if (node === undefined) throw new Error('not started');
  return node;
};

const stop = async (): Promise<void> => {
  await service?.stop();
  await node?.close();
  promClient.register.clear();
  service = undefined;
  node = undefined;
};

/** Random, so that nothing on the way can compress it. */
const randomValue = (bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, () => Math.floor(Math.random() * 256));

const callOf = ({ valueBytes, batch }: ClusterLoad): Call => {
  const target = running();
  const value = randomValue(valueBytes);
  if (batch === 1) return (groupIdx) => target.propose(groupIdx, value, MACHINE_ID);
  const values = Array.from({ length: batch }, () => value);
  return (groupIdx) => target.batchPropose(groupIdx, values, MACHINE_ID);
};

serveChild(
  {
    start,
    /** Hands over what it leads. What cannot be handed over yet is seen, and asked for again. */
    yieldTo: async (to: number): Promise<void> => {
      const target = running();
      const led = target.status().groups.filter(({ leader }) => leader === target.nodeId);
      await Promise.allSettled(led.map(({ groupIdx }) => target.transferMaster(groupIdx, to)));
    },
    leaders: (): { leaders: number[]; changes: number } => ({
      leaders: running()
        .status()
        .groups.map(({ leader }) => leader),
      changes: leaderChanges,
    }),
    load: (load: ClusterLoad): Promise<LoadResult> => runLoad(callOf(load), load),
    loopCost: ({ clients }: { clients: number }): Promise<number> => loopCostNs(clients, 300_000),
  },
  stop,
);
