/**
 * Whether a state machine depends on nothing but its state, the value and the context. Every replica executes the same
 * operations; a machine that rolls dice or reads a clock makes them differ, and the group stops.
 *
 *   await checkDeterminism(() => new Bank(), operations);
 */

import { isDeepStrictEqual } from 'node:util';
import { GaiosError, type ExecuteContext, type StateMachine } from '@gaios/sm-base';
import { withTraps } from './determinism-traps.ts';

export interface DeterminismOptions {
  /** Default 0. */
  readonly groupIdx?: number;
  /** Agreed time of the first operation, ms; each is a second later than the one before. Default 2026-01-01. */
  readonly nowMs?: number;
}

/** `facts` of a `NOT_DETERMINISTIC` error. */
export interface DeterminismFacts {
  /** Position of the first operation that is not deterministic, from 0. */
  readonly operation: number;
  readonly reason: 'called' | 'threw' | 'result' | 'stateHash' | 'value-changed';
  /** With reason `called`: what, for instance `Date.now`. */
  readonly called?: string;
  /** What the two instances gave, with reasons `result` and `stateHash`. */
  readonly first?: unknown;
  readonly second?: unknown;
}

const START_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 1000;

/** The context of the operation at a position, the same on every replica: one operation an instance. */
export const contextAt = (operation: number, options: DeterminismOptions = {}): ExecuteContext => ({
  groupIdx: options.groupIdx ?? 0,
  instanceId: operation + 1,
  batchIndex: 0,
  nowMs: (options.nowMs ?? START_MS) + operation * STEP_MS,
});

/**
 * Executes every operation on two instances, side by side, and compares results and `stateHash` after each.
 *
 * @throws GaiosError `NOT_DETERMINISTIC` with `DeterminismFacts`: names the first operation that differs, changes its
 * value, throws, or calls `Date`, `Math.random`, `performance.now`, `process.hrtime` or the dice of `crypto`
 */
export const checkDeterminism = async (
  makeMachine: () => StateMachine | Promise<StateMachine>,
  operations: readonly Uint8Array[],
  options: DeterminismOptions = {},
): Promise<void> => {
  const machines = [await makeMachine(), await makeMachine()];
  if (machines[0] === machines[1]) {
    throw new GaiosError('INVALID_ARGUMENT', 'the factory made the same machine twice');
  }
  await withTraps(async (watch) => {
    for (const [operation, value] of operations.entries()) {
      const seen: Seen[] = [];
      for (const machine of machines) {
        let called: string | undefined;
        const act = (): Promise<Seen> => execute(machine, value, contextAt(operation, options), operation);
        // What it called is the better answer than what it threw, or got, in consequence.
        const settled = await watch((what) => (called ??= what), act).then(
          (each) => ({ each }),
          (thrown: unknown) => ({ thrown }),
        );
        if (called !== undefined) throw refusal({ operation, reason: 'called', called });
        if ('thrown' in settled) throw settled.thrown;
        seen.push(settled.each);
      }
      compare(operation, seen);
    }
  });
};

interface Seen {
  readonly result: unknown;
  readonly stateHash: unknown;
}

const execute = async (
  machine: StateMachine,
  value: Uint8Array,
  context: ExecuteContext,
  operation: number,
): Promise<Seen> => {
  const bytes = Uint8Array.from(value);
  try {
    const result = await machine.execute(bytes, context);
    if (!isDeepStrictEqual(bytes, Uint8Array.from(value))) {
      throw refusal({ operation, reason: 'value-changed' });
    }
    return { result, stateHash: await machine.stateHash?.(context.groupIdx) };
  } catch (thrown) {
    if (thrown instanceof GaiosError && thrown.code === 'NOT_DETERMINISTIC') throw thrown;
    throw refusal({ operation, reason: 'threw' }, thrown);
  }
};

const compare = (operation: number, [first, second]: readonly Seen[]): void => {
  for (const reason of ['result', 'stateHash'] as const) {
    const [one, two] = [first?.[reason], second?.[reason]];
    if (!isDeepStrictEqual(one, two)) throw refusal({ operation, reason, first: one, second: two });
  }
};

const sentences: { readonly [K in DeterminismFacts['reason']]: (facts: DeterminismFacts) => string } = {
  called: ({ called }) => `calls ${called}`,
  threw: () => 'throws; an operation that is invalid on every replica is a result, not an error',
  result: () => 'gives different results on two instances',
  stateHash: () => 'leaves two instances with different hashes',
  'value-changed': () => 'changes the bytes of its value',
};

const refusal = (facts: DeterminismFacts, cause?: unknown): GaiosError =>
  new GaiosError('NOT_DETERMINISTIC', `operation ${facts.operation} ${sentences[facts.reason](facts)}`, {
    facts: { ...facts },
    ...(cause === undefined ? {} : { cause }),
  });
