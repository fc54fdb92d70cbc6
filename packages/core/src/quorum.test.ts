import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configuration, disk, member, speaker, three } from '../test/step.ts';
import { initialConfiguration, type Member } from './configuration.ts';
import { mayVote, quorumSystem } from './quorum.ts';

const sides = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
const members = fc
  .tuple(sides, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }))
  .map(([ids, learns]): Member[] =>
    ids.map((id, at) => member(id, at > 0 && (learns[at] ?? false) ? 'learner' : 'voter')),
  );
const votes = fc.uniqueArray(fc.integer({ min: 1, max: 7 })).map((ids) => new Set(ids));

const votersIn = (side: readonly Member[]): number[] =>
  side.filter(({ role }) => role === 'voter').map(({ nodeId }) => nodeId);

/** Counts on fingers: more than half of the voters' names are among the votes. */
const naive = (side: readonly Member[], cast: ReadonlySet<number>): boolean => {
  const sorted = votersIn(side)
    .map((nodeId) => (cast.has(nodeId) ? 1 : 0))
    .toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] === 1;
};

describe('a quorum', () => {
  test('is a majority of the voters', () => {
    fc.assert(
      fc.property(members, votes, (side, cast) => {
        expect(quorumSystem(configuration(side)).isQuorum(cast)).toBe(naive(side, cast));
      }),
    );
  });

  test('is a majority of both sides while joint', () => {
    fc.assert(
      fc.property(members, members, votes, (side, old, cast) => {
        const joint = quorumSystem(configuration(side, old));
        expect(joint.isQuorum(cast)).toBe(naive(side, cast) && naive(old, cast));
      }),
    );
  });

  test('is everybody at the founding', () => {
    fc.assert(
      fc.property(members, votes, (side, cast) => {
        const all = votersIn(side).every((nodeId) => cast.has(nodeId));
        expect(quorumSystem(initialConfiguration(side)).isQuorum(cast)).toBe(all);
      }),
    );
  });

  test('meets every other one', () => {
    fc.assert(
      fc.property(members, votes, votes, (side, a, b) => {
        const quorums = quorumSystem(configuration(side));
        fc.pre(quorums.isQuorum(a) && quorums.isQuorum(b));
        expect(votersIn(side).some((nodeId) => a.has(nodeId) && b.has(nodeId))).toBe(true);
      }),
    );
  });

  test('is nobody, where nobody votes', () => {
    expect(quorumSystem(initialConfiguration([])).isQuorum(new Set([1]))).toBe(false);
    expect(quorumSystem(configuration([member(1, 'learner')])).isQuorum(new Set([1]))).toBe(false);
  });
});

describe('a vote counts', () => {
  const joint = configuration([member(1), member(4), member(5, 'learner')], [member(1), member(5)]);

  test.each([
    ['of a voter with its disk', three, speaker(1), true],
    ['not of a voter with another disk', three, { nodeId: 1, storageId: disk(9) }, false],
    ['not of a stranger', three, speaker(4), false],
    ['not of a learner', configuration([member(1), member(2, 'learner')]), speaker(2), false],
    ['not of an unbound voter', configuration([member(1, 'voter', '')]), speaker(1), false],
    ['of a voter of the new side', joint, speaker(4), true],
    ['of a voter of the old side, who only learns in the new one', joint, speaker(5), true],
    [
      'of any disk before the founding',
      initialConfiguration([member(1)]),
      { nodeId: 1, storageId: disk(9) },
      true,
    ],
    ['of no learner before the founding', initialConfiguration([member(1, 'learner')]), speaker(1), false],
  ])('%s', (_sentence, config, from, counts) => {
    expect(mayVote(config, from)).toBe(counts);
  });
});
