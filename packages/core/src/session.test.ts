import { beforeEach, describe, expect, test } from '@jest/globals';
import { bytes, disk, speaker } from '../test/step.ts';
import { indexOfSeq, Session, unitBytes } from './session.ts';
import type { SessionState } from './state.ts';

const request = (text: string) => ({ smId: 1, payload: bytes(text) });
let state: SessionState;
let session: Session;

beforeEach(() => {
  state = { nextSeq: 1, units: [], handedBefore: 0, handedBallot: 0, retryAtMs: Infinity, retryMs: 0 };
  session = new Session(state, { ...speaker(1), boot: 4 });
});

const pending = (ballot: number): number[] => session.pendingFor(ballot).map(({ firstSeq }) => firstSeq);
const hand = (ballot: number): void => {
  for (const unit of session.pendingFor(ballot)) session.handed(unit, ballot);
};

describe('a session', () => {
  test('numbers requests, and the units that hold them', () => {
    expect([session.add([request('a'), request('b')]), session.add([request('c')]), state.nextSeq]).toEqual([
      1, 3, 4,
    ]);
    expect([session.firstSeqOf(2), session.firstSeqOf(3), session.firstSeqOf(9)]).toEqual([1, 3, 9]);
  });

  test('makes proposals with its identity and the present floor', () => {
    session.add([request('a')]);
    session.add([request('b'), request('c')]);
    session.settle([1]);
    const [unit] = session.pendingFor(5);
    const common = { nodeId: 1, storageId: disk(1), boot: 4, floor: 2, smId: 1 };
    expect(unit && session.proposals(unit, session.floor)).toEqual([
      { ...common, seq: 2, payload: bytes('b') },
      { ...common, seq: 3, payload: bytes('c') },
    ]);
  });

  test('hands over each unit once per reign, and again when told so', () => {
    session.add([request('a')]);
    session.add([request('b'), request('c')]);
    session.add([request('d')]);
    hand(5);
    expect(pending(5)).toEqual([]);
    expect(pending(6)).toEqual([1, 2, 4]);
    session.resendFrom(3);
    expect(pending(5)).toEqual([2, 4]);
    session.resendFrom(0);
    expect(pending(5)).toEqual([1, 2, 4]);
  });

  test('forgets a unit when all of it is settled', () => {
    session.add([request('a'), request('b')]);
    session.settle([2]);
    expect([session.size, session.floor]).toEqual([1, 1]);
    session.settle([1, 9]);
    expect([session.size, session.floor, session.has(1)]).toEqual([0, 3, false]);
  });

  test('gives up whole units, and tells whether they had left', () => {
    session.add([request('a'), request('b')]);
    session.add([request('c')]);
    session.markSent(3);
    session.markSent(9);
    expect([session.giveUp(2), session.giveUp(1), session.giveUp(3)]).toEqual([
      'never-sent',
      'settled',
      'sent',
    ]);
  });

  test('stops at a hole until everything ahead of it is settled', () => {
    for (const text of ['a', 'b', 'c']) session.add([request(text)]);
    session.giveUp(2);
    expect(pending(5)).toEqual([1]);
    session.settle([1]);
    expect([pending(5), session.floor]).toEqual([[3], 3]);
  });
});

test('the size of a unit is never below that of its payloads', () => {
  expect(unitBytes([request('abc'), request('d')])).toBeGreaterThan(4);
});

test('whose seq it is, with holes and several seqs each', () => {
  const sizes: readonly (readonly [firstSeq: number, size: number])[] = [
    [3, 1],
    [4, 1],
    [5, 3],
    [10, 1],
    [11, 2],
    [40, 1],
  ];
  const units = sizes.map(([firstSeq, size]) => ({ firstSeq, requests: { length: size } }));
  for (let seq = 0; seq < 50; seq++) {
    const holder = sizes.findIndex(([firstSeq, size]) => seq >= firstSeq && seq < firstSeq + size);
    expect([seq, indexOfSeq(units, seq)]).toEqual([seq, holder]);
  }
  expect(indexOfSeq([], 1)).toBe(-1);
});

test('what settles out of order is forgotten all the same', () => {
  for (const text of ['a', 'b', 'c', 'd', 'e']) session.add([request(text)]);
  session.settle([1, 3, 2, 3, 5]);
  expect([state.units.map(({ firstSeq }) => firstSeq), session.floor]).toEqual([[4], 4]);
});
