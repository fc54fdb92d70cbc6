import { describe, expect, test } from '@jest/globals';
import { makeBallot, type Configuration } from '@gaios/core';
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
  electionRetryMs: 200,
  electionConcurrency: 4,
};

class Group implements Electorate {
  readonly groupIdx: number;
  readonly campaigns: number[] = [];
  readonly view = { role: 'follower', configuration, ballot: 0, promised: 0, lastLeader: 0 };
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
): { clock: VirtualClock; elections: Elections; groups: Group[]; hold: { ms: number } } => {
  const clock = new VirtualClock();
  const hold = { ms: 0 };
  const elections = new Elections({
    nodeId,
    random: new SeededRandom(nodeId),
    deadlines: new Deadlines(clock),
    limits,
    nowMs: () => clock.monotonicMs(),
    isUp: () => true,
    isFreeOf: () => true,
    holdUntilMs: () => hold.ms,
  });
  return { clock, elections, hold, groups: Array.from({ length: count }, (_, i) => new Group(i, clock)) };
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
    for (const nodeId of [1, 2, 3]) expect(firsts.get(nodeId)).toBeGreaterThan(3);
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

  test('closed: nothing more', async () => {
    const { clock, elections, groups } = setUp(1, 3);
    for (const group of groups) elections.consider(group);
    elections.close();
    for (const group of groups) elections.consider(group);
    await clock.advance(1000);
    expect(groups.flatMap((group) => group.campaigns)).toEqual([]);
  });
});
