/** Rule 4: one configuration per instance, and what holds a leader and its ballots to it. */

import { decodeConcluded, makeBallot } from '@gaios/core';
import { describe, expect, test } from '@jest/globals';
import {
  must,
  between,
  isKind,
  kindsOnWire,
  Lab,
  memberAt,
  messageOf,
  pass,
  reconfigure,
  say,
  view,
} from './support.ts';

const voters = (lab: Lab, ...nodeIds: readonly number[]) => nodeIds.map((nodeId) => memberAt(lab, nodeId));

describe('rule 4', () => {
  test('nothing is proposed beyond a change until it is concluded', () => {
    const lab = new Lab({ spares: [4] });
    lab.elect(1);
    reconfigure(lab, 1, voters(lab, 1, 2, 3, 4));
    lab.propose(1, 'after');
    const entries = lab.wire.flatMap(({ message }) => (message.kind === 'Accept' ? message.entries : []));
    expect(new Set(entries.map(({ instanceId }) => instanceId))).toEqual(new Set([3]));
    pass(lab);
    expect(lab.texts(4)).toEqual(['after']);
  });

  test('the change itself is counted in the old configuration, what follows in the new one', () => {
    const lab = new Lab({ spares: [4, 5] });
    lab.elect(1);
    reconfigure(lab, 1, voters(lab, 1, 4, 5));
    lab.propose(1, 'after');
    // 4 and 5 are not asked about the change; 2 is enough.
    expect(kindsOnWire(lab).filter((line) => line.endsWith('Accept'))).toEqual(['1>2 Accept', '1>3 Accept']);
    lab.run(between(1, 2));
    expect(view(lab, 1).configuration.version).toBe(3);
    // 2 and 3 are no quorum any more, and are not asked.
    pass(lab, 3, between(1, 2, 3));
    expect(view(lab, 1).chosenUpTo).toBe(3);
    lab.run(between(1, 4));
    pass(lab, 3, between(1, 4));
    expect(lab.texts(1)).toEqual(['after']);
  });

  test('a joint configuration needs a quorum of both sides', () => {
    const lab = new Lab({ spares: [4, 5] });
    lab.elect(1);
    reconfigure(lab, 1, voters(lab, 1, 4, 5), view(lab, 1).configuration.members);
    pass(lab);
    expect(view(lab, 1).configuration.outgoing).toHaveLength(3);
    lab.propose(1, 'x');
    lab.run(between(1, 4, 5));
    expect(view(lab, 1).chosenUpTo).toBe(3);
    lab.run(between(1, 2));
    expect(view(lab, 1).chosenUpTo).toBe(4);
    lab.wire = [];
    lab.propose(1, 'y');
    lab.run(between(1, 2, 3));
    expect(view(lab, 1).chosenUpTo).toBe(4);
    lab.run(between(1, 4));
    expect(view(lab, 1).chosenUpTo).toBe(5);
  });

  test('only the promises that the new configuration lacks are asked for', () => {
    const lab = new Lab({ learners: [4] });
    lab.elect(1);
    reconfigure(lab, 1, voters(lab, 1, 2, 3, 4));
    lab.run((letter) => !isKind('Prepare')(letter));
    expect(kindsOnWire(lab).every((line) => line === '1>4 Prepare' || line === '1>3 Prepare')).toBe(true);
    expect(view(lab, 1).ballot).toBe(makeBallot(1, 1));
  });

  test('pages of the promise that were in before the change are not asked for in vain', () => {
    const lab = new Lab({ learners: [4], tuning: { pageBytes: 1, batchCount: 1 } });
    lab.elect(2);
    for (const value of ['a', 'b']) lab.propose(2, value);
    lab.run((letter) => letter.message.kind === 'Accept' && letter.to !== 4);
    lab.wire = [];
    lab.input(2, (replica) => replica.resign('test'));
    lab.run();
    reconfigure(lab, 1, voters(lab, 1, 2, 3, 4));
    lab.campaign(1);
    // The second page of node 3 stays away; 1 and 2 are enough to lead, but not for the change that follows.
    lab.run((letter) => !(letter.message.kind === 'Prepare' && letter.to === 3 && letter.message.from === 4));
    lab.wire = [];
    pass(lab, 5, between(1, 2, 3));
    expect(view(lab, 1).role).toBe('leader');
    expect(view(lab, 1).configuration.members).toHaveLength(4);
    expect(lab.texts(1)).toEqual(['a', 'b']);
  });

  test('what the new voters report comes first', () => {
    // phxpaxos S1: the promises of an old quorum say nothing of what a new one has accepted.
    const lab = new Lab({ learners: [4, 5] });
    lab.elect(2);
    pass(lab);
    const heard = (letter: Parameters<ReturnType<typeof between>>[0]): boolean =>
      between(2, 3, 4, 5)(letter) && !(letter.to === 3 && isKind('ProposerSendSuccess')(letter));
    for (const far of [2, 4, 5]) lab.peerDown(1, far);
    for (const far of [2, 3, 4, 5]) lab.peerDown(far, 1);
    // Node 2 has a change chosen with 3, and then w with 4 and 5, at its ballot. Node 3 hears of neither.
    reconfigure(lab, 2, voters(lab, 1, 2, 4, 5));
    lab.run(heard);
    lab.nowMs += 500;
    for (const nodeId of [4, 5, 2]) lab.tick(nodeId);
    lab.propose(2, 'w');
    lab.run(heard);
    expect([view(lab, 2).chosenUpTo, view(lab, 3).chosenUpTo]).toEqual([4, 2]);
    for (const nodeId of [4, 5]) expect(view(lab, nodeId).chosenUpTo).toBe(4);
    // Node 4 and 5 forget that w is chosen, and remember that they accepted it.
    for (const nodeId of [4, 5]) {
      const { disk } = lab.node(nodeId);
      lab.crash(nodeId);
      if (disk.meta !== undefined)
        disk.meta = { ...disk.meta, chosenUpTo: Math.min(disk.meta.chosenUpTo, 3) };
      lab.restart(nodeId);
    }
    // Node 1 leads with 3, has the same change chosen again, and wants v.
    lab.wire = [];
    lab.crash(2);
    lab.connectAll();
    lab.propose(1, 'v');
    for (let i = 0; i < 4; i++) {
      if (view(lab, 1).role === 'follower') lab.campaign(1);
      pass(lab, 3, between(1, 3, 4, 5));
    }
    expect(lab.texts(1).slice(0, 1)).toEqual(['w']);
    expect(lab.texts(4)).toEqual(['w', 'v']);
  });

  test('who concludes a change promises the ballot at which it was chosen', () => {
    const lab = new Lab({ spares: [4] });
    lab.elect(1);
    lab.input(1, (replica) => replica.resign('test'));
    lab.run();
    lab.elect(1);
    reconfigure(lab, 1, voters(lab, 1, 2, 3, 4));
    lab.run(between(1, 2, 3));
    const { ballot } = view(lab, 1);
    lab.wire = [];
    // Node 4 hears of no leader; it asks around and learns.
    lab.campaign(4);
    lab.autoSync = false;
    lab.run(isKind('AskForLearn', 'SendNowInstanceId', 'ConfirmAskForLearn', 'SendLearnValue'));
    expect(view(lab, 4)).toMatchObject({ chosenUpTo: 4, promised: ballot });
    lab.sync(4);
    expect(lab.node(4).disk.meta).toMatchObject({ promised: ballot, chosenUpTo: 4 });
    lab.wire = [];
    say(lab, 3, 4, { kind: 'Prepare', ballot: makeBallot(1, 3), from: 5 });
    expect(messageOf(lab, 'PrepareReply', 4, 3)).toMatchObject({ verdict: 'refused', promised: ballot });
  });

  test('a change is on disk at once, with the ballot of its choice', () => {
    const lab = new Lab({ spares: [4] });
    lab.elect(1);
    reconfigure(lab, 1, voters(lab, 1, 2, 3, 4));
    lab.run(isKind('Accept', 'AcceptReply'));
    const { meta } = lab.node(1).disk;
    expect(meta?.chosenUpTo).toBe(3);
    expect(decodeConcluded(must(meta?.configuration))).toMatchObject({
      configuration: { version: 3 },
      ballot: view(lab, 1).ballot,
    });
  });

  test('start raises the promise again from the ballot stored with the last change', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.crash(2);
    const { disk } = lab.node(2);
    if (disk.meta === undefined) throw new Error('the founding is on disk');
    // As after the installation of a checkpoint into an older promise.
    disk.meta = { ...disk.meta, promised: 1, promisedTo: lab.node(3).storageId };
    lab.restart(2);
    expect(view(lab, 2).promised).toBe(makeBallot(1, 1));
  });

  test('who concludes a change gives up any lower ballot of its own', () => {
    const lab = new Lab({ voters: [1, 2, 3, 4, 5] });
    lab.elect(1);
    // Node 5 prepares at a ballot that nobody hears of; node 1 goes on at a higher one.
    for (const far of [1, 2, 3, 4]) lab.peerDown(far, 5);
    lab.input(5, (replica) => replica.peerDown(1));
    lab.campaign(5);
    lab.run((letter) => isKind('PrepareDryRun', 'PrepareDryRunReply')(letter));
    expect(view(lab, 5).role).toBe('follower');
    lab.wire = [];
    lab.input(1, (replica) => replica.resign('test'));
    lab.run(between(1, 2, 3, 4));
    lab.campaign(5);
    lab.run(isKind('PrepareDryRun', 'PrepareDryRunReply'));
    expect(view(lab, 5).role).toBe('preparing');
    const mine = view(lab, 5).promised;
    lab.wire = [];
    for (let i = 0; i < 2; i++) {
      lab.input(1, (replica) => replica.resign('test'));
      lab.campaign(1);
      lab.run(between(1, 2, 3, 4));
    }
    reconfigure(
      lab,
      1,
      voters(lab, 1, 2, 3, 4, 5).map((member) => ({ ...member, address: 'moved:1' })),
    );
    lab.run(between(1, 2, 3, 4));
    lab.peerUp(5, 2);
    say(lab, 2, 5, { kind: 'PrepareDryRun', ballot: makeBallot(1, 2), from: view(lab, 2).chosenUpTo + 1 });
    lab.run((letter) => between(2, 5)(letter) && !isKind('Prepare', 'PrepareReply')(letter));
    expect(view(lab, 5).role).toBe('follower');
    expect(view(lab, 5).promised).toBeGreaterThan(mine);
  });

  test('a change made from another version changes nothing', () => {
    const lab = new Lab();
    lab.elect(1);
    const { members } = view(lab, 1).configuration;
    reconfigure(
      lab,
      1,
      members.map((member) => ({ ...member, address: 'a:1' })),
    );
    reconfigure(
      lab,
      1,
      members.map((member) => ({ ...member, address: 'b:1' })),
    );
    pass(lab);
    expect(view(lab, 3).configuration).toMatchObject({ version: 3 });
    expect(view(lab, 3).configuration.members[0]?.address).toBe('a:1');
    lab.propose(1, 'on');
    pass(lab);
    expect(lab.texts(3)).toEqual(['on']);
  });

  test('a leader that is no voter any more steps down, and another goes on', () => {
    const lab = new Lab();
    lab.elect(1);
    reconfigure(lab, 1, voters(lab, 2, 3));
    pass(lab);
    expect(view(lab, 1).role).toBe('follower');
    lab.propose(2, 'x');
    lab.campaign(2);
    lab.run();
    lab.campaign(2);
    pass(lab);
    expect(lab.texts(3)).toEqual(['x']);
  });
});

/**
 * The schedule that model checking found (DESIGN 3.1, rule 4): {1,2,3} to {3,4,5}. Node 1 leads at b2 and sends Accept for
 * 4 and 5; only node 3 takes 5 (v). Node 2 leads at b3 > b2 without node 3 and has the change chosen at 4. Node 4 learns
 * it; were it to prepare at a b1 < b2, w would be chosen at 5 with node 5, and then node 3, asking node 5, would see w at
 * b1 and its own v at b2, and let v be chosen.
 */
describe('an Accept that was pipelined under the old configuration, at a ballot between', () => {
  test('does not outrank what is chosen under the new one', () => {
    const lab = new Lab({ spares: [4, 5], tuning: { batchCount: 1 } });
    lab.elect(1);
    lab.input(1, (replica) => replica.resign('test'));
    lab.run();
    lab.elect(1);
    pass(lab);
    const b2 = view(lab, 1).ballot;
    expect([b2, view(lab, 1).chosenUpTo]).toEqual([makeBallot(2, 1), 3]);
    // Node 1 sends both, and dies before its own disk has them. Only node 3 takes the second.
    lab.autoSync = false;
    lab.propose(1, 'u');
    lab.propose(1, 'v');
    const toThree = lab.wire.filter((letter) => letter.to === 3 && letter.message.kind === 'Accept');
    lab.crash(1);
    lab.wire = [];
    lab.autoSync = true;
    lab.give(must(toThree[1]));
    expect([...lab.node(3).replica.state.acceptor.accepted.keys()]).toEqual([5]);
    lab.wire = [];
    lab.restart(1);
    // Node 2 leads with node 1 and changes the configuration at 4.
    lab.connectAll();
    for (const nodeId of [1, 2, 4, 5]) lab.peerDown(nodeId, 3);
    reconfigure(lab, 2, voters(lab, 3, 4, 5));
    lab.campaign(2);
    lab.run(between(1, 2));
    expect(lab.node(2).configuration.version).toBe(4);
    const b3 = makeBallot(3, 2);
    expect(lab.node(2).disk.records.get(4)?.ballot).toBe(b3);
    lab.wire = [];
    // Nodes 4 and 5 learn that from node 2, and choose w at 5.
    for (const nodeId of [4, 5]) {
      lab.campaign(nodeId);
      lab.run(between(2, nodeId));
      expect(view(lab, nodeId).chosenUpTo).toBe(4);
    }
    lab.wire = [];
    lab.propose(4, 'w');
    lab.campaign(4);
    lab.run((letter) => between(4, 5)(letter) && letter.message.kind !== 'ProposerSendSuccess');
    expect(lab.texts(4)).toEqual(['w']);
    expect(lab.node(4).disk.records.get(5)?.ballot).toBeGreaterThan(b3);
    // Node 3 learns of the change, and leads with node 5.
    lab.wire = [];
    lab.crash(4);
    lab.peerUp(2, 3);
    lab.peerUp(3, 2);
    lab.peerUp(5, 3);
    lab.campaign(3);
    lab.run(between(2, 3));
    lab.wire = [];
    for (let i = 0; i < 4; i++) {
      lab.campaign(3);
      lab.run(between(3, 5));
    }
    expect(view(lab, 3).role).toBe('leader');
    expect([lab.texts(3), lab.texts(5)]).toEqual([['w'], ['w']]);
  });
});
