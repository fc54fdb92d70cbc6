/**
 * Who is in a group, as everybody sees it (DESIGN 6): one configuration for each instance that made one, each told once in a
 * process and in order, never before it is on the disk of that node.
 */

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
