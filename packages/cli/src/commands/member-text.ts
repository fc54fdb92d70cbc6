/** Memberships, plans and what became of changes, for people. Groups of which the same is to be said share it. */

import type { Membership } from 'gaios';
import { ranges, table } from '../table.ts';
import type {
  ChangeAnswer,
  ChangedGroup,
  MembershipAnswer,
  PlanAnswer,
  WireError,
  WirePlan,
} from '../wire.ts';
import { lackOf, stepWords } from '../words.ts';

/** Enough of a disk's name to tell it from others. */
const DISK_LENGTH = 8;

type Cells = readonly (string | number)[];

/** Groups with the same cells, in order of the first. */
const together = <T extends { readonly groupIdx: number }>(
  groups: readonly T[],
  textOf: (group: T) => string,
): Map<string, T[]> => {
  const found = new Map<string, T[]>();
  for (const group of groups) {
    const text = textOf(group);
    found.set(text, [...(found.get(text) ?? []), group]);
  }
  return found;
};

const groupsOf = (groups: readonly { readonly groupIdx: number }[]): string =>
  ranges(groups.map(({ groupIdx }) => groupIdx));

export const membershipText = ({ groups }: MembershipAnswer): string =>
  [...together(groups, (group) => JSON.stringify(memberRows(group))).values()]
    .map((alike) => `${headOf(alike)}\n${table(['node', 'role', 'address', 'disk'], rowsOf(alike))}`)
    .join('\n');

const rowsOf = ([first]: readonly Membership[]): Cells[] => (first === undefined ? [] : memberRows(first));

const headOf = (alike: readonly Membership[]): string => {
  const versions = [...new Set(alike.map(({ version }) => version))];
  const [version = 0] = versions;
  const said = versions.length === 1 ? `version ${version}` : 'versions differ (--json)';
  return `group ${groupsOf(alike)}, ${version === 0 && versions.length === 1 ? 'not founded or not learned yet' : said}`;
};

const memberRows = ({ members, outgoing = [] }: Membership): Cells[] => {
  const isJoint = outgoing.length > 0;
  const row = (member: Membership['members'][number], role: string): Cells => [
    member.nodeId,
    role,
    member.address,
    member.storageId === '' ? 'not bound' : member.storageId.slice(0, DISK_LENGTH),
  ];
  return [
    ...members.map((member) => row(member, isJoint ? `${member.role} of the new side` : member.role)),
    ...outgoing.map((member) => row(member, `${member.role} of the old side`)),
  ];
};

export const planText = ({ groups }: PlanAnswer): string => {
  const parts = together(groups, (group) =>
    'error' in group ? `${errorText(group.error)}\n` : onePlan(group.plan),
  );
  return [...parts].map(([text, alike]) => `group ${groupsOf(alike)}\n${text}`).join('\n');
};

const onePlan = ({ steps, stages, nodes, refusals }: WirePlan): string => {
  if (steps.length === 0) return 'nothing to do\n';
  const stageRows = stages.map(({ after, sides, counted, holds, critical }) => [
    after === 'now' ? 'now' : stepWords[after],
    sides.map(({ voters, needed }) => `${needed} of ${voters.join(' ')}`).join(' and '),
    counted.join(' '),
    holds ? 'yes' : 'NO',
    critical.length === 0 ? 'none' : critical.join(' '),
  ]);
  const lacks = nodes.flatMap((node) => lackOf(node) ?? []);
  return [
    ...steps.map(({ kind }, at) => `  ${at + 1}. ${stepWords[kind]}\n`),
    table(['after', 'quorum', 'live and caught up', 'holds', 'breaks if one fails of'], stageRows),
    ...lacks.map((lack) => `${lack}\n`),
    ...refusals.map((refusal) => `refused unless forced: ${errorText(refusal)}\n`),
  ].join('');
};

export const changeText = ({ groups }: ChangeAnswer): string => {
  const alike = together(groups, (group) => JSON.stringify(endOf(group)));
  const rows = [...alike].map(([cells, each]) => [groupsOf(each), ...(JSON.parse(cells) as string[])]);
  return table(['groups', 'result', 'members'], rows);
};

const endOf = (group: ChangedGroup): string[] => {
  if ('error' in group) return [errorText(group.error), '-'];
  if ('unchanged' in group) return ['was so already', '-'];
  const { members, steps } = group.changed;
  const who = members.map(({ nodeId, role }) => `${nodeId}${role === 'learner' ? ' (learner)' : ''}`);
  return [steps.length === 0 ? 'was so already' : 'done', who.join(', ')];
};

export const failedGroups = ({ groups }: ChangeAnswer): ChangedGroup[] =>
  groups.filter((group) => 'error' in group);

const errorText = ({ code, message }: WireError): string =>
  code === undefined ? message : `${code}: ${message}`;
