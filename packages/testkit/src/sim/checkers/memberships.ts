/**
 * Who is in a group, as everybody sees it (DESIGN 6): one configuration for each instance that made one, each told once in a
 * process and in order, never before it is on the disk of that node; and quorums of neighbours that meet, unless all that
 * changes is the disk of one voter (6.3).
 */

import type { Configuration, Member } from '@gaios/core';
import type { NodeAddress } from 'gaios';
import type { LogChecker } from './log.ts';
import { violated } from './violation.ts';

/** A member as a text, without the disk. */
export const textOfMembers = (members: readonly NodeAddress[]): string =>
  members
    .map(({ nodeId, address, role = 'voter' }) => `${nodeId}${role === 'voter' ? '' : '?'}@${address}`)
    .toSorted()
    .join(' ');

/** Who is told. */
export interface Told {
  readonly nodeId: number;
  readonly life: string;
  readonly disk: { readonly storageId: string };
}

export class Memberships {
  readonly #logs: readonly LogChecker[];
  /** Members by group and version. */
  readonly #known = new Map<string, string>();
  /** The last version that each process was told, by life and group. */
  readonly #told = new Map<string, number>();

  constructor(logs: readonly LogChecker[]) {
    this.#logs = logs;
  }

  /** The callback of a process. */
  told(
    { nodeId, life, disk }: Told,
    groupIdx: number,
    version: number,
    members: readonly NodeAddress[],
  ): void {
    const last = this.#told.get(`${life}/${groupIdx}`) ?? 0;
    if (version <= last) {
      violated('membership', `${life} is told version ${version} of group ${groupIdx} after ${last}`);
    }
    this.#told.set(`${life}/${groupIdx}`, version);
    if (this.#logs[groupIdx]?.holds(nodeId, disk.storageId, version) === false) {
      violated(
        'membership',
        `${life} is told version ${version} of group ${groupIdx}, which its disk does not have`,
      );
    }
    this.known(groupIdx, version, members);
  }

  /** Somebody says so. Version 0 is what options say, and those may be of any time. */
  known(groupIdx: number, version: number, members: readonly NodeAddress[]): void {
    if (version === 0) return;
    const text = textOfMembers(members);
    const log = this.#logs[groupIdx];
    const made = log?.madeAt(version);
    const canonical = made === undefined ? undefined : textOfMembers(made.members);
    const known = canonical ?? this.#known.get(`${groupIdx}/${version}`) ?? text;
    this.#known.set(`${groupIdx}/${version}`, known);
    const isMade = made !== undefined || version > (log?.length ?? 0);
    if (known === text && isMade) return;
    violated('membership', `version ${version} of group ${groupIdx} is ${known}, and one has ${text}`);
  }
}

const votersAmong = (members: readonly Member[]): Member[] => members.filter(({ role }) => role === 'voter');

/** Whether a set of nodes is a majority of each side, counted by node: that each has its bound disk is another rule. */
const isQuorum = ({ members, outgoing }: Configuration, nodes: ReadonlySet<number>): boolean =>
  [members, outgoing ?? members].every((side) => {
    const voters = votersAmong(side);
    return voters.filter(({ nodeId }) => nodes.has(nodeId)).length > voters.length / 2;
  });

const disksOf = ({ members, outgoing = [] }: Configuration): Map<number, string> =>
  new Map([...outgoing, ...members].map(({ nodeId, storageId }) => [nodeId, storageId]));

/** Roles without disks. */
const rolesOf = ({ members, outgoing = [] }: Configuration): string =>
  [members, outgoing]
    .map((side) =>
      votersAmong(side)
        .map(({ nodeId }) => nodeId)
        .toSorted((a, b) => a - b)
        .join(),
    )
    .join('|');

/** @throws SimViolation unless every two quorums of the two have a voter in common, or one voter has another disk and nothing else. */
export const checkNeighbours = (groupIdx: number, before: Configuration, after: Configuration): void => {
  if (before.version === 0) return;
  const [old, now] = [disksOf(before), disksOf(after)];
  const other = [...now].filter(([nodeId, disk]) => old.has(nodeId) && old.get(nodeId) !== disk);
  if (other.length > 1) {
    violated(
      'membership',
      `version ${after.version} of group ${groupIdx} changes the disks of ${other.length} nodes`,
    );
  }
  if (other.length === 1 && rolesOf(before) !== rolesOf(after)) {
    violated('membership', `version ${after.version} of group ${groupIdx} changes voters and a disk at once`);
  }
  const again = [...now.values()].find((disk) => before.formerDisks?.includes(disk));
  if (again !== undefined) {
    violated(
      'membership',
      `version ${after.version} of group ${groupIdx} binds disk ${again}, which has lost its binding`,
    );
  }
  const nodes = [...new Set([...old.keys(), ...now.keys()])];
  for (let set = 0; set < 2 ** nodes.length; set++) {
    const some = new Set(nodes.filter((_, bit) => (set & (1 << bit)) !== 0));
    const rest = new Set(nodes.filter((nodeId) => !some.has(nodeId)));
    if (!isQuorum(before, some) || !isQuorum(after, rest)) continue;
    violated(
      'membership',
      `of group ${groupIdx} ${[...some].join()} is a quorum of version ${before.version}, and ${[...rest].join()} of ${after.version}`,
    );
  }
};
