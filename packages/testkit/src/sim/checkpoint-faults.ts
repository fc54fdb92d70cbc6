/**
 * Faults of checkpoints (DESIGN 8): of the volume that they are on, of the messages that ship them, of both sides of a transfer, and
 * what operators ask for. Runs without checkpoints have none of them.
 */

import { GaiosError } from '@gaios/sm-base';
import type { SeededRandom } from '../seeded-random.ts';
import { drawNodes, drawUnderWay, type FaultDraw, type FaultRow, type FaultyWorld } from './fault.ts';
import type { Shape } from './shape.ts';
import type { SimNode } from './sim-node.ts';

/** From the first operation of one checkpoint to many of them. */
const OPERATIONS_MAX = 80;
const MESSAGES_MAX = 30;
/** How often it is looked whether somebody sends or receives. */
const LOOK_MS = 7;
/** More than that of one file is the same. */
const POSITIONS = 1 << 20;

const onOne = (random: SeededRandom, shape: Shape, durationMs: number, amount: number): FaultDraw => ({
  durationMs,
  nodes: drawNodes(random, shape, 1),
  amount,
});

const dying = (random: SeededRandom, shape: Shape, countMax: number): FaultDraw => ({
  ...onOne(random, shape, random.between(100, 4_000), 1 + random.below(countMax)),
  underWay: drawUnderWay(random),
});

const again = (node: SimNode): void => {
  node.crash('lost');
  node.boot();
};

/** Codes that a call of an operator may end with, whatever happens meanwhile. */
const CALL_CODES = [
  'CHECKPOINT_NOT_OFFERED',
  'CHECKPOINT_NOT_FOUND',
  'CHECKPOINT_FAILED',
  'RESULT_LOST',
  'OUTCOME_UNKNOWN',
  'UNKNOWN_GROUP',
  'TIMEOUT',
  'ABORTED',
  'CLOSED',
  'OVERLOADED',
  'NO_QUORUM',
  'NOT_A_MEMBER',
  'GROUP_STOPPED',
  'GROUP_STALLED',
  'STORAGE_FULL',
  'STORAGE_IO',
];

const isSide = (node: SimNode, side: 'sender' | 'receiver'): boolean =>
  node.node?.status().groups.some(({ checkpoints }) => {
    if (checkpoints === undefined) return false;
    return side === 'sender' ? checkpoints.sending > 0 : RECEIVING.includes(checkpoints.receiving);
  }) ?? false;

const RECEIVING: readonly string[] = ['receiving', 'installing', 'catching-up'];

/** Looks until a node is at it, and then does something to it, once. */
const whenShipping = (
  world: FaultyWorld,
  side: 'sender' | 'receiver',
  act: (node: SimNode) => () => void,
): (() => void) => {
  let undo = (): void => {};
  const look = (): void => {
    const found = world.nodeIds.map((id) => world.node(id)).find((node) => node.isUp && isSide(node, side));
    if (found === undefined) timer = world.clock.setTimer(LOOK_MS, look);
    else undo = act(found);
  };
  let timer = world.clock.setTimer(0, look);
  return () => {
    timer.cancel();
    undo();
  };
};

/** What becomes of whoever sends or receives: it dies, is stopped in order, or cannot be reached. */
const strike =
  (world: FaultyWorld, amount: number) =>
  (node: SimNode): (() => void) => {
    if (amount % 3 === 2) {
      const others = world.nodeIds.filter((id) => id !== node.nodeId);
      const undos = others.map((id) => world.links.cut(node.nodeId, id));
      return () => {
        for (const undo of undos) undo();
      };
    }
    if (amount % 3 === 1) node.close();
    else node.crash('kept');
    return () => {
      if (!node.off && !node.lost) again(node);
    };
  };

/** Whether the others could do without what this node has: they know to be chosen all that its checkpoints hold. */
const mayBeImpaired = (world: FaultyWorld, node: SimNode): boolean => {
  const isWhole = node.disk.volume !== undefined && !node.off && !node.isAway && !node.isImpaired;
  const others = world.nodeIds.map((id) => world.node(id)).filter((each) => each !== node);
  if (!isWhole || others.some(({ isImpaired }) => isImpaired) || !world.mayLose(node.nodeId)) return false;
  return Array.from({ length: world.groupCount }, (_, groupIdx) => groupIdx).every((groupIdx) => {
    const newest = Math.max(0, ...node.disk.checkpoints(groupIdx));
    return others
      .filter((each) => world.roster.isBound(each, groupIdx))
      .every(({ disk }) => (disk.peek(groupIdx).meta?.chosenUpTo ?? 0) >= newest);
  });
};

export const checkpointFaults = {
  crashAtFile: {
    does: 'the process dies at operation number amount of its volume from now, which loses what was not synced; it starts again at the end',
    weight: 6,
    draw: (random, shape) => dying(random, shape, OPERATIONS_MAX),
    begin: (world, { nodes: [nodeId = 0], amount, underWay = 'lost' }) => {
      const node = world.node(nodeId);
      const { volume } = node.disk;
      if (volume === undefined) return undefined;
      node.checkpoints.dieAtFile(amount, underWay);
      return () => {
        volume.crashAt = Infinity;
        again(node);
      };
    },
  },
  crashAtShipping: {
    does: 'the process dies of message number amount from now of those that ship checkpoints, sent or received; it starts again at the end',
    weight: 6,
    draw: (random, shape) => dying(random, shape, MESSAGES_MAX),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const node = world.node(nodeId);
      node.checkpoints.trouble.diesOf = amount;
      return () => {
        node.checkpoints.trouble.diesOf = Infinity;
        again(node);
      };
    },
  },
  fullVolume: {
    does: 'the volume takes amount bytes more until it ends',
    weight: 3,
    draw: (random, shape) =>
      onOne(random, shape, random.between(100, 4_000), random.pick([0, 50, 700, 20_000])),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { volume } = world.node(nodeId).disk;
      if (volume === undefined || volume.bytesMax < Infinity) return undefined;
      volume.bytesMax = volume.used + amount;
      world.checkpoints.excuses.give('files', nodeId);
      return () => {
        volume.bytesMax = Infinity;
      };
    },
  },
  failingFiles: {
    does: 'operations on files, syncs as well, fail; amount: probability',
    weight: 3,
    draw: (random, shape) =>
      onOne(random, shape, random.between(100, 4_000), random.pick([0.01, 0.05, 0.3, 1])),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { disk } = world.node(nodeId);
      disk.fileFailures = amount;
      return () => {
        disk.fileFailures = 0;
      };
    },
  },
  badChunks: {
    does: 'bits flip in what chunks carry, where no frame notices; amount: probability',
    weight: 3,
    draw: (random, shape) => onOne(random, shape, random.between(200, 5_000), random.pick([0.05, 0.3, 0.7])),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { trouble } = world.node(nodeId).checkpoints;
      world.checkpoints.excuses.give('chunks', nodeId);
      trouble.rates = { lost: 0, doubled: 0, late: 0, changed: amount };
      return () => trouble.end();
    },
  },
  strayChunks: {
    does: 'messages that ship checkpoints are lost, doubled and late; amount: probability of each',
    weight: 3,
    draw: (random, shape) => onOne(random, shape, random.between(200, 5_000), random.between(0.05, 0.4)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { trouble } = world.node(nodeId).checkpoints;
      trouble.rates = { lost: amount, doubled: amount, late: amount, changed: 0 };
      return () => trouble.end();
    },
  },
  strikeSender: {
    does: 'whoever sends a checkpoint then dies, is stopped or is cut off (amount modulo 3) until it ends',
    weight: 4,
    draw: (random) => ({ durationMs: random.between(100, 5_000), nodes: [], amount: random.below(3) }),
    begin: (world, { amount }) => whenShipping(world, 'sender', strike(world, amount)),
  },
  strikeReceiver: {
    does: 'whoever receives or installs a checkpoint then dies, is stopped or is cut off (amount modulo 3) until it ends',
    weight: 4,
    draw: (random) => ({ durationMs: random.between(100, 5_000), nodes: [], amount: random.below(3) }),
    begin: (world, { amount }) => whenShipping(world, 'receiver', strike(world, amount)),
  },
  leftBehind: {
    does: 'the node is cut off from all others, which decide on and cut off their logs',
    weight: 6,
    draw: (random, shape) => onOne(random, shape, random.between(500, 4_000), 0),
    begin: (world, { nodes: [nodeId = 0] }) => {
      const undos = world.nodeIds.filter((id) => id !== nodeId).map((id) => world.links.cut(nodeId, id));
      return () => {
        for (const undo of undos) undo();
      };
    },
  },
  damagedFile: {
    does: 'a bit of a file of a checkpoint flips; at the end the process is restarted; amount: which',
    weight: 2,
    draw: (random, shape) => onOne(random, shape, random.between(10, 3_000), random.below(POSITIONS)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const node = world.node(nodeId);
      const { disk } = node;
      const inOne = /^\/checkpoints\/\d+\/\d/;
      const files = (disk.volume?.paths() ?? []).filter(
        (path) => inOne.test(path) && !path.endsWith('/empty'),
      );
      const path = files[amount % Math.max(1, files.length)];
      if (path === undefined || !mayBeImpaired(world, node) || !disk.damageFile(path, amount))
        return undefined;
      world.checkpoints.excuses.give('damage', nodeId, Number(path.split('/')[2]));
      return () => again(node);
    },
  },
  lostFiles: {
    does: 'the folder of the checkpoints is lost while the process is down, and its log is not; it starts again at the end',
    weight: 2,
    draw: (random, shape) => onOne(random, shape, random.between(1, 2_000), 0),
    begin: (world, { nodes: [nodeId = 0] }) => {
      const node = world.node(nodeId);
      if (!mayBeImpaired(world, node)) return undefined;
      world.checkpoints.excuses.give('damage', nodeId);
      node.crash('kept');
      node.disk.loseFiles();
      node.checkpoints.lacksFiles = true;
      return () => again(node);
    },
  },
  failingMachines: {
    does: 'machines cannot give a checkpoint until it ends',
    weight: 2,
    draw: (random, shape) => onOne(random, shape, random.between(100, 3_000), 0),
    begin: (world, { nodes: [nodeId = 0] }) => {
      const node = world.node(nodeId);
      world.checkpoints.excuses.give('machines', nodeId);
      node.checkpoints.machinesFail = true;
      return () => {
        node.checkpoints.machinesFail = false;
      };
    },
  },
  takeCheckpoint: {
    does: 'an operator has all replicas take a checkpoint at the same instance; amount: of which group',
    weight: 4,
    draw: (random, shape) => onOne(random, shape, 1, random.below(shape.groups)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { node, process, isUp, disk } = world.node(nodeId);
      if (!isUp || node === undefined || process === undefined || disk.volume === undefined) return undefined;
      const complain = (error: unknown): void => {
        const isKnown = error instanceof GaiosError && CALL_CODES.includes(error.code);
        if (!process.isDead && !isKnown) world.complain(error);
      };
      process.enter(() => void node.checkpoint(amount, { timeoutMs: 5_000 }).catch(complain));
      return () => {};
    },
  },
  checkpointKnobs: {
    does: 'an operator pauses the cleaner, the replayer or both, and has another number of instances held, until it ends; amount: which',
    weight: 3,
    draw: (random, shape) => onOne(random, shape, random.between(100, 3_000), random.below(60)),
    begin: (world, { nodes: [nodeId = 0], amount }) => {
      const { node, process, isUp, disk } = world.node(nodeId);
      if (!isUp || node === undefined || process === undefined || disk.volume === undefined) return undefined;
      const inProcess = (act: () => void): void =>
        process.enter(() => {
          try {
            act();
          } catch (error) {
            const code = error instanceof GaiosError ? error.code : '';
            const isClosing = code === 'CLOSED' && node.status().state === 'closing';
            if (code !== 'UNKNOWN_GROUP' && !isClosing) world.complain(error);
          }
        });
      inProcess(() => {
        if (amount % 2 === 0) node.pauseLogCleaner();
        if (amount % 3 === 0) node.pauseCheckpointReplayer();
        node.setHoldLogCount(amount % world.groupCount, amount % 7);
      });
      return () =>
        inProcess(() => {
          node.continueLogCleaner();
          node.continueCheckpointReplayer();
        });
    },
  },
} satisfies Record<string, FaultRow>;
