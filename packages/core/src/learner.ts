/**
 * The learner: concludes what is chosen, in order, and fetches what it has missed (DESIGN 3.5; phxpaxos's AskforLearn).
 * A choice is concluded from quorum replies (the pipeline tells), from the leader's `chosenUpTo` for what was accepted
 * here at that leader's ballot, or from a learned value; never from an acceptance alone (rule 5, phxpaxos S3).
 */

import { sameBytes } from './bytes.ts';
import type { Ballot } from './ballot.ts';
import { noteChecksum } from './checksums.ts';
import type { LearnedValue, MessageMap } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { ReplicaTuning } from './replica-api.ts';
import type { Acceptance, ReplicaState } from './state.ts';

export interface LearnerHooks {
  chain(checksum: number, value: Uint8Array): number;
  /** The peer that this replica learns from if it can, since it is a learner that was told so; 0, or absent: anybody. */
  followed?(): number;
  /** Called for each instance as it is concluded, before the next one is looked at. */
  concluded(instanceId: number, ballot: Ballot, value: Uint8Array): void;
}

export class Learner {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #tuning: ReplicaTuning;
  readonly #hooks: LearnerHooks;

  constructor(state: ReplicaState, out: Outbox, tuning: ReplicaTuning, hooks: LearnerHooks) {
    this.#state = state;
    this.#out = out;
    this.#tuning = tuning;
    this.#hooks = hooks;
  }

  /** Concludes the next instance with what is held or given; the caller knows that it is chosen at `ballot`. */
  conclude(ballot: Ballot, value: Uint8Array): void {
    const { learner, acceptor } = this.#state;
    const instanceId = learner.chosenUpTo + 1;
    const held = acceptor.accepted.get(instanceId);
    const after = this.#onDisk(instanceId, ballot, value, held);
    acceptor.accepted.delete(instanceId);
    learner.chosenUpTo = instanceId;
    learner.checksum = this.#hooks.chain(learner.checksum, value);
    noteChecksum(learner);
    if (learner.needsFrom !== 0) this.#needNot();
    this.#out.meta(false);
    this.#out.chosen({ instanceId, ballot, value }, after);
    this.#hooks.concluded(instanceId, ballot, value);
  }

  /** Concludes as far as what is held here is known to be chosen. */
  advance(): void {
    const { learner, acceptor, leader } = this.#state;
    for (;;) {
      const instanceId = learner.chosenUpTo + 1;
      const held = acceptor.accepted.get(instanceId);
      if (held === undefined) return;
      const byLeader = instanceId <= leader.chosenUpTo && held.ballot === leader.ballot;
      if (!held.chosen && !byLeader) return;
      this.conclude(held.ballot, held.value);
    }
  }

  /** A peer says that it knows everything up to there. Asks it for what is missing here, at once. */
  hear(peer: number, chosenUpTo: number): void {
    const { learner } = this.#state;
    if (chosenUpTo > (learner.heard.get(peer) ?? 0)) learner.heard.set(peer, chosenUpTo);
    learner.known = Math.max(learner.known, chosenUpTo);
    this.#askIfBehind(peer);
  }

  /** No leader tells this node how far the group is, and it cannot become one: it asks around. */
  inquire(): void {
    const { learner, alive } = this.#state;
    for (const peer of alive) this.#out.send(peer, { kind: 'AskForLearn', from: learner.chosenUpTo + 1 });
  }

  sendNowInstanceId(peer: number, message: MessageMap['SendNowInstanceId']): void {
    const { learner, nowMs } = this.#state;
    learner.heard.set(peer, message.chosenUpTo);
    learner.keptFrom.set(peer, message.minChosen);
    learner.known = Math.max(learner.known, message.chosenUpTo);
    const { ask } = learner;
    // Also in the middle of a stream.
    const isGone = message.minChosen > learner.chosenUpTo + 1;
    if (ask?.peer !== peer || (ask.phase !== 'asked' && !isGone)) return this.#askIfBehind(peer);
    learner.ask = undefined;
    if (isGone) return this.#askIfBehind(0);
    // It has forgotten what it said to know, by a crash: another one may know.
    if (message.chosenUpTo <= learner.chosenUpTo) {
      if (peer === this.#followed) return this.#awaitFollowed();
      return this.#askIfBehind(0);
    }
    learner.ask = { peer, phase: 'confirmed', deadlineMs: nowMs + this.#tuning.retryMaxMs };
    this.#out.send(peer, { kind: 'ConfirmAskForLearn', from: learner.chosenUpTo + 1 });
  }

  /** Takes learned values from the peer that was asked. Returns the highest instance that was new here, 0 if none. */
  sendLearnValue(peer: number, message: MessageMap['SendLearnValue']): number {
    const { learner, nowMs } = this.#state;
    const { ask } = learner;
    if (ask?.peer !== peer || ask.phase !== 'confirmed') return 0;
    ask.deadlineMs = nowMs + this.#tuning.retryMaxMs;
    const before = learner.chosenUpTo;
    let newest = 0;
    for (const entry of message.entries) {
      if (this.#learn(entry)) newest = entry.instanceId;
      this.advance();
    }
    const last = message.entries.at(-1);
    if (last !== undefined) this.#out.vote(peer, { kind: 'SendLearnValueAck', upTo: last.instanceId });
    if (learner.chosenUpTo > before) {
      learner.inquireMs = 0;
      this.#out.event({ kind: 'learned', from: before + 1, to: learner.chosenUpTo, peer });
    }
    this.hear(peer, message.chosenUpTo);
    if (learner.chosenUpTo >= (learner.heard.get(peer) ?? 0)) {
      learner.ask = undefined;
      this.#askIfBehind(0);
    }
    return newest;
  }

  /** A learning stream went quiet, or its server went down: try another peer. */
  retry(exceptPeer: number): void {
    const { learner } = this.#state;
    learner.ask = undefined;
    const other = this.#pickServer(exceptPeer) ?? this.#pickServer(0);
    if (other === undefined) this.#nobodyServes();
    else this.#ask(other);
  }

  /** A checkpoint took the place of what was missing: goes on from there. */
  jumped(): void {
    const { learner } = this.#state;
    learner.ask = undefined;
    learner.inquireMs = 0;
    if (learner.needsFrom !== 0) this.#needNot();
    this.advance();
    // Who had no more than this when last heard of, such as the sender, may have what comes next: the only one, perhaps.
    for (const [peer, upTo] of learner.heard) if (upTo <= learner.chosenUpTo) learner.heard.delete(peer);
    this.#askIfBehind(0);
  }

  tick(): void {
    const { learner, nowMs } = this.#state;
    const { ask } = learner;
    if (ask !== undefined && nowMs >= ask.deadlineMs) {
      // Its word alone keeps nobody asking for ever: it must say again what it has.
      learner.heard.delete(ask.peer);
      this.retry(ask.peer);
    }
    if (nowMs < learner.inquireAtMs) return;
    learner.inquireAtMs = Infinity;
    if (learner.ask !== undefined || learner.known <= learner.chosenUpTo) return;
    if (this.#waitsForFollowed) return this.#ask(this.#followed);
    const isFirst = learner.inquireMs <= this.#tuning.retryMinMs;
    this.inquire();
    // Who does not answer a question cannot serve.
    if (!isFirst && this.#isCutOff) this.#need();
    this.#inquireLater();
  }

  /** Nobody can be asked for what is missing. If those who have it have truncated it, it takes a checkpoint. */
  #nobodyServes(): void {
    const { alive, learner } = this.#state;
    const haveAllSpoken = [...alive].every((peer) => learner.heard.has(peer));
    if (haveAllSpoken && this.#isCutOff && learner.needsFrom !== learner.chosenUpTo + 1) this.#need();
    this.#inquireLater();
  }

  /** All live peers that know more than this replica have truncated what it needs next. */
  get #isCutOff(): boolean {
    const { alive, learner } = this.#state;
    const have = [...alive].filter((peer) => (learner.heard.get(peer) ?? 0) > learner.chosenUpTo);
    return have.length > 0 && have.every((peer) => this.#hasTruncated(peer));
  }

  #hasTruncated(peer: number): boolean {
    const { keptFrom, chosenUpTo } = this.#state.learner;
    return (keptFrom.get(peer) ?? 1) > chosenUpTo + 1;
  }

  #need(): void {
    const { learner } = this.#state;
    learner.needsFrom = learner.chosenUpTo + 1;
    this.#out.event({ kind: 'needsCheckpoint', from: learner.needsFrom });
  }

  #needNot(): void {
    const { learner } = this.#state;
    this.#out.event({ kind: 'needsNoCheckpoint', from: learner.needsFrom });
    learner.needsFrom = 0;
  }

  /** Something is missing here, and nobody is known to have it: all are asked, less and less often. */
  #inquireLater(): void {
    const { learner, alive, nowMs } = this.#state;
    if (learner.known <= learner.chosenUpTo || learner.inquireAtMs !== Infinity) return;
    if (alive.size === 0) return;
    const { retryMinMs, retryMaxMs } = this.#tuning;
    learner.inquireMs = Math.min(Math.max(2 * learner.inquireMs, retryMinMs), retryMaxMs);
    learner.inquireAtMs = nowMs + learner.inquireMs;
  }

  peerDown(nodeId: number): void {
    const { learner } = this.#state;
    learner.heard.delete(nodeId);
    learner.keptFrom.delete(nodeId);
    if (learner.needsFrom !== 0 && !this.#isCutOff) this.#needNot();
    if (learner.ask?.peer === nodeId) this.retry(nodeId);
    else if (nodeId === this.#hooks.followed?.()) this.#askIfBehind(0);
  }

  /** A peer has said that it has more. */
  get isBehind(): boolean {
    const { heard, chosenUpTo } = this.#state.learner;
    for (const theirs of heard.values()) if (theirs > chosenUpTo) return true;
    return false;
  }

  get deadlineMs(): number {
    const { ask, inquireAtMs } = this.#state.learner;
    return Math.min(ask?.deadlineMs ?? Infinity, inquireAtMs);
  }

  #askIfBehind(informer: number): void {
    const { learner } = this.#state;
    if (learner.ask !== undefined) return;
    if (this.#waitsForFollowed) {
      if (learner.inquireAtMs === Infinity || this.#canServe(this.#followed)) this.#ask(this.#followed);
      return;
    }
    const first = [this.#followed, informer].find((peer) => this.#canServe(peer));
    const server = first ?? this.#pickServer(0);
    if (server === undefined) this.#nobodyServes();
    else this.#ask(server);
  }

  /** The peer to learn from, while it is up and has not deleted what is needed; 0: none. */
  get #followed(): number {
    const peer = this.#hooks.followed?.() ?? 0;
    return this.#state.alive.has(peer) && !this.#hasTruncated(peer) ? peer : 0;
  }

  /** Something is missing here, and the followed peer has it, or has not been waited for long enough. */
  get #waitsForFollowed(): boolean {
    const { known, chosenUpTo, inquireMs } = this.#state.learner;
    return known > chosenUpTo && inquireMs < this.#tuning.retryMinMs && this.#followed !== 0;
  }

  /** It has not learned yet what the leader has told here: it is asked again, less and less often, then others are. */
  #awaitFollowed(): void {
    const { learner, nowMs } = this.#state;
    const { announceDelayMs, retryMinMs } = this.#tuning;
    // Within the first wait it is told what this replica was told.
    learner.inquireMs = Math.min(Math.max(2 * learner.inquireMs, announceDelayMs, 1), retryMinMs);
    if (learner.inquireMs < retryMinMs) learner.inquireAtMs = nowMs + learner.inquireMs;
    else this.#askIfBehind(0);
  }

  #ask(peer: number): void {
    const { learner, nowMs } = this.#state;
    if (learner.needsFrom !== 0) this.#needNot();
    learner.ask = { peer, phase: 'asked', deadlineMs: nowMs + this.#tuning.retryMinMs };
    this.#out.send(peer, { kind: 'AskForLearn', from: learner.chosenUpTo + 1 });
  }

  #canServe(peer: number): boolean {
    const { learner, alive } = this.#state;
    return (
      peer !== 0 &&
      alive.has(peer) &&
      !this.#hasTruncated(peer) &&
      (learner.heard.get(peer) ?? 0) > learner.chosenUpTo
    );
  }

  /** The one that is followed, or any peer that has more; the leader only if no other does, since it has other work. */
  #pickServer(exceptPeer: number): number | undefined {
    const { learner, leader } = this.#state;
    const servers = [...learner.heard.keys()]
      .filter((peer) => peer !== exceptPeer && this.#canServe(peer))
      .toSorted((a, b) => a - b);
    const followed = this.#followed;
    if (servers.includes(followed)) return followed;
    return servers.find((peer) => peer !== leader.nodeId) ?? servers[0];
  }

  #learn(entry: LearnedValue): boolean {
    const { learner, acceptor } = this.#state;
    const { instanceId, ballot, value } = entry;
    if (
      instanceId <= learner.chosenUpTo ||
      instanceId > learner.chosenUpTo + this.#tuning.acceptAheadInstances
    ) {
      return false;
    }
    if (acceptor.accepted.get(instanceId)?.chosen === true) return false;
    // The promise is another row and stays as it is (rule 1, phxpaxos S2).
    const writeSeq = this.#out.record({ instanceId, ballot, chosen: true, value });
    acceptor.accepted.set(instanceId, { ballot, value, chosen: true, writeSeq });
    return true;
  }

  /** Rule 6: what is executed is on this disk. The write that puts it there. */
  #onDisk(instanceId: number, ballot: Ballot, value: Uint8Array, held: Acceptance | undefined): number {
    if (held !== undefined && sameBytes(held.value, value)) return held.writeSeq;
    return this.#out.record({ instanceId, ballot, chosen: true, value });
  }
}
