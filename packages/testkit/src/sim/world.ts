/** A simulated cluster: what faults may reach, and how a run comes to its end. */

import type { StateMachine } from '@gaios/sm-base';
import type { Member } from '@gaios/core';
import { optionRows, type NodeOptions, type OptionName } from 'gaios';
import type { Pace } from './checkers/leadership.ts';
import { MemoryNetwork } from '../memory-transport.ts';
import { SeededRandom } from '../seeded-random.ts';
import { VirtualClock } from '../virtual-clock.ts';
import type { FaultyWorld } from './fault.ts';
import { Links } from './links.ts';
import { losable, type Shape } from './shape.ts';
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
  readonly stateMachine: (groupIdx: number, nodeId: number) => StateMachine | StateMachine[];
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
  readonly groupCount: number;
  readonly voters: number;
  readonly #tuning: WorldOptions['tuning'];

  constructor(options: WorldOptions) {
    const { seed, voters, learners, groups, tuning, print } = options;
    const random = new SeededRandom(seed);
    this.voters = voters;
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
    });
    this.network = new MemoryNetwork(this.clock, random.fork());
    this.random = random.fork();
    this.links = new Links({
      network: this.network,
      clock: this.clock,
      random: random.fork(),
      undetected: ({ from, to }) =>
        this.watcher.fail(new SimViolation('corruption', `a changed frame of ${from} is taken by ${to}`)),
    });
    this.nodes = members.map(
      ({ nodeId }) =>
        new SimNode({
          nodeId,
          members: members.map(({ nodeId: id, address, role }) => ({ nodeId: id, address, role })),
          groupCount: groups,
          tuning,
          leaseReads: options.leaseReads,
          balanceMasters: options.balanceMasters,
          forgetsSupport: options.forgetsSupport,
          clock: this.clock,
          network: this.network,
          random: random.fork(),
          watcher: this.watcher,
          stateMachines: (node, groupIdx) =>
            [options.stateMachine(groupIdx, nodeId)]
              .flat()
              .map((machine) => this.watcher.witness(node, groupIdx, machine)),
        }),
    );
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
    return this.nodes.filter(({ lost }) => !lost);
  }

  /** The node that leads a group by its own word, at the highest ballot; 0: none. */
  leaderOf(groupIdx: number): number {
    let best = { nodeId: 0, ballot: 0 };
    for (const { node, isUp, nodeId } of this.nodes) {
      const group = isUp ? node?.status().groups[groupIdx] : undefined;
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
    if (node.lost || node.suspect) return false;
    const left = this.nodes.filter(({ lost }) => !lost).map((each) => each.nodeId);
    if (!this.watcher.logs.every((log) => log.isFounded(left))) return false;
    const gone = this.nodes.filter(
      ({ lost, suspect, nodeId: id }) => (lost || suspect) && id <= this.voters,
    ).length;
    return nodeId > this.voters || gone < losable(this.voters);
  }
}

const membersOf = (voters: number, learners: number): Member[] =>
  Array.from({ length: voters + learners }, (_, index) => ({
    nodeId: index + 1,
    address: `memory:${index + 1}`,
    role: index < voters ? 'voter' : 'learner',
    storageId: '',
  }));
