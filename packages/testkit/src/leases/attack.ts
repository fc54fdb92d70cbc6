/**
 * Attacks leases: random faults within the bounds that the rules assume, or the same schedule over and over (nemeses.ts), at
 * other times each time. First faults, then none, when somebody must get to lead, with a lease.
 */

import { nemeses, type Nemesis, type NemesisName } from './nemeses.ts';
import { DURATION_MS, Siege, type SiegeOptions } from './siege.ts';
import { LeaseViolation } from './watch.ts';
import type { LeaseWorld } from './world.ts';

export interface AttackOptions extends Omit<SiegeOptions, 'voterCount'> {
  /** Instead of random faults. */
  readonly nemesis?: NemesisName;
  /** Actions of the safety phase, or rounds of the nemesis. */
  readonly steps?: number;
}

const STEPS = 100;
const ROUNDS = 3;

type Action = (siege: Siege) => void;

const cutToOne: Action = (siege) => {
  const { world, random } = siege;
  const leader = world.leader();
  if (leader === undefined) return;
  const [last, ...cut] = random.chance(0.5) ? siege.others(leader) : siege.others(leader).toReversed();
  if (last === undefined) return;
  // The leader counts on its slow clock while the others' run fast, or the other way round.
  if (random.chance(0.5)) {
    const share = random.chance(0.8) ? -1 : 1;
    world.setDrift(leader, share);
    for (const other of siege.others(leader)) world.setDrift(other, -share);
  }
  for (const other of cut) siege.cutOff(leader, other, random.chance(0.7));
  siege.wait(random.between(0, 1.2));
  const fate = random.below(3);
  if (fate === 0) siege.bounce(last);
  if (fate === 1) siege.standStill(last);
  siege.wait(random.between(0, 0.1));
  siege.cutOff(leader, last, random.chance(0.7));
  siege.wait(random.between(0, 1.5));
  if (random.chance(0.7)) siege.mendAll();
};

const actions: readonly (readonly [weight: number, action: Action])[] = [
  [
    6,
    ({ world, random }) => (random.chance(0.7) ? world.propose(world.leader() ?? world.node(1)) : undefined),
  ],
  [3, (siege) => siege.world.drift(siege.any())],
  [3, (siege) => siege.bounce(siege.any())],
  [3, (siege) => siege.standStill(siege.any())],
  [
    3,
    (siege) => {
      const node = siege.any();
      siege.cutOff(node, siege.random.pick(siege.others(node)), siege.random.chance(0.5));
    },
  ],
  [
    2,
    (siege) => {
      const node = siege.any();
      const other = siege.random.pick(siege.others(node));
      siege.world.links.slow(node.nodeId, other.nodeId, siege.random.between(10, 1.5 * DURATION_MS));
    },
  ],
  [4, (siege) => siege.mendAll()],
  [3, cutToOne],
  [
    2,
    ({ world, random, nodeCount }) => {
      const leader = world.leader();
      if (leader !== undefined) world.transfer(leader, 1 + random.below(nodeCount));
    },
  ],
  [
    2,
    (siege) => {
      const { world, random } = siege;
      const leader = world.leader();
      const { configuration } = leader?.life?.replica.view ?? {};
      if (leader === undefined || configuration === undefined) return;
      const ids = configuration.members.map(({ nodeId }) => nodeId);
      const changed = siege.any().nodeId;
      const next = ids.includes(changed) ? ids.filter((id) => id !== changed) : [...ids, changed];
      if (next.length >= 2 && random.chance(0.8)) world.reconfigure(leader, next);
    },
  ],
  [
    1,
    (siege) => {
      const node = siege.any();
      node.hung = true;
      siege.world.at(siege.random.between(10, 2 * DURATION_MS), () => {
        node.hung = false;
        siege.world.unhang(node);
      });
    },
  ],
  [
    3,
    (siege) => {
      const { world, random } = siege;
      const node = random.chance(0.5)
        ? siege.any()
        : siege.random.pick(siege.others(world.leader() ?? siege.any()));
      // Also soon after a start that was not clean.
      if (random.chance(0.4)) {
        world.crash(node);
        world.start(node);
        siege.wait(random.between(0, 0.3));
      }
      world.stopCleanly(node);
      world.at(random.between(50, 2 * DURATION_MS), () => {
        world.crash(node);
        world.start(node, random.chance(0.5) ? DURATION_MS : DURATION_MS / 2);
      });
    },
  ],
  [2, ({ world, random }) => (world.boldness = random.pick([0, 0.5, 1]))],
  [6, (siege) => siege.world.input(siege.any(), (replica) => replica.campaign())],
  [4, (siege) => siege.world.read(siege.any())],
  [1, ({ world, random }) => (world.links.lossChance = random.pick([0, 0, 0.02, 0.2]))],
];

const total = actions.reduce((sum, [weight]) => sum + weight, 0);

const act = (siege: Siege): void => {
  let left = siege.random.between(0, total);
  for (const [weight, action] of actions) {
    left -= weight;
    if (left < 0) return action(siege);
  }
};

const besiege = (siege: Siege, { attack }: Nemesis): void => {
  const holder = siege.settle();
  attack(siege, [holder, ...siege.shuffled(siege.others(holder))]);
};

/** @throws LeaseViolation */
export const attackLeases = ({ nemesis, steps, ...options }: AttackOptions): LeaseWorld['counts'] => {
  const directed = nemesis === undefined ? undefined : nemeses[nemesis];
  const siege = new Siege(directed === undefined ? options : { ...options, voterCount: directed.voterCount });
  const { world, random } = siege;
  if (directed !== undefined) {
    for (let round = 0; round < (steps ?? ROUNDS); round++) besiege(siege, directed);
  } else {
    siege.wait(2);
    for (let step = 0; step < (steps ?? STEPS); step++) {
      act(siege);
      siege.wait(random.between(0, 0.6));
    }
  }
  world.healAll();
  world.at(2 * DURATION_MS, () => world.healAll());
  siege.wait(8);
  const { chosen } = world.counts;
  const leader = world.leader();
  if (leader === undefined) throw new LeaseViolation('nobody leads, though all can talk');
  world.propose(leader);
  siege.wait(1);
  if (world.counts.chosen === chosen) throw new LeaseViolation('nothing is chosen, though all can talk');
  if (!world.hasHolder) throw new LeaseViolation('nobody holds the lease, though all can talk');
  return world.counts;
};
