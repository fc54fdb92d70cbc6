import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  allMeet,
  bindAll,
  configuration,
  disk,
  everyMembership,
  faultOf,
  member,
  three,
  voters,
  wanted,
} from '../test/support.ts';
import { shapeOf, toTarget, voterIds, type Target } from './members.ts';
import { quorumsMeet } from './quorums.ts';
import { changeFor, rebindingOf, stepsTo, takingBack, type Step } from './steps.ts';

const kinds = (steps: readonly Step[]): string[] => steps.map(({ kind }) => kind);
const ids = (...numbers: readonly number[]): Target => numbers.map((nodeId) => wanted(nodeId));

describe('the way to a membership', () => {
  test.each<[string, Target, Target, number, string[]]>([
    ['nothing to do', ids(1, 2, 3), ids(1, 2, 3), 1, []],
    ['a learner comes', ids(1), [wanted(1), wanted(2, 'learner')], 1, ['prepare']],
    ['a learner goes', [wanted(1), wanted(2, 'learner')], ids(1), 1, ['removeLearners']],
    ['a voter comes', ids(1, 2, 3), ids(1, 2, 3, 4), 1, ['prepare', 'addVoter']],
    ['a learner is promoted', [wanted(1), wanted(2, 'learner')], ids(1, 2), 1, ['addVoter']],
    ['a voter goes', ids(1, 2, 3), ids(1, 2), 1, ['dropVoter']],
    ['a voter is demoted', ids(1, 2), [wanted(1), wanted(2, 'learner')], 1, ['dropVoter']],
    ['the leader goes', ids(1, 2, 3), ids(2, 3), 1, ['enterJoint', 'handOver', 'leaveJoint']],
    ['one for another', ids(1, 2, 3), ids(1, 2, 4), 1, ['prepare', 'enterJoint', 'leaveJoint']],
    ['one to three', ids(1), ids(1, 2, 3), 1, ['prepare', 'enterJoint', 'leaveJoint']],
    ['three to one', ids(1, 2, 3), ids(1), 1, ['enterJoint', 'leaveJoint']],
    ['three to seven', ids(1, 2, 3), ids(1, 2, 3, 4, 5, 6, 7), 2, ['prepare', 'enterJoint', 'leaveJoint']],
    ['all others', ids(1, 2, 3), ids(4, 5, 6), 3, ['prepare', 'enterJoint', 'handOver', 'leaveJoint']],
  ])('%s', (_sentence, from, target, leader, expected) => {
    const steps = stepsTo({ members: from }, target, leader);
    expect(kinds(steps)).toEqual(expected);
    expect(faultOf(configuration(bindAll(from)), target, steps, { leader })).toBeUndefined();
  });

  test('from any membership of four nodes to any other, whoever leads', () => {
    const memberships = everyMembership(4);
    const faults = memberships.flatMap((from) =>
      memberships.flatMap((target) =>
        [0, ...voterIds(from)].flatMap((leader) => {
          const fault = faultOf(
            configuration(bindAll(from)),
            target,
            stepsTo({ members: from }, target, leader),
            {
              leader,
              count: 4,
            },
          );
          return fault === undefined ? [] : [{ fault, from, target, leader }];
        }),
      ),
    );
    expect(faults).toEqual([]);
  });

  test('from the middle of any other way, back or on', () => {
    const members = fc
      .array(fc.constantFrom(undefined, 'learner' as const, 'voter' as const), { minLength: 7, maxLength: 7 })
      .map((roles) => roles.flatMap((role, i) => (role === undefined ? [] : [wanted(i + 1, role)])))
      .filter((target) => voterIds(target).length > 0);
    fc.assert(
      fc.property(members, fc.array(fc.tuple(members, fc.nat(9)), { maxLength: 5 }), (first, chain) => {
        let at = configuration(bindAll(first));
        for (const [target, stopAfter] of chain) {
          const leader = voterIds(at.members)[0] ?? 0;
          const steps = stepsTo(at, target, leader);
          expect(faultOf(at, target, steps, { leader })).toBeUndefined();
          for (const step of steps.filter(({ kind }) => kind !== 'handOver').slice(0, stopAfter)) {
            const { members: next, outgoing } = changeFor(at, step);
            at = configuration(bindAll(next), outgoing && bindAll(outgoing), at.version + 1);
          }
          if (at.outgoing === undefined) continue;
          expect(faultOf(at, at.outgoing, takingBack(at.outgoing))).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is no way', () => {
  const step = (kind: Step['kind'], members: Target, outgoing?: Target): Step => ({
    kind,
    members,
    ...(outgoing && { outgoing }),
    ready: voterIds(members),
  });
  const learning = configuration([...voters(1, 2, 3), member(4, 'learner'), member(5, 'learner')]);

  test.each<[string, readonly Step[], Target, string]>([
    [
      'two voters without a joint configuration',
      [step('addVoter', ids(1, 2, 4, 5))],
      ids(1, 2, 4, 5),
      'refuses itself',
    ],
    ['one for another without it', [step('addVoter', ids(1, 2, 4))], ids(1, 2, 4), 'refuses itself'],
    [
      'out of a joint configuration that was never entered',
      [step('leaveJoint', ids(4, 5))],
      ids(4, 5),
      'refuses itself',
    ],
    ['a voter that never learned', [step('addVoter', ids(1, 2, 3, 6))], ids(1, 2, 3, 6), '6 was no learner'],
    [
      'one that nobody waits for',
      [{ ...step('addVoter', ids(1, 2, 3, 4)), ready: [] }],
      ids(1, 2, 3, 4),
      'nobody waits for 4',
    ],
    ['a leader that votes no more', [step('dropVoter', ids(2, 3))], ids(2, 3), 'the leader loses its vote'],
    ['to somewhere else', [step('dropVoter', ids(1, 2))], ids(1, 3), 'ends elsewhere'],
  ])('%s', (_sentence, steps, target, fault) => {
    expect(faultOf(learning, target, steps, { leader: 1 })).toBe(fault);
  });

  test('is proposed by nobody', () => {
    expect(() => changeFor(three, { members: ids(1, 4, 5) })).toThrow('neighbouring configurations');
  });
});

describe('quorums meet', () => {
  const voting = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 });
  const sides = fc.tuple(voting, fc.option(voting, { nil: undefined }));

  test('only where trying all sets of nodes says so', () => {
    const seen = { meet: 0, apart: 0 };
    fc.assert(
      fc.property(sides, sides, ([a, aOld], [b, bOld]) => {
        const before = configuration(voters(...a), aOld && voters(...aOld));
        const after = configuration(voters(...b), bOld && voters(...bOld));
        const truly = allMeet(before, after, 6);
        seen[truly ? 'meet' : 'apart']++;
        // Of joint configurations it may miss that they meet, never that they need not.
        const isJoint = aOld !== undefined || bOld !== undefined;
        expect([truly, isJoint ? false : truly]).toContain(quorumsMeet(before, after));
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(seen.meet, seen.apart)).toBeGreaterThan(50);
  });
});

describe('a change', () => {
  test('keeps the disks that are bound; who is new has none', () => {
    const members = [...toTarget(three.members), wanted(4, 'learner')];
    expect(changeFor(three, { members })).toEqual({
      gid: 77,
      fromVersion: 5,
      members: [...voters(1, 2, 3), member(4, 'learner', '')],
    });
  });

  test('that binds a disk swaps it on both sides, and nothing else', () => {
    const joint = configuration(voters(1, 2, 4), voters(1, 2, 3));
    const { members, outgoing, fromVersion } = rebindingOf(joint, 2, disk(2, 1));
    expect(members).toEqual([member(1), member(2, 'voter', disk(2, 1)), member(4)]);
    expect(outgoing).toEqual([member(1), member(2, 'voter', disk(2, 1)), member(3)]);
    expect(shapeOf({ members, ...(outgoing && { outgoing }) })).toBe(shapeOf(joint));
    expect(fromVersion).toBe(5);
    expect(rebindingOf(three, 3, disk(9))).not.toHaveProperty('outgoing');
  });
});
