/** A plan in words: what there is, what may be lost, and what would be made of it. */

import { table } from '../table.ts';
import { fillingOf } from './fill.ts';
import type { FinishedGroup, GroupPlan, RepairedGroup, RepairPlan, Survivor, TailInstance } from './model.ts';
import { nextGid } from './plan.ts';

export const planText = (plan: RepairPlan): string => {
  const parts = plan.groups.map((group) => groupText(plan, group));
  const moved = plan.survivors.flatMap(({ folder, moved: why }) =>
    why === undefined
      ? []
      : [`${folder} HAS MOVED, and has to be adopted first (gaios disk adopt): ${why}\n`],
  );
  return [foldersText(plan.survivors), ...moved, ...parts, endText(plan)].join('\n');
};

const foldersText = (survivors: readonly Survivor[]): string =>
  table(
    ['node', 'disk', 'boots', 'folder'],
    survivors.map(({ identity, folder }) => [
      identity.nodeId,
      short(identity.storageId),
      identity.boot,
      folder,
    ]),
  );

const groupText = (plan: RepairPlan, group: GroupPlan): string =>
  [
    `group ${group.groupIdx}\n`,
    sightsText(plan.survivors, group.groupIdx),
    ...group.excluded.map(({ nodeId, why }) => `  NODE ${nodeId} IS LEFT OUT: ${why}\n`),
    ...linesOf(plan, group).map((line) => `  ${line}\n`),
  ].join('');

const linesOf = (plan: RepairPlan, group: GroupPlan): string[] => {
  if (group.kind === 'untouched') return [`stays as it is: ${group.why}`];
  if (group.kind === 'repair') return repairLines(plan, group);
  return [
    `a repair (${group.plan}) was begun: node ${group.source} is in the new era already`,
    `to be finished on nodes ${group.nodeIds.join(', ')}, up to instance ${group.upTo}`,
    ...cutLines(plan, { ...group, givers: group.nodeIds }),
  ];
};

/** Who gets a log that begins later. */
const cutLines = (
  { survivors }: RepairPlan,
  {
    groupIdx,
    source,
    upTo,
    nodeIds,
    givers,
  }: Pick<FinishedGroup, 'groupIdx' | 'source' | 'upTo' | 'nodeIds'> & { readonly givers: readonly number[] },
): string[] =>
  nodeIds.flatMap((nodeId) => {
    const { beginsAt } = fillingOf({ groupIdx, source, nodeIds: givers, upTo }, nodeId, survivors);
    if (beginsAt === undefined) return [];
    return [
      `node ${nodeId} lacks what nobody has in the log any more: its log begins at instance ${beginsAt} then, and node ${source} has to give it a checkpoint`,
    ];
  });

const sightsText = (survivors: readonly Survivor[], groupIdx: number): string =>
  table(
    ['  node', 'log', 'checksum', 'accepted above', 'promised', 'gid', 'membership'],
    survivors.map(({ identity, groups }) => {
      const sight = groups.get(groupIdx);
      if (sight === undefined) return [`  ${identity.nodeId}`, 'nothing'];
      const { meta, tail, concluded } = sight;
      return [
        `  ${identity.nodeId}`,
        meta.chosenUpTo === 0 ? 'nothing' : `${meta.minChosen}-${meta.chosenUpTo}`,
        meta.checksum.toString(16).padStart(8, '0'),
        tail.map((each) => `${each.instanceId}${each.chosen ? ' chosen' : `@${each.ballot}`}`).join(' ') ||
          '-',
        meta.promised,
        concluded?.configuration.gid ?? '-',
        concluded?.configuration.version ?? '-',
      ];
    }),
  );

const repairLines = (plan: RepairPlan, group: RepairedGroup): string[] => {
  const { certainUpTo, source, tail, members, removed, voters, votersLeft, current } = group;
  const at = certainUpTo + tail.length + 1;
  const ids = members.map(({ nodeId }) => nodeId);
  return [
    `${votersLeft} of ${voters} voters are left, which is no quorum`,
    ...(certainUpTo === 0 ? [] : [`certain: instances 1-${certainUpTo}, as node ${source} has them`]),
    ...cutLines(plan, { groupIdx: group.groupIdx, source, upTo: certainUpTo, nodeIds: ids, givers: ids }),
    ...tail.map(tailLine),
    `MAY BE LOST: whatever was chosen after instance ${lastKept(group)} and is on none of these disks; nobody can tell what and how much`,
    `new: from instance ${at} on gid ${nextGid(plan.hash, group)} (was ${current.gid}), with ${members.map(memberText).join(', ')}`,
    ...(removed.length === 0
      ? []
      : [
          `removed for good: ${removed.map(({ nodeId, address }) => `${nodeId} (${address})`).join(', ')}; to come back they have to start with empty folders and be added`,
        ]),
  ];
};

const lastKept = ({ certainUpTo, tail }: RepairedGroup): number =>
  tail.findLast(({ fate }) => fate !== 'lost')?.instanceId ?? certainUpTo;

const tailLine = ({ instanceId, fate, from, ballot }: TailInstance): string =>
  ({
    chosen: `certain: instance ${instanceId}, which node ${from} knows to be chosen`,
    accepted: `kept: instance ${instanceId} as node ${from} has accepted it at ballot ${ballot}, the highest that is left; it may have been chosen`,
    lost: `LOST: instance ${instanceId}: nothing is left of it, or it lies behind such a gap; it becomes a no-op`,
  })[fate];

const memberText = ({ nodeId, address, role, storageId }: RepairedGroup['members'][number]): string =>
  `${role} ${nodeId} (${address}, disk ${short(storageId)})`;

const short = (storageId: string): string => storageId.slice(0, 8);

const endText = ({ hash }: RepairPlan): string =>
  hash === ''
    ? 'There is nothing to repair.\n'
    : `Before it is applied be sure that the nodes that are not listed above are dead and stay dead: while they could still
serve, there would be two clusters. With these folders and no others:

  gaios repair apply --plan-hash ${hash} FOLDERS
`;

/** Without the values of the log, which are the users'. */
export const planJson = ({ hash, groups, survivors }: RepairPlan): unknown => ({
  hash,
  folders: survivors.map(({ folder, identity, moved }) => ({ folder, ...identity, moved })),
  groups: groups.map((group) => ({
    ...group,
    ...(group.kind === 'repair'
      ? {
          tail: group.tail.map(({ instanceId, fate, from, ballot }) => ({ instanceId, fate, from, ballot })),
          gid: group.current.gid,
          newGid: nextGid(hash, group),
        }
      : {}),
    survivors: survivors.map(({ identity: { nodeId }, groups: sights }) => {
      const meta = sights.get(group.groupIdx)?.meta;
      const tail = sights.get(group.groupIdx)?.tail ?? [];
      return {
        nodeId,
        chosenUpTo: meta?.chosenUpTo ?? 0,
        minChosen: meta?.minChosen ?? 1,
        checksum: meta?.checksum ?? 0,
        promised: meta?.promised ?? 0,
        accepted: tail.map(({ instanceId, ballot, chosen }) => ({ instanceId, ballot, chosen })),
      };
    }),
  })),
});
