/** What the world looks like from above, for the checkers of leaders and leases: no node knows as much. */

import type { GroupSeen, WorldSeen } from './checkers/leadership.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Nodes that would hold the lease of a group if they looked at it now; processes that stand still among them. */
export const holdersOf = ({ nodes }: World, groupIdx: number): number[] => {
  const holders: number[] = [];
  for (const { node, isUp, machineClock, nodeId } of nodes) {
    // A machine that sleeps looks when it wakes, and finds that it slept.
    if (isUp && !machineClock.isAsleep && node?.holdsLease(groupIdx) === true) holders.push(nodeId);
  }
  return holders;
};

export const lookAround = (world: World): WorldSeen => {
  const { nodes, links, groupCount } = world;
  const strays = nodes.some(({ strayRate }) => strayRate > 0);
  return {
    state: links.isDisturbed || strays ? undefined : `${links.version} ${nodes.map(conditionOf).join(' ')}`,
    isSound: nodes.every((node) => !node.isUp || node.isSound),
    groups: Array.from({ length: groupCount }, (_, groupIdx) => groupOf(world, groupIdx)),
  };
};

const conditionOf = (node: SimNode): string => (node.isUp ? `${node.life}${node.isSound ? '' : '!'}` : '-');

const groupOf = (world: World, groupIdx: number): GroupSeen => {
  const { nodes, watcher } = world;
  const log = watcher.logs[groupIdx];
  // Founding takes all initial voters; what it wrote is learned from whoever knows it to be chosen.
  const isFounded = (around: readonly SimNode[]): boolean =>
    around.some(({ nodeId }) => log?.isFounded([nodeId]) ?? false);
  const sound = nodes.filter((node) => node.isSound);
  const mayBeLed = sound.some((centre) => {
    const around = clearTo(world, centre, sound);
    return isMajority(world, around) && isFounded(around);
  });
  const leaders = nodes.filter(
    (node) => leads(node, groupIdx) && isMajority(world, clearTo(world, node, sound)),
  );
  const leader = leaders.map(({ nodeId, node }) => `${nodeId}@${node?.status().groups[groupIdx]?.ballot}`);
  return { groupIdx, mayBeLed, leader: leader.at(-1) ?? '' };
};

/** One that is slow may lead; one that stands still, or whose disk does, leads nobody. */
const leads = ({ isUp, node, nodeId, process, disk }: SimNode, groupIdx: number): boolean =>
  isUp &&
  !disk.isStuck &&
  (process?.isHindered === false || (process?.costMs ?? 0) > 0) &&
  node?.status().groups[groupIdx]?.leader === nodeId;

/** The node itself, and all of these that it can talk to. */
const clearTo = ({ links }: World, centre: SimNode, nodes: readonly SimNode[]): SimNode[] => [
  centre,
  ...nodes.filter((node) => node !== centre && links.isClear(centre.nodeId, node.nodeId)),
];

const isMajority = ({ voters }: World, nodes: readonly SimNode[]): boolean =>
  nodes.filter(({ nodeId }) => nodeId <= voters).length > voters / 2;
