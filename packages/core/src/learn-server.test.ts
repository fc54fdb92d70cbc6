import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LogRecord } from '@gaios/sm-base';
import { bytes, sends, step, tuning, type Step } from '../test/step.ts';
import { LearnServer } from './learn-server.ts';

let s: Step;
let server: LearnServer;

beforeEach(() => {
  s = step();
  Object.assign(s.state.learner, { chosenUpTo: 9, minChosen: 3 });
  server = new LearnServer(s.state, s.out, tuning);
});

const records = (from: number, ...texts: readonly string[]): LogRecord[] =>
  texts.map((text, index) => ({ instanceId: from + index, ballot: 7, chosen: false, value: bytes(text) }));
const load = (from: number) => ({ peer: 2, from, to: 9, bytesMax: tuning.pageBytes, after: 0 });

describe('a learning stream', () => {
  test('begins with what is here', () => {
    server.askForLearn(2, 1);
    expect(sends(s.effects())).toEqual([
      { to: 2, after: 0, kind: 'SendNowInstanceId', chosenUpTo: 9, minChosen: 3 },
    ]);
    server.confirmAskForLearn(2, 4);
    expect(s.effects()).toEqual({ loads: [load(4)] });
  });

  test('sends pages until the window is full, and goes on as they are acknowledged', () => {
    server.confirmAskForLearn(2, 4);
    s.effects();
    server.loaded(load(4), records(4, 'aaaa'));
    const first = s.effects();
    expect(sends(first)).toEqual([
      {
        to: 2,
        after: 0,
        kind: 'SendLearnValue',
        entries: [{ instanceId: 4, ballot: 7, value: bytes('aaaa') }],
        chosenUpTo: 9,
      },
    ]);
    expect(first.loads).toEqual([load(5)]);
    server.loaded(load(5), records(5, 'bb', 'cc'));
    expect(s.effects().loads).toBeUndefined();
    server.sendLearnValueAck(2, 4);
    expect(s.effects()).toEqual({ loads: [load(7)] });
  });

  test('ends when all is acknowledged', () => {
    server.confirmAskForLearn(2, 9);
    server.loaded(load(9), records(9, 'z'));
    s.effects();
    expect(s.state.learner.streams.size).toBe(1);
    server.sendLearnValueAck(2, 9);
    expect([s.effects(), s.state.learner.streams.size]).toEqual([{}, 0]);
  });

  test('of what is truncated is not begun', () => {
    server.confirmAskForLearn(2, 2);
    expect(sends(s.effects())).toMatchObject([{ kind: 'SendNowInstanceId', minChosen: 3 }]);
    expect(s.state.learner.streams.size).toBe(0);
  });

  test('takes no load that it did not ask for, and ends on an empty one', () => {
    server.loaded(load(4), records(4, 'x'));
    server.confirmAskForLearn(2, 4);
    s.effects();
    server.loaded(load(5), records(5, 'x'));
    expect(s.effects()).toEqual({});
    server.loaded(load(4), []);
    expect(s.state.learner.streams.size).toBe(0);
  });

  test('ends with its peer', () => {
    server.confirmAskForLearn(2, 4);
    server.peerDown(2);
    server.sendLearnValueAck(2, 4);
    expect(s.state.learner.streams.size).toBe(0);
  });
});
