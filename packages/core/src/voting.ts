/** Whether this replica's vote counts, and whether it answers those who ask for it (rule 7, bootstrap of DESIGN 6). */

import { boundStorage, isInitial, memberOf } from './configuration.ts';
import type { Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { mayVote } from './quorum.ts';
import type { ReplicaState } from './state.ts';

export class Voting {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #self: Speaker;

  constructor(state: ReplicaState, out: Outbox, self: Speaker) {
    this.#state = state;
    this.#out = out;
    this.#self = self;
  }

  get mayVote(): boolean {
    return mayVote(this.#state.configuration, this.#self);
  }

  /** Whether this disk is bound to this node: as a voter, or as a learner that may become one. */
  get isBound(): boolean {
    return boundStorage(this.#state.configuration, this.#self.nodeId) === this.#self.storageId;
  }

  /** Another disk of this node is, or was, the member: what that one promised and led is not for this one to speak of. */
  get isReplacing(): boolean {
    return memberOf(this.#state.configuration, this.#self.nodeId) !== undefined && !this.isBound;
  }

  /** Nothing of the group is known here, and yet it has a log. */
  get isEmptyInGroup(): boolean {
    return isInitial(this.#state.configuration) && this.#state.heardGid !== 0;
  }

  /**
   * A disk that is not bound does not vote: it may have forgotten promises (rule 7). Before this replica has
   * concluded instance 1 it votes for that instance only, and not once a peer has shown that the group has a log: by a
   * gid, or by asking for a later instance.
   */
  answersVotes(instanceId: number): boolean {
    const { configuration } = this.#state;
    if (isInitial(configuration)) {
      if (instanceId === 1 && !this.isEmptyInGroup) return true;
      this.#say('this disk holds nothing of the group, which has a log already');
      return false;
    }
    const member = memberOf(configuration, this.#self.nodeId);
    if (member === undefined || member.role === 'learner' || member.storageId === this.#self.storageId)
      return true;
    this.#say('another disk is bound to this node');
    return false;
  }

  /** The configuration has changed. */
  review(): void {
    const member = memberOf(this.#state.configuration, this.#self.nodeId);
    if (member?.role === 'voter' && member.storageId !== this.#self.storageId) {
      this.#say('another disk is bound to this node');
    }
  }

  #say(reason: string): void {
    if (this.#state.notVoting === reason) return;
    this.#state.notVoting = reason;
    this.#out.event({ kind: 'notVoting', reason });
  }
}
