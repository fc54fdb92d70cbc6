/** What a group starts with: from the options, for the initial set, or from the directory of groups (DESIGN 6). */

import { decodeConcluded, type Configuration, type Member, type StoredReplica } from '@gaios/core';
import type { GroupEntry } from '@gaios/config-sm';

export interface GroupBirth {
  /** Who founds it, or, of one that is founded, whom to learn it from. */
  readonly members: readonly Member[];
  /** To be founded with; 0: one that is drawn. */
  readonly gid: number;
  /** Of its index; 0: of the initial set. */
  readonly life: number;
  readonly kind: string;
}

/**
 * Of an entry of the directory. A group that is founded already is one to learn: whatever this node is to it by now, its own
 * log will say.
 */
export const birthOf = ({ members, gid, life, kind, version }: GroupEntry, nodeId: number): GroupBirth => ({
  members: members.map((member) => ({
    ...member,
    role: version > 0 && member.nodeId === nodeId ? 'learner' : member.role,
    storageId: '',
  })),
  gid,
  life,
  kind,
});

/** What the disk holds of some life of a group. */
export interface StoredLife {
  readonly life: number;
  /** 0: it was not founded yet, as far as the disk knows. */
  readonly gid: number;
  readonly configuration: Configuration | undefined;
}

export const storedLife = ({ stored }: StoredReplica): StoredLife => {
  const bytes = stored?.meta.configuration;
  const concluded = bytes === undefined || bytes.length === 0 ? undefined : decodeConcluded(bytes);
  const configuration = concluded?.configuration;
  return { life: configuration?.life ?? 0, gid: configuration?.gid ?? 0, configuration };
};

/**
 * Whether that is what an entry speaks of. The count alone does not tell: a repair of group 0 may have lost that a group was
 * created, and then another one is created under the same index and count. A repair of the group itself changes its gid.
 */
export const isSameLife = (disk: StoredLife, { life, gid, formerGids = [] }: GroupEntry): boolean => {
  if (disk.gid === 0 || gid === 0) return disk.life === life;
  if (disk.gid === gid) return true;
  const { formerLives = [] } = disk.configuration ?? {};
  return (
    disk.life === life && (formerGids.includes(disk.gid) || formerLives.some((each) => each.gid === gid))
  );
};
