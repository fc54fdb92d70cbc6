/**
 * Who changes memberships in a run: an operator that asks nodes for it, sets machines up before or after, and does with those
 * that were removed what operators do. What nodes answer goes to the checkers.
 */

import { GaiosError } from '@gaios/sm-base';
import type { ChangedMembership, ChangeOptions, MembershipOperation, Node, NodeEvents } from 'gaios';
import type { VirtualClock } from '../virtual-clock.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { callOf, targetIn } from './operations.ts';
import { votersIn, type Roster } from './roster.ts';
import type { SimNode } from './sim-node.ts';
import type { Watcher } from './watcher.ts';

export interface ChangePlan {
  readonly groupIdx: number;
  readonly operation: MembershipOperation;
  /** Who is asked. */
  readonly at: SimNode;
  readonly options: ChangeOptions;
  /** By `leave` or `changeAllGroups` instead of the call of that name. */
  readonly way?: 'leave' | 'changeAllGroups';
}

export interface OperatorParts {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly roster: Roster;
  readonly nodes: readonly SimNode[];
  readonly watcher: Watcher;
  readonly groupCount: number;
}

export interface ChangeCounts {
  /** Calls. */
  asked: number;
  /** Of one group each. */
  done: number;
  /** By code. */
  readonly failed: Record<string, number>;
}

/** One group's part of a call. */
interface Part {
  readonly id: number;
  readonly groupIdx: number;
  readonly at: SimNode;
  readonly process: SimNode['process'];
  readonly release: () => void;
  readonly members: readonly number[];
}

/** True time is not the node's: clocks run at other paces, and what waits for a process waits. */
const LATE_MS = 60_000;

export class Operator {
  readonly counts: ChangeCounts = { asked: 0, done: 0, failed: {} };
  readonly #parts: OperatorParts;
  readonly #open = new Map<number, Part>();
  #calls = 0;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  /** Calls that nodes which live are still to answer. */
  get open(): number {
    for (const [id, { process, release }] of this.#open) {
      if (process?.isDead === false) continue;
      this.#open.delete(id);
      this.#parts.watcher.changes.orphaned(id);
      release();
    }
    return this.#open.size;
  }

  /** Asks a node for a change. False: it does not run, or no operator would ask for that now. */
  ask(plan: ChangePlan): boolean {
    const { at, groupIdx, way } = plan;
    const { node, process } = at;
    if (!at.isUp || node === undefined || process === undefined) return false;
    const all = Array.from({ length: this.#parts.groupCount }, (_, each) => each);
    const groups = way === 'changeAllGroups' ? all : [groupIdx];
    const isSensible = (): boolean => groups.every((each) => this.#isSensible(plan, each));
    if (!isSensible()) return false;
    // One that stands still takes it in later, when it may be another question.
    process.enter(() => {
      if (!isSensible()) return;
      this.counts.asked++;
      const parts = groups.map((each) => this.#begin(plan, each, node));
      if (way === 'changeAllGroups') {
        void this.#askAll(node, plan, parts);
        return;
      }
      const changed = way === 'leave' ? node.leave(groupIdx, plan.options) : callOf(node, plan);
      changed.then(
        (result) => this.#changed(parts[0], result),
        (error: unknown) => this.#failed(parts[0], error),
      );
    });
    return true;
  }

  async #askAll(node: Node, { operation, options }: ChangePlan, parts: readonly Part[]): Promise<void> {
    const outcomes = await node.changeAllGroups(operation, options);
    for (const [index, outcome] of outcomes.entries()) {
      if ('changed' in outcome) this.#changed(parts[index], outcome.changed);
      else this.#failed(parts[index], outcome.error);
    }
  }

  /** A machine gets an empty folder and is started, with options of now. */
  setUp(node: SimNode): void {
    node.mount();
    node.members = this.#parts.roster.joining(node.nodeId);
    node.off = false;
    node.boot();
  }

  /** Looks whether calls are late. */
  look(): void {
    const { watcher } = this.#parts;
    if (this.open === 0) return;
    for (const { id, at } of this.#open.values()) {
      if (at.isSound) watcher.check(() => watcher.changes.late(id, watcher.nowMs));
    }
  }

  /** It could be done without those that have forgotten something, and whoever is to be added can be. */
  #isSensible({ operation, at }: ChangePlan, groupIdx: number): boolean {
    const { roster } = this.#parts;
    // Its disk knows nothing of the group yet, and its directory has to tell it.
    if (at.status(groupIdx) === undefined) return false;
    const views = [roster.configuration(groupIdx).members, at.membership(groupIdx)?.members ?? []];
    return views.every((members) => {
      const voters = votersIn(targetIn(members, operation));
      return voters.length === 0 || roster.mayVote(groupIdx, voters);
    });
  }

  #begin({ operation, at, options, way }: ChangePlan, groupIdx: number, node: Node): Part {
    const { roster, watcher } = this.#parts;
    const { nodeId, life, disk, process } = at;
    const { members = [] } = at.membership(groupIdx) ?? {};
    const wanted = [members, roster.configuration(groupIdx).members].map((each) =>
      roster.want(groupIdx, votersIn(targetIn(each, operation))),
    );
    const id = ++this.#calls;
    // What is planned may be made from a configuration that others tell of.
    let fromVersion = 0;
    const planned = (event: NodeEvents['membershipProgress'][0]): void => {
      if (event.groupIdx !== groupIdx) return;
      if (event.kind === 'planned') wanted.push(roster.want(groupIdx, votersIn(event.plan.target)));
      if (event.kind === 'proposing') fromVersion = Math.max(fromVersion, event.fromVersion);
    };
    node.on('membershipProgress', planned);
    const release = (): void => {
      node.off('membershipProgress', planned);
      for (const each of wanted) each(fromVersion);
    };
    const before = roster.configuration(groupIdx).members.map((member) => member.nodeId);
    const part: Part = { id, groupIdx, at, process, release, members: before };
    this.#open.set(id, part);
    watcher.tell(
      nodeId,
      `change #${id} of group ${groupIdx}: ${JSON.stringify(operation)} ${JSON.stringify({ ...options, signal: undefined })}`,
    );
    const { nowMs } = watcher;
    watcher.check(() =>
      watcher.changes.began({
        id,
        groupIdx,
        operation,
        nodeId,
        life,
        storageId: disk.storageId,
        boot: disk.boot,
        calledMs: nowMs,
        isPart: way === 'changeAllGroups',
        limitMs: nowMs + (options.timeoutMs ?? 0) + LATE_MS,
      }),
    );
    return part;
  }

  #changed(part: Part | undefined, { version, members, steps }: ChangedMembership): void {
    const { watcher } = this.#parts;
    if (part === undefined || !this.#closes(part)) return;
    this.counts.done++;
    watcher.tell(part.at.nodeId, `change #${part.id} is done: version ${version}, ${steps.join(', ')}`);
    watcher.check(() => watcher.changes.ended(part.id, { kind: 'ok', version, members }));
    const stay = members.map(({ nodeId }) => nodeId);
    for (const nodeId of part.members) if (!stay.includes(nodeId)) this.#release(nodeId);
  }

  #failed(part: Part | undefined, error: unknown): void {
    const { watcher } = this.#parts;
    if (part === undefined || !this.#closes(part)) return;
    const code = error instanceof GaiosError ? error.code : String(error);
    const facts = (error instanceof GaiosError ? error.facts : {}) as Partial<
      Record<'done' | 'unsure', string[]>
    >;
    const done = [...(facts.done ?? []), ...(facts.unsure ?? [])];
    this.counts.failed[code] = (this.counts.failed[code] ?? 0) + 1;
    watcher.tell(part.at.nodeId, `change #${part.id}: ${code}`);
    watcher.check(() => watcher.changes.ended(part.id, { kind: 'failed', code, done }));
  }

  /** A process that died meanwhile tells nobody. */
  #closes({ id, process, release }: Part): boolean {
    if (process?.isDead !== false || !this.#open.delete(id)) return false;
    release();
    return true;
  }

  /** What becomes of a node that was removed: it goes on, starts again, or is stopped; its folder stays or is deleted. */
  #release(nodeId: number): void {
    const { random, roster, nodes, clock, watcher } = this.#parts;
    const node = nodes[nodeId - 1];
    const fate = random.pick(['stays', 'starts again', 'is stopped', 'is retired'] as const);
    const afterMs = random.between(0, 500);
    clock.setTimer(afterMs, () => {
      if (node === undefined || node.lost || roster.isNeeded(nodeId)) return;
      watcher.tell(nodeId, `is no member: it ${fate}`);
      if (fate === 'stays') return;
      node.crash('lost');
      if (fate === 'starts again') return node.boot();
      node.off = true;
      if (fate === 'is retired') node.mount();
    });
  }
}
