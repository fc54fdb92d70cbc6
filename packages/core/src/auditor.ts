/**
 * Compares chained checksums with peers (DESIGN 3.6). Whoever differs from a majority of the others is the one that
 * stops, leader or not; nothing is overwritten.
 */

import { checksumAt } from './checksums.ts';
import { votersOf } from './configuration.ts';
import type { Outbox } from './outbox.ts';
import type { ReplicaState } from './state.ts';

export class Auditor {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #nodeId: number;

  constructor(state: ReplicaState, out: Outbox, nodeId: number) {
    this.#state = state;
    this.#out = out;
    this.#nodeId = nodeId;
  }

  /** A peer's checksum at an instance. Returns true if this replica is now known to be the one that differs. */
  compare(peer: number, instanceId: number, theirs: number): boolean {
    const { learner, differing } = this.#state;
    const mine = checksumAt(learner, instanceId);
    if (instanceId === 0 || peer === this.#nodeId || mine === undefined || mine === theirs) return false;
    const isNew = !differing.has(peer);
    if (isNew) differing.set(peer, instanceId);
    this.#out.event({ kind: 'divergence', instanceId, mine, theirs, peer });
    if (isNew) this.#askOthers(instanceId, mine);
    const others = votersOf(this.#state.configuration).filter((nodeId) => nodeId !== this.#nodeId);
    return others.filter((nodeId) => differing.has(nodeId)).length * 2 > others.length;
  }

  compareChecksum(peer: number, instanceId: number): void {
    const mine = checksumAt(this.#state.learner, instanceId);
    if (mine !== undefined)
      this.#out.send(peer, { kind: 'CompareChecksumReply', instanceId, checksum: mine });
  }

  #askOthers(instanceId: number, checksum: number): void {
    for (const nodeId of this.#state.alive) {
      if (nodeId !== this.#nodeId) this.#out.send(nodeId, { kind: 'CompareChecksum', instanceId, checksum });
    }
  }
}
