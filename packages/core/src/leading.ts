/**
 * How this replica gets to lead, keeps leading, hands over and gives up (DESIGN 3.2, 5): what follows from the outcome of a
 * phase 1, from the answers of followers, and from a promise above its own ballot.
 */

import { ballotNode, type Ballot } from './ballot.ts';
import { boundStorage } from './configuration.ts';
import type { Following } from './following.ts';
import type { Learner } from './learner.ts';
import type { Lease } from './lease.ts';
import type { Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Pipeline } from './pipeline.ts';
import type { Phase1Outcome, Proposer } from './proposer.ts';
import { mayVote } from './quorum.ts';
import type { Reader } from './reader.ts';
import { resetProposer, type ReplicaState } from './state.ts';
import type { Voting } from './voting.ts';

export interface LeadingParts {
  readonly self: Speaker;
  /** How long a handing over may take. */
  readonly transferMs: number;
  readonly following: Following;
  readonly learner: Learner;
  readonly lease: Lease;
  readonly pipeline: Pipeline;
  readonly proposer: Proposer;
  readonly reader: Reader;
  readonly voting: Voting;
  readonly audit: (from: Speaker, instanceId: number, checksum: number) => void;
  readonly campaign: () => void;
}

export class Leading {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #parts: LeadingParts;

  constructor(state: ReplicaState, out: Outbox, parts: LeadingParts) {
    this.#state = state;
    this.#out = out;
    this.#parts = parts;
  }

  phase1(from: Speaker, chosenUpTo: number, outcome: Phase1Outcome): void {
    if (outcome === 'behind') {
      this.stepDown('behind: learns first');
      this.#parts.learner.hear(from.nodeId, chosenUpTo);
    } else if (outcome === 'outbid') {
      this.stepDown('refused');
    }
  }

  promised(): void {
    if (this.#state.proposer.role === 'leader') {
      this.#parts.pipeline.resume();
      return;
    }
    this.#parts.pipeline.lead();
    this.#parts.lease.lead();
    this.#parts.following.follow(this.#parts.self.nodeId, this.#state.proposer.ballot);
  }

  isMyReign(message: { readonly ballot: Ballot; readonly proposer: string }): boolean {
    const { proposer } = this.#state;
    return (
      proposer.role === 'leader' &&
      message.ballot === proposer.ballot &&
      message.proposer === this.#parts.self.storageId
    );
  }

  /** What every answer of a follower tells: how far it is, and whether its log is the same. */
  hearFollower(
    from: Speaker,
    message: { readonly verdict?: string; readonly chosenUpTo: number; readonly checksum: number },
  ): void {
    this.#parts.pipeline.acknowledged(from.nodeId, message.chosenUpTo);
    // What is still in flight here is chosen in a moment; only what lies beyond came by another ballot.
    const { chosenUpTo } = message;
    if (message.verdict === 'chosen' || chosenUpTo >= this.#state.proposer.next) {
      this.#parts.learner.hear(from.nodeId, chosenUpTo);
    }
    this.#parts.audit(from, chosenUpTo, message.checksum);
  }

  /**
   * A voter has promised above this ballot: lead no more, and see by a dry run whether to lead again. With a lease nobody
   * else can get to lead: this node goes above it at once, and its followers stay bound to it meanwhile.
   */
  outbid(from: Speaker, promised: Ballot): void {
    const { proposer, configuration, nowMs } = this.#state;
    this.#parts.proposer.hearBallot(promised);
    if (proposer.role !== 'leader' || promised <= proposer.ballot || !mayVote(configuration, from)) return;
    if (this.#parts.lease.isHeld(nowMs)) {
      const reign = proposer.reign === 0 ? proposer.ballot : proposer.reign;
      this.#leadNoMore('goes above the promise of a voter', () => {});
      this.#parts.proposer.prepare();
      proposer.reign = reign;
      return;
    }
    this.stepDown('a voter promised a higher ballot');
    // Two that outbid each other at once would go on for ever, where both are needed: one of them leaves it to the elections.
    const owner = ballotNode(promised);
    if (!this.#state.alive.has(owner) || owner > this.#parts.self.nodeId) this.#parts.campaign();
  }

  /** Concludes what a quorum has accepted, in order (rule 4). */
  conclude(): void {
    for (;;) {
      const next = this.#parts.pipeline.nextChosen();
      if (next === undefined) return;
      this.#parts.lease.confirmed();
      this.#parts.learner.conclude(this.#state.proposer.ballot, next.value);
      this.#parts.pipeline.landed(next.instanceId);
      if (this.#state.proposer.role === 'leader' && next.instanceId === this.#state.configuration.version) {
        if (this.#parts.proposer.regather()) this.#parts.pipeline.resume();
      }
    }
  }

  /** `successor`: another node has been told already, and the others hear it from there. */
  stepDown(reason: string, successor = 0): void {
    const { proposer, alive } = this.#state;
    const { ballot, role } = proposer;
    const release = (): void => {
      if (this.#parts.lease.isOn) this.#parts.lease.release(successor);
      else if (role === 'leader')
        for (const nodeId of alive) this.#out.send(nodeId, { kind: 'Release', ballot });
    };
    if (role === 'leader') return this.#leadNoMore(reason, release);
    resetProposer(proposer);
    release();
  }

  /** `release`: says so. */
  #leadNoMore(reason: string, release: () => void): void {
    const { proposer, lease } = this.#state;
    const { ballot } = proposer;
    resetProposer(proposer);
    lease.fortifiers.clear();
    this.#out.event({ kind: 'steppedDown', ballot, reason });
    release();
    this.#parts.reader.steppedDown();
    this.#parts.following.ended(ballot);
  }

  /** `Replica.transfer`: once the window is drained and the successor knows all of it. */
  transfer(nodeId: number): boolean {
    const { proposer, configuration, alive, nowMs } = this.#state;
    const { pipeline, self, transferMs } = this.#parts;
    const successor = { nodeId, storageId: boundStorage(configuration, nodeId) };
    if (!pipeline.isReady || nodeId === self.nodeId) return false;
    if (!mayVote(configuration, successor) || !alive.has(nodeId)) return false;
    proposer.transferTo = nodeId;
    proposer.transferUntilMs = nowMs + transferMs;
    return true;
  }

  /** The window is drained, and the successor knows all of it: it may lead, and this node does no more. */
  handOver(): void {
    const { proposer, alive, learner } = this.#state;
    const { transferTo: to, ballot } = proposer;
    if (!alive.has(to)) return this.keepLeading();
    if (!this.#parts.pipeline.isDrainedFor(to)) return;
    this.#out.send(to, { kind: 'Transfer', ballot, chosenUpTo: learner.chosenUpTo });
    this.stepDown(`hands over to ${to}`, to);
  }

  keepLeading(): void {
    const { proposer } = this.#state;
    proposer.transferTo = 0;
    proposer.transferUntilMs = Infinity;
  }

  /** Another leader has handed over to this node, and released its ballot: no need to ask around first. */
  succeed(token: Ballot, chosenUpTo: number): void {
    const { proposer, acceptor, learner } = this.#state;
    const isFree = proposer.role === 'follower' || proposer.role === 'dry-run';
    if (
      !isFree ||
      !this.#parts.voting.mayVote ||
      acceptor.promised > token ||
      learner.chosenUpTo < chosenUpTo
    )
      return;
    if (this.#parts.lease.bondAgainst(this.#parts.self) === 0) this.#parts.proposer.prepare(token);
  }
}
