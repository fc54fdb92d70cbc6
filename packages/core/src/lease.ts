/**
 * Leases of one group (DESIGN 5, Fortification and Lease), for both sides. As a voter (F) this replica fortifies a leader
 * and then, while its node supports the leader's at the same epoch, promises nobody else, and accepts nothing of anybody
 * else. As a leader (L) it holds the lease while a quorum has fortified it at epochs that are present and unexpired. While
 * the lease is held, nobody else gets anything chosen.
 *
 * Without a `SupportTable` there are no leases, and nothing here does anything.
 */

import { ballotNode, type Ballot } from './ballot.ts';
import { boundStorage, isInitial, membersOf, type Configuration } from './configuration.ts';
import type { MessageMap, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { mayVote, quorumSystem } from './quorum.ts';
import type { LeaseOptions, ReplicaOptions } from './replica-api.ts';
import type { Fortified, ReplicaState } from './state.ts';

export class Lease {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #options: ReplicaOptions;

  constructor(state: ReplicaState, out: Outbox, options: ReplicaOptions) {
    this.#state = state;
    this.#out = out;
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#options.lease !== undefined;
  }

  // ---------------------------------------------------------------- as a voter

  /**
   * The leader at this ballot has spoken: an `Accept` or `Lead` that was taken. Returns whether this fortified it anew.
   * Never of a candidate: that a quorum has promised is not known of one.
   */
  fortify(from: Speaker, ballot: Ballot): boolean {
    const { lease, acceptor } = this.#state;
    const { support } = this.#options.lease ?? {};
    if (support === undefined || from.nodeId === this.#options.self.nodeId) return false;
    if (isInitial(this.#state.configuration)) return false;
    if (ballot !== acceptor.promised || ballot === lease.released) return false;
    const epoch = support.granted(from);
    const known = lease.fortified;
    if (epoch === 0 || (known?.ballot === ballot && known.epoch === epoch)) return false;
    const { nodeId, storageId } = from;
    lease.fortified = { nodeId, storageId, ballot, epoch };
    return true;
  }

  /** Says at which epoch the leader is fortified; only once the promise that it rests on is on disk (rule 1). */
  answer(from: Speaker, ballot: Ballot): void {
    const fortified = this.#present();
    if (fortified?.ballot !== ballot || fortified.nodeId !== from.nodeId) return;
    const { epoch } = fortified;
    const { boot } = this.#options.self;
    this.#out.vote(from.nodeId, { kind: 'Fortified', ballot, proposer: from.storageId, boot, epoch });
  }

  /** The owner of the ballot leads by it no more, and by none below it. `by`: its disk, '' if another node tells. */
  released(ballot: Ballot, by: string): void {
    const { lease, acceptor } = this.#state;
    const { fortified } = lease;
    if (!this.isOn) return;
    const isTold = (disk: string): boolean => by === '' || disk === '' || by === disk;
    // For exactly this promise: a release must not outlive it and count for a later one.
    if (ballot === acceptor.promised && isTold(acceptor.promisedTo)) lease.released = ballot;
    if (fortified?.nodeId !== ballotNode(ballot) || ballot < fortified.ballot) return;
    if (isTold(fortified.storageId)) lease.fortified = undefined;
  }

  /**
   * For whose sake nothing may be promised to this candidate, the own node among the candidates: the ballot of the leader
   * that is fortified, or, for a while after a start, the promise that was made before it. 0: it may be promised.
   */
  bondAgainst(candidate: Speaker): Ballot {
    const { support } = this.#options.lease ?? {};
    if (support === undefined) return 0;
    const fortified = this.#present();
    if (fortified !== undefined) return isOf(fortified, candidate) ? 0 : fortified.ballot;
    return this.#state.nowMs < support.restartUntilMs ? this.#bondOfRestart(candidate) : 0;
  }

  /**
   * What this node granted before it started is forgotten; it can only have been for the owner of its promise. A promise
   * that a change of configuration has raised since hides that owner: then this node is bound to whoever that was, so
   * that nobody can be served before the wait is over.
   */
  #bondOfRestart(candidate: Speaker): Ballot {
    const { acceptor, lease } = this.#state;
    const { promised, promisedTo } = acceptor;
    if (promised === 0) return 0;
    if (promisedTo === '') return promised;
    const owner = ballotNode(promised);
    if (promised === lease.released || owner === this.#options.self.nodeId) return 0;
    return candidate.nodeId === owner && promisedTo === candidate.storageId ? 0 : promised;
  }

  /** The fortification, if the epoch at which it was given is still that of the pair. */
  #present(): Fortified | undefined {
    const { fortified } = this.#state.lease;
    const { support } = this.#options.lease ?? {};
    if (fortified === undefined || support?.granted(fortified) !== fortified.epoch) return undefined;
    return fortified;
  }

  // ---------------------------------------------------------------- as a leader

  /** This node leads at a new ballot. */
  lead(): void {
    const { lease, nowMs, proposer } = this.#state;
    if (!this.isOn) return;
    lease.fortifiers.clear();
    lease.declined.clear();
    lease.unreleased = proposer.ballot;
    lease.releasing = undefined;
    lease.confirmedMs = nowMs;
    lease.probed.clear();
    lease.withoutSinceMs = nowMs;
  }

  fortifiedBy(from: Speaker, message: MessageMap['Fortified']): void {
    const { proposer, lease } = this.#state;
    if (proposer.role !== 'leader' || message.ballot !== proposer.ballot) return;
    if (message.proposer !== this.#options.self.storageId) return;
    const { boot, epoch } = message;
    lease.fortifiers.set(from.nodeId, { storageId: from.storageId, boot, epoch });
    this.review();
  }

  /**
   * Whether this node holds the lease, at a reading of the clock that was taken just now. Counted in the present
   * configuration and in every one that is proposed and not concluded yet.
   */
  isHeld(readingMs: number): boolean {
    const { proposer, acceptor, configuration } = this.#state;
    const { self, lease: options } = this.#options;
    if (options === undefined || proposer.role !== 'leader' || isInitial(configuration)) return false;
    if (acceptor.promised !== proposer.ballot || this.#state.stopped !== undefined) return false;
    // What phase 1 reported may hold a change that was chosen before: its configuration must be counted, too.
    if (proposer.next <= proposer.recoveredUpTo) return false;
    if (!mayVote(configuration, self)) return false;
    return this.#configurations().every((each) => this.#isQuorum(each, options, readingMs));
  }

  /**
   * Whether this leader and those that fortified it would be a quorum of these voters. A change to a configuration of
   * which they are none is proposed only if it is forced: it would end the lease.
   */
  covers(configuration: Configuration, readingMs: number): boolean {
    const { lease: options } = this.#options;
    if (options === undefined || this.#state.proposer.role !== 'leader') return false;
    return this.#isQuorum(configuration, options, readingMs);
  }

  #isQuorum(configuration: Configuration, options: LeaseOptions, readingMs: number): boolean {
    const { self } = this.#options;
    const counted = new Set<number>();
    if (mayVote(configuration, self)) counted.add(self.nodeId);
    for (const [nodeId, { storageId }] of this.#state.lease.fortifiers) {
      if (!mayVote(configuration, { nodeId, storageId })) continue;
      if (this.#countsUntil(nodeId, options) > readingMs) counted.add(nodeId);
    }
    return quorumSystem(configuration).isQuorum(counted);
  }

  /** Until when a fortifier counts; what it answered must name the present epoch of the pair. */
  #countsUntil(nodeId: number, { support, capMs }: LeaseOptions): number {
    const answered = this.#state.lease.fortifiers.get(nodeId);
    const held = support.held(nodeId);
    if (answered === undefined || held === undefined) return -Infinity;
    const isPresent =
      answered.storageId === held.storageId && answered.boot === held.boot && answered.epoch === held.epoch;
    return isPresent ? Math.min(held.untilMs, held.sentMs + capMs) : -Infinity;
  }

  /** A member that supports this node, and has not answered yet that it fortified it at the present epoch. */
  isAwaited(nodeId: number): boolean {
    const { configuration, lease } = this.#state;
    const { lease: options } = this.#options;
    const held = options?.support.held(nodeId);
    if (options === undefined || held === undefined) return false;
    if (boundStorage(configuration, nodeId) !== held.storageId) return false;
    if (lease.declined.has(nodeId) && !mayVote(configuration, { nodeId, storageId: held.storageId }))
      return false;
    return held.untilMs > this.#state.nowMs && this.#countsUntil(nodeId, options) === -Infinity;
  }

  /** A learner that has promised more than this ballot cannot fortify it, and nobody goes above a learner's promise. */
  heardPromise(from: Speaker, promised: Ballot): void {
    const { lease, proposer } = this.#state;
    if (this.isOn && promised > proposer.ballot) lease.declined.add(from.nodeId);
  }

  /** Something changed that the lease rests on: since when it is missing decides when to release. */
  review(): void {
    const { proposer, lease, nowMs } = this.#state;
    if (!this.isOn || proposer.role !== 'leader') return;
    if (this.isHeld(nowMs)) lease.withoutSinceMs = Infinity;
    else if (lease.withoutSinceMs === Infinity) lease.withoutSinceMs = nowMs;
  }

  /** A quorum has taken something of this ballot. */
  confirmed(): void {
    if (this.isOn) this.#state.lease.confirmedMs = this.#state.nowMs;
  }

  /** An answer to the question whether the ballot is still the highest promised. */
  probeAnswered(from: Speaker, message: MessageMap['ConfirmLeaderReply']): void {
    const { lease, proposer } = this.#state;
    if (message.round !== 0 || message.ballot !== proposer.ballot || message.promised > message.ballot)
      return;
    if (proposer.role !== 'leader' || message.proposer !== this.#options.self.storageId) return;
    if (!this.#configurations().some((configuration) => mayVote(configuration, from))) return;
    lease.probed.add(from.nodeId);
    const isQuorum = this.#configurations().every((each) => quorumSystem(each).isQuorum(lease.probed));
    if (isQuorum) lease.confirmedMs = Math.max(lease.confirmedMs, lease.probedMs);
  }

  /**
   * For D without a lease, and no quorum that confirmed the ballot: followers may be bound to a leader that cannot lead.
   * Half-way it asks them.
   */
  isForlorn(): boolean {
    const { lease, proposer, nowMs } = this.#state;
    const { support } = this.#options.lease ?? {};
    if (support === undefined || proposer.role !== 'leader' || nowMs < this.#forlornMs(support.durationMs)) {
      return false;
    }
    this.review();
    if (lease.withoutSinceMs === Infinity) return false;
    const sinceMs = Math.max(lease.withoutSinceMs, lease.confirmedMs);
    if (nowMs >= sinceMs + support.durationMs) return true;
    if (nowMs >= sinceMs + support.durationMs / 2 && lease.probedMs <= sinceMs) this.#probe();
    return false;
  }

  #probe(): void {
    const { lease, proposer, nowMs } = this.#state;
    const { self } = this.#options;
    lease.probedMs = nowMs;
    lease.probed.clear();
    lease.probed.add(self.nodeId);
    const { ballot } = proposer;
    for (const nodeId of this.#others()) this.#out.send(nodeId, { kind: 'ConfirmLeader', ballot, round: 0 });
  }

  #forlornMs(durationMs: number): number {
    const { lease, proposer } = this.#state;
    if (proposer.role !== 'leader' || lease.withoutSinceMs === Infinity) return Infinity;
    const sinceMs = Math.max(lease.withoutSinceMs, lease.confirmedMs);
    return sinceMs + (lease.probedMs <= sinceMs ? durationMs / 2 : durationMs);
  }

  // ---------------------------------------------------------------- release

  /**
   * The ballot at which this node led is over for good: it serves no read by it, and to lead again takes a new one. Said
   * to all members, until they acknowledge it or a higher ballot leads; at once, unless a successor has been told already.
   * Undefined: there is nothing to release.
   */
  release(successor = 0): Ballot | undefined {
    const { lease, nowMs } = this.#state;
    const ballot = lease.unreleased;
    if (!this.isOn || ballot === 0) return undefined;
    lease.unreleased = 0;
    this.released(ballot, '');
    lease.fortifiers.clear();
    lease.withoutSinceMs = Infinity;
    const retryMs = this.#options.tuning.retryMinMs;
    lease.releasing = { ballot, waiting: new Set(this.#others()), retryAtMs: nowMs + retryMs, retryMs };
    // Told at once, one of the others might stand before the successor's Prepare, which carries the same word, has come.
    if (successor !== 0) return ballot;
    for (const nodeId of lease.releasing.waiting) this.#out.send(nodeId, { kind: 'Release', ballot });
    return ballot;
  }

  releaseReply(from: Speaker, ballot: Ballot): void {
    const { lease } = this.#state;
    if (lease.releasing?.ballot !== ballot) return;
    lease.releasing.waiting.delete(from.nodeId);
    if (lease.releasing.waiting.size === 0) lease.releasing = undefined;
  }

  /** Somebody leads at a higher ballot. */
  followed(ballot: Ballot): void {
    const { lease } = this.#state;
    if (lease.releasing !== undefined && ballot > lease.releasing.ballot) lease.releasing = undefined;
  }

  /** Whether this ballot is one that led here, and is to be followed at once by a higher one. */
  isKept(ballot: Ballot): boolean {
    return this.#state.lease.unreleased === ballot;
  }

  tick(): void {
    const { lease, nowMs } = this.#state;
    const { releasing } = lease;
    if (releasing === undefined || nowMs < releasing.retryAtMs) return;
    for (const nodeId of releasing.waiting) {
      this.#out.send(nodeId, { kind: 'Release', ballot: releasing.ballot });
    }
    releasing.retryMs = Math.min(releasing.retryMs * 2, this.#options.tuning.retryMaxMs);
    releasing.retryAtMs = nowMs + releasing.retryMs;
  }

  get deadlineMs(): number {
    const { support } = this.#options.lease ?? {};
    if (support === undefined) return Infinity;
    return Math.min(this.#state.lease.releasing?.retryAtMs ?? Infinity, this.#forlornMs(support.durationMs));
  }

  #others(): number[] {
    const all = this.#configurations().flatMap((configuration) => membersOf(configuration));
    return [...new Set(all)].filter((nodeId) => nodeId !== this.#options.self.nodeId);
  }

  /** The present configuration, and one that is proposed and not yet concluded. */
  #configurations(): Configuration[] {
    const { configuration, proposer } = this.#state;
    return proposer.proposed === undefined ? [configuration] : [configuration, proposer.proposed];
  }
}

const isOf = (fortified: Fortified, { nodeId, storageId }: Speaker): boolean =>
  fortified.nodeId === nodeId && fortified.storageId === storageId;
