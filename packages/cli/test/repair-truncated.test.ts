/** The offline repair of folders whose logs begin behind checkpoints, here and there: who has what, and who gets what. */

import { rmSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeBatch } from '@gaios/sm-base';
import { decodeConcluded } from '@gaios/core';
import { OfflineFolder } from '@gaios/storage-sqlite';
import { chainChecksum } from 'gaios';
import { applyRepair } from '../src/repair/apply.ts';
import { differenceAfter, differenceBefore } from '../src/repair/chain.ts';
import { planText } from '../src/repair/describe.ts';
import type { RepairPlan } from '../src/repair/model.ts';
import { planRepair } from '../src/repair/plan.ts';
import { withSurvivors } from '../src/repair/survey.ts';
import { ballot, founding, operation, temporaryFolder, write, type Content } from './repair-folders.ts';

let directory: string;

beforeEach(() => {
  directory = temporaryFolder();
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Twelve instances; the first founds a group of five. */
const log = [
  founding(1, 2, 3, 4, 5),
  ...Array.from({ length: 11 }, (_, index) => operation(`v${index + 2}`, 1, index + 1)),
];

const folderOf = (nodeId: number, from: number, to: number, more: Partial<Content> = {}): Promise<string> =>
  write(directory, nodeId, [{ chosen: log.slice(0, to), minChosen: from, ...more }]);

const planOf = (folders: readonly string[]): RepairPlan => withSurvivors(folders, planRepair);

interface Held {
  readonly minChosen: number;
  readonly chosenUpTo: number;
  readonly checksum: number;
  readonly values: readonly string[];
  readonly members: readonly number[];
}

const read = (folder: string): Held => {
  const open = OfflineFolder.open(folder);
  try {
    const [group] = open.groups();
    if (group === undefined) throw new Error('no group');
    const { minChosen, chosenUpTo, checksum, configuration } = group.meta;
    const records = open.read({ groupIdx: 0, from: 1, to: 2 ** 40, bytesMax: 2 ** 30 });
    const values = records.map(({ instanceId, value }) => {
      const [proposal] = decodeBatch(value).proposals;
      const text = proposal?.smId === 1 ? new TextDecoder().decode(proposal.payload) : 'change';
      return `${instanceId}=${text}`;
    });
    const { members = [] } = decodeConcluded(configuration)?.configuration ?? {};
    return { minChosen, chosenUpTo, checksum, values, members: members.map(({ nodeId }) => nodeId) };
  } finally {
    open.close();
  }
};

/** Row by row, as `read` tells it. */
const rows = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index).map((id) =>
    id === 1 ? '1=change' : `${id}=v${id}`,
  );

const repair = async (
  folders: readonly string[],
): Promise<{ readonly text: string; readonly held: Held[] }> => {
  const plan = planOf(folders);
  const text = planText(plan);
  await applyRepair(folders, plan.hash);
  // Again it is nothing to do.
  await applyRepair(folders, plan.hash);
  return { text, held: folders.map(read) };
};

test('a checksum is taken back to the beginning of what is left', () => {
  const bytes = log.map((value) => value.length);
  for (const from of [0, 3, 11, 12]) {
    const before = log.slice(0, from).reduce(chainChecksum, 0);
    const own = log.slice(from).reduce(chainChecksum, 0);
    const end = log.reduce(chainChecksum, 0);
    const length = bytes.slice(from).reduce((sum, each) => sum + each, 0);
    expect(differenceBefore(own ^ end, length)).toBe(before);
    expect((own ^ differenceAfter(before, length)) >>> 0).toBe(end);
  }
  const long = new Uint8Array(200_001).fill(7);
  expect((crc32(long, 5) ^ crc32(long, 9)) >>> 0).toBe(differenceAfter(5 ^ 9, long.length));
});

describe('a log that begins behind a checkpoint', () => {
  test('where another one still reaches: that one gets the rest of it', async () => {
    const folders = [await folderOf(1, 9, 12), await folderOf(2, 1, 10)];
    const { held } = await repair(folders);
    expect(held[0]).toMatchObject({ minChosen: 9, chosenUpTo: 13, values: [...rows(9, 12), '13=change'] });
    expect(held[1]).toMatchObject({ minChosen: 1, chosenUpTo: 13, values: [...rows(1, 12), '13=change'] });
    expect(held[1]?.checksum).toBe(held[0]?.checksum);
    expect(held[0]?.members).toEqual([1, 2]);
  });

  test('just where another one ends: that one gets all of it', async () => {
    const { held } = await repair([await folderOf(1, 9, 12), await folderOf(2, 1, 8)]);
    expect(held[1]).toMatchObject({ minChosen: 1, values: [...rows(1, 12), '13=change'] });
  });

  test('behind the end of another one: that one gets the same beginning, and needs a checkpoint', async () => {
    const { text, held } = await repair([await folderOf(1, 9, 12), await folderOf(2, 1, 6)]);
    expect(text).toContain('node 2 lacks what nobody has in the log any more: its log begins at instance 9');
    expect(text).not.toContain('LEFT OUT');
    expect(held[1]).toEqual(held[0]);
    expect(held[1]).toMatchObject({ minChosen: 9, values: [...rows(9, 12), '13=change'], members: [1, 2] });
  });

  test('behind the ends of all others but one, that fills the gap', async () => {
    // Three of five are a quorum; of seven they are none.
    const other = [founding(1, 2, 3, 4, 5, 6, 7), ...log.slice(1)];
    const folders = [
      await write(directory, 1, [{ chosen: other, minChosen: 9 }]),
      await write(directory, 2, [{ chosen: other.slice(0, 6) }]),
      await write(directory, 3, [{ chosen: other.slice(0, 10), minChosen: 5 }]),
    ];
    const { text, held } = await repair(folders);
    expect(text).not.toContain('lacks what nobody has');
    expect(held[1]).toMatchObject({ minChosen: 1, values: [...rows(1, 12), '13=change'] });
    expect(held[2]).toMatchObject({ minChosen: 5, values: [...rows(5, 12), '13=change'] });
    expect(held[0]?.members).toEqual([1, 2, 3]);
  });

  test('that has nothing left, since a checkpoint was just installed, is the certain end of a shorter one', async () => {
    const { text, held } = await repair([await folderOf(1, 11, 10), await folderOf(2, 1, 6)]);
    expect(text).toContain('its log begins at instance 11');
    expect(held[1]).toEqual(held[0]);
    expect(held[1]).toMatchObject({ minChosen: 11, chosenUpTo: 11, values: ['11=change'] });
  });

  test('and that has nothing left is the same history as a longer one, or is not', async () => {
    const { held } = await repair([await folderOf(1, 11, 10), await folderOf(2, 1, 12)]);
    expect(held[0]).toMatchObject({ minChosen: 11, values: [...rows(11, 12), '13=change'] });
    expect(held[1]).toMatchObject({ minChosen: 1, values: [...rows(1, 12), '13=change'] });
    const other = [...log.slice(0, 4), operation('another', 2, 9), ...log.slice(5)];
    const folders = [await folderOf(3, 11, 10), await write(directory, 4, [{ chosen: other }])];
    expect(() => planOf(folders)).toThrow('tell different histories');
  });

  test('and differs where both reach is told from one that does not', async () => {
    const other = [...log.slice(0, 9), operation('another', 2, 9), ...log.slice(10)];
    const folders = [
      await folderOf(1, 9, 12),
      await write(directory, 2, [{ chosen: other.slice(0, 11), minChosen: 7 }]),
    ];
    expect(() => planOf(folders)).toThrow('tell different histories');
    const same = [await folderOf(3, 9, 12), await folderOf(4, 7, 11)];
    expect(planOf(same).groups).toMatchObject([{ kind: 'repair', excluded: [], source: 3 }]);
  });
});

describe('one that ends before the others begin', () => {
  const seven = [founding(1, 2, 3, 4, 5, 6, 7), ...log.slice(1)];
  const another = [...seven.slice(0, 9), operation('another', 2, 9), ...seven.slice(10)];
  const short = (nodeId: number, chosen = seven.slice(0, 5)): Promise<string> =>
    write(directory, nodeId, [{ chosen }]);
  const late = (nodeId: number, chosen: readonly Uint8Array[]): Promise<string> =>
    write(directory, nodeId, [{ chosen, minChosen: 9 }]);

  test('does not make the same of two that contradict each other', async () => {
    const folders = [await short(1), await late(2, seven), await late(3, another)];
    expect(() => planOf(folders)).toThrow('nodes 2 and 3 tell different histories');
  });

  test('is no witness for either, so a majority of those that can be compared tells', async () => {
    const folders = [await short(1), await late(2, another), await late(3, seven), await late(4, seven)];
    // Four of seven would be a quorum: one is left out.
    const [group] = planOf(folders).groups;
    expect(group).toMatchObject({ kind: 'repair', source: 3, excluded: [{ nodeId: 2 }] });
  });

  test('contradicts another one of its kind', async () => {
    const other = [...seven.slice(0, 3), operation('another', 2, 9)];
    const folders = [await short(1), await short(2, other), await late(3, seven)];
    expect(() => planOf(folders)).toThrow('nodes 1 and 2 tell different histories');
  });
});

test('what a node accepted is kept, though its log ends before the others begin', async () => {
  // It voted all the while that it waited for a checkpoint.
  const accepted = [{ instanceId: 13, ballot: ballot(2), value: operation('v13', 1, 12) }];
  const { text, held } = await repair([
    await folderOf(1, 9, 12),
    await folderOf(2, 1, 6, { accepted, promised: ballot(2) }),
  ]);
  expect(text).toContain('kept: instance 13 as node 2 has accepted it');
  expect(held[1]).toEqual(held[0]);
  expect(held[0]).toMatchObject({ values: [...rows(9, 12), '13=v13', '14=change'], members: [1, 2] });
});

test('a repair that was cut off is finished on a folder whose rows are gone meanwhile', async () => {
  const folders = [await folderOf(1, 5, 12), await folderOf(2, 1, 7)];
  const plan = planOf(folders);
  const onFolder = (nodeId: number, what: string): void => {
    if (nodeId === 1 && what === 'ends') throw new Error('cut off');
  };
  await expect(applyRepair(folders, plan.hash, { onFolder })).rejects.toThrow('cut off');
  expect(read(folders[1] ?? '').chosenUpTo).toBe(7);
  const { text, held } = await repair(folders);
  expect(text).toContain('to be finished on nodes 2');
  expect(held[1]).toMatchObject({ minChosen: 1, chosenUpTo: 13, values: [...rows(1, 12), '13=change'] });
  expect(held[1]?.members).toEqual([1, 2]);
});
