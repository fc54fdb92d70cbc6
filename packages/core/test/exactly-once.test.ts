/** DESIGN 3.4: what is proposed at any node runs once, and in the order in which it was proposed there. */

import { describe, expect, test } from '@jest/globals';
import {
  between,
  isKind,
  kindsOnWire,
  Lab,
  labTuning,
  memberAt,
  messageOf,
  pass,
  reconfigure,
  view,
} from './support.ts';

describe('exactly once', () => {
  test('through a change of leader that has chosen it already', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(3, 'x');
    // Nodes 1 and 2 have it chosen; node 3 hears of nothing and hands it to the next leader again.
    lab.run((letter) => letter.to !== 3);
    expect(lab.texts(1)).toEqual(['x']);
    lab.crash(1);
    lab.wire = [];
    lab.campaign(2);
    pass(lab);
    lab.propose(3, 'y');
    pass(lab);
    expect(lab.texts(2)).toEqual(['x', 'y']);
    expect(lab.texts(3)).toEqual(['x', 'y']);
    expect(view(lab, 3).pending).toBe(0);
  });

  test('when the question is repeated', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(3, 'x');
    const forwarded = lab.find('SendNewValue', 3, 1);
    lab.give(forwarded);
    lab.give(forwarded);
    pass(lab);
    lab.give(forwarded);
    pass(lab);
    expect(lab.texts(2)).toEqual(['x']);
  });

  test('a lost one is handed over again', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(3, 'x');
    lab.drop(isKind('SendNewValue'));
    pass(lab);
    expect(lab.texts(3)).toEqual(['x']);
  });

  test('a given-up one that never left is never proposed', () => {
    const lab = new Lab();
    lab.connectAll();
    const seq = lab.propose(3, 'x');
    let fate = '';
    lab.input(3, (replica) => {
      fate = replica.giveUp(seq);
    });
    lab.elect(1);
    lab.propose(3, 'y');
    pass(lab);
    expect([fate, lab.texts(1)]).toEqual(['never-sent', ['y']]);
  });

  test('a given-up one that left may run, and holds up nothing', () => {
    const lab = new Lab();
    lab.elect(1);
    const seq = lab.propose(3, 'x');
    lab.drop(isKind('SendNewValue'));
    let fate = '';
    lab.input(3, (replica) => {
      fate = replica.giveUp(seq);
    });
    lab.propose(3, 'y');
    pass(lab);
    expect([fate, lab.texts(1)]).toEqual(['sent', ['y']]);
  });

  test('proposals of an earlier life do not stand in the way', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(3, 'old');
    const late = lab.find('SendNewValue', 3, 1);
    lab.drop((letter) => letter === late);
    lab.crash(3);
    lab.restart(3);
    lab.connectAll();
    lab.propose(3, 'new');
    pass(lab);
    lab.give(late);
    pass(lab);
    lab.propose(3, 'newer');
    pass(lab);
    expect(lab.texts(2)).toEqual(['new', 'newer']);
  });
});

describe('first in, first out', () => {
  test('a later one does not overtake one that was lost', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(3, 'a');
    lab.drop(isKind('SendNewValue'));
    lab.propose(3, 'b');
    lab.deliver(lab.find('SendNewValue', 3, 1));
    expect(messageOf(lab, 'SendNewValueReply', 1, 3)).toMatchObject({ verdict: 'gap', expected: 1 });
    lab.run();
    expect(lab.texts(3)).toEqual(['a', 'b']);
  });

  test('nor one that was lost with a leader, when its own instance survived', () => {
    const lab = new Lab({ tuning: { batchCount: 1 } });
    lab.elect(1);
    lab.propose(3, 'a');
    lab.run(isKind('SendNewValue'));
    lab.drop(isKind('Accept'));
    lab.propose(3, 'b');
    lab.run(isKind('SendNewValue'));
    // Only b is accepted anywhere but at the leader, which dies.
    lab.run((letter) => letter.message.kind === 'Accept' && letter.to === 2);
    lab.crash(1);
    lab.wire = [];
    lab.campaign(2);
    pass(lab);
    expect(lab.texts(3)).toEqual(['a', 'b']);
    const early = lab.node(3).executed.filter(({ text }) => text === 'b');
    expect(early).toHaveLength(1);
  });

  test('what shares an instance stays together', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.proposeAll(2, ['a', 'b', 'c']);
    pass(lab);
    expect(new Set(lab.node(3).executed.map(({ instanceId }) => instanceId)).size).toBe(1);
    expect(lab.texts(3)).toEqual(['a', 'b', 'c']);
  });

  test('a full leader is asked again later', () => {
    const lab = new Lab({ tuning: { queueBytes: 10, windowInstances: 1, batchCount: 1 } });
    lab.elect(1);
    for (let i = 0; i < 6; i++) lab.propose(3, `v${i}`);
    lab.run(isKind('SendNewValue'));
    expect(kindsOnWire(lab)).toContain('1>3 SendNewValueReply');
    pass(lab, 10);
    expect(lab.texts(3)).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5']);
  });
});

describe('a disk that is not bound', () => {
  test('proposes nothing before it is, and then everything', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.crash(3);
    lab.wipe(3);
    lab.restart(3);
    lab.connectAll();
    pass(lab);
    lab.propose(3, 'a');
    lab.propose(3, 'b');
    pass(lab);
    expect([lab.texts(1), view(lab, 3).pending]).toEqual([[], 2]);
    reconfigure(
      lab,
      1,
      [1, 2, 3].map((nodeId) => memberAt(lab, nodeId)),
    );
    pass(lab);
    expect(lab.texts(1)).toEqual(['a', 'b']);
  });
});

describe('forwarding', () => {
  test("of values that are not the speaker's own is not taken", () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(3, 'x');
    const letter = lab.find('SendNewValue', 3, 1);
    lab.wire = [];
    lab.give({ ...letter, from: { nodeId: 2, storageId: lab.node(2).storageId } });
    pass(lab, 1, between(1, 2));
    expect(lab.texts(1)).toEqual([]);
  });

  test('fills the window and no more', () => {
    const lab = new Lab({ tuning: { batchCount: 1 } });
    lab.elect(1);
    for (let i = 0; i < 20; i++) lab.propose(1, `v${i}`);
    expect(lab.node(1).replica.state.proposer.inflight.size).toBe(labTuning.windowInstances);
    pass(lab);
    expect(lab.texts(1)).toHaveLength(20);
  });
});
