/** What must hold of masters, tried without faults: against a machine alone, and against whole nodes that change hands. */

import { encodeMasterRecord, MasterStateMachine, type RecordedMaster } from '@gaios/master';
import { TestCluster } from '../cluster.ts';
import { SeededRandom } from '../seeded-random.ts';
import { violated } from '../sim/checkers/violation.ts';

const RECORDS = 30;
const NODES = 5;

/** A record counts only above all that were recorded before it: the last word of a deposed leader may come late. */
const inOrder = (seed: number): void => {
  const random = new SeededRandom(seed);
  const told: RecordedMaster[] = [];
  const machine = new MasterStateMachine((recorded) => told.push(recorded));
  let highest = 0;
  for (let instanceId = 2; instanceId < RECORDS; instanceId++) {
    const nodeId = 1 + Math.floor(random.next() * NODES);
    // Rounds that overlap: some records come after one of a later round.
    const ballot = (instanceId + Math.floor(random.next() * NODES)) * 65_536 + nodeId;
    const record = { nodeId, boot: 1, ballot, reign: ballot, leaseMs: 1_000 };
    machine.execute(encodeMasterRecord(record), { groupIdx: 0, instanceId, batchIndex: 0, nowMs: 0 });
    highest = Math.max(highest, ballot);
    if (machine.recorded?.ballot !== highest) {
      violated('masters', `recorded is ${machine.recorded?.ballot}, and the highest so far is ${highest}`);
    }
  }
  for (const [index, { ballot }] of told.entries()) {
    if (ballot <= (told[index - 1]?.ballot ?? 0)) violated('masters', `told of ${ballot} after a higher one`);
  }
};

const HANDS = 6;
/** Many times what it takes. */
const LIMIT_MS = 10_000;

/** Whoever leads becomes master, also for a second time. */
const again = async (seed: number): Promise<void> => {
  const cluster = await TestCluster.start({ seed });
  const masters = (): number[] => cluster.nodes.filter((node) => node.isMaster(0)).map((node) => node.nodeId);
  try {
    await cluster.until('a master', () => masters().length === 1, LIMIT_MS);
    for (let i = 0; i < HANDS; i++) {
      const [from = 0] = masters();
      const to = cluster.nodeIds[(cluster.nodeIds.indexOf(from) + 1 + (i % 2)) % cluster.nodeIds.length] ?? 0;
      const handing = cluster.node(from).transferMaster(0, to, { timeoutMs: LIMIT_MS });
      // What comes of it is looked at, not what is said of it.
      handing.catch(() => {});
      await cluster.until(`${to} is master after ${from}`, () => masters().join() === `${to}`, LIMIT_MS);
    }
  } finally {
    await cluster.close();
  }
};

export const masterChecks = { inOrder, again } as const;

export type MasterCheck = keyof typeof masterChecks;
