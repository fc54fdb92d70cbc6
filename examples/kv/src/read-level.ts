/**
 * What the reads of a connection see: one of Gaios's levels (DESIGN 5.1), and for `session` the last instance of each
 * group that the connection saw. A session is told in a token, which another connection, to whatever node, goes on from.
 */

import { bounded, session, type Consistency } from 'gaios';

export type ReadLevel =
  | { readonly kind: 'linearizable' | 'lease' | 'session' | 'local' }
  | { readonly kind: 'bounded'; readonly ms: number };

export const LINEARIZABLE: ReadLevel = { kind: 'linearizable' };

/** The largest bound, ms: an hour says as much as none. */
export const BOUND_MS_MAX = 3_600_000;

export const LEVELS_TEXT = `linearizable, lease, bounded <0 to ${BOUND_MS_MAX} ms>, session or local`;

/** `bounded` is followed by its milliseconds. Undefined: it is no level. */
export const parseLevel = ([word, ms, ...more]: readonly string[]): ReadLevel | undefined => {
  if (more.length > 0) return undefined;
  if (word === 'bounded') {
    const isBound = /^\d{1,7}$/.test(ms ?? '') && Number(ms) <= BOUND_MS_MAX;
    return isBound ? { kind: word, ms: Number(ms) } : undefined;
  }
  if (ms !== undefined) return undefined;
  const isLevel = word === 'linearizable' || word === 'lease' || word === 'session' || word === 'local';
  return isLevel ? { kind: word } : undefined;
};

export const textOfLevel = (level: ReadLevel): string =>
  level.kind === 'bounded' ? `bounded ${level.ms}` : level.kind;

interface Seen {
  /** 0: of the life of the group that the node is in. */
  readonly gid: number;
  instanceId: number;
}

/** Of one connection. */
export class ReadMode {
  level: ReadLevel;
  readonly #gidOf: (groupIdx: number) => number;
  readonly #seen = new Map<number, Seen>();

  constructor(level: ReadLevel, gidOf: (groupIdx: number) => number) {
    this.level = level;
    this.#gidOf = gidOf;
  }

  /** `level`: the one that the connection had when the read came. */
  consistencyOf(groupIdx: number, level: ReadLevel): Consistency {
    if (level.kind === 'bounded') return bounded(level.ms);
    if (level.kind !== 'session') return level.kind;
    const { gid, instanceId } = this.#seen.get(groupIdx) ?? { gid: 0, instanceId: 0 };
    return session(gid === 0 ? this.#gidOf(groupIdx) : gid, groupIdx, instanceId);
  }

  /** The connection was answered at this instance. */
  saw(groupIdx: number, instanceId: number): void {
    const seen = this.#seen.get(groupIdx);
    if (seen === undefined) this.#seen.set(groupIdx, { gid: 0, instanceId });
    else if (instanceId > seen.instanceId) seen.instanceId = instanceId;
  }

  /** `group=life:instance`, one after the other. */
  get token(): string {
    return [...this.#seen]
      .map(([group, { gid, instanceId }]) => `${group}=${gid === 0 ? this.#gidOf(group) : gid}:${instanceId}`)
      .join(',');
  }

  /** Goes on from another session, as well. False: that is no token. */
  resume(token: string, groupCount: number): boolean {
    const parts = token === '' ? [] : token.split(',').map(parsePart);
    if (!parts.every((part) => part !== undefined && part.groupIdx < groupCount)) return false;
    for (const part of parts) {
      if (part === undefined) continue;
      const { groupIdx, gid, instanceId } = part;
      const known = this.#seen.get(groupIdx)?.instanceId ?? 0;
      this.#seen.set(groupIdx, { gid, instanceId: Math.max(known, instanceId) });
    }
    return true;
  }
}

const parsePart = (text: string): (Seen & { readonly groupIdx: number }) | undefined => {
  const [, group, gid, instance] = /^(\d{1,5})=(\d{1,16}):(\d{1,15})$/.exec(text) ?? [];
  const part = { groupIdx: Number(group), gid: Number(gid), instanceId: Number(instance) };
  return group !== undefined && Number.isSafeInteger(part.gid) ? part : undefined;
};
