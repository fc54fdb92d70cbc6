/** What the world looks like from above, for the checkers of leaders and leases: no node knows as much. */

import type { GroupSeen, WorldSeen } from './checkers/leadership.ts';
import { votersIn } from './roster.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Nodes that would hold the lease of a group if they looked at it now; processes that stand still among them. */
export const holdersOf = ({ nodes }: World, groupIdx: number): number[] => {
  const holders: number[] = [];
  for (const node of nodes) {
    // A machine that sleeps looks when it wakes, and finds that it slept.
    if (node.isUp && !node.machineClock.isAsleep && node.holdsLease(groupIdx)) holders.push(node.nodeId);
  }
  return holders;
};

export const lookAround = (world: World): WorldSeen => {
  const { nodes, links, groupCount } = world;
  const groups = Array.from({ length: groupCount }, (_, groupIdx) => groupIdx);
  const strays = nodes.some(({ strayRate }) => strayRate > 0);
  const moves = world.operator.open > 0 || groups.some((groupIdx) => isUnsettled(world, groupIdx));
  const versions = groups.map((groupIdx) => world.roster.configuration(groupIdx).version).join();
  const state = `${links.version} ${nodes.map(conditionOf).join(' ')} ${versions}`;
  return {
    state: links.isDisturbed || strays || (world.changes && moves) ? undefined : state,
    isSound: nodes.every((node) => !node.isUp || node.isSound),
    groups: groups.map((groupIdx) => groupOf(world, groupIdx)),
  };
};

const conditionOf = (node: SimNode): string => (node.isUp ? `${node.life}${node.isSound ? '' : '!'}` : '-');

/** A change is under way, a member that runs does not know the last one, or one is not bound: leaders have something to do. */
const isUnsettled = ({ roster, nodes }: World, groupIdx: number): boolean => {
  const { members, outgoing, version } = roster.configuration(groupIdx);
  if (outgoing !== undefined) return true;
  return members.some(({ nodeId }) => {
    const node = nodes[nodeId - 1];
    const known = node?.status(groupIdx)?.membershipVersion;
    return node?.isUp === true && (known !== version || (version > 0 && !roster.isBound(node, groupIdx)));
  });
};

const groupOf = (world: World, groupIdx: number): GroupSeen => {
  const { nodes, watcher } = world;
  const log = watcher.logs[groupIdx];
  // Founding takes all initial voters; what it wrote is learned from whoever knows it to be chosen.
  const isFounded = (around: readonly SimNode[]): boolean =>
    around.some(({ nodeId }) => log?.isFounded([nodeId]) ?? false);
  const isMember = ({ nodeId }: SimNode): boolean => world.roster.isMember(nodeId, groupIdx);
  const sound = nodes.filter((node) => node.isSound && isMember(node));
  const mayBeLed = sound.some((centre) => {
    const around = clearTo(world, centre, sound);
    return isMajority(world, groupIdx, around) && isFounded(around);
  });
  const leaders = nodes.filter(
    (node) => leads(node, groupIdx) && isMajority(world, groupIdx, clearTo(world, node, sound)),
  );
  const leader = leaders.map((node) => `${node.nodeId}@${node.status(groupIdx)?.ballot}`);
  return { groupIdx, mayBeLed, leader: leader.at(-1) ?? '' };
};

/** One that is slow may lead; one that stands still, or whose disk does, leads nobody. */
const leads = (node: SimNode, groupIdx: number): boolean =>
  node.isUp &&
  !node.disk.isStuck &&
  (node.process?.isHindered === false || (node.process?.costMs ?? 0) > 0) &&
  node.status(groupIdx)?.leader === node.nodeId;

/** The node itself, and all of these that it can talk to. */
const clearTo = ({ links }: World, centre: SimNode, nodes: readonly SimNode[]): SimNode[] => [
  centre,
  ...nodes.filter((node) => node !== centre && links.isClear(centre.nodeId, node.nodeId)),
];

const isMajority = ({ roster }: World, groupIdx: number, nodes: readonly SimNode[]): boolean => {
  const { members, version } = roster.configuration(groupIdx);
  const voters = votersIn(members);
  const counts = (node: SimNode): boolean =>
    voters.includes(node.nodeId) && (version === 0 || roster.isBound(node, groupIdx));
  return nodes.filter(counts).length > voters.length / 2;
};
