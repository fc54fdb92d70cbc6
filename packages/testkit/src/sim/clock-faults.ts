/** Faults of clocks. Monotonic clocks drift, leap and stand still, but never go back; the time of day goes anywhere. */

import { drawNodes, type FaultRow } from './fault.ts';

const MILLION = 1_000_000;
/** Below the default of maxClockDriftPpm. */
const DRIFT_MAX_PPM = 999;

/** Leases rest on clocks that keep their bound: a run with one of these serves no reads by lease. */
export const clockFaultsBeyond: readonly string[] = ['driftBeyond', 'clockJump', 'clockFreeze'];

export const clockFaults = {
  drift: {
    does: 'the clock is wrong by amount parts per million, within what leases may assume',
    weight: 3,
    draw: (random, shape) => ({
      durationMs: random.between(2_000, 30_000),
      nodes: drawNodes(random, shape, 1),
      amount: random.between(-DRIFT_MAX_PPM, DRIFT_MAX_PPM),
    }),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { machineClock } = world.node(nodeId);
      machineClock.setRate(1 + amount / MILLION);
      return () => machineClock.setRate(1);
    },
  },
  driftBeyond: {
    does: 'the clock runs at amount times its pace, beyond any assumption',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(500, 6_000),
      nodes: drawNodes(random, shape, 1),
      amount: random.between(0.2, 4),
    }),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { machineClock } = world.node(nodeId);
      machineClock.setRate(amount);
      return () => machineClock.setRate(1);
    },
  },
  clockJump: {
    does: 'the monotonic clock leaps amount ms ahead',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: 1,
      nodes: drawNodes(random, shape, 1),
      amount: random.chance(0.5) ? random.between(1, 2_000) : random.between(2_000, 100_000),
    }),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      world.node(nodeId).machineClock.jump(amount);
      return () => {};
    },
  },
  wallJump: {
    does: 'the time of day is wrong by amount ms until it ends',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(100, 10_000),
      nodes: drawNodes(random, shape, 1),
      amount: Math.floor(random.between(-3_600_000, 3_600_000)),
    }),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { machineClock } = world.node(nodeId);
      machineClock.setWallOffset(amount);
      return () => machineClock.setWallOffset(0);
    },
  },
  clockFreeze: {
    does: 'the monotonic clock stands still, and its timers with it',
    weight: 2,
    draw: (random, shape) => ({
      durationMs: random.between(50, 3_000),
      nodes: drawNodes(random, shape, 1),
      amount: 0,
    }),
    begin: (world, { nodes: [nodeId = 0] }) => {
      const { machineClock } = world.node(nodeId);
      machineClock.setRate(0);
      return () => machineClock.setRate(1);
    },
  },
} satisfies Record<string, FaultRow>;
