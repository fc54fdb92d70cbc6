/**
 * One group's replica: proposer, acceptor and learner behind one set of inputs (DESIGN section 3). It decides and never
 * acts: what it wants done comes out of `take()`. Each message has one row in the table of handlers; docs/protocol.md
 * shows the same table for people.
 */

import type { LogRecord } from '@gaios/sm-base';
import { Acceptor } from './acceptor.ts';
import { Auditor } from './auditor.ts';
import { ballotNode, isBallot, type Ballot } from './ballot.ts';
import {
  boundStorage,
  configurationAfter,
  isInitial,
  votersOf,
  type Configuration,
} from './configuration.ts';
import type { Effects, Load } from './effects.ts';
import { Following } from './following.ts';
import { Forwarding } from './forwarding.ts';
import { assertInvariants } from './invariants.ts';
import { Learner } from './learner.ts';
import { Lease } from './lease.ts';
import { LearnServer } from './learn-server.ts';
import { isFromCertainPast } from './lives.ts';
import type { Message, MessageKind, MessageOf, Speaker } from './messages.ts';
import { Outbox } from './outbox.ts';
import { Pipeline } from './pipeline.ts';
import { Proposer, type Phase1Outcome } from './proposer.ts';
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
import { resetProposer, restoreState, type ReplicaState } from './state.ts';
import type { CheckpointBase, InstallVerdict } from './checkpoint-base.ts';
import { Truncation } from './truncation.ts';
import { Voting } from './voting.ts';

type Handlers = { readonly [K in MessageKind]: (from: Speaker, message: MessageOf<K>) => void };

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
  readonly #truncation: Truncation;

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
      stepDown: (reason) => this.#stepDown(reason),
      audit: (from, instanceId, checksum) => this.#audit(from, instanceId, checksum),
    });
    this.#truncation = new Truncation(this.state, this.#out, this.#learner, this.#server, {
      reconfigured: (instanceId, after, ballot) => this.#reconfigured(instanceId, after, ballot),
      stepDown: (reason) => this.#stepDown(reason),
    });
    if (state === undefined) this.#learner.advance();
  }

  clock(nowMs: number, wallMs: number): void {
    this.state.nowMs = nowMs;
    this.state.wallMs = wallMs;
  }

  receive(from: Speaker, message: Message, gid: number): void {
    if (this.state.stopped !== undefined && !ANSWERED_WHEN_STOPPED.has(message.kind)) return;
    const reason = this.#refusal(from, message, gid);
    if (reason !== undefined) {
      this.#out.event({ kind: 'messageRejected', peer: from.nodeId, message: message.kind, reason });
      return;
    }
    if (gid !== 0) this.state.heardGid = gid;
    (this.#handlers[message.kind] as (from: Speaker, message: Message) => void)(from, message);
    this.#settle();
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

  executed(upTo: number, own: { readonly done: readonly number[]; readonly early: readonly number[] }): void {
    this.state.executedUpTo = upTo;
    this.#session.settle(own.done);
    for (const seq of own.early) this.#session.resendFrom(seq);
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
      this.#stepDown('no quorum is alive');
    }
  }

  supportChanged(nodeId: number): void {
    if (this.state.stopped !== undefined || this.state.proposer.role !== 'leader') return;
    this.#lease.review();
    if (this.#lease.isAwaited(nodeId)) this.#pipeline.greet(nodeId);
  }

  transfer(nodeId: number): boolean {
    const { proposer, configuration, alive, nowMs } = this.state;
    const successor = { nodeId, storageId: boundStorage(configuration, nodeId) };
    if (!this.#pipeline.isReady || nodeId === this.#options.self.nodeId) return false;
    if (!mayVote(configuration, successor) || !alive.has(nodeId)) return false;
    proposer.transferTo = nodeId;
    proposer.transferUntilMs = nowMs + this.#options.tuning.campaignTimeoutMs;
    return true;
  }

  keepLeading(): void {
    this.#keepLeading();
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
    if (this.state.proposer.role !== 'follower') this.#stepDown(reason);
    this.#following.leave();
    this.state.stopped = reason;
  }

  resign(reason: string): void {
    if (this.state.proposer.role !== 'follower') this.#stepDown(reason);
  }

  drop(untilMs: number): void {
    const { lease } = this.state;
    lease.notStandingUntilMs = Math.max(lease.notStandingUntilMs, untilMs);
    this.resign('dropped');
  }

  tick(): void {
    const { proposer, nowMs, stopped } = this.state;
    if (stopped !== undefined) return;
    if (nowMs >= proposer.campaignDeadlineMs) this.#stepDown('no quorum answered');
    if (this.#lease.isForlorn()) this.#stepDown('no lease, and no quorum confirmed the ballot');
    this.#lease.tick();
    if (nowMs >= proposer.transferUntilMs) this.#keepLeading();
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

  get view(): ReplicaView {
    const { state } = this;
    return {
      role: state.proposer.role,
      leader: state.leader.nodeId,
      ballot: state.leader.ballot,
      promised: state.acceptor.promised,
      gid: state.configuration.gid,
      chosenUpTo: state.learner.chosenUpTo,
      minChosen: state.learner.minChosen,
      checksum: state.learner.checksum,
      executedUpTo: state.executedUpTo,
      pending: state.session.units.size,
      configuration: state.configuration,
      votes: state.stopped === undefined && this.#voting.mayVote,
      bound: this.#voting.isBound,
      stopped: state.stopped,
      lastLeader: state.lease.released === state.leader.ballot ? 0 : ballotNode(state.leader.ballot),
      isBehind: this.#learner.isBehind,
      transferTo: state.proposer.transferTo,
      stranded: this.#server.stranded,
    };
  }

  take(readClock?: () => number): Effects {
    if (this.state.stopped === undefined) {
      this.#forwarding.handOver(this.#voting.isBound);
      this.#pipeline.pump();
      this.#pipeline.announce();
      if (this.state.proposer.transferTo !== 0) this.#handOver();
      this.#reader.pump(this.#pipeline.isReady, this.#mayServeByLease(readClock));
    }
    const effects = this.#out.take();
    assertInvariants(this.state, this.#options);
    return effects;
  }

  // ---------------------------------------------------------------- messages

  readonly #handlers: Handlers = {
    PrepareDryRun: (from, message) => {
      // A candidate asks from what it does not know on. A voter that lacks the founding of the group learns it here.
      this.#learner.hear(from.nodeId, message.from - 1);
      if (!this.#voting.answersVotes(message.from)) return;
      const { liveLeader } = this.#following;
      const bond = this.#following.bondAgainst(from);
      this.#out.send(from.nodeId, this.#acceptor.dryRun(from, message, liveLeader, bond !== 0));
      const isForLeader = liveLeader !== 0 && liveLeader !== from.nodeId;
      if (isForLeader) this.#following.refusedFor(this.state.leader.ballot, from.nodeId);
      else if (bond !== 0) this.#following.refusedFor(bond, from.nodeId);
    },
    PrepareDryRunReply: (from, message) => {
      this.#relay.heard(from.nodeId, message.leader, this.#options.self.nodeId);
      const outcome = this.#proposer.dryRunReply(from, message);
      const bond = outcome === 'quorum' ? this.#lease.bondAgainst(this.#options.self) : 0;
      if (bond !== 0) this.#stepDown('bound to another leader');
      else if (outcome === 'quorum') this.#proposer.prepare();
      else this.#phase1(from, message.chosenUpTo, outcome);
    },
    Prepare: (from, message) => {
      if (!this.#voting.answersVotes(message.from)) return;
      const bond = this.#following.bondAgainst(from);
      const reply = this.#acceptor.prepare(from, message, bond !== 0);
      if (reply.verdict === 'promised') this.#out.vote(from.nodeId, reply);
      else this.#out.send(from.nodeId, reply);
      if (reply.verdict === 'refused' && bond !== 0) this.#following.refusedFor(bond, from.nodeId);
    },
    PrepareReply: (from, message) => {
      const outcome = this.#proposer.prepareReply(from, message);
      if (outcome === 'quorum') this.#promised();
      else this.#phase1(from, message.chosenUpTo, outcome);
    },
    Accept: (from, message) => {
      const isFree = this.#following.heed(from, message);
      const first = message.entries.reduce((low, entry) => Math.min(low, entry.instanceId), Infinity);
      if (isFree && this.#voting.answersVotes(first)) {
        const reply = this.#acceptor.accept(from, message);
        if (reply.verdict === 'accepted') {
          this.#out.vote(from.nodeId, reply);
          if (this.#lease.fortify(from, message.ballot)) this.#lease.answer(from, message.ballot);
        } else this.#out.send(from.nodeId, reply);
      }
      this.#following.believe(from, message);
    },
    AcceptReply: (from, message) => {
      if (!this.#isMyReign(message)) return;
      this.#hearFollower(from, message);
      if (message.verdict === 'accepted') this.#pipeline.acceptReply(from, message);
      if (message.verdict === 'refused') this.#outbid(from, message.promised);
      this.#conclude();
    },
    ProposerSendSuccess: (from, message) => {
      const isFree = this.#following.heed(from, message);
      this.#following.believe(from, message);
      // Not acknowledged, so that it is said again.
      if (!isFree) return;
      const { acceptor, learner } = this.state;
      // A learner, too: it may become a voter, and counts from then on.
      if (this.#lease.isOn && this.#voting.isBound && !isInitial(this.state.configuration)) {
        // It proves a phase 1 quorum, so what is promised below it is worth nothing any more.
        if (message.ballot > acceptor.promised) this.#acceptor.promise(message.ballot, from.storageId);
        this.#lease.fortify(from, message.ballot);
        this.#lease.answer(from, message.ballot);
      }
      this.#out.send(from.nodeId, {
        kind: 'ProposerSendSuccessReply',
        ballot: message.ballot,
        proposer: from.storageId,
        promised: acceptor.promised,
        chosenUpTo: learner.chosenUpTo,
        checksum: learner.checksum,
      });
    },
    ProposerSendSuccessReply: (from, message) => {
      if (!this.#isMyReign(message)) return;
      this.#hearFollower(from, message);
      this.#lease.heardPromise(from, message.promised);
      this.#outbid(from, message.promised);
    },
    Release: (from, message) => {
      this.#lease.released(message.ballot, from.storageId);
      this.#following.ended(message.ballot);
      if (this.#lease.isOn) this.#out.send(from.nodeId, { kind: 'ReleaseReply', ballot: message.ballot });
    },
    ReleaseReply: (from, message) => this.#lease.releaseReply(from, message.ballot),
    Fortified: (from, message) => this.#lease.fortifiedBy(from, message),
    RefusedFor: (from, { ballot }) => {
      const { proposer, stopped } = this.state;
      if (ballotNode(ballot) !== this.#options.self.nodeId) return;
      // By this ballot, or by a later one that the other has not heard of.
      const leads = proposer.role === 'leader' && proposer.ballot >= ballot && stopped === undefined;
      if (leads) this.#pipeline.greet(from.nodeId);
      // One that is being prepared, or gone above just now, is not over; one above the promise was never this disk's.
      else if (
        proposer.ballot !== ballot &&
        !this.#lease.isKept(ballot) &&
        ballot <= this.state.acceptor.promised &&
        !this.#voting.isReplacing
      ) {
        // By a promise that is on disk: one that was only raised to it, by a change just learned, may be forgotten again.
        this.#out.vote(from.nodeId, { kind: 'Release', ballot });
      }
    },
    Transfer: (from, { ballot, chosenUpTo }) => {
      this.#lease.released(ballot, from.storageId);
      this.#following.ended(ballot);
      this.#learner.hear(from.nodeId, chosenUpTo);
      this.#succeed(ballot, chosenUpTo);
    },
    ReleasedTo: (_from, { ballot }) => this.#lease.released(ballot, ''),
    AskForLearn: (from, message) => {
      this.#server.askForLearn(from.nodeId, message.from);
      // Who asks has what is below: it may be the only one that this replica can hear of it from.
      this.#learner.hear(from.nodeId, message.from - 1);
    },
    SendNowInstanceId: (from, message) => {
      this.#relay.heard(from.nodeId, message.leader ?? 0, this.#options.self.nodeId);
      this.#learner.sendNowInstanceId(from.nodeId, message);
    },
    ConfirmAskForLearn: (from, message) => this.#server.confirmAskForLearn(from.nodeId, message.from),
    SendLearnValue: (from, message) => {
      const { chosenUpTo } = this.state.learner;
      const newest = this.#learner.sendLearnValue(from.nodeId, message);
      // Rule 5 (phxpaxos S3): what is chosen at or above `from` came by another ballot. This one is over.
      const { role, from: open } = this.state.proposer;
      const isForeign = newest >= open || this.state.learner.chosenUpTo > chosenUpTo;
      if (isForeign && (role === 'preparing' || role === 'leader')) {
        this.#stepDown('learned a value chosen by another ballot');
      }
    },
    SendLearnValueAck: (from, message) => this.#server.sendLearnValueAck(from.nodeId, message.upTo),
    SendNewValue: (from, message) => this.#forwarding.sendNewValue(from, message),
    SendNewValueReply: (from, message) => {
      const refused = this.#forwarding.sendNewValueReply(from, message) === 'not-leader';
      if (refused) this.#following.leave();
    },
    AskForReadIndex: (from, message) => this.#reader.askForReadIndex(from, message),
    ReadIndex: (from, message) => {
      const { leader } = this.state;
      const refused = this.#reader.readIndex(from, message) === 'not-leader';
      if (refused && leader.nodeId === from.nodeId) this.#following.leave();
    },
    ConfirmLeader: (from, message) => {
      const { promised } = this.state.acceptor;
      const { ballot, round } = message;
      const proposer = from.storageId;
      this.#out.send(from.nodeId, { kind: 'ConfirmLeaderReply', ballot, proposer, round, promised });
    },
    ConfirmLeaderReply: (from, message) => {
      this.#lease.probeAnswered(from, message);
      if (this.#reader.confirmLeaderReply(from, message)) this.#outbid(from, message.promised);
    },
    CompareChecksum: (from, message) => {
      this.#auditor.compareChecksum(from.nodeId, message.instanceId);
      this.#audit(from, message.instanceId, message.checksum);
    },
    CompareChecksumReply: (from, message) => this.#audit(from, message.instanceId, message.checksum),
  };

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

  // ---------------------------------------------------------------- leading

  #phase1(from: Speaker, chosenUpTo: number, outcome: Phase1Outcome): void {
    if (outcome === 'behind') {
      this.#stepDown('behind: learns first');
      this.#learner.hear(from.nodeId, chosenUpTo);
    } else if (outcome === 'outbid') {
      this.#stepDown('refused');
    }
  }

  #promised(): void {
    if (this.state.proposer.role === 'leader') {
      this.#pipeline.resume();
      return;
    }
    this.#pipeline.lead();
    this.#lease.lead();
    this.#following.follow(this.#options.self.nodeId, this.state.proposer.ballot);
  }

  #isMyReign(message: { readonly ballot: Ballot; readonly proposer: string }): boolean {
    const { proposer } = this.state;
    return (
      proposer.role === 'leader' &&
      message.ballot === proposer.ballot &&
      message.proposer === this.#options.self.storageId
    );
  }

  /** What every answer of a follower tells: how far it is, and whether its log is the same. */
  #hearFollower(
    from: Speaker,
    message: { readonly verdict?: string; readonly chosenUpTo: number; readonly checksum: number },
  ): void {
    this.#pipeline.acknowledged(from.nodeId, message.chosenUpTo);
    // What is still in flight here is chosen in a moment; only what lies beyond came by another ballot.
    const { chosenUpTo } = message;
    if (message.verdict === 'chosen' || chosenUpTo >= this.state.proposer.next) {
      this.#learner.hear(from.nodeId, chosenUpTo);
    }
    this.#audit(from, chosenUpTo, message.checksum);
  }

  /**
   * A voter has promised above this ballot: lead no more, and see by a dry run whether to lead again. With a lease nobody
   * else can get to lead: this node goes above it at once, and its followers stay bound to it meanwhile.
   */
  #outbid(from: Speaker, promised: Ballot): void {
    const { proposer, configuration, nowMs } = this.state;
    this.#proposer.hearBallot(promised);
    if (proposer.role !== 'leader' || promised <= proposer.ballot || !mayVote(configuration, from)) return;
    if (this.#lease.isHeld(nowMs)) {
      const reign = proposer.reign === 0 ? proposer.ballot : proposer.reign;
      this.#leadNoMore('goes above the promise of a voter', () => {});
      this.#proposer.prepare();
      proposer.reign = reign;
      return;
    }
    this.#stepDown('a voter promised a higher ballot');
    // Two that outbid each other at once would go on for ever, where both are needed: one of them leaves it to the elections.
    const owner = ballotNode(promised);
    if (!this.state.alive.has(owner) || owner > this.#options.self.nodeId) this.campaign();
  }

  /** Concludes what a quorum has accepted, in order (rule 4). */
  #conclude(): void {
    for (;;) {
      const next = this.#pipeline.nextChosen();
      if (next === undefined) return;
      this.#lease.confirmed();
      this.#learner.conclude(this.state.proposer.ballot, next.value);
      this.#pipeline.landed(next.instanceId);
      if (this.state.proposer.role === 'leader' && next.instanceId === this.state.configuration.version) {
        if (this.#proposer.regather()) this.#pipeline.resume();
      }
    }
  }

  /** `successor`: another node has been told already, and the others hear it from there. */
  #stepDown(reason: string, successor = 0): void {
    const { proposer, alive } = this.state;
    const { ballot, role } = proposer;
    const release = (): void => {
      if (this.#lease.isOn) this.#lease.release(successor);
      else if (role === 'leader')
        for (const nodeId of alive) this.#out.send(nodeId, { kind: 'Release', ballot });
    };
    if (role === 'leader') return this.#leadNoMore(reason, release);
    resetProposer(proposer);
    release();
  }

  /** `release`: says so. */
  #leadNoMore(reason: string, release: () => void): void {
    const { proposer, lease } = this.state;
    const { ballot } = proposer;
    resetProposer(proposer);
    lease.fortifiers.clear();
    this.#out.event({ kind: 'steppedDown', ballot, reason });
    release();
    this.#reader.steppedDown();
    this.#following.ended(ballot);
  }

  /** The window is drained, and the successor knows all of it: it may lead, and this node does no more. */
  #handOver(): void {
    const { proposer, alive, learner } = this.state;
    const { transferTo: to, ballot } = proposer;
    if (!alive.has(to)) return this.#keepLeading();
    if (!this.#pipeline.isDrainedFor(to)) return;
    this.#out.send(to, { kind: 'Transfer', ballot, chosenUpTo: learner.chosenUpTo });
    this.#stepDown(`hands over to ${to}`, to);
  }

  #keepLeading(): void {
    const { proposer } = this.state;
    proposer.transferTo = 0;
    proposer.transferUntilMs = Infinity;
  }

  /** Another leader has handed over to this node, and released its ballot: no need to ask around first. */
  #succeed(token: Ballot, chosenUpTo: number): void {
    const { proposer, acceptor, learner } = this.state;
    const isFree = proposer.role === 'follower' || proposer.role === 'dry-run';
    if (!isFree || !this.#voting.mayVote || acceptor.promised > token || learner.chosenUpTo < chosenUpTo)
      return;
    if (this.#lease.bondAgainst(this.#options.self) === 0) this.#proposer.prepare(token);
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
    if (holdsBallot && acceptor.promised > proposer.ballot) this.#stepDown('promised a higher ballot');
    else if (proposer.role === 'leader' && !this.#voting.mayVote) this.#stepDown('no voter any more');
    const { leader } = this.state;
    const isOutbid = acceptor.promised > leader.ballot && this.#voting.mayVote;
    if (leader.nodeId !== 0 && isOutbid) this.#following.leave();
    this.#following.reconsider();
  }
}
