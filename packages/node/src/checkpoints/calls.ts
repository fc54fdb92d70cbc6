/** The calls of `Node` about checkpoints (DESIGN 8, 12). */

import { CHECKPOINT_SM_ID, GaiosError } from '@gaios/sm-base';
import type { CallOptions, ProposeResult } from '../api.ts';
import type { Group } from '../group.ts';
import { GroupCalls } from '../group-calls.ts';
import type { CheckpointInfo, CheckpointsApi } from './api.ts';
import type { GroupCheckpoints } from './group-checkpoints.ts';
import type { CheckpointHost } from './host.ts';
import { encodeMarker } from './marker.ts';
import { infoOf } from './shared.ts';

export abstract class CheckpointCalls extends GroupCalls implements CheckpointsApi {
  protected abstract get checkpoints(): CheckpointHost;
  /** @throws GaiosError UNKNOWN_GROUP */
  protected abstract groupOf(groupIdx: number): Group;

  /**
   * All replicas of the group take a checkpoint at the same instance, and compare what they made (event
   * `checkpointDivergence`). Resolves with this node's, when it is durable; others may still be at it. If it is asked for again
   * before it is done, the later one takes its place, and both calls get that.
   * Rejects with UNKNOWN_GROUP, CHECKPOINT_NOT_OFFERED (`facts.smIds`: machines that offer none, or this node keeps none),
   * CHECKPOINT_FAILED and what a disk fails with, CHECKPOINT_NOT_FOUND (this node jumped over that instance), TIMEOUT, and as
   * `propose` does. After TIMEOUT it goes on by itself.
   */
  async checkpoint(groupIdx: number, options: CallOptions = {}): Promise<CheckpointInfo> {
    const group = this.groupOf(groupIdx);
    const checkpoints = this.#of(groupIdx);
    const { without: smIds } = checkpoints.making;
    if (smIds.length > 0) {
      throw new GaiosError('CHECKPOINT_NOT_OFFERED', undefined, { facts: { groupIdx, smIds } });
    }
    const refusal = group.refusal(true);
    if (refusal !== undefined) throw refusal;
    const checked = this.checkedCall(options);
    const requests = [{ smId: CHECKPOINT_SM_ID, payload: encodeMarker({ kind: 'take' }) }];
    const call = {
      requests,
      contexts: [undefined],
      single: true,
      options: { ...checked, waitForRoom: true },
    };
    const { instanceId } = (await group.proposals.start(call)) as ProposeResult;
    const { timeoutMs = 0, signal } = checked;
    const facts = { groupIdx, instanceId };
    return infoOf(
      await this.checkpoints.limited(checkpoints.making.at(instanceId), timeoutMs, signal, facts),
    );
  }

  /** Those of a group on this node's disk, oldest first. @throws GaiosError UNKNOWN_GROUP */
  listCheckpoints(groupIdx: number): readonly CheckpointInfo[] {
    this.groupOf(groupIdx);
    return this.checkpoints.isOn ? this.checkpoints.store.list(groupIdx).map(infoOf) : [];
  }

  /** Reads all of it and compares. Rejects with CHECKPOINT_NOT_FOUND, CHECKPOINT_DAMAGED (`facts: { smId, path }`), STORAGE_IO. */
  async verifyCheckpoint(groupIdx: number, id: string): Promise<void> {
    const { store } = this.checkpoints;
    const pin = store.pin(groupIdx, id);
    try {
      await store.verify(pin.checkpoint);
    } finally {
      pin.release();
    }
  }

  /** Of one group, or of all: machines with `executeForCheckpoint` are not driven any more. phxpaxos PauseCheckpointReplayer. */
  pauseCheckpointReplayer(groupIdx?: number): void {
    for (const { replay } of this.#each(groupIdx)) replay.replayer?.pause();
  }

  continueCheckpointReplayer(groupIdx?: number): void {
    for (const { replay } of this.#each(groupIdx)) replay.replayer?.continue();
  }

  /** Of one group, or of all: no log is deleted any more. phxpaxos PausePaxosLogCleaner. */
  pauseLogCleaner(groupIdx?: number): void {
    for (const { cleaning } of this.#each(groupIdx)) cleaning.pause();
  }

  continueLogCleaner(groupIdx?: number): void {
    for (const { cleaning } of this.#each(groupIdx)) cleaning.continue();
  }

  /** Instances kept behind the checkpoint; a small number does no harm, also 0. @throws GaiosError INVALID_ARGUMENT, UNKNOWN_GROUP, CLOSED */
  setHoldLogCount(groupIdx: number, count: number): void {
    this.groupOf(groupIdx);
    this.#of(groupIdx).cleaning.setHoldLogCount(count);
  }

  #each(groupIdx: number | undefined): readonly GroupCheckpoints[] {
    if (groupIdx === undefined) return this.checkpoints.all;
    this.groupOf(groupIdx);
    return [this.#of(groupIdx)];
  }

  #of(groupIdx: number): GroupCheckpoints {
    const found = this.checkpoints.at(groupIdx);
    if (found !== undefined) return found;
    const facts = { groupIdx };
    // A node that closes lets go of its checkpoints before its groups.
    if (this.checkpoints.isOn) throw new GaiosError('CLOSED', undefined, { facts });
    throw new GaiosError('CHECKPOINT_NOT_OFFERED', 'this node keeps no checkpoints', { facts });
  }
}
