/** Stands before a user's machine and tells the checkers what it is given, what it answers and what it is then. */

import { StateMachine, type ExecuteContext } from '@gaios/sm-base';
import { isPromise } from './is-promise.ts';
import { hashOf } from './trace.ts';

export interface Witnessed {
  readonly value: Uint8Array;
  readonly context: ExecuteContext;
  readonly result: unknown;
  /** Of the state after it, '' if the machine has none that is told at once. */
  readonly state: string;
}

export class Witness extends StateMachine {
  readonly smId: number;
  readonly inner: StateMachine;
  readonly #before: (context: ExecuteContext) => void;
  readonly #tell: (witnessed: Witnessed) => void;
  declare executeBatch?: NonNullable<StateMachine['executeBatch']>;
  declare query?: NonNullable<StateMachine['query']>;

  /** `before`: an operation is about to be executed. */
  constructor(
    inner: StateMachine,
    before: (context: ExecuteContext) => void,
    tell: (witnessed: Witnessed) => void,
  ) {
    super();
    this.smId = inner.smId;
    this.inner = inner;
    this.#before = before;
    this.#tell = tell;
    if (inner.executeBatch !== undefined) {
      this.executeBatch = (values, contexts) => this.#executeBatch(values, contexts);
    }
    if (inner.query !== undefined) this.query = (query, at) => inner.query?.(query, at);
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
    this.#before(context);
    const result = this.inner.execute(value, context);
    const told = (done: unknown): unknown => {
      this.#told(value, context, done, true);
      return done;
    };
    return isPromise(result) ? result.then(told) : told(result);
  }

  #executeBatch(
    values: readonly Uint8Array[],
    contexts: readonly ExecuteContext[],
  ): unknown[] | Promise<unknown[]> {
    for (const context of contexts) this.#before(context);
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

  #told(value: Uint8Array, context: ExecuteContext, result: unknown, withState: boolean): void {
    this.#tell({ value, context, result, state: withState ? this.#state(context.groupIdx) : '' });
  }

  #state(groupIdx: number): string {
    const hash = this.inner.stateHash?.(groupIdx);
    return hash === undefined || isPromise(hash) ? '' : String(hashOf(hash));
  }
}
