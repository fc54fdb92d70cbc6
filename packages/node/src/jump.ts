/**
 * Execution goes on behind a checkpoint: the machines that are behind it load their files, the framework's state takes the
 * place of what replaying would have built, and own proposals whose execution fell into the jump end (DESIGN 3.4, 8). The same
 * at a start on a log that was cut off, and when a checkpoint is installed in the running process.
 */

import { GaiosError, unwrapRequest, type SMFac } from '@gaios/sm-base';
import type { CheckpointBase, ProposalRequest } from '@gaios/core';
import { restoreFramework, type FrameworkMachine } from './framework-state.ts';
import type { Operation, ReplayState } from './replay-state.ts';
import type { Stalls } from './stalls.ts';

/** What one machine loads; those that hold more already are left as they are. */
export interface MachineLoad {
  readonly smId: number;
  /** What the machine holds when it has loaded: at or above the checkpoint's own. */
  readonly instanceId: number;
  /** Tried again until it succeeds: whatever an earlier attempt has left is replaced. */
  load(): void | Promise<void>;
}

export interface Jump {
  readonly base: CheckpointBase;
  /** `encodeFramework` of that instance. */
  readonly state: Uint8Array;
  readonly loads: readonly MachineLoad[];
  /** The log on disk says so. Absent: it does already. Never settles if the group has stopped. */
  readonly ready?: Promise<void>;
}

/** What became of an own proposal that waits, as far as a checkpoint tells. */
export type Fate =
  /** It may still be executed, in its turn. */
  | { readonly kind: 'waits' }
  | {
      readonly kind: 'executed';
      readonly instanceId: number;
      readonly batchIndex: number;
      readonly result: Uint8Array;
    }
  /**
   * `repeat`: executed, its result is not known. `jumped`: not even that is. `expired`: older than its client's results.
   * `unbound`: not executed, and never to be.
   */
  | { readonly kind: 'over'; readonly why: 'repeat' | 'expired' | 'jumped' | 'unbound' };

const WAITS: Fate = { kind: 'waits' };
const JUMPED: Fate = { kind: 'over', why: 'jumped' };

/** `state` is that of the checkpoint. */
export const fateOf = (state: ReplayState, seq: number, request: ProposalRequest): Fate => {
  const { nodeId, storageId, boot } = state.self;
  const row = state.table.get(nodeId);
  // A disk is bound once: its time is over, or it has not come.
  const isFormer = state.configuration.formerDisks?.includes(storageId) === true;
  if (row === undefined || row.storageId !== storageId) return isFormer ? JUMPED : WAITS;
  if (row.boot > boot) return JUMPED;
  // It is waited for, so that no floor has passed it: what the row has passed had its turn.
  if (row.boot === boot && seq <= row.last) return fateInTurn(state, request);
  return isFormer ? { kind: 'over', why: 'unbound' } : WAITS;
};

/** It had its turn; whether that was an execution may have depended on more. */
const fateInTurn = (state: ReplayState, request: ProposalRequest): Fate => {
  const { requestId, ifMasterVersion } = unwrapRequest(request);
  const known = requestId === undefined ? undefined : state.clients.find(requestId);
  if (known === 'expired') return { kind: 'over', why: 'expired' };
  if (known !== undefined) {
    const { result, ...at } = known;
    return result === undefined ? { kind: 'over', why: 'repeat' } : { kind: 'executed', ...at, result };
  }
  // Refused for its master's sake, or its client is forgotten.
  const isSure = requestId === undefined && ifMasterVersion === undefined;
  return { kind: 'over', why: isSure ? 'repeat' : 'jumped' };
};

export interface JumpsParts {
  readonly host: { readonly groupIdx: number; stop(error: unknown): void; wake(): void };
  readonly machines: SMFac;
  readonly state: ReplayState;
  readonly builtIn: readonly FrameworkMachine[];
  /** What each machine's own state holds. */
  readonly held: Map<number, number>;
  readonly stalls: Stalls;
  readonly executor: { readonly executedUpTo: number; whenIdle(): Promise<void> };
  /** A machine cannot load, or is not there. */
  readonly fail: (at: { instanceId: number; smId: number }, error: unknown, missing: boolean) => void;
  /** Machines and framework hold the checkpoint: execution goes on behind it. */
  readonly land: (jump: Jump) => void;
}

/** One after the other; while one is under way nothing is executed. */
export class Jumps {
  readonly #parts: JumpsParts;
  #underWay = 0;
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: JumpsParts) {
    this.#parts = parts;
  }

  get isUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** Resolves when it has landed, or the group has stopped. Nothing is executed while one is looked for; undefined: none. */
  add(jump: Jump | Promise<Jump | undefined>): Promise<void> {
    this.#underWay++;
    this.#last = this.#last.then(() => this.#run(jump));
    return this.#last;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #run(pending: Jump | Promise<Jump | undefined>): Promise<void> {
    const { host, executor } = this.#parts;
    try {
      const jump = await pending;
      await jump?.ready;
      await executor.whenIdle();
      if (jump !== undefined && jump.base.instanceId > executor.executedUpTo) {
        for (const load of jump.loads) await this.#load(jump, load);
        if (!this.#stopped) this.#land(jump);
      }
    } catch (error) {
      if (!this.#stopped) host.stop(error);
    }
    this.#underWay--;
    if (!this.#stopped) host.wake();
  }

  /** Until it succeeds. */
  async #load({ base }: Jump, machineLoad: MachineLoad): Promise<void> {
    const { machines, held, stalls, fail, host } = this.#parts;
    const { smId, instanceId } = machineLoad;
    const at = { instanceId: base.instanceId, smId };
    while (!this.#stopped && (held.get(smId) ?? 0) < base.instanceId) {
      const isMissing = machines.get(smId) === undefined;
      try {
        if (isMissing) throw missingMachine(host.groupIdx, at);
        await machineLoad.load();
        held.set(smId, instanceId);
      } catch (error) {
        fail(at, error, isMissing);
        await stalls.passed();
      }
    }
  }

  #land(jump: Jump): void {
    const { machines, state, builtIn, held, host, land } = this.#parts;
    const { instanceId } = jump.base;
    const behind = machines.users().filter(({ smId }) => (held.get(smId) ?? 0) < instanceId);
    if (behind.length > 0)
      throw incomplete(
        host.groupIdx,
        jump,
        behind.map(({ smId }) => smId),
      );
    restoreFramework(jump.state, jump.base, state, builtIn);
    land(jump);
  }
}

export const incomplete = (
  groupIdx: number,
  { base }: Pick<Jump, 'base'>,
  smIds: readonly number[],
): GaiosError =>
  new GaiosError(
    'STORAGE_DAMAGED',
    `the checkpoint of instance ${base.instanceId} has nothing for state machine ${smIds.join(', ')}`,
    { facts: { groupIdx, instanceId: base.instanceId, smIds } },
  );

export const missingMachine = (
  groupIdx: number,
  { smId, instanceId }: Pick<Operation, 'smId' | 'instanceId'>,
): GaiosError =>
  new GaiosError(
    'UNKNOWN_STATE_MACHINE',
    `group ${groupIdx} has no state machine ${smId}; instance ${instanceId} waits for it`,
    {
      facts: { groupIdx, smId, instanceId },
    },
  );
