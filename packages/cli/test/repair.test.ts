/** The offline repair on real data folders, made by hand. */

import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeBatch, type LogRecord, type StoredGroup } from '@gaios/sm-base';
import { decodeConcluded, type ConcludedConfiguration, type Configuration } from '@gaios/core';
import { OfflineFolder, SqliteLogStorage } from '@gaios/storage-sqlite';
import { applyRepair } from '../src/repair/apply.ts';
import type { RepairedGroup, RepairPlan } from '../src/repair/model.ts';
import { planRepair } from '../src/repair/plan.ts';
import { withSurvivors } from '../src/repair/survey.ts';
import {
  ballot,
  change,
  disk,
  founding,
  GID,
  member,
  operation,
  temporaryFolder,
  write,
} from './repair-folders.ts';
import { gaios } from './support.ts';

let directory: string;

beforeEach(() => {
  directory = temporaryFolder();
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
};

const planOf = (...folders: string[]): RepairPlan => withSurvivors(folders, planRepair);
const repairOf = (plan: RepairPlan, groupIdx = 0): RepairedGroup => {
  const group = plan.groups.find((each) => each.groupIdx === groupIdx);
  if (group?.kind !== 'repair')
    throw new Error(`group ${groupIdx} is not repaired: ${JSON.stringify(group)}`);
  return group;
};

interface Held {
  readonly stored: StoredGroup['meta'];
  readonly records: readonly LogRecord[];
  readonly configuration: Configuration;
}

const concludedOf = ({ configuration }: StoredGroup['meta']): ConcludedConfiguration => {
  const concluded = decodeConcluded(configuration);
  if (concluded === undefined) throw new Error('not founded');
  return concluded;
};

const read = (folder: string, groupIdx = 0): Held => {
  const open = OfflineFolder.open(folder);
  try {
    const stored = at(
      open.groups().filter((each) => each.groupIdx === groupIdx),
      0,
    ).meta;
    const records = open.read({ groupIdx, from: 1, to: 2 ** 40, bytesMax: 2 ** 30 });
    return { stored, records, configuration: concludedOf(stored).configuration };
  } finally {
    open.close();
  }
};

const valuesOf = ({ records }: Held): string[] =>
  records.map(({ value }) =>
    decodeBatch(value)
      .proposals.map(({ smId, payload }) => (smId === 1 ? new TextDecoder().decode(payload) : 'change'))
      .join(),
  );

/** All folders hold the same log, all of it chosen, at one configuration, and have promised its ballot. */
const expectOneHistory = (folders: readonly string[], groupIdx = 0): Held => {
  const [first, ...others] = folders.map((folder) => read(folder, groupIdx));
  if (first === undefined) throw new Error('no folder');
  const { promised, chosenUpTo } = first.stored;
  for (const other of others) {
    expect(other.configuration).toEqual(first.configuration);
    expect(other.records.map(({ value }) => value)).toEqual(first.records.map(({ value }) => value));
    expect(other.stored.checksum).toBe(first.stored.checksum);
    expect(other.stored.chosenUpTo).toBe(chosenUpTo);
  }
  expect(first.records).toHaveLength(chosenUpTo);
  expect(promised).toBeGreaterThanOrEqual(concludedOf(first.stored).ballot);
  return first;
};

const five = founding(1, 2, 3, 4, 5);
const log = [five, operation('a', 1, 1), operation('b', 1, 2), operation('c', 2, 1)];

describe('five nodes, three of them lost', () => {
  let folders: string[];

  beforeEach(async () => {
    folders = [
      await write(directory, 1, [{ chosen: log.slice(0, 2), promised: ballot(3, 2) }]),
      await write(directory, 2, [{ chosen: log, promised: ballot(2, 2) }]),
    ];
  });

  test('the two that are left get the longest log, and go on in another life', async () => {
    const plan = planOf(...folders);
    const group = repairOf(plan);
    expect(group).toMatchObject({ source: 2, certainUpTo: 4, tail: [], voters: 5, votersLeft: 2 });
    await applyRepair(folders, plan.hash);
    const held = expectOneHistory(folders);
    expect(valuesOf(held)).toEqual(['change', 'a', 'b', 'c', 'change']);
    expect(held.configuration).toMatchObject({
      version: 5,
      members: [member(1), member(2)],
      formerDisks: [disk(3), disk(4), disk(5)],
      formerLives: [{ gid: GID, certainUpTo: 4, upTo: 5, plan: plan.hash }],
    });
    expect(held.configuration.gid).not.toBe(GID);
    expect(held.stored.promised).toBeGreaterThan(ballot(3, 2));
    for (const folder of folders) expect(read(folder).stored.promisedTo).toBe('');
  });

  test('the plan is the same in whatever order the folders are named, and changes nothing', () => {
    const before = folders.map((folder) => read(folder));
    expect(planOf(...folders).hash).toBe(planOf(...folders.toReversed()).hash);
    expect(folders.map((folder) => read(folder))).toEqual(before);
  });

  test('another hash, other folders, a folder twice: refused, and nothing is written', async () => {
    const { hash } = planOf(...folders);
    const before = folders.map((folder) => read(folder));
    await expect(applyRepair(folders, 'f'.repeat(32))).rejects.toMatchObject({ code: 'REPAIR_PLAN_CHANGED' });
    await expect(applyRepair(folders.slice(0, 1), hash)).rejects.toMatchObject({
      code: 'REPAIR_PLAN_CHANGED',
    });
    await expect(applyRepair([at(folders, 0), at(folders, 0)], hash)).rejects.toMatchObject({
      code: 'STORAGE_LOCKED',
    });
    await expect(applyRepair([directory], hash)).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    expect(folders.map((folder) => read(folder))).toEqual(before);
  });

  test('a node that runs keeps its folder', async () => {
    const { hash } = planOf(...folders);
    const running = await SqliteLogStorage.open({ dataDir: at(folders, 1), nodeId: 2 });
    expect(() => planOf(...folders)).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    await expect(applyRepair(folders, hash)).rejects.toMatchObject({ code: 'STORAGE_LOCKED' });
    await running.close();
    const ran = await gaios(['repair', 'plan', ...folders]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain(hash);
  });

  test.each([
    [1, 'begins'],
    [1, 'ends'],
    [2, 'begins'],
    [2, 'ends'],
  ])('cut off as node %i %s: never two histories, and the same call ends it', async (cutAt, what) => {
    const { hash } = planOf(...folders);
    const cut = new Error('cut off');
    const onFolder = (nodeId: number, now: string): void => {
      if (nodeId === cutAt && now === what) throw cut;
    };
    await expect(applyRepair(folders, hash, { onFolder })).rejects.toBe(cut);
    const lives = folders.map((folder) => read(folder).configuration);
    for (const { gid, members } of lives) {
      // In the old life two of five are no quorum; in the new one both are needed.
      expect(members).toHaveLength(gid === GID ? 5 : 2);
    }
    const again = planOf(...folders);
    expect(again.hash === '' ? hash : again.hash).toBe(hash);
    await applyRepair(folders, hash);
    expectOneHistory(folders);
    // And once more does no harm.
    const done = folders.map((folder) => read(folder));
    const applied = await applyRepair(folders, hash);
    expect(applied.map(({ groups }) => groups)).toEqual([[], []]);
    expect(folders.map((folder) => read(folder))).toEqual(done);
  });

  test('what the late folder accepted meanwhile cannot come back', async () => {
    const { hash } = planOf(...folders);
    const onFolder = (nodeId: number, now: string): void => {
      if (nodeId === 1 && now === 'ends') throw new Error('cut off');
    };
    await expect(applyRepair(folders, hash, { onFolder })).rejects.toThrow('cut off');
    const storage = await SqliteLogStorage.open({ dataDir: at(folders, 1), nodeId: 2 });
    const record = { instanceId: 7, ballot: ballot(50, 3), chosen: false, value: operation('ghost', 3, 1) };
    await storage.commit([{ groupIdx: 0, records: [record] }]);
    await storage.close();
    await applyRepair(folders, hash);
    const { records, configuration } = read(at(folders, 1));
    expect(records.at(-1)).toMatchObject({ instanceId: 7, chosen: false });
    expect(records.at(-1)?.ballot).toBeLessThan(ballot(2));
    expect(decodeBatch(at(records, records.length - 1).value).proposals).toEqual([]);
    expect(configuration.gid).not.toBe(GID);
  });

  test('a folder that was started between the look at it and its turn is left as it is', async () => {
    const { hash } = planOf(...folders);
    const onFolder = async (nodeId: number, now: string): Promise<void> => {
      if (nodeId !== 2 || now !== 'begins') return;
      const storage = await SqliteLogStorage.open({ dataDir: at(folders, 1), nodeId: 2 });
      await storage.close();
    };
    const before = read(at(folders, 1));
    await expect(applyRepair(folders, hash, { onFolder })).rejects.toMatchObject({
      code: 'REPAIR_PLAN_CHANGED',
    });
    expect(read(at(folders, 1))).toEqual(before);
    await applyRepair(folders, hash);
    expectOneHistory(folders);
  });

  test('a folder of the dead that turns up afterwards is left out, loudly', async () => {
    const behind = await write(directory, 3, [{ chosen: log.slice(0, 3) }]);
    const ahead = await write(directory, 4, [{ chosen: [...log, operation('d', 4, 1)] }]);
    await applyRepair(folders, planOf(...folders).hash);
    const { groups, hash } = planOf(...folders, behind, ahead);
    expect(hash).toBe('');
    expect(groups[0]?.excluded).toEqual([
      { nodeId: 3, why: expect.stringContaining('a repair has removed it') },
      { nodeId: 4, why: expect.stringContaining('a repair has removed it') },
    ]);
  });

  test('a quorum needs no repair', async () => {
    folders.push(await write(directory, 3, [{ chosen: log }]));
    const plan = planOf(...folders);
    expect(plan.hash).toBe('');
    expect(plan.groups).toEqual([expect.objectContaining({ kind: 'untouched' })]);
    await expect(applyRepair(folders, 'x')).rejects.toMatchObject({ code: 'REPAIR_NOT_NEEDED' });
    expect((await gaios(['repair', 'plan', ...folders])).out).toContain('There is nothing to repair');
  });
});

describe('what is accepted and not known to be chosen', () => {
  test('is kept at its highest ballot, up to the first gap', async () => {
    const taken = (instanceId: number, round: number, text: string) => ({
      instanceId,
      ballot: ballot(round, 3),
      value: operation(text, 3, instanceId),
    });
    const folders = [
      await write(directory, 1, [
        { chosen: log, accepted: [taken(5, 2, 'old'), taken(6, 4, 'new'), taken(8, 4, 'behind')] },
      ]),
      await write(directory, 2, [
        { chosen: log.slice(0, 3), accepted: [taken(5, 4, 'new5'), taken(6, 2, 'old6')] },
      ]),
    ];
    const plan = planOf(...folders);
    expect(repairOf(plan).tail.map(({ instanceId, fate, from }) => [instanceId, fate, from])).toEqual([
      [5, 'accepted', 2],
      [6, 'accepted', 1],
      [7, 'lost', 0],
      [8, 'lost', 0],
    ]);
    await applyRepair(folders, plan.hash);
    const held = expectOneHistory(folders);
    expect(valuesOf(held)).toEqual(['change', 'a', 'b', 'c', 'new5', 'new', '', '', 'change']);
    expect(held.configuration.formerLives?.[0]).toMatchObject({ certainUpTo: 4, upTo: 9 });
    expect(held.stored.promised).toBeGreaterThan(ballot(4, 3));
  });

  test('what is known to be chosen is kept also behind a gap, and a change of the membership counts', async () => {
    const grown = change({
      fromVersion: 1,
      members: [1, 2, 3, 4, 5].map((nodeId) => member(nodeId)).concat(member(6, 'learner')),
    });
    const folders = [
      await write(directory, 1, [
        {
          chosen: log,
          accepted: [{ instanceId: 5, ballot: ballot(2), value: grown }],
          learned: [{ instanceId: 7, value: operation('known', 2, 2) }],
        },
      ]),
      await write(directory, 6, [{ chosen: log }]),
    ];
    const plan = planOf(...folders);
    const group = repairOf(plan);
    expect(group.tail.map(({ fate }) => fate)).toEqual(['accepted', 'lost', 'chosen']);
    expect(group.members).toEqual([member(1), member(6, 'learner')]);
    await applyRepair(folders, plan.hash);
    expect(valuesOf(expectOneHistory(folders))).toEqual([
      'change',
      'a',
      'b',
      'c',
      'change',
      '',
      'known',
      'change',
    ]);
  });
});

describe('folders that do not agree', () => {
  const other = [five, operation('a', 1, 1), operation('wrong', 1, 2)];

  test('the one that differs is left out, and its disk never votes again', async () => {
    const folders = [
      await write(directory, 1, [{ chosen: log }]),
      await write(directory, 2, [{ chosen: other }]),
      await write(directory, 3, [{ chosen: log.slice(0, 3) }]),
    ];
    // Three of seven.
    const seven = founding(1, 2, 3, 4, 5, 6, 7);
    const rewritten = [log, other, log.slice(0, 3)].map((chosen) => [seven, ...chosen.slice(1)]);
    rmSync(directory, { recursive: true });
    for (const [index, chosen] of rewritten.entries()) await write(directory, index + 1, [{ chosen }]);
    const plan = planOf(...folders);
    expect(plan.groups[0]?.excluded).toEqual([{ nodeId: 2, why: expect.stringContaining('DIVERGED') }]);
    expect((await gaios(['repair', 'plan', ...folders])).out).toContain('NODE 2 IS LEFT OUT: DIVERGED');
    await applyRepair(folders, plan.hash);
    const held = expectOneHistory([at(folders, 0), at(folders, 2)]);
    expect(held.configuration.members).toEqual([member(1), member(3)]);
    expect(held.configuration.formerDisks).toContain(disk(2));
    expect(read(at(folders, 1)).configuration.gid).toBe(GID);
  });

  test('one against one cannot be decided here', async () => {
    const folders = [
      await write(directory, 1, [{ chosen: log }]),
      await write(directory, 2, [{ chosen: other }]),
    ];
    const ran = await gaios(['repair', 'plan', ...folders]);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('REPAIR_UNDECIDED');
    expect(repairOf(planOf(at(folders, 0))).members).toEqual([member(1)]);
  });
});

describe('configurations', () => {
  test('a joint one, of which one side is dead', async () => {
    const old = [1, 2, 3].map((nodeId) => member(nodeId));
    const joint = change({
      fromVersion: 1,
      members: [4, 5, 6].map((nodeId) => member(nodeId)),
      outgoing: old,
    });
    const chosen = [founding(1, 2, 3), operation('a'), joint, operation('b', 1, 2)];
    const folders = [
      await write(directory, 1, [{ chosen }]),
      await write(directory, 2, [{ chosen: chosen.slice(0, 2) }]),
      await write(directory, 3, [{ chosen }]),
      await write(directory, 4, [{ chosen: chosen.slice(0, 3) }]),
    ];
    const plan = planOf(...folders);
    expect(repairOf(plan)).toMatchObject({ voters: 6, votersLeft: 4 });
    await applyRepair(folders, plan.hash);
    const { configuration } = expectOneHistory(folders);
    expect(configuration.members).toEqual([1, 2, 3, 4].map((nodeId) => member(nodeId)));
    expect(configuration.outgoing).toBeUndefined();
  });

  test('groups are judged each by itself', async () => {
    const three = founding(1, 2, 3);
    const folders = [
      await write(directory, 1, [{ chosen: log }, { chosen: [three] }, undefined, { chosen: [] }]),
      await write(directory, 2, [{ chosen: log }, { chosen: [three] }, { chosen: [five] }, { chosen: [] }]),
    ];
    const plan = planOf(...folders);
    expect(plan.groups.map(({ kind }) => kind)).toEqual(['repair', 'untouched', 'repair', 'untouched']);
    await applyRepair(folders, plan.hash);
    expectOneHistory(folders, 0);
    expectOneHistory(folders, 2);
    expect(read(at(folders, 0), 1).configuration.gid).toBe(GID);
    const gids = [0, 2].map((groupIdx) => read(at(folders, 0), groupIdx).configuration.gid);
    expect(new Set(gids).size).toBe(2);
  });

  test('a disk that was not bound is bound by it; one that had lost its binding is not', async () => {
    const rebound = change({
      fromVersion: 1,
      members: [member(1), member(2, 'voter', 'ab'.repeat(16)), member(3), member(4), member(5)],
    });
    const chosen = [five, rebound, operation('x')];
    const folders = [await write(directory, 2, [{ chosen }]), await write(directory, 3, [{ chosen }])];
    const group = repairOf(planOf(...folders));
    expect(group.members).toEqual([member(3)]);
  });

  test('a learner votes when no voter is left', async () => {
    const chosen = [
      change({ fromVersion: 0, members: [member(1), member(2), member(3), member(4, 'learner')] }),
      operation('x'),
    ];
    const folder = await write(directory, 4, [{ chosen }]);
    const plan = planOf(folder);
    expect(repairOf(plan).members).toEqual([member(4)]);
    await applyRepair([folder], plan.hash);
    expect(read(folder).configuration.members).toEqual([member(4)]);
  });

  test('a repaired group can be repaired again', async () => {
    const folders = [
      await write(directory, 1, [{ chosen: log }]),
      await write(directory, 2, [{ chosen: log }]),
    ];
    const first = planOf(...folders);
    await applyRepair(folders, first.hash);
    const second = planOf(at(folders, 0));
    expect(second.hash).not.toBe(first.hash);
    await applyRepair(folders.slice(0, 1), second.hash);
    const { configuration } = read(at(folders, 0));
    expect(configuration.members).toEqual([member(1)]);
    expect(configuration.formerLives).toHaveLength(2);
    expect(new Set(configuration.formerLives?.map(({ gid }) => gid).concat(configuration.gid)).size).toBe(3);
    // The other one belongs to an ended life now.
    expect(planOf(...folders)).toMatchObject({ hash: '', groups: [{ excluded: [{ nodeId: 2 }] }] });
  });
});
