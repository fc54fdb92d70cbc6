/**
 * Who this replica follows, and for whose sake it refuses others (DESIGN 5). A leader is followed once it has spoken at a
 * ballot that a quorum has promised. A replica that is bound to another leader, by a fortification or by a restart, follows
 * nobody else: it learns what that one says is chosen, no more, and asks the leader that it is bound to for its word.
 *
 * (That an `Accept` or `Lead` above the bond's ballot proves a phase 1 quorum is true in the sender's configuration only.
 * If that is an older one, its quorums need not meet those of the leader that holds the lease: were the word taken, two
 * leases could be held.)
 */

import { ballotNode, type Ballot } from './ballot.ts';
import type { Learner } from './learner.ts';
import type { Lease } from './lease.ts';
import type { Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Pipeline } from './pipeline.ts';
import type { Proposer } from './proposer.ts';
import type { Reader } from './reader.ts';
import type { Session } from './session.ts';
import type { ReplicaState } from './state.ts';
import type { Voting } from './voting.ts';

/** What every message of a leader says. */
export interface LeaderWord {
  readonly ballot: Ballot;
  readonly chosenUpTo: number;
  readonly checksum: number;
}

export interface FollowingParts {
  readonly self: Speaker;
  readonly learner: Learner;
  readonly lease: Lease;
  readonly pipeline: Pipeline;
  readonly proposer: Proposer;
  readonly reader: Reader;
  readonly session: Session;
  readonly voting: Voting;
  readonly stepDown: (reason: string) => void;
  readonly audit: (from: Speaker, instanceId: number, checksum: number) => void;
}

export class Following {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #parts: FollowingParts;

  constructor(state: ReplicaState, out: Outbox, parts: FollowingParts) {
    this.#state = state;
    this.#out = out;
    this.#parts = parts;
  }

  // ---------------------------------------------------------------- following

  /**
   * The owner of a ballot that a quorum has promised speaks. It is followed, unless a higher promise is known here, or
   * this replica is bound to another leader. False: it is bound, and nothing may be done for the speaker.
   */
  heed(from: Speaker, message: LeaderWord): boolean {
    const { lease } = this.#state;
    const { ballot } = message;
    const bond = this.bondAgainst(from);
    // A lower one is refused as it is, and told of the promise. (Two leaders that greeted each other would not end.)
    if (bond !== 0 && ballot >= bond) {
      lease.passedOver = Math.max(lease.passedOver, ballot);
      this.#parts.proposer.hearBallot(ballot);
      this.refusedFor(bond, from.nodeId);
      return false;
    }
    if (this.#isFollowable(from, ballot)) this.#obey(from, message);
    else this.#parts.proposer.hearBallot(ballot);
    return true;
  }

  /**
   * Concludes what the leader says is chosen (rule 5), and asks for what is missing here; of one that is not followed,
   * too: it knows what it knows, and a node may have to learn that its promise counts no more.
   */
  believe(from: Speaker, message: LeaderWord): void {
    const { leader } = this.#state;
    if (leader.nodeId === from.nodeId && leader.ballot === message.ballot) this.#parts.learner.advance();
    this.#parts.learner.hear(from.nodeId, message.chosenUpTo);
    this.#parts.audit(from, message.chosenUpTo, message.checksum);
  }

  follow(nodeId: number, ballot: Ballot): void {
    const { leader } = this.#state;
    const changed = leader.nodeId !== nodeId || (nodeId !== 0 && leader.ballot !== ballot);
    leader.nodeId = nodeId;
    if (leader.ballot !== ballot) leader.chosenUpTo = 0;
    leader.ballot = ballot;
    if (!changed) return;
    this.#parts.proposer.hearBallot(ballot);
    if (nodeId !== 0) this.#parts.lease.followed(ballot);
    this.#parts.reader.leaderChanged();
    this.#parts.session.resendFrom(0);
    this.#out.event({ kind: 'leaderChange', leader: nodeId, ballot });
  }

  /** Nobody is followed any more. */
  leave(): void {
    this.follow(0, this.#state.leader.ballot);
  }

  /** Whoever led at this ballot leads by it no more. */
  ended(ballot: Ballot): void {
    if (this.#state.leader.ballot === ballot) this.leave();
  }

  /** The leader that this replica follows, if its node is alive; else 0. */
  get liveLeader(): number {
    const { leader, alive } = this.#state;
    return leader.nodeId === this.#parts.self.nodeId || alive.has(leader.nodeId) ? leader.nodeId : 0;
  }

  #obey(from: Speaker, { ballot, chosenUpTo }: LeaderWord): void {
    const { leader, proposer, lease } = this.#state;
    if (proposer.role === 'dry-run' || (proposer.role !== 'follower' && ballot > proposer.ballot)) {
      this.#parts.stepDown('another node leads at a higher ballot');
    }
    if (leader.nodeId !== from.nodeId || leader.ballot !== ballot) this.follow(from.nodeId, ballot);
    if (lease.passedOver <= ballot) lease.passedOver = 0;
    leader.chosenUpTo = Math.max(leader.chosenUpTo, chosenUpTo);
    this.#parts.learner.advance();
  }

  /**
   * What this node promised matters only while its vote counts: a leader is not outbid by anybody else. A late word of a disk
   * that its node has no more is nobody's: this node would follow one that does not lead, and let nobody else stand.
   */
  #isFollowable(from: Speaker, ballot: Ballot): boolean {
    const { acceptor, leader, disks } = this.#state;
    if (from.nodeId === this.#parts.self.nodeId || ballot < leader.ballot) return false;
    if ((disks.get(from.nodeId) ?? from.storageId) !== from.storageId) return false;
    return ballot >= acceptor.promised || !this.#parts.voting.mayVote;
  }

  // ---------------------------------------------------------------- bonds

  /** For whose sake this speaker is refused; 0: for nobody's. A leader with a lease gives way to nobody either. */
  bondAgainst(speaker: Speaker): Ballot {
    const { proposer, nowMs } = this.#state;
    const { lease, self } = this.#parts;
    if (speaker.nodeId !== self.nodeId && lease.isHeld(nowMs)) return proposer.ballot;
    return lease.bondAgainst(speaker);
  }

  /**
   * Somebody was refused for the sake of the owner of this ballot. If this node leads by it, it tells the other, which has
   * lost sight of it; if not, it asks the owner whether it still leads: its word that it gave up may have been lost, and
   * nobody must be refused for ever for the sake of nobody.
   */
  refusedFor(ballot: Ballot, refused: number): void {
    const { proposer } = this.#state;
    const owner = ballotNode(ballot);
    // It speaks for itself; it is refused for somebody who is not known (a raised promise, after a restart).
    if (owner === refused) return;
    if (owner !== this.#parts.self.nodeId) this.askForWord(ballot);
    else if (proposer.role === 'leader' && proposer.ballot === ballot) this.#parts.pipeline.greet(refused);
  }

  askForWord(ballot: Ballot): void {
    this.#out.send(ballotNode(ballot), { kind: 'RefusedFor', ballot });
  }

  /** A leader spoke while this replica was bound to another one. It may be free now: does that one still lead? */
  reconsider(): void {
    const { lease, leader, disks } = this.#state;
    const ballot = lease.passedOver;
    if (ballot === 0) return;
    const nodeId = ballotNode(ballot);
    if (this.bondAgainst({ nodeId, storageId: disks.get(nodeId) ?? '' }) !== 0) return;
    lease.passedOver = 0;
    if (ballot > leader.ballot) this.askForWord(ballot);
  }
}
