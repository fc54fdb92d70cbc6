/**
 * Groups without a leader, all of a node in one queue (DESIGN 5): each campaigns after a delay by rank, so that the
 * leaders of many groups spread over the nodes and two candidates seldom meet, and not too many at once. A campaign
 * begins with a dry run, so one that is not needed disturbs nobody.
 *
 * Rank is what a node knows by itself: its own priority for the group, whether it is behind in the log, and its place in an
 * order that all nodes compute alike. So priorities need not be told: a node that has less waits longer.
 */

import type { Random } from '@gaios/sm-base';
import { ballotNode, membersOf, quorumSystem, votersOf, type Ballot, type Configuration } from '@gaios/core';
import type { Deadlines, Due } from './deadlines.ts';
import { inRank, PRIORITY_MAX } from './ranking.ts';

/** A group, as far as elections go. */
export interface Electorate {
  readonly groupIdx: number;
  /** No live leader is known, and this node may stand. */
  readonly needsLeader: boolean;
  readonly view: {
    readonly role: string;
    readonly configuration: Configuration;
    /** Of the last leader known. */
    readonly ballot: Ballot;
    readonly promised: Ballot;
    /** Node of the last leader known, unless that gave up by itself; 0: none. */
    readonly lastLeader: number;
    /** A peer is known to have more of the log. */
    readonly isBehind: boolean;
  };
  campaign(mayStand: boolean): void;
}

export interface ElectionLimits {
  readonly electionTimeoutMs: number;
  readonly electionStaggerMs: number;
  readonly electionJitterMs: number;
  readonly electionPriorityMs: number;
  readonly electionRetryMs: number;
  readonly electionConcurrency: number;
}

export interface ElectionsParts {
  readonly nodeId: number;
  readonly random: Random;
  readonly deadlines: Deadlines;
  readonly limits: ElectionLimits;
  readonly nowMs: () => number;
  readonly isUp: (nodeId: number) => boolean;
  /** This node's own, 0 to `PRIORITY_MAX`. */
  readonly priorityOf: (groupIdx: number) => number;
  /** Whether a node is known not to support another one. */
  readonly isFreeOf: (nodeId: number, leader: number) => boolean;
  /** After a pause of this process nobody campaigns before this. */
  readonly holdUntilMs: () => number;
}

/** Times the election timeout for which a last leader whose node lives is left to come back. */
const PATIENCE = 2;
/** With so few without a leader there is no rush that those in front would have to be given time in. */
const RUSH = 64;

class Candidacy implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  /** Its campaign counts against the bound. */
  running = false;
  /** The last promise for whose sake it waited. */
  rival: Ballot = 0;
  /** Since when it waits for its present turn. */
  fromMs: number;
  /** Since when the group has had no leader. */
  readonly sinceMs: number;
  readonly group: Electorate;
  readonly #owner: Elections;

  constructor(owner: Elections, group: Electorate, nowMs: number) {
    this.#owner = owner;
    this.group = group;
    this.sinceMs = nowMs;
    this.fromMs = nowMs;
  }

  onDue(nowMs: number): void {
    this.#owner.due(this, nowMs);
  }
}

export class Elections {
  readonly #parts: ElectionsParts;
  readonly #candidacies = new Map<Electorate, Candidacy>();
  /** Their time has come, but too many run. */
  readonly #queue = new Set<Candidacy>();
  #running = 0;
  #closed = false;
  /** When a group last found its leader. */
  #foundMs = -Infinity;

  constructor(parts: ElectionsParts) {
    this.#parts = parts;
  }

  /** Groups without a leader. */
  get size(): number {
    return this.#candidacies.size;
  }

  /** A group may have lost or found its leader. */
  consider(group: Electorate): void {
    const candidacy = this.#candidacies.get(group);
    const needed = !this.#closed && (group.needsLeader || this.#campaigns(group));
    if (!needed) {
      if (candidacy === undefined) return;
      this.#foundMs = this.#parts.nowMs();
      this.#drop(candidacy);
      return;
    }
    if (candidacy === undefined) this.#schedule(group);
  }

  /** Who could vote has changed: those that wait for their next attempt make it after their delay by rank. */
  hurry(group: Electorate): void {
    this.consider(group);
    const candidacy = this.#candidacies.get(group);
    if (candidacy === undefined || candidacy.running || this.#queue.has(candidacy)) return;
    const nowMs = this.#parts.nowMs();
    const dueMs = nowMs + this.#delayMs(group);
    if (dueMs >= candidacy.dueMs) return;
    candidacy.fromMs = nowMs;
    this.#parts.deadlines.set(candidacy, dueMs);
  }

  /** Who supports whom has changed: those that wait for their next attempt may have a chance now. */
  hurryAll(): void {
    for (const group of this.#candidacies.keys()) this.hurry(group);
  }

  close(): void {
    this.#closed = true;
    for (const candidacy of this.#candidacies.values()) this.#drop(candidacy);
  }

  /** @internal */
  due(candidacy: Candidacy, nowMs: number): void {
    const { group } = candidacy;
    const { deadlines, limits, holdUntilMs } = this.#parts;
    // Its campaign is still under way, and ends by itself.
    if (this.#campaigns(group)) return deadlines.set(candidacy, nowMs + limits.electionRetryMs);
    this.#release(candidacy);
    if (!group.needsLeader) return this.#drop(candidacy);
    if (nowMs < holdUntilMs()) return deadlines.set(candidacy, holdUntilMs() + this.#delayMs(group));
    if (!this.#hasLivePeer(group)) return deadlines.set(candidacy, nowMs + limits.electionRetryMs);
    const yieldedMs = this.#yieldsUntil(candidacy, nowMs);
    if (yieldedMs > nowMs) return deadlines.set(candidacy, yieldedMs);
    if (this.#waitsForRival(candidacy)) return deadlines.set(candidacy, nowMs + this.#retryMs());
    if (this.#running >= limits.electionConcurrency) this.#queue.add(candidacy);
    else this.#campaign(candidacy, nowMs);
  }

  #schedule(group: Electorate): void {
    const candidacy = new Candidacy(this, group, this.#parts.nowMs());
    this.#candidacies.set(group, candidacy);
    this.#parts.deadlines.set(candidacy, this.#parts.nowMs() + this.#delayMs(group));
  }

  #campaign(candidacy: Candidacy, nowMs: number): void {
    candidacy.running = true;
    this.#running++;
    this.#parts.deadlines.set(candidacy, nowMs + this.#retryMs());
    const isPatient = nowMs - candidacy.sinceMs < PATIENCE * this.#parts.limits.electionTimeoutMs;
    candidacy.group.campaign(!isPatient || this.#mayStand(candidacy.group));
  }

  /**
   * Only with a quorum of voters that do not support the last leader: the others would promise nothing. Where links form a
   * chain, the node at its end disturbs nobody, and follows what the others decide. But the last leader's node may
   * live without leading, and never say so; so this is a reason to wait, not one never to try: a dry run disturbs
   * nobody who follows a leader, and has one who is bound ask that leader whether it leads.
   */
  #mayStand({ view }: Electorate): boolean {
    const { nodeId, isFreeOf } = this.#parts;
    const { lastLeader, configuration } = view;
    if (lastLeader === 0 || lastLeader === nodeId) return true;
    const free = votersOf(configuration).filter((voter) => isFreeOf(voter, lastLeader));
    return quorumSystem(configuration).isQuorum(new Set(free));
  }

  /**
   * Alone it could ask nobody; it is hurried when a peer comes up. A learner is somebody: all voters that this node knows may
   * be gone for good, and the learner know those that came after them.
   */
  #hasLivePeer({ view }: Electorate): boolean {
    const { nodeId, isUp } = this.#parts;
    return (
      membersOf(view.configuration).some((member) => member !== nodeId && isUp(member)) ||
      votersOf(view.configuration).every((voter) => voter === nodeId)
    );
  }

  /**
   * When very many groups are without a leader at once, those in front need longer than the delays by rank for theirs; as
   * long as one group after the other finds its leader, they are at work, and who is behind them does not compete.
   */
  #yieldsUntil({ group, fromMs }: Candidacy, nowMs: number): number {
    const { electionRetryMs, electionTimeoutMs } = this.#parts.limits;
    if (this.#candidacies.size < RUSH || nowMs >= fromMs + PATIENCE * electionTimeoutMs) return nowMs;
    const untilMs = this.#foundMs + electionRetryMs;
    return untilMs > nowMs && this.#rank(group) > 0 ? untilMs : nowMs;
  }

  /** Half as long to one and a half times: two that collided do not collide again. */
  #retryMs(): number {
    const { limits, random } = this.#parts;
    return limits.electionRetryMs * (0.5 + random.next());
  }

  /**
   * Whether to wait, once for each promise: this node's vote is promised to a live node above every leader it knows, so
   * that one is campaigning, or led when all were stopped. To bid above it now would depose it as it gets to lead, and
   * with many groups on a busy machine, where a campaign takes longer than the delays by rank, so on and on.
   */
  #waitsForRival(candidacy: Candidacy): boolean {
    const { nodeId, isUp } = this.#parts;
    const { promised, ballot } = candidacy.group.view;
    const rival = ballotNode(promised);
    if (promised <= ballot || rival === nodeId || !isUp(rival) || promised === candidacy.rival) return false;
    candidacy.rival = promised;
    return true;
  }

  #drop(candidacy: Candidacy): void {
    this.#candidacies.delete(candidacy.group);
    this.#queue.delete(candidacy);
    this.#parts.deadlines.remove(candidacy);
    this.#release(candidacy);
  }

  #release(candidacy: Candidacy): void {
    if (!candidacy.running) return;
    candidacy.running = false;
    this.#running--;
    for (const next of this.#queue) {
      this.#queue.delete(next);
      // In the next firing, not inside this one's.
      this.#parts.deadlines.set(next, this.#parts.nowMs());
      return;
    }
  }

  #campaigns(group: Electorate): boolean {
    const { role } = group.view;
    return role === 'dry-run' || role === 'preparing';
  }

  #delayMs(group: Electorate): number {
    const { limits, random, priorityOf } = this.#parts;
    const byPriority = (PRIORITY_MAX - priorityOf(group.groupIdx)) * limits.electionPriorityMs;
    return (
      byPriority + this.#rank(group) * limits.electionStaggerMs + random.next() * limits.electionJitterMs
    );
  }

  /**
   * Place of this node among the live voters. The last leader is first, also one that comes back after a restart: what it
   * promised itself is its last ballot, and who followed it is still bound to nobody else. One that is behind is last.
   */
  #rank({ groupIdx, view }: Electorate): number {
    const { nodeId, isUp } = this.#parts;
    const { configuration, ballot, promised } = view;
    const live = inRank(groupIdx, votersOf(configuration)).filter((voter) => voter === nodeId || isUp(voter));
    const last = ballot === 0 ? ballotNode(promised) : view.lastLeader;
    if (view.isBehind) return live.length;
    if (last === nodeId) return 0;
    const place = Math.max(0, live.indexOf(nodeId));
    const lastAt = live.indexOf(last);
    return lastAt > place ? place + 1 : place;
  }
}
