/**
 * What reads promise, each level by itself (DESIGN 5.1), in true time. What a read must have seen is written down when it
 * is called, from everything that was answered anywhere until then; that it saw exactly the instances up to the one that
 * it names is the workload's check.
 */

import { violated } from './violation.ts';

export type ReadLevel = 'linearizable' | 'lease' | 'bounded' | 'session' | 'local';

export interface ReadCall {
  readonly id: number;
  readonly groupIdx: number;
  readonly level: ReadLevel;
  /** True time. */
  readonly calledMs: number;
  /** Names the process that is asked. */
  readonly life: string;
  /** `readBarrier`: asks no machine. */
  readonly isBarrier: boolean;
  /** The machine that is asked, where there may be several. */
  readonly smId?: number;
  /** Of a bounded read. */
  readonly boundMs: number;
  /** Of a session read: the last instance that the session saw. */
  readonly sawUpTo: number;
  /** Of a session read: it is of another life of the group. */
  readonly isForeign: boolean;
}

export interface ReadsOptions {
  /** Clocks keep the bound of their drift, and leases are read by. */
  readonly leases: boolean;
  /** Whether this life of a replica, or one machine of it, has executed everything up to an instance that the history has. */
  readonly hasExecuted: (life: string, groupIdx: number, instanceId: number, smId?: number) => boolean;
}

/** When it was first known to somebody that so much is chosen; both rise. */
interface Seen {
  readonly atMs: number;
  readonly instanceId: number;
}

interface Open extends ReadCall {
  /** It must have seen so much. */
  readonly least: number;
}

/** Any call may end in one of these. */
const COMMON = [
  'TIMEOUT',
  'NO_QUORUM',
  'ABORTED',
  'OVERLOADED',
  'CLOSED',
  'GROUP_STOPPED',
  'GROUP_STALLED',
] as const;

const LEVEL_CODES: Readonly<Record<ReadLevel, readonly string[]>> = {
  linearizable: COMMON,
  lease: [...COMMON, 'NO_LEASE'],
  bounded: COMMON,
  session: COMMON,
  local: COMMON,
};

export class Reads {
  readonly #options: ReadsOptions;
  readonly #seen = new Map<number, Seen[]>();
  readonly #open = new Map<number, Open>();
  /** The last instance that a process answered a read of a machine at, by life, group and machine. */
  readonly #last = new Map<string, number>();
  /** Answers, by level. */
  readonly answers: Record<ReadLevel, number> = {
    linearizable: 0,
    lease: 0,
    bounded: 0,
    session: 0,
    local: 0,
  };

  constructor(options: ReadsOptions) {
    this.#options = options;
  }

  /** Somebody executed this instance, or was answered at it: it is chosen. */
  seen(groupIdx: number, instanceId: number, atMs: number): void {
    const all = this.#seen.get(groupIdx) ?? [];
    this.#seen.set(groupIdx, all);
    if (instanceId > (all.at(-1)?.instanceId ?? 0)) all.push({ atMs, instanceId });
  }

  began(call: ReadCall): void {
    this.#open.set(call.id, { ...call, least: this.#leastOf(call) });
  }

  answered(id: number, instanceId: number, atMs: number): void {
    const read = this.#take(id);
    const { groupIdx, level, isBarrier, life, least, smId } = read;
    const name = `${isBarrier ? 'a read barrier' : 'a read'} of group ${groupIdx} at level ${level}, #${id}`;
    this.answers[level]++;
    if (instanceId < least)
      violated('reads', `${name} is answered at ${instanceId}, and ${least} was seen before`);
    if (read.isForeign) violated('reads', `${name} is of another life of the group, and is answered`);
    if (level === 'lease' && !this.#options.leases) {
      violated('reads', `${name} is answered, although leases are not read by`);
    }
    if (
      !this.#options.hasExecuted(`${life}/${groupIdx}`, groupIdx, instanceId, isBarrier ? undefined : smId)
    ) {
      violated('reads', `${name} is answered at ${instanceId}, which its node has not executed`);
    }
    if (!isBarrier) this.#goesOn(`${life}/${groupIdx}/${smId ?? 0}`, instanceId, name);
    this.seen(groupIdx, instanceId, atMs);
  }

  failed(id: number, code: string): void {
    const { level, isForeign, groupIdx } = this.#take(id);
    if (LEVEL_CODES[level].includes(code) || (isForeign && code === 'FOREIGN_SESSION')) return;
    violated('reads', `a read of group ${groupIdx} at level ${level}, #${id}, fails with ${code}`);
  }

  /** Within one life nothing is taken back, at whatever level. */
  #goesOn(life: string, instanceId: number, name: string): void {
    const last = this.#last.get(life) ?? 0;
    if (instanceId < last) {
      violated('reads', `${name} is answered by ${life} at ${instanceId}, and one before it at ${last}`);
    }
    this.#last.set(life, instanceId);
  }

  #leastOf({ groupIdx, level, calledMs, boundMs, sawUpTo }: ReadCall): number {
    if (level === 'local') return 0;
    if (level === 'session') return sawUpTo;
    if (level !== 'bounded') return this.#seen.get(groupIdx)?.at(-1)?.instanceId ?? 0;
    // With clocks beyond their bound nothing is promised.
    if (!this.#options.leases) return 0;
    return this.#seen.get(groupIdx)?.findLast(({ atMs }) => atMs < calledMs - boundMs)?.instanceId ?? 0;
  }

  #take(id: number): Open {
    const read = this.#open.get(id) ?? violated('reads', `read ${id} ends twice, or never began`);
    this.#open.delete(id);
    return read;
  }
}
