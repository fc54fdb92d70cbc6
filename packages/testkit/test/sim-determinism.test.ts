import { expect, test } from '@jest/globals';
import { drawScenario, faultKinds, runScenario, simulate, withTraps } from '@gaios/testkit/sim';

const everything = {
  nodes: 3,
  learners: 1,
  spares: 2,
  groups: 2,
  simulatedMs: 12_000,
  operationsPerSecond: 15,
  faults: { kinds: faultKinds, everyMs: 250 },
} as const;

/** Some seconds each; more on a machine that does other things. */
const LONG_MS = 120_000;

test(
  'the same seed, with all faults on, does the same twice in one process',
  async () => {
    for (const seed of [3, 4]) {
      const first: string[] = [];
      const second: string[] = [];
      const one = await simulate({ seed, ...everything, print: (line) => first.push(line) });
      const two = await simulate({ seed, ...everything, print: (line) => second.push(line) });
      const at = first.findIndex((line, index) => line !== second[index]);
      expect({ at, first: first[at], second: second[at] }).toEqual({
        at: -1,
        first: undefined,
        second: undefined,
      });
      expect(two).toEqual(one);
      expect(one.failure).toBeUndefined();
      expect(Object.keys(one.faults).length).toBeGreaterThan(12);
    }
  },
  LONG_MS,
);

test('the hash is the same whether the trace is printed or not, and another with another seed', async () => {
  const short = { nodes: 3, simulatedMs: 2_000 } as const;
  const quiet = await simulate({ seed: 9, ...short });
  const loud = await simulate({ seed: 9, ...short, print: () => {} });
  const other = await simulate({ seed: 10, ...short });
  expect(loud.traceHash).toBe(quiet.traceHash);
  expect(other.traceHash).not.toBe(quiet.traceHash);
});

test(
  'nothing reaches around the ports',
  async () => {
    const { result, sprung } = await withTraps(() => simulate({ seed: 5, ...everything }));
    expect(sprung).toEqual([]);
    expect(result.failure).toBeUndefined();
    expect(result.clients.acknowledged).toBeGreaterThan(10);
  },
  LONG_MS,
);

test('the traps spring', async () => {
  const reaches = drawScenario({
    seed: 1,
    voters: 1,
    learners: 0,
    groups: 1,
    simulatedMs: 1_000,
    faults: false,
  });
  const { sprung } = await withTraps(async () => {
    for (const reach of [() => Date.now(), () => Math.random(), () => setTimeout(() => {}, 1)]) {
      expect(reach).toThrow(/reaches around/);
    }
    return runScenario(reaches);
  });
  expect(sprung).toEqual(['Date.now', 'Math.random', 'setTimeout']);
  expect(Date.now()).toBeGreaterThan(0);
});
