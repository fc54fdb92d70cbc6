/**
 * A replica that knows the time before each input and cannot hurt its driver: whatever an input throws is a broken rule,
 * stops this replica's group, and nothing of it leaves any more (STYLE 7).
 */

import type { LogRecord } from '@gaios/sm-base';
import type {
  CheckpointBase,
  Configuration,
  Effects,
  InstallVerdict,
  Load,
  Message,
  ProposalRequest,
  ReplicaInputs,
  ReplicaOptions,
  ReplicaView,
  Speaker,
  StoredReplica,
} from '@gaios/core';

export type MakeReplica = (options: ReplicaOptions, stored: StoredReplica) => ReplicaInputs;

export interface ReplicaGuard {
  /** Number of the turn, and its time. */
  readonly turnTime: { readonly turn: number; readonly nowMs: number; readonly wallMs: number };
  /** An input comes, with which a turn begins. */
  beginning(): void;
  /** Its effects are to be taken at the end of this turn. */
  entering(): void;
  /** An input threw. */
  broke(error: unknown): void;
}

export class GuardedReplica {
  readonly #replica: ReplicaInputs;
  readonly #guard: ReplicaGuard;
  #clockedTurn = 0;
  #closed = false;

  constructor(replica: ReplicaInputs, guard: ReplicaGuard) {
    this.#replica = replica;
    this.#guard = guard;
  }

  get view(): ReplicaView {
    return this.#replica.view;
  }

  get deadlineMs(): number {
    return this.#replica.deadlineMs;
  }

  receive(from: Speaker, message: Message, gid: number): void {
    // The one input that comes with every message: no closure.
    if (this.#closed) return;
    try {
      this.#guard.beginning();
      this.#tellTime();
      if (this.#replica.receive(from, message, gid)) this.#guard.entering();
    } catch (error) {
      this.#guard.broke(error);
    }
  }

  /** 0: the replica has stopped. */
  propose(requests: readonly ProposalRequest[]): number {
    // As with every message: no closure.
    if (this.#closed) return 0;
    try {
      this.#enter();
      return this.#replica.propose(requests);
    } catch (error) {
      this.#guard.broke(error);
      return 0;
    }
  }

  giveUp(seq: number): 'never-sent' | 'sent' | 'settled' {
    if (!this.#closed) return this.#input(() => this.#replica.giveUp(seq)) ?? 'sent';
    // Nothing leaves any more; what is asked is only whether it had left.
    try {
      return this.#replica.giveUp(seq);
    } catch {
      return 'sent';
    }
  }

  executed(upTo: number, own: { readonly done: readonly number[]; readonly early: readonly number[] }): void {
    // As with every message: no closure.
    if (this.#closed) return;
    try {
      this.#guard.beginning();
      this.#tellTime();
      if (this.#replica.executed(upTo, own)) this.#guard.entering();
    } catch (error) {
      this.#guard.broke(error);
    }
  }

  read(): number {
    return this.#input(() => this.#replica.read()) ?? 0;
  }

  cancelRead(readId: number): void {
    this.#input(() => this.#replica.cancelRead(readId));
  }

  campaign(mayStand: boolean): void {
    this.#input(() => this.#replica.campaign(mayStand));
  }

  supportChanged(nodeId: number): void {
    this.#input(() => this.#replica.supportChanged(nodeId));
  }

  transfer(nodeId: number): boolean {
    return this.#input(() => this.#replica.transfer(nodeId)) ?? false;
  }

  keepLeading(): void {
    this.#input(() => this.#replica.keepLeading());
  }

  laggards(): number[] {
    return this.#closed ? [] : this.#replica.laggards();
  }

  holdsLease(readingMs: number): boolean {
    return !this.#closed && this.#replica.holdsLease(readingMs);
  }

  fortifiersCover(configuration: Configuration, readingMs: number): boolean {
    return !this.#closed && this.#replica.fortifiersCover(configuration, readingMs);
  }

  leaseIndex(readingMs: number): number {
    return this.#closed ? 0 : this.#replica.leaseIndex(readingMs);
  }

  truncate(below: number): boolean {
    return this.#input(() => this.#replica.truncate(below)) ?? false;
  }

  install(base: CheckpointBase): InstallVerdict {
    return this.#input(() => this.#replica.install(base)) ?? 'stopped';
  }

  peersAt(): ReadonlyMap<number, number> {
    return this.#closed ? new Map() : this.#replica.peersAt();
  }

  resign(reason: string): void {
    this.#input(() => this.#replica.resign(reason));
  }

  drop(untilMs: number): void {
    this.#input(() => this.#replica.drop(untilMs));
  }

  peerUp({ nodeId, storageId }: Speaker): void {
    this.#input(() => this.#replica.peerUp(nodeId, storageId));
  }

  peerDown(nodeId: number): void {
    this.#input(() => this.#replica.peerDown(nodeId));
  }

  loaded(load: Load, records: readonly LogRecord[]): void {
    this.#input(() => this.#replica.loaded(load, records));
  }

  tick(): void {
    this.#input(() => this.#replica.tick());
  }

  /** Undefined: it has stopped. */
  take(readClock: () => number): Effects | undefined {
    return this.#input(() => this.#replica.take(readClock));
  }

  /** For good. Returns what a sound replica says last. */
  stop(reason: string): Effects | undefined {
    if (this.#closed) return undefined;
    this.#closed = true;
    try {
      this.#replica.stop(reason);
      return this.#replica.take();
    } catch {
      // It is past telling.
      return undefined;
    }
  }

  #input<T>(input: () => T): T | undefined {
    if (this.#closed) return undefined;
    try {
      this.#enter();
      return input();
    } catch (error) {
      this.#guard.broke(error);
      return undefined;
    }
  }

  #enter(): void {
    this.#guard.entering();
    this.#tellTime();
  }

  #tellTime(): void {
    const { turn, nowMs, wallMs } = this.#guard.turnTime;
    if (turn === this.#clockedTurn) return;
    this.#clockedTurn = turn;
    this.#replica.clock(nowMs, wallMs);
  }
}
