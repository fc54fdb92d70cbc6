import { beforeEach, describe, expect, test } from '@jest/globals';
import { bytes, sends, step, tuning, type Step } from '../test/step.ts';
import { checksumAt } from './checksums.ts';
import { Learner } from './learner.ts';

let s: Step;
let learner: Learner;
let concluded: unknown[];

beforeEach(() => {
  s = step();
  concluded = [];
  learner = new Learner(s.state, s.out, tuning, {
    chain: (checksum, value) => checksum * 10 + value.length,
    concluded: (instanceId, ballot) => concluded.push([instanceId, ballot]),
  });
  for (const peer of [2, 3]) s.state.alive.add(peer);
});

const accepted = (instanceId: number, ballot: number, text: string, chosen = false): void => {
  s.state.acceptor.accepted.set(instanceId, { ballot, value: bytes(text), chosen, writeSeq: 0 });
};
const learned = (instanceId: number, text: string) => ({ instanceId, ballot: 9, value: bytes(text) });

describe('concluding', () => {
  test('what is on disk needs no write', () => {
    accepted(2, 7, 'x');
    learner.conclude(7, bytes('x'));
    expect(s.effects()).toEqual({ chosen: [{ instanceId: 2, ballot: 7, value: bytes('x') }] });
    expect(s.state.learner).toMatchObject({ chosenUpTo: 2, checksum: 1 });
    expect([concluded, s.state.acceptor.accepted.size, s.out.hasLazyMeta]).toEqual([[[2, 7]], 0, true]);
  });

  test('waits for the write of an acceptance that is under way', () => {
    const writeSeq = s.out.record({ instanceId: 2, ballot: 7, chosen: false, value: bytes('x') });
    s.state.acceptor.accepted.set(2, { ballot: 7, value: bytes('x'), chosen: false, writeSeq });
    learner.conclude(7, bytes('x'));
    expect(s.effects()).toMatchObject({ write: { seq: 1 }, chosenAfter: 1 });
  });

  test.each([
    ['another value', (): void => accepted(2, 3, 'y')],
    ['nothing', (): void => undefined],
  ])('over %s writes it first', (_what, hold) => {
    hold();
    learner.conclude(7, bytes('x'));
    const records = [{ instanceId: 2, ballot: 7, chosen: true, value: bytes('x') }];
    expect(s.effects()).toMatchObject({ write: { seq: 1, records }, chosenAfter: 1 });
  });

  test('chains the checksum over all values', () => {
    for (const text of ['a', 'bb', 'ccc']) learner.conclude(7, bytes(text));
    expect(s.state.learner.checksum).toBe(123);
    expect([1, 2, 3, 4, 5].map((instanceId) => checksumAt(s.state.learner, instanceId))).toEqual([
      undefined,
      1,
      12,
      123,
      undefined,
    ]);
  });
});

describe('advancing', () => {
  test('goes by the word of the leader, for what was accepted at its ballot, up to a gap', () => {
    Object.assign(s.state.leader, { nodeId: 2, ballot: 7, chosenUpTo: 5 });
    accepted(2, 7, 'a');
    accepted(3, 7, 'b');
    accepted(5, 7, 'd');
    learner.advance();
    expect(concluded).toEqual([
      [2, 7],
      [3, 7],
    ]);
  });

  test.each([
    ['beyond its chosenUpTo', 7, 1],
    ['at another ballot', 6, 5],
  ])('not %s', (_sentence, ballot, chosenUpTo) => {
    Object.assign(s.state.leader, { nodeId: 2, ballot: 7, chosenUpTo });
    accepted(2, ballot, 'a');
    learner.advance();
    expect(concluded).toEqual([]);
  });

  test('goes over what was learned above a gap', () => {
    accepted(3, 9, 'b', true);
    learner.advance();
    expect(concluded).toEqual([]);
    learner.conclude(7, bytes('a'));
    learner.advance();
    expect(concluded).toEqual([
      [2, 7],
      [3, 9],
    ]);
  });
});

describe('catching up', () => {
  const upTo = (chosenUpTo: number) => ({ kind: 'SendNowInstanceId', chosenUpTo, minChosen: 1 }) as const;
  const stream = (): void => {
    learner.hear(2, 4);
    learner.sendNowInstanceId(2, upTo(4));
    s.effects();
  };

  test('asks at once, confirms, takes, and acknowledges when that is on disk', () => {
    learner.hear(2, 3);
    expect(sends(s.effects())).toEqual([{ to: 2, after: 0, kind: 'AskForLearn', from: 2 }]);
    learner.sendNowInstanceId(2, upTo(3));
    expect(sends(s.effects())).toEqual([{ to: 2, after: 0, kind: 'ConfirmAskForLearn', from: 2 }]);
    expect(learner.sendLearnValue(2, { entries: [learned(2, 'a'), learned(3, 'b')], chosenUpTo: 3 })).toBe(3);
    const effects = s.effects();
    expect(sends(effects)).toEqual([{ to: 2, after: 1, kind: 'SendLearnValueAck', upTo: 3 }]);
    expect(effects).toMatchObject({
      write: {
        records: [
          { instanceId: 2, chosen: true },
          { instanceId: 3, chosen: true },
        ],
      },
      chosenAfter: 1,
      events: [{ kind: 'learned', from: 2, to: 3, peer: 2 }],
    });
    expect([concluded.length, s.state.learner.ask]).toEqual([2, undefined]);
  });

  test('leaves the promise alone', () => {
    s.state.acceptor.promised = 50;
    stream();
    learner.sendLearnValue(2, { entries: [learned(2, 'a')], chosenUpTo: 4 });
    expect(s.state.acceptor.promised).toBe(50);
  });

  test('takes from nobody that was not asked, nor before it confirmed', () => {
    const entries = [learned(2, 'a')];
    expect(learner.sendLearnValue(2, { entries, chosenUpTo: 4 })).toBe(0);
    learner.hear(2, 4);
    expect(learner.sendLearnValue(2, { entries, chosenUpTo: 4 })).toBe(0);
    learner.sendNowInstanceId(2, upTo(4));
    expect(learner.sendLearnValue(3, { entries, chosenUpTo: 4 })).toBe(0);
    expect(concluded).toEqual([]);
  });

  test('one at a time, and from another peer when one is silent or gone', () => {
    stream();
    learner.hear(3, 4);
    expect(s.effects()).toEqual({});
    s.state.nowMs = learner.deadlineMs;
    learner.tick();
    expect(sends(s.effects())).toMatchObject([{ to: 3, kind: 'AskForLearn' }]);
    s.state.alive.delete(3);
    learner.hear(2, 4);
    learner.peerDown(3);
    expect(sends(s.effects())).toMatchObject([{ to: 2, kind: 'AskForLearn' }]);
  });

  test('of what everybody has truncated needs a checkpoint', () => {
    learner.hear(2, 9);
    learner.hear(3, 9);
    const gone = { kind: 'SendNowInstanceId', chosenUpTo: 9, minChosen: 5 } as const;
    learner.sendNowInstanceId(2, gone);
    expect(sends(s.effects())).toMatchObject([{ to: 2 }, { to: 3 }]);
    learner.sendNowInstanceId(3, gone);
    expect(s.effects()).toEqual({ events: [{ kind: 'needsCheckpoint', from: 2 }] });
    // Said again, less and less often, and asked whether somebody can serve after all.
    for (const wait of [tuning.retryMinMs, 2 * tuning.retryMinMs, 4 * tuning.retryMinMs, tuning.retryMaxMs]) {
      expect(learner.deadlineMs - s.state.nowMs).toBe(wait);
      s.state.nowMs = learner.deadlineMs;
      learner.tick();
      const { events = [], ...rest } = s.effects();
      expect(sends(rest)).toMatchObject([{ to: 2 }, { to: 3 }]);
      expect(events).toEqual(wait > tuning.retryMinMs ? [{ kind: 'needsCheckpoint', from: 2 }] : []);
    }
    learner.sendNowInstanceId(3, gone);
    expect(s.effects()).toEqual({});
    learner.sendNowInstanceId(3, { ...gone, minChosen: 2 });
    const { events, ...rest } = s.effects();
    expect([events, sends(rest)]).toMatchObject([
      [{ kind: 'needsNoCheckpoint', from: 2 }],
      [{ to: 3, kind: 'AskForLearn' }],
    ]);
  });

  test('needs no checkpoint while somebody has not spoken who may have it', () => {
    learner.hear(2, 9);
    learner.sendNowInstanceId(2, { kind: 'SendNowInstanceId', chosenUpTo: 9, minChosen: 5 } as never);
    expect(s.effects()).not.toHaveProperty('events');
    s.state.nowMs = learner.deadlineMs;
    learner.tick();
    expect(s.effects()).not.toHaveProperty('events');
    s.state.nowMs = learner.deadlineMs;
    learner.tick();
    expect(s.effects().events).toEqual([{ kind: 'needsCheckpoint', from: 2 }]);
  });

  test('needs no checkpoint any more when those who have truncated it are down', () => {
    const gone = { kind: 'SendNowInstanceId', chosenUpTo: 9, minChosen: 5 } as const;
    for (const peer of [2, 3]) learner.hear(peer, 9);
    for (const peer of [2, 3]) learner.sendNowInstanceId(peer, gone);
    s.effects();
    s.state.alive.delete(2);
    learner.peerDown(2);
    expect(s.effects()).toEqual({});
    s.state.alive.delete(3);
    learner.peerDown(3);
    expect(s.effects().events).toEqual([{ kind: 'needsNoCheckpoint', from: 2 }]);
  });

  test('asks another peer when the one that was asked has less than it said', () => {
    learner.hear(2, 4);
    learner.hear(3, 4);
    s.effects();
    learner.sendNowInstanceId(2, upTo(1));
    expect(sends(s.effects())).toMatchObject([{ to: 3, kind: 'AskForLearn' }]);
  });

  test('goes on asking around when nobody is known to have it any more, less and less often', () => {
    learner.hear(2, 4);
    s.effects();
    learner.sendNowInstanceId(2, upTo(1));
    expect(s.effects()).toEqual({});
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      waits.push(learner.deadlineMs - s.state.nowMs);
      s.state.nowMs = learner.deadlineMs;
      learner.tick();
      expect(sends(s.effects())).toMatchObject([{ to: 2 }, { to: 3 }]);
    }
    expect(waits).toEqual([tuning.retryMinMs, 2 * tuning.retryMinMs, 4 * tuning.retryMinMs]);
    learner.sendNowInstanceId(3, upTo(4));
    expect(sends(s.effects())).toMatchObject([{ to: 3, kind: 'AskForLearn' }]);
    learner.sendNowInstanceId(3, upTo(4));
    const entries = [2, 3, 4].map((id) => learned(id, 'a'));
    learner.sendLearnValue(3, { entries, chosenUpTo: 4 });
    s.state.nowMs = learner.deadlineMs;
    learner.tick();
    expect(learner.deadlineMs).toBe(Infinity);
  });

  test('keeps within what is accepted ahead', () => {
    stream();
    const far = 1 + tuning.acceptAheadInstances;
    expect(learner.sendLearnValue(2, { entries: [learned(far + 1, 'z')], chosenUpTo: 4 })).toBe(0);
    expect(learner.sendLearnValue(2, { entries: [learned(far, 'y')], chosenUpTo: 4 })).toBe(far);
    expect([...s.state.acceptor.accepted.keys()]).toEqual([far]);
  });

  test('spares the leader when another can serve', () => {
    Object.assign(s.state.leader, { nodeId: 2, ballot: 7, chosenUpTo: 0 });
    stream();
    learner.hear(3, 4);
    learner.retry(0);
    expect(sends(s.effects())).toMatchObject([{ to: 3, kind: 'AskForLearn' }]);
  });

  test('without a leader it asks around, and takes up whoever knows more', () => {
    learner.inquire();
    expect(sends(s.effects())).toMatchObject([
      { to: 2, kind: 'AskForLearn' },
      { to: 3, kind: 'AskForLearn' },
    ]);
    learner.sendNowInstanceId(3, upTo(1));
    expect(s.effects()).toEqual({});
    learner.sendNowInstanceId(2, upTo(4));
    expect(sends(s.effects())).toMatchObject([{ to: 2, kind: 'AskForLearn' }]);
  });
});
