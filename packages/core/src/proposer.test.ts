import { beforeEach, describe, expect, test } from '@jest/globals';
import { bytes, configuration, disk, member, sends, speaker, step, tuning, type Step } from '../test/step.ts';
import { Acceptor } from './acceptor.ts';
import { makeBallot } from './ballot.ts';
import type { MessageOf } from './messages.ts';
import { Proposer } from './proposer.ts';

let s: Step;
let proposer: Proposer;

beforeEach(() => {
  s = step();
  for (const peer of [2, 3]) s.state.alive.add(peer);
  proposer = new Proposer(s.state, s.out, speaker(1), tuning, new Acceptor(s.state, s.out, tuning));
});

const dryReply = (more: Partial<MessageOf<'PrepareDryRunReply'>> = {}): MessageOf<'PrepareDryRunReply'> => ({
  kind: 'PrepareDryRunReply',
  ballot: s.state.proposer.ballot,
  proposer: disk(1),
  granted: true,
  promised: 0,
  leader: 0,
  chosenUpTo: 1,
  minChosen: 1,
  ...more,
});
const reply = (more: Partial<MessageOf<'PrepareReply'>> = {}): MessageOf<'PrepareReply'> => ({
  kind: 'PrepareReply',
  ballot: s.state.proposer.ballot,
  proposer: disk(1),
  from: 2,
  verdict: 'promised',
  promised: s.state.proposer.ballot,
  chosenUpTo: 1,
  minChosen: 1,
  accepted: [],
  next: 0,
  ...more,
});

describe('a dry run', () => {
  test('asks all voters and writes nothing', () => {
    proposer.dryRun();
    const effects = s.effects();
    expect(sends(effects)).toEqual(
      [1, 2, 3].map((to) => ({ to, after: 0, kind: 'PrepareDryRun', ballot: makeBallot(1, 1), from: 2 })),
    );
    expect([effects.write, s.state.acceptor.promised, s.state.proposer.role]).toEqual([
      undefined,
      0,
      'dry-run',
    ]);
  });

  test('is not begun where too few are alive to answer', () => {
    s.state.alive.clear();
    proposer.dryRun();
    expect([s.effects(), s.state.proposer.role]).toEqual([{}, 'follower']);
  });

  test.each([
    [
      'goes on with a quorum',
      [
        [1, {}],
        [2, {}],
      ],
      'quorum',
    ],
    [
      'waits for more',
      [
        [1, {}],
        [2, { granted: false }],
      ],
      'waiting',
    ],
    [
      'ends when all have answered',
      [
        [1, {}],
        [2, { granted: false }],
        [3, { granted: false }],
      ],
      'outbid',
    ],
    [
      'counts nobody twice',
      [
        [2, {}],
        [2, {}],
      ],
      'waiting',
    ],
    [
      'counts no stranger',
      [
        [1, {}],
        [4, {}],
      ],
      'waiting',
    ],
    [
      'counts no old answer',
      [
        [1, {}],
        [2, { ballot: 1 }],
      ],
      'waiting',
    ],
    ['ends behind whoever knows more', [[4, { chosenUpTo: 2 }]], 'behind'],
  ] as const)('%s', (_sentence, answers, outcome) => {
    proposer.dryRun();
    let last = '';
    for (const [from, more] of answers) last = proposer.dryRunReply(speaker(from), dryReply(more));
    expect(last).toBe(outcome);
  });

  test('hears of higher ballots, which the real one passes', () => {
    proposer.dryRun();
    proposer.dryRunReply(speaker(2), dryReply({ promised: makeBallot(6, 3) }));
    proposer.prepare();
    expect(s.state.proposer.ballot).toBe(makeBallot(7, 1));
  });
});

describe('phase 1', () => {
  test('goes above the own promise, whether anybody spoke of it or not', () => {
    s.state.acceptor.promised = makeBallot(5, 2);
    proposer.prepare();
    expect(s.state.proposer.ballot).toBe(makeBallot(6, 1));
  });

  test('promises its own ballot, and asks when that is on disk', () => {
    proposer.prepare();
    const effects = s.effects();
    expect(effects.write).toMatchObject({
      seq: 1,
      meta: { promised: makeBallot(1, 1), promisedTo: disk(1) },
    });
    expect(sends(effects)).toEqual(
      [1, 2, 3].map((to) => ({ to, after: 1, kind: 'Prepare', ballot: makeBallot(1, 1), from: 2 })),
    );
  });

  test.each([
    [
      'a quorum of promises',
      [
        [1, {}],
        [3, {}],
      ],
      'quorum',
    ],
    ['one promise', [[3, {}]], 'waiting'],
    [
      'one promise, twice',
      [
        [3, {}],
        [3, {}],
      ],
      'waiting',
    ],
    [
      'an unfinished report',
      [
        [1, {}],
        [3, { next: 5 }],
      ],
      'waiting',
    ],
    [
      'a stranger',
      [
        [1, {}],
        [4, {}],
      ],
      'waiting',
    ],
    [
      'another ballot',
      [
        [1, {}],
        [3, { ballot: 1 }],
      ],
      'waiting',
    ],
    [
      'another disk of this node',
      [
        [1, {}],
        [3, { proposer: disk(9) }],
      ],
      'waiting',
    ],
    ['one that has chosen more', [[3, { chosenUpTo: 2 }]], 'behind'],
    ['one that has chosen what is asked for', [[3, { verdict: 'chosen', chosenUpTo: 2 }]], 'behind'],
    ['a higher promise', [[3, { verdict: 'refused', promised: makeBallot(4, 3) }]], 'outbid'],
    ['a higher promise of a stranger', [[4, { verdict: 'refused', promised: makeBallot(4, 3) }]], 'waiting'],
    ['an equal ballot of another disk', [[3, { verdict: 'refused', promised: makeBallot(1, 1) }]], 'waiting'],
  ] as const)('with %s', (_sentence, answers, outcome) => {
    proposer.prepare();
    let last = '';
    for (const [from, more] of answers) last = proposer.prepareReply(speaker(from), reply(more));
    expect(last).toBe(outcome);
  });

  test('with another disk of a voter counts nothing', () => {
    proposer.prepare();
    proposer.prepareReply(speaker(1), reply());
    expect(proposer.prepareReply({ nodeId: 3, storageId: disk(9) }, reply())).toBe('waiting');
    expect(s.state.proposer.promises.has(3)).toBe(false);
  });

  test('asks for the next page at once', () => {
    proposer.prepare();
    s.effects();
    const accepted = [{ instanceId: 2, ballot: 7, chosen: false, value: bytes('x') }];
    proposer.prepareReply(speaker(3), reply({ accepted, next: 4 }));
    expect(sends(s.effects())).toEqual([
      { to: 3, after: 0, kind: 'Prepare', ballot: makeBallot(1, 1), from: 4 },
    ]);
    expect(s.state.proposer.promises.get(3)).toEqual({ storageId: disk(3), next: 4 });
    expect(s.state.proposer).toMatchObject({ recoveredUpTo: 2 });
  });

  test('does not go back for a page that was repeated', () => {
    proposer.prepare();
    proposer.prepareReply(speaker(3), reply({ next: 4 }));
    proposer.prepareReply(speaker(3), reply({ from: 4, next: 6 }));
    proposer.prepareReply(speaker(3), reply({ next: 4 }));
    expect(s.state.proposer.promises.get(3)?.next).toBe(6);
  });
});

describe('after a change', () => {
  const leading = (): void => {
    proposer.prepare();
    for (const voter of [1, 2]) proposer.prepareReply(speaker(voter), reply());
    s.state.proposer.role = 'leader';
    s.effects();
  };

  test('promises that are in are enough, where they are a quorum', () => {
    leading();
    s.state.configuration = configuration([member(1), member(2), member(4)]);
    expect([proposer.regather(), s.effects()]).toEqual([true, {}]);
  });

  test('only those that lack are asked for, from the open range on', () => {
    leading();
    s.state.learner.chosenUpTo = 5;
    s.state.configuration = configuration([member(1), member(4), member(5)]);
    expect(proposer.regather()).toBe(false);
    expect(sends(s.effects())).toEqual(
      [4, 5].map((to) => ({ to, after: 1, kind: 'Prepare', ballot: makeBallot(1, 1), from: 6 })),
    );
    expect(proposer.prepareReply(speaker(4), reply({ from: 6, chosenUpTo: 5 }))).toBe('quorum');
  });

  test('an unfinished report of before the change is finished from the open range on', () => {
    proposer.prepare();
    proposer.prepareReply(speaker(3), reply({ next: 4 }));
    for (const voter of [1, 2]) proposer.prepareReply(speaker(voter), reply());
    s.state.proposer.role = 'leader';
    s.state.learner.chosenUpTo = 5;
    s.state.configuration = configuration([member(1), member(3), member(4)]);
    expect(proposer.regather()).toBe(false);
    expect(proposer.prepareReply(speaker(3), reply({ from: 6, chosenUpTo: 5 }))).toBe('quorum');
  });

  test('the promise of a disk that was swapped does not count', () => {
    leading();
    s.state.configuration = configuration([member(1), member(2, 'voter', disk(9)), member(4)]);
    expect(proposer.regather()).toBe(false);
    expect(sends(s.effects())).toMatchObject([{ to: 2 }, { to: 4 }]);
  });
});

test('a question is repeated to a voter that has not answered, and to nobody else', () => {
  proposer.dryRun();
  s.effects();
  proposer.repeat(2);
  expect(sends(s.effects())).toMatchObject([{ to: 2, kind: 'PrepareDryRun' }]);
  proposer.prepare();
  proposer.prepareReply(speaker(3), reply());
  s.effects();
  for (const peer of [2, 3, 4]) proposer.repeat(peer);
  expect(sends(s.effects())).toMatchObject([{ to: 2, kind: 'Prepare', from: 2 }]);
});
