/** A simulated cluster: what faults may reach, and how a run comes to its end. */

import type { StateMachine } from '@gaios/sm-base';
import { decodeConcluded, type Member } from '@gaios/core';
import { optionRows, type NodeOptions, type OptionName } from 'gaios';
import type { Pace } from './checkers/leadership.ts';
import { MemoryNetwork } from '../memory-transport.ts';
import { SeededRandom } from '../seeded-random.ts';
import { VirtualClock } from '../virtual-clock.ts';
import type { FaultyWorld } from './fault.ts';
import type { SimDisk } from './disk.ts';
import { Links } from './links.ts';
import { Operator } from './operator.ts';
import { Roster, votersIn } from './roster.ts';
import { losable, nodeIdsOf, type Shape } from './shape.ts';
import { SimNode } from './sim-node.ts';
import { Trace } from './trace.ts';
import { SimViolation } from './checkers/violation.ts';
import { Watcher } from './watcher.ts';

export interface WorldOptions extends Shape {
  readonly seed: number;
  readonly tuning: NonNullable<NodeOptions['tuning']>;
  readonly leaseReads: boolean;
  readonly balanceMasters: boolean;
  readonly forgetsSupport: boolean;
  readonly stateMachine: (
    groupIdx: number,
    nodeId: number,
    disk: number,
    node: SimNode,
  ) => StateMachine | StateMachine[];
  /** Nodes have volumes for checkpoints. */
  readonly hasFiles: boolean;
  readonly clocksGoOn: boolean;
  readonly print?: ((line: string) => void) | undefined;
}

export class World implements FaultyWorld {
  readonly clock = new VirtualClock();
  readonly trace: Trace;
  readonly watcher: Watcher;
  readonly network: MemoryNetwork;
  readonly links: Links;
  /** For what faults leave to chance. */
  readonly random: SeededRandom;
  readonly nodes: readonly SimNode[];
  readonly roster: Roster;
  readonly operator: Operator;
  readonly groupCount: number;
  readonly voters: number;
  /** Membership changes in this run. */
  readonly changes: boolean;
  readonly #tuning: WorldOptions['tuning'];

  constructor(options: WorldOptions) {
    const { seed, voters, learners, spares = 0, groups, tuning, print } = options;
    const random = new SeededRandom(seed);
    this.voters = voters;
    this.changes = spares > 0;
    this.#tuning = tuning;
    this.groupCount = groups;
    this.trace = new Trace(() => this.nowMs, print);
    const members = membersOf(voters, learners);
    this.watcher = new Watcher({
      trace: this.trace,
      nowMs: () => this.nowMs,
      members,
      groupCount: groups,
      leases: options.leaseReads,
      clocksGoOn: options.clocksGoOn,
      holdMs: tuning.checkpointHoldMs ?? optionRows.checkpointHoldMs.default,
    });
    this.watcher.checkpoints.isOn = options.hasFiles;
    this.network = new MemoryNetwork(this.clock, random.fork());
    this.random = random.fork();
    this.links = new Links({
      network: this.network,
      clock: this.clock,
      random: random.fork(),
      undetected: ({ from, to }) =>
        this.watcher.fail(new SimViolation('corruption', `a changed frame of ${from} is taken by ${to}`)),
    });
    const initial = members.map(({ nodeId: id, address, role }) => ({ nodeId: id, address, role }));
    this.nodes = nodeIdsOf(options).map(
      (nodeId) =>
        new SimNode({
          nodeId,
          members: initial,
          groupCount: groups,
          tuning,
          leaseReads: options.leaseReads,
          balanceMasters: options.balanceMasters,
          forgetsSupport: options.forgetsSupport,
          hasFiles: options.hasFiles,
          clock: this.clock,
          network: this.network,
          random: random.fork(),
          watcher: this.watcher,
          stateMachines: (node, groupIdx) =>
            [options.stateMachine(groupIdx, nodeId, node.disks, node)]
              .flat()
              .map((machine) => this.watcher.witness(node, groupIdx, machine)),
          lost: (node) => this.#replaceLater(node),
        }),
    );
    for (const { nodeId } of this.nodes) if (nodeId > members.length) this.node(nodeId).off = true;
    const { clock, watcher, nodes } = this;
    this.roster = new Roster({ logs: watcher.logs, nodes });
    this.operator = new Operator({
      clock,
      // Runs without changes draw what they always did.
      random: this.changes ? random.fork() : this.random,
      roster: this.roster,
      nodes,
      watcher,
      groupCount: groups,
    });
  }

  get nowMs(): number {
    return this.clock.monotonicMs();
  }

  get supportMs(): number {
    return this.#optionOf('electionTimeoutMs');
  }

  get heartbeatMs(): number {
    return this.#optionOf('heartbeatIntervalMs');
  }

  /** What elections go by. */
  get pace(): Pace {
    return {
      supportMs: Math.max(...this.nodes.map(({ supportMs = this.supportMs }) => supportMs)),
      heartbeatMs: this.heartbeatMs,
      campaignMs: this.#optionOf('campaignTimeoutMs'),
      retryMs: this.#optionOf('electionRetryMs'),
    };
  }

  get checkpoints(): Watcher['checkpoints'] {
    return this.watcher.checkpoints;
  }

  get copies(): Watcher['copies'] {
    return this.watcher.copies;
  }

  get nodeIds(): number[] {
    return this.nodes.map(({ nodeId }) => nodeId);
  }

  node(nodeId: number): SimNode {
    const node = this.nodes[nodeId - 1];
    if (node === undefined) throw new RangeError(`there is no node ${nodeId}`);
    return node;
  }

  /** Those that run or will again. */
  get living(): SimNode[] {
    return this.nodes.filter(({ lost, off }) => !lost && !off);
  }

  /** The node that leads a group by its own word, at the highest ballot; 0: none. */
  leaderOf(groupIdx: number): number {
    let best = { nodeId: 0, ballot: 0 };
    for (const node of this.nodes) {
      const { nodeId } = node;
      const group = node.isUp ? node.status(groupIdx) : undefined;
      if (group?.leader === nodeId && group.ballot > best.ballot) best = { nodeId, ballot: group.ballot };
    }
    return best.nodeId;
  }

  #optionOf(name: OptionName): number {
    return this.#tuning[name] ?? optionRows[name].default;
  }

  complain(error: unknown): void {
    this.watcher.fail(error);
  }

  /** Whether a quorum bears the loss of this node now: instance 1 needs all voters, everything else a majority. */
  mayLose(nodeId: number): boolean {
    const node = this.node(nodeId);
    if (node.lost || node.isImpaired) return false;
    if (this.changes) return !node.off && !node.isAway && this.roster.mayLose(nodeId);
    const left = this.nodes.filter(({ lost }) => !lost).map((each) => each.nodeId);
    if (!this.watcher.logs.every((log) => log.isFounded(left))) return false;
    const gone = this.nodes.filter(
      ({ lost, isImpaired, nodeId: id }) => (lost || isImpaired) && id <= this.voters,
    ).length;
    return nodeId > this.voters || gone < losable(this.voters);
  }

  snapshotLogs(node: SimNode): readonly (() => void)[] {
    return this.watcher.logs.map((log) => log.snapshot(node.nodeId, node.disk.storageId));
  }

  wasAlone(disk: SimDisk): boolean {
    return this.watcher.logs.some((_, groupIdx) => {
      const { meta } = disk.peek(groupIdx);
      const stored = meta && decodeConcluded(meta.configuration)?.configuration;
      const sides =
        stored === undefined ? [] : [stored.members, ...(stored.outgoing ? [stored.outgoing] : [])];
      return sides.length > 0 && sides.every((side) => votersIn(side).join() === String(disk.nodeId));
    });
  }

  /** Where membership changes, nobody waits for a machine that will not come back. */
  #replaceLater(node: SimNode): void {
    if (!this.changes) return;
    this.clock.setTimer(this.random.between(...REPLACE_MS), () => {
      if (!node.lost) return;
      this.roster.forgot(node.nodeId);
      this.operator.setUp(node);
    });
  }
}

/** How long it takes until a lost machine is replaced, ms. */
const REPLACE_MS: readonly [number, number] = [100, 2_000];

const membersOf = (voters: number, learners: number): Member[] =>
  Array.from({ length: voters + learners }, (_, index) => ({
    nodeId: index + 1,
    address: `memory:${index + 1}`,
    role: index < voters ? 'voter' : 'learner',
    storageId: '',
  }));
