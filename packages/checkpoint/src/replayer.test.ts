import { describe, expect, test } from '@jest/globals';
import { StateMachine, type ExecuteContext, type LogRecord } from '@gaios/sm-base';
import { VirtualClock } from '@gaios/testkit';
import { timeOf } from '../test/world.ts';
import { needsReplay, Replayer, type ReplayOperation } from './replayer.ts';

class Shadow extends StateMachine<void> {
  readonly smId: number;
  seen: string[] = [];
  batches: number[] = [];
  fail = 0;
  held = 0;

  constructor(smId: number) {
    super();
    this.smId = smId;
  }

  execute(): void {}

  override executeForCheckpoint(value: Uint8Array, { instanceId, batchIndex }: ExecuteContext): void {
    if (this.fail-- > 0) throw new Error('not now');
    this.seen.push(`${instanceId}.${batchIndex}:${new TextDecoder().decode(value)}`);
  }

  override getCheckpointInstanceId(): number {
    return this.held;
  }
}

class Batched extends Shadow {
  override executeBatchForCheckpoint(
    values: readonly Uint8Array[],
    contexts: readonly ExecuteContext[],
  ): Promise<void> {
    this.batches.push(values.length);
    contexts.forEach((context, at) => this.executeForCheckpoint(values[at] ?? new Uint8Array(0), context));
    return Promise.resolve();
  }
}

/** Each instance has two operations, for machines in turn: 1, 2, 1, 2, … */
const open = (instanceId: number): ReplayOperation[] =>
  [0, 1].map((batchIndex) => ({
    instanceId,
    batchIndex,
    nowMs: 5,
    smId: 1 + (instanceId % 2),
    value: new TextEncoder().encode(`v${instanceId}`),
  }));

const record = (instanceId: number): LogRecord => ({
  instanceId,
  ballot: 1,
  chosen: true,
  value: new Uint8Array(10),
});

const setUp = (machines: StateMachine[], startAt = 0) => {
  const clock = new VirtualClock();
  const state = { available: 0, minChosen: 1, stalls: [] as number[], opened: [] as number[] };
  const replayer = new Replayer(
    {
      groupIdx: 0,
      time: timeOf(clock),
      availableUpTo: () => state.available,
      read: ({ from, to }) => {
        const found: LogRecord[] = [];
        for (let at = Math.max(from, state.minChosen); at <= to && found.length < 7; at++)
          found.push(record(at));
        return Promise.resolve(found);
      },
      open: (instanceId) => {
        state.opened.push(instanceId);
        return open(instanceId);
      },
      machine: (smId) => machines.find((machine) => machine.smId === smId),
      stalled: (_error, instanceId) => void state.stalls.push(instanceId),
    },
    { batchMax: 3, sliceCount: 4 },
    startAt,
  );
  const go = async (available: number): Promise<void> => {
    state.available = available;
    replayer.advance();
    await clock.advance(10);
  };
  return { clock, state, replayer, go };
};

const expected = (smId: number, from: number, to: number): string[] => {
  const all: string[] = [];
  for (let at = from; at <= to; at++)
    for (const { batchIndex, smId: of } of open(at)) if (of === smId) all.push(`${at}.${batchIndex}:v${at}`);
  return all;
};

describe('Replayer', () => {
  test('executes everything once and in order behind the active state, single and in batches', async () => {
    const [single, batched] = [new Shadow(1), new Batched(2)];
    const { replayer, state, go } = setUp([single, batched]);
    await go(3);
    expect(replayer.instanceId).toBe(3);
    await go(30);
    expect(single.seen).toEqual(expected(1, 1, 30));
    expect(batched.seen).toEqual(expected(2, 1, 30));
    expect(Math.max(...batched.batches)).toBe(2);
    expect(state.opened).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(replayer.instanceId).toBe(30);
  });

  test('gives a machine only what its own state does not hold', async () => {
    const machine = new Shadow(1);
    machine.held = 6;
    const { go } = setUp([machine]);
    await go(10);
    expect(machine.seen).toEqual(expected(1, 7, 10));
  });

  test('pauses, continues, and begins behind what it started from', async () => {
    const machine = new Shadow(1);
    const { replayer, clock, go } = setUp([machine], 4);
    replayer.pause();
    await go(10);
    expect([machine.seen, replayer.instanceId]).toEqual([[], 4]);
    replayer.continue();
    await clock.advance(10);
    expect(machine.seen).toEqual(expected(1, 5, 10));
  });

  test('goes to an instance and stays there until it is released', async () => {
    const machine = new Shadow(1);
    const { replayer, clock, go } = setUp([machine]);
    await go(5);
    let reached = false;
    const there = replayer.runTo(8).then(() => (reached = true));
    await expect(replayer.runTo(9)).rejects.toMatchObject({ code: 'CHECKPOINT_BUSY' });
    await go(7);
    expect(reached).toBe(false);
    await go(20);
    await there;
    expect([replayer.instanceId, machine.seen]).toEqual([8, expected(1, 1, 8)]);
    replayer.release();
    await clock.advance(10);
    expect(replayer.instanceId).toBe(20);
    await expect(replayer.runTo(8)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('tries again what a machine throws, with backoff, and skips nothing', async () => {
    const machine = new Shadow(2);
    machine.fail = 3;
    const { replayer, state, clock, go } = setUp([machine]);
    await go(9);
    expect(replayer.instanceId).toBe(0);
    await clock.advance(10_000);
    expect(machine.seen).toEqual(expected(2, 1, 9));
    expect(state.stalls).toEqual([1, 1, 1]);
    expect(state.opened).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('says so when the log does not reach back', async () => {
    const { state, go } = setUp([new Shadow(1)]);
    state.minChosen = 3;
    await go(9);
    expect(state.stalls).toEqual([1]);
  });

  test('ends', async () => {
    const machine = new Shadow(1);
    const { replayer, go } = setUp([machine]);
    const there = replayer.runTo(5);
    replayer.stop();
    await expect(there).rejects.toMatchObject({ code: 'CLOSED' });
    await go(9);
    expect(machine.seen).toEqual([]);
  });

  test('is for machines that have one of its calls', () => {
    const plain = new (class extends StateMachine {
      readonly smId = 3;
      execute(): void {}
    })();
    expect([needsReplay(new Shadow(1)), needsReplay(plain)]).toEqual([true, false]);
  });
});
