/**
 * What callers were told of their proposals: a result is that of the own value, at the place where it stands; what was
 * acknowledged stays; what was said not to be executed is not; and in the end every call has ended.
 */

import type { Outcome } from '@gaios/sm-base';
import type { Operations, Place, Proposer } from './operations.ts';
import { violated } from './violation.ts';

export interface ProposeCall extends Proposer {
  readonly id: number;
  readonly groupIdx: number;
  readonly values: readonly string[];
}

export interface CallResult {
  readonly instanceId: number;
  readonly batchIndex: number;
  /** As text. */
  readonly result: string;
}

export type CallEnd =
  | { readonly kind: 'ok'; readonly results: readonly CallResult[] }
  | { readonly kind: 'failed'; readonly outcome: Outcome | undefined; readonly code: string };

export class Calls {
  readonly #operations: Operations;
  readonly #open = new Map<number, ProposeCall>();
  /** Executed for certain: acknowledged, or said to be. */
  readonly #executed: ProposeCall[] = [];

  constructor(operations: Operations) {
    this.#operations = operations;
  }

  get open(): number {
    return this.#open.size;
  }

  began(call: ProposeCall): void {
    this.#open.set(call.id, call);
    for (const value of call.values) this.#operations.proposed(call.groupIdx, call, value);
  }

  ended(id: number, end: CallEnd): void {
    const call = this.#open.get(id) ?? violated('calls', `call ${id} ends twice, or never began`);
    this.#open.delete(id);
    if (end.kind === 'ok') return this.#acknowledged(call, end.results);
    const { outcome, code } = end;
    if (outcome === undefined) violated('calls', `call ${id} failed with ${code} and no outcome`);
    if (outcome === 'executed') this.#executed.push(call);
    if (outcome === 'not-executed') {
      for (const value of call.values) this.#operations.refused(call.groupIdx, value);
    }
  }

  /** The process of its caller is gone; nobody will hear of it. */
  orphaned({ nodeId, boot }: Proposer): void {
    for (const [id, call] of this.#open) {
      if (call.nodeId === nodeId && call.boot === boot) this.#open.delete(id);
    }
  }

  /** At the end of a run. */
  finish(): void {
    for (const { id, nodeId, groupIdx, values } of this.#open.values()) {
      violated(
        'calls',
        `call ${id} of node ${nodeId} to group ${groupIdx} (${values.join(', ')}) never ends`,
      );
    }
    for (const { id, groupIdx, values } of this.#executed) {
      for (const value of values) {
        if (this.#operations.placeOf(groupIdx, value) !== undefined) continue;
        violated('durability', `${value} of call ${id} was said to be executed, and is not`);
      }
    }
  }

  #acknowledged(call: ProposeCall, results: readonly CallResult[]): void {
    if (results.length !== call.values.length) {
      violated('calls', `call ${call.id} has ${results.length} results for ${call.values.length} values`);
    }
    const instances = new Set(results.map(({ instanceId }) => instanceId));
    if (instances.size > 1) violated('calls', `the values of call ${call.id} are in several instances`);
    for (const [index, value] of call.values.entries()) {
      const result = results[index] as CallResult;
      const place = this.#operations.placeOf(call.groupIdx, value);
      if (place === undefined) violated('durability', `${value} was acknowledged before it was executed`);
      else if (!isAt(place, result) || place.result !== result.result) {
        violated(
          'results',
          `${value} stands at ${place.instanceId}.${place.batchIndex} with result ${place.result}; its proposer got ` +
            `${result.result} of ${result.instanceId}.${result.batchIndex}`,
        );
      }
    }
    this.#executed.push(call);
  }
}

const isAt = (place: Place, { instanceId, batchIndex }: CallResult): boolean =>
  place.instanceId === instanceId && place.batchIndex === batchIndex;
