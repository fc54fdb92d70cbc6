import { describe, expect, test } from '@jest/globals';
import { GaiosError } from '@gaios/sm-base';
import type { Configuration } from '@gaios/core';
import { configuration, disk, factsOf, member, three, voters } from '../test/support.ts';
import { decideDuty, LeaderDuties, statusLine } from './duties.ts';
import { CAUGHT_UP_LAG_INSTANCES } from './facts.ts';

const fresh = { storageId: disk(2, 1) };
const joint = configuration(voters(1, 2, 4), [...voters(1, 2, 3), member(4, 'learner')]);
const everybody = factsOf([1, 2, 3, 4]);

const LONG = 10_000;

describe('a leader', () => {
  test.each<[string, Configuration, ReturnType<typeof factsOf>, object | undefined]>([
    ['does nothing where all is well', three, everybody, undefined],
    [
      'binds the new disk of a voter',
      three,
      factsOf([1, 2, 3], { 2: fresh }),
      { kind: 'bind', nodeId: 2, from: disk(2), to: disk(2, 1) },
    ],
    [
      'binds the first disk of a learner',
      configuration([...voters(1), member(2, 'learner', '')]),
      factsOf([1, 2], { 2: { chosenUpTo: 1_000 - CAUGHT_UP_LAG_INSTANCES } }),
      { kind: 'bind', nodeId: 2, from: '', to: disk(2) },
    ],
    [
      'binds nothing that is behind',
      three,
      factsOf([1, 2, 3], { 2: { ...fresh, chosenUpTo: 999 - CAUGHT_UP_LAG_INSTANCES } }),
      undefined,
    ],
    [
      'binds nothing that does not answer',
      three,
      factsOf([1, 2, 3], { 2: { ...fresh, answers: false } }),
      undefined,
    ],
    [
      'binds no disk that has lost its binding',
      { ...three, formerDisks: [disk(2, 1)] },
      factsOf([1, 2, 3], { 2: fresh }),
      undefined,
    ],
    ['binds nobody who is no member', three, factsOf([1, 2, 3, 4], { 4: fresh }), undefined],
    ['promotes nobody', configuration([...voters(1), member(2, 'learner')]), everybody, undefined],
    [
      'does nothing before the founding',
      { ...three, version: 0 },
      factsOf([1, 2, 3], { 2: fresh }),
      undefined,
    ],
    [
      'leaves a joint configuration that is complete',
      joint,
      everybody,
      { kind: 'leaveJoint', change: { fromVersion: 5, members: voters(1, 2, 4) } },
    ],
    ['not while the new side has no quorum', joint, factsOf([1, 3], { 1: {} }), undefined],
    ['binds before it leaves', joint, factsOf([1, 2, 3, 4], { 2: fresh }), { kind: 'bind' }],
    [
      'leaves with a quorum of the new side',
      joint,
      factsOf([1, 2, 3, 4], { 2: { ...fresh, chosenUpTo: 1 } }),
      { kind: 'leaveJoint' },
    ],
    [
      'that does not stay hands over to who is furthest',
      configuration(voters(4, 5, 6), voters(1, 2, 3)),
      factsOf([1, 2, 3, 4, 5, 6], { 4: { chosenUpTo: 998 }, 6: { answers: false } }),
      { kind: 'handOver', to: 5 },
    ],
  ])('%s', (_sentence, now, facts, duty) => {
    expect([decideDuty(1, now, facts)]).toMatchObject([duty]);
  });
});

describe('duties', () => {
  const leading = (now = three): LeaderDuties => {
    const duties = new LeaderDuties({ self: 1, retryMs: 100 });
    duties.configured(now);
    duties.leads(true);
    return duties;
  };

  test('are the leader’s alone', () => {
    const duties = leading();
    duties.leads(false);
    duties.facts(factsOf([1, 2, 3], { 2: fresh }));
    expect(duties.take()).toEqual({ propose: undefined, transferTo: 0, events: [] });
    expect(duties.isActive).toBe(false);
    duties.leads(true);
    expect(duties.take().propose).toBeUndefined();
    duties.facts(factsOf([1, 2, 3], { 2: fresh }));
    expect(duties.take().propose).toBeDefined();
  });

  test('are done once, and again where nothing came of it; each step is told', () => {
    const duties = leading();
    duties.tick(1_000);
    duties.facts(factsOf([1, 2, 3], { 2: { ...fresh, chosenUpTo: 0 } }));
    expect(duties.take()).toEqual({
      propose: undefined,
      transferTo: 0,
      events: [{ kind: 'diskUnbound', nodeId: 2, bound: disk(2), present: disk(2, 1), behind: 1_000 }],
    });
    expect(duties.isActive).toBe(true);
    const caughtUp = factsOf([1, 2, 3], { 2: fresh });
    duties.facts(caughtUp);
    const { propose, events } = duties.take();
    expect(propose?.members[1]).toEqual(member(2, 'voter', disk(2, 1)));
    expect(events).toEqual([{ kind: 'binding', nodeId: 2, from: disk(2), to: disk(2, 1) }]);
    duties.facts(caughtUp);
    expect(duties.take()).toMatchObject({ propose: undefined, events: [] });
    duties.proposed(5, { kind: 'failed', error: new GaiosError('TIMEOUT') });
    expect(duties.deadlineMs).toBe(1_100);
    duties.tick(1_099);
    expect(duties.take().propose).toBeUndefined();
    duties.tick(1_100);
    expect(duties.take().propose).toEqual(propose);
    duties.configured(configuration([member(1), member(2, 'voter', disk(2, 1)), member(3)], undefined, 9));
    duties.tick(LONG);
    expect(duties.take()).toEqual({ propose: undefined, transferTo: 0, events: [] });
    expect([duties.isActive, duties.deadlineMs]).toEqual([false, Infinity]);
  });

  test('lead out of a joint configuration, by way of another leader', () => {
    const duties = leading(configuration(voters(2, 3), voters(1, 2, 3)));
    expect(duties.isActive).toBe(true);
    duties.facts(everybody);
    expect(duties.take()).toMatchObject({
      propose: undefined,
      transferTo: 2,
      events: [{ kind: 'handingOver', to: 2 }],
    });
    duties.tick(LONG);
    expect(duties.take().transferTo).toBe(2);
    const second = new LeaderDuties({ self: 2, retryMs: 100 });
    second.configured(configuration(voters(2, 3), voters(1, 2, 3)));
    second.leads(true);
    second.facts(everybody);
    expect(second.take()).toMatchObject({
      propose: { members: voters(2, 3) },
      events: [{ kind: 'leavingJoint' }],
    });
  });

  test('say of a disk that came back that it will not do, once while this node leads', () => {
    const duties = leading({ ...three, formerDisks: [disk(2, 1)] });
    const facts = factsOf([1, 2, 3], { 2: fresh });
    duties.facts(facts);
    duties.facts(facts);
    expect(duties.take().events).toEqual([{ kind: 'diskRefused', nodeId: 2, present: disk(2, 1) }]);
    duties.leads(false);
    duties.leads(true);
    duties.facts(facts);
    expect(duties.take().events).toHaveLength(1);
  });

  test('each have a line for people', () => {
    const line = statusLine({ kind: 'binding', nodeId: 2, from: disk(2), to: disk(2, 1) });
    expect(line).toContain(`in place of ${disk(2)}`);
    expect(statusLine({ kind: 'binding', nodeId: 2, from: '', to: disk(2) })).not.toContain('in place of');
    expect(
      statusLine({ kind: 'diskUnbound', nodeId: 2, bound: disk(2), present: disk(2, 1), behind: 7 }),
    ).toContain('7 instances');
    expect(statusLine({ kind: 'diskRefused', nodeId: 2, present: disk(2) })).toContain('a new one');
    expect(statusLine({ kind: 'handingOver', to: 3 })).toContain('node 3');
    expect(statusLine({ kind: 'leavingJoint', version: 8 })).toContain('8');
  });
});
