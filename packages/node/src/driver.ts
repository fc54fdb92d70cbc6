/**
 * One turn of the event loop for all groups of a node. Inputs go to the replicas at once and mark their groups; at the
 * end of the turn the effects of each marked group are taken and performed: writes gather into one commit, messages
 * into one payload a peer. Batching comes from that alone; there is no timer in it.
 *
 * The ordering law (ARCHITECTURE.md, core effects.ts): what names a write leaves after that write is durable. Payloads
 * leave before the commit starts, so that the followers' disks work at the same time as this one (DESIGN 3.3).
 */

import { InvariantViolation, type Clock } from '@gaios/sm-base';
import type { Effects } from '@gaios/core';
import type { Commits, Committer } from './commits.ts';
import type { Held } from './held.ts';
import type { Outbox } from './outbox.ts';

/** A group, as its driver sees it. */
export interface Driven extends Committer {
  marked: boolean;
  readonly held: Held;
  /** Does what a turn gives the group to do, then takes the replica's effects; undefined: there are none. */
  turn(): Effects | undefined;
  /** Verdicts, events, deadline. */
  heed(effects: Effects): void;
}

/**
 * Messages to the own node and executions lead to further effects within a turn. Real chains are a handful long; more
 * than this is left to the next turn, so that the event loop breathes.
 */
const ROUNDS_MAX = 64;

export class Driver {
  readonly outbox: Outbox;
  readonly commits: Commits;
  readonly #clock: Clock;
  /** Called at the end of each turn: the watch over the peers looks at the clock. */
  readonly #observe: (nowMs: number) => void;
  #marked: Driven[] = [];
  #later: Driven[] = [];
  #scheduled = false;
  #ending = false;
  #stopped = false;
  /** Number of the turn, for those that do something once in each. */
  turn = 0;
  /** Monotonic and wall clock of the turn. */
  nowMs = 0;
  wallMs = 0;

  constructor(clock: Clock, outbox: Outbox, commits: Commits, observe: (nowMs: number) => void) {
    this.#clock = clock;
    this.outbox = outbox;
    this.commits = commits;
    this.#observe = observe;
  }

  /** The group has something to do at the end of this turn. */
  mark(group: Driven): void {
    this.begin();
    if (group.marked) return;
    group.marked = true;
    this.#marked.push(group);
  }

  /** The group has more to do, but others come first: in the next turn. */
  markLater(group: Driven): void {
    this.#later.push(group);
    this.begin();
  }

  /** A turn begins with its first input. */
  begin(): void {
    if (this.#scheduled || this.#ending || this.#stopped) return;
    this.#scheduled = true;
    this.turn++;
    this.nowMs = this.#clock.monotonicMs();
    this.wallMs = this.#clock.wallMs();
    this.#clock.defer(() => {
      if (this.#scheduled) this.#end();
    });
  }

  /**
   * Ends the turn at once: its input came alone, as a finished commit does, and another round of the event loop would
   * bring nothing that is worth the wait. Votes that waited for it leave before anything else is done.
   */
  flush(): void {
    if (this.#ending || this.#stopped) return;
    this.outbox.ship();
    this.begin();
    this.#end();
  }

  /** No further turn. */
  stop(): void {
    this.#stopped = true;
    this.#marked = [];
    this.#later = [];
    this.outbox.discard();
  }

  #end(): void {
    this.#scheduled = false;
    if (this.#stopped) return;
    this.#ending = true;
    const later = this.#later;
    this.#later = [];
    for (const group of later) this.mark(group);
    try {
      for (let round = 0; this.#marked.length > 0 && round < ROUNDS_MAX; round++) this.#round();
    } finally {
      this.#ending = false;
    }
    if (this.#stopped) return;
    this.outbox.ship();
    this.commits.start();
    this.#observe(this.nowMs);
    if (this.#marked.length > 0 || this.#later.length > 0) this.begin();
  }

  #round(): void {
    const groups = this.#marked;
    this.#marked = [];
    for (const group of groups) {
      group.marked = false;
      const effects = group.turn();
      if (effects !== undefined) this.#perform(group, effects);
    }
  }

  #perform(group: Driven, effects: Effects): void {
    if (this.#stopped) return;
    const { write, installed, sends, chosen, chosenAfter, loads } = effects;
    if (write !== undefined) this.commits.gather(group, write);
    if (installed !== undefined) group.held.installed(installed);
    for (const send of sends) group.held.send(send);
    group.held.chosen(chosen, chosenAfter);
    for (const load of loads) group.held.load(load);
    group.heed(effects);
  }
}

/** What a stopped group or node is told to say; kept in one place so that status and errors agree. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof InvariantViolation) return `a rule is broken: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
};
