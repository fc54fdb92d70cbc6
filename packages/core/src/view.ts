/** What a replica looks like from outside, found when it is asked for: every turn of every group asks for a thing or two. */

import { ballotNode, type Ballot } from './ballot.ts';
import type { Configuration } from './configuration.ts';
import type { Learner } from './learner.ts';
import type { LearnServer } from './learn-server.ts';
import type { ReplicaView } from './replica-api.ts';
import type { ProposerRole, ReplicaState } from './state.ts';
import type { Voting } from './voting.ts';

export interface ViewParts {
  readonly learner: Learner;
  readonly server: LearnServer;
  readonly voting: Voting;
}

export class View implements ReplicaView {
  readonly #state: ReplicaState;
  readonly #parts: ViewParts;

  constructor(state: ReplicaState, parts: ViewParts) {
    this.#state = state;
    this.#parts = parts;
  }

  get role(): ProposerRole {
    return this.#state.proposer.role;
  }

  get leader(): number {
    return this.#state.leader.nodeId;
  }

  get ballot(): Ballot {
    return this.#state.leader.ballot;
  }

  get promised(): Ballot {
    return this.#state.acceptor.promised;
  }

  get gid(): number {
    return this.#state.configuration.gid;
  }

  get chosenUpTo(): number {
    return this.#state.learner.chosenUpTo;
  }

  get minChosen(): number {
    return this.#state.learner.minChosen;
  }

  get checksum(): number {
    return this.#state.learner.checksum;
  }

  get executedUpTo(): number {
    return this.#state.executedUpTo;
  }

  get pending(): number {
    return this.#state.session.units.length;
  }

  get configuration(): Configuration {
    return this.#state.configuration;
  }

  get votes(): boolean {
    return this.stopped === undefined && this.#parts.voting.mayVote;
  }

  get bound(): boolean {
    return this.#parts.voting.isBound;
  }

  get stopped(): string | undefined {
    return this.#state.stopped;
  }

  get lastLeader(): number {
    const { lease, leader } = this.#state;
    return lease.released === leader.ballot ? 0 : ballotNode(leader.ballot);
  }

  get isBehind(): boolean {
    return this.#parts.learner.isBehind;
  }

  get transferTo(): number {
    return this.#state.proposer.transferTo;
  }

  get stranded(): readonly number[] {
    return this.#parts.server.stranded;
  }
}
