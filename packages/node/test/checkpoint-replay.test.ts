/** Machines that build their checkpoints from files, by replaying the log into a second state, beside others in one group. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from '@gaios/checkpoint';
import { TestCluster } from '@gaios/testkit/cluster';
import { MemoryFiles } from '@gaios/testkit/files';
import { StateMachine, type CheckpointFiles, type ExecuteContext } from 'gaios';
import { LogMachine, tuning } from './checkpoint-cluster.ts';
import { text, untext } from './machines.ts';

const REPLAYED = 9;
const SNAPSHOT = 7;

/** What a machine has on its disk: it outlives the process. */
interface Kept {
  instanceId: number;
  log: string[];
}

/** phxpaxos's way: the active state is in memory, the second one, on disk, follows behind, and is the checkpoint. */
class ReplayedMachine extends StateMachine<number> {
  readonly smId = REPLAYED;
  readonly log: string[];
  readonly #kept: Kept;
  readonly #files: () => MemoryFiles;
  locked = false;
  serial = 0;

  constructor(kept: Kept, files: () => MemoryFiles) {
    super();
    this.#kept = kept;
    this.#files = files;
    this.log = [...kept.log];
  }

  get kept(): Readonly<Kept> {
    return this.#kept;
  }

  execute(value: Uint8Array): number {
    return this.log.push(untext(value));
  }

  override executeForCheckpoint(value: Uint8Array, { instanceId }: ExecuteContext): void {
    if (this.locked) throw new Error('it is locked');
    this.#kept.log.push(untext(value));
    this.#kept.instanceId = instanceId;
  }

  override getCheckpointInstanceId(): number {
    return this.#kept.instanceId;
  }

  override lockCheckpointState(): void {
    this.locked = true;
  }

  override unlockCheckpointState(): void {
    this.locked = false;
  }

  override async getCheckpointState(): Promise<CheckpointFiles> {
    const directory = `/machine/${++this.serial}`;
    const files = this.#files();
    await files.makeFolder(`${directory}/in`);
    await writeFile(files, `${directory}/in/log`, text(this.#kept.log.join('\n')));
    return { directory, files: ['in/log'] };
  }

  override async loadCheckpointState(
    _groupIdx: number,
    directory: string,
    names: readonly string[],
    instanceId: number,
  ): Promise<void> {
    const bytes = await readFile(this.#files(), `${directory}/${names[0] ?? ''}`, Infinity);
    const log = bytes.length === 0 ? [] : untext(bytes).split('\n');
    this.#kept.log = [...log];
    this.#kept.instanceId = instanceId;
    this.log.splice(0, Infinity, ...log);
  }
}

let cluster: TestCluster;
const machines = new Map<number, readonly [ReplayedMachine, LogMachine]>();
const kept = new Map<number, Kept>();

const start = async (node: object = {}): Promise<void> => {
  machines.clear();
  kept.clear();
  cluster = await TestCluster.start({
    stateMachines: (_groupIdx, nodeId) => {
      const disk = kept.get(nodeId) ?? { instanceId: 0, log: [] };
      kept.set(nodeId, disk);
      const made = [
        new ReplayedMachine(disk, () => new MemoryFiles(cluster.volume(nodeId))),
        new LogMachine(),
      ] as const;
      machines.set(nodeId, made);
      return [...made];
    },
    node: { tuning, ...node },
  });
};

afterEach(() => cluster.close());

const replayed = (nodeId: number): ReplayedMachine => machines.get(nodeId)?.[0] as ReplayedMachine;
const snapshots = (nodeId: number): LogMachine => machines.get(nodeId)?.[1] as LogMachine;

let serial = 0;
const propose = async (nodeId: number, count: number): Promise<void> => {
  for (let at = 0; at < count; at++) {
    const value = text(`v${++serial}`);
    const smId = serial % 3 === 0 ? SNAPSHOT : REPLAYED;
    const requestId = { clientId: 'a client', number: serial };
    await cluster.complete(
      cluster.node(nodeId).propose(0, value, smId, serial % 5 === 0 ? { requestId } : {}),
    );
  }
};

const expectEqual = async (): Promise<void> => {
  await cluster.waitForConvergence();
  for (const { nodeId } of cluster.nodes) {
    expect(replayed(nodeId).log).toEqual(replayed(1).log);
    expect(snapshots(nodeId).log).toEqual(snapshots(1).log);
  }
};

describe('a machine whose checkpoint is a second state behind the log', () => {
  test('is driven, ships with its neighbour, and goes on from what it had on its disk', async () => {
    await start();
    await propose(1, 10);
    await cluster.waitForConvergence();
    cluster.partition([[1, 2], [3]]);
    const before = cluster.node(3).getNowInstanceId(0);
    await cluster.advance(3_000);
    await propose(1, 60);
    await cluster.until('the log to be deleted', () =>
      [1, 2].every((nodeId) => cluster.node(nodeId).getMinChosenInstanceId(0) > before),
    );
    expect(replayed(1).kept.log.length).toBeGreaterThan(20);
    cluster.heal();
    await cluster.until('node 3 to be up to date', () => replayed(3).log.length === replayed(1).log.length);
    await propose(3, 5);
    await expectEqual();
    await cluster.until('the second states to be as far', () =>
      [1, 2, 3].every((nodeId) => replayed(nodeId).kept.log.length === replayed(1).log.length),
    );
    expect(replayed(3).kept.log).toEqual(replayed(3).log);
    await cluster.restart(3);
    await cluster.restart(1);
    await propose(1, 30);
    await expectEqual();
    expect(new Set(replayed(3).log).size).toBe(replayed(3).log.length);
  });

  test('stands still while it is paused, and so do the checkpoints, not the group', async () => {
    await start({ useCheckpointReplayer: false });
    await propose(1, 45);
    await cluster.advance(1_000);
    const { checkpoints } = cluster.node(1).status().groups[0] ?? {};
    expect(checkpoints).toMatchObject({ replayer: { paused: true }, stored: [] });
    expect(replayed(1).kept.log).toEqual([]);
    for (const node of cluster.nodes) node.continueCheckpointReplayer();
    await propose(1, 1);
    await cluster.until('one to be made', () => cluster.node(1).listCheckpoints(0).length > 0);
    cluster.node(1).pauseCheckpointReplayer(0);
    const length = replayed(1).kept.log.length;
    await propose(1, 45);
    expect(replayed(1).kept.log).toHaveLength(length);
    cluster.node(1).continueCheckpointReplayer(0);
    await cluster.until('it to follow', () => replayed(1).kept.log.length === replayed(1).log.length);
    await expectEqual();
  });
});
