/** The rules of leases (DESIGN 5), one by one, on a table of support that the test moves by hand. */

import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeBallot, type HeldSupport, type LeaseOptions, type SupportTable } from '@gaios/core';
import {
  isKind,
  kindsOnWire,
  labTuning,
  Lab,
  memberAt,
  must,
  pass,
  reconfigure,
  say,
  view,
  type Letter,
} from './support.ts';

const D = 1000;

/** Who supports whom: each pair at an epoch, as both sides see it. */
class Table {
  readonly lab: () => Lab;
  /** `2>1`: node 2 supports node 1. */
  readonly epochs = new Map<string, number>();
  readonly until = new Map<string, number>();
  readonly restartUntilMs = new Map<number, number>();
  readonly options = new Map<number, LeaseOptions>();

  constructor(lab: () => Lab) {
    this.lab = lab;
  }

  grant(from: number, to: number, epoch: number, untilMs = Infinity): void {
    this.epochs.set(`${from}>${to}`, epoch);
    this.until.set(`${from}>${to}`, untilMs);
  }

  of(nodeId: number): LeaseOptions {
    const held = (peer: number): HeldSupport | undefined => {
      const epoch = this.epochs.get(`${peer}>${nodeId}`) ?? 0;
      if (epoch === 0) return undefined;
      const { storageId, boot } = this.lab().node(peer);
      return { storageId, boot, epoch, sentMs: 0, untilMs: must(this.until.get(`${peer}>${nodeId}`)) };
    };
    const support: SupportTable = {
      durationMs: D,
      granted: (peer) => this.epochs.get(`${nodeId}>${peer.nodeId}`) ?? 0,
      held,
      restartUntilMs: this.restartUntilMs.get(nodeId) ?? 0,
    };
    const options = { support, reads: true, capMs: Infinity };
    this.options.set(nodeId, options);
    return options;
  }
}

let lab: Lab;
let table: Table;

const held = (nodeId: number): boolean => lab.node(nodeId).replica.holdsLease(lab.nowMs);
const fortified = (nodeId: number): number => lab.node(nodeId).replica.state.lease.fortified?.ballot ?? 0;
const prepare = (from: number, to: number, round = 9): void => {
  const { chosenUpTo } = view(lab, to);
  say(lab, from, to, { kind: 'Prepare', ballot: makeBallot(round, from), from: chosenUpTo + 1 });
};

beforeEach(() => {
  table = new Table(() => lab);
  for (const from of [1, 2, 3, 4])
    for (const to of [1, 2, 3, 4]) if (from !== to) table.grant(from, to, 10 * from + to);
  lab = new Lab({ spares: [4], lease: (nodeId) => table.of(nodeId) });
  lab.elect(1);
});

describe('a voter', () => {
  test('that took something of the leader promises nobody else, and tells it whom it refused', () => {
    expect(fortified(2)).toBe(view(lab, 2).ballot);
    prepare(3, 2);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'refused' });
    lab.deliver(lab.find('RefusedFor', 2, 1));
    expect(kindsOnWire(lab)).toContain('1>2 ProposerSendSuccess');
  });

  test('promises nothing to itself either', () => {
    const { promised } = view(lab, 2);
    lab.campaign(2);
    expect(kindsOnWire(lab)).toEqual(['2>1 RefusedFor']);
    lab.run();
    expect(view(lab, 2)).toMatchObject({ role: 'follower', promised });
  });

  test('is free when the epoch has moved, and fortifies at the new one', () => {
    table.grant(2, 1, 99);
    expect(held(1)).toBe(true);
    prepare(3, 2);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'promised' });
  });

  test('does not fortify a candidate', () => {
    lab = new Lab({ lease: (nodeId) => table.of(nodeId) });
    lab.elect(1);
    table.grant(2, 3, 0);
    lab.crash(1);
    for (const id of [2, 3]) table.grant(id, 1, 0);
    lab.campaign(3);
    lab.run(isKind('PrepareDryRun', 'PrepareDryRunReply', 'Prepare'));
    expect(fortified(2)).toBeLessThan(view(lab, 2).promised);
  });

  test('is free when the leader has released, and only of that ballot', () => {
    const { ballot } = view(lab, 2);
    say(lab, 1, 2, { kind: 'Release', ballot: makeBallot(0.5, 1) });
    say(lab, 1, 2, { kind: 'Release', ballot: ballot - 65_536 > 0 ? ballot - 65_536 : ballot });
    say(lab, 1, 2, { kind: 'Release', ballot });
    expect(fortified(2)).toBe(0);
    // What comes late of the released ballot binds nobody.
    const { chosenUpTo, checksum } = view(lab, 1);
    say(lab, 1, 2, { kind: 'ProposerSendSuccess', ballot, chosenUpTo, checksum });
    expect(fortified(2)).toBe(0);
    prepare(3, 2);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'promised' });
  });

  test('takes the word of another leader as information only, and asks its own for its word', () => {
    const { ballot: own, promised } = view(lab, 2);
    const ballot = makeBallot(9, 3);
    const { chosenUpTo, checksum } = view(lab, 2);
    const entries = [{ instanceId: chosenUpTo + 1, value: new Uint8Array(0) }];
    say(lab, 3, 2, { kind: 'ProposerSendSuccess', ballot, chosenUpTo: chosenUpTo + 1, checksum });
    say(lab, 3, 2, { kind: 'Accept', ballot, entries, chosenUpTo, checksum });
    expect(view(lab, 2)).toMatchObject({ promised, leader: 1 });
    expect(fortified(2)).toBe(own);
    expect(kindsOnWire(lab)).toEqual(['2>1 RefusedFor', '2>3 AskForLearn', '2>1 RefusedFor']);
  });

  test('tells one at a lower ballot what it promised, and asks nobody', () => {
    lab.input(1, (replica) => replica.resign('test'));
    lab.run();
    lab.elect(1);
    const { chosenUpTo, checksum, promised } = view(lab, 2);
    expect(fortified(2)).toBe(promised);
    const entries = [{ instanceId: chosenUpTo + 1, value: new Uint8Array(0) }];
    say(lab, 3, 2, { kind: 'Accept', ballot: makeBallot(1, 3), entries, chosenUpTo, checksum });
    expect(kindsOnWire(lab)).toEqual(['2>3 AcceptReply']);
    expect(lab.find('AcceptReply', 2, 3).message).toMatchObject({ verdict: 'refused', promised });
  });

  test('asks the other leader for its word as soon as it is free', () => {
    const ballot = makeBallot(9, 3);
    const { chosenUpTo, checksum } = view(lab, 2);
    say(lab, 3, 2, { kind: 'ProposerSendSuccess', ballot, chosenUpTo, checksum });
    lab.wire = [];
    say(lab, 1, 2, { kind: 'Release', ballot: view(lab, 2).ballot });
    expect(lab.find('RefusedFor', 2, 3).message).toMatchObject({ ballot });
    say(lab, 3, 2, { kind: 'ProposerSendSuccess', ballot, chosenUpTo, checksum });
    expect(view(lab, 2)).toMatchObject({ promised: ballot, leader: 3 });
    expect(fortified(2)).toBe(ballot);
  });

  test('asks it also when its own leader is gone', () => {
    const ballot = makeBallot(9, 3);
    const { chosenUpTo, checksum } = view(lab, 2);
    say(lab, 3, 2, { kind: 'ProposerSendSuccess', ballot, chosenUpTo, checksum });
    lab.wire = [];
    table.grant(2, 1, 0);
    lab.peerDown(2, 1);
    expect(lab.find('RefusedFor', 2, 3).message).toMatchObject({ ballot });
  });

  test('stays bound though a change that was chosen above raises its promise', () => {
    const { ballot: own } = view(lab, 2);
    lab.node(2).replica.state.acceptor.promised = makeBallot(9, 3);
    prepare(3, 2, 10);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'refused' });
    expect(fortified(2)).toBe(own);
  });
});

describe('after a restart', () => {
  beforeEach(() => {
    table.restartUntilMs.set(2, lab.nowMs + D);
    lab.crash(2);
    lab.restart(2);
  });

  test('a promise binds to its owner until the wait is over', () => {
    prepare(3, 2);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'refused' });
    prepare(1, 2);
    expect(lab.find('PrepareReply', 2, 1).message).toMatchObject({ verdict: 'promised' });
    lab.wire = [];
    lab.nowMs += D;
    prepare(3, 2, 10);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'promised' });
  });

  test('its owner can release it', () => {
    say(lab, 1, 2, { kind: 'Release', ballot: view(lab, 2).promised });
    prepare(3, 2);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'promised' });
  });

  test('a promise that a change has raised binds to nobody that is known', () => {
    const ballot = makeBallot(9, 3);
    lab.crash(2);
    const { meta } = lab.node(2).disk;
    lab.node(2).disk.meta = { ...must(meta), promised: ballot, promisedTo: '' };
    lab.restart(2);
    say(lab, 3, 2, { kind: 'Release', ballot });
    const { checksum } = view(lab, 2);
    lab.wire = [];
    // Not taken, and nobody is asked: whom it is bound to is not known.
    say(lab, 3, 2, { kind: 'ProposerSendSuccess', ballot, chosenUpTo: 1, checksum });
    expect([kindsOnWire(lab), view(lab, 2).leader]).toEqual([[], 0]);
    for (const candidate of [1, 3]) {
      prepare(candidate, 2, 10);
      expect(lab.find('PrepareReply', 2, candidate).message).toMatchObject({ verdict: 'refused' });
    }
    lab.wire = [];
    lab.nowMs += D;
    prepare(1, 2, 10);
    expect(lab.find('PrepareReply', 2, 1).message).toMatchObject({ verdict: 'promised' });
  });

  test('a token for another promise frees nothing', () => {
    say(lab, 3, 2, { kind: 'ReleasedTo', ballot: makeBallot(7, 1) });
    prepare(3, 2);
    expect(lab.find('PrepareReply', 2, 3).message).toMatchObject({ verdict: 'refused' });
  });

  test('one who owns its promise itself is bound to nobody', () => {
    table.restartUntilMs.set(1, lab.nowMs + D);
    lab.crash(1);
    lab.restart(1);
    prepare(3, 1);
    expect(lab.find('PrepareReply', 1, 3).message).toMatchObject({ verdict: 'promised' });
  });
});

describe('a lease', () => {
  test('is held with a quorum of present and unexpired fortifications', () => {
    expect(held(1)).toBe(true);
    table.grant(3, 1, 31, lab.nowMs);
    expect(held(1)).toBe(true);
    table.grant(2, 1, 21, lab.nowMs + 5);
    expect(held(1)).toBe(true);
    expect(lab.node(1).replica.holdsLease(lab.nowMs + 5)).toBe(false);
    expect([held(2), held(3)]).toEqual([false, false]);
  });

  test('counts no epoch but the present one, of the present boot', () => {
    table.grant(3, 1, 0);
    table.grant(2, 1, 22);
    expect(held(1)).toBe(false);
    lab.input(1, (replica) => replica.supportChanged(2));
    lab.run();
    expect(held(1)).toBe(true);
    lab.node(2).boot++;
    expect(held(1)).toBe(false);
  });

  test('is shortened by the cap, never lengthened', () => {
    must(table.options.get(1)).capMs = lab.nowMs;
    expect(held(1)).toBe(false);
    must(table.options.get(1)).capMs = lab.nowMs + 1;
    expect(held(1)).toBe(true);
    for (const id of [2, 3]) table.grant(id, 1, 10 * id + 1, lab.nowMs);
    expect(held(1)).toBe(false);
  });

  test('is counted in the configuration that is proposed, too', () => {
    lab.peerUp(1, 4);
    // Only 2 supports 1: a quorum of three, none of four.
    table.grant(3, 1, 0);
    expect(held(1)).toBe(true);
    reconfigure(
      lab,
      1,
      [1, 2, 3, 4].map((id) => memberAt(lab, id)),
    );
    expect(lab.node(1).replica.state.proposer.proposed).toBeDefined();
    expect(held(1)).toBe(false);
  });

  test('counts a learner that fortified once it is a voter, and its holder knows before', () => {
    const among = (...ids: number[]): boolean => {
      const { configuration } = view(lab, 1);
      const members = ids.map((id) => memberAt(lab, id));
      return lab.node(1).replica.fortifiersCover({ ...configuration, members }, lab.nowMs);
    };
    expect(among(1, 2, 3)).toBe(true);
    expect(among(1, 4)).toBe(false);
    for (const id of [1, 2, 3]) {
      lab.peerUp(id, 4);
      lab.peerUp(4, id);
    }
    reconfigure(lab, 1, [...[1, 2, 3].map((id) => memberAt(lab, id)), memberAt(lab, 4, 'learner')]);
    pass(lab);
    expect(fortified(4)).toBe(view(lab, 1).ballot);
    expect(among(1, 4)).toBe(true);
    expect(lab.node(2).replica.fortifiersCover(view(lab, 2).configuration, lab.nowMs)).toBe(false);
    // A learner adds nothing to the present quorum.
    for (const id of [2, 3]) table.grant(id, 1, 0);
    expect([held(1), among(1, 4)]).toEqual([false, true]);
  });

  test('is not waited for from a learner that has promised more', () => {
    lab.node(4).replica.state.acceptor.promised = makeBallot(9, 3);
    for (const id of [1, 4]) lab.peerUp(id, id === 1 ? 4 : 1);
    reconfigure(lab, 1, [...[1, 2, 3].map((id) => memberAt(lab, id)), memberAt(lab, 4, 'learner')]);
    pass(lab);
    expect(view(lab, 1).role).toBe('leader');
    expect(fortified(4)).toBe(0);
    expect(lab.node(1).replica.deadlineMs).toBe(Infinity);
  });

  test('vouches for what is chosen once the leader is ready, without asking a quorum', () => {
    lab.propose(1, 'a');
    lab.run();
    expect(lab.node(1).replica.leaseIndex(lab.nowMs)).toBe(view(lab, 1).chosenUpTo);
    const local = lab.read(1);
    const remote = lab.read(3);
    lab.run((letter) => {
      expect(letter.message.kind).not.toBe('ConfirmLeader');
      return true;
    });
    expect(lab.node(1).reads.get(local)).toBe(view(lab, 1).chosenUpTo);
    expect(lab.node(3).reads.get(remote)).toBe(view(lab, 1).chosenUpTo);
    for (const id of [2, 3]) table.grant(id, 1, 0);
    expect(lab.node(1).replica.leaseIndex(lab.nowMs)).toBe(0);
    lab.read(1);
    expect(kindsOnWire(lab)).toContain('1>2 ConfirmLeader');
  });

  test('is no longer held by one who stepped down, and released until all have heard', () => {
    const { ballot } = view(lab, 1);
    lab.input(1, (replica) => replica.resign('test'));
    expect(held(1)).toBe(false);
    lab.drop(isKind('Release'));
    expect(fortified(2)).toBe(ballot);
    lab.nowMs += 200;
    lab.tick(1);
    expect(kindsOnWire(lab).filter((word) => word.endsWith(' Release'))).toEqual([
      '1>2 Release',
      '1>3 Release',
    ]);
    lab.run();
    expect([fortified(2), fortified(3)]).toEqual([0, 0]);
    lab.nowMs += 10_000;
    lab.tick(1);
    expect(kindsOnWire(lab)).toEqual([]);
  });

  test('keeps its holder above a voter that promised more', () => {
    table.grant(3, 1, 0);
    const { ballot } = view(lab, 1);
    prepare(2, 3, 9);
    lab.wire = [];
    expect(view(lab, 3).promised).toBe(makeBallot(9, 2));
    table.grant(3, 1, 32);
    lab.input(1, (replica) => replica.supportChanged(3));
    lab.run(isKind('ProposerSendSuccess', 'ProposerSendSuccessReply'));
    expect(view(lab, 1).role).toBe('preparing');
    expect(kindsOnWire(lab)).not.toContain('1>2 Release');
    expect(fortified(2)).toBe(ballot);
    lab.run();
    expect(view(lab, 1)).toMatchObject({ role: 'leader', ballot: makeBallot(10, 1) });
    expect(held(1)).toBe(true);
    // It is the same reign still; one that begins anew is another.
    expect(lab.node(1).replica.state.proposer.reign).toBe(ballot);
    lab.input(1, (replica) => replica.resign('for once'));
    lab.run();
    lab.elect(1);
    expect(lab.node(1).replica.state.proposer.reign).toBe(0);
  });
});

test('a leader that is dropped does not stand before its time, unless it is handed over to', () => {
  const untilMs = lab.nowMs + 2 * D;
  lab.input(1, (replica) => replica.drop(untilMs));
  lab.run();
  expect(view(lab, 1).role).toBe('follower');
  lab.campaign(1);
  expect(kindsOnWire(lab)).not.toContain('1>2 PrepareDryRun');
  lab.run();
  lab.nowMs = untilMs;
  lab.campaign(1);
  lab.run();
  expect(view(lab, 1).role).toBe('leader');
  lab.input(1, (replica) => replica.drop(lab.nowMs + 2 * D));
  lab.run();
  lab.elect(2);
  lab.input(2, (replica) => replica.transfer(1));
  lab.run();
  expect(view(lab, 1).role).toBe('leader');
});

test('one lease: the word of a leader of an older configuration ends no bond', () => {
  const all = [1, 2, 3, 4, 5];
  for (const from of all) for (const to of all) if (from !== to) table.grant(from, to, 10 * from + to);
  lab = new Lab({ voters: all, lease: (nodeId) => table.of(nodeId) });
  lab.elect(1);
  lab.run();
  const paths =
    (...pairs: readonly (readonly [from: number, to: number])[]) =>
    (letter: Letter): boolean =>
      pairs.some(([from, to]) => letter.from.nodeId === from && letter.to === to);
  const shrinkTo = (...ids: number[]): void => {
    reconfigure(
      lab,
      1,
      ids.map((id) => memberAt(lab, id)),
    );
  };
  // The first change removes 5: 2 and 3 accept it, and only 2 hears that it is chosen.
  shrinkTo(1, 2, 3, 4);
  lab.drop(paths([1, 4], [1, 5]));
  for (const to of [2, 3]) lab.deliver(lab.find('Accept', 1, to));
  lab.run(paths([3, 1], [2, 1]));
  lab.drop(paths([1, 3], [1, 4], [1, 5]));
  lab.run(paths([1, 2], [2, 1]));
  lab.drop(() => true);
  // The second removes 4: 2 and 4 accept it, and only 1 concludes it.
  shrinkTo(1, 2, 3);
  for (const to of [2, 4]) lab.deliver(lab.find('Accept', 1, to));
  lab.run(paths([2, 1], [4, 1]));
  lab.drop(() => true);
  expect(all.map((id) => view(lab, id).configuration.members.length)).toEqual([3, 4, 5, 5, 5]);
  // 3, 4 and 5 have lost sight of 1, and withdrawn; 1 holds the lease with 2.
  for (const id of [3, 4, 5]) {
    table.epochs.delete(`${id}>1`);
    lab.peerDown(id, 1);
    lab.peerDown(1, id);
  }
  expect(held(1)).toBe(true);
  // 3 gets to lead in the configuration of five, with 4 and 5, and its word reaches 2.
  lab.campaign(3);
  const isApart = ({ from, to }: Letter): boolean => to !== 1 && from.nodeId !== 1;
  lab.run((letter) => isApart(letter) && letter.to !== 2 && letter.from.nodeId !== 2);
  expect(view(lab, 3).role).toBe('leader');
  for (let round = 0; round < 3; round++) {
    lab.nowMs += 200;
    lab.tick(3);
    lab.run(isApart);
  }
  expect([held(1), held(3)]).toEqual([true, false]);
  expect(view(lab, 3).chosenUpTo).toBeLessThan(view(lab, 1).chosenUpTo);
  // Once 1 is heard again, it goes on.
  for (const id of [3, 4, 5]) {
    table.grant(id, 1, 100 + id);
    lab.peerUp(id, 1);
    lab.peerUp(1, id);
  }
  pass(lab);
  expect([held(1), held(3)]).toEqual([true, false]);
});

test('a leader that has had neither lease nor a quorum for the duration releases', () => {
  for (const id of [2, 3]) table.grant(id, 1, 0);
  for (const id of [2, 3]) lab.input(1, (replica) => replica.supportChanged(id));
  const asked = isKind('ConfirmLeader');
  for (let ms = 0; ms < D + 200; ms += 100) {
    lab.nowMs += 100;
    lab.tick(1);
  }
  expect(lab.wire.some(asked)).toBe(true);
  expect(view(lab, 1).role).toBe('follower');
  expect(kindsOnWire(lab)).toContain('1>2 Release');
});

test('a quorum that confirms the ballot keeps a leader without a lease', () => {
  for (const id of [2, 3]) table.grant(id, 1, 0);
  for (const id of [2, 3]) lab.input(1, (replica) => replica.supportChanged(id));
  for (let ms = 0; ms < 5 * D; ms += 100) {
    lab.nowMs += 100;
    lab.tick(1);
    lab.run();
  }
  expect(view(lab, 1).role).toBe('leader');
});

describe('a transfer', () => {
  test('drains the window, and the successor leads without asking around', () => {
    lab.propose(1, 'a');
    const done = (): string[] => kindsOnWire(lab).filter((word) => word.endsWith('Transfer'));
    let isTaken = false;
    lab.input(1, (replica) => {
      isTaken = replica.transfer(2);
    });
    expect([isTaken, done()]).toEqual([true, []]);
    lab.run(isKind('Accept', 'AcceptReply', 'ProposerSendSuccess', 'ProposerSendSuccessReply'));
    expect(done()).toEqual(['1>2 Transfer']);
    expect(held(1)).toBe(false);
    // The word of the release comes last: the token ahead of each Prepare is worth as much.
    const isLate = isKind('Release', 'ReleaseReply');
    lab.run((letter) => {
      expect(letter.message.kind).not.toBe('PrepareDryRun');
      return !isLate(letter);
    });
    expect(view(lab, 2).role).toBe('leader');
    expect(held(2)).toBe(true);
    lab.run();
    lab.propose(1, 'b');
    pass(lab);
    expect(lab.texts(3)).toEqual(['a', 'b']);
  });

  test('is told to the successor alone at first; the others hear of the release by its first repetition', () => {
    lab.propose(1, 'a');
    pass(lab);
    lab.input(1, (replica) => replica.transfer(2));
    lab.run(isKind('Accept', 'AcceptReply', 'ProposerSendSuccess', 'ProposerSendSuccessReply'));
    const releases = (): string[] => kindsOnWire(lab).filter((word) => word.endsWith('Release'));
    expect(kindsOnWire(lab)).toContain('1>2 Transfer');
    expect(releases()).toEqual([]);
    // The successor is lost with its token: nobody may wait for it for ever.
    lab.drop((letter) => letter.to === 2);
    lab.nowMs += labTuning.retryMinMs;
    lab.tick(1);
    expect(releases().toSorted()).toEqual(['1>2 Release', '1>3 Release']);
  });

  test('to one that is gone is given up, and the leader goes on', () => {
    lab.propose(1, 'a');
    lab.input(1, (replica) => replica.transfer(2));
    lab.drop((letter) => letter.to === 2);
    lab.peerDown(1, 2);
    pass(lab);
    expect(view(lab, 1).role).toBe('leader');
    expect(lab.texts(3)).toEqual(['a']);
  });

  test('that is taken back leaves the leader leading, and may be asked for again', () => {
    lab.propose(1, 'a');
    lab.input(1, (replica) => replica.transfer(2));
    expect(view(lab, 1).transferTo).toBe(2);
    lab.propose(1, 'b');
    lab.input(1, (replica) => replica.keepLeading());
    lab.run();
    expect(view(lab, 1)).toMatchObject({ role: 'leader', transferTo: 0 });
    expect(lab.texts(3)).toEqual(['a', 'b']);
    lab.input(1, (replica) => replica.transfer(2));
    lab.run();
    expect(view(lab, 2).role).toBe('leader');
  });

  test('to the own node, or to one that does not vote, is refused', () => {
    const refused = [1, 4, 9].map((to) => {
      let isTaken = true;
      lab.input(1, (replica) => {
        isTaken = replica.transfer(to);
      });
      return isTaken;
    });
    expect(refused).toEqual([false, false, false]);
  });
});
