/** Read indexes are never stale (DESIGN 5.1). The laboratory itself throws on an index below what was executed before. */

import { describe, expect, test } from '@jest/globals';
import { between, isKind, Lab, memberAt, pass, reconfigure, view, must } from './support.ts';

describe('a read index', () => {
  test('at the leader waits for a quorum to confirm the ballot', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run();
    const readId = lab.read(1);
    expect(lab.node(1).reads.size).toBe(0);
    lab.run(isKind('ConfirmLeader'));
    expect(lab.node(1).reads.size).toBe(0);
    lab.deliver(lab.find('ConfirmLeaderReply', 2, 1));
    expect(lab.node(1).reads.get(readId)).toBe(3);
  });

  test('is refused to a leader that was deposed behind its back, and served by the next', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.peerDown(2, 1);
    lab.peerDown(3, 1);
    lab.campaign(2);
    lab.runAmong([2, 3]);
    lab.propose(2, 'b');
    lab.runAmong([2, 3]);
    expect(lab.texts(3)).toEqual(['b']);
    lab.wire = [];
    const readId = lab.read(1);
    expect(view(lab, 1).role).toBe('leader');
    lab.run();
    pass(lab);
    expect(view(lab, 1).role).not.toBe('leader');
    lab.connectAll();
    pass(lab);
    expect(lab.node(1).reads.get(readId)).toBeGreaterThanOrEqual(lab.node(3).executedUpTo);
  });

  test('is not served before the leader has executed an instance of its own reign', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run();
    // Node 2 leads next; what it has chosen at its own ballot is still under way.
    lab.crash(1);
    lab.campaign(2);
    lab.run((letter) => letter.message.kind !== 'Accept');
    expect(view(lab, 2).role).toBe('leader');
    lab.read(2);
    lab.run((letter) => letter.message.kind !== 'Accept');
    expect(lab.node(2).reads.size).toBe(0);
    lab.run();
    expect([...lab.node(2).reads.values()]).toEqual([4]);
  });

  test('is not served when only what was recovered is executed', () => {
    const lab = new Lab({ tuning: { windowInstances: 1 } });
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    lab.crash(1);
    lab.wire = [];
    lab.campaign(2);
    // Instance 3 is chosen again; the own instance 4 is on its way.
    for (let i = 0; view(lab, 2).chosenUpTo < 3 && i < 50; i++) lab.deliver(must(lab.wire[0]));
    expect(lab.texts(2)).toEqual(['a']);
    lab.read(2);
    lab.run((letter) => letter.message.kind !== 'Accept');
    expect(lab.node(2).reads.size).toBe(0);
    lab.run();
    expect([...lab.node(2).reads.values()]).toEqual([4]);
  });

  test('is not served from a round that began before the request arrived', () => {
    const lab = new Lab();
    lab.elect(1);
    const first = lab.read(1);
    lab.propose(1, 'a');
    lab.run(isKind('Accept', 'AcceptReply'));
    lab.run(
      (letter) => letter.message.kind !== 'ConfirmLeaderReply' && letter.message.kind !== 'ConfirmLeader',
    );
    expect(lab.texts(2)).toEqual(['a']);
    const second = lab.read(1);
    lab.run();
    const { reads } = lab.node(1);
    expect([reads.get(first), reads.get(second)]).toEqual([2, 3]);
  });

  test('counts only answers of its own round', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.read(1);
    lab.run(isKind('ConfirmLeader'));
    const old = lab.find('ConfirmLeaderReply', 2, 1);
    lab.deliver(lab.find('ConfirmLeaderReply', 3, 1));
    const later = lab.read(1);
    lab.deliver(old);
    expect(lab.node(1).reads.has(later)).toBe(false);
    lab.run();
    expect(lab.node(1).reads.has(later)).toBe(true);
  });

  test('counts no answers of those who do not vote', () => {
    const lab = new Lab({ learners: [4, 5] });
    lab.elect(1);
    lab.read(1);
    for (const learner of [4, 5]) {
      const { message } = lab.find('ConfirmLeader', 1, 2);
      lab.input(learner, (replica) =>
        replica.receive({ nodeId: 1, storageId: lab.node(1).storageId }, message, 0),
      );
    }
    lab.run(between(1, 4, 5));
    expect(lab.node(1).reads.size).toBe(0);
  });

  test('is given to a follower by the leader', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run();
    const readId = lab.read(3);
    expect(lab.node(3).reads.size).toBe(0);
    lab.run();
    expect(lab.node(3).reads.get(readId)).toBe(3);
  });

  test('of a follower outlives the leader that was asked', () => {
    const lab = new Lab();
    lab.elect(1);
    const readId = lab.read(3);
    lab.crash(1);
    lab.campaign(2);
    pass(lab);
    expect(lab.node(3).reads.get(readId)).toBe(lab.node(2).executedUpTo);
  });

  test('that was given to a disk that is lost is not taken by the next one', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.read(3);
    lab.run((letter) => letter.message.kind !== 'ReadIndex');
    const late = lab.find('ReadIndex', 1, 3);
    lab.crash(3);
    lab.wipe(3);
    lab.restart(3);
    lab.propose(1, 'a');
    lab.run((letter) => letter !== late);
    lab.connectAll();
    lab.run((letter) => letter !== late);
    // The boots of the new disk are counted from 1 again, and so might be its requests.
    lab.read(3);
    lab.deliver(late);
    expect(lab.node(3).reads.size).toBe(0);
    pass(lab);
    expect([...lab.node(3).reads.values()]).toEqual([3]);
  });

  test('of a cancelled request is not given', () => {
    const lab = new Lab();
    const readId = lab.read(1);
    lab.input(1, (replica) => replica.cancelRead(readId));
    lab.elect(1);
    lab.read(1);
    lab.run();
    expect(lab.node(1).reads.has(readId)).toBe(false);
  });

  test('is not confirmed by a configuration that it does not belong to', () => {
    const lab = new Lab({ spares: [4, 5] });
    lab.elect(1);
    lab.propose(1, 'x');
    reconfigure(
      lab,
      1,
      [1, 4, 5].map((nodeId) => memberAt(lab, nodeId)),
    );
    // Only node 2 takes both; its votes are late.
    lab.drop((letter) => letter.to === 3);
    lab.deliver(lab.find('Accept', 1, 2));
    lab.run((letter) => letter.message.kind === 'Accept');
    const votes = lab.wire.filter(isKind('AcceptReply'));
    // Nodes 2 and 3 choose them at a higher ballot, and a client sees x executed there.
    lab.peerDown(2, 1);
    lab.peerDown(3, 1);
    lab.campaign(2);
    lab.run(between(2, 3));
    expect(lab.texts(2)).toEqual(['x']);
    lab.drop((letter) => letter.to === 1 && !votes.includes(letter));
    lab.read(1);
    lab.run((letter) => between(1, 4)(letter) && isKind('ConfirmLeader', 'ConfirmLeaderReply')(letter));
    for (const vote of votes) lab.deliver(vote);
    expect(view(lab, 1).configuration.version).toBe(4);
    lab.run(between(1, 5));
    pass(lab);
    for (const index of lab.node(1).reads.values()) expect(index).toBeGreaterThanOrEqual(4);
  });
});
