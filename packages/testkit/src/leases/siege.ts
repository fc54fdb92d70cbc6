/** What attacks on leases are made of: a group in a `LeaseWorld`, and moves against its leader. */

import * as core from '@gaios/core';
import * as master from '@gaios/master';
import { SeededRandom } from '../seeded-random.ts';
import type { Selects } from './links.ts';
import { LeaseViolation } from './watch.ts';
import { LeaseWorld, type LeaseModules, type LeaseNode } from './world.ts';

export const DURATION_MS = 1_000;
/** Of the clocks' rate, and as large as may be configured: what rests on drift shows within few schedules. */
const ASSUMED_PPM = 90_000;

export interface SiegeOptions {
  readonly seed: number;
  readonly modules?: LeaseModules;
  /** Drift beyond the bound, or durations forgotten: what must be found. */
  readonly truePpm?: number;
  readonly forgetsDuration?: boolean;
  /** Default: three of three or four. */
  readonly voterCount?: number;
}

export class Siege {
  readonly random: SeededRandom;
  readonly world: LeaseWorld;
  readonly nodeCount: number;

  constructor(options: SiegeOptions) {
    const { seed, modules = { core, master }, truePpm = ASSUMED_PPM, voterCount } = options;
    this.random = new SeededRandom(seed);
    this.nodeCount = voterCount ?? this.random.pick([3, 3, 4]);
    this.world = new LeaseWorld({
      random: this.random,
      modules,
      nodeCount: this.nodeCount,
      voterCount: voterCount ?? 3,
      assumedPpm: ASSUMED_PPM,
      truePpm,
      durationMs: DURATION_MS,
      forgetsDuration: options.forgetsDuration ?? false,
    });
    for (const node of this.world.nodes) {
      this.world.drift(node);
      this.world.start(node);
    }
  }

  any(): LeaseNode {
    return this.random.pick(this.world.nodes);
  }

  others(...nodes: readonly LeaseNode[]): LeaseNode[] {
    return this.world.nodes.filter((other) => !nodes.includes(other));
  }

  /** The same in any order. */
  shuffled(nodes: readonly LeaseNode[]): LeaseNode[] {
    const left = [...nodes];
    return nodes.map(() => left.splice(this.random.below(left.length), 1)[0]!);
  }

  wait(shareOfDuration: number): void {
    this.world.run(shareOfDuration * DURATION_MS);
  }

  /** Until something is so. False: it is not, after all that time. */
  waitFor(shareOfDuration: number, isSo: () => boolean): boolean {
    const untilMs = this.world.trueMs + shareOfDuration * DURATION_MS;
    while (!isSo()) {
      if (this.world.trueMs >= untilMs) return false;
      this.world.run(2);
    }
    return true;
  }

  /** Somebody else than that node leads, or the rules have left the group without a leader. @throws LeaseViolation */
  expectLeader(shareOfDuration: number, except: LeaseNode | undefined, why: string): void {
    const leads = (): boolean => this.leaders().some((node) => node !== except);
    if (!this.waitFor(shareOfDuration, leads)) throw new LeaseViolation(`nobody leads: ${why}`);
  }

  leaders(): LeaseNode[] {
    return this.world.nodes.filter(({ life }) => life?.replica.view.role === 'leader');
  }

  holder(): LeaseNode | undefined {
    const { world } = this;
    return world.nodes.find((node) => node.life?.replica.holdsLease(world.readingOf(node)) === true);
  }

  /** Faults end, and the group has a leader with a lease that all follow. @throws LeaseViolation */
  settle(): LeaseNode {
    this.world.healAll();
    for (const node of this.world.nodes) this.world.drift(node);
    // What still stops is started by then.
    this.waitFor(4, () => this.world.nodes.every(({ life }) => life !== undefined));
    this.world.healAll();
    this.waitFor(12, () => this.holder() !== undefined);
    this.wait(this.random.between(1.2, 1.5));
    const holder = this.holder();
    if (holder === undefined) throw new LeaseViolation('nobody holds the lease, though all can talk');
    return holder;
  }

  /** It counts on its slow clock while the others' run fast, at the ends of the bound. */
  stretch(leader: LeaseNode): void {
    this.world.setDrift(leader, -1);
    for (const other of this.others(leader)) this.world.setDrift(other, 1);
  }

  cutOff(a: LeaseNode, b: LeaseNode, bothWays = true): void {
    this.world.links.cut(a.nodeId, b.nodeId);
    if (bothWays) this.world.links.cut(b.nodeId, a.nodeId);
  }

  join(a: LeaseNode, b: LeaseNode): void {
    this.world.links.mend(a.nodeId, b.nodeId);
    this.world.links.mend(b.nodeId, a.nodeId);
  }

  mendAll(): void {
    for (const from of this.world.nodes)
      for (const to of this.world.nodes) this.world.links.mend(from.nodeId, to.nodeId);
  }

  /** These campaign all the time; dry runs, which are a hint, are granted to them. */
  press(shareOfDuration: number, candidates: readonly LeaseNode[], until = (): boolean => false): boolean {
    const { world, random } = this;
    const untilMs = world.trueMs + shareOfDuration * DURATION_MS;
    const { boldness } = world;
    world.boldness = 1;
    while (world.trueMs < untilMs && !until()) {
      const candidate = random.pick(candidates);
      world.input(candidate, (replica) => replica.campaign());
      world.run(random.between(3, 12));
    }
    world.boldness = boldness;
    return until();
  }

  /** Down for a moment, or for longer than support lasts. */
  bounce(node: LeaseNode): void {
    const { world, random } = this;
    world.crash(node);
    // A shorter duration than before, half of the time.
    const durationMs = random.chance(0.5) ? DURATION_MS : DURATION_MS * random.between(0.3, 1);
    world.at(random.between(1, DURATION_MS * random.pick([0.05, 0.3, 1.5])), () =>
      world.start(node, durationMs),
    );
  }

  standStill(node: LeaseNode): void {
    const { world, random } = this;
    world.pause(node);
    world.at(random.between(1, DURATION_MS * random.pick([0.2, 1, 3])), () => world.resume(node));
  }
}

/** Messages of these kinds from one of these nodes to one of those. */
export const ofKind = (
  from: readonly LeaseNode[],
  to: readonly LeaseNode[],
  ...kinds: readonly string[]
): Selects => {
  const isOn = onLinks(from, to);
  return (letter) => isOn(letter) && kinds.includes(letter.message.kind);
};

/** All messages of the group; nodes still hear that each other lives. */
export const ofGroup = (from: readonly LeaseNode[], to: readonly LeaseNode[]): Selects => {
  const isOn = onLinks(from, to);
  return (letter) => isOn(letter) && !letter.isPair;
};

const onLinks = (from: readonly LeaseNode[], to: readonly LeaseNode[]): Selects => {
  const [senders, receivers] = [from, to].map((nodes) => new Set(nodes.map(({ nodeId }) => nodeId)));
  return (letter) => senders!.has(letter.from) && receivers!.has(letter.to);
};
