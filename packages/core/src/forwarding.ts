/**
 * Proposals on their way to the leader (DESIGN 3.4; `SendNewValue`): own ones to whoever leads, and those of other nodes
 * into the own queue. What may have been lost on the way is handed over again; the leader takes each node's in order.
 */

import type { Ballot } from './ballot.ts';
import type { MessageMap, ProposalUnit, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Pipeline } from './pipeline.ts';
import type { Relay } from './relay.ts';
import type { ReplicaOptions } from './replica-api.ts';
import type { Session } from './session.ts';
import type { ReplicaState } from './state.ts';

export class Forwarding {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #options: ReplicaOptions;
  readonly #session: Session;
  readonly #pipeline: Pipeline;
  readonly #relay: Relay;

  constructor(
    state: ReplicaState,
    out: Outbox,
    options: ReplicaOptions,
    session: Session,
    pipeline: Pipeline,
    relay: Relay,
  ) {
    this.#state = state;
    this.#out = out;
    this.#options = options;
    this.#session = session;
    this.#pipeline = pipeline;
    this.#relay = relay;
  }

  /**
   * At the end of a turn: own proposals go to whoever leads; once this disk is bound, since before that they would be
   * skipped for good, and those behind them would seem to come too early.
   */
  handOver(isBound: boolean): void {
    const { leader, proposer, alive, session } = this.#state;
    if (session.units.length === 0) session.retryAtMs = Infinity;
    if (leader.nodeId !== 0) this.#relay.forget();
    if (!isBound) return;
    if (proposer.role === 'leader') this.#handToSelf(proposer.ballot);
    else if (leader.nodeId !== 0 && alive.has(leader.nodeId))
      this.#handToLeader(leader.nodeId, leader.ballot);
    // No ballot is 1: what was handed to a relay is handed again to the next leader.
    else if (this.#relay.via !== 0) this.#handToLeader(this.#relay.via, 1);
  }

  /** Whether `handOver` may have something to do. */
  get isDue(): boolean {
    const { units, handedBallot, retryAtMs } = this.#state.session;
    const last = units.at(-1);
    return last === undefined ? retryAtMs !== Infinity : last.handedTo !== handedBallot;
  }

  get deadlineMs(): number {
    return this.#state.session.retryAtMs;
  }

  /** What was forwarded and not executed for a while is handed over again. */
  tick(): void {
    const { session, nowMs, proposer } = this.#state;
    if (nowMs < session.retryAtMs) return;
    if (proposer.role !== 'leader') this.#session.resendFrom(0);
    session.retryMs = Math.min(Math.max(session.retryMs * 2, 1), this.#options.tuning.retryMaxMs);
    session.retryAtMs = nowMs + session.retryMs;
  }

  /**
   * Takes another node's proposals into the queue, if this node leads; says so if some are missing. A follower relays
   * them, if they come from the node that made them, and says that it does not lead if it cannot.
   */
  sendNewValue(from: Speaker, message: MessageMap['SendNewValue']): void {
    const { proposer, leader } = this.#state;
    const { boot, origin = 0 } = message;
    const by = origin === 0 ? from.nodeId : origin;
    const answer = (verdict: 'gap' | 'full' | 'not-leader', expected: number): void =>
      this.#out.send(from.nodeId, {
        kind: 'SendNewValueReply',
        boot,
        verdict,
        expected,
        leader: leader.nodeId,
        ballot: leader.ballot,
        ...(origin === 0 ? {} : { origin }),
      });
    if (proposer.role !== 'leader') {
      const to = origin === 0 && message.units.length > 0 ? this.#relay.leaderFor(from.nodeId) : 0;
      if (to === 0) return answer('not-leader', 0);
      return this.#out.send(to, { kind: 'SendNewValue', ...message, origin: from.nodeId });
    }
    // Of a relayed one its own word: that of a disk that is not bound is skipped at execution.
    const disk = origin === 0 ? from.storageId : message.units[0]?.[0]?.storageId;
    for (const unit of message.units) {
      const isTheirs = unit.every(
        ({ nodeId, storageId, boot: of }) => nodeId === by && storageId === disk && of === boot,
      );
      if (!isTheirs) return;
      const verdict = this.#pipeline.enqueue(unit, 0);
      if (verdict === 'full') return answer('full', unit[0]?.seq ?? 0);
      if (typeof verdict === 'object') {
        // Once: all that follows the gap is here out of turn, and each answer has all of it sent again. If this one
        // or what it leads to is lost, the node's own retry makes up for it.
        if (proposer.gapsTold.get(by) === verdict.gap) return;
        proposer.gapsTold.set(by, verdict.gap);
        return answer('gap', verdict.gap);
      }
      if (verdict !== 'taken') continue;
      proposer.gapsTold.delete(by);
      // The relay is told at once what is chosen: its peer learns it from there.
      if (origin !== 0) proposer.askers.add(from.nodeId);
    }
  }

  /** Takes the leader's word on what was forwarded; `not-leader` if it leads no more. */
  sendNewValueReply(from: Speaker, message: MessageMap['SendNewValueReply']): 'taken' | 'not-leader' {
    const { leader, session, nowMs } = this.#state;
    const { self } = this.#options;
    const { origin = 0 } = message;
    if (origin !== 0 && origin !== self.nodeId) {
      this.#out.send(origin, { kind: 'SendNewValueReply', ...message });
      return 'taken';
    }
    if (message.boot !== self.boot) return 'taken';
    if (message.verdict === 'not-leader') this.#relay.forget(from.nodeId);
    const isAsked = leader.nodeId === 0 ? from.nodeId === this.#relay.via : from.nodeId === leader.nodeId;
    if (!isAsked) return 'taken';
    if (leader.nodeId === 0 && message.verdict === 'not-leader') this.#session.resendFrom(0);
    if (message.verdict === 'not-leader') return 'not-leader';
    if (message.verdict === 'gap') this.#session.resendFrom(message.expected);
    else session.retryAtMs = Math.min(session.retryAtMs, nowMs + this.#options.tuning.retryMinMs);
    return 'taken';
  }

  #handToSelf(ballot: Ballot): void {
    const { floor } = this.#session;
    for (const unit of this.#session.pendingFor(ballot)) {
      const proposals = this.#session.proposals(unit, floor);
      const verdict = this.#pipeline.enqueue(proposals, unit.firstSeq, unit.bytes);
      if (typeof verdict === 'object') return;
      this.#session.handed(unit, ballot);
    }
  }

  #handToLeader(nodeId: number, ballot: Ballot): void {
    const { tuning, self } = this.#options;
    let units: ProposalUnit[] = [];
    let bytes = 0;
    const { floor } = this.#session;
    const flush = (): void => {
      if (units.length > 0) this.#out.send(nodeId, { kind: 'SendNewValue', boot: self.boot, units });
      units = [];
      bytes = 0;
    };
    for (const unit of this.#session.pendingFor(ballot)) {
      if (bytes + unit.bytes > tuning.pageBytes) flush();
      units.push(this.#session.proposals(unit, floor));
      bytes += unit.bytes;
      this.#session.handed(unit, ballot);
      unit.sent = true;
    }
    if (units.length > 0) this.#watchSession();
    flush();
  }

  #watchSession(): void {
    const { session, nowMs } = this.#state;
    if (session.retryAtMs !== Infinity) return;
    session.retryMs = this.#options.tuning.retryMinMs;
    session.retryAtMs = nowMs + session.retryMs;
  }
}
