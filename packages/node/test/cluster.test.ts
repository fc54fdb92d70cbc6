import { afterEach, describe, expect, test } from '@jest/globals';
import {
  bounded,
  GaiosError,
  session,
  SMCtx,
  type Consistency,
  type ErrorCode,
  type Outcome,
  type ReadResult,
} from 'gaios';
import { TestCluster, type TestClusterOptions } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text, untext } from './machines.ts';

/** Default of electionTimeoutMs. */
const SUPPORT_MS = 1_000;

let cluster: TestCluster;
/** The machines of the present lives, by node and group. */
let machines: Map<string, Counter>;

const start = async (options: TestClusterOptions = {}): Promise<TestCluster> => {
  machines = new Map();
  cluster = await TestCluster.start({
    stateMachines: (groupIdx, nodeId) => {
      const machine = new Counter();
      machines.set(`${nodeId}/${groupIdx}`, machine);
      return [machine];
    },
    ...options,
  });
  return cluster;
};

const logOf = (nodeId: number, groupIdx = 0): readonly string[] =>
  machines.get(`${nodeId}/${groupIdx}`)?.log ?? [];

const add = (nodeId: number, value: string, options = {}): Promise<{ result: number; instanceId: number }> =>
  cluster.node(nodeId).propose<number>(0, text(value), COUNTER, options);

/** How a call failed. */
const failure = async (
  call: Promise<unknown>,
): Promise<{ code: ErrorCode; outcome: Outcome | undefined }> => {
  try {
    await cluster.complete(call);
  } catch (error) {
    if (!(error instanceof GaiosError)) throw error;
    return { code: error.code, outcome: error.outcome };
  }
  throw new Error('it succeeded');
};

const leaderId = (groupIdx = 0): number => cluster.leaderOf(groupIdx)?.nodeId ?? 0;
const followerId = (): number => cluster.nodeIds.find((id) => id !== leaderId()) ?? 0;

/** Cuts a node off from the others, who see each other; only timeouts tell. */
const isolate = (id: number): void => {
  cluster.partition([[id], cluster.nodeIds.filter((each) => each !== id)], { silent: true });
};

afterEach(async () => {
  await cluster.close();
});

describe('proposals', () => {
  test('from every node, executed in one order everywhere, each once', async () => {
    await start();
    const calls = cluster.nodeIds.flatMap((id) =>
      Array.from({ length: 50 }, (_, i) => add(id, `${id}:${i}`)),
    );
    const results = await cluster.complete(Promise.all(calls));
    await cluster.waitForConvergence();
    expect(new Set(results.map(({ result }) => result)).size).toBe(150);
    for (const id of cluster.nodeIds) expect(logOf(id)).toEqual(logOf(1));
    // Those of one node in the order in which they were made.
    for (const id of cluster.nodeIds) {
      const own = logOf(1).filter((value) => value.startsWith(`${id}:`));
      expect(own).toEqual(Array.from({ length: 50 }, (_, i) => `${id}:${i}`));
    }
  });

  test('a batch shares an instance, and smId 0 goes to no machine', async () => {
    await start();
    const node = cluster.node(2);
    const results = await cluster.complete(
      node.batchPropose(0, [text('a'), text('b'), text('c')], [COUNTER, 0, COUNTER]),
    );
    expect(new Set(results.map(({ instanceId }) => instanceId)).size).toBe(1);
    expect(results.map(({ batchIndex, result }) => [batchIndex, result])).toEqual([
      [0, 1],
      [1, undefined],
      [2, 2],
    ]);
    const { instanceId } = results[0] ?? { instanceId: 0 };
    const values = await cluster.complete(node.getInstanceValue(0, instanceId));
    expect(values.map(({ smId, value }) => [smId, untext(value)])).toEqual([
      [COUNTER, 'a'],
      [0, 'b'],
      [COUNTER, 'c'],
    ]);
  });

  test('SMCtx reaches the proposing node only, and brings the result back', async () => {
    await start();
    const context = { mine: true };
    const smCtx = new SMCtx<typeof context, number>(COUNTER, context);
    await cluster.complete(cluster.node(2).propose(0, text('a'), smCtx));
    await cluster.waitForConvergence();
    expect(smCtx.result).toBe(1);
    expect(machines.get('2/0')?.contexts).toEqual([smCtx]);
    expect(machines.get('2/0')?.contexts[0]?.ctx).toBe(context);
    expect(machines.get('1/0')?.contexts).toEqual([]);
  });

  test('what is wrong is refused before anything is sent', async () => {
    await start({ node: { tuning: { valueBytesMax: 100, batchProposeMax: 3 } } });
    const node = cluster.node(1);
    const before = cluster.network.sent;
    const bad: [ErrorCode, Promise<unknown>][] = [
      ['VALUE_TOO_LARGE', node.propose(0, new Uint8Array(101), COUNTER)],
      ['UNKNOWN_GROUP', node.propose(7, text('x'), COUNTER)],
      ['UNKNOWN_STATE_MACHINE', node.propose(0, text('x'), 99)],
      ['INVALID_ARGUMENT', node.propose(0, text('x'), 100_000_000)],
      ['INVALID_ARGUMENT', node.propose(0, 'text' as unknown as Uint8Array, COUNTER)],
      ['INVALID_ARGUMENT', node.propose(0, text('x'), COUNTER, { timeoutMs: Number.NaN })],
      ['INVALID_ARGUMENT', node.batchPropose(0, [])],
      [
        'INVALID_ARGUMENT',
        node.batchPropose(
          0,
          Array.from({ length: 4 }, () => text('x')),
        ),
      ],
      ['ABORTED', node.propose(0, text('x'), COUNTER, { signal: AbortSignal.abort() })],
    ];
    for (const [code, call] of bad) {
      await expect(call).rejects.toMatchObject({ code, outcome: 'not-executed' });
    }
    expect(cluster.network.sent).toBe(before);
  });
});

describe('beforePropose', () => {
  /** Stamps the first value of a batch with what it has seen so far. */
  class Stamping extends Counter {
    override get needCallBeforePropose(): boolean {
      return true;
    }
    override beforePropose(_groupIdx: number, value: Uint8Array): Uint8Array {
      if (untext(value) === 'throw') throw new Error('no stamp');
      return text(`${untext(value)}+${this.log.length}`);
    }
  }

  test('changes values at the leader, with its state up to date', async () => {
    const stamping = new Map<number, Stamping>();
    cluster = await TestCluster.start({
      node: { changeValueBeforePropose: true },
      stateMachines: (_groupIdx, nodeId) => {
        stamping.set(nodeId, new Stamping());
        return [stamping.get(nodeId) ?? new Stamping()];
      },
    });
    for (const value of ['a', 'b', 'throw']) await cluster.complete(add(2, value));
    await cluster.waitForConvergence();
    for (const id of cluster.nodeIds) expect(stamping.get(id)?.log).toEqual(['a+0', 'b+1', 'throw']);
  });
});

describe('large values', () => {
  test('travel in bulk and are executed like any other', async () => {
    await start({ node: { tuning: { bulkBytes: 1000 } } });
    const channels = new Set<string>();
    cluster.network.filter = ({ channel, payload }) => {
      if (payload.length > 1000) channels.add(channel);
      return true;
    };
    const values = Array.from({ length: 20 }, (_, i) => `${i}`.padStart(i % 3 === 0 ? 50_000 : 3, 'x'));
    await cluster.complete(Promise.all(values.map((value) => add(followerId(), value))));
    await cluster.waitForConvergence();
    for (const id of cluster.nodeIds) expect(logOf(id)).toEqual(values);
    expect([...channels]).toEqual(['bulk']);
  });
});

describe('outcomes', () => {
  test('no quorum and never sent: not executed, and never will be', async () => {
    await start();
    const [id, other, third] = [followerId(), leaderId(), 6 - followerId() - leaderId()];
    cluster.crash(other);
    cluster.crash(third);
    await cluster.until('the leader is missed', () => !cluster.node(id).status().groups[0]?.leader);
    expect(await failure(add(id, 'lost', { timeoutMs: 500 }))).toEqual({
      code: 'NO_QUORUM',
      outcome: 'not-executed',
    });
    await cluster.restart(other);
    await cluster.restart(third);
    await cluster.complete(add(id, 'kept'));
    await cluster.waitForConvergence();
    expect(logOf(id)).toEqual(['kept']);
  });

  test('sent, and nobody answers: unknown', async () => {
    await start();
    const id = leaderId();
    isolate(id);
    expect(await failure(add(id, 'perhaps', { timeoutMs: 300 }))).toEqual({
      code: 'TIMEOUT',
      outcome: 'unknown',
    });
    cluster.heal();
    await cluster.complete(add(id, 'after'));
    expect(logOf(id).at(-1)).toBe('after');
  });

  test('aborted while it waits', async () => {
    await start();
    const id = leaderId();
    isolate(id);
    const controller = new AbortController();
    const call = add(id, 'x', { signal: controller.signal });
    await cluster.advance(50);
    controller.abort();
    expect(await failure(call)).toEqual({ code: 'ABORTED', outcome: 'unknown' });
  });

  test('a leader that crashes: what was acknowledged stays, what was forwarded is executed once', async () => {
    await start();
    const id = followerId();
    const dead = leaderId();
    await cluster.complete(add(id, 'first'));
    const calls = Array.from({ length: 20 }, (_, i) => add(id, `v${i}`));
    await cluster.advance(0.3);
    cluster.crash(dead);
    await cluster.complete(Promise.all(calls));
    await cluster.restart(dead);
    await cluster.waitForConvergence();
    const expected = ['first', ...Array.from({ length: 20 }, (_, i) => `v${i}`)];
    for (const each of cluster.nodeIds) expect(logOf(each)).toEqual(expected);
  });
});

describe('a cluster', () => {
  test('all nodes crash at once and go on with the same state', async () => {
    await start();
    for (let i = 0; i < 20; i++) await cluster.complete(add((i % 3) + 1, `v${i}`));
    for (const id of cluster.nodeIds) cluster.crash(id);
    await cluster.startAll();
    await cluster.waitForLeaders();
    await cluster.complete(add(2, 'again'));
    await cluster.waitForConvergence();
    for (const id of cluster.nodeIds) expect(logOf(id)).toHaveLength(21);
  });

  test('spreads the leaders of its groups', async () => {
    await start({ groupCount: 24 });
    const counts = cluster.nodeIds.map(
      (id) =>
        cluster
          .node(id)
          .status()
          .groups.filter(({ leader }) => leader === id).length,
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(24);
    for (const count of counts) expect(count).toBeGreaterThan(2);
  });

  test('a node that was away catches up', async () => {
    await start();
    const id = followerId();
    cluster.crash(id);
    const other = cluster.nodeIds.find((each) => each !== id) ?? 0;
    await cluster.complete(Promise.all(Array.from({ length: 100 }, (_, i) => add(other, `v${i}`))));
    await cluster.restart(id);
    await cluster.waitForConvergence();
    expect(logOf(id)).toHaveLength(100);
  });

  test('one node alone is a cluster', async () => {
    await start({ voters: 1 });
    expect((await cluster.complete(add(1, 'a'))).result).toBe(1);
    await cluster.restart(1);
    await cluster.waitForLeaders();
    expect((await cluster.complete(add(1, 'b'))).result).toBe(2);
  });

  test('a learner follows, proposes, reads and leads never', async () => {
    await start({ learners: 1 });
    const { result } = await cluster.complete(add(4, 'a'));
    expect(result).toBe(1);
    expect((await cluster.complete(cluster.node(4).read(0, COUNTER, 'count'))).result).toBe(1);
    expect(cluster.node(4).status().groups[0]?.members).toContainEqual({
      nodeId: 4,
      address: 'memory:4',
      role: 'learner',
    });
  });

  test('a voter whose disk is lost does not vote, and says so', async () => {
    await start();
    await cluster.complete(add(1, 'a'));
    const id = followerId();
    cluster.loseDisk(id);
    const node = await cluster.complete(cluster.boot(id));
    await cluster.until(
      'it has caught up',
      () =>
        node.status().groups[0]?.executedUpTo === cluster.node(leaderId()).status().groups[0]?.executedUpTo,
    );
    await cluster.until('it says so', () => node.status().groups[0]?.state === 'joining');
    expect(await failure(add(id, 'x'))).toEqual({ code: 'NOT_A_MEMBER', outcome: 'not-executed' });
    expect(logOf(id)).toEqual(['a']);
  });

  test('the same seed gives the same run', async () => {
    const run = async (): Promise<unknown[]> => {
      await start({ seed: 42, groupCount: 3 });
      const calls = Array.from({ length: 30 }, (_, i) => add((i % 3) + 1, `v${i}`));
      await cluster.advance(1);
      const dead = leaderId();
      cluster.crash(dead);
      await cluster.complete(Promise.allSettled(calls.filter((_, i) => (i % 3) + 1 !== dead)));
      await cluster.restart(dead);
      await cluster.waitForConvergence();
      const seen = [cluster.clock.monotonicMs(), cluster.network.sent, cluster.status(), [...logOf(1)]];
      await cluster.close();
      return seen;
    };
    expect(await run()).toEqual(await run());
  });
});

test('idle groups send nothing: as many messages with a hundred groups as with one', async () => {
  const sentInTenSeconds = async (groupCount: number): Promise<number> => {
    await start({ groupCount, node: { leaseReads: true } });
    await cluster.advance(5_000);
    const before = cluster.network.sent;
    await cluster.advance(10_000);
    return cluster.network.sent - before;
  };
  const one = await sentInTenSeconds(1);
  await cluster.close();
  // A heartbeat of each to each, and its answer.
  expect(one).toBe(10 * 10 * 6 * 2);
  expect(await sentInTenSeconds(100)).toBe(one);
  const leader = cluster.leaderOf(50);
  const read = leader?.read<number>(50, COUNTER, 'count', { consistency: 'lease' });
  expect(await cluster.complete(Promise.resolve(read))).toMatchObject({ result: 0 });
});

test('after kill -9 of the leader of all groups each has another within the duration of support and a second', async () => {
  await start({ groupCount: 60 });
  const id = leaderId();
  cluster.crash(id);
  const startMs = cluster.clock.monotonicMs();
  await cluster.waitForLeaders();
  expect(cluster.clock.monotonicMs() - startMs).toBeLessThan(SUPPORT_MS + 1_000);
});

test('a node that closes hands over what it leads: one campaign for each group, and nothing fails', async () => {
  await start({ groupCount: 4 });
  const id = leaderId();
  const asked: string[] = [];
  for (const node of cluster.nodes) node.on('campaign', ({ phase }) => asked.push(phase));
  const led = (): number => [0, 1, 2, 3].filter((group) => leaderId(group) === id).length;
  const before = led();
  const other = followerId();
  const calls = Array.from({ length: 20 }, (_, i) => add(other, `${i}`));
  await cluster.complete(cluster.node(id).close());
  await cluster.complete(Promise.all(calls));
  await cluster.complete(add(other, 'last'));
  expect(logOf(other)).toHaveLength(21);
  expect(before).toBeGreaterThan(0);
  // Others may sound out whether they are needed; nobody outbids the successor.
  expect(asked.filter((phase) => phase === 'prepare')).toHaveLength(before);
});

describe('reads', () => {
  test('see what was acknowledged before, at every node', async () => {
    await start();
    for (let i = 1; i <= 10; i++) {
      await cluster.complete(add((i % 3) + 1, `v${i}`));
      const reads = cluster.nodes.map((node) => node.read(0, COUNTER, 'count'));
      for (const { result } of await cluster.complete(Promise.all(reads))) expect(result).toBe(i);
    }
  });

  const countAt = (
    nodeId: number,
    consistency: Consistency,
    timeoutMs = 5_000,
  ): Promise<ReadResult<number>> =>
    cluster.complete(cluster.node(nodeId).read<number>(0, COUNTER, 'count', { consistency, timeoutMs }));

  test('by lease: at the leader without a message, elsewhere refused', async () => {
    await start({ node: { leaseReads: true } });
    await cluster.complete(add(followerId(), 'a'));
    await cluster.advance(SUPPORT_MS);
    // Nothing arrives any more, and nothing has to.
    isolate(leaderId());
    expect((await countAt(leaderId(), 'lease')).result).toBe(1);
    await expect(countAt(followerId(), 'lease')).rejects.toMatchObject({ code: 'NO_LEASE' });
    await cluster.advance(SUPPORT_MS);
    for (const id of cluster.nodeIds) {
      if (cluster.leaderOf(0)?.nodeId === id) continue;
      await expect(countAt(id, 'lease')).rejects.toMatchObject({ code: 'NO_LEASE' });
    }
  });

  test('without leaseReads a quorum is asked, and nothing is served by lease', async () => {
    await start({ node: { leaseReads: false } });
    await cluster.complete(add(1, 'a'));
    await expect(countAt(leaderId(), 'lease')).rejects.toMatchObject({ code: 'NO_LEASE' });
    expect((await countAt(leaderId(), 'linearizable')).result).toBe(1);
    const id = leaderId();
    isolate(id);
    await expect(countAt(id, 'linearizable', 400)).rejects.toMatchObject({
      code: expect.stringMatching(/TIMEOUT|NO_QUORUM/),
    });
  });

  test('of a session: as new as what it saw, and of its life of the group only', async () => {
    await start();
    const gid = cluster.node(1).status().groups[0]?.gid ?? 0;
    const id = followerId();
    const { instanceId } = await cluster.complete(add(leaderId(), 'a'));
    const seen = await countAt(id, session(gid, 0, instanceId));
    expect(seen.result).toBe(1);
    expect(seen.instanceId).toBeGreaterThanOrEqual(instanceId);
    const ahead = countAt(id, session(gid, 0, instanceId + 1000), 300);
    await expect(ahead).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(countAt(id, session(gid + 1, 0, 1))).rejects.toMatchObject({ code: 'FOREIGN_SESSION' });
    await expect(countAt(id, session(gid, 1, 1))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('bounded: asks the leader again only when the last index is too old', async () => {
    await start();
    const id = followerId();
    await cluster.complete(add(id, 'a'));
    expect((await countAt(id, bounded(10_000))).result).toBe(1);
    isolate(id);
    await cluster.complete(add(leaderId(), 'b'));
    await cluster.advance(500);
    expect((await countAt(id, bounded(10_000))).result).toBe(1);
    await expect(countAt(id, bounded(400), 300)).rejects.toMatchObject({
      code: expect.stringMatching(/TIMEOUT|NO_QUORUM/),
    });
    cluster.heal();
    expect((await countAt(id, bounded(400))).result).toBe(2);
    await expect(countAt(id, bounded(-1))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('a leader that was cut off answers no linearizable read, but local ones', async () => {
    await start({ node: { leaseReads: true } });
    await cluster.complete(add(1, 'a'));
    const old = cluster.leaderOf(0);
    const oldId = leaderId();
    isolate(oldId);
    // Until its lease has run out nobody else can have anything chosen, and its answers are right.
    expect((await cluster.complete(cluster.node(oldId).read(0, COUNTER, 'count'))).result).toBe(1);
    await cluster.advance(SUPPORT_MS);
    const other = cluster.nodeIds.find((id) => id !== oldId) ?? 0;
    const stale =
      old?.read(0, COUNTER, 'count', { timeoutMs: 400 }) ?? Promise.reject(new Error('no leader'));
    expect((await failure(stale)).code).toMatch(/TIMEOUT|NO_QUORUM/);
    await cluster.complete(add(other, 'b'));
    expect(
      (await cluster.complete(cluster.node(oldId).read(0, COUNTER, 'count', { consistency: 'local' })))
        .result,
    ).toBe(1);
    cluster.heal();
    expect((await cluster.complete(cluster.node(oldId).read(0, COUNTER, 'count'))).result).toBe(2);
  });

  test('readBarrier, waitFor and what cannot be read', async () => {
    await start();
    const { instanceId } = await cluster.complete(add(1, 'a'));
    const node = cluster.node(3);
    expect(await cluster.complete(node.readBarrier(0))).toBeGreaterThanOrEqual(instanceId);
    await cluster.complete(node.waitFor({ groupIdx: 0, executedUpTo: instanceId, leader: true }));
    expect(
      await failure(node.waitFor({ groupIdx: 0, executedUpTo: 10_000 }, { timeoutMs: 50 })),
    ).toMatchObject({ code: 'TIMEOUT' });
    expect(await failure(node.read(0, 9, 'x'))).toMatchObject({ code: 'UNKNOWN_STATE_MACHINE' });
    expect(await failure(node.readLog(0, 1, 10_000))).toMatchObject({ code: 'INSTANCE_NOT_CHOSEN' });
    expect(await failure(node.readLog(0, 3, 2))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await cluster.complete(node.readLog(0, 1, instanceId))).toHaveLength(instanceId);
    expect(node.getNowInstanceId(0)).toBeGreaterThan(instanceId);
    expect(node.getMinChosenInstanceId(0)).toBe(1);
  });

  test('many share few rounds', async () => {
    await start();
    const node = cluster.node(followerId());
    const before = cluster.network.sent;
    const reads = Array.from({ length: 500 }, () => node.read(0, COUNTER, 'count'));
    await cluster.complete(Promise.all(reads));
    expect(cluster.network.sent - before).toBeLessThan(40);
  });
});
