/** Machines that outlive the log of their node, since their state is on a disk of its own: nothing of it is deleted. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from '@gaios/checkpoint';
import { decodePayload } from '@gaios/proto';
import { MemoryFiles } from '@gaios/testkit/files';
import { StateMachine, type CheckpointFiles, type ExecuteContext } from 'gaios';
import { CheckpointCluster, LOG } from './checkpoint-cluster.ts';
import { text, untext } from './machines.ts';

interface Kept {
  instanceId: number;
  log: string[];
}

interface Disk {
  state: Kept;
  readonly aside: Kept[];
  removed: number;
}

const empty = (): Kept => ({ instanceId: 0, log: [] });

class Durable extends StateMachine<number> {
  readonly smId = LOG;
  readonly disk: Disk;

  constructor(disk: Disk) {
    super();
    this.disk = disk;
  }

  get log(): readonly string[] {
    return this.disk.state.log;
  }

  execute(value: Uint8Array, { instanceId }: ExecuteContext): number {
    this.disk.state.instanceId = instanceId;
    return this.disk.state.log.push(untext(value));
  }

  override getCheckpointInstanceId(): number {
    return this.disk.state.instanceId;
  }

  override removeGroup(): void {
    this.disk.removed++;
    this.disk.state = empty();
  }
}

class Careful extends Durable {
  override setAsideGroup(): string {
    this.disk.aside.push(this.disk.state);
    this.disk.state = empty();
    return `place ${this.disk.aside.length}`;
  }
}

/** Its checkpoint is of the moment of the copy, which is later than the rest of the group. Cannot be set aside. */
class Moving extends Durable {
  readonly files: () => MemoryFiles;
  locked: Promise<void> | undefined;

  constructor(disk: Disk, files: () => MemoryFiles) {
    super(disk);
    this.files = files;
  }

  override lockCheckpointState(): void | Promise<void> {
    return this.locked;
  }

  override async getCheckpointState(): Promise<CheckpointFiles> {
    const { instanceId, log } = this.disk.state;
    const files = this.files();
    await files.makeFolder('/machine');
    await writeFile(files, '/machine/log', text(log.join('\n')));
    return { directory: '/machine', files: ['log'], instanceId };
  }

  override unlockCheckpointState(): void {}

  override async loadCheckpointState(
    _groupIdx: number,
    directory: string,
    names: readonly string[],
    instanceId: number,
  ): Promise<void> {
    const bytes = await readFile(this.files(), `${directory}/${names[0] ?? ''}`, Infinity);
    this.disk.state = { instanceId, log: untext(bytes).split('\n') };
  }
}

let world: CheckpointCluster;
let disks: Map<number, Disk>;

const start = async (make: (disk: Disk) => Durable, checkpoints = true): Promise<void> => {
  disks = new Map();
  world = await CheckpointCluster.start({ node: { checkpoints } }, (nodeId) => {
    const disk = disks.get(nodeId) ?? { state: empty(), aside: [], removed: 0 };
    disks.set(nodeId, disk);
    return make(disk);
  });
};

const diskOf = (nodeId: number): Disk => {
  const disk = disks.get(nodeId);
  if (disk === undefined) throw new RangeError(`no disk of node ${nodeId}`);
  return disk;
};

afterEach(async () => {
  await world.close();
});

describe('a machine whose log was lost', () => {
  test.each([true, false])(
    'puts its state away, and gets all of it again from the others (checkpoints: %s)',
    async (checkpoints) => {
      await start((disk) => new Careful(disk), checkpoints);
      await world.propose(1, 20);
      await world.cluster.waitForConvergence();
      const before = [...diskOf(3).state.log];
      const { instanceId } = diskOf(3).state;
      world.cluster.loseDisk(3);
      await world.boot(3);
      expect(diskOf(3).aside).toEqual([{ instanceId, log: before }]);
      await world.propose(1, 3);
      await world.cluster.until('node 3 to have all', () => diskOf(3).state.log.length === 23);
      expect(diskOf(3).state.log).toEqual(diskOf(1).state.log);
      expect(disks.get(3)?.removed).toBe(0);
      const bound = async (): Promise<void> => {
        await world.cluster.until(
          'it to be bound again',
          () => world.cluster.node(3).status().groups[0]?.state === 'running',
        );
        await world.cluster.advance(5);
      };
      await bound();
      await world.cluster.restart(3);
      await bound();
      await world.propose(3, 2);
      await world.cluster.waitForConvergence();
      expect(diskOf(3).state.log).toEqual(diskOf(1).state.log);
      expect(diskOf(3).aside).toHaveLength(1);
    },
  );

  test('and that cannot put it away stops its group on that node; neither is touched, and the others go on', async () => {
    await start((disk) => new Durable(disk));
    await world.propose(1, 20);
    await world.cluster.waitForConvergence();
    const { log, instanceId } = structuredClone(diskOf(3).state);
    const lost = world.cluster.disk(3);
    world.cluster.loseDisk(3);
    const node = await world.boot(3);
    const [group] = node.status().groups;
    expect(group).toMatchObject({ state: 'stopped' });
    expect(group?.reason).toContain(`state machine ${LOG} holds instance ${instanceId}`);
    await expect(world.cluster.complete(node.propose(0, new Uint8Array(1), LOG))).rejects.toMatchObject({
      code: 'GROUP_STOPPED',
      cause: { code: 'MACHINE_AHEAD_OF_LOG' },
    });
    expect(diskOf(3)).toMatchObject({ state: { log, instanceId }, removed: 0 });
    await world.propose(1, 3);
    // The operator finds the log again.
    world.cluster.crash(3);
    await world.cluster.complete(world.cluster.bootOn(3, lost));
    await world.cluster.until('node 3 to have all', () => diskOf(3).state.log.length === 23);
    expect(diskOf(3).state.log).toEqual(diskOf(1).state.log);
  });
});

test('a machine is not ahead of a log that does not reach yet what it has loaded with a checkpoint', async () => {
  disks = new Map();
  let unlock = (): void => {};
  const locked = new Promise<void>((resolve) => (unlock = resolve));
  world = await CheckpointCluster.start({ node: { tuning: { checkpointEveryInstances: 0 } } }, (nodeId) => {
    const disk = disks.get(nodeId) ?? { state: empty(), aside: [], removed: 0 };
    disks.set(nodeId, disk);
    return new Moving(disk, () => new MemoryFiles(world.cluster.volume(nodeId)));
  });
  const { cluster } = world;
  await cluster.waitForConvergence();
  cluster.partition([[1, 2], [3]]);
  await world.propose(1, 20);
  for (const nodeId of [1, 2]) (world.machine(nodeId) as unknown as Moving).locked = locked;
  const made = cluster.node(1).checkpoint(0);
  await cluster.advance(100);
  await world.propose(1, 30);
  unlock();
  const { instanceId } = await cluster.complete(made);
  await world.cleaned([1, 2], instanceId);
  // It gets the checkpoint, and nothing of the log behind it.
  cluster.heal();
  cluster.network.filter = ({ to, payload }) => {
    const decoded = to === 3 ? decodePayload(payload) : undefined;
    if (decoded?.kind !== 'messages') return true;
    return decoded.messages.every(({ message }) => !['SendLearnValue', 'Accept'].includes(message.kind));
  };
  await cluster.until('node 3 to have loaded it', () => world.said(3, 'checkpointInstalled').length > 0);
  const loaded = diskOf(3).state.instanceId;
  expect(loaded).toBeGreaterThan(instanceId);
  expect(cluster.node(3).getNowInstanceId(0)).toBeLessThanOrEqual(loaded);
  cluster.crash(3);
  const node = await world.boot(3);
  await cluster.advance(1_000);
  expect(node.status().groups[0]).not.toMatchObject({ state: 'stopped' });
  cluster.network.filter = () => true;
  await world.propose(1, 2);
  await cluster.until('node 3 to have all', () => diskOf(3).state.log.length === 52);
  expect(diskOf(3).state.log).toEqual(diskOf(1).state.log);
  expect(diskOf(3)).toMatchObject({ removed: 0, aside: [] });
});

test('a machine is not given the operations of another life of its group as executed', async () => {
  await start((disk) => new Careful(disk));
  await world.propose(1, 20);
  await world.cluster.waitForConvergence();
  const before = [1, 2, 3].map((nodeId) => [...diskOf(nodeId).state.log]);
  // All logs are lost, and the cluster is founded anew beside what its machines have kept.
  for (const nodeId of [1, 2, 3]) world.cluster.loseDisk(nodeId);
  await world.cluster.startAll();
  await world.cluster.waitForLeaders();
  await world.propose(1, 3);
  await world.cluster.waitForConvergence();
  for (const nodeId of [1, 2, 3]) {
    expect(diskOf(nodeId).state.log).toHaveLength(3);
    expect(diskOf(nodeId).aside.map(({ log }) => log)).toEqual([before[nodeId - 1]]);
    expect(diskOf(nodeId).removed).toBe(0);
  }
});

test('what a destroyed group has left is deleted', async () => {
  await start((disk) => new Careful(disk));
  const { cluster } = world;
  await cluster.complete(cluster.node(1).createGroup({ groupIdx: 4, members: [1, 2, 3], kind: '' }));
  await world.propose(1, 3, 4);
  await cluster.waitForConvergence();
  await cluster.complete(cluster.node(1).destroyGroup(4));
  await cluster.until('all to have removed it', () => [1, 2, 3].every((id) => diskOf(id).removed > 0));
  for (const nodeId of [1, 2, 3]) expect(diskOf(nodeId).aside).toEqual([]);
});
