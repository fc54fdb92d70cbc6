/** What the offline repair knows and decides; plain data, so that the deciding part can be tested without a disk. */

import type { GroupMeta, Identity, LogRecord } from '@gaios/sm-base';
import type { ConcludedConfiguration, Configuration, Member } from '@gaios/core';

/** What one data folder holds of one group. */
export interface GroupSight {
  readonly meta: GroupMeta;
  /** Undefined: the group is not founded as far as this folder knows. */
  readonly concluded: ConcludedConfiguration | undefined;
  /**
   * Chained checksum of the whole history, at each instance where one of the folders ends, as far as the log of this one
   * reaches: what two folders have in common is the same if it is the same there.
   */
  readonly chainAt: ReadonlyMap<number, number>;
  /** False: its log does not end in the checksum that it has stored. */
  readonly isWhole: boolean;
  /** Nothing in its log, promise or configuration has a higher ballot. */
  readonly ballotMax: number;
  /** Accepted, or learned, above `meta.chosenUpTo`. */
  readonly tail: readonly LogRecord[];
}

/** A data folder that is left. */
export interface Survivor {
  readonly folder: string;
  readonly identity: Identity;
  /** Why it is not where it was; then it has to be adopted first. */
  readonly moved?: string;
  readonly groups: ReadonlyMap<number, GroupSight>;
}

export interface Excluded {
  readonly nodeId: number;
  readonly why: string;
}

/** What becomes of one instance above what is certain. */
export interface TailInstance {
  readonly instanceId: number;
  /** `chosen`: known to be. `accepted`: at the highest ballot that is left. `lost`: nothing is left of it, or it lies behind a gap. */
  readonly fate: 'chosen' | 'accepted' | 'lost';
  /** Node from whose folder it is; 0: none. */
  readonly from: number;
  readonly ballot: number;
  /** A no-op, if it is lost. */
  readonly value: Uint8Array;
}

export interface UntouchedGroup {
  readonly kind: 'untouched';
  readonly groupIdx: number;
  readonly why: string;
  readonly excluded: readonly Excluded[];
}

/** The quorum of the group is gone: it goes on as another era. */
export interface RepairedGroup {
  readonly kind: 'repair';
  readonly groupIdx: number;
  readonly excluded: readonly Excluded[];
  /** Whose log up to `certainUpTo` all get. */
  readonly source: number;
  readonly certainUpTo: number;
  /** Chained checksum at `certainUpTo`. */
  readonly checksum: number;
  /** Above `certainUpTo`, without a gap; the change comes after it. */
  readonly tail: readonly TailInstance[];
  /** The configuration of the instance of the change. */
  readonly current: Configuration;
  readonly members: readonly Member[];
  readonly removed: readonly Member[];
  /** Voters of `current`, and how many of them are left. */
  readonly voters: number;
  readonly votersLeft: number;
  /** Above everything that any of the folders has. */
  readonly ballot: number;
}

/** A repair was cut off: some folders are in the new era, the others follow. */
export interface FinishedGroup {
  readonly kind: 'finish';
  readonly groupIdx: number;
  readonly excluded: readonly Excluded[];
  readonly source: number;
  readonly upTo: number;
  /** Nodes whose folders are still to be written. */
  readonly nodeIds: readonly number[];
  readonly concluded: ConcludedConfiguration;
  readonly checksum: number;
  readonly plan: string;
}

export type GroupPlan = UntouchedGroup | RepairedGroup | FinishedGroup;

export interface RepairPlan {
  /** '': there is nothing to do. */
  readonly hash: string;
  readonly groups: readonly GroupPlan[];
  readonly survivors: readonly Survivor[];
}
