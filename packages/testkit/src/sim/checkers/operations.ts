/**
 * What the machines executed: every replica runs the same operations with the same results at the same places, in
 * order, each value once, and none that nobody proposed. Values are unique within a group.
 */

import { violated } from './violation.ts';

/** Where an operation stands in the history of its group. */
export interface Place {
  readonly groupIdx: number;
  readonly instanceId: number;
  readonly batchIndex: number;
}

export interface ExecutedOperation extends Place {
  readonly value: string;
  /** Of the machine, as text. */
  readonly result: string;
  readonly nowMs: number;
  /** Of the machine after it; '' if it has none. */
  readonly state: string;
  /** Whose it is, where there may be several. */
  readonly smId?: number;
}

/** What a machine holds behind a checkpoint. */
export interface LoadedState {
  readonly smId: number;
  readonly instanceId: number;
  readonly state: string;
}

/** Who makes proposals in order: one process, to one group. */
export interface Proposer {
  readonly nodeId: number;
  readonly boot: number;
}

interface Proposed {
  readonly value: string;
  /** Node, boot and group. */
  readonly by: string;
  /** Node and group. */
  readonly node: string;
  readonly boot: number;
  /** Position among the proposals of that process to this group. */
  readonly order: number;
  executed: ExecutedOperation | undefined;
  /** The proposer was told that it is not executed and never will be. */
  refused: boolean;
}

const before = (a: Place, b: Place): boolean =>
  a.instanceId === b.instanceId ? a.batchIndex < b.batchIndex : a.instanceId < b.instanceId;

const name = ({ groupIdx, instanceId, batchIndex }: Place): string =>
  `${groupIdx}/${instanceId}.${batchIndex}`;

export class Operations {
  /** The one history of each group. */
  readonly #canonical = new Map<number, ExecutedOperation[]>();
  readonly #proposed = new Map<string, Proposed>();
  readonly #orders = new Map<string, number>();
  /** How far each life of a replica is in the history: life → operations. */
  readonly #progress = new Map<string, number>();
  /** What its machines hold without having executed it in this life: life and machine → instance. */
  readonly #held = new Map<string, number>();
  /** Order of the last executed proposal of each process and group. */
  readonly #lastOrder = new Map<string, number>();
  /** The latest boot of each node of which something was executed, by node and group. */
  readonly #lastBoot = new Map<string, number>();

  proposed(groupIdx: number, { nodeId, boot }: Proposer, value: string): void {
    const by = `${nodeId}.${boot}/${groupIdx}`;
    const order = (this.#orders.get(by) ?? 0) + 1;
    this.#orders.set(by, order);
    const key = `${groupIdx} ${value}`;
    if (this.#proposed.has(key)) violated('workload', `the value ${value} is proposed twice`);
    const node = `${nodeId}/${groupIdx}`;
    this.#proposed.set(key, { value, by, node, boot, order, executed: undefined, refused: false });
  }

  /** A proposer was told that its value is not executed and will not be. */
  refused(groupIdx: number, value: string): void {
    const proposed = this.#of(groupIdx, value);
    proposed.refused = true;
    if (proposed.executed !== undefined) this.#refusedButExecuted(proposed);
  }

  /** A life of a replica has a machine whose state holds everything up to an instance: it is given what follows. */
  begins(life: string, instanceId: number, smId = 0): void {
    this.#held.set(`${life}/${smId}`, instanceId);
  }

  /** The same, by a checkpoint: it holds what executing everything up to there leads to. */
  loaded(life: string, groupIdx: number, { smId, instanceId, state }: LoadedState): void {
    this.begins(life, instanceId, smId);
    const isOf = (operation: ExecutedOperation): boolean =>
      operation.smId === smId && operation.instanceId <= instanceId;
    const last = this.history(groupIdx).findLast(isOf);
    if (last === undefined || state === '' || last.state === '' || last.state === state) return;
    violated(
      'checkpoint',
      `machine ${smId} of ${life} is loaded as of ${instanceId} with ${state}, and was ${last.state} after ${name(last)}`,
    );
  }

  /** `life`: names one life of one replica. */
  executed(life: string, operation: ExecutedOperation): void {
    const { groupIdx } = operation;
    const history = this.#canonical.get(groupIdx) ?? [];
    this.#canonical.set(groupIdx, history);
    const index = this.#position(life, groupIdx);
    this.#progress.set(life, index + 1);
    const canonical = history[index];
    if (canonical === undefined) this.#extend(history, operation);
    else this.#match(life, canonical, operation);
  }

  /** Operations of a group so far. */
  count(groupIdx: number): number {
    return this.#canonical.get(groupIdx)?.length ?? 0;
  }

  /** They, in order. */
  history(groupIdx: number): readonly ExecutedOperation[] {
    return this.#canonical.get(groupIdx) ?? [];
  }

  /** How many of them this life of a replica has executed, or holds. */
  countOf(life: string, groupIdx: number): number {
    return this.#position(life, groupIdx);
  }

  /** Whether this life of a replica, or one machine of it, has executed all that the history has so far up to an instance. */
  hasExecuted(life: string, groupIdx: number, instanceId: number, smId?: number): boolean {
    const position = this.#position(life, groupIdx);
    const isNext = (operation: ExecutedOperation, index: number): boolean =>
      index >= position &&
      (smId === undefined || operation.smId === smId) &&
      operation.instanceId > this.#heldBy(life, operation.smId);
    const next = this.history(groupIdx).find(isNext);
    return next === undefined || next.instanceId > instanceId;
  }

  /** Undefined: not executed anywhere so far. */
  placeOf(groupIdx: number, value: string): ExecutedOperation | undefined {
    return this.#of(groupIdx, value).executed;
  }

  /** Of what comes next: what its machine holds is not given to it. */
  #position(life: string, groupIdx: number): number {
    const history = this.history(groupIdx);
    let index = this.#progress.get(life) ?? 0;
    for (let next = history[index]; next !== undefined; next = history[++index]) {
      if (next.instanceId > this.#heldBy(life, next.smId)) break;
    }
    this.#progress.set(life, index);
    return index;
  }

  #heldBy(life: string, smId = 0): number {
    return this.#held.get(`${life}/${smId}`) ?? 0;
  }

  #of(groupIdx: number, value: string): Proposed {
    return (
      this.#proposed.get(`${groupIdx} ${value}`) ??
      violated('phantom', `nobody proposed ${JSON.stringify(value)} to group ${groupIdx}`)
    );
  }

  #extend(history: ExecutedOperation[], operation: ExecutedOperation): void {
    const last = history.at(-1);
    if (last !== undefined && !before(last, operation)) {
      violated('order', `${name(operation)} is executed after ${name(last)}`);
    }
    if (last !== undefined && operation.nowMs < last.nowMs) {
      violated(
        'time',
        `at ${name(operation)} it is ${operation.nowMs}, and at ${name(last)} it was ${last.nowMs}`,
      );
    }
    const proposed = this.#of(operation.groupIdx, operation.value);
    if (proposed.executed !== undefined) {
      violated(
        'once',
        `${operation.value} is executed at ${name(proposed.executed)} and again at ${name(operation)}`,
      );
    }
    if (proposed.refused) this.#refusedButExecuted(proposed);
    proposed.executed = operation;
    this.#inTurn(proposed);
    history.push(operation);
  }

  #inTurn({ value, by, node, boot, order }: Proposed): void {
    if (order <= (this.#lastOrder.get(by) ?? 0)) {
      violated('fifo', `${value} of ${by} is executed after a later proposal of it`);
    }
    if (boot < (this.#lastBoot.get(node) ?? 0)) {
      violated(
        'fifo',
        `${value} of boot ${boot} of ${node} is executed after one of boot ${this.#lastBoot.get(node)}`,
      );
    }
    this.#lastOrder.set(by, order);
    this.#lastBoot.set(node, boot);
  }

  #match(life: string, canonical: ExecutedOperation, operation: ExecutedOperation): void {
    if (name(canonical) !== name(operation) || canonical.value !== operation.value) {
      violated(
        'history',
        `replica ${life} executes ${operation.value} at ${name(operation)}; the others ${canonical.value} at ${name(canonical)}`,
      );
    }
    for (const what of ['result', 'nowMs', 'state'] as const) {
      if (canonical[what] === operation[what]) continue;
      violated(
        'state',
        `after ${name(operation)} replica ${life} has another ${what}: ${operation[what]}, not ${canonical[what]}`,
      );
    }
  }

  #refusedButExecuted({ value }: Proposed): never {
    return violated('outcome', `${value} is executed, and its proposer was told that it never will be`);
  }
}
