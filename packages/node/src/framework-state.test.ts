/** Snapshot at any instance and replay of the tail is the full replay, byte for byte; and what jumps end. */

import { describe, expect, test } from '@jest/globals';
import {
  encodeBatch,
  MASTER_SM_ID,
  SMFac,
  StateMachine,
  SYSTEM_SM_ID,
  wrapValue,
  type Proposal,
} from '@gaios/sm-base';
import { SystemVSM } from '@gaios/config-sm';
import * as core from '@gaios/core';
import { encodeChange, type Member, type ProposalRequest } from '@gaios/core';
import { encodeMasterRecord, MasterStateMachine } from '@gaios/master';
import { SeededRandom, VirtualClock } from '@gaios/testkit';
import { chainChecksum } from './adapters/checksum.ts';
import { Deadlines } from './deadlines.ts';
import type { ExecutorHost } from './executor-api.ts';
import { Executor } from './executor.ts';
import { comparableFramework, decodeFramework, type FrameworkMachine } from './framework-state.ts';
import type { Jump, MachineLoad } from './jump.ts';
import type { Query } from './queries.ts';
import { ReplayState } from './replay-state.ts';

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new RangeError('nothing is there');
  return value;
};

const disk = (nodeId: number, life = 1): string => `${nodeId}${life}`.padStart(32, '0');
const member = (nodeId: number, life = 1): Member => ({
  nodeId,
  address: `a:${nodeId}`,
  role: 'voter',
  storageId: disk(nodeId, life),
});
const members = [member(1), member(2)];
const self = { nodeId: 1, storageId: disk(1), boot: 1 };
const limits = {
  executeQueueBytes: 1 << 20,
  executePageBytes: 1 << 16,
  executeSliceCount: 1000,
  executeBatchMax: 100,
  executeRetryMinMs: 10,
  executeRetryMaxMs: 100,
};

/** Adds up; its result depends on all that it executed before. */
class Sum extends StateMachine {
  readonly smId = 1;
  total = 0;
  failures = 0;
  execute(value: Uint8Array): unknown {
    for (const byte of value) this.total += byte;
    return this.total % 7 === 0 ? () => this.total : { total: this.total };
  }
  override query(): number {
    return this.total;
  }
}

class Replay implements ExecutorHost {
  readonly groupIdx = 0;
  readonly clock = new VirtualClock();
  readonly sum = new Sum();
  readonly told: string[] = [];
  readonly waiting = new Map<number, ProposalRequest>();
  readonly ends: [seq: number, end: unknown][] = [];
  readonly early: number[] = [];
  readonly done: number[] = [];
  readonly master = new MasterStateMachine(({ version }) => this.told.push(`master ${version}`));
  readonly system = new SystemVSM({
    groupIdx: 0,
    initialMembers: members,
    rules: core,
    replayedUpTo: 0,
    onMembershipChange: (_group, _members, version) => this.told.push(`members ${version}`),
  });
  readonly builtIn: readonly FrameworkMachine[] = [this.master, this.system];
  readonly executor: Executor;
  stalls = 0;
  stopped: unknown;

  constructor(machines: readonly StateMachine[] = []) {
    this.executor = new Executor({
      host: this,
      machines: new SMFac(0, machines.length > 0 ? machines : [this.sum], [this.master, this.system]),
      state: new ReplayState(self, members),
      builtIn: this.builtIn,
      master: this.master,
      limits,
      deadlines: new Deadlines(this.clock),
      chosenUpTo: 0,
    });
  }
  nowMs(): number {
    return this.clock.monotonicMs();
  }
  contextOf(): undefined {
    return undefined;
  }
  executedOwn(seq: number, instanceId: number, _batchIndex: number, result: unknown): void {
    this.ends.push([seq, { instanceId, result }]);
    this.waiting.delete(seq);
  }
  skippedOwn(seq: number, why: string): void {
    this.ends.push([seq, why]);
    this.waiting.delete(seq);
  }
  waitingOwn(): [number, ProposalRequest][] {
    return [...this.waiting];
  }
  progressed(_upTo: number, own: { done: readonly number[]; early: readonly number[] }): void {
    this.early.push(...own.early);
    this.done.push(...own.done);
  }
  stalled(): void {
    this.stalls++;
  }
  resumed(): void {}
  stop(error: unknown): void {
    this.stopped = error;
    this.executor.stop();
  }
  readLog(): Promise<never[]> {
    return Promise.resolve([]);
  }
  wake(): void {
    this.clock.defer(() => this.executor.run());
  }

  async execute(log: readonly Uint8Array[], from: number, to: number): Promise<void> {
    for (let id = from; id <= to; id++) {
      this.executor.add({ instanceId: id, ballot: 65_537 + id * 65_536, value: must(log[id - 1]) });
    }
    this.wake();
    await this.clock.settle();
    if (this.stopped !== undefined) throw this.stopped as Error;
    if (this.executor.executedUpTo !== Math.max(to, from - 1)) throw new Error('it is not all executed');
  }

  /** Between two instances. */
  async snapshot(): Promise<Jump & { readonly total: number }> {
    const taken = this.executor.between(() => ({
      ...this.executor.encodeFramework(),
      total: this.sum.total,
    }));
    await this.clock.settle();
    const { base, state, total } = await taken;
    return { base, state, total, loads: [] };
  }
}

const loading = (replay: Replay, { base, total }: { base: Jump['base']; total: number }): MachineLoad => ({
  smId: 1,
  instanceId: base.instanceId,
  load: () => {
    if (replay.sum.failures-- > 0) throw new Error('the file cannot be read');
    replay.sum.total = total;
  },
});

/** A log with everything in it that the framework's state is about. */
const randomLog = (seed: number, length: number): Uint8Array[] => {
  const random = new SeededRandom(seed);
  const founding = { gid: 9, fromVersion: 0, members };
  /** Who each node is now; most of what it proposes is in order. */
  const now = [0, 1, 2].map(() => ({ boot: 1, seq: 0, life: 1 }));
  const of = (nodeId: number, smId: number, payload: Uint8Array, rest: Partial<Proposal> = {}): Proposal => {
    const own = must(now[nodeId]);
    if (random.chance(0.03)) Object.assign(own, { boot: own.boot + 1, seq: 0 });
    const isOdd = random.chance(0.2) || rest.seq === 0;
    return {
      nodeId,
      storageId: disk(nodeId, isOdd && random.chance(0.3) ? 2 : own.life),
      boot: own.boot - (isOdd && random.chance(0.3) ? 1 : 0) || 1,
      seq: isOdd ? 1 + random.below(12) : ++own.seq,
      floor: random.below(3),
      smId,
      payload,
      ...rest,
    };
  };
  const log = [
    encodeBatch({
      timeMs: 5,
      proposals: [of(1, SYSTEM_SM_ID, encodeChange(founding), { seq: 0, floor: 0 })],
    }),
  ];
  let version = 1;
  const draw = (instanceId: number): Proposal => {
    const nodeId = 1 + random.below(2);
    const payload = random.bytes(random.below(4));
    const kind = random.below(10);
    if (kind === 0) {
      const isMine = random.chance(0.8);
      const life = 1 + random.below(3);
      const change = { gid: 9, fromVersion: isMine ? version : 1, members: [member(1), member(2, life)] };
      if (isMine && life > (now[2]?.life ?? 0)) now[2] = { boot: 1, seq: 0, life };
      if (isMine) version = instanceId;
      return of(1, SYSTEM_SM_ID, encodeChange(change), random.chance(0.5) ? { seq: 0 } : {});
    }
    if (kind === 1) {
      const reign = { nodeId, boot: 1, ballot: 65_536 * instanceId + nodeId, reign: 1, leaseMs: 100 };
      return of(nodeId, MASTER_SM_ID, encodeMasterRecord(reign), { seq: 0, floor: 0 });
    }
    const requestId =
      kind < 6 ? { clientId: `c${random.below(3)}`, number: 1 + random.below(80) } : undefined;
    const ifMasterVersion = kind === 7 ? 1 + random.below(instanceId) : undefined;
    const wrapped = wrapValue({ smId: 1, payload, requestId, ifMasterVersion });
    return of(nodeId, wrapped.smId, wrapped.payload);
  };
  while (log.length < length) {
    const instanceId = log.length + 1;
    const proposals = Array.from({ length: random.below(4) }, () => draw(instanceId));
    log.push(encodeBatch({ timeMs: random.below(1000), proposals }));
  }
  return log;
};

describe('snapshot and tail', () => {
  test.each(Array.from({ length: 8 }, (_, i) => i + 1))(
    'are the full replay, seed %i',
    async (seed) => {
      const length = 40;
      const log = randomLog(seed, length);
      const full = new Replay();
      await full.execute(log, 1, length);
      const expected = await full.snapshot();
      expect(decodeFramework(expected.state, expected.base).clients.length).toBeGreaterThan(0);
      expect(expected.base.checksum).toBe(log.reduce(chainChecksum, 0));
      for (let at = 1; at <= length; at += seed === 1 ? 1 : 7) {
        const first = new Replay();
        await first.execute(log, 1, at);
        const taken = await first.snapshot();
        const second = new Replay();
        const landed = second.executor.jump({ ...taken, loads: [loading(second, taken)] });
        await second.clock.settle();
        await landed;
        expect(await second.snapshot()).toEqual({ ...taken, loads: [] });
        await second.execute(log, at + 1, length);
        expect(await second.snapshot()).toEqual(expected);
      }
    },
    30_000,
  );

  test('are compared without results that one of them has lost', async () => {
    const log = randomLog(3, 30);
    const [knows, has] = [
      new Replay(),
      new Replay([
        new (class extends Sum {
          override getCheckpointInstanceId(): number {
            return 20;
          }
        })(),
      ]),
    ];
    for (const replay of [knows, has]) await replay.execute(log, 1, 30);
    const [a, b] = [(await knows.snapshot()).state, (await has.snapshot()).state];
    expect(a).not.toEqual(b);
    expect(comparableFramework(a)).toEqual(comparableFramework(b));
  });
});

describe('the state of a checkpoint', () => {
  const made = async (): Promise<Jump & { readonly total: number }> => {
    const replay = new Replay();
    await replay.execute(randomLog(5, 20), 1, 20);
    return replay.snapshot();
  };

  test('from nowhere is refused, and nothing is changed', async () => {
    const { state, base } = await made();
    const codeOf = (bytes: Uint8Array): string => {
      try {
        // Whole messages may be left out at the end; what every replica has is missed when it is restored.
        decodeFramework(bytes, base);
        return 'STORAGE_DAMAGED';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    for (let at = 0; at < state.length; at++) {
      expect(codeOf(state.subarray(0, at))).toBe('STORAGE_DAMAGED');
      const flipped = state.slice();
      flipped[at] = 255 - must(flipped[at]);
      expect(codeOf(flipped)).toMatch(/^STORAGE_(DAMAGED|NEWER_FORMAT)$/);
    }
    expect(() => decodeFramework(state, { ...base, checksum: 1 })).toThrow('another instance');
    expect(() => decodeFramework(state, { ...base, instanceId: 7 })).toThrow('another instance');
    const other = { ...base.configuration, gid: 10 };
    expect(() => decodeFramework(state, { ...base, configuration: other })).toThrow('another configuration');
  });

  test('of a later format says so', async () => {
    const { state, base } = await made();
    // Field 1, a varint: the format.
    expect([...state.subarray(0, 2)]).toEqual([8, 1]);
    expect(() => decodeFramework(Uint8Array.of(8, 2, ...state.subarray(2)), base)).toThrow(
      expect.objectContaining({ code: 'STORAGE_NEWER_FORMAT' }),
    );
  });
});

describe('a jump', () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const request = (value: string, rest: Partial<Parameters<typeof wrapValue>[0]> = {}): ProposalRequest =>
    wrapValue({ smId: 1, payload: text(value), requestId: undefined, ifMasterVersion: undefined, ...rest });
  const own = (seq: number, wanted: ProposalRequest, rest: Partial<Proposal> = {}): Proposal => ({
    ...self,
    seq,
    floor: 1,
    ...wanted,
    ...rest,
  });
  const requests = [
    request('a'),
    request('b', { requestId: { clientId: 'c', number: 1 } }),
    request('c', { ifMasterVersion: 77 }),
    request('d'),
  ];
  const founding = encodeChange({ gid: 9, fromVersion: 0, members });
  const log = [
    encodeBatch({ timeMs: 1, proposals: [own(1, { smId: SYSTEM_SM_ID, payload: founding }, { seq: 0 })] }),
    ...requests.slice(0, 3).map((each, i) => encodeBatch({ timeMs: 1, proposals: [own(i + 1, each)] })),
  ];
  const checkpoint = async (more: readonly Uint8Array[] = []): Promise<Jump & { readonly total: number }> => {
    const replay = new Replay();
    await replay.execute([...log, ...more], 1, log.length + more.length);
    return replay.snapshot();
  };
  const query = (answers: unknown[]): Query => ({
    smId: 1,
    query: undefined,
    done: false,
    answer: (instanceId, result) => answers.push([instanceId, result]),
    fail: (error) => answers.push(error),
  });

  test('ends own proposals that had their turn, each as far as is known, and hands on the others', async () => {
    const taken = await checkpoint();
    const replay = new Replay();
    await replay.execute(log, 1, 1);
    for (const [i, each] of requests.entries()) replay.waiting.set(i + 1, each);
    const landed = replay.executor.jump({ ...taken, loads: [loading(replay, taken)] });
    await replay.clock.settle();
    await landed;
    expect(replay.ends).toEqual([
      [1, 'repeat'],
      [2, { instanceId: 3, result: { total: 97 + 98 } }],
      [3, 'jumped'],
    ]);
    expect([replay.done, replay.early]).toEqual([[1, 2, 3], [4]]);
    // The one that may still be executed is, and no other.
    const next = encodeBatch({
      timeMs: 1,
      proposals: requests.map((each, i) => own(i + 1, each)),
    });
    await replay.execute([...log, next], 5, 5);
    expect(replay.ends.slice(3).toSorted(([a], [b]) => a - b)).toEqual([
      [1, 'repeat'],
      [2, 'repeat'],
      [3, 'repeat'],
      [4, { instanceId: 5, result: { total: replay.sum.total } }],
    ]);
  });

  const rebinding = encodeBatch({
    timeMs: 1,
    proposals: [
      own(
        1,
        {
          smId: SYSTEM_SM_ID,
          payload: encodeChange({ gid: 9, fromVersion: 1, members: [member(1, 2), member(2)] }),
        },
        { seq: 0 },
      ),
    ],
  });
  const later = (rest: Partial<Proposal>): Uint8Array =>
    encodeBatch({ timeMs: 1, proposals: [own(1, request('z'), rest)] });

  test.each([
    ['another boot has followed', [later({ boot: 2 })], ['jumped', 'jumped']],
    ['another disk has followed', [rebinding, later({ storageId: disk(1, 2) })], ['jumped', 'jumped']],
    ['another disk is bound', [rebinding], ['repeat', 'unbound']],
  ])('knows what it can when %s', async (_name, values, ends) => {
    const taken = await checkpoint(values);
    const replay = new Replay();
    await replay.execute(log, 1, 1);
    replay.waiting.set(1, must(requests[0]));
    replay.waiting.set(9, must(requests[3]));
    void replay.executor.jump({ ...taken, loads: [loading(replay, taken)] });
    await replay.clock.settle();
    expect(replay.ends).toEqual([
      [1, ends[0]],
      [9, ends[1]],
    ]);
  });

  test('waits for the log; queries wait for it, and nothing is executed meanwhile', async () => {
    const taken = await checkpoint();
    const replay = new Replay();
    await replay.execute(log, 1, 1);
    let ready = (): void => {};
    void replay.executor.jump({
      ...taken,
      loads: [loading(replay, taken)],
      ready: new Promise((resolve) => {
        ready = resolve;
      }),
    });
    const answers: unknown[] = [];
    replay.executor.query(query(answers));
    replay.executor.add({ instanceId: 2, ballot: 1, value: must(log[1]) });
    replay.wake();
    await replay.clock.settle();
    expect([replay.executor.executedUpTo, replay.sum.total, answers]).toEqual([1, 0, []]);
    ready();
    await replay.clock.settle();
    expect([replay.executor.executedUpTo, answers]).toEqual([4, [[4, 97 + 98]]]);
    // What came before is not executed on top; what follows is.
    await replay.execute([...log, encodeBatch({ timeMs: 1, proposals: [own(4, must(requests[3]))] })], 5, 5);
    expect(replay.sum.total).toBe(97 + 98 + 100);
  });

  test('tries to load again, and fails nobody who waits for long', async () => {
    const taken = await checkpoint();
    const replay = new Replay();
    replay.sum.failures = 3;
    const answers: unknown[] = [];
    replay.executor.query(query(answers));
    void replay.executor.jump({ ...taken, loads: [loading(replay, taken)] });
    await replay.clock.settle();
    expect([replay.stalls, replay.executor.executedUpTo]).toEqual([1, 0]);
    await replay.clock.advance(1000);
    expect([replay.stalls, replay.executor.executedUpTo, replay.executor.isStalled]).toEqual([3, 4, false]);
    expect(answers).toEqual([expect.objectContaining({ code: 'GROUP_STALLED' })]);
  });

  test('stops a group that it has nothing for', async () => {
    const taken = await checkpoint();
    const replay = new Replay();
    void replay.executor.jump(taken);
    await replay.clock.settle();
    expect(replay.stopped).toMatchObject({ code: 'STORAGE_DAMAGED', facts: { smIds: [1] } });
  });

  test('tells the latest master and the latest members once', async () => {
    const record = (ballot: number): Uint8Array =>
      encodeBatch({
        timeMs: 1,
        proposals: [
          own(
            1,
            {
              smId: MASTER_SM_ID,
              payload: encodeMasterRecord({ nodeId: 2, boot: 1, ballot, reign: ballot, leaseMs: 9 }),
            },
            { seq: 0 },
          ),
        ],
      });
    const taken = await checkpoint([record(65_538), record(131_074)]);
    const replay = new Replay();
    void replay.executor.jump({ ...taken, loads: [loading(replay, taken)] });
    await replay.clock.settle();
    replay.system.started();
    expect(replay.told).toEqual(['master 6', 'members 1']);
  });
});

describe('between two instances', () => {
  test('exactly after the one that is asked for', async () => {
    const log = randomLog(2, 20);
    const replay = new Replay();
    const seen: number[] = [];
    const look = (): void => {
      seen.push(replay.executor.executedUpTo);
      replay.executor.encodeFramework();
    };
    const taken = [12, 5, 0].map((at) => replay.executor.between(look, at));
    await replay.execute(log, 1, 20);
    await Promise.all(taken);
    expect(seen).toEqual([0, 5, 12]);
  });

  test('tells who waits what went wrong', async () => {
    const replay = new Replay();
    const failed = replay.executor.between(() => {
      throw new Error('no');
    });
    const never = replay.executor.between(() => 1, 5);
    await replay.clock.settle();
    await expect(failed).rejects.toThrow('no');
    replay.executor.stop();
    await expect(never).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(replay.executor.between(() => 1)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
