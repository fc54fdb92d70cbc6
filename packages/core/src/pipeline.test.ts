import { beforeEach, describe, expect, test } from '@jest/globals';
import { decodeBatch } from '@gaios/sm-base';
import {
  bytes,
  configuration,
  disk,
  member,
  options,
  sends,
  speaker,
  step,
  three,
  tuning,
  type Step,
} from '../test/step.ts';
import { Acceptor } from './acceptor.ts';
import { decodeChange, encodeChange, initialConfiguration } from './configuration.ts';
import type { ProposalUnit } from './messages.ts';
import { Pipeline } from './pipeline.ts';
import { SYSTEM_SM_ID_CORE } from './system.ts';

const ballot = 65_537;
let s: Step;
let pipeline: Pipeline;
let cut: number[];

const begin = (more: Parameters<typeof options>[0] = {}): void => {
  cut = [];
  const acceptor = new Acceptor(s.state, s.out, tuning);
  pipeline = new Pipeline(s.state, s.out, options(more), acceptor, { cut: (seq) => cut.push(seq) });
};

beforeEach(() => {
  s = step();
  for (const peer of [2, 3]) s.state.alive.add(peer);
  Object.assign(s.state.proposer, { role: 'preparing', ballot, from: 2 });
  Object.assign(s.state.acceptor, { promised: ballot, promisedTo: disk(1) });
  begin();
});

const unit = (
  seq: number,
  text: string,
  more: { count?: number; floor?: number; nodeId?: number; smId?: number } = {},
): ProposalUnit =>
  Array.from({ length: more.count ?? 1 }, (_, index) => {
    const nodeId = more.nodeId ?? 1;
    const { floor = 1, smId = 5 } = more;
    return { nodeId, storageId: disk(nodeId), boot: 1, seq: seq + index, floor, smId, payload: bytes(text) };
  });

/** The texts that each Accept to node 2 of this turn holds, by instance. */
const proposed = (): Record<number, string[]> => {
  const found: Record<number, string[]> = {};
  for (const { to, message } of s.effects().sends ?? []) {
    if (to !== 2 || message.kind !== 'Accept') continue;
    for (const { instanceId, value } of message.entries) {
      found[instanceId] = decodeBatch(value).proposals.map(({ payload }) => String.fromCharCode(...payload));
    }
  }
  return found;
};
const vote = (from: number, ...instanceIds: readonly number[]): void =>
  pipeline.acceptReply(speaker(from), {
    kind: 'AcceptReply',
    ballot,
    proposer: disk(1),
    verdict: 'accepted',
    instanceIds,
    promised: ballot,
    chosenUpTo: 1,
    checksum: 0,
  });
const lead = (): void => {
  pipeline.lead();
  pipeline.pump();
  s.effects();
};
/** Concludes what a quorum has accepted, as the replica would. */
const conclude = (): number[] => {
  const done: number[] = [];
  for (let next = pipeline.nextChosen(); next !== undefined; next = pipeline.nextChosen()) {
    s.state.learner.chosenUpTo = next.instanceId;
    s.state.acceptor.accepted.delete(next.instanceId);
    pipeline.landed(next.instanceId);
    done.push(next.instanceId);
  }
  return done;
};

describe('a new leader', () => {
  test('proposes what was recovered, no-ops in the gaps, then its queue', () => {
    s.state.proposer.recovered.set(3, {
      ballot: 7,
      value: options().ports.frame({ timeMs: 0, proposals: unit(9, 'old') }),
      chosen: false,
    });
    s.state.proposer.recoveredUpTo = 3;
    pipeline.enqueue(unit(1, 'new'), 1);
    pipeline.lead();
    pipeline.pump();
    expect(proposed()).toEqual({ 2: [], 3: ['old'], 4: ['new'] });
    expect([s.state.proposer.readyAt, cut]).toEqual([4, [1]]);
  });

  test('proposes a no-op of its own when it has nothing else', () => {
    pipeline.lead();
    pipeline.pump();
    expect(proposed()).toEqual({ 2: [] });
    expect([pipeline.isReady, s.state.proposer.readyAt]).toEqual([false, 2]);
    s.state.learner.chosenUpTo = 2;
    s.state.executedUpTo = 2;
    expect(pipeline.isReady).toBe(true);
  });

  describe('that has a word to say first', () => {
    const words: [number, number][] = [];
    const reignValue = (at: number, reign: number): { smId: number; payload: Uint8Array } => {
      words.push([at, reign]);
      return { smId: 100_000_001, payload: bytes('word') };
    };

    beforeEach(() => {
      words.length = 0;
      begin({ ports: { ...options().ports, reignValue } });
    });

    test('says it once, past what was recovered, and its queue follows at once', () => {
      s.state.proposer.recoveredUpTo = 2;
      pipeline.enqueue(unit(1, 'new'), 1);
      pipeline.lead();
      pipeline.pump();
      expect(proposed()).toEqual({ 2: [], 3: ['word'], 4: ['new'] });
      expect(words).toEqual([[ballot, ballot]]);
      expect(s.state.proposer.readyAt).toBe(3);
      pipeline.enqueue(unit(2, 'more'), 2);
      vote(1, 2, 3, 4);
      pipeline.pump();
      expect(proposed()).toEqual({ 5: ['more'] });
    });

    test('says it instead of a no-op, as nobody’s proposal', () => {
      lead();
      const { value } = s.state.proposer.inflight.get(2) ?? { value: new Uint8Array(0) };
      expect(decodeBatch(value).proposals).toMatchObject([
        { nodeId: 1, seq: 0, floor: 0, smId: 100_000_001 },
      ]);
      expect(s.state.proposer.inflight.size).toBe(1);
    });

    test('names the ballot at which its reign began', () => {
      s.state.proposer.reign = ballot - 65_536;
      lead();
      expect(words).toEqual([[ballot, ballot - 65_536]]);
    });

    test('does not say it in place of what founds the group', () => {
      s.state.configuration = initialConfiguration(three.members);
      s.state.learner.chosenUpTo = 0;
      lead();
      expect([words, [...s.state.proposer.inflight.keys()]]).toEqual([[], [1]]);
    });
  });

  test('sends its own vote by way of its disk', () => {
    pipeline.lead();
    pipeline.pump();
    const effects = s.effects();
    expect(sends(effects)).toMatchObject([
      { to: 2, after: 0, kind: 'Accept', ballot, chosenUpTo: 1 },
      { to: 3, after: 0, kind: 'Accept' },
      { to: 1, after: 1, kind: 'AcceptReply', verdict: 'accepted', instanceIds: [2] },
    ]);
    expect(effects.write).toMatchObject({ seq: 1, records: [{ instanceId: 2, ballot }] });
  });

  test('founds the group with the disks that promised', () => {
    s.state.configuration = initialConfiguration(three.members.concat(member(4, 'learner')));
    s.state.learner.chosenUpTo = 0;
    s.state.disks.set(4, disk(4));
    for (const nodeId of [1, 2, 3])
      s.state.proposer.promises.set(nodeId, { storageId: disk(nodeId), next: 0 });
    pipeline.lead();
    pipeline.pump();
    const accept = s.effects().sends?.find(({ message }) => message.kind === 'Accept')?.message;
    const value = accept?.kind === 'Accept' ? accept.entries[0]?.value : undefined;
    const [founding] = decodeBatch(value as Uint8Array).proposals;
    expect(decodeChange(founding?.payload ?? bytes(''))).toEqual({
      gid: 77,
      fromVersion: 0,
      members: [...three.members, member(4, 'learner')],
    });
    vote(1, 1);
    vote(2, 1);
    pipeline.acceptReply(
      { nodeId: 3, storageId: disk(9) },
      {
        kind: 'AcceptReply',
        ballot,
        proposer: disk(1),
        verdict: 'accepted',
        instanceIds: [1],
        promised: ballot,
        chosenUpTo: 0,
        checksum: 0,
      },
    );
    expect(pipeline.nextChosen()).toBeUndefined();
    vote(3, 1);
    expect(pipeline.nextChosen()?.instanceId).toBe(1);
  });
});

describe('the window', () => {
  test('holds so many instances, and is filled again as they are chosen, in order', () => {
    lead();
    for (let seq = 1; seq <= 9; seq++) {
      if (seq <= 3) vote(1, seq + 1);
      pipeline.enqueue(unit(seq, String(seq)), seq);
      pipeline.pump();
    }
    expect(proposed()).toEqual({ 3: ['1'], 4: ['2'], 5: ['3'] });
    vote(2, 3, 5);
    vote(3, 3);
    expect(conclude()).toEqual([]);
    vote(2, 2);
    expect(conclude()).toEqual([2, 3]);
    pipeline.pump();
    expect(proposed()).toEqual({ 6: ['4', '5', '6'], 7: ['7', '8', '9'] });
  });

  test('holds so many bytes', () => {
    begin({ tuning: { ...tuning, windowBytes: 10 } });
    lead();
    pipeline.enqueue(unit(1, 'x'), 1);
    pipeline.pump();
    expect(proposed()).toEqual({});
  });

  test('counts votes of voters, with their disks, once', () => {
    lead();
    vote(4, 2);
    vote(2, 2);
    vote(2, 2);
    vote(2, 99);
    expect([...(s.state.proposer.inflight.get(2)?.acks ?? [])]).toEqual([2]);
    expect(pipeline.nextChosen()).toBeUndefined();
  });

  test('is empty in front of a batch where machines may change values first', () => {
    begin({ drainBeforePropose: true });
    lead();
    pipeline.enqueue(unit(1, 'x'), 1);
    pipeline.pump();
    expect(proposed()).toEqual({});
    vote(1, 2);
    vote(2, 2);
    conclude();
    pipeline.pump();
    expect(proposed()).toEqual({});
    s.state.executedUpTo = 2;
    pipeline.pump();
    expect(proposed()).toEqual({ 3: ['x'] });
  });
});

describe('a batch', () => {
  test('is cut by count, and keeps units whole', () => {
    lead();
    vote(1, 2);
    pipeline.enqueue(unit(1, 'a', { count: 2 }), 1);
    pipeline.enqueue(unit(3, 'b', { count: 2 }), 3);
    pipeline.pump();
    expect(proposed()).toEqual({ 3: ['a', 'a'] });
    vote(1, 3);
    pipeline.pump();
    expect(proposed()).toEqual({ 4: ['b', 'b'] });
  });

  test('waits until the own disk has taken the last one, unless it is full', () => {
    lead();
    for (const seq of [1, 2]) pipeline.enqueue(unit(seq, String(seq)), seq);
    pipeline.pump();
    vote(2, 2);
    pipeline.pump();
    expect(proposed()).toEqual({});
    vote(1, 2);
    pipeline.pump();
    expect(proposed()).toEqual({ 3: ['1', '2'] });
    for (const seq of [3, 4, 5, 6]) pipeline.enqueue(unit(seq, String(seq)), seq);
    pipeline.pump();
    expect(proposed()).toEqual({ 4: ['3', '4', '5'] });
    // What is chosen without the own disk is out of its way.
    for (const voter of [2, 3]) vote(voter, 2, 3, 4);
    conclude();
    pipeline.pump();
    expect(proposed()).toEqual({ 5: ['6'] });
  });

  test('waits to fill where a delay is set, and no longer', () => {
    begin({ tuning: { ...tuning, batchDelayMs: 5 } });
    lead();
    vote(1, 2);
    s.state.nowMs = 10;
    pipeline.enqueue(unit(1, 'a'), 1);
    pipeline.pump();
    expect([proposed(), pipeline.deadlineMs]).toEqual([{}, 15]);
    s.state.nowMs = 15;
    pipeline.pump();
    expect(proposed()).toEqual({ 3: ['a'] });
  });
});

describe('what is chosen is announced', () => {
  const told = (): number[] =>
    (s.effects().sends ?? []).flatMap(({ to, message }) =>
      message.kind === 'ProposerSendSuccess' ? [to] : [],
    );
  const chooseOne = (proposal: ProposalUnit, ownSeq: number): void => {
    for (const voter of [1, 2]) vote(voter, 2);
    conclude();
    pipeline.enqueue(proposal, ownSeq);
    pipeline.pump();
    s.effects();
    for (const voter of [1, 2]) vote(voter, 3);
    conclude();
  };

  beforeEach(() => {
    begin({ tuning: { ...tuning, announceDelayMs: 5 } });
    lead();
    pipeline.announce();
    s.effects();
  });

  test('soon, to those that wait for nothing, unless an Accept does it before', () => {
    chooseOne(unit(1, 'own'), 1);
    pipeline.announce();
    expect([told(), pipeline.deadlineMs]).toEqual([[], 5]);
    s.state.nowMs = 5;
    pipeline.announce();
    expect([told(), s.state.proposer.announceAtMs]).toEqual([[2, 3], Infinity]);
    pipeline.enqueue(unit(2, 'next'), 2);
    pipeline.pump();
    for (const voter of [1, 2]) vote(voter, 4);
    conclude();
    pipeline.announce();
    pipeline.enqueue(unit(3, 'more'), 3);
    pipeline.pump();
    s.state.nowMs = 10;
    pipeline.announce();
    expect([told(), s.state.proposer.announceAtMs]).toEqual([[], Infinity]);
  });

  test('at once, to the node that proposed it, and to one that reads', () => {
    chooseOne(unit(1, 'theirs', { nodeId: 3 }), 0);
    pipeline.announce();
    expect(told()).toEqual([3]);
    s.state.proposer.askers.add(2);
    pipeline.announce();
    expect(told()).toEqual([2]);
  });
});

describe('the queue', () => {
  test('takes every seq once, without gaps, from where its node waits', () => {
    expect([
      pipeline.enqueue(unit(5, 'a', { floor: 4, nodeId: 2 }), 0),
      pipeline.enqueue(unit(4, 'a', { floor: 4, nodeId: 2 }), 0),
      pipeline.enqueue(unit(4, 'a', { floor: 4, nodeId: 2 }), 0),
      pipeline.enqueue(unit(6, 'c', { floor: 4, nodeId: 2 }), 0),
      pipeline.enqueue(unit(5, 'b', { floor: 4, nodeId: 2, count: 2 }), 0),
      pipeline.enqueue(unit(9, 'd', { floor: 9, nodeId: 2 }), 0),
      pipeline.enqueue([], 0),
    ]).toEqual([{ gap: 4 }, 'taken', 'repeat', { gap: 5 }, 'taken', 'taken', 'repeat']);
  });

  test('refuses what is forwarded when it is full, never what is its own', () => {
    begin({ tuning: { ...tuning, queueBytes: 10 } });
    pipeline.enqueue(unit(1, 'a'), 1);
    expect(pipeline.enqueue(unit(1, 'b', { nodeId: 2 }), 0)).toBe('full');
    expect(pipeline.enqueue(unit(2, 'c'), 2)).toBe('taken');
  });

  test('gives back what was given up, and what waits behind it', () => {
    for (const seq of [1, 2, 3]) pipeline.enqueue(unit(seq, String(seq)), seq);
    pipeline.enqueue(unit(1, 'other', { nodeId: 2 }), 0);
    expect(pipeline.withdraw(2)).toBe(true);
    expect(s.state.proposer.queue.map(({ ownSeq }) => ownSeq)).toEqual([1, 0]);
    expect(pipeline.withdraw(2)).toBe(false);
    expect(pipeline.enqueue(unit(3, '3', { floor: 3 }), 3)).toBe('taken');
  });
});

describe('a change of configuration', () => {
  const change = encodeChange({ gid: 77, fromVersion: 1, members: [member(1), member(4), member(5)] });
  const asUnit = (seq: number): ProposalUnit =>
    unit(seq, '', { smId: SYSTEM_SM_ID_CORE }).map((each) => ({ ...each, payload: change }));

  test('holds back everything behind it until it is concluded and a quorum has promised', () => {
    lead();
    vote(1, 2);
    pipeline.enqueue(asUnit(1), 1);
    pipeline.pump();
    s.effects();
    pipeline.enqueue(unit(2, 'x'), 2);
    pipeline.pump();
    expect([proposed(), s.state.proposer.changeAt]).toEqual([{}, 3]);
    expect(s.state.proposer.proposed?.members).toHaveLength(3);
    for (const voter of [1, 2]) vote(voter, 2, 3);
    conclude();
    expect([s.state.proposer.changeAt, s.state.proposer.proposed]).toEqual([0, undefined]);
    s.state.configuration = configuration([member(1), member(2)]);
    s.state.proposer.regathering = true;
    pipeline.pump();
    expect(proposed()).toEqual({});
    pipeline.resume();
    pipeline.pump();
    expect(proposed()).toEqual({ 4: ['x'] });
  });

  test('makes the leader unready again, if the new voters report more', () => {
    lead();
    s.state.executedUpTo = 2;
    s.state.learner.chosenUpTo = 2;
    expect(pipeline.isReady).toBe(true);
    s.state.proposer.recoveredUpTo = 4;
    pipeline.resume();
    expect(pipeline.isReady).toBe(false);
  });
});

describe('what is not acknowledged', () => {
  test('is repeated with backoff, to whom it concerns, until nothing is open', () => {
    lead();
    vote(2, 2);
    pipeline.acknowledged(2, 1);
    pipeline.acknowledged(3, 1);
    s.state.nowMs = pipeline.deadlineMs;
    pipeline.tick();
    expect(sends(s.effects())).toMatchObject([{ to: 3, kind: 'Accept', entries: [{ instanceId: 2 }] }]);
    expect(pipeline.deadlineMs).toBe(s.state.nowMs + 2 * tuning.retryMinMs);
    vote(1, 2);
    conclude();
    pipeline.announce();
    expect(sends(s.effects())).toMatchObject(
      [2, 3].map((to) => ({ to, kind: 'ProposerSendSuccess', chosenUpTo: 2 })),
    );
    expect(pipeline.deadlineMs).toBeLessThan(Infinity);
    for (const peer of [2, 3]) pipeline.acknowledged(peer, 2);
    expect(pipeline.deadlineMs).toBe(Infinity);
  });

  test('is told anew to whoever comes back', () => {
    lead();
    for (const peer of [2, 3]) pipeline.acknowledged(peer, 2);
    pipeline.greet(3);
    expect(sends(s.effects())).toMatchObject([
      { to: 3, kind: 'ProposerSendSuccess' },
      { to: 3, kind: 'Accept' },
    ]);
    pipeline.greet(4);
    expect(s.effects()).toEqual({});
  });
});
