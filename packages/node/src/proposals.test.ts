/** Which callers wait for which proposal, whatever order they end in. */

import { beforeEach, describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'eventemitter3';
import { SeededRandom, VirtualClock } from '@gaios/testkit';
import { SMCtx } from '@gaios/sm-base';
import type { ProposalRequest } from '@gaios/core';
import type { NodeEvents, ProposeOptions } from './api.ts';
import { Deadlines } from './deadlines.ts';
import { Overload } from './overload.ts';
import { Proposals } from './proposals.ts';
import { Telemetry } from './telemetry.ts';

const limits = { timeoutMs: 1_000, maxPending: 1_000, pendingBytesMax: 1e6, maxWaitingForRoom: 0 };

let clock: VirtualClock;
let proposals: Proposals;
let nextSeq: number;
/** How each call has ended so far, by its first seq. */
let ends: Map<number, unknown>;

beforeEach(() => {
  clock = new VirtualClock();
  nextSeq = 1;
  ends = new Map();
  const host = {
    groupIdx: 0,
    nowMs: () => clock.monotonicMs(),
    propose(requests: readonly ProposalRequest[]) {
      nextSeq += requests.length;
      return nextSeq - requests.length;
    },
    giveUp: () => 'sent' as const,
    hasLeader: () => true,
    whyNoLeader: { detail: 'no leader', facts: { isFounded: true, down: [] } },
  };
  const overload = new Overload(
    { proposeWaitTimeThresholdMs: 0, overloadIntervalMs: 100 },
    new SeededRandom(1),
    () => {},
  );
  const telemetry = new Telemetry(new EventEmitter<NodeEvents>());
  proposals = new Proposals({ host, limits, deadlines: new Deadlines(clock), overload, telemetry });
});

const request = { smId: 1, payload: Uint8Array.of(1) };

/** Returns the first seq. */
const start = (size = 1, options: ProposeOptions = {}, contexts: readonly SMCtx[] = []): number => {
  const seq = nextSeq;
  const requests = Array.from({ length: size }, () => request);
  const call = { requests, contexts, single: size === 1, options };
  proposals.start(call).then(
    (result) => ends.set(seq, result),
    (error: { code: string }) => ends.set(seq, error.code),
  );
  return seq;
};
const execute = (seq: number, result: unknown = `r${seq}`): void => proposals.executed(seq, seq, 0, result);
const own = (seq: number): object => ({ instanceId: seq, batchIndex: 0, result: `r${seq}` });
const settled = (): Promise<void> => clock.advance(0);
const waiting = (): number[] => proposals.waiting().map(([seq]) => seq);

describe('proposals', () => {
  test('end each with its own result; one of several with all of them', async () => {
    const [one, several, last] = [start(), start(3), start()];
    expect([one, several, last, proposals.pending]).toEqual([1, 2, 5, 5]);
    for (const seq of [1, 2, 4]) execute(seq);
    execute(4, 'again');
    await settled();
    expect([ends, waiting(), proposals.pending, proposals.calls]).toEqual([
      new Map([[1, own(1)]]),
      [3, 5],
      2,
      2,
    ]);
    for (const seq of [3, 5, 3, 9]) execute(seq);
    await settled();
    expect([ends.get(2), ends.get(5)]).toEqual([[own(2), own(3), own(4)], own(5)]);
    expect([waiting(), proposals.pending, proposals.calls]).toEqual([[], 0, 0]);
  });

  test('that give up in the middle are waited for no more, and leave the others alone', async () => {
    start();
    start(2, { timeoutMs: 10 });
    start();
    execute(2);
    await clock.advance(20);
    expect([ends, waiting(), proposals.pending, proposals.calls]).toEqual([
      new Map([[2, 'TIMEOUT']]),
      [1, 4],
      2,
      2,
    ]);
    for (const seq of [1, 2, 3, 4]) execute(seq);
    await settled();
    expect([ends.get(1), ends.get(2), ends.get(4)]).toEqual([own(1), 'TIMEOUT', own(4)]);
    expect([proposals.pending, proposals.calls]).toEqual([0, 0]);
  });

  test('by the thousand, behind one that waits long', async () => {
    start(1, { timeoutMs: 100_000 });
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 50; i++) start(1, { timeoutMs: 5 });
      await clock.advance(10);
    }
    const late = start();
    expect([waiting(), proposals.pending, proposals.calls, ends.size]).toEqual([[1, late], 2, 2, 5_000]);
    execute(1);
    execute(late);
    await settled();
    expect([ends.get(1), ends.get(late)]).toEqual([own(1), own(late)]);
  });

  test('find the proposer’s own object, as long as it waits', async () => {
    const contexts = [new SMCtx(1), new SMCtx(1)];
    start();
    start(2, {}, contexts);
    expect([1, 2, 3, 4].map((seq) => proposals.contextOf(seq))).toEqual([undefined, ...contexts, undefined]);
    execute(2);
    expect([contexts[0]?.result, proposals.contextOf(2), proposals.contextOf(3)]).toEqual([
      'r2',
      undefined,
      contexts[1],
    ]);
    proposals.skipped(3, 'unbound');
    await settled();
    expect([ends.get(2), proposals.contextOf(3), proposals.pending]).toEqual(['NOT_A_MEMBER', undefined, 1]);
  });

  test('all end together, those that have ended excepted', async () => {
    for (let i = 0; i < 3; i++) start();
    execute(2);
    proposals.endAll('CLOSED');
    await settled();
    expect(ends).toEqual(
      new Map<number, unknown>([
        [2, own(2)],
        [1, 'CLOSED'],
        [3, 'CLOSED'],
      ]),
    );
    expect([proposals.pending, proposals.calls]).toEqual([0, 0]);
  });
});
