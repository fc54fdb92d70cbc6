import { describe, expect, test } from '@jest/globals';
import {
  encodeBatch,
  SMCtx,
  SMFac,
  StateMachine,
  type ExecuteContext,
  type LogRecord,
  type Proposal,
} from '@gaios/sm-base';
import { SystemVSM } from '@gaios/config-sm';
import * as core from '@gaios/core';
import { encodeChange, type Configuration, type Member, type ProposalRequest } from '@gaios/core';
import { VirtualClock } from '@gaios/testkit';
import { Deadlines } from './deadlines.ts';
import type { ExecutorHost } from './executor-api.ts';
import { Executor } from './executor.ts';
import type { Query } from './queries.ts';
import type { Stall } from './stalls.ts';
import { ReplayState } from './replay-state.ts';

const self = { nodeId: 1, storageId: 'a'.repeat(32), boot: 1 };
const members: Member[] = [{ nodeId: 1, address: 'a:1', role: 'voter', storageId: self.storageId }];
const limits = {
  executeQueueBytes: 1 << 20,
  executePageBytes: 1 << 16,
  executeSliceCount: 1000,
  executeBatchMax: 100,
  executeRetryMinMs: 10,
  executeRetryMaxMs: 1000,
};

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const untext = (value: Uint8Array): string => new TextDecoder().decode(value);

/** Instance 1 of every test: binds the disk. */
const first = encodeBatch({
  timeMs: 5,
  proposals: [
    {
      ...self,
      seq: 0,
      floor: 0,
      smId: 100_000_000,
      payload: encodeChange({ gid: 9, fromVersion: 0, members }),
    },
  ],
});

const entry = (seq: number, value: string, smId = 1): Proposal => ({
  ...self,
  seq,
  floor: 1,
  smId,
  payload: text(value),
});
const instance = (...proposals: Proposal[]): Uint8Array => encodeBatch({ timeMs: 7, proposals });

class Host implements ExecutorHost {
  readonly groupIdx = 0;
  version = 0;
  readonly clock = new VirtualClock();
  readonly deadlines = new Deadlines(this.clock);
  readonly contexts = new Map<number, SMCtx>();
  readonly waiting = new Map<number, ProposalRequest>();
  readonly results: [seq: number, instanceId: number, batchIndex: number, result: unknown][] = [];
  readonly skipped: [seq: number, why: string][] = [];
  readonly progress: number[] = [];
  readonly done: number[] = [];
  readonly early: number[] = [];
  readonly changes: Configuration[] = [];
  readonly stalls: Stall[] = [];
  readonly log: LogRecord[] = [];
  resumes = 0;
  stopped: unknown;
  executor!: Executor;

  nowMs(): number {
    return this.clock.monotonicMs();
  }
  contextOf(seq: number): SMCtx | undefined {
    return this.contexts.get(seq);
  }
  executedOwn(seq: number, instanceId: number, batchIndex: number, result: unknown): void {
    this.results.push([seq, instanceId, batchIndex, result]);
  }
  waitingOwn(): readonly (readonly [number, ProposalRequest])[] {
    return [...this.waiting];
  }
  skippedOwn(seq: number, why: string): void {
    this.skipped.push([seq, why]);
  }
  progressed(
    upTo: number,
    own: { readonly done: readonly number[]; readonly early: readonly number[] },
  ): void {
    this.progress.push(upTo);
    this.done.push(...own.done);
    this.early.push(...own.early);
  }
  stalled(stall: Stall): void {
    this.stalls.push(stall);
  }
  resumed(): void {
    this.resumes++;
  }
  stop(error: unknown): void {
    this.stopped = error;
    this.executor.stop();
  }
  readLog({ from, to }: { from: number; to: number }): Promise<readonly LogRecord[]> {
    // Two at a time: pages.
    return Promise.resolve(
      this.log.filter(({ instanceId }) => instanceId >= from && instanceId <= to).slice(0, 2),
    );
  }
  wake(): void {
    this.clock.defer(() => this.executor.run());
  }
}

const system = ({ changes }: Host): SystemVSM =>
  new SystemVSM({
    groupIdx: 0,
    initialMembers: members,
    rules: core,
    replayedUpTo: 0,
    onMembershipChange: (...[, , , configuration]) => changes.push(configuration),
  });

const start = (
  machines: StateMachine[],
  values: Uint8Array[] = [],
  more: Partial<typeof limits & { chosenUpTo: number }> = {},
): Host => {
  const host = new Host();
  const { chosenUpTo = 0, ...rest } = more;
  host.executor = new Executor({
    host,
    machines: new SMFac(0, machines, [system(host)]),
    state: new ReplayState(self, members),
    builtIn: [],
    master: host,
    limits: { ...limits, ...rest },
    deadlines: host.deadlines,
    chosenUpTo,
  });
  [first, ...values].forEach((value, i) => {
    const instanceId = i + 1;
    host.log.push({ instanceId, ballot: 1, chosen: true, value });
    host.executor.add({ instanceId, ballot: 1, value });
  });
  host.executor.run();
  return host;
};

/** The four styles of one machine: one by one or in batches, at once or by promises. */
const styles = ['single', 'single async', 'batch', 'batch async'] as const;
type Style = (typeof styles)[number];

class Recorder extends StateMachine {
  readonly smId: number = 1;
  readonly seen: string[] = [];
  readonly calls: number[] = [];
  running = 0;
  /** Throws as often as this before it works. */
  failures = 0;

  execute(value: Uint8Array, context: ExecuteContext): unknown {
    this.calls.push(1);
    this.fail();
    return this.apply(value, context);
  }
  apply(value: Uint8Array, context: ExecuteContext | undefined): string {
    if (context === undefined) throw new Error('no context');
    const { instanceId, batchIndex, nowMs, smCtx } = context;
    this.seen.push(`${untext(value)}@${instanceId}.${batchIndex}/${nowMs}${smCtx === undefined ? '' : '*'}`);
    return `did ${untext(value)}`;
  }
  fail(): void {
    if (this.failures-- > 0) throw new Error('not now');
  }
  override query(query: unknown): unknown {
    if (query === 'throw' || this.running > 0) throw new Error('bad query');
    return query === 'later' ? Promise.resolve(this.seen.length) : this.seen.length;
  }
}

const makeMachine = (style: Style): Recorder => {
  const machine = new Recorder();
  const async = async <T>(work: () => T): Promise<T> => {
    if (machine.running++ > 0) throw new Error('overlap');
    await Promise.resolve();
    machine.running--;
    machine.fail();
    return work();
  };
  const batch = (values: readonly Uint8Array[], contexts: readonly ExecuteContext[]): unknown[] =>
    values.map((value, i) => machine.apply(value, contexts[i]));
  if (style === 'single async') {
    machine.execute = (value, context) => {
      machine.calls.push(1);
      return async(() => machine.apply(value, context));
    };
  }
  if (style === 'batch') {
    machine.executeBatch = (values, contexts) => {
      machine.calls.push(values.length);
      machine.fail();
      return batch(values, contexts);
    };
  }
  if (style === 'batch async') {
    machine.executeBatch = (values, contexts) => {
      machine.calls.push(values.length);
      return async(() => batch(values, contexts));
    };
  }
  return machine;
};

const ask = (query: unknown, smId = 1): Query & { answers: unknown[] } => {
  const answers: unknown[] = [];
  return {
    smId,
    query,
    done: false,
    answers,
    answer: (instanceId, result) => answers.push([instanceId, result]),
    fail: (error) => answers.push(error),
  };
};

describe.each(styles)('a machine that executes %s', (style) => {
  test('gets every operation once, in order, with its place, and answers its proposer', async () => {
    const machine = makeMachine(style);
    const values = [instance(entry(1, 'a'), entry(2, 'b')), instance(), instance(entry(3, 'c'))];
    const host = start([machine], values);
    await host.clock.advance(1);
    expect(machine.seen).toEqual(['a@2.0/7', 'b@2.1/7', 'c@4.0/7']);
    expect(host.results).toEqual([
      [1, 2, 0, 'did a'],
      [2, 2, 1, 'did b'],
      [3, 4, 0, 'did c'],
    ]);
    expect(host.executor.executedUpTo).toBe(4);
    expect(host.progress.at(-1)).toBe(4);
    expect(host.done).toEqual([1, 2, 3]);
    expect(machine.calls).toEqual(style.startsWith('batch') ? [3] : [1, 1, 1]);
  });

  test('is tried again when it throws, and nothing is skipped or done twice', async () => {
    const machine = makeMachine(style);
    machine.failures = 3;
    const host = start([machine], [instance(entry(1, 'a')), instance(entry(2, 'b'))]);
    await host.clock.advance(5);
    expect(host.executor.executedUpTo).toBe(1);
    expect(host.stalls).toHaveLength(1);
    // 10, 20 and 40 ms.
    await host.clock.advance(100);
    expect(host.stalls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(host.resumes).toBe(1);
    expect(machine.seen).toEqual(['a@2.0/7', 'b@3.0/7']);
    expect(host.executor.stall).toBeUndefined();
  });

  test('hands the proposer its context', async () => {
    const machine = makeMachine(style);
    const host = start([machine], []);
    host.contexts.set(1, new SMCtx(1, { mine: true }));
    host.executor.add({ instanceId: 2, ballot: 1, value: instance(entry(1, 'a')) });
    host.executor.run();
    await host.clock.advance(1);
    expect(machine.seen).toEqual(['a@2.0/7*']);
  });

  test('is not queried while it executes', async () => {
    const machine = makeMachine(style);
    const host = start([machine], [instance(entry(1, 'a')), instance(entry(2, 'b'))]);
    const query = ask('count');
    host.executor.query(query);
    host.executor.run();
    await host.clock.advance(1);
    expect(query.answers).toHaveLength(1);
  });
});

describe('executor', () => {
  test('skips repeats, keeps what came too early open, and says so', () => {
    const machine = new Recorder();
    const other = { ...entry(1, 'x'), storageId: 'b'.repeat(32) };
    const old = { ...entry(1, 'o'), boot: 0 };
    const host = start([machine], [instance(entry(1, 'a'), entry(1, 'a'), entry(3, 'c'), other, old)]);
    expect(machine.seen).toEqual(['a@2.0/7']);
    expect(host.skipped).toEqual([[1, 'repeat']]);
    expect(host.early).toEqual([3]);
  });

  test('time never goes back', () => {
    const machine = new Recorder();
    const late = encodeBatch({ timeMs: 3, proposals: [entry(2, 'b')] });
    start([machine], [instance(entry(1, 'a')), late]);
    expect(machine.seen).toEqual(['a@2.0/7', 'b@3.0/7']);
  });

  test('batches end at another machine and at a change of configuration', () => {
    const one = makeMachine('batch');
    const two = Object.assign(new Recorder(), { smId: 2 });
    const change = encodeBatch({
      timeMs: 9,
      proposals: [
        entry(5, 'e'),
        {
          ...self,
          seq: 0,
          floor: 0,
          smId: 100_000_000,
          payload: encodeChange({ gid: 9, fromVersion: 1, members }),
        },
      ],
    });
    const host = start(
      [one, two],
      [
        instance(entry(1, 'a'), entry(2, 'b')),
        instance(entry(3, 'c', 2), entry(4, 'd')),
        change,
        instance(entry(6, 'f')),
      ],
    );
    expect(one.calls).toEqual([2, 2, 1]);
    expect(two.seen).toEqual(['c@3.0/7']);
    expect(host.changes.map(({ version }) => version)).toEqual([1, 4]);
  });

  test('a change of the membership that comes out of turn is executed all the same, since the core has applied it', () => {
    const change = (seq: number, fromVersion: number): Proposal => ({
      ...self,
      seq,
      floor: 1,
      smId: 100_000_000,
      payload: encodeChange({ gid: 9, fromVersion, members }),
    });
    const host = start([], [instance(change(3, 1)), instance(change(1, 2)), instance(change(1, 3))]);
    expect(host.changes.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(host.early).toEqual([3]);
    expect(host.results).toEqual([[1, 3, 0, { applied: true, version: 3 }]]);
    expect(host.skipped).toEqual([[1, 'repeat']]);
  });

  test('a value for an unknown machine waits until it is added', async () => {
    const host = start([], [instance(entry(1, 'a', 77))]);
    expect(host.stalls).toMatchObject([
      { smId: 77, instanceId: 2, error: { code: 'UNKNOWN_STATE_MACHINE' } },
    ]);
    expect(host.executor.isStalled).toBe(true);
    await host.clock.advance(60_000);
    expect(host.stalls).toHaveLength(1);
  });

  test('what a machine has in its own state is not executed again', () => {
    const machine = new Recorder();
    machine.getCheckpointInstanceId = () => 2;
    const host = start([machine], [instance(entry(1, 'a')), instance(entry(2, 'b'))]);
    expect(machine.seen).toEqual(['b@3.0/7']);
    expect(host.executor.executedUpTo).toBe(3);
  });

  test('a start replays the log in pages', async () => {
    const machine = new Recorder();
    const values = Array.from({ length: 9 }, (_, i) => instance(entry(i + 1, `v${i}`)));
    const host = start([machine], values, { chosenUpTo: 8 });
    await host.clock.advance(1);
    expect(machine.seen).toHaveLength(9);
    expect(host.executor.executedUpTo).toBe(10);
    expect(host.stopped).toBeUndefined();
  });

  test('a stalled group keeps no more than its bound, and then reads the log', async () => {
    const machine = new Recorder();
    machine.failures = 5;
    const host = start([machine], [instance(entry(1, 'a'))], { executeQueueBytes: 200 });
    for (let id = 3; id <= 50; id++) {
      const value = instance(entry(id - 1, `v${id}`));
      host.log.push({ instanceId: id, ballot: 1, chosen: true, value });
      host.executor.add({ instanceId: id, ballot: 1, value });
    }
    host.executor.run();
    await host.clock.advance(10_000);
    expect(host.executor.executedUpTo).toBe(50);
    expect(machine.seen).toHaveLength(49);
  });

  test('a damaged value stops the group', () => {
    const host = start([new Recorder()], [new Uint8Array(20)]);
    expect(host.stopped).toMatchObject({ code: 'STORAGE_DAMAGED' });
  });

  test('a machine that answers fewer results than operations stops the group', () => {
    const machine = new Recorder();
    machine.executeBatch = () => [];
    const host = start([machine], [instance(entry(1, 'a'))]);
    expect(String(host.stopped)).toContain('executeBatch');
  });

  test('a slice at a time', async () => {
    const machine = new Recorder();
    const values = Array.from({ length: 25 }, (_, i) => instance(entry(i + 1, 'x')));
    const host = start([machine], values, { executeSliceCount: 10 });
    // The first of ten was the founding of the group.
    expect(machine.seen).toHaveLength(9);
    await host.clock.advance(1);
    expect(machine.seen).toHaveLength(25);
  });

  test('queries: values, promises, failures, and the instance alone', async () => {
    const host = start([new Recorder()], [instance(entry(1, 'a'))]);
    const queries = [ask('count'), ask('later'), ask('throw'), ask(undefined, 0)];
    for (const query of queries) host.executor.query(query);
    host.executor.run();
    await host.clock.advance(1);
    expect(queries.map(({ answers }) => answers[0])).toEqual([
      [2, 1],
      [2, 1],
      new Error('bad query'),
      [2, undefined],
    ]);
  });

  test('no query sees half an instance', async () => {
    const machine = new Recorder();
    const stubborn = Object.assign(new Recorder(), { smId: 2, failures: 1 });
    const host = start([machine, stubborn], [instance(entry(1, 'a'), entry(2, 'b', 2))]);
    const query = ask('count');
    host.executor.query(query);
    host.executor.run();
    expect(query.answers).toEqual([]);
    await host.clock.advance(100);
    expect(query.answers).toEqual([[2, 1]]);
  });

  test('a query names what it saw, also where a machine holds more than the log knows to be chosen', () => {
    const machine = new Recorder();
    machine.getCheckpointInstanceId = () => 3;
    const host = start([machine], [instance(entry(1, 'a'))]);
    const [ofMachine, ofNone] = [ask('count'), ask('count', 0)];
    host.executor.query(ofMachine);
    host.executor.query(ofNone);
    host.executor.run();
    expect(ofMachine.answers).toEqual([[3, 0]]);
    expect(ofNone.answers).toEqual([[2, undefined]]);
  });

  test('a query that would wait for a machine that keeps failing is told so', async () => {
    const stubborn = Object.assign(new Recorder(), { smId: 2, failures: 1000 });
    const host = start([new Recorder(), stubborn], [instance(entry(1, 'a'), entry(2, 'b', 2))]);
    const query = ask('count');
    host.executor.query(query);
    host.executor.run();
    await host.clock.advance(100);
    expect(query.answers).toMatchObject([{ code: 'GROUP_STALLED' }]);
  });
});
