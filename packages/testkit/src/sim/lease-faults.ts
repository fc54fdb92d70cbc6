/**
 * Faults that aim at leaders and what their leases rest on (DESIGN 5): random ones seldom come in the order that hurts.
 * What a fault of several steps leaves to chance is drawn from its `amount`, so that a scenario stays plain data.
 */

import { GaiosError } from '@gaios/sm-base';
import { SeededRandom } from '../seeded-random.ts';
import { drawNodes, drawUnderWay, type FaultRow, type FaultyWorld } from './fault.ts';
import { nodeIdsOf } from './shape.ts';

type Undo = () => void;

/** Ways that a fault of several steps may go. */
const WAYS = 1_000_000;
/** Just below the default of maxClockDriftPpm. */
const DRIFT = 999 / 1_000_000;
/** What a node may be told of how long to support its peers, in terms of what the others do. */
const OTHER_SUPPORT: readonly [number, number] = [0.4, 2];
/** An option relation: a lost heartbeat or two are no failure. */
const HEARTBEATS_MIN = 3;

/** Steps of one fault; all that is undone at its end, and what has not come by then does not come. */
class Steps {
  readonly #world: FaultyWorld;
  readonly #undos: Undo[] = [];

  constructor(world: FaultyWorld) {
    this.#world = world;
  }

  after(ms: number, step: () => void): void {
    const timer = this.#world.clock.setTimer(ms, step);
    this.#undos.push(() => timer.cancel());
  }

  undo(undo: Undo): void {
    this.#undos.push(undo);
  }

  readonly end: Undo = () => {
    for (const undo of this.#undos.splice(0)) undo();
  };
}

/** What becomes of the last supporter, for a share of the time that support lasts. */
const fates: readonly ((world: FaultyWorld, nodeId: number, ms: number, steps: Steps) => void)[] = [
  (world, nodeId, ms, steps) => {
    const node = world.node(nodeId);
    node.crash('lost');
    steps.after(ms, () => node.boot());
    steps.undo(() => node.boot());
  },
  (world, nodeId, ms, steps) => {
    const { process } = world.node(nodeId);
    process?.pause(ms);
    steps.undo(() => process?.resume());
  },
  (world, nodeId, ms, steps) => {
    const node = world.node(nodeId);
    node.close();
    steps.after(ms, () => {
      node.crash('lost');
      node.boot();
    });
    steps.undo(() => {
      node.crash('lost');
      node.boot();
    });
  },
  () => {},
];

const lastSupporter = (world: FaultyWorld, leader: number, amount: number): Undo => {
  const { links, supportMs, voters, nodeIds } = world;
  const random = new SeededRandom(amount);
  const steps = new Steps(world);
  const others = nodeIds.filter((id) => id !== leader);
  for (let at = others.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [others[at], others[other]] = [others[other] ?? 0, others[at] ?? 0];
  }
  // With so many, itself included, it has just a quorum.
  const kept = others.slice(0, Math.floor(voters / 2));
  const [last] = kept;
  if (last === undefined) return steps.end;
  const part = (other: number): void => {
    if (random.chance(0.3)) steps.undo(links.cut(leader, other));
    else {
      steps.undo(links.block(leader, other));
      if (random.chance(0.7)) steps.undo(links.block(other, leader));
    }
  };
  // The leader counts on a slow clock while those of the others run fast, or the other way round.
  if (random.chance(0.5)) {
    const share = random.chance(0.8) ? -1 : 1;
    for (const nodeId of nodeIds) {
      const { machineClock } = world.node(nodeId);
      machineClock.setRate(1 + (nodeId === leader ? share : -share) * DRIFT);
      steps.undo(() => machineClock.setRate(1));
    }
  }
  for (const other of others.slice(kept.length)) part(other);
  const fate = random.pick(fates);
  const fateMs = random.between(1, supportMs * random.pick([0.05, 0.3, 1.5]));
  steps.after(random.between(0, 1.2 * supportMs), () => {
    fate(world, last, fateMs, steps);
    steps.after(random.between(0, 0.1 * supportMs), () => part(last));
  });
  return steps.end;
};

/** How a handing over may fail. */
const TRANSFER_ENDS: readonly string[] = [
  'NOT_MASTER',
  'TRANSFER_FAILED',
  'TIMEOUT',
  'ABORTED',
  'CLOSED',
  'GROUP_STOPPED',
  'GROUP_STALLED',
  // The node named leads by now, and is asked to hand over to itself.
  'INVALID_ARGUMENT',
];

const transfer = (world: FaultyWorld, groupIdx: number, random: SeededRandom, steps: Steps): void => {
  const leader = world.leaderOf(groupIdx);
  const { node, process } = leader === 0 ? {} : world.node(leader);
  const to = random.pick(world.nodeIds);
  if (node === undefined || process === undefined) return;
  if (random.chance(0.3)) {
    const { links } = world;
    steps.after(random.between(0, 2), () => steps.undo(links.block(leader, to)));
    if (random.chance(0.5)) steps.undo(links.block(to, leader));
  }
  const controller = new AbortController();
  if (random.chance(0.4)) steps.after(random.between(0, 5), () => controller.abort());
  const options = { timeoutMs: random.pick([5, 500, 5_000]), signal: controller.signal };
  process.enter(() => {
    node.transferMaster(groupIdx, to, options).catch((error: unknown) => {
      const code = error instanceof GaiosError ? error.code : '';
      if (!process.isDead && !TRANSFER_ENDS.includes(code)) world.complain(error);
    });
  });
};

export const leaseFaults = {
  lastSupporter: {
    does: 'the leader of a group is cut to as many supporters as it needs; then one of them is restarted, paused or closed, or nothing, while its link is cut; amount: which way of that',
    weight: 5,
    draw: (random, { groups }) => ({
      durationMs: random.between(1_000, 5_000),
      nodes: [random.below(groups)],
      amount: random.below(WAYS),
    }),
    begin: (world, { nodes: [groupIdx = 0], amount }) => {
      const leader = world.leaderOf(groupIdx);
      return leader === 0 ? undefined : lastSupporter(world, leader, amount);
    },
  },
  chain: {
    does: 'each node sees only its neighbours in a line; amount: 1 silently',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(1_000, 8_000),
      nodes: drawNodes(random, shape, nodeIdsOf(shape).length),
      amount: random.below(2),
    }),
    begin: ({ links }, { nodes, amount }) => {
      const undos = nodes.flatMap((a, at) =>
        nodes
          .slice(at + 2)
          .flatMap((b) => (amount === 1 ? [links.block(a, b), links.block(b, a)] : [links.cut(a, b)])),
      );
      return () => {
        for (const undo of undos) undo();
      };
    },
  },
  handOver: {
    does: 'the leader of a group is closed, which hands over, and dies amount port calls later; it starts again at the end',
    weight: 3,
    draw: (random, { groups }) => ({
      durationMs: random.between(50, 2_000),
      nodes: [random.below(groups)],
      amount: random.chance(0.3) ? 1_000 : 1 + random.below(40),
      underWay: drawUnderWay(random),
    }),
    begin: (world, { nodes: [groupIdx = 0], amount, underWay }) => {
      const leader = world.leaderOf(groupIdx);
      if (leader === 0) return undefined;
      const node = world.node(leader);
      node.close();
      node.dieAfter(amount, underWay);
      return () => {
        node.crash(underWay);
        node.boot();
      };
    },
  },
  transfer: {
    does: 'the master of a group hands over, again and again; amount: to whom, whether it is aborted, and whether the two are cut apart',
    weight: 4,
    draw: (random, { groups }) => ({
      durationMs: random.between(50, 3_000),
      nodes: [random.below(groups)],
      amount: random.below(WAYS),
    }),
    begin: (world, { nodes: [groupIdx = 0], amount, durationMs }) => {
      if (world.leaderOf(groupIdx) === 0) return undefined;
      const random = new SeededRandom(amount);
      const steps = new Steps(world);
      const times = 1 + random.below(3);
      for (let time = 0; time < times; time++) {
        steps.after((time * durationMs) / times, () => transfer(world, groupIdx, random, steps));
      }
      return steps.end;
    },
  },
  hangLeader: {
    does: 'no commit of the node that leads a group ends until it ends',
    weight: 2,
    draw: (random, { groups }) => ({
      durationMs: random.between(500, 12_000),
      nodes: [random.below(groups)],
      amount: 0,
    }),
    begin: (world, { nodes: [groupIdx = 0] }) => {
      const leader = world.leaderOf(groupIdx);
      if (leader === 0) return undefined;
      const { disk } = world.node(leader);
      disk.hang();
      return () => disk.resume();
    },
  },
  otherSupport: {
    does: 'the process is restarted, and supports its peers for amount times as long as before, for good',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(1, 500),
      nodes: drawNodes(random, shape, 1),
      amount: random.between(...OTHER_SUPPORT),
    }),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const node = world.node(nodeId);
      node.supportMs = Math.ceil(Math.max(HEARTBEATS_MIN * world.heartbeatMs, world.supportMs * amount));
      node.crash('lost');
      return () => node.boot();
    },
  },
} satisfies Record<string, FaultRow>;
