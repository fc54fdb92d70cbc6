/**
 * The proposer's way to leadership: dry run, then phase 1 over the open range (DESIGN 3.2; Paxos Made Simple, sections
 * 2.2 and 3). What follows once a quorum has promised is the pipeline's.
 */

import { ballotAbove, type Ballot } from './ballot.ts';
import type { Acceptor } from './acceptor.ts';
import { votersOf } from './configuration.ts';
import type { Message, MessageMap, MessageOf, Reported, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { mayVote, quorumSystem } from './quorum.ts';
import type { ReplicaTuning } from './replica-api.ts';
import { resetProposer, type ReplicaState } from './state.ts';

/** What an answer led to; the replica does the rest. */
export type Phase1Outcome = 'waiting' | 'quorum' | 'behind' | 'outbid';

export class Proposer {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #self: Speaker;
  readonly #tuning: ReplicaTuning;
  readonly #acceptor: Acceptor;

  constructor(state: ReplicaState, out: Outbox, self: Speaker, tuning: ReplicaTuning, acceptor: Acceptor) {
    this.#state = state;
    this.#out = out;
    this.#self = self;
    this.#tuning = tuning;
    this.#acceptor = acceptor;
  }

  /** Asks everybody whether they would promise. Returns at once if too few are alive to answer. */
  dryRun(): void {
    const { proposer, acceptor, learner, nowMs } = this.#state;
    if (!this.#aliveQuorum()) return;
    resetProposer(proposer);
    proposer.role = 'dry-run';
    proposer.ballot = ballotAbove(this.#self.nodeId, acceptor.promised, proposer.highestSeen);
    proposer.from = learner.chosenUpTo + 1;
    proposer.campaignDeadlineMs = nowMs + this.#tuning.campaignTimeoutMs;
    const { ballot, from } = proposer;
    this.#out.event({ kind: 'campaign', ballot, phase: 'dry-run' });
    this.#toVoters({ kind: 'PrepareDryRun', ballot, from });
  }

  dryRunReply(from: Speaker, message: MessageOf<'PrepareDryRunReply'>): Phase1Outcome {
    const { proposer, learner, configuration } = this.#state;
    if (proposer.role !== 'dry-run' || !this.#isMine(message)) return 'waiting';
    this.hearBallot(message.promised);
    if (message.chosenUpTo > learner.chosenUpTo) return 'behind';
    if (!mayVote(configuration, from)) return 'waiting';
    proposer.grants.set(from.nodeId, message.granted);
    const granted = new Set([...proposer.grants].filter(([, yes]) => yes).map(([nodeId]) => nodeId));
    if (quorumSystem(configuration).isQuorum(granted)) return 'quorum';
    const answered = votersOf(configuration).every((nodeId) => proposer.grants.has(nodeId));
    return answered ? 'outbid' : 'waiting';
  }

  /**
   * Phase 1a. The own promise is on disk before any message with the new ballot leaves (rule 2). `token`: the ballot that
   * was released in this node's favour.
   */
  prepare(token: Ballot = 0): void {
    const { proposer, acceptor, learner, nowMs } = this.#state;
    resetProposer(proposer);
    proposer.role = 'preparing';
    proposer.ballot = ballotAbove(this.#self.nodeId, acceptor.promised, proposer.highestSeen);
    proposer.token = token;
    proposer.from = learner.chosenUpTo + 1;
    proposer.campaignDeadlineMs = nowMs + this.#tuning.campaignTimeoutMs;
    this.#acceptor.promise(proposer.ballot, this.#self.storageId);
    this.#out.event({ kind: 'campaign', ballot: proposer.ballot, phase: 'prepare' });
    this.askForPromises();
  }

  /**
   * After a change of configuration: promises for the open range still count; only those that a quorum of the new
   * configuration lacks are asked for (rule 4). Returns whether a quorum has promised already.
   */
  regather(): boolean {
    const { proposer } = this.#state;
    if (this.#promisedByQuorum()) return true;
    proposer.regathering = true;
    this.askForPromises();
    return false;
  }

  prepareReply(from: Speaker, message: MessageOf<'PrepareReply'>): Phase1Outcome {
    const { proposer, learner, configuration } = this.#state;
    const awaited = proposer.role === 'preparing' || (proposer.role === 'leader' && proposer.regathering);
    if (!awaited || !this.#isMine(message)) return 'waiting';
    if (message.verdict === 'chosen') return message.chosenUpTo > learner.chosenUpTo ? 'behind' : 'waiting';
    if (message.verdict === 'refused') {
      this.hearBallot(message.promised);
      return message.promised > proposer.ballot && mayVote(configuration, from) ? 'outbid' : 'waiting';
    }
    // A truncated log reports nothing for what was chosen long ago (rule 3).
    if (message.chosenUpTo > learner.chosenUpTo) return 'behind';
    return this.#takePromise(from, message);
  }

  hearBallot(ballot: Ballot): void {
    const { proposer } = this.#state;
    proposer.highestSeen = Math.max(proposer.highestSeen, ballot);
  }

  /** Repeats the questions that are unanswered; a repeated Prepare is answered again (rule 2). */
  repeat(nodeId: number): void {
    const { proposer, configuration } = this.#state;
    if (!votersOf(configuration).includes(nodeId)) return;
    const { ballot, from } = proposer;
    if (proposer.role === 'dry-run') this.#out.vote(nodeId, { kind: 'PrepareDryRun', ballot, from });
    if ((proposer.role === 'preparing' || proposer.regathering) && !this.#hasPromised(nodeId)) {
      this.#prepareAt(nodeId, { ballot, from: this.#openFrom() });
    }
  }

  /** Phase 1a, to every voter whose promise is not in yet. */
  askForPromises(): void {
    const { proposer, configuration } = this.#state;
    const message: MessageMap['Prepare'] = { ballot: proposer.ballot, from: this.#openFrom() };
    const missing = votersOf(configuration).filter((nodeId) => !this.#hasPromised(nodeId));
    for (const nodeId of missing) this.#prepareAt(nodeId, message);
  }

  /** The token goes ahead, so that nobody refuses for the sake of a ballot that was released. */
  #prepareAt(nodeId: number, message: MessageMap['Prepare']): void {
    const { token } = this.#state.proposer;
    if (token !== 0) this.#out.vote(nodeId, { kind: 'ReleasedTo', ballot: token });
    this.#out.vote(nodeId, { kind: 'Prepare', ...message });
  }

  #takePromise(from: Speaker, message: MessageOf<'PrepareReply'>): Phase1Outcome {
    const { proposer, configuration } = this.#state;
    // What is not counted must not be believed either: a wiped disk reports that nothing was accepted.
    if (!mayVote(configuration, from)) return 'waiting';
    const known = proposer.promises.get(from.nodeId);
    const taken = known?.storageId === from.storageId ? known.next : this.#openFrom();
    if (taken === 0) return 'waiting';
    // A page may overlap what is in already, but must not leave a hole behind it.
    const due = Math.max(taken, this.#openFrom());
    if (message.from > due) return 'waiting';
    for (const reported of message.accepted) this.#takeReport(reported);
    const next = message.next === 0 ? 0 : Math.max(message.next, due);
    proposer.promises.set(from.nodeId, { storageId: from.storageId, next });
    if (next !== 0) this.#out.send(from.nodeId, { kind: 'Prepare', ballot: proposer.ballot, from: next });
    return this.#promisedByQuorum() ? 'quorum' : 'waiting';
  }

  /** Rule 3: of each instance the value of the highest ballot; one known to be chosen outranks all. */
  #takeReport(reported: Reported): void {
    const { proposer, learner } = this.#state;
    const { instanceId, ballot, value, chosen } = reported;
    if (instanceId <= learner.chosenUpTo) return;
    proposer.recoveredUpTo = Math.max(proposer.recoveredUpTo, instanceId);
    const known = proposer.recovered.get(instanceId);
    if (known !== undefined && (known.chosen || (!chosen && known.ballot >= ballot))) return;
    proposer.recovered.set(instanceId, { ballot, value, chosen });
  }

  #promisedByQuorum(): boolean {
    const { proposer, configuration } = this.#state;
    const promised = new Set<number>();
    for (const [nodeId, { storageId, next }] of proposer.promises) {
      if (next === 0 && mayVote(configuration, { nodeId, storageId })) promised.add(nodeId);
    }
    return quorumSystem(configuration).isQuorum(promised);
  }

  /** Nothing above `chosenUpTo` has been proposed at this ballot yet wherever promises are being asked for. */
  #openFrom(): number {
    const { proposer, learner } = this.#state;
    return proposer.regathering ? learner.chosenUpTo + 1 : proposer.from;
  }

  #hasPromised(nodeId: number): boolean {
    const promise = this.#state.proposer.promises.get(nodeId);
    return (
      promise?.next === 0 && mayVote(this.#state.configuration, { nodeId, storageId: promise.storageId })
    );
  }

  #isMine(message: { readonly ballot: Ballot; readonly proposer: string }): boolean {
    return message.ballot === this.#state.proposer.ballot && message.proposer === this.#self.storageId;
  }

  #aliveQuorum(): boolean {
    return quorumSystem(this.#state.configuration).isQuorum(
      new Set([...this.#state.alive, this.#self.nodeId]),
    );
  }

  #toVoters(message: Message): void {
    for (const nodeId of votersOf(this.#state.configuration)) this.#out.send(nodeId, message);
  }
}
