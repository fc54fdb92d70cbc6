/** Checkpoints in the simulator: seeds, every kind of fault of theirs, and that the checks can fail. */

import { beforeAll, describe, expect, test } from '@jest/globals';
import { SeededRandom } from '@gaios/testkit';
import {
  checkpointKinds,
  drawScenario,
  faultAtlas,
  Operations,
  runScenario,
  Shipping,
  type CheckpointMessage,
  type Fault,
  type FaultKind,
  type Scenario,
  type SimulationReport,
} from '@gaios/testkit/sim';

const LONG_MS = 300_000;
/** In the seeds of this file, at least. */
const MADE_MIN = 150;
const INSTALLED_MIN = 10;

test(
  'seeds of the mix: safe under faults, live without, and many checkpoints',
  async () => {
    const failed: string[] = [];
    let [made, installed] = [0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const report = await runScenario(drawScenario({ seed, mix: 'checkpoints', simulatedMs: 4_000 }));
      const replay = `pnpm sim --seed ${seed} --mix checkpoints --ms 4000`;
      if (report.failure !== undefined) failed.push(`${replay}\n${report.failure.message}`);
      made += report.checkpoints.made;
      installed += report.checkpoints.installed;
    }
    expect(failed).toEqual([]);
    expect(made).toBeGreaterThan(MADE_MIN);
    expect(installed).toBeGreaterThan(INSTALLED_MIN);
  },
  LONG_MS,
);

test(
  'the same seed does the same, from whatever a run is started',
  async () => {
    const scenario = drawScenario({ seed: 3, mix: 'checkpoints', simulatedMs: 2_000 });
    const straight = await runScenario(scenario);
    const later = await new Promise<typeof straight>((resolve, reject) => {
      process.nextTick(() => void runScenario(scenario).then(resolve, reject));
    });
    expect(later).toEqual(straight);
  },
  LONG_MS,
);

test('some seeds have checkpoints, and only those have their faults', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => drawScenario({ seed: seed + 1 }));
  const shipping = seeds.filter(({ checkpoints }) => checkpoints !== undefined);
  expect(shipping.length).toBeGreaterThan(3);
  expect(shipping.length).toBeLessThan(25);
  for (const { checkpoints, faults } of seeds) {
    const isTold = faults.some(({ kind }) => checkpointKinds.includes(kind));
    expect(isTold && checkpoints === undefined).toBe(false);
  }
});

describe('every kind', () => {
  const quiet: Scenario = {
    ...drawScenario({
      seed: 5,
      mix: 'checkpoints',
      operationsPerSecond: 30,
      simulatedMs: 6_000,
      faults: false,
    }),
    voters: 3,
    learners: 0,
    spares: 0,
    groups: 1,
    checkpoints: { machines: [['snapshot', 'files']], padBytes: 0, every: 1 },
    tuning: {
      checkpointEveryInstances: 5,
      checkpointRestMs: 0,
      holdLogCount: 0,
      cleanSettleMs: 0,
      cleanIntervalMs: 10,
      cleanLagMax: 3,
    },
  };
  const operations = quiet.operations.map((each) => ({
    ...each,
    groupIdx: 0,
    nodeId: 1 + (each.nodeId % 3),
  }));
  // What a node loses the others must have.
  const afterwards: readonly FaultKind[] = ['damagedFile', 'lostFiles'];
  // Somebody is behind the log of the others in each of them.
  const behind: Fault = { kind: 'leftBehind', atMs: 1_000, durationMs: 2_500, nodes: [3], amount: 0 };
  const withFaults = (...faults: Fault[]): Scenario => ({
    ...quiet,
    operations,
    faults: [behind, ...faults],
  });
  let without: SimulationReport;

  beforeAll(async () => {
    without = await runScenario(withFaults());
  });

  test('comes to a run in which a checkpoint is installed', () => {
    expect(without.failure).toBeUndefined();
    expect(without.checkpoints.installed).toBeGreaterThan(0);
  });

  test.each(checkpointKinds)('%s takes effect, changes the run, and is survived', async (kind: FaultKind) => {
    const drawn = faultAtlas[kind].draw(new SeededRandom(5), quiet);
    const fault: Fault = {
      kind,
      atMs: afterwards.includes(kind) ? 5_000 : 3_400,
      ...drawn,
      durationMs: 1_500,
    };
    const report = await runScenario(withFaults(fault));
    expect(report.failure).toBeUndefined();
    expect(report.faults[kind]).toBe(kind === 'leftBehind' ? 2 : 1);
    expect(report.traceHash).not.toBe(without.traceHash);
  });
});

describe('shipping', () => {
  const sender = { nodeId: 1, life: '1.1' };
  const receiver = { nodeId: 2, life: '2.1' };
  let nowMs = 0;
  const begun = (): Shipping => {
    nowMs = 0;
    return new Shipping({ nowMs: () => nowMs, holdMs: 1_000, clocksGoOn: true });
  };
  const ask = { kind: 'AskForCheckpoint', groupIdx: 0, gid: 1, round: 1, chosenUpTo: 3 } as const;
  const offer: CheckpointMessage = {
    kind: 'CheckpointOffer',
    groupIdx: 0,
    gid: 1,
    round: 1,
    id: 'c10',
    instanceId: 10,
    minChosen: 5,
    bytes: 1,
    load: 0,
    isLeader: false,
  };
  const take = (transfer = 7): CheckpointMessage => ({
    kind: 'TakeCheckpoint',
    groupIdx: 0,
    gid: 1,
    transfer,
    id: 'c10',
    fileIdx: 0,
    offset: 0,
    hasBase: false,
  });
  const none = new Uint8Array(0);
  const begin: CheckpointMessage = {
    kind: 'SendFile',
    groupIdx: 0,
    transfer: 7,
    seq: 0,
    flag: 'begin',
    fileIdx: 0,
    offset: 0,
    length: 0,
    kept: none,
    encoding: 'plain',
    data: none,
    crc: 0,
  };
  const ack = (verdict: 'ok' | 'fail'): CheckpointMessage => ({
    kind: 'SendFileAck',
    groupIdx: 0,
    transfer: 7,
    verdict,
    next: 1,
    reason: verdict === 'ok' ? 'none' : 'io',
  });
  const installed = (chosenUpTo: number, caughtUp: boolean): CheckpointMessage => ({
    kind: 'InstalledCheckpoint',
    groupIdx: 0,
    gid: 1,
    transfer: 7,
    chosenUpTo,
    caughtUp,
  });
  const sending = (): Shipping => {
    const shipping = begun();
    shipping.sent(sender, 2, offer);
    shipping.received(sender, 2, take());
    shipping.sent(sender, 2, begin);
    return shipping;
  };

  test('a sender keeps its log until its receiver has caught up, fails, or is silent', () => {
    expect(() => sending().cleaned(sender, 0, 11)).not.toThrow();
    expect(() => sending().cleaned(sender, 0, 12)).toThrow(/node 2 needs it from 11 on/);
    expect(() => sending().cleaned(sender, 1, 12)).not.toThrow();
    const further = sending();
    further.received(sender, 2, installed(20, false));
    expect(() => further.cleaned(sender, 0, 21)).not.toThrow();
    expect(() => further.cleaned(sender, 0, 22)).toThrow(/from 21 on/);
    for (const end of [installed(20, true), ack('fail')]) {
      const ended = sending();
      ended.received(sender, 2, end);
      expect(() => ended.cleaned(sender, 0, 50)).not.toThrow();
    }
    const late = sending();
    nowMs = 600;
    expect(() => late.cleaned(sender, 0, 50)).not.toThrow();
    const left = sending();
    left.members('1.1', 0, [1, 3]);
    expect(() => left.cleaned(sender, 0, 50)).not.toThrow();
  });

  test('a receiver asks nobody, and takes from nobody else, until it has ended', () => {
    const receiving = (): Shipping => {
      const shipping = begun();
      shipping.sent(receiver, 1, ask);
      shipping.sent(receiver, 1, take());
      return shipping;
    };
    expect(() => receiving().sent(receiver, 3, ask)).toThrow(/asks for a checkpoint while it receives one/);
    expect(() => receiving().sent(receiver, 3, take(8))).toThrow(/takes a checkpoint from node 3/);
    expect(() => receiving().sent(receiver, 1, take(8))).not.toThrow();
    for (const end of [ack('fail'), installed(10, false)]) {
      const ended = receiving();
      ended.sent(receiver, 1, end);
      expect(() => ended.sent(receiver, 3, ask)).not.toThrow();
    }
    const refused = receiving();
    refused.received(receiver, 1, { kind: 'RefuseCheckpoint', groupIdx: 0, transfer: 7, reason: 'gone' });
    expect(() => refused.sent(receiver, 3, ask)).not.toThrow();
    const silent = receiving();
    nowMs = 10_001;
    expect(() => silent.sent(receiver, 3, ask)).not.toThrow();
  });
});

describe('what a machine holds', () => {
  const executed = (): Operations => {
    const operations = new Operations();
    for (const [index, value] of ['a', 'b', 'c'].entries()) {
      operations.proposed(0, { nodeId: 1, boot: 1 }, value);
      const at = { groupIdx: 0, instanceId: index + 2, batchIndex: 0, nowMs: 1 };
      operations.executed('1.1/0', { ...at, value, result: '', state: `s${index}`, smId: 1 + (index % 2) });
    }
    return operations;
  };

  test('behind a checkpoint is what execution leads to', () => {
    const state = { smId: 1, instanceId: 3, state: 's0' };
    expect(() => executed().loaded('2.1/0', 0, state)).not.toThrow();
    expect(() => executed().loaded('2.1/0', 0, { ...state, state: 's2' })).toThrow(/^checkpoint: machine 1/);
    expect(() => executed().loaded('2.1/0', 0, { ...state, instanceId: 4 })).toThrow(/was s2 after 0\/4.0/);
  });

  test('is not executed again, machine by machine', () => {
    const operations = executed();
    operations.loaded('2.1/0', 0, { smId: 1, instanceId: 4, state: 's2' });
    expect(operations.countOf('2.1/0', 0)).toBe(1);
    expect(operations.hasExecuted('2.1/0', 0, 4, 1)).toBe(true);
    expect(operations.hasExecuted('2.1/0', 0, 4)).toBe(false);
    operations.executed('2.1/0', {
      groupIdx: 0,
      instanceId: 3,
      batchIndex: 0,
      nowMs: 1,
      smId: 2,
      value: 'b',
      result: '',
      state: 's1',
    });
    expect(operations.countOf('2.1/0', 0)).toBe(operations.count(0));
  });
});
