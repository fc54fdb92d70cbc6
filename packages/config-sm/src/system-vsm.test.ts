import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  applyChange,
  configurationAfter,
  decodeChange,
  encodeChange,
  initialConfiguration,
} from '@gaios/core';
import { SYSTEM_SM_ID, type ExecuteContext } from '@gaios/sm-base';
import { configuration, disk, member, three, voters } from '../test/support.ts';
import { decodeMembership, encodeMembership } from './membership-state.ts';
import { SystemVSM } from './system-vsm.ts';

const rules = { applyChange, decodeChange, initialConfiguration };

const machine = (replayedUpTo = 0): { vsm: SystemVSM; told: [number, number[], number][] } => {
  const told: [number, number[], number][] = [];
  const vsm = new SystemVSM({
    groupIdx: 3,
    initialMembers: voters(1, 2, 3),
    rules,
    replayedUpTo,
    onMembershipChange: (groupIdx, members, version) =>
      told.push([groupIdx, members.map(({ nodeId }) => nodeId), version]),
  });
  return { vsm, told };
};

const at = (instanceId: number): ExecuteContext => ({ groupIdx: 3, instanceId, batchIndex: 0, nowMs: 0 });
const founding = encodeChange({ gid: 77, fromVersion: 0, members: voters(1, 2, 3) });
const removal = (fromVersion: number): Uint8Array =>
  encodeChange({ gid: 77, fromVersion, members: voters(1, 2) });

describe('the membership machine', () => {
  test('has the reserved id, and starts with those who found the group', () => {
    const { vsm } = machine();
    expect(vsm.smId).toBe(SYSTEM_SM_ID);
    expect(vsm.configuration).toMatchObject({
      gid: 0,
      version: 0,
      members: [{ nodeId: 1, storageId: '' }, {}, {}],
    });
    expect(vsm.query()).toBe(vsm.configuration);
  });

  test('executes changes, and tells why one changed nothing', () => {
    const { vsm } = machine();
    expect(vsm.execute(Uint8Array.of(1), at(1))).toEqual({ applied: false, why: 'malformed', version: 0 });
    expect(vsm.execute(founding, at(1))).toEqual({ applied: true, version: 1 });
    expect(vsm.execute(removal(0), at(7))).toEqual({ applied: false, why: 'version', version: 1 });
    const foreign = encodeChange({ gid: 78, fromVersion: 1, members: voters(1) });
    expect(vsm.execute(foreign, at(7))).toEqual({ applied: false, why: 'gid', version: 1 });
    const nobody = encodeChange({ gid: 77, fromVersion: 1, members: [member(1, 'learner')] });
    expect(vsm.execute(nobody, at(7))).toEqual({ applied: false, why: 'unsound', version: 1 });
    expect(vsm.execute(removal(1), at(9))).toEqual({ applied: true, version: 9 });
    expect(vsm.configuration).toEqual({ gid: 77, version: 9, members: voters(1, 2), formerDisks: [disk(3)] });
    expect(vsm.execute(removal(1), at(10)).applied).toBe(false);
  });

  test('agrees with the core on whatever is executed', () => {
    const members = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })), {
        selector: ([id]) => id,
      })
      .map((pairs) =>
        pairs.map(([nodeId, nth]) => member(nodeId, nth === 2 ? 'learner' : 'voter', disk(nodeId, nth))),
      );
    const change = fc.record(
      {
        gid: fc.constantFrom(77, 78),
        fromVersion: fc.integer({ min: 0, max: 6 }),
        members,
        outgoing: members,
      },
      { requiredKeys: ['gid', 'fromVersion', 'members'] },
    );
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 8 }), (instances) => {
        const { vsm } = machine();
        let expected = initialConfiguration(voters(1, 2, 3));
        for (const [i, changes] of instances.entries()) {
          const proposals = changes.map((each) => ({
            nodeId: 1,
            storageId: disk(1),
            boot: 1,
            seq: 1,
            floor: 1,
            smId: SYSTEM_SM_ID,
            payload: encodeChange(each),
          }));
          expected = configurationAfter(expected, i + 1, proposals);
          for (const { payload } of proposals) vsm.execute(payload, at(i + 1));
          expect(vsm.configuration).toEqual(expected);
          expect(decodeMembership(vsm.encodeState())).toEqual(expected);
        }
      }),
    );
  });
});

describe('the callback', () => {
  test('tells each live change, in order, once', () => {
    const { vsm, told } = machine();
    vsm.started();
    expect(told).toEqual([]);
    vsm.execute(founding, at(1));
    vsm.execute(removal(1), at(5));
    vsm.execute(removal(1), at(6));
    vsm.started();
    expect(told).toEqual([
      [3, [1, 2, 3], 1],
      [3, [1, 2], 5],
    ]);
  });

  test('tells what was stored once at the start, and not how it came about', () => {
    const { vsm, told } = machine(5);
    vsm.execute(founding, at(1));
    vsm.execute(removal(1), at(5));
    expect(told).toEqual([]);
    vsm.started();
    vsm.started();
    expect(told).toEqual([[3, [1, 2], 5]]);
  });

  test('tells what was stored before the first live change', () => {
    const { vsm, told } = machine(4);
    vsm.execute(founding, at(1));
    vsm.execute(removal(1), at(5));
    expect(told.map(([, , version]) => version)).toEqual([1, 5]);
  });

  test('tells the latest once after a checkpoint, and nothing twice', () => {
    const { vsm, told } = machine();
    vsm.started();
    vsm.execute(founding, at(1));
    const later = encodeMembership(configuration(voters(1, 4), undefined, 50));
    vsm.loadState(later);
    vsm.loadState(later);
    expect(told.map(([, , version]) => version)).toEqual([1, 50]);
    expect(vsm.configuration.version).toBe(50);
  });
});

describe('its stored state', () => {
  const whole = { ...configuration(voters(1, 2, 4), voters(1, 2, 3)), formerDisks: [disk(9)] };

  test('comes back as it was', () => {
    for (const each of [
      three,
      whole,
      configuration([member(1), { ...member(2, 'learner', ''), address: 'höst:1' }]),
    ]) {
      expect(decodeMembership(encodeMembership(each))).toEqual(each);
    }
  });

  test.each<[string, object]>([
    ['of another format', { format: 2 }],
    ['without a gid', { gid: -1 }],
    ['without a version', { version: '5' }],
    ['without voters', { members: [member(1, 'learner')] }],
    ['without members', { members: undefined }],
    ['with a node twice', { members: [member(1), member(1)] }],
    ['with a node id out of range', { members: [{ ...member(1), nodeId: 65_536 }] }],
    ['with a member that is none', { members: [member(1), null] }],
    ['with a king', { members: [{ ...member(1), role: 'king' }] }],
    ['with a disk that is none', { members: [member(1, 'voter', 'zz')] }],
    ['with an address that is none', { members: [{ ...member(1), address: 7 }] }],
    ['with an old side that is none', { outgoing: [] }],
    ['with two disks for a node', { outgoing: [member(1, 'voter', disk(1, 1))] }],
    ['with former disks that are none', { formerDisks: [''] }],
    ['with a former disk twice', { formerDisks: [disk(9), disk(9)] }],
    ['with a former disk that is bound', { formerDisks: [disk(1)] }],
  ])('is refused %s', (_sentence, wrong) => {
    const text = JSON.stringify({ format: 1, ...whole, ...wrong });
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    expect(() => machine().vsm.loadState(bytes)).toThrow(
      expect.objectContaining({ code: 'STORAGE_DAMAGED' }),
    );
  });

  test('is refused where it is no text at all, or cut short', () => {
    const bytes = encodeMembership(whole);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeMembership(bytes.subarray(0, length))).toThrow('not a membership');
    }
  });
});
