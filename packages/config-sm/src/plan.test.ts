import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configuration, disk, factsOf, member, quorumsOf, three, voters, wanted } from '../test/support.ts';
import { CAUGHT_UP_LAG_INSTANCES } from './facts.ts';
import { executedAt, isExecutedByQuorum, planMembership, unmetOf } from './plan.ts';
import { isMet, sidesOf } from './quorums.ts';

const replace = { kind: 'changeMember', from: 3, to: { nodeId: 4, address: 'four:1' } } as const;
const BEHIND = 1_000 - CAUGHT_UP_LAG_INSTANCES - 1;

describe('a plan', () => {
  test('says the steps, and the quorum before, during and after', () => {
    const { fromVersion, steps, stages, refusals } = planMembership(three, replace, factsOf([1, 2, 3]));
    expect(fromVersion).toBe(5);
    expect(steps.map(({ kind }) => kind)).toEqual(['prepare', 'enterJoint', 'leaveJoint']);
    expect(refusals).toEqual([]);
    expect(stages).toEqual([
      {
        after: 'now',
        sides: [{ voters: [1, 2, 3], needed: 2 }],
        counted: [1, 2, 3],
        holds: true,
        critical: [],
      },
      {
        after: 'prepare',
        sides: [{ voters: [1, 2, 3], needed: 2 }],
        counted: [1, 2, 3],
        holds: true,
        critical: [],
      },
      {
        after: 'enterJoint',
        sides: [
          { voters: [1, 2, 4], needed: 2 },
          { voters: [1, 2, 3], needed: 2 },
        ],
        counted: [1, 2, 3, 4],
        holds: true,
        critical: [],
      },
      {
        after: 'leaveJoint',
        sides: [{ voters: [1, 2, 4], needed: 2 }],
        counted: [1, 2, 4],
        holds: true,
        critical: [],
      },
    ]);
  });

  test('says who is live, how far behind, and with which disk', () => {
    const odd = {
      2: { chosenUpTo: BEHIND, storageId: disk(2, 1) },
      3: { answers: false, chosenUpTo: 990 },
    };
    const { nodes } = planMembership(three, { kind: 'promote', nodeId: 1 }, factsOf([1, 2, 3], odd));
    expect(nodes).toEqual([
      { nodeId: 1, answers: true, bound: true, behind: 0, missing: [] },
      { nodeId: 2, answers: true, bound: false, behind: 1_000 - BEHIND, missing: ['disk', 'log'] },
      { nodeId: 3, answers: false, bound: true, behind: 10, missing: ['answer'] },
    ]);
  });

  test('says what would break if one more failed', () => {
    const { stages, refusals } = planMembership(three, replace, factsOf([1, 2, 3], { 3: 'unknown' }));
    expect(stages.map(({ critical }) => critical)).toEqual([[1, 2], [1, 2], [1, 2], []]);
    expect(refusals).toEqual([]);
  });

  test.each([
    ['that does not answer', { answers: false }],
    ['with another disk', { storageId: disk(3, 1) }],
    ['that is behind', { chosenUpTo: BEHIND }],
    ['of which nothing is known', 'unknown' as const],
  ])('does not count a node %s', (_sentence, odd) => {
    const remove = planMembership(three, { kind: 'removeMember', nodeId: 2 }, factsOf([1, 2, 3], { 3: odd }));
    expect(remove.stages.at(-1)).toMatchObject({
      after: 'dropVoter',
      counted: [1],
      holds: false,
      critical: [],
    });
    expect(remove.refusals).toMatchObject([
      { code: 'QUORUM_AT_RISK', facts: { after: 'dropVoter', counted: [1] } },
    ]);
  });

  test('is refused without a quorum now: nothing could be chosen', () => {
    const facts = factsOf([1, 2, 3], { 2: 'unknown', 3: 'unknown' });
    const [refusal] = planMembership(
      three,
      { kind: 'addLearner', nodeId: 4, address: 'four:1' },
      facts,
    ).refusals;
    expect(refusal).toMatchObject({ code: 'QUORUM_AT_RISK', facts: { after: 'now', counted: [1] } });
    expect(planMembership(three, { kind: 'promote', nodeId: 1 }, facts).refusals).toEqual([]);
  });

  test('to promote a learner is refused while that is behind', () => {
    const now = configuration([member(1), member(2, 'learner')]);
    const promote = { kind: 'promote', nodeId: 2 } as const;
    const { refusals } = planMembership(now, promote, factsOf([1, 2], { 2: { chosenUpTo: BEHIND } }));
    expect(refusals).toMatchObject([
      { code: 'LEARNER_BEHIND', facts: { nodeId: 2, behind: 1_000 - BEHIND, missing: ['log'] } },
    ]);
    expect(planMembership(now, promote, factsOf([1, 2])).refusals).toEqual([]);
  });

  test('to take back is refused when a side is gone', () => {
    const joint = configuration(voters(1, 4, 5), voters(1, 2, 3));
    const back = { kind: 'takeBack' } as const;
    expect(planMembership(joint, back, factsOf([1, 2, 3, 4])).refusals).toEqual([]);
    expect(planMembership(joint, back, factsOf([1, 2, 3])).refusals).toMatchObject([
      { code: 'QUORUM_AT_RISK', facts: { after: 'now' } },
    ]);
  });
});

describe('a step', () => {
  const learning = configuration([...voters(1, 2, 3), member(4, 'learner'), member(5, 'learner', '')]);
  const enter = (...ready: number[]): Parameters<typeof unmetOf>[1] => ({
    kind: 'enterJoint',
    members: [1, ...ready].map((nodeId) => wanted(nodeId)),
    outgoing: [1, 2, 3].map((nodeId) => wanted(nodeId)),
    ready,
  });

  test('waits for those who are to vote by it', () => {
    expect(unmetOf(learning, enter(4), factsOf([1, 2, 3, 4]))).toBeUndefined();
    const unmet = unmetOf(learning, enter(4, 5), factsOf([1, 2, 3, 4, 5], { 4: { chosenUpTo: BEHIND } }));
    expect(unmet).toMatchObject({
      nodes: [
        { nodeId: 4, missing: ['log'] },
        { nodeId: 5, missing: ['disk'] },
      ],
      sides: [{ voters: [1, 4, 5] }],
    });
  });

  test('by force waits only for a disk that could vote', () => {
    const facts = factsOf([1]);
    expect(unmetOf(learning, enter(4), facts, true)).toBeUndefined();
    expect(unmetOf(learning, enter(4, 5), facts, true)).toMatchObject({ nodes: [{ nodeId: 5 }], sides: [] });
  });

  test('waits for quorums that are not live', () => {
    const unmet = unmetOf(learning, enter(4), factsOf([1, 4]));
    expect(unmet).toMatchObject({ nodes: [], sides: [{ voters: [1, 2, 3] }] });
  });
});

test('a change has arrived when a quorum of the new configuration has executed it, on bound disks', () => {
  const joint = configuration(voters(1, 2, 4), voters(1, 2, 3), 900);
  const at = (executed: Readonly<Record<number, number>>, odd = {}): ReturnType<typeof factsOf> =>
    factsOf(
      [1, 2, 3, 4],
      Object.fromEntries([1, 2, 3, 4].map((id) => [id, { executedUpTo: executed[id] ?? 0, ...odd }])),
    );
  const settled = configuration(voters(1, 2, 4), undefined, 900);
  expect(isExecutedByQuorum(settled, at({ 1: 900, 3: 900 }))).toBe(false);
  expect(isExecutedByQuorum(settled, at({ 1: 900, 2: 899 }))).toBe(false);
  expect(isExecutedByQuorum(settled, at({ 1: 900, 4: 901 }))).toBe(true);
  expect(isExecutedByQuorum(settled, at({ 1: 900, 4: 901 }, { storageId: disk(7) }))).toBe(false);
  expect([...executedAt(joint, at({ 1: 900, 3: 900 }))]).toEqual([1]);
});

test('the quorums that are shown are those that the core counts', () => {
  const side = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), {
    minLength: 1,
    maxLength: 5,
    selector: ([nodeId]) => nodeId,
  });
  const toMembers = (pairs: readonly (readonly [number, boolean])[]): ReturnType<typeof member>[] =>
    pairs.map(([nodeId, learns], i) => member(nodeId, learns && i > 0 ? 'learner' : 'voter'));
  fc.assert(
    fc.property(side, fc.option(side, { nil: undefined }), (members, outgoing) => {
      const at = configuration(toMembers(members), outgoing && toMembers(outgoing));
      const shown = Array.from({ length: 2 ** 5 }, (_, bits) => bits).filter((bits) =>
        isMet(sidesOf(at), new Set([1, 2, 3, 4, 5].filter((id) => bits & (1 << (id - 1))))),
      );
      expect(shown).toEqual(quorumsOf(at, 5));
    }),
  );
});
