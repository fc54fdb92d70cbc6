import { beforeEach, describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'eventemitter3';
import { VirtualClock } from '@gaios/testkit';
import type { Consistency, NodeEvents, ReadResult } from './api.ts';
import { bounded, session } from './consistency.ts';
import { Deadlines } from './deadlines.ts';
import type { Query } from './queries.ts';
import { Reads, type ReadsHost } from './reads.ts';
import { Telemetry } from './telemetry.ts';

const limits = {
  timeoutMs: 1_000,
  maxPendingReads: 100,
  readRetryMs: 10,
  readRoundsMax: 2,
  maxClockDriftPpm: 10_000,
};

let clock: VirtualClock;
let reads: Reads;
/** What the machine slept, ms. */
let sleptMs: number;
/** Ids of the indexes asked for. */
let asked: number[];
/** How many reads were pending when one said that it had arrived. */
let arrivals: number[];
let host: { executedUpTo: number; gid: number };

beforeEach(() => {
  clock = new VirtualClock();
  sleptMs = 0;
  asked = [];
  arrivals = [];
  const fake = {
    groupIdx: 0,
    executedUpTo: 5,
    gid: 7,
    nowMs: () => clock.monotonicMs(),
    moment: () => ({ nowMs: clock.monotonicMs(), uptimeMs: clock.monotonicMs() + sleptMs }),
    hasLeader: () => true,
    whyNoLeader: { detail: 'no leader', facts: { isFounded: true, down: [] } },
    read: () => asked.push(asked.length + 1),
    leaseIndex: () => 0,
    inquire: () => {},
    cancelRead: () => {},
    query: (query: Query): void => query.answer(fake.executedUpTo, 'state'),
    markDirty: () => {},
    arrived: () => {
      arrivals.push(reads.pending);
    },
  } satisfies ReadsHost;
  host = fake;
  const telemetry = new Telemetry(new EventEmitter<NodeEvents>());
  reads = new Reads({ host: fake, limits, deadlines: new Deadlines(clock), telemetry });
});

const read = (consistency: Consistency): Promise<ReadResult> => {
  const answer = reads.start({ smId: 1, query: '', options: { consistency } });
  reads.flush();
  return answer;
};

/** The answer to the index asked for last, some time later. */
const answerAfter = async (ms: number): Promise<void> => {
  await clock.advance(ms);
  reads.verdict(asked.length, 5);
};

describe('bounded reads', () => {
  test('share an index by the age of the question, not of its answer, with room for a slow clock', async () => {
    const first = read(bounded(100));
    await answerAfter(60);
    await first;
    await clock.advance(39);
    await expect(read(bounded(100))).resolves.toEqual({ instanceId: 5, result: 'state' });
    expect(asked).toEqual([1]);
    // 99.5 ms by a clock that may be 1 % slow.
    await clock.advance(0.5);
    const second = read(bounded(100));
    expect(asked).toEqual([1, 2]);
    await answerAfter(1);
    await expect(second).resolves.toMatchObject({ instanceId: 5 });
  });

  test('ask anew if the machine slept since, which the monotonic clock does not count', async () => {
    const first = read(bounded(10_000));
    await answerAfter(1);
    await first;
    sleptMs = 20_000;
    const second = read(bounded(10_000));
    expect(asked).toEqual([1, 2]);
    await answerAfter(1);
    await second;
    // What was asked for after the sleep is shared again; that uptime is read in coarse steps is no sleep.
    sleptMs += 10;
    await read(bounded(10_000));
    expect(asked).toEqual([1, 2]);
  });

  test('wait until the shared index is executed here', async () => {
    const first = read(bounded(100));
    host.executedUpTo = 4;
    await answerAfter(1);
    let done = false;
    const second = read(bounded(100)).then(() => (done = true));
    await clock.settle();
    expect(done).toBe(false);
    host.executedUpTo = 5;
    reads.executed(5);
    await Promise.all([first, second]);
    expect(asked).toEqual([1]);
  });
});

test('a session that has seen nothing but the founding waits for a node that has not', async () => {
  Object.assign(host, { executedUpTo: 0, gid: 0 });
  const answer = read(session(7, 0, 0));
  await clock.advance(5);
  Object.assign(host, { executedUpTo: 1, gid: 7 });
  reads.executed(1);
  expect(await answer).toEqual({ instanceId: 1, result: 'state' });
});

test.each<Consistency>(['linearizable', 'lease', bounded(100)])(
  'a read at level %j says that it has arrived before anything vouches for it',
  async (level) => {
    const answer = read(level).catch(() => undefined);
    expect(arrivals).toEqual([0]);
    await answerAfter(1);
    await answer;
  },
);
