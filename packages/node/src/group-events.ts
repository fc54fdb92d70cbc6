/** What a group does at each event of its replica, besides telling people. */

import { InvariantViolation } from '@gaios/sm-base';
import type { Member, ReplicaEventKind, ReplicaEventMap, ReplicaView } from '@gaios/core';
import type { GroupShared } from './group-api.ts';
import type { Reads } from './reads.ts';
import type { Waiters } from './waiters.ts';

export type EventHandlers = { readonly [K in ReplicaEventKind]: (event: ReplicaEventMap[K]) => void };

interface EventfulGroup {
  readonly groupIdx: number;
  readonly view: ReplicaView;
  readonly members: readonly Member[];
  readonly reads: Reads;
  readonly waiters: Waiters;
  stop(error: unknown): void;
}

export interface EventHooks {
  /** The disk of this node may be bound now, or no longer. */
  checkBinding(): void;
  notVotes(reason: string): void;
  /** The group may need a leader now, or has one. */
  leadershipChanged(): void;
}

type EventShared = Pick<GroupShared<unknown>, 'telemetry' | 'membersChanged' | 'needsCheckpoint'>;

export const eventHandlers = (
  group: EventfulGroup,
  shared: EventShared,
  hooks: EventHooks,
): EventHandlers => {
  const { groupIdx } = group;
  const { telemetry } = shared;
  return {
    leaderChange: ({ leader, ballot }) => {
      telemetry.tell('leaderChange', { groupIdx, leader, ballot });
      if (leader !== 0) group.reads.leaderChanged();
      hooks.leadershipChanged();
      group.waiters.check();
    },
    campaign: ({ ballot, phase }) => {
      telemetry.tell('campaign', { groupIdx, ballot, phase });
    },
    steppedDown: ({ ballot, reason }) => {
      telemetry.tell('steppedDown', { groupIdx, ballot, reason });
      hooks.leadershipChanged();
    },
    learned: ({ from, to, peer }) => {
      telemetry.tell('learned', { groupIdx, from, to, peer });
    },
    // People are told of it when its instance is executed: a callback waits its turn (rule 4).
    configuration: () => {
      hooks.checkBinding();
      shared.membersChanged(groupIdx, group.members);
      hooks.leadershipChanged();
    },
    notVoting: ({ reason }) => hooks.notVotes(reason),
    divergence: ({ instanceId, mine, theirs, peer }) => {
      const facts = { instanceId, mine, theirs, peer };
      telemetry.tell('divergence', { groupIdx, ...facts });
      if (group.view.stopped !== undefined) group.stop(new InvariantViolation('replicas agree', facts));
    },
    messageRejected: ({ peer, message, reason }) => {
      const text = `group ${groupIdx}, ${message}: ${reason}`;
      telemetry.tell('messageRejected', { peer, reason: text });
    },
    needsCheckpoint: ({ from }) => {
      hooks.notVotes(`no peer has instance ${from} any more`);
      shared.needsCheckpoint(groupIdx, from);
    },
    needsNoCheckpoint: () => {},
    peerNeedsCheckpoint: () => {},
  };
};
