/** Stands before a user's machine and tells the checkers what it is given, what it answers and what it is then. */

import { isSnapshotMachine, StateMachine, type ExecuteContext } from '@gaios/sm-base';
import { isPromise } from './is-promise.ts';
import { hashOf } from './trace.ts';

export interface Witnessed {
  readonly smId: number;
  readonly value: Uint8Array;
  readonly context: ExecuteContext;
  readonly result: unknown;
  /** Of the state after it, '' if the machine has none that is told at once. */
  readonly state: string;
}

/** A machine has loaded a checkpoint. */
export interface Loaded {
  readonly groupIdx: number;
  readonly smId: number;
  /** It holds everything up to it. */
  readonly instanceId: number;
  readonly state: string;
}

export interface WitnessTells {
  /** An operation is about to be executed. */
  before(context: ExecuteContext): void;
  executed(witnessed: Witnessed): void;
  loaded(loaded: Loaded): void;
}

/** What is handed on as it is, to machines that have it. */
const handedOn = [
  'query',
  'executeForCheckpoint',
  'executeBatchForCheckpoint',
  'lockCheckpointState',
  'unlockCheckpointState',
  'getCheckpointState',
  'removeGroup',
] as const satisfies readonly (keyof StateMachine)[];

type LoadState = NonNullable<StateMachine['loadCheckpointState']>;

export class Witness extends StateMachine {
  readonly smId: number;
  readonly inner: StateMachine;
  readonly #tells: WitnessTells;
  declare executeBatch?: NonNullable<StateMachine['executeBatch']>;
  declare query?: NonNullable<StateMachine['query']>;
  declare loadCheckpointState?: LoadState;
  declare beginSnapshot?: unknown;
  declare loadCheckpoint?: (
    groupIdx: number,
    bytes: AsyncIterable<Uint8Array>,
    instanceId: number,
  ) => unknown;

  constructor(inner: StateMachine, tells: WitnessTells) {
    super();
    this.smId = inner.smId;
    this.inner = inner;
    this.#tells = tells;
    if (inner.executeBatch !== undefined) {
      this.executeBatch = (values, contexts) => this.#executeBatch(values, contexts);
    }
    for (const name of handedOn) {
      if (inner[name] === undefined) continue;
      // Whatever it is at the time of the call.
      const call = (...given: unknown[]): unknown =>
        (inner[name] as ((...given: unknown[]) => unknown) | undefined)?.apply(inner, given);
      Object.defineProperty(this, name, { value: call });
    }
    if (inner.loadCheckpointState !== undefined) {
      this.loadCheckpointState = (groupIdx, ...given) =>
        this.#loaded(groupIdx, given[2], inner.loadCheckpointState?.(groupIdx, ...given));
    }
    if (!isSnapshotMachine(inner)) return;
    this.beginSnapshot = (groupIdx: number) => inner.beginSnapshot(groupIdx);
    this.loadCheckpoint = (groupIdx, bytes, instanceId) =>
      this.#loaded(groupIdx, instanceId, inner.loadCheckpoint(groupIdx, bytes, instanceId));
  }

  override get needCallBeforePropose(): boolean {
    return this.inner.needCallBeforePropose;
  }

  override beforePropose(groupIdx: number, value: Uint8Array): Uint8Array {
    return this.inner.beforePropose?.(groupIdx, value) ?? value;
  }

  override getCheckpointInstanceId(groupIdx: number): number {
    return this.inner.getCheckpointInstanceId(groupIdx);
  }

  execute(value: Uint8Array, context: ExecuteContext): unknown {
    this.#tells.before(context);
    const result = this.inner.execute(value, context);
    const told = (done: unknown): unknown => {
      this.#told(value, context, done, true);
      return done;
    };
    return isPromise(result) ? result.then(told) : told(result);
  }

  /** '' if it is not told at once. */
  state(groupIdx: number): string {
    const hash = this.inner.stateHash?.(groupIdx);
    return hash === undefined || isPromise(hash) ? '' : String(hashOf(hash));
  }

  #executeBatch(
    values: readonly Uint8Array[],
    contexts: readonly ExecuteContext[],
  ): unknown[] | Promise<unknown[]> {
    for (const context of contexts) this.#tells.before(context);
    const results = this.inner.executeBatch?.(values, contexts) ?? [];
    const told = (done: unknown[]): unknown[] => {
      // The state is that after the last one, which differs from replica to replica: batches are cut by chance.
      for (const [index, value] of values.entries()) {
        this.#told(value, contexts[index] as ExecuteContext, done[index], false);
      }
      return done;
    };
    return isPromise(results) ? results.then(told) : told(results);
  }

  #loaded(groupIdx: number, instanceId: number, loading: void | Promise<void>): void | Promise<void> {
    const { smId } = this;
    const tell = (): void => this.#tells.loaded({ groupIdx, smId, instanceId, state: this.state(groupIdx) });
    return isPromise(loading) ? loading.then(tell) : tell();
  }

  #told(value: Uint8Array, context: ExecuteContext, result: unknown, withState: boolean): void {
    const { smId } = this;
    const state = withState ? this.state(context.groupIdx) : '';
    this.#tells.executed({ smId, value, context, result, state });
  }
}
