/** A learner that follows a node: whom it asks, how long it waits, and when it goes to others. */

import { beforeEach, expect, test } from '@jest/globals';
import { bytes, sends, step, tuning, type Step } from '../test/step.ts';
import { Learner } from './learner.ts';

/** 2 leads, 3 is followed. */
const LEADER = 2;
const FOLLOWED = 3;

let s: Step;
let learner: Learner;
let followed: number;

beforeEach(() => {
  s = step();
  followed = FOLLOWED;
  learner = new Learner(s.state, s.out, tuning, {
    chain: (checksum) => checksum,
    concluded: () => {},
    followed: () => followed,
  });
  for (const peer of [LEADER, FOLLOWED, 4]) s.state.alive.add(peer);
  Object.assign(s.state.leader, { nodeId: LEADER, ballot: 7 });
});

const upTo = (chosenUpTo: number, minChosen = 1) =>
  ({ kind: 'SendNowInstanceId', chosenUpTo, minChosen }) as const;
const asked = (): string[] =>
  (sends(s.effects()) as { to: number; kind: string }[]).map(({ to, kind }) => `${kind} ${to}`);
const tick = (): void => {
  s.state.nowMs = learner.deadlineMs;
  learner.tick();
};

test('is told by the leader, and learns from the one it follows', () => {
  learner.hear(LEADER, 3);
  expect(asked()).toEqual(['AskForLearn 3']);
  learner.sendNowInstanceId(FOLLOWED, upTo(3));
  expect(asked()).toEqual(['ConfirmAskForLearn 3']);
  const entries = [2, 3].map((instanceId) => ({ instanceId, ballot: 9, value: bytes('a') }));
  learner.hear(LEADER, 4);
  learner.sendLearnValue(FOLLOWED, { entries, chosenUpTo: 3 });
  expect(asked()).toEqual(['SendLearnValueAck 3', 'AskForLearn 3']);
});

test('nothing is asked while nothing is missing', () => {
  learner.hear(LEADER, 1);
  expect(s.effects()).toEqual({});
});

test('one that has not heard of it yet is asked again, less and less often; then the others are', () => {
  learner.hear(LEADER, 9);
  let rounds = 0;
  for (; rounds < 50; rounds++) {
    expect(asked()).toEqual(['AskForLearn 3']);
    learner.sendNowInstanceId(FOLLOWED, upTo(1));
    if (s.state.learner.ask !== undefined) break;
    learner.hear(LEADER, 10 + rounds);
    expect(s.effects()).toEqual({});
    expect(learner.deadlineMs - s.state.nowMs).toBeLessThan(tuning.retryMinMs);
    tick();
  }
  expect(rounds).toBeGreaterThan(1);
  expect(asked()).toEqual(['AskForLearn 2']);
});

test('what it is known to have is fetched at once', () => {
  learner.hear(LEADER, 9);
  learner.sendNowInstanceId(FOLLOWED, upTo(1));
  s.effects();
  learner.hear(FOLLOWED, 9);
  expect(asked()).toEqual(['AskForLearn 3']);
});

test.each<[string, () => void]>([
  ['is down', () => (s.state.alive.delete(FOLLOWED), learner.peerDown(FOLLOWED))],
  ['does not answer', tick],
  ['has deleted it', () => learner.sendNowInstanceId(FOLLOWED, upTo(9, 5))],
])('one that %s is no server; another than the leader is asked, if it has it', (_what, happens) => {
  learner.hear(LEADER, 9);
  learner.hear(4, 9);
  expect(asked()).toEqual(['AskForLearn 3']);
  happens();
  expect(asked()).toEqual(['AskForLearn 4']);
});

test('a voter follows nobody', () => {
  followed = 0;
  learner.hear(LEADER, 9);
  expect(asked()).toEqual(['AskForLearn 2']);
});
