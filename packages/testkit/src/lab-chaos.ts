/**
 * Random schedules for the laboratory, from a seed: first anything may happen, then all faults stop and everything must
 * come to rest with all replicas equal and every proposal that was not given up executed once.
 */

import { acceptancesAreSound, backwards, cloneState, type ReplicaState } from '@gaios/core';
import { Lab, LabViolation, type LabNode, type LabOptions } from './lab.ts';
import { SeededRandom } from './seeded-random.ts';

export interface ChaosOptions extends LabOptions {
  readonly seed: number;
  /** Steps of the first phase. */
  readonly steps: number;
  /** Weight of each kind of step. */
  readonly weights?: Partial<Record<ChaosStep, number>>;
}

export type ChaosStep =
  | 'deliver'
  | 'drop'
  | 'duplicate'
  | 'sync'
  | 'propose'
  | 'giveUp'
  | 'read'
  | 'campaign'
  | 'tick'
  | 'cut'
  | 'heal'
  | 'crash'
  | 'restart';

export interface ChaosReport {
  readonly instances: number;
  readonly executed: number;
  readonly steps: Readonly<Record<string, number>>;
}

const defaultWeights: Record<ChaosStep, number> = {
  deliver: 60,
  drop: 3,
  duplicate: 3,
  sync: 20,
  propose: 8,
  giveUp: 1,
  read: 2,
  campaign: 1,
  tick: 4,
  cut: 1,
  heal: 2,
  crash: 0.5,
  restart: 2,
};

/** Runs one seed. @throws LabViolation, or what the replica threw. */
export const runChaos = (options: ChaosOptions): ChaosReport => new Chaos(options).run();

class Chaos {
  readonly #lab: Lab;
  readonly #random: SeededRandom;
  readonly #options: ChaosOptions;
  readonly #weights: readonly (readonly [ChaosStep, number])[];
  readonly #counts: Record<string, number> = {};
  /** Proposals that are waited for: node → seq → text, of the present boot. */
  readonly #waiting = new Map<number, Map<number, string>>();
  readonly #before = new Map<number, ReplicaState>();
  #serial = 0;

  constructor(options: ChaosOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#lab = new Lab({ ...options, autoSync: false });
    this.#weights = Object.entries({ ...defaultWeights, ...options.weights }) as [ChaosStep, number][];
  }

  run(): ChaosReport {
    this.#lab.connectAll();
    for (let i = 0; i < this.#options.steps; i++) {
      this.#step();
      this.#check();
    }
    this.#heal();
    this.#checkConverged();
    return {
      instances: this.#lab.history.size,
      executed: this.#nodes()[0]?.executed.length ?? 0,
      steps: this.#counts,
    };
  }

  #nodes(): LabNode[] {
    return [...this.#lab.nodes.values()];
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[this.#random.below(items.length)];
  }

  #step(): void {
    const total = this.#weights.reduce((sum, [, weight]) => sum + weight, 0);
    let draw = this.#random.next() * total;
    const kind = this.#weights.find(([, weight]) => (draw -= weight) < 0)?.[0] ?? 'deliver';
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    this.#lab.nowMs += this.#random.below(8);
    this.#act(kind, this.#pick(this.#nodes()) as LabNode);
  }

  #act(kind: ChaosStep, node: LabNode): void {
    const lab = this.#lab;
    const { nodeId } = node;
    const letter = this.#pickLetter();
    const other = this.#pick(this.#nodes()) as LabNode;
    if (kind === 'deliver' && letter !== undefined) lab.deliver(letter);
    if (kind === 'drop' && letter !== undefined) lab.drop((each) => each === letter);
    if (kind === 'duplicate' && letter !== undefined) lab.give(letter);
    if (kind === 'sync' && node.up) lab.sync(nodeId, 1 + this.#random.below(3));
    if (kind === 'propose' && node.up) this.#propose(node);
    if (kind === 'giveUp' && node.up) this.#giveUp(node);
    if (kind === 'read') lab.read(nodeId);
    if (kind === 'campaign') lab.campaign(nodeId);
    if (kind === 'tick') {
      lab.nowMs += this.#random.below(100);
      lab.tick(nodeId);
    }
    if (kind === 'cut' && other !== node) this.#cut(nodeId, other.nodeId);
    if (kind === 'heal') lab.connectAll();
    if (kind === 'crash' && node.up) this.#crash(node);
    if (kind === 'restart' && !node.up) this.#restart(node);
  }

  /** Mostly in order, often not. */
  #pickLetter(): Lab['wire'][number] | undefined {
    const { wire } = this.#lab;
    return this.#random.next() < 0.6 ? wire[0] : this.#pick(wire);
  }

  #propose(node: LabNode): void {
    const value = `${node.nodeId}.${node.boot}.${++this.#serial}`;
    const seq = this.#lab.propose(node.nodeId, value);
    this.#waitingOf(node).set(seq, value);
  }

  #giveUp(node: LabNode): void {
    const seq = this.#pick([...this.#waitingOf(node).keys()]);
    if (seq === undefined) return;
    this.#waitingOf(node).delete(seq);
    this.#lab.input(node.nodeId, (replica) => replica.giveUp(seq));
  }

  #cut(a: number, b: number): void {
    this.#lab.peerDown(a, b);
    if (this.#random.next() < 0.5) this.#lab.peerDown(b, a);
    this.#lab.drop(({ from, to }) => (from.nodeId === a && to === b) || (from.nodeId === b && to === a));
  }

  #crash(node: LabNode): void {
    this.#lab.crash(node.nodeId);
    this.#waiting.delete(node.nodeId);
    this.#before.delete(node.nodeId);
  }

  #restart(node: LabNode): void {
    this.#lab.restart(node.nodeId);
    this.#lab.connectAll();
  }

  #waitingOf(node: LabNode): Map<number, string> {
    const waiting = this.#waiting.get(node.nodeId) ?? new Map<number, string>();
    this.#waiting.set(node.nodeId, waiting);
    return waiting;
  }

  #check(): void {
    for (const node of this.#nodes()) {
      if (!node.up) continue;
      const { state } = node.replica;
      if (!acceptancesAreSound(state)) throw new LabViolation(`node ${node.nodeId}: an acceptance is out of place`);
      if (state.stopped !== undefined) throw new LabViolation(`node ${node.nodeId} stopped: ${state.stopped}`);
      const before = this.#before.get(node.nodeId);
      const wrong = before === undefined ? undefined : backwards(before, state);
      if (wrong !== undefined) throw new LabViolation(`node ${node.nodeId}: ${wrong}`);
      this.#before.set(node.nodeId, cloneState(state));
    }
  }

  /** Phase two: no more faults. Time passes, links are up, disks are quick. */
  #heal(): void {
    const lab = this.#lab;
    for (const node of this.#nodes()) if (!node.up) this.#restart(node);
    lab.autoSync = true;
    for (const node of this.#nodes()) lab.sync(node.nodeId);
    lab.connectAll();
    for (let round = 0; round < 60; round++) {
      lab.run();
      lab.nowMs += 120;
      if (this.#nodes().every((node) => node.replica.view.leader === 0)) {
        const candidates = this.#nodes().filter((node) => node.replica.view.votes);
        const candidate = this.#pick(candidates);
        if (candidate !== undefined) lab.campaign(candidate.nodeId);
      } else {
        this.#leaderlessAsk();
      }
      for (const node of this.#nodes()) lab.tick(node.nodeId);
    }
    lab.run();
  }

  /** The runtime's election queue: who knows no leader asks by a dry run. */
  #leaderlessAsk(): void {
    for (const node of this.#nodes()) {
      if (node.replica.view.leader === 0 && this.#random.next() < 0.3) this.#lab.campaign(node.nodeId);
    }
  }

  #checkConverged(): void {
    const nodes = this.#nodes();
    const first = nodes[0] as LabNode;
    for (const node of nodes) {
      if (node.executedUpTo !== first.executedUpTo) {
        throw new LabViolation(`no convergence: ${nodes.map((each) => `${each.nodeId}@${each.executedUpTo}`).join()}`);
      }
      if (node.replica.view.checksum !== first.replica.view.checksum) throw new LabViolation('checksums differ');
      if (node.asked.size > 0) throw new LabViolation(`node ${node.nodeId}: a read never ends`);
    }
    this.#checkExactlyOnce(first);
    this.#checkOrder(first);
  }

  #checkExactlyOnce(node: LabNode): void {
    const counts = new Map<string, number>();
    for (const { text } of node.executed) counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const [value, count] of counts) if (count > 1) throw new LabViolation(`${value} executed ${count} times`);
    for (const [nodeId, waiting] of this.#waiting) {
      for (const [seq, value] of waiting) {
        if (!counts.has(value)) throw new LabViolation(`node ${nodeId}: seq ${seq} (${value}) was never executed`);
      }
    }
  }

  #checkOrder(node: LabNode): void {
    const last = new Map<string, number>();
    for (const { nodeId, boot, seq } of node.executed) {
      const key = `${nodeId}.${boot}`;
      if (seq <= (last.get(key) ?? 0)) throw new LabViolation(`node ${key}: seq ${seq} executed out of order`);
      last.set(key, seq);
    }
  }
}
