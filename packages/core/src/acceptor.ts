/**
 * The acceptor: promises and accepts (phases 1b and 2b; Paxos Made Simple, section 2.2). One promise for the whole
 * group, which never goes down, and one acceptance per instance above `chosenUpTo` (rule 1). Every answer says what is
 * true now: for what is chosen here already, that fact takes the place of a vote (rule 8).
 */

import type { Ballot } from './ballot.ts';
import type { InstanceValue, MessageMap, MessageOf, Reported, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { sameBytes } from './bytes.ts';
import type { ReplicaState } from './state.ts';

export interface AcceptorLimits {
  readonly pageBytes: number;
  readonly acceptAheadInstances: number;
}

export class Acceptor {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #limits: AcceptorLimits;

  constructor(state: ReplicaState, out: Outbox, limits: AcceptorLimits) {
    this.#state = state;
    this.#out = out;
    this.#limits = limits;
  }

  /** Whether it would promise to this candidate; nothing changes (DESIGN 3.2). */
  dryRun(
    from: Speaker,
    message: MessageMap['PrepareDryRun'],
    leader: number,
    isBound = false,
  ): MessageOf<'PrepareDryRunReply'> {
    const { acceptor, learner } = this.#state;
    return {
      kind: 'PrepareDryRunReply',
      ballot: message.ballot,
      proposer: from.storageId,
      granted: message.from > learner.chosenUpTo && (leader === 0 || leader === from.nodeId) && !isBound,
      promised: acceptor.promised,
      leader,
      chosenUpTo: learner.chosenUpTo,
      minChosen: learner.minChosen,
    };
  }

  /** `isBound`: to a leader for whose sake nobody else is promised anything (lease.ts). */
  prepare(from: Speaker, message: MessageMap['Prepare'], isBound = false): MessageOf<'PrepareReply'> {
    const { acceptor, learner } = this.#state;
    const answer = (
      verdict: 'promised' | 'refused' | 'chosen',
      accepted: readonly Reported[] = [],
      next = 0,
    ) =>
      ({
        kind: 'PrepareReply',
        ballot: message.ballot,
        proposer: from.storageId,
        from: message.from,
        verdict,
        promised: acceptor.promised,
        chosenUpTo: learner.chosenUpTo,
        minChosen: learner.minChosen,
        accepted,
        next,
      }) as const;
    if (message.from <= learner.chosenUpTo) return answer('chosen');
    if (isBound || !this.#mayServe(message.ballot, from)) return answer('refused');
    this.promise(message.ballot, from.storageId);
    const { page, next } = this.#report(message.from);
    return answer('promised', page, next);
  }

  accept(from: Speaker, message: MessageMap['Accept']): MessageOf<'AcceptReply'> {
    const { acceptor, learner } = this.#state;
    const answer = (verdict: 'accepted' | 'refused' | 'chosen', instanceIds: readonly number[]) =>
      ({
        kind: 'AcceptReply',
        ballot: message.ballot,
        proposer: from.storageId,
        verdict,
        instanceIds,
        promised: acceptor.promised,
        chosenUpTo: learner.chosenUpTo,
        checksum: learner.checksum,
      }) as const;
    const open = message.entries.filter((entry) => entry.instanceId > learner.chosenUpTo);
    if (open.length === 0) return answer('chosen', []);
    if (!this.#mayServe(message.ballot, from)) {
      return answer(
        'refused',
        open.map((entry) => entry.instanceId),
      );
    }
    this.promise(message.ballot, from.storageId);
    const taken: number[] = [];
    for (const entry of open) if (this.#take(message.ballot, entry)) taken.push(entry.instanceId);
    return answer('accepted', taken);
  }

  /** Raises the promise; never lowers it. `to` is the storageId of the ballot's owner, '' if not known. */
  promise(ballot: Ballot, to: string): void {
    const { acceptor } = this.#state;
    if (ballot < acceptor.promised || (ballot === acceptor.promised && acceptor.promisedTo !== '')) return;
    if (ballot === acceptor.promised && to === '') return;
    acceptor.promised = ballot;
    acceptor.promisedTo = to;
    this.#out.meta(true);
  }

  /** A ballot at or above the promise; at it, only from the disk that it was given to (rule 2, section 6.3). */
  #mayServe(ballot: Ballot, from: Speaker): boolean {
    const { promised, promisedTo } = this.#state.acceptor;
    return ballot > promised || (ballot === promised && (promisedTo === '' || promisedTo === from.storageId));
  }

  /** Accepts one instance; tells whether it now holds exactly this at this ballot. */
  #take(ballot: Ballot, entry: InstanceValue): boolean {
    const { acceptor, learner } = this.#state;
    const { instanceId, value } = entry;
    if (instanceId > learner.chosenUpTo + this.#limits.acceptAheadInstances) return false;
    const held = acceptor.accepted.get(instanceId);
    // What is known to be chosen stays as it is; the same value at a later ballot is a vote for it.
    if (held !== undefined && (held.chosen || held.ballot === ballot)) return sameBytes(held.value, value);
    const writeSeq = this.#out.record({ instanceId, ballot, chosen: false, value });
    acceptor.accepted.set(instanceId, { ballot, value, chosen: false, writeSeq });
    return true;
  }

  #report(from: number): { page: Reported[]; next: number } {
    const { accepted } = this.#state.acceptor;
    const ids = [...accepted.keys()].filter((id) => id >= from).toSorted((a, b) => a - b);
    const page: Reported[] = [];
    let bytes = 0;
    for (const instanceId of ids) {
      const held = accepted.get(instanceId);
      if (held === undefined) continue;
      if (page.length > 0 && bytes + held.value.length > this.#limits.pageBytes)
        return { page, next: instanceId };
      page.push({ instanceId, ballot: held.ballot, chosen: held.chosen, value: held.value });
      bytes += held.value.length;
    }
    return { page, next: 0 };
  }
}
