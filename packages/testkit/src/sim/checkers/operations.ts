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

  /** A life begins with a machine whose own state holds everything up to an instance: it is given what follows. */
  begins(life: string, groupIdx: number, instanceId: number): void {
    const held = this.history(groupIdx).filter((operation) => operation.instanceId <= instanceId);
    this.#progress.set(life, held.length);
  }

  /** `life`: names one life of one replica. */
  executed(life: string, operation: ExecutedOperation): void {
    const { groupIdx } = operation;
    const history = this.#canonical.get(groupIdx) ?? [];
    this.#canonical.set(groupIdx, history);
    const index = this.#progress.get(life) ?? 0;
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

  /** How many of them this life of a replica has executed. */
  countOf(life: string): number {
    return this.#progress.get(life) ?? 0;
  }

  /** Whether this life of a replica has executed all that the history has so far up to an instance. */
  hasExecuted(life: string, groupIdx: number, instanceId: number): boolean {
    const next = this.history(groupIdx)[this.countOf(life)];
    return next === undefined || next.instanceId > instanceId;
  }

  /** Undefined: not executed anywhere so far. */
  placeOf(groupIdx: number, value: string): ExecutedOperation | undefined {
    return this.#of(groupIdx, value).executed;
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
