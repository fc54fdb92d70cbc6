import { afterEach, describe, expect, test } from '@jest/globals';
import { GaiosError, type ErrorCode, type Node, type NodeEvents, type Outcome } from 'gaios';
import { TestCluster, type TestClusterOptions } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

let cluster: TestCluster;
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

const machineOf = (nodeId: number, groupIdx = 0): Counter => {
  const machine = machines.get(`${nodeId}/${groupIdx}`);
  if (machine === undefined) throw new Error('no such machine');
  return machine;
};

const add = (node: Node, value: string, groupIdx = 0, options = {}): Promise<unknown> =>
  node.propose(groupIdx, text(value), COUNTER, options);

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

const leader = (groupIdx = 0): Node => {
  const node = cluster.leaderOf(groupIdx);
  if (node === undefined) throw new Error('no leader');
  return node;
};
const follower = (): Node => {
  const node = cluster.nodes.find((each) => each !== leader());
  if (node === undefined) throw new Error('no follower');
  return node;
};

const collect = <K extends keyof NodeEvents>(node: Node, name: K): NodeEvents[K][0][] => {
  const seen: NodeEvents[K][0][] = [];
  (node.on as (name: string, listener: (event: NodeEvents[K][0]) => void) => void).call(node, name, (event) =>
    seen.push(event),
  );
  return seen;
};

afterEach(async () => {
  await cluster.close();
});

describe('a storage that fails', () => {
  test('ends what waits, silences the node, and another leads; the node stays up to be looked at', async () => {
    await start();
    const broken = leader();
    const errors = collect(broken, 'storageError');
    const disk = cluster.disk(broken.nodeId);
    disk.failCommit({ commit: disk.commits + 1, code: 'STORAGE_IO' });
    expect(await failure(add(broken, 'a'))).toEqual({ code: 'GROUP_STOPPED', outcome: 'unknown' });
    expect(errors).toMatchObject([{ error: { code: 'STORAGE_IO' } }]);
    const { state, groups } = broken.status();
    expect(state).toBe('storage-failed');
    expect(groups[0]).toMatchObject({ state: 'stopped' });
    expect(await failure(add(broken, 'b'))).toEqual({ code: 'GROUP_STOPPED', outcome: 'not-executed' });
    expect(await failure(broken.read(0, COUNTER, 'count'))).toMatchObject({ code: 'GROUP_STOPPED' });
    const others = cluster.nodes.filter((node) => node !== broken);
    await cluster.until('another leads', () =>
      others.every((node) => ![0, broken.nodeId].includes(node.status().groups[0]?.leader ?? 0)),
    );
    for (const node of others) await cluster.complete(add(node, 'c'));
    const before = cluster.network.sent;
    const sentBy: number[] = [];
    cluster.network.filter = ({ from }) => {
      sentBy.push(from);
      return true;
    };
    await cluster.advance(3000);
    expect(cluster.network.sent).toBeGreaterThan(before);
    expect(sentBy).not.toContain(broken.nodeId);
    await cluster.restart(broken.nodeId);
    await cluster.waitForConvergence();
  });

  test('every commit of a run, one after the other: nothing acknowledged is lost', async () => {
    for (let failing = 1; failing <= 8; failing++) {
      await start({ seed: failing });
      const node = leader();
      const disk = cluster.disk(node.nodeId);
      disk.failCommit({ commit: disk.commits + failing, code: 'STORAGE_FULL', applied: failing % 2 === 0 });
      const acknowledged: string[] = [];
      for (let i = 0; i < 10; i++) {
        const value = `v${i}`;
        await cluster.complete(
          add(node, value).then(
            () => acknowledged.push(value),
            () => {},
          ),
        );
      }
      await cluster.restart(node.nodeId);
      await cluster.waitForLeaders();
      await cluster.complete(add(leader(), 'last'));
      await cluster.waitForConvergence();
      for (const { nodeId } of cluster.nodes) {
        const { log } = machineOf(nodeId);
        expect(new Set(log).size).toBe(log.length);
        expect(log).toEqual(expect.arrayContaining(acknowledged));
      }
      await cluster.close();
    }
  });

  test('a disk that hangs costs the leadership, not the group', async () => {
    await start();
    const node = leader();
    cluster.disk(node.nodeId).hang();
    const call = add(node, 'a').catch(() => {});
    const others = cluster.nodes.filter((each) => each !== node);
    await cluster.until(
      'another leads',
      () => others.every((each) => ![0, node.nodeId].includes(each.status().groups[0]?.leader ?? 0)),
      5000,
    );
    await cluster.complete(add(others[0] ?? node, 'b'));
    cluster.disk(node.nodeId).resume();
    await cluster.complete(call);
    await cluster.waitForConvergence();
    expect(machineOf(node.nodeId).log).toContain('b');
  });

  test('a damaged log that no peer can put back is a clear error at the start', async () => {
    await start();
    for (let i = 0; i < 5; i++) await cluster.complete(add(leader(), `v${i}`));
    const { nodeId } = follower();
    await cluster.waitForConvergence();
    cluster.crash(nodeId);
    cluster.disk(nodeId).damage(0, 3, 'row');
    await expect(cluster.complete(cluster.boot(nodeId))).rejects.toMatchObject({
      code: 'STORAGE_DAMAGED',
      facts: { groupIdx: 0, instanceId: 3 },
    });
    expect(cluster.disk(nodeId).holder).toBeUndefined();
  });
});

describe('a machine that cannot execute', () => {
  test('stalls its group on its node only; nothing is skipped when it recovers', async () => {
    await start({ groupCount: 2 });
    const node = leader();
    const stalls = collect(node, 'stalled');
    machineOf(node.nodeId).broken = (value) => value === 'bad';
    const others = cluster.nodes.filter((each) => each !== node);
    const call = add(node, 'bad').catch((error: unknown) => error);
    await cluster.until('it gives up the lead', () =>
      others.every((each) => ![0, node.nodeId].includes(each.status().groups[0]?.leader ?? 0)),
    );
    expect(stalls[0]).toMatchObject({ groupIdx: 0, smId: COUNTER, attempt: 1 });
    expect(node.status().groups[0]).toMatchObject({ state: 'stalled' });
    expect(node.status().groups[1]).toMatchObject({ state: 'running' });
    await cluster.complete(add(node, 'other', 1));
    expect(await failure(add(node, 'x'))).toEqual({ code: 'GROUP_STALLED', outcome: 'not-executed' });
    await cluster.complete(add(others[0] ?? node, 'good'));
    machineOf(node.nodeId).broken = () => false;
    await cluster.complete(call);
    await cluster.waitForConvergence();
    expect(machineOf(node.nodeId).log).toEqual(['bad', 'good']);
    expect(node.status().groups[0]).toMatchObject({ state: 'running' });
  });

  test('an unknown id stalls with an error that names it, until the machine is added', async () => {
    await start();
    const [one, two] = [leader(), follower()];
    one.addStateMachine(0, new Counter(2));
    const stalls = collect(two, 'stalled');
    await cluster.complete(one.propose(0, text('x'), 2));
    await cluster.until('it stalls', () => stalls.length > 0);
    expect(stalls).toMatchObject([{ smId: 2, error: { code: 'UNKNOWN_STATE_MACHINE' } }]);
    expect(two.status().groups[0]?.reason).toContain('state machine 2');
    for (const node of cluster.nodes.filter((each) => each !== one)) node.addStateMachine(0, new Counter(2));
    await cluster.waitForConvergence();
    expect(() => one.addStateMachine(0, new Counter(2))).toThrow(GaiosError);
  });
});

describe('admission', () => {
  test('more than maxPending are refused; waitForRoom waits', async () => {
    await start();
    const node = leader();
    node.setMaxPending(0, 5);
    const first = Array.from({ length: 5 }, (_, i) => add(node, `a${i}`));
    const refused = await failure(add(node, 'refused'));
    expect(refused).toEqual({ code: 'OVERLOADED', outcome: 'not-executed' });
    const more = Array.from({ length: 20 }, (_, i) => add(node, `b${i}`, 0, { waitForRoom: true }));
    await cluster.complete(Promise.all([...first, ...more]));
    expect(machineOf(node.nodeId).log).toHaveLength(25);
    expect(machineOf(node.nodeId).log).not.toContain('refused');
  });

  test('a call that waits for room times out like any other, and was not executed', async () => {
    await start();
    const node = leader();
    node.setMaxPending(0, 1);
    cluster.partition([[node.nodeId]], { silent: true });
    const first = add(node, 'a', 0, { timeoutMs: 400 }).catch(() => {});
    const waits = add(node, 'b', 0, { waitForRoom: true, timeoutMs: 200 });
    expect((await failure(waits)).outcome).toBe('not-executed');
    cluster.heal();
    await cluster.complete(first);
  });

  test('a standing wait above the threshold refuses a share, and recovers', async () => {
    await start({ diskMs: [20, 30], node: { tuning: { overloadIntervalMs: 50 } } });
    const node = leader();
    node.setProposeWaitTimeThresholdMs(0, 5);
    const rates = collect(node, 'overload');
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      add(node, `v${i}`).catch((error: unknown) => {
        if (error instanceof GaiosError && error.code === 'OVERLOADED') refused++;
      });
      await cluster.advance(5);
    }
    expect(refused).toBeGreaterThan(20);
    expect(rates.length).toBeGreaterThan(3);
    node.setProposeWaitTimeThresholdMs(0, -1);
    for (let i = 0; i < 50; i++) {
      await cluster.advance(50);
      add(node, `w${i}`).catch(() => {});
    }
    expect(rates.at(-1)).toMatchObject({ ratePercent: 0 });
  });
});

describe('close', () => {
  test('lets what is under way finish, refuses what is new, and is idempotent', async () => {
    await start();
    const node = leader();
    const calls = Array.from({ length: 10 }, (_, i) => add(node, `v${i}`));
    const closed = node.close();
    expect(node.close()).toBe(closed);
    expect(await failure(add(node, 'late'))).toEqual({ code: 'CLOSED', outcome: 'not-executed' });
    expect(await failure(node.read(0, COUNTER, 'count'))).toMatchObject({ code: 'CLOSED' });
    await cluster.complete(Promise.all(calls));
    await cluster.complete(closed);
    expect(cluster.disk(node.nodeId).holder).toBeUndefined();
    await cluster.stop(node.nodeId);
    await cluster.waitForLeaders();
    await cluster.complete(add(leader(), 'after'));
  });

  test('ends every waiting call with its outcome', async () => {
    await start({ node: { tuning: { closeDrainMs: 100 } } });
    const node = leader();
    cluster.partition([[node.nodeId]], { silent: true });
    const sent = add(node, 'a');
    const read = node.read(0, COUNTER, 'count');
    const waits = node.waitFor({ groupIdx: 0, executedUpTo: 1e6 });
    const ends = Promise.all([failure(sent), failure(read), failure(waits)]);
    await cluster.complete(node.close());
    expect(await ends).toEqual([
      { code: 'CLOSED', outcome: 'unknown' },
      { code: 'CLOSED', outcome: undefined },
      { code: 'CLOSED', outcome: undefined },
    ]);
  });
});

describe('failure detection', () => {
  test('a leader that stood still is replaced, and steps down when it wakes, without a stale answer', async () => {
    await start();
    const node = leader();
    const { nodeId } = node;
    // What a SIGSTOP looks like from outside: nothing comes from it, and nothing is taken in.
    for (const id of cluster.nodeIds) {
      cluster.network.block(nodeId, id);
      cluster.network.block(id, nodeId);
    }
    const other = cluster.nodes.find((each) => each !== node) ?? node;
    await cluster.until('another leads', () => ![0, nodeId].includes(other.status().groups[0]?.leader ?? 0));
    await cluster.complete(add(other, 'new'));
    const read = node.read(0, COUNTER, 'count', { timeoutMs: 5000 });
    await cluster.advance(10);
    cluster.heal();
    expect((await cluster.complete(read)).result).toBe(1);
    expect(node.status().groups[0]?.leader).not.toBe(nodeId);
  });

  test('a one-way link is no link', async () => {
    await start();
    const node = leader();
    const [one] = cluster.nodes.filter((each) => each !== node);
    if (one === undefined) throw new Error('no follower');
    const downs = collect(node, 'peerDown');
    // It still hears the follower, but is not heard.
    cluster.network.block(node.nodeId, one.nodeId);
    await cluster.until('it notices', () => downs.length > 0, 3000);
    expect(downs).toMatchObject([{ nodeId: one.nodeId }]);
  });
});

describe('chaos', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'seed %i: crashes, cuts and loss; then all agree, and nothing acknowledged is gone',
    async (seed) => {
      await start({ seed, groupCount: 2, node: { timeoutMs: 3000 } });
      const { random } = cluster;
      cluster.network.setBehaviour({ dropRate: 0.02, duplicateRate: 0.02, delayMs: [0.1, 5] });
      const acknowledged: string[][] = [[], []];
      const refused = new Set<string>();
      for (let round = 0; round < 40; round++) {
        for (const node of cluster.nodes) {
          const groupIdx = random.below(2);
          const value = `${round}/${node.nodeId}`;
          add(node, value, groupIdx).then(
            () => acknowledged[groupIdx]?.push(value),
            (error: unknown) => {
              if (error instanceof GaiosError && error.outcome === 'not-executed') refused.add(value);
            },
          );
        }
        await cluster.advance(random.between(1, 400));
        const id = random.pick(cluster.nodeIds);
        const dice = random.below(10);
        if (dice === 0 && cluster.isRunning(id)) cluster.crash(id, random.chance(0.5) ? 'kept' : 'lost');
        if (dice === 1)
          cluster.partition([[id], cluster.nodeIds.filter((each) => each !== id)], {
            silent: random.chance(0.5),
          });
        if (dice >= 7) {
          cluster.heal();
          for (const each of cluster.nodeIds) if (!cluster.isRunning(each)) await cluster.restart(each);
        }
      }
      cluster.network.setBehaviour({ dropRate: 0, duplicateRate: 0, delayMs: [0.1, 0.5] });
      cluster.heal();
      for (const each of cluster.nodeIds) if (!cluster.isRunning(each)) await cluster.restart(each);
      await cluster.waitForLeaders();
      await cluster.advance(4000);
      for (const groupIdx of [0, 1]) await cluster.complete(add(leader(groupIdx), 'last', groupIdx));
      await cluster.waitForConvergence();
      for (const groupIdx of [0, 1]) {
        const { log } = machineOf(1, groupIdx);
        expect(new Set(log).size).toBe(log.length);
        expect(log).toEqual(expect.arrayContaining(acknowledged[groupIdx] ?? []));
        for (const value of log) expect(refused).not.toContain(value);
        for (const id of cluster.nodeIds) expect(machineOf(id, groupIdx).log).toEqual(log);
      }
      expect(acknowledged.flat().length).toBeGreaterThan(10);
    },
  );
});

test('a group that stops at its leader gets another, though the node lives on and is supported', async () => {
  await start({ groupCount: 2 });
  const old = leader();
  const behind = follower();
  cluster.crash(behind.nodeId);
  for (let i = 0; i < 5; i++) await cluster.complete(add(old, `${i}`));
  cluster.disk(old.nodeId).damage(0, 4, 'row');
  const stopped = collect(old, 'groupStopped');
  await cluster.complete(cluster.boot(behind.nodeId));
  await cluster.until('the damage is found', () => stopped.length > 0);
  const other = cluster.nodes.find((node) => node !== old && node.nodeId !== behind.nodeId);
  if (other === undefined) throw new Error('none');
  await cluster.complete(add(other, 'again', 0, { timeoutMs: 8_000 }));
  expect(machineOf(other.nodeId).log.at(-1)).toBe('again');
  // The other group of that node has not noticed.
  expect(old.status().groups[1]?.state).toBe('running');
});
