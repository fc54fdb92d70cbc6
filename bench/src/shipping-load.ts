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
const STATE_BYTES = 256 * MiB;
const STATE_BYTES_QUICK = 64 * MiB;
/**
 * With and without the transfer by turns, until so many are through or the transfer is. A window of 4 MiB that was under way is
 * through before a turn is counted.
 */
const SETTLE_MS = 550;
const TURN_MS = 650;
const TURNS = 20;
const TURNS_QUICK = 2;
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

/** What happened between counts, a second. */
class Sum {
  #ms = 0;
  #shipped = 0;
  #others = 0;
  #bytes = 0;

  add(before: ShippingCounts, after: ShippingCounts): void {
    this.#ms += after.atMs - before.atMs;
    this.#shipped += after.shipped - before.shipped;
    this.#others += after.others - before.others;
    this.#bytes += after.bytesDone - before.bytesDone;
  }

  get rates(): Rates {
    const perSecond = (count: number): number => (count * 1000) / this.#ms;
    return {
      shipped: perSecond(this.#shipped),
      others: perSecond(this.#others),
      bytes: perSecond(this.#bytes),
    };
  }
}

const compare = async (plan: Plan, nodes: Nodes): Promise<ShippingLosses> => {
  const counts = (): Promise<ShippingCounts> => nodes.ask(SENDER, 'counts');
  const measured = async (sum: Sum, ms: number): Promise<void> => {
    const before = await counts();
    await sleep(ms);
    sum.add(before, await counts());
  };
  const load: ShippingLoad = { clients: CLIENTS, valueBytes: VALUE_BYTES };
  await nodes.ask(SENDER, 'load', load);
  await sleep(plan.warmMs);
  const [two, without, during] = [new Sum(), new Sum(), new Sum()];
  await measured(two, plan.measureMs);
  await nodes.boot(RECEIVER, 2);
  await until('node 2 to send', async () => (await counts()).bytesDone > 0);
  for (let turn = 0; turn < 2 * (plan.quick ? TURNS_QUICK : TURNS); turn++) {
    // With, without, without, with …: neither is always the later one.
    const isHeld = turn % 4 === 1 || turn % 4 === 2;
    await nodes.ask(SENDER, 'hold', isHeld);
    await sleep(SETTLE_MS);
    if ((await counts()).sent > 0) break;
    await measured(isHeld ? without : during, TURN_MS);
  }
  await nodes.ask(SENDER, 'hold', false);
  await nodes.ask(SENDER, 'endLoad');
  const { errors } = await counts();
  return losses({ two: two.rates, without: without.rates, during: during.rates, errors });
};

interface Measured {
  readonly two: Rates;
  readonly without: Rates;
  readonly during: Rates;
  readonly errors: number;
}

const losses = ({ two, without, during, errors }: Measured): ShippingLosses => {
  const say = ({ shipped, others }: Rates): string => `${Math.round(shipped)} and ${Math.round(others)}`;
  const mebibytes = during.bytes / MiB;
  const limit = optionRows.checkpointSendBytes.default;
  const isSlow = during.bytes < limit * RATE_SHARE_MIN;
  return {
    shipped: during.shipped / without.shipped,
    others: during.others / without.others,
    note:
      `${say(without)} proposals a second without a transfer, ${say(during)} with ${mebibytes.toFixed(1)} MiB a second ` +
      `under way${isSlow ? ', less than the default rate' : ''}; ${say(two)} before the third node came` +
      (errors === 0 ? '' : `; ${errors} errors`),
  };
};
