import { describe, expect, test } from '@jest/globals';
import { GaiosError } from './errors.ts';
import { SMFac } from './sm-fac.ts';
import {
  RESERVED_SM_ID,
  StateMachine,
  TypedStateMachine,
  type ExecuteContext,
  type OperationCodec,
} from './state-machine.ts';

class Named extends StateMachine<string> {
  readonly smId: number;

  constructor(smId: number) {
    super();
    this.smId = smId;
  }

  override execute(): string {
    return String(this.smId);
  }
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof GaiosError ? error.code : 'another error';
  }
  return 'none';
};

describe('SMFac', () => {
  test('refuses what would fail when it is first needed', () => {
    const execute = (): void => {};
    const plain = { smId: 1, execute, getCheckpointInstanceId: () => 0 };
    const add = (machine: unknown): string => codeOf(() => new SMFac(0, [machine as StateMachine]));
    expect(add(plain)).toBe('none');
    expect(add({ ...plain, execute: undefined })).toBe('INVALID_ARGUMENT');
    expect(add({ smId: 1, execute })).toBe('INVALID_ARGUMENT');
    expect(add(Named)).toBe('INVALID_ARGUMENT');
    expect(add(undefined)).toBe('INVALID_ARGUMENT');
  });

  test('finds machines by id, and lists them in order of ids', () => {
    const fac = new SMFac(0, [new Named(7), new Named(3)]);
    expect(fac.get(7)?.smId).toBe(7);
    expect(fac.get(8)).toBeUndefined();
    expect(fac.all().map(({ smId }) => smId)).toEqual([3, 7]);
  });

  test('refuses a second machine with the same id', () => {
    expect(codeOf(() => new SMFac(0, [new Named(7), new Named(7)]))).toBe('DUPLICATE_STATE_MACHINE');
  });

  test.each([0, -1, 1.5, Number.NaN, RESERVED_SM_ID])('refuses the id %p', (smId) => {
    expect(codeOf(() => new SMFac(0, [new Named(smId)]))).toBe('INVALID_ARGUMENT');
  });
});

describe('TypedStateMachine', () => {
  test('decodes the operation before it applies it', async () => {
    class Adder extends TypedStateMachine<{ by: number }, number> {
      readonly smId = 1;
      readonly codec: OperationCodec<{ by: number }> = {
        encode: ({ by }) => Uint8Array.of(by),
        decode: (value) => ({ by: value[0] ?? 0 }),
      };
      sum = 0;
      override apply({ by }: { by: number }, _context: ExecuteContext): number {
        return (this.sum += by);
      }
    }
    const adder = new Adder();
    const context = { groupIdx: 0, instanceId: 1, batchIndex: 0, nowMs: 0 };
    expect(await adder.execute(adder.codec.encode({ by: 2 }), context)).toBe(2);
    expect(await adder.execute(adder.codec.encode({ by: 3 }), context)).toBe(5);
  });
});
