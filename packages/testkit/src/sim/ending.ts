/**
 * The second phase of a run: without faults, every machine that is not lost runs, every group elects, executes a last
 * proposal of each node, every call ends, and all replicas become equal; then the power fails once more, and what was
 * acknowledged must still be there. Where membership changes, an operator replaces what is lost, and then all changes come to
 * an end: no configuration stays joint, and every member has caught up and is bound.
 */

import { CheckpointEnding } from './checkpoint-ending.ts';
import { violated } from './checkers/violation.ts';
import type { Clients } from './clients.ts';
import type { CheckpointPlan } from './kv-checkpoints.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

interface LastProposal {
  /** Where it is under way. */
  process: SimNode['process'];
  readonly again: () => void;
}

export class Ending {
  /** What comes right at all does so within this, simulated ms: several elections, retries at their slowest, catching up. */
  static readonly limitMs = 120_000;
  /** How often it is looked whether it has. */
  static readonly lookMs = 25;
  readonly #world: World;
  readonly #clients: Clients;
  readonly #groups: readonly number[];
  /** How far nodes are, and since when, by life and group. */
  readonly #seen = new Map<string, { readonly chosenUpTo: number; readonly sinceMs: number }>();
  /** Last proposals that are not through, `node/group`, and what proposes them again. */
  readonly #wanted = new Map<string, LastProposal>();
  /** In runs that make checkpoints of the simulator's own machines. */
  readonly #checkpoints: CheckpointEnding | undefined;
  /** When a node was last asked to be taken into group 0 again. */
  #askedMs = -Infinity;
  #takesCheckpoints = false;

  constructor(world: World, clients: Clients, plan?: CheckpointPlan) {
    this.#world = world;
    this.#clients = clients;
    this.#checkpoints = plan && new CheckpointEnding(world, plan);
    this.#groups = Array.from({ length: world.groupCount }, (_, groupIdx) => groupIdx);
  }

  get phases(): readonly (readonly [string, () => void])[] {
    return [
      ['everything must come right', () => this.#begin()],
      ['the power fails once more', () => this.#powerLoss()],
      ...(this.#checkpoints === undefined
        ? []
        : ([['all take a checkpoint', () => this.#takeCheckpoints()]] as const)),
    ];
  }

  isDone(): boolean {
    const { living, watcher, operator, roster } = this.#world;
    this.#help();
    this.#repeat();
    return (
      living.every(({ isUp }) => isUp) &&
      this.#wanted.size === 0 &&
      watcher.calls.open === 0 &&
      operator.open === 0 &&
      this.#clients.openReads === 0 &&
      this.#groups.every((groupIdx) => roster.configuration(groupIdx).outgoing === undefined) &&
      this.#groups.every((groupIdx) => this.#isEqual(groupIdx)) &&
      (!this.#takesCheckpoints || this.#checkpoints?.isDone() === true)
    );
  }

  /** Why it is not done. */
  complaint(): string {
    const { living, watcher, operator, roster } = this.#world;
    const nodes = living.map(({ nodeId, node, isUp }) => {
      if (!isUp || node === undefined) return `node ${nodeId} does not run`;
      const groups = node
        .status()
        .groups.map(
          ({
            groupIdx,
            state,
            reason,
            leader,
            ballot,
            chosenUpTo,
            executedUpTo,
            checksum,
            pendingProposals,
          }) =>
            `  ${groupIdx}: ${state} ${reason ?? ''} leader ${leader} at ${ballot}, chosen ${chosenUpTo}, executed ${executedUpTo} ${checksum}, pending ${pendingProposals}`,
        );
      return `node ${nodeId}\n${groups.join('\n')}`;
    });
    const { size } = this.#wanted;
    const changes = this.#groups.map(
      (groupIdx) => `group ${groupIdx}: ${JSON.stringify(roster.configuration(groupIdx))}`,
    );
    const open = `${watcher.calls.open} proposals, ${this.#clients.openReads} reads and ${operator.open} changes are open, ${size} last proposals wanted`;
    const checkpoints = this.#checkpoints === undefined ? '' : `\n${this.#checkpoints.complaint()}`;
    return `after ${Ending.limitMs} ms without faults: ${open}\n${changes.join('\n')}\n${nodes.join('\n')}${checkpoints}`;
  }

  /** Every replica that lives, of a member, has executed the whole history in its present life. */
  check(): void {
    const { living, watcher, roster } = this.#world;
    for (const { life, nodeId } of living) {
      for (const groupIdx of this.#groups) {
        if (!roster.isMember(nodeId, groupIdx)) continue;
        const whole = watcher.operations.count(groupIdx);
        const own = watcher.operations.countOf(`${life}/${groupIdx}`, groupIdx);
        if (own !== whole)
          violated('durability', `replica ${life}/${groupIdx} has ${own} of ${whole} operations`);
      }
    }
    this.#checkpoints?.check();
  }

  #begin(): void {
    for (const node of this.#world.nodes) node.process?.resume();
    this.#help();
    for (const node of this.#world.living) node.boot();
    this.#wantFrom(this.#world.living);
  }

  #takeCheckpoints(): void {
    this.#takesCheckpoints = true;
    this.#checkpoints?.begin();
  }

  #powerLoss(): void {
    const { nodes, living, random } = this.#world;
    for (const node of nodes) node.crash(random.chance(0.5) ? 'lost' : 'kept');
    for (const node of living) node.boot();
    this.#wantFrom(living);
  }

  /** A member that is lost or was never set up, or whose disk says that it needs an empty folder, gets one. */
  #help(): void {
    const { nodes, roster, operator, changes } = this.#world;
    if (!changes) return;
    this.#takeIn();
    for (const node of nodes) {
      const groups = this.#groups.filter((groupIdx) => roster.isMember(node.nodeId, groupIdx));
      const isStranded = groups.some(
        (groupIdx) => roster.isFormer(node, groupIdx) || this.#isLost(node, groupIdx),
      );
      const isGone = groups.length > 0 && (node.lost || node.off);
      if (!isGone && !(isStranded && this.#mayBeEmptied(node))) continue;
      roster.forgot(node.nodeId);
      operator.setUp(node);
      this.#wantFrom([node]);
    }
  }

  /**
   * Every node has to be a member of group 0 (docs/membership.md). One that was taken out of it alone goes on with the groups that it runs,
   * and starts none that it has nothing of: the operator takes it in again.
   */
  #takeIn(): void {
    const { nodes, living, roster, operator, nowMs } = this.#world;
    const lacks = (node: SimNode, groupIdx: number): boolean =>
      roster.isMember(node.nodeId, groupIdx) && node.status(groupIdx) === undefined;
    const out = nodes.find(
      (node) =>
        node.isUp &&
        !roster.isMember(node.nodeId, 0) &&
        this.#groups.some((groupIdx) => lacks(node, groupIdx)),
    );
    if (out === undefined || operator.open > 0 || nowMs - this.#askedMs < STRANDED_MS) return;
    const { nodeId } = out;
    const address = roster.joining(nodeId).at(-1)?.address ?? '';
    const at = living.find((node) => node.isUp && roster.isBound(node, 0));
    if (at === undefined) return;
    this.#askedMs = nowMs;
    const operation = { kind: 'addLearner', nodeId, address } as const;
    operator.ask({ groupIdx: 0, operation, at, options: { timeoutMs: CHANGE_MS } });
  }

  /** A process that is gone tells nobody what became of a proposal. */
  #repeat(): void {
    for (const wanted of this.#wanted.values()) {
      if (wanted.process?.isDead !== true) continue;
      wanted.process = undefined;
      wanted.again();
    }
  }

  /** It knows nobody who could tell it more, and has not got on for a while. */
  #isLost(node: SimNode, groupIdx: number): boolean {
    const { roster, nowMs } = this.#world;
    const name = `${node.life}/${groupIdx}`;
    const { chosenUpTo = 0 } = node.status(groupIdx) ?? {};
    const last = this.#seen.get(name);
    if (last?.chosenUpTo !== chosenUpTo) this.#seen.set(name, { chosenUpTo, sinceMs: nowMs });
    return roster.isLost(node, groupIdx) && last !== undefined && nowMs - last.sinceMs > STRANDED_MS;
  }

  #mayBeEmptied(node: SimNode): boolean {
    const { roster } = this.#world;
    return roster.isUnbound(node) || roster.mayLose(node.nodeId);
  }

  #wantFrom(nodes: readonly SimNode[]): void {
    for (const node of nodes) {
      for (const groupIdx of this.#groups) {
        const again = (): void => this.#propose(node, groupIdx);
        this.#wanted.set(`${node.nodeId}/${groupIdx}`, { process: undefined, again });
        again();
      }
    }
  }

  /** A proposal to no machine, again until it is through: that a call fails in time is no failure of the group. */
  #propose(node: SimNode, groupIdx: number): void {
    const { clock, watcher, roster } = this.#world;
    const again = (): void => void clock.setTimer(RETRY_MS, () => this.#propose(node, groupIdx));
    if (this.#isDelayed(node, groupIdx)) return again();
    if (node.lost || (watcher.logs[groupIdx]?.length !== 0 && !roster.isBound(node, groupIdx))) {
      this.#wanted.delete(`${node.nodeId}/${groupIdx}`);
      return;
    }
    if (!node.isUp || node.node === undefined) return again();
    const wanted = this.#wanted.get(`${node.nodeId}/${groupIdx}`);
    if (wanted !== undefined) wanted.process = node.process;
    const through = (): void => {
      watcher.tell(node.nodeId, `the last proposal to group ${groupIdx} is through`);
      this.#wanted.delete(`${node.nodeId}/${groupIdx}`);
    };
    node.node.propose(groupIdx, new Uint8Array(0), 0, { timeoutMs: 10_000 }).then(through, again);
  }

  /** Where membership changes, members are bound sooner or later, unless theirs is a disk that never is again. */
  #isDelayed(node: SimNode, groupIdx: number): boolean {
    const { roster, changes } = this.#world;
    if (!changes || !roster.isMember(node.nodeId, groupIdx) || roster.isBound(node, groupIdx)) return false;
    return !roster.isFormer(node, groupIdx) || this.#mayBeEmptied(node);
  }

  /** All members have executed the same, and all that can be are bound. */
  #isEqual(groupIdx: number): boolean {
    const { living, roster } = this.#world;
    const members = living.filter(({ nodeId }) => roster.isMember(nodeId, groupIdx));
    const first = members[0]?.status(groupIdx);
    return members.every((node) => {
      const group = node.status(groupIdx);
      if (group === undefined || first === undefined || this.#isDelayed(node, groupIdx)) return false;
      const { state, chosenUpTo, executedUpTo, checksum, leader } = group;
      return (
        state === (roster.isBound(node, groupIdx) ? 'running' : 'joining') &&
        leader !== 0 &&
        leader === first.leader &&
        chosenUpTo === executedUpTo &&
        executedUpTo === first.executedUpTo &&
        checksum === first.checksum
      );
    });
  }
}

const RETRY_MS = 300;
const CHANGE_MS = 10_000;
/** Who asks around has been answered by then, or never is. */
const STRANDED_MS = 3_000;
