/**
 * Random schedules for the laboratory, from a seed: first anything may happen, then all faults stop and everything must
 * come to rest with all replicas equal and every proposal that was not given up executed once.
 */

import { acceptancesAreSound, backwards, type ReplicaState } from '@gaios/core';
import { checkConverged } from './lab-chaos-end.ts';
import { forgottenAcceptance } from './lab-checkpoints.ts';
import { canLoseDisk, proposeChange } from './lab-chaos-members.ts';
import { Lab, type LabNode, type LabOptions } from './lab.ts';
import { LabViolation } from './lab-watch.ts';
import { SeededRandom } from './seeded-random.ts';

export interface ChaosOptions extends LabOptions {
  readonly seed: number;
  /** Steps of the first phase. */
  readonly steps: number;
  /** Weight of each kind of step. */
  readonly weights?: Partial<Record<ChaosStep, number>>;
  /** How often the oldest letter is delivered, and not just any. Default 0.6. */
  readonly order?: number;
  /** Most requests of one proposal. Default 1. */
  readonly batch?: number;
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
  | 'resign'
  | 'tick'
  | 'cut'
  | 'heal'
  | 'crash'
  | 'restart'
  | 'reconfigure'
  | 'wipe'
  /** Deletes its log behind a checkpoint that it makes. */
  | 'truncate'
  /** Installs a checkpoint of another node. */
  | 'install';

export interface ChaosReport {
  readonly instances: number;
  readonly executed: number;
  /** The version of the last configuration. */
  readonly version: number;
  /** False if lost disks left no quorum to converge with. */
  readonly converged: boolean;
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
  resign: 0.1,
  tick: 4,
  cut: 1,
  heal: 2,
  crash: 0.5,
  restart: 2,
  reconfigure: 0,
  wipe: 0,
  truncate: 0,
  install: 0,
};

/** Runs one seed. @throws LabViolation, or what the replica threw. */
export const runChaos = (options: ChaosOptions): ChaosReport => new Chaos(options).run();

class Chaos {
  readonly #lab: Lab;
  readonly #random: SeededRandom;
  readonly #options: ChaosOptions;
  readonly #weights: readonly (readonly [ChaosStep, number])[];
  readonly #counts: Record<string, number> = {};
  /** Everything that was ever proposed. */
  readonly #proposed = new Set<string>();
  /** Proposals that are waited for: node → seq → text, of the present boot. */
  readonly #waiting = new Map<number, Map<number, string>>();
  readonly #before = new Map<number, ReplicaState>();
  /** Disks that were bound at any time: one that has lost its binding never gets it back (DESIGN 3.4). */
  readonly #everBound = new Set<string>();
  #serial = 0;

  constructor(options: ChaosOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#lab = new Lab({ ...options, autoSync: false });
    this.#weights = Object.entries({ ...defaultWeights, ...options.weights }) as [ChaosStep, number][];
  }

  run(): ChaosReport {
    const lab = this.#lab;
    lab.connectAll();
    for (let i = 0; i < this.#options.steps; i++) {
      this.#step();
      this.#check();
    }
    this.#heal();
    const converged = checkConverged(lab, { proposed: this.#proposed, waiting: this.#waiting });
    return {
      instances: lab.watch.history.size,
      executed: Math.max(...this.#nodes().map((node) => node.executed.length)),
      version: Math.max(...this.#nodes().map((node) => node.configuration.version)),
      converged,
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
    if (kind === 'resign') lab.input(nodeId, (replica) => replica.resign('chaos'));
    if (kind === 'tick') {
      lab.nowMs += this.#random.below(100);
      lab.tick(nodeId);
    }
    if (kind === 'cut' && other !== node) this.#cut(nodeId, other.nodeId);
    if (kind === 'heal') this.#mend(nodeId, other.nodeId);
    if (kind === 'crash' && node.up) this.#crash(node);
    if (kind === 'restart' && !node.up) this.#restart(node);
    if (kind === 'reconfigure' && node.up)
      proposeChange(lab, node, { random: this.#random, everBound: this.#everBound });
    if (kind === 'truncate') lab.cleanUp(nodeId, this.#random.below(4));
    if (kind === 'install' && other !== node) lab.install(nodeId, other.nodeId, this.#random.below(3));
    if (kind === 'wipe' && canLoseDisk(lab, node)) this.#wipe(node);
  }

  /** Mostly in order, often not. */
  #pickLetter(): Lab['wire'][number] | undefined {
    const { wire } = this.#lab;
    return this.#random.next() < (this.#options.order ?? 0.6) ? wire[0] : this.#pick(wire);
  }

  #propose(node: LabNode): void {
    const count = 1 + this.#random.below(this.#options.batch ?? 1);
    const values = Array.from({ length: count }, () => `${node.nodeId}.${node.boot}.${++this.#serial}`);
    const seq = this.#lab.proposeAll(node.nodeId, values);
    for (const [index, value] of values.entries()) {
      this.#proposed.add(value);
      this.#waitingOf(node).set(seq + index, value);
    }
  }

  /** A unit is given up as a whole, by any of its seqs. */
  #giveUp(node: LabNode): void {
    const waiting = this.#waitingOf(node);
    const seq = this.#pick([...waiting.keys()]);
    if (seq === undefined) return;
    const unit = node.replica.state.session.units.find(
      ({ firstSeq, requests }) => seq >= firstSeq && seq < firstSeq + requests.length,
    );
    for (const [index] of unit?.requests.entries() ?? []) waiting.delete((unit?.firstSeq ?? 0) + index);
    if (unit === undefined) return;
    let fate = '';
    this.#lab.input(node.nodeId, (replica) => {
      fate = replica.giveUp(seq);
    });
    if (fate !== 'never-sent') return;
    for (const { payload } of unit.requests) this.#proposed.delete(new TextDecoder().decode(payload));
  }

  #cut(a: number, b: number): void {
    this.#lab.peerDown(a, b);
    if (this.#random.next() < 0.5) this.#lab.peerDown(b, a);
    this.#lab.drop(({ from, to }) => (from.nodeId === a && to === b) || (from.nodeId === b && to === a));
  }

  /** All links, or one of them, at one end or both. */
  #mend(a: number, b: number): void {
    if (this.#random.next() < 0.5) return this.#lab.connectAll();
    if (a === b || !this.#lab.node(a).up || !this.#lab.node(b).up) return;
    this.#lab.peerUp(a, b);
    if (this.#random.next() < 0.5) this.#lab.peerUp(b, a);
  }

  #crash(node: LabNode): void {
    this.#lab.crash(node.nodeId);
    this.#waiting.delete(node.nodeId);
    this.#before.delete(node.nodeId);
  }

  #restart(node: LabNode): void {
    this.#lab.restart(node.nodeId);
    for (const other of this.#nodes()) {
      if (other === node || !other.up) continue;
      this.#lab.peerUp(other.nodeId, node.nodeId);
      this.#lab.peerUp(node.nodeId, other.nodeId);
    }
  }

  #wipe(node: LabNode): void {
    if (node.up) this.#crash(node);
    this.#lab.wipe(node.nodeId);
    this.#restart(node);
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
      if (!acceptancesAreSound(state))
        throw new LabViolation(`node ${node.nodeId}: an acceptance is out of place`);
      const forgotten = forgottenAcceptance(node);
      if (forgotten !== undefined)
        throw new LabViolation(`node ${node.nodeId} has forgotten what it accepted at ${forgotten}`);
      if (state.stopped !== undefined)
        throw new LabViolation(`node ${node.nodeId} stopped: ${state.stopped}`);
      const before = this.#before.get(node.nodeId);
      const wrong = before === undefined ? undefined : backwards(before, state);
      if (wrong !== undefined) throw new LabViolation(`node ${node.nodeId}: ${wrong}`);
      this.#before.set(node.nodeId, {
        ...state,
        acceptor: { ...state.acceptor },
        learner: { ...state.learner },
      });
      const { members, outgoing = [] } = state.configuration;
      for (const { storageId } of [...members, ...outgoing]) this.#everBound.add(storageId);
    }
  }

  /** Phase two: no more faults. Time passes, links are up, disks are quick. */
  #heal(): void {
    const lab = this.#lab;
    for (const node of this.#nodes()) if (!node.up) this.#restart(node);
    lab.autoSync = true;
    for (const node of this.#nodes()) lab.sync(node.nodeId);
    lab.connectAll();
    for (let round = 0; round < 80; round++) {
      lab.run();
      lab.nowMs += 120;
      this.#elect();
      this.#supply();
      for (const node of this.#nodes()) lab.tick(node.nodeId);
    }
    lab.run();
  }

  /** Who needs a checkpoint is given one, as of what somebody has executed. */
  #supply(): void {
    for (const node of this.#nodes()) {
      const from = this.#pick(this.#nodes()) as LabNode;
      if (node.replica.state.learner.needsFrom !== 0) this.#lab.install(node.nodeId, from.nodeId);
    }
  }

  /** The runtime's election queue: who knows no leader asks by a dry run. */
  #elect(): void {
    for (const node of this.#nodes()) {
      if (node.replica.view.leader === 0 && this.#random.next() < 0.3) this.#lab.campaign(node.nodeId);
    }
  }
}
