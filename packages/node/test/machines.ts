/** State machines that the tests of this package run. */

import { StateMachine, type ExecuteContext, type SMCtx } from 'gaios';

export const COUNTER = 1;

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const untext = (value: Uint8Array): string => new TextDecoder().decode(value);

/** Counts its operations and remembers them. Queries: `count` or `log`. */
export class Counter extends StateMachine<number> {
  readonly smId: number;
  readonly log: string[] = [];
  readonly contexts: SMCtx[] = [];
  /** While it returns true, `execute` throws. */
  broken: (value: string) => boolean = () => false;

  constructor(smId = COUNTER) {
    super();
    this.smId = smId;
  }

  execute(value: Uint8Array, { smCtx }: ExecuteContext): number | Promise<number> {
    const operation = untext(value);
    if (this.broken(operation)) throw new Error('broken');
    if (smCtx !== undefined) this.contexts.push(smCtx);
    return this.log.push(operation);
  }

  override query(query: unknown): unknown {
    return query === 'log' ? [...this.log] : this.log.length;
  }
}

/** For `stateMachines` of a cluster: a `Counter` for each node that starts, which is found in the map from then on. */
export const countersIn =
  (machines: Map<number, Counter>) =>
  (_groupIdx: number, nodeId: number): Counter[] => {
    const machine = new Counter();
    machines.set(nodeId, machine);
    return [machine];
  };
