/**
 * A way to a leader that this node cannot reach, over a peer that follows it (DESIGN 5): one hop, for proposals
 * (`SendNewValue`) and read indexes (`AskForReadIndex`). A chain of links A-B-C must not stop C while A leads and both have B.
 *
 * Who looks for a leader hears from its peers whom they follow; only one that named a leader is used, so that nothing is
 * said to have left that nobody could have taken. What is relayed names its origin, is never relayed again, and what
 * the leader answers comes back the same way.
 */

import type { ReplicaState } from './state.ts';

export class Relay {
  readonly #state: ReplicaState;

  constructor(state: ReplicaState) {
    this.#state = state;
  }

  /** A peer says whom it follows; 0: nobody. It says so each time that this node asks around, as it does without a leader. */
  heard(peer: number, followed: number, self: number): void {
    const { relay, leader } = this.#state;
    const isWay = leader.nodeId === 0 && followed !== 0 && followed !== self && followed !== peer;
    if (isWay) relay.via = peer;
    else this.forget(peer);
  }

  /** The peer to use in place of a leader; 0: there is a leader, or no way to one. */
  get via(): number {
    const { relay, leader, proposer, alive } = this.#state;
    const isNeeded = leader.nodeId === 0 && proposer.role !== 'leader';
    return isNeeded && alive.has(relay.via) ? relay.via : 0;
  }

  /** It is no way any more: it follows nobody, or this node does again. Asking around finds another, if there is one. */
  forget(peer = this.#state.relay.via): void {
    const { relay } = this.#state;
    if (relay.via === peer) relay.via = 0;
  }

  /** The leader that something of a peer may be passed on to; 0: none. Never back to where it came from. */
  leaderFor(from: number): number {
    const { leader, proposer, alive } = this.#state;
    const isFollower = proposer.role !== 'leader' && leader.nodeId !== from;
    return isFollower && alive.has(leader.nodeId) ? leader.nodeId : 0;
  }
}
