/** The calls of `Node` about groups at run time (DESIGN 6). */

import { GaiosError } from '@gaios/sm-base';
import type { CallOptions, GroupInfo, GroupsApi, NewGroup } from './api.ts';
import type { DirectoryHost } from './directory-host.ts';
import { MembershipCalls } from './membership-calls.ts';

export abstract class GroupCalls extends MembershipCalls implements GroupsApi {
  protected abstract get directory(): DirectoryHost;

  /**
   * Makes a group, which all nodes learn of from group 0; its members start it. Resolves when it is founded, for which all
   * of its voters are needed. While one of them is down it waits (event `groupProgress`); after TIMEOUT, with outcome
   * `unknown`, the group is there all the same, and is founded as soon as they are all up.
   * Rejects with `not-executed` and nothing changed: INVALID_ARGUMENT (an index out of range, group 0, a kind that is no
   * text, another address), UNKNOWN_MEMBER (not in group 0), NO_VOTERS, DUPLICATE_MEMBER, GROUP_EXISTS, GROUP_DRAINING,
   * UNKNOWN_KIND (`facts.nodeIds`), GROUP_LIMIT, NOT_A_MEMBER (this node is not in group 0); and as `propose` does. It
   * rejects with GROUP_DESTROYED if somebody destroys the group meanwhile.
   */
  async createGroup(group: NewGroup, options: CallOptions = {}): Promise<GroupInfo> {
    const { timeoutMs = 0, ...checked } = this.checkedCall(options);
    const host = this.directory;
    return host.info(await settled(host.calls.create(group, { ...checked, timeoutMs })));
  }

  /**
   * Ends a group: it takes nothing new (GROUP_DRAINING), what is under way is finished, or ends with GROUP_DESTROYED after
   * `closeDrainMs`, and its log is deleted at all of its members. A node that is down does so when it comes back. Resolves
   * when the directory says so and nothing of it is left here. The same index may be used again by `createGroup`: that is
   * another group, with another gid.
   * Rejects with INVALID_ARGUMENT (group 0 stays), UNKNOWN_GROUP, and as `propose` does. After TIMEOUT, with outcome
   * `unknown`, it goes on by itself.
   */
  async destroyGroup(groupIdx: number, options: CallOptions = {}): Promise<void> {
    const { timeoutMs = 0, ...checked } = this.checkedCall(options);
    await settled(this.directory.calls.destroy(groupIdx, { ...checked, timeoutMs }));
  }

  /**
   * All groups that this node knows of, those included that were destroyed, as of what it has executed of group 0; after
   * `readBarrier(0)` that is all that was answered anywhere before.
   */
  showGroups(): readonly GroupInfo[] {
    return this.directory.show();
  }
}

/** What fails before anything is proposed was not executed. */
const settled = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof GaiosError) || error.outcome !== undefined) throw error;
    const { code, message, facts, cause } = error;
    throw new GaiosError(code, message, { facts, cause, outcome: 'not-executed' });
  }
};
