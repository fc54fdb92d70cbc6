/** Nothing that is lost, late or forgotten keeps a group from going on (DESIGN 3.2 to 3.5, 5). */

import { describe, expect, test } from '@jest/globals';
import {
  between,
  isKind,
  kindsOnWire,
  Lab,
  labTuning,
  memberAt,
  pass,
  reconfigure,
  say,
  view,
} from './support.ts';

test('who asks for the log from beyond what is known here is asked in turn: it has what is below', () => {
  const lab = new Lab();
  lab.elect(1);
  lab.wire = [];
  const { chosenUpTo } = view(lab, 2);
  say(lab, 3, 2, { kind: 'AskForLearn', from: chosenUpTo + 1 });
  expect(kindsOnWire(lab)).not.toContain('2>3 AskForLearn');
  say(lab, 3, 2, { kind: 'AskForLearn', from: chosenUpTo + 3 });
  expect(kindsOnWire(lab)).toContain('2>3 AskForLearn');
});

describe('after a change of configuration', () => {
  /** Node 1 leads on the promises of 1 and 2, and adds 4: a quorum of the four needs a third promise. */
  const regathering = (): Lab => {
    const lab = new Lab({ spares: [4] });
    lab.elect(1);
    lab.campaign(1);
    lab.input(1, (replica) => replica.resign('test'));
    lab.run();
    lab.campaign(1);
    lab.run((letter) => between(1, 2)(letter));
    lab.drop(between(1, 3));
    reconfigure(
      lab,
      1,
      [1, 2, 3, 4].map((nodeId) => memberAt(lab, nodeId)),
    );
    lab.run(between(1, 2));
    return lab;
  };

  test('a lost Prepare is repeated', () => {
    const lab = regathering();
    expect(lab.node(1).replica.state.proposer.regathering).toBe(true);
    expect(kindsOnWire(lab)).toContain('1>3 Prepare');
    lab.drop(isKind('Prepare'));
    lab.propose(1, 'after');
    pass(lab);
    expect(lab.texts(1)).toEqual(['after']);
  });
});

describe('a follower that lost sight of a quiet leader', () => {
  test('is told who leads when it asks for promises', () => {
    const lab = new Lab();
    lab.elect(1);
    pass(lab);
    // Only node 3 noticed anything: its failure detector dropped the leader and took it up again.
    lab.peerDown(3, 1);
    lab.peerUp(3, 1);
    lab.propose(3, 'x');
    lab.run();
    expect(lab.texts(3)).toEqual([]);
    lab.campaign(3);
    pass(lab);
    expect([view(lab, 3).leader, lab.texts(3)]).toEqual([1, ['x']]);
  });

  test('is told again if that was lost, even if it had acknowledged everything before', () => {
    const lab = new Lab();
    lab.elect(1);
    pass(lab);
    lab.crash(3);
    lab.restart(3);
    lab.connectAll();
    lab.drop(isKind('ProposerSendSuccess'));
    pass(lab);
    expect(view(lab, 3).leader).toBe(1);
  });
});

describe('followers of a live node that leads no more', () => {
  const orphaned = (stop: (lab: Lab) => void): Lab => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run();
    stop(lab);
    lab.drop((letter) => letter.message.kind === 'Release' && letter.to === 3);
    lab.run();
    expect([view(lab, 2).leader, view(lab, 3).leader]).toEqual([0, 1]);
    return lab;
  };

  test.each([
    ['resigned', (lab: Lab): void => lab.input(1, (replica) => replica.resign('test'))],
    ['stopped', (lab: Lab): void => lab.input(1, (replica) => replica.stop('test'))],
  ])('find out when they refuse a candidate for its sake (%s)', (_how, stop) => {
    const lab = orphaned(stop);
    // Node 1 would vote; it is left out, so that node 3 decides.
    lab.campaign(2);
    lab.drop((letter) => letter.from.nodeId === 1 && letter.message.kind === 'PrepareDryRunReply');
    lab.drop((letter) => letter.to === 1 && letter.message.kind === 'PrepareDryRun');
    lab.run();
    lab.input(2, (replica) => replica.resign('test'));
    lab.run();
    lab.campaign(2);
    pass(lab);
    expect(view(lab, 2).role).toBe('leader');
    expect(view(lab, 3).leader).toBe(2);
  });

  test('are told so by a stopped replica when they hand it proposals', () => {
    const lab = orphaned((each) => each.input(1, (replica) => replica.stop('test')));
    lab.propose(3, 'b');
    lab.run();
    expect(view(lab, 3).leader).toBe(0);
    lab.campaign(2);
    pass(lab);
    expect(lab.texts(3)).toEqual(['a', 'b']);
  });

  test('are told so by a stopped replica when they ask it for a read index', () => {
    const lab = orphaned((each) => each.input(1, (replica) => replica.stop('test')));
    const readId = lab.read(3);
    lab.run();
    expect(view(lab, 3).leader).toBe(0);
    lab.campaign(2);
    pass(lab);
    expect(lab.node(3).reads.get(readId)).toBe(4);
  });
});

describe('a node that has promised too much', () => {
  test('follows and learns as soon as it votes no more', () => {
    const lab = new Lab({ voters: [1, 2, 3, 4, 5] });
    lab.elect(1);
    // Cut off with 5, node 4 promises a high ballot to it and hears no more for a while.
    for (const far of [4, 5]) for (const near of [1, 2, 3]) lab.peerDown(far, near);
    lab.propose(1, 'a');
    for (let i = 0; i < 3; i++)
      say(lab, 5, 4, { kind: 'Prepare', ballot: (9 + i) * 65_536 + 5, from: 2 + i });
    lab.run(between(1, 2, 3));
    reconfigure(lab, 1, [1, 2, 3].map((nodeId) => memberAt(lab, nodeId)).concat(memberAt(lab, 4, 'learner')));
    lab.run(between(1, 2, 3));
    lab.propose(1, 'b');
    lab.run(between(1, 2, 3));
    lab.wire = [];
    lab.crash(5);
    lab.connectAll();
    lab.propose(4, 'c');
    pass(lab);
    expect(lab.texts(4)).toEqual(['a', 'b', 'c']);
    expect(view(lab, 4).leader).toBe(1);
  });

  test('a candidate asks voters only, also when a link comes back', () => {
    const lab = new Lab({ learners: [4] });
    lab.connectAll();
    lab.campaign(1);
    lab.run((letter) => letter.message.kind !== 'PrepareReply');
    lab.peerUp(1, 4);
    expect(kindsOnWire(lab)).not.toContain('1>4 Prepare');
  });
});

describe('a forwarded proposal that is lost', () => {
  test('is asked for once, however many come after it', () => {
    const lab = new Lab();
    lab.elect(1);
    for (let i = 0; i < 40; i++) lab.propose(3, `v${i}`);
    lab.drop((letter) => letter === lab.find('SendNewValue', 3, 1));
    let forwarded = 0;
    lab.run((letter) => {
      if (letter.message.kind === 'SendNewValue') forwarded++;
      return true;
    });
    expect(lab.texts(3)).toEqual(Array.from({ length: 40 }, (_, i) => `v${i}`));
    expect(forwarded).toBeLessThan(3 * 40);
  });

  test('is asked for by the retry of its node, if that question is lost as well', () => {
    const lab = new Lab();
    lab.elect(1);
    for (const value of ['a', 'b', 'c']) lab.propose(3, value);
    lab.drop((letter) => letter === lab.find('SendNewValue', 3, 1));
    lab.run((letter) => letter.message.kind === 'SendNewValue');
    expect(lab.drop(isKind('SendNewValueReply'))).toBe(1);
    pass(lab);
    expect(lab.texts(3)).toEqual(['a', 'b', 'c']);
  });
});

describe('voters that do not know that they are', () => {
  test('an empty disk that was bound learns from the candidate that needs its vote', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.crash(3);
    lab.wipe(3);
    lab.restart(3);
    // Node 1 has itself removed, and the new disk of node 3 bound, before that has learned anything.
    reconfigure(
      lab,
      1,
      [2, 3].map((nodeId) => memberAt(lab, nodeId)),
    );
    lab.run(between(1, 2));
    expect(view(lab, 1)).toMatchObject({ role: 'follower', chosenUpTo: 3 });
    lab.connectAll();
    lab.drop((letter) => letter.to === 3 || letter.from.nodeId === 3);
    lab.propose(2, 'x');
    for (let i = 0; i < 4; i++) {
      if (view(lab, 2).leader === 0) lab.campaign(2);
      pass(lab, 2);
    }
    expect([lab.texts(2), lab.texts(3)]).toEqual([['x'], ['x']]);
  });

  test('a learner that was promoted unheard asks around', () => {
    const lab = new Lab({ learners: [4] });
    lab.elect(1);
    lab.peerDown(1, 4);
    lab.peerDown(4, 1);
    reconfigure(lab, 1, [memberAt(lab, 4)]);
    lab.run(between(1, 2, 3));
    expect([view(lab, 1).role, view(lab, 4).votes]).toEqual(['follower', false]);
    lab.propose(4, 'x');
    lab.connectAll();
    lab.run();
    for (let i = 0; i < 3; i++) {
      lab.campaign(4);
      pass(lab, 2);
    }
    expect(lab.texts(4)).toEqual(['x']);
  });
});

describe('a leader whose disk was lost', () => {
  test('is not followed for a word of the lost disk that comes late', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'x');
    lab.run(between(1, 3));
    const late = lab.find('Accept', 1, 2);
    lab.crash(1);
    lab.wipe(1);
    lab.restart(1);
    lab.connectAll();
    lab.give(late);
    expect(view(lab, 2).leader).toBe(0);
    lab.campaign(3);
    pass(lab, 2);
    expect([view(lab, 3).role, view(lab, 2).leader]).toEqual(['leader', 3]);
    expect(lab.texts(2)).toEqual(['x']);
  });
});

describe('learning', () => {
  test('a page of more instances than are accepted ahead is taken whole', () => {
    const lab = new Lab({ tuning: { acceptAheadInstances: 8, pageBytes: 1 << 20 } });
    lab.elect(1);
    lab.crash(3);
    for (let i = 0; i < 40; i++) {
      lab.propose(1, `v${i}`);
      lab.run();
    }
    lab.restart(3);
    lab.connectAll();
    lab.run();
    expect(lab.texts(3)).toHaveLength(40);
  });

  test('a page that comes late to a node that leads by now ends its reign', () => {
    const lab = new Lab({ tuning: { pageBytes: 1, batchCount: 1 } });
    lab.elect(1);
    lab.peerDown(1, 3);
    lab.input(1, (replica) => {
      for (const byte of [97, 98]) replica.propose([{ smId: 1, payload: new Uint8Array([byte]) }]);
    });
    lab.run((letter) => between(1, 2)(letter) && letter.message.kind !== 'ProposerSendSuccess');
    lab.wire = [];
    // Node 3 learns instance 4 before 3, which is lost; node 2 knows of neither that it is chosen.
    lab.peerUp(1, 3);
    lab.run((letter) => between(1, 3)(letter) && letter.message.kind !== 'SendLearnValue');
    const [, late] = lab.wire.filter(isKind('SendLearnValue'));
    if (late === undefined) throw new Error('the stream has two pages');
    lab.wire = [];
    lab.give(late);
    expect([1, 2, 3].map((nodeId) => view(lab, nodeId).chosenUpTo)).toEqual([4, 2, 2]);
    // It leads, and has 3 chosen, but not yet 4.
    lab.input(1, (replica) => replica.resign('test'));
    lab.run((letter) => letter.message.kind === 'Release');
    lab.campaign(3);
    lab.run((letter) => between(2, 3)(letter) && letter.message.kind !== 'Accept');
    lab.drop(isKind('Accept'));
    lab.nowMs += labTuning.retryMinMs;
    lab.tick(3);
    lab.run((letter) => between(2, 3)(letter) && isKind('Accept', 'AcceptReply')(letter));
    expect(view(lab, 3)).toMatchObject({ role: 'leader', chosenUpTo: 3 });
    lab.give(late);
    expect(view(lab, 3)).toMatchObject({ role: 'follower', chosenUpTo: 4 });
  });
});

describe('a window wider than what is accepted ahead', () => {
  test('does not lose the own vote', () => {
    const lab = new Lab({
      voters: [1],
      tuning: { acceptAheadInstances: 2, windowInstances: 8, batchCount: 1 },
    });
    lab.elect(1);
    lab.autoSync = false;
    lab.input(1, (replica) => {
      for (let i = 0; i < 6; i++) replica.propose([{ smId: 1, payload: new Uint8Array([65 + i]) }]);
    });
    lab.autoSync = true;
    lab.sync(1);
    pass(lab);
    expect(lab.texts(1).join('')).toBe('ABCDEF');
    expect(labTuning.acceptAheadInstances).toBeGreaterThan(labTuning.windowInstances);
  });
});

describe('giving up', () => {
  test('any seq of a unit withdraws the whole unit', () => {
    const lab = new Lab();
    lab.elect(1);
    // The window is full, so what is proposed now waits in the queue.
    for (let i = 0; i < labTuning.windowInstances; i++) lab.propose(1, `w${i}`);
    let seq = 0;
    lab.input(1, (replica) => {
      seq = replica.propose([1, 2, 3].map((byte) => ({ smId: 1, payload: new Uint8Array([byte]) })));
    });
    let fate = '';
    lab.input(1, (replica) => {
      fate = replica.giveUp(seq + 1);
    });
    lab.propose(1, 'next');
    pass(lab);
    expect(fate).toBe('never-sent');
    expect(lab.texts(1)).toEqual([
      ...Array.from({ length: labTuning.windowInstances }, (_, i) => `w${i}`),
      'next',
    ]);
  });
});

describe('of a vote', () => {
  /** Node 1 of five leads, and has an instance in flight that nobody else has voted on. */
  const inFlight = (): { lab: Lab; vote: (from: number) => boolean } => {
    const lab = new Lab({ voters: [1, 2, 3, 4, 5] });
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    const vote = (from: number): boolean => {
      const { message, gid } = lab.find('AcceptReply', from, 1);
      const speaker = { nodeId: from, storageId: lab.node(from).storageId };
      let follows = false;
      lab.input(1, (replica) => (follows = replica.receive(speaker, message, gid)));
      return follows;
    };
    return { lab, vote };
  };

  test('nothing follows until it decides', () => {
    const { lab, vote } = inFlight();
    expect([vote(2), lab.texts(1)]).toEqual([false, []]);
    expect([vote(3), lab.texts(1)]).toEqual([true, ['a']]);
    expect(vote(4)).toBe(false);
  });

  test('something may follow while leadership is handed over', () => {
    const { lab, vote } = inFlight();
    lab.input(1, (replica) => void replica.transfer(2));
    expect(vote(2)).toBe(true);
  });
});
