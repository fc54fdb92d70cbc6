/**
 * What proposals lose while the node at which they are made sends a checkpoint, at the default rate. Three nodes, of which the
 * third comes back with an empty disk. Without a transfer is measured while it is away, with one while it receives: the group
 * goes on with the same two voters both times.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child.ts';
import type { Plan } from './plan.ts';
import type { ShippingLoad, ShippingOptions, ShippingRates } from './shipping-child.ts';
import { freePorts, makeFolder, removeFolder } from './work-dir.ts';

const MiB = 2 ** 20;
const GROUPS = 4;
/** At 32 MiB a second for so long that one can measure meanwhile. */
const STATE_BYTES = 512 * MiB;
const STATE_BYTES_QUICK = 64 * MiB;
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
 * The receiver is another machine: what it writes does not stand in front of the log of the sender. Where there is memory
 * with a name, it writes there.
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
      return { nodeId, nodes, dataDir, groups: GROUPS, stateBytes };
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

const compare = async (plan: Plan, nodes: Nodes): Promise<ShippingLosses> => {
  const { warmMs, measureMs } = plan;
  const load: ShippingLoad = {
    clients: CLIENTS,
    valueBytes: VALUE_BYTES,
    warmMs,
    measureMs: plan.quick ? measureMs : 2 * measureMs,
  };
  await nodes.ask<ShippingRates>(SENDER, 'load', load);
  const alone = await nodes.ask<ShippingRates>(SENDER, 'load', load);
  await nodes.boot(RECEIVER, 2);
  const doneAt = async (): Promise<{ sent: number; bytesDone: number }> => nodes.ask(SENDER, 'sent');
  await until('node 2 to send', async () => (await doneAt()).bytesDone > 0);
  const before = await doneAt();
  const beganMs = performance.now();
  const meanwhile = await nodes.ask<ShippingRates>(SENDER, 'load', load);
  const after = await doneAt();
  const rate = (after.bytesDone - before.bytesDone) / MiB / ((performance.now() - beganMs) / 1000);
  const isOver = after.sent > 0 ? '; the transfer ended before the measurement' : '';
  await until('the transfer to end', async () => (await doneAt()).sent > 0);
  const later = await nodes.ask<ShippingRates>(SENDER, 'load', load);
  const errors = alone.errors + meanwhile.errors + later.errors;
  return {
    shipped: meanwhile.shipped / alone.shipped,
    others: meanwhile.others / alone.others,
    note:
      `${Math.round(alone.shipped)} and ${Math.round(alone.others)} proposals a second alone, ` +
      `${Math.round(meanwhile.shipped)} and ${Math.round(meanwhile.others)} with ${rate.toFixed(1)} MiB a second under way, ` +
      `${Math.round(later.shipped)} and ${Math.round(later.others)} after it` +
      `${isOver}${errors === 0 ? '' : `; ${errors} errors`}`,
  };
};
