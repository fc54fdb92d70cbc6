import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GaiosError } from '@gaios/sm-base';
import {
  bindAll,
  configuration,
  disk,
  everyMembership,
  factsOf,
  member,
  three,
  voters,
  wanted,
} from '../test/support.ts';
import { World } from '../test/world.ts';
import type { ChangerEffects, ChangeRequest, ChangerOptions, ProgressEvent } from './changer-api.ts';
import { MembershipChanger } from './changer.ts';
import { shapeOf, toTarget } from './members.ts';
import { isExecutedByQuorum } from './plan.ts';

const LONG = 10_000;
const calm = { random: () => 0.5, nodes: 7, trouble: 0 };

const run = (world: World, request: ChangeRequest): World => {
  world.start(request);
  world.run();
  return world;
};

const optionsOf = (request: ChangeRequest): ChangerOptions => ({
  groupIdx: 3,
  request,
  startMs: 0,
  timeoutMs: 100,
  factsIntervalMs: 10,
  retryMs: 20,
});

const changer = (request: ChangeRequest, more: Partial<ChangerOptions> = {}): MembershipChanger =>
  new MembershipChanger({ ...optionsOf(request), ...more });

const kinds = (events: readonly ProgressEvent[]): string[] => events.map(({ kind }) => kind);
const replace = { kind: 'changeMember', from: 3, to: { nodeId: 4, address: '10.0.0.4:7000' } } as const;

test('a refusal that rests on facts is believed when it has lasted, and not before', () => {
  const request: ChangeRequest = { operation: { kind: 'removeMember', nodeId: 1 } };
  const start = (timeoutMs = 100): MembershipChanger => {
    const one = new MembershipChanger({ ...optionsOf(request), timeoutMs, refuseAfterMs: 50 });
    one.configured(three);
    one.facts(factsOf([1, 2]));
    return one;
  };
  const passing = start();
  expect(passing.take()).toMatchObject({ events: [], outcome: undefined });
  passing.tick(49);
  passing.facts(factsOf([1, 2, 3]));
  expect(kinds(passing.take().events)).toEqual(['planned', 'proposing']);

  const lasting = start();
  lasting.tick(50);
  expect(lasting.take()).toMatchObject({
    events: [{ kind: 'planned' }],
    outcome: { ok: false, error: { code: 'QUORUM_AT_RISK' } },
  });

  const short = start(20);
  short.tick(20);
  expect(short.take()).toMatchObject({ outcome: { error: { code: 'QUORUM_AT_RISK' } } });
});

describe('one step after the other', () => {
  test('asks, plans, proposes, and waits for what it needs', () => {
    const one = changer({ operation: replace });
    expect(one.take()).toMatchObject({ propose: undefined, askFacts: true, events: [] });
    one.configured(three);
    expect(one.take()).toMatchObject({ propose: undefined, askFacts: false });
    one.facts(factsOf([1, 2, 3]));
    const first = one.take();
    expect(kinds(first.events)).toEqual(['planned', 'proposing']);
    expect(first.propose).toEqual({
      gid: 77,
      fromVersion: 5,
      members: [...voters(1, 2, 3), member(4, 'learner', '')],
    });

    const learning = configuration([...voters(1, 2, 3), member(4, 'learner', '')], undefined, 10);
    one.configured(learning);
    const second = one.take();
    expect(kinds(second.events)).toEqual(['executed', 'waiting']);
    expect(second.propose).toBeUndefined();
    expect(second.events[1]).toMatchObject({
      step: 'enterJoint',
      unmet: { nodes: [{ nodeId: 4, missing: ['answer'] }] },
    });
    one.facts(factsOf([1, 2, 3, 4], { 4: { chosenUpTo: 1 } }));
    expect(one.take().events).toMatchObject([{ unmet: { nodes: [{ missing: ['disk', 'log'] }] } }]);
    one.facts(factsOf([1, 2, 3, 4], { 4: { chosenUpTo: 2 } }));
    expect(one.take().events).toEqual([]);

    // The leader binds its disk: the same shape, nobody's conflict.
    one.configured(configuration([...voters(1, 2, 3), member(4, 'learner')], undefined, 11));
    one.facts(factsOf([1, 2, 3, 4]));
    expect(one.take().propose).toEqual({
      gid: 77,
      fromVersion: 11,
      members: voters(1, 2, 4),
      outgoing: [...voters(1, 2, 3), member(4, 'learner')],
    });
    one.configured(configuration(voters(1, 2, 4), [...voters(1, 2, 3), member(4, 'learner')], 12));
    expect(one.take()).toMatchObject({
      propose: undefined,
      events: [{ kind: 'executed' }, { kind: 'leaderToAct', step: 'leaveJoint' }],
    });

    // Executed here is not enough: whoever was removed may be needed until a quorum of those who stay has it.
    one.configured(configuration(voters(1, 2, 4), undefined, 1_001));
    expect(one.take()).toMatchObject({
      outcome: undefined,
      events: [
        { kind: 'executed', step: 'leaveJoint' },
        { kind: 'settling', executedAt: [] },
      ],
    });
    one.facts(factsOf([1, 2, 3, 4], { 1: { executedUpTo: 1_001 }, 3: { executedUpTo: 1_001 } }));
    expect(one.take().outcome).toBeUndefined();
    one.facts(factsOf([1, 2, 3, 4], { 1: { executedUpTo: 1_001 }, 4: { executedUpTo: 1_001 } }));
    expect(one.take().outcome).toMatchObject({
      ok: true,
      report: { configuration: { version: 1_001 }, steps: ['prepare', 'enterJoint', 'leaveJoint'] },
    });
    expect([one.ended, one.deadlineMs]).toEqual([true, Infinity]);
    one.tick(LONG);
    expect(one.take()).toEqual({ propose: undefined, askFacts: false, events: [], outcome: undefined });
  });

  test('proposes again what failed, and gives up where that is of no use', () => {
    const one = changer({ operation: { kind: 'removeMember', nodeId: 3 } });
    one.configured(three);
    one.facts(factsOf([1, 2, 3]));
    expect(one.take().propose?.fromVersion).toBe(5);
    one.proposed(4, { kind: 'failed', error: new GaiosError('CLOSED') });
    one.proposed(5, { kind: 'failed', error: new GaiosError('NO_QUORUM') });
    one.tick(19);
    expect(one.take().propose).toBeUndefined();
    expect(one.deadlineMs).toBe(20);
    one.tick(20);
    expect(one.take().propose?.fromVersion).toBe(5);
    // A checkpoint was installed over it: whether it was executed is to be seen in the configuration.
    one.proposed(5, { kind: 'failed', error: new GaiosError('OUTCOME_UNKNOWN') });
    one.tick(40);
    expect(one.take().propose?.fromVersion).toBe(5);
    one.proposed(5, { kind: 'failed', error: new GaiosError('GROUP_STOPPED') });
    expect(one.take().outcome).toMatchObject({ ok: false, error: { code: 'GROUP_STOPPED' } });
  });

  test('asks for facts again and again, until its time is over; what it waited for is told', () => {
    const one = changer({ operation: replace });
    one.configured(configuration([...voters(1, 2, 3), member(4, 'learner', '')]));
    one.take();
    expect(one.deadlineMs).toBe(10);
    one.tick(10);
    expect(one.take().askFacts).toBe(true);
    one.tick(100);
    expect(one.take()).toMatchObject({
      askFacts: false,
      outcome: { ok: false, error: { code: 'TIMEOUT', facts: { groupIdx: 3 } } },
    });
  });

  test('is done at once where nothing is to be done', () => {
    const one = changer({ operation: { kind: 'changeMembership', target: toTarget(three.members) } });
    one.configured(three);
    one.facts(factsOf([1, 2, 3]));
    expect(one.take()).toMatchObject({ propose: undefined, outcome: { ok: true, report: { steps: [] } } });
  });

  test('is ended by whoever asked', () => {
    const one = changer({ operation: replace });
    one.cancel(new GaiosError('ABORTED'));
    one.cancel(new GaiosError('CLOSED'));
    expect(one.take().outcome).toMatchObject({ error: { code: 'ABORTED' } });
  });

  test('what somebody takes back is not begun anew', () => {
    const one = changer({ operation: { kind: 'changeMembership', target: toTarget(voters(3, 4, 5)) } });
    const both = [...voters(1, 2, 3), member(4, 'learner'), member(5, 'learner')];
    one.configured(three);
    one.facts(factsOf([1, 2, 3, 4, 5]));
    expect(kinds(one.take().events)).toEqual(['planned', 'proposing']);
    one.configured(configuration(both, undefined, 6));
    expect(one.take().propose?.outgoing).toEqual(both);
    one.configured(configuration(voters(3, 4, 5), both, 7));
    one.take();
    one.configured(configuration(both, undefined, 8));
    expect(one.take()).toMatchObject({
      propose: undefined,
      outcome: { ok: false, error: { code: 'VERSION_CONFLICT', facts: { version: 8 } } },
    });
  });

  test('asks whether new addresses can be dialled, and nothing is changed if not', () => {
    const refused = new GaiosError('TRANSPORT_INSECURE');
    const asked: unknown[] = [];
    const one = changer(
      { operation: replace, force: true },
      {
        checkPeers: (peers) => {
          asked.push(...peers.map(({ nodeId }) => nodeId));
          throw refused;
        },
      },
    );
    one.configured(three);
    one.facts(factsOf([1, 2, 3]));
    expect(one.take()).toMatchObject({ propose: undefined, outcome: { ok: false, error: refused } });
    expect(asked).toEqual([4]);
  });
});

describe('changes nothing', () => {
  const started = (request: ChangeRequest, now = three, facts = factsOf([1, 2, 3])): ChangerEffects => {
    const one = changer(request);
    one.configured(now);
    one.facts(facts);
    return one.take();
  };

  test.each<[string, ChangeRequest, typeof three?, ReturnType<typeof factsOf>?]>([
    ['VERSION_CONFLICT', { operation: replace, fromVersion: 4 }],
    ['DUPLICATE_MEMBER', { operation: { kind: 'addMember', nodeId: 3, address: 'a:1' } }],
    ['CHANGE_UNDER_WAY', { operation: replace }, configuration(voters(1), voters(1, 2))],
    ['QUORUM_AT_RISK', { operation: { kind: 'removeMember', nodeId: 1 } }, three, factsOf([1, 2])],
    [
      'LEARNER_BEHIND',
      { operation: { kind: 'promote', nodeId: 4 } },
      configuration([...voters(1), member(4, 'learner')]),
    ],
  ])('after %s', (code, request, now = three, facts = factsOf([1, 2, 3])) => {
    const { propose, outcome } = started(request, now, facts);
    expect(outcome).toMatchObject({ ok: false, error: { code } });
    expect(propose).toBeUndefined();
  });

  test('unless forced, where force is for', () => {
    const { propose } = started(
      { operation: { kind: 'removeMember', nodeId: 3 }, force: true },
      three,
      factsOf([1]),
    );
    expect(propose?.members).toEqual(voters(1, 2));
    const { outcome } = started({ operation: { kind: 'removeMember', nodeId: 9 }, force: true });
    expect(outcome).toMatchObject({ error: { code: 'UNKNOWN_MEMBER' } });
  });
});

describe('somebody else', () => {
  test('who changes the membership meanwhile is a conflict', () => {
    const one = changer({ operation: replace });
    one.configured(three);
    one.facts(factsOf([1, 2, 3]));
    one.take();
    one.configured(configuration(voters(1, 2), undefined, 8));
    expect(one.take().outcome).toMatchObject({ error: { code: 'VERSION_CONFLICT', facts: { version: 8 } } });
  });

  test('who tells of a later step leaves open whether the one before was this one', () => {
    const one = changer({ operation: { kind: 'changeMembership', target: toTarget(voters(3, 4, 5)) } });
    const both = [...voters(1, 2, 3), member(4, 'learner'), member(5, 'learner')];
    one.configured(configuration(both, undefined, 6));
    one.facts(factsOf([1, 2, 3, 4, 5]));
    expect(one.take().propose?.outgoing).toEqual(both);
    one.facts({ ...factsOf([]), configuration: configuration(voters(3, 4, 5), undefined, 8) });
    one.configured(configuration(voters(1, 2), undefined, 9));
    expect(one.take().outcome).toMatchObject({
      error: { code: 'VERSION_CONFLICT', facts: { done: ['leaveJoint'], unsure: ['enterJoint'] } },
    });
  });

  test('whose change came first, so that this one changed nothing, is a conflict', () => {
    const one = changer({ operation: replace });
    one.configured(three);
    one.facts(factsOf([1, 2, 3]));
    one.take();
    one.proposed(5, { kind: 'executed' });
    expect(one.take().outcome).toMatchObject({ error: { code: 'VERSION_CONFLICT' } });
  });

  test('is not this very changer, whose proposal comes late, when another leader means another way', () => {
    const one = changer({ operation: { kind: 'removeMember', nodeId: 3 } });
    one.configured(three);
    one.facts(factsOf([1, 2, 3], {}, 3));
    expect(one.take().propose?.outgoing).toEqual(three.members);
    one.facts(factsOf([1, 2, 3], {}, 1));
    one.configured(configuration(voters(1, 2), voters(1, 2, 3), 8));
    expect(one.take()).toMatchObject({
      outcome: undefined,
      events: [{ step: 'enterJoint' }, { step: 'leaveJoint' }],
    });
    // Once it is left, to come back to it is somebody else's doing.
    one.configured(configuration(voters(1, 2), undefined, 2_000));
    one.configured(configuration(voters(1, 2, 3), undefined, 2_001));
    expect(one.take().outcome).toMatchObject({ error: { code: 'VERSION_CONFLICT' } });
  });

  test('who goes the same way is none', () => {
    const world = new World({ ...calm, configuration: three });
    const target = [1, 2, 4, 5].map((nodeId) => wanted(nodeId));
    run(world, { operation: { kind: 'changeMembership', target } });
    expect(world.outcome).toMatchObject({ ok: true });
    run(world, { operation: { kind: 'changeMembership', target } });
    expect(world.outcome).toMatchObject({ ok: true });
  });
});

/** Numbers as random as the list is; then nothing happens any more that would be trouble. */
const source = (list: readonly number[]): (() => number) => {
  let at = 0;
  return () => list[at++] ?? 0.5;
};

const expectArrived = (world: World, target: readonly ReturnType<typeof wanted>[]): void => {
  expect(world.outcome).toMatchObject({ ok: true });
  expect(shapeOf(world.configuration)).toBe(shapeOf({ members: target }));
  expect(isExecutedByQuorum(world.configuration, world.facts())).toBe(true);
  const bound = world.configuration.members.filter(({ role }) => role === 'voter');
  expect(bound.every(({ storageId }) => storageId !== '')).toBe(true);
};

describe('a group', () => {
  test('gets from any membership of three nodes to any other', () => {
    const memberships = everyMembership(3);
    for (const from of memberships) {
      for (const target of memberships) {
        const world = new World({ ...calm, nodes: 3, configuration: configuration(bindAll(from)) });
        run(world, { operation: { kind: 'changeMembership', target } });
        expectArrived(world, target);
      }
    }
  });

  const memberships = fc
    .array(fc.constantFrom(undefined, 'learner' as const, 'voter' as const), { minLength: 7, maxLength: 7 })
    .map((roles) => roles.flatMap((role, i) => (role === undefined ? [] : [wanted(i + 1, role)])))
    .filter((target) => target.some(({ role }) => role === 'voter'));
  const chance = fc.double({ min: 0, max: 0.999, noNaN: true });

  test('gets through a chain of changes, with proposals lost and late, leaders that change and disks that are wiped', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(memberships, fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined })), {
          maxLength: 4,
        }),
        fc.array(chance, { maxLength: 800 }),
        (chain, numbers) => {
          const world = new World({ random: source(numbers), nodes: 7, trouble: 0.3, configuration: three });
          for (const [target, wiped] of chain) {
            if (wiped !== undefined && maySpare(world, wiped)) world.wipe(wiped);
            rebuild(world);
            world.outcome = undefined;
            world.start({ operation: { kind: 'changeMembership', target } }, LONG * LONG);
            world.run(1_500);
            expectArrived(world, target);
          }
        },
      ),
      {
        numRuns: 150,
        examples: [
          // A leader of long ago must not bind the disk that it saw then.
          [
            [
              [[wanted(7)], undefined],
              [[wanted(7)], 4],
              [[wanted(4)], undefined],
              [[wanted(1)], undefined],
            ],
            [],
          ],
        ],
      },
    );
  });

  test('keeps waiting for a learner that learns nothing, and changes no voter', () => {
    const world = new World({ ...calm, configuration: { ...three, version: 900 }, stuck: new Set([4]) });
    run(world, { operation: replace });
    expect(world.outcome).toMatchObject({
      ok: false,
      error: { code: 'TIMEOUT', facts: { done: ['prepare'] } },
    });
    expect(world.history.map(({ members }) => members.filter(({ role }) => role === 'voter').length)).toEqual(
      [3, 3],
    );
  });

  test('binds the new disk of a voter in the middle of a joint change', () => {
    const joint = configuration(voters(1, 2, 4), [...voters(1, 2, 3), member(4, 'learner')]);
    const world = new World({ ...calm, configuration: joint });
    world.wipe(2);
    for (let i = 0; i < 40; i++) world.step();
    expect(world.history[1]).toMatchObject({
      members: [member(1), member(2, 'voter', disk(2, 1)), member(4)],
      outgoing: [member(1), member(2, 'voter', disk(2, 1)), member(3), member(4, 'learner')],
      formerDisks: [disk(2)],
    });
    expect(world.configuration).toMatchObject({ formerDisks: [disk(2), disk(3)] });
    expect(world.configuration.outgoing).toBeUndefined();
    expect(world.events.map(({ kind }) => kind)).toEqual(['diskUnbound', 'binding', 'leavingJoint']);
  });
});

/** Without it and whoever else is not bound, a quorum remains. */
function maySpare(world: World, nodeId: number): boolean {
  const { members } = world.configuration;
  const good = members.filter(({ role }) => role === 'voter').filter((each) => each.nodeId !== nodeId);
  const all = members.filter(({ role }) => role === 'voter');
  return world.configuration.outgoing === undefined && good.length * 2 > all.length;
}

/** Until everybody has come back with its disk bound. */
function rebuild(world: World): void {
  for (let i = 0; i < 100; i++) world.step();
}
