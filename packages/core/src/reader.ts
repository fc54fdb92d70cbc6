/**
 * Read indexes (DESIGN 5.1). At the leader: `chosenUpTo` as it was when the request arrived, confirmed by a round that
 * started afterwards, in which a quorum says that it promised nothing above the leader's ballot. Elsewhere: the leader is
 * asked. Only requests that arrived before a round, or an ask, began may share it. A request waits here until there is
 * a leader that can answer; giving up is the caller's.
 */

import { votersOf, type Configuration } from './configuration.ts';
import type { MessageMap, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { mayVote, quorumSystem } from './quorum.ts';
import type { Relay } from './relay.ts';
import type { ReplicaTuning } from './replica-api.ts';
import type { ReadRound, RemoteRead, ReplicaState } from './state.ts';

export class Reader {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #self: Speaker & { readonly boot: number };
  readonly #tuning: ReplicaTuning;
  readonly #relay: Relay;

  constructor(
    state: ReplicaState,
    out: Outbox,
    self: Speaker & { readonly boot: number },
    tuning: ReplicaTuning,
    relay: Relay,
  ) {
    this.#state = state;
    this.#out = out;
    this.#self = self;
    this.#tuning = tuning;
    this.#relay = relay;
  }

  read(): number {
    const { reader } = this.#state;
    const readId = reader.nextId++;
    reader.waiting.push(readId);
    return readId;
  }

  cancel(readId: number): void {
    const { reader } = this.#state;
    reader.waiting = reader.waiting.filter((id) => id !== readId);
  }

  askForReadIndex(from: Speaker, message: MessageMap['AskForReadIndex']): void {
    const { reader, proposer } = this.#state;
    const { boot, requestId, origin = 0 } = message;
    const remote = { peer: origin === 0 ? from.nodeId : origin, via: from.nodeId, boot, requestId };
    if (proposer.role !== 'leader') {
      const to = origin === 0 ? this.#relay.leaderFor(from.nodeId) : 0;
      if (to === 0) return this.#answer(remote, 0);
      return this.#out.send(to, { kind: 'AskForReadIndex', boot, requestId, origin: from.nodeId });
    }
    // A node has one request under way; a new one takes the place of what it asked before.
    reader.waitingRemote = [...reader.waitingRemote.filter(({ peer }) => peer !== remote.peer), remote];
  }

  /** Takes the leader's answer; `not-leader` if it says that it leads no more: the request then waits for the next. */
  readIndex(from: Speaker, message: MessageMap['ReadIndex']): 'taken' | 'not-leader' {
    const { reader } = this.#state;
    const { origin = 0 } = message;
    if (origin !== 0 && origin !== this.#self.nodeId) {
      this.#out.send(origin, { kind: 'ReadIndex', ...message });
      return 'taken';
    }
    const { ask } = reader;
    if (ask === undefined || message.boot !== this.#self.boot || message.requestId !== ask.requestId)
      return 'taken';
    if (message.instanceId === 0) {
      this.#relay.forget(from.nodeId);
      this.#withdrawAsk();
      return 'not-leader';
    }
    reader.ask = undefined;
    for (const readId of ask.local) this.#out.read({ readId, instanceId: message.instanceId });
    return 'taken';
  }

  /** Whether the vote says that the own ballot has been outbid. */
  confirmLeaderReply(from: Speaker, message: MessageMap['ConfirmLeaderReply']): boolean {
    const { reader, proposer } = this.#state;
    const { round } = reader;
    if (proposer.role !== 'leader' || message.ballot !== proposer.ballot) return false;
    if (message.proposer !== this.#self.storageId) return false;
    if (message.promised > proposer.ballot) return mayVote(this.#state.configuration, from);
    if (round === undefined || message.round !== round.round) return false;
    if (!this.#configurations().some((configuration) => mayVote(configuration, from))) return false;
    round.acks.add(from.nodeId);
    this.#finish(round);
    return false;
  }

  /** Whether anything waits that a leader could answer. */
  get hasWaiting(): boolean {
    const { reader } = this.#state;
    return reader.waiting.length > 0 || reader.waitingRemote.length > 0;
  }

  /** At the end of a turn: starts what can be started. `isVouched`: a lease, looked at just now, takes a round's place. */
  pump(isReady: boolean, isVouched = false): void {
    const { reader, proposer } = this.#state;
    if (proposer.role === 'leader') {
      if (isReady && isVouched) return this.#serveByLease();
      const waiting = reader.waiting.length + reader.waitingRemote.length;
      if (isReady && reader.round === undefined && waiting > 0) this.#startRound();
    } else {
      this.#askLeader();
    }
  }

  /** This node leads no more: others are told so, own requests wait for the next leader. */
  steppedDown(): void {
    const { reader } = this.#state;
    for (const remote of [...(reader.round?.remote ?? []), ...reader.waitingRemote]) this.#answer(remote, 0);
    reader.waiting = [...(reader.round?.local ?? []), ...reader.waiting];
    reader.waitingRemote = [];
    reader.round = undefined;
  }

  leaderChanged(): void {
    this.#withdrawAsk();
  }

  /**
   * A round belongs to the configuration of its index's successor: the answers of another prove nothing about what was
   * chosen up to there (that its quorums intersect is not given, DESIGN 6.1). It starts anew.
   */
  configurationChanged(): void {
    const { reader } = this.#state;
    const { round } = reader;
    if (round === undefined) return;
    reader.waiting = [...round.local, ...reader.waiting];
    const newer = new Set(reader.waitingRemote.map(({ peer }) => peer));
    reader.waitingRemote = [...round.remote.filter(({ peer }) => !newer.has(peer)), ...reader.waitingRemote];
    reader.round = undefined;
  }

  tick(): void {
    const { reader, nowMs } = this.#state;
    if (reader.ask !== undefined && nowMs >= reader.ask.retryAtMs) this.#withdrawAsk();
    const { round } = reader;
    if (round !== undefined && nowMs >= round.retryAtMs) {
      round.retryAtMs = nowMs + this.#tuning.retryMinMs;
      this.#confirm(round);
    }
  }

  get deadlineMs(): number {
    const { reader } = this.#state;
    return Math.min(reader.ask?.retryAtMs ?? Infinity, reader.round?.retryAtMs ?? Infinity);
  }

  #startRound(): void {
    const { reader, learner, nowMs } = this.#state;
    const round: ReadRound = {
      round: reader.nextId++,
      index: learner.chosenUpTo,
      local: reader.waiting,
      remote: reader.waitingRemote,
      acks: new Set(),
      retryAtMs: nowMs + this.#tuning.retryMinMs,
    };
    reader.waiting = [];
    reader.waitingRemote = [];
    reader.round = round;
    // The own promise is this ballot: a leader that promises more steps down.
    round.acks.add(this.#self.nodeId);
    this.#confirm(round);
    this.#finish(round);
  }

  #serveByLease(): void {
    const { reader, learner } = this.#state;
    const { waiting, waitingRemote } = reader;
    reader.waiting = [];
    reader.waitingRemote = [];
    for (const readId of waiting) this.#out.read({ readId, instanceId: learner.chosenUpTo });
    for (const remote of waitingRemote) this.#answer(remote, learner.chosenUpTo);
  }

  #confirm(round: ReadRound): void {
    const { ballot } = this.#state.proposer;
    const voters = new Set(this.#configurations().flatMap((configuration) => votersOf(configuration)));
    for (const nodeId of voters) {
      if (round.acks.has(nodeId) || !this.#state.alive.has(nodeId)) continue;
      this.#out.send(nodeId, { kind: 'ConfirmLeader', ballot, round: round.round });
    }
  }

  #finish(round: ReadRound): void {
    const { reader } = this.#state;
    if (!this.#configurations().every((configuration) => quorumSystem(configuration).isQuorum(round.acks)))
      return;
    reader.round = undefined;
    for (const readId of round.local) this.#out.read({ readId, instanceId: round.index });
    for (const remote of round.remote) this.#answer(remote, round.index);
  }

  /** The present configuration, and one that is proposed and not yet concluded. */
  #configurations(): Configuration[] {
    const { configuration, proposer } = this.#state;
    return proposer.proposed === undefined ? [configuration] : [configuration, proposer.proposed];
  }

  #askLeader(): void {
    const { reader, leader, nowMs } = this.#state;
    if (reader.ask !== undefined || reader.waiting.length === 0) return;
    const to = leader.nodeId === 0 ? this.#relay.via : leader.nodeId;
    if (to === 0 || to === this.#self.nodeId) return;
    const requestId = reader.nextId++;
    const retryAtMs = nowMs + this.#tuning.retryMinMs;
    reader.ask = { requestId, ballot: leader.ballot, local: reader.waiting, retryAtMs };
    reader.waiting = [];
    this.#out.send(to, { kind: 'AskForReadIndex', boot: this.#self.boot, requestId });
  }

  #withdrawAsk(): void {
    const { reader } = this.#state;
    if (reader.ask === undefined) return;
    reader.waiting = [...reader.ask.local, ...reader.waiting];
    reader.ask = undefined;
  }

  #answer(remote: RemoteRead, instanceId: number): void {
    const { peer, via, boot, requestId } = remote;
    // It cannot serve the read before it knows that much to be chosen.
    if (instanceId > 0) this.#state.proposer.askers.add(via);
    const origin = via === peer ? {} : { origin: peer };
    this.#out.send(via, { kind: 'ReadIndex', boot, requestId, instanceId, ...origin });
  }
}
