/**
 * Which groups run on this node: those of the options, until there is a directory of groups, and from then on those that it
 * names this node a member of (DESIGN 6). Everything is decided from what the directory says now, what runs, and what the
 * disk holds, so that a crash at any step is finished by doing the same again.
 *
 * What is on disk says which life of its index it is. That of an older life is deleted, durably, before the next one starts;
 * that of a younger one is left alone: the directory has not been executed that far here yet.
 */

import { GaiosError } from '@gaios/sm-base';
import type { StoredReplica } from '@gaios/core';
import type { GroupDirectory, GroupEntry } from '@gaios/config-sm';
import type { Group } from './group.ts';
import type { EndCode } from './group-api.ts';
import { birthOf, isSameLife, storedLife, type GroupBirth } from './group-birth.ts';
import type { GroupTable } from './group-table.ts';
import type { Telemetry } from './telemetry.ts';

export interface GroupLivesParts {
  readonly nodeId: number;
  /** What the options say of the initial set. */
  readonly birth: GroupBirth;
  readonly groupCount: number;
  /** It must not found the initial set: the disk is one in the place of another, which may have voted, or its options forbid it. */
  readonly hadLog: boolean;
  /** What the disk held at the start. */
  readonly stored: ReadonlyMap<number, StoredReplica>;
  readonly table: GroupTable;
  readonly telemetry: Telemetry;
  readonly directory: Pick<GroupDirectory, 'get' | 'entries'>;
  /** @throws what the user's function throws */
  readonly make: (groupIdx: number, birth: GroupBirth, stored: StoredReplica) => Group;
  /** It runs from now on; it runs no more. */
  readonly came: (group: Group) => void;
  readonly went: (group: Group) => void;
  /** Waits for an operation of its machines, but not for ever. */
  readonly idle: (group: Group) => Promise<void>;
  /** Deletes what the disk holds of it; calls back when that is durable. */
  readonly drop: (group: number, dropped: () => void) => void;
  /** Calls `sure` once the directory is certain to be as young here as anywhere. */
  readonly makeSure: (groupIdx: number) => void;
  /** Something that a caller may wait for has happened. */
  readonly changed: (groupIdx: number) => void;
}

const NOTHING: StoredReplica = { stored: undefined, tail: [] };

export class GroupLives {
  readonly #parts: GroupLivesParts;
  /** On disk, and not running. */
  readonly #onDisk: Map<number, StoredReplica>;
  /** Being ended, or deleted. */
  readonly #leaving = new Set<number>();
  /** Groups that this node is a member of and cannot run, and why. */
  readonly #failed = new Map<number, { readonly life: number; readonly error: GaiosError }>();
  #hasBegun = false;

  constructor(parts: GroupLivesParts) {
    this.#parts = parts;
    this.#onDisk = new Map(parts.stored);
  }

  /**
   * Group 0, and those of the initial set that are certainly there: all of them on a node that is new; later those that were
   * founded. Of the others the directory says what became of them.
   */
  begin(): void {
    const isNew = (this.#onDisk.get(0)?.stored?.meta.chosenUpTo ?? 0) === 0;
    for (let groupIdx = 0; groupIdx < this.#parts.groupCount; groupIdx++) {
      const stored = this.#onDisk.get(groupIdx) ?? NOTHING;
      const { life, gid } = storedLife(stored);
      if (groupIdx === 0 || (life === 0 && (isNew || gid !== 0))) this.#startInitial(groupIdx);
    }
  }

  /** What was on disk of the directory is executed. Without one there is the initial set. */
  directoryRead(): void {
    this.#hasBegun = true;
    const { directory, groupCount, table } = this.#parts;
    if (directory.entries.length > 0) return;
    for (let groupIdx = 1; groupIdx < groupCount; groupIdx++) {
      if (table.at(groupIdx) === undefined) this.#parts.makeSure(groupIdx);
    }
  }

  /** What the directory says of the group now is what it says everywhere, or was when this was asked. */
  sure(groupIdx: number): void {
    const { directory, table, groupCount } = this.#parts;
    const entry = directory.get(groupIdx);
    if (table.at(groupIdx) !== undefined || this.#leaving.has(groupIdx)) return;
    if (entry !== undefined) this.#lookAtDisk(entry, true);
    else if (directory.entries.length === 0 && groupIdx < groupCount) this.#startInitial(groupIdx);
  }

  /** The directory has news of a group. */
  look(groupIdx: number): void {
    const entry = this.#parts.directory.get(groupIdx);
    if (entry === undefined || groupIdx === 0 || this.#leaving.has(groupIdx)) return;
    const running = this.#parts.table.at(groupIdx);
    if (running === undefined) this.#lookAtDisk(entry);
    else if (running.birth.life < entry.life || entry.state === 'destroyed') this.#end(running, entry);
    else if (this.#isOut(running, entry)) this.#end(running, entry);
    else running.draining = entry.state === 'draining';
  }

  /** Whether this node still has anything of a life of a group, or of one before it. */
  holds(groupIdx: number, life: number): boolean {
    if (this.#leaving.has(groupIdx)) return true;
    const running = this.#parts.table.at(groupIdx);
    const disk = this.#onDisk.get(groupIdx);
    return (
      (running !== undefined && running.birth.life <= life) ||
      (disk !== undefined && storedLife(disk).life <= life)
    );
  }

  /** Why a group does not run here. */
  absence(groupIdx: number): GaiosError {
    const { table, directory } = this.#parts;
    const entry = directory.get(groupIdx);
    const failed = this.#failed.get(groupIdx);
    if (failed !== undefined) return failed.error;
    if (entry === undefined) {
      return new GaiosError('UNKNOWN_GROUP', undefined, { facts: { groupIdx, groupCount: table.size } });
    }
    const { state, gid, members } = entry;
    if (state === 'destroyed')
      return new GaiosError('UNKNOWN_GROUP', 'the group was destroyed', { facts: { groupIdx, state, gid } });
    if (!isMember(entry, this.#parts.nodeId)) return notMember(entry);
    const detail = 'this node does not run the group yet';
    return new GaiosError('UNKNOWN_GROUP', detail, { facts: { groupIdx, state, gid, members } });
  }

  #lookAtDisk(entry: GroupEntry, isSure = false): void {
    const { groupIdx } = entry;
    const stored = this.#onDisk.get(groupIdx);
    const disk = stored === undefined ? undefined : storedLife(stored);
    const isOld = disk !== undefined && !isSameLife(disk, entry);
    if (isOld && disk.life > entry.life) return;
    if (isOld || (disk !== undefined && entry.state === 'destroyed')) return this.#drop(groupIdx);
    if (entry.state === 'destroyed') return void this.#failed.delete(groupIdx);
    const isOut = !isMember(entry, this.#parts.nodeId);
    if (isOut && disk !== undefined && entry.version >= (disk.configuration?.version ?? 0)) {
      return this.#drop(groupIdx);
    }
    // Who was a member of an initial group from the beginning knows it from the options.
    const isByOptions = entry.life === 0 && entry.version === 0 && disk === undefined;
    if (isOut || (isByOptions && (this.#hasBegun || groupIdx >= this.#parts.groupCount))) return;
    if (disk === undefined && !isSure) return this.#parts.makeSure(groupIdx);
    this.#start(groupIdx, birthOf(entry, this.#parts.nodeId), entry.state === 'draining');
  }

  #startInitial(groupIdx: number): void {
    const { birth, hadLog } = this.#parts;
    const stored = this.#take(groupIdx);
    const group = this.#parts.make(groupIdx, birth, hadLog ? { ...stored, hadLog } : stored);
    this.#parts.table.add(group);
    this.#parts.came(group);
  }

  #start(groupIdx: number, birth: GroupBirth, draining: boolean): void {
    const { table, telemetry } = this.#parts;
    if (this.#failed.get(groupIdx)?.life === birth.life) return;
    try {
      const group = this.#parts.make(groupIdx, birth, this.#onDisk.get(groupIdx) ?? NOTHING);
      this.#onDisk.delete(groupIdx);
      this.#failed.delete(groupIdx);
      group.draining = draining;
      table.add(group);
      this.#parts.came(group);
    } catch (cause) {
      const { kind, life } = birth;
      const facts = { groupIdx, kind };
      const isTyped = cause instanceof GaiosError && cause.code === 'UNKNOWN_KIND';
      const detail = 'the machines of the group could not be made';
      const error = isTyped ? cause : new GaiosError('GROUP_STOPPED', detail, { facts, cause });
      this.#failed.set(groupIdx, { life, error });
      telemetry.tell('groupStopped', { groupIdx, error });
    }
  }

  #take(groupIdx: number): StoredReplica {
    const stored = this.#onDisk.get(groupIdx) ?? NOTHING;
    this.#onDisk.delete(groupIdx);
    return stored;
  }

  /** Its own log may know of a younger membership than the directory. */
  #isOut(running: Group, entry: GroupEntry): boolean {
    if (isMember(entry, this.#parts.nodeId) || entry.version === 0) return false;
    return entry.version >= running.view.configuration.version;
  }

  #end(group: Group, entry: GroupEntry): void {
    const { groupIdx, birth } = group;
    const isGone = entry.state === 'destroyed' || birth.life < entry.life;
    const code: EndCode = isGone ? 'GROUP_DESTROYED' : 'NOT_A_MEMBER';
    const facts = { groupIdx, gid: group.gid };
    group.retire(isGone ? new GaiosError(code, undefined, { facts }) : notMember(entry), code);
    this.#leaving.add(groupIdx);
    this.#parts.table.delete(groupIdx);
    this.#parts.went(group);
    void this.#parts.idle(group).then(() => this.#drop(groupIdx));
  }

  #drop(groupIdx: number): void {
    this.#leaving.add(groupIdx);
    this.#parts.drop(groupIdx, () => {
      this.#onDisk.delete(groupIdx);
      this.#leaving.delete(groupIdx);
      this.look(groupIdx);
      this.#parts.changed(groupIdx);
    });
  }
}

const isMember = ({ members }: GroupEntry, nodeId: number): boolean =>
  members.some((member) => member.nodeId === nodeId);

const notMember = ({ groupIdx, gid, members }: GroupEntry): GaiosError =>
  new GaiosError('NOT_A_MEMBER', undefined, { facts: { groupIdx, gid, members } });
