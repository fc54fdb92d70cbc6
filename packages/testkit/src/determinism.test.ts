import { randomBytes } from 'node:crypto';
import { GaiosError, StateMachine, type ExecuteContext } from '@gaios/sm-base';
import { describe, expect, test } from '@jest/globals';
import { checkDeterminism } from './determinism.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const operations = ['a', 'b', 'c'].map(bytes);

/** Keeps what it executed, and does something of its own with the second operation. */
class Machine extends StateMachine {
  readonly smId = 1;
  readonly #act: (context: ExecuteContext, value: Uint8Array) => unknown;
  #state = '';

  constructor(act: (context: ExecuteContext, value: Uint8Array) => unknown) {
    super();
    this.#act = act;
  }

  override execute(value: Uint8Array, context: ExecuteContext): unknown {
    const result = context.instanceId === 2 ? this.#act(context, value) : 0;
    this.#state += String(result);
    return result;
  }

  override stateHash(): Uint8Array {
    return bytes(this.#state);
  }
}

const findingOf = async (act: (context: ExecuteContext, value: Uint8Array) => unknown): Promise<unknown> => {
  try {
    await checkDeterminism(() => new Machine(act), operations);
  } catch (thrown) {
    return thrown instanceof GaiosError && thrown.code === 'NOT_DETERMINISTIC' ? thrown.facts : thrown;
  }
  return undefined;
};

describe('checkDeterminism', () => {
  test('is content with a machine that needs nothing but its value, its state and the context', async () => {
    const made = (context: ExecuteContext): unknown => [
      context.nowMs,
      new Date(context.nowMs).toISOString(),
      new Date(2026, 1) instanceof Date,
      Date.UTC(2026, 1),
      new Map([['k', new Uint8Array([1])]]),
      Math.max(1, 2),
    ];
    expect(await findingOf(made)).toBeUndefined();
  });

  test.each<readonly [string, () => unknown]>([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date().getTime()],
    ['Date()', () => Date()],
    ['Math.random', () => Math.random()],
    ['performance.now', () => performance.now()],
    ['process.hrtime', () => process.hrtime()],
    ['process.hrtime.bigint', () => process.hrtime.bigint()],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(4))],
  ])('names the operation that calls %s', async (called, act) => {
    const call = { operation: 1, reason: 'called', called };
    expect(await findingOf(act)).toEqual(call);
    // Neither ignoring the answer, nor waiting first, nor failing over it hides it.
    expect(await findingOf(() => void act())).toEqual(call);
    expect(await findingOf(() => Promise.resolve().then(act))).toEqual(call);
    const fails = (): never => {
      act();
      throw new RangeError('in consequence');
    };
    expect(await findingOf(fails)).toEqual(call);
  });

  test('finds dice that it does not know by what they lead to', async () => {
    const facts = await findingOf(() => randomBytes(16).toString('hex'));
    expect(facts).toMatchObject({ operation: 1 });
  });

  test('names the first operation with different results, and shows both', async () => {
    let calls = 0;
    const facts = await findingOf(() => ({ deep: [++calls] }));
    const [first, second] = [{ deep: [1] }, { deep: [2] }];
    expect(facts).toEqual({ operation: 1, reason: 'result', first, second });
  });

  test('compares hashes where results are equal', async () => {
    let made = 0;
    class Hidden extends Machine {
      readonly #id = ++made;
      override stateHash(): Uint8Array {
        return new Uint8Array([this.#id]);
      }
    }
    const checked = checkDeterminism(() => new Hidden(() => 0), operations);
    await expect(checked).rejects.toMatchObject({
      code: 'NOT_DETERMINISTIC',
      facts: { operation: 0, reason: 'stateHash' },
    });
  });

  test('finds a changed value and a throw', async () => {
    expect(await findingOf((_context, value) => value.fill(0).length)).toEqual({
      operation: 1,
      reason: 'value-changed',
    });
    const facts = await findingOf(() => {
      throw new RangeError('no');
    });
    expect(facts).toEqual({ operation: 1, reason: 'threw' });
  });

  test('refuses one machine in place of two', async () => {
    const machine = new Machine(() => 0);
    await expect(checkDeterminism(() => machine, operations)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  test('leaves the rest of the process alone, during and after', async () => {
    const trapped = (): unknown[] => [
      Date,
      ...[Math, performance, process, process.hrtime, crypto].flatMap((owner) =>
        ['random', 'now', 'hrtime', 'bigint', 'randomUUID'].map(
          (name) => (owner as unknown as Record<string, unknown>)[name],
        ),
      ),
    ];
    const before = trapped();
    let during: unknown[] = [];
    let enter = (): void => undefined;
    let leave = (): void => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const left = new Promise<void>((resolve) => (leave = resolve));
    const act = async (): Promise<number> => {
      during = trapped();
      enter();
      await left;
      return 1;
    };
    const checked = checkDeterminism(() => new Machine(act), operations);
    await entered;
    // Somebody else's calls, while an operation is under way.
    expect(Date.now() + Math.random()).toBeGreaterThan(0);
    leave();
    await checked;
    expect(during).not.toEqual(before);
    expect(trapped()).toEqual(before);
  });
});
