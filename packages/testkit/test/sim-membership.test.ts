/** Members that come and go in the simulator: seeds, determinism, and that the checks can fail. */

import { describe, expect, test } from '@jest/globals';
import { initialConfiguration, type Configuration, type Member } from '@gaios/core';
import {
  changeKinds,
  checkNeighbours,
  drawScenario,
  Changes,
  runScenario,
  type ChangeCall,
} from '@gaios/testkit/sim';

const LONG_MS = 300_000;
/** So many changes take effect in the seeds of this file, at least. */
const CHANGES_MIN = 150;

test(
  'seeds of the mix: safe under faults, live without, and many changes',
  async () => {
    const failed: string[] = [];
    let configurations = 0;
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 12; seed++) {
      const report = await runScenario(drawScenario({ seed, mix: 'membership', simulatedMs: 5_000 }));
      const replay = `pnpm sim --seed ${seed} --mix membership --ms 5000`;
      if (report.failure !== undefined) failed.push(`${replay}\n${report.failure.message}`);
      configurations += report.configurations;
      for (const kind of Object.keys(report.faults)) kinds.add(kind);
    }
    expect(failed).toEqual([]);
    expect(configurations).toBeGreaterThan(CHANGES_MIN);
    expect(changeKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
  },
  LONG_MS,
);

test(
  'the same seed does the same, from whatever a run is started',
  async () => {
    const scenario = drawScenario({ seed: 3, mix: 'membership', simulatedMs: 2_000 });
    const straight = await runScenario(scenario);
    const later = await new Promise<typeof straight>((resolve, reject) => {
      process.nextTick(() => void runScenario(scenario).then(resolve, reject));
    });
    expect(later).toEqual(straight);
  },
  LONG_MS,
);

test('a quarter of the seeds has machines to spare, and only those have changes', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => drawScenario({ seed: seed + 1 }));
  const changing = seeds.filter(({ spares }) => (spares ?? 0) > 0);
  expect(changing.length).toBeGreaterThan(4);
  expect(changing.length).toBeLessThan(20);
  for (const { spares = 0, faults } of seeds) {
    expect(faults.some(({ kind }) => changeKinds.includes(kind))).toBe(spares > 0);
  }
});

const member = (nodeId: number, storageId = `d${nodeId}`, role: Member['role'] = 'voter'): Member => ({
  nodeId,
  address: `memory:${nodeId}`,
  role,
  storageId,
});

const configuration = (
  version: number,
  members: Member[],
  more: Partial<Configuration> = {},
): Configuration => ({
  gid: 1,
  version,
  members,
  ...more,
});

describe('neighbouring configurations', () => {
  const three = configuration(5, [member(1), member(2), member(3)]);

  test('one voter more or less, both sides, and a rebinding are fine', () => {
    const fine = [
      configuration(6, [member(1), member(2)]),
      configuration(6, [...three.members, member(4)]),
      configuration(6, [member(4), member(5)], { outgoing: three.members }),
      configuration(6, [member(1), member(2), member(3, 'new')]),
    ];
    for (const next of fine) expect(() => checkNeighbours(0, three, next)).not.toThrow();
    expect(() => checkNeighbours(0, initialConfiguration(three.members), three)).not.toThrow();
  });

  test('quorums that need not meet are found', () => {
    const next = configuration(6, [member(1), member(4), member(5)]);
    expect(() => checkNeighbours(0, three, next)).toThrow(/is a quorum of version 5/);
  });

  test('so is a change of two disks, of a disk and voters at once, and a disk that is bound again', () => {
    const two = configuration(6, [member(1), member(2, 'x'), member(3, 'y')]);
    expect(() => checkNeighbours(0, three, two)).toThrow(/disks of 2 nodes/);
    const both = configuration(6, [member(1), member(2, 'x')]);
    expect(() => checkNeighbours(0, three, both)).toThrow(/at once/);
    const again = configuration(6, [member(1), member(2), member(3, 'old')]);
    expect(() => checkNeighbours(0, { ...three, formerDisks: ['old'] }, again)).toThrow(/lost its binding/);
  });
});

describe('what callers are told', () => {
  const call: ChangeCall = {
    id: 1,
    groupIdx: 0,
    operation: { kind: 'removeMember', nodeId: 3 },
    nodeId: 1,
    life: '1.1',
    storageId: 'd1',
    boot: 1,
    calledMs: 0,
    isPart: false,
    limitMs: 100,
  };
  const begun = (): Changes => {
    const changes = new Changes([]);
    changes.began(call);
    return changes;
  };

  test('a refused change has proposed nothing', () => {
    const changes = begun();
    changes.progress('1.1', 0, { kind: 'proposing', step: 'dropVoter', fromVersion: 5 });
    expect(() => changes.ended(1, { kind: 'failed', code: 'QUORUM_AT_RISK', done: [] })).toThrow(/proposed/);
  });

  test('what is done is as asked for', () => {
    const members = [member(1), member(2), member(3)];
    expect(() => begun().ended(1, { kind: 'ok', version: 6, members })).toThrow(/members are/);
  });

  test('what is done is on the disks of a quorum', () => {
    const members = [member(1), member(2)];
    expect(() => begun().ended(1, { kind: 'ok', version: 6, members })).toThrow(/0 of the voters 1,2/);
  });

  test('codes are those that a change may end with, in time', () => {
    expect(() => begun().ended(1, { kind: 'failed', code: 'STALE', done: [] })).toThrow(/fails with STALE/);
    expect(() => begun().late(1, 101)).toThrow(/has not ended/);
    expect(() => begun().ended(2, { kind: 'failed', code: 'TIMEOUT', done: [] })).toThrow(/never began/);
  });
});
