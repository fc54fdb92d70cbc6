/**
 * The second phase of a run: without faults, every machine that is not lost runs, every group elects, executes a last
 * proposal of each node, every call ends, and all replicas become equal; then the power fails once more, and what was
 * acknowledged must still be there.
 */

import { violated } from './checkers/violation.ts';
import type { Clients } from './clients.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

export class Ending {
  /** What comes right at all does so within this, simulated ms: several elections, retries at their slowest, catching up. */
  static readonly limitMs = 120_000;
  /** How often it is looked whether it has. */
  static readonly lookMs = 25;
  readonly #world: World;
  readonly #clients: Clients;
  /** Last proposals that are not through, `node/group`. */
  readonly #wanted = new Set<string>();

  constructor(world: World, clients: Clients) {
    this.#world = world;
    this.#clients = clients;
  }

  get phases(): readonly (readonly [string, () => void])[] {
    return [
      ['everything must come right', () => this.#begin()],
      ['the power fails once more', () => this.#powerLoss()],
    ];
  }

  isDone(): boolean {
    const { living, watcher } = this.#world;
    return (
      living.every(({ isUp }) => isUp) &&
      this.#wanted.size === 0 &&
      watcher.calls.open === 0 &&
      this.#clients.openReads === 0 &&
      this.#areEqual()
    );
  }

  /** Why it is not done. */
  complaint(): string {
    const { living, watcher } = this.#world;
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
    const open = `${watcher.calls.open} proposals and ${this.#clients.openReads} reads are open, ${size} last proposals wanted`;
    return `after ${Ending.limitMs} ms without faults: ${open}\n${nodes.join('\n')}`;
  }

  /** Every replica that lives has executed the whole history in its present life. */
  check(): void {
    const { living, watcher, groupCount } = this.#world;
    for (const { life } of living) {
      for (let groupIdx = 0; groupIdx < groupCount; groupIdx++) {
        const whole = watcher.operations.count(groupIdx);
        const own = watcher.operations.countOf(`${life}/${groupIdx}`);
        if (own !== whole)
          violated('durability', `replica ${life}/${groupIdx} has ${own} of ${whole} operations`);
      }
    }
  }

  #begin(): void {
    for (const node of this.#world.nodes) node.process?.resume();
    for (const node of this.#world.living) node.boot();
    this.#wantFrom(this.#world.living);
  }

  #powerLoss(): void {
    const { nodes, living, random } = this.#world;
    for (const node of nodes) node.crash(random.chance(0.5) ? 'lost' : 'kept');
    for (const node of living) node.boot();
    this.#wantFrom(living);
  }

  #wantFrom(nodes: readonly SimNode[]): void {
    for (const node of nodes) {
      for (let groupIdx = 0; groupIdx < this.#world.groupCount; groupIdx++) {
        this.#wanted.add(`${node.nodeId}/${groupIdx}`);
        this.#propose(node, groupIdx);
      }
    }
  }

  /** A proposal to no machine, again until it is through: that a call fails in time is no failure of the group. */
  #propose(node: SimNode, groupIdx: number): void {
    const { clock, watcher } = this.#world;
    const again = (): void => void clock.setTimer(RETRY_MS, () => this.#propose(node, groupIdx));
    // A learner that was not there when the group was founded is bound by a change of membership, which is yet to come.
    const log = this.#world.watcher.logs[groupIdx];
    const isBound = log?.isBound(node.nodeId, node.disk.storageId) ?? false;
    if (node.lost || (log?.length !== 0 && !isBound)) {
      this.#wanted.delete(`${node.nodeId}/${groupIdx}`);
      return;
    }
    if (!node.isUp || node.node === undefined) return again();
    const through = (): void => {
      watcher.tell(node.nodeId, `the last proposal to group ${groupIdx} is through`);
      this.#wanted.delete(`${node.nodeId}/${groupIdx}`);
    };
    node.node.propose(groupIdx, new Uint8Array(0), 0, { timeoutMs: 10_000 }).then(through, again);
  }

  #areEqual(): boolean {
    const { living, watcher } = this.#world;
    const all = living.map(({ node }) => node?.status().groups ?? []);
    return all.every((groups, at) =>
      groups.every(({ state, chosenUpTo, executedUpTo, checksum, leader }, index) => {
        const first = all[0]?.[index];
        const { nodeId, disk } = living[at] as SimNode;
        const isBound = watcher.logs[index]?.isBound(nodeId, disk.storageId) ?? false;
        return (
          state === (isBound ? 'running' : 'joining') &&
          leader !== 0 &&
          leader === first?.leader &&
          chosenUpTo === executedUpTo &&
          executedUpTo === first.executedUpTo &&
          checksum === first.checksum
        );
      }),
    );
  }
}

const RETRY_MS = 300;
