/** Faults of disks that are kept: those that are lost or mistaken take machines to spare (lost-disk-faults.ts). */

import type { FaultDraw, FaultRow } from './fault.ts';
import type { Shape } from './shape.ts';
import { drawNodes, drawUnderWay } from './fault.ts';
import type { SeededRandom } from '../seeded-random.ts';

const onOne = (random: SeededRandom, shape: Shape, durationMs: number, amount: number): FaultDraw => ({
  durationMs,
  nodes: drawNodes(random, shape, 1),
  amount,
});

const codes = ['STORAGE_IO', 'STORAGE_FULL'] as const;

export const storageFaults = {
  crashAtCommit: {
    does: 'the process dies at its commit number amount from now; it starts again at the end',
    weight: 4,
    draw: (random, shape) => ({
      ...onOne(random, shape, random.between(100, 4_000), 1 + random.below(20)),
      underWay: drawUnderWay(random),
    }),
    begin: (world, { nodes: [nodeId = 0], amount, underWay = 'lost' }) => {
      const node = world.node(nodeId);
      node.crashAt = { commit: node.disk.commits + amount, underWay };
      return () => {
        node.crashAt = undefined;
        node.crash(underWay);
        node.boot();
      };
    },
  },
  slowDisk: {
    does: 'every commit takes amount times as long',
    weight: 3,
    draw: (random, shape) => onOne(random, shape, random.between(500, 5_000), random.between(5, 700)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { disk } = world.node(nodeId);
      disk.slowness = amount;
      return () => {
        disk.slowness = 1;
      };
    },
  },
  hungDisk: {
    does: 'no commit ends until it ends',
    weight: 3,
    draw: (random, shape) => onOne(random, shape, random.between(100, 5_000), 0),
    begin: (world, { nodes: [nodeId = 0] }) => {
      const { disk } = world.node(nodeId);
      disk.hang();
      return () => disk.resume();
    },
  },
  failingDisk: {
    does: 'every commit fails until it ends; amount: 0 EIO, 1 disk full',
    weight: 3,
    draw: (random, shape) => onOne(random, shape, random.between(10, 4_000), random.below(2)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { disk } = world.node(nodeId);
      if (disk.broken !== undefined) return undefined;
      disk.broken = codes[amount] ?? 'STORAGE_IO';
      return () => {
        if (!world.node(nodeId).lost) disk.broken = undefined;
      };
    },
  },
  brokenDisk: {
    does: 'every commit fails for good, and the node is lost; amount: 0 EIO, 1 disk full',
    weight: 1,
    permanent: true,
    draw: (random, shape) => onOne(random, shape, 100, random.below(2)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      if (!world.mayLose(nodeId)) return undefined;
      const node = world.node(nodeId);
      node.lose();
      node.disk.broken = codes[amount] ?? 'STORAGE_IO';
      return () => {};
    },
  },
  bitFlip: {
    does: 'a bit of a stored row flips; at the end the process is restarted: a value that is chosen by then must be put back from peers, any other damage refused, and the node is lost; amount: which row',
    weight: 1,
    permanent: true,
    draw: (random, shape) => onOne(random, shape, random.between(10, 4_000), random.below(1000)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      if (!world.mayLose(nodeId)) return undefined;
      // The same row on all disks would be gone for good.
      if (world.nodeIds.some((id) => world.node(id).disk.damagedRows > 0)) return undefined;
      const node = world.node(nodeId);
      const groupIdx = amount % world.groupCount;
      const rows = node.disk.peek(groupIdx).records;
      // The row of the group's promise as well.
      const row = rows[Math.floor(amount / world.groupCount) % (rows.length + 1)];
      // One in five is more than a value.
      node.disk.damage(groupIdx, row?.instanceId, amount % 5 === 4 ? 'row' : 'value');
      node.suspect = true;
      return () => {
        node.crash('lost');
        node.boot();
      };
    },
  },
} satisfies Record<string, FaultRow>;
