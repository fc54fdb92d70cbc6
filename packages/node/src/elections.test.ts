import { describe, expect, test } from '@jest/globals';
import { makeBallot, type Configuration, type Member } from '@gaios/core';
import { SeededRandom, VirtualClock } from '@gaios/testkit';
import { Deadlines } from './deadlines.ts';
import { Elections, type Electorate } from './elections.ts';

const configuration: Configuration = {
  gid: 1,
  version: 1,
  members: [1, 2, 3].map((nodeId) => ({
    nodeId,
    address: `a:${nodeId}`,
    role: 'voter',
    storageId: `${nodeId}`,
  })),
};
const limits = {
  electionTimeoutMs: 1_000,
  electionStaggerMs: 30,
  electionJitterMs: 10,
  electionPriorityMs: 100,
  electionRetryMs: 200,
  electionConcurrency: 4,
};

class Group implements Electorate {
  readonly groupIdx: number;
  readonly campaigns: number[] = [];
  readonly view = {
    role: 'follower',
    configuration,
    ballot: 0,
    promised: 0,
    lastLeader: 0,
    isBehind: false,
  };
  needsLeader = true;
  readonly #clock: VirtualClock;

  constructor(groupIdx: number, clock: VirtualClock) {
    this.groupIdx = groupIdx;
    this.#clock = clock;
  }
  campaign(): void {
    this.campaigns.push(this.#clock.monotonicMs());
  }
}

const setUp = (
  nodeId = 1,
  count = 1,
): {
  clock: VirtualClock;
  elections: Elections;
  groups: Group[];
  hold: { ms: number };
  priority: { of: number };
  up: Set<number>;
} => {
  const clock = new VirtualClock();
  const hold = { ms: 0 };
  const priority = { of: 10 };
  const up = new Set([1, 2, 3]);
  const elections = new Elections({
    nodeId,
    random: new SeededRandom(nodeId),
    deadlines: new Deadlines(clock),
    limits,
    nowMs: () => clock.monotonicMs(),
    isUp: (peer) => up.has(peer),
    priorityOf: () => priority.of,
    isFreeOf: () => true,
    holdUntilMs: () => hold.ms,
  });
  const groups = Array.from({ length: count }, (_, i) => new Group(i, clock));
  return { clock, elections, hold, priority, up, groups };
};

describe('elections', () => {
  test('a group without a leader campaigns after its delay, and again until it has one', async () => {
    const { clock, elections, groups } = setUp();
    const [group] = groups;
    if (group === undefined) throw new Error('none');
    elections.consider(group);
    await clock.advance(100);
    expect(group.campaigns).toHaveLength(1);
    await clock.advance(1000);
    expect(group.campaigns.length).toBeGreaterThan(3);
    group.needsLeader = false;
    elections.consider(group);
    const before = group.campaigns.length;
    await clock.advance(1000);
    expect(group.campaigns).toHaveLength(before);
    expect(elections.size).toBe(0);
  });

  test('who is first differs from group to group', async () => {
    const firsts = new Map<number, number>();
    const runs = [1, 2, 3].map((nodeId) => setUp(nodeId, 30));
    for (const { elections, groups, clock } of runs) {
      for (const group of groups) {
        elections.consider(group);
        // It runs until told otherwise; only the first campaign counts here.
        group.campaign = () => {
          group.campaigns.push(clock.monotonicMs());
          group.needsLeader = false;
        };
      }
      await clock.advance(2000);
    }
    for (let i = 0; i < 30; i++) {
      const times = runs.map(({ groups }) => groups[i]?.campaigns[0] ?? Infinity);
      const first = times.indexOf(Math.min(...times)) + 1;
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    for (const nodeId of [1, 2, 3]) expect(firsts.get(nodeId)).toBe(10);
  });

  test('not too many at once, and all in the end', async () => {
    const { clock, elections, groups } = setUp(1, 40);
    let running = 0;
    let most = 0;
    for (const group of groups) {
      group.campaign = () => {
        most = Math.max(most, ++running);
        clock.setTimer(20, () => {
          running--;
          group.needsLeader = false;
          elections.consider(group);
        });
      };
      elections.consider(group);
    }
    await clock.advance(2000);
    expect(most).toBe(4);
    expect(elections.size).toBe(0);
  });

  test('after a pause nobody campaigns before what waited is taken in', async () => {
    const { clock, elections, groups, hold } = setUp();
    const [group] = groups;
    if (group === undefined) throw new Error('none');
    hold.ms = clock.monotonicMs() + 500;
    elections.consider(group);
    await clock.advance(499);
    expect(group.campaigns).toEqual([]);
    await clock.advance(200);
    expect(group.campaigns).not.toEqual([]);
  });

  test('who has promised to a live rival waits for it, once for each promise', async () => {
    const { clock, elections, groups } = setUp();
    const [group] = groups;
    if (group === undefined) throw new Error('none');
    group.view.promised = makeBallot(5, 2);
    elections.consider(group);
    // Without a rival it would have come after 70 ms at most.
    await clock.advance(limits.electionRetryMs / 2);
    expect(group.campaigns).toEqual([]);
    group.view.promised = makeBallot(6, 3);
    await clock.advance(limits.electionRetryMs * 1.4);
    expect(group.campaigns.length).toBeLessThan(2);
    // Nobody came to lead by it.
    await clock.advance(limits.electionRetryMs * 3);
    expect(group.campaigns).not.toEqual([]);
  });

  test.each([
    ['is its own', makeBallot(5, 1), 0],
    ['belongs to the leader that is gone', makeBallot(5, 2), makeBallot(5, 2)],
  ])('a promise that %s holds nobody up', async (_what, promised, ballot) => {
    const { clock, elections, groups } = setUp();
    const [group] = groups;
    if (group === undefined) throw new Error('none');
    Object.assign(group.view, { promised, ballot });
    elections.consider(group);
    await clock.advance(limits.electionRetryMs / 2);
    expect(group.campaigns).toHaveLength(1);
  });

  /** When a node first campaigns for group 0, in which the order of the nodes is 1, 2, 3. */
  const firstOf = async (
    nodeId: number,
    change: (made: ReturnType<typeof setUp>, group: Group) => void,
  ): Promise<number> => {
    const made = setUp(nodeId);
    const [group] = made.groups;
    if (group === undefined) throw new Error('none');
    change(made, group);
    const begunMs = made.clock.monotonicMs();
    made.elections.consider(group);
    await made.clock.advance(2_000);
    return (group.campaigns[0] ?? Infinity) - begunMs;
  };

  test('each step of priority below ten is a delay of its own', async () => {
    const delayMs = await firstOf(1, ({ priority }) => {
      priority.of = 7;
    });
    expect(delayMs).toBeGreaterThanOrEqual(300);
    expect(delayMs).toBeLessThanOrEqual(300 + limits.electionJitterMs + 1);
  });

  test('the last leader stands first, and the others let it', async () => {
    const led = (nodeId: number) => (_: unknown, group: Group) => {
      group.view.ballot = makeBallot(4, nodeId);
      group.view.lastLeader = nodeId;
    };
    expect(await firstOf(3, led(3))).toBeLessThanOrEqual(limits.electionJitterMs + 1);
    expect(await firstOf(1, led(3))).toBeGreaterThanOrEqual(limits.electionStaggerMs);
    // It gave up by itself: no reason to wait for it.
    const gaveUp = (_: unknown, group: Group): void => {
      group.view.ballot = makeBallot(4, 3);
    };
    expect(await firstOf(1, gaveUp)).toBeLessThanOrEqual(limits.electionJitterMs + 1);
  });

  test('a leader that was started again and whose ballot is still the last stands first', async () => {
    const delayMs = await firstOf(3, (_, group) => {
      group.view.promised = makeBallot(4, 3);
    });
    expect(delayMs).toBeLessThanOrEqual(limits.electionJitterMs + 1);
  });

  test('who is behind in the log stands last', async () => {
    const delayMs = await firstOf(1, (_, group) => {
      group.view.isBehind = true;
    });
    expect(delayMs).toBeGreaterThanOrEqual(3 * limits.electionStaggerMs);
  });

  const { electionStaggerMs: staggerMs, electionJitterMs: jitterMs } = limits;
  test.each([
    { who: 'at once when a voter', voters: [1, 2, 3], peer: 2, withinMs: jitterMs + 2 },
    // As the options of a node have it that was set up before all voters were replaced.
    {
      who: 'where no voter lives, when a learner',
      voters: [2],
      peer: 3,
      withinMs: 2 * staggerMs + jitterMs + 2,
    },
  ])('alone, nobody is asked; and $who comes up', async ({ voters, peer, withinMs }) => {
    const { clock, elections, groups, up } = setUp();
    const [group] = groups;
    if (group === undefined) throw new Error('none');
    const members = configuration.members.map((member): Member => ({
      ...member,
      role: voters.includes(member.nodeId) ? 'voter' : 'learner',
    }));
    group.view.configuration = { ...configuration, members };
    up.clear();
    elections.consider(group);
    await clock.advance(2_000);
    expect(group.campaigns).toEqual([]);
    up.add(peer);
    elections.hurry(group);
    await clock.advance(withinMs);
    expect(group.campaigns).toHaveLength(1);
  });

  test('while many groups find their leaders one after the other, those behind in rank wait', async () => {
    const { clock, elections, groups } = setUp(1, 300);
    for (const group of groups) elections.consider(group);
    const isSecond = ({ groupIdx }: Group): boolean => groupIdx % 3 !== 0;
    // Others win theirs, one in 20 ms, for half a second.
    for (const group of groups.filter(isSecond).slice(0, 25)) {
      await clock.advance(20);
      group.needsLeader = false;
      elections.consider(group);
    }
    expect(groups.filter(isSecond).flatMap(({ campaigns }) => campaigns)).toEqual([]);
    for (const group of groups) {
      group.campaign = () => {
        group.campaigns.push(clock.monotonicMs());
        group.needsLeader = false;
        elections.consider(group);
      };
    }
    // Then nothing more comes of it: they stand themselves.
    await clock.advance(5_000);
    expect(elections.size).toBe(0);
  });

  test('closed: nothing more', async () => {
    const { clock, elections, groups } = setUp(1, 3);
    for (const group of groups) elections.consider(group);
    elections.close();
    for (const group of groups) elections.consider(group);
    await clock.advance(1000);
    expect(groups.flatMap((group) => group.campaigns)).toEqual([]);
  });
});
