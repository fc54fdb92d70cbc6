/**
 * One group of a node: its replica, machines, proposals and reads, wired together. Whatever a replica's input throws
 * stops this group and no other (STYLE 7).
 */

import { errorCodes, GaiosError, SMFac, type Identity, type LogRecord, type SMCtx } from '@gaios/sm-base';
import {
  votersOf,
  type ChosenInstance,
  type Configuration,
  type Effects,
  type Load,
  type Member,
  type Message,
  type ProposalRequest,
  type ReplicaEvent,
  type ReplicaView,
  type Send,
  type Speaker,
  type LeaseOptions,
} from '@gaios/core';
import type { Due } from './deadlines.ts';
import { DiskSteps } from './disk-steps.ts';
import { reasonOf, type Driven } from './driver.ts';
import type { ExecutorHost, Skip } from './executor-api.ts';
import { Executor } from './executor.ts';
import { GuardedReplica, type ReplicaGuard } from './guarded-replica.ts';
import type { EndCode, GroupParts, GroupShared } from './group-api.ts';
import type { GroupBirth } from './group-birth.ts';
import { eventHandlers, type EventHandlers } from './group-events.ts';
import { GroupPost } from './group-post.ts';
import { describeState, type StateAndReason } from './group-state.ts';
import type { WhyNoLeader } from './no-leader.ts';
import { Held, type Released } from './held.ts';
import { Installations } from './installation.ts';
import { GroupMaster, type MasterHost } from './master.ts';
import { GroupMembership } from './membership.ts';
import { membershipHost } from './membership-host.ts';
import type { Tuning } from './option-rows.ts';
import type { Moment } from './lease-clock.ts';
import { Overload } from './overload.ts';
import { Proposals, type ProposalsHost } from './proposals.ts';
import type { Query } from './queries.ts';
import type { GroupFacts } from './readiness.ts';
import { Reads, type ReadsHost } from './reads.ts';
import { inRank } from './ranking.ts';
import { replicaOptions } from './replica-options.ts';
import { ReplayState } from './replay-state.ts';
import { RowRepairs } from './row-repairs.ts';
import { rowRepairsHost } from './row-repairs-host.ts';
import type { Stall } from './stalls.ts';
import { Waiters } from './waiters.ts';

/** A replica is not asked more often than this whether something is due. */
const TICK_MIN_MS = 1;

/** Times the support duration for which a node that dropped its mastership does not stand: others have time to. */
const NOT_STANDING = 2;

export class Group
  implements Driven, Due, ProposalsHost, ReadsHost, ExecutorHost, MasterHost, Released, ReplicaGuard
{
  dueMs = Infinity;
  heapIndex = -1;
  marked = false;
  /** It is being destroyed: it finishes what it has, and takes nothing new. */
  draining = false;
  readonly groupIdx: number;
  readonly birth: GroupBirth;
  readonly tuning: Tuning;
  readonly held: Held;
  readonly machines: SMFac;
  readonly executor: Executor;
  readonly proposals: Proposals;
  readonly reads: Reads;
  readonly waiters: Waiters;
  readonly master: GroupMaster;
  readonly membership: GroupMembership;
  readonly installations: Installations;
  readonly disk: DiskSteps;
  readonly rows: RowRepairs;
  readonly #shared: GroupShared<Group>;
  readonly #replica: GuardedReplica;
  readonly #lease: LeaseOptions;
  readonly #post: GroupPost;
  readonly #eventHandlers: EventHandlers;
  readonly #readLeaseClock = (): number => this.#shared.leaseClock.reading();
  /** The log on disk reached this far at the start; until it is executed the group is joining. */
  readonly #replayTo: number;
  /** Within `turn`, which takes the effects at its end: no need to be marked for it. */
  #inTurn = false;
  /** The replica has had an input of which something may follow; its beginning is one. */
  #hasEntered = true;
  #stopped: { readonly error: unknown; readonly code: EndCode } | undefined;
  #notVoting: string | undefined;
  /** Whether this disk is the one bound to this node, or none is bound yet. */
  #mayPropose = true;
  #onReplayed: (() => void) | undefined;

  constructor({ groupIdx, shared, birth, tuning, machines, stored }: GroupParts<Group>) {
    const { deadlines, telemetry, clock, random, self } = shared;
    const initialMembers = birth.members;
    this.groupIdx = groupIdx;
    this.birth = birth;
    this.tuning = tuning;
    this.#shared = shared;
    this.#post = new GroupPost({ groupIdx, birth, self, driver: shared.driver });
    const replayTo = stored.stored?.meta.chosenUpTo ?? 0;
    this.#replayTo = replayTo;
    const isUsed = shared.useMaster(groupIdx);
    this.master = new GroupMaster({ host: this, self, deadlines, isUsed, replayTo });
    this.membership = new GroupMembership({
      host: membershipHost(this, shared),
      deadlines,
      initialMembers,
      replayTo,
      limits: tuning,
    });
    this.disk = new DiskSteps(self, (step, line) => telemetry.tell('diskStep', { groupIdx, step, line }));
    this.rows = new RowRepairs(rowRepairsHost(this, shared, () => this.#onReplayed?.()));
    const builtIn = [this.master.machine, this.membership.machine, ...shared.builtIn(groupIdx)];
    this.machines = new SMFac(groupIdx, machines, builtIn);
    this.held = new Held(this);
    const overload = new Overload(tuning, random, (ratePercent) =>
      telemetry.tell('overload', { groupIdx, ratePercent }),
    );
    const parts = { host: this, limits: tuning, deadlines, telemetry };
    this.proposals = new Proposals({ ...parts, overload });
    this.reads = new Reads(parts);
    this.waiters = new Waiters(this, deadlines, clock);
    const state = new ReplayState(self, initialMembers);
    this.executor = new Executor({
      ...parts,
      machines: this.machines,
      state,
      builtIn,
      master: this.master.machine,
      chosenUpTo: replayTo,
      minChosen: stored.stored?.meta.minChosen ?? 1,
    });
    const options = replicaOptions(groupIdx, { ...shared, birth }, tuning, this.machines);
    this.#lease = options.lease;
    this.#replica = new GuardedReplica(shared.makeReplica(options, stored), this);
    this.installations = new Installations({
      groupIdx,
      machines: this.machines,
      install: (base) => this.#replica.install(base),
      jump: (jump) => this.executor.jump(jump),
    });
    this.#eventHandlers = eventHandlers(this, shared, {
      checkBinding: () => this.#checkBinding(),
      leadershipChanged: () => shared.leadershipChanged(this),
      notVotes: (reason) => this.#notVotes(reason),
    });
    this.#checkBinding();
  }

  get view(): ReplicaView {
    return this.#replica.view;
  }

  /** Everybody that follows the log, of both sides of a joint configuration. */
  get members(): readonly Member[] {
    const { members, outgoing = [] } = this.view.configuration;
    const leaving = outgoing.filter((old) => !members.some(({ nodeId }) => nodeId === old.nodeId));
    return [...members, ...leaving];
  }

  /** Callers that wait. */
  get calls(): number {
    return this.proposals.calls + this.reads.pending;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Whether what this node had on disk at its start is executed, or will not be. */
  get hasReplayed(): boolean {
    const { isStalled, lacksLog, executedUpTo } = this.executor;
    return this.isStopped || isStalled || lacksLog || executedUpTo >= this.#replayTo;
  }

  /** What it has to execute next is damaged in its log, and nobody has it any more. */
  get lacksRow(): boolean {
    return this.rows.isGone(this.executor.executedUpTo + 1);
  }

  get stopError(): unknown {
    return this.#stopped?.error;
  }

  /** Resolves when `hasReplayed`. */
  replayed(): Promise<void> {
    if (this.hasReplayed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onReplayed = resolve;
    });
  }

  /** Why no call can succeed now, if so. */
  refusal(forProposal: boolean): GaiosError | undefined {
    const { groupIdx } = this;
    if (this.#stopped !== undefined) {
      const { code, error } = this.#stopped;
      const detail = code === 'GROUP_STOPPED' ? `${errorCodes[code]}: ${reasonOf(error)}` : undefined;
      return new GaiosError(code, detail, { facts: { groupIdx }, cause: error });
    }
    if (this.draining) return new GaiosError('GROUP_DRAINING', undefined, { facts: { groupIdx } });
    if (this.executor.isStalled) return this.executor.stalledError();
    return forProposal && !this.#mayPropose
      ? new GaiosError('NOT_A_MEMBER', undefined, { facts: { groupIdx } })
      : undefined;
  }

  get state(): StateAndReason {
    const { stopReason, executor, draining } = this;
    const [replayTo, notVoting, { self }] = [this.#replayTo, this.#notVoting, this.#shared];
    return describeState({ view: this.view, self, executor, draining, stopReason, replayTo, notVoting });
  }

  /** Why it has stopped, here or in the replica. */
  get stopReason(): string | undefined {
    return this.#stopped === undefined ? this.view.stopped : reasonOf(this.#stopped.error);
  }

  /** Whether it is this node's turn to see that the group gets a leader. */
  get needsLeader(): boolean {
    if (this.isStopped || this.executor.isStalled || this.executor.lacksLog) return false;
    // One that may not vote asks around instead of standing: it may not know yet that it may (core `campaign`).
    const { role, leader } = this.view;
    return role === 'follower' && !this.#isLed(leader);
  }

  hasLeader(): boolean {
    return this.#isLed(this.view.leader);
  }

  /** Of a call that found no leader: what a person would look for next. */
  get whyNoLeader(): WhyNoLeader {
    const { configuration, down } = this.facts;
    const isFounded = configuration.version > 0;
    const who = down.length === 0 ? 'all voters are up' : `not up: ${down.join(', ')}`;
    const detail = isFounded
      ? `no leader is known (${who})`
      : `the group is not founded yet, which takes all voters that the options name (${who})`;
    return { detail: `${errorCodes.NO_QUORUM}: ${detail}`, facts: { isFounded, down } };
  }

  // ---------------------------------------------------------------- inputs of the replica

  get turnTime(): { readonly turn: number; readonly nowMs: number; readonly wallMs: number } {
    return this.#shared.driver;
  }

  beginning(): void {
    this.#shared.driver.begin();
  }

  entering(): void {
    this.#hasEntered = true;
    if (!this.#inTurn) this.#shared.driver.mark(this);
  }

  broke(error: unknown): void {
    this.stop(error);
  }

  receive(from: Speaker, message: Message, gid: number): void {
    if (this.#stopped === undefined) this.#replica.receive(from, message, gid);
    else this.#post.answerStopped(from, message, this.view);
  }

  propose(requests: readonly ProposalRequest[]): number {
    return this.#replica.propose(requests);
  }

  giveUp(seq: number): 'never-sent' | 'sent' | 'settled' {
    return this.#replica.giveUp(seq);
  }

  arrived(): void {
    this.#shared.leaseClock.arrived();
  }

  read(): number {
    return this.#replica.read();
  }

  get gid(): number {
    return this.view.gid;
  }

  leaseIndex(): number {
    const { leaseReads, leaseReading } = this.#shared;
    return leaseReads ? this.#replica.leaseIndex(leaseReading()) : 0;
  }

  inquire(): void {
    this.#replica.campaign(false);
  }

  cancelRead(readId: number): void {
    this.#replica.cancelRead(readId);
  }

  campaign(mayStand: boolean): void {
    this.#replica.campaign(mayStand);
  }

  /** Leads no more, and leaves the others time to: it does not stand for a while. */
  dropMaster(): void {
    this.#shared.gaveUp(this);
    this.#replica.drop(this.nowMs() + NOT_STANDING * this.tuning.electionTimeoutMs);
  }

  transfer(nodeId: number): boolean {
    return this.#replica.transfer(nodeId);
  }

  keepLeading(): void {
    this.#replica.keepLeading();
  }

  /** Looks at the clock, and changes nothing. */
  holdsLease(): boolean {
    const { clock, hasSlept } = this.#shared;
    if (this.#stopped !== undefined || this.view.role !== 'leader') return false;
    return this.#replica.holdsLease(clock.monotonicMs()) && !hasSlept();
  }

  /** The most that is counted of a voter's support, ms. */
  get leaseMs(): number {
    return Math.min(this.#lease.capMs, this.#lease.support.durationMs);
  }

  setLeaseMs(leaseMs: number): void {
    this.#lease.capMs = leaseMs;
  }

  isUp(nodeId: number): boolean {
    return this.#shared.isUp(nodeId);
  }

  masterChanged(node: number, version: number): void {
    this.#shared.masterChanged({ groupIdx: this.groupIdx, node, version });
  }

  fortifiersCover(configuration: Configuration): boolean {
    return this.#replica.fortifiersCover(configuration, this.#shared.leaseReading());
  }

  /** Lets go of leadership in favour of a live voter; tells whether one will take it, as far as is known here. */
  handOver(): boolean {
    const { role, configuration } = this.view;
    if (role !== 'leader') return false;
    const { isUp } = this.#shared;
    // The one that its user asked for may not be able to take it.
    this.master.endAll('CLOSED');
    const successors = inRank(this.groupIdx, votersOf(configuration)).filter(isUp);
    return successors.some((nodeId) => this.#replica.transfer(nodeId));
  }

  /** Whether it could lead. */
  get mayLead(): boolean {
    const { votes, bound, isBehind } = this.view;
    return this.state.state === 'running' && votes && bound && !isBehind;
  }

  laggards(): readonly number[] {
    return this.#replica.laggards();
  }

  /** Hands it over; with a master, resolves when that is recorded. */
  async yieldTo(nodeId: number): Promise<void> {
    const { campaignTimeoutMs: timeoutMs } = this.tuning;
    if (this.master.isUsed) await this.master.transfer(nodeId, { timeoutMs });
    else this.transfer(nodeId);
  }

  /** For whoever wants to stop this node. */
  get facts(): GroupFacts {
    const { groupIdx, state, leads } = this;
    const { configuration } = this.view;
    const { self, isUp } = this.#shared;
    const down = votersOf(configuration).filter((nodeId) => nodeId !== self.nodeId && !isUp(nodeId));
    const behind = this.#replica.laggards().filter((nodeId) => !down.includes(nodeId));
    return { groupIdx, ...state, hasLeader: this.hasLeader(), leads, configuration, down, behind };
  }

  get leads(): boolean {
    return this.view.role === 'leader';
  }

  /** A peer's support of this node has changed; it matters to what is led here. */
  supportChanged(nodeId: number): void {
    if (this.view.leader === this.#shared.self.nodeId) this.#replica.supportChanged(nodeId);
  }

  resign(reason: string): void {
    this.#replica.resign(reason);
  }

  peerUp(peer: Identity): void {
    this.#replica.peerUp(peer);
    this.membership.peerUp(peer);
    this.#shared.leadershipChanged(this);
    this.waiters.check();
  }

  peerDown(nodeId: number): void {
    this.#replica.peerDown(nodeId);
    this.membership.peerDown(nodeId);
    this.#shared.leadershipChanged(this);
  }

  /** The replica's deadline has passed. */
  onDue(): void {
    this.#replica.tick();
  }

  // ---------------------------------------------------------------- the turn

  markDirty(): void {
    if (this.#stopped === undefined && !this.#inTurn) this.#shared.driver.mark(this);
  }

  /** The executor wants to run: at the end of this turn, or, if it has had its slice of this one, of the next. */
  wake(): void {
    if (this.#inTurn) this.#shared.driver.markLater(this);
    else this.markDirty();
  }

  turn(): Effects | undefined {
    if (this.#stopped !== undefined) return undefined;
    this.#inTurn = true;
    this.reads.flush();
    this.executor.run();
    // Of most executions nothing follows.
    const effects = this.#hasEntered ? this.#replica.take(this.#readLeaseClock) : undefined;
    this.#hasEntered = false;
    this.#inTurn = false;
    if (effects === undefined) this.#turned();
    return effects;
  }

  heed({ reads, events }: Effects): void {
    if (this.#stopped !== undefined) return;
    for (const { readId, instanceId } of reads) this.reads.verdict(readId, instanceId);
    for (const event of events) this.#heedEvent(event);
    // Its effects were just taken: what is due now and not done waits for something else, and must not spin.
    const { deadlines, driver } = this.#shared;
    deadlines.set(this, Math.max(this.#replica.deadlineMs, driver.nowMs + TICK_MIN_MS));
    if (events.length > 0) this.membership.turned();
    this.#turned();
  }

  #turned(): void {
    if (this.#stopped !== undefined) return;
    this.master.turned();
    if (this.waiters.needsTurns) this.waiters.check();
  }

  persisted(upTo: number): void {
    if (this.#stopped === undefined) this.held.persisted(upTo);
  }

  // ---------------------------------------------------------------- what is released by its write

  send({ to, gid, message }: Send): void {
    const { self } = this.#shared;
    if (to === self.nodeId) this.receive(self, message, gid);
    else this.#post.add(to, gid, message);
  }

  chosen(instances: readonly ChosenInstance[]): void {
    const { telemetry } = this.#shared;
    for (const instance of instances) this.executor.add(instance);
    if (telemetry.wants('chosen')) {
      for (const { instanceId } of instances)
        telemetry.tell('chosen', { groupIdx: this.groupIdx, instanceId });
    }
    // A leader waits for the vote that is being written; nobody waits here for what is executed. At the leader callers do.
    if (this.#shared.driver.commits.isGathering && !this.leads) this.#shared.driver.markLater(this);
    else this.markDirty();
  }

  load(load: Load): void {
    const { from, to, bytesMax } = load;
    this.rows.serve({ from, to, bytesMax }).then(
      (records) => this.#replica.loaded(load, records),
      (error: unknown) => this.#readFailed(error),
    );
  }

  installed(instanceId: number): void {
    this.installations.durable(instanceId);
  }

  /** Deletes the log below; false: it may not be yet, or is gone (core `truncate`). */
  truncate(below: number): boolean {
    return this.#replica.truncate(below);
  }

  /** How far each live peer has the log, as far as is known here. */
  peersAt(): ReadonlyMap<number, number> {
    return this.#replica.peersAt();
  }

  query(query: Query): void {
    this.executor.query(query);
    this.markDirty();
  }

  // ---------------------------------------------------------------- what the executor tells

  get executedUpTo(): number {
    return this.executor.executedUpTo;
  }

  nowMs(): number {
    return this.#shared.clock.monotonicMs();
  }

  moment(): Moment {
    return this.#shared.leaseClock.moment();
  }

  contextOf(ownSeq: number): SMCtx | undefined {
    return this.proposals.contextOf(ownSeq);
  }

  waitingOwn(): ReturnType<Proposals['waiting']> {
    return this.proposals.waiting();
  }

  executedOwn(ownSeq: number, instanceId: number, batchIndex: number, result: unknown): void {
    this.proposals.executed(ownSeq, instanceId, batchIndex, result);
  }

  skippedOwn(ownSeq: number, why: Skip): void {
    this.proposals.skipped(ownSeq, why);
  }

  progressed(
    upTo: number,
    own: { readonly done: readonly number[]; readonly early: readonly number[] },
  ): void {
    if (this.#stopped !== undefined) return;
    const { telemetry } = this.#shared;
    this.#replica.executed(upTo, own);
    this.reads.executed(upTo);
    this.master.executed(upTo);
    this.waiters.check();
    this.membership.executed(upTo);
    if (!this.#mayPropose) this.disk.look(this.view);
    this.#shared.executed(this.groupIdx, upTo);
    if (this.#onReplayed !== undefined && this.hasReplayed) this.#onReplayed();
    if (telemetry.wants('executed'))
      telemetry.tell('executed', { groupIdx: this.groupIdx, executedUpTo: upTo });
  }

  stalled(stall: Stall): void {
    this.#shared.telemetry.tell('stalled', { groupIdx: this.groupIdx, ...stall });
    if (!this.executor.isStalled) return;
    this.resign('a state machine cannot execute');
    this.#onReplayed?.();
  }

  /** Whoever waits for the replay waits no longer: it needs other nodes. */
  waitsForCheckpoint(): void {
    this.#onReplayed?.();
  }

  resumed(): void {
    this.#shared.telemetry.tell('resumed', { groupIdx: this.groupIdx });
    this.#shared.leadershipChanged(this);
  }

  readLog(range: {
    readonly from: number;
    readonly to: number;
    readonly bytesMax: number;
  }): Promise<readonly LogRecord[]> {
    return this.rows.read(range);
  }

  // ---------------------------------------------------------------- the end

  /**
   * This group stops, the others go on: a rule is broken, or its log cannot be read. It votes, leads and executes no
   * more, and every waiting call ends. `release`: its replica is sound and may still say that it leads no more.
   */
  stop(error: unknown, release = false): void {
    if (this.#stopped !== undefined) return;
    this.#end('GROUP_STOPPED', error, release);
    this.#shared.telemetry.tell('groupStopped', { groupIdx: this.groupIdx, error });
    this.#shared.stopped();
  }

  /** This node has no part in the group any more: every waiting call ends with the code of the error. */
  retire(error: GaiosError, code: EndCode): void {
    if (this.#stopped === undefined) this.#end(code, error, true);
  }

  #end(code: EndCode, error: unknown, release: boolean): void {
    this.#stopped = { error, code };
    this.executor.stop();
    this.rows.stop();
    this.held.clear();
    this.installations.stop();
    this.#shared.deadlines.remove(this);
    const last = this.#replica.stop(reasonOf(error));
    if (release && last !== undefined) this.#post.releases(last.sends);
    this.proposals.endAll(code, error);
    this.reads.endAll(code, error);
    this.waiters.endAll(code, error);
    this.master.endAll(code, error);
    this.membership.endAll(code, error);
    this.#shared.leadershipChanged(this);
    this.#onReplayed?.();
  }

  /** The node closes: hands over what it leads, brings what it knows to disk, ends every waiting call. */
  close(): void {
    this.proposals.endAll('CLOSED');
    this.reads.endAll('CLOSED');
    this.waiters.endAll('CLOSED');
    this.master.endAll('CLOSED');
    this.membership.endAll('CLOSED');
    this.resign('the node closes');
    this.onDue();
  }

  // ---------------------------------------------------------------- inside

  #isLed(leader: number): boolean {
    const { self, isUp } = this.#shared;
    return leader !== 0 && (leader === self.nodeId || isUp(leader));
  }

  #readFailed(error: unknown): void {
    if (this.#stopped !== undefined) return;
    if (error instanceof GaiosError && error.code === 'STORAGE_DAMAGED') this.stop(error);
    else this.#shared.storageFailed(error);
  }

  #heedEvent(event: ReplicaEvent): void {
    const handler = this.#eventHandlers[event.kind] as (event: ReplicaEvent) => void;
    handler(event);
  }

  #checkBinding(): void {
    const { view } = this;
    const { gid, bound } = view;
    this.#mayPropose = gid === 0 || bound;
    this.disk.look(view);
    if (gid !== 0 && bound) this.#notVoting = undefined;
  }

  #notVotes(reason: string): void {
    this.#notVoting = reason;
    this.#shared.telemetry.tell('notVoting', { groupIdx: this.groupIdx, reason });
  }
}
