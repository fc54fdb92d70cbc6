/**
 * Whom this node talks with: the members of all its groups, as their logs have it, and, before there is a log, as the
 * options do (DESIGN 6). A member that was removed is let in for a while longer, so that it learns so itself.
 */

import type { PeerAddress } from '@gaios/sm-base';
import type { Deadlines, Due } from './deadlines.ts';

/** Long enough to learn a log of the usual length over a link that has just come up, ms. */
const LINGER_MS = 60_000;

export interface PeerBookParts {
  readonly nodeId: number;
  readonly deadlines: Deadlines;
  readonly nowMs: () => number;
  readonly changed: (peers: readonly PeerAddress[]) => void;
}

interface Entry {
  readonly nodeId: number;
  address: string;
  /** Groups that it is a member of. */
  groups: number;
  /** When it is forgotten, if it is a member of none. */
  untilMs: number;
}

export class PeerBook implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly #parts: PeerBookParts;
  readonly #entries = new Map<number, Entry>();
  readonly #membersOf = new Map<number, readonly PeerAddress[]>();

  constructor(parts: PeerBookParts) {
    this.#parts = parts;
  }

  /** All but this node itself. */
  get peers(): readonly PeerAddress[] {
    return [...this.#entries.values()].map(({ nodeId, address }) => ({ nodeId, address }));
  }

  has(nodeId: number): boolean {
    return this.#entries.has(nodeId);
  }

  /** The members of a group, both sides of a joint configuration among them. The address that was said last counts. */
  set(groupIdx: number, members: readonly PeerAddress[]): void {
    const before = this.#membersOf.get(groupIdx) ?? [];
    const others = members.filter((member) => member.nodeId !== this.#parts.nodeId);
    this.#membersOf.set(groupIdx, others);
    let changed = false;
    for (const { nodeId, address } of others) changed = this.#enter(nodeId, address) || changed;
    for (const { nodeId } of before) this.#leave(nodeId);
    if (changed) this.#parts.changed(this.peers);
  }

  /** A group is no more. */
  delete(groupIdx: number): void {
    this.set(groupIdx, []);
    this.#membersOf.delete(groupIdx);
  }

  onDue(nowMs: number): void {
    let changed = false;
    let nextMs = Infinity;
    for (const entry of this.#entries.values()) {
      if (entry.groups > 0) continue;
      if (nowMs >= entry.untilMs) changed = this.#entries.delete(entry.nodeId);
      else nextMs = Math.min(nextMs, entry.untilMs);
    }
    this.#parts.deadlines.set(this, nextMs);
    if (changed) this.#parts.changed(this.peers);
  }

  /** Whether that is news. */
  #enter(nodeId: number, address: string): boolean {
    const entry = this.#entries.get(nodeId);
    if (entry === undefined) {
      this.#entries.set(nodeId, { nodeId, address, groups: 1, untilMs: Infinity });
      return true;
    }
    entry.groups++;
    const isNew = entry.address !== address;
    entry.address = address;
    return isNew;
  }

  #leave(nodeId: number): void {
    const entry = this.#entries.get(nodeId);
    if (entry === undefined || --entry.groups > 0) return;
    const { deadlines, nowMs } = this.#parts;
    entry.untilMs = nowMs() + LINGER_MS;
    if (entry.untilMs < this.dueMs || this.heapIndex < 0) deadlines.set(this, entry.untilMs);
  }
}
