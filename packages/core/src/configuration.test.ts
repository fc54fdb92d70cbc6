import { describe, expect, test } from '@jest/globals';
import { SYSTEM_SM_ID } from '@gaios/sm-base';
import { bytes, configuration, disk, member, three } from '../test/step.ts';
import {
  applyChange,
  boundStorage,
  configurationAfter,
  decodeChange,
  decodeConcluded,
  encodeChange,
  encodeConcluded,
  initialConfiguration,
  isInitial,
  memberOf,
  membersOf,
  votersOf,
} from './configuration.ts';
import { SYSTEM_SM_ID_CORE } from './system.ts';

const change = { gid: 77, fromVersion: 1, members: [member(1), member(2)] };
const joint = configuration(
  [member(1), member(4), member(5, 'learner')],
  [member(1), member(2), member(6, 'learner')],
);

describe('a change', () => {
  test('stands under the id that everybody else knows the membership machine by', () => {
    expect(SYSTEM_SM_ID_CORE).toBe(SYSTEM_SM_ID);
  });

  test('makes the next configuration, whose version is its instance', () => {
    expect(applyChange(three, change, 9)).toEqual({
      gid: 77,
      version: 9,
      members: change.members,
      formerDisks: [disk(3)],
    });
  });

  test('may enter a joint configuration and leave it', () => {
    const entered = applyChange(three, { ...change, outgoing: three.members }, 9);
    expect(entered.outgoing).toEqual(three.members);
    expect(applyChange(entered, { ...change, fromVersion: 9 }, 10)).toEqual({
      gid: 77,
      version: 10,
      members: change.members,
      formerDisks: [disk(3)],
    });
  });

  test('unbinds a disk for ever, be it removed or replaced, and on whichever side', () => {
    const rebound = [member(1, 'voter', disk(8)), member(2)];
    const entered = applyChange(three, { gid: 77, fromVersion: 1, members: rebound, outgoing: rebound }, 9);
    expect(entered.formerDisks).toEqual([disk(1), disk(3)]);
    for (const nodeId of [1, 3]) {
      const again = { gid: 77, fromVersion: 9, members: [member(nodeId), member(2)] };
      expect(applyChange(entered, again, 10)).toBe(entered);
      const onTheOldSide = { ...again, members: [member(2)], outgoing: [member(nodeId, 'learner')] };
      expect(applyChange(entered, onTheOldSide, 10)).toBe(entered);
    }
    const left = { gid: 77, fromVersion: 9, members: [rebound[0] ?? member(1)] };
    expect(applyChange(entered, left, 10).formerDisks).toEqual([disk(1), disk(3), disk(2)]);
  });

  test.each([
    ['from another version', { ...change, fromVersion: 2 }],
    ['for another life of the group', { ...change, gid: 78 }],
    ['without voters', { ...change, members: [member(1, 'learner')] }],
    ['without voters on the old side', { ...change, outgoing: [member(1, 'learner')] }],
    ['that names a node twice', { ...change, members: [member(1), member(1)] }],
    ['that binds a node to two disks', { ...change, outgoing: [member(1, 'voter', disk(9))] }],
  ])('%s changes nothing', (_sentence, wrong) => {
    expect(applyChange(three, wrong, 9)).toBe(three);
  });

  test('leaves the life of the group as it is', () => {
    const initial = initialConfiguration(three.members, 4);
    expect(initial).toMatchObject({ gid: 0, life: 4, version: 0 });
    const founded = applyChange(initial, { ...change, fromVersion: 0, gid: 5 }, 1);
    expect(founded).toMatchObject({ gid: 5, life: 4, version: 1 });
    expect(applyChange(founded, { ...change, fromVersion: 1, gid: 5 }, 2)).toMatchObject({
      life: 4,
      version: 2,
    });
    expect(initialConfiguration(three.members)).not.toHaveProperty('life');
  });

  test('founds the group with any gid', () => {
    const initial = initialConfiguration(three.members);
    expect(isInitial(initial)).toBe(true);
    expect(initial.members.every(({ storageId }) => storageId === '')).toBe(true);
    expect(applyChange(initial, { ...change, fromVersion: 0, gid: 5 }, 1)).toMatchObject({
      gid: 5,
      version: 1,
    });
  });

  test('is applied once per batch, whatever else the batch holds', () => {
    const proposal = { nodeId: 1, storageId: disk(1), boot: 1, seq: 1, floor: 1 };
    const proposals = [
      { ...proposal, smId: 5, payload: encodeChange({ ...change, members: [] }) },
      { ...proposal, smId: SYSTEM_SM_ID_CORE, payload: bytes('nonsense') },
      { ...proposal, smId: SYSTEM_SM_ID_CORE, payload: encodeChange(change) },
      { ...proposal, smId: SYSTEM_SM_ID_CORE, payload: encodeChange({ ...change, members: [] }) },
    ];
    expect(configurationAfter(three, 9, proposals).members).toEqual(change.members);
  });
});

describe('the bytes of a change', () => {
  test('come back whole, in ASCII', () => {
    const odd = {
      ...change,
      members: [{ ...member(1), address: 'höst-\u{1f600}:1' }],
      outgoing: [member(2)],
    };
    expect(encodeChange(odd).every((byte) => byte < 0x7f)).toBe(true);
    expect(decodeChange(encodeChange(odd))).toEqual(odd);
    const concluded = { configuration: joint, ballot: 65_537 };
    expect(decodeConcluded(encodeConcluded(concluded))).toEqual(concluded);
  });

  test.each([
    '',
    '[]',
    'null',
    '{',
    '{"gid":1}',
    '{"gid":-1,"fromVersion":0,"members":[]}',
    '{"gid":1,"fromVersion":0,"members":[null]}',
    '{"gid":1,"fromVersion":0,"members":[],"outgoing":1}',
    '{"gid":1,"fromVersion":0,"members":[{"nodeId":1,"address":"a","role":"boss","storageId":""}]}',
  ])('%j are none', (text) => {
    expect(decodeChange(bytes(text))).toBeUndefined();
    expect(decodeConcluded(bytes(text))).toBeUndefined();
  });
});

describe('who is who', () => {
  test('in a joint configuration', () => {
    expect(votersOf(joint)).toEqual([1, 4, 2]);
    expect(membersOf(joint)).toEqual([1, 4, 5, 2, 6]);
    expect(memberOf(joint, 2)).toEqual(member(2));
    expect([boundStorage(joint, 4), boundStorage(joint, 9)]).toEqual([disk(4), '']);
  });
});
