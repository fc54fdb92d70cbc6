import { beforeEach, describe, expect, test } from '@jest/globals';
import { bytes, disk, speaker, step, tuning, type Step } from '../test/step.ts';
import { Acceptor } from './acceptor.ts';
import { makeBallot } from './ballot.ts';

const b1 = makeBallot(1, 2);
const b2 = makeBallot(2, 3);
const two = speaker(2);
const three = speaker(3);

let acceptor: Acceptor;
let s: Step;

beforeEach(() => {
  s = step();
  acceptor = new Acceptor(s.state, s.out, tuning);
});

const accept = (from: typeof two, ballot: number, ...entries: readonly (readonly [number, string])[]) =>
  acceptor.accept(from, {
    ballot,
    entries: entries.map(([instanceId, value]) => ({ instanceId, value: bytes(value) })),
    chosenUpTo: 1,
    checksum: 0,
  });

describe('prepare', () => {
  test('promises, writes it, and reports what is accepted', () => {
    accept(two, b1, [3, 'x']);
    s.effects();
    expect(acceptor.prepare(three, { ballot: b2, from: 2 })).toEqual({
      kind: 'PrepareReply',
      ballot: b2,
      proposer: disk(3),
      from: 2,
      verdict: 'promised',
      promised: b2,
      chosenUpTo: 1,
      minChosen: 1,
      accepted: [{ instanceId: 3, ballot: b1, chosen: false, value: bytes('x') }],
      next: 0,
    });
    expect(s.effects()).toMatchObject({
      write: { seq: 2, meta: { promised: b2, promisedTo: disk(3) }, records: [] },
    });
  });

  test('refuses below the promise and names it', () => {
    acceptor.prepare(three, { ballot: b2, from: 2 });
    s.effects();
    expect(acceptor.prepare(two, { ballot: b1, from: 2 })).toMatchObject({
      verdict: 'refused',
      promised: b2,
      accepted: [],
    });
    expect(s.effects()).toEqual({});
  });

  test('answers again at the promise, to the same disk only', () => {
    acceptor.prepare(three, { ballot: b2, from: 2 });
    s.effects();
    expect(acceptor.prepare(three, { ballot: b2, from: 2 }).verdict).toBe('promised');
    expect(acceptor.prepare({ ...three, storageId: disk(9) }, { ballot: b2, from: 2 }).verdict).toBe(
      'refused',
    );
    expect(s.effects()).toEqual({});
  });

  test('names the fact instead, when what is asked for is chosen here', () => {
    expect(acceptor.prepare(three, { ballot: b2, from: 1 })).toMatchObject({
      verdict: 'chosen',
      chosenUpTo: 1,
      promised: 0,
    });
    expect([s.effects(), s.state.acceptor.promised]).toEqual([{}, 0]);
  });

  test('pages a long report; the pages together are all of it, in order', () => {
    accept(two, b1, [5, 'ee'], [3, 'cccc'], [2, 'b'], [4, 'd'], [7, 'long one']);
    const pages: number[][] = [];
    for (let from = 2; from !== 0;) {
      const { accepted, next } = acceptor.prepare(three, { ballot: b2, from });
      pages.push(accepted.map(({ instanceId }) => instanceId));
      from = next;
    }
    expect(pages).toEqual([[2], [3], [4, 5], [7]]);
  });
});

describe('accept', () => {
  test('promises the ballot, and writes both', () => {
    expect(accept(two, b1, [2, 'x'], [3, 'y'])).toEqual({
      kind: 'AcceptReply',
      ballot: b1,
      proposer: disk(2),
      verdict: 'accepted',
      instanceIds: [2, 3],
      promised: b1,
      chosenUpTo: 1,
      checksum: 0,
    });
    expect(s.effects()).toMatchObject({
      write: {
        seq: 1,
        meta: { promised: b1, promisedTo: disk(2) },
        records: [
          { instanceId: 2, ballot: b1, chosen: false, value: bytes('x') },
          { instanceId: 3, ballot: b1, chosen: false, value: bytes('y') },
        ],
      },
    });
  });

  test('votes again for the same, and writes nothing', () => {
    accept(two, b1, [2, 'x']);
    s.effects();
    expect(accept(two, b1, [2, 'x']).instanceIds).toEqual([2]);
    expect(s.effects()).toEqual({});
  });

  test('does not vote for a second value at one ballot', () => {
    accept(two, b1, [2, 'x']);
    expect(accept(two, b1, [2, 'y']).instanceIds).toEqual([]);
    expect(s.state.acceptor.accepted.get(2)?.value).toEqual(bytes('x'));
  });

  test('takes a higher ballot over a lower one, never the other way', () => {
    accept(two, b1, [2, 'x']);
    accept(three, b2, [2, 'y']);
    expect(s.state.acceptor.accepted.get(2)).toMatchObject({ ballot: b2, value: bytes('y') });
    expect(accept(two, b1, [2, 'x'])).toMatchObject({ verdict: 'refused', instanceIds: [2], promised: b2 });
    expect(s.state.acceptor.accepted.get(2)).toMatchObject({ ballot: b2 });
  });

  test('keeps what is known to be chosen, and votes for nothing else', () => {
    s.state.acceptor.accepted.set(3, { ballot: b1, value: bytes('x'), chosen: true, writeSeq: 0 });
    expect(accept(three, b2, [3, 'y']).instanceIds).toEqual([]);
    expect(accept(three, b2, [3, 'x']).instanceIds).toEqual([3]);
    expect(s.state.acceptor.accepted.get(3)).toMatchObject({ ballot: b1, chosen: true });
  });

  test('votes for what is open among what is chosen, and drops what is too far ahead', () => {
    const far = 1 + tuning.acceptAheadInstances;
    expect(accept(two, b1, [1, 'a'], [2, 'b'], [far, 'c'], [far + 1, 'd']).instanceIds).toEqual([2, far]);
    expect(accept(two, b1, [1, 'a'])).toMatchObject({ verdict: 'chosen', instanceIds: [] });
  });
});

describe('a promise', () => {
  test('never goes down, and keeps its owner', () => {
    acceptor.promise(b2, disk(3));
    acceptor.promise(b1, disk(2));
    acceptor.promise(b2, '');
    acceptor.promise(b2, disk(9));
    expect(s.state.acceptor).toMatchObject({ promised: b2, promisedTo: disk(3) });
  });

  test('raised by a change belongs to whoever speaks first at it', () => {
    acceptor.promise(b2, '');
    expect(acceptor.prepare(three, { ballot: b2, from: 2 }).verdict).toBe('promised');
    expect(s.state.acceptor.promisedTo).toBe(disk(3));
  });
});

describe('a dry run', () => {
  test.each([
    ['is granted where nobody leads', 2, 0, true],
    ['is granted to the leader itself', 2, 3, true],
    ['is refused for the sake of another', 2, 2, false],
    ['is refused to one that lags', 1, 0, false],
  ])('%s', (_sentence, from, leader, granted) => {
    expect(acceptor.dryRun(three, { ballot: b2, from }, leader)).toEqual({
      kind: 'PrepareDryRunReply',
      ballot: b2,
      proposer: disk(3),
      granted,
      promised: 0,
      leader,
      chosenUpTo: 1,
      minChosen: 1,
    });
    expect([s.effects(), s.state.acceptor.promised]).toEqual([{}, 0]);
  });
});
