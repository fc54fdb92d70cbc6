/** `masterPriority` and `balanceMasters`, over whole nodes on virtual time. */

import { afterEach, describe, expect, test } from '@jest/globals';
import type { NodeOptions } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

const GROUPS = 30;
/** Some times the default of balanceAfterMs: a group may go to a better node first, and then to the best. */
const BALANCED_MS = 30_000;

let cluster: TestCluster;

const start = async (node: Partial<NodeOptions> = {}): Promise<void> => {
  cluster = await TestCluster.start({ groupCount: GROUPS, stateMachines: () => [new Counter()], node });
};

afterEach(async () => {
  await cluster.close();
});

const groups = Array.from({ length: GROUPS }, (_, groupIdx) => groupIdx);
const leads = (nodeId: number, groupIdx: number): boolean =>
  cluster.node(nodeId).status().groups[groupIdx]?.leader === nodeId;
const ledBy = (nodeId: number): number[] => groups.filter((groupIdx) => leads(nodeId, groupIdx));
const shares = (): number[] => cluster.nodes.map(({ nodeId }) => ledBy(nodeId).length);

/** Ends its process, and starts it again when the others lead all groups. */
const absent = async (nodeId: number, more: Partial<NodeOptions> = {}): Promise<void> => {
  cluster.crash(nodeId);
  await cluster.advance(4_000);
  expect(shares().reduce((sum, share) => sum + share, 0)).toBe(GROUPS);
  await cluster.complete(cluster.boot(nodeId, more));
};

describe('balanceMasters', () => {
  test('a node that returns gets its share back, without a lost operation', async () => {
    await start({ balanceMasters: true });
    await cluster.advance(BALANCED_MS);
    expect(shares()).toEqual([10, 10, 10]);
    await absent(2);
    expect(ledBy(2)).toEqual([]);
    const errors: unknown[] = [];
    const results: number[] = [];
    const load = { isOver: false };
    const client = async (nodeId: number): Promise<void> => {
      while (!load.isOver) {
        const call = cluster.node(nodeId).propose<number>(0, text('x'), COUNTER);
        await call.then(
          ({ result }) => results.push(result),
          (error: unknown) => errors.push(error),
        );
        await new Promise<void>((resolve) => void cluster.clock.setTimer(20, resolve));
      }
    };
    const clients = [1, 2, 3].map(client);
    await cluster.advance(BALANCED_MS);
    load.isOver = true;
    await cluster.complete(Promise.all(clients));
    expect(shares()).toEqual([10, 10, 10]);
    expect(errors).toEqual([]);
    // Each executed exactly once.
    expect(new Set(results).size).toBe(results.length);
    expect(Math.max(...results)).toBe(results.length);
  }, 60_000);

  test('without it nothing moves', async () => {
    await start();
    await absent(2);
    await cluster.advance(BALANCED_MS);
    expect(ledBy(2)).toEqual([]);
  });

  test('once balanced, nothing is said and nobody campaigns', async () => {
    await start({ balanceMasters: true });
    await cluster.advance(BALANCED_MS);
    const changes: number[] = [];
    for (const node of cluster.nodes) node.on('leaderChange', ({ groupIdx }) => changes.push(groupIdx));
    await cluster.advance(60_000);
    expect(changes).toEqual([]);
  });

  test('what its user dropped or handed over is not taken back', async () => {
    await start({ balanceMasters: true });
    await cluster.advance(BALANCED_MS);
    // Groups 1 and 4: of the former node 1 is second in order, node 3 last.
    const [given = 0, dropped = 0] = ledBy(2);
    cluster.node(2).dropMaster(dropped);
    await cluster.complete(cluster.node(2).transferMaster(given, 3));
    await cluster.advance(2 * BALANCED_MS);
    expect(ledBy(2)).not.toContain(dropped);
    expect(leads(3, given)).toBe(true);
    expect(ledBy(2)).toHaveLength(8);
  });
});

describe('masterPriority', () => {
  const preferring =
    (nodeId: number) =>
    (priority: number): Partial<NodeOptions> => ({
      masterPriority: (groupIdx) => (groupIdx % 2 === 0 && nodeId !== 0 ? priority : 10),
    });

  test('who has more leads, and gets it back if groups are balanced', async () => {
    cluster = new TestCluster({
      groupCount: GROUPS,
      stateMachines: () => [new Counter()],
      node: { balanceMasters: true },
    });
    const boots = [1, 2, 3].map((nodeId) => cluster.boot(nodeId, preferring(nodeId)(nodeId === 2 ? 10 : 3)));
    await cluster.complete(Promise.all(boots));
    await cluster.waitForLeaders();
    await cluster.advance(BALANCED_MS);
    const even = groups.filter((groupIdx) => groupIdx % 2 === 0);
    expect(ledBy(2)).toEqual(expect.arrayContaining(even));
    await absent(2, preferring(2)(10));
    await cluster.advance(BALANCED_MS);
    expect(ledBy(2)).toEqual(expect.arrayContaining(even));
    // The others are spread as ever.
    expect(ledBy(1).length + ledBy(3).length).toBeGreaterThanOrEqual(8);
  });
});
