/**
 * What this node has seen of its peers' disks, over its own restarts too, and what of it goes to its own disk (DESIGN 6.3).
 *
 * A disk says its boot and how many commits are durable on it: when a connection is made, and in each heartbeat. Neither goes
 * down as long as the disk is the same, also through `kill -9` and a loss of power, because nothing is told that is not
 * durable. Hence whoever says less than was seen is an older copy of that disk, and has forgotten what it voted. Such a copy
 * does not catch up by itself: neither openings nor lives in which all refused it are commits, and it deletes no log of a group
 * that needs the others while it reaches nobody (`Support`, `GroupCleaning`). Where it is the only voter of some group, that one
 * goes on and commits: a copy of such a disk may be let in after a while (DESIGN 6.3: rolling back a volume is not safe).
 *
 * What is remembered here need not be exact, only never too much. So a boot that is new is written at once, though nobody waits
 * for it; how far a disk has come goes along with a commit that is made anyway, now and then, and when its node went down.
 */

import type { Identity } from '@gaios/sm-base';
import { decodeNodeRecord, encodeNodeRecord, type NodeRecord, type SeenDisk } from '@gaios/master';

export interface SeenDisksParts {
  /** What the storage holds. */
  readonly record: NodeRecord;
  /** Stores the node record, then calls back. */
  readonly store: (record: Uint8Array, stored: () => void) => void;
  /** Once for each reason. */
  readonly refused: (peer: Identity, reason: string) => void;
}

/** Each node of a cluster has one, and some were replaced; the one met longest ago is forgotten. 40 bytes each. */
const DISKS_MAX = 512;
/** A disk that has come so much further is worth the bytes in somebody else's commit. */
const COMMITS_COARSE = 256;

export class SeenDisks {
  readonly #parts: SeenDisksParts;
  /** What `Support` has handed over last. */
  #support: NodeRecord;
  /** By storageId, the one met last at the end. */
  readonly #disks = new Map<string, SeenDisk>();
  /** Commits as they were written last. */
  readonly #written = new Map<string, number>();
  /** A disk has come so far that it is worth writing. */
  #isDue = false;
  readonly #refusals = new Map<number, string>();

  constructor(parts: SeenDisksParts) {
    this.#parts = parts;
    this.#support = parts.record;
    for (const disk of parts.record.disks ?? []) {
      this.#disks.set(disk.storageId, disk);
      this.#written.set(disk.storageId, disk.commits);
    }
  }

  /** Peers that are not let in, for people. */
  get lines(): readonly string[] {
    return [...this.#refusals].map(([nodeId, reason]) => `node ${nodeId} is refused here: ${reason}`);
  }

  /**
   * Asked before a connection is made: why not. It is remembered by its heartbeats, which come first, and only where both let
   * each other in: a copy that is refused everywhere writes nothing that would make it look further than it is.
   */
  refuses(peer: Identity, commits: number): string | undefined {
    const seen = this.#disks.get(peer.storageId);
    if (seen !== undefined && (peer.boot < seen.boot || commits < seen.commits)) {
      // It fits into a close frame: 123 bytes.
      const reason = `a restored copy? boot ${peer.boot}, ${commits} commits; seen before: boot ${seen.boot}, ${seen.commits}`;
      if (this.#refusals.get(peer.nodeId) !== reason) this.#parts.refused(peer, reason);
      this.#refusals.set(peer.nodeId, reason);
      return reason;
    }
    this.#refusals.delete(peer.nodeId);
    return undefined;
  }

  /** A heartbeat of a peer that was let in. */
  heard(peer: Identity, commits: number): void {
    const { storageId, boot } = peer;
    const seen = this.#disks.get(storageId);
    if (seen === undefined || boot > seen.boot) return this.#met(peer, Math.max(commits, seen?.commits ?? 0));
    // One that was delayed on its way.
    if (boot < seen.boot || commits <= seen.commits) return;
    this.#disks.set(storageId, { ...seen, commits });
    if (commits - (this.#written.get(storageId) ?? 0) >= COMMITS_COARSE) this.#isDue = true;
  }

  /** That node is down: how far it had come is worth keeping, though nothing more comes to make it due. */
  gone(nodeId: number): void {
    for (const disk of this.#disks.values()) {
      if (disk.nodeId === nodeId && disk.commits > (this.#written.get(disk.storageId) ?? 0))
        this.#isDue = true;
    }
  }

  /** What `Support` wants to have stored, with what is known of the disks. */
  store(support: Uint8Array, stored: () => void): void {
    this.#support = decodeNodeRecord(support) ?? this.#support;
    this.#parts.store(this.#encode(), stored);
  }

  /** What should go along with a commit that is made anyway. */
  takeDue(): Uint8Array | undefined {
    return this.#isDue ? this.#encode() : undefined;
  }

  #met({ nodeId, storageId, boot }: Identity, commits: number): void {
    this.#disks.delete(storageId);
    this.#disks.set(storageId, { nodeId, storageId, boot, commits });
    const [oldest = ''] = this.#disks.keys();
    if (this.#disks.size > DISKS_MAX) {
      this.#disks.delete(oldest);
      this.#written.delete(oldest);
    }
    this.#parts.store(this.#encode(), () => {});
  }

  #encode(): Uint8Array {
    this.#isDue = false;
    for (const { storageId, commits } of this.#disks.values()) this.#written.set(storageId, commits);
    const { longestMs, cleanBoot } = this.#support;
    return encodeNodeRecord({ longestMs, cleanBoot, disks: [...this.#disks.values()] });
  }
}
