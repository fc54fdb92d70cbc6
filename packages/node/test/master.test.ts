/** The master of a group, over whole nodes on virtual time: who is told, who is believed, and how it changes hands. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { GaiosError, type ErrorCode, type Node, type NodeOptions } from 'gaios';
import { TestCluster, type TestClusterOptions } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

/** Default of electionTimeoutMs. */
const SUPPORT_MS = 1_000;

let cluster: TestCluster;
let machines: Map<number, Counter>;
/** What each node was told, in order; its lives apart. */
let told: Map<number, [node: number, version: number][][]>;

const start = async (options: TestClusterOptions = {}): Promise<void> => {
  machines = new Map();
  told = new Map();
  cluster = await TestCluster.start({
    stateMachines: (_, nodeId) => {
      const machine = new Counter();
      machines.set(nodeId, machine);
      told.set(nodeId, [...(told.get(nodeId) ?? []), []]);
      return [machine];
    },
    onMasterChange: (nodeId, _, node, version) => void told.get(nodeId)?.at(-1)?.push([node, version]),
    ...options,
  });
  await everybodyKnows();
};

const masters = (): number[] => cluster.nodes.filter((node) => node.isMaster(0)).map(({ nodeId }) => nodeId);

/** The one and only. */
const master = (): Node => {
  const [first, ...more] = masters();
  if (first === undefined || more.length > 0) throw new Error(`masters: ${masters().join()}`);
  return cluster.node(first);
};
const others = (): Node[] => cluster.nodes.filter((node) => node !== master());
const other = (): Node => {
  const [first] = others();
  if (first === undefined) throw new Error('there is only one node');
  return first;
};
const versionOf = (node: Node): number => node.getMasterWithVersion(0).version;

const everybodyKnows = (): Promise<void> =>
  cluster.until('all know the master', () => {
    const [id] = masters();
    return id !== undefined && cluster.nodes.every((node) => node.getMaster(0) === id);
  });

/** The time until some other node than this is master. */
const msUntilSucceeded = async (id: number): Promise<number> => {
  const fromMs = cluster.clock.monotonicMs();
  await cluster.until('another master', () => masters().some((each) => each !== id));
  return cluster.clock.monotonicMs() - fromMs;
};

const add = (node: Node, value: string, options = {}): Promise<{ result: number; instanceId: number }> =>
  node.propose<number>(0, text(value), COUNTER, options);

const failureOf = async (call: Promise<unknown>): Promise<GaiosError> => {
  try {
    await cluster.complete(call);
  } catch (error) {
    if (error instanceof GaiosError) return error;
    throw error;
  }
  throw new Error('it succeeded');
};
const codeOf = (call: () => unknown): ErrorCode | undefined => {
  try {
    call();
  } catch (error) {
    return error instanceof GaiosError ? error.code : undefined;
  }
  return undefined;
};

/** Cuts a node off from the others, who see each other; only timeouts tell. */
const isolate = (id: number): void =>
  cluster.partition([[id], cluster.nodeIds.filter((each) => each !== id)], { silent: true });

afterEach(async () => {
  await cluster.close();
});

describe('the record', () => {
  test('is one instance of a new leader; everybody agrees on it, and one node says that it is master', async () => {
    await start();
    const { nodeId } = master();
    for (const node of cluster.nodes) {
      // Instance 1 founds the group.
      expect(node.getMasterWithVersion(0)).toEqual({ node: nodeId, version: 2 });
      expect(node.isMaster(0)).toBe(node.nodeId === nodeId);
      expect(node.getNowInstanceId(0)).toBe(3);
      expect(node.status().groups[0]).toMatchObject({
        holdsLease: node.nodeId === nodeId,
        leaseMs: SUPPORT_MS,
        master: {
          node: nodeId,
          version: 2,
          isMine: node.nodeId === nodeId,
          recordedNode: nodeId,
          recordedVersion: 2,
        },
      });
    }
    expect(await cluster.complete(other().readLog(0, 2, 2))).toEqual([{ instanceId: 2, values: [] }]);
  });

  test('is not renewed: an idle hour writes nothing', async () => {
    await start({ node: { tuning: { heartbeatIntervalMs: 1_000, electionTimeoutMs: 5_000 } } });
    const before = cluster.nodes.map((node) => node.getNowInstanceId(0));
    const { nodeId } = master();
    await cluster.advance(3_600_000);
    expect(master().nodeId).toBe(nodeId);
    expect(cluster.nodes.map((node) => node.getNowInstanceId(0))).toEqual(before);
    expect(versionOf(other())).toBe(2);
  });

  test('is answered to reads at every node, at any level', async () => {
    await start();
    const MASTER_ID = 100_000_001;
    const { result } = await cluster.complete(other().read(0, MASTER_ID, undefined));
    expect(result).toMatchObject({ nodeId: master().nodeId, version: 2, boot: 1, leaseMs: SUPPORT_MS });
  });

  test('is made by groups with useMaster only', async () => {
    await start({ groupCount: 2, node: { useMaster: (groupIdx) => groupIdx === 0 } });
    const node = other();
    const calls = [
      () => node.getMaster(1),
      () => node.getMasterWithVersion(1),
      () => node.isMaster(1),
      () => node.dropMaster(1),
    ];
    for (const call of calls) expect(codeOf(call)).toBe('MASTER_NOT_USED');
    expect(node.status().groups[1]).not.toHaveProperty('master');
    const refused = [
      node.transferMaster(1, 1),
      node.waitFor({ groupIdx: 1, master: true }),
      node.propose(1, text('a'), COUNTER, { ifMasterVersion: 1 }),
    ];
    for (const call of refused) expect(await failureOf(call)).toMatchObject({ code: 'MASTER_NOT_USED' });
    const { message } = await failureOf(node.transferMaster(1, 1));
    expect(message).toContain('useMaster');
    expect(codeOf(() => node.getMaster(9))).toBe('UNKNOWN_GROUP');
  });
});

describe('a master', () => {
  test('is succeeded when it dies; its version is history', async () => {
    await start();
    const { nodeId } = master();
    cluster.crash(nodeId);
    const ms = await msUntilSucceeded(nodeId);
    expect(ms).toBeLessThan(SUPPORT_MS + 1_000);
    await everybodyKnows();
    for (const node of cluster.nodes) expect(versionOf(node)).toBeGreaterThan(2);
    expect(cluster.nodes.map((node) => node.getMaster(0))).not.toContain(nodeId);
  });

  test('that is cut off knows it before anybody else is: there are never two', async () => {
    await start();
    const old = master();
    isolate(old.nodeId);
    for (let ms = 0; ms < 3 * SUPPORT_MS; ms += 5) {
      await cluster.advance(5);
      expect(masters().length).toBeLessThan(2);
    }
    expect(old.isMaster(0)).toBe(false);
    expect(master()).not.toBe(old);
    cluster.heal();
    await everybodyKnows();
  });

  test('with a shorter lease knows it sooner', async () => {
    await start();
    const lastsMs = async (): Promise<number> => {
      const { nodeId } = master();
      isolate(nodeId);
      const fromMs = cluster.clock.monotonicMs();
      await cluster.until('not master', () => !cluster.node(nodeId).isMaster(0));
      const ms = cluster.clock.monotonicMs() - fromMs;
      cluster.heal();
      await everybodyKnows();
      return ms;
    };
    expect(await lastsMs()).toBeGreaterThan(SUPPORT_MS * 0.8);
    for (const node of cluster.nodes) node.setMasterLease(0, 300);
    expect(await lastsMs()).toBeLessThanOrEqual(300);
    expect(other().status().groups[0]?.leaseMs).toBe(300);
    // Nothing is lengthened.
    for (const node of cluster.nodes) node.setMasterLease(0, 60_000);
    expect(other().status().groups[0]?.leaseMs).toBe(SUPPORT_MS);
    expect(await lastsMs()).toBeLessThanOrEqual(SUPPORT_MS);
  });

  test('whose process was killed leads again at once: its ballot is the last', async () => {
    await start();
    const { nodeId } = master();
    for (const id of cluster.nodeIds) cluster.crash(id);
    const fromMs = cluster.clock.monotonicMs();
    await cluster.startAll();
    await everybodyKnows();
    // The others owe its promise a wait of SUPPORT_MS, and would be told no sooner.
    expect(cluster.clock.monotonicMs() - fromMs).toBeLessThan(SUPPORT_MS * 0.8);
    expect(master().nodeId).toBe(nodeId);
    expect(versionOf(other())).toBeGreaterThan(2);
  });
});

describe('onMasterChange', () => {
  const moveTo = (nodeId: number): Promise<void> => cluster.complete(master().transferMaster(0, nodeId));
  const versions = (nodeId: number, life = 0): number[] =>
    (told.get(nodeId)?.[life] ?? []).map(([, version]) => version);

  test('tells each version once, in order, the same everywhere', async () => {
    await start();
    for (let i = 0; i < 6; i++) await moveTo(other().nodeId);
    cluster.crash(master().nodeId);
    await cluster.until('another master', () => masters().length > 0);
    await everybodyKnows();
    const [first, second] = cluster.nodes.map(({ nodeId }) => told.get(nodeId)?.[0]);
    expect(first).toHaveLength(8);
    expect(second).toEqual(first);
    for (const { nodeId } of cluster.nodes) {
      expect(versions(nodeId)).toEqual(versions(nodeId).toSorted((a, b) => a - b));
    }
    expect(first?.at(-1)).toEqual([master().nodeId, versionOf(master())]);
  });

  test('tells the one that is stored again at a start, and of what was before it nothing', async () => {
    await start();
    for (let i = 0; i < 3; i++) await moveTo(other().nodeId);
    await cluster.advance(1_000);
    const { nodeId } = other();
    const last = told.get(nodeId)?.[0]?.at(-1);
    await cluster.restart(nodeId);
    expect(told.get(nodeId)?.[1]).toEqual([last]);
    await everybodyKnows();
    await cluster.advance(SUPPORT_MS);
    await moveTo(nodeId);
    await everybodyKnows();
    expect(told.get(nodeId)?.[1]).toEqual([last, [nodeId, versionOf(master())]]);
  });

  test('may ask whether it is so, and is told before isMaster says so; the event says the same', async () => {
    await start();
    const { nodeId } = other();
    const seen: unknown[] = [];
    const node = cluster.node(nodeId);
    node.on('masterChange', (event) => seen.push([event, node.isMaster(0)]));
    await moveTo(nodeId);
    expect(seen).toEqual([[{ groupIdx: 0, node: nodeId, version: versionOf(node) }, true]]);
  });

  test('that throws harms nobody', async () => {
    await start({
      onMasterChange: () => {
        throw new Error('no');
      },
    });
    await moveTo(other().nodeId);
    expect((await cluster.complete(add(other(), 'a'))).result).toBe(1);
  });
});

describe('waitFor a master', () => {
  test('any, and this node itself, only once it is so', async () => {
    await start();
    const { nodeId } = other();
    const node = cluster.node(nodeId);
    await cluster.complete(node.waitFor({ groupIdx: 0, master: true }));
    const waiting = node.waitFor({ groupIdx: 0, master: nodeId }).then(() => node.isMaster(0));
    const elsewhere = master().waitFor({ groupIdx: 0, master: nodeId });
    await cluster.complete(master().transferMaster(0, nodeId));
    expect(await cluster.complete(waiting)).toBe(true);
    await cluster.complete(elsewhere);
  });
});

describe('dropMaster', () => {
  test('takes milliseconds, and its node does not stand for two support durations', async () => {
    await start();
    const old = master();
    old.dropMaster(0);
    expect(old.isMaster(0)).toBe(false);
    expect(old.getMaster(0)).toBe(0);
    // Two delays by rank and their jitter at most.
    expect(await msUntilSucceeded(old.nodeId)).toBeLessThan(150);
    expect(await cluster.complete(add(old, 'a'))).toMatchObject({ result: 1 });
  });

  test('of the only node leaves the group without one for so long, and no longer', async () => {
    await start({ voters: 1 });
    const node = master();
    node.dropMaster(0);
    await cluster.advance(2 * SUPPORT_MS - 50);
    expect([node.isMaster(0), node.status().groups[0]?.leader]).toEqual([false, 0]);
    await cluster.advance(1_000);
    expect(node.isMaster(0)).toBe(true);
    expect(versionOf(node)).toBe(3);
  });
});

describe('transferMaster', () => {
  test('under load: no proposal fails, none is executed twice', async () => {
    await start();
    const calls: Promise<{ result: number }>[] = [];
    let at = 0;
    const load = (): void => {
      for (const node of cluster.nodes) calls.push(add(node, `${at++}`));
    };
    for (let round = 0; round < 10; round++) {
      const transfer = master().transferMaster(0, other().nodeId);
      for (let i = 0; i < 10; i++) {
        load();
        await cluster.advance(1);
      }
      await cluster.complete(transfer);
    }
    const results = await cluster.complete(Promise.all(calls));
    expect(new Set(results.map(({ result }) => result)).size).toBe(calls.length);
    await cluster.waitForConvergence();
    for (const [, { log }] of machines) expect(log).toHaveLength(calls.length);
    expect(new Set(machines.get(1)?.log).size).toBe(calls.length);
  });

  test('resolves when the successor is recorded here', async () => {
    await start();
    const old = master();
    const { nodeId } = other();
    const fromMs = cluster.clock.monotonicMs();
    await cluster.complete(old.transferMaster(0, nodeId));
    expect(cluster.clock.monotonicMs() - fromMs).toBeLessThan(50);
    expect(old.getMaster(0)).toBe(nodeId);
    expect(cluster.node(nodeId).isMaster(0)).toBe(true);
    expect(versionOf(old)).toBe(3);
  });

  /** The successor hears nothing of what is in flight, so the window cannot drain for it. */
  const cutOffWithLoad = async (): Promise<{ to: number; call: Promise<unknown> }> => {
    const { nodeId: to } = other();
    isolate(to);
    const call = add(master(), 'a');
    await cluster.advance(5);
    return { to, call };
  };

  test('to a node that cannot take over is given up; this one leads on, and it may be repeated', async () => {
    await start();
    const old = master();
    const version = versionOf(old);
    const { to, call } = await cutOffWithLoad();
    const transfer = failureOf(old.transferMaster(0, to));
    const second = failureOf(old.transferMaster(0, to));
    expect(await second).toMatchObject({ code: 'TRANSFER_FAILED' });
    const held = add(old, 'b');
    expect(await transfer).toMatchObject({ code: 'TRANSFER_FAILED', facts: { to, leader: old.nodeId } });
    expect(await failureOf(old.transferMaster(0, to))).toMatchObject({ code: 'TRANSFER_FAILED' });
    expect([old.isMaster(0), versionOf(old)]).toEqual([true, version]);
    await cluster.complete(Promise.all([call, held]));
    cluster.heal();
    await cluster.waitForConvergence();
    await cluster.until('it may be tried again', () => cluster.node(to).getMaster(0) === old.nodeId);
    await cluster.advance(SUPPORT_MS);
    await cluster.complete(master().transferMaster(0, to));
    expect(master().nodeId).toBe(to);
  });

  test.each(['TIMEOUT', 'ABORTED', 'CLOSED'] as const)('ends with %s', async (code) => {
    await start();
    const old = master();
    const { to } = await cutOffWithLoad();
    const abort = new AbortController();
    const options = code === 'TIMEOUT' ? { timeoutMs: 50 } : { signal: abort.signal };
    const transfer = failureOf(old.transferMaster(0, to, options));
    await cluster.advance(20);
    if (code === 'ABORTED') abort.abort('enough');
    if (code === 'CLOSED') await cluster.stop(old.nodeId);
    expect(await transfer).toMatchObject({ code });
    if (code === 'CLOSED') return;
    expect(old.isMaster(0)).toBe(true);
    expect(await cluster.complete(add(old, 'b', { timeoutMs: 100 }))).toMatchObject({ result: 2 });
    expect(await failureOf(old.transferMaster(0, to, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ABORTED',
    });
  });

  test('of which the word was lost ends, and the group finds a master', async () => {
    await start();
    const old = master();
    const { nodeId: to } = other();
    await cluster.advance(SUPPORT_MS);
    isolate(to);
    expect(await failureOf(old.transferMaster(0, to))).toMatchObject({ code: 'TRANSFER_FAILED' });
    await cluster.until('a master', () => masters().length === 1);
    expect(master().nodeId).not.toBe(to);
  });

  test('refuses what cannot be, and says what can', async () => {
    await start({ learners: 1 });
    const old = master();
    for (const bad of [old.nodeId, 4, 9, Number.NaN]) {
      const { code, message, facts } = await failureOf(old.transferMaster(0, bad));
      const voters = [1, 2, 3].filter((id) => id !== old.nodeId);
      expect([code, facts['voters']]).toEqual(['INVALID_ARGUMENT', voters]);
      expect(message).toContain(voters.join(', '));
    }
    const here = cluster.node(4);
    expect(await failureOf(here.transferMaster(0, old.nodeId))).toMatchObject({
      code: 'NOT_MASTER',
      facts: { leader: old.nodeId },
    });
    expect(await failureOf(old.transferMaster(7, 1))).toMatchObject({ code: 'UNKNOWN_GROUP' });
    expect(master()).toBe(old);
  });
});

describe('ifMasterVersion', () => {
  const moved = { code: 'MASTER_CHANGED', outcome: 'not-executed' };

  test('is executed under that master, from any node, and refused under the next', async () => {
    await start();
    const version = versionOf(master());
    for (const node of cluster.nodes) await cluster.complete(add(node, 'a', { ifMasterVersion: version }));
    await cluster.complete(master().transferMaster(0, other().nodeId));
    for (const node of cluster.nodes) {
      expect(await failureOf(add(node, 'b', { ifMasterVersion: version }))).toMatchObject(moved);
      expect(await failureOf(add(node, 'b', { ifMasterVersion: version + 99 }))).toMatchObject(moved);
    }
    await cluster.complete(add(other(), 'c', { ifMasterVersion: versionOf(master()) }));
    await cluster.waitForConvergence();
    for (const [, { log }] of machines) expect(log).toEqual(['a', 'a', 'a', 'c']);
  });

  test('decides when its turn comes, not when it is made', async () => {
    await start();
    const old = master();
    const { nodeId } = other();
    const transfer = old.transferMaster(0, nodeId);
    // The window drains: it waits, and is handed to the successor.
    const late = failureOf(add(old, 'a', { ifMasterVersion: versionOf(old) }));
    await cluster.complete(transfer);
    expect(await late).toMatchObject(moved);
  });

  test('holds for each value of a batch, and leaves a requestId free', async () => {
    await start();
    const node = other();
    const version = versionOf(node);
    const batch = (ifMasterVersion: number): Promise<unknown> =>
      node.batchPropose(0, [text('a'), text('b')], [COUNTER, 0], { ifMasterVersion });
    expect(await failureOf(batch(version + 1))).toMatchObject(moved);
    expect(await cluster.complete(batch(version))).toMatchObject([{ result: 1 }, { batchIndex: 1 }]);
    const requestId = { clientId: 'c', number: 1 };
    expect(await failureOf(add(node, 'c', { requestId, ifMasterVersion: version + 1 }))).toMatchObject(moved);
    expect(await cluster.complete(node.outcome(0, requestId))).toEqual({ state: 'not-executed' });
    expect((await cluster.complete(add(node, 'c', { requestId, ifMasterVersion: version }))).result).toBe(2);
    // Executed before: the first result, whoever is master now.
    await cluster.complete(master().transferMaster(0, other().nodeId));
    const again = add(node, 'c', { requestId, ifMasterVersion: version });
    expect((await cluster.complete(again)).result).toBe(2);
    expect(machines.get(node.nodeId)?.log).toEqual(['a', 'c']);
  });

  test('works where machines change values before they are proposed', async () => {
    class Stamping extends Counter {
      override get needCallBeforePropose(): boolean {
        return true;
      }
      override beforePropose(): Uint8Array {
        return text('changed');
      }
    }
    const stamped = new Map<number, Counter>();
    await start({
      stateMachines: (_, nodeId) => {
        const machine = new Stamping();
        stamped.set(nodeId, machine);
        return [machine];
      },
      node: { changeValueBeforePropose: true },
    });
    const node = other();
    await cluster.complete(add(node, 'a', { ifMasterVersion: versionOf(node) }));
    expect(await failureOf(add(node, 'b', { ifMasterVersion: 99 }))).toMatchObject(moved);
    expect(stamped.get(node.nodeId)?.log).toEqual(['changed']);
  });

  test('a version is an integer from 1', async () => {
    await start();
    for (const bad of [0, -1, 1.5, Number.NaN, '2' as unknown as number]) {
      const failed = await failureOf(add(master(), 'a', { ifMasterVersion: bad }));
      expect(failed).toMatchObject({ code: 'INVALID_ARGUMENT', outcome: 'not-executed' });
    }
  });
});

test('a rolling restart of clean stops moves masters by handing over, never by waiting', async () => {
  await start({ groupCount: 6 });
  const groups = [0, 1, 2, 3, 4, 5];
  const isServed = (groupIdx: number): boolean => cluster.nodes.some((node) => node.isMaster(groupIdx));
  let failed = 0;
  const calls: Promise<unknown>[] = [];
  for (const id of cluster.nodeIds) {
    const closing = cluster.node(id).close();
    const since = new Map<number, number>();
    const state = { closed: false };
    void closing.then(() => (state.closed = true));
    let longestMs = 0;
    for (let ms = 0; ms < 5_000 && !(state.closed && groups.every(isServed)); ms++) {
      await cluster.advance(1);
      for (const groupIdx of groups) {
        if (isServed(groupIdx)) since.delete(groupIdx);
        else since.set(groupIdx, since.get(groupIdx) ?? ms);
        longestMs = Math.max(longestMs, ms - (since.get(groupIdx) ?? ms));
        if (ms % 10 > 0) continue;
        const node = cluster.node((id % 3) + 1);
        calls.push(node.propose(groupIdx, text('a'), COUNTER).catch(() => failed++));
      }
    }
    expect(longestMs).toBeLessThan(15);
    await cluster.stop(id);
    await cluster.complete(cluster.boot(id));
    await cluster.waitForConvergence();
  }
  await cluster.complete(Promise.all(calls));
  expect(failed).toBe(0);
});

test('numbers out of bounds are refused, with the bounds', async () => {
  await start();
  const node = master();
  const leases: [number, string][] = [
    [299, '3 × heartbeatIntervalMs = 300'],
    [Number.NaN, 'from 15 to'],
    [Infinity, 'from 15 to'],
  ];
  for (const [leaseMs, words] of leases) {
    expect(() => node.setMasterLease(0, leaseMs)).toThrow(words);
    expect(codeOf(() => node.setMasterLease(0, leaseMs))).toBe('INVALID_ARGUMENT');
  }
  const { nodeId } = other();
  await cluster.stop(nodeId);
  const bad: [Partial<NodeOptions>, string, string][] = [
    [{ tuning: { electionTimeoutMs: 299 } }, 'tuning.electionTimeoutMs', '300'],
    [{ tuning: { masterLeaseMs: 299 } }, 'tuning.masterLeaseMs', '300'],
    [{ tuning: { maxClockDriftPpm: 100_000 } }, 'tuning.maxClockDriftPpm', '99999'],
    [{ useMaster: 1 as unknown as boolean }, 'useMaster', 'true, false or a function'],
    [{ onMasterChange: 1 as unknown as () => void }, 'onMasterChange', 'a function'],
  ];
  for (const [options, option, problem] of bad) {
    const { code, facts } = await failureOf(cluster.boot(nodeId, options));
    const violation = { option, problem: expect.stringContaining(problem) };
    expect([code, facts['violations']]).toMatchObject(['INVALID_OPTIONS', [violation]]);
    cluster.crash(nodeId);
  }
});
