import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '@gaios/core';
import type { LeadMessage } from '@gaios/master';
import { VirtualClock } from '@gaios/testkit';
import { Balancer, type Balanced } from './balancer.ts';
import { Deadlines } from './deadlines.ts';

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
const limits = { balanceAfterMs: 1_000, balancePerSecond: 10, balanceRetryMaxMs: 8_000 };

/** Group 0 is node 1's, then 2's, then 3's. */
class Group implements Balanced {
  readonly view = { leader: 2, ballot: 7, configuration };
  mayLead = true;
  behind: number[] = [];
  readonly yielded: number[] = [];
  readonly groupIdx: number;

  constructor(groupIdx: number) {
    this.groupIdx = groupIdx;
  }

  leads = false;

  laggards(): readonly number[] {
    return this.behind;
  }

  yieldTo(nodeId: number): Promise<void> {
    this.yielded.push(nodeId);
    return Promise.resolve();
  }
}

const setUp = (nodeId: number, count = 1, priority = 10) => {
  const clock = new VirtualClock();
  const groups = Array.from({ length: count }, (_, groupIdx) => new Group(groupIdx));
  const sent: { atMs: number; to: number; message: LeadMessage }[] = [];
  const beganMs = clock.monotonicMs();
  const balancer = new Balancer({
    nodeId,
    isOn: true,
    limits,
    deadlines: new Deadlines(clock),
    nowMs: () => clock.monotonicMs(),
    priorityOf: () => priority,
    groupAt: (groupIdx) => groups[groupIdx],
    send: (to, message) => sent.push({ atMs: Math.round(clock.monotonicMs() - beganMs), to, message }),
  });
  balancer.start();
  for (const peer of [1, 2, 3]) if (peer !== nodeId) balancer.peerUp(peer);
  return { clock, balancer, groups, sent, first: groups[0] ?? new Group(0) };
};

const ask = (groupIdx: number, priority = 10): LeadMessage => ({ kind: 'AskToLead', groupIdx, priority });

describe('as one that wants to lead', () => {
  test('asks once both have been up, then more and more seldom', async () => {
    const { balancer, clock, first, sent } = setUp(1);
    balancer.consider(first);
    await clock.advance(20_000);
    expect(sent.map(({ atMs }) => atMs)).toEqual([1_000, 3_000, 7_000, 15_000]);
    expect(sent[0]).toMatchObject({ to: 2, message: ask(0) });
  });

  test('of a group that runs here no more it asks nothing', async () => {
    const { balancer, clock, first, sent } = setUp(1);
    balancer.consider(first);
    balancer.forget(first);
    await clock.advance(20_000);
    expect(sent).toEqual([]);
    const next = new Group(0);
    balancer.consider(next);
    await clock.advance(2_000);
    expect(sent).toHaveLength(1);
  });

  test('a refusal holds for the reign', async () => {
    const { balancer, clock, first, sent } = setUp(1);
    balancer.consider(first);
    await clock.advance(1_500);
    balancer.received(2, { kind: 'RefuseToYield', groupIdx: 0 });
    await clock.advance(60_000);
    expect(sent).toHaveLength(1);
    first.view.ballot = 9;
    balancer.consider(first);
    await clock.advance(10_000);
    expect(sent.length).toBeGreaterThan(1);
  });

  test('so many a second', async () => {
    const { balancer, clock, groups, sent } = setUp(1, 30);
    for (const group of groups) balancer.consider(group);
    await clock.advance(1_990);
    expect(sent).toHaveLength(10);
    await clock.advance(2_000);
    expect(new Set(sent.map(({ message }) => message.groupIdx)).size).toBe(30);
  });

  test.each([
    ['it may not lead', (group: Group) => void (group.mayLead = false)],
    [
      'its user gave the group up',
      (group: Group, { balancer }: ReturnType<typeof setUp>) => balancer.gaveUp(group),
    ],
    ['it leads', (group: Group) => void (group.view.leader = 1)],
    ['nobody leads', (group: Group) => void (group.view.leader = 0)],
    ['the leader is down', (_: Group, { balancer }: ReturnType<typeof setUp>) => balancer.peerDown(2)],
  ])('not if %s', async (_why, change) => {
    const made = setUp(1);
    change(made.first, made);
    made.balancer.consider(made.first);
    await made.clock.advance(20_000);
    expect(made.sent).toEqual([]);
  });
});

describe('as the leader', () => {
  const leading = (nodeId: number, priority = 10): ReturnType<typeof setUp> => {
    const made = setUp(nodeId, 1, priority);
    Object.assign(made.first.view, { leader: nodeId });
    made.first.leads = true;
    made.balancer.consider(made.first);
    return made;
  };
  const after = async (made: ReturnType<typeof setUp>, from: number, message: LeadMessage): Promise<void> => {
    await made.clock.advance(2_000);
    made.balancer.received(from, message);
    await made.clock.advance(10);
  };

  test('yields to who is before it in order, or has a higher priority', async () => {
    const inOrder = leading(2);
    await after(inOrder, 1, ask(0));
    expect(inOrder.first.yielded).toEqual([1]);
    const byPriority = leading(2, 5);
    await after(byPriority, 3, ask(0, 6));
    expect(byPriority.first.yielded).toEqual([3]);
  });

  test.each([
    ['comes after it', 3, 10],
    ['has a lower priority', 1, 9],
    ['is no member', 9, 10],
  ])('refuses one that %s', async (_why, from, priority) => {
    const made = leading(2);
    await after(made, from, ask(0, priority));
    expect(made.first.yielded).toEqual([]);
    expect(made.sent).toMatchObject([{ to: from, message: { kind: 'RefuseToYield', groupIdx: 0 } }]);
  });

  test('refuses all, once a user has given it the group', async () => {
    const made = leading(2);
    await after(made, 1, { kind: 'GivenByUser', groupIdx: 0 });
    await after(made, 1, ask(0));
    expect(made.first.yielded).toEqual([]);
  });

  test('says nothing to one that has not caught up or has only come: it may ask again', async () => {
    const behind = leading(2);
    behind.first.behind = [1];
    await after(behind, 1, ask(0));
    const fresh = leading(2);
    await fresh.clock.advance(2_000);
    fresh.balancer.peerDown(1);
    fresh.balancer.peerUp(1);
    fresh.balancer.received(1, ask(0));
    await fresh.clock.advance(10);
    for (const { first, sent } of [behind, fresh]) expect([first.yielded, sent]).toEqual([[], []]);
  });
});
