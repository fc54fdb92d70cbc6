/** Faults of processes. What was not on disk is gone with them. */

import { drawNodes, drawUnderWay, type FaultRow } from './fault.ts';
import { nodeIdsOf } from './shape.ts';

/** From one turn of a busy node to many: how many port calls a process has left when its end is decided. */
const CALLS_MAX = 60;
/** What a machine needs to fall asleep and wake up, at least. */
const SLEEP_MIN_MS = 100;

export const processFaults = {
  crash: {
    does: 'the process dies before its port call number amount from now (a send, a commit); it starts again at the end',
    weight: 6,
    draw: (random, shape) => ({
      durationMs: random.chance(0.5) ? random.between(1, 300) : random.between(300, 6_000),
      nodes: drawNodes(random, shape, 1),
      amount: 1 + random.below(CALLS_MAX),
      underWay: drawUnderWay(random),
    }),
    begin: (world, { nodes: [nodeId = 0], amount, underWay }) => {
      const node = world.node(nodeId);
      node.dieAfter(amount, underWay);
      return () => {
        node.crash(underWay);
        node.boot();
      };
    },
  },
  stop: {
    does: 'the node is closed in order and started again at the end',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(100, 8_000),
      nodes: drawNodes(random, shape, 1),
      amount: 0,
      underWay: 'lost',
    }),
    begin: (world, { nodes: [nodeId = 0], underWay }) => {
      const node = world.node(nodeId);
      if (!node.isUp) return undefined;
      node.close();
      // A process that has not closed by then is killed.
      return () => {
        node.crash(underWay);
        node.boot();
      };
    },
  },
  restartTwice: {
    does: 'the process dies, starts, dies again at port call amount of its new life, and starts',
    weight: 3,
    draw: (random, shape) => ({
      durationMs: random.between(20, 3_000),
      nodes: drawNodes(random, shape, 1),
      amount: 1 + random.below(CALLS_MAX),
      underWay: drawUnderWay(random),
    }),
    begin: (world, { nodes: [nodeId = 0], amount, underWay, durationMs }) => {
      const node = world.node(nodeId);
      node.crash(underWay);
      const timer = world.clock.setTimer(Math.min(10, durationMs / 2), () => {
        node.boot();
        node.dieAfter(amount, underWay);
      });
      return () => {
        timer.cancel();
        node.crash(underWay);
        node.boot();
      };
    },
  },
  pause: {
    does: 'the process stands still',
    weight: 4,
    draw: (random, shape) => ({
      durationMs: random.between(50, 5_000),
      nodes: drawNodes(random, shape, 1 + random.below(2)),
      amount: 0,
    }),
    begin: (world, { nodes, durationMs }) => {
      const processes = nodes.map((nodeId) => world.node(nodeId).process);
      for (const process of processes) process?.pause(durationMs);
      return () => {
        for (const process of processes) process?.resume();
      };
    },
  },
  suspend: {
    does: 'the machine sleeps: its process and its monotonic clock stand still, its uptime counts on',
    weight: 3,
    draw: (random, shape) => ({
      durationMs: random.between(SLEEP_MIN_MS, 5_000),
      nodes: drawNodes(random, shape, 1 + random.below(2)),
      amount: 0,
    }),
    begin: (world, { nodes }) => {
      const machines = nodes.map((nodeId) => world.node(nodeId));
      const fromMs = world.nowMs;
      for (const machine of machines) machine.sleep();
      const wake = (): void => {
        for (const machine of machines) machine.wake();
      };
      // A shorter sleep could pass for an error in reading the uptime.
      return () => void world.clock.setTimer(Math.max(0, fromMs + SLEEP_MIN_MS - world.nowMs), wake);
    },
  },
  slow: {
    does: 'everything that the process does takes amount ms',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(500, 4_000),
      nodes: drawNodes(random, shape, 1),
      amount: random.between(0.5, 30),
    }),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { process } = world.node(nodeId);
      if (process === undefined) return undefined;
      process.costMs = amount;
      return () => process.resume();
    },
  },
  powerLoss: {
    does: 'all processes die at once; they start again at the end, amount ms one after the other',
    weight: 3,
    draw: (random, shape) => ({
      durationMs: random.between(10, 3_000),
      nodes: drawNodes(random, shape, nodeIdsOf(shape).length),
      amount: random.chance(0.3) ? 0 : random.between(0, 800),
      underWay: drawUnderWay(random),
    }),
    begin: (world, { nodes, amount, underWay }) => {
      // Whoever keeps what was under way is a matter of chance for each disk.
      for (const nodeId of nodes) {
        world.node(nodeId).crash(world.random.chance(0.5) ? underWay : 'lost');
      }
      return () => {
        for (const [index, nodeId] of nodes.entries()) {
          world.clock.setTimer(index * amount, () => world.node(nodeId).boot());
        }
      };
    },
  },
} satisfies Record<string, FaultRow>;
