/**
 * Changes of membership (DESIGN 6): each kind of operation, asked of any node, at any time. They are rows of the atlas like
 * faults, since that is what they are drawn with, left out with and mixed with; runs without spare machines have none.
 * What a row leaves to chance is drawn from its `amount`.
 */

import type { ChangeOptions, MembershipOperation, TargetMember } from 'gaios';
import { SeededRandom } from '../seeded-random.ts';
import { drawNodes, type FaultPlan, type FaultRow, type FaultyWorld } from './fault.ts';
import type { ChangePlan } from './operator.ts';
import type { SimNode } from './sim-node.ts';

/** Ways that a change may go. */
const WAYS = 1_000_000;
/** Voters at most: small clusters are quick, and all that is special about changes shows with few. */
const VOTERS_MAX = 5;

/** One change, as it is put together. */
interface Choice {
  readonly world: FaultyWorld;
  readonly random: SeededRandom;
  readonly groupIdx: number;
  /** The first is the one that the plan names. */
  readonly nodes: readonly number[];
  readonly members: readonly TargetMember[];
}

type Wanted = MembershipOperation | undefined;

const idsOf = (members: readonly TargetMember[], role?: 'voter' | 'learner'): number[] =>
  members.filter((member) => role === undefined || member.role === role).map(({ nodeId }) => nodeId);

/** One of these as a rule, and anybody now and then: what makes no sense must be refused. */
const oneOf = ({ random, nodes }: Choice, some: readonly number[]): number =>
  some.length === 0 || random.chance(0.05) ? random.pick(nodes) : random.pick(some);

const outside = ({ nodes, members }: Choice): number[] =>
  nodes.filter((nodeId) => !idsOf(members).includes(nodeId));

const addressOf = (nodeId: number, random: SeededRandom): string =>
  random.chance(0.02) ? 'nowhere' : `memory:${nodeId}`;

/** A machine that is to join is set up with an empty folder, before it is added or after; or as it was left. */
const joiner = (choice: Choice): number => {
  const { world, random, groupIdx } = choice;
  const nodeId = oneOf(choice, outside(choice));
  const node = world.node(nodeId);
  const isMember = idsOf(choice.members).includes(nodeId);
  const mayBeEmptied = !isMember && !world.roster.isNeeded(nodeId);
  const asItIs = !world.roster.isFormer(node, groupIdx) && random.chance(0.5);
  const start = (): void => {
    if (node.isAway || (node.isUp && asItIs)) return;
    if (!world.roster.isBound(node, groupIdx) && world.roster.mayLose(nodeId)) {
      world.roster.forgot(nodeId);
      world.operator.setUp(node);
    }
  };
  if (random.chance(0.1)) return nodeId;
  if (!mayBeEmptied) {
    if (node.off) start();
  } else if (random.chance(0.5)) start();
  else world.clock.setTimer(random.between(0, 300), start);
  return nodeId;
};

const target = (choice: Choice): TargetMember[] => {
  const { random, nodes, members } = choice;
  const stay = nodes.filter((nodeId) => random.chance(idsOf(members).includes(nodeId) ? 0.7 : 0.4));
  let voters = 0;
  const wanted = stay.map((nodeId): TargetMember => {
    const isVoter = voters < VOTERS_MAX && !random.chance(0.15);
    if (isVoter) voters++;
    return { nodeId, address: `memory:${nodeId}`, role: isVoter ? 'voter' : 'learner' };
  });
  for (const nodeId of stay)
    if (!idsOf(members).includes(nodeId)) joiner({ ...choice, nodes: [nodeId], members: [] });
  return wanted;
};

const operations = {
  addMember: (choice): Wanted => {
    if (idsOf(choice.members, 'voter').length >= VOTERS_MAX) return undefined;
    const nodeId = joiner(choice);
    return { kind: 'addMember', nodeId, address: addressOf(nodeId, choice.random) };
  },
  addLearner: (choice): Wanted => {
    const nodeId = joiner(choice);
    return { kind: 'addLearner', nodeId, address: addressOf(nodeId, choice.random) };
  },
  removeMember: (choice): Wanted => ({ kind: 'removeMember', nodeId: oneOf(choice, idsOf(choice.members)) }),
  changeMember: (choice): Wanted => {
    const from = oneOf(choice, idsOf(choice.members));
    const nodeId = joiner(choice);
    return { kind: 'changeMember', from, to: { nodeId, address: addressOf(nodeId, choice.random) } };
  },
  promote: (choice): Wanted => ({ kind: 'promote', nodeId: oneOf(choice, idsOf(choice.members, 'learner')) }),
  demote: (choice): Wanted => ({ kind: 'demote', nodeId: oneOf(choice, idsOf(choice.members, 'voter')) }),
  changeAddress: (choice): Wanted => {
    const nodeId = oneOf(choice, idsOf(choice.members));
    const isTaken = choice.random.chance(0.05);
    const address = isTaken
      ? `memory:${choice.random.pick(choice.nodes)}`
      : `moved${choice.random.below(WAYS)}:${nodeId}`;
    return { kind: 'changeAddress', nodeId, address };
  },
  changeMembership: (choice): Wanted => ({ kind: 'changeMembership', target: target(choice) }),
  takeBack: (): Wanted => ({ kind: 'takeBack' }),
} satisfies Record<string, (choice: Choice) => Wanted>;

type Way = keyof typeof operations;

/** All of a kind are drawn alike: who is asked, how long it may take, and the rest. */
const draw: FaultRow['draw'] = (random, shape) => ({
  durationMs: random.pick([300, 1_000, 3_000, 8_000]),
  nodes: drawNodes(random, shape, 1),
  amount: random.below(WAYS),
});

const begin = (
  world: FaultyWorld,
  { nodes: [first = 0], amount, durationMs }: FaultPlan,
  operationOf: (choice: Choice) => Wanted,
  way?: ChangePlan['way'],
): (() => void) | undefined => {
  const { roster, operator, clock } = world;
  if (!world.changes || !roster.isFounded) return undefined;
  const random = new SeededRandom(amount);
  const groupIdx = random.below(world.groupCount);
  const { members, version } = roster.configuration(groupIdx);
  const nodes = [first, ...world.nodeIds.filter((nodeId) => nodeId !== first)];
  const at = askedNode(world, groupIdx, nodes, random, way === 'leave');
  if (at === undefined) return undefined;
  const choice: Choice = { world, random, groupIdx, nodes, members };
  const operation =
    way === 'leave' ? ({ kind: 'removeMember', nodeId: at.nodeId } as const) : operationOf(choice);
  if (operation === undefined) return undefined;
  const controller = new AbortController();
  if (random.chance(0.05)) clock.setTimer(random.between(0, durationMs), () => controller.abort());
  const options: ChangeOptions = {
    timeoutMs: durationMs,
    signal: controller.signal,
    ...(random.chance(0.15) ? { force: true } : {}),
    ...(random.chance(0.2) ? { version: random.chance(0.8) ? version : version + 1 } : {}),
  };
  const plan = { groupIdx, operation, at, options };
  return operator.ask(way === undefined ? plan : { ...plan, way }) ? () => {} : undefined;
};

/** A member that runs; now and then one that is none. */
const askedNode = (
  world: FaultyWorld,
  groupIdx: number,
  nodes: readonly number[],
  random: SeededRandom,
  isItself: boolean,
): SimNode | undefined => {
  const up = nodes.map((nodeId) => world.node(nodeId)).filter(({ isUp }) => isUp);
  const members = up.filter(({ nodeId }) => world.roster.isMember(nodeId, groupIdx));
  const stranger = !isItself && random.chance(0.05) ? up.find((node) => !members.includes(node)) : undefined;
  return stranger ?? members[0];
};

const row = (kind: Way, does: string, weight: number): FaultRow => ({
  does: `${does}; durationMs: its timeout`,
  weight,
  draw,
  begin: (world, plan) => begin(world, plan, operations[kind]),
});

export const membershipFaults = {
  addMember: row(
    'addMember',
    'a node is asked to add a voter, most of the time a new one on an empty folder',
    6,
  ),
  removeMember: row('removeMember', 'a node is asked to remove a member, be it itself or the leader', 6),
  changeMember: row('changeMember', 'a node is asked to put a new member in the place of another', 4),
  addLearner: row('addLearner', 'a node is asked to add a learner', 3),
  promote: row('promote', 'a node is asked to make a voter of a learner', 4),
  demote: row('demote', 'a node is asked to make a learner of a voter', 3),
  changeAddress: row('changeAddress', 'a node is asked to change the address of a member', 2),
  changeMembership: row('changeMembership', 'a node is asked for any membership at once', 4),
  takeBack: row('takeBack', 'a node is asked to go back out of a joint configuration', 2),
  leave: {
    does: 'a node is asked to leave a group; durationMs: its timeout',
    weight: 2,
    draw,
    begin: (world, plan) => begin(world, plan, operations.removeMember, 'leave'),
  },
  changeAllGroups: {
    does: 'a node is asked for a change in all groups; durationMs: its timeout',
    weight: 2,
    draw,
    begin: (world, plan) =>
      begin(
        world,
        plan,
        (choice) =>
          choice.random.pick([operations.addMember, operations.removeMember, operations.promote])(choice),
        'changeAllGroups',
      ),
  },
} satisfies Record<string, FaultRow>;
