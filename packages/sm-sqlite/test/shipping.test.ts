/** Machines on SQLite in nodes over real sockets and disks: their databases are sent, and go with their group. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Node } from 'gaios';
import { bytes, Numbers, SM_ID } from './support/numbers.ts';
import { NodeAndMachine, SocketNodes } from '../../node/test/socket-nodes.ts';

const LONG_MS = 180_000;
/** Some hundred operations are enough for everything to happen. */
const tuning = {
  checkpointEveryInstances: 100,
  checkpointRestMs: 0,
  holdLogCount: 0,
  cleanSettleMs: 0,
  cleanIntervalMs: 10,
  cleanLagMax: 20,
};

/** With its databases, which are its own. */
class Running extends NodeAndMachine<Numbers> {
  override async close(): Promise<void> {
    await super.close();
    this.machine.close();
  }
}

let nodes: SocketNodes<Running>;

const boot = async (nodeId: number): Promise<Node> => {
  // One object for all groups: it keeps them apart.
  const machine = new Numbers({ directory: nodes.folder(join(`${nodeId}`, 'machines')) });
  const node = await Node.run({
    nodeId,
    nodes: nodes.addresses,
    dataDir: nodes.folder(join(`${nodeId}`, 'data')),
    synchronous: 'off',
    stateMachines: () => [machine],
    timeoutMs: 30_000,
    tuning,
  });
  nodes.running.set(`${nodeId}`, new Running(node, machine));
  return node;
};

const of = (nodeId: number): Running => nodes.of(`${nodeId}`);
const stop = (nodeId: number): Promise<void> => nodes.stop(`${nodeId}`);
const until = (what: string, condition: () => boolean): Promise<void> => nodes.until(what, condition);

const write = async (count: number, groupIdx = 0): Promise<void> => {
  for (let at = 0; at < count; at++) await of(1).node.propose(groupIdx, bytes(`add key-${at} 1`), SM_ID);
};

const runs = (nodeId: number, groupIdx = 0): boolean =>
  of(nodeId)
    .node.status()
    .groups.some((group) => group.groupIdx === groupIdx && group.state === 'running');

beforeEach(async () => {
  nodes = await SocketNodes.make<Running>('sm-sqlite-shipping', [1, 2, 3]);
  await Promise.all([1, 2, 3].map((nodeId) => boot(nodeId)));
  await until('all run', () => [1, 2, 3].every((nodeId) => runs(nodeId)));
}, LONG_MS);

afterEach(() => nodes.end(), LONG_MS);

test(
  'a node that was away gets the database, and executes nothing of it again after its next start',
  async () => {
    await write(20);
    await until('node 3 to have it', () => of(3).machine.count() === 20);
    await stop(3);
    await write(300);
    await until('the log to be deleted', () =>
      [1, 2].every((nodeId) => of(nodeId).node.getMinChosenInstanceId(0) > 100),
    );
    await boot(3);
    await until('node 3 to be as far', () => of(3).machine.count() === 320);
    expect(of(3).node.getMinChosenInstanceId(0)).toBeGreaterThan(100);
    expect(of(3).machine.applied).toBeLessThan(300);
    expect(of(3).machine.stateHash(0)).toEqual(of(1).machine.stateHash(0));
    await stop(3);
    await boot(3);
    expect(of(3).machine.applied).toBe(0);
    await write(5);
    await until('node 3 to follow', () => of(3).machine.count() === 325);
  },
  LONG_MS,
);

test(
  'a group that is created anew does not find the database of the one before',
  async () => {
    const create = (): Promise<unknown> =>
      of(1).node.createGroup({ groupIdx: 5, members: [1, 2, 3], kind: '' });
    await create();
    await until('all to run it', () => [1, 2, 3].every((nodeId) => runs(nodeId, 5)));
    await write(120, 5);
    const kept = nodes.folder(join('1', 'data', 'checkpoints', '5'));
    await until('a checkpoint to be made', () => existsSync(kept));
    await of(1).node.destroyGroup(5);
    await until('its checkpoints to be gone', () => !existsSync(kept));
    await create();
    await until('all to run it anew', () => [1, 2, 3].every((nodeId) => runs(nodeId, 5)));
    await write(3, 5);
    expect(of(1).machine.count(5)).toBe(3);
    await until('node 2 to have as much', () => of(2).machine.count(5) === 3);
  },
  LONG_MS,
);
