/** DESIGN 3.1: for each safety rule what fails when it is broken. The laboratory's watch checks all of them besides. */

import { makeBallot, type MessageOf, type Reported } from '@gaios/core';
import { decodeBatch, encodeBatch } from '@gaios/sm-base';
import { describe, expect, test } from '@jest/globals';
import {
  between,
  eventKinds,
  isKind,
  kindsOnWire,
  Lab,
  memberAt,
  must,
  messageOf,
  pass,
  reconfigure,
  say,
  view,
} from './support.ts';

const textsIn = (value: Uint8Array): string[] =>
  decodeBatch(value).proposals.map(({ payload }) => new TextDecoder().decode(payload));

/** A framed value that no node of the laboratory is waiting for. */
const framed = (value: string): Uint8Array =>
  encodeBatch({
    timeMs: 1,
    proposals: [
      {
        nodeId: 9,
        storageId: '9'.repeat(32),
        boot: 1,
        seq: 1,
        floor: 1,
        smId: 1,
        payload: new TextEncoder().encode(value),
      },
    ],
  });

/** The values of the Accepts on the wire to a node, by instance. */
const proposedTo = (lab: Lab, to: number): Record<number, string[]> => {
  const found: Record<number, string[]> = {};
  for (const { message, to: receiver } of lab.wire) {
    if (message.kind !== 'Accept' || receiver !== to) continue;
    for (const { instanceId, value } of message.entries) found[instanceId] = textsIn(value);
  }
  return found;
};

/** A group of five that has chosen instances 1 and 2, where node 1 asks for promises from 3 on. */
const preparing = (pending: readonly string[] = []): { lab: Lab; ballot: number; reply: Reply } => {
  const lab = new Lab({ voters: [1, 2, 3, 4, 5] });
  lab.elect(5);
  lab.crash(5);
  for (const value of pending) lab.propose(1, value);
  lab.campaign(1);
  lab.run(isKind('PrepareDryRun', 'PrepareDryRunReply'));
  const { ballot } = messageOf(lab, 'Prepare', 1, 2);
  lab.wire = [];
  const reply: Reply = (accepted, more) => ({
    kind: 'PrepareReply',
    ballot,
    proposer: lab.node(1).storageId,
    from: 3,
    verdict: 'promised',
    promised: ballot,
    chosenUpTo: 2,
    minChosen: 1,
    accepted,
    next: 0,
    ...more,
  });
  return { lab, ballot, reply };
};
type Reply = (
  accepted: readonly Reported[],
  more?: Partial<MessageOf<'PrepareReply'>>,
) => MessageOf<'PrepareReply'>;

const report = (instanceId: number, round: number, value: string, chosen = false): Reported => ({
  instanceId,
  ballot: makeBallot(round, 9),
  chosen,
  value: framed(value),
});

describe('rule 1: what is said of promises and acceptances is on disk', () => {
  test('a promise is answered only when its write is durable', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.autoSync = false;
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    expect(kindsOnWire(lab)).toEqual([]);
    lab.sync(2);
    expect(kindsOnWire(lab)).toEqual(['2>3 PrepareReply']);
    expect(lab.node(2).disk.meta?.promised).toBe(makeBallot(9, 3));
  });

  test('an acceptance is answered only when its write is durable', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.autoSync = false;
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    expect(kindsOnWire(lab)).toEqual([]);
    lab.sync(2);
    expect(kindsOnWire(lab)).toEqual(['2>1 AcceptReply']);
    expect(lab.node(2).disk.records.get(3)?.ballot).toBe(view(lab, 1).ballot);
  });

  test('a repeated question waits for the same write', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.autoSync = false;
    lab.propose(1, 'a');
    const accept = lab.find('Accept', 1, 2);
    lab.give(accept);
    lab.give(accept);
    expect(kindsOnWire(lab)).not.toContain('2>1 AcceptReply');
  });

  test('the own vote of the leader waits for its disk, too', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.autoSync = false;
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    lab.sync(2);
    lab.run();
    expect(view(lab, 1).chosenUpTo).toBe(2);
    lab.sync(1);
    expect(view(lab, 1).chosenUpTo).toBe(3);
  });

  test('a crash before the write forgets a promise that nobody heard of', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.autoSync = false;
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    lab.crash(2);
    lab.restart(2);
    expect([kindsOnWire(lab), view(lab, 2).promised]).toEqual([[], makeBallot(1, 1)]);
  });

  test('a crash between the write and the answer forgets neither promise nor acceptance', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    lab.wire = [];
    lab.crash(2);
    lab.restart(2);
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    const { accepted, verdict } = messageOf(lab, 'PrepareReply', 2, 3);
    expect([verdict, accepted.map(({ value }) => textsIn(value))]).toEqual(['promised', [['a']]]);
    lab.wire = [];
    say(lab, 1, 2, { kind: 'Prepare', ballot: makeBallot(8, 1), from: 3 });
    expect(messageOf(lab, 'PrepareReply', 2, 1)).toMatchObject({
      verdict: 'refused',
      promised: makeBallot(9, 3),
    });
  });

  test('accepting at a ballot promises it', () => {
    const lab = new Lab();
    lab.elect(1);
    const ballot = makeBallot(7, 3);
    const entries = [{ instanceId: 3, value: framed('x') }];
    say(lab, 3, 2, { kind: 'Accept', ballot, entries, chosenUpTo: 2, checksum: view(lab, 2).checksum });
    expect(lab.node(2).disk.meta?.promised).toBe(ballot);
    say(lab, 1, 2, { kind: 'Prepare', ballot: makeBallot(6, 1), from: 3 });
    expect(messageOf(lab, 'PrepareReply', 2, 1).verdict).toBe('refused');
  });

  test('a lower Accept is refused and changes nothing', () => {
    const lab = new Lab();
    lab.elect(1);
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    expect(messageOf(lab, 'AcceptReply', 2, 1)).toMatchObject({
      verdict: 'refused',
      promised: makeBallot(9, 3),
    });
    expect(lab.node(2).disk.records.has(3)).toBe(false);
  });
});

describe('rule 2: a ballot has one value per instance, and is used once', () => {
  test('nothing leaves at a ballot before the own promise is on disk', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.crash(1);
    lab.autoSync = false;
    lab.campaign(2);
    lab.run();
    expect(kindsOnWire(lab)).toEqual([]);
    expect(view(lab, 2).role).toBe('preparing');
    lab.sync(2);
    expect(kindsOnWire(lab)).toEqual(['2>1 Prepare', '2>3 Prepare']);
  });

  test('after a restart the next ballot lies above the promise', () => {
    const lab = new Lab();
    lab.connectAll();
    const ballots: number[] = [];
    for (let life = 0; life < 4; life++) {
      lab.campaign(1);
      lab.run(isKind('PrepareDryRun', 'PrepareDryRunReply'));
      ballots.push(messageOf(lab, 'Prepare', 1, 2).ballot);
      lab.wire = [];
      lab.crash(1);
      lab.restart(1);
      lab.connectAll();
    }
    expect(ballots).toEqual([1, 2, 3, 4].map((round) => makeBallot(round, 1)));
  });

  test('a repeated Prepare is answered with what is accepted now', () => {
    const lab = new Lab();
    lab.elect(1);
    const prepare = { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 } as const;
    say(lab, 3, 2, prepare);
    expect(messageOf(lab, 'PrepareReply', 2, 3).accepted).toEqual([]);
    lab.wire = [];
    const entries = [{ instanceId: 3, value: framed('x') }];
    say(lab, 3, 2, {
      kind: 'Accept',
      ballot: prepare.ballot,
      entries,
      chosenUpTo: 2,
      checksum: view(lab, 2).checksum,
    });
    say(lab, 3, 2, prepare);
    expect(messageOf(lab, 'PrepareReply', 2, 3)).toMatchObject({
      verdict: 'promised',
      accepted: [{ instanceId: 3 }],
    });
  });

  test('an equal ballot from another disk is refused', () => {
    const lab = new Lab();
    lab.elect(1);
    const ballot = makeBallot(9, 3);
    say(lab, 3, 2, { kind: 'Prepare', ballot, from: 3 });
    lab.wire = [];
    lab.wipe(3);
    say(lab, 3, 2, { kind: 'Prepare', ballot, from: 3 });
    expect(messageOf(lab, 'PrepareReply', 2, 3).verdict).toBe('refused');
    const entries = [{ instanceId: 3, value: framed('x') }];
    say(lab, 3, 2, { kind: 'Accept', ballot, entries, chosenUpTo: 2, checksum: view(lab, 2).checksum });
    expect(messageOf(lab, 'AcceptReply', 2, 3).verdict).toBe('refused');
  });

  test('a ballot belongs to its node', () => {
    const lab = new Lab();
    lab.elect(1);
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 1), from: 3 });
    expect([kindsOnWire(lab), eventKinds(lab, 2).at(-1)]).toEqual([[], 'messageRejected']);
    expect(view(lab, 2).promised).toBe(makeBallot(1, 1));
  });
});

describe('rule 3: phase 2 goes on with what phase 1 found', () => {
  test.each([
    ['first', [report(3, 2, 'low'), report(3, 4, 'high')]],
    ['last', [report(3, 4, 'high'), report(3, 2, 'low')]],
  ])('the value of the highest ballot is proposed (the low one is reported %s)', (_order, [two, three]) => {
    const { lab, reply } = preparing(['own']);
    say(lab, 2, 1, reply([must(two)]));
    say(lab, 3, 1, reply([must(three)]));
    expect(proposedTo(lab, 2)).toEqual({ 3: ['high'], 4: ['own'] });
  });

  test('a value known to be chosen outranks every ballot', () => {
    const { lab, reply } = preparing();
    say(lab, 2, 1, reply([report(3, 2, 'chosen', true)]));
    say(lab, 3, 1, reply([report(3, 4, 'later')]));
    expect(proposedTo(lab, 2)[3]).toEqual(['chosen']);
  });

  test('a gap is filled with a no-op', () => {
    const { lab, reply } = preparing(['own']);
    say(lab, 2, 1, reply([report(5, 2, 'x')]));
    say(lab, 3, 1, reply([]));
    expect(proposedTo(lab, 2)).toEqual({ 3: [], 4: [], 5: ['x'], 6: ['own'] });
  });

  test('what a truncated log reports nothing of is not taken for free', () => {
    const { lab, reply } = preparing(['own']);
    say(lab, 2, 1, reply([], { chosenUpTo: 7, minChosen: 6 }));
    say(lab, 3, 1, reply([]));
    say(lab, 4, 1, reply([]));
    expect([view(lab, 1).role, proposedTo(lab, 2)]).toEqual(['follower', {}]);
    expect(kindsOnWire(lab)).toContain('1>2 AskForLearn');
  });

  test('a promise counts when all of its pages are in', () => {
    const { lab, reply } = preparing(['own']);
    say(lab, 2, 1, reply([report(3, 2, 'x')], { next: 4 }));
    say(lab, 3, 1, reply([]));
    expect(view(lab, 1).role).toBe('preparing');
    expect(messageOf(lab, 'Prepare', 1, 2).from).toBe(4);
    say(lab, 2, 1, reply([report(4, 2, 'y')], { from: 4 }));
    expect(proposedTo(lab, 2)).toEqual({ 3: ['x'], 4: ['y'], 5: ['own'] });
  });

  test('a page that leaves a hole behind it is not taken', () => {
    const { lab, reply } = preparing(['own']);
    say(lab, 3, 1, reply([]));
    say(lab, 2, 1, reply([report(4, 2, 'y')], { from: 4 }));
    expect(view(lab, 1).role).toBe('preparing');
  });

  test('paging works between real replicas', () => {
    const lab = new Lab({ tuning: { pageBytes: 100 } });
    lab.elect(1);
    for (let i = 0; i < 6; i++) lab.propose(1, 'v'.repeat(60));
    lab.run((letter) => letter.message.kind === 'Accept' && letter.to === 2);
    lab.crash(1);
    lab.wire = [];
    lab.campaign(3);
    lab.run();
    expect(lab.texts(3)).toEqual(Array.from({ length: 6 }, () => 'v'.repeat(60)));
  });

  test('answers to an older ballot are not counted', () => {
    const { lab, ballot, reply } = preparing(['own']);
    const old = ballot - 65_536;
    say(lab, 2, 1, reply([], { ballot: old, promised: old }));
    say(lab, 3, 1, reply([], { ballot: old, promised: old }));
    expect(view(lab, 1).role).toBe('preparing');
  });

  test('answers to another disk of this node are not counted', () => {
    const { lab, reply } = preparing(['own']);
    for (const voter of [2, 3]) say(lab, voter, 1, reply([], { proposer: 'f'.repeat(32) }));
    expect(view(lab, 1).role).toBe('preparing');
  });

  test('a node is counted once, however often it answers', () => {
    const { lab, reply } = preparing(['own']);
    for (let i = 0; i < 3; i++) say(lab, 2, 1, reply([]));
    expect(view(lab, 1).role).toBe('preparing');
    say(lab, 3, 1, reply([]));
    expect(view(lab, 1).role).toBe('leader');
  });

  test('a dry run never counts as a promise', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.crash(1);
    const before = [2, 3].map((nodeId) => lab.node(nodeId).disk.meta?.promised);
    lab.campaign(2);
    lab.run(isKind('PrepareDryRun'));
    expect([2, 3].map((nodeId) => lab.node(nodeId).disk.meta?.promised)).toEqual(before);
    lab.run(isKind('PrepareDryRunReply'));
    expect(view(lab, 2).role).toBe('preparing');
  });
});

describe('rule 5: what is chosen', () => {
  test('is not concluded from an acceptance alone', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    expect([1, 2, 3].map((nodeId) => view(lab, nodeId).chosenUpTo)).toEqual([2, 2, 2]);
  });

  test('needs a quorum, in which a node counts once', () => {
    const lab = new Lab({ voters: [1, 2, 3, 4, 5] });
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run((letter) => letter.message.kind === 'Accept' && letter.to === 2);
    const vote = lab.find('AcceptReply', 2, 1);
    for (let i = 0; i < 3; i++) lab.give(vote);
    expect(view(lab, 1).chosenUpTo).toBe(2);
    lab.run((letter) => between(1, 3)(letter) && isKind('Accept', 'AcceptReply')(letter));
    expect(view(lab, 1).chosenUpTo).toBe(3);
  });

  test('is concluded in order', () => {
    const lab = new Lab({ tuning: { batchCount: 1, pageBytes: 1 } });
    lab.elect(1);
    lab.propose(1, 'a');
    lab.propose(1, 'b');
    // Only instance 4 has its quorum.
    const second = lab.wire.find(
      ({ to, message }) => to === 2 && message.kind === 'Accept' && message.entries[0]?.instanceId === 4,
    );
    if (second === undefined) throw new Error('two Accepts');
    lab.deliver(second);
    lab.run(isKind('AcceptReply'));
    expect(view(lab, 1).chosenUpTo).toBe(2);
    lab.run();
    expect(lab.texts(1)).toEqual(['a', 'b']);
  });

  test('is believed of a leader only for what was accepted at its ballot', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'old');
    lab.run((letter) => letter.message.kind === 'Accept' && letter.to === 2);
    lab.wire = [];
    // Node 3 has another value chosen at instance 3, by a higher ballot, and says so.
    const ballot = makeBallot(9, 3);
    say(lab, 3, 2, { kind: 'ProposerSendSuccess', ballot, chosenUpTo: 3, checksum: 1 });
    expect([view(lab, 2).leader, view(lab, 2).chosenUpTo]).toEqual([3, 2]);
    expect(kindsOnWire(lab)).toContain('2>3 AskForLearn');
  });

  test('votes at an older ballot are not counted', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    const votes = lab.wire.filter(isKind('AcceptReply'));
    lab.wire = [];
    lab.input(1, (replica) => replica.resign('test'));
    lab.run();
    lab.campaign(1);
    lab.run((letter) => letter.message.kind !== 'Accept');
    expect(view(lab, 1).role).toBe('leader');
    for (const vote of votes) lab.give(vote);
    expect(view(lab, 1).chosenUpTo).toBe(2);
  });

  test('votes for another disk of the leader are not counted', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    const vote = messageOf(lab, 'AcceptReply', 2, 1);
    say(lab, 2, 1, { ...vote, proposer: 'f'.repeat(32) });
    expect(view(lab, 1).chosenUpTo).toBe(2);
    say(lab, 2, 1, vote);
    expect(view(lab, 1).chosenUpTo).toBe(3);
  });

  test('a leader that promises a higher ballot steps down', () => {
    const lab = new Lab();
    lab.elect(1);
    say(lab, 3, 1, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    expect(view(lab, 1)).toMatchObject({ role: 'follower', leader: 0 });
  });

  test('a leader that hears of a higher promise prepares above it', () => {
    const lab = new Lab();
    lab.elect(1);
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    lab.wire = [];
    lab.propose(1, 'a');
    lab.run();
    expect(view(lab, 1).ballot).toBe(makeBallot(10, 1));
    expect(lab.texts(3)).toEqual(['a']);
  });

  test('a leader ignores the promises of those who do not vote', () => {
    const lab = new Lab({ learners: [4] });
    lab.elect(1);
    const { ballot } = view(lab, 1);
    const proposer = lab.node(1).storageId;
    const { checksum, chosenUpTo } = view(lab, 4);
    say(lab, 4, 1, {
      kind: 'ProposerSendSuccessReply',
      ballot,
      proposer,
      promised: makeBallot(9, 4),
      chosenUpTo,
      checksum,
    });
    expect(view(lab, 1).role).toBe('leader');
  });
});

describe('rule 6: execution', () => {
  test('waits for the own disk, even of what is chosen by others', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.autoSync = false;
    lab.propose(1, 'a');
    lab.run(isKind('Accept'));
    for (const nodeId of [2, 3]) lab.sync(nodeId);
    lab.run();
    expect([view(lab, 1).chosenUpTo, lab.texts(1)]).toEqual([3, []]);
    lab.sync(1);
    expect(lab.texts(1)).toEqual(['a']);
  });

  test('of learned values waits for the own disk', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.crash(3);
    lab.propose(1, 'a');
    lab.run();
    lab.restart(3);
    lab.autoSync = false;
    lab.connectAll();
    lab.run();
    expect([view(lab, 3).chosenUpTo, lab.texts(3)]).toEqual([3, []]);
    lab.sync(3);
    expect(lab.texts(3)).toEqual(['a']);
  });

  test('a chosen value replaces on disk what was accepted there', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'lost');
    lab.wire = [];
    lab.peerDown(2, 1);
    lab.peerDown(3, 1);
    lab.campaign(2);
    lab.propose(2, 'won');
    lab.runAmong([2, 3]);
    lab.connectAll();
    pass(lab);
    expect(textsIn(lab.node(1).disk.records.get(3)?.value as Uint8Array)).toEqual(['won']);
    expect(lab.texts(1)).toEqual(['won', 'lost']);
  });
});

describe('rule 7: only a voter bound to the disk it voted with counts', () => {
  const wiped = (): Lab => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run();
    lab.crash(3);
    lab.wipe(3);
    lab.restart(3);
    return lab;
  };

  test('a wiped disk does not vote and says so', () => {
    const lab = wiped();
    say(lab, 2, 3, { kind: 'Prepare', ballot: makeBallot(9, 2), from: 4 });
    say(lab, 2, 3, { kind: 'PrepareDryRun', ballot: makeBallot(9, 2), from: 4 });
    const entries = [{ instanceId: 4, value: framed('x') }];
    say(lab, 2, 3, { kind: 'Accept', ballot: makeBallot(9, 2), entries, chosenUpTo: 3, checksum: 0 });
    expect(kindsOnWire(lab).filter((line) => /Reply/.test(line))).toEqual([]);
    expect(eventKinds(lab, 3)).toContain('notVoting');
  });

  test('nor once it has learned that another disk is bound', () => {
    const lab = wiped();
    lab.connectAll();
    lab.run();
    expect(view(lab, 3)).toMatchObject({ chosenUpTo: 3, votes: false, bound: false });
    say(lab, 2, 3, { kind: 'Prepare', ballot: makeBallot(9, 2), from: 4 });
    expect(kindsOnWire(lab)).toEqual([]);
    lab.campaign(3);
    expect(kindsOnWire(lab)).not.toContain('3>1 PrepareDryRun');
    expect(view(lab, 3).role).toBe('follower');
  });

  test('its word counts for nobody, even if it gave it', () => {
    const lab = wiped();
    lab.connectAll();
    lab.run();
    lab.crash(2);
    lab.propose(1, 'b');
    const { ballot } = view(lab, 1);
    const answer = {
      ballot,
      proposer: lab.node(1).storageId,
      promised: ballot,
      chosenUpTo: 3,
      checksum: view(lab, 1).checksum,
    };
    say(lab, 3, 1, { kind: 'AcceptReply', verdict: 'accepted', instanceIds: [4], ...answer });
    expect(view(lab, 1).chosenUpTo).toBe(3);
    lab.restart(2);
    lab.connectAll();
    lab.run();
    expect(view(lab, 1).chosenUpTo).toBe(4);
  });

  test('its promise makes nobody leader', () => {
    const { lab, reply } = preparing();
    for (const nodeId of [2, 3]) {
      lab.wipe(nodeId);
      say(lab, nodeId, 1, reply([]));
    }
    expect(view(lab, 1).role).toBe('preparing');
  });

  test('bound anew, it votes, above the ballot at which that was chosen', () => {
    const lab = wiped();
    lab.connectAll();
    lab.run();
    reconfigure(
      lab,
      1,
      [1, 2, 3].map((nodeId) => memberAt(lab, nodeId)),
    );
    pass(lab);
    expect(view(lab, 3)).toMatchObject({ votes: true, bound: true });
    expect(view(lab, 3).promised).toBeGreaterThanOrEqual(view(lab, 1).ballot);
    lab.crash(2);
    lab.propose(1, 'b');
    lab.run();
    expect(lab.texts(3)).toEqual(['a', 'b']);
  });

  test('learners never count', () => {
    const lab = new Lab({ voters: [1, 2, 3], learners: [4, 5] });
    lab.elect(1);
    lab.crash(2);
    lab.crash(3);
    lab.propose(1, 'a');
    const { ballot } = view(lab, 1);
    const { checksum, chosenUpTo } = view(lab, 4);
    const answer = { ballot, proposer: lab.node(1).storageId, promised: ballot, chosenUpTo, checksum };
    for (const learner of [4, 5])
      say(lab, learner, 1, { kind: 'AcceptReply', verdict: 'accepted', instanceIds: [3], ...answer });
    expect(view(lab, 1).chosenUpTo).toBe(2);
    lab.campaign(4);
    expect(view(lab, 4).role).toBe('follower');
  });

  test('the founding needs every initial voter', () => {
    const lab = new Lab();
    lab.connectAll();
    lab.campaign(1);
    lab.run(between(1, 2));
    expect([view(lab, 1).role, view(lab, 1).chosenUpTo]).toEqual(['dry-run', 0]);
    lab.run((letter) => !isKind('Accept')(letter));
    lab.run(between(1, 2));
    expect(view(lab, 1).chosenUpTo).toBe(0);
    lab.run();
    expect([1, 2, 3].map((nodeId) => view(lab, nodeId).chosenUpTo)).toEqual([2, 2, 2]);
    expect(view(lab, 2).configuration.members.map(({ storageId }) => storageId)).toEqual(
      [1, 2, 3].map((nodeId) => lab.node(nodeId).storageId),
    );
  });

  test('the founding counts only the disks that it binds', () => {
    const lab = new Lab();
    lab.connectAll();
    lab.campaign(1);
    lab.run((letter) => letter.message.kind !== 'Accept');
    lab.crash(3);
    lab.wipe(3);
    lab.restart(3);
    lab.connectAll();
    lab.run();
    expect([view(lab, 1).chosenUpTo, view(lab, 2).chosenUpTo]).toEqual([0, 0]);
  });

  test('disks that are empty found nothing while a peer has a log', () => {
    const lab = new Lab({ voters: [1, 2], learners: [3] });
    lab.elect(1);
    pass(lab);
    for (const nodeId of [1, 2]) {
      lab.crash(nodeId);
      lab.wipe(nodeId);
      lab.restart(nodeId);
    }
    lab.connectAll();
    lab.propose(3, 'x');
    lab.campaign(3);
    pass(lab);
    for (const nodeId of [1, 2, 1]) {
      lab.campaign(nodeId);
      pass(lab);
    }
    expect([1, 2, 3].map((nodeId) => view(lab, nodeId).gid)).toEqual([1_000_001, 1_000_001, 1_000_001]);
    expect([1, 2].map((nodeId) => eventKinds(lab, nodeId).includes('notVoting'))).toEqual([true, true]);
    expect([1, 2].map((nodeId) => view(lab, nodeId).votes)).toEqual([false, false]);
  });

  test('a message of another life of the group is refused', () => {
    const lab = new Lab();
    lab.elect(1);
    const { gid } = view(lab, 2);
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 }, gid + 1);
    expect([kindsOnWire(lab), eventKinds(lab, 2).at(-1)]).toEqual([[], 'messageRejected']);
  });
});

describe('rule 8: every message is answered by what is true now', () => {
  test('a Prepare for what is chosen here gets that fact and no promise', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run();
    const { promised } = view(lab, 2);
    say(lab, 3, 2, { kind: 'Prepare', ballot: makeBallot(9, 3), from: 3 });
    expect(messageOf(lab, 'PrepareReply', 2, 3)).toMatchObject({ verdict: 'chosen', chosenUpTo: 3 });
    expect(view(lab, 2).promised).toBe(promised);
  });

  test('an Accept for what is chosen here gets that fact and no acceptance', () => {
    const lab = new Lab();
    lab.elect(1);
    lab.propose(1, 'a');
    lab.run();
    const { promised } = view(lab, 2);
    const entries = [{ instanceId: 3, value: framed('x') }];
    say(lab, 3, 2, { kind: 'Accept', ballot: makeBallot(9, 3), entries, chosenUpTo: 2, checksum: 0 });
    expect(messageOf(lab, 'AcceptReply', 2, 3)).toMatchObject({
      verdict: 'chosen',
      instanceIds: [],
      chosenUpTo: 3,
    });
    expect(view(lab, 2).promised).toBe(promised);
  });

  test('a candidate that lags is told by the dry run and disturbs nobody', () => {
    const lab = new Lab();
    lab.elect(1);
    for (const peer of [1, 2]) {
      lab.peerDown(3, peer);
      lab.peerDown(peer, 3);
    }
    lab.propose(1, 'a');
    lab.run();
    // It comes back and campaigns before it hears of the leader.
    for (const peer of [1, 2]) lab.peerUp(3, peer);
    lab.campaign(3);
    pass(lab);
    expect([1, 2, 3].map((nodeId) => view(lab, nodeId).leader)).toEqual([1, 1, 1]);
    expect(view(lab, 1).ballot).toBe(makeBallot(1, 1));
    expect(lab.texts(3)).toEqual(['a']);
  });
});
