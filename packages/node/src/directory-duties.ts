/**
 * What a node tells the directory of groups without being asked (DESIGN 6), each by a proposal to group 0, until it stands
 * there: which kinds of groups it has machines for; that a group which is destroyed has nothing under way here; as the
 * leader of a group, who is in it; as the leader of group 0, that members which are gone are not waited for.
 *
 * Nothing is remembered: what is to be said follows from the directory, the groups that run here, and who is up.
 */

import { votersOf } from '@gaios/core';
import { toTarget, type DirectoryCommand, type GroupDirectory, type GroupEntry } from '@gaios/config-sm';
import type { Deadlines, Due } from './deadlines.ts';
import type { Group } from './group.ts';
import type { GroupTable } from './group-table.ts';

export interface DirectoryDutiesParts {
  readonly nodeId: number;
  readonly kinds: readonly string[] | undefined;
  readonly directory: GroupDirectory;
  readonly table: GroupTable;
  readonly deadlines: Deadlines;
  readonly limits: { readonly heartbeatIntervalMs: number; readonly closeDrainMs: number };
  readonly nowMs: () => number;
  readonly isUp: (nodeId: number) => boolean;
  /** Whether it would be taken at all: this node is a bound member of group 0. */
  readonly maySpeak: () => boolean;
  /** Resolves when it is executed here, or cannot be. Never rejects. */
  readonly propose: (command: DirectoryCommand) => Promise<void>;
  /** Callers may be told of progress. */
  readonly ticked: () => void;
}

/** Proposals at once: group 0 has other things to do as well. */
const AT_ONCE = 256;
/** The index under which the node itself is looked at. */
const SELF = -1;

export class DirectoryDuties implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #parts: DirectoryDutiesParts;
  /** Groups that something may be to be said of. */
  readonly #pending = new Set<number>();
  readonly #underWay = new Set<number>();
  /** Since when this node has known of a group that it is to be destroyed. */
  readonly #drainingSinceMs = new Map<number, number>();
  #stopped = false;

  constructor(parts: DirectoryDutiesParts) {
    this.#parts = parts;
  }

  /** Something about a group has changed: its entry, its leader, its members. */
  look(groupIdx: number): void {
    const { directory, deadlines, nowMs } = this.#parts;
    if (this.#stopped || directory.get(0) === undefined) return;
    this.#pending.add(groupIdx);
    // After what is under way: it may be said within an execution.
    if (this.heapIndex < 0 || this.dueMs > nowMs()) deadlines.set(this, nowMs());
  }

  /** The directory is there, or there again. */
  lookAtSelf(): void {
    this.look(SELF);
  }

  stop(): void {
    this.#stopped = true;
    this.#parts.deadlines.remove(this);
  }

  onDue(nowMs: number): void {
    for (const groupIdx of this.#pending) {
      if (this.#underWay.size >= AT_ONCE) break;
      if (this.#underWay.has(groupIdx)) continue;
      const said = this.#said(groupIdx, nowMs);
      if (said === 'nothing') this.#pending.delete(groupIdx);
      else if (said !== 'later' && this.#parts.maySpeak()) this.#say(groupIdx, said);
    }
    this.#parts.ticked();
    if (this.#pending.size > 0)
      this.#parts.deadlines.set(this, nowMs + this.#parts.limits.heartbeatIntervalMs);
  }

  #say(groupIdx: number, command: DirectoryCommand): void {
    this.#underWay.add(groupIdx);
    void this.#parts.propose(command).finally(() => this.#underWay.delete(groupIdx));
  }

  /** What is to be said of it. `later`: nothing now, but it is to be looked at again. */
  #said(groupIdx: number, nowMs: number): DirectoryCommand | 'nothing' | 'later' {
    if (groupIdx === SELF) return this.#announcement();
    const entry = this.#parts.directory.get(groupIdx);
    if (entry?.state === 'draining') return this.#draining(entry, nowMs);
    this.#drainingSinceMs.delete(groupIdx);
    if (entry?.state !== 'live') return 'nothing';
    const group = this.#parts.table.at(groupIdx);
    const told = group?.leads === true && group.birth.life === entry.life ? update(group, entry) : 'nothing';
    // Who waits for its founding is told whom that waits for.
    return told === 'nothing' && entry.life > 0 && entry.version === 0 ? 'later' : told;
  }

  #announcement(): DirectoryCommand | 'nothing' {
    const { directory, nodeId, kinds } = this.#parts;
    const announced = directory.announced(nodeId);
    const isSaid = announced !== undefined && JSON.stringify(announced.kinds) === JSON.stringify(kinds);
    if (isSaid) return 'nothing';
    return kinds === undefined ? { op: 'announce', nodeId } : { op: 'announce', nodeId, kinds };
  }

  #draining({ groupIdx, gid, members, drained = [] }: GroupEntry, nowMs: number): DirectoryCommand | 'later' {
    const { table, nodeId, isUp, limits } = this.#parts;
    const sinceMs = this.#drainingSinceMs.get(groupIdx) ?? nowMs;
    this.#drainingSinceMs.set(groupIdx, sinceMs);
    const waitsFor = members.map((member) => member.nodeId).filter((id) => !drained.includes(id));
    const isDrained = (table.at(groupIdx)?.calls ?? 0) === 0;
    if (waitsFor.includes(nodeId) && isDrained) return { op: 'drained', groupIdx, gid, nodeId };
    if (table.at(0)?.leads !== true) return 'later';
    const isOver = nowMs >= sinceMs + limits.closeDrainMs;
    const isDeserted = waitsFor.every((id) => id !== nodeId && !isUp(id));
    return isOver || isDeserted ? { op: 'drop', groupIdx, gid } : 'later';
  }
}

/** Who is in a group, for the directory, if that does not have it yet. */
const update = (group: Group, entry: GroupEntry): DirectoryCommand | 'nothing' | 'later' => {
  const { configuration, gid } = group.view;
  const { version, outgoing, formerLives = [] } = configuration;
  const formerGids = formerLives.map((life) => life.gid);
  if (version <= entry.version) return 'nothing';
  const members = toTarget(group.members);
  const isFounding = entry.version === 0 && entry.life > 0;
  const isRepaired = formerGids.includes(entry.gid);
  if (!isFounding && !isRepaired && JSON.stringify(members) === JSON.stringify(toTarget(entry.members)))
    return 'nothing';
  const isLeaving = entry.members.some((old) => !members.some((member) => member.nodeId === old.nodeId));
  // A node that is to leave stops when it reads this, and a quorum has to be able to do without it by then.
  const voters = votersOf(configuration);
  const isSettled = outgoing === undefined && (voters.length - group.laggards().length) * 2 > voters.length;
  if (isLeaving && !isSettled) return 'later';
  const command = { op: 'update', groupIdx: group.groupIdx, gid, version, members } as const;
  return isRepaired ? { ...command, formerGids } : command;
};
