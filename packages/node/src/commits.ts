/**
 * Group commit: the writes of all groups of a turn are one transaction and one fsync; while one is under way the next
 * gathers, with no timer (DESIGN 4).
 */

import type { Clock, GroupMeta, GroupWrite, LogRecord, LogStorage } from '@gaios/sm-base';
import type { Write, WriteSeq } from '@gaios/core';
import type { Telemetry } from './telemetry.ts';

/** Who is told that its writes are durable. */
export interface Committer {
  readonly groupIdx: number;
  persisted(upTo: WriteSeq): void;
}

interface Gathered {
  meta: GroupMeta | undefined;
  records: LogRecord[];
  /** Records of later writes are never below it. */
  deleteBelow: number | undefined;
  seq: WriteSeq;
}

export interface CommitsParts {
  readonly storage: LogStorage;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** What the node would remember, were there a commit anyway. */
  readonly alongside?: () => Uint8Array | undefined;
  /** Writes became durable; what waited for them may go on. */
  readonly done: () => void;
  /** The storage failed: nothing becomes durable any more. */
  readonly failed: (error: unknown) => void;
}

export class Commits {
  readonly #parts: CommitsParts;
  #gathering = new Map<Committer, Gathered>();
  #record: { readonly bytes: Uint8Array; readonly done: () => void } | undefined;
  readonly #drops = new Map<number, () => void>();
  #sinceMs: number | undefined;
  #failed = false;
  #whenIdle: (() => void)[] = [];

  constructor(parts: CommitsParts) {
    this.#parts = parts;
  }

  /** When the commit that is under way began. */
  get underWaySinceMs(): number | undefined {
    return this.#sinceMs;
  }

  /** Whether there is something to be written at the end of the turn. */
  get isGathering(): boolean {
    return this.#gathering.size > 0;
  }

  gather(group: Committer, write: Write): void {
    const gathered = this.#gathering.get(group);
    if (gathered === undefined) {
      const { meta, records, deleteBelow, seq } = write;
      this.#gathering.set(group, { meta, records: [...records], deleteBelow, seq });
      return;
    }
    gathered.meta = write.meta ?? gathered.meta;
    gathered.deleteBelow = write.deleteBelow ?? gathered.deleteBelow;
    for (const record of write.records) gathered.records.push(record);
    gathered.seq = write.seq;
  }

  /** Nothing more is to be written of the group, and what is there is forgotten. Until `done` nobody writes under its index. */
  gatherDrop(groupIdx: number, done: () => void): void {
    for (const group of this.#gathering.keys())
      if (group.groupIdx === groupIdx) this.#gathering.delete(group);
    this.#drops.set(groupIdx, done);
  }

  /** What the node remembers beside its groups; one at a time. */
  gatherRecord(bytes: Uint8Array, done: () => void): void {
    const before = this.#record?.done;
    this.#record = {
      bytes,
      done: () => {
        before?.();
        done();
      },
    };
  }

  /** At the end of a turn. */
  start(): void {
    if (this.#sinceMs !== undefined || this.#failed) return;
    if (this.#hasNothing) {
      for (const idle of this.#whenIdle.splice(0)) idle();
      return;
    }
    const gathered = this.#gathering;
    const record = this.#record;
    const drops = [...this.#drops];
    this.#drops.clear();
    this.#gathering = new Map();
    this.#record = undefined;
    this.#sinceMs = this.#parts.clock.monotonicMs();
    const writes: GroupWrite[] = drops.map(([groupIdx]) => ({ groupIdx, drop: true }));
    for (const [{ groupIdx }, { meta, records, deleteBelow }] of gathered) {
      const write = meta === undefined ? { groupIdx, records } : { groupIdx, meta, records };
      writes.push(deleteBelow === undefined ? write : { ...write, deleteBelow });
    }
    this.#parts.storage.commit(writes, record?.bytes ?? this.#parts.alongside?.()).then(
      () => this.#committed(gathered, [...drops.map(([, done]) => done), ...(record ? [record.done] : [])]),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Resolves when nothing gathers and nothing is under way, or nothing will ever be written again. */
  idle(): Promise<void> {
    if (this.#failed || (this.#sinceMs === undefined && this.#hasNothing)) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  stop(): void {
    this.#failed = true;
    this.#gathering.clear();
    this.#drops.clear();
    for (const idle of this.#whenIdle.splice(0)) idle();
  }

  get #hasNothing(): boolean {
    return this.#gathering.size === 0 && this.#record === undefined && this.#drops.size === 0;
  }

  #committed(gathered: Map<Committer, Gathered>, done: readonly (() => void)[]): void {
    if (this.#failed) return;
    this.#measure(gathered);
    this.#sinceMs = undefined;
    for (const [group, { seq }] of gathered) group.persisted(seq);
    for (const tell of done) tell();
    this.#parts.done();
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.stop();
    this.#parts.failed(error);
  }

  #measure(gathered: Map<Committer, Gathered>): void {
    const { telemetry, clock } = this.#parts;
    if (!telemetry.measures && !telemetry.wants('commit')) return;
    const durationMs = clock.monotonicMs() - (this.#sinceMs ?? 0);
    let count = 0;
    let bytes = 0;
    for (const { records } of gathered.values()) {
      count += records.length;
      for (const { value } of records) bytes += value.length;
    }
    telemetry.count('gaios_commits_total');
    telemetry.count('gaios_committed_bytes_total', bytes);
    telemetry.observe('gaios_commit_ms', durationMs);
    telemetry.tell('commit', { groups: gathered.size, records: count, bytes, durationMs });
  }
}
