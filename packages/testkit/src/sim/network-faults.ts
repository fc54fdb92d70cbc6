/** Faults of the network. */

import type { LinkBehaviour } from '../memory-transport.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { drawNodes, type FaultDraw, type FaultPlan, type FaultRow, type FaultyWorld } from './fault.ts';
import { nodeIdsOf, type Shape } from './shape.ts';

type Undo = () => void;

const all = (undos: readonly Undo[]): Undo => {
  return () => {
    for (const undo of undos) undo();
  };
};

/** Directions that a fault is on: with two nodes named that one, else all. */
const directionsOf = (world: FaultyWorld, { nodes }: FaultPlan): [number, number][] => {
  const [from, to] = nodes;
  if (from !== undefined && to !== undefined) return [[from, to]];
  const ids = world.nodeIds;
  return ids.flatMap((a) => ids.filter((b) => a !== b).map((b): [number, number] => [a, b]));
};

const behave = (world: FaultyWorld, plan: FaultPlan, behaviour: Partial<LinkBehaviour>): Undo =>
  all(directionsOf(world, plan).map(([from, to]) => world.links.behave(from, to, behaviour)));

/** All links, or one direction of one. */
const onLinks = (random: SeededRandom, shape: Shape, amount: number): FaultDraw => ({
  durationMs: random.between(200, 6_000),
  nodes: random.chance(0.5) ? [] : drawNodes(random, shape, 2),
  amount,
});

/** Cuts or, silently, blocks every pair across the two sides. */
const separate = (
  world: FaultyWorld,
  side: readonly number[],
  others: readonly number[],
  silent: boolean,
): Undo =>
  all(
    side.flatMap((a) =>
      others.map((b) =>
        silent ? all([world.links.block(a, b), world.links.block(b, a)]) : world.links.cut(a, b),
      ),
    ),
  );

const without = (world: FaultyWorld, nodes: readonly number[]): number[] =>
  world.nodeIds.filter((id) => !nodes.includes(id));

export const networkFaults = {
  loss: {
    does: 'payloads are lost; amount: probability',
    weight: 3,
    draw: (random, shape) => onLinks(random, shape, random.between(0.02, 0.6)),
    begin: (world, plan) => behave(world, plan, { dropRate: plan.amount }),
  },
  duplication: {
    does: 'payloads arrive twice; amount: probability',
    weight: 2,
    draw: (random, shape) => onLinks(random, shape, random.between(0.05, 0.8)),
    begin: (world, plan) => behave(world, plan, { duplicateRate: plan.amount }),
  },
  reordering: {
    does: 'payloads overtake each other; amount: within so many ms',
    weight: 2,
    draw: (random, shape) => onLinks(random, shape, random.between(1, 150)),
    begin: (world, plan) => behave(world, plan, { reorder: true, delayMs: [0.1, plan.amount] }),
  },
  delay: {
    does: 'payloads are late; amount: up to so many ms',
    weight: 2,
    draw: (random, shape) => onLinks(random, shape, random.between(5, 800)),
    begin: (world, plan) => behave(world, plan, { delayMs: [plan.amount / 4, plan.amount] }),
  },
  clogging: {
    does: 'what is sent piles up and arrives when it ends',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(200, 4_000),
      nodes: drawNodes(random, shape, 2),
      amount: 0,
    }),
    begin: (world, plan) => {
      const endMs = world.nowMs + plan.durationMs;
      // A link's delay is drawn when a payload is sent: in slices, so that all arrive about when it ends.
      let undo = (): void => {};
      const slice = (): void => {
        undo();
        const leftMs = Math.max(0.1, endMs - world.nowMs);
        undo = behave(world, plan, { delayMs: [leftMs, leftMs + 1] });
        timer = world.clock.setTimer(Math.max(1, plan.durationMs / 8), slice);
      };
      let timer = world.clock.setTimer(0, slice);
      return () => {
        timer.cancel();
        undo();
      };
    },
  },
  corruption: {
    does: 'bits flip on the wire, which ends the connection; amount: probability',
    weight: 2,
    draw: (random, shape) => onLinks(random, shape, random.between(0.002, 0.1)),
    begin: (world, plan) =>
      all(directionsOf(world, plan).map(([from, to]) => world.links.corrupt(from, to, plan.amount))),
  },
  straying: {
    does: 'what the nodes receive comes to the next group as well, or as of another life of the only one; amount: probability',
    weight: 1,
    draw: (random, shape) => ({
      durationMs: random.between(200, 6_000),
      nodes: drawNodes(random, shape, 1 + random.below(nodeIdsOf(shape).length)),
      amount: random.between(0.02, 0.3),
    }),
    begin: (world, { nodes, amount }) => {
      const hit = nodes.map((nodeId) => world.node(nodeId));
      for (const each of hit) each.strayRate = amount;
      return () => {
        for (const each of hit) each.strayRate = 0;
      };
    },
  },
  partition: {
    does: 'the nodes cannot reach the others; amount: 1 silently, 0 both sides hear of it',
    weight: 4,
    draw: (random, shape) => ({
      durationMs: random.between(200, 6_000),
      nodes: drawNodes(random, shape, 1 + random.below(nodeIdsOf(shape).length)),
      amount: random.below(2),
    }),
    begin: (world, { nodes, amount }) => separate(world, nodes, without(world, nodes), amount === 1),
  },
  oneWay: {
    does: 'what goes from the first node to the second is swallowed; with one node: to all others',
    weight: 3,
    draw: (random, shape) => ({
      durationMs: random.between(200, 6_000),
      nodes: drawNodes(random, shape, 1 + random.below(2)),
      amount: 0,
    }),
    begin: (world, { nodes: [from = 0, to] }) =>
      all((to === undefined ? without(world, [from]) : [to]).map((other) => world.links.block(from, other))),
  },
  bridge: {
    does: 'two sides see each other only through the first node; amount: 1 silently',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(500, 6_000),
      nodes: drawNodes(random, shape, nodeIdsOf(shape).length),
      amount: random.below(2),
    }),
    begin: (world, { nodes, amount }) => {
      const others = nodes.slice(1);
      const half = Math.ceil(others.length / 2);
      return separate(world, others.slice(0, half), others.slice(half), amount === 1);
    },
  },
  flapping: {
    does: 'the link of two nodes goes and comes; amount: ms between changes',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(500, 5_000),
      nodes: drawNodes(random, shape, 2),
      amount: random.between(5, 700),
    }),
    begin: (world, { nodes: [a = 0, b], amount }) => {
      if (b === undefined) return undefined;
      let mend: Undo | undefined;
      const flip = (): void => {
        if (mend === undefined) mend = world.links.cut(a, b);
        else {
          mend();
          mend = undefined;
        }
        timer = world.clock.setTimer(amount, flip);
      };
      let timer = world.clock.setTimer(0, flip);
      return () => {
        timer.cancel();
        mend?.();
      };
    },
  },
  isolateLeader: {
    does: 'the leader of a group is cut off; amount: 0 all hear, 1 silently, 2 it cannot be heard, 3 it hears nothing',
    weight: 4,
    draw: (random, { groups }) => ({
      durationMs: random.between(500, 6_000),
      nodes: [random.below(groups)],
      amount: random.below(4),
    }),
    begin: (world, { nodes: [groupIdx = 0], amount }) => {
      const leader = world.leaderOf(groupIdx);
      if (leader === 0) return undefined;
      const others = without(world, [leader]);
      if (amount < 2) return separate(world, [leader], others, amount === 1);
      return all(
        others.map((other) =>
          amount === 2 ? world.links.block(leader, other) : world.links.block(other, leader),
        ),
      );
    },
  },
  succession: {
    does: 'the leader of a group is cut off, and, as soon as another leads for amount ms, that one in its place',
    weight: 4,
    draw: (random, { groups }) => ({
      durationMs: random.between(1_000, 8_000),
      nodes: [random.below(groups)],
      amount: random.pick([0, 2, 10, 100, 500]),
    }),
    begin: (world, { nodes: [groupIdx = 0], amount }) => {
      let cutOff = 0;
      let mend: Undo = () => {};
      const depose = (): void => {
        mend();
        cutOff = world.leaderOf(groupIdx);
        mend = cutOff === 0 ? () => {} : separate(world, [cutOff], without(world, [cutOff]), true);
        timer = world.clock.setTimer(LOOK_MS, look);
      };
      const look = (): void => {
        const isNew = ![0, cutOff].includes(world.leaderOf(groupIdx));
        timer = world.clock.setTimer(isNew ? amount : LOOK_MS, isNew ? depose : look);
      };
      let timer = world.clock.setTimer(0, look);
      return () => {
        timer.cancel();
        mend();
      };
    },
  },
} satisfies Record<string, FaultRow>;

/** How often it is looked for a new leader: less than a leader needs to get much done. */
const LOOK_MS = 1;
