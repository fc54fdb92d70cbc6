/**
 * The second state of a group's machines that build their checkpoints by replay (`executeForCheckpoint`): the framework state
 * behind the log that decides what of it they execute, and the `Replayer` that drives them.
 */

import { MASTER_SM_ID, RESERVED_SM_ID } from '@gaios/sm-base';
import type { CheckpointBase } from '@gaios/core';
import { MasterStateMachine } from '@gaios/master';
import { needsReplay, Replayer, type ReplayOperation } from '@gaios/checkpoint';
import { restoreFramework } from '../framework-state.ts';
import { ReplayState, type Operation } from '../replay-state.ts';
import type { CheckpointedGroup, CheckpointShared } from './shared.ts';

/** Decides on each instance what the active state was decided to execute, as far behind as it is. */
export class SecondState {
  readonly #state: ReplayState;
  readonly #master = new MasterStateMachine();
  readonly #groupIdx: number;

  constructor(state: ReplayState, groupIdx: number) {
    this.#state = state;
    this.#groupIdx = groupIdx;
  }

  restore(bytes: Uint8Array, base: CheckpointBase): void {
    restoreFramework(bytes, base, this.#state, [this.#master]);
  }

  /** Once for each instance, in order. */
  open(instanceId: number, value: Uint8Array): readonly ReplayOperation[] {
    const { operations } = this.#state.open(instanceId, value, 0);
    return operations.filter((operation) => this.#isExecuted(operation));
  }

  #isExecuted(operation: Operation): boolean {
    const { clients } = this.#state;
    const { instanceId, batchIndex, nowMs, smId, requestId, ifMasterVersion, value } = operation;
    if (requestId !== undefined && clients.find(requestId) !== undefined) return false;
    if (ifMasterVersion !== undefined && ifMasterVersion !== this.#master.version) return false;
    if (smId === MASTER_SM_ID) {
      this.#master.execute(value, { groupIdx: this.#groupIdx, instanceId, batchIndex, nowMs });
    }
    if (requestId !== undefined) clients.record(requestId, { instanceId, batchIndex, result: undefined });
    return smId > 0 && smId < RESERVED_SM_ID;
  }
}

export class GroupReplay {
  readonly #shared: CheckpointShared;
  readonly #group: CheckpointedGroup;
  #replayer: Replayer | undefined;
  /** Not beyond it: a checkpoint of that instance is being made. */
  #heldAt = Infinity;

  constructor(shared: CheckpointShared, group: CheckpointedGroup) {
    this.#shared = shared;
    this.#group = group;
  }

  get replayer(): Replayer | undefined {
    return this.#replayer;
  }

  /** From a checkpoint, or, without one, from the begin of the log. */
  begin(from?: { readonly base: CheckpointBase; readonly state: Uint8Array }): void {
    const { shared, group } = { shared: this.#shared, group: this.#group };
    const wasPaused = this.#replayer?.isPaused ?? !shared.useReplayer;
    this.#replayer?.stop();
    this.#replayer = undefined;
    if (!group.machines.users().some(needsReplay)) return;
    const { groupIdx, birth, executor } = group;
    const second = new SecondState(new ReplayState(shared.self, birth.members), groupIdx);
    if (from !== undefined) second.restore(from.state, from.base);
    const replayer = new Replayer(
      {
        groupIdx,
        time: shared.time,
        availableUpTo: () => Math.min(executor.executedUpTo, this.#heldAt),
        read: (range) => group.readLog(range),
        open: (instanceId, value) => second.open(instanceId, value),
        machine: (smId) => group.machines.get(smId),
        stalled: (error, instanceId) =>
          shared.telemetry.log('warn', 'the checkpoint replayer cannot go on', {
            groupIdx,
            instanceId,
            error,
          }),
      },
      {},
      from?.base.instanceId ?? 0,
    );
    if (wasPaused) replayer.pause();
    this.#replayer = replayer;
    replayer.advance();
  }

  advance(): void {
    this.#replayer?.advance();
  }

  /** A checkpoint of that instance begins; it stays possible until it has ended. */
  hold(instanceId: number): void {
    this.#heldAt = instanceId;
  }

  letGo(): void {
    this.#heldAt = Infinity;
    this.#replayer?.advance();
  }

  stop(): void {
    this.#replayer?.stop();
  }
}
