import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GaiosError } from './errors.ts';
import { SYSTEM_SM_ID } from './state-machine.ts';
import { changesConfiguration, decodeBatch, encodeBatch, type Batch, type Proposal } from './value.ts';

const storageId = fc.stringMatching(/^[0-9a-f]{32}$/);
const proposal: fc.Arbitrary<Proposal> = fc.record({
  nodeId: fc.integer({ min: 1, max: 65_535 }),
  storageId,
  boot: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  seq: fc.maxSafeNat(),
  floor: fc.maxSafeNat(),
  smId: fc.constantFrom(0, 1, 99_999_999, SYSTEM_SM_ID),
  payload: fc.uint8Array({ maxLength: 50 }),
});
const batch: fc.Arbitrary<Batch> = fc.record({
  timeMs: fc.maxSafeNat(),
  proposals: fc.array(proposal, { maxLength: 8 }),
});

/** Whether bytes are a frame, and the one that its content would be framed as; else the code of the error. */
const fateOf = (bytes: Uint8Array): string => {
  try {
    return encodeBatch(decodeBatch(bytes)).length <= bytes.length ? 'canonical' : 'grew';
  } catch (error) {
    return error instanceof GaiosError ? error.code : 'another error';
  }
};

describe('value framing', () => {
  test('what was framed is read back', () => {
    fc.assert(fc.property(batch, (value) => expect(decodeBatch(encodeBatch(value))).toEqual(value)));
  });

  test('proposals of one origin share it', () => {
    const one: Proposal = {
      nodeId: 1,
      storageId: 'ab'.repeat(16),
      boot: 1,
      seq: 1,
      floor: 1,
      smId: 1,
      payload: new Uint8Array(100),
    };
    const alone = encodeBatch({ timeMs: 0, proposals: [one] }).length;
    const both = encodeBatch({ timeMs: 0, proposals: [one, { ...one, seq: 2 }] }).length;
    expect(both - alone).toBe(126);
  });

  test('payloads are views, not copies', () => {
    const bytes = encodeBatch({
      timeMs: 1,
      proposals: [
        {
          nodeId: 1,
          storageId: '0'.repeat(32),
          boot: 1,
          seq: 1,
          floor: 1,
          smId: 1,
          payload: Uint8Array.of(7),
        },
      ],
    });
    expect(decodeBatch(bytes).proposals[0]?.payload.buffer).toBe(bytes.buffer);
  });

  test('names of disks are read as they stand there now, also from memory that is used again', () => {
    const idOf = (disk: number): string => disk.toString(16).padStart(32, '0');
    const rest = { nodeId: 1, boot: 1, seq: 1, floor: 1, smId: 1, payload: Uint8Array.of(7) };
    const frameOf = (id: string): Uint8Array =>
      encodeBatch({ timeMs: 1, proposals: [{ ...rest, storageId: id }] });
    const readIn = (bytes: Uint8Array): string | undefined => decodeBatch(bytes).proposals[0]?.storageId;
    const frames = Array.from({ length: 40 }, (_, disk) => frameOf(idOf(disk)));
    const memory = new Uint8Array(frames[0]?.length ?? 0);
    for (let round = 0; round < 2; round++) {
      for (const [disk, frame] of frames.entries()) {
        memory.set(frame);
        expect([readIn(memory), frameOf(idOf(disk))]).toEqual([idOf(disk), frame]);
      }
    }
    // Lower case is all that a frame can tell.
    expect(readIn(frameOf('AB'.repeat(16)))).toBe('ab'.repeat(16));
  });

  test('a frame tells whether it may change the configuration', () => {
    fc.assert(
      fc.property(batch, (value) =>
        expect(changesConfiguration(encodeBatch(value))).toBe(
          value.proposals.some(({ smId }) => smId === SYSTEM_SM_ID),
        ),
      ),
    );
  });

  test('anything else is refused with STORAGE_DAMAGED, and nothing but that is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) =>
        expect(['canonical', 'STORAGE_DAMAGED']).toContain(fateOf(bytes)),
      ),
    );
    fc.assert(
      fc.property(batch, fc.nat(), fc.nat(255), (value, at, byte) => {
        const bytes = encodeBatch(value);
        bytes[at % bytes.length] = byte;
        expect(['canonical', 'STORAGE_DAMAGED']).toContain(fateOf(bytes));
      }),
    );
    fc.assert(
      fc.property(batch, fc.nat(), (value, cut) => {
        const bytes = encodeBatch(value);
        expect(fateOf(bytes.subarray(0, cut % bytes.length))).toBe('STORAGE_DAMAGED');
      }),
    );
  });
});
