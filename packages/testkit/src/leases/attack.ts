/**
 * Attacks leases: random faults within the bounds that the rules assume, and a nemesis that plain random faults seldom
 * amount to: it cuts the leader to one supporter, then restarts or pauses that one while it cuts the last link.
 */

import * as core from '@gaios/core';
import * as master from '@gaios/master';
import { SeededRandom } from '../seeded-random.ts';
import { LeaseViolation, LeaseWorld, type LeaseModules, type LeaseNode } from './world.ts';

export interface AttackOptions {
  readonly seed: number;
  readonly modules?: LeaseModules;
  /** Actions of the safety phase. */
  readonly steps?: number;
  /** Drift beyond the bound, or durations forgotten: what must be found. */
  readonly truePpm?: number;
  readonly forgetsDuration?: boolean;
}

const DURATION_MS = 1_000;
const ASSUMED_PPM = 90_000;

type Action = (attack: Attack) => void;

class Attack {
  readonly random: SeededRandom;
  readonly world: LeaseWorld;
  readonly nodeCount: number;

  constructor({
    seed,
    modules = { core, master },
    truePpm = ASSUMED_PPM,
    forgetsDuration = false,
  }: AttackOptions) {
    this.random = new SeededRandom(seed);
    this.nodeCount = this.random.pick([3, 3, 4]);
    this.world = new LeaseWorld({
      random: this.random,
      modules,
      nodeCount: this.nodeCount,
      assumedPpm: ASSUMED_PPM,
      truePpm,
      durationMs: DURATION_MS,
      forgetsDuration,
    });
  }

  any(): LeaseNode {
    return this.random.pick(this.world.nodes);
  }

  others(node: LeaseNode): LeaseNode[] {
    return this.world.nodes.filter((other) => other !== node);
  }

  wait(shareOfDuration: number): void {
    this.world.run(shareOfDuration * DURATION_MS);
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

  cutOff(a: LeaseNode, b: LeaseNode, bothWays: boolean): void {
    this.world.cut(a.nodeId, b.nodeId);
    if (bothWays) this.world.cut(b.nodeId, a.nodeId);
  }

  mendAll(): void {
    const ids = this.world.nodes.map(({ nodeId }) => nodeId);
    for (const from of ids) for (const to of ids) this.world.mend(from, to);
  }
}

const nemesis: Action = (attack) => {
  const { world, random } = attack;
  const leader = world.leader();
  if (leader === undefined) return;
  const [last, ...cut] = random.chance(0.5) ? attack.others(leader) : attack.others(leader).toReversed();
  if (last === undefined) return;
  // The leader counts on its slow clock while the others' run fast, or the other way round.
  if (random.chance(0.5)) {
    const share = random.chance(0.8) ? -1 : 1;
    world.setDrift(leader, share);
    for (const other of attack.others(leader)) world.setDrift(other, -share);
  }
  for (const other of cut) attack.cutOff(leader, other, random.chance(0.7));
  attack.wait(random.between(0, 1.2));
  const fate = random.below(3);
  if (fate === 0) attack.bounce(last);
  if (fate === 1) attack.standStill(last);
  attack.wait(random.between(0, 0.1));
  attack.cutOff(leader, last, random.chance(0.7));
  attack.wait(random.between(0, 1.5));
  if (random.chance(0.7)) attack.mendAll();
};

const actions: readonly (readonly [weight: number, action: Action])[] = [
  [
    6,
    ({ world, random }) => (random.chance(0.7) ? world.propose(world.leader() ?? world.node(1)) : undefined),
  ],
  [3, (attack) => attack.world.drift(attack.any())],
  [3, (attack) => attack.bounce(attack.any())],
  [3, (attack) => attack.standStill(attack.any())],
  [
    3,
    (attack) => {
      const node = attack.any();
      attack.cutOff(node, attack.random.pick(attack.others(node)), attack.random.chance(0.5));
    },
  ],
  [
    2,
    (attack) => {
      const node = attack.any();
      const other = attack.random.pick(attack.others(node));
      attack.world.slow(node.nodeId, other.nodeId, attack.random.between(10, 1.5 * DURATION_MS));
    },
  ],
  [4, (attack) => attack.mendAll()],
  [3, nemesis],
  [
    2,
    ({ world, random, nodeCount }) => {
      const leader = world.leader();
      if (leader !== undefined) world.transfer(leader, 1 + random.below(nodeCount));
    },
  ],
  [
    2,
    (attack) => {
      const { world, random } = attack;
      const leader = world.leader();
      const { configuration } = leader?.life?.replica.view ?? {};
      if (leader === undefined || configuration === undefined) return;
      const ids = configuration.members.map(({ nodeId }) => nodeId);
      const changed = attack.any().nodeId;
      const next = ids.includes(changed) ? ids.filter((id) => id !== changed) : [...ids, changed];
      if (next.length >= 2 && random.chance(0.8)) world.reconfigure(leader, next);
    },
  ],
  [
    1,
    (attack) => {
      const node = attack.any();
      node.hung = true;
      attack.world.at(attack.random.between(10, 2 * DURATION_MS), () => {
        node.hung = false;
        attack.world.unhang(node);
      });
    },
  ],
  [
    3,
    (attack) => {
      const { world, random } = attack;
      const node = random.chance(0.5)
        ? attack.any()
        : attack.random.pick(attack.others(world.leader() ?? attack.any()));
      // Also soon after a start that was not clean.
      if (random.chance(0.4)) {
        world.crash(node);
        world.start(node);
        attack.wait(random.between(0, 0.3));
      }
      world.stopCleanly(node);
      world.at(random.between(50, 2 * DURATION_MS), () => {
        world.crash(node);
        world.start(node, random.chance(0.5) ? DURATION_MS : DURATION_MS / 2);
      });
    },
  ],
  [2, ({ world, random }) => (world.boldness = random.pick([0, 0.5, 1]))],
  [6, (attack) => attack.world.input(attack.any(), (replica) => replica.campaign())],
  [1, ({ world, random }) => (world.lossChance = random.pick([0, 0, 0.02, 0.2]))],
];

const total = actions.reduce((sum, [weight]) => sum + weight, 0);

const act = (attack: Attack): void => {
  let left = attack.random.between(0, total);
  for (const [weight, action] of actions) {
    left -= weight;
    if (left < 0) return action(attack);
  }
};

/** First faults, then none, when somebody must get to lead, with a lease. @throws LeaseViolation */
export const attackLeases = (options: AttackOptions): LeaseWorld['counts'] => {
  const attack = new Attack(options);
  const { world, random } = attack;
  for (const node of world.nodes) {
    world.drift(node);
    world.start(node);
  }
  attack.wait(2);
  for (let step = 0; step < (options.steps ?? 100); step++) {
    act(attack);
    attack.wait(random.between(0, 0.6));
  }
  world.healAll();
  world.at(2 * DURATION_MS, () => world.healAll());
  attack.wait(8);
  const { chosen } = world.counts;
  const leader = world.leader();
  if (leader === undefined) throw new LeaseViolation('nobody leads, though all can talk');
  world.propose(leader);
  attack.wait(1);
  if (world.counts.chosen === chosen) throw new LeaseViolation('nothing is chosen, though all can talk');
  if (!world.hasHolder) throw new LeaseViolation('nobody holds the lease, though all can talk');
  return world.counts;
};
