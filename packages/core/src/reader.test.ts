import { beforeEach, describe, expect, test } from '@jest/globals';
import { configuration, disk, member, sends, speaker, step, tuning, type Step } from '../test/step.ts';
import type { MessageMap } from './messages.ts';
import { Reader } from './reader.ts';
import { Relay } from './relay.ts';

const ballot = 65_537;
let s: Step;
let reader: Reader;
let round: number;

beforeEach(() => {
  s = step();
  for (const peer of [2, 3]) s.state.alive.add(peer);
  Object.assign(s.state.proposer, { role: 'leader', ballot, next: 2 });
  reader = new Reader(s.state, s.out, { ...speaker(1), boot: 4 }, tuning, new Relay(s.state));
});

const start = (): number => {
  const readId = reader.read();
  reader.pump(true);
  round = s.state.reader.round?.round ?? 0;
  return readId;
};
const confirm = (
  from: ReturnType<typeof speaker>,
  more: Partial<MessageMap['ConfirmLeaderReply']> = {},
): boolean =>
  reader.confirmLeaderReply(from, { ballot, proposer: disk(1), round, promised: ballot, ...more });

describe('at the leader', () => {
  test('a round asks the others, and a quorum with the own vote ends it', () => {
    const readId = start();
    expect(sends(s.effects())).toEqual(
      [2, 3].map((to) => ({ to, after: 0, kind: 'ConfirmLeader', ballot, round })),
    );
    s.state.learner.chosenUpTo = 9;
    confirm(speaker(3));
    expect(s.effects()).toEqual({ reads: [{ readId, instanceId: 1 }] });
  });

  test.each([
    ['of another round', speaker(3), { round: 0 }],
    ['at another ballot', speaker(3), { ballot: 1 }],
    ['to another disk', speaker(3), { proposer: disk(9) }],
    ['of a stranger', speaker(4), {}],
    ['of another disk', { nodeId: 3, storageId: disk(9) }, {}],
    ['that names a higher promise', speaker(3), { promised: 131_075 }],
  ])('an answer %s does not count', (_what, from, more) => {
    start();
    s.effects();
    const isOutbid = confirm(from, more);
    expect([s.effects(), isOutbid]).toEqual([{}, 'promised' in more]);
  });

  test('nothing begins before it is ready', () => {
    reader.read();
    reader.pump(false);
    expect(s.effects()).toEqual({});
  });

  test('who asks during a round waits for the next one', () => {
    const first = start();
    const second = reader.read();
    reader.pump(true);
    s.effects();
    s.state.learner.chosenUpTo = 5;
    confirm(speaker(2));
    expect(s.effects()).toEqual({ reads: [{ readId: first, instanceId: 1 }] });
    reader.pump(true);
    s.effects();
    round = s.state.reader.round?.round ?? 0;
    confirm(speaker(2));
    expect(s.effects()).toEqual({ reads: [{ readId: second, instanceId: 5 }] });
  });

  test('a proposed configuration must confirm as well', () => {
    s.state.proposer.proposed = configuration([member(1), member(4), member(5)]);
    start();
    confirm(speaker(2));
    expect(s.effects().reads).toBeUndefined();
    confirm(speaker(4));
    expect(s.effects().reads).toHaveLength(1);
  });

  test('a change begins the round anew', () => {
    start();
    s.effects();
    const old = round;
    reader.configurationChanged();
    s.state.configuration = configuration([member(1), member(4), member(5)]);
    confirm(speaker(4));
    reader.pump(true);
    expect(s.state.reader.round?.round).not.toBe(old);
    confirm(speaker(4), { round: old });
    expect(s.effects().reads).toBeUndefined();
  });

  test('others are answered by the same round, and told when it leads no more', () => {
    reader.askForReadIndex(speaker(3), { boot: 1, requestId: 8 });
    reader.askForReadIndex(speaker(3), { boot: 1, requestId: 9 });
    reader.pump(true);
    round = s.state.reader.round?.round ?? 0;
    s.effects();
    confirm(speaker(2));
    expect(sends(s.effects())).toEqual([
      { to: 3, after: 0, kind: 'ReadIndex', boot: 1, requestId: 9, instanceId: 1 },
    ]);
    reader.askForReadIndex(speaker(2), { boot: 1, requestId: 5 });
    reader.steppedDown();
    expect(sends(s.effects())).toEqual([
      { to: 2, after: 0, kind: 'ReadIndex', boot: 1, requestId: 5, instanceId: 0 },
    ]);
  });

  test('the own requests outlive its reign', () => {
    const readId = start();
    reader.steppedDown();
    expect([s.state.reader.waiting, s.state.reader.round]).toEqual([[readId], undefined]);
  });

  test('silence repeats the question', () => {
    start();
    confirm(speaker(4));
    s.effects();
    s.state.nowMs = reader.deadlineMs;
    reader.tick();
    expect(sends(s.effects())).toMatchObject([
      { to: 2, round },
      { to: 3, round },
    ]);
  });
});

describe('elsewhere', () => {
  const ask = (): { readId: number; requestId: number } => {
    const readId = reader.read();
    reader.pump(false);
    return { readId, requestId: s.state.reader.ask?.requestId ?? 0 };
  };

  beforeEach(() => {
    s.state.proposer.role = 'follower';
    Object.assign(s.state.leader, { nodeId: 2, ballot, chosenUpTo: 0 });
  });

  test('the leader is asked, once at a time', () => {
    const { readId, requestId } = ask();
    expect(sends(s.effects())).toEqual([{ to: 2, after: 0, kind: 'AskForReadIndex', boot: 4, requestId }]);
    const later = reader.read();
    reader.pump(false);
    expect(s.effects()).toEqual({});
    expect(reader.readIndex(speaker(2), { boot: 4, requestId, instanceId: 7 })).toBe('taken');
    expect(s.effects()).toEqual({ reads: [{ readId, instanceId: 7 }] });
    expect(s.state.reader.waiting).toEqual([later]);
  });

  test.each([
    ['of another boot', { boot: 3 }],
    ['to another request', { requestId: 0 }],
  ])('an answer %s is not taken', (_what, more) => {
    const { requestId } = ask();
    s.effects();
    reader.readIndex(speaker(2), { boot: 4, requestId, instanceId: 7, ...more });
    expect(s.effects()).toEqual({});
  });

  test('a refusal, a new leader and silence keep the request waiting', () => {
    const { readId, requestId } = ask();
    expect(reader.readIndex(speaker(2), { boot: 4, requestId, instanceId: 0 })).toBe('not-leader');
    expect(s.state.reader.waiting).toEqual([readId]);
    reader.pump(false);
    reader.leaderChanged();
    expect(s.state.reader.waiting).toEqual([readId]);
    reader.pump(false);
    s.state.nowMs = reader.deadlineMs;
    reader.tick();
    expect([s.state.reader.waiting, s.state.reader.ask]).toEqual([[readId], undefined]);
  });

  test('without a leader nothing is asked, and others are refused', () => {
    Object.assign(s.state.leader, { nodeId: 0, ballot, chosenUpTo: 0 });
    ask();
    reader.askForReadIndex(speaker(3), { boot: 1, requestId: 9 });
    expect(sends(s.effects())).toEqual([
      { to: 3, after: 0, kind: 'ReadIndex', boot: 1, requestId: 9, instanceId: 0 },
    ]);
  });
});
