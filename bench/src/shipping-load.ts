/**
 * What proposals lose while the node at which they are made sends a checkpoint, at the default rate. Three nodes, of which the
 * third comes back with an empty disk. Second after second the transfer goes on, or is held back; nothing else differs between
 * the two: the same nodes run, vote and lag behind, and what else the machine does falls on both alike.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { optionRows } from 'gaios';
import { Child } from './child.ts';
import type { Plan } from './plan.ts';
import type { ShippingCounts, ShippingLoad, ShippingOptions } from './shipping-child.ts';
import { freePorts, makeFolder, removeFolder } from './work-dir.ts';

const MiB = 2 ** 20;
const GROUPS = 4;
/** At 8 MiB a second for so long that one can measure meanwhile. */
const STATE_BYTES = 512 * MiB;
const STATE_BYTES_QUICK = 64 * MiB;
/**
 * With, without, with and without the transfer is one block. A window of 4 MiB that was under way is through before a turn is counted; and
 * none is held back for the two seconds after which the sender sends its window again.
 */
const BLOCK = [false, true, false, true];
const SETTLE_MS = 550;
const TURN_MS = 650;
/** Until so many count, or the transfer is through. */
const BLOCKS = 10;
const BLOCKS_QUICK = 1;
/** If equal turns of a block differ by more than that, it was the machine: the block does not count, unless hardly any would. */
const DISTURBED = 1.5;
const BLOCKS_MIN = 3;
/** Slower than that it is not the default rate that was measured. */
const RATE_SHARE_MIN = 0.8;
/** For the group that is shipped, and as many for the others together. */
const CLIENTS = 50;
const VALUE_BYTES = 100;
const ASK_MS = 300_000;
const MEMORY_FOLDER = '/dev/shm';
const POLL_MS = 50;
const UNTIL_MS = 120_000;
/** The sender: not the leader, which a receiver leaves alone. */
const SENDER = 2;
const RECEIVER = 3;

/**
 * The receiver is another machine: what it writes does not stand in front of the log of the sender, and what it computes does not
 * take the sender's time. Where there is memory with a name, it writes there; and it yields to the other processes.
 */
const otherDisk = (folder: string): string => (existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : folder);

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
  const endMs = performance.now() + UNTIL_MS;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`not in time: ${what}`);
    await sleep(POLL_MS);
  }
};

export interface ShippingLosses {
  /** Of the rate without a transfer. */
  readonly shipped: number;
  readonly others: number;
  readonly note: string;
}

class Nodes {
  readonly #options: (nodeId: number, disk: number) => ShippingOptions;
  readonly #children = new Map<number, Child>();
  readonly #flags: readonly string[];

  constructor(
    { folder, elsewhere }: { readonly folder: string; readonly elsewhere: string },
    ports: readonly number[],
    plan: Plan,
  ) {
    const nodes = ports.map((port, at) => ({ nodeId: at + 1, address: `127.0.0.1:${port}` }));
    const stateBytes = plan.quick ? STATE_BYTES_QUICK : STATE_BYTES;
    this.#options = (nodeId, disk) => {
      const dataDir = join(nodeId === RECEIVER ? elsewhere : folder, `node-${nodeId}-${disk}`);
      const yields = nodeId === RECEIVER && disk > 1;
      return { nodeId, nodes, dataDir, groups: GROUPS, stateBytes, yields };
    };
    const { cpuProfiles } = plan;
    this.#flags = cpuProfiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProfiles}`];
  }

  get ids(): number[] {
    return [...this.#children.keys()];
  }

  async boot(nodeId: number, disk = 1): Promise<void> {
    const child = new Child('shipping-child.js', `node ${nodeId}`, this.#flags);
    this.#children.set(nodeId, child);
    await child.ask('start', this.#options(nodeId, disk), ASK_MS);
  }

  async stop(nodeId: number): Promise<void> {
    const child = this.#children.get(nodeId);
    this.#children.delete(nodeId);
    await child?.stop();
  }

  ask<T>(nodeId: number, name: string, argument: unknown = null): Promise<T> {
    const child = this.#children.get(nodeId);
    if (child === undefined) return Promise.reject(new Error(`node ${nodeId} does not run`));
    return child.ask<T>(name, argument, ASK_MS);
  }
}

export const shippingUnderLoad = async (plan: Plan): Promise<ShippingLosses> => {
  const folder = makeFolder(plan.folder);
  const elsewhere = makeFolder(otherDisk(plan.folder));
  const nodes = new Nodes({ folder, elsewhere }, await freePorts(3), plan);
  try {
    await Promise.all([1, 2, 3].map((nodeId) => nodes.boot(nodeId)));
    await until('node 1 to lead', async () =>
      (await nodes.ask<number[]>(1, 'leaders')).every((leader) => leader === 1),
    );
    await nodes.ask(1, 'propose', 20);
    await nodes.stop(RECEIVER);
    await nodes.ask(1, 'checkpoint');
    for (const nodeId of [1, SENDER]) {
      await until('the log to be cleaned', async () => (await nodes.ask<number>(nodeId, 'minChosen')) > 20);
    }
    return await compare(plan, nodes);
  } finally {
    await Promise.all(nodes.ids.map((nodeId) => nodes.stop(nodeId)));
    removeFolder(folder);
    removeFolder(elsewhere);
  }
};

interface Rates {
  readonly shipped: number;
  readonly others: number;
  /** Bytes a second under way. */
  readonly bytes: number;
}

interface Turn {
  readonly isHeld: boolean;
  readonly before: ShippingCounts;
  readonly after: ShippingCounts;
}

const ratesOf = (turns: readonly Turn[]): Rates => {
  const grown = (of: (counts: ShippingCounts) => number): number =>
    turns.reduce((sum, { before, after }) => sum + of(after) - of(before), 0);
  const seconds = grown(({ atMs }) => atMs) / 1000;
  return {
    shipped: grown(({ shipped }) => shipped) / seconds,
    others: grown(({ others }) => others) / seconds,
    bytes: grown(({ bytesDone }) => bytesDone) / seconds,
  };
};

const isSteady = (block: readonly Turn[]): boolean =>
  [true, false].every((wanted) => {
    const rates = block.filter(({ isHeld }) => isHeld === wanted).map((turn) => ratesOf([turn]));
    const sums = rates.map(({ shipped, others }) => shipped + others);
    return Math.max(...sums) <= DISTURBED * Math.min(...sums);
  });

const compare = async (plan: Plan, nodes: Nodes): Promise<ShippingLosses> => {
  const counts = (): Promise<ShippingCounts> => nodes.ask(SENDER, 'counts');
  const measured = async (isHeld: boolean, ms: number): Promise<Turn> => {
    const before = await counts();
    await sleep(ms);
    return { isHeld, before, after: await counts() };
  };
  const load: ShippingLoad = { clients: CLIENTS, valueBytes: VALUE_BYTES };
  await nodes.ask(SENDER, 'load', load);
  await sleep(plan.warmMs);
  const two = await measured(true, plan.measureMs);
  await nodes.boot(RECEIVER, 2);
  await until('node 2 to send', async () => (await counts()).bytesDone > 0);
  const steady: Turn[][] = [];
  const disturbed: Turn[][] = [];
  const wanted = plan.quick ? BLOCKS_QUICK : BLOCKS;
  while (steady.length < wanted) {
    const block: Turn[] = [];
    for (const isHeld of BLOCK) {
      await nodes.ask(SENDER, 'hold', isHeld);
      await sleep(SETTLE_MS);
      block.push(await measured(isHeld, TURN_MS));
    }
    if (block.some(({ after }) => after.sent > 0)) break;
    (isSteady(block) ? steady : disturbed).push(block);
  }
  await nodes.ask(SENDER, 'hold', false);
  await nodes.ask(SENDER, 'endLoad');
  const { errors } = await counts();
  const counted = steady.length < Math.min(BLOCKS_MIN, wanted) ? [...steady, ...disturbed] : steady;
  const turns = counted.flat();
  return losses({
    two: ratesOf([two]),
    without: ratesOf(turns.filter(({ isHeld }) => isHeld)),
    during: ratesOf(turns.filter(({ isHeld }) => !isHeld)),
    blocks: `${counted.length} of ${steady.length + disturbed.length} blocks`,
    errors,
  });
};

interface Measured {
  readonly two: Rates;
  readonly without: Rates;
  readonly during: Rates;
  readonly blocks: string;
  readonly errors: number;
}

const losses = ({ two, without, during, blocks, errors }: Measured): ShippingLosses => {
  const say = ({ shipped, others }: Rates): string => `${Math.round(shipped)} and ${Math.round(others)}`;
  const mebibytes = during.bytes / MiB;
  const limit = optionRows.checkpointSendBytes.default;
  const isSlow = during.bytes < limit * RATE_SHARE_MIN;
  return {
    shipped: during.shipped / without.shipped,
    others: during.others / without.others,
    note:
      `${say(without)} proposals a second without a transfer, ${say(during)} with ${mebibytes.toFixed(1)} MiB a second ` +
      `under way${isSlow ? ', less than the default rate' : ''} (${blocks}); ${say(two)} before the third node came` +
      (errors === 0 ? '' : `; ${errors} errors`),
  };
};
