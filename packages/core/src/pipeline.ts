/**
 * Phase 2 of a leader: a window of instances in flight, filled from what phase 1 recovered, then no-ops for gaps, then
 * what waits to be proposed (DESIGN 3.3). Its own disk is one vote among others, and its acceptance takes the same path.
 */

import { SYSTEM_SM_ID_CORE } from './system.ts';
import type { Acceptor } from './acceptor.ts';
import {
  configurationAfter,
  encodeChange,
  isInitial,
  memberOf,
  membersOf,
  votersOf,
  type Configuration,
  type Member,
} from './configuration.ts';
import type { InstanceValue, MessageOf, ProposalUnit, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { mayVote, quorumSystem } from './quorum.ts';
import type { ReplicaOptions } from './replica-api.ts';
import { unitBytes } from './session.ts';
import type { Flight, QueuedUnit, ReplicaState } from './state.ts';

export interface PipelineHooks {
  /** An own unit was cut into an instance. */
  cut(ownSeq: number): void;
  /** Whether this member is to be told who leads until it has fortified the leader (lease.ts). */
  isAwaited?(nodeId: number): boolean;
}

/** What goes into one instance. */
interface Batched {
  readonly value: Uint8Array;
  /** Other nodes whose proposals are in it. */
  readonly origins: readonly number[];
}

export type TakeUnit = 'taken' | 'repeat' | 'full' | { readonly gap: number };

export class Pipeline {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #options: ReplicaOptions;
  readonly #acceptor: Acceptor;
  readonly #hooks: PipelineHooks;

  constructor(
    state: ReplicaState,
    out: Outbox,
    options: ReplicaOptions,
    acceptor: Acceptor,
    hooks: PipelineHooks,
  ) {
    this.#state = state;
    this.#out = out;
    this.#options = options;
    this.#acceptor = acceptor;
    this.#hooks = hooks;
  }

  /** A quorum has promised: this node leads. */
  lead(): void {
    const { proposer, nowMs } = this.#state;
    proposer.role = 'leader';
    proposer.campaignDeadlineMs = Infinity;
    proposer.next = this.#state.learner.chosenUpTo + 1;
    proposer.retryMs = this.#options.tuning.retryMinMs;
    proposer.retryAtMs = nowMs + proposer.retryMs;
  }

  /** A quorum of the new configuration has promised as well. What it reported comes first again. */
  resume(): void {
    const { proposer } = this.#state;
    proposer.regathering = false;
    if (proposer.readyAt <= proposer.recoveredUpTo) proposer.readyAt = 0;
  }

  /**
   * Takes a unit into the queue. Per node in order without gaps, so that nothing is proposed that would be skipped as
   * too early; the first of a reign must be one that its node waits for longest.
   */
  enqueue(unit: ProposalUnit, ownSeq: number, bytes = unitBytes(unit)): TakeUnit {
    const { proposer, nowMs } = this.#state;
    const first = unit[0];
    if (first === undefined) return 'repeat';
    const known = proposer.queuedUpTo.get(first.nodeId);
    const sameBoot = known !== undefined && known.storageId === first.storageId && known.boot === first.boot;
    const due = Math.max(sameBoot ? known.seq : 0, first.floor - 1) + 1;
    if (first.seq < due) return 'repeat';
    if (first.seq > due) return { gap: due };
    if (ownSeq === 0 && proposer.queueBytes > this.#options.tuning.queueBytes) return 'full';
    const { nodeId, storageId, boot } = first;
    const seq = first.seq + unit.length - 1;
    if (sameBoot) known.seq = seq;
    else proposer.queuedUpTo.set(nodeId, { storageId, boot, seq });
    if (proposer.queue.length === 0) proposer.queuedSinceMs = nowMs;
    proposer.queue.push({ unit, bytes, ownSeq });
    proposer.queueBytes += bytes;
    return 'taken';
  }

  /**
   * An own unit that was given up before it was cut never goes out. Those queued after it must wait until the floor has
   * passed the hole, so they leave the queue too; the session hands them over again. Tells whether anything left it.
   */
  withdraw(ownSeq: number): boolean {
    const { proposer } = this.#state;
    const stays = (queued: QueuedUnit): boolean => queued.ownSeq === 0 || queued.ownSeq < ownSeq;
    const queue = proposer.queue.filter(stays);
    if (queue.length === proposer.queue.length) return false;
    proposer.queue = queue;
    proposer.queueBytes = queue.reduce((sum, queued) => sum + queued.bytes, 0);
    const { nodeId, storageId, boot } = this.#options.self;
    proposer.queuedUpTo.set(nodeId, { storageId, boot, seq: ownSeq - 1 });
    return true;
  }

  /** At the end of a turn: fills the window, and sends all of it in one `Accept` per voter. */
  pump(): void {
    const { proposer } = this.#state;
    if (proposer.role !== 'leader') return;
    const entries: InstanceValue[] = [];
    while (!this.#isHeldBack() && this.#hasRoom()) {
      const batched = this.#nextValue();
      if (batched === undefined) break;
      entries.push(this.#launch(batched));
    }
    if (entries.length > 0) this.#broadcastAccept(entries);
  }

  /** Counts a vote. Tells whether the next instance in order can be concluded now. */
  acceptReply(from: Speaker, message: MessageOf<'AcceptReply'>): void {
    const { proposer, configuration } = this.#state;
    for (const instanceId of message.instanceIds) {
      const flight = proposer.inflight.get(instanceId);
      if (flight === undefined) continue;
      if (this.#votersAt(instanceId, configuration, from)) flight.acks.add(from.nodeId);
    }
  }

  /** The value of the next instance, if a quorum has accepted it. The caller concludes it, then calls `landed`. */
  nextChosen(): InstanceValue | undefined {
    const { proposer, learner, configuration } = this.#state;
    const instanceId = learner.chosenUpTo + 1;
    const flight = proposer.role === 'leader' ? proposer.inflight.get(instanceId) : undefined;
    if (flight === undefined || !quorumSystem(configuration).isQuorum(flight.acks)) return undefined;
    return { instanceId, value: flight.value };
  }

  landed(instanceId: number): void {
    const { proposer, nowMs } = this.#state;
    const flight = proposer.inflight.get(instanceId);
    if (flight === undefined) return;
    proposer.inflight.delete(instanceId);
    proposer.inflightBytes -= flight.value.length;
    for (const nodeId of flight.origins) proposer.askers.add(nodeId);
    proposer.retryMs = this.#options.tuning.retryMinMs;
    proposer.retryAtMs = nowMs + proposer.retryMs;
    if (proposer.changeAt === instanceId) {
      proposer.changeAt = 0;
      proposer.proposed = undefined;
    }
  }

  /**
   * Tells members what is chosen: at once those that wait for it; the others soon, since under load the next `Accept`
   * tells them at no cost.
   */
  announce(): void {
    const { proposer, learner, configuration, nowMs } = this.#state;
    if (proposer.role !== 'leader') return;
    const isDue = this.#options.tuning.announceDelayMs === 0 || nowMs >= proposer.announceAtMs;
    let isBehind = false;
    for (const nodeId of membersOf(configuration)) {
      if (nodeId === this.#options.self.nodeId || !this.#state.alive.has(nodeId)) continue;
      const known = proposer.announced.get(nodeId);
      if (known !== undefined && known.sent >= learner.chosenUpTo) continue;
      if (known === undefined || isDue || proposer.askers.has(nodeId)) this.#sendSuccess(nodeId);
      else isBehind = true;
    }
    if (!isBehind) proposer.announceAtMs = Infinity;
    else if (proposer.announceAtMs === Infinity)
      proposer.announceAtMs = nowMs + this.#options.tuning.announceDelayMs;
  }

  acknowledged(nodeId: number, chosenUpTo: number): void {
    const announced = this.#announced(nodeId);
    this.#state.proposer.announced.set(nodeId, {
      sent: announced.sent,
      acked: Math.max(announced.acked, chosenUpTo),
    });
  }

  /**
   * A link came (back) up, or a member has lost sight of its leader: say who leads, until it is acknowledged anew, and
   * repeat what it has not accepted.
   */
  greet(nodeId: number): void {
    if (memberOf(this.#state.configuration, nodeId) === undefined) return;
    this.#state.proposer.announced.delete(nodeId);
    this.#sendSuccess(nodeId);
    this.#repeatAccepts(nodeId);
  }

  tick(): void {
    const { proposer, nowMs, alive } = this.#state;
    if (proposer.role !== 'leader' || nowMs < proposer.retryAtMs) return;
    for (const nodeId of membersOf(this.#state.configuration)) {
      if (nodeId === this.#options.self.nodeId || !alive.has(nodeId)) continue;
      this.#repeatAccepts(nodeId);
      if (!this.#isTold(nodeId)) this.#sendSuccess(nodeId);
    }
    proposer.retryMs = Math.min(proposer.retryMs * 2, this.#options.tuning.retryMaxMs);
    proposer.retryAtMs = nowMs + proposer.retryMs;
  }

  get deadlineMs(): number {
    const { proposer } = this.#state;
    if (proposer.role !== 'leader') return Infinity;
    // Without a delay a batch waits for room only, and room is made by an input.
    const batchDue = this.#options.tuning.batchDelayMs === 0 ? Infinity : this.#batchDueMs();
    return this.#isQuiet() ? batchDue : Math.min(proposer.retryAtMs, proposer.announceAtMs, batchDue);
  }

  /** Ready to serve reads: an own instance of this reign, past all that was recovered, is executed (DESIGN 5.1). */
  get isReady(): boolean {
    const { proposer, executedUpTo } = this.#state;
    return proposer.role === 'leader' && proposer.readyAt > 0 && executedUpTo >= proposer.readyAt;
  }

  /** Whether a batch is cut only when all that is chosen is executed, and there is one. */
  get waitsForExecution(): boolean {
    return this.#options.drainBeforePropose && this.#state.proposer.queue.length > 0;
  }

  #isQuiet(): boolean {
    const { proposer, alive } = this.#state;
    if (proposer.inflight.size > 0 || proposer.regathering) return false;
    return membersOf(this.#state.configuration).every(
      (nodeId) => nodeId === this.#options.self.nodeId || !alive.has(nodeId) || this.#isTold(nodeId),
    );
  }

  #isTold(nodeId: number): boolean {
    if (this.#announced(nodeId).acked < this.#state.learner.chosenUpTo) return false;
    return this.#hooks.isAwaited?.(nodeId) !== true;
  }

  /** Whether this member knows all that is chosen, but for what is under way to it. */
  isCaughtUp(nodeId: number): boolean {
    const { windowInstances } = this.#options.tuning;
    return this.#announced(nodeId).acked + windowInstances >= this.#state.learner.chosenUpTo;
  }

  /** Whether nothing is in flight, and this member knows all that is chosen. */
  isDrainedFor(nodeId: number): boolean {
    const { proposer, learner } = this.#state;
    if (proposer.inflight.size > 0 || proposer.regathering) return false;
    return this.#announced(nodeId).acked >= learner.chosenUpTo;
  }

  #announced(nodeId: number): { sent: number; acked: number } {
    return this.#state.proposer.announced.get(nodeId) ?? { sent: 0, acked: 0 };
  }

  /** Nothing is proposed beyond a change, nor while the window drains for a successor. */
  #isHeldBack(): boolean {
    const { proposer } = this.#state;
    return proposer.regathering || proposer.transferTo !== 0 || proposer.changeAt !== 0;
  }

  /** Nothing goes further ahead than acceptors take, the own one included. */
  #hasRoom(): boolean {
    const { proposer } = this.#state;
    const { windowInstances, windowBytes, acceptAheadInstances } = this.#options.tuning;
    if (proposer.inflight.size === 0) return true;
    if (proposer.inflight.size >= acceptAheadInstances) return false;
    return proposer.inflight.size < windowInstances && proposer.inflightBytes < windowBytes;
  }

  #nextValue(): Batched | undefined {
    const { proposer, configuration } = this.#state;
    const recovered = proposer.recovered.get(proposer.next);
    if (recovered !== undefined) return { value: recovered.value, origins: [] };
    if (isInitial(configuration)) return { value: this.#bootstrapValue(configuration), origins: [] };
    if (proposer.next <= proposer.recoveredUpTo) return this.#noop();
    if (proposer.readyAt > 0) return this.#cutBatch();
    proposer.readyAt = proposer.next;
    return this.#reignValue() ?? this.#cutBatch() ?? this.#noop();
  }

  /** What this leader has to say first at its ballot; like the founding of the group it is no node's proposal. */
  #reignValue(): Batched | undefined {
    const { proposer, wallMs } = this.#state;
    const { ports, self } = this.#options;
    const request = ports.reignValue?.(proposer.ballot, proposer.reign || proposer.ballot);
    if (request === undefined) return undefined;
    const { nodeId, storageId, boot } = self;
    const proposal = { nodeId, storageId, boot, seq: 0, floor: 0, ...request };
    return { value: ports.frame({ timeMs: wallMs, proposals: [proposal] }), origins: [] };
  }

  #noop(): Batched {
    return { value: this.#options.ports.frame({ timeMs: 0, proposals: [] }), origins: [] };
  }

  /**
   * Instance 1: the group's identity, and the disks of all initial voters, which have all promised. Learners are bound
   * as far as they have been seen.
   */
  #bootstrapValue(configuration: Configuration): Uint8Array {
    const { proposer, disks } = this.#state;
    const diskOf = ({ nodeId, role }: Member): string =>
      (role === 'voter' ? proposer.promises.get(nodeId)?.storageId : disks.get(nodeId)) ?? '';
    const members = configuration.members.map((member) => ({ ...member, storageId: diskOf(member) }));
    const { nodeId, storageId, boot } = this.#options.self;
    const payload = encodeChange({ gid: this.#options.gidProposal, fromVersion: 0, members });
    const proposal = { nodeId, storageId, boot, seq: 0, floor: 0, smId: SYSTEM_SM_ID_CORE, payload };
    return this.#options.ports.frame({ timeMs: this.#state.wallMs, proposals: [proposal] });
  }

  #cutBatch(): Batched | undefined {
    const { proposer, learner, executedUpTo } = this.#state;
    if (proposer.queue.length === 0 || this.#state.nowMs < this.#batchDueMs()) return undefined;
    if (this.#waitsForDisk()) return undefined;
    if (
      this.#options.drainBeforePropose &&
      (proposer.inflight.size > 0 || executedUpTo < learner.chosenUpTo)
    ) {
      return undefined;
    }
    const { units, bytes } = this.#takeUnits();
    proposer.queueBytes -= bytes;
    proposer.queuedSinceMs = this.#state.nowMs;
    const origins = new Set<number>();
    const proposals: ProposalUnit[number][] = [];
    for (const { unit, ownSeq } of units) {
      const [first] = unit;
      if (ownSeq > 0) this.#hooks.cut(ownSeq);
      else if (first !== undefined) origins.add(first.nodeId);
      for (const proposal of unit) proposals.push(proposal);
    }
    const value = this.#options.ports.frame({ timeMs: this.#state.wallMs, proposals });
    return { value, origins: [...origins] };
  }

  /**
   * The own disk has not taken the last batch yet: what arrives meanwhile becomes one batch, and the disk could not
   * begin with it any earlier. A batch that is full does not wait. (Group commit, one level up: without it as many
   * small instances are under way as there are turns in a round trip.)
   */
  #waitsForDisk(): boolean {
    const { proposer } = this.#state;
    const { batchCount, batchBytes } = this.#options.tuning;
    const last = proposer.inflight.get(proposer.next - 1);
    if (last === undefined || last.acks.has(this.#options.self.nodeId)) return false;
    // What was recovered, or said first, is behind the first batch of a reign, for which callers wait.
    const isFirst = this.#options.ports.reignValue === undefined ? proposer.readyAt : proposer.readyAt + 1;
    if (proposer.next <= isFirst) return false;
    return proposer.queue.length < batchCount && proposer.queueBytes < batchBytes;
  }

  #takeUnits(): { units: QueuedUnit[]; bytes: number } {
    const { queue } = this.#state.proposer;
    const { batchCount, batchBytes } = this.#options.tuning;
    let bytes = 0;
    let count = 0;
    let end = 0;
    for (const queued of queue) {
      if (end > 0 && (count + queued.unit.length > batchCount || bytes + queued.bytes > batchBytes)) break;
      bytes += queued.bytes;
      count += queued.unit.length;
      end++;
    }
    return { units: queue.splice(0, end), bytes };
  }

  /** When the queued batch may be cut: at once, unless a delay is set and it is not full. */
  #batchDueMs(): number {
    const { proposer } = this.#state;
    const { batchDelayMs, batchCount, batchBytes } = this.#options.tuning;
    if (proposer.queue.length === 0) return Infinity;
    if (batchDelayMs === 0 || proposer.queue.length >= batchCount || proposer.queueBytes >= batchBytes)
      return 0;
    return proposer.queuedSinceMs + batchDelayMs;
  }

  /** Proposes a value for the next instance: in flight, and accepted by the own acceptor like by any other. */
  #launch({ value, origins }: Batched): InstanceValue {
    const { proposer } = this.#state;
    const entry = { instanceId: proposer.next, value };
    proposer.next++;
    proposer.recovered.delete(entry.instanceId);
    const flight: Flight = { value, acks: new Set(), origins };
    proposer.inflight.set(entry.instanceId, flight);
    proposer.inflightBytes += value.length;
    if (this.#options.ports.changesConfiguration(value)) this.#holdForChange(entry);
    return entry;
  }

  /** Rule 4: nothing is proposed beyond a change until it is concluded. */
  #holdForChange(entry: InstanceValue): void {
    const { proposer, configuration } = this.#state;
    proposer.changeAt = entry.instanceId;
    const { proposals } = this.#options.ports.unframe(entry.value);
    proposer.proposed = configurationAfter(configuration, entry.instanceId, proposals);
  }

  #broadcastAccept(entries: readonly InstanceValue[]): void {
    const { self } = this.#options;
    const message = this.#accept(entries);
    for (const nodeId of votersOf(this.#state.configuration)) {
      if (nodeId === self.nodeId || !this.#state.alive.has(nodeId)) continue;
      this.#out.send(nodeId, message);
      this.#markAnnounced(nodeId);
    }
    // The own vote counts like any other: when its write is durable (rule 1).
    this.#out.vote(self.nodeId, this.#acceptor.accept(self, message));
  }

  #repeatAccepts(nodeId: number): void {
    const { proposer } = this.#state;
    if (!votersOf(this.#state.configuration).includes(nodeId)) return;
    const entries: InstanceValue[] = [];
    let bytes = 0;
    for (const [instanceId, flight] of proposer.inflight) {
      if (flight.acks.has(nodeId)) continue;
      if (entries.length > 0 && bytes + flight.value.length > this.#options.tuning.pageBytes) break;
      entries.push({ instanceId, value: flight.value });
      bytes += flight.value.length;
    }
    if (entries.length === 0) return;
    this.#out.send(nodeId, this.#accept(entries));
    this.#markAnnounced(nodeId);
  }

  #accept(entries: readonly InstanceValue[]): MessageOf<'Accept'> {
    const { chosenUpTo, checksum } = this.#state.learner;
    return { kind: 'Accept', ballot: this.#state.proposer.ballot, entries, chosenUpTo, checksum };
  }

  #sendSuccess(nodeId: number): void {
    const { chosenUpTo, checksum } = this.#state.learner;
    const { ballot } = this.#state.proposer;
    this.#out.send(nodeId, { kind: 'ProposerSendSuccess', ballot, chosenUpTo, checksum });
    this.#markAnnounced(nodeId);
  }

  #markAnnounced(nodeId: number): void {
    const { acked } = this.#announced(nodeId);
    this.#state.proposer.askers.delete(nodeId);
    this.#state.proposer.announced.set(nodeId, { sent: this.#state.learner.chosenUpTo, acked });
  }

  /** Instance 1 counts only the disks that it binds; any other instance those bound in its configuration. */
  #votersAt(instanceId: number, configuration: Configuration, from: Speaker): boolean {
    if (!isInitial(configuration)) return mayVote(configuration, from);
    const { proposer } = this.#state;
    if (instanceId !== 1 || proposer.proposed === undefined) return false;
    return (
      memberOf(proposer.proposed, from.nodeId)?.storageId === from.storageId && mayVote(configuration, from)
    );
  }
}
