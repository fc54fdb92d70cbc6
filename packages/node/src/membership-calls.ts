/** The calls of `Node` about membership (DESIGN 6.1), put together from one operation each. */

import { EventEmitter } from 'eventemitter3';
import type { MembershipOperation, Plan } from '@gaios/config-sm';
import type {
  ChangedMembership,
  ChangeOptions,
  GroupChange,
  Membership,
  MembershipApi,
  NodeEvents,
  TargetMember,
} from './api.ts';
import type { GroupMembership } from './membership.ts';

/** So many groups are changed at a time where all are: each asks all of its members. */
const GROUPS_AT_A_TIME = 16;

export abstract class MembershipCalls extends EventEmitter<NodeEvents> implements MembershipApi {
  abstract get nodeId(): number;

  /** @throws GaiosError UNKNOWN_GROUP */
  protected abstract membershipOf(groupIdx: number): GroupMembership;
  /** Fills in the node's timeout. @throws GaiosError CLOSED, INVALID_ARGUMENT */
  protected abstract checkedCall(options: ChangeOptions): ChangeOptions;
  /** Indexes of the groups that run on this node. */
  protected abstract get groupIdxs(): readonly number[];

  /**
   * Who is in a group, as of what is executed here, with the disk that each is bound to; after `readBarrier` it is what
   * everybody has that was answered before. @throws GaiosError UNKNOWN_GROUP
   */
  showMembership(groupIdx: number): Membership {
    const {
      gid,
      version,
      members,
      outgoing,
      formerDisks = [],
    } = this.membershipOf(groupIdx).machine.configuration;
    return { groupIdx, gid, version, members, ...(outgoing === undefined ? {} : { outgoing }), formerDisks };
  }

  /**
   * The steps of a change, the quorum before, on the way and at its end, who is live and how far behind, and whose failure
   * would break it; `refusals` say why it would not be done. Changes nothing. Rejects with what is wrong in itself.
   */
  async planMembership(
    groupIdx: number,
    wanted: MembershipOperation | readonly TargetMember[],
  ): Promise<Plan> {
    this.checkedCall({});
    return this.membershipOf(groupIdx).plan(operationOf(wanted));
  }

  /** A new voter; a learner until it has caught up. Start it before or after, with an empty folder, as a learner. */
  addMember(
    groupIdx: number,
    nodeId: number,
    address: string,
    options?: ChangeOptions,
  ): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'addMember', nodeId, address }, options);
  }

  addLearner(
    groupIdx: number,
    nodeId: number,
    address: string,
    options?: ChangeOptions,
  ): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'addLearner', nodeId, address }, options);
  }

  /** Any node, this one and the leader included: a leader hands over first. Stop it when this has resolved, not before. */
  removeMember(groupIdx: number, nodeId: number, options?: ChangeOptions): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'removeMember', nodeId }, options);
  }

  /** This node leaves the group. */
  leave(groupIdx: number, options?: ChangeOptions): Promise<ChangedMembership> {
    return this.removeMember(groupIdx, this.nodeId, options);
  }

  /** One node for another, which gets its role. */
  changeMember(
    groupIdx: number,
    from: number,
    to: { readonly nodeId: number; readonly address: string },
    options?: ChangeOptions,
  ): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'changeMember', from, to }, options);
  }

  /** A learner that has caught up becomes a voter; rejects with LEARNER_BEHIND while it has not. */
  promote(groupIdx: number, nodeId: number, options?: ChangeOptions): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'promote', nodeId }, options);
  }

  demote(groupIdx: number, nodeId: number, options?: ChangeOptions): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'demote', nodeId }, options);
  }

  /** The same node with the same disk elsewhere, also while it is down. */
  changeAddress(
    groupIdx: number,
    nodeId: number,
    address: string,
    options?: ChangeOptions,
  ): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'changeAddress', nodeId, address }, options);
  }

  /** From any membership to any other. */
  changeMembership(
    groupIdx: number,
    target: readonly TargetMember[],
    options?: ChangeOptions,
  ): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'changeMembership', target }, options);
  }

  /** Out of a joint configuration that cannot be completed, to where it came from. */
  takeBack(groupIdx: number, options?: ChangeOptions): Promise<ChangedMembership> {
    return this.#change(groupIdx, { kind: 'takeBack' }, options);
  }

  /** The same change in every group of this node; what became of each. Never rejects for what one group says. */
  async changeAllGroups(
    operation: MembershipOperation,
    options: ChangeOptions = {},
  ): Promise<readonly GroupChange[]> {
    const outcomes: GroupChange[] = [];
    for (const groups of inTurn(operation, this.groupIdxs)) {
      const some = groups.map(async (groupIdx): Promise<GroupChange> => {
        try {
          return { groupIdx, changed: await this.#change(groupIdx, operation, options) };
        } catch (error) {
          return { groupIdx, error };
        }
      });
      outcomes.push(...(await Promise.all(some)));
    }
    return outcomes.toSorted((a, b) => a.groupIdx - b.groupIdx);
  }

  async #change(
    groupIdx: number,
    operation: MembershipOperation,
    options: ChangeOptions = {},
  ): Promise<ChangedMembership> {
    const checked = this.checkedCall(options);
    const { configuration, steps } = await this.membershipOf(groupIdx).change(operation, checked);
    const { version, members } = configuration;
    return { groupIdx, version, members, steps };
  }
}

/** Every node is a member of group 0, as long as it is one of any: whoever comes comes there first, and whoever goes goes there last. */
const inTurn = ({ kind }: MembershipOperation, groupIdxs: readonly number[]): (readonly number[])[] => {
  const others = groupIdxs.filter((groupIdx) => groupIdx !== 0);
  const directory = groupIdxs.filter((groupIdx) => groupIdx === 0);
  const turns: (readonly number[])[] = [];
  for (let from = 0; from < others.length; from += GROUPS_AT_A_TIME)
    turns.push(others.slice(from, from + GROUPS_AT_A_TIME));
  return kind === 'removeMember' ? [...turns, directory] : [directory, ...turns];
};

const operationOf = (wanted: MembershipOperation | readonly TargetMember[]): MembershipOperation =>
  'kind' in wanted ? wanted : { kind: 'changeMembership', target: wanted };
