/**
 * Disks that are lost, mistaken or rolled back (DESIGN 6.3). Nothing that they do may make anything unsafe; they come only where
 * a quorum of whatever may be in force bears it, since a majority that forgets everything is the end of a group.
 *
 * What a volume that was rolled back does can be noticed only by those that saw it later. So it is rolled back to before
 * restarts that its peers have seen, and they refuse it until it is replaced, over restarts of their own: by what stands on
 * their disks, as the product does it. Only those on whose disks it does not stand are told (old-copy.ts).
 */

import { drawNodes, type FaultRow } from './fault.ts';
import { OldCopy } from './old-copy.ts';

/** Between two restarts that tell peers of a later life, ms. */
const LIFE_MS = 60;

export const lostDiskFaults = {
  wipedDisk: {
    does: 'the folder is lost; at the end the node is started with an empty one, and options of now',
    weight: 4,
    draw: (random, shape) => ({
      durationMs: random.chance(0.5) ? 1 : random.between(1, 3_000),
      nodes: drawNodes(random, shape, 1),
      amount: 0,
    }),
    begin: (world, { nodes: [nodeId = 0] }) => {
      const node = world.node(nodeId);
      if (!world.changes || node.off || node.isAway || !world.roster.mayLose(nodeId)) return undefined;
      world.roster.forgot(nodeId);
      node.crash('lost');
      node.formerDisks.push(node.mount());
      node.off = true;
      return () => {
        if (node.off) world.operator.setUp(node);
      };
    },
  },
  formerDisk: {
    does: 'the node is started on a disk that it had before, number amount of them; at the end on the last one again',
    weight: 3,
    draw: (random, shape) => ({
      durationMs: random.between(50, 3_000),
      nodes: drawNodes(random, shape, 1),
      amount: random.below(8),
    }),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const node = world.node(nodeId);
      const { formerDisks } = node;
      const former = formerDisks[amount % Math.max(1, formerDisks.length)];
      // What is wrong with the disk that is there is not mended by this, and one that may be bound again is no mistake.
      if (!world.changes || former === undefined || node.off || node.lost || node.suspect || node.isAway)
        return undefined;
      if (!world.roster.isFormerDisk(former.storageId) || world.wasAlone(former)) return undefined;
      node.crash('lost');
      const last = node.mount(former);
      node.isAway = true;
      node.boot();
      return () => {
        node.isAway = false;
        node.crash('lost');
        // It was lost meanwhile in another way.
        if (node.disk !== former) return node.boot();
        node.mount(last);
        node.boot();
      };
    },
  },
  rolledBack: {
    does: 'the disk goes back to before two restarts, which its peers have seen: they refuse it, and at the end it is replaced by an empty one',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(500, 4_000),
      nodes: drawNodes(random, shape, 1),
      amount: 0,
    }),
    begin: (world, { nodes: [nodeId = 0], durationMs }) => {
      const node = world.node(nodeId);
      const isWhole = node.isUp && !node.lost && !node.suspect && !node.isAway;
      if (!world.changes || !isWhole || !world.roster.isFounded) return undefined;
      const { disk } = node;
      const copy = node.copyOfDisk();
      const logs = world.snapshotLogs(node);
      const again = (): void => {
        node.crash('kept');
        node.boot();
      };
      again();
      const undos: (() => void)[] = [];
      const after = (ms: number, step: () => void): void => {
        const timer = world.clock.setTimer(ms, step);
        undos.push(() => timer.cancel());
      };
      after(LIFE_MS, again);
      after(Math.max(3 * LIFE_MS, 0.5 * durationMs), () => {
        const isThere = node.disk === disk && !node.off && !node.lost && !node.suspect && !node.isAway;
        // A node that was a quorum by itself would go on alone: nobody is there to notice.
        if (!isThere || !world.roster.mayLose(nodeId) || world.wasAlone(copy)) return;
        world.roster.forgot(nodeId);
        node.isAway = true;
        node.mount(copy);
        for (const restore of logs) restore();
        world.copies.set(copy.storageId, new OldCopy(copy));
        node.boot();
        undos.push(() => {
          world.copies.delete(copy.storageId);
          node.isAway = false;
          if (node.disk === copy) world.operator.setUp(node);
        });
      });
      return () => {
        for (const undo of undos) undo();
      };
    },
  },
} satisfies Record<string, FaultRow>;
