/** The checkpoints of a node: its store, what all groups share, and one `GroupCheckpoints` for each group that runs. */

import { resolve } from 'node:path';
import {
  GaiosError,
  type Clock,
  type FileSystem,
  type Identity,
  type Random,
  type StateMachine,
} from '@gaios/sm-base';
import type { FactMessage, FactMessageOf } from '@gaios/config-sm';
import type { StoredReplica } from '@gaios/core';
import {
  Alarm,
  CheckpointStore,
  directCompression,
  nodeFiles,
  threadCompression,
  TokenBucket,
  transferOptions,
  POLICY_DEFAULTS,
  type CheckpointMessage,
  type Time,
} from '@gaios/checkpoint';
import { manifestCodec } from '@gaios/proto';
import type { NodeOptions } from '../api.ts';
import type { Deadlines } from '../deadlines.ts';
import type { FrameworkMachine } from '../framework-state.ts';
import type { Tuning } from '../option-rows.ts';
import type { Telemetry } from '../telemetry.ts';
import { machinesAhead, setAsideAhead } from './ahead.ts';
import type { CheckpointStatus } from './api.ts';
import { GroupCheckpoints } from './group-checkpoints.ts';
import { CheckpointMarker } from './marker.ts';
import type { CheckpointedGroup, CheckpointShared } from './shared.ts';
import { Turns } from './turns.ts';

/** How often groups that wait for their turn to ask look whether there is room. */
const WAITING_LOOK_MS = 1_000;
/** What a group that ends may still be writing, ms. */
const LAST_WORK_MS = 2_000;
/** What may be written or sent at once after a pause: some chunks, and not more than a quarter of a second's. */
const BURST_BYTES_MAX = 1024 * 1024;
const BURST_PER_SECOND = 4;

export interface CheckpointParts {
  readonly self: Identity;
  /** Absent: this node keeps none. */
  readonly store: CheckpointStore | undefined;
  /** Every run is the same, on files of a test. */
  readonly isDirect: boolean;
  readonly useReplayer: boolean;
  readonly tuning: Tuning;
  readonly clock: Clock;
  readonly random: Random;
  readonly deadlines: Deadlines;
  readonly telemetry: Telemetry;
  readonly send: (to: number, message: CheckpointMessage) => void;
  readonly isUp: (nodeId: number) => boolean;
  readonly speaker: (nodeId: number) => Identity | undefined;
  readonly sendFacts: (to: number, message: FactMessage) => void;
}

/** Rejects with STORAGE_IO, STORAGE_FULL. Undefined: there is no place for any, or none are wanted. */
export const openCheckpoints = async (
  { checkpoints = true, dataDir, ports = {} }: NodeOptions,
  keep: number,
  telemetry: Telemetry,
): Promise<CheckpointStore | undefined> => {
  const files: FileSystem | undefined = ports.files ?? (dataDir === undefined ? undefined : nodeFiles);
  if (!checkpoints || files === undefined) return undefined;
  const root =
    dataDir === undefined ? '/checkpoints' : `${resolve(dataDir).replaceAll('\\', '/')}/checkpoints`;
  const onDamaged = (groupIdx: number, id: string, error: unknown): void =>
    telemetry.tell('checkpointRemoved', { groupIdx, id, error });
  return CheckpointStore.open({ files, codec: manifestCodec, onDamaged }, { root, keep });
};

const bucketOf = (time: Time, perSecond: number): TokenBucket =>
  new TokenBucket(time, perSecond, Math.min(BURST_BYTES_MAX, perSecond / BURST_PER_SECOND));

const noCheckpoint = (): undefined => undefined;

export class CheckpointHost {
  readonly #parts: CheckpointParts;
  readonly #shared: CheckpointShared | undefined;
  readonly #groups = new Map<number, GroupCheckpoints>();
  /** Of each group that runs, or is being ended. */
  readonly #machines = new Map<number, readonly StateMachine[]>();
  /** Those that need one, and wait for room. */
  readonly #waiting = new Set<number>();
  readonly #alarm: Alarm;
  readonly #ending = new Map<number, Promise<void>>();

  constructor(parts: CheckpointParts) {
    this.#parts = parts;
    const time: Time = { nowMs: () => parts.clock.monotonicMs(), deadlines: parts.deadlines };
    this.#alarm = new Alarm(time, () => this.#admit());
    this.#shared = parts.store === undefined ? undefined : this.#share(parts, parts.store, time);
  }

  get isOn(): boolean {
    return this.#shared !== undefined;
  }

  get store(): CheckpointStore {
    if (this.#parts.store !== undefined) return this.#parts.store;
    throw new GaiosError('CHECKPOINT_NOT_OFFERED', 'this node keeps no checkpoints');
  }

  /** Of a group that is about to be made. */
  builtIn(): StateMachine & FrameworkMachine {
    return new CheckpointMarker();
  }

  /** It runs from now on, and has executed nothing yet. */
  add(group: CheckpointedGroup, stored: StoredReplica): void {
    const { groupIdx, machines } = group;
    this.#machines.set(groupIdx, machines.users());
    if (this.#shared !== undefined) {
      this.#groups.set(groupIdx, new GroupCheckpoints(this.#shared, group, stored));
      return;
    }
    const ahead = machinesAhead(group, stored, []);
    const prepared = setAsideAhead(group, ahead, this.#parts.telemetry);
    prepared.catch((error: unknown) => group.stop(error));
    if (ahead.length > 0) void group.installations.begin(prepared.then(noCheckpoint, noCheckpoint));
    const minChosen = stored.stored?.meta.minChosen ?? 1;
    if (minChosen <= 1) return;
    const facts = { groupIdx, instanceId: 1, minChosen };
    group.stop(
      new GaiosError('STORAGE_DAMAGED', 'its log begins behind a checkpoint, and there are none', { facts }),
    );
  }

  /** It runs no more. */
  remove(groupIdx: number): void {
    const group = this.#groups.get(groupIdx);
    if (group === undefined) return;
    this.#groups.delete(groupIdx);
    this.#waiting.delete(groupIdx);
    const ended = group.stop();
    this.#ending.set(groupIdx, ended);
    void ended.finally(() => {
      if (this.#ending.get(groupIdx) === ended) this.#ending.delete(groupIdx);
    });
  }

  /** Its log is about to be deleted, since it is destroyed here: so is all else that is kept of it. */
  async forget(groupIdx: number): Promise<void> {
    const { telemetry, store } = this.#parts;
    try {
      // A machine that never answers keeps the log of its group no longer than that.
      const ended = this.#ending.get(groupIdx) ?? Promise.resolve();
      await this.limited(ended, LAST_WORK_MS, undefined, { groupIdx }).catch(() => {});
      await store?.removeGroup(groupIdx);
      for (const machine of this.#machines.get(groupIdx) ?? []) await machine.removeGroup?.(groupIdx);
      this.#machines.delete(groupIdx);
    } catch (error) {
      telemetry.log('error', 'what is left of a destroyed group could not be deleted', { groupIdx, error });
    }
  }

  at(groupIdx: number): GroupCheckpoints | undefined {
    return this.#groups.get(groupIdx);
  }

  get all(): readonly GroupCheckpoints[] {
    return [...this.#groups.values()];
  }

  status(groupIdx: number): { readonly checkpoints?: CheckpointStatus } {
    const group = this.#groups.get(groupIdx);
    return group === undefined ? {} : { checkpoints: group.status };
  }

  receive(from: number, message: CheckpointMessage): void {
    this.#groups.get(message.groupIdx)?.receive(from, message);
  }

  /** A peer says how far it is in a group. */
  heard(from: Identity, facts: FactMessageOf<'Facts'>): void {
    this.#groups.get(facts.groupIdx)?.cleaning.heard(from, facts);
  }

  executed(groupIdx: number): void {
    this.#groups.get(groupIdx)?.executed();
  }

  peerUp(peer: number): void {
    for (const group of this.#groups.values()) group.shipping.reconnected(peer);
  }

  membersChanged(groupIdx: number): void {
    this.#groups.get(groupIdx)?.membersChanged();
  }

  /** A group misses log, from there on, that nobody has any more. */
  needed(groupIdx: number, from: number): void {
    this.#parts.telemetry.tell('needsCheckpoint', { groupIdx, from });
    this.#need(groupIdx);
  }

  /** Damaged rows of its log cannot be put back any more; people know. It matters if it still has to execute them. */
  rowsGone(groupIdx: number): void {
    if (this.#groups.get(groupIdx)?.isLost === true) this.#need(groupIdx);
  }

  /** Rejects with TIMEOUT or ABORTED if a caller waits no longer; what it waited for goes on. */
  limited<T>(
    work: Promise<T>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    facts: Readonly<Record<string, unknown>>,
  ): Promise<T> {
    return new Promise((settle, reject) => {
      const abort = (): void =>
        reject(new GaiosError('ABORTED', undefined, { facts, cause: signal?.reason }));
      const timer = this.#parts.clock.setTimer(timeoutMs, () =>
        reject(new GaiosError('TIMEOUT', undefined, { facts })),
      );
      signal?.addEventListener('abort', abort, { once: true });
      const ended = (): void => {
        timer.cancel();
        signal?.removeEventListener('abort', abort);
      };
      if (signal?.aborted === true) abort();
      work.then(settle, reject).finally(ended);
    });
  }

  async stop(): Promise<void> {
    this.#alarm.cancel();
    for (const groupIdx of this.#groups.keys()) this.remove(groupIdx);
    await Promise.all(this.#ending.values());
  }

  #need(groupIdx: number): void {
    // One that is at it already would be sent a second one as soon as there is room.
    if (this.#groups.get(groupIdx)?.shipping.mayNeed === true) this.#waiting.add(groupIdx);
    this.#admit();
  }

  /** As many groups ask and receive at a time as there is room for; memory and disk are shared. */
  #admit(): void {
    const { checkpointReceivesMax } = this.#parts.tuning;
    let busy = this.all.filter(({ shipping }) => shipping.isBusy).length;
    for (const groupIdx of this.#waiting) {
      if (busy >= checkpointReceivesMax) break;
      this.#waiting.delete(groupIdx);
      this.#groups.get(groupIdx)?.shipping.need();
      busy++;
    }
    if (this.#waiting.size > 0) this.#alarm.in(WAITING_LOOK_MS);
  }

  #share(parts: CheckpointParts, store: CheckpointStore, time: Time): CheckpointShared {
    const { tuning, self, random, telemetry, send, isUp, speaker, sendFacts, useReplayer } = parts;
    return {
      self,
      store,
      time,
      random,
      telemetry,
      compression: parts.isDirect ? directCompression : threadCompression,
      sending: bucketOf(time, tuning.checkpointSendBytes),
      writing: bucketOf(time, tuning.checkpointWriteBytes),
      load: { transfers: 0 },
      makings: new Turns(tuning.checkpointMakingsMax),
      transfer: transferOptions({
        rateBytesPerSecond: tuning.checkpointSendBytes,
        transfersMax: tuning.checkpointSendsMax,
        holdMs: tuning.checkpointHoldMs,
      }),
      policy: {
        ...POLICY_DEFAULTS,
        everyInstances: tuning.checkpointEveryInstances,
        everyBytes: tuning.checkpointEveryBytes,
        everyMs: tuning.checkpointEveryMs,
        restMs: tuning.checkpointRestMs,
      },
      cleaner: {
        holdCount: tuning.holdLogCount,
        rowsPerTurn: tuning.cleanRowsPerTurn,
        intervalMs: tuning.cleanIntervalMs,
        lagCountMax: tuning.cleanLagMax,
        settleMs: tuning.cleanSettleMs,
      },
      useReplayer,
      timeoutMs: tuning.timeoutMs,
      send,
      isUp,
      speaker,
      sendFacts,
      needs: (groupIdx) => this.#need(groupIdx),
      received: () => this.#admit(),
    };
  }
}
