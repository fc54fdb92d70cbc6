/** Three schedules that let phxpaxos choose two values (its sources, read and modelled). S1 is in reconfiguration.test.ts too. */

import { makeBallot } from '@gaios/core';
import { describe, expect, test } from '@jest/globals';
import { between, isKind, Lab, pass, view, type Letter } from './support.ts';

describe('phxpaxos S2: a learned value does not lower the promise', () => {
  test('nor does the process that learned it forget it', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run(between(1, 3));
    expect(view(lab, 3).chosenUpTo).toBe(3);
    lab.wire = [];
    // Node 3 prepares above, and has the promise of node 2, which is still learning from node 1.
    lab.peerDown(3, 1);
    lab.peerDown(2, 1);
    lab.campaign(3);
    const elects = isKind('PrepareDryRun', 'PrepareDryRunReply', 'Prepare', 'PrepareReply');
    lab.run((letter) => between(2, 3)(letter) && elects(letter));
    lab.wire = [];
    const promised = makeBallot(2, 3);
    expect([view(lab, 3).role, view(lab, 2).promised, view(lab, 2).chosenUpTo]).toEqual([
      'leader',
      promised,
      2,
    ]);
    lab.peerUp(2, 1);
    lab.peerUp(1, 2);
    const teaches = (letter: Letter): boolean =>
      between(1, 2)(letter) && !isKind('AcceptReply', 'ProposerSendSuccessReply')(letter);
    lab.run(teaches);
    lab.nowMs += 150;
    lab.tick(2);
    lab.run(teaches);
    expect([view(lab, 2).chosenUpTo, lab.node(2).disk.meta?.promised]).toEqual([3, promised]);
    lab.wire = [];
    lab.crash(2);
    lab.restart(2);
    // Node 1, which has heard of nothing, wants v with the vote of node 2.
    lab.peerUp(1, 2);
    lab.propose(1, 'v');
    lab.run((letter) => between(1, 2)(letter) && isKind('Accept', 'AcceptReply')(letter));
    expect(view(lab, 1).chosenUpTo).toBe(3);
    lab.wire = [];
    lab.connectAll();
    lab.propose(3, 'w');
    pass(lab);
    expect(lab.texts(2)).toEqual(lab.texts(3));
    expect(new Set(lab.texts(3))).toEqual(new Set(['a', 'v', 'w']));
  });
});

describe('phxpaxos S3: that a later instance is spoken of proves nothing of an earlier one', () => {
  /** {1,2} and {3,4,5} part; node 1 has v accepted at 3 by node 2, the others choose w there. */
  const parted = (): Lab => {
    const lab = new Lab({ voters: [1, 2, 3, 4, 5] });
    lab.elect(1);
    lab.propose(1, 'v');
    lab.run((letter) => letter.message.kind === 'Accept' && letter.to === 2);
    lab.wire = [];
    for (const a of [1, 2]) {
      for (const b of [3, 4, 5]) {
        lab.peerDown(b, a);
        if (a === 2) lab.peerDown(a, b);
      }
    }
    lab.propose(3, 'w');
    lab.campaign(3);
    lab.runAmong([3, 4, 5]);
    expect([lab.texts(4), lab.texts(2)]).toEqual([['w'], []]);
    return lab;
  };

  test('a leader that learns a foreign value gives up its ballot, and nobody concludes its own', () => {
    const lab = parted();
    const { ballot } = view(lab, 1);
    // Healed: node 1 repeats its Accept, hears from node 4 that 3 is chosen, and learns w before node 2 does.
    for (const peer of [3, 4, 5]) {
      lab.peerUp(1, peer);
      lab.peerUp(peer, 1);
    }
    lab.nowMs += 500;
    lab.tick(1);
    lab.drop((letter) => letter.from.nodeId === 3);
    lab.propose(1, 'x');
    lab.run(between(1, 4));
    expect([view(lab, 1).role, view(lab, 1).chosenUpTo]).toEqual(['follower', 3]);
    lab.run(between(1, 2));
    expect(view(lab, 2).chosenUpTo).toBe(2);
    lab.connectAll();
    for (let i = 0; i < 3; i++) {
      if (lab.node(1).replica.view.leader === 0) lab.campaign(1);
      pass(lab);
    }
    for (const nodeId of lab.nodes.keys()) expect(lab.texts(nodeId)).toEqual(lab.texts(4));
    expect(new Set(lab.texts(2))).toEqual(new Set(['v', 'w', 'x']));
    expect(view(lab, 4).ballot).toBeGreaterThan(ballot);
  });

  test('an Accept for the next instance concludes nothing by itself', () => {
    const lab = parted();
    lab.wire = [];
    const { ballot, checksum } = view(lab, 1);
    const { storageId } = lab.node(1);
    lab.input(2, (replica) =>
      replica.receive(
        { nodeId: 1, storageId },
        {
          kind: 'Accept',
          ballot,
          entries: [{ instanceId: 4, value: new Uint8Array([1]) }],
          chosenUpTo: 2,
          checksum,
        },
        view(lab, 2).gid,
      ),
    );
    expect(view(lab, 2).chosenUpTo).toBe(2);
  });
});
