/**
 * The checkpoints of one group on this node: with which it starts, when it makes one, how it gets one of another node, and what
 * of its log may go. One per group that runs, put together from parts that do one of these each.
 */

import { CHECKPOINT_SM_ID, GaiosError, type StateMachine } from '@gaios/sm-base';
import type { StoredReplica } from '@gaios/core';
import type { CheckpointMessage, StoredCheckpoint } from '@gaios/checkpoint';
import type { LocalCheckpoint } from '../installation.ts';
import { machinesAhead, setAsideAhead } from './ahead.ts';
import type { CheckpointStatus } from './api.ts';
import { candidates, isUnusable, localCheckpoint, verifyForStart } from './begin.ts';
import { GroupCleaning } from './cleaning.ts';
import { GroupMaking } from './making.ts';
import type { CheckpointMarker } from './marker.ts';
import { GroupReplay } from './replay.ts';
import { infoOf, type CheckpointedGroup, type CheckpointShared } from './shared.ts';
import { GroupShipping } from './shipping.ts';

export class GroupCheckpoints {
  readonly making: GroupMaking;
  readonly cleaning: GroupCleaning;
  readonly replay: GroupReplay;
  readonly shipping: GroupShipping;
  readonly #shared: CheckpointShared;
  readonly #group: CheckpointedGroup;
  readonly #replayTo: number;
  #hasBegun = false;
  #members: readonly number[] = [];
  #stopped = false;

  constructor(shared: CheckpointShared, group: CheckpointedGroup, stored: StoredReplica) {
    this.#shared = shared;
    this.#group = group;
    this.#replayTo = stored.stored?.meta.chosenUpTo ?? 0;
    this.replay = new GroupReplay(shared, group);
    this.shipping = new GroupShipping({
      shared,
      group,
      has: () => this.#has,
      install: (checkpoint, from) => this.#install(checkpoint, from),
      lost: () => this.making.lost(),
    });
    this.making = new GroupMaking(shared, group, this.replay, () => this.cleaning.look());
    this.cleaning = new GroupCleaning(shared, group, () => [...this.shipping.holds(), ...this.#replayHold]);
    const marker = group.machines.get(CHECKPOINT_SM_ID) as CheckpointMarker;
    marker.onTake = (instanceId) => {
      if (instanceId > this.#replayTo) this.making.marked(instanceId);
    };
    marker.onReport = (report, instanceId) => {
      if (instanceId > this.#replayTo) this.making.reported(report);
    };
    this.#begin(stored);
  }

  get groupIdx(): number {
    return this.#group.groupIdx;
  }

  /**
   * Its log does not reach back to what it has executed, or what is next in it is damaged for good: it is of no use without a
   * checkpoint of another node.
   */
  get isLost(): boolean {
    const { isStopped, executor, lacksRow } = this.#group;
    return this.#hasBegun && !isStopped && (executor.lacksLog || lacksRow);
  }

  get status(): CheckpointStatus {
    const { replayer } = this.replay;
    return {
      stored: this.#shared.store.list(this.groupIdx).map(infoOf),
      making: this.making.isUnderWay,
      receiving: this.shipping.state,
      sending: this.shipping.sending,
      holdLogCount: this.cleaning.holdLogCount,
      cleanerPaused: this.cleaning.isPaused,
      ...(replayer === undefined
        ? {}
        : { replayer: { instanceId: replayer.instanceId, paused: replayer.isPaused } }),
      notOfferedBy: this.making.without,
    };
  }

  executed(): void {
    if (!this.#hasBegun) return;
    this.replay.advance();
    this.making.executed();
  }

  receive(from: number, message: CheckpointMessage): void {
    if (!this.#group.isStopped) this.shipping.receive(from, message);
  }

  /** Nothing is held for those who left. */
  membersChanged(): void {
    const now = this.#group.members.map(({ nodeId }) => nodeId);
    this.shipping.forget((nodeId) => now.includes(nodeId), this.#members);
    this.#members = now;
    this.cleaning.membersChanged();
    void this.#removeForeign();
  }

  /** Resolves when nothing is written any more. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.making.stop();
    this.cleaning.stop();
    this.replay.stop();
    await this.shipping.stop();
    await this.making.idle();
  }

  /** What this group has, so that a checkpoint above helps it. */
  get #has(): number {
    const { view, executor } = this.#group;
    return this.isLost ? Math.max(executor.executedUpTo, view.minChosen - 2) : view.chosenUpTo;
  }

  get #replayHold(): readonly number[] {
    const { replayer } = this.replay;
    return replayer === undefined ? [] : [replayer.instanceId + 1];
  }

  // ---------------------------------------------------------------- the start

  /** What takes time is done before anything is executed; most groups have nothing to do, and begin at once. */
  #begin(stored: StoredReplica): void {
    const { store } = this.#shared;
    const { installations, view } = this.#group;
    const checkpoints = store.list(this.groupIdx);
    const ahead = machinesAhead(this.#group, stored, candidates(checkpoints, view).usable);
    const minChosen = stored.stored?.meta.minChosen ?? 1;
    if (checkpoints.length === 0 && minChosen <= 1 && ahead.length === 0) return this.#begun();
    const found = this.#prepare(ahead);
    void installations.begin(found.catch(() => undefined)).then(
      () => this.#begun(),
      () => {},
    );
    found.catch((error: unknown) => this.#group.stop(error));
  }

  #begun(): void {
    if (this.#stopped || this.#hasBegun) return;
    this.#hasBegun = true;
    // A jump may have set it already.
    const { executedUpTo, lacksLog } = this.#group.executor;
    if (this.replay.replayer === undefined && executedUpTo === 0 && !lacksLog) this.replay.begin();
    this.making.begin(this.#newest);
    this.cleaning.look();
    if (this.isLost) {
      this.#group.waitsForCheckpoint();
      this.#shared.needs(this.groupIdx);
    }
    this.executed();
  }

  get #newest(): number {
    const { executor } = this.#group;
    const made = this.#shared.store
      .list(this.groupIdx)
      .filter(({ manifest }) => manifest.instanceId <= executor.executedUpTo);
    return made.at(-1)?.manifest.instanceId ?? 0;
  }

  async #prepare(ahead: readonly StateMachine[]): Promise<LocalCheckpoint | undefined> {
    const { view, machines } = this.#group;
    await setAsideAhead(this.#group, ahead, this.#shared.telemetry);
    await this.#removeForeign();
    const { above, usable } = candidates(this.#shared.store.list(this.groupIdx), view);
    if (above !== undefined && (await this.#finish(above))) return undefined;
    for (const checkpoint of usable) {
      const local = await this.#trying(checkpoint, async () => {
        await verifyForStart(this.#shared, machines.users(), checkpoint);
        return localCheckpoint(this.#shared, this.#group, checkpoint);
      });
      if (local === undefined) continue;
      this.replay.begin(local);
      return local;
    }
    return undefined;
  }

  /** An installation that was cut off, or of more than this log knows to be chosen. Whether it takes place. */
  async #finish(checkpoint: StoredCheckpoint): Promise<boolean> {
    const local = await this.#trying(checkpoint, () =>
      localCheckpoint(this.#shared, this.#group, checkpoint),
    );
    if (local === undefined) return false;
    const { verdict, landed } = this.#group.installations.start(local);
    if (verdict === 'unfit') await this.#remove(checkpoint, new Error('it does not fit this log'));
    if (verdict !== 'installed') return verdict === 'stopped';
    this.replay.begin(local);
    void landed.then(() => this.#installed(checkpoint, 0));
    return true;
  }

  async #trying<T>(checkpoint: StoredCheckpoint, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isUnusable(error)) throw error;
      await this.#remove(checkpoint, error);
      return undefined;
    }
  }

  async #removeForeign(): Promise<void> {
    const { view } = this.#group;
    const { foreign } = candidates(this.#shared.store.list(this.groupIdx), view);
    for (const checkpoint of foreign) {
      await this.#remove(checkpoint, new Error('it belongs to another life of the group'));
    }
  }

  async #remove({ id }: StoredCheckpoint, error: unknown): Promise<void> {
    this.#shared.telemetry.tell('checkpointRemoved', { groupIdx: this.groupIdx, id, error });
    await this.#shared.store.remove(this.groupIdx, id).catch(() => {});
  }

  // ---------------------------------------------------------------- of another node

  async #install(checkpoint: StoredCheckpoint, from: number): Promise<void> {
    const { installations, view, executor } = this.#group;
    const { instanceId } = checkpoint.manifest;
    const local = await localCheckpoint(this.#shared, this.#group, checkpoint);
    if (instanceId <= view.chosenUpTo) {
      if (!this.isLost) return;
      // The log has what is above it: only what was executed is missing.
      await installations.begin(local);
    } else {
      const verdict = await installations.install(local);
      if (verdict === 'stopped') throw new GaiosError('CLOSED');
      if (verdict === 'unfit') {
        await this.#remove(checkpoint, new Error('it does not fit this log'));
        throw new GaiosError('CHECKPOINT_DAMAGED', 'it does not fit this log', {
          facts: { id: checkpoint.id },
        });
      }
      if (verdict === 'known') return;
    }
    if (executor.executedUpTo < instanceId) throw new GaiosError('CLOSED');
    this.replay.begin(local);
    this.#installed(checkpoint, from);
  }

  #installed({ id, manifest }: StoredCheckpoint, from: number): void {
    if (this.#stopped) return;
    const { instanceId } = manifest;
    this.making.begin(instanceId);
    this.#shared.telemetry.tell('checkpointInstalled', { groupIdx: this.groupIdx, from, id, instanceId });
    this.cleaning.look();
  }
}
