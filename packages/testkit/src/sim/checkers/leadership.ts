/**
 * Leaders, in true time and while nothing changes in the world (DESIGN 5): a group whose majority can talk is led within
 * a bounded time, also where links form a chain or a disk hangs, and candidates do not depose each other for ever.
 */

import { violated } from './violation.ts';

export interface GroupSeen {
  readonly groupIdx: number;
  /** Some node and those that it can talk to are a quorum, and all of them are sound. */
  readonly mayBeLed: boolean;
  /** Who leads such a quorum, and at which ballot; '': nobody. */
  readonly leader: string;
}

export interface WorldSeen {
  /** Names everything that bears on elections: while it stays the same nothing has changed. Undefined: it changes all the time. */
  readonly state: string | undefined;
  /** No process that runs is held up: whoever deposes a leader has no excuse. */
  readonly isSound: boolean;
  readonly groups: readonly GroupSeen[];
}

/** What pacing the checker knows of, ms. */
export interface Pace {
  readonly supportMs: number;
  readonly heartbeatMs: number;
  readonly campaignMs: number;
  readonly retryMs: number;
}

/** Attempts that may fail one after the other, of candidates that do not know better yet. */
const ATTEMPTS = 3;
/** Leaders of a group after the world has come to rest: some that a change was still under way to. */
const CHANGES_MAX = 6;

/**
 * What is supported is so for a while; a leader without a lease gives up after as long again; a candidate is patient with
 * a last leader whose node lives for twice as long; and then some campaigns may find no quorum.
 */
export const leaderlessLimitMs = ({ supportMs, heartbeatMs, campaignMs, retryMs }: Pace): number =>
  4 * supportMs + 2 * heartbeatMs + ATTEMPTS * (campaignMs + 1.5 * retryMs);

interface Watched {
  /** Undefined: it has one. */
  withoutSinceMs: number | undefined;
  leader: string;
  changes: number;
}

export class Leadership {
  #state: string | undefined;
  readonly #groups = new Map<number, Watched>();
  /** How long a group was without a leader that it could have had. */
  longestMs = 0;

  /** `limitMs`: a group may be without a leader for so long. */
  look(nowMs: number, limitMs: number, { state, isSound, groups }: WorldSeen): void {
    if (state === undefined || state !== this.#state) this.#groups.clear();
    this.#state = state;
    if (state === undefined) return;
    for (const seen of groups) {
      const watched = this.#groups.get(seen.groupIdx) ?? {
        withoutSinceMs: undefined,
        leader: '',
        changes: 0,
      };
      this.#groups.set(seen.groupIdx, watched);
      this.#without(watched, seen, nowMs, limitMs);
      if (isSound) this.#changes(watched, seen);
    }
  }

  #without(
    watched: Watched,
    { groupIdx, mayBeLed, leader }: GroupSeen,
    nowMs: number,
    limitMs: number,
  ): void {
    if (!mayBeLed || leader !== '') {
      watched.withoutSinceMs = undefined;
      return;
    }
    watched.withoutSinceMs ??= nowMs;
    const forMs = nowMs - watched.withoutSinceMs;
    this.longestMs = Math.max(this.longestMs, forMs);
    if (forMs > limitMs) {
      violated(
        'leaderless',
        `group ${groupIdx} has had no leader for ${Math.round(forMs)} ms, though a majority can talk`,
      );
    }
  }

  #changes(watched: Watched, { groupIdx, leader }: GroupSeen): void {
    if (leader === '' || leader === watched.leader) return;
    watched.leader = leader;
    if (++watched.changes > CHANGES_MAX) {
      violated('duel', `group ${groupIdx} has had ${watched.changes} leaders, though nothing changes`);
    }
  }
}
