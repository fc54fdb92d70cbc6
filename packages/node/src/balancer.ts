/**
 * `balanceMasters`: a node asks the leaders of groups that should be its own to hand them over, and as a leader it does so.
 * A group should be led by the node of the highest `masterPriority`, and of those of the same by the first in the order
 * that is the group's (ranking.ts). That is a total order, so nothing moves to and fro: each step is to a better node.
 *
 * Only who has been up for a while asks, and only of a leader that has; so many a second; a leader hands over one group at a
 * time, to a voter that has caught up. Who asks in vain asks more and more seldom, and not again during a reign whose
 * leader said no: a balanced cluster says nothing. What this process gave up at its user's word it does not ask for.
 */

import { boundStorage, votersOf, type Configuration } from '@gaios/core';
import type { LeadMessage } from '@gaios/master';
import type { Deadlines, Due } from './deadlines.ts';
import { inRank } from './ranking.ts';

/** A group, as far as balancing goes. */
export interface Balanced {
  readonly groupIdx: number;
  readonly leads: boolean;
  /** It votes, executes and has caught up, and its user wants it to lead. */
  readonly mayLead: boolean;
  readonly view: { readonly leader: number; readonly ballot: number; readonly configuration: Configuration };
  laggards(): readonly number[];
  /** Resolves when it is done or cannot be. */
  yieldTo(nodeId: number): Promise<void>;
}

export interface BalancerLimits {
  readonly balanceAfterMs: number;
  readonly balancePerSecond: number;
  readonly balanceRetryMaxMs: number;
}

export interface BalancerParts {
  readonly nodeId: number;
  readonly isOn: boolean;
  readonly limits: BalancerLimits;
  readonly deadlines: Deadlines;
  readonly nowMs: () => number;
  readonly priorityOf: (groupIdx: number) => number;
  readonly groupAt: (groupIdx: number) => Balanced | undefined;
  readonly send: (to: number, message: LeadMessage) => void;
}

/** A group that another node leads, and that may be this node's. */
class Wish implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  attempts = 0;
  /** Its turn to ask is at `dueMs`. */
  hasSlot = false;
  /** The reign whose leader said that it is not. */
  refusedBallot = 0;
  readonly group: Balanced;
  readonly #owner: Balancer;

  constructor(owner: Balancer, group: Balanced) {
    this.#owner = owner;
    this.group = group;
  }

  onDue(nowMs: number): void {
    this.#owner.due(this, nowMs);
  }
}

export class Balancer {
  readonly #parts: BalancerParts;
  readonly #wishes = new Map<Balanced, Wish>();
  readonly #upSinceMs = new Map<number, number>();
  readonly #givenUp = new Set<number>();
  /** Led here because a user said so. */
  readonly #kept = new Set<number>();
  /** As a leader: what is to be handed over, to whom. */
  readonly #promised = new Map<Balanced, number>();
  #isYielding = false;
  #startMs = 0;
  /** When the next question may go out. */
  #slotMs = 0;
  #closed = false;

  constructor(parts: BalancerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#startMs = this.#parts.nowMs();
  }

  close(): void {
    this.#closed = true;
    for (const wish of this.#wishes.values()) this.#parts.deadlines.remove(wish);
    this.#promised.clear();
  }

  peerUp(nodeId: number): void {
    this.#upSinceMs.set(nodeId, this.#parts.nowMs());
  }

  peerDown(nodeId: number): void {
    this.#upSinceMs.delete(nodeId);
  }

  /**
   * Its user made this node give it up, in favour of `to` if somebody is named. Until this node leads it again, or is
   * started again, it does not ask for it; nor does the successor yield it to others who ask.
   */
  gaveUp({ groupIdx }: Balanced, to = 0): void {
    if (!this.#parts.isOn) return;
    this.#givenUp.add(groupIdx);
    if (to !== 0) this.#parts.send(to, { kind: 'GivenByUser', groupIdx });
  }

  /** Who leads a group may have changed. */
  consider(group: Balanced): void {
    if (this.#closed || !this.#parts.isOn) return;
    const { leader } = group.view;
    if (leader === this.#parts.nodeId) this.#givenUp.delete(group.groupIdx);
    else this.#kept.delete(group.groupIdx);
    const wish = this.#wishes.get(group);
    if (leader === 0 || leader === this.#parts.nodeId) {
      if (wish !== undefined) this.#parts.deadlines.remove(wish);
    } else this.#schedule(wish ?? this.#newWish(group));
  }

  /** It runs here no more. */
  forget(group: Balanced): void {
    const wish = this.#wishes.get(group);
    if (wish !== undefined) this.#parts.deadlines.remove(wish);
    this.#wishes.delete(group);
    this.#promised.delete(group);
    this.#givenUp.delete(group.groupIdx);
    this.#kept.delete(group.groupIdx);
  }

  received(from: number, message: LeadMessage): void {
    const group = this.#parts.groupAt(message.groupIdx);
    if (group === undefined || this.#closed) return;
    if (message.kind === 'AskToLead') this.#asked(from, group, message.priority);
    else if (message.kind === 'GivenByUser') {
      if (group.leads) this.#kept.add(group.groupIdx);
    } else if (group.view.leader === from) {
      const wish = this.#wishes.get(group);
      if (wish === undefined) return;
      wish.refusedBallot = group.view.ballot;
      this.#parts.deadlines.remove(wish);
    }
  }

  /** @internal */
  due(wish: Wish, nowMs: number): void {
    const { group } = wish;
    const { leader, ballot } = group.view;
    if (this.#closed || leader === 0 || group.leads || wish.refusedBallot === ballot) return;
    const steadyMs = this.#steadyAtMs(leader);
    if (steadyMs > nowMs) {
      if (steadyMs < Infinity) this.#parts.deadlines.set(wish, steadyMs);
      return;
    }
    if (group.mayLead && !this.#givenUp.has(group.groupIdx)) {
      if (!wish.hasSlot && !this.#mayAskNow(wish, nowMs)) return;
      this.#ask(group, leader);
    }
    wish.hasSlot = false;
    wish.attempts++;
    this.#schedule(wish);
  }

  #newWish(group: Balanced): Wish {
    const wish = new Wish(this, group);
    this.#wishes.set(group, wish);
    return wish;
  }

  #ask({ groupIdx }: Balanced, leader: number): void {
    this.#parts.send(leader, { kind: 'AskToLead', groupIdx, priority: this.#parts.priorityOf(groupIdx) });
  }

  get #everyMs(): number {
    return 1000 / this.#parts.limits.balancePerSecond;
  }

  #schedule(wish: Wish): void {
    if (wish.refusedBallot === wish.group.view.ballot) return;
    const { balanceAfterMs, balanceRetryMaxMs } = this.#parts.limits;
    const waitMs = Math.min(balanceRetryMaxMs, balanceAfterMs * 2 ** Math.min(wish.attempts, 16));
    this.#parts.deadlines.set(wish, this.#parts.nowMs() + waitMs);
  }

  /** If not now, it gets a time of its own, so that those that wait are not looked at again and again. */
  #mayAskNow(wish: Wish, nowMs: number): boolean {
    const slotMs = Math.max(nowMs, this.#slotMs);
    this.#slotMs = slotMs + this.#everyMs;
    if (slotMs === nowMs) return true;
    wish.hasSlot = true;
    this.#parts.deadlines.set(wish, slotMs);
    return false;
  }

  /** From when on this node and that one have been up long enough; Infinity: it is not up. */
  #steadyAtMs(leader: number): number {
    const sinceMs = this.#upSinceMs.get(leader) ?? Infinity;
    return Math.max(sinceMs, this.#startMs) + this.#parts.limits.balanceAfterMs;
  }

  // ---------------------------------------------------------------- as the leader

  #asked(from: number, group: Balanced, priority: number): void {
    const { groupIdx } = group;
    if (!group.leads) return;
    if (!this.#parts.isOn || this.#kept.has(groupIdx) || !this.#isBetter(from, group, priority)) {
      return this.#parts.send(from, { kind: 'RefuseToYield', groupIdx });
    }
    this.#promised.set(group, from);
    void this.#yieldAll();
  }

  #isBetter(from: number, { groupIdx, view }: Balanced, priority: number): boolean {
    const mine = this.#parts.priorityOf(groupIdx);
    if (boundStorage(view.configuration, from) === '') return false;
    if (priority !== mine) return priority > mine;
    const ranked = inRank(groupIdx, votersOf(view.configuration));
    return ranked.includes(from) && ranked.indexOf(from) < ranked.indexOf(this.#parts.nodeId);
  }

  /** One at a time. */
  async #yieldAll(): Promise<void> {
    if (this.#isYielding) return;
    this.#isYielding = true;
    try {
      for (const [group, to] of this.#promised) {
        this.#promised.delete(group);
        if (!this.#mayYield(group, to)) continue;
        // What fails is asked for again.
        await group.yieldTo(to).catch(() => {});
      }
    } finally {
      this.#isYielding = false;
    }
  }

  #mayYield(group: Balanced, to: number): boolean {
    if (this.#closed || !group.leads || group.laggards().includes(to)) return false;
    const sinceMs = this.#upSinceMs.get(to) ?? Infinity;
    // Half: who asks has waited for all of it, but may have seen this node before it was seen.
    return this.#parts.nowMs() >= sinceMs + this.#parts.limits.balanceAfterMs / 2;
  }
}
