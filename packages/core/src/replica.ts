/**
 * One group's replica: proposer, acceptor and learner behind one set of inputs (DESIGN section 3). It decides and never
 * acts: what it wants done comes out of `take()`. Each message has one row in the table of handlers (handlers.ts).
 */

import type { LogRecord } from '@gaios/sm-base';
import { Acceptor } from './acceptor.ts';
import { Auditor } from './auditor.ts';
import { ballotNode, isBallot, type Ballot } from './ballot.ts';
import { configurationAfter, votersOf, type Configuration } from './configuration.ts';
import type { Effects, Load } from './effects.ts';
import { Following } from './following.ts';
import { Forwarding } from './forwarding.ts';
import { handlersOf, type Handlers } from './handlers.ts';
import { assertInvariants } from './invariants.ts';
import { Leading } from './leading.ts';
import { Learner } from './learner.ts';
import { Lease } from './lease.ts';
import { LearnServer } from './learn-server.ts';
import { isFromCertainPast } from './eras.ts';
import type { Message, MessageKind, Speaker } from './messages.ts';
import { Outbox } from './outbox.ts';
import { Pipeline } from './pipeline.ts';
import { Proposer } from './proposer.ts';
import { mayVote, quorumSystem } from './quorum.ts';
import { Reader } from './reader.ts';
import type {
  ProposalRequest,
  ReplicaInputs,
  ReplicaOptions,
  ReplicaView,
  StoredReplica,
} from './replica-api.ts';
import { Relay } from './relay.ts';
import { Session } from './session.ts';
import { restoreState, type ReplicaState } from './state.ts';
import type { CheckpointBase, InstallVerdict } from './checkpoint-base.ts';
import { Truncation } from './truncation.ts';
import { View } from './view.ts';
import { Voting } from './voting.ts';

/** Messages by which a leader speaks: only the owner of the ballot may send them. */
const OWNED: ReadonlySet<MessageKind> = new Set([
  'PrepareDryRun',
  'Prepare',
  'Accept',
  'ProposerSendSuccess',
  'Release',
  'ConfirmLeader',
  'Transfer',
]);

/** What a stopped replica still answers, so that nobody waits for it: that it does not lead. */
const ANSWERED_WHEN_STOPPED: ReadonlySet<MessageKind> = new Set([
  'SendNewValue',
  'AskForReadIndex',
  'RefusedFor',
]);

export class Replica implements ReplicaInputs {
  readonly state: ReplicaState;
  readonly view: ReplicaView;
  readonly #options: ReplicaOptions;
  readonly #out: Outbox;
  readonly #acceptor: Acceptor;
  readonly #learner: Learner;
  readonly #server: LearnServer;
  readonly #proposer: Proposer;
  readonly #pipeline: Pipeline;
  readonly #session: Session;
  readonly #forwarding: Forwarding;
  readonly #reader: Reader;
  readonly #auditor: Auditor;
  readonly #relay: Relay;
  readonly #lease: Lease;
  readonly #voting: Voting;
  readonly #following: Following;
  readonly #leading: Leading;
  readonly #truncation: Truncation;
  readonly #handlers: Handlers;

  /** Starts on what the disk holds, or, given a `state`, goes on from exactly there (simulator, model checker). */
  constructor(options: ReplicaOptions, stored: StoredReplica, state?: ReplicaState) {
    const { self, tuning, ports } = options;
    this.#options = options;
    this.state = state ?? restoreState(options, stored);
    this.#out = new Outbox(this.state);
    this.#acceptor = new Acceptor(this.state, this.#out, tuning);
    this.#learner = new Learner(this.state, this.#out, tuning, {
      chain: (checksum, value) => ports.chain(checksum, value),
      concluded: (instanceId, ballot, value) => this.#concluded(instanceId, ballot, value),
      followed: () =>
        votersOf(this.state.configuration).includes(self.nodeId) ? 0 : (options.followNodeId ?? 0),
    });
    this.#server = new LearnServer(this.state, this.#out, tuning);
    this.#proposer = new Proposer(this.state, this.#out, self, tuning, this.#acceptor);
    this.#session = new Session(this.state.session, self);
    this.#lease = new Lease(this.state, this.#out, options);
    this.#pipeline = new Pipeline(this.state, this.#out, options, this.#acceptor, {
      cut: (ownSeq) => this.#session.markSent(ownSeq),
      isAwaited: (nodeId) => this.#lease.isAwaited(nodeId),
    });
    this.#relay = new Relay(this.state);
    this.#forwarding = new Forwarding(
      this.state,
      this.#out,
      options,
      this.#session,
      this.#pipeline,
      this.#relay,
    );
    this.#reader = new Reader(this.state, this.#out, self, tuning, this.#relay);
    this.#auditor = new Auditor(this.state, this.#out, self.nodeId);
    this.#voting = new Voting(this.state, this.#out, self);
    this.#following = new Following(this.state, this.#out, {
      self,
      learner: this.#learner,
      lease: this.#lease,
      pipeline: this.#pipeline,
      proposer: this.#proposer,
      reader: this.#reader,
      session: this.#session,
      voting: this.#voting,
      stepDown: (reason) => this.#leading.stepDown(reason),
      audit: (from, instanceId, checksum) => this.#audit(from, instanceId, checksum),
    });
    this.#leading = new Leading(this.state, this.#out, {
      self,
      transferMs: tuning.campaignTimeoutMs,
      following: this.#following,
      learner: this.#learner,
      lease: this.#lease,
      pipeline: this.#pipeline,
      proposer: this.#proposer,
      reader: this.#reader,
      voting: this.#voting,
      audit: (from, instanceId, checksum) => this.#audit(from, instanceId, checksum),
      campaign: () => this.campaign(),
    });
    this.#truncation = new Truncation(this.state, this.#out, this.#learner, this.#server, {
      reconfigured: (instanceId, after, ballot) => this.#reconfigured(instanceId, after, ballot),
      stepDown: (reason) => this.#leading.stepDown(reason),
    });
    this.#handlers = handlersOf({
      state: this.state,
      out: this.#out,
      self,
      acceptor: this.#acceptor,
      auditor: this.#auditor,
      following: this.#following,
      forwarding: this.#forwarding,
      leading: this.#leading,
      learner: this.#learner,
      lease: this.#lease,
      pipeline: this.#pipeline,
      proposer: this.#proposer,
      reader: this.#reader,
      relay: this.#relay,
      server: this.#server,
      voting: this.#voting,
      audit: (from, instanceId, checksum) => this.#audit(from, instanceId, checksum),
    });
    this.view = new View(this.state, {
      learner: this.#learner,
      server: this.#server,
      voting: this.#voting,
    });
    if (state === undefined) this.#learner.advance();
  }

  clock(nowMs: number, wallMs: number): void {
    this.state.nowMs = nowMs;
    this.state.wallMs = wallMs;
  }

  receive(from: Speaker, message: Message, gid: number): boolean {
    if (this.state.stopped !== undefined && !ANSWERED_WHEN_STOPPED.has(message.kind)) return false;
    const reason = this.#refusal(from, message, gid);
    if (reason !== undefined) {
      this.#out.event({ kind: 'messageRejected', peer: from.nodeId, message: message.kind, reason });
      return true;
    }
    if (gid !== 0) this.state.heardGid = gid;
    (this.#handlers[message.kind] as (from: Speaker, message: Message) => void)(from, message);
    this.#settle();
    return !this.#isOnlyCounted(message);
  }

  propose(requests: readonly ProposalRequest[]): number {
    return this.#session.add(requests);
  }

  giveUp(seq: number): 'never-sent' | 'sent' | 'settled' {
    const first = this.#session.firstSeqOf(seq);
    const fate = this.#session.giveUp(seq);
    if (fate === 'never-sent' && this.#pipeline.withdraw(first)) this.#session.resendFrom(first);
    return fate;
  }

  executed(
    upTo: number,
    own: { readonly done: readonly number[]; readonly early: readonly number[] },
  ): boolean {
    const wasReady = this.#pipeline.isReady;
    this.state.executedUpTo = upTo;
    this.#session.settle(own.done);
    for (const seq of own.early) this.#session.resendFrom(seq);
    const goesOn = this.#forwarding.isDue || this.#pipeline.waitsForExecution;
    return goesOn || this.#pipeline.isReady !== wasReady || this.#isAwaited || !this.#out.isEmpty;
  }

  campaign(mayStand = true): void {
    const { proposer, stopped, nowMs, lease } = this.state;
    if (stopped !== undefined || proposer.role !== 'follower') return;
    this.#following.reconsider();
    const stands = mayStand && nowMs >= lease.notStandingUntilMs;
    const bond = this.#lease.bondAgainst(this.#options.self);
    if (bond !== 0 && stands) this.#following.askForWord(bond);
    else if (stands && this.#voting.mayVote && !this.#voting.isEmptyInGroup) this.#proposer.dryRun();
    else this.#learner.inquire();
  }

  peerUp(nodeId: number, storageId: string): void {
    if (nodeId === this.#options.self.nodeId || this.state.stopped !== undefined) return;
    const { disks, leader } = this.state;
    this.state.alive.add(nodeId);
    // The leader was the disk that this node had before.
    if (leader.nodeId === nodeId && disks.has(nodeId) && disks.get(nodeId) !== storageId)
      this.#following.leave();
    disks.set(nodeId, storageId);
    this.state.proposer.gapsTold.delete(nodeId);
    this.state.learner.keptFrom.delete(nodeId);
    if (this.state.proposer.role === 'leader') this.#pipeline.greet(nodeId);
    this.#proposer.repeat(nodeId);
    if (leader.nodeId === nodeId) this.#session.resendFrom(0);
  }

  peerDown(nodeId: number): void {
    const { alive, leader, proposer, configuration } = this.state;
    if (!alive.delete(nodeId)) return;
    this.#server.peerDown(nodeId);
    this.#learner.peerDown(nodeId);
    if (leader.nodeId === nodeId) this.#following.leave();
    this.#following.reconsider();
    const live = new Set([...alive, this.#options.self.nodeId]);
    if (proposer.role === 'leader' && !quorumSystem(configuration).isQuorum(live)) {
      this.#leading.stepDown('no quorum is alive');
    }
  }

  supportChanged(nodeId: number): void {
    if (this.state.stopped !== undefined || this.state.proposer.role !== 'leader') return;
    this.#lease.review();
    if (this.#lease.isAwaited(nodeId)) this.#pipeline.greet(nodeId);
  }

  transfer(nodeId: number): boolean {
    return this.#leading.transfer(nodeId);
  }

  keepLeading(): void {
    this.#leading.keepLeading();
  }

  laggards(): number[] {
    const { alive, disks, configuration, proposer } = this.state;
    const cannot = (nodeId: number): boolean =>
      !alive.has(nodeId) ||
      !mayVote(configuration, { nodeId, storageId: disks.get(nodeId) ?? '' }) ||
      (proposer.role === 'leader' && !this.#pipeline.isCaughtUp(nodeId));
    return votersOf(configuration).filter((nodeId) => nodeId !== this.#options.self.nodeId && cannot(nodeId));
  }

  holdsLease(readingMs: number): boolean {
    return this.#lease.isHeld(readingMs);
  }

  leaseIndex(readingMs: number): number {
    // First what is known to be chosen, then the look at the lease (DESIGN 5.1).
    const { chosenUpTo } = this.state.learner;
    return this.#pipeline.isReady && this.#lease.isHeld(readingMs) ? chosenUpTo : 0;
  }

  fortifiersCover(configuration: Configuration, readingMs: number): boolean {
    return this.#lease.covers(configuration, readingMs);
  }

  read(): number {
    return this.#reader.read();
  }

  cancelRead(readId: number): void {
    this.#reader.cancel(readId);
  }

  loaded(load: Load, records: readonly LogRecord[]): void {
    this.#server.loaded(load, records);
  }

  truncate(below: number): boolean {
    return this.#truncation.truncate(below);
  }

  install(checkpoint: CheckpointBase): InstallVerdict {
    const verdict = this.#truncation.install(checkpoint);
    if (verdict === 'installed') this.#settle();
    return verdict;
  }

  peersAt(): Map<number, number> {
    const { alive, learner, proposer } = this.state;
    const at = (peer: number): number =>
      (learner.asked.get(peer) ??
        Math.max(learner.heard.get(peer) ?? 0, proposer.announced.get(peer)?.acked ?? 0) + 1) - 1;
    return new Map([...alive].map((peer) => [peer, at(peer)]));
  }

  stop(reason: string): void {
    if (this.state.stopped !== undefined) return;
    if (this.state.proposer.role !== 'follower') this.#leading.stepDown(reason);
    this.#following.leave();
    this.state.stopped = reason;
  }

  resign(reason: string): void {
    if (this.state.proposer.role !== 'follower') this.#leading.stepDown(reason);
  }

  drop(untilMs: number): void {
    const { lease } = this.state;
    lease.notStandingUntilMs = Math.max(lease.notStandingUntilMs, untilMs);
    this.resign('dropped');
  }

  tick(): void {
    const { proposer, nowMs, stopped } = this.state;
    if (stopped !== undefined) return;
    if (nowMs >= proposer.campaignDeadlineMs) this.#leading.stepDown('no quorum answered');
    if (this.#lease.isForlorn()) this.#leading.stepDown('no lease, and no quorum confirmed the ballot');
    this.#lease.tick();
    if (nowMs >= proposer.transferUntilMs) this.#leading.keepLeading();
    this.#learner.tick();
    if (proposer.regathering && nowMs >= proposer.retryAtMs) this.#proposer.askForPromises();
    this.#pipeline.tick();
    this.#reader.tick();
    this.#forwarding.tick();
    if (this.#out.hasLazyMeta && proposer.inflight.size === 0) this.#out.meta(true);
    this.#settle();
  }

  get deadlineMs(): number {
    const { state } = this;
    if (state.stopped !== undefined) return Infinity;
    return Math.min(
      state.proposer.campaignDeadlineMs,
      this.#learner.deadlineMs,
      this.#pipeline.deadlineMs,
      this.#reader.deadlineMs,
      this.#forwarding.deadlineMs,
      this.#lease.deadlineMs,
      state.proposer.transferUntilMs,
      this.#out.hasLazyMeta ? state.nowMs + this.#options.tuning.retryMinMs : Infinity,
    );
  }

  take(readClock?: () => number): Effects {
    if (this.state.stopped === undefined) {
      this.#forwarding.handOver(this.#voting.isBound);
      this.#pipeline.pump();
      this.#pipeline.announce();
      if (this.state.proposer.transferTo !== 0) this.#leading.handOver();
      this.#reader.pump(this.#pipeline.isReady, this.#mayServeByLease(readClock));
    }
    const effects = this.#out.take();
    assertInvariants(this.state, this.#options);
    return effects;
  }

  /** Why a message is not looked at: another life of the group, or a ballot that is not its sender's. */
  #refusal(from: Speaker, message: Message, gid: number): string | undefined {
    const mine = this.state.configuration.gid;
    const isForeign = gid !== 0 && mine !== 0 && gid !== mine;
    if (isForeign && !isFromCertainPast(this.state.configuration, gid, message))
      return `gid ${gid} is not this group's ${mine}`;
    if (!OWNED.has(message.kind)) return undefined;
    const { ballot } = message as { ballot: Ballot };
    if (!isBallot(ballot)) return `${ballot} is no ballot`;
    return ballotNode(ballot) === from.nodeId ? undefined : `ballot ${ballot} belongs to another node`;
  }

  /** A vote that decided nothing, and that nothing waits for. What it says besides is looked at in the next turn. */
  #isOnlyCounted(message: Message): boolean {
    if (message.kind !== 'AcceptReply' || message.verdict !== 'accepted') return false;
    const { queue, next } = this.state.proposer;
    return queue.length === 0 && !this.#isAwaited && message.chosenUpTo < next && this.#out.isEmpty;
  }

  /** Something waits for any turn that may bring it on. */
  get #isAwaited(): boolean {
    return this.state.proposer.transferTo !== 0 || this.#reader.hasWaiting;
  }

  #mayServeByLease(readClock: (() => number) | undefined): boolean {
    if (readClock === undefined || this.#options.lease?.reads !== true || !this.#pipeline.isReady)
      return false;
    return this.#reader.hasWaiting && this.#lease.isHeld(readClock());
  }

  // ---------------------------------------------------------------- configuration

  #audit(from: Speaker, instanceId: number, checksum: number): void {
    if (this.#auditor.compare(from.nodeId, instanceId, checksum))
      this.stop('diverged from a majority of the others');
  }

  /** Rule 4: a change takes effect here, at the moment of its conclusion. */
  #concluded(instanceId: number, ballot: Ballot, value: Uint8Array): void {
    const { ports } = this.#options;
    if (!ports.changesConfiguration(value)) return;
    const { proposals } = ports.unframe(value);
    const before = this.state.configuration;
    const after = configurationAfter(before, instanceId, proposals);
    if (after !== before) this.#reconfigured(instanceId, after, ballot);
  }

  #reconfigured(instanceId: number, after: Configuration, ballot: Ballot): void {
    this.state.configuration = after;
    this.state.configurationBallot = ballot;
    this.#reader.configurationChanged();
    this.#acceptor.promise(ballot, '');
    this.#out.meta(true);
    this.#lease.review();
    this.#out.event({ kind: 'configuration', instanceId, configuration: after });
    this.#voting.review();
  }

  /** After every input: a higher promise of the own acceptor ends any lower ballot of the own proposer. */
  #settle(): void {
    const { proposer, acceptor } = this.state;
    const holdsBallot = proposer.role === 'preparing' || proposer.role === 'leader';
    if (holdsBallot && acceptor.promised > proposer.ballot)
      this.#leading.stepDown('promised a higher ballot');
    else if (proposer.role === 'leader' && !this.#voting.mayVote) this.#leading.stepDown('no voter any more');
    const { leader } = this.state;
    const isOutbid = acceptor.promised > leader.ballot && this.#voting.mayVote;
    if (leader.nodeId !== 0 && isOutbid) this.#following.leave();
    this.#following.reconsider();
  }
}
