/**
 * Which groups there are: a pure function of the log of group 0. An index keeps its row when its group is gone, so that the
 * next group there is another life of it, and messages of the old one are refused.
 */

import { GaiosError, type ErrorCode } from '@gaios/sm-base';
import {
  areGids,
  problemOf,
  type DirectoryCommand,
  type DirectoryCommandKind,
  type DirectoryCommandMap,
} from './directory-commands.ts';
import { fromBytes, isRecord, toBytes } from './json-bytes.ts';
import type { Target } from './members.ts';
import { requireTarget } from './validate.ts';

export type GroupState = 'live' | 'draining' | 'destroyed';

export interface GroupEntry {
  readonly groupIdx: number;
  /** 0: of the initial set, whose bootstraps draw their own. */
  readonly gid: number;
  /** Lives of this index so far; 0: of the initial set. */
  readonly life: number;
  readonly state: GroupState;
  /** Of its membership, as last reported; 0: its founders. */
  readonly version: number;
  readonly members: Target;
  /** Which machines it has; '' for the initial set. */
  readonly kind: string;
  /** Of the same life, before repairs. Absent: none. */
  readonly formerGids?: readonly number[];
  /** While it is draining: the members that have nothing under way any more. */
  readonly drained?: readonly number[];
}

/** What a node said last of the kinds that it has machines for. */
export interface Announcement {
  readonly nodeId: number;
  /** Absent: whatever comes. */
  readonly kinds?: readonly string[];
}

export interface DirectoryState {
  readonly entries: ReadonlyMap<number, GroupEntry>;
  readonly announced: ReadonlyMap<number, Announcement>;
}

/** Entries that were made or changed, or why none was. */
export type DirectoryChange =
  | {
      readonly done: true;
      readonly entries: readonly GroupEntry[];
      readonly announced?: Announcement;
    }
  | { readonly done: false; readonly code: ErrorCode; readonly facts: Readonly<Record<string, unknown>> };

type Entries = ReadonlyMap<number, GroupEntry>;
type Executions = {
  readonly [K in DirectoryCommandKind]: (
    entries: Entries,
    command: DirectoryCommandMap[K],
    announced: DirectoryState['announced'],
  ) => DirectoryChange;
};

/** Decides on a command; the caller puts the entries in. */
export const executeCommand = (
  { entries, announced }: DirectoryState,
  command: DirectoryCommand,
): DirectoryChange => {
  if (entries.size === 0 && command.op !== 'found') return refused('NO_DIRECTORY');
  const execute = executions[command.op] as (
    ...args: [Entries, DirectoryCommand, DirectoryState['announced']]
  ) => DirectoryChange;
  return execute(entries, command, announced);
};

const executions: Executions = {
  found: (entries, { groupCount, members }) => {
    // Each node that leads group 0 may have proposed it; they need not agree.
    if (entries.size > 0) return refused('GROUP_EXISTS', { groupCount: entries.size });
    const rows = Array.from({ length: groupCount }, (_, groupIdx) => groupIdx);
    return done(...rows.map((groupIdx) => newborn({ groupIdx, gid: 0, members, kind: '' }, 0)));
  },
  create: (entries, command, announced) => {
    const { groupIdx, gid, members, kind } = command;
    const last = entries.get(groupIdx);
    if (last?.state === 'live') return refused('GROUP_EXISTS', { groupIdx, gid: last.gid });
    if (last?.state === 'draining') return refused('GROUP_DRAINING', { groupIdx, gid: last.gid });
    // The old life's messages must be told from those of the new one.
    if (last?.gid === gid) return refused('INVALID_ARGUMENT', { groupIdx, gid });
    const nodeIds = members.map(({ nodeId }) => nodeId).filter((id) => !takes(announced.get(id), kind));
    if (nodeIds.length > 0) return refused('UNKNOWN_KIND', { groupIdx, kind, nodeIds });
    return done(newborn(command, (last?.life ?? 0) + 1));
  },
  destroy: (entries, { groupIdx, gid }) => {
    const entry = entries.get(groupIdx);
    if (entry === undefined || entry.state === 'destroyed') return refused('UNKNOWN_GROUP', { groupIdx });
    if (!isMeant(entry, gid)) return refused('UNKNOWN_GROUP', { groupIdx, gid, present: entry.gid });
    return entry.state === 'draining' ? done(entry) : done({ ...entry, state: 'draining', drained: [] });
  },
  drained: (entries, { groupIdx, gid, nodeId }) => {
    const entry = entries.get(groupIdx);
    if (entry?.state !== 'draining' || !isMeant(entry, gid)) {
      return refused('UNKNOWN_GROUP', { groupIdx, gid });
    }
    const drained = [...new Set([...(entry.drained ?? []), nodeId])].toSorted((a, b) => a - b);
    const isDone = entry.members.every((member) => drained.includes(member.nodeId));
    return done(isDone ? destroyed(entry) : { ...entry, drained });
  },
  drop: (entries, { groupIdx, gid }) => {
    const entry = entries.get(groupIdx);
    if (entry?.state !== 'draining' || !isMeant(entry, gid))
      return refused('UNKNOWN_GROUP', { groupIdx, gid });
    return done(destroyed(entry));
  },
  update: (entries, { groupIdx, gid, version, members, formerGids = [] }) => {
    const entry = entries.get(groupIdx);
    const isRepaired = entry !== undefined && formerGids.includes(entry.gid);
    if (entry === undefined || entry.state === 'destroyed' || !(isRepaired || isMeant(entry, gid))) {
      return refused('UNKNOWN_GROUP', { groupIdx, gid });
    }
    if (version <= entry.version) {
      return refused('VERSION_CONFLICT', { groupIdx, expected: version, actual: entry.version });
    }
    // The initial groups draw their gids at their bootstrap: the first report tells.
    const changed = { ...entry, version, members };
    if (isRepaired) return done({ ...changed, gid, formerGids });
    return done({ ...changed, gid: entry.gid === 0 ? gid : entry.gid });
  },
  announce: (_, { nodeId, kinds }) => {
    const announced = kinds === undefined ? { nodeId } : { nodeId, kinds };
    return { done: true, entries: [], announced };
  },
};

const takes = (announcement: Announcement | undefined, kind: string): boolean =>
  announcement?.kinds === undefined || announcement.kinds.includes(kind);

const destroyed = (entry: GroupEntry): GroupEntry => {
  const { groupIdx, gid, life, version, members, kind } = entry;
  return { groupIdx, gid, life, state: 'destroyed', version, members, kind };
};

/** 0 stands for whatever life there is, on either side. */
const isMeant = (entry: GroupEntry, gid: number): boolean =>
  gid === 0 || entry.gid === 0 || entry.gid === gid;

const newborn = (
  { groupIdx, gid, members, kind }: DirectoryCommandMap['create'],
  life: number,
): GroupEntry => ({ groupIdx, gid, life, state: 'live', version: 0, members, kind });

const done = (...entries: readonly GroupEntry[]): DirectoryChange => ({ done: true, entries });

const refused = (code: ErrorCode, facts: Readonly<Record<string, unknown>> = {}): DirectoryChange => ({
  done: false,
  code,
  facts,
});

const FORMAT = 1;

export const encodeDirectory = ({ entries, announced }: DirectoryState): Uint8Array =>
  toBytes({
    format: FORMAT,
    entries: [...entries.values()].toSorted((a, b) => a.groupIdx - b.groupIdx),
    announced: [...announced.values()].toSorted((a, b) => a.nodeId - b.nodeId),
  });

/** @throws GaiosError STORAGE_DAMAGED for what is no directory */
export const decodeDirectory = (bytes: Uint8Array): DirectoryState => {
  const { format, entries, announced } = fromBytes(bytes) ?? {};
  if (format !== FORMAT || !Array.isArray(entries) || !entries.every(isEntry)) throw damaged();
  const found = new Map(entries.map((entry) => [entry.groupIdx, entry]));
  if (found.size !== entries.length || !Array.isArray(announced) || !announced.every(isAnnouncement)) {
    throw damaged();
  }
  return { entries: found, announced: new Map(announced.map((each) => [each.nodeId, each])) };
};

const isAnnouncement = (value: unknown): value is Announcement =>
  isRecord(value) && problemOf({ ...value, op: 'announce' }) === undefined;

const STATES: ReadonlySet<unknown> = new Set<GroupState>(['live', 'draining', 'destroyed']);

const isEntry = (entry: unknown): entry is GroupEntry => {
  if (!isRecord(entry)) return false;
  const { groupIdx, gid, life, state, version, members, kind, drained = [], formerGids } = entry;
  if (!areGids(formerGids)) return false;
  if (!Array.isArray(drained) || !drained.every(isCount)) return false;
  if (![groupIdx, gid, life, version].every(isCount) || !STATES.has(state) || typeof kind !== 'string') {
    return false;
  }
  try {
    requireTarget(members);
    return true;
  } catch {
    return false;
  }
};

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const damaged = (): GaiosError => new GaiosError('STORAGE_DAMAGED', 'not a directory of groups');
