import { beforeEach, describe, expect, test } from '@jest/globals';
import { GaiosError } from '@gaios/sm-base';
import { makeBallot } from '@gaios/core';
import {
  decodeMasterRecord,
  encodeMasterRecord,
  MasterStateMachine,
  type MasterRecord,
  type RecordedMaster,
} from './index.ts';

let told: [node: number, version: number][];
let machine: MasterStateMachine;
const tell = ({ nodeId, version }: RecordedMaster): void => void told.push([nodeId, version]);

const record = (round: number, nodeId: number, more: Partial<MasterRecord> = {}): MasterRecord => {
  const ballot = makeBallot(round, nodeId);
  return { nodeId, boot: 1, ballot, reign: ballot, leaseMs: 1_000, ...more };
};

const execute = (instanceId: number, value: MasterRecord): boolean =>
  machine.execute(encodeMasterRecord(value), { groupIdx: 0, instanceId, batchIndex: 0, nowMs: 0 });

beforeEach(() => {
  told = [];
  machine = new MasterStateMachine(tell);
});

test('the version is the instance of the record, and moves with each reign', () => {
  expect([machine.recorded, machine.version]).toEqual([undefined, 0]);
  expect(execute(2, record(1, 1))).toBe(true);
  expect(machine.recorded).toEqual({ ...record(1, 1), version: 2 });
  expect(execute(9, record(2, 1))).toBe(true);
  expect(execute(12, record(3, 2))).toBe(true);
  expect(told).toEqual([
    [1, 2],
    [1, 9],
    [2, 12],
  ]);
});

describe('a record counts for nothing', () => {
  test('if its leader was deposed: a later one found it and proposed it again', () => {
    execute(2, record(1, 1));
    execute(5, record(3, 2));
    expect(execute(7, record(2, 1))).toBe(false);
    expect(machine.recorded).toEqual({ ...record(3, 2), version: 5 });
    expect(told).toHaveLength(2);
  });

  test('if it is there twice', () => {
    execute(2, record(1, 1));
    expect(execute(3, record(1, 1))).toBe(false);
    expect(machine.version).toBe(2);
  });
});

describe('a leader that went above a promise without a break', () => {
  const above = (round: number, more: Partial<MasterRecord> = {}): MasterRecord =>
    record(round, 1, { reign: makeBallot(1, 1), ...more });

  test('keeps its version', () => {
    execute(2, record(1, 1));
    expect(execute(5, above(3))).toBe(true);
    expect(execute(6, above(4))).toBe(true);
    expect(machine.recorded).toEqual({ ...above(4), version: 2 });
    expect(told).toEqual([[1, 2]]);
  });

  test('does so if what it said first was lost', () => {
    execute(5, above(3));
    execute(6, above(4));
    expect(machine.version).toBe(5);
  });

  test('not if somebody was master in between', () => {
    execute(2, record(1, 1));
    execute(4, record(2, 2));
    execute(5, above(3));
    expect(machine.version).toBe(5);
    execute(6, above(4));
    expect(machine.version).toBe(5);
  });

  test('not if it is another process', () => {
    execute(2, record(1, 1));
    execute(5, above(3, { boot: 2 }));
    expect(machine.version).toBe(5);
  });
});

describe('its state', () => {
  test('goes on where it was taken', () => {
    execute(2, record(1, 1));
    execute(5, record(3, 2));
    const copy = new MasterStateMachine(tell);
    copy.loadState(machine.encodeState());
    expect(copy.recorded).toEqual(machine.recorded);
    expect(copy.encodeState()).toEqual(machine.encodeState());
    expect(copy.stateHash()).toEqual(machine.stateHash());
    expect(told.at(-1)).toEqual([2, 5]);
    copy.loadState(machine.encodeState());
    expect(told).toHaveLength(3);
  });

  test('may be that nobody was master yet', () => {
    machine.loadState(new MasterStateMachine().encodeState());
    expect([machine.recorded, told]).toEqual([undefined, []]);
  });

  test('is answered to queries', () => {
    execute(2, record(1, 1));
    expect(machine.query()).toEqual({ ...record(1, 1), version: 2 });
  });
});

test('bytes that are no record are damage; what is behind one is for later versions', () => {
  const bytes = encodeMasterRecord(record(1, 1));
  expect(decodeMasterRecord(Uint8Array.of(...bytes, 9, 9))).toEqual(record(1, 1));
  const unsound = encodeMasterRecord(record(1, 1, { reign: makeBallot(2, 1) }));
  for (const bad of [bytes.subarray(1), bytes.subarray(0, 30), new Uint8Array(31), unsound]) {
    expect(() => decodeMasterRecord(bad)).toThrow(GaiosError);
  }
  expect(() => machine.loadState(Uint8Array.of(1, 2))).toThrow(GaiosError);
  expect(() => machine.loadState(new Uint8Array(39))).toThrow(GaiosError);
});
