/** Each checker is shown histories that are wrong in one way, and must say so. */

import { describe, expect, test } from '@jest/globals';
import { encodeChange, type Member, type Message } from '@gaios/core';
import { encodeBatch, SYSTEM_SM_ID, type GroupMeta, type LogRecord, type Proposal } from '@gaios/sm-base';
import {
  Calls,
  encodeKv,
  KvWorkload,
  Leadership,
  leaderlessLimitMs,
  Leases,
  LogChecker,
  Masters,
  Operations,
  Progress,
  Reads,
  type ClientCall,
  type ReadCall,
  type WorldSeen,
} from '@gaios/testkit/sim';

const operation = (
  instanceId: number,
  value: string,
  more: object = {},
): Parameters<Operations['executed']>[1] => ({
  groupIdx: 0,
  instanceId,
  batchIndex: 0,
  value,
  result: `result of ${value}`,
  nowMs: instanceId,
  state: `state ${instanceId}`,
  ...more,
});

describe('operations', () => {
  const proposed = (...values: string[]): Operations => {
    const operations = new Operations();
    for (const value of values) operations.proposed(0, { nodeId: 1, boot: 1 }, value);
    return operations;
  };

  test('a machine that holds some of it is given the rest', () => {
    const operations = proposed('a', 'b');
    operations.executed('1.1', operation(2, 'a'));
    operations.executed('1.1', operation(3, 'b'));
    operations.begins('1.2', 2);
    operations.executed('1.2', operation(3, 'b'));
    expect(operations.countOf('1.2', 0)).toBe(operations.count(0));
  });

  test('replicas that execute the same pass, in any interleaving, and again after a restart', () => {
    const operations = proposed('a', 'b');
    for (const [life, instanceId, value] of [
      ['1.1', 2, 'a'],
      ['2.1', 2, 'a'],
      ['2.1', 3, 'b'],
      ['1.1', 3, 'b'],
      ['1.2', 2, 'a'],
    ] as const) {
      operations.executed(life, operation(instanceId, value));
    }
    expect([operations.count(0), operations.countOf('1.1', 0), operations.countOf('1.2', 0)]).toEqual([
      2, 2, 1,
    ]);
  });

  test.each<[string, RegExp, (operations: Operations) => void]>([
    ['another value', /^history:/, (all) => all.executed('2.1', operation(2, 'b'))],
    ['another place', /^history:/, (all) => all.executed('2.1', operation(3, 'a'))],
    ['another result', /^state:.*result/, (all) => all.executed('2.1', operation(2, 'a', { result: 'x' }))],
    ['another state', /^state:.*state/, (all) => all.executed('2.1', operation(2, 'a', { state: 'x' }))],
    ['another time', /^state:.*nowMs/, (all) => all.executed('2.1', operation(2, 'a', { nowMs: 9 }))],
    ['a phantom', /^phantom:/, (all) => all.executed('1.1', operation(3, 'nobody'))],
    [
      'a value of another group',
      /^phantom:/,
      (all) => all.executed('1.1/1', operation(3, 'b', { groupIdx: 1 })),
    ],
    ['twice', /^once:/, (all) => all.executed('1.1', operation(3, 'a'))],
    ['back in the log', /^order:/, (all) => all.executed('1.1', operation(1, 'b'))],
    ['back in time', /^time:/, (all) => all.executed('1.1', operation(3, 'b', { nowMs: 1 }))],
    [
      'again, what the machine holds already',
      /^history:/,
      (all) => {
        all.executed('1.1', operation(3, 'b'));
        all.begins('1.2', 2);
        all.executed('1.2', operation(2, 'a'));
      },
    ],
    [
      'out of turn',
      /^fifo:/,
      (all) => {
        all.executed('1.1', operation(3, 'c'));
        all.executed('1.1', operation(4, 'b'));
      },
    ],
    [
      'of an earlier boot after a later one',
      /^fifo:/,
      (all) => {
        all.proposed(0, { nodeId: 1, boot: 2 }, 'later');
        all.executed('1.1', operation(3, 'later'));
        all.executed('1.1', operation(4, 'b'));
      },
    ],
    [
      'what was refused',
      /^outcome:/,
      (all) => {
        all.refused(0, 'b');
        all.executed('1.1', operation(3, 'b'));
      },
    ],
    ['refused what was executed', /^outcome:/, (all) => all.refused(0, 'a')],
  ])('%s', (_, sentence, wrong) => {
    const operations = proposed('a', 'b', 'c');
    operations.executed('1.1', operation(2, 'a'));
    expect(() => wrong(operations)).toThrow(sentence);
  });
});

describe('calls', () => {
  const began = (...values: string[]): { operations: Operations; calls: Calls } => {
    const operations = new Operations();
    const calls = new Calls(operations);
    calls.began({ id: 1, nodeId: 1, boot: 1, groupIdx: 0, values });
    return { operations, calls };
  };
  const ok = (instanceId: number, result: string, batchIndex = 0): Parameters<Calls['ended']>[1] => ({
    kind: 'ok',
    results: [{ instanceId, batchIndex, result }],
  });
  const failed = (
    outcome: 'executed' | 'unknown' | 'not-executed' | undefined,
  ): Parameters<Calls['ended']>[1] => ({
    kind: 'failed',
    code: 'TIMEOUT',
    outcome,
  });

  test('a result of the own value at its place passes, and so does one of a dead process that never ends', () => {
    const { operations, calls } = began('a');
    operations.executed('1.1', operation(2, 'a'));
    calls.ended(1, ok(2, 'result of a'));
    calls.began({ id: 2, nodeId: 1, boot: 1, groupIdx: 0, values: ['b'] });
    expect(calls.open).toBe(1);
    calls.orphaned({ nodeId: 1, boot: 1 });
    expect(() => calls.finish()).not.toThrow();
  });

  test.each<[string, RegExp, (calls: Calls) => void]>([
    ['another result', /^results:/, (calls) => calls.ended(1, ok(2, 'x'))],
    ['another instance', /^results:/, (calls) => calls.ended(1, ok(3, 'result of a'))],
    ['another place in it', /^results:/, (calls) => calls.ended(1, ok(2, 'result of a', 1))],
    ['no outcome', /^calls:/, (calls) => calls.ended(1, failed(undefined))],
    ['not executed, though it was', /^outcome:/, (calls) => calls.ended(1, failed('not-executed'))],
    [
      'a call that ends twice',
      /^calls:/,
      (calls) => {
        calls.ended(1, failed('unknown'));
        calls.ended(1, failed('unknown'));
      },
    ],
    ['too few results', /^calls:/, (calls) => calls.ended(1, { kind: 'ok', results: [] })],
    ['a call that never ends', /^calls:/, (calls) => calls.finish()],
  ])('%s', (_, sentence, wrong) => {
    const { operations, calls } = began('a');
    operations.executed('1.1', operation(2, 'a'));
    expect(() => wrong(calls)).toThrow(sentence);
  });

  test('acknowledged before anybody executed it, or never executed', () => {
    expect(() => began('a').calls.ended(1, ok(2, 'result of a'))).toThrow(/^durability:/);
    const { calls } = began('a');
    calls.ended(1, failed('executed'));
    expect(() => calls.finish()).toThrow(/^durability:/);
  });

  test('the values of one call in two instances', () => {
    const { operations, calls } = began('a', 'b');
    operations.executed('1.1', operation(2, 'a'));
    operations.executed('1.1', operation(3, 'b'));
    const results = [ok(2, 'result of a'), ok(3, 'result of b')].flatMap((end) =>
      end.kind === 'ok' ? end.results : [],
    );
    expect(() => calls.ended(1, { kind: 'ok', results })).toThrow(/several instances/);
  });
});

describe('progress', () => {
  const seen = { groupIdx: 0, ballot: 5, chosenUpTo: 5, executedUpTo: 4, minChosen: 1 };
  test.each(['ballot', 'chosenUpTo', 'executedUpTo', 'minChosen'] as const)('%s goes back', (what) => {
    const progress = new Progress();
    progress.seen('1.1', [seen]);
    progress.seen('1.2', [{ ...seen, [what]: 0 }]);
    progress.seen('1.1', [{ ...seen, ballot: 9, chosenUpTo: 9 }]);
    expect(() => progress.seen('1.1', [{ ...seen, ballot: 9, chosenUpTo: 9, [what]: 0 }])).toThrow(
      /^progress:/,
    );
  });

  test('more executed than chosen', () => {
    const progress = new Progress();
    progress.seen('1.1', [seen]);
    expect(() => progress.seen('1.1', [{ ...seen, executedUpTo: 6 }])).toThrow(/^progress:/);
  });
});

describe('reads', () => {
  const call: ReadCall = {
    id: 1,
    groupIdx: 0,
    level: 'linearizable',
    calledMs: 100,
    life: '1.1',
    isBarrier: false,
    boundMs: 0,
    sawUpTo: 0,
    isForeign: false,
  };
  /** Instances 5, 6 and 7 were seen at 50, 85 and 100 ms. */
  const seen = (leases = true, executedUpTo = 10): Reads => {
    const reads = new Reads({
      leases,
      hasExecuted: (_life, _group, instanceId) => instanceId <= executedUpTo,
    });
    for (const [instanceId, atMs] of [
      [5, 50],
      [4, 60],
      [6, 85],
      [7, 100],
    ] as const)
      reads.seen(0, instanceId, atMs);
    return reads;
  };
  const answer = (reads: Reads, instanceId: number, more: Partial<ReadCall> = {}): void => {
    reads.began({ ...call, ...more });
    reads.answered(1, instanceId, 101);
  };

  test.each<[number, Partial<ReadCall>]>([
    [7, {}],
    [7, { isBarrier: true }],
    [7, { level: 'lease' }],
    [6, { level: 'bounded', boundMs: 10 }],
    [5, { level: 'bounded', boundMs: 15 }],
    [0, { level: 'bounded', boundMs: 50 }],
    [3, { level: 'session', sawUpTo: 3 }],
    [0, { level: 'local' }],
    [0, { groupIdx: 1 }],
  ])('must have seen %i: %j', (least, more) => {
    expect(() => answer(seen(), least, more)).not.toThrow();
  });

  test.each<[number, Partial<ReadCall>]>([
    [6, {}],
    [6, { isBarrier: true }],
    [6, { level: 'lease' }],
    [5, { level: 'bounded', boundMs: 10 }],
    [4, { level: 'bounded', boundMs: 15 }],
    [2, { level: 'session', sawUpTo: 3 }],
  ])('%i is too early: %j', (instanceId, more) => {
    expect(() => answer(seen(), instanceId, more)).toThrow(/^reads:.* was seen before/);
  });

  test('with clocks beyond their bound nothing is promised by age, and nothing answered by lease', () => {
    expect(() => answer(seen(false), 1, { level: 'bounded', boundMs: 10 })).not.toThrow();
    expect(() => answer(seen(false), 7, { level: 'lease' })).toThrow(/leases are not read by/);
  });

  test('what an answer lets others see counts for later reads', () => {
    const reads = seen();
    answer(reads, 9, { level: 'local' });
    expect(() => answer(reads, 8, { id: 1, life: '2.1' })).toThrow(/9 was seen before/);
  });

  test('within a life nothing is taken back, in another it may be', () => {
    const reads = seen();
    answer(reads, 5, { level: 'local' });
    expect(() => answer(reads, 4, { level: 'local', life: '1.2' })).not.toThrow();
    expect(() => answer(reads, 4, { level: 'local', isBarrier: true })).not.toThrow();
    expect(() => answer(reads, 4, { level: 'local' })).toThrow(/and one before it at 5/);
  });

  test('answered beyond what its node executed, or to another life of the group', () => {
    expect(() => answer(seen(true, 6), 7)).toThrow(/has not executed/);
    expect(() => answer(seen(), 7, { level: 'session', isForeign: true })).toThrow(/another life/);
  });

  test.each<[string, boolean, Partial<ReadCall>]>([
    ['TIMEOUT', true, { level: 'session' }],
    ['NO_LEASE', true, { level: 'lease' }],
    ['NO_LEASE', false, {}],
    ['FOREIGN_SESSION', true, { level: 'session', isForeign: true }],
    ['FOREIGN_SESSION', false, { level: 'session' }],
    ['TypeError', false, {}],
  ])('%s is an end that is foreseen: %p, of %j', (code, isForeseen, more) => {
    const reads = seen();
    reads.began({ ...call, ...more });
    let wrong = '';
    try {
      reads.failed(1, code);
    } catch (error) {
      wrong = String(error);
    }
    expect(wrong).toMatch(isForeseen ? /^$/ : /reads: .*fails with/);
  });
});

test('two nodes hold a lease', () => {
  const leases = new Leases();
  leases.held(0, [1]);
  leases.held(1, [2]);
  leases.held(0, []);
  leases.held(0, [3]);
  expect(leases.changes).toBe(1);
  expect(() => leases.held(0, [1, 3])).toThrow(/^leases:/);
});

test('masters that are told twice, out of order, or otherwise elsewhere', () => {
  const masters = new Masters();
  masters.told('1.1', 0, 1, 5);
  masters.told('1.1', 1, 2, 5);
  masters.told('2.1', 0, 1, 5);
  masters.told('1.2', 0, 1, 5);
  masters.told('1.1', 0, 3, 9);
  expect(() => masters.told('1.1', 0, 3, 9)).toThrow(/^masters:/);
  expect(() => masters.told('1.1', 0, 1, 5)).toThrow(/^masters:/);
  expect(() => masters.told('2.1', 0, 2, 9)).toThrow(/^masters:/);
});

describe('leadership', () => {
  const LIMIT_MS = 1_000;
  const world = (leader: string, more: Partial<WorldSeen> = {}, mayBeLed = true): WorldSeen => ({
    state: 'calm',
    isSound: true,
    groups: [{ groupIdx: 0, mayBeLed, leader }],
    ...more,
  });

  test('a group without a leader, while it could have one and nothing changes', () => {
    const leadership = new Leadership();
    leadership.look(0, LIMIT_MS, world(''));
    leadership.look(900, LIMIT_MS, world('1@5'));
    leadership.look(1_000, LIMIT_MS, world(''));
    leadership.look(1_900, LIMIT_MS, world('', { state: 'cut' }));
    leadership.look(2_900, LIMIT_MS, world('', { state: undefined }));
    leadership.look(3_000, LIMIT_MS, world('', {}, false));
    leadership.look(4_000, LIMIT_MS, world(''));
    leadership.look(5_000, LIMIT_MS, world(''));
    expect(leadership.longestMs).toBe(1_000);
    expect(() => leadership.look(5_001, LIMIT_MS, world(''))).toThrow(/^leaderless:/);
  });

  test('leaders that depose each other without end, and without a reason', () => {
    const leadership = new Leadership();
    const turns = (count: number, more: Partial<WorldSeen> = {}): void => {
      for (let turn = 0; turn < count; turn++) leadership.look(turn, LIMIT_MS, world(`1@${turn}`, more));
    };
    turns(20, { isSound: false });
    turns(20, { state: undefined });
    turns(6);
    leadership.look(7, LIMIT_MS, world('1@5'));
    expect(() => turns(2)).toThrow(/^duel:/);
  });

  test('the limit grows with what elections wait for', () => {
    const pace = { supportMs: 100, heartbeatMs: 30, campaignMs: 50, retryMs: 250 };
    for (const name of Object.keys(pace) as (keyof typeof pace)[]) {
      expect(leaderlessLimitMs({ ...pace, [name]: 1_000 })).toBeGreaterThan(leaderlessLimitMs(pace));
    }
  });
});

describe('log', () => {
  const disk = (nodeId: number): string => String(nodeId).repeat(32);
  const members = [1, 2, 3].map((nodeId): Member => ({
    nodeId,
    address: `memory:${nodeId}`,
    role: 'voter',
    storageId: '',
  }));
  const proposal = (more: Partial<Proposal>): Proposal => ({
    nodeId: 1,
    storageId: disk(1),
    boot: 1,
    seq: 0,
    floor: 0,
    smId: 0,
    payload: new Uint8Array(0),
    ...more,
  });
  const founding = encodeBatch({
    timeMs: 0,
    proposals: [
      proposal({
        smId: SYSTEM_SM_ID,
        payload: encodeChange({
          gid: 7,
          fromVersion: 0,
          members: members.map((member) => ({ ...member, storageId: disk(member.nodeId) })),
        }),
      }),
    ],
  });
  const value = (text: string): Uint8Array =>
    encodeBatch({
      timeMs: 1,
      proposals: [proposal({ seq: 1, floor: 1, payload: new TextEncoder().encode(text) })],
    });
  const record = (instanceId: number, ballot: number, bytes: Uint8Array): LogRecord => ({
    instanceId,
    ballot,
    chosen: false,
    value: bytes,
  });
  const meta = (promised: number, chosenUpTo: number, checksum = chosenUpTo): GroupMeta => ({
    promised,
    promisedTo: '',
    chosenUpTo,
    checksum,
    minChosen: 1,
    configuration: new Uint8Array(0),
  });
  const write = (log: LogChecker, nodeId: number, row?: GroupMeta, ...records: LogRecord[]): void =>
    log.written(nodeId, disk(nodeId), { groupIdx: 0, records, ...(row === undefined ? {} : { meta: row }) });
  const BALLOT = 65_537;

  /** Founded, and `a` chosen at instance 2 by nodes 1 and 2. */
  const founded = (): LogChecker => {
    const log = new LogChecker(0, members);
    for (const nodeId of [1, 2, 3]) write(log, nodeId, meta(BALLOT, 0), record(1, BALLOT, founding));
    for (const nodeId of [1, 2, 3]) write(log, nodeId, meta(BALLOT, 1));
    for (const nodeId of [1, 2]) write(log, nodeId, undefined, record(2, BALLOT, value('a')));
    write(log, 1, meta(BALLOT, 2));
    return log;
  };
  const accepted = (ballot: number, promised = ballot): Message => ({
    kind: 'AcceptReply',
    ballot,
    proposer: disk(1),
    verdict: 'accepted',
    instanceIds: [2],
    promised,
    chosenUpTo: 1,
    checksum: 1,
  });

  test('a checksum that all have, and that is not the one of the log', () => {
    const log = new LogChecker(0, members, (checksum, bytes) => checksum + bytes.length);
    for (const nodeId of [1, 2, 3]) write(log, nodeId, meta(BALLOT, 0), record(1, BALLOT, founding));
    expect(() => write(log, 1, meta(BALLOT, 1, 7))).toThrow(/^checksum:/);
  });

  test('what a quorum has accepted passes', () => {
    const log = founded();
    log.executing(1, disk(1), 2);
    log.sent(2, disk(2), accepted(BALLOT));
    log.checksum(1, 2, 2);
    expect([log.length, log.isFounded([1, 2, 3]), log.isBound(3, disk(3)), log.isBound(3, disk(4))]).toEqual([
      2,
      true,
      true,
      false,
    ]);
  });

  test.each<[string, RegExp, (log: LogChecker) => void]>([
    ['the promise goes down', /promise went down/, (log) => write(log, 1, meta(BALLOT - 1, 2))],
    ['chosenUpTo goes back', /chosenUpTo went back/, (log) => write(log, 1, meta(BALLOT, 1))],
    ['concluded, and not on its disk', /not on its disk/, (log) => write(log, 3, meta(BALLOT, 2))],
    [
      'concluded by one vote',
      /no quorum/,
      (log) => {
        write(log, 3, meta(BALLOT, 1), record(2, BALLOT, value('a')), record(3, BALLOT, value('b')));
        write(log, 3, meta(BALLOT, 3));
      },
    ],
    [
      'two values chosen',
      /another value/,
      (log) => {
        for (const nodeId of [2, 3])
          write(log, nodeId, meta(BALLOT + 1, 1), record(2, BALLOT + 1, value('b')));
        write(log, 3, meta(BALLOT + 1, 2));
      },
    ],
    [
      'what is chosen is overwritten',
      /overwrites/,
      (log) => write(log, 1, meta(BALLOT + 1, 2), record(2, BALLOT + 1, value('b'))),
    ],
    [
      'two values at one ballot',
      /two values/,
      (log) => write(log, 3, undefined, record(2, BALLOT, value('b'))),
    ],
    [
      'accepted below the promise',
      /has promised/,
      (log) => {
        write(log, 3, meta(BALLOT * 2, 1));
        write(log, 3, undefined, record(2, BALLOT, value('a')));
      },
    ],
    ['executed before it is on the disk', /before it is on its disk/, (log) => log.executing(3, disk(3), 2)],
    [
      'a vote before its write',
      /before that was on its disk/,
      (log) => log.sent(3, disk(3), accepted(BALLOT)),
    ],
    [
      'a vote above the promise on disk',
      /its disk has promised/,
      (log) => log.sent(2, disk(2), accepted(BALLOT * 2)),
    ],
    [
      'a vote at another ballot than the promise',
      /votes at/,
      (log) => log.sent(2, disk(2), accepted(BALLOT, BALLOT * 2)),
    ],
    [
      'a ballot spoken of before the own promise',
      /its disk has promised/,
      (log) => log.sent(2, disk(2), { kind: 'Prepare', ballot: 2 * 65_536 + 2, from: 3 }),
    ],
    [
      'another checksum on disk',
      /^checksum:/,
      (log) => write(log, 2, meta(BALLOT, 2, 99), record(2, BALLOT, value('a'))),
    ],
    ['another checksum in its mouth', /^checksum:/, (log) => log.checksum(2, 2, 99)],
  ])('%s', (_, sentence, wrong) => {
    const log = founded();
    expect(() => wrong(log)).toThrow(sentence);
  });
});

describe('the workload', () => {
  const call = (calledAt: number, value: string, result: string): ClientCall => ({
    groupIdx: 0,
    operation: {
      kind: 'propose',
      smId: 1,
      values: [encodeKv({ id: value, kind: 'set', key: 'k', value })],
    },
    calledAt,
    returnedAt: calledAt + 1,
    refused: false,
    results: [result],
    instanceId: 0,
  });
  const read = (calledAt: number, result: string): ClientCall => ({
    ...call(calledAt, '', ''),
    operation: { kind: 'read', smId: 1, query: 'k', consistency: 'linearizable' },
    results: [result],
  });

  const executed = [
    operation(1, new TextDecoder().decode(encodeKv({ id: 'a', kind: 'set', key: 'k', value: 'a' }))),
  ];
  const check = (...history: ClientCall[]): void =>
    new KvWorkload().check(history, (groupIdx) => (groupIdx === 0 ? executed : []));

  test('looks at the whole history, key by key', () => {
    const here = { instanceId: 1 };
    expect(() => check(call(1, 'a', ''), { ...read(3, 'a'), ...here })).not.toThrow();
    expect(() => check(call(1, 'a', ''), { ...read(3, ''), groupIdx: 1 })).not.toThrow();
    expect(() =>
      check(call(1, 'a', ''), { ...read(3, 'x'), returnedAt: Infinity, refused: true }),
    ).not.toThrow();
    expect(() => check(call(1, 'a', ''), read(3, ''))).toThrow(/^linearizability:/);
  });

  test('a read is of the instance that it names', () => {
    expect(() => check(call(1, 'a', ''), read(3, 'a'))).toThrow(/^reads:/);
    const local = { kind: 'read', smId: 1, query: 'k', consistency: 'local' } as const;
    expect(() => check(call(1, 'a', ''), { ...read(3, ''), operation: local })).not.toThrow();
    expect(() => check(call(1, 'a', ''), { ...read(3, ''), operation: local, instanceId: 1 })).toThrow(
      /^reads:/,
    );
  });
});
