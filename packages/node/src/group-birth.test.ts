import { expect, test } from '@jest/globals';
import { encodeConcluded, type FormerLife } from '@gaios/core';
import type { GroupEntry } from '@gaios/config-sm';
import { isSameLife, storedLife } from './group-birth.ts';

const disk = (life: number, gid: number, ...ended: number[]) => {
  const formerLives = ended.map((each): FormerLife => ({ gid: each, certainUpTo: 5, upTo: 6, plan: 'p' }));
  const configuration = { gid, life, version: gid === 0 ? 0 : 1, members: [], formerLives };
  const meta = {
    promised: 0,
    promisedTo: '',
    chosenUpTo: 9,
    checksum: 0,
    minChosen: 1,
    configuration: encodeConcluded({ configuration, ballot: 1 }),
  };
  return storedLife({ stored: { groupIdx: 7, meta }, tail: [] });
};

const entry = (life: number, gid: number, formerGids?: readonly number[]): GroupEntry => ({
  groupIdx: 7,
  gid,
  life,
  state: 'live',
  version: 1,
  members: [],
  kind: '',
  ...(formerGids === undefined ? {} : { formerGids }),
});

test.each([
  ['founded, as the directory has it', disk(1, 500), entry(1, 500), true],
  ['not founded yet', disk(1, 0), entry(1, 500), true],
  ['of a group that the directory knows no gid of yet', disk(0, 500), entry(0, 0), true],
  ['of an earlier life', disk(1, 500), entry(2, 501), false],
  ['not founded, of an earlier life', disk(1, 0), entry(2, 501), false],
  // A repair of group 0 has lost that it was created, and another one was.
  ['of another group of the same count', disk(1, 500), entry(1, 501), false],
  ['repaired, which the directory has not heard', disk(1, 501, 500), entry(1, 500), true],
  ['on its way through the lives of a repaired group', disk(1, 500), entry(1, 501, [500]), true],
  ['repaired, of an earlier life', disk(1, 501, 500), entry(2, 502), false],
])('what is on disk is of that life: %s', (_name, stored, named, same) => {
  expect(isSameLife(stored, named)).toBe(same);
});
