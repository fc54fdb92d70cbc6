import { describe, expect, test } from '@jest/globals';
import { configuration, disk, member, three } from '../test/step.ts';
import { applyChange, decodeChange, encodeChange, initialConfiguration } from './configuration.ts';
import { gidAt, isFromCertainPast } from './eras.ts';

const repair = { gid: 99, certainUpTo: 7, plan: 'abc' };
const change = { gid: three.gid, fromVersion: three.version, members: [member(1)], repair };
const repaired = applyChange(three, change, 9);

describe('a repair', () => {
  test('goes on as another era, which remembers the one before', () => {
    expect(repaired).toEqual({
      gid: 99,
      version: 9,
      members: [member(1)],
      formerDisks: [disk(2), disk(3)],
      formerEras: [{ gid: three.gid, certainUpTo: 7, upTo: 9, plan: 'abc' }],
    });
  });

  test('is not forgotten by later changes, and can be followed by another one', () => {
    const grown = { gid: 99, fromVersion: 9, members: [member(1), member(4)] };
    const after = applyChange(repaired, grown, 12);
    expect(after.formerEras).toEqual(repaired.formerEras);
    const again = { gid: 99, fromVersion: 12, members: [member(4)], repair: { ...repair, gid: 100 } };
    expect(applyChange(after, again, 20).formerEras?.map(({ gid }) => gid)).toEqual([three.gid, 99]);
  });

  test('shuts out what the old era would still change', () => {
    expect(applyChange(repaired, { ...change, fromVersion: 9 }, 10)).toBe(repaired);
  });

  test.each([
    ['of the same gid', three, { ...repair, gid: three.gid }],
    ['of a gid that was used before', repaired, { ...repair, gid: three.gid }],
    ['of a group that was never founded', initialConfiguration(three.members), repair],
  ])('%s changes nothing', (_sentence, current, wrong) => {
    const wanted = { gid: current.gid, fromVersion: current.version, members: [member(1)], repair: wrong };
    expect(applyChange(current, wanted, 30)).toBe(current);
  });

  test('survives its bytes; what is no repair is no change', () => {
    expect(decodeChange(encodeChange(change))).toEqual(change);
    const wrong = { ...change, repair: { ...repair, gid: 0 } };
    expect(decodeChange(encodeChange(wrong))).toBeUndefined();
  });
});

describe('the eras of a group', () => {
  test('each instance has the gid by which it was proposed', () => {
    expect([1, 9, 10].map((instanceId) => gidAt(repaired, instanceId))).toEqual([three.gid, three.gid, 99]);
    expect(gidAt(configuration([member(1)]), 1)).toBe(configuration([member(1)]).gid);
  });

  test('whoever holds only what is certain may learn on; nothing else of an ended era is heard', () => {
    const heard = (message: Parameters<typeof isFromCertainPast>[2], gid = three.gid): boolean =>
      isFromCertainPast(repaired, gid, message);
    expect(heard({ kind: 'AskForLearn', from: 8 })).toBe(true);
    expect(heard({ kind: 'AskForLearn', from: 9 })).toBe(false);
    expect(heard({ kind: 'ConfirmAskForLearn', from: 8 })).toBe(true);
    expect(heard({ kind: 'ConfirmAskForLearn', from: 9 })).toBe(false);
    expect(heard({ kind: 'SendLearnValueAck', upTo: 9 })).toBe(true);
    expect(heard({ kind: 'SendLearnValueAck', upTo: 10 })).toBe(false);
    expect(heard({ kind: 'RefusedFor', ballot: 1 })).toBe(false);
    expect(heard({ kind: 'AskForLearn', from: 1 }, 5)).toBe(false);
  });
});
