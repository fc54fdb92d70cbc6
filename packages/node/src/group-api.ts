/** What a group is made from and shares with the other groups of its node. */

import type { Clock, Identity, LogStorage, PeerAddress, Random, StateMachine } from '@gaios/sm-base';
import type { Member, RowMessage, StoredReplica, SupportTable } from '@gaios/core';
import type { FactMessage } from '@gaios/config-sm';
import type { NodeEvents } from './api.ts';
import type { Deadlines } from './deadlines.ts';
import type { Driver } from './driver.ts';
import type { FrameworkMachine } from './framework-state.ts';
import type { GroupBirth } from './group-birth.ts';
import type { MakeReplica } from './guarded-replica.ts';
import type { LeaseClock } from './lease-clock.ts';
import type { Tuning } from './option-rows.ts';
import type { Telemetry } from './telemetry.ts';

/** What a group shares with the other groups of its node. `G`: the group itself. */
export interface GroupShared<G> {
  readonly self: Identity;
  readonly clock: Clock;
  readonly random: Random;
  readonly storage: LogStorage;
  readonly driver: Driver;
  readonly deadlines: Deadlines;
  readonly telemetry: Telemetry;
  readonly changeValueBeforePropose: boolean;
  readonly makeReplica: MakeReplica;
  /** The group may need a leader now, or has one. */
  readonly leadershipChanged: (group: G) => void;
  /** Its user made this node give it up. */
  readonly gaveUp: (group: G) => void;
  readonly isUp: (nodeId: number) => boolean;
  /** Who answers as that node, while it is up. */
  readonly speaker: (nodeId: number) => Identity | undefined;
  readonly sendFacts: (to: number, message: FactMessage) => void;
  readonly sendRows: (to: number, message: RowMessage) => void;
  /** @throws GaiosError for addresses that the transport refuses */
  readonly checkPeers: (peers: readonly PeerAddress[]) => void;
  readonly support: SupportTable;
  readonly leaseReads: boolean;
  readonly followNodeId: number | undefined;
  readonly useMaster: (groupIdx: number) => boolean;
  /** To be told to the user. */
  readonly masterChanged: (change: NodeEvents['masterChange'][0]) => void;
  /** To be told to the user. */
  readonly membershipChanged: (change: NodeEvents['membershipChange'][0]) => void;
  /** The clock, for a look at a lease at that very moment. */
  readonly leaseReading: () => number;
  /** The machine slept, and what was counted on before is not dropped yet. */
  readonly hasSlept: () => boolean;
  /** The same for requests that wait until the end of the turn. */
  readonly leaseClock: LeaseClock;
  /** Its configuration has changed. */
  readonly membersChanged: (groupIdx: number, members: readonly Member[]) => void;
  /** Gaios's own machines of a group, besides those that every group has. */
  readonly builtIn: (groupIdx: number) => readonly (StateMachine & FrameworkMachine)[];
  readonly executed: (groupIdx: number, upTo: number) => void;
  /** Its log, from there on, cannot be learned any more. */
  readonly needsCheckpoint: (groupIdx: number, from: number) => void;
  /** Damaged rows of its log cannot be put back any more. */
  readonly rowsGone: (groupIdx: number) => void;
  /** A group has stopped. */
  readonly stopped: () => void;
  /** A read of the log failed. */
  readonly storageFailed: (error: unknown) => void;
}

export interface GroupParts<G> {
  readonly groupIdx: number;
  readonly shared: GroupShared<G>;
  readonly birth: GroupBirth;
  /** Its own copy: the setters change it. */
  readonly tuning: Tuning;
  readonly machines: readonly StateMachine[];
  readonly stored: StoredReplica;
}

/** With what its waiting calls end. */
export type EndCode = 'GROUP_STOPPED' | 'GROUP_DESTROYED' | 'NOT_A_MEMBER';
