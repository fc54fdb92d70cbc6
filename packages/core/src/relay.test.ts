import { beforeEach, describe, expect, test } from '@jest/globals';
import { sends, speaker, step, tuning, type Step } from '../test/step.ts';
import { Reader } from './reader.ts';
import { Relay } from './relay.ts';

let s: Step;
let relay: Relay;
let reader: Reader;

beforeEach(() => {
  s = step();
  for (const peer of [2, 3]) s.state.alive.add(peer);
  relay = new Relay(s.state);
  reader = new Reader(s.state, s.out, { ...speaker(1), boot: 4 }, tuning, relay);
});

describe('a way to the leader', () => {
  test('is a live peer that said whom it follows', () => {
    expect(relay.via).toBe(0);
    relay.heard(2, 9, 1);
    expect(relay.via).toBe(2);
    s.state.alive.delete(2);
    expect(relay.via).toBe(0);
    s.state.alive.add(2);
    expect(relay.via).toBe(2);
  });

  test.each([
    ['nobody', 0],
    ['this node', 1],
    ['itself, which says so by leading', 2],
  ])('is none that follows %s', (_whom, followed) => {
    relay.heard(2, 9, 1);
    relay.heard(2, followed, 1);
    expect(relay.via).toBe(0);
  });

  test('is not needed with a leader, nor as one, nor after it said no', () => {
    relay.heard(2, 9, 1);
    s.state.leader.nodeId = 3;
    expect(relay.via).toBe(0);
    s.state.leader.nodeId = 0;
    s.state.proposer.role = 'leader';
    expect(relay.via).toBe(0);
    s.state.proposer.role = 'follower';
    relay.forget(3);
    expect(relay.via).toBe(2);
    relay.forget(2);
    expect(relay.via).toBe(0);
  });
});

describe('a read index', () => {
  test('is asked of the relay while there is no leader', () => {
    reader.read();
    reader.pump(false);
    expect(s.effects()).toEqual({});
    relay.heard(2, 9, 1);
    reader.pump(false);
    expect(sends(s.effects())).toMatchObject([{ to: 2, kind: 'AskForReadIndex', boot: 4 }]);
  });

  test('of a peer is passed on to the leader in its name, and the answer back', () => {
    s.state.leader.nodeId = 3;
    reader.askForReadIndex(speaker(2), { boot: 7, requestId: 5 });
    const asked = { kind: 'AskForReadIndex', boot: 7, requestId: 5, origin: 2 };
    expect(sends(s.effects())).toEqual([{ to: 3, after: 0, ...asked }]);
    const answer = { boot: 7, requestId: 5, instanceId: 12, origin: 2 };
    expect(reader.readIndex(speaker(3), answer)).toBe('taken');
    expect(sends(s.effects())).toEqual([{ to: 2, after: 0, kind: 'ReadIndex', ...answer }]);
  });

  test('that was relayed once is never relayed again, nor one back to its asker', () => {
    s.state.leader.nodeId = 3;
    reader.askForReadIndex(speaker(2), { boot: 7, requestId: 5, origin: 4 });
    const refused = { kind: 'ReadIndex', boot: 7, instanceId: 0 };
    expect(sends(s.effects())).toEqual([{ to: 2, after: 0, ...refused, requestId: 5, origin: 4 }]);
    reader.askForReadIndex(speaker(3), { boot: 7, requestId: 6 });
    expect(sends(s.effects())).toEqual([{ to: 3, after: 0, ...refused, requestId: 6 }]);
  });

  test('at the leader, two over one relay do not take each other’s place', () => {
    s.state.proposer.role = 'leader';
    reader.askForReadIndex(speaker(2), { boot: 7, requestId: 5, origin: 4 });
    reader.askForReadIndex(speaker(2), { boot: 7, requestId: 6, origin: 5 });
    reader.askForReadIndex(speaker(2), { boot: 7, requestId: 8, origin: 4 });
    expect(s.state.reader.waitingRemote.map(({ peer, requestId }) => [peer, requestId])).toEqual([
      [5, 6],
      [4, 8],
    ]);
    reader.steppedDown();
    expect(sends(s.effects())).toMatchObject([
      { to: 2, kind: 'ReadIndex', requestId: 6, instanceId: 0, origin: 5 },
      { to: 2, kind: 'ReadIndex', requestId: 8, instanceId: 0, origin: 4 },
    ]);
  });
});
