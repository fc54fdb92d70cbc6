/** Reads that are ready to run, of one group: the executor lets them run when no instance is half executed. */

import type { QueryContext, SMFac } from '@gaios/sm-base';
import { isThenable } from './thenable.ts';

/** A read, ready to run. */
export interface Query {
  /** 0: only the instance is asked for. */
  readonly smId: number;
  readonly query: unknown;
  /** Its caller is gone. */
  readonly done: boolean;
  answer(instanceId: number, result: unknown): void;
  fail(error: unknown): void;
}

export class Queries {
  readonly #groupIdx: number;
  readonly #machines: SMFac;
  /** The last one that was under way has ended. */
  readonly #ended: () => void;
  #waiting: Query[] = [];
  #underWay = 0;

  constructor(groupIdx: number, machines: SMFac, ended: () => void) {
    this.#groupIdx = groupIdx;
    this.#machines = machines;
    this.#ended = ended;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Asynchronous ones: nothing may be executed meanwhile. */
  get underWay(): number {
    return this.#underWay;
  }

  add(query: Query): void {
    this.#waiting.push(query);
  }

  /** Starts all that wait. `stateAt`: the instance up to which a machine's state goes. */
  run(stateAt: (smId: number) => number): void {
    const queries = this.#waiting;
    this.#waiting = [];
    for (const query of queries) if (!query.done) this.#run(query, stateAt(query.smId));
  }

  failAll(error: unknown): void {
    const queries = this.#waiting;
    this.#waiting = [];
    for (const query of queries) query.fail(error);
  }

  #run(query: Query, instanceId: number): void {
    const at: QueryContext = { groupIdx: this.#groupIdx, instanceId };
    if (query.smId === 0) return query.answer(instanceId, undefined);
    let result: unknown;
    try {
      result = this.#machines.get(query.smId)?.query?.(query.query, at);
    } catch (error) {
      return query.fail(error);
    }
    if (isThenable(result)) void this.#await(query, instanceId, result);
    else query.answer(instanceId, result);
  }

  async #await(query: Query, instanceId: number, result: PromiseLike<unknown>): Promise<void> {
    this.#underWay++;
    try {
      query.answer(instanceId, await result);
    } catch (error) {
      query.fail(error);
    }
    if (--this.#underWay === 0) this.#ended();
  }
}
