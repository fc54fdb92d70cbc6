/** Random lives of groups, with nodes that crash, come back, lose their disks and are cut off meanwhile (DESIGN 6). */

import { afterEach, expect, test } from '@jest/globals';
import { GaiosError } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { Counter, COUNTER, text } from './machines.ts';

const NODES = [1, 2, 3, 4];
const GROUPS = [1, 2, 3];
const STEPS = 60;

let cluster: TestCluster;
/** By node, group and life, the machines that were made last. */
let machines: Map<string, Counter>;

afterEach(async () => {
  cluster.heal();
  await cluster.close();
});

/** What a process that was killed is asked never comes back. */
const within = async (call: Promise<unknown>): Promise<boolean> => {
  const gone = new Promise<false>((resolve) => {
    cluster.clock.setTimer(8_000, () => resolve(false));
  });
  try {
    return await Promise.race([call.then(() => true), gone]);
  } catch (error) {
    if (error instanceof GaiosError) return false;
    throw error;
  }
};

/** What was acknowledged, by group and life. */
type Acknowledged = Map<string, string[]>;

const propose = async (
  nodeId: number,
  groupIdx: number,
  value: string,
  done: Acknowledged,
): Promise<void> => {
  const status = cluster
    .node(nodeId)
    .status()
    .groups.find((each) => each.groupIdx === groupIdx);
  const life = cluster
    .node(nodeId)
    .showGroups()
    .find((each) => each.groupIdx === groupIdx)?.life;
  if (status === undefined) return;
  const isDone = await within(
    cluster.node(nodeId).propose(groupIdx, text(value), COUNTER, { timeoutMs: 5_000 }),
  );
  const key = `${groupIdx}/${life}`;
  if (isDone) done.set(key, [...(done.get(key) ?? []), value]);
};

const isSettled = (): boolean => {
  const [first, ...others] = cluster.nodes.map((node) =>
    JSON.stringify(node.showGroups().map(({ groupIdx, gid, life, state }) => [groupIdx, gid, life, state])),
  );
  if (others.some((other) => other !== first)) return false;
  return cluster.nodes.every((node) =>
    node.showGroups().every(({ groupIdx, state, members, runsHere, version }) => {
      if (state === 'draining' || (state === 'live' && version === 0 && groupIdx > 0)) return false;
      const isMember = state === 'live' && members.some(({ nodeId }) => nodeId === node.nodeId);
      const { meta, records } = cluster.disk(node.nodeId).peek(groupIdx);
      const status = node.status().groups.find((each) => each.groupIdx === groupIdx);
      if (isMember) return runsHere && status?.state === 'running' && cluster.isRunning(status.leader);
      return !runsHere && meta === undefined && records.length === 0;
    }),
  );
};

test.each([1, 2, 3, 4, 5])('seed %d', async (seed) => {
  machines = new Map();
  cluster = await TestCluster.start({
    seed,
    voters: NODES.length,
    stateMachines: (groupIdx, nodeId, _, life) => {
      const machine = new Counter();
      machines.set(`${nodeId}/${groupIdx}/${life}`, machine);
      return [machine];
    },
  });
  const { random } = cluster;
  const acknowledged: Acknowledged = new Map();
  const calls: Promise<unknown>[] = [];
  const lost = new Set<number>();
  for (let step = 0; step < STEPS; step++) {
    const node = random.pick(cluster.nodes);
    const groupIdx = random.pick(GROUPS);
    const deed = random.below(20);
    if (deed < 4) {
      // Three at least: of two voters a lost disk takes the quorum away for good.
      const without = random.below(NODES.length + 1);
      const members = NODES.filter((id) => id !== without);
      calls.push(within(node.createGroup({ groupIdx, members, kind: 'k' }, { timeoutMs: 5_000 })));
    } else if (deed < 7) calls.push(within(node.destroyGroup(groupIdx, { timeoutMs: 5_000 })));
    else if (deed < 13) calls.push(propose(node.nodeId, groupIdx, `v${step}`, acknowledged));
    else if (deed < 15 && cluster.nodes.length > 3) {
      cluster.crash(node.nodeId, random.chance(0.5) ? 'lost' : 'kept');
      // One lost disk at a time: the quorum of a group of few is lost otherwise, for good.
      if (lost.size === 0 && random.chance(0.3)) {
        cluster.loseDisk(node.nodeId);
        lost.add(node.nodeId);
      }
    } else if (deed < 17) {
      const down = NODES.find((id) => !cluster.isRunning(id));
      if (down !== undefined) await cluster.complete(cluster.boot(down));
    } else if (deed < 18) cluster.partition([[random.pick(NODES)]], { silent: random.chance(0.5) });
    else cluster.heal();
    await cluster.advance(random.chance(0.5) ? random.below(20) : random.below(1_500));
  }
  cluster.heal();
  for (const id of NODES) if (!cluster.isRunning(id)) await cluster.complete(cluster.boot(id));
  await cluster.complete(Promise.all(calls));
  await cluster.until('the directory and what runs agree', isSettled);
  await cluster.waitForConvergence();
  for (const { groupIdx, life, state, members } of cluster.node(1).showGroups()) {
    if (state !== 'live' || groupIdx === 0) continue;
    const logs = members.map(({ nodeId }) => machines.get(`${nodeId}/${groupIdx}/${life}`)?.log ?? []);
    for (const log of logs) expect(log).toEqual(logs[0]);
    expect(logs[0]).toEqual(expect.arrayContaining(acknowledged.get(`${groupIdx}/${life}`) ?? []));
  }
});
