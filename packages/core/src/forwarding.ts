/**
 * Proposals on their way to the leader (DESIGN 3.4; `SendNewValue`): own ones to whoever leads, and those of other nodes
 * into the own queue. What may have been lost on the way is handed over again; the leader takes each node's in order.
 */

import type { Ballot } from './ballot.ts';
import type { MessageMap, ProposalUnit, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Pipeline } from './pipeline.ts';
import type { ReplicaOptions } from './replica-api.ts';
import type { Session } from './session.ts';
import type { ReplicaState } from './state.ts';

export class Forwarding {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #options: ReplicaOptions;
  readonly #session: Session;
  readonly #pipeline: Pipeline;

  constructor(
    state: ReplicaState,
    out: Outbox,
    options: ReplicaOptions,
    session: Session,
    pipeline: Pipeline,
  ) {
    this.#state = state;
    this.#out = out;
    this.#options = options;
    this.#session = session;
    this.#pipeline = pipeline;
  }

  /**
   * At the end of a turn: own proposals go to whoever leads; once this disk is bound, since before that they would be
   * skipped for good, and those behind them would seem to come too early.
   */
  handOver(isBound: boolean): void {
    const { leader, proposer, alive, session } = this.#state;
    if (session.units.size === 0) session.retryAtMs = Infinity;
    if (!isBound) return;
    if (proposer.role === 'leader') this.#handToSelf(proposer.ballot);
    else if (leader.nodeId !== 0 && alive.has(leader.nodeId))
      this.#handToLeader(leader.nodeId, leader.ballot);
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

  /** Takes another node's proposals into the queue, if this node leads; says so if not, or if some are missing. */
  sendNewValue(from: Speaker, message: MessageMap['SendNewValue']): void {
    const { proposer, leader } = this.#state;
    const { boot } = message;
    const answer = (verdict: 'gap' | 'full' | 'not-leader', expected: number): void =>
      this.#out.send(from.nodeId, {
        kind: 'SendNewValueReply',
        boot,
        verdict,
        expected,
        leader: leader.nodeId,
        ballot: leader.ballot,
      });
    if (proposer.role !== 'leader') return answer('not-leader', 0);
    for (const unit of message.units) {
      const isTheirs = unit.every(
        ({ nodeId, storageId, boot: of }) =>
          nodeId === from.nodeId && storageId === from.storageId && of === boot,
      );
      if (!isTheirs) return;
      const verdict = this.#pipeline.enqueue(unit, 0);
      if (verdict === 'full') return answer('full', unit[0]?.seq ?? 0);
      if (typeof verdict === 'object') {
        // Once: all that follows the gap is here out of turn, and each answer has all of it sent again. If this one
        // or what it leads to is lost, the node's own retry makes up for it.
        if (proposer.gapsTold.get(from.nodeId) === verdict.gap) return;
        proposer.gapsTold.set(from.nodeId, verdict.gap);
        return answer('gap', verdict.gap);
      }
      if (verdict === 'taken') proposer.gapsTold.delete(from.nodeId);
    }
  }

  /** Takes the leader's word on what was forwarded; `not-leader` if it leads no more. */
  sendNewValueReply(from: Speaker, message: MessageMap['SendNewValueReply']): 'taken' | 'not-leader' {
    const { leader, session, nowMs } = this.#state;
    if (message.boot !== this.#options.self.boot || leader.nodeId !== from.nodeId) return 'taken';
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
