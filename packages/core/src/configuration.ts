/**
 * The configuration of a group: who votes, who learns, and the disk that each is bound to. It is replaced only by an
 * instance of the log (rule 4); instance 1 makes the first one out of the initial voters (DESIGN 6, Bootstrap).
 */

import type { Proposal } from '@gaios/sm-base';
import type { Ballot } from './ballot.ts';
import { once } from './once.ts';
import { SYSTEM_SM_ID_CORE } from './system.ts';

export type Role = 'voter' | 'learner';

export interface Member {
  readonly nodeId: number;
  readonly address: string;
  readonly role: Role;
  /** The disk that votes and proposes for it; '' while none is bound. */
  readonly storageId: string;
}

export interface Configuration {
  /** Identity of this life of the group, and of its present era; 0 before instance 1. */
  readonly gid: number;
  /**
   * Which life of its index the group is, as whoever starts it says (DESIGN 6); absent: the first, of the options. It is on disk
   * before the group is founded and has a gid, so that nobody takes what is there for another life's.
   */
  readonly life?: number;
  /** Instance that made it; 0 for the initial one. */
  readonly version: number;
  readonly members: readonly Member[];
  /** While a joint change is under way: the members of the old side (quorums of both are needed). */
  readonly outgoing?: readonly Member[];
  /**
   * Disks that were bound once and are not any more, in the order in which they lost it. None is bound ever again, which
   * is what lets a value of an unbound disk be skipped for good (DESIGN 3.4). Absent: none.
   */
  readonly formerDisks?: readonly string[];
  /** Eras of this group that offline repairs have ended, the oldest first (eras.ts). Absent: none. */
  readonly formerEras?: readonly FormerEra[];
}

/** Until it lost its quorum for good, and went on, by a repair, in the next one: the group is the same, its gid is not. */
export interface FormerEra {
  readonly gid: number;
  /** What was chosen up to here in that era is the same in this one. */
  readonly certainUpTo: number;
  /** The instance that ended it: the change of the repair. */
  readonly upTo: number;
  /** Hash of the plan by which it was ended. */
  readonly plan: string;
}

/** What an offline repair says besides the members: the gid from the next instance on, and how it came about. */
export type Repair = Pick<FormerEra, 'gid' | 'certainUpTo' | 'plan'>;

/** A configuration and the ballot at which the change to it was chosen (rule 4: none below it is used afterwards). */
export interface ConcludedConfiguration {
  readonly configuration: Configuration;
  readonly ballot: Ballot;
}

/** What a change says: the whole next configuration, and the version that it was made from. */
export interface ConfigurationChange {
  readonly gid: number;
  readonly fromVersion: number;
  readonly members: readonly Member[];
  readonly outgoing?: readonly Member[];
  /** Only ever written into a log by the offline repair; no node proposes it. */
  readonly repair?: Repair;
}

export const initialConfiguration = (members: readonly Member[], life = 0): Configuration => ({
  gid: 0,
  ...(life === 0 ? {} : { life }),
  version: 0,
  members: members.map((member) => ({ ...member, storageId: '' })),
});

export const isInitial = (configuration: Configuration): boolean => configuration.version === 0;

export const memberOf = ({ members, outgoing }: Configuration, nodeId: number): Member | undefined =>
  memberAmong(members, nodeId) ?? (outgoing === undefined ? undefined : memberAmong(outgoing, nodeId));

/** Every message of every group asks: no closure. */
const memberAmong = (members: readonly Member[], nodeId: number): Member | undefined => {
  for (const member of members) if (member.nodeId === nodeId) return member;
  return undefined;
};

/** The disk bound to a node, '' if none. */
export const boundStorage = (configuration: Configuration, nodeId: number): string =>
  memberOf(configuration, nodeId)?.storageId ?? '';

const voterIds = (members: readonly Member[]): number[] =>
  members.filter((member) => member.role === 'voter').map((member) => member.nodeId);

/** Node ids of all voters, of both sides of a joint configuration. */
export const votersOf: (configuration: Configuration) => readonly number[] = once(
  ({ members, outgoing = [] }) => [...new Set([...voterIds(members), ...voterIds(outgoing)])],
);

/** Node ids of everybody that follows the log. */
export const membersOf: (configuration: Configuration) => readonly number[] = once(
  ({ members, outgoing = [] }) => [...new Set([...members, ...outgoing].map((member) => member.nodeId))],
);

/** A node has one disk: the sides of a joint configuration do not bind it to two (DESIGN 6.3). */
const sidesAgree = (members: readonly Member[], outgoing: readonly Member[] = []): boolean =>
  outgoing.every((old) =>
    members.every((member) => member.nodeId !== old.nodeId || member.storageId === old.storageId),
  );

/** Somebody votes, and nobody is named twice: what has no quorum at all would be the end of the group. */
const isSide = (members: readonly Member[]): boolean =>
  voterIds(members).length > 0 && new Set(members.map(({ nodeId }) => nodeId)).size === members.length;

/** The disks that the members are bound to. */
const disksOf = (members: readonly Member[], outgoing: readonly Member[] = []): string[] => [
  ...new Set([...members, ...outgoing].map(({ storageId }) => storageId).filter((disk) => disk !== '')),
];

/** Whether a change leaves a configuration that can be lived in. */
const isSound = ({ members, outgoing }: ConfigurationChange, former: readonly string[]): boolean => {
  if (!isSide(members) || (outgoing !== undefined && !isSide(outgoing))) return false;
  return sidesAgree(members, outgoing) && !disksOf(members, outgoing).some((disk) => former.includes(disk));
};

/**
 * Applies a change at an instance. One that was made from another version, or for another life of the group,
 * changes nothing (phxpaxos: gid and version conflict), nor does one whose sides contradict each other or have no voters,
 * or that binds a disk which has lost its binding before.
 */
export const applyChange = (
  current: Configuration,
  change: ConfigurationChange,
  instanceId: number,
): Configuration => {
  const sameLife = isInitial(current) || change.gid === current.gid;
  const { members, outgoing } = change;
  const former = current.formerDisks ?? [];
  if (!sameLife || change.fromVersion !== current.version || !isSound(change, former)) return current;
  if (change.repair !== undefined && !startsEra(current, change.repair)) return current;
  const bound = disksOf(members, outgoing);
  const lost = disksOf(current.members, current.outgoing).filter((disk) => !bound.includes(disk));
  const formerEras = erasAfter(current, change, instanceId);
  return {
    gid: change.repair?.gid ?? change.gid,
    ...(current.life === undefined ? {} : { life: current.life }),
    version: instanceId,
    members,
    ...(outgoing === undefined ? {} : { outgoing }),
    ...(former.length + lost.length === 0 ? {} : { formerDisks: [...former, ...lost] }),
    ...(formerEras.length === 0 ? {} : { formerEras }),
  };
};

/** A gid that was used before would let in again whom it has shut out. */
const startsEra = (current: Configuration, { gid }: Repair): boolean =>
  !isInitial(current) && gid !== current.gid && !formerErasOf(current).some((era) => era.gid === gid);

const formerErasOf = ({ formerEras = [] }: Configuration): readonly FormerEra[] => formerEras;

const erasAfter = (
  current: Configuration,
  { repair }: ConfigurationChange,
  instanceId: number,
): readonly FormerEra[] => {
  if (repair === undefined) return formerErasOf(current);
  const { certainUpTo, plan } = repair;
  return [...formerErasOf(current), { gid: current.gid, certainUpTo, upTo: instanceId, plan }];
};

/** The configuration after an instance whose batch holds these proposals. */
export const configurationAfter = (
  current: Configuration,
  instanceId: number,
  proposals: readonly Proposal[],
): Configuration => {
  let configuration = current;
  for (const proposal of proposals) {
    if (proposal.smId !== SYSTEM_SM_ID_CORE) continue;
    const change = decodeChange(proposal.payload);
    if (change !== undefined) configuration = applyChange(configuration, change, instanceId);
  }
  return configuration;
};

export const encodeChange = (change: ConfigurationChange): Uint8Array => toBytes(change);

/** Undefined if the bytes are no change: such an entry changes nothing, on every replica alike. */
export const decodeChange = (bytes: Uint8Array): ConfigurationChange | undefined => {
  const change = fromBytes(bytes) as Partial<ConfigurationChange> | undefined;
  if (change === undefined || !isId(change.gid) || !isId(change.fromVersion)) return undefined;
  if (!areMembers(change.members)) return undefined;
  if (change.outgoing !== undefined && !areMembers(change.outgoing)) return undefined;
  if (change.repair !== undefined && !isRepair(change.repair)) return undefined;
  return change as ConfigurationChange;
};

export const encodeConcluded = (concluded: ConcludedConfiguration): Uint8Array => toBytes(concluded);

export const decodeConcluded = (bytes: Uint8Array): ConcludedConfiguration | undefined => {
  const concluded = fromBytes(bytes) as Partial<ConcludedConfiguration> | undefined;
  if (concluded?.configuration === undefined || !isId(concluded.ballot)) return undefined;
  return areMembers(concluded.configuration.members) ? (concluded as ConcludedConfiguration) : undefined;
};

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isRepair = (repair: Partial<Repair> | null): boolean =>
  isId(repair?.gid) && repair.gid > 0 && isId(repair.certainUpTo) && typeof repair.plan === 'string';

const areMembers = (members: unknown): members is readonly Member[] =>
  Array.isArray(members) &&
  members.every(
    (member: Partial<Member> | null) =>
      isId(member?.nodeId) &&
      typeof member?.address === 'string' &&
      typeof member.storageId === 'string' &&
      (member.role === 'voter' || member.role === 'learner'),
  );

/** JSON in ASCII: configurations are rare and small, and core has no text encoder. */
const toBytes = (value: unknown): Uint8Array => {
  const text = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
};

const fromBytes = (bytes: Uint8Array): unknown => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  try {
    return (JSON.parse(text) as unknown) ?? undefined;
  } catch {
    return undefined;
  }
};
