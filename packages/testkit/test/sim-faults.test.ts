import { beforeAll, describe, expect, test } from '@jest/globals';
import { SeededRandom } from '@gaios/testkit';
import {
  drawFaults,
  drawScenario,
  faultAtlas,
  faultKinds,
  losable,
  parseScenario,
  plainKinds,
  printScenario,
  runScenario,
  shrink,
  simulate,
  type Fault,
  type FaultKind,
  type Scenario,
  type Shape,
} from '@gaios/testkit/sim';

const shape: Shape = { voters: 3, learners: 1, groups: 2, simulatedMs: 60_000 };
/** They name a group, not a node. */
const ofGroups: readonly FaultKind[] = [
  'isolateLeader',
  'succession',
  'lastSupporter',
  'handOver',
  'transfer',
  'hangLeader',
];
const permanent = faultKinds.filter((kind) => 'permanent' in faultAtlas[kind]);

describe('the atlas', () => {
  test('draws every kind, each within the cluster and the time', () => {
    const drawn = Array.from({ length: 30 }, (_, seed) => drawFaults(new SeededRandom(seed), shape)).flat();
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(plainKinds));
    for (const { kind, atMs, durationMs, nodes } of drawn) {
      expect(atMs).toBeLessThan(shape.simulatedMs);
      expect(durationMs).toBeGreaterThan(0);
      const least = ofGroups.includes(kind) ? 0 : 1;
      expect(nodes.every((id) => id >= least && id <= 4)).toBe(true);
      expect(new Set(nodes).size).toBe(nodes.length);
    }
  });

  test.each([1, 2, 3, 4, 5, 7])('of %i voters a majority is left, whatever is drawn', (voters) => {
    for (let seed = 0; seed < 200; seed++) {
      const drawn = drawFaults(
        new SeededRandom(seed),
        { ...shape, voters },
        { kinds: permanent, everyMs: 100 },
      );
      const lost = new Set(drawn.map(({ nodes }) => nodes[0] ?? 0).filter((id) => id <= voters));
      expect(lost.size).toBeLessThanOrEqual(losable(voters));
      expect(voters - lost.size).toBeGreaterThan(voters / 2);
    }
  });

  test('draws what it is told to, and nothing if there is nothing', () => {
    const only = drawFaults(new SeededRandom(3), shape, { kinds: ['loss', 'pause'] });
    expect(new Set(only.map(({ kind }) => kind))).toEqual(new Set(['loss', 'pause']));
    expect(drawFaults(new SeededRandom(3), shape, { kinds: [] })).toEqual([]);
  });
});

/** Which of the details of a run a kind of fault must have left in the trace. */
const quiet = { seed: 21, voters: 3, learners: 0, groups: 1, simulatedMs: 4_000, tuning: {} } as const;
const operations = drawScenario({ ...quiet, operationsPerSecond: 10 }).operations;
const withFaults = (...faults: Fault[]): Scenario => ({ ...quiet, operations, faults });
const fault = (kind: FaultKind, amount: number, nodes = [2], durationMs = 2_000): Fault => ({
  kind,
  atMs: 1_500,
  durationMs,
  nodes,
  amount,
});

describe('every kind', () => {
  let without = 0;
  beforeAll(async () => {
    without = (await runScenario(withFaults())).traceHash;
  });

  test.each<[FaultKind, Fault]>(
    plainKinds.map((kind) => [
      kind,
      { kind, atMs: 1_500, ...faultAtlas[kind].draw(new SeededRandom(5), quiet), durationMs: 1_500 },
    ]),
  )('%s takes effect, changes the run, and is survived', async (kind, drawn) => {
    const report = await runScenario(withFaults(drawn));
    expect(report.failure).toBeUndefined();
    expect(report.faults).toEqual({ [kind]: 1 });
    expect(report.traceHash).not.toBe(without);
  });
});

describe('what must come of it', () => {
  const linesOf = async (scenario: Scenario): Promise<string[]> => {
    const lines: string[] = [];
    const { failure } = await runScenario(scenario, { print: (line) => lines.push(line) });
    expect(failure).toBeUndefined();
    return lines;
  };

  test('a flipped row is put back from peers, or refused with a typed error, and the node counts as lost then', async () => {
    const ends = new Map<string, number>();
    for (const amount of [0, 1, 3, 4, 17]) {
      const lines = await linesOf(withFaults(fault('bitFlip', amount)));
      const has = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line));
      const isRefused = has(/n2 stops: stored data is damaged/);
      expect(has(/n2 is lost for good/)).toBe(isRefused);
      const end = isRefused ? 'refused' : has(/n2 puts back what was damaged/) ? 'put back' : 'overwritten';
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    expect(Object.fromEntries(ends)).toEqual({ 'put back': 4, refused: 1 });
  });

  test('a disk that fails for a while stops its node, which comes back', async () => {
    const lines = await linesOf(withFaults(fault('failingDisk', 1)));
    expect(lines.some((line) => /n2 stops: the disk is full/.test(line))).toBe(true);
    expect(lines.filter((line) => /n2 boots/.test(line)).length).toBeGreaterThan(2);
  });

  test('no node is lost before the groups are founded, nor a second one of three', async () => {
    const early = { ...fault('brokenDisk', 0), atMs: 1 };
    expect((await runScenario(withFaults(early))).faults).toEqual({});
    const both = await runScenario(withFaults(fault('brokenDisk', 0, [2]), fault('bitFlip', 0, [3])));
    expect(both.failure).toBeUndefined();
    expect(both.faults).toEqual({ brokenDisk: 1 });
  });

  test('a changed frame is refused, and its connection is broken', async () => {
    const report = await runScenario(withFaults(fault('corruption', 0.5, [])));
    expect(report.failure).toBeUndefined();
  });

  test('power loss in the middle of load loses nothing that was acknowledged', async () => {
    const report = await runScenario(
      withFaults(
        { ...fault('powerLoss', 0, [1, 2, 3], 100), underWay: 'lost' },
        {
          ...fault('powerLoss', 0, [3, 1, 2], 100),
          atMs: 3_000,
          underWay: 'lost',
        },
      ),
    );
    expect(report.failure).toBeUndefined();
    expect(report.clients.acknowledged).toBeGreaterThan(20);
  });
});

describe('shrinking', () => {
  test('leaves what the failure needs', async () => {
    const scenario = drawScenario({ seed: 8, voters: 5, learners: 1, groups: 3, operationsPerSecond: 10 });
    const needed = scenario.operations[7];
    const small = await shrink(scenario, (each) =>
      Promise.resolve(each.operations.some(({ index }) => index === needed?.index) ? 'check' : undefined),
    );
    expect(small.operations).toEqual([needed]);
    expect(small.faults).toEqual([]);
    expect(small.voters + small.learners).toBeGreaterThanOrEqual(needed?.nodeId ?? 0);
    expect(small.groups).toBe((needed?.groupIdx ?? 0) + 1);
  });

  test('leaves a scenario alone that does not fail', async () => {
    const scenario = drawScenario({ seed: 8 });
    expect(await shrink(scenario, () => Promise.resolve(undefined))).toBe(scenario);
  });

  test('a scenario is the same after it was written down', async () => {
    const scenario = drawScenario({ seed: 4, simulatedMs: 2_000 });
    const read = parseScenario(printScenario(scenario));
    expect(read).toEqual(scenario);
    const hash = (await runScenario(read)).traceHash;
    expect(hash).toBe((await simulate({ seed: 4, simulatedMs: 2_000 })).traceHash);
  });
});
