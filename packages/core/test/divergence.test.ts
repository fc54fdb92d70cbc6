/** DESIGN 3.6: a replica that differs from a majority of the others stops, and only that one. */

import { makeBallot } from '@gaios/core';
import { describe, expect, test } from '@jest/globals';
import { eventKinds, kindsOnWire, Lab, pass, say, view } from './support.ts';

/** As if bits of this node's log had changed unnoticed. */
const damage = (lab: Lab, nodeId: number): void => {
  const { learner } = lab.node(nodeId).replica.state;
  learner.checksum = (learner.checksum ^ 1) >>> 0;
  learner.checksums[learner.checksums.length - 1] = learner.checksum;
};

const damaged = (nodeId: number): Lab => {
  const lab = new Lab();
  lab.elect(1);
  lab.propose(1, 'a');
  pass(lab);
  damage(lab, nodeId);
  lab.propose(1, 'b');
  pass(lab);
  return lab;
};

describe('a checksum that differs', () => {
  test('stops the follower that it is wrong at', () => {
    const lab = damaged(3);
    expect([1, 2, 3].map((nodeId) => view(lab, nodeId).stopped !== undefined)).toEqual([false, false, true]);
    expect(eventKinds(lab, 3)).toContain('divergence');
    expect(view(lab, 1).role).toBe('leader');
    expect(view(lab, 3).votes).toBe(false);
    say(lab, 2, 3, { kind: 'Prepare', ballot: makeBallot(9, 2), from: 5 });
    expect([kindsOnWire(lab), view(lab, 3).promised]).toEqual([[], makeBallot(1, 1)]);
  });

  test('stops the leader, if it is wrong there', () => {
    const lab = damaged(1);
    expect([1, 2, 3].map((nodeId) => view(lab, nodeId).stopped !== undefined)).toEqual([true, false, false]);
    lab.campaign(2);
    pass(lab);
    expect(view(lab, 2).role).toBe('leader');
    lab.propose(3, 'c');
    pass(lab);
    expect(lab.texts(2)).toEqual(['a', 'b', 'c']);
  });

  test('depends on all instances before', () => {
    const [one, two] = [new Lab(), new Lab()];
    for (const [lab, first] of [
      [one, 'a'],
      [two, 'b'],
    ] as const) {
      lab.elect(1);
      lab.propose(1, first);
      lab.run();
      lab.propose(1, 'same');
      pass(lab);
    }
    expect(view(one, 1).checksum).toBe(view(one, 3).checksum);
    expect(view(one, 1).checksum).not.toBe(view(two, 1).checksum);
    expect(one.texts(1).at(-1)).toBe(two.texts(1).at(-1));
  });
});
