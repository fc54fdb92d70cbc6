/**
 * Support between this node and each of its peers (DESIGN 5), as a pure state machine: messages and readings of the
 * clock go in; messages, records for the disk and events come out. All groups of the node read it as their
 * `SupportTable`. Every reading must be fresh: taken after the input that it comes with was received, and before the
 * heartbeat that it comes with is sent.
 */

import type { Identity } from '@gaios/sm-base';
import type { HeldSupport, Speaker, SupportTable } from '@gaios/core';
import { Grants, type GrantEvent } from './grants.ts';
import { Holdings, type HoldingEvent } from './holdings.ts';
import { encodeNodeRecord, type NodeRecord } from './node-record.ts';
import type { PairMessage, PairMessageKind, PairMessageOf } from './pair-messages.ts';

export interface SupportOptions {
  readonly self: Identity;
  /** How long this node supports a peer from each heartbeat on. */
  readonly durationMs: number;
  /** Bound of every node's clock rate against true time, parts per million. */
  readonly driftPpm: number;
  /** So long, ms, this node's clock may have stood still with the machine before that is noticed; default 0. */
  readonly slackMs?: number;
  /** What the storage holds. */
  readonly record: NodeRecord;
  /** Monotonic reading when the process had started. */
  readonly startMs: number;
}

export type SupportEvent =
  | GrantEvent
  | HoldingEvent
  /** Nobody that this node ever supported counts on it any more, and the disk says so if it supported anybody. */
  | { readonly kind: 'stoppedCleanly' }
  /** A peer supports other nodes than before. */
  | { readonly kind: 'supports'; readonly nodeId: number };

export interface PairSend {
  readonly to: number;
  readonly message: PairMessage;
}

export interface SupportEffects {
  readonly sends: readonly PairSend[];
  readonly events: readonly SupportEvent[];
  /** To be stored; then call `persisted`. */
  readonly record: Uint8Array | undefined;
}

type Handlers = {
  readonly [K in PairMessageKind]: (from: Identity, message: PairMessageOf<K>, readingMs: number) => void;
};

interface Supports {
  readonly storageId: string;
  readonly boot: number;
  readonly seq: number;
  readonly nodes: ReadonlySet<number>;
  readonly atMs: number;
}

export class Support implements SupportTable {
  readonly durationMs: number;
  /** Until then what this node has promised binds it to the owner of that promise alone. */
  readonly restartUntilMs: number;
  readonly #options: SupportOptions;
  readonly #grants: Grants;
  readonly #holdings: Holdings;
  readonly #supports = new Map<number, Supports>();
  #seq = 0;
  #stopping: 'no' | 'dropping' | 'storing' | 'stopped' = 'no';
  #sends: PairSend[] = [];
  #events: SupportEvent[] = [];
  #record: Uint8Array | undefined;
  /** What the disk says of the longest support ever granted, once all records are on it. */
  #storedMs: number;
  /** Records handed over that are not on disk yet. */
  #unstored = 0;

  constructor(options: SupportOptions) {
    const { durationMs, driftPpm, slackMs = 0, record, startMs, self } = options;
    this.#options = options;
    this.durationMs = durationMs;
    const tell = (event: SupportEvent): void => void this.#events.push(event);
    this.#grants = new Grants(durationMs, tell);
    this.#holdings = new Holdings(driftPpm, slackMs, tell);
    // The *stored* duration: the one configured now may be shorter than what was granted before the restart.
    const wasClean = record.cleanBoot > 0 && record.cleanBoot === self.boot - 1;
    this.restartUntilMs = wasClean ? startMs : startMs + record.longestMs;
    this.#storedMs = Math.max(record.longestMs, durationMs);
    if (record.longestMs >= durationMs) this.#grants.open();
    else this.#record = encodeNodeRecord({ longestMs: durationMs, cleanBoot: record.cleanBoot });
  }

  granted(peer: Speaker): number {
    return this.#grants.epochOf(peer);
  }

  held(nodeId: number): HeldSupport | undefined {
    return this.#holdings.get(nodeId);
  }

  get supported(): readonly number[] {
    return this.#grants.supported;
  }

  /** Whether a peer supports that node, as far as its last heartbeat tells; undefined: it was not heard of late. */
  supports(peer: number, nodeId: number, readingMs: number): boolean | undefined {
    const known = this.#supports.get(peer);
    if (known === undefined || readingMs - known.atMs > this.durationMs) return undefined;
    return known.nodes.has(nodeId);
  }

  /** When `tick` wants to be called. */
  get deadlineMs(): number {
    const mayEnd = this.#stopping === 'dropping' && this.#grants.supported.length === 0;
    const stopMs = mayEnd || this.#remembersMore ? this.restartUntilMs : Infinity;
    return Math.min(this.#grants.deadlineMs, this.#holdings.deadlineMs, stopMs);
  }

  /** A heartbeat to each of these; the reading was taken before they are sent. `commits`: of this node's disk. */
  beat(peers: readonly number[], readingMs: number, commits = 0): void {
    const seq = ++this.#seq;
    this.#holdings.sending(seq, readingMs);
    const supports = this.#grants.supported;
    for (const to of peers) {
      this.#send(to, { kind: 'Heartbeat', seq, echo: this.#holdings.echoTo(to), supports, commits });
    }
    if (this.#stopping === 'dropping') this.#askToDrop();
  }

  receive(from: Identity, message: PairMessage, readingMs: number): void {
    (this.#handlers[message.kind] as (from: Identity, message: PairMessage, readingMs: number) => void)(
      from,
      message,
      readingMs,
    );
    this.#settle(readingMs);
  }

  /** Withdraws what has expired. Not called while waiting messages of a pause are still to be taken in. */
  tick(readingMs: number): void {
    this.#grants.expire(readingMs);
    this.#holdings.lapse(readingMs);
    this.#forget(readingMs);
    this.#settle(readingMs);
  }

  /** This node slept: its monotonic clock has missed time, so it counts on nobody (DESIGN 5, Clocks). */
  suspended(): void {
    this.#holdings.clear();
  }

  /** A clean stop begins: grants nothing more, and asks those it supports to count on it no more. */
  stop(readingMs: number): void {
    if (this.#stopping !== 'no') return;
    this.#stopping = 'dropping';
    this.#grants.close();
    this.#askToDrop();
    this.#settle(readingMs);
  }

  /** A record that was handed over is on disk; they become so in order. */
  persisted(): void {
    this.#unstored--;
    if (this.#stopping === 'storing') {
      if (this.#unstored > 0 || this.#record !== undefined) return;
      this.#stopped();
    } else if (this.#stopping === 'no') {
      this.#grants.open();
    }
  }

  take(): SupportEffects {
    const effects = { sends: this.#sends, events: this.#events, record: this.#record };
    this.#sends = [];
    this.#events = [];
    if (this.#record !== undefined) this.#unstored++;
    this.#record = undefined;
    return effects;
  }

  readonly #handlers: Handlers = {
    Heartbeat: (from, message, readingMs) => {
      const answer = this.#grants.heartbeat(from, message, readingMs);
      if (answer === undefined) return;
      this.#send(from.nodeId, answer);
      this.#heardSupports(from, message, readingMs);
    },
    HeartbeatAnswer: (from, message) => {
      // Of an earlier boot of this node: it counted from another sending of the same seq.
      if (message.boot === this.#options.self.boot) this.#holdings.answer(from, message);
    },
    DropSupport: (from, { epoch }) => {
      this.#holdings.drop(from, epoch);
      this.#send(from.nodeId, { kind: 'SupportDropped', boot: from.boot, epoch });
    },
    SupportDropped: (from, { boot, epoch }) => {
      if (boot === this.#options.self.boot) this.#grants.dropped(from, epoch);
    },
  };

  #heardSupports(from: Identity, { seq, supports }: PairMessageOf<'Heartbeat'>, readingMs: number): void {
    const { nodeId, storageId, boot } = from;
    const before = this.#supports.get(nodeId)?.nodes;
    const nodes = new Set(supports);
    this.#supports.set(nodeId, { storageId, boot, seq, nodes, atMs: readingMs });
    const same = before !== undefined && before.size === nodes.size && supports.every((id) => before.has(id));
    if (!same) this.#events.push({ kind: 'supports', nodeId });
  }

  #askToDrop(): void {
    for (const [nodeId, epoch] of this.#grants.epochs) this.#send(nodeId, { kind: 'DropSupport', epoch });
  }

  /**
   * All is dropped or has expired: the next start need not wait, once that is on disk. A life that never supported anybody ends
   * without a word: an old copy of a disk, which all refuse, must not come nearer to what they have seen of it by being
   * stopped and started (DESIGN 6.3: a disk is known by how many commits it has).
   */
  #settle(readingMs: number): void {
    if (this.#stopping !== 'dropping' || this.#grants.supported.length > 0) return;
    if (!this.#grants.hasGranted) return this.#stopped();
    // This process may have started uncleanly itself: what was granted before it must be over, too.
    if (readingMs < this.restartUntilMs) return;
    const { self, durationMs } = this.#options;
    this.#stopping = 'storing';
    this.#record = encodeNodeRecord({ longestMs: durationMs, cleanBoot: self.boot });
  }

  #stopped(): void {
    this.#stopping = 'stopped';
    this.#events.push({ kind: 'stoppedCleanly' });
  }

  /** The disk remembers a longer support than this process grants. */
  get #remembersMore(): boolean {
    return this.#stopping === 'no' && this.#storedMs > this.durationMs;
  }

  /**
   * The wait for what former processes granted is over: nothing of it is left, and the next start need not wait for more
   * than this one grants. A crash before that is on disk leaves the longer wait.
   */
  #forget(readingMs: number): void {
    const { durationMs, record } = this.#options;
    if (!this.#remembersMore || readingMs < this.restartUntilMs) return;
    this.#storedMs = durationMs;
    this.#record = encodeNodeRecord({ longestMs: durationMs, cleanBoot: record.cleanBoot });
  }

  #send(to: number, message: PairMessage): void {
    this.#sends.push({ to, message });
  }
}
